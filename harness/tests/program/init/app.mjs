// Apps of the odder kinds, one for each SHAPE. The providers' URLs are written into the code, or taken from PROVIDER.
//
// hidden: icons that only an aria-label names, behind a button that opens a dialog; who is signed in stands on a page
//         alone; signing out is in a menu; the app listens where PORT says.
// nameless: nothing says who is signed in; one of two buttons does nothing.
// fixed:  links with a wording for each provider; its own address is fixed, whatever PORT says; JSON tells who is signed
//         in, below a key that needs quoting; signing out asks whether that was meant.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const { PORT, SHAPE, OWN_PORT, OWN_HOST, PROVIDER, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = process.env;
const port = Number(OWN_PORT || PORT);
const host = OWN_HOST || 'localhost';
const own = `http://${host}:${port}`;
const random = () => randomBytes(24).toString('base64url');
const at = (real, mounted) => (PROVIDER ? PROVIDER + mounted : real);

const providers = {
  google: {
    authorize: at('https://accounts.google.com/o/oauth2/v2/auth', '/google/o/oauth2/v2/auth'),
    token: at('https://oauth2.googleapis.com/token', '/google/token'),
    user: at('https://openidconnect.googleapis.com/v1/userinfo', '/google/oauth2/v3/userinfo'),
    scope: 'openid email',
    client: [GOOGLE_CLIENT_ID || 'an-id-of-its-own', GOOGLE_CLIENT_SECRET || 'a-secret-of-its-own'],
    email: (answer) => answer.email,
  },
  github: {
    authorize: at('https://github.com/login/oauth/authorize', '/github/login/oauth/authorize'),
    token: at('https://github.com/login/oauth/access_token', '/github/login/oauth/access_token'),
    user: at('https://api.github.com/user/emails', '/github/api/user/emails'),
    scope: 'user:email',
    client: [GITHUB_CLIENT_ID || 'Ov23liofitsown0000', GITHUB_CLIENT_SECRET || 'a-secret-of-its-own'],
    email: (answer) => answer.find((address) => address.primary).email,
  },
};
const flows = new Map();
const sessions = new Map();

function start(name) {
  const { authorize, scope, client } = providers[name];
  const [state, verifier] = [random(), random()];
  flows.set(state, verifier);
  const url = new URL(authorize);
  const parameters = {
    client_id: client[0], redirect_uri: `${own}/callback/${name}`, response_type: 'code', scope, state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  };
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  return redirect(url.href, `flow=${state}; Path=/; HttpOnly; SameSite=Lax`);
}

async function finish(name, query, cookies) {
  const state = query.get('state');
  const verifier = flows.get(state);
  if (!state || state !== cookies.flow || !verifier) return page('<p>That was not started here.</p>', 400);
  flows.delete(state);
  if (query.has('error')) return page('<p>You cancelled.</p>', 400);
  const { token, user, client, email } = providers[name];
  const body = new URLSearchParams({
    grant_type: 'authorization_code', code: query.get('code'), redirect_uri: `${own}/callback/${name}`,
    client_id: client[0], client_secret: client[1], code_verifier: verifier,
  });
  const { access_token } = await (await fetch(token, { method: 'POST', body, headers: { accept: 'application/json' } })).json();
  if (!access_token) return page('<p>The provider gave no token.</p>', 400);
  const headers = { authorization: `Bearer ${access_token}`, accept: 'application/json', 'user-agent': 'app' };
  const session = random();
  sessions.set(session, email(await (await fetch(user, { headers })).json()));
  return redirect('/home', `session=${session}; Path=/; HttpOnly; SameSite=Lax`);
}

const shapes = {
  hidden: {
    '/': () => page(`<p>Write to help@shop.example.</p>
      <button onclick="document.querySelector('dialog').showModal()">Log in</button>
      <dialog><a href="/start/google" aria-label="Google"><svg width="20" height="20"></svg></a>
      <a href="/start/github" aria-label="GitHub"><svg width="20" height="20"></svg></a></dialog>`),
    '/home': (email) => (email ? page(`<p>Write to help@shop.example.</p><p>Signed in as <b>${email}</b>.</p>
      <details><summary>Menu</summary><form method="post" action="/out"><button>Log out</button></form></details>`)
      : redirect('/')),
  },
  fixed: {
    '/': () => page('<p><a href="/in">Sign in</a> <a href="https://github.com/acme/app">GitHub</a></p>'),
    '/in': () => page(`<a href="/start/google">Sign in using your Google account</a>
      <a href="/start/github">Or GitHub, if you like</a>`),
    '/home': (email) => (email ? page('<p>Welcome.</p><a href="/leave">Sign out</a>') : redirect('/in')),
    '/leave': () => page('<p>Are you sure?</p><form method="post" action="/out"><button>Sign out</button></form>'),
    '/api/me': (email) => json({ user: email ? { 'e-mail': email } : null }),
  },
  nameless: {
    '/': () => page('<button onclick="location = \'/start/google\'">Sign in with Google</button><button>Sign in with Apple</button>'),
    '/home': (email) => (email ? page('<p>Welcome.</p>') : redirect('/')),
  },
  none: { '/': () => page('<p>Welcome.</p><a href="/about">About us</a>') },
  silent: { '/': () => page('<button>Sign in with Google</button>') },
};

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, own);
  const cookies = Object.fromEntries((request.headers.cookie || '').split('; ').map((pair) => pair.split('=')));
  const [, place, name] = pathname.split('/');
  if (place === 'start' && providers[name]) return start(name);
  if (place === 'callback' && providers[name]) return finish(name, searchParams, cookies);
  if (pathname === '/out' && request.method === 'POST') {
    sessions.delete(cookies.session);
    return redirect('/');
  }
  const found = shapes[SHAPE][pathname];
  return found ? found(sessions.get(cookies.session)) : page('<p>Nothing is here.</p>', 404);
}

const redirect = (location, cookie) => ({ status: 303, headers: { location, ...(cookie && { 'set-cookie': cookie }) } });
const json = (value) => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
const page = (text, status = 200) => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<!doctype html><html lang="en"><title>App</title><main>${text}</main></html>`,
});

if (SHAPE === 'dies') {
  console.error('no database');
  process.exit(7);
}
createServer(async (request, response) => {
  const { status, headers, body } = await answer(request).catch((error) => page(`<p>Broken: ${error}</p>`, 502));
  response.writeHead(status, headers).end(body);
}).listen(port, host);
