#include "ledger/note.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "ledger/errors.h"
#include "ledger/line.h"

namespace entente::ledger {
namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr std::size_t kKeyIdBytes = 4;

bool is_base64_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

/// Whether a lenient decoder would take it: letters, then padding to a multiple of four.
bool looks_like_base64(std::string_view text) {
  const std::size_t letters = std::min(text.find('='), text.size());
  return text.size() % 4 == 0 && text.size() - letters <= 2 &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(letters),
                     is_base64_letter) &&
         text.find_first_not_of('=', letters) == std::string_view::npos;
}

Status check_note_text(std::string_view text) {
  if (text.size() > kMaxNoteBytes) {
    return malformed("A note has at most 1000000 bytes.");
  }
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n';
  });
  if (control || !check_utf8(text).ok()) {
    return malformed("A note is UTF-8 text without control characters but newlines.");
  }
  return {};
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) {
    return malformed("A signature line begins with a dash (U+2014) and a space.");
  }
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !check_key_name(line.substr(0, space)).ok()) {
    return malformed("A signature line names its key, without spaces and plus signs.");
  }
  const std::string_view base64 = line.substr(space + 1);
  const Result<Bytes> payload = from_base64(base64);
  if (!payload.ok() && looks_like_base64(base64)) {
    return Error(kBadSignature, "A signature is not encoded in the one canonical form.");
  }
  if (!payload.ok() || payload.value().size() <= kKeyIdBytes) {
    return malformed("A signature is the base64 of a key id of four bytes and the signature.");
  }
  const Bytes& bytes = payload.value();
  NoteSignature signature;
  signature.name = line.substr(0, space);
  for (std::size_t i = 0; i < kKeyIdBytes; ++i) {
    signature.key_id = signature.key_id << 8 | bytes[i];
  }
  signature.bytes.assign(bytes.begin() + kKeyIdBytes, bytes.end());
  return signature;
}

}  // namespace

Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines) {
  LineReader reader(lines);
  std::vector<NoteSignature> signatures;
  while (!reader.rest().empty()) {
    const std::optional<std::string_view> line = reader.next();
    if (!line.has_value() || signatures.size() == kMaxNoteSignatures) {
      return malformed("A note has at most 100 signature lines, each ended by a newline.");
    }
    ENTENTE_TRY(NoteSignature signature, parse_signature_line(*line));
    signatures.push_back(std::move(signature));
  }
  if (signatures.empty()) {
    return malformed("A note has at least one signature line.");
  }
  return signatures;
}

Result<SignedNote> SignedNote::parse(std::string_view note) {
  ENTENTE_CHECK(check_note_text(note));
  // The text may hold empty lines: the last one is what separates.
  const std::size_t split = note.rfind("\n\n");
  if (split == std::string_view::npos) {
    return malformed("A note has a text, an empty line and signature lines.");
  }
  SignedNote parsed;
  parsed.text_ = note.substr(0, split + 1);
  ENTENTE_TRY(parsed.signatures_, parse_signature_lines(note.substr(split + 2)));
  return parsed;
}

Result<SignedNote> SignedNote::unsigned_text(std::string_view text) {
  ENTENTE_CHECK(check_note_text(text));
  if (!text.ends_with('\n')) {
    return malformed("The text of a note ends with a newline.");
  }
  SignedNote note;
  note.text_ = text;
  return note;
}

Status SignedNote::add(NoteSignature signature) {
  if (std::find(signatures_.begin(), signatures_.end(), signature) != signatures_.end()) {
    return {};
  }
  if (signatures_.size() == kMaxNoteSignatures) {
    return malformed("A note has at most 100 signature lines.");
  }
  if (!check_key_name(signature.name).ok() || signature.bytes.empty()) {
    return malformed("A signature has a key name and at least one byte.");
  }
  signatures_.push_back(std::move(signature));
  return {};
}

std::string SignedNote::format() const {
  std::string note = text_ + '\n';
  for (const NoteSignature& signature : signatures_) {
    note += signature.line();
  }
  return note;
}

SignedNote SignedNote::without_false(std::span<const NoteVerifier> keys) const {
  SignedNote kept = *this;
  std::erase_if(kept.signatures_, [&](const NoteSignature& signature) {
    return std::ranges::any_of(keys, [&](const NoteVerifier& key) {
      return key.knows(signature) && !key.verify(text_, signature).ok();
    });
  });
  return kept;
}

namespace {

/// Whether `key` signed; an error if any line that claims to be its does not verify.
Result<bool> has_signed(const SignedNote& note, const NoteVerifier& key) {
  bool found = false;
  for (const NoteSignature& signature : note.signatures()) {
    if (key.knows(signature)) {
      ENTENTE_CHECK(key.verify(note.text(), signature));
      found = true;
    }
  }
  return found;
}

}  // namespace

Result<std::vector<std::size_t>> verified_keys(const SignedNote& note,
                                               std::span<const NoteVerifier> known) {
  std::vector<std::size_t> signers;
  for (std::size_t i = 0; i < known.size(); ++i) {
    ENTENTE_TRY(const bool found, has_signed(note, known[i]));
    if (found) {
      signers.push_back(i);
    }
  }
  return signers;
}

Result<SignedNote> open_note(std::string_view note, std::span<const NoteVerifier> known) {
  ENTENTE_TRY(SignedNote parsed, SignedNote::parse(note));
  ENTENTE_TRY(const std::vector<std::size_t> signers, verified_keys(parsed, known));
  if (signers.empty()) {
    return Error(kUntrusted, "No trusted key has signed this note.");
  }
  return parsed;
}

}  // namespace entente::ledger
