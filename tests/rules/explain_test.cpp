#include "rules/explain.h"

#include "world.h"

/// Decisions that say what they looked at.
namespace entente::rules::testing {
namespace {

Explanation explained(const World& world, const PartyCode& issuer, const act::Body& body,
                      const PartyCode& self) {
  return world.with_view(self, [&](const StateView& view) { return explain(view, issuer, body); });
}

std::string input(const Explanation& explanation, std::string_view name) {
  for (const Input& each : explanation.inputs) {
    if (each.name == name) {
      return each.json;
    }
  }
  return "none of the inputs";
}

TEST(Explain, decides_as_decide_does) {
  for (const Signed signed_yet : {Signed::no, Signed::yes}) {
    const World world = ready_to_release(signed_yet);
    const Decision plain = world.own(kKr, release());
    const Explanation why = explained(world, kKr, release(), kKr);
    EXPECT_EQ(why.decision.permitted(), plain.permitted());
    EXPECT_EQ(why.decision.deciding(), plain.deciding());
  }
}

TEST(Explain, shows_every_reading_and_what_a_release_rests_on_I1) {
  const Explanation why = explained(ready_to_release(), kKr, release(), kKr);
  EXPECT_EQ(input(why, "reading JP"), "\"IN_FORCE\"");
  EXPECT_EQ(input(why, "reading KR"), "\"IN_FORCE\"");
  EXPECT_EQ(input(why, "exchange_allowed"), "true");
  EXPECT_EQ(input(why, "equivalence"), "\"choice\"");
  EXPECT_EQ(input(why, "hold"), "null");
  EXPECT_EQ(input(why, "purpose_known"), "true");
  EXPECT_NE(input(why, "assurance").find("\"complete\":true"), std::string::npos);
  EXPECT_NE(input(why, "sending_system").find("kr-system"), std::string::npos);
  EXPECT_NE(input(why, "receiving_system").find("jp-system"), std::string::npos);
  EXPECT_NE(input(why, "recipient_authority").find("MOD"), std::string::npos);
}

TEST(Explain, shows_the_person_to_the_own_party_and_never_to_another_I8) {
  const World world = with_item(Stage::registered);
  const act::ItemAccess access{act_id(57), {}, item_id(1), person("ito.yui"), name("exercise")};
  const Explanation own = explained(world, kJp, access, kJp);
  EXPECT_NE(input(own, "person").find("ito.yui"), std::string::npos);
  EXPECT_EQ(input(own, "need_to_know"), "null");
  EXPECT_EQ(input(explained(world, kJp, access, kKr), "person"), "none of the inputs");
}

TEST(Explain, shows_the_consent_that_a_transfer_names_I4) {
  World world = with_item(Stage::registered);
  EXPECT_EQ(input(explained(world, kJp, transfer(), kJp), "consent"), "null");
  world.add(kJp, request()).add(kKr, grant());
  EXPECT_NE(input(explained(world, kJp, transfer(), kJp), "consent").find("\"granted\":true"),
            std::string::npos);
  EXPECT_NE(input(explained(world, kKr, revocation(), kKr), "consent").find("\"granted\":true"),
            std::string::npos);
}

TEST(Explain, shows_the_hold_and_the_incident_that_an_act_names) {
  World world;
  world.add(kKr, act::AgreementHold{act_id(60), {}, "EXERCISE"});
  EXPECT_NE(input(explained(world, kKr, act::AgreementUnhold{act_id(61), act_id(60)}, kKr), "hold")
                .find("\"active\":true"),
            std::string::npos);
  EXPECT_EQ(input(explained(world, kKr, act::IncidentAcknowledge{act_id(71), act_id(70)}, kKr),
                  "incident"),
            "null");
}

TEST(Explain, works_for_the_affairs_of_the_house_without_an_agreement) {
  const registry::House house;
  const StateView view{kKr, agreement::testing::at("2017-01-01"), house, nullptr};
  const Explanation why = explain(
      view, kKr, act::Body(act::ClearanceRevoke{act_id(1), person("kim.minji"), "EXERCISE"}));
  EXPECT_FALSE(why.decision.permitted());
  EXPECT_EQ(input(why, "person"), "null");
}

TEST(Explain, every_rule_says_what_would_change_it) {
  for (const Rule* rule : kRules) {
    EXPECT_TRUE(rule->change.ends_with('.')) << rule->code;
    EXPECT_NE(rule->change, rule->says) << rule->code;
  }
}

}  // namespace
}  // namespace entente::rules::testing
