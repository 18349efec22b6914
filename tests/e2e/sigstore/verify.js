// Verifies sample logs with the inclusion check that npm itself relies on (@sigstore/verify), which
// shares nothing with the code that wrote them. Usage: verify.js FOLDER SIZE... Exit 1 at a fault.
const fs = require("fs");
const path = require("path");
const { crypto } = require("@sigstore/core");
const { verifyTLogInclusion } = require("@sigstore/verify/dist/tlog");
const { verifyCheckpoint } = require("@sigstore/verify/dist/tlog/checkpoint");

const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");
const MAGIC = "c2sp.org/tlog-proof@v1\nindex ";
const count = { heads: 0, proofs: 0, refusals: 0 };

function must(holds, what) {
  if (!holds) {
    throw new Error(what);
  }
}

// The log as Sigstore's root of trust would name it, from its vkey: name+key ID+type and key.
function authority(vkey) {
  const [name, id] = vkey.split("+", 2);
  const typed = Buffer.from(vkey.slice(name.length + id.length + 2), "base64");
  const logID = Buffer.concat([Buffer.from(id, "hex"), Buffer.alloc(28)]);
  const spki = Buffer.concat([ED25519_SPKI, typed.subarray(1)]);
  return { baseURL: `https://${name}`, logID, publicKey: crypto.createPublicKey(spki) };
}

function entryOf(log, text) {
  must(text.startsWith(MAGIC), "a proof's first lines");
  const end = text.indexOf("\n\n");
  const [logIndex, ...hashes] = text.slice(MAGIC.length, end).split("\n");
  return {
    logId: { keyId: log.logID },
    canonicalizedBody: Buffer.from(`EXERCISE entry ${logIndex}`),
    inclusionProof: {
      logIndex,
      hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope: text.slice(end + 2) },
    },
  };
}

function refused(entry, log, change) {
  const changed = { ...entry, inclusionProof: { ...entry.inclusionProof } };
  change(changed, changed.inclusionProof);
  try {
    verifyTLogInclusion(changed, [log]);
  } catch {
    count.refusals += 1;
    return;
  }
  throw new Error(`accepted at ${entry.inclusionProof.logIndex}, changed: ${change}`);
}

function checkProof(log, size, text) {
  const entry = entryOf(log, text);
  verifyTLogInclusion(entry, [log]);
  count.proofs += 1;
  refused(entry, log, (e) => (e.canonicalizedBody = Buffer.from("EXERCISE another entry")));
  refused(entry, log, (_, p) => (p.logIndex = String(size)));
  refused(entry, log, (_, p) => (p.hashes = [...p.hashes, Buffer.alloc(32)]));
  refused(entry, log, (_, p) =>
    (p.checkpoint = { envelope: p.checkpoint.envelope.replace("\n", "\n1") }));
}

function checkLog(folder, size) {
  const text = (name) => fs.readFileSync(path.join(folder, name), "utf8");
  const log = authority(text("log.vkey"));
  const head = { inclusionProof: { checkpoint: { envelope: text("checkpoint") } } };
  const checkpoint = verifyCheckpoint(head, [log]);
  must(checkpoint.logSize === BigInt(size), `size of ${folder}`);
  count.heads += 1;
  const proofs = fs.readdirSync(folder).filter((name) => name.endsWith(".tlog-proof"));
  must(proofs.length > 0 || size === "0", `proofs of ${folder}`);
  proofs.forEach((name) => checkProof(log, size, text(name)));
}

const [logs, ...sizes] = process.argv.slice(2);
sizes.forEach((size) => checkLog(path.join(logs, size), size));
console.log(`verified ${count.heads} heads, ${count.proofs} inclusion proofs; ` +
            `refused ${count.refusals} changed ones`);
