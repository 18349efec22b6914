#include <gtest/gtest.h>

#include "chain_of_agreements.h"

/// Art. 6 along a chain of agreements.
namespace entente::rules::testing {
namespace {

TEST(PassingOn, needs_the_originating_partys_consent_at_each_hop_R6_1_I4) {
  EXPECT_TRUE(permitted(Hub().at_hub(passed_on())));
  Hub without;
  without.kr_us = Leg(agreement::testing::load(agreement::testing::shipped_text("us-kr-1987")));
  give_item(without.kr_us, kUs, "US-S", "SECRET");
  EXPECT_TRUE(denied_by(kNoThirdParty, without.at_hub(passed_on())));
  without.kr_us.add(kUs, kKr, asks_for("JP"));
  EXPECT_TRUE(denied_by(kNoThirdParty, without.at_hub(passed_on())));
  without.kr_us.add(kKr, kUs, grant());
  EXPECT_TRUE(denied_by(kActOrder, without.at_hub(passed_on()))) << "KR sees the transfer first";
  without.kr_us.add(kUs, kKr, transfer_to("JP"));
  EXPECT_TRUE(permitted(without.at_hub(passed_on())));
}

TEST(PassingOn, a_consent_serves_its_own_recipient_and_purpose_until_it_ends_R6_1_R6_3) {
  Hub other;
  other.kr_us.add(kUs, kKr, asks_for("GB", 30)).add(kKr, kUs, grant(1, 30, 31));
  act::ItemRelease body = passed_on();
  body.origin->hops[0].consent = act_id(30);
  EXPECT_TRUE(denied_by(kNoThirdParty, other.at_hub(body)));
  Hub revoked;
  revoked.kr_us.add(kKr, kUs, revocation());
  EXPECT_TRUE(denied_by(kNoThirdParty, revoked.at_hub(passed_on())));
  Hub ended;
  ended.now = agreement::testing::at("2030-01-02");
  EXPECT_TRUE(denied_by(kNoThirdParty, ended.at_hub(passed_on())));
  Hub purpose;
  act::ConsentRequest asked = asks_for("JP", 32);
  asked.purpose = name("training");
  purpose.kr_us.add(kUs, kKr, asked).add(kKr, kUs, grant(1, 32, 33));
  body.origin->hops[0].consent = act_id(32);
  EXPECT_TRUE(denied_by(kPurposeKept, purpose.at_hub(body)));
}

TEST(PassingOn, is_of_an_item_that_is_held_I14) {
  const Hub hub;
  EXPECT_TRUE(denied_by(kKnown, hub.decide_under(hub.us_jp, {}, kUs, kUs, passed_on())));
  Hub returned;
  returned.kr_us.add(kUs, kKr, giving_back());
  EXPECT_TRUE(denied_by(kKnown, returned.at_hub(passed_on())));
  act::ItemRelease elsewhere = passed_on();
  elsewhere.origin->hops[0].agreement = name("us-kr-1999");
  EXPECT_TRUE(denied_by(kKnown, hub.at_hub(elsewhere)));
}

TEST(PassingOn, marks_anew_and_keeps_the_original_beside_it_R4_1_I2) {
  const Hub hub;
  act::ItemRelease body = passed_on();
  body.marking = name("US-C");
  body.marking_text = "CONFIDENTIAL";
  EXPECT_TRUE(denied_by(kMarkedAnew, hub.at_hub(body))) << "the chain says another marking";
  body.origin->hops[0].marking = name("US-C");
  EXPECT_TRUE(denied_by(kMarkedAnew, hub.at_hub(body))) << "the register says another marking";
  body = passed_on();
  body.origin->marking = name("KR-3");
  EXPECT_TRUE(denied_by(kMarkedAnew, hub.at_hub(body)));
  body = passed_on();
  body.origin->marking_text = "군사 Ⅲ급 비밀";
  EXPECT_TRUE(denied_by(kOneItem, hub.at_hub(body)));
  Hub arrived;
  arrived.arrive();
  EXPECT_EQ(arrived.us_jp.item().originator(), kKr);
  EXPECT_EQ(arrived.us_jp.item().original_marking_text(), "군사 Ⅱ급 비밀");
  EXPECT_EQ(arrived.us_jp.item().marking_text, "SECRET");
  EXPECT_EQ(arrived.us_jp.item().own_marking_text, "極秘");
}

TEST(PassingOn, waits_until_a_change_of_classification_is_followed_R6_7_I3) {
  Hub hub;
  hub.kr_us.add(kKr, kUs,
                act::ItemReclassify{act_id(40), item_id(1), name("KR-1"), "군사 Ⅰ급 비밀",
                                    person("kim.minji"), "EXERCISE"});
  EXPECT_TRUE(denied_by(kMarkedAnew, hub.at_hub(passed_on())));
}

TEST(PassingOn, names_its_way_and_nobody_twice_R6_1) {
  const Hub hub;
  const auto denied = [&](const auto& change) {
    act::ItemRelease body = passed_on();
    change(*body.origin);
    return denied_by(kMarkedAnew,
                     hub.decide_under(hub.us_jp, {}, kJp, kUs, body));  // as it arrives at JP
  };
  const act::Hop another{name("exercise"), party("GB"), name("GB-S"), act_id(50)};
  EXPECT_TRUE(permitted(hub.decide_under(hub.us_jp, {}, kJp, kUs, passed_on())));
  EXPECT_TRUE(denied([](act::Origin& o) { o.hops.clear(); }));
  EXPECT_TRUE(denied([](act::Origin& o) { o.hops[0].holder = kKr; }));
  EXPECT_TRUE(denied([](act::Origin& o) { o.hops[0].marking = name("US-C"); }));
  EXPECT_TRUE(denied([](act::Origin& o) { o.originating_party = kUs; }));
  EXPECT_TRUE(denied([](act::Origin& o) { o.originating_party = kJp; }));
  EXPECT_TRUE(denied([](act::Origin& o) { o.hops.insert(o.hops.begin(), o.hops[0]); }));
  EXPECT_TRUE(denied([&](act::Origin& o) {
    o.hops.insert(o.hops.begin(), another);
    o.hops[0].holder = kJp;
  }));
  act::ItemRelease longer = passed_on();
  longer.origin->hops.insert(longer.origin->hops.begin(), another);
  EXPECT_TRUE(permitted(hub.decide_under(hub.us_jp, {}, kJp, kUs, longer)));
  EXPECT_TRUE(denied_by(kMarkedAnew, hub.at_hub(longer))) << "the register knows no such hop";
}

TEST(PassingOn, every_agreement_on_the_way_permits_it_I13_R21_3_R1_2) {
  Hub lapsed;
  lapsed.kr_us.standing.exchange_allowed = false;
  EXPECT_TRUE(denied_by(kPermittedByAll, lapsed.at_hub(passed_on())));
  for (const PartyCode& by : {kUs, kKr}) {
    Hub held;
    held.kr_us.add(by, by == kUs ? kKr : kUs,
                   act::AgreementHold{act_id(60), item_id(1), "EXERCISE"});
    EXPECT_TRUE(denied_by(kPermittedByAll, held.at_hub(passed_on()))) << by.text();
  }
  Hub narrower;
  narrower.kr_us.under(changed(agreement::testing::shipped_text("us-kr-1987"),
                               "code = \"exercise\"", "code = \"other\""));
  EXPECT_TRUE(denied_by(kPermittedByAll, narrower.at_hub(passed_on())));
}

TEST(PassingOn, keeps_the_originating_partys_time_limit_R6_3_I13) {
  Hub hub;
  hub.kr_us = Leg(agreement::testing::load(agreement::testing::shipped_text("us-kr-1987")));
  act::ItemRelease limited = release();
  limited.expires = day("2021-01-01");
  give_item(hub.kr_us, kUs, "US-S", "SECRET", limited);
  hub.kr_us.add(kUs, kKr, asks_for("JP")).add(kKr, kUs, grant());
  hub.kr_us.add(kUs, kKr, transfer_to("JP"));
  act::ItemRelease body = passed_on();
  EXPECT_TRUE(denied_by(kPermittedByAll, hub.at_hub(body)));
  body.expires = day("2021-01-02");
  EXPECT_TRUE(denied_by(kPermittedByAll, hub.at_hub(body)));
  body.expires = day("2021-01-01");
  EXPECT_TRUE(permitted(hub.at_hub(body)));
}

TEST(PassingOn, names_the_owner_of_rights_wherever_it_goes_R6_4) {
  act::ItemRelease owned = release();
  owned.rights_owner = "EXERCISE Works";
  Hub hub;
  hub.kr_us = Leg(agreement::testing::load(agreement::testing::shipped_text("us-kr-1987")));
  give_item(hub.kr_us, kUs, "US-S", "SECRET", owned);
  hub.kr_us.add(kUs, kKr, asks_for("JP")).add(kKr, kUs, grant());
  hub.kr_us.add(kUs, kKr, transfer_to("JP"));
  act::ItemRelease body = passed_on();
  EXPECT_TRUE(denied_by(kRights, hub.at_hub(body)));
  body.rights_owner = "EXERCISE Works";
  EXPECT_TRUE(permitted(hub.at_hub(body)));
  EXPECT_EQ(hub.kr_us.item().rights_owner, "EXERCISE Works");
  EXPECT_TRUE(denied_by(kRights, Hub().at_hub(body))) << "nobody adds an owner on the way";
}

TEST(PassingOn, goes_out_by_a_channel_that_all_agreements_list_R9_1_I13) {
  Hub hub;
  hub.us_jp.add(kUs, kJp, passed_on());
  EXPECT_TRUE(permitted(hub.at_hub(dispatch())));
  hub.kr_us.under(changed(agreement::testing::shipped_text("us-kr-1987"),
                          "channels = [\"government-courier\", \"in-person\"]",
                          "channels = [\"government-courier\"]"));
  EXPECT_TRUE(denied_by(kPermittedByAll, hub.at_hub(dispatch())));
  Hub lapsed;
  lapsed.us_jp.add(kUs, kJp, passed_on());
  lapsed.kr_us.standing.exchange_allowed = false;
  EXPECT_TRUE(denied_by(kPermittedByAll, lapsed.at_hub(dispatch())));
  EXPECT_TRUE(
      denied_by(kPermittedByAll, lapsed.decide_under(lapsed.us_jp, {}, kUs, kUs, dispatch())));
}

TEST(PassingOn, the_hub_consents_only_to_what_its_originator_has_consented_to_R6_1_I4) {
  Hub hub;
  hub.arrive();
  act::ConsentRequest asked = asks_for("EXERCISE Institute", 200);
  hub.us_jp.add(kJp, kUs, asked);
  const act::ConsentGrant answer = grant(1, 200, 201);
  EXPECT_TRUE(denied_by(kNoThirdParty, hub.at_hub(answer)));
  hub.kr_us.add(kUs, kKr, asks_for("EXERCISE Institute", 202));
  EXPECT_TRUE(denied_by(kNoThirdParty, hub.at_hub(answer)));
  act::ConsentGrant shorter = grant(1, 202, 203);
  shorter.until = day("2029-12-31");
  hub.kr_us.add(kKr, kUs, shorter);
  EXPECT_TRUE(denied_by(kNoThirdParty, hub.at_hub(answer))) << "no longer than its own";
  act::ConsentGrant fits = answer;
  fits.until = day("2029-12-31");
  EXPECT_TRUE(permitted(hub.at_hub(fits)));
  EXPECT_TRUE(denied_by(kNoThirdParty, hub.decide_under(hub.us_jp, {}, kUs, kUs, fits)));
  EXPECT_TRUE(permitted(hub.decide_under(hub.us_jp, {}, kJp, kUs, answer)))
      << "JP sees no other agreement of US";
}

TEST(PassingOn, the_hub_changes_a_classification_only_with_its_own_holding_I3_I4) {
  Hub hub;
  hub.arrive();
  const act::ItemReclassify lower{act_id(210),    item_id(1),          name("US-C"),
                                  "CONFIDENTIAL", person("kim.minji"), "EXERCISE"};
  EXPECT_TRUE(denied_by(kMarkedAnew, hub.at_hub(lower)));
  hub.kr_us.add(kKr, kUs,
                act::ItemReclassify{act_id(211), item_id(1), name("KR-3"), "군사 Ⅲ급 비밀",
                                    person("kim.minji"), "EXERCISE"});
  EXPECT_TRUE(denied_by(kMarkedAnew, hub.at_hub(lower)));
  hub.kr_us.add(kUs, kKr,
                act::ItemRemark{act_id(212), item_id(1), act_id(211), name("US-C"), "CONFIDENTIAL",
                                person("sato.hana"), ""});
  EXPECT_TRUE(permitted(hub.at_hub(lower)));
}

}  // namespace
}  // namespace entente::rules::testing
