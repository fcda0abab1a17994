// Signs people in with Google, and has the one flaw that BROKEN names: a flaw of the set-up more than of the app.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const { PORT, BROKEN, GOOGLE_URL, GOOGLE_API_URL, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } = process.env;
const callback = `http://localhost:${PORT}/callback`;
const sessions = new Map();
const seen = new Set();
const tokens = new Map();
let last = null;

const json = (value, status = 200) => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
const page = (status, text) => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<!doctype html><html lang="en"><title>App</title><main><p>${text}</p><a href="/start">Sign in with Google</a></main></html>`,
});

function start() {
  const state = randomBytes(16).toString('hex');
  const parameters = new URLSearchParams({
    client_id: GOOGLE_CLIENT_ID, redirect_uri: callback, response_type: 'code', scope: 'openid email', state,
  });
  const location = `${GOOGLE_URL}/o/oauth2/v2/auth?${parameters}`;
  return { status: 302, headers: { location, 'set-cookie': `flow=${state}; Path=/; HttpOnly; SameSite=Lax` } };
}

async function finish(query, cookies) {
  if (!query.get('state') || query.get('state') !== cookies.flow) return page(400, 'That was not started here.');
  const body = new URLSearchParams({
    grant_type: 'authorization_code', code: query.get('code'), redirect_uri: callback,
    client_id: GOOGLE_CLIENT_ID, client_secret: GOOGLE_CLIENT_SECRET,
  });
  const { access_token, id_token } = await (await fetch(`${GOOGLE_URL}/token`, { method: 'POST', body })).json();
  if (!access_token) return page(400, 'The provider gave no token.');
  const { email } = JSON.parse(Buffer.from(id_token.split('.')[1], 'base64url'));
  const session = randomBytes(16).toString('hex');
  last = email;
  seen.add(email);
  tokens.set(email, access_token);
  const cookie = {
    'cookie-same-site': `session=${session}; Path=/; HttpOnly; SameSite=None`,
    'cookie-other-domain': `session=${session}; Path=/; HttpOnly; Domain=example.com`,
  }[BROKEN] || `session=${session}; Path=/; HttpOnly; SameSite=Lax`;
  const signedIn = BROKEN === 'nobody-signed-in' ? {} : { 'set-cookie': [cookie, 'flow=; Path=/; Max-Age=0'] };
  if (BROKEN !== 'nobody-signed-in') sessions.set(session, email);
  return { status: 303, headers: { location: '/', ...signedIn } };
}

function whoami(cookies) {
  if (BROKEN === 'whoami-constant') return json({ email: 'admin@example.com' });
  if (BROKEN === 'whoami-last') return json({ email: last && (cookies.session ? last : null) });
  return json({ email: sessions.get(cookies.session) });
}

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const cookies = Object.fromEntries((request.headers.cookie || '').split('; ').map((pair) => pair.split('=')));
  if (BROKEN === 'always-500') return page(500, 'Oops.');
  if (pathname === '/health') return page(200, 'Fine.');
  if (BROKEN === 'ready-lies') {
    console.error('no database');
    return page(500, 'Oops.');
  }
  if (pathname === '/me') return whoami(cookies);
  if (pathname === '/test/users') return json(null, 500);
  if (pathname === '/test/accounts') return json(seen.has(searchParams.get('email')) ? [{ id: 7 }] : []);
  if (pathname === '/test/nothing') return json({});
  if (pathname === '/test/constant') return json({ code: '123456', token: 'constant', secret: 'not base32!' });
  if (pathname === '/test/token') return json({ token: tokens.get(searchParams.get('email')) });
  if (pathname === '/test/one-token') return json({ token: [...tokens].find(([email]) => email.startsWith('alice'))?.[1] });
  if (pathname === '/test/secret') return json({ secret: 'JBSWY3DPEHPK3PXP' });
  if (pathname === '/start') return start();
  if (pathname === '/callback' && BROKEN === 'no-callback') return page(404, 'Nothing is here.');
  if (pathname === '/callback') return finish(searchParams, cookies);
  if (BROKEN === 'leads-on' && pathname === '/' && sessions.has(cookies.session)) return { status: 303, headers: { location: '/home' } };
  if (pathname === '/home') return { ...page(200, 'You are here.'), body: '<!doctype html><html lang="en"><title>App</title><main>You are here.</main></html>' };
  return page(200, 'Welcome.');
}

createServer(async (request, response) => {
  if (BROKEN === 'clock') response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
  const { status, headers, body } = await answer(request).catch((error) => page(502, String(error)));
  response.writeHead(status, headers).end(body);
}).listen(PORT, 'localhost');
