#include "ledger/cosignature.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/errors.h"
#include "ledger/line.h"

namespace entente::ledger {
namespace {

constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kSignatureBytes = 64;

/// The earliest time at which `witness` cosigned, or nothing if it did not.
Result<std::optional<Instant>> earliest_of(const SignedNote& note, const NoteVerifier& witness) {
  std::optional<Instant> earliest;
  for (const NoteSignature& signature : note.signatures()) {
    if (!witness.knows(signature)) {
      continue;
    }
    ENTENTE_CHECK(witness.verify(note.text(), signature));
    ENTENTE_TRY(const Instant time, cosignature_time(signature));
    earliest = earliest.has_value() ? std::min(*earliest, time) : time;
  }
  return earliest;
}

}  // namespace

std::string cosignature_message(std::uint64_t seconds, std::string_view checkpoint_text) {
  return fmt::format("cosignature/v1\ntime {}\n{}", seconds, checkpoint_text);
}

Result<Instant> cosignature_time(const NoteSignature& signature) {
  if (signature.bytes.size() != kTimeBytes + kSignatureBytes) {
    return malformed("A cosignature has 72 bytes.");
  }
  std::uint64_t seconds = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) {
    seconds = seconds << 8 | signature.bytes[i];
  }
  if (seconds > static_cast<std::uint64_t>(latest_instant().ms() / kMsPerSecond)) {
    return malformed("A cosignature's time is past the year 9999.");
  }
  return Instant::from_ms(static_cast<std::int64_t>(seconds) * kMsPerSecond);
}

Cosigner::Cosigner(NoteVerifier verifier, crypto::SigningKey key)
    : verifier_(std::move(verifier)), key_(std::move(key)) {}

Result<Cosigner> Cosigner::make(std::string_view name, crypto::SigningKey key) {
  ENTENTE_TRY(NoteVerifier verifier,
              NoteVerifier::make(name, NoteKeyType::cosignature, key.verifying_key()));
  return Cosigner(std::move(verifier), std::move(key));
}

NoteSignature Cosigner::sign(const Checkpoint& checkpoint, Instant time) const {
  ENTENTE_INVARIANT(time.ms() >= 0 && time <= latest_instant());
  const auto seconds = static_cast<std::uint64_t>(time.ms() / kMsPerSecond);
  NoteSignature signature{verifier_.name(), verifier_.key_id(), {}};
  for (int shift = 56; shift >= 0; shift -= 8) {
    signature.bytes.push_back(static_cast<std::uint8_t>(seconds >> shift));
  }
  append(signature.bytes, key_.sign(as_bytes(cosignature_message(seconds, checkpoint.text()))));
  return signature;
}

Result<std::vector<Cosigned>> cosigned_by(const OpenedCheckpoint& checkpoint,
                                          std::span<const NoteVerifier> witnesses) {
  std::vector<Cosigned> cosigned;
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    if (witnesses[i].type() != NoteKeyType::cosignature) {
      return Error(kBadKey, "A witness is known by a key of type 4.");
    }
    ENTENTE_TRY(const std::optional<Instant> time, earliest_of(checkpoint.note, witnesses[i]));
    if (time.has_value()) {
      cosigned.push_back({i, *time});
    }
  }
  return cosigned;
}

}  // namespace entente::ledger
