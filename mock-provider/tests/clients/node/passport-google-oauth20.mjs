import assert from "node:assert/strict";

import { Strategy } from "passport-google-oauth20";

import { runStrategy } from "./passport_app.mjs";
import { registration, suite } from "./suite.mjs";

const client = registration("google");
const person = suite.alice.google;

await runStrategy("google", {
  strategy: (clientSecret = client.client_secret, verify) =>
    new Strategy(
      { clientID: client.client_id, clientSecret, callbackURL: client.redirect_uri, state: true },
      verify,
    ),
  authenticate: { scope: ["profile", "email"] },
  expected: {
    profile: (profile) => {
      assert.equal(profile.provider, "google");
      assert.equal(profile.id, person.sub);
      assert.equal(profile.displayName, person.name);
      assert.deepEqual(profile.name, { familyName: person.family_name, givenName: person.given_name });
      assert.deepEqual(profile.emails, [{ value: person.email, verified: person.email_verified }]);
      assert.deepEqual(profile.photos, [{ value: person.picture }]);
    },
    // Google gives no description with `access_denied`, so passport has no message to show.
    denial: (info) => assert.deepEqual(info, { message: undefined }),
    wrongSecret: (error) => {
      assert.equal(error.name, "TokenError");
      assert.equal(error.code, "invalid_client");
      assert.equal(error.message, "The provided client secret is invalid.");
    },
  },
});
