#include <gtest/gtest.h>

#include "rules/due.h"
#include "world.h"

/// Art. 16: a contractor's people read and copy while every condition holds. EXERCISE throughout.
namespace entente::rules::testing {
namespace {

const Name kFirm = name("firm-a");
const Name kSub = name("firm-b");
const Name kAgreement = name("jp-kr-2016");
const PersonId kWorker = person("ueda.mei");
constexpr std::size_t kConditions = 15;

act::ContractorEnter entered(const Name& firm, std::optional<Name> parent = {}) {
  return {act_id(700), firm, "EXERCISE Firm", std::move(parent), Zone{540}};
}
act::ContractorCondition met(const Name& firm, const Name& condition,
                             std::string_view until = "2029-12-31") {
  return {act_id(701), firm, kAgreement, condition, "EXERCISE", digest_of("evidence"), day(until)};
}
act::ContractorInspect inspected(std::string_view next_due = "2029-12-31") {
  return {act_id(702),
          kFirm,
          name("facility-1"),
          day("2017-01-10"),
          act::InspectionResult::passed,
          "EXERCISE",
          day(next_due)};
}
act::ContractorBrief briefed() { return {act_id(703), kFirm, kWorker, "EXERCISE duties"}; }

std::vector<Name> conditions() {
  std::vector<Name> codes;
  for (const auto& each : agreement::testing::jp_kr().clauses().contractor_conditions) {
    codes.push_back(each.code);
  }
  return codes;
}

World& meet_all(World& world, const Name& firm) {
  for (const Name& code : conditions()) {
    world.keep(met(firm, code));
  }
  return world;
}

act::PersonEnrol worker(const Name& firm = kFirm) {
  return {act_id(704), kWorker, "EXERCISE", name("facility-1"), {act::Role::analyst}, firm};
}

act::ItemAccess reading() {
  act::ItemAccess body;
  body.id = act_id(20);
  body.item = item_id(1);
  body.person = kWorker;
  body.purpose = name("exercise");
  return body;
}

/// Item 1 in JP's register, and a contractor's person for whom everything is in order.
World ready(Stage stage = Stage::registered) {
  World world = with_item(stage);
  world.keep(entered(kFirm)).keep(worker()).keep(cleared_for_secret(act_id(22), "ueda.mei"));
  world.keep(act::NeedToKnowGrant{act_id(21), kWorker, item_id(1), name("exercise"),
                                  person("abe.ren"), agreement::testing::at("2030-01-01")});
  meet_all(world, kFirm).keep(inspected()).keep(briefed());
  return world;
}

TEST(ContractorRules, permit_a_contractors_person_while_everything_holds_R16_1_R16_2_R16_4) {
  ASSERT_EQ(conditions().size(), kConditions);
  EXPECT_TRUE(permitted(ready().own(kJp, reading())));
}

TEST(ContractorRules, deny_where_any_one_of_the_fifteen_has_no_evidence_R16_1) {
  for (const Name& missing : conditions()) {
    World world = with_item(Stage::registered);
    world.keep(entered(kFirm)).keep(worker()).keep(cleared_for_secret(act_id(22), "ueda.mei"));
    for (const Name& code : conditions()) {
      if (code != missing) {
        world.keep(met(kFirm, code));
      }
    }
    world.keep(inspected()).keep(briefed());
    const Decision decision = world.own(kJp, reading());
    EXPECT_TRUE(denied_by(kContractor, decision)) << missing.text();
    EXPECT_NE(decision.detail().find(missing.text()), std::string::npos) << decision.detail();
  }
}

TEST(ContractorRules, deny_from_the_day_after_evidence_ends_R16_1_AB48) {
  World world = ready();
  world.keep(met(kFirm, conditions()[3], "2017-06-30"));
  EXPECT_TRUE(permitted(world.on("2017-06-30T23:59:59.999+09:00").own(kJp, reading())));
  EXPECT_TRUE(denied_by(kContractor, world.on("2017-07-01T00:00:00+09:00").own(kJp, reading())));
}

TEST(ContractorRules, deny_at_once_when_a_condition_lapses_R16_1) {
  World world = ready();
  world.keep(act::ContractorLapse{act_id(705), kFirm, kAgreement, conditions()[7], "EXERCISE"});
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, reading())));
  world.keep(met(kFirm, conditions()[7]));
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
}

TEST(ContractorRules, evidence_for_another_agreement_counts_for_nothing_R16_1) {
  World world = ready();
  act::ContractorCondition other = met(kFirm, conditions()[0]);
  world.keep(act::ContractorLapse{act_id(705), kFirm, kAgreement, conditions()[0], "EXERCISE"});
  other.agreement = name("uk-kr-2009");
  world.keep(other);
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, reading())));
}

TEST(ContractorRules, deny_without_an_inspection_that_was_passed_and_is_not_overdue_R16_2) {
  World world = ready();
  act::ContractorInspect failed = inspected();
  failed.result = act::InspectionResult::failed;
  world.keep(failed);
  EXPECT_TRUE(denied_by(kInspected, world.own(kJp, reading())));
  world.keep(inspected("2017-06-30"));
  EXPECT_TRUE(permitted(world.on("2017-06-30T23:59:59.999+09:00").own(kJp, reading())));
  EXPECT_TRUE(denied_by(kInspected, world.on("2017-07-01").own(kJp, reading())));
}

