#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/profile.h"
#include "agreement/section.h"
#include "format/toml.h"
#include "label/equivalence.h"
#include "label/marking.h"

namespace entente::agreement {

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

/// Reads one profile: first the shape of each section, then what the sections say of each other.
class ProfileReader {
 public:
  ProfileReader(Profile& profile, Faults& faults) : profile_(profile), faults_(faults) {}
  void read(format::TomlNode root);

 private:
  void read_profile(Section section);
  void read_parties(Section& root);
  void read_authorities(Section& root);
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
  const SchemeDraft* draft_of(const PartyCode& party) const;
  bool is_party(Section& section, std::string_view key, const PartyCode& party);

  Profile& profile_;
  Faults& faults_;
  std::vector<SchemeDraft> schemes_;
  std::vector<RuleDraft> rules_;
};

/// The clauses besides term and equivalence (clause_reader.cpp).
void read_clauses(Section& root, const std::vector<std::string>& languages, Clauses& clauses);
/// R12.4, R13 by level: every covered level has one row, and suites where it may pass
/// electronically.
void check_levels(const Clauses& clauses, const std::vector<SchemeDraft>& schemes, Section& root,
                  Faults& faults);
/// E1-E5, AB09: references, overlaps, gaps, ceilings, round trips (equivalence_check.cpp).
void check_equivalence(const std::vector<SchemeDraft>& schemes, const std::vector<RuleDraft>& rules,
                       Faults& faults);

}  // namespace entente::agreement
