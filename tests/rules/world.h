#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "agreement/builders.h"
#include "registry/history.h"
#include "rules/decide.h"
#include "rules/rule_table.h"

/// Two parties under the shipped profile, and what a decision is asked about. EXERCISE throughout.
namespace entente::rules::testing {

using namespace registry::testing;
using registry::Stage;

/// The rules that some decision of this program ended with, by its end.
inline std::set<std::string_view>& rules_that_denied() {
  static std::set<std::string_view> codes;
  return codes;
}
inline std::set<std::string_view>& rules_that_permitted() {
  static std::set<std::string_view> codes;
  return codes;
}

inline ::testing::AssertionResult permitted(const Decision& decision) {
  if (!decision.permitted()) {
    return ::testing::AssertionFailure()
           << "denied by " << decision.deciding()->code << ": " << decision.detail();
  }
  for (const Rule* rule : decision.asked()) {
    rules_that_permitted().insert(rule->code);
  }
  return ::testing::AssertionSuccess();
}

inline ::testing::AssertionResult denied_by(const Rule& rule, const Decision& decision) {
  if (decision.permitted()) {
    return ::testing::AssertionFailure() << "permitted";
  }
  if (decision.deciding()->code != rule.code) {
    return ::testing::AssertionFailure() << "denied by " << decision.deciding()->code;
  }
  rules_that_denied().insert(rule.code);
  return ::testing::AssertionSuccess();
}

enum class Signed { no, yes };

/// A person's clearance for SECRET, from 2016 to 2029.
inline act::ClearanceGrant cleared_for_secret(const ActId& id, std::string_view who) {
  return {id, person(who), {name("SECRET")}, day("2016-01-01"), day("2030-01-01"), Zone{540}};
}

/// Where everybody is on the register; its officer answers for it as long as it is accredited.
inline act::FacilityEnter facility_1() {
  return {act_id(600),       name("facility-1"), "EXERCISE", {name("SECRET"), name("CONFIDENTIAL")},
          day("2016-01-01"), day("2030-01-01"),  Zone{540}};
}
inline act::FacilityAppoint officer_of_facility_1() {
  return {act_id(601), name("facility-1"), person("abe.ren"), day("2016-01-01"), day("2030-01-01")};
}

/// Both nodes' common knowledge; the house is that of whoever decides.
class World {
 public:
  explicit World(Signed in_force = Signed::yes) {
    if (in_force == Signed::yes) {
      add(kKr, act::AgreementSign{act_id(500), "EXERCISE"});
      add(kJp, act::AgreementSign{act_id(501), "EXERCISE"});
      add(kKr, act::AgreementNotify{act_id(502), "EXERCISE"});
      add(kJp, act::AgreementNotify{act_id(503), "EXERCISE"});
    }
    keep(facility_1()).keep(officer_of_facility_1());
    enrol("kim.minji", {act::Role::registry_officer});
    enrol("abe.ren", {act::Role::security_officer});
    enrol("sato.hana", {act::Role::registry_officer, act::Role::analyst});
    enrol("ito.yui", {act::Role::analyst});
  }

  World& add(const PartyCode& issuer, act::Body body) {
    shared_.fold(history_.issue(issuer, std::move(body)));
    return *this;
  }
  World& keep(const act::Body& body) { return keep_of(kJp, body); }
  /// The same in the house of another party.
  World& keep_of(const PartyCode& party, const act::Body& body) {
    registry::Changes changes;
    registry::Trace trace;
    trace.issuer = party;
    house_.fold(trace, body, changes);
    return *this;
  }
  [[nodiscard]] static AgreementId agreement_id() {
    return AgreementId::parse("jp-kr-2016/exercise").value();
  }
  World& enrol(std::string_view who, std::vector<act::Role> roles) {
    return keep(act::PersonEnrol{act_id(1), person(who), "EXERCISE", name("facility-1"), roles});
  }
  /// RFC 3339, or a date at its first instant in Seoul and Tokyo.
  World& on(std::string_view when) {
    now_ = agreement::testing::at(when);
    return *this;
  }

