"""Runs the cases of one library and prints one line of JSON for each."""

import ipaddress
import json
import os
import sys
import traceback
from importlib.metadata import version
from typing import Any, Callable

from person import Person, Request, Response

#: What the caller prepared for this library: `{library, app, providers: {<name>: {client_id, client_secret,
#: redirect_uri, ...}}, alice: {<name>: account}, bob: {...}}`. `alice` signs in, `bob` refuses.
SUITE: dict[str, Any] = json.loads(os.environ["CLIENT_SUITE"])
APP: str = SUITE["app"]
ALICE: dict[str, Any] = SUITE["alice"]

#: A secret that nobody registered.
WRONG_SECRET = "this-is-not-the-secret"

Handle = Callable[[Request], Response]


def _stay_here(event: str, args: tuple[Any, ...]) -> None:
    """A connection that does not stay on this machine is an error: the suite is offline."""
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ConnectionError(f"the suite is offline, and a program wanted {args[1]}")
    if event == "socket.getaddrinfo" and args[0] not in (None, "localhost", "127.0.0.1", "::1"):
        raise ConnectionError(f"the suite is offline, and a program looked up {args[0]}")


sys.addaudithook(_stay_here)


def registration(provider: str) -> dict[str, str]:
    """The registration at a provider."""
    found = SUITE["providers"].get(provider)
    assert found, f"{SUITE['library']} has no client at {provider}; expected one in CLIENT_SUITE"
    return found


def alice(handle: Handle | None = None) -> Person:
    """Somebody who signs in. `handle` is the app, where it answers requests."""
    return Person("alice", "approve", APP, handle)


def bob(handle: Handle | None = None) -> Person:
    """Somebody who presses Cancel at the provider."""
    return Person("bob", "deny", APP, handle)


def run(provider: str, cases: dict[str, Callable[[], Any]]) -> None:
    """Runs the cases one after the other."""
    for name, body in cases.items():
        library = SUITE["library"]
        line = {"library": library, "version": version(library), "provider": provider, "case": name}
        try:
            line |= {"ok": True, "detail": str(body())}
        except Exception:
            line |= {"ok": False, "detail": traceback.format_exc()}
        print(json.dumps(line), flush=True)


def raised(error: type[BaseException], body: Callable[[], Any]) -> Any:
    """The error of that class which `body` has to raise."""
    try:
        result = body()
    except error as caught:
        return caught
    raise AssertionError(f"expected {error.__name__}, got {result!r}")
