// What differs between arctic's providers, as its documentation shows it: the client, the authorization URL, the
// profile (compared with the persona's account), and what a denial and a wrong secret look like.

import assert from "node:assert/strict";

import * as arctic from "arctic";

/** The tenant of all personal accounts at Microsoft. */
const PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";

const usual = (Client) => (app) => new Client(app.client_id, app.client_secret, app.redirect_uri);

export const PROVIDERS = {
  google: {
    client: usual(arctic.Google),
    url: (client, state, verifier) => client.createAuthorizationURL(state, verifier, ["openid", "profile", "email"]),
    profile: (person, tokens) => {
      const claims = arctic.decodeIdToken(tokens.idToken());
      assert.equal(claims.sub, person.sub);
      assert.equal(claims.email, person.email);
      assert.equal(claims.name, person.name);
      assert.ok(tokens.scopes().includes("openid"), tokens.scopes().join(" "));
    },
    denial: { error: "access_denied" },
    wrongSecret: oauthError("invalid_client", "The provided client secret is invalid."),
  },

  github: {
    client: usual(arctic.GitHub),
    url: (client, state) => client.createAuthorizationURL(state, ["user:email"]),
    profile: async (person, tokens) => {
      const user = await api("https://api.github.com/user", tokens);
      assert.equal(user.id, person.id);
      assert.equal(user.login, person.login);
      const emails = await api("https://api.github.com/user/emails", tokens);
      const primary = emails.find((email) => email.primary && email.verified);
      assert.equal(primary.email, person.emails.find((email) => email.primary).email);
    },
    denial: { error: "access_denied", error_description: "The user has denied your application access." },
    wrongSecret: oauthError(
      "incorrect_client_credentials",
      "The client_id and/or client_secret passed are incorrect.",
    ),
  },

  facebook: {
    client: usual(arctic.Facebook),
    url: (client, state) => client.createAuthorizationURL(state, ["email", "public_profile"]),
    profile: async (person, tokens) => {
      const query = new URLSearchParams({
        access_token: tokens.accessToken(),
        fields: ["id", "name", "picture", "email"].join(","),
      });
      const response = await fetch(`https://graph.facebook.com/me?${query}`);
      assert.equal(response.status, 200);
      const user = await response.json();
      assert.match(user.id, /^\d+$/);
      assert.notEqual(user.id, person.id); // apps see ids of their own
      assert.equal(user.name, person.name);
      assert.equal(user.email, person.email);
      assert.equal(user.picture.data.url, person.picture);
      assert.ok(tokens.accessTokenExpiresInSeconds() > 5_000_000);
    },
    denial: { error: "access_denied", error_reason: "user_denied", error_code: "200", error_description: "Permissions error" },
    // Facebook's errors are not those of RFC 6749, and arctic's documentation says that it reports them like this.
    wrongSecret: (error) => {
      assert.ok(error instanceof arctic.UnexpectedErrorResponseBodyError, String(error));
      assert.equal(error.status, 400);
      assert.equal(error.data.error.type, "OAuthException");
      assert.equal(error.data.error.code, 1);
      assert.equal(error.data.error.message, "Error validating client secret.");
    },
  },

  x: {
    client: usual(arctic.Twitter),
    url: (client, state, verifier) =>
      client.createAuthorizationURL(state, verifier, ["users.read", "tweet.read", "offline.access"]),
    profile: async (person, tokens) => {
      const { data } = await api("https://api.twitter.com/2/users/me", tokens);
      assert.deepEqual(data, { id: person.id, name: person.name, username: person.username });
    },
    denial: { error: "access_denied" },
    wrongSecret: oauthError("unauthorized_client", "Missing valid authorization header"),
    more: (app, signIn) => ({
      refresh: async () => {
        const client = PROVIDERS.x.client(app);
        const { tokens } = await signIn();
        const refreshed = await client.refreshAccessToken(tokens.refreshToken());
        assert.notEqual(refreshed.refreshToken(), tokens.refreshToken());
        const error = await client.refreshAccessToken(tokens.refreshToken()).catch((error) => error);
        oauthError("invalid_request", "Value passed for the token was invalid.")(error);
        return "the refresh token rotates";
      },
      revoke: async () => {
        const { tokens } = await signIn();
        await PROVIDERS.x.client(app).revokeToken(tokens.accessToken());
        const response = await fetch("https://api.twitter.com/2/users/me", {
          headers: { authorization: `Bearer ${tokens.accessToken()}` },
        });
        assert.equal(response.status, 401);
        return "the access token is dead";
      },
    }),
  },

  notion: {
    client: usual(arctic.Notion),
    url: (client, state) => client.createAuthorizationURL(state),
    profile: async (person, tokens) => {
      const { bot } = await api("https://api.notion.com/v1/users/me", tokens, { "notion-version": "2022-06-28" });
      const { user } = bot.owner;
      assert.equal(user.id, person.id);
      assert.equal(user.name, person.name);
      assert.equal(user.person.email, person.email);
    },
    denial: { error: "access_denied" },
    wrongSecret: oauthError("invalid_client"),
  },

  microsoft: {
    client: (app) => new arctic.MicrosoftEntraId("common", app.client_id, app.client_secret, app.redirect_uri),
    url: (client, state, verifier) => {
      const url = client.createAuthorizationURL(state, verifier, ["openid", "profile", "email", "User.Read"]);
      url.searchParams.set("nonce", "_");
      return url;
    },
    profile: async (person, tokens) => {
      const claims = arctic.decodeIdToken(tokens.idToken());
      assert.equal(claims.tid, person.tenant ?? PERSONAL_TENANT);
      assert.equal(claims.oid, person.oid);
      assert.equal(claims.name, person.name);
      assert.equal(claims.preferred_username, person.username);
      assert.equal(claims.nonce, "_");
      const user = await api("https://graph.microsoft.com/v1.0/me", tokens);
      // Graph knows personal accounts by the end of their object identifier.
      assert.equal(user.id, person.tenant ? person.oid : person.oid.replaceAll("-", "").slice(16));
      assert.equal(user.displayName, person.name);
    },
    denial: { error: "access_denied" },
    wrongSecret: (error) => {
      oauthError("invalid_client")(error);
      assert.match(error.description, /^AADSTS7000215: Invalid client secret provided\./);
    },
  },

  apple: {
    client: (app) => {
      const der = app.private_key.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, "");
      const key = new Uint8Array(Buffer.from(der, "base64"));
      return new arctic.Apple(app.client_id, app.team_id, app.key_id, key, app.redirect_uri);
    },
    url: (client, state) => {
      const url = client.createAuthorizationURL(state, ["name", "email"]);
      url.searchParams.set("response_mode", "form_post");
      return url;
    },
    profile: (person, tokens, answer) => {
      const claims = arctic.decodeIdToken(tokens.idToken());
      assert.equal(claims.iss, "https://appleid.apple.com");
      assert.equal(claims.sub, person.sub);
      assert.equal(claims.email, person.email);
      // Only the first time, and only here.
      const user = JSON.parse(answer.get("user"));
      assert.deepEqual(user.name, { firstName: person.first_name, lastName: person.last_name });
      assert.equal(user.email, person.email);
    },
    denial: { error: "user_cancelled_authorize" },
    wrong: (app) => ({ private_key: app.other_private_key }),
    wrongSecret: oauthError("invalid_client"),
  },
};

function oauthError(code, description) {
  return (error) => {
    assert.ok(error instanceof arctic.OAuth2RequestError, String(error));
    assert.equal(error.code, code);
    if (description) assert.equal(error.description, description);
  };
}

async function api(url, tokens, headers = {}) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${tokens.accessToken()}`, ...headers } });
  assert.equal(response.status, 200, url);
  return response.json();
}
