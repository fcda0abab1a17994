// The person's browser. It follows redirects by hand, does at the provider what the person decides, and delivers
// to the app under test what the provider sends it.

import { CookieJar } from "./cookies.mjs";
import { forms, textOf } from "./page.mjs";

const MOST_STEPS = 20;

/** One browser with its own cookies, used by one person. */
export class Browser {
  #jar = new CookieJar();
  #person;
  #app;

  /**
   * @param person `{identifier, decision}`: who signs in, and whether they `approve` or `deny`
   * @param app where the app is: `{origin, handle?}`. `handle` answers a `Request`; without it the browser stops
   *   in front of the app and returns the request that it would have sent
   */
  constructor(person, app) {
    this.#person = person;
    this.#app = app;
  }

  /** Goes to an address and on from there. The last request, and the app's response to it where it answers. */
  async open(url) {
    return this.#walk({ method: "GET", url: new URL(url), crossSite: false });
  }

  /** Submits a form of the app. */
  async post(url, fields) {
    return this.#walk({ method: "POST", url: new URL(url), body: new URLSearchParams(fields), crossSite: false });
  }

  async #walk(next) {
    for (let step = 0; step < MOST_STEPS; step++) {
      const request = this.#request(next);
      const atApp = next.url.origin === this.#app.origin;
      if (atApp && !this.#app.handle) return { request };
      const response = atApp ? await this.#app.handle(request.clone()) : await fetch(request.clone());
      this.#jar.store(next.url, response.headers);
      const location = response.headers.get("location");
      if (location && response.status >= 300 && response.status < 400) {
        const url = new URL(location, next.url);
        next = { method: "GET", url, crossSite: next.crossSite || url.hostname !== next.url.hostname };
        continue;
      }
      if (atApp) return { request, response };
      next = this.#act(next.url, response.status, await response.text());
    }
    throw new Error(`the browser did not come to rest in ${MOST_STEPS} steps; it was at ${next.url}`);
  }

  #request({ method, url, body, crossSite }) {
    const headers = new Headers({ "user-agent": "Mozilla/5.0 (client suite)", accept: "text/html" });
    const cookie = this.#jar.header(url, { method, crossSite });
    if (cookie) headers.set("cookie", cookie);
    return new Request(url, { method, headers, body, redirect: "manual" });
  }

  /** What the person does on a page of the provider, as the next request. */
  #act(url, status, html) {
    const refused = textOf(html, "mock-error");
    if (refused !== undefined) throw new Error(`the provider refused ${url.origin}${url.pathname}: ${refused}`);
    for (const form of forms(html)) {
      const action = new URL(form.action || url, url);
      if (action.origin === this.#app.origin) return submit(form, action, url, []);
      if (form.inputs.some((input) => input["data-testid"] === "mock-identifier")) {
        return submit(form, action, url, [["identifier", this.#person.identifier]]);
      }
      const wanted = `mock-${this.#person.decision}`;
      const button = form.buttons.find((button) => button["data-testid"] === wanted);
      if (button) return submit(form, action, url, [[button.name, button.value]]);
    }
    throw new Error(`no form that a person could use at ${url} (${status}): ${html.slice(0, 2000)}`);
  }
}

function submit(form, action, from, answers) {
  return {
    method: form.method,
    url: action,
    body: new URLSearchParams([...form.fields, ...answers]),
    crossSite: action.hostname !== from.hostname,
  };
}
