// A real OpenID provider that can be told to lie: provider.mjs PORT FOLDER NAME REDIRECT
// In FOLDER: NAME-server.pem and .key for TLS, token.key, other-token.key, client-secret.
// It prints "serving" when it does. `POST /exercise` with {"lie": NAME} sets what it does from then
// on; what it lies about is in `lies`. Everything else is npm oidc-provider, unchanged.
import { constants, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const [port, folder, name, redirect] = process.argv.slice(2);
const file = (path) => readFileSync(`${folder}/${path}`, 'utf8');
const issuer = `https://localhost:${port}`;
const KID = 'exercise-1';
// From files: Node.js 20 may wait for ever where it exports a key that it has just made.
const own = createPrivateKey(file('token.key'));
const other = createPrivateKey(file('other-token.key'));

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'entente',
    client_secret: file('client-secret').trim(),
    redirect_uris: [redirect],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  jwks: { keys: [{ ...own.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['exercise'] },
  pkce: { required: () => true },
});
provider.on('server_error', (_, error) => console.error(error));

// ---- Lies ---------------------------------------------------------------------------------------

const base64url = (text) => Buffer.from(text).toString('base64url');
const parse = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const now = () => Math.floor(Date.now() / 1000);

/** A token of these claims; `by` signs its first two parts. */
function token(claims, header = {}, by = (input) => sign('sha256', input, own)) {
  const input = `${base64url(JSON.stringify({ alg: 'RS256', kid: KID, ...header }))}.${
    base64url(JSON.stringify(claims))}`;
  return `${input}.${base64url(by(Buffer.from(input)))}`;
}

const publicPem = createPublicKey(own).export({ type: 'spki', format: 'pem' });
const byOther = (input) => sign('sha256', input, other);

/** What becomes of the claims of an ID token: a changed token. */
const lies = {
  nonce: (claims) => token({ ...claims, nonce: 'x'.repeat(43) }),
  'no-nonce': ({ nonce, ...claims }) => token(claims),
  issuer: (claims) => token({ ...claims, iss: 'https://other.example' }),
  audience: (claims) => token({ ...claims, aud: 'another' }),
  audiences: (claims) => token({ ...claims, aud: ['entente', 'another'] }),
  party: (claims) => token({ ...claims, azp: 'another' }),
  expired: (claims) => token({ ...claims, iat: now() - 600, exp: now() - 300 }),
  old: (claims) => token({ ...claims, iat: now() - 86400 }),
  early: (claims) => token({ ...claims, iat: now() + 3600, exp: now() + 7200 }),
  none: (claims) => token(claims, { alg: 'none' }, () => Buffer.alloc(0)),
  'none-signed': (claims) => token(claims, { alg: 'none' }),
  hs256: (claims) => token(claims, { alg: 'HS256' },
    (input) => createHmac('sha256', publicPem).update(input).digest()),
  ps256: (claims) => token(claims, { alg: 'PS256' }, (input) => sign('sha256', input,
    { key: own, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })),
  'other-key': (claims) => token(claims, {}, byOther),
  'unknown-key': (claims) => token(claims, { kid: '../../etc/passwd' }, byOther),
  'own-key': (claims) => token(claims, {
    jwk: createPublicKey(other).export({ format: 'jwk' }), jku: `${issuer}/exercise-keys`,
  }, byOther),
  access: (claims) => token(claims, { typ: 'at+jwt' }),
  'no-subject': ({ sub, ...claims }) => token(claims),
  honest: (claims) => token(claims),
};

/** What becomes of a whole answer: its text. */
const answers = {
  huge: () => JSON.stringify({ id_token: 'x'.repeat(1 << 20), token_type: 'Bearer' }),
  twice: (text) => text.replace('{', '{"id_token":"x",'),
  html: () => '<html>',
  deep: () => '['.repeat(100000),
};

let lie = null;
let fetched = 0;

provider.use(async (ctx, next) => {
  if (ctx.path === '/exercise') {
    const chunks = [];
    for await (const chunk of ctx.req) chunks.push(chunk);
    ({ lie } = JSON.parse(Buffer.concat(chunks)));
    ctx.body = {};
    return;
  }
  if (ctx.path === '/exercise-token') {
    const chunks = [];
    for await (const chunk of ctx.req) chunks.push(chunk);
    const { claims, header, by } = JSON.parse(Buffer.concat(chunks));
    ctx.body = { token: token(claims, header, by ? byOther : undefined) };
    return;
  }
  if (ctx.path === '/exercise-keys') {
    fetched += 1;
    ctx.body = { fetched };
    return;
  }
  await next();
  if (lie === 'metadata' && ctx.path.startsWith('/.well-known/')) {
    ctx.body = { ...ctx.body, issuer: `${issuer}/other` };
  } else if (lie && ctx.path === '/token' && ctx.status === 200) {
    const told = ctx.body;
    ctx.body = answers[lie]?.(JSON.stringify(told))
      ?? { ...told, id_token: lies[lie](parse(told.id_token.split('.')[1])) };
    ctx.type = 'application/json';
  }
});

const tls = { cert: file(`${name}-server.pem`), key: file(`${name}-server.key`) };
createServer(tls, provider.callback())
  .listen(Number(port), '127.0.0.1', () => console.log('serving'));
