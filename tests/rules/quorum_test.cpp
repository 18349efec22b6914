#include <gtest/gtest.h>

#include "agreement/admission_text.h"
#include "chain_of_agreements.h"

/// What more than one party must agree to: a consent beside its originating party, and a further
/// party. Three parties, EXERCISE throughout. XA's item is held by XB, and XC is the third.
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

// ---- A further party ----------------------------------------------------------------------------

/// XA, XB and XC, whose agreement is in force, and XD, whom an amended text would admit.
class Four {
 public:
  Four() {
    texts_.push_back({amended_.digest(), amended_});
    for (const PartyCode& by : {kA, kB, kC}) {
      add(by, act::AgreementSign{next(), "EXERCISE"});
    }
    for (const PartyCode& by : {kA, kB, kC}) {
      add(by, act::AgreementNotify{next(), "EXERCISE"});
    }
    registry::Changes changes;
    house_.fold({},
                act::PersonEnrol{act_id(1),
                                 person("kim.minji"),
                                 "EXERCISE",
                                 name("facility-1"),
                                 {act::Role::registry_officer}},
                changes);
  }
  void agree(const PartyCode& by) {
    act::AgreementAmend body;
    body.id = by == kA ? kProposal : next();
    body.refers_to = by == kA ? std::nullopt : std::optional(kProposal);
    body.text = amended_.digest();
    add(by, body);
  }
  void add(const PartyCode& issuer, const act::Body& body) {
    std::vector<PartyCode> others{kA, kB, kC, kD};
    std::erase(others, issuer);
    leg_.add_to(issuer, others, body);
  }
  ActId next() { return act_id(++number_); }

  [[nodiscard]] Decision by(const PartyCode& issuer, const act::Body& body) const {
    const Instant now = agreement::testing::at("2020-06-01");
    const agreement::Editions editions(signed_, texts_);
    const auto standing = agreement::status(editions, leg_.shared().instruments(), now, now);
    const auto whole = agreement::text_in_effect(editions, {}, standing.texts, now);
    const AgreementView view{whole.profile, standing, leg_.shared(), editions, &whole.profile};
    return decide({issuer, now, house_, &view}, issuer, body);
  }
  /// XA hands XD something.
  [[nodiscard]] Decision release_to_xd() const {
    act::ItemRelease body = release();
    body.recipient = kD;
    body.recipient_authority = name("CA-XD");
    body.marking = name("XA-2");
    body.marking_text = "EXERCISE XA grade 2";
    body.assurance = act_id(90);
    body.sending_system = name("xa-system");
    body.receiving_system = name("xd-system");
    return by(kA, body);
  }
  const PartyCode kD = party("XD");

 private:
  static inline const ActId kProposal = act_id(700);
  std::uint64_t number_ = 700;
  agreement::Profile signed_ = agreement::testing::load(agreement::testing::three_parties());
  agreement::Profile amended_ =
      agreement::testing::load(agreement::testing::with_xd(agreement::testing::three_parties()));
  std::vector<agreement::Edition> texts_;
  Leg leg_{signed_};
  registry::House house_;
};

TEST(AdmissionQuorum, nothing_is_releasable_to_a_further_party_before_its_own_signature_I14) {
  Four four;
  const auto sign = [&] { return act::AgreementSign{four.next(), "EXERCISE"}; };
  four.add(kA, act::SystemAccredit{act_id(82), name("xa-system"), name("SECRET"), name("CA-XA"),
                                   day("2016-11-23"), day("2026-11-22")});
  // What XD says of itself before it has a part makes it none.
  four.add(four.kD,
           act::AuthorityNotify{act_id(80), name("CA-XD"), "EXERCISE", day("2016-11-23"), {}});
  four.add(four.kD, act::SystemAccredit{act_id(81), name("xd-system"), name("SECRET"),
                                        name("CA-XD"), day("2016-11-23"), day("2026-11-22")});
  four.add(four.kD, act::AssuranceGive{act_id(90), name("SECRET"), name("CA-XD"), true, true, true,
                                       day("2026-11-22")});
  EXPECT_TRUE(denied_by(kNoThirdParty, four.release_to_xd()));
  for (const PartyCode& by : {kA, kB, kC}) {
    EXPECT_TRUE(denied_by(kInstrumentOrder, four.by(four.kD, sign()))) << "not all have agreed";
    four.agree(by);
    EXPECT_TRUE(denied_by(kNoThirdParty, four.release_to_xd()));
  }
  EXPECT_TRUE(permitted(four.by(four.kD, sign())));
  EXPECT_TRUE(
      denied_by(kInstrumentOrder, four.by(four.kD, act::AgreementNotice{four.next(), "EXERCISE"})));
  four.add(four.kD, sign());
  EXPECT_TRUE(permitted(four.release_to_xd()));
}

}  // namespace
}  // namespace entente::rules::testing
