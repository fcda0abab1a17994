"""A person and their browser.

The browser follows redirects by hand, does at the provider what the person decides, and delivers to the app under
test what the provider sends it.
"""

from dataclasses import dataclass, field
from typing import Callable
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

import requests

from cookies import CookieJar
from page import Form, Page

MOST_STEPS = 20


@dataclass
class Request:
    """What the browser sends."""

    method: str
    url: str
    body: str = ""
    cross_site: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> SplitResult:
        """The address in its parts."""
        return urlsplit(self.url)


@dataclass
class Response:
    """What comes back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass
class Rest:
    """Where the browser came to rest. Without a response it stopped in front of the app."""

    request: Request
    response: Response | None = None


class Person:
    """Somebody with a browser of their own, who approves or denies what an app asks of them."""

    def __init__(
        self, identifier: str, decision: str, app: str, handle: Callable[[Request], Response] | None = None
    ) -> None:
        self._identifier = identifier
        self._decision = decision
        self._app = app
        self._handle = handle
        self._jar = CookieJar()

    def open(self, url: str) -> Rest:
        """Goes to an address and on from there."""
        return self._walk(Request("GET", url))

    def submit(self, rest: Rest) -> Rest:
        """Submits the first form of the app's page."""
        assert rest.response is not None
        form = Page(rest.response.text).forms[0]
        return self._walk(_filled(form, rest.request, []))

    def _walk(self, request: Request) -> Rest:
        for _ in range(MOST_STEPS):
            at_app = _origin(request.url) == self._app
            self._prepare(request)
            if at_app and self._handle is None:
                return Rest(request)
            response = self._handle(request) if at_app and self._handle else _fetch(request)
            set_cookies = [value for key, value in response.headers if key.lower() == "set-cookie"]
            self._jar.store(request.parts, set_cookies)
            location = response.header("location")
            if location and 300 <= response.status < 400:
                url = urljoin(request.url, location)
                away = urlsplit(url).hostname != request.parts.hostname
                request = Request("GET", url, cross_site=request.cross_site or away)
            elif at_app:
                return Rest(request, response)
            else:
                request = self._act(request, response)
        raise AssertionError(f"the browser did not come to rest in {MOST_STEPS} steps; it was at {request.url}")

    def _prepare(self, request: Request) -> None:
        request.headers = {"user-agent": "Mozilla/5.0 (client suite)", "accept": "text/html"}
        if request.method == "POST":
            request.headers["content-type"] = "application/x-www-form-urlencoded"
            request.headers["referer"] = f"{self._app}/"
        if cookie := self._jar.header(request.parts, request.method, request.cross_site):
            request.headers["cookie"] = cookie

    def _act(self, request: Request, response: Response) -> Request:
        """What the person does on a page of the provider, as the next request."""
        page = Page(response.text)
        if refused := page.texts.get("mock-error"):
            raise AssertionError(f"the provider refused {request.url}: {refused}")
        for form in page.forms:
            if _origin(urljoin(request.url, form.action)) == self._app:
                return _filled(form, request, [])
            if any(field.get("data-testid") == "mock-identifier" for field in form.inputs):
                return _filled(form, request, [("identifier", self._identifier)])
            for button in form.buttons:
                if button.get("data-testid") == f"mock-{self._decision}":
                    return _filled(form, request, [(button["name"], button["value"])])
        raise AssertionError(f"no form that a person could use at {request.url} ({response.status}): {response.text[:2000]}")


def _filled(form: Form, on: Request, answers: list[tuple[str, str]]) -> Request:
    url = urljoin(on.url, form.action) if form.action else on.url
    away = urlsplit(url).hostname != on.parts.hostname
    return Request(form.method, url, urlencode(form.fields + answers), cross_site=away)


def _fetch(request: Request) -> Response:
    answer = requests.request(
        request.method, request.url, data=request.body, headers=request.headers, allow_redirects=False, timeout=30
    )
    return Response(answer.status_code, list(answer.raw.headers.items()), answer.text)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
