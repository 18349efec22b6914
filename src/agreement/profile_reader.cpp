#include "agreement/profile_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::agreement {
namespace {

constexpr std::size_t kMinParties = 2;
constexpr std::size_t kMaxParties = 16;
constexpr int kMaxRank = 1000;

/// Each text of `key` must have each place that is filled in.
void check_places(Section& root, std::string_view key, const Texts& texts,
                  std::initializer_list<std::string_view> places) {
  for (const auto& [language, text] : texts) {
    for (const std::string_view place : places) {
      if (text.find(place) == std::string::npos) {
        root.fault("bad-value", key,
                   fmt::format("The text in '{}' lacks the place {}.", language, place));
      }
    }
  }
}

}  // namespace

const label::Marking* SchemeDraft::marking(const Name& code) const {
  const auto found = std::find_if(markings.begin(), markings.end(),
                                  [&](const label::Marking& each) { return each.code == code; });
  return found == markings.end() ? nullptr : &*found;
}

const label::Level* SchemeDraft::level(const Name& code) const {
  const auto found = std::find_if(levels.begin(), levels.end(),
                                  [&](const label::Level& each) { return each.code == code; });
  return found == levels.end() ? nullptr : &*found;
}

void ProfileReader::read(format::TomlNode root_node) {
  Section root(faults_, root_node);
  read_profile(root.table("profile"));
  read_sources(root);
  read_parties(root);
  read_authorities(root);
  read_purposes(root);
  read_schemes(root);
  read_facilities(root);
  read_legs(root);
  read_equivalence(root);
  read_statements(root);
  read_term(root.table("term"));
  read_readings(root);
  read_clauses(root, profile_.languages_, known_codes(), profile_.clauses_);
  read_contractors(root.tables("contractor_condition"), profile_.languages_,
                   profile_.clauses_.contractor_conditions);
  profile_.values_ = Values::of(root_node);
  fill_clauses(profile_.values_, profile_.clauses_);
  check_levels(profile_.clauses_, schemes_, root, faults_);
  check_parameters(profile_.values_, root);
  check_quorums(profile_, root);
  check_equivalence(schemes_, rules_, profile_.legs_, faults_);
  root.done();
  if (faults_.empty()) {
    build_equivalence();
  }
}

void ProfileReader::read_profile(Section section) {
  profile_.id_ = section.id<NameTag>("id");
  profile_.version_ = section.text("version");
  profile_.languages_ = section.strings("languages");
  profile_.authentic_ = section.strings("authentic_languages");
  const auto& languages = profile_.languages_;
  if (section.present() && std::find(languages.begin(), languages.end(), "en") == languages.end()) {
    section.fault("contradiction", "languages", "Every profile has its texts in English too.");
  }
  if (section.has("extends")) {
    section.fault("needs-base", "extends",
                  "This is a supplement: it is read on top of the profile that it extends.");
    (void)section.optional_text("extends");
  }
  profile_.titles_ = section.texts("title", languages);
  section.done();
}

void ProfileReader::read_sources(Section& root) {
  for (Section& section : root.tables("source")) {
    Source source;
    source.id = section.id<NameTag>("id");
    source.title = section.text("title");
    section.done();
    const bool repeated = std::any_of(profile_.sources_.begin(), profile_.sources_.end(),
                                      [&](const Source& other) { return other.id == source.id; });
    if (repeated) {
      section.fault("duplicate", "id", "A source with this id stands above.");
    }
    profile_.sources_.push_back(std::move(source));
  }
}

void ProfileReader::read_parties(Section& root) {
  for (Section& section : root.tables("party")) {
    Party party;
    party.code = section.id<PartyTag>("code");
    party.names = section.texts("name", profile_.languages_);
    party.zone = section.zone("zone");
    party.domain = section.optional_text("domain");
    section.done();
    if (profile_.party(party.code) != nullptr) {
      section.fault("duplicate", "code", "A party with this code stands above.");
      continue;
    }
    profile_.parties_.push_back(std::move(party));
  }
  if (profile_.parties_.size() > kMaxParties) {
    root.fault("too-large", "party", fmt::format("At most {} parties.", kMaxParties));
    profile_.parties_.resize(kMaxParties);
  }
  if (profile_.parties_.size() < kMinParties) {
    root.fault("contradiction", "party", "An agreement has two parties at least.");
  }
}

