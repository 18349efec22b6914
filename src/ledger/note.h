#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/note_key.h"

/// C2SP signed-note v1.0.0.
namespace entente::ledger {

inline constexpr std::size_t kMaxNoteBytes = 1'000'000;
inline constexpr std::size_t kMaxNoteSignatures = 100;

/// A text and its signature lines. Holding one says nothing about its truth: `open_note` does.
class SignedNote {
 public:
  /// Strict, and keeps every signature: `format()` gives the same bytes again. `ledger.malformed`
  /// unless: at most `kMaxNoteBytes` of UTF-8 without control characters but newline; a text that
  /// ends with a newline, an empty line (the last one of the note), 1 to `kMaxNoteSignatures`
  /// lines. A signature whose base64 has the right letters but is not the one canonical form gives
  /// `ledger.bad-signature`.
  [[nodiscard]] static Result<SignedNote> parse(std::string_view note);
  /// For making one: `text` as in `parse`, no signature yet; else `ledger.malformed`.
  [[nodiscard]] static Result<SignedNote> unsigned_text(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<NoteSignature>& signatures() const { return signatures_; }
  /// Appends; a line that is there already is not repeated. `ledger.malformed` past the limit.
  [[nodiscard]] Status add(NoteSignature signature);
  [[nodiscard]] std::string format() const;
  /// Without the lines that claim to be of one of these keys and are not. A line of a key that was
  /// unknown when the note came was not verified then, and must not spoil it once the key counts.
  [[nodiscard]] SignedNote without_false(std::span<const NoteVerifier> keys) const;
  bool operator==(const SignedNote&) const = default;

 private:
  std::string text_;
  std::vector<NoteSignature> signatures_;
};

/// Parses signature lines alone, as a witness answers them; at most `kMaxNoteSignatures`, at least
/// one, each ended by a newline; errors as in `SignedNote::parse`.
[[nodiscard]] Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines);

/// Which of `known` signed the note, in the order of `known`, as indexes into it. Signatures by
/// unknown keys are ignored; one by a known key that does not verify makes the whole note
/// `ledger.bad-signature`, whatever the others say.
[[nodiscard]] Result<std::vector<std::size_t>> verified_keys(const SignedNote& note,
                                                             std::span<const NoteVerifier> known);

/// Parses, and requires at least one verified signature of `known`; else `ledger.untrusted`.
[[nodiscard]] Result<SignedNote> open_note(std::string_view note,
                                           std::span<const NoteVerifier> known);

}  // namespace entente::ledger
