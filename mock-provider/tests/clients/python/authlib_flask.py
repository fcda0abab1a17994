"""Authlib in Flask, with the registrations of its documentation for Google and GitHub."""

from typing import Any, Callable

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, url_for

from person import Person
from suite import ALICE, APP, WRONG_SECRET, Handle, alice, bob, registration, run
from wsgi_app import serve

DEFINITIONS: dict[str, dict[str, Any]] = {
    "google": {
        "server_metadata_url": "https://accounts.google.com/.well-known/openid-configuration",
        "client_kwargs": {"scope": "openid email profile", "code_challenge_method": "S256"},
    },
    "github": {
        "access_token_url": "https://github.com/login/oauth/access_token",
        "authorize_url": "https://github.com/login/oauth/authorize",
        "api_base_url": "https://api.github.com/",
        "client_kwargs": {"scope": "user:email"},
    },
}


class Outcome:
    """What the app's callback saw."""

    token: dict[str, Any] | None = None
    profile: Any = None
    emails: Any = None
    error: OAuthError | None = None


def sign_in(provider: str, who: Callable[[Handle], Person], secret: str | None = None) -> Outcome:
    """One sign-in through a fresh app."""
    client = registration(provider)
    app = Flask(__name__)
    app.secret_key = "of the session"
    oauth = OAuth(app)
    remote = oauth.register(
        provider,
        client_id=client["client_id"],
        client_secret=secret or client["client_secret"],
        **DEFINITIONS[provider],
    )
    outcome = Outcome()

    @app.route(f"/login/{provider}")
    def login() -> Any:
        return remote.authorize_redirect(url_for("callback", _external=True))

    @app.route(f"/callback/{provider}")
    def callback() -> str:
        try:
            outcome.token = remote.authorize_access_token()
        except OAuthError as error:
            outcome.error = error
            return "refused"
        if provider == "google":
            outcome.profile = remote.userinfo()
        else:
            outcome.profile = remote.get("user").json()
            outcome.emails = remote.get("user/emails").json()
        return "signed in"

    rest = who(serve(app)).open(f"{APP}/login/{provider}")
    assert rest.response and rest.response.status == 200, rest
    return outcome


def google_success() -> str:
    outcome = sign_in("google", alice)
    person = ALICE["google"]
    assert outcome.token and outcome.token["userinfo"]["sub"] == person["sub"], outcome.error
    assert outcome.token["userinfo"]["iss"] == "https://accounts.google.com"
    assert outcome.profile["sub"] == person["sub"]
    assert outcome.profile["email"] == person["email"]
    assert outcome.profile["name"] == person["name"]
    return f"id_token and userinfo of {outcome.profile['name']}"


def github_success() -> str:
    outcome = sign_in("github", alice)
    person = ALICE["github"]
    assert outcome.profile and outcome.profile["id"] == person["id"], outcome.error
    assert outcome.profile["login"] == person["login"]
    primary = next(email for email in outcome.emails if email["primary"])
    assert primary["email"] == next(email["email"] for email in person["emails"] if email["primary"])
    return f"signed in as {outcome.profile['login']}"


def refused(provider: str, who: Callable[[Handle], Person], error: str, description: str, secret: str | None) -> str:
    outcome = sign_in(provider, who, secret)
    assert outcome.token is None
    assert outcome.error is not None
    assert outcome.error.error == error, outcome.error
    assert (outcome.error.description or "") == description, outcome.error
    return str(outcome.error)


run(
    "google",
    {
        "success": google_success,
        "denial": lambda: refused("google", bob, "access_denied", "", None),
        "wrong_secret": lambda: refused(
            "google", alice, "invalid_client", "The provided client secret is invalid.", WRONG_SECRET
        ),
    },
)
run(
    "github",
    {
        "success": github_success,
        "denial": lambda: refused(
            "github", bob, "access_denied", "The user has denied your application access.", None
        ),
        "wrong_secret": lambda: refused(
            "github",
            alice,
            "incorrect_client_credentials",
            "The client_id and/or client_secret passed are incorrect.",
            WRONG_SECRET,
        ),
    },
)
