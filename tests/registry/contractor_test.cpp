#include "registry/contractor.h"

#include <gtest/gtest.h>

#include "history.h"
#include "registry/house.h"

/// What is on record of a contractor. EXERCISE throughout.
namespace entente::registry::testing {
namespace {

const Name kFirm = name("firm-a");
const Name kSub = name("firm-b");
const Name kAgreement = name("jp-kr-2016");
const Name kCondition = name("register");

Instant at(std::string_view when) { return Instant::parse(when).value(); }

class ContractorTest : public ::testing::Test {
 protected:
  void fold(const act::Body& body, std::string_view when = "2020-01-01T00:00:00Z") {
    Trace trace;
    trace.effective_at = at(when);
    house_.fold(trace, body, changes_);
  }
  void enter(const Name& code, std::optional<Name> parent = {}) {
    fold(act::ContractorEnter{act_id(1), code, "EXERCISE", std::move(parent), Zone{540}});
  }
  void attest(std::string_view until) {
    fold(act::ContractorCondition{
        act_id(2), kFirm, kAgreement, kCondition, "EXERCISE", {}, day(until)});
  }
  [[nodiscard]] bool meets(std::string_view when) const {
    return house_.contractor(kFirm)->meets(kAgreement, kCondition, at(when));
  }

  House house_;
  Changes changes_;
};

TEST_F(ContractorTest, evidence_counts_to_the_end_of_its_day_in_the_contractors_zone_R16_1_AB48) {
  enter(kFirm);
  EXPECT_FALSE(meets("2020-06-01T00:00:00Z"));
  attest("2020-06-30");
  EXPECT_TRUE(meets("2020-06-30T23:59:59.999+09:00"));
  EXPECT_FALSE(meets("2020-07-01T00:00:00+09:00"));
}

TEST_F(ContractorTest, the_newest_evidence_counts_and_the_older_stays_on_record_R16_1) {
  enter(kFirm);
  attest("2020-06-30");
  attest("2020-12-31");
  EXPECT_TRUE(meets("2020-10-01T00:00:00Z"));
  fold(act::ContractorLapse{act_id(3), kFirm, kAgreement, kCondition, "EXERCISE"});
  EXPECT_FALSE(meets("2020-03-01T00:00:00Z"));
  EXPECT_EQ(house_.contractor(kFirm)->conditions.size(), 2u);
}

TEST_F(ContractorTest, its_line_goes_to_the_top_of_the_tree_R16_3) {
  enter(kFirm);
  enter(kSub, kFirm);
  const auto line = house_.contractor_line(kSub);
  ASSERT_EQ(line.size(), 2u);
  EXPECT_EQ(line[0]->contractor, kSub);
  EXPECT_EQ(line[1]->contractor, kFirm);
  EXPECT_TRUE(house_.contractor_line(name("firm-x")).empty());
  enter(kFirm, kSub);
  EXPECT_TRUE(house_.contractor_line(kSub).empty());
}

TEST_F(ContractorTest, a_briefing_counts_from_the_entry_it_came_after_R16_4) {
  enter(kFirm);
  fold(act::ContractorBrief{act_id(4), kFirm, person("ueda.mei"), "EXERCISE"},
       "2020-02-01T00:00:00Z");
  const Contractor& firm = *house_.contractor(kFirm);
  EXPECT_TRUE(firm.briefed(person("ueda.mei"), at("2020-01-15T00:00:00Z")));
  EXPECT_FALSE(firm.briefed(person("ueda.mei"), at("2020-02-15T00:00:00Z")));
  EXPECT_FALSE(firm.briefed(person("abe.ren"), at("2020-01-15T00:00:00Z")));
}

TEST_F(ContractorTest, the_newest_inspection_of_a_facility_counts_R16_2) {
  enter(kFirm);
  const auto inspect = [&](act::InspectionResult result, std::string_view next_due) {
    fold(act::ContractorInspect{act_id(5), kFirm, name("facility-1"), day("2020-01-01"), result,
                                "EXERCISE", day(next_due)});
  };
  const auto inspected = [&](std::string_view facility) {
    return house_.contractor(kFirm)->inspected(name(facility), at("2020-05-01T00:00:00Z"));
  };
  EXPECT_FALSE(inspected("facility-1"));
  inspect(act::InspectionResult::passed, "2020-12-31");
  EXPECT_TRUE(inspected("facility-1"));
  EXPECT_FALSE(inspected("facility-2"));
  inspect(act::InspectionResult::failed, "2020-12-31");
  EXPECT_FALSE(inspected("facility-1"));
  inspect(act::InspectionResult::passed, "2020-04-30");
  EXPECT_FALSE(inspected("facility-1"));
}

TEST_F(ContractorTest, its_changes_alone_restore_it_R16_1) {
  attest("2020-06-30");  // of one that was never entered
  EXPECT_EQ(house_.contractor(kFirm), nullptr);
  fold(act::ContractorLapse{act_id(3), kSub, kAgreement, kCondition, "EXERCISE"});
  enter(kFirm);
  enter(kSub, kFirm);
  attest("2020-12-31");
  fold(act::ContractorLapse{act_id(3), kFirm, kAgreement, kCondition, "EXERCISE"});
  fold(act::ContractorBrief{act_id(4), kFirm, person("ueda.mei"), "EXERCISE"});
  const House restored = restored_from(changes_);
  EXPECT_EQ(restored.digest(), house_.digest());
}

}  // namespace
}  // namespace entente::registry::testing