bool ProfileReader::is_party(Section& section, std::string_view key, const PartyCode& party) {
  if (party.empty()) {
    return false;
  }
  if (profile_.party(party) == nullptr) {
    section.fault("unknown-reference", key, party.text() + " is no party of this profile.");
    return false;
  }
  return true;
}

void ProfileReader::check_every_party(Section& root, std::string_view key,
                                      std::vector<PartyCode> present) {
  for (const Party& party : profile_.parties_) {
    if (std::find(present.begin(), present.end(), party.code) == present.end()) {
      root.fault("gap", key, fmt::format("No '{}' for {}.", key, party.code.text()));
    }
  }
}

void ProfileReader::read_purposes(Section& root) {
  for (Section& section : root.tables("purpose")) {
    Purpose purpose;
    purpose.code = section.id<NameTag>("code");
    purpose.names = section.texts("name", profile_.languages_);
    section.done();
    if (profile_.purpose(purpose.code) != nullptr) {
      section.fault("duplicate", "code", "A purpose with this code stands above.");
    }
    profile_.purposes_.push_back(std::move(purpose));
  }
}

void ProfileReader::read_schemes(Section& root) {
  std::vector<PartyCode> present;
  for (Section& section : root.tables("scheme")) {
    const PartyCode party = section.id<PartyTag>("party");
    if (std::find(present.begin(), present.end(), party) != present.end()) {
      section.fault("duplicate", "party", "The party's scheme stands above.");
    }
    if (is_party(section, "party", party)) {
      present.push_back(party);
    }
    read_scheme(std::move(section));
  }
  check_every_party(root, "scheme", std::move(present));
}

void ProfileReader::read_scheme(Section section) {
  const std::size_t faults_before = faults_.size();
  SchemeDraft draft;
  draft.party = section.id<PartyTag>("party");
  draft.left_out_by = section.text("left_out_by");
  draft.at = section.position();
  draft.ceiling_at = section.where("ceiling");
  draft.electronic_at = section.where("electronic_ceiling");
  draft.ceiling = {draft.party, section.id<NameTag>("ceiling"),
                   section.id<NameTag>("electronic_ceiling"),
                   section.optional_names("case_by_case")};
  for (Section& level : section.tables("level")) {
    const Name code = level.id<NameTag>("code");
    const int rank = level.integer("rank", 0, kMaxRank);
    draft.levels.push_back({code, rank, level.text("gloss")});
    level.done();
  }
  for (Section& marking : section.tables("marking")) {
    read_marking(std::move(marking), draft);
  }
  section.done();
  const auto scheme = label::MarkingScheme::make(draft.party, draft.levels, draft.markings);
  if (!scheme && faults_.size() == faults_before) {
    faults_.add("bad-scheme", draft.at,
                fmt::format("{} ({})", scheme.error().message(), scheme.error().where()));
  }
  profile_.ceilings_.push_back(draft.ceiling);
  schemes_.push_back(std::move(draft));
}

void ProfileReader::read_marking(Section section, SchemeDraft& draft) {
  label::Marking marking;
  marking.party = draft.party;
  marking.code = section.id<NameTag>("code");
  marking.text = section.text("text");
  marking.variants = section.strings("variants");
  marking.gloss_en = section.text("gloss");
  marking.transliteration = section.optional_text("transliteration");
  marking.level = section.id<NameTag>("level");
  marking.covered = section.flag("covered");
  section.done();
  if (!marking.level.empty() && draft.level(marking.level) == nullptr) {
    section.fault("unknown-reference", "level",
                  marking.level.text() + " is no level of this scheme.");
  }
  if (draft.marking(marking.code) != nullptr) {
    section.fault("duplicate", "code", "A marking with this code stands above.");
  }
  draft.markings.push_back(std::move(marking));
}

KnownCodes ProfileReader::known_codes() const {
  KnownCodes known;
  for (const Party& party : profile_.parties_) {
    known.parties.push_back(party.code.text());
  }
  for (const SchemeDraft& scheme : schemes_) {
    for (const label::Level& level : scheme.levels) {
      known.levels.push_back(level.code.text());
    }
  }
  known.languages = profile_.authentic_;
  return known;
}

const SchemeDraft* ProfileReader::draft_of(const PartyCode& party) const {
  const auto found = std::find_if(schemes_.begin(), schemes_.end(),
                                  [&](const SchemeDraft& each) { return each.party == party; });
  return found == schemes_.end() ? nullptr : &*found;
}

