#include "rules/due.h"

#include "world.h"

/// What acts leave open stays on the list until the act that fulfils it (R12.2, R6.7, R17.1).
namespace entente::rules::testing {
namespace {

using agreement::Deadline;
using agreement::DeadlineKind;

std::vector<Deadline> open_at(World& world, std::string_view when) {
  return world.on(when).with_view(
      kKr, [](const StateView& view) { return open_duties(*view.agreement, view.now); });
}

TEST(DueList, a_dispatched_item_waits_for_its_content_receipt_R12_2) {
  World world = with_item(Stage::arrived);  // dispatched on 2016-12-02
  const auto due = open_at(world, "2016-12-09T23:59:59+09:00");
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].kind, DeadlineKind::content_receipt);
  EXPECT_EQ(due[0].by, std::vector{kJp});
  EXPECT_EQ(due[0].about, item_id(1).text());
  EXPECT_EQ(due[0].date, day("2016-12-09"));
  EXPECT_EQ(due[0].article, "Art. 12");
  EXPECT_FALSE(due[0].overdue);
  EXPECT_EQ(due[0].how_counted,
            "7 days from 2016-12-02, the day of the dispatch not counted, at +09:00; on "
            "2016-12-09 it is still in time");
}

TEST(DueList, an_overdue_receipt_stays_until_it_comes_R12_2_AB27) {
  World world = with_item(Stage::dispatched);
  EXPECT_TRUE(open_at(world, "2016-12-10")[0].overdue);
  EXPECT_TRUE(open_at(world, "2036-01-01")[0].overdue);
  world.add(kJp, package_receipt()).add(kJp, content_receipt());
  EXPECT_TRUE(open_at(world, "2036-01-01").empty());
}

TEST(DueList, a_dispatch_ends_in_a_receipt_or_in_an_incident_I5) {
  World world = with_item(Stage::dispatched);
  ASSERT_EQ(open_at(world, "2016-12-20")[0].kind, DeadlineKind::content_receipt);
  world.add(kKr, act::IncidentReport{act_id(70), item_id(1), act::IncidentKind::possible_loss,
                                     Instant::from_ms(5), "EXERCISE"});
  const auto due = open_at(world, "2016-12-20");
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].kind, DeadlineKind::incident_results);
}

TEST(DueList, an_item_that_was_not_dispatched_waits_for_no_receipt_R12_2) {
  World world = with_item(Stage::released);
  EXPECT_TRUE(open_at(world, "2036-01-01").empty());
}

TEST(DueList, where_a_receipt_comes_on_request_alone_none_is_listed_R12_2) {
  const agreement::Profile never = agreement::testing::load(agreement::testing::profile_text(
      "content_receipt = \"always\"", "content_receipt = \"on-request\""));
  World world = with_item(Stage::dispatched);
  EXPECT_TRUE(open_at(world.under(never), "2036-01-01").empty());
}

act::ItemReclassify raised() {
  return {act_id(40), item_id(1), name("KR-3"), "군사 Ⅲ급 비밀", person("kim.minji"), "EXERCISE"};
}
act::ItemRemark followed() {
  return {act_id(41), item_id(1), act_id(40), name("JP-HI"), "秘", person("sato.hana"), "EXERCISE"};
}

TEST(DueList, a_changed_classification_waits_for_the_receiving_party_R6_7) {
  World world = with_item(Stage::registered);
  world.add(kKr, raised());
  const auto due = open_at(world, "2017-01-01");
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].kind, DeadlineKind::reclassification);
  EXPECT_EQ(due[0].by, std::vector{kJp});
  EXPECT_EQ(due[0].article, "Art. 6(g)");
  EXPECT_TRUE(open_at(world, "2018-01-01")[0].overdue);
  world.add(kJp, followed());
  EXPECT_TRUE(open_at(world, "2018-01-01").empty());
}

TEST(DueList, a_reported_incident_waits_for_its_results_R17_1) {
  World world = with_item(Stage::registered);
  world.add(kJp, act::IncidentReport{act_id(70), item_id(1), act::IncidentKind::possible_loss,
                                     Instant::from_ms(5), "EXERCISE"});
  const auto due = open_at(world, "2016-12-20");
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].kind, DeadlineKind::incident_results);
  EXPECT_EQ(due[0].by, std::vector{kJp});
  EXPECT_EQ(due[0].about, act_id(70).text());
  EXPECT_TRUE(open_at(world, "2018-01-01")[0].overdue);
  world.add(kJp, act::IncidentResults{act_id(71), act_id(70), "EXERCISE", "EXERCISE"});
  EXPECT_TRUE(open_at(world, "2018-01-01").empty());
}

