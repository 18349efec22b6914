#include "ledger/proof.h"

#include <fmt/format.h>

#include <set>

#include "base/encoding.h"
#include "ledger/errors.h"
#include "ledger/line.h"

namespace entente::ledger {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

Result<Bytes> parse_extra(std::string_view base64) {
  const std::size_t most = (kMaxProofExtra + 2) / 3 * 4;
  const Result<Bytes> extra = base64.size() <= most ? from_base64(base64) : Bytes{};
  if (!extra.ok() || extra.value().empty() || extra.value().size() > kMaxProofExtra) {
    return malformed("The extra line holds the base64 of 1 to 65536 bytes.");
  }
  return extra;
}

/// Different witnesses, whatever list they came from: one key never counts twice, and the log's own
/// key never counts as a witness of itself.
std::size_t count_distinct(const std::vector<Cosigned>& cosigned, const ProofTrust& trust) {
  std::set<Digest> keys;
  for (const Cosigned& entry : cosigned) {
    keys.insert(trust.witnesses[entry.witness].key().fingerprint());
  }
  keys.erase(trust.log.key().fingerprint());
  return keys.size();
}

}  // namespace

std::string LogProof::format() const {
  std::string text = fmt::format("{}\n", kFirstLine);
  if (extra.has_value() && !extra->empty()) {
    text += fmt::format("{}{}\n", kExtra, to_base64(*extra));
  }
  text += fmt::format("{}{}\n", kIndex, index);
  for (const Digest& hash : path) {
    text += hash_line(hash);
  }
  return text + '\n' + checkpoint.format();
}

Result<LogProof> LogProof::parse(std::string_view text) {
  LineReader lines(text);
  if (lines.next() != kFirstLine) {
    return malformed("A proof file begins with the line c2sp.org/tlog-proof@v1.");
  }
  LogProof proof;
  std::optional<std::string_view> line = lines.next();
  if (line.has_value() && line->starts_with(kExtra)) {
    ENTENTE_TRY(proof.extra, parse_extra(line->substr(kExtra.size())));
    line = lines.next();
  }
  if (!line.has_value() || !line->starts_with(kIndex)) {
    return malformed("A proof file names the index of its entry.");
  }
  ENTENTE_TRY(proof.index, parse_size(line->substr(kIndex.size())));
  for (line = lines.next(); line.has_value() && !line->empty(); line = lines.next()) {
    if (proof.path.size() == kMaxPath) {
      return malformed("A proof has at most 63 hashes.");
    }
    ENTENTE_TRY(const Digest hash, parse_hash(*line));
    proof.path.push_back(hash);
  }
  if (!line.has_value()) {
    return malformed("A proof file ends with an empty line and a checkpoint.");
  }
  ENTENTE_TRY(proof.checkpoint, SignedNote::parse(lines.rest()));
  // A note's text may hold empty lines, a checkpoint's may not: the path ends where it should.
  ENTENTE_CHECK(Checkpoint::parse(proof.checkpoint.text()));
  return proof;
}

Result<VerifiedProof> verify_proof(const LogProof& proof, const Digest& leaf,
                                   const ProofTrust& trust) {
  OpenedCheckpoint opened;
  opened.note = proof.checkpoint;
  ENTENTE_TRY(opened.checkpoint, Checkpoint::parse(opened.note.text()));
  ENTENTE_CHECK(verify_log_signature(opened.note, opened.checkpoint, std::span(&trust.log, 1)));
  ENTENTE_TRY(std::vector<Cosigned> cosigned, cosigned_by(opened, trust.witnesses));
  const std::size_t witnesses = count_distinct(cosigned, trust);
  if (witnesses < trust.quorum) {
    return Error(kNotWitnessed, fmt::format("{} of the {} witnesses asked for have cosigned.",
                                            witnesses, trust.quorum));
  }
  const Head& head = opened.checkpoint.head;
  ENTENTE_CHECK(verify_inclusion(leaf, proof.index, head.size, proof.path, head.root));
  return VerifiedProof{std::move(opened.checkpoint), proof.index, std::move(cosigned)};
}

Result<VerifiedProof> verify_proof_of_entry(const LogProof& proof, BytesView entry,
                                            const ProofTrust& trust) {
  return verify_proof(proof, leaf_hash(entry), trust);
}

}  // namespace entente::ledger
