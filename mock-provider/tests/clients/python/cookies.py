"""A browser's cookies (RFC 6265bis), as far as sign-in depends on them: host, path, Secure, SameSite, deletion."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from datetime import datetime, timezone
from urllib.parse import SplitResult


@dataclass
class Cookie:
    """One cookie as a response set it."""

    name: str
    value: str
    host: str
    path: str = "/"
    same_site: str = "lax"
    secure: bool = False
    gone: bool = False


class CookieJar:
    """The cookies of one browser."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def store(self, url: SplitResult, lines: list[str]) -> None:
        """Keeps what a response to `url` sets."""
        for line in lines:
            cookie = _parse(url, line)
            if cookie.same_site == "none" and not cookie.secure:
                continue  # browsers refuse these
            key = (cookie.host, cookie.path, cookie.name)
            self._cookies.pop(key, None)
            if not cookie.gone:
                self._cookies[key] = cookie

    def header(self, url: SplitResult, method: str, cross_site: bool) -> str | None:
        """The `Cookie` header for a request, or None. `cross_site`: another site's page caused it."""

        def sent(cookie: Cookie) -> bool:
            if cookie.host != url.hostname or not url.path.startswith(cookie.path):
                return False
            if cookie.secure and url.scheme != "https":
                return False
            return not cross_site or cookie.same_site == "none" or (cookie.same_site == "lax" and method == "GET")

        return "; ".join(f"{c.name}={c.value}" for c in self._cookies.values() if sent(c)) or None


def _parse(url: SplitResult, line: str) -> Cookie:
    pair, *rest = [part.strip() for part in line.split(";")]
    name, _, value = pair.partition("=")
    cookie = Cookie(name, value, url.hostname or "")
    for part in rest:
        key, _, setting = part.partition("=")
        match key.lower():
            case "path":
                cookie.path = setting
            case "samesite":
                cookie.same_site = setting.lower()
            case "secure":
                cookie.secure = True
            case "max-age":
                cookie.gone = int(setting) <= 0
            case "expires":
                cookie.gone = cookie.gone or parsedate_to_datetime(setting) <= datetime.now(timezone.utc)
    return cookie
