#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace entente::label {

/// A level of one party's scheme. Ranks order the levels of that scheme and of no other: levels of
/// two parties meet only through an `Equivalence`.
struct Level {
  Name code;
  int rank = 0;          ///< higher is more sensitive; unique within a scheme
  std::string gloss_en;  ///< the English name as people write it: `TOP SECRET`
};

/// One marking of one party. Several markings may share a level (極秘 and 特定秘密).
struct Marking {
  Name code;                          ///< canonical: `JP-GOKUHI`, `KR-2`
  PartyCode party;                    ///< whose marking it is
  std::string text;                   ///< canonical text, as it is printed
  std::vector<std::string> variants;  ///< other texts that are the same marking (E8)
  std::string gloss_en;
  std::string transliteration;
  Name level;           ///< a level of the same scheme
  bool covered = true;  ///< false: known, but outside the agreement; denied (R4.3)
};

/// The whole marking scheme of one party, with the levels an agreement leaves out. Immutable after
/// `make`; safe to share between threads. Pointers it returns live as long as the scheme, and stay
/// valid when it is moved.
class MarkingScheme {
 public:
  /// Checks that codes and ranks are unique, that levels exist, and that no two markings could be
  /// taken for each other when folded for recognition; else `label.bad-scheme`.
  [[nodiscard]] static Result<MarkingScheme> make(PartyCode party, std::vector<Level> levels,
                                                  std::vector<Marking> markings);

  /// The marking that `text_or_code` is: the exact code; the exact text or a variant; else, for
  /// recognition only, the one marking with the same folded form (NFC, width, case, look-alikes,
  /// white space; E7, AB63). Callers keep the original bytes. Whether it is `covered` is for the
  /// caller to judge. Anything else is `label.unknown-marking`, never the nearest.
  [[nodiscard]] Result<const Marking*> recognise(std::string_view text_or_code) const;

  [[nodiscard]] const Marking* find(const Name& code) const;       ///< null if absent
  [[nodiscard]] const Level* find_level(const Name& level) const;  ///< null if absent
  [[nodiscard]] const Level& level_of(
      const Marking& marking) const;  ///< of a marking of this scheme

  [[nodiscard]] const PartyCode& party() const { return party_; }
  [[nodiscard]] std::span<const Level> levels() const { return levels_; }  ///< lowest rank first
  [[nodiscard]] std::span<const Marking> markings() const { return markings_; }

 private:
  PartyCode party_;
  std::vector<Level> levels_;
  std::vector<Marking> markings_;
  std::unordered_map<std::string, std::size_t> exact_;   ///< codes, texts and variants
  std::unordered_map<std::string, std::size_t> folded_;  ///< skeletons of texts and variants
};

}  // namespace entente::label
