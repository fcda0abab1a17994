import assert from "node:assert/strict";

import { CodeChallengeMethod, OAuth2Client } from "google-auth-library";

import { alice, bob, registration, run, suite, WRONG_SECRET } from "./suite.mjs";

const registered = registration("google");
const person = suite.alice.google;
const SCOPES = ["openid", "https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/userinfo.profile"];

await run("google", {
  success: async () => {
    const { client, tokens } = await signIn();
    client.setCredentials(tokens);
    const ticket = await client.verifyIdToken({ idToken: tokens.id_token, audience: registered.client_id });
    const payload = ticket.getPayload();
    assert.equal(ticket.getUserId(), person.sub);
    assert.equal(payload.iss, "https://accounts.google.com");
    assert.equal(payload.email, person.email);
    assert.equal(payload.email_verified, true);
    assert.equal(payload.name, person.name);
    const { data } = await client.request({ url: "https://www.googleapis.com/oauth2/v3/userinfo" });
    assert.equal(data.sub, person.sub);
    assert.equal(data.email, person.email);
    return `verified the id_token of ${payload.name}`;
  },
  denial: async () => {
    const client = newClient();
    const { request } = await bob().open(client.generateAuthUrl({ scope: SCOPES, state: "s-1" }));
    const answer = new URL(request.url).searchParams;
    assert.equal(answer.get("error"), "access_denied");
    assert.equal(answer.get("state"), "s-1");
    assert.equal(answer.has("code"), false);
    return "error=access_denied";
  },
  wrong_secret: async () => {
    const error = await signIn({ clientSecret: WRONG_SECRET }).catch((error) => error);
    assert.equal(error.constructor.name, "GaxiosError");
    assert.equal(error.status, 401);
    assert.deepEqual(error.response.data, {
      error: "invalid_client",
      error_description: "The provided client secret is invalid.",
    });
    return `${error.constructor.name}: ${error.message}`;
  },
  verify_id_token: async () => {
    const { client, tokens } = await signIn();
    const otherAudience = client.verifyIdToken({ idToken: tokens.id_token, audience: "another-app" });
    await assert.rejects(otherAudience, /Wrong recipient, payload audience != requiredAudience/);
    const [header, , signature] = tokens.id_token.split(".");
    const forged = Buffer.from(JSON.stringify({ sub: "1" })).toString("base64url");
    const forgery = client.verifyIdToken({ idToken: [header, forged, signature].join("."), audience: registered.client_id });
    await assert.rejects(forgery, /Invalid token signature/);
    return "refused another audience and a forged payload";
  },
  token_info: async () => {
    const { client, tokens } = await signIn();
    const info = await client.getTokenInfo(tokens.access_token);
    assert.equal(info.aud, registered.client_id);
    assert.equal(info.sub, person.sub);
    assert.equal(info.email, person.email);
    assert.deepEqual(info.scopes.toSorted(), SCOPES.toSorted());
    assert.ok(info.expiry_date > Date.now(), `expired at ${info.expiry_date}`);
    return `scopes ${info.scopes.join(" ")}`;
  },
  refresh: async () => {
    const { client, tokens } = await signIn({ prompt: "consent" });
    assert.ok(tokens.refresh_token, "no refresh token after consent to offline access");
    client.setCredentials({ refresh_token: tokens.refresh_token });
    const { token } = await client.getAccessToken();
    assert.notEqual(token, tokens.access_token);
    const info = await client.getTokenInfo(token);
    assert.equal(info.sub, person.sub);
    return "a new access token from the refresh token";
  },
  revoke: async () => {
    const { client, tokens } = await signIn({ prompt: "consent" });
    client.setCredentials(tokens);
    const { status } = await client.revokeCredentials();
    assert.equal(status, 200);
    const info = await client.getTokenInfo(tokens.access_token).catch((error) => error);
    assert.equal(info.status, 400);
    assert.equal(info.response.data.error, "invalid_token");
    client.setCredentials({ refresh_token: tokens.refresh_token });
    const refreshed = await client.getAccessToken().catch((error) => error);
    assert.equal(refreshed.response.data.error, "invalid_grant");
    assert.equal(refreshed.response.data.error_description, "Token has been expired or revoked.");
    return "access and refresh token are dead";
  },
});

function newClient(clientSecret = registered.client_secret) {
  return new OAuth2Client({
    clientId: registered.client_id,
    clientSecret,
    redirectUri: registered.redirect_uri,
  });
}

/** A sign-in with PKCE and offline access, as the library's sample does it. */
async function signIn({ clientSecret, prompt } = {}) {
  const client = newClient(clientSecret);
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
  const url = client.generateAuthUrl({
    access_type: "offline",
    scope: SCOPES,
    code_challenge_method: CodeChallengeMethod.S256,
    code_challenge: codeChallenge,
    state: "s-1",
    ...(prompt && { prompt }),
  });
  const { request } = await alice().open(url);
  const answer = new URL(request.url).searchParams;
  assert.equal(answer.get("state"), "s-1");
  const { tokens } = await client.getToken({ code: answer.get("code"), codeVerifier });
  return { client, tokens };
}
