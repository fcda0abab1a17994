// A browser's cookies (RFC 6265bis), as far as sign-in depends on them: host, path, Secure, SameSite, deletion.

/** The cookies of one browser. */
export class CookieJar {
  #cookies = new Map();

  /** Keeps what a response to `url` sets. */
  store(url, headers) {
    for (const line of headers.getSetCookie()) {
      const [pair, ...rest] = line.split(";").map((part) => part.trim());
      const split = pair.indexOf("=");
      const cookie = { name: pair.slice(0, split), value: pair.slice(split + 1), path: "/", sameSite: "lax" };
      cookie.host = url.hostname;
      for (const part of rest) {
        const [name, value = ""] = part.split("=");
        switch (name.toLowerCase()) {
          case "path":
            cookie.path = value;
            break;
          case "samesite":
            cookie.sameSite = value.toLowerCase();
            break;
          case "secure":
            cookie.secure = true;
            break;
          case "max-age":
            cookie.gone = Number(value) <= 0;
            break;
          case "expires":
            cookie.gone ??= Date.parse(value) <= Date.now();
            break;
        }
      }
      if (cookie.sameSite === "none" && !cookie.secure) continue; // browsers refuse these
      const key = [cookie.host, cookie.path, cookie.name].join(" ");
      if (cookie.gone) this.#cookies.delete(key);
      else this.#cookies.set(key, cookie);
    }
  }

  /** The `Cookie` header for a request, or undefined. `crossSite`: another site's page caused it. */
  header(url, { method, crossSite }) {
    const sent = [...this.#cookies.values()].filter((cookie) => {
      if (cookie.host !== url.hostname || !url.pathname.startsWith(cookie.path)) return false;
      if (cookie.secure && url.protocol !== "https:") return false;
      if (!crossSite || cookie.sameSite === "none") return true;
      return cookie.sameSite === "lax" && method === "GET";
    });
    return sent.map(({ name, value }) => `${name}=${value}`).join("; ") || undefined;
  }
}
