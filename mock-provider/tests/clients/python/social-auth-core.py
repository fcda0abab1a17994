"""social-auth-core in Django, by way of its own Django integration."""

from dataclasses import dataclass, field
from typing import Any, Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path

import django_app
from person import Person, Rest
from suite import ALICE, APP, SUITE, WRONG_SECRET, Handle, alice, bob, registration, run

Account = dict[str, Any]


@dataclass
class Backend:
    """One of the library's backends: its class, the user it has to make, and how it reports a wrong secret."""

    name: str
    cls: str
    #: None: apps see ids of their own.
    uid: Callable[[Account], str | None]
    email: Callable[[Account], str]
    username: Callable[[Account], str]
    #: The error for a wrong secret: class, code, the provider's own code, and HTTP status.
    wrong_secret: tuple[str, str, Any, int | None]
    #: The error for somebody who says no: class, code, and the provider's own code.
    denial: tuple[str, str, str] = ("AuthCanceled", "authorization_declined", "access_denied")
    settings: dict[str, Any] = field(default_factory=dict)
    keys: Callable[[dict[str, str], str | None], dict[str, str]] = lambda client, secret: {
        "KEY": client["client_id"],
        "SECRET": secret or client["client_secret"],
    }

    def setting(self, name: str) -> str:
        """The name of one of the backend's settings in Django."""
        return f"SOCIAL_AUTH_{self.name.upper().replace('-', '_')}_{name}"


def graph_id(person: Account) -> str:
    """Graph knows personal accounts by the end of their object identifier."""
    return person["oid"] if "tenant" in person else person["oid"].replace("-", "")[16:]


def primary(person: Account) -> str:
    return next(email["email"] for email in person["emails"] if email["primary"])


BACKENDS = {
    "google": Backend(
        name="google-oauth2",
        cls="social_core.backends.google.GoogleOAuth2",
        uid=lambda person: person["sub"],
        email=lambda person: person["email"],
        username=lambda person: person["email"].split("@")[0],
        wrong_secret=("AuthConfigurationError", "invalid_setting", "invalid_client", 401),
    ),
    "github": Backend(
        name="github",
        cls="social_core.backends.github.GithubOAuth2",
        uid=lambda person: str(person["id"]),
        email=primary,
        username=lambda person: person["login"],
        # GitHub answers a wrong secret with status 200.
        wrong_secret=("AuthProviderError", "http_error", "incorrect_client_credentials", None),
        settings={"SCOPE": ["user:email"]},
    ),
    "facebook": Backend(
        name="facebook",
        cls="social_core.backends.facebook.FacebookOAuth2",
        uid=lambda person: None,
        email=lambda person: person["email"],
        username=lambda person: person["name"].replace(" ", ""),
        wrong_secret=("AuthProviderError", "http_error", 1, 400),
        settings={"SCOPE": ["email"], "PROFILE_EXTRA_PARAMS": {"fields": "id,name,email"}},
    ),
    "x": Backend(
        name="twitter-oauth2",
        cls="social_core.backends.twitter_oauth2.TwitterOAuth2",
        uid=lambda person: person["id"],
        email=lambda person: "",
        username=lambda person: person["username"],
        wrong_secret=("AuthConfigurationError", "invalid_setting", "unauthorized_client", 401),
        # By default the library says `s256`, which X does not take for S256.
        settings={"PKCE_CODE_CHALLENGE_METHOD": "S256"},
    ),
    "microsoft": Backend(
        name="microsoft-graph",
        cls="social_core.backends.microsoft.MicrosoftOAuth2",
        uid=graph_id,
        email=lambda person: person["email"],
        username=lambda person: person["email"].split("@")[0],
        wrong_secret=("AuthConfigurationError", "invalid_setting", "invalid_client", 401),
    ),
    "apple": Backend(
        name="apple-id",
        cls="social_core.backends.apple.AppleIdAuth",
        uid=lambda person: person["sub"],
        email=lambda person: person["email"],
        username=lambda person: person["sub"],
        wrong_secret=("AuthConfigurationError", "invalid_setting", "invalid_client", 400),
        denial=("AuthProviderError", "http_error", "user_cancelled_authorize"),
        settings={"SCOPE": ["email", "name"]},
        keys=lambda client, secret: {
            "CLIENT": client["client_id"],
            "TEAM": client["team_id"],
            "KEY": client["key_id"],
            "SECRET": client["other_private_key" if secret else "private_key"],
        },
    ),
}

caught: list[Exception] = []


def catch(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware that keeps the library's exceptions, as the one that it ships turns them into messages."""

    class Catch:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse:
            caught.append(exception)
            return HttpResponse("refused", status=401)

    return Catch()


handle = django_app.start(
    apps=["social_django"],
    middleware=["__main__.catch"],
    AUTHENTICATION_BACKENDS=[BACKENDS[name].cls for name in SUITE["providers"]],
    # Apple's answer is a POST from another site, with which browsers send no other cookies.
    SESSION_COOKIE_SAMESITE="None",
    SESSION_COOKIE_SECURE=True,
    **{each.setting(key): value for each in BACKENDS.values() for key, value in each.settings.items()},
)

from django.contrib.auth.models import User  # noqa: E402
from django.test import override_settings  # noqa: E402
from social_core.exceptions import SocialAuthBaseException  # noqa: E402
from social_django.models import UserSocialAuth  # noqa: E402


def front(request: HttpRequest) -> HttpResponse:
    """The app's page with its button."""
    backend = request.GET["backend"]
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return HttpResponse(f'<form method="post" action="/login/{backend}/">{token}<button>Sign in</button></form>')


urlpatterns = [path("", include("social_django.urls")), path("front", front), path("me", django_app.me)]


def sign_in(name: str, who: Callable[[Handle], Person], secret: str | None = None, **settings: Any) -> Rest:
    """One sign-in into an empty site."""
    backend = BACKENDS[name]
    User.objects.all().delete()
    caught.clear()
    settings |= backend.keys(registration(name), secret)
    person = who(handle)
    with override_settings(**{backend.setting(key): value for key, value in settings.items()}):
        return person.submit(person.open(f"{APP}/front?backend={backend.name}"))


def success(name: str) -> str:
    backend, person = BACKENDS[name], ALICE[name]
    rest = sign_in(name, alice)
    assert caught == [], caught
    assert urlsplit(rest.request.url).path == "/me", rest
    account = UserSocialAuth.objects.get()
    assert backend.uid(person) in (account.uid, None), account.uid
    assert account.user.email == backend.email(person), account.user.email
    assert rest.response and rest.response.text == backend.username(person), rest
    return f"user {rest.response.text} with account {account.uid}"


def refusal() -> SocialAuthBaseException:
    """The one error that the library raised; nobody is signed in."""
    [error] = caught
    assert isinstance(error, SocialAuthBaseException), repr(error)
    assert not User.objects.exists()
    return error


def denial(name: str) -> str:
    sign_in(name, bob)
    error = refusal()
    found = (type(error).__name__, error.code, error.provider_code)
    assert found == BACKENDS[name].denial, found
    return str(found)


def wrong_secret(name: str) -> str:
    sign_in(name, alice, WRONG_SECRET)
    error = refusal()
    assert error.stage == "token_exchange", error.stage
    found = (type(error).__name__, error.code, error.provider_code, error.status_code)
    assert found == BACKENDS[name].wrong_secret, (found, error.detail)
    return str(found)


for each in SUITE["providers"]:
    run(
        each,
        {
            "success": lambda: success(each),
            "denial": lambda: denial(each),
            "wrong_secret": lambda: wrong_secret(each),
        },
    )
