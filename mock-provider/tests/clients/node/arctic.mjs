// arctic builds the authorization URL and exchanges the code; reading the callback and the profile is the app's
// affair, done here as arctic's documentation shows it for each provider.

import assert from "node:assert/strict";

import * as arctic from "arctic";

import { PROVIDERS } from "./arctic_providers.mjs";
import { alice, bob, registration, run, suite, WRONG_SECRET } from "./suite.mjs";

for (const name of Object.keys(suite.providers)) {
  const provider = PROVIDERS[name];
  const registered = registration(name);
  await run(name, {
    success: async () => {
      const { answer, tokens } = await signIn(provider, registered);
      await provider.profile(suite.alice[name], tokens, answer);
      return "the profile of the persona";
    },
    denial: async () => {
      const answer = await authorize(provider, registered, bob());
      for (const [member, value] of Object.entries(provider.denial)) assert.equal(answer.get(member), value);
      assert.equal(answer.has("code"), false);
      return String(answer);
    },
    wrong_secret: async () => {
      const wrong = provider.wrong?.(registered) ?? { client_secret: WRONG_SECRET };
      const error = await signIn(provider, { ...registered, ...wrong }).catch((error) => error);
      provider.wrongSecret(error);
      return `${error.constructor.name}: ${error.message}`;
    },
    ...provider.more?.(registered, () => signIn(provider, registered)),
  });
}

async function signIn(provider, registered) {
  const verifier = arctic.generateCodeVerifier();
  const answer = await authorize(provider, registered, alice(), verifier);
  const tokens = await provider.client(registered).validateAuthorizationCode(answer.get("code"), verifier);
  return { answer, tokens };
}

/** What the provider sends to the callback. */
async function authorize(provider, registered, browser, verifier = arctic.generateCodeVerifier()) {
  const state = arctic.generateState();
  const { request } = await browser.open(provider.url(provider.client(registered), state, verifier));
  const url = new URL(request.url);
  assert.equal(url.origin + url.pathname, registered.redirect_uri);
  const answer = request.method === "POST" ? new URLSearchParams(await request.text()) : url.searchParams;
  assert.equal(answer.get("state"), state);
  return answer;
}
