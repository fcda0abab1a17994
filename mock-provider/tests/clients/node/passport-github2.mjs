import assert from "node:assert/strict";

import { Strategy } from "passport-github2";

import { runStrategy } from "./passport_app.mjs";
import { registration, suite } from "./suite.mjs";

const client = registration("github");
const person = suite.alice.github;
const primary = person.emails.find((email) => email.primary);

await runStrategy("github", {
  strategy: (clientSecret = client.client_secret, verify) =>
    new Strategy(
      {
        clientID: client.client_id,
        clientSecret,
        callbackURL: client.redirect_uri,
        scope: ["user:email"],
        state: true,
      },
      verify,
    ),
  authenticate: { scope: ["user:email"] },
  expected: {
    profile: (profile) => {
      assert.equal(profile.provider, "github");
      assert.equal(profile.id, String(person.id));
      assert.equal(profile.username, person.login);
      assert.equal(profile.displayName, person.name);
      assert.equal(profile.profileUrl, `https://github.com/${person.login}`);
      assert.deepEqual(profile.emails, [{ value: primary.email }]);
    },
    denial: (info) => assert.deepEqual(info, { message: "The user has denied your application access." }),
    // GitHub answers a wrong secret with status 200 and no token; node-oauth then finds none and cannot say why.
    wrongSecret: (error) => assert.equal(error.message, "Failed to obtain access token"),
  },
});
