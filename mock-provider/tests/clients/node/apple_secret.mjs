// Apple's client secret: a JWT that the app signs with its key, as Apple's documentation describes it.

import { createPrivateKey, sign } from "node:crypto";

/** A secret that is good for an hour. `app`: `{client_id, team_id, key_id, private_key}`, the key in PEM. */
export function clientSecret({ client_id, team_id, key_id, private_key }) {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "ES256", kid: key_id };
  const claims = { iss: team_id, iat: now, exp: now + 3600, aud: "https://appleid.apple.com", sub: client_id };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const key = { key: createPrivateKey(private_key), dsaEncoding: "ieee-p1363" };
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}
