#include "act/errors.h"
#include "base/errors.h"
#include "crypto/digest.h"
#include "node/errors.h"
#include "node/explanation.h"
#include "node/stand.h"
#include "sim/declarations.h"

/// Amended texts, late instruments and explained decisions at a node. EXERCISE throughout.
namespace entente::node::testing {
namespace {

using agreement::InstrumentKind;

std::string amended_text() {
  std::string text = profile_text("version = \"1\"", "version = \"2\"");
  const std::string_view from = "renewal_years = 1";
  return text.replace(text.find(from), from.size(), "renewal_years = 3");
}

act::AgreementAmend amendment(Stand& stand, const Digest& text, std::optional<ActId> to = {}) {
  act::AgreementAmend body;
  body.id = new_act_id(stand.random());
  body.refers_to = std::move(to);
  body.text = text;
  body.note = "EXERCISE";
  return body;
}

int renewal_years(Stand& stand) {
  return stand.room().text(stand.node().core().now()).term().renewal_years;
}

TEST(Texts, an_amendment_is_in_effect_with_the_last_consent_and_after_a_restart_R21_4) {
  Stand stand;
  stand.start();
  Adversary kr(stand);
  bring_into_force(stand, kr);
  const auto digest = stand.node().core().keep_text(stand.room(), InstrumentKind::amendment,
                                                    amended_text(), "text.toml");
  ASSERT_TRUE(digest.ok()) << digest.error().describe();
  const act::AgreementAmend proposal = amendment(stand, *digest);
  ASSERT_EQ(kr.say(proposal).disposition(), Disposition::recorded);
  EXPECT_EQ(renewal_years(stand), 1);
  ASSERT_EQ(stand.code_of(amendment(stand, *digest, proposal.id)), "");
  EXPECT_EQ(renewal_years(stand), 3);
  stand.stop();
  stand.start();
  EXPECT_EQ(renewal_years(stand), 3);
}

TEST(Texts, with_faults_or_of_another_agreement_are_not_kept_R21_4) {
  Stand stand;
  stand.start();
  const auto code = [&](const std::string& text) {
    const auto kept =
        stand.node().core().keep_text(stand.room(), InstrumentKind::amendment, text, "text.toml");
    return kept.ok() ? std::string() : std::string(kept.error().code());
  };
  EXPECT_EQ(code("no profile"), kOtherText.code);
  EXPECT_EQ(code(profile_text()), "agreement.bad-amendment");
  EXPECT_EQ(code(agreement::testing::shipped_text("uk-kr-2009")), "agreement.bad-amendment");
  EXPECT_EQ(code(amended_text()), "");
  EXPECT_EQ(code(amended_text()), "") << "again: nothing happens";
  EXPECT_EQ(stand.room().amended.size(), 1u);
}

TEST(LateInstruments, claim_their_day_and_count_once_the_other_party_confirms_it_R21_1) {
  Stand stand;
  stand.start();
  Adversary kr(stand);
  bring_into_force(stand, kr);
  const act::AgreementReview review{new_act_id(stand.random()), "EXERCISE"};
  const Instant done_at = stand.node().core().now().plus_ms(-1000);
  std::optional<Submission> answer;
  stand.node().submit({stand.room().id, act::Body(review), done_at},
                      [&](const Submission& submission) { answer = submission; });
  stand.run();
  ASSERT_TRUE(answer && !answer->error);
  const auto& instruments = stand.room().shared.instruments();
  ASSERT_EQ(instruments.back().kind, InstrumentKind::review);
  EXPECT_EQ(instruments.back().claimed_at, done_at);
  kr.look();
  act::AgreementConfirm confirm;
  confirm.id = new_act_id(stand.random());
  confirm.refers_to = review.id;
  EXPECT_EQ(kr.say(confirm).disposition(), Disposition::recorded);
  confirm.id = new_act_id(stand.random());
  EXPECT_EQ(stand.code_of(confirm), kOutOfOrder.code) << "nobody confirms its own";
}

TEST(Explanation, of_a_recorded_act_is_as_things_stood_before_it) {
  Stand stand;
  stand.start();
  Adversary kr(stand);
  const act::AgreementSign sign{new_act_id(stand.random()), "EXERCISE"};
  ASSERT_EQ(stand.code_of(sign), "");
  ASSERT_EQ(stand.code_of(act::AgreementSign{new_act_id(stand.random()), "EXERCISE"}),
            kOutOfOrder.code);
  const auto why = explain_act(stand.node().core(), sign.id);
  ASSERT_TRUE(why.ok()) << why.error().describe();
  EXPECT_TRUE(why->recorded);
  EXPECT_TRUE(why->explanation.decision.permitted()) << "a second signature would be denied";
}

TEST(Explanation, of_a_refused_draft_names_the_rule_and_how_it_stands_now) {
  Stand stand;
  stand.start();
  const act::AgreementNotify early{new_act_id(stand.random()), "EXERCISE"};
  ASSERT_EQ(stand.code_of(early), kOutOfOrder.code);
  const auto check = [&] {
    const auto why = explain_act(stand.node().core(), early.id);
    ASSERT_TRUE(why.ok()) << why.error().describe();
    EXPECT_FALSE(why->recorded);
    EXPECT_EQ(why->then_code, "instrument-order");
    EXPECT_FALSE(why->explanation.decision.permitted());
    EXPECT_EQ(why->explanation.decision.deciding()->code, "instrument-order");
  };
  check();
  stand.stop();
  stand.start();
  check();
}

TEST(Explanation, of_house_acts_needs_no_agreement) {
  Stand stand;
  stand.start();
  ASSERT_EQ(stand.code_of(sim::facility(stand.random())), "");
  const auto enrolled = sim::enrolment("officer.one", stand.random());
  ASSERT_EQ(stand.code_of(enrolled), "");
  const auto why = explain_act(stand.node().core(), act::id_of(act::Body(enrolled)));
  ASSERT_TRUE(why.ok()) << why.error().describe();
  EXPECT_TRUE(why->explanation.decision.permitted());
}

TEST(Explanation, anothers_act_and_an_absent_one_are_answered_alike_T2) {
  Stand stand;
  stand.start();
  Adversary kr(stand);
  const act::AgreementSign theirs{new_act_id(stand.random()), "EXERCISE"};
  ASSERT_EQ(kr.say(theirs).disposition(), Disposition::recorded);
  const auto of_another = explain_act(stand.node().core(), theirs.id);
  const auto absent = explain_act(stand.node().core(), new_act_id(stand.random()));
  ASSERT_FALSE(of_another.ok());
  ASSERT_FALSE(absent.ok());
  EXPECT_EQ(of_another.error().describe(), absent.error().describe());
  EXPECT_TRUE(absent.error().is(kNotFound));
}

}  // namespace
}  // namespace entente::node::testing
