#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agreement/clauses.h"
#include "agreement/profile_values.h"
#include "agreement/term.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "label/equivalence.h"

namespace entente::agreement {

struct Party {
  PartyCode code;
  Texts names;
  Zone zone;           ///< of the party's own clocks and days
  std::string domain;  ///< "" where the profile names none
};

/// What one party's scheme may carry under the agreement.
struct Ceiling {
  PartyCode party;
  Name level;                      ///< the highest level that may pass at all
  Name electronic_level;           ///< the highest that may pass by electronic means
  std::vector<Name> case_by_case;  ///< left out, but each item may be agreed by name
};

/// Where a parameter was taken from.
struct Source {
  Name id;
  std::string title;
};

/// A supplementary arrangement that a profile contains (R5.1).
struct Supplement {
  Name id;
  std::string version;
  CivilDate effective_from;
  Digest digest;  ///< SHA-256 of its exact bytes
};

/// One fault of a profile. `code` never changes once shipped: `unknown-key`, `missing-key`,
/// `wrong-type`, `bad-value`, `unknown-reference`, `duplicate`, `overlap`, `gap`, `contradiction`,
/// `bad-scheme`, `loosened`, `needs-base`, `syntax`, `too-large`.
struct Fault {
  std::string code;
  std::string file;
  std::uint32_t line = 0;    ///< from 1; 0 for the file as a whole
  std::uint32_t column = 0;  ///< from 1, in characters
  std::string text;
};

class Profile;
/// A profile, or everything that is wrong with it, in the order of the file.
using Loaded = std::variant<Profile, std::vector<Fault>>;

/// An agreement as data (docs/reference/profile.md). Immutable after loading; safe to share between
/// threads; pointers into it live as long as it does.
class Profile {
 public:
  /// Reads a whole profile and finds all its faults, not only the first. `file` is the name that
  /// faults show.
  [[nodiscard]] static Loaded load(std::string_view text, std::string_view file);

  /// This profile with a supplement on top (R5.1): it states what it changes, and may only tighten
  /// unless `general.supplements_only_tighten` is false. Supplements apply in their order, one on
  /// the result of the other. What no supplement may change (parties, schemes, equivalence, term)
  /// is for an amendment of the agreement.
  [[nodiscard]] Loaded with_supplement(std::string_view text, std::string_view file) const;

  /// This profile with the overlay of `party`'s own law on top (R1.1): the form is that of a
  /// supplement, with the party's name; it only tightens, whatever the agreement says of
  /// supplements, and names no authority.
  [[nodiscard]] Loaded with_overlay(std::string_view text, std::string_view file,
                                    const PartyCode& party) const;

  [[nodiscard]] const Name& id() const { return id_; }                   ///< `jp-kr-2016`
  [[nodiscard]] const std::string& version() const { return version_; }  ///< of the profile file
  [[nodiscard]] const Texts& titles() const { return titles_; }
  [[nodiscard]] std::span<const std::string> languages() const { return languages_; }
  [[nodiscard]] std::span<const std::string> authentic_languages() const { return authentic_; }
  /// SHA-256 of the exact bytes that were loaded: the agreement text digest in every signature.
  /// With a supplement: of the digest before it and the supplement's digest, in this order.
  [[nodiscard]] const Digest& digest() const { return digest_; }

  [[nodiscard]] std::span<const Party> parties() const { return parties_; }
  [[nodiscard]] const Party* party(const PartyCode& code) const;  ///< null if it is none
  [[nodiscard]] std::span<const Authority> authorities() const { return authorities_; }
  [[nodiscard]] std::span<const Purpose> purposes() const { return purposes_; }
  [[nodiscard]] const Purpose* purpose(const Name& code) const;  ///< null: unknown, so denied

  [[nodiscard]] const label::Equivalence& equivalence() const { return equivalence_; }
  [[nodiscard]] const Ceiling* ceiling(const PartyCode& party) const;

  [[nodiscard]] const TermClause& term() const { return term_; }
  /// One for each party, in the order of `parties()`.
  [[nodiscard]] std::span<const ReadingRule> readings() const { return readings_; }

  [[nodiscard]] const Clauses& clauses() const { return clauses_; }
  [[nodiscard]] const LevelClause* level_clause(const Name& level) const;  ///< null: denied
  [[nodiscard]] std::span<const Source> sources() const { return sources_; }
  [[nodiscard]] std::span<const Facility> facilities() const { return facilities_; }
  [[nodiscard]] std::span<const Supplement> supplements() const { return supplements_; }
  /// Of an arrangement over other agreements; empty where the parties share one agreement.
  [[nodiscard]] std::span<const Leg> legs() const { return legs_; }
  /// Everything that the profile says, by path: also what no decision uses yet.
  [[nodiscard]] const Values& values() const { return values_; }

  /// Art. 4(3), 15: that a document contains information of `originator`, in `language`, else in
  /// English.
  [[nodiscard]] std::string contains_statement(const PartyCode& originator,
                                               std::string_view language) const;
  /// Art. 4(2), R4.1: how the receiving party's rendition of what `originator` marked is marked, in
  /// `language`, else in English: by the agreement's template, with that party's name.
  [[nodiscard]] std::string received_marking(const PartyCode& originator, std::string_view marking,
                                             std::string_view own, std::string_view language) const;

 private:
  friend class ProfileReader;
  friend class SupplementReader;
  [[nodiscard]] Loaded on_top(std::string_view text, std::string_view file,
                              const PartyCode* law_of) const;
  Name id_;
  std::string version_;
  Texts titles_;
  std::vector<std::string> languages_;
  std::vector<std::string> authentic_;
  Digest digest_;
  std::vector<Party> parties_;
  std::vector<Authority> authorities_;
  std::vector<Purpose> purposes_;
  label::Equivalence equivalence_;
  std::vector<Ceiling> ceilings_;
  TermClause term_;
  std::vector<ReadingRule> readings_;
  Clauses clauses_;
  std::vector<Source> sources_;
  Texts contains_statements_;
  Texts received_markings_;  ///< templates; empty: that of `label::RenditionTemplate`
  std::vector<Facility> facilities_;
  std::vector<Supplement> supplements_;
  std::vector<Leg> legs_;
  Values values_;
};

/// The text in `language`, else in English, else "".
[[nodiscard]] std::string_view text_in(const Texts& texts, std::string_view language);

}  // namespace entente::agreement
