#include <gtest/gtest.h>

#include "chain_of_agreements.h"

/// A consent to which more than its originating party must agree: three parties, EXERCISE
/// throughout. XA's item is held by XB, and XC is the third.
namespace entente::rules::testing {
namespace {

const PartyCode kA = party("XA");
const PartyCode kB = party("XB");
const PartyCode kC = party("XC");

agreement::Profile three(std::string_view rows) {
  return agreement::testing::load(agreement::testing::read_file(std::string(ENTENTE_SOURCE_DIR) +
                                                                "/tests/sim/three-party.toml") +
                                  "\n" + std::string(rows));
}

class Three {
 public:
  explicit Three(std::string_view rows) : leg_(three(rows)) {
    act::ItemRelease released = release();
    released.recipient = kB;
    released.marking = name("XA-SECRET");
    add(kA, released).add(kA, dispatch());
    add(kB, package_receipt()).add(kB, content_receipt()).add(kB, registration());
    add(kB, request(1, 8));
    registry::Changes changes;
    house_.fold({},
                act::PersonEnrol{act_id(1),
                                 person("kim.minji"),
                                 "EXERCISE",
                                 name("facility-1"),
                                 {act::Role::registry_officer}},
                changes);
  }
  Three& add(const PartyCode& issuer, const act::Body& body) {
    std::vector<PartyCode> others{kA, kB, kC};
    std::erase(others, issuer);
    leg_.add_to(issuer, others, body);
    return *this;
  }
  [[nodiscard]] Decision by(const PartyCode& issuer, const act::Body& body) const {
    const AgreementView view = leg_.view();
    return decide({issuer, agreement::testing::at("2020-06-01"), house_, &view}, issuer, body);
  }
  /// Whether XB may hand the item on now.
  [[nodiscard]] Decision handing_on() const {
    act::ItemTransfer body = transfer();
    body.by = person("kim.minji");
    return by(kB, body);
  }

 private:
  Leg leg_;
  registry::House house_;
};

act::ConsentConcur concurrence() {
  return {act_id(90), act_id(8), item_id(1), person("kim.minji")};
}
act::ConsentObject objection() { return {act_id(91), act_id(8), item_id(1)}; }

constexpr std::string_view kAll = "[[quorum]]\nact = \"consent\"\nneeds = \"all\"\n";

TEST(ConsentQuorum, without_one_the_originating_partys_consent_is_enough_I4) {
  Three three("");
  EXPECT_TRUE(denied_by(kNoThirdParty, three.handing_on()));
  three.add(kA, grant());
  EXPECT_TRUE(permitted(three.handing_on()));
  EXPECT_TRUE(denied_by(kRole, three.by(kC, concurrence()))) << "nobody asked XC";
  EXPECT_TRUE(denied_by(kRole, three.by(kC, objection())));
}

TEST(ConsentQuorum, the_grant_counts_once_the_others_agree_and_not_before_I4) {
  Three three(kAll);
  three.add(kA, grant());
  EXPECT_TRUE(denied_by(kNoThirdParty, three.handing_on()));
  EXPECT_TRUE(permitted(three.by(kC, concurrence())));
  three.add(kC, concurrence());
  EXPECT_TRUE(permitted(three.handing_on()));
}

TEST(ConsentQuorum, the_others_never_stand_for_the_originating_party_I4) {
  Three three(kAll);
  three.add(kC, concurrence());
  EXPECT_TRUE(denied_by(kNoThirdParty, three.handing_on()));
  three.add(kA, grant());
  EXPECT_TRUE(permitted(three.handing_on()));
}

TEST(ConsentQuorum, an_objection_counts_at_once_and_for_good) {
  Three three(kAll);
  three.add(kA, grant()).add(kC, concurrence());
  EXPECT_TRUE(permitted(three.by(kC, objection())));
  three.add(kC, objection());
  EXPECT_TRUE(denied_by(kNoThirdParty, three.handing_on()));
  EXPECT_TRUE(denied_by(kActOrder, three.by(kC, concurrence())));
  EXPECT_TRUE(denied_by(kActOrder, three.by(kC, objection())));
  three.add(kC, concurrence());
  EXPECT_TRUE(denied_by(kNoThirdParty, three.handing_on()));
}

TEST(ConsentQuorum, who_asks_and_whose_item_it_is_do_not_concur_AB13) {
  Three three(kAll);
  EXPECT_TRUE(denied_by(kRole, three.by(kB, concurrence())));
  EXPECT_TRUE(denied_by(kRole, three.by(kA, concurrence())));
  three.add(kA, grant()).add(kB, concurrence());
  EXPECT_TRUE(denied_by(kNoThirdParty, three.handing_on())) << "and it has no effect";
}

TEST(ConsentQuorum, a_party_that_is_not_named_is_not_asked) {
  Three three("[[quorum]]\nact = \"consent\"\nneeds = \"all\"\nof = [\"XA\"]\n");
  EXPECT_TRUE(denied_by(kRole, three.by(kC, concurrence())));
  three.add(kA, grant());
  EXPECT_TRUE(permitted(three.handing_on()));
}

TEST(ConsentQuorum, an_officer_agrees_to_what_was_asked_and_once) {
  Three three(kAll);
  act::ConsentConcur body = concurrence();
  body.approved_by = person("nobody");
  EXPECT_TRUE(denied_by(kOwnDecision, three.by(kC, body)));
  body = concurrence();
  body.request = act_id(9);
  EXPECT_TRUE(denied_by(kKnown, three.by(kC, body)));
  three.add(kC, concurrence());
  EXPECT_TRUE(denied_by(kActOrder, three.by(kC, concurrence())));
}

TEST(ConsentQuorum, a_revocation_ends_it_whoever_has_agreed_I4) {
  Three three(kAll);
  three.add(kA, grant()).add(kC, concurrence());
  three.add(kA, act::ConsentRevoke{act_id(92), act_id(8), item_id(1)});
  EXPECT_TRUE(denied_by(kNoThirdParty, three.handing_on()));
  EXPECT_TRUE(denied_by(kActOrder, three.by(kC, concurrence())));
}

}  // namespace
}  // namespace entente::rules::testing