TEST(DueList, has_the_calendar_and_the_duties_in_order_of_time_R21_2) {
  World world = with_item(Stage::dispatched);
  const auto all = world.on("2017-08-01").with_view(kKr, [](const StateView& view) {
    return due_list(*view.agreement, view.now, view.now, 1);
  });
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].kind, DeadlineKind::content_receipt);
  EXPECT_TRUE(all[0].overdue);
  EXPECT_EQ(all[1].kind, DeadlineKind::notice_window_closes);
  EXPECT_EQ(all[1].date, day("2017-08-27"));
}

// ---- Changes of classification ------------------------------------------------------------------

TEST(ReclassifyRules,
     the_originating_party_decides_with_a_covered_marking_of_its_own_R6_7_AB07_T3) {
  const World world = with_item(Stage::registered);
  EXPECT_TRUE(permitted(world.own(kKr, raised())));
  EXPECT_TRUE(denied_by(kRole, world.own(kJp, raised())));
  act::ItemReclassify body = raised();
  body.marking_text = "秘";
  EXPECT_TRUE(denied_by(kMarked, world.own(kKr, body)));
  body = raised();
  body.marking = name("KR-1");
  body.marking_text = "군사 Ⅰ급 비밀";
  EXPECT_TRUE(denied_by(kCovered, world.own(kKr, body)));
  body = raised();
  body.decided_by = person("ito.yui");
  EXPECT_TRUE(denied_by(kOwnDecision, world.own(kKr, body)));
  body = raised();
  body.marking = name("KR-2");
  body.marking_text = "군사 Ⅱ급 비밀";
  EXPECT_TRUE(denied_by(kActOrder, world.own(kKr, body))) << "it bears that marking";
}

TEST(ReclassifyRules, what_is_no_longer_held_is_not_changed_R6_7) {
  World world = with_item(Stage::registered);
  world.add(kJp, giving_back());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kKr, raised())));
  World destroyed = with_item(Stage::registered);
  destroyed.add(kJp, destruction());
  EXPECT_TRUE(denied_by(kActOrder, destroyed.own(kKr, raised())));
}

TEST(ReclassifyRules, the_receiving_party_follows_the_newest_change_once_R6_7_R4_1) {
  World world = with_item(Stage::registered);
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, followed())));
  world.add(kKr, raised());
  EXPECT_TRUE(permitted(world.own(kJp, followed())));
  EXPECT_TRUE(denied_by(kRole, world.own(kKr, followed())));
  act::ItemRemark wrong = followed();
  wrong.marking = name("JP-GOKUHI");
  wrong.marking_text = "極秘";
  EXPECT_TRUE(denied_by(kOwnMarking, world.own(kJp, wrong)));
  world.add(kJp, followed());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, followed())));
}

TEST(ReclassifyRules, a_raised_item_is_read_only_by_those_cleared_for_the_higher_level_I3) {
  World world = with_item(Stage::received);
  act::ItemRelease lower = release(2, 50);
  lower.marking = name("KR-3");
  lower.marking_text = "군사 Ⅲ급 비밀";
  world.add(kKr, lower).add(kKr, dispatch(2, 51)).add(kJp, package_receipt(2, 52));
  world.add(kJp, content_receipt(2, 53));
  act::ItemRegister registered = registration(2, 54);
  registered.marking = name("JP-HI");
  registered.marking_text = "秘";
  world.add(kJp, registered);
  const auto clear = [&](std::string_view level) {
    world.keep(act::ClearanceGrant{act_id(55),
                                   person("ito.yui"),
                                   {name(level)},
                                   day("2016-12-01"),
                                   day("2020-01-01"),
                                   Zone{540}});
  };
  clear("CONFIDENTIAL");
  world.keep(act::NeedToKnowGrant{act_id(56), person("ito.yui"), item_id(2), name("exercise"),
                                  person("sato.hana"), agreement::testing::at("2020-01-01")});
  const act::ItemAccess access{act_id(57), {}, item_id(2), person("ito.yui"), name("exercise")};
  EXPECT_TRUE(permitted(world.own(kJp, access)));
  act::ItemReclassify up = raised();
  up.item = item_id(2);
  up.marking = name("KR-2");
  up.marking_text = "군사 Ⅱ급 비밀";
  world.add(kKr, up);
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, access)))
      << "the receiving party has not followed yet, and protects all the same";
  clear("SECRET");
  EXPECT_TRUE(permitted(world.own(kJp, access)));
}

TEST(IncidentRules, the_reporting_party_tells_the_results_once_R17_1) {
  World world = with_item(Stage::registered);
  const act::IncidentResults results{act_id(71), act_id(70), "EXERCISE", "EXERCISE"};
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, results)));
  world.add(kJp, act::IncidentReport{act_id(70), item_id(1), act::IncidentKind::loss,
                                     Instant::from_ms(5), "EXERCISE"});
  EXPECT_TRUE(denied_by(kRole, world.own(kKr, results)));
  EXPECT_TRUE(permitted(world.own(kJp, results)));
  world.add(kJp, results);
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, results)));
}

}  // namespace
}  // namespace entente::rules::testing
