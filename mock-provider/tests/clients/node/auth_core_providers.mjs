// What differs between Auth.js's providers: the definition as the library ships it, the user that a persona's account
// has to yield, and what the library makes of the provider's refusals.

import assert from "node:assert/strict";

import Apple from "@auth/core/providers/apple";
import Facebook from "@auth/core/providers/facebook";
import GitHub from "@auth/core/providers/github";
import Google from "@auth/core/providers/google";
import MicrosoftEntraID from "@auth/core/providers/microsoft-entra-id";
import Notion from "@auth/core/providers/notion";
import Twitter from "@auth/core/providers/twitter";

import { clientSecret } from "./apple_secret.mjs";

const usual = (app) => ({ clientId: app.client_id, clientSecret: app.client_secret });

export const PROVIDERS = {
  google: {
    id: "google",
    provider: (app) => Google(usual(app)),
    account: (person) => person.sub,
    user: (person) => ({ name: person.name, email: person.email, image: person.picture }),
    wrongSecret: responseBodyError(401, "invalid_client"),
  },

  github: {
    id: "github",
    provider: (app) => GitHub(usual(app)),
    account: (person) => String(person.id),
    user: (person) => ({
      name: person.name,
      email: person.emails.find((email) => email.primary).email,
      image: `https://avatars.githubusercontent.com/u/${person.id}?v=4`,
    }),
    // GitHub answers with status 200 and no token, which oauth4webapi calls an invalid response.
    wrongSecret: (cause) => {
      assert.equal(cause.name, "OperationProcessingError");
      assert.equal(cause.code, "OAUTH_INVALID_RESPONSE");
      assert.equal(cause.cause.body.error, "incorrect_client_credentials");
    },
  },

  facebook: {
    id: "facebook",
    provider: (app) => Facebook(usual(app)),
    user: (person) => ({ name: person.name, email: person.email, image: person.picture }),
    // The error is an object of Facebook's own, which oauth4webapi does not read.
    wrongSecret: notConform(400),
  },

  x: {
    id: "twitter",
    provider: (app) => Twitter(usual(app)),
    account: (person) => person.id,
    user: (person) => ({ name: person.name, ...(person.picture && { image: person.picture }) }),
    wrongSecret: responseBodyError(401, "unauthorized_client"),
  },

  notion: {
    id: "notion",
    provider: (app) => Notion({ ...usual(app), redirectUri: app.redirect_uri }),
    account: (person) => person.id,
    user: (person) => ({ name: person.name, email: person.email, ...(person.picture && { image: person.picture }) }),
    wrongSecret: responseBodyError(401, "invalid_client"),
  },

  microsoft: {
    id: "microsoft-entra-id",
    provider: (app) => MicrosoftEntraID(usual(app)),
    user: (person, user) => {
      assert.match(user.image, /^data:image\/jpeg;base64, /);
      return { name: person.name, email: person.email, image: user.image };
    },
    // The library reads Microsoft's error body itself, to look for the tenant in the id_token.
    wrongSecret: (cause) => {
      assert.match(cause.message, /^OAuth Provider returned an error: invalid_client\./);
    },
  },

  apple: {
    id: "apple",
    provider: (app) => Apple({ clientId: app.client_id, clientSecret: clientSecret(app) }),
    account: (person) => person.sub,
    user: (person) => ({ name: `${person.first_name} ${person.last_name}`, email: person.email, image: null }),
    denial: "user_cancelled_authorize",
    wrong: (app) => ({ private_key: app.other_private_key }),
    wrongSecret: responseBodyError(400, "invalid_client"),
  },
};

function responseBodyError(status, code) {
  return (cause) => {
    assert.equal(cause.name, "ResponseBodyError", String(cause));
    assert.equal(cause.status, status);
    assert.equal(cause.error, code);
  };
}

function notConform(status) {
  return (cause) => {
    assert.equal(cause.name, "OperationProcessingError", String(cause));
    assert.equal(cause.code, "OAUTH_RESPONSE_IS_NOT_CONFORM");
    assert.equal(cause.cause.status, status);
  };
}