TEST(ContractorRules, an_inspection_counts_for_its_own_facility_R16_2) {
  World world = ready();
  act::FacilityEnter other = facility_1();
  other.facility = name("facility-2");
  act::PersonEnrol moved = worker();
  moved.facility = name("facility-2");
  world.keep(other).keep(moved).keep(briefed());
  EXPECT_TRUE(denied_by(kInspected, world.own(kJp, reading())));
}

TEST(ContractorRules, deny_who_was_not_briefed_R16_4) {
  World world = ready();
  world.keep(worker(kSub));
  world.keep(entered(kSub, kFirm));
  meet_all(world, kSub);
  act::ContractorInspect inspection = inspected();
  inspection.contractor = kSub;
  world.keep(inspection);
  EXPECT_TRUE(denied_by(kBriefed, world.own(kJp, reading())));
  act::ContractorBrief told = briefed();
  told.contractor = kSub;
  world.keep(told);
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
}

TEST(ContractorRules, a_subcontractor_needs_its_own_conditions_and_those_above_R16_1_R16_3) {
  World world = ready();
  act::ContractorInspect inspection = inspected();
  inspection.contractor = kSub;
  act::ContractorBrief told = briefed();
  told.contractor = kSub;
  world.keep(entered(kSub, kFirm)).keep(worker(kSub)).keep(inspection).keep(told);
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, reading())));
  meet_all(world, kSub);
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
  world.keep(act::ContractorLapse{act_id(705), kFirm, kAgreement, conditions()[14], "EXERCISE"});
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, reading())));
}

TEST(ContractorRules, deny_a_person_of_a_contractor_that_was_never_entered_R16_3_I14) {
  World world = ready();
  world.keep(worker(name("firm-x")));
  EXPECT_TRUE(denied_by(kSubcontract, world.own(kJp, reading())));
}

TEST(ContractorRules, a_copy_is_denied_like_a_reading_R16_1) {
  World world = ready();
  act::ItemCopy copy;
  copy.id = act_id(30);
  copy.item = item_id(1);
  copy.number = 1;
  copy.requested_by = kWorker;
  copy.purpose = name("exercise");
  copy.markings = act::CopyMarkings{"군사 Ⅱ급 비밀", "極秘"};
  EXPECT_TRUE(permitted(world.own(kJp, copy)));
  world.keep(act::ContractorLapse{act_id(705), kFirm, kAgreement, conditions()[0], "EXERCISE"});
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, copy)));
}

TEST(ContractorRules, both_are_asked_where_a_contractors_people_have_it_translated_R15_1_R16_1) {
  World world = ready();
  act::ItemCopy copy;
  copy.id = act_id(30);
  copy.item = item_id(1);
  copy.number = 1;
  copy.requested_by = kWorker;
  copy.purpose = name("exercise");
  copy.markings = act::CopyMarkings{"군사 Ⅱ급 비밀", "極秘"};
  copy.translation =
      act::Translation{"ja", kWorker, agreement::testing::jp_kr().contains_statement(kKr, "ja")};
  const Decision decision = world.own(kJp, copy);
  EXPECT_TRUE(permitted(decision));
  // With another agreement on the item's way each of the two is asked one rule more.
  EXPECT_LE(decision.asked().size() + 2, Decision::kMaxRules);
  world.keep(act::ContractorLapse{act_id(705), kFirm, kAgreement, conditions()[0], "EXERCISE"});
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, copy)));
}

TEST(ContractorRules, where_the_level_asks_for_approval_it_is_given_by_name_R16_1) {
  const agreement::Profile strict = agreement::testing::load(agreement::testing::profile_text(
      "contractor = \"free\"               # T2320 Art. 16: fifteen",
      "contractor = \"required\" # "));
  World world = ready();
  world.under(strict);
  EXPECT_TRUE(denied_by(kContractorPermitted, world.own(kJp, reading())));
  act::ConsentRequest asked = request();
  asked.recipient = "EXERCISE Firm";
  world.add(kJp, asked).add(kKr, grant());
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
  world.add(kKr, revocation());
  EXPECT_TRUE(denied_by(kContractorPermitted, world.own(kJp, reading())));
}

TEST(ContractorRules, a_tree_has_no_ring_and_no_unknown_parent_R16_3) {
  World world;
  EXPECT_TRUE(permitted(world.own(kJp, entered(kFirm))));
  EXPECT_TRUE(denied_by(kHouseOrder, world.arrived(kJp, entered(kFirm))));
  EXPECT_TRUE(denied_by(kSubcontract, world.own(kJp, entered(kSub, kFirm))));
  EXPECT_TRUE(denied_by(kSubcontract, world.own(kJp, entered(kFirm, kFirm))));
  world.keep(entered(kFirm));
  EXPECT_TRUE(permitted(world.own(kJp, entered(kSub, kFirm))));
  world.keep(entered(kSub, kFirm));
  EXPECT_TRUE(denied_by(kSubcontract, world.own(kJp, entered(kFirm, kSub))));
  EXPECT_TRUE(denied_by(kSubcontract, world.own(kJp, entered(kFirm, kFirm))));
}

