#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "agreement/clause_table.h"
#include "agreement/profile.h"
#include "agreement/section.h"
#include "format/toml.h"
#include "label/equivalence.h"
#include "label/marking.h"

namespace entente::agreement {

/// What stands for a party's name in the texts of a profile.
inline constexpr std::string_view kPartyPlace = "{party}";

/// A scheme while it is read, with the places that later checks cite.
struct SchemeDraft {
  PartyCode party;
  std::vector<label::Level> levels;
  std::vector<label::Marking> markings;
  std::string left_out_by;  ///< the article that leaves out what is not covered
  Ceiling ceiling;
  format::TomlPosition at;
  format::TomlPosition ceiling_at;
  format::TomlPosition electronic_at;

  [[nodiscard]] const label::Marking* marking(const Name& code) const;
  [[nodiscard]] const label::Level* level(const Name& code) const;
};

/// An equivalence rule with its place.
struct RuleDraft {
  label::EquivalenceRule rule;
  format::TomlPosition at;
};

/// The document of a profile, or why it is none.
[[nodiscard]] std::variant<format::TomlDocument, Fault> parse_profile(std::string_view text,
                                                                      std::string_view file);

/// Days on which one row holds, to find overlaps and gaps among the rows of one name.
struct Validity {
  std::string name;
  CivilDate from;
  std::optional<CivilDate> to;
  format::TomlPosition at;
};

/// What the codes of parameters may name.
struct KnownCodes {
  std::vector<std::string> parties;
  std::vector<std::string> levels;
  std::vector<std::string> languages;
  bool partial = false;  ///< a supplement says only what it changes

  [[nodiscard]] bool has(Refers refers, std::string_view code) const;
};

/// Reads one profile: first the shape of each section, then what the sections say of each other.
class ProfileReader {
 public:
  ProfileReader(Profile& profile, Faults& faults) : profile_(profile), faults_(faults) {}
  void read(format::TomlNode root);

 private:
  void read_profile(Section section);
  void read_parties(Section& root);
  void read_authorities(Section& root);  // profile_registry.cpp, with the two after it
  void read_facilities(Section& root);
  void read_legs(Section& root);
  void read_purposes(Section& root);
  void read_sources(Section& root);
  void read_schemes(Section& root);
  void read_scheme(Section section);
  void read_marking(Section section, SchemeDraft& draft);
  void read_equivalence(Section& root);
  void read_statements(Section& root);
  void read_term(Section section);  // term_reader.cpp
  void read_readings(Section& root);
  void check_every_party(Section& root, std::string_view key, std::vector<PartyCode> present);
  void leave_out(const SchemeDraft& draft, std::vector<label::EquivalenceRule>& rules) const;
  void build_equivalence();
  [[nodiscard]] KnownCodes known_codes() const;
  const SchemeDraft* draft_of(const PartyCode& party) const;
  bool is_party(Section& section, std::string_view key, const PartyCode& party);

  Profile& profile_;
  Faults& faults_;
  std::vector<SchemeDraft> schemes_;
  std::vector<RuleDraft> rules_;
};

/// The clauses besides term and equivalence, as the table of clauses describes them
/// (clause_reader.cpp).
void read_clauses(Section& root, const std::vector<std::string>& languages, const KnownCodes& known,
                  Clauses& clauses);
/// The parameters of the section called `name`; `take` gets each that is sound by itself.
void read_parameters(Section& section, std::string_view name, const KnownCodes& known,
                     const std::function<void(const Parameter&, Value)>& take);
using RowTaker = std::function<void(Section& row, const std::string& name,
                                    std::vector<std::pair<const Parameter*, Value>> values)>;
/// The rows of a list of clauses; `take` may be empty.
void read_rows(std::vector<Section> rows, const ClauseSection& clause, const KnownCodes& known,
               const RowTaker& take);
void read_contractors(std::vector<Section> rows, const std::vector<std::string>& languages,
                      std::vector<ContractorCondition>& conditions);
/// One authority as it stands in `section`; the caller checks its party.
[[nodiscard]] Authority read_authority(Section& section, const std::vector<std::string>& languages);
/// The typed clauses that decisions use, from checked values (clause_values.cpp).
void fill_clauses(const Values& values, Clauses& clauses);

/// R12.4, R13 by level: every covered level has one row, and suites where it may pass
/// electronically (check_clauses.cpp, with the next two).
void check_levels(const Clauses& clauses, const std::vector<SchemeDraft>& schemes, Section& root,
                  Faults& faults);
/// What parameters say of each other: deadlines, confirmations, caveats, custody, waivers.
void check_parameters(const Values& values, Section& root);
/// A quorum that cannot come about, or is about what the agreement has not (check_quorums.cpp).
void check_quorums(const Profile& profile, Section& root);
/// Overlaps and gaps among rows of the same name.
void check_validity(std::vector<Validity> rows, Faults& faults);
/// E1-E5, AB09: references, overlaps, gaps, ceilings, round trips (equivalence_check.cpp). Where
/// there are legs, markings pass along them alone.
void check_equivalence(const std::vector<SchemeDraft>& schemes, const std::vector<RuleDraft>& rules,
                       const std::vector<Leg>& legs, Faults& faults);
/// Whether a rule may lead from one party to the other.
[[nodiscard]] bool are_joined(const std::vector<Leg>& legs, const PartyCode& a, const PartyCode& b);

}  // namespace entente::agreement
