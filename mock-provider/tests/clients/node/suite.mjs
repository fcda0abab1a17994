// Runs the cases of one library and prints one line of JSON for each.

import { readFileSync } from "node:fs";

import { Browser } from "./browser.mjs";

/**
 * What the caller prepared for this library: `{library, app, providers: {<name>: {client_id, client_secret,
 * redirect_uri, ...}}, alice: {<name>: account}, bob: {...}}`. `alice` signs in, `bob` refuses.
 */
export const suite = JSON.parse(process.env.CLIENT_SUITE);

/** The registration at a provider. */
export function registration(provider) {
  const found = suite.providers[provider];
  if (!found) throw new Error(`${suite.library} has no client at ${provider}; expected one in CLIENT_SUITE`);
  return found;
}

/** The browser of somebody who signs in. `handle` is the app, where it answers requests. */
export function alice(handle) {
  return new Browser({ identifier: "alice", decision: "approve" }, { origin: suite.app, handle });
}

/** The browser of somebody who presses Cancel at the provider. */
export function bob(handle) {
  return new Browser({ identifier: "bob", decision: "deny" }, { origin: suite.app, handle });
}

/** A secret that nobody registered. */
export const WRONG_SECRET = "this-is-not-the-secret";

/** Runs `cases` (`{<case>: async () => detail}`) one after the other. */
export async function run(provider, cases) {
  for (const [name, body] of Object.entries(cases)) {
    const line = { library: suite.library, version: version(suite.library), provider, case: name };
    try {
      report({ ...line, ok: true, detail: String(await body()) });
    } catch (error) {
      report({ ...line, ok: false, detail: describe(error) });
    }
  }
}

function report(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function describe(error) {
  const causes = [];
  for (let at = error; at instanceof Error && causes.length < 4; at = at.cause) causes.push(at.stack ?? at.message);
  return causes.join("\ncaused by: ") || String(error);
}

function version(library) {
  const manifest = new URL(`node_modules/${library}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
