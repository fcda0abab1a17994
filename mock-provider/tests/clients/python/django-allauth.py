"""django-allauth with its own provider definitions and pages."""

from dataclasses import dataclass, field
from typing import Any, Callable
from urllib.parse import urlsplit

from django.urls import include, path

import django_app
from person import Person, Rest
from suite import ALICE, APP, SUITE, WRONG_SECRET, Handle, alice, bob, registration, run


@dataclass
class Provider:
    """One of allauth's providers: its id, the account it has to make, and what it says of refusals."""

    id: str
    #: None: apps see ids of their own.
    uid: Callable[[dict[str, Any]], str | None]
    #: Address, and whether the provider vouches for it. None: the provider gives none.
    email: Callable[[dict[str, Any]], tuple[str, bool] | None]
    name: Callable[[dict[str, Any]], Any]
    wrong_secret: str
    #: Where allauth keeps the name in what it stores of the provider's answer.
    name_in: Callable[[dict[str, Any]], Any] = lambda data: data["name"]
    denial: str = "cancelled"
    app: Callable[[dict[str, str], str | None], dict[str, Any]] = lambda client, secret: {
        "client_id": client["client_id"],
        "secret": secret or client["client_secret"],
    }
    settings: dict[str, Any] = field(default_factory=dict)


def graph_id(person: dict[str, Any]) -> str:
    """Graph knows personal accounts by the end of their object identifier."""
    return person["oid"] if "tenant" in person else person["oid"].replace("-", "")[16:]


def primary(person: dict[str, Any]) -> str:
    return next(email["email"] for email in person["emails"] if email["primary"])


PROVIDERS = {
    "google": Provider(
        id="google",
        uid=lambda person: person["sub"],
        email=lambda person: (person["email"], True),
        name=lambda person: person["name"],
        wrong_secret="The provided client secret is invalid.",
        settings={"OAUTH_PKCE_ENABLED": True, "FETCH_USERINFO": True},
    ),
    "github": Provider(
        id="github",
        uid=lambda person: str(person["id"]),
        email=lambda person: (primary(person), True),
        name=lambda person: person["name"],
        wrong_secret="incorrect_client_credentials",
    ),
    "facebook": Provider(
        id="facebook",
        uid=lambda person: None,
        email=lambda person: (person["email"], False),
        name=lambda person: person["name"],
        wrong_secret="Error validating client secret.",
    ),
    "x": Provider(
        id="twitter_oauth2",
        uid=lambda person: person["id"],
        email=lambda person: None,
        name=lambda person: person["name"],
        wrong_secret="Missing valid authorization header",
    ),
    "notion": Provider(
        id="notion",
        uid=lambda person: f"user-{person['id']}_workspace-{person['workspace_id']}",
        email=lambda person: (person["email"], False),
        name=lambda person: person["name"],
        name_in=lambda data: data["owner"]["user"]["name"],
        wrong_secret="invalid_client",
    ),
    "microsoft": Provider(
        id="microsoft",
        uid=graph_id,
        email=lambda person: (person["email"], False),
        name=lambda person: person["name"],
        name_in=lambda data: data["displayName"],
        wrong_secret="AADSTS7000215: Invalid client secret provided.",
    ),
    "apple": Provider(
        id="apple",
        uid=lambda person: person["sub"],
        email=lambda person: (person["email"], True),
        name=lambda person: {"firstName": person["first_name"], "lastName": person["last_name"]},
        wrong_secret="invalid_client",
        # allauth takes only `access_denied` for a change of mind, and Apple has a word of its own.
        denial="unknown",
        app=lambda client, secret: {
            "client_id": client["client_id"],
            "secret": client["key_id"],
            "key": client["team_id"],
            "settings": {"certificate_key": client["other_private_key" if secret else "private_key"]},
        },
    ),
}

handle = django_app.start(
    apps=[
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        *(f"allauth.socialaccount.providers.{PROVIDERS[name].id}" for name in SUITE["providers"]),
    ],
    middleware=["allauth.account.middleware.AccountMiddleware"],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    ACCOUNT_EMAIL_VERIFICATION="none",
    SOCIALACCOUNT_QUERY_EMAIL=True,
    SOCIALACCOUNT_ADAPTER="__main__.Adapter",
    SOCIALACCOUNT_PROVIDERS={provider.id: provider.settings for provider in PROVIDERS.values()},
)

from allauth.account.models import EmailAddress  # noqa: E402
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter  # noqa: E402
from allauth.socialaccount.models import SocialAccount, SocialApp  # noqa: E402
from allauth.socialaccount.providers.oauth2.client import OAuth2Error  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402

urlpatterns = [path("accounts/", include("allauth.urls")), path("me", django_app.me)]
errors: list[tuple[str, Exception | None]] = []


class Adapter(DefaultSocialAccountAdapter):
    """Keeps what allauth reports about a sign-in that failed."""

    def on_authentication_error(
        self, request: Any, provider: Any, error: Any = None, exception: Any = None, **_: Any
    ) -> None:
        errors.append((error, exception))


def sign_in(name: str, who: Callable[[Handle], Person], secret: str | None = None) -> Rest:
    """One sign-in into an empty site, from allauth's own page."""
    provider = PROVIDERS[name]
    for table in (User, SocialApp):
        table.objects.all().delete()
    errors.clear()
    SocialApp.objects.create(provider=provider.id, name=name, **provider.app(registration(name), secret))
    person = who(handle)
    return person.submit(person.open(f"{APP}/accounts/{provider.id}/login/"))


def success(name: str) -> str:
    provider, person = PROVIDERS[name], ALICE[name]
    rest = sign_in(name, alice)
    assert errors == [], errors
    assert urlsplit(rest.request.url).path == "/me", rest
    account = SocialAccount.objects.get()
    assert account.provider == provider.id
    assert provider.uid(person) in (account.uid, None), account.uid
    address = EmailAddress.objects.filter(user=account.user, primary=True).first()
    assert (address and (address.email, address.verified)) == provider.email(person), address
    assert provider.name_in(account.extra_data) == provider.name(person), account.extra_data
    return f"user {rest.response.text if rest.response else ''} with account {account.uid}"


def denial(name: str) -> str:
    rest = sign_in(name, bob)
    [(error, exception)] = errors
    assert (error, exception) == (PROVIDERS[name].denial, None)
    if error == "cancelled":
        assert urlsplit(rest.request.url).path == "/accounts/3rdparty/login/cancelled/", rest
    else:
        assert rest.response and rest.response.status == 401, rest
    assert not User.objects.exists()
    return f"login {error}"


def wrong_secret(name: str) -> str:
    rest = sign_in(name, alice, WRONG_SECRET)
    assert rest.response and rest.response.status == 401, rest
    [(error, exception)] = errors
    assert error == "unknown"
    assert isinstance(exception, OAuth2Error), repr(exception)
    assert str(exception).startswith("Error retrieving access token: "), exception
    assert PROVIDERS[name].wrong_secret in str(exception), exception
    assert not User.objects.exists()
    return str(exception)


for each in SUITE["providers"]:
    run(
        each,
        {
            "success": lambda: success(each),
            "denial": lambda: denial(each),
            "wrong_secret": lambda: wrong_secret(each),
        },
    )