void ProfileReader::read_equivalence(Section& root) {
  for (Section& section : root.tables("equivalence")) {
    RuleDraft draft;
    draft.at = section.position();
    label::EquivalenceRule& rule = draft.rule;
    rule.from = section.id<PartyTag>("from");
    rule.marking = section.id<NameTag>("marking");
    rule.to = section.id<PartyTag>("to");
    rule.targets = section.names("becomes");
    rule.valid_from = section.date("valid_from");
    rule.valid_to = section.optional_date("valid_to");
    rule.handling = section.optional_text("handling");
    rule.article = section.text("article");
    rule.effect = rule.targets.empty() ? label::RuleEffect::handling : label::RuleEffect::markings;
    if (section.optional_flag("ambiguous").value_or(false)) {
      rule.effect = label::RuleEffect::unknown;
    }
    section.done();
    if (rule.effect == label::RuleEffect::unknown && !rule.targets.empty()) {
      section.fault("contradiction", "becomes", "What is ambiguous becomes nothing (E3).");
    }
    if (section.present() && rule.targets.empty() && rule.handling.empty()) {
      section.fault("gap", "becomes", "Without a marking the rule says how to handle the item.");
    }
    const bool parties_known = is_party(section, "from", rule.from);
    if (is_party(section, "to", rule.to) && parties_known) {
      if (const SchemeDraft* to = draft_of(rule.to); to != nullptr && !rule.targets.empty()) {
        const label::Marking* target = to->marking(rule.targets.front());
        rule.level = target == nullptr ? Name() : target->level;
      }
      rules_.push_back(std::move(draft));
    }
  }
}

void ProfileReader::read_statements(Section& root) {
  profile_.contains_statements_ = root.texts("contains_statement", profile_.languages_);
  check_places(root, "contains_statement", profile_.contains_statements_, {kPartyPlace});
  if (root.has("received_marking")) {
    profile_.received_markings_ = root.texts("received_marking", profile_.languages_);
    check_places(root, "received_marking", profile_.received_markings_,
                 {"{own}", kPartyPlace, "{marking}"});
  }
}

void ProfileReader::read_readings(Section& root) {
  std::vector<PartyCode> present;
  std::vector<ReadingRule> rules;
  for (Section& section : root.tables("reading")) {
    ReadingRule rule;
    rule.party = section.id<PartyTag>("party");
    rule.suspended_notice = section.named<SuspendedNotice>("suspended_notice");
    rule.count_from = section.named<CountFrom>("count_from");
    section.done();
    if (std::find(present.begin(), present.end(), rule.party) != present.end()) {
      section.fault("duplicate", "party", "The party's reading stands above.");
    }
    if (is_party(section, "party", rule.party)) {
      present.push_back(rule.party);
      rules.push_back(rule);
    }
  }
  check_every_party(root, "reading", std::move(present));
  for (const Party& party : profile_.parties_) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const ReadingRule& each) {
      return each.party == party.code;
    });
    if (rule != rules.end()) {
      profile_.readings_.push_back(*rule);
    }
  }
}

void ProfileReader::leave_out(const SchemeDraft& draft,
                              std::vector<label::EquivalenceRule>& rules) const {
  for (const label::Marking& marking : draft.markings) {
    for (const Party& party : profile_.parties_) {
      if (marking.covered || party.code == draft.party) {
        continue;
      }
      label::EquivalenceRule rule;
      rule.from = draft.party;
      rule.marking = marking.code;
      rule.to = party.code;
      rule.effect = label::RuleEffect::none;
      rule.valid_from = earliest_instant().date_in(kUtc);
      rule.article = draft.left_out_by;
      rules.push_back(std::move(rule));
    }
  }
}

void ProfileReader::build_equivalence() {
  std::vector<label::EquivalenceRule> rules;
  for (const RuleDraft& draft : rules_) {
    rules.push_back(draft.rule);
  }
  std::vector<label::MarkingScheme> schemes;
  for (const SchemeDraft& draft : schemes_) {
    leave_out(draft, rules);
    auto scheme = label::MarkingScheme::make(draft.party, draft.levels, draft.markings);
    if (!scheme) {
      faults_.add("bad-scheme", draft.at, scheme.error().message());
      return;
    }
    schemes.push_back(std::move(scheme).value());
  }
  auto built = label::Equivalence::make(std::move(schemes), std::move(rules));
  if (!built) {
    faults_.add("contradiction", {1, 1}, built.error().message());
    return;
  }
  profile_.equivalence_ = std::move(built).value();
}

}  // namespace entente::agreement
