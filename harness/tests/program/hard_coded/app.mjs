// Social login as many apps have it: the providers' URLs are written into the code.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const { PORT } = process.env;
const callback = (name) => `http://localhost:${PORT}/callback/${name}`;
const random = () => randomBytes(24).toString('base64url');

const providers = {
  google: {
    label: 'Google',
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    scope: 'openid email profile',
    client: [process.env.GOOGLE_CLIENT_ID, process.env.GOOGLE_CLIENT_SECRET],
    email: async (token) => (await api('https://openidconnect.googleapis.com/v1/userinfo', token)).email,
  },
  github: {
    label: 'GitHub',
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    scope: 'read:user user:email',
    client: [process.env.GITHUB_CLIENT_ID, process.env.GITHUB_CLIENT_SECRET],
    email: async (token) => {
      const all = await api('https://api.github.com/user/emails', token);
      return all.find((address) => address.primary && address.verified)?.email;
    },
  },
};
const flows = new Map();
const sessions = new Map();
const accounts = new Set();

async function api(url, token) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'user-agent': 'app' };
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

function start(name) {
  const { authorize, scope, client } = providers[name];
  const [state, verifier] = [random(), random()];
  flows.set(state, verifier);
  const url = new URL(authorize);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const parameters = {
    client_id: client[0], redirect_uri: callback(name), response_type: 'code', scope, state,
    code_challenge: challenge, code_challenge_method: 'S256',
  };
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  return { status: 302, headers: { location: url.href, 'set-cookie': `flow=${state}; Path=/; HttpOnly; SameSite=Lax` } };
}

async function finish(name, query, cookies) {
  const state = query.get('state');
  const verifier = flows.get(state);
  if (!state || state !== cookies.flow || !verifier) return page(400, 'That sign-in was not started here.');
  flows.delete(state);
  if (query.has('error')) return page(400, 'You cancelled.');
  const { token, client, email } = providers[name];
  const body = new URLSearchParams({
    grant_type: 'authorization_code', code: query.get('code'), redirect_uri: callback(name),
    client_id: client[0], client_secret: client[1], code_verifier: verifier,
  });
  const response = await fetch(token, { method: 'POST', body, headers: { accept: 'application/json' } });
  const { access_token } = await response.json();
  if (!access_token) return page(400, 'The provider gave no token.');
  const address = await email(access_token);
  accounts.add(address);
  const session = random();
  sessions.set(session, address);
  return { status: 303, headers: { location: '/', 'set-cookie': `session=${session}; Path=/; HttpOnly; SameSite=Lax` } };
}

function page(status, text) {
  const links = Object.entries(providers).map(([name, { label }]) => `<a href="/start/${name}">Sign in with ${label}</a>`);
  const body = `<!doctype html><html lang="en"><title>App</title><main><p>${text}</p>${links.join(' ')}</main></html>`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const cookies = Object.fromEntries((request.headers.cookie || '').split('; ').map((pair) => pair.split('=')));
  const [, place, name] = pathname.split('/');
  if (place === 'start' && providers[name]) return start(name);
  if (place === 'callback' && providers[name]) return finish(name, searchParams, cookies);
  if (pathname === '/me') return json({ email: sessions.get(cookies.session) });
  if (pathname === '/test/users') return json([...accounts].filter((address) => address === searchParams.get('email')));
  return page(200, 'Welcome.');
}

const json = (value) => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

createServer(async (request, response) => {
  const { status, headers, body } = await answer(request).catch((error) => page(502, `The provider was not reached: ${error}`));
  response.writeHead(status, headers).end(body);
}).listen(PORT, 'localhost');