TEST(ContractorRules, a_ring_that_was_folded_all_the_same_permits_nothing_R16_3_I14) {
  World world = ready();
  world.keep(entered(kSub, kFirm)).keep(entered(kFirm, kSub));
  EXPECT_TRUE(denied_by(kSubcontract, world.own(kJp, reading())));
}

TEST(ContractorRules, a_person_is_enrolled_for_a_contractor_that_was_entered_R16_3) {
  World world;
  EXPECT_TRUE(denied_by(kSubcontract, world.own(kJp, worker())));
  EXPECT_TRUE(permitted(world.keep(entered(kFirm)).own(kJp, worker())));
}

TEST(ContractorRules, evidence_is_for_a_condition_of_the_text_and_for_a_day_to_come_R16_1) {
  World world;
  const Name code = conditions()[0];
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, met(kFirm, code))));
  world.keep(entered(kFirm));
  EXPECT_TRUE(permitted(world.own(kJp, met(kFirm, code))));
  EXPECT_TRUE(permitted(world.own(kJp, met(kFirm, code, "2017-02-01"))));
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, met(kFirm, code, "2017-01-31"))));
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, met(kFirm, name("no-such-condition")))));
  act::ContractorCondition body = met(kFirm, code);
  body.agreement = name("uk-kr-2009");
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, body)));
  body = met(kFirm, code);
  body.evidence.clear();
  EXPECT_TRUE(denied_by(kContractor, world.own(kJp, body)));
}

TEST(ContractorRules, evidence_without_an_agreement_at_hand_is_denied_I14) {
  registry::House house;
  registry::Changes changes;
  house.fold({}, entered(kFirm), changes);
  const StateView view{kJp, agreement::testing::at("2017-02-01"), house, nullptr};
  EXPECT_TRUE(denied_by(kKnown, decide(view, kJp, met(kFirm, conditions()[0]))));
  act::NeedToKnowGrantSet set;
  set.items = {item_id(1)};
  EXPECT_TRUE(denied_by(kKnown, decide(view, kJp, set)));
}

TEST(ContractorRules, only_what_is_met_lapses_R16_1) {
  World world;
  const act::ContractorLapse lapse{act_id(705), kFirm, kAgreement, conditions()[0], "EXERCISE"};
  world.keep(entered(kFirm));
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, lapse)));
  world.keep(met(kFirm, conditions()[0]));
  EXPECT_TRUE(permitted(world.own(kJp, lapse)));
  EXPECT_TRUE(denied_by(kActOrder, world.keep(lapse).own(kJp, lapse)));
}

TEST(ContractorRules, an_inspection_was_made_and_the_next_comes_after_it_R16_2) {
  World world;
  world.keep(entered(kFirm));
  EXPECT_TRUE(permitted(world.own(kJp, inspected())));
  EXPECT_TRUE(denied_by(kInspected, world.own(kJp, inspected("2017-01-10"))));
  act::ContractorInspect body = inspected();
  body.on = day("2017-02-02");
  EXPECT_TRUE(denied_by(kInspected, world.own(kJp, body)));
  body = inspected();
  body.facility = name("facility-9");
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, body)));
}

TEST(ContractorRules, a_briefing_is_of_one_of_its_own_people_and_names_the_duties_R16_4) {
  World world;
  world.keep(entered(kFirm));
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, briefed())));
  world.enrol("ueda.mei", {act::Role::analyst});
  EXPECT_TRUE(denied_by(kBriefed, world.own(kJp, briefed())));
  world.keep(worker());
  EXPECT_TRUE(permitted(world.own(kJp, briefed())));
  act::ContractorBrief body = briefed();
  body.duties.clear();
  EXPECT_TRUE(denied_by(kBriefed, world.own(kJp, body)));
}

using agreement::Deadline;
using agreement::DeadlineKind;

TEST(HouseDueList, evidence_and_inspections_that_end_are_due_R16_1_R16_2) {
  World world = ready();
  world.keep(met(kFirm, conditions()[2], "2017-06-30")).keep(inspected("2017-05-31"));
  const auto due = [&](std::string_view when) {
    return world.on(when).with_view(
        kJp, [](const StateView& view) { return house_duties(view, Days{90}); });
  };
  EXPECT_TRUE(due("2017-02-01").empty());
  const auto soon = due("2017-06-01");
  ASSERT_EQ(soon.size(), 2u);
  EXPECT_EQ(soon[0].kind, DeadlineKind::contractor_inspection);
  EXPECT_EQ(soon[0].about, "firm-a facility-1");
  EXPECT_TRUE(soon[0].overdue);
  EXPECT_EQ(soon[1].kind, DeadlineKind::contractor_condition);
  EXPECT_EQ(soon[1].about, "firm-a " + conditions()[2].text());
  EXPECT_EQ(soon[1].article, "Art. 16(c)");
  EXPECT_FALSE(soon[1].overdue);
}

}  // namespace
}  // namespace entente::rules::testing
