// One object through an OpenTDF library: library.mjs MODULE encrypt|decrypt IN OUT KAS OIDC ID SECRET
// The oldest library asks for a browser's window, the others must not find one.
import { webcrypto } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

const [module, action, from, to, kasEndpoint, oidcOrigin, clientId, clientSecret] =
  process.argv.slice(2);
globalThis.crypto ??= webcrypto;
globalThis.document ??= { documentElement: { style: {} } };  // as their command line does
if (module.endsWith('1.3')) {
  globalThis.location = new URL('https://localhost');
  globalThis.window = globalThis;
}

const { AuthProviders, TDF3Client } = await import(module);
const authProvider = await AuthProviders.clientSecretAuthProvider({
  clientId, clientSecret, oidcOrigin, exchange: 'client',
});
if (process.env.EXERCISE_DPOP) {
  authProvider.oidcAuth.config.dpopEnabled = true;
}
const client = new TDF3Client({ authProvider, kasEndpoint, clientId });
const octets = await readFile(from);

async function read(stream) {
  const parts = [];
  const reader = (stream.stream ?? stream).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(Buffer.from(next.value));
  }
  return Buffer.concat(parts);
}

let made;
if (action === 'encrypt') {
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(octets));
      controller.close();
    },
  });
  made = await client.encrypt({ offline: true, source });
} else {
  made = await client.decrypt({ source: { type: 'buffer', location: new Uint8Array(octets) } });
}
await writeFile(to, await read(made));