  /// `issuer` asks its own node.
  [[nodiscard]] Decision own(const PartyCode& issuer, const act::Body& body) const {
    return judge(issuer, issuer, body);
  }
  /// The act of `issuer` arrives at the other party's node.
  [[nodiscard]] Decision arrived(const PartyCode& issuer, const act::Body& body) const {
    return judge(other_of(issuer), issuer, body);
  }
  /// What `use` makes of the agreement as `self`'s node sees it now.
  template <class F>
  [[nodiscard]] auto with_view(const PartyCode& self, const F& use) const {
    const agreement::Profile& profile = *profile_;
    const agreement::Editions texts(profile, editions_);
    const auto standing = agreement::status(texts, shared_.shared.instruments(), now_, now_);
    const AgreementView view{profile,   standing,       shared_.shared, texts,
                             overlay(), agreement_id(), whole_,         supplements_};
    return use(StateView{self, now_, house_, &view});
  }
  /// Under another text; it must outlive the world.
  World& under(const agreement::Profile& profile) {
    profile_ = &profile;
    return *this;
  }
  /// Under a law of the deciding party that adds something to the text.
  World& under_law(const agreement::Profile& overlaid) {
    overlay_ = &overlaid;
    return *this;
  }
  World& without_overlay() {
    has_overlay_ = false;
    return *this;
  }
  /// The deciding node holds a text, both as an amendment, which changes nothing, and a supplement.
  World& holding(const std::string& text) {
    editions_.push_back({digest_of(text), *profile_});
    supplements_.push_back({digest_of(text), text});
    return *this;
  }
  /// A text is in effect that this node does not hold.
  World& without_a_text() {
    whole_ = false;
    return *this;
  }

 private:
  [[nodiscard]] Decision judge(const PartyCode& self, const PartyCode& issuer,
                               const act::Body& body) const {
    return with_view(self, [&](const StateView& view) { return decide(view, issuer, body); });
  }

  [[nodiscard]] const agreement::Profile* overlay() const {
    const agreement::Profile* adopted = overlay_ == nullptr ? profile_ : overlay_;
    return has_overlay_ ? adopted : nullptr;
  }

  const agreement::Profile* profile_ = &agreement::testing::jp_kr();
  const agreement::Profile* overlay_ = nullptr;
  std::vector<agreement::Edition> editions_;
  std::vector<agreement::SupplementText> supplements_;
  bool has_overlay_ = true;
  bool whole_ = true;
  History history_;
  Folded shared_;
  registry::House house_;
  Instant now_ = agreement::testing::at("2017-02-01");
};

/// JP has told KR all that a release to it needs, and KR its own system.
inline World ready_to_release(Signed in_force = Signed::yes) {
  World world(in_force);
  world.add(kJp, act::AuthorityNotify{act_id(80), name("MOD"), "EXERCISE", day("2016-11-23"), {}});
  world.add(kJp, act::SystemAccredit{act_id(81), name("jp-system"), name("SECRET"), name("MOD"),
                                     day("2016-11-23"), day("2026-11-22")});
  world.add(kKr, act::SystemAccredit{act_id(82), name("kr-system"), name("SECRET"), name("MND"),
                                     day("2016-11-23"), day("2026-11-22")});
  world.add(kJp, act::AssuranceGive{act_id(90), name("SECRET"), name("MOD"), true, true, true,
                                    day("2026-11-22")});
  return world;
}

/// KR's item 1 on its way to, or in, JP's register.
inline World with_item(Stage stage, Signed in_force = Signed::yes) {
  World world = ready_to_release(in_force);
  const std::vector<std::pair<Stage, Recorded>> steps = {{Stage::released, {{}, release()}},
                                                         {Stage::dispatched, {{}, dispatch()}},
                                                         {Stage::arrived, {{}, package_receipt()}},
                                                         {Stage::received, {{}, content_receipt()}},
                                                         {Stage::registered, {{}, registration()}}};
  for (const auto& [reached, step] : steps) {
    if (reached <= stage) {
      world.add(reached <= Stage::dispatched ? kKr : kJp, step.body);
    }
  }
  return world;
}

/// The agreement ended on 2017-11-26 by KR's notice; item 1 stays in JP's register.
inline World after_lapse(Stage stage = Stage::registered) {
  World world = with_item(stage);
  world.add(kKr, act::AgreementNotice{act_id(510), "EXERCISE"});
  world.on("2018-06-01");
  return world;
}

}  // namespace entente::rules::testing
