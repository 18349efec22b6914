#include "node/carried_texts.h"

#include "base/limits.h"
#include "crypto/digest.h"
#include "node/errors.h"
#include "node/stand.h"

/// Texts that travel with the acts that propose them, from a partner who can send anything.
/// EXERCISE throughout.
namespace entente::node::testing {
namespace {

using agreement::InstrumentKind;

std::string amended_text(std::string_view version = "2") {
  std::string text = profile_text("version = \"1\"", "version = \"" + std::string(version) + "\"");
  const std::string_view from = "renewal_years = 1";
  return text.replace(text.find(from), from.size(), "renewal_years = 3");
}
const std::string kSupplement =
    "[profile]\nid = \"s\"\nversion = \"1\"\nextends = \"jp-kr-2016\"\n"
    "effective_from = 2016-12-01\n\n[incidents]\nnotify_within_hours = 2\n";

class CarriedTexts : public InForce {
 protected:
  template <class Body = act::AgreementAmend>
  Body consent(std::string_view text, std::optional<ActId> to = {}) {
    Body body;
    body.id = new_act_id(stand.random());
    body.refers_to = std::move(to);
    body.text = crypto::sha256(as_bytes(text));
    body.note = "EXERCISE";
    return body;
  }
  /// KR's act, with these texts beside it.
  Result<Bytes> send(const act::Body& body, std::vector<std::string> texts) {
    Delivery delivery = parse_delivery(kr->delivery_of({kr->act(body)})).value();
    delivery.texts = std::move(texts);
    return stand.receive(kActsOperation, encode_delivery(delivery).value());
  }
  void expect_recorded(const Result<Bytes>& answer) {
    ASSERT_TRUE(answer.ok()) << answer.error().describe();
    EXPECT_EQ(parse_answer(*answer)->acts.at(0).disposition, Disposition::recorded);
  }
  [[nodiscard]] std::string refused(const Digest& text) {
    const auto found = stand.room().refused_texts.find(text);
    return found == stand.room().refused_texts.end() ? std::string() : found->second;
  }
  [[nodiscard]] const agreement::Profile& in_effect() {
    return stand.room().text(stand.node().core().now());
  }
};

TEST_F(CarriedTexts, come_with_the_proposal_and_can_be_consented_to_after_a_restart_R21_4) {
  const auto proposal = consent(amended_text());
  expect_recorded(send(proposal, {amended_text()}));
  EXPECT_EQ(stand.room().text_of.at(proposal.text), amended_text());
  stand.stop();
  stand.start();
  ASSERT_EQ(stand.code_of(consent(amended_text(), proposal.id)), "");
  EXPECT_EQ(in_effect().term().renewal_years, 3);
}

TEST_F(CarriedTexts, of_a_supplement_come_alike_R5_1) {
  const auto proposal = consent<act::AgreementSupplement>(kSupplement);
  EXPECT_EQ(stand.code_of(consent<act::AgreementSupplement>(kSupplement)), kDenied.code);
  expect_recorded(send(proposal, {kSupplement}));
  ASSERT_EQ(stand.code_of(consent<act::AgreementSupplement>(kSupplement, proposal.id)), "");
  EXPECT_EQ(in_effect().clauses().incidents.notify_within_hours, 2);
}

TEST_F(CarriedTexts, that_did_not_come_are_not_consented_to_and_nothing_is_handed_out_R21_4) {
  const auto proposal = consent(amended_text());
  expect_recorded(send(proposal, {}));
  const Submission denied = stand.submit(consent(amended_text(), proposal.id));
  ASSERT_TRUE(denied.error);
  EXPECT_EQ(denied.decision.deciding()->code, "text-held");
  ASSERT_TRUE(stand.node()
                  .core()
                  .keep_text(stand.room(), InstrumentKind::amendment, amended_text(), "by hand")
                  .ok());
  EXPECT_EQ(stand.code_of(consent(amended_text(), proposal.id)), "");
}

TEST_F(CarriedTexts, with_another_digest_than_the_acts_are_not_kept_and_the_act_is_R21_4) {
  const auto proposal = consent(amended_text());
  expect_recorded(send(proposal, {amended_text("3")}));
  EXPECT_TRUE(stand.room().text_of.empty());
  EXPECT_EQ(stand.code_of(consent(amended_text(), proposal.id)), kDenied.code);
  expect_recorded(send(consent(amended_text()), {amended_text()}));
  EXPECT_EQ(stand.code_of(consent(amended_text(), proposal.id)), "")
      << "the right one is taken whenever it comes";
}

TEST_F(CarriedTexts, with_faults_or_of_another_agreement_are_refused_with_their_code_R21_4) {
  const std::map<std::string, std::string> codes = {
      {"no profile", std::string(kOtherText.code)},
      {std::string(1, '\0'), std::string(kOtherText.code)},
      {profile_text(), "agreement.bad-amendment"},
      {agreement::testing::shipped_text("uk-kr-2009"), "agreement.bad-amendment"}};
  for (const auto& [text, code] : codes) {
    const auto proposal = consent(text);
    expect_recorded(send(proposal, {text}));
    EXPECT_EQ(refused(proposal.text), code);
    EXPECT_EQ(stand.code_of(consent(text, proposal.id)), kDenied.code);
  }
  EXPECT_TRUE(stand.room().text_of.empty());
  EXPECT_EQ(in_effect().version(), "1");
}

TEST_F(CarriedTexts, that_are_too_long_are_refused_and_what_is_on_record_stays_T17) {
  const auto sent = [&](std::size_t size) {
    const std::string text(size, '#');
    return send(consent(text), {text});
  };
  expect_recorded(sent(limits::kProfileBytes));
  const std::size_t before = stand.room().shared.instruments().size();
  const auto refused = sent(limits::kProfileBytes + 1);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kBadDelivery));
  EXPECT_EQ(stand.room().shared.instruments().size(), before);
}

