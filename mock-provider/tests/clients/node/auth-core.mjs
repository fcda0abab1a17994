// Auth.js without a framework: `Auth(request, config)` is the app, and the browser does what its sign-in page does.

import assert from "node:assert/strict";

import { Auth } from "@auth/core";

import { PROVIDERS } from "./auth_core_providers.mjs";
import { alice, bob, registration, run, suite, WRONG_SECRET } from "./suite.mjs";

for (const name of Object.keys(suite.providers)) {
  const provider = PROVIDERS[name];
  const person = suite.alice[name];
  const registered = registration(name);
  await run(name, {
    success: async () => {
      const { session, signedIn, errors } = await signIn(provider, registered, alice);
      assert.deepEqual(errors.map(String), []);
      assert.equal(signedIn.account.provider, provider.id);
      if (provider.account) assert.equal(signedIn.account.providerAccountId, provider.account(person));
      assert.deepEqual(session.user, provider.user(person, session.user));
      return `session of ${session.user.name}`;
    },
    denial: async () => {
      const { session, errors, answers, url } = await signIn(provider, registered, bob);
      assert.equal(session, null);
      assert.deepEqual(errors.map((error) => error.type), ["OAuthCallbackError"]);
      assert.deepEqual(answers.map((answer) => answer.error), [provider.denial ?? "access_denied"]);
      assert.equal(url, `${suite.app}/auth/signin?error=OAuthCallbackError`);
      return `${errors[0].type}: ${answers[0].error}`;
    },
    wrong_secret: async () => {
      const wrong = provider.wrong?.(registered) ?? { client_secret: WRONG_SECRET };
      const { session, errors, url } = await signIn(provider, { ...registered, ...wrong }, alice);
      assert.equal(session, null);
      assert.equal(errors.length, 1);
      const [error] = errors;
      const cause = error.type === "CallbackRouteError" ? error.cause.err : error;
      provider.wrongSecret(cause);
      const ends = error.type === "CallbackRouteError" ? "/auth/error?error=Configuration" : `/auth/signin?error=${error.type}`;
      assert.equal(url, suite.app + ends);
      return `${error.type}: ${cause.name}: ${cause.message}`;
    },
  });
}

/**
 * One sign-in from the app's own form; where the browser ended, the session afterwards, the sign-in event, the
 * errors that the library logged, and the errors from the provider that it noted for debugging.
 */
async function signIn({ id, provider }, registered, who) {
  const errors = [];
  const answers = [];
  let signedIn;
  const config = {
    secret: "a secret of at least thirty-two bytes",
    trustHost: true,
    basePath: "/auth",
    providers: [provider(registered)],
    debug: true,
    logger: {
      error: (error) => errors.push(error),
      warn: () => {},
      debug: (event, data) => event === "OAuthCallbackError" && answers.push(data),
    },
    events: {
      signIn: (event) => {
        signedIn = event;
      },
    },
  };
  const browser = who((request) =>
    new URL(request.url).pathname.startsWith("/auth/") ? Auth(request, config) : new Response("the app's front page"),
  );
  const { csrfToken } = await (await browser.open(`${suite.app}/auth/csrf`)).response.json();
  const fields = { csrfToken, callbackUrl: `${suite.app}/` };
  const { request } = await browser.post(`${suite.app}/auth/signin/${id}`, fields);
  const session = await (await browser.open(`${suite.app}/auth/session`)).response.json();
  return { url: request.url, session, signedIn, errors, answers };
}
