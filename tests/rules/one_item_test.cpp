#include <gtest/gtest.h>

#include "chain_of_agreements.h"

/// One item by two ways: from KR to JP directly, and by way of US.
namespace entente::rules::testing {
namespace {

/// JP holds the item by both ways, and `ito.yui` may read it.
Hub by_both_ways() {
  Hub hub;
  hub.arrive();
  give_item(hub.kr_jp, kJp, "JP-GOKUHI", "極秘");
  hub.keep(cleared_for_secret(act_id(70), "ito.yui"));
  hub.keep(act::NeedToKnowGrant{act_id(71), person("ito.yui"), item_id(1), name("exercise"),
                                person("sato.hana"), agreement::testing::at("2030-01-01")});
  return hub;
}

act::ItemAccess access() {
  return {act_id(75), AgreementId::parse("jp-kr-2016/exercise").value(), item_id(1),
          person("ito.yui"), name("exercise")};
}

act::ItemCopy copy(std::uint64_t number) {
  return {act_id(76),
          AgreementId::parse("jp-kr-2016/exercise").value(),
          item_id(1),
          number,
          person("ito.yui"),
          name("exercise"),
          act::CopyMarkings{"군사 Ⅱ급 비밀", "極秘"}};
}

TEST(OneItem, arrives_by_a_second_way_as_the_same_item_R6_6) {
  Hub hub;
  give_item(hub.kr_jp, kJp, "JP-GOKUHI", "極秘");
  const auto arrives = [&](const act::ItemRelease& body) {
    return hub.decide_under(hub.us_jp, {&hub.kr_jp}, kJp, kUs, body);
  };
  EXPECT_TRUE(permitted(arrives(passed_on())));
  act::ItemRelease other = passed_on();
  other.origin->marking_text = "군사 Ⅲ급 비밀";
  EXPECT_TRUE(denied_by(kOneItem, arrives(other)));
  other = passed_on();
  other.origin->originating_party = party("GB");
  EXPECT_TRUE(denied_by(kOneItem, arrives(other)));
  other = passed_on();
  other.origin.reset();
  EXPECT_TRUE(denied_by(kOneItem, arrives(other))) << "US is not its originating party";
}

TEST(OneItem, what_is_held_is_never_released_as_ones_own_R6_1_R6_6_AB11) {
  const Hub hub;
  act::ItemRelease own = passed_on();
  own.origin.reset();
  EXPECT_TRUE(denied_by(kOneItem, hub.at_hub(own)));
}

TEST(OneItem, is_read_as_all_its_agreements_permit_I13) {
  const auto read = [](const Hub& hub) {
    return hub.decide_under(hub.kr_jp, {&hub.us_jp}, kJp, kJp, access());
  };
  EXPECT_TRUE(permitted(read(by_both_ways())));
  Hub lapsed = by_both_ways();
  lapsed.us_jp.standing.access_allowed = false;
  EXPECT_TRUE(denied_by(kPermittedByAll, read(lapsed)));
  Hub held = by_both_ways();
  held.us_jp.add(kJp, kUs, act::AgreementHold{act_id(60), item_id(1), "EXERCISE"});
  EXPECT_TRUE(denied_by(kPermittedByAll, read(held)));
  Hub narrower = by_both_ways();
  narrower.keep(act::NeedToKnowGrant{act_id(72), person("ito.yui"), item_id(1),
                                     name("maritime-security"), person("sato.hana"),
                                     agreement::testing::at("2030-01-01")});
  narrower.kr_jp.add(kJp, kKr,
                     act::ConsentRequest{act_id(77), item_id(1), act::ConsentKind::purpose, "",
                                         name("maritime-security"), "EXERCISE"});
  narrower.kr_jp.add(kKr, kJp, grant(1, 77, 78));
  act::ItemAccess other = access();
  other.purpose = name("maritime-security");
  EXPECT_TRUE(denied_by(kPermittedByAll,
                        narrower.decide_under(narrower.kr_jp, {&narrower.us_jp}, kJp, kJp, other)));
  EXPECT_TRUE(permitted(narrower.decide_under(narrower.kr_jp, {}, kJp, kJp, other)));
}

TEST(OneItem, is_read_by_who_is_cleared_for_its_higher_level_I3_I13) {
  Hub hub = by_both_ways();
  hub.us_jp.add(kUs, kJp,
                act::ItemReclassify{act_id(79), item_id(1), name("US-TS"), "TOP SECRET",
                                    person("kim.minji"), "EXERCISE"});
  EXPECT_TRUE(
      denied_by(kPermittedByAll, hub.decide_under(hub.kr_jp, {&hub.us_jp}, kJp, kJp, access())));
}

TEST(OneItem, what_was_given_back_by_one_way_binds_by_that_way_no_more_R6_8) {
  Hub hub = by_both_ways();
  hub.us_jp.standing.access_allowed = false;
  hub.us_jp.add(kJp, kUs, giving_back());
  EXPECT_TRUE(permitted(hub.decide_under(hub.kr_jp, {&hub.us_jp}, kJp, kJp, access())));
}

TEST(OneItem, counts_its_copies_once_whichever_way_it_came_I10_R14_1) {
  Hub hub = by_both_ways();
  hub.keep(copy(1));
  EXPECT_TRUE(denied_by(kNumbered, hub.decide_under(hub.us_jp, {&hub.kr_jp}, kJp, kJp, copy(1))));
  EXPECT_TRUE(permitted(hub.decide_under(hub.us_jp, {&hub.kr_jp}, kJp, kJp, copy(2))));
  EXPECT_TRUE(permitted(hub.decide_under(hub.kr_jp, {&hub.us_jp}, kJp, kJp, copy(2))));
}

TEST(OneItem, is_copied_only_where_all_its_agreements_leave_copies_free_I13) {
  Hub hub = by_both_ways();
  hub.us_jp.under(changed(changed(text_of_hub(), "copy = \"free\"", "copy = \"required\""),
                          "copy = \"free\"", "copy = \"required\""));
  EXPECT_TRUE(
      denied_by(kCopyPermitted, hub.decide_under(hub.kr_jp, {&hub.us_jp}, kJp, kJp, copy(1))));
  EXPECT_TRUE(permitted(hub.decide_under(hub.kr_jp, {}, kJp, kJp, copy(1))));
}

/// R1.1: the agreement's text with a party's own law on top.
TEST(NationalOverlay, what_the_own_law_forbids_is_denied_and_both_are_cited_R1_1) {
  Hub hub = by_both_ways();
  AgreementView view = hub.kr_jp.view();
  const agreement::Profile stricter = agreement::testing::load(
      agreement::testing::profile_text("copy = \"free\"", "copy = \"required\""));
  const auto copies = [&](const agreement::Profile* overlay) {
    const AgreementView with{view.profile, view.standing, view.shared, view.texts, overlay};
    return decide({kJp, hub.now, hub.house, &with}, kJp, act::Body(copy(1)));
  };
  EXPECT_TRUE(permitted(copies(&view.profile)));
  EXPECT_TRUE(denied_by(kNationalOverlay, copies(nullptr))) << "unknown is denied";
  const Decision denied = copies(&stricter);
  EXPECT_TRUE(denied_by(kNationalOverlay, denied));
  EXPECT_EQ(denied.detail(), "jp-kr-2016: copy-permitted");
  EXPECT_TRUE(permitted(copies(&agreement::testing::jp_kr())));
}

TEST(NationalOverlay, of_each_agreement_that_knows_the_item_is_asked_R1_1) {
  Hub hub = by_both_ways();
  const agreement::Profile stricter = agreement::testing::load(
      changed(changed(text_of_hub(), "copy = \"free\"", "copy = \"required\""), "copy = \"free\"",
              "copy = \"required\""));
  const AgreementView own = hub.kr_jp.view();
  const AgreementView other = hub.us_jp.view();
  const auto copies = [&](const agreement::Profile* elsewhere) {
    const AgreementView with{own.profile, own.standing, own.shared, own.texts, &own.profile};
    const std::vector<AgreementView> others{
        {other.profile, other.standing, other.shared, other.texts, elsewhere}};
    return decide({kJp, hub.now, hub.house, &with, others}, kJp, act::Body(copy(1)));
  };
  EXPECT_TRUE(permitted(copies(&other.profile)));
  EXPECT_TRUE(denied_by(kNationalOverlay, copies(&stricter)));
}

TEST(NationalOverlay, is_the_own_partys_affair_R1_1) {
  Hub hub;
  const agreement::Profile stricter =
      agreement::testing::load(changed(text_of_hub(), "code = \"exercise\"", "code = \"other\""));
  const AgreementView view = hub.us_jp.view();
  const AgreementView with{view.profile, view.standing, view.shared, view.texts, &stricter};
  const std::vector<AgreementView> elsewhere{hub.kr_us.view()};
  const act::Body body = passed_on();
  EXPECT_TRUE(
      denied_by(kNationalOverlay, decide({kUs, hub.now, hub.house, &with, elsewhere}, kUs, body)));
  EXPECT_TRUE(permitted(decide({kJp, hub.now, hub.house, &with}, kUs, body)));
}

}  // namespace
}  // namespace entente::rules::testing
