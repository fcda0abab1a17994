"""google-auth-oauthlib with the file that the Google console hands out, and google-auth for what follows."""

from urllib.parse import parse_qs, urlsplit

import google.auth.exceptions
import google.auth.transport.requests
import google.oauth2.id_token
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2.rfc6749.errors import AccessDeniedError, InvalidClientError, MismatchingStateError

from person import Person
from suite import ALICE, WRONG_SECRET, alice, bob, raised, registration, run

SCOPES = [
    "openid",
    "https://www.googleapis.com/auth/userinfo.email",
    "https://www.googleapis.com/auth/userinfo.profile",
]
client = registration("google")
person = ALICE["google"]


def new_flow(secret: str) -> Flow:
    config = {
        "client_id": client["client_id"],
        "project_id": "client-suite",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "client_secret": secret,
        "redirect_uris": [client["redirect_uri"]],
    }
    return Flow.from_client_config({"web": config}, scopes=SCOPES, redirect_uri=client["redirect_uri"])


def sign_in(who: Person, secret: str = client["client_secret"], **parameters: str) -> Flow:
    flow = new_flow(secret)
    url, _ = flow.authorization_url(include_granted_scopes="true", **parameters)
    flow.fetch_token(authorization_response=who.open(url).request.url)
    return flow


def success() -> str:
    flow = sign_in(alice())
    request = google.auth.transport.requests.Request()
    claims = google.oauth2.id_token.verify_oauth2_token(flow.credentials.id_token, request, client["client_id"])
    assert claims["sub"] == person["sub"]
    assert claims["email"] == person["email"]
    answer = flow.authorized_session().get("https://www.googleapis.com/userinfo/v2/me")
    answer.raise_for_status()
    user = answer.json()
    assert user["id"] == person["sub"]
    assert user["name"] == person["name"]
    assert user["verified_email"] is True
    return f"verified the id_token of {claims['name']}"


def denial() -> str:
    error = raised(AccessDeniedError, lambda: sign_in(bob()))
    assert error.error == "access_denied"
    return repr(error)


def wrong_secret() -> str:
    error = raised(InvalidClientError, lambda: sign_in(alice(), WRONG_SECRET))
    assert error.description == "The provided client secret is invalid."
    return repr(error)


def wrong_state() -> str:
    flow = new_flow(client["client_secret"])
    url, _ = flow.authorization_url()
    answer = alice().open(url).request.url
    sent = parse_qs(urlsplit(answer).query)["state"][0]
    error = raised(
        MismatchingStateError,
        lambda: flow.fetch_token(authorization_response=answer.replace(sent, "another")),
    )
    return repr(error)


def refresh() -> str:
    credentials = sign_in(alice(), prompt="consent").credentials
    before = credentials.token
    credentials.refresh(google.auth.transport.requests.Request())
    assert credentials.token != before
    assert credentials.refresh_token
    return "a new access token from the refresh token"


def revoked_refresh() -> str:
    flow = sign_in(alice(), prompt="consent")
    answer = flow.oauth2session.post(
        "https://oauth2.googleapis.com/revoke", params={"token": flow.credentials.refresh_token}
    )
    assert answer.status_code == 200, answer.text
    request = google.auth.transport.requests.Request()
    error = raised(google.auth.exceptions.RefreshError, lambda: flow.credentials.refresh(request))
    assert error.args[0] == "invalid_grant: Token has been expired or revoked.", error.args
    return str(error.args[0])


run(
    "google",
    {
        "success": success,
        "denial": denial,
        "wrong_secret": wrong_secret,
        "wrong_state": wrong_state,
        "refresh": refresh,
        "revoked_refresh": revoked_refresh,
    },
)
