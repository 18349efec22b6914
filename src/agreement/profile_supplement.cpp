#include <fmt/format.h>

#include <algorithm>

#include "agreement/profile_diff.h"
#include "agreement/profile_reader.h"
#include "crypto/digest.h"

/// Supplements (Art. 5, R5.1): what the authorities agree beneath the agreement. Overlays (Art. 1,
/// R1.1): what one party's own law asks on top of it.
namespace entente::agreement {

/// Reads a supplement, or the overlay of one party's law, onto a copy of its base.
class SupplementReader {
 public:
  SupplementReader(Profile& profile, Faults& faults, const PartyCode* law_of)
      : profile_(profile), faults_(faults), law_of_(law_of) {
    for (const Party& party : profile.parties_) {
      known_.parties.push_back(party.code.text());
    }
    for (const label::MarkingScheme& scheme : profile.equivalence_.schemes()) {
      for (const label::Level& level : scheme.levels()) {
        known_.levels.push_back(level.code.text());
      }
    }
    known_.languages = profile.authentic_;
    known_.partial = true;
  }

  void read(format::TomlNode node, const Digest& digest) {
    Section root(faults_, node);
    read_profile(root.table("profile"), digest);
    read_sources(root);
    if (law_of_ == nullptr) {
      read_authorities(root);
    }
    for (const ClauseSection& clause : clause_sections()) {
      clause.shape == SectionShape::rows ? read_list(root, clause) : read_table(root, clause);
    }
    auto& conditions = profile_.clauses_.contractor_conditions;
    read_contractors(root.optional_tables("contractor_condition"), profile_.languages_, conditions);
    root.done();
    fill_clauses(profile_.values_, profile_.clauses_);
    check_parameters(profile_.values_, root);
    check_quorums(profile_, root);
    check_suites(root);
  }

 private:
  void read_profile(Section section, const Digest& digest) {
    Supplement supplement;
    supplement.id = section.id<NameTag>("id");
    supplement.version = section.text("version");
    const Name base = section.id<NameTag>("extends");
    supplement.effective_from = section.date("effective_from");
    supplement.digest = digest;
    if (law_of_ != nullptr) {
      check_party(section);
    }
    section.done();
    if (!base.empty() && base != profile_.id_) {
      section.fault("unknown-reference", "extends",
                    fmt::format("The base here is {}.", profile_.id_.text()));
    }
    for (const Supplement& earlier : profile_.supplements_) {
      if (earlier.id == supplement.id) {
        section.fault("duplicate", "id", "The profile contains this supplement already.");
      }
      if (law_of_ == nullptr && supplement.effective_from < earlier.effective_from) {
        section.fault("contradiction", "effective_from",
                      "Supplements apply in the order of their days.");
      }
    }
    profile_.supplements_.push_back(std::move(supplement));
  }

  void check_party(Section& section) {
    const PartyCode party = section.id<PartyTag>("party");
    if (!party.empty() && party != *law_of_) {
      section.fault(
          "unknown-reference", "party",
          fmt::format("The overlay is of {}'s law, not of {}'s.", party.text(), law_of_->text()));
    }
  }

  void read_sources(Section& root) {
    for (Section& section : root.optional_tables("source")) {
      profile_.sources_.push_back({section.id<NameTag>("id"), section.text("title")});
      section.done();
    }
  }

  void read_authorities(Section& root) {
    for (Section& section : root.optional_tables("authority")) {
      Authority authority = read_authority(section, profile_.languages_);
      if (!authority.party.empty() && profile_.party(authority.party) == nullptr) {
        section.fault("unknown-reference", "party",
                      authority.party.text() + " is no party of this profile.");
      }
      if (!authority.gives.empty()) {
        section.fault("contradiction", "gives",
                      "Who gives instruments for a party is for an amendment.");
      }
      profile_.authorities_.push_back(std::move(authority));
    }
  }

  void read_table(Section& root, const ClauseSection& clause) {
    Section section = root.optional_table(clause.name);
    if (!section.present()) {
      return;
    }
    const Values before = profile_.values_;
    read_parameters(section, clause.name, known_, [&](const Parameter& parameter, Value value) {
      take(section, parameter, std::string(parameter.path), before, std::move(value));
    });
    section.done();
  }

  void read_list(Section& root, const ClauseSection& clause) {
    const Values before = profile_.values_;
    const auto take_row = [&](Section& row, const std::string& name,
                              std::vector<std::pair<const Parameter*, Value>> values) {
      for (auto& [parameter, value] : values) {
        take(row, *parameter, fmt::format("{}[{}].{}", clause.name, name, parameter->key()), before,
             std::move(value));
      }
    };
    read_rows(root.optional_tables(clause.name), clause, known_, take_row);
  }

  void take(Section& section, const Parameter& parameter, std::string path, const Values& before,
            Value value) {
    const Value* was = before.find(path);
    if (was != nullptr && *was == value) {
      return;
    }
    const Effect effect = effect_at(path, before, &value);
    const bool only_tighten = law_of_ != nullptr || before.flag("general.supplements_only_tighten");
    if (only_tighten && effect != Effect::none && effect != Effect::tightens) {
      section.fault("loosened", parameter.key(),
                    fmt::format("{} is {} in the base; {} may only tighten it ({}).", path,
                                was == nullptr ? "not stated" : text_of(*was),
                                law_of_ == nullptr ? "a supplement" : "an overlay",
                                law_of_ == nullptr ? "R5.1" : "R1.1"));
    }
    profile_.values_.set(std::move(path), std::move(value));
  }

  /// A level that may pass by electronic means keeps a suite.
  void check_suites(Section& root) {
    for (const Ceiling& ceiling : profile_.ceilings_) {
      const label::MarkingScheme* scheme = profile_.equivalence_.scheme(ceiling.party);
      const label::Level* electronic = scheme->find_level(ceiling.electronic_level);
      for (const LevelClause& row : profile_.clauses_.levels) {
        const label::Level* level = scheme->find_level(row.level);
        const bool passes = level != nullptr && level->rank <= electronic->rank;
        if (passes && (row.suites.empty() || row.crypto_approval == CryptoApproval::forbidden)) {
          root.fault("contradiction", "level",
                     fmt::format("{} may pass by electronic means at {}; this leaves it none.",
                                 row.level.text(), ceiling.party.text()));
        }
      }
    }
  }

  Profile& profile_;
  Faults& faults_;
  const PartyCode* law_of_;  ///< of an overlay; null of a supplement
  KnownCodes known_;
};

Loaded Profile::on_top(std::string_view text, std::string_view file,
                       const PartyCode* law_of) const {
  const auto document = parse_profile(text, file);
  if (const auto* fault = std::get_if<Fault>(&document)) {
    return std::vector<Fault>{*fault};
  }
  Profile profile = *this;
  Faults faults(file);
  const Digest digest = crypto::sha256(as_bytes(text));
  SupplementReader(profile, faults, law_of)
      .read(std::get<format::TomlDocument>(document).root(), digest);
  if (!faults.empty()) {
    return faults.take();
  }
  profile.digest_ = crypto::sha256({BytesView(digest_.bytes), BytesView(digest.bytes)});
  return profile;
}

Loaded Profile::with_supplement(std::string_view text, std::string_view file) const {
  return on_top(text, file, nullptr);
}

Loaded Profile::with_overlay(std::string_view text, std::string_view file,
                             const PartyCode& party) const {
  return on_top(text, file, &party);
}

}  // namespace entente::agreement