TEST_F(CarriedTexts, are_taken_up_to_a_number_and_then_by_hand_alone_T17) {
  for (std::size_t i = 0; i < kTextsFromPartners; ++i) {
    const std::string text = kSupplement + "# " + std::to_string(i);
    stand.room().text_of.emplace(crypto::sha256(as_bytes(text)), text);
  }
  const auto proposal = consent(amended_text());
  expect_recorded(send(proposal, {amended_text()}));
  EXPECT_EQ(refused(proposal.text), kTooLarge.code);
  ASSERT_TRUE(stand.node()
                  .core()
                  .keep_text(stand.room(), InstrumentKind::amendment, amended_text(), "by hand")
                  .ok());
  EXPECT_EQ(refused(proposal.text), "");
  stand.room().text_of.erase(stand.room().text_of.begin());
}

TEST_F(CarriedTexts, go_out_with_the_own_act_and_with_no_other) {
  ASSERT_EQ(stand.code_of(act::AgreementReview{new_act_id(stand.random()), "EXERCISE"}), "");
  ASSERT_TRUE(stand.node()
                  .core()
                  .keep_text(stand.room(), InstrumentKind::amendment, amended_text(), "a.toml")
                  .ok());
  Courier& courier = stand.node().courier();
  const auto packed = [&] {
    Courier::Packed all = courier.nothing_packed(stand.room(), kKr);
    return courier.pack_more(stand.room(), kKr, all).value();
  };
  EXPECT_TRUE(packed().texts.empty()) << "kept, and not yet proposed";
  ASSERT_EQ(stand.code_of(consent(amended_text())), "");
  const Delivery delivery = packed();
  EXPECT_EQ(delivery.texts, std::vector{amended_text()});
  const Bytes message = encode_delivery(delivery).value();
  EXPECT_EQ(parse_delivery(message)->texts, delivery.texts);
  EXPECT_EQ(encode_delivery(parse_delivery(message).value()).value(), message);
}

TEST_F(CarriedTexts, are_never_more_than_the_acts_beside_them) {
  const auto refused = send(consent(amended_text()), {amended_text(), kSupplement});
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kBadDelivery));
  EXPECT_TRUE(stand.room().text_of.empty());
}

}  // namespace
}  // namespace entente::node::testing
