// The smallest app with passport: Express, its session, and one strategy, as passport's documentation builds it.

import assert from "node:assert/strict";

import express from "express";
import session from "express-session";
import passport from "passport";

import { serve } from "./http_app.mjs";
import { alice, bob, run, suite, WRONG_SECRET } from "./suite.mjs";

/**
 * The three cases of a passport strategy.
 *
 * @param provider the strategy's name, which is the provider's
 * @param strategy makes the strategy: `(clientSecret, verify) => Strategy`
 * @param authenticate the options of `passport.authenticate`
 * @param expected `{profile(profile), denial(info), wrongSecret(error)}`: what the strategy has to report
 */
export async function runStrategy(provider, { strategy, authenticate, expected }) {
  await run(provider, {
    success: async () => {
      const { user } = await signIn(alice);
      expected.profile(user.profile);
      return `signed in as ${user.profile.displayName}`;
    },
    denial: async () => {
      const { user, info, error } = await signIn(bob);
      assert.equal(error, null);
      assert.equal(user, false);
      expected.denial(info);
      return `failed with ${JSON.stringify(info)}`;
    },
    wrong_secret: async () => {
      const { error } = await signIn(alice, WRONG_SECRET);
      assert.ok(error, "passport reported no error");
      expected.wrongSecret(error);
      return `${error.name}: ${error.message}`;
    },
  });

  /** One sign-in through a fresh app; what passport hands to the app's own callback. */
  async function signIn(who, clientSecret) {
    const outcome = {};
    const app = express();
    app.use(session({ secret: "of the session", resave: false, saveUninitialized: false }));
    const authenticator = new passport.Passport();
    authenticator.use(
      strategy(clientSecret, (accessToken, refreshToken, profile, done) => done(null, { accessToken, profile })),
    );
    app.get(`/auth/${provider}`, authenticator.authenticate(provider, authenticate));
    app.get(`/auth/${provider}/callback`, (request, response, next) => {
      authenticator.authenticate(provider, (error, user, info) => {
        Object.assign(outcome, { error, user, info });
        response.status(user ? 200 : 401).send("done");
      })(request, response, next);
    });
    const server = await serve(app);
    try {
      const { response } = await who(server.handle).open(`${suite.app}/auth/${provider}`);
      assert.ok("error" in outcome, `the callback did not finish: ${response.status} ${await response.text()}`);
      return outcome;
    } finally {
      server.close();
    }
  }
}
