#include "act/envelope.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "envelopes.h"

namespace entente::act::testing {
namespace {

bool malformed(const Bytes& act) {
  const auto parsed = parse_envelope(act);
  return !parsed.ok() && parsed.error().is(kMalformed);
}

TEST(Envelope, an_act_signed_alone_verifies_and_says_what_was_signed) {
  const Header header = header_for("item.release");
  const Bytes payload = payload_of<ItemRelease>();
  const Bytes act = sign_alone(header, payload);
  const auto parsed = parse_envelope(act);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message();
  EXPECT_EQ(parsed->bytes, act);
  EXPECT_EQ(parsed->payload, payload);
  EXPECT_EQ(format::to_json(parsed->header()), format::to_json(header));
  EXPECT_EQ(parsed->digest, act_digest(header, payload));
  EXPECT_EQ(parsed->type(), find_type("item.release", 1));
  EXPECT_TRUE(verifier().verify(*parsed).ok());
}

TEST(Envelope, every_suite_signs_an_act) {
  crypto::SeededEntropy entropy(5);
  for (const auto& [suite, name] : Names<crypto::SignatureSuite>::kRows) {
    const auto key = crypto::SigningKey::generate(suite, entropy);
    const auto parsed =
        parse_envelope(sign_alone(header_for("item.return"), payload_of<ItemReturn>(), key));
    ASSERT_TRUE(parsed.ok()) << name;
    Verifier own([&](const PartyCode&, std::string_view) { return &key.verifying_key(); });
    EXPECT_TRUE(own.verify(*parsed).ok()) << name;
  }
}

TEST(Envelope, no_flip_of_one_bit_is_accepted_AB33) {
  const Bytes act = sign_alone(header_for("agreement.unhold"), payload_of<AgreementUnhold>());
  ASSERT_TRUE(accepted(act));
  for (std::size_t i = 0; i < act.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes flipped = act;
      flipped[i] ^= static_cast<std::uint8_t>(1u << bit);
      ASSERT_FALSE(accepted(flipped)) << "byte " << i << " bit " << bit;
    }
  }
}

TEST(Envelope, no_shorter_or_longer_act_is_accepted_AB33) {
  const Bytes act = sign_alone(header_for("agreement.unhold"), payload_of<AgreementUnhold>());
  for (std::size_t size = 0; size < act.size(); ++size) {
    ASSERT_FALSE(accepted(Bytes(act.begin(), act.begin() + static_cast<std::ptrdiff_t>(size))));
  }
  for (const std::string_view tail : {"x", "{}", "\n{}", "\0"}) {
    Bytes longer = act;
    append(longer, tail);
    longer.push_back('}');
    EXPECT_FALSE(accepted(longer)) << tail;
  }
}

TEST(Envelope, an_algorithm_of_none_or_of_no_suite_is_refused_AB32) {
  for (const std::string_view name :
       {"none", "None", "", "HS256", "RS256", "eddsa", "entente-batch-none", "entente-batch-"}) {
    EXPECT_TRUE(malformed(with_header(a_release(), R"("EdDSA")", "\"" + std::string(name) + "\"")))
        << name;
  }
}

TEST(Envelope, an_algorithm_that_is_not_the_keys_own_does_not_verify_AB32) {
  const auto parsed = parse_envelope(with_header(a_release(), "EdDSA", "ES256"));
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(verifier().verify(*parsed).error().is(kBadSignature));
}

TEST(Envelope, a_critical_header_beside_act_is_refused_AB32) {
  const std::string crit = R"("crit":["act"])";
  for (const std::string_view other :
       {R"("crit":["act","b64"])", R"("crit":["b64"])", R"("crit":[])", R"("crit":"act")",
        R"("crit":["act","act"])", R"("crit":[1])", R"("b64":false,"crit":["act"])",
        R"("crit":["act"],"jku":"https://exercise.example/key")"}) {
    EXPECT_TRUE(malformed(with_header(a_release(), crit, other))) << other;
  }
}

TEST(Envelope, a_signature_of_another_kind_is_refused_AB31) {
  for (const std::string_view type : {"JWT", "", "entente-act+jwt", "entente-verdict+jws"}) {
    EXPECT_TRUE(malformed(with_header(a_release(), "entente-act+jws", type))) << type;
  }
}

TEST(Envelope, no_key_of_a_header_may_stand_twice_AB33) {
  EXPECT_TRUE(malformed(with_header(a_release(), R"("kid":)", R"("kid":"x","kid":)")));
  EXPECT_TRUE(malformed(with_header(a_release(), R"("issuer":)", R"("issuer":"JP","issuer":)")));
  EXPECT_TRUE(malformed(with_header(a_release(), R"("issuer":)", R"("note":"","issuer":)")));
  const std::string text(as_text(a_release()));
  EXPECT_TRUE(malformed(to_bytes(replaced(text, "{", R"({"payload":"",)"))));
  EXPECT_TRUE(malformed(to_bytes(replaced(text, "{", R"({"header":{},)"))));
  EXPECT_TRUE(
      malformed(to_bytes(replaced(text, R"("signatures":[{)", R"("signatures":[{"header":{},)"))));
}

TEST(Envelope, base64url_has_one_form_AB33) {
  const Bytes act = a_release();
  const std::string payload = member(act, "payload");
  const std::string header = member(act, "protected");
  const std::string signature = member(act, "signature");
  for (const std::string_view tail : {"=", "==", " ", "\\n", "+", "/"}) {
    const std::string more(tail);
    EXPECT_TRUE(malformed(assemble(payload + more, header, signature))) << tail;
    EXPECT_TRUE(malformed(assemble(payload, header + more, signature))) << tail;
    EXPECT_TRUE(malformed(assemble(payload, header, signature + more))) << tail;
  }
}

TEST(Envelope, a_receipt_cannot_be_presented_as_a_consent_AB31) {
  const Bytes receipt =
      sign_alone(header_for("item.content-receipt"), payload_of<ItemContentReceipt>());
  const Bytes consent = sign_alone(header_for("consent.grant"), payload_of<ConsentGrant>());
  ASSERT_TRUE(accepted(receipt));
  ASSERT_TRUE(accepted(consent));
  const std::string signature = member(receipt, "signature");
  EXPECT_FALSE(
      accepted(assemble(member(receipt, "payload"), member(consent, "protected"), signature)));
  EXPECT_FALSE(
      accepted(assemble(member(consent, "payload"), member(receipt, "protected"), signature)));
  EXPECT_FALSE(
      accepted(assemble(member(consent, "payload"), member(consent, "protected"), signature)));
}

TEST(Envelope, one_payload_under_two_types_is_two_acts_AB31) {
  const Bytes payload = payload_of<AgreementNotice>();
  EXPECT_NE(act_digest(header_for("agreement.notice"), payload),
            act_digest(header_for("agreement.notify"), payload));
  Header next = header_for("agreement.notice");
  next.version = 2;
  EXPECT_NE(act_digest(header_for("agreement.notice"), payload), act_digest(next, payload));
}

TEST(Envelope, the_digest_is_of_agreement_and_environment_AB34) {
  const Bytes payload = payload_of<AgreementNotice>();
  const Header exercise = header_for("agreement.notice");
  for (const std::string_view other :
       {"jp-kr-2016/live", "jp-kr-2016/training", "jp-us/exercise"}) {
    Header header = exercise;
    header.agreement = AgreementId::parse(other).value();
    EXPECT_NE(act_digest(header, payload), act_digest(exercise, payload)) << other;
  }
}

TEST(Envelope, an_exercise_act_is_not_a_live_one_AB34) {
  const Bytes act = a_release();
  const std::string header(as_text(from_base64url(member(act, "protected")).value()));
  const std::string live =
      replaced(header, R"("environment":"exercise")", R"("environment":"live")");
  EXPECT_FALSE(accepted(
      assemble(member(act, "payload"), to_base64url(as_bytes(live)), member(act, "signature"))));
}

TEST(Envelope, the_digest_does_not_depend_on_the_signature) {
  const Header header = header_for("item.release");
  const Bytes payload = payload_of<ItemRelease>();
  const auto one = parse_envelope(sign_alone(header, payload, key_of_kr()));
  const auto two = parse_envelope(sign_alone(header, payload, other_key()));
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_NE(one->bytes, two->bytes);
  EXPECT_EQ(one->digest, two->digest);
}

TEST(Envelope, the_facts_of_its_leaf_are_its_protected_header) {
  const Unsigned act(header_for("item.return"), payload_of<ItemReturn>(),
                     key_of_kr().verifying_key(), Form::alone);
  const auto parsed = parse_envelope(act.with_signature(key_of_kr().sign(act.signing_input())));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(as_text(act.facts()), parsed->signatures.front().protected_text);
  EXPECT_EQ(act.digest(), parsed->digest);
}

TEST(Envelope, a_key_that_may_not_sign_for_the_issuer_is_unknown) {
  Header header = header_for("item.release");
  header.issuer = party("JP");
  const auto parsed = parse_envelope(sign_alone(header, payload_of<ItemRelease>()));
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(verifier().verify(*parsed).error().is(kUnknownKey));
}

TEST(Envelope, a_type_of_the_future_is_read_and_has_no_row) {
  const auto future = parse_envelope(sign_alone(header_for("item.teleport"), to_bytes("{}")));
  ASSERT_TRUE(future.ok());
  EXPECT_EQ(future->type(), nullptr);
  Header wrapped = header_for("item.release");
  wrapped.version = (std::uint64_t{1} << 32) + 1;
  const auto large = parse_envelope(sign_alone(wrapped, payload_of<ItemRelease>()));
  ASSERT_TRUE(large.ok());
  EXPECT_EQ(large->type(), nullptr);
}

TEST(Envelope, an_addressee_stands_once_and_counts_from_one) {
  Header header = header_for("item.return");
  header.to.push_back(header.to.front());
  EXPECT_TRUE(malformed(sign_alone(header, payload_of<ItemReturn>())));
  header = header_for("item.return");
  header.to.front().sequence = 0;
  EXPECT_TRUE(malformed(sign_alone(header, payload_of<ItemReturn>())));
}

}  // namespace
}  // namespace entente::act::testing
