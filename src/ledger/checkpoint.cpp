#include "ledger/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/errors.h"
#include "ledger/line.h"

namespace entente::ledger {
namespace {

constexpr std::size_t kMaxDomain = 253;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

Status check_domain(std::string_view domain) {
  const bool letters = std::all_of(domain.begin(), domain.end(), [](char c) {
    return is_lower(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  const bool ends = !domain.empty() && domain.front() != '.' && domain.back() != '.';
  if (!letters || !ends || domain.size() > kMaxDomain) {
    return Error(kBadName, "A party's domain is a lower-case host name such as mofa.example.org.");
  }
  return {};
}

Result<std::string> origin_of(std::string_view domain, std::string_view what, std::uint32_t epoch) {
  ENTENTE_CHECK(check_domain(domain));
  if (epoch == 0) {
    return Error(kBadName, "The epochs of a log are counted from 1.");
  }
  std::string origin = fmt::format("{}/entente/{}/{}", domain, what, epoch);
  ENTENTE_CHECK(check_key_name(origin));
  return origin;
}

}  // namespace

std::string Checkpoint::text() const {
  std::string text = fmt::format("{}\n{}\n{}", origin, head.size, hash_line(head.root));
  for (const std::string& extension : extensions) {
    text += extension + '\n';
  }
  return text;
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  LineReader lines(text);
  const std::optional<std::string_view> origin = lines.next();
  const std::optional<std::string_view> size = lines.next();
  const std::optional<std::string_view> root = lines.next();
  if (!root.has_value() || origin->empty()) {
    return malformed("A checkpoint has an origin, a size and a root, each on its line.");
  }
  Checkpoint checkpoint;
  checkpoint.origin = *origin;
  ENTENTE_TRY(checkpoint.head.size, parse_size(*size));
  ENTENTE_TRY(checkpoint.head.root, parse_hash(*root));
  while (!lines.rest().empty()) {
    const std::optional<std::string_view> extension = lines.next();
    if (!extension.has_value() || extension->empty() ||
        checkpoint.extensions.size() == kMaxExtensions) {
      return malformed("A checkpoint has at most 16 extension lines, none of them empty.");
    }
    checkpoint.extensions.emplace_back(*extension);
  }
  return checkpoint;
}

Result<std::string> log_origin(std::string_view domain, const AgreementId& agreement,
                               std::uint32_t epoch) {
  // No agreement may look like a house ledger.
  if (agreement.empty() || agreement.text().starts_with("house-")) {
    return Error(kBadName, "This agreement cannot name a log.");
  }
  return origin_of(domain, agreement.text(), epoch);
}

Result<std::string> house_origin(std::string_view domain, std::string_view environment,
                                 std::uint32_t epoch) {
  if (environment.empty() || !std::all_of(environment.begin(), environment.end(), is_lower)) {
    return Error(kBadName, "An environment is named in lower-case letters.");
  }
  return origin_of(domain, fmt::format("house-{}", environment), epoch);
}

Result<SignedNote> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& log) {
  if (log.verifier().name() != checkpoint.origin) {
    return Error(kWrongOrigin, "A log's key signs only heads of the log it is named after.");
  }
  const std::string text = checkpoint.text();
  // What cannot be read back is never signed.
  ENTENTE_TRY(const Checkpoint parsed, Checkpoint::parse(text));
  if (parsed != checkpoint) {
    return malformed("The checkpoint's lines hold newlines.");
  }
  ENTENTE_TRY(SignedNote note, SignedNote::unsigned_text(text));
  ENTENTE_CHECK(note.add(log.sign(text)));
  return note;
}

Status verify_log_signature(const SignedNote& note, const Checkpoint& checkpoint,
                            std::span<const NoteVerifier> log_keys) {
  std::vector<NoteVerifier> keys;
  for (const NoteVerifier& key : log_keys) {
    if (key.name() == checkpoint.origin && key.type() == NoteKeyType::ed25519) {
      keys.push_back(key);
    }
  }
  if (keys.empty()) {
    return Error(kWrongOrigin, "No key of this log is trusted, or the head is another log's.");
  }
  ENTENTE_TRY(const std::vector<std::size_t> signers, verified_keys(note, keys));
  if (signers.empty()) {
    return Error(kUntrusted, "No trusted key of the log has signed this head.");
  }
  return {};
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const NoteVerifier& log) {
  return open_checkpoint(note, std::span(&log, 1));
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note,
                                         std::span<const NoteVerifier> log_keys) {
  ENTENTE_TRY(SignedNote parsed, SignedNote::parse(note));
  return open_checkpoint(std::move(parsed), log_keys);
}

Result<OpenedCheckpoint> open_checkpoint(SignedNote note, std::span<const NoteVerifier> log_keys) {
  OpenedCheckpoint opened;
  opened.note = std::move(note);
  ENTENTE_TRY(opened.checkpoint, Checkpoint::parse(opened.note.text()));
  ENTENTE_CHECK(verify_log_signature(opened.note, opened.checkpoint, log_keys));
  const Head& head = opened.checkpoint.head;
  if (head.size == 0 && head.root != empty_root()) {
    return Error(kBadProof, "The head of an empty log has another root than the empty tree.");
  }
  return opened;
}

}  // namespace entente::ledger
