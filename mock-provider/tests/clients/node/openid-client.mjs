import assert from "node:assert/strict";

import * as client from "openid-client";

import { alice, bob, registration, run, suite, WRONG_SECRET } from "./suite.mjs";

const registered = registration("google");
const person = suite.alice.google;

await run("google", {
  success: async () => {
    const { config, tokens } = await signIn(alice());
    const claims = tokens.claims();
    assert.equal(claims.iss, "https://accounts.google.com");
    assert.equal(claims.sub, person.sub);
    assert.equal(claims.email, person.email);
    const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(info.name, person.name);
    assert.equal(info.email, person.email);
    assert.equal(info.email_verified, true);
    return `id_token and userinfo of ${info.name}`;
  },
  denial: async () => {
    const error = await signIn(bob()).catch((error) => error);
    assert.ok(error instanceof client.AuthorizationResponseError, String(error));
    assert.equal(error.error, "access_denied");
    return `${error.code}: ${error.error}`;
  },
  wrong_secret: async () => {
    const error = await signIn(alice(), { clientSecret: WRONG_SECRET }).catch((error) => error);
    assert.ok(error instanceof client.ResponseBodyError, String(error));
    assert.equal(error.status, 401);
    assert.equal(error.error, "invalid_client");
    assert.equal(error.error_description, "The provided client secret is invalid.");
    return `${error.code}: ${error.error}`;
  },
  refresh: async () => {
    const { config, tokens } = await signIn(alice(), { access_type: "offline", prompt: "consent" });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(refreshed.access_token, tokens.access_token);
    assert.equal(refreshed.refresh_token, undefined);
    const info = await client.fetchUserInfo(config, refreshed.access_token, person.sub);
    assert.equal(info.email, person.email);
    return "a new access token; the refresh token stays";
  },
  wrong_verifier: async () => {
    const error = await signIn(alice(), { verifier: client.randomPKCECodeVerifier() }).catch((error) => error);
    assert.ok(error instanceof client.ResponseBodyError, String(error));
    assert.equal(error.error, "invalid_grant");
    assert.equal(error.error_description, "Invalid code verifier.");
    return `${error.code}: ${error.error}`;
  },
  wrong_nonce: async () => {
    const error = await signIn(alice(), { expectedNonce: "another" }).catch((error) => error);
    assert.ok(error instanceof client.ClientError, String(error));
    assert.equal(error.code, "OAUTH_JWT_CLAIM_COMPARISON_FAILED");
    return error.code;
  },
});

/** Discovery, and a sign-in with PKCE, state, and nonce. */
async function signIn(browser, { clientSecret, verifier, expectedNonce, ...more } = {}) {
  const config = await client.discovery(
    new URL("https://accounts.google.com"),
    registered.client_id,
    clientSecret ?? registered.client_secret,
  );
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: registered.redirect_uri,
    scope: "openid email profile",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...more,
  });
  const { request } = await browser.open(url);
  const tokens = await client.authorizationCodeGrant(config, new URL(request.url), {
    pkceCodeVerifier: verifier ?? pkceCodeVerifier,
    expectedState: state,
    expectedNonce: expectedNonce ?? nonce,
    idTokenExpected: true,
  });
  return { config, tokens };
}
