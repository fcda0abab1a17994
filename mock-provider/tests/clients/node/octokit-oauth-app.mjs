import assert from "node:assert/strict";

import { createNodeMiddleware, OAuthApp } from "@octokit/oauth-app";

import { serve } from "./http_app.mjs";
import { alice, bob, registration, run, suite, WRONG_SECRET } from "./suite.mjs";

const registered = registration("github");
const person = suite.alice.github;
const primary = person.emails.find((email) => email.primary);
const SCOPES = ["read:user", "user:email"];

await run("github", {
  success: async () => {
    const { created } = await throughMiddleware(alice);
    const { data: user } = await created.octokit.request("GET /user");
    assert.equal(user.id, person.id);
    assert.equal(user.login, person.login);
    assert.equal(user.name, person.name);
    const { data: emails } = await created.octokit.request("GET /user/emails");
    assert.equal(emails.find((email) => email.primary).email, primary.email);
    return `signed in as ${user.login}`;
  },
  denial: async () => {
    const { response, created } = await throughMiddleware(bob);
    assert.equal(created, undefined);
    assert.equal(response.status, 400);
    const { error } = await response.json();
    assert.equal(error, "[@octokit/oauth-app] access_denied The user has denied your application access.");
    return error;
  },
  wrong_secret: async () => {
    const code = await newCode();
    const error = await newApp(WRONG_SECRET).createToken({ code }).catch((error) => error);
    assert.equal(error.name, "HttpError");
    assert.match(
      error.message,
      /^The client_id and\/or client_secret passed are incorrect\. \(incorrect_client_credentials, https:\/\/docs\.github\.com\/.*#incorrect-client-credentials\)$/,
    );
    assert.equal(error.response.status, 200);
    return error.message;
  },
  unknown_client: async () => {
    const app = new OAuthApp({ clientType: "oauth-app", clientId: "Ov23liNobodyKnowsMe0", clientSecret: "x" });
    const error = await app.createToken({ code: "0123456789abcdef0123" }).catch((error) => error);
    assert.equal(error.name, "HttpError");
    assert.equal(error.status, 404);
    return error.message;
  },
  check_token: async () => {
    const app = newApp();
    const token = await newToken(app);
    const { data, authentication } = await app.checkToken({ token });
    assert.equal(data.user.id, person.id);
    assert.equal(data.app.client_id, registered.client_id);
    assert.deepEqual(authentication.scopes.toSorted(), SCOPES);
    await assert.rejects(app.checkToken({ token: "gho_000000000000000000000000000000000000" }), { status: 404 });
    return `scopes ${authentication.scopes}`;
  },
  reset_token: async () => {
    const app = newApp();
    const token = await newToken(app);
    const { authentication } = await app.resetToken({ token });
    assert.notEqual(authentication.token, token);
    await assert.rejects(app.checkToken({ token }), { status: 404 });
    const { data } = await app.checkToken({ token: authentication.token });
    assert.equal(data.user.login, person.login);
    return "the new token works, the old one is dead";
  },
  delete_token: async () => {
    const app = newApp();
    const [token, other] = [await newToken(app), await newToken(app)];
    const { status } = await app.deleteToken({ token });
    assert.equal(status, 204);
    await assert.rejects(app.checkToken({ token }), { status: 404 });
    await app.checkToken({ token: other });
    return "that token is dead, another one lives";
  },
  delete_authorization: async () => {
    const app = newApp();
    const [token, other] = [await newToken(app), await newToken(app)];
    const { status } = await app.deleteAuthorization({ token });
    assert.equal(status, 204);
    await assert.rejects(app.checkToken({ token: other }), { status: 404 });
    return "every token of the person is dead";
  },
});

function newApp(clientSecret = registered.client_secret) {
  return new OAuthApp({ clientType: "oauth-app", clientId: registered.client_id, clientSecret, defaultScopes: SCOPES });
}

/** A sign-in through the library's own routes; the token event, if there was one, and the last response. */
async function throughMiddleware(who) {
  const app = newApp();
  let created;
  app.on("token.created", (event) => {
    created = event;
  });
  const server = await serve(createNodeMiddleware(app));
  try {
    const { response } = await who(server.handle).open(`${suite.app}/api/github/oauth/login?state=s-1`);
    return { response, created };
  } finally {
    server.close();
  }
}

async function newCode() {
  const { url } = newApp().getWebFlowAuthorizationUrl({ state: "s-1" });
  const { request } = await alice().open(url);
  return new URL(request.url).searchParams.get("code");
}

async function newToken(app) {
  const { authentication } = await app.createToken({ code: await newCode() });
  return authentication.token;
}
