#include "kas/rewrap.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/key_wrap.h"
#include "crypto/random.h"
#include "format/json.h"
#include "format/jws.h"
#include "kas/errors.h"

namespace entente::kas {
namespace {

const Instant kNow = Instant::parse("2026-11-27T09:00:00Z").value();

std::string in_json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out + "\"";
}

class RewrapTest : public testing::Test {
 protected:
  /// A request as clients sign it; the key is nobody's.
  std::string body_of(const std::string& request, const std::string& times = "") {
    const std::string claims = "{\"requestBody\":" + in_json(request) + times + "}";
    return R"({"signedRequestToken":")" + format::write_jws(signer_, {}, {}, as_bytes(claims)) +
           R"("})";
  }
  std::string rest(const std::string& pem, const std::string& key_access = kKeyAccess) {
    return R"({"algorithm":"RS256","policy":"eyJ9","keyAccess":)" + key_access +
           R"(,"clientPublicKey":)" + in_json(pem) + "}";
  }
  Result<RewrapRequest> read(const std::string& body, Spelling spelling = Spelling::rest) {
    return parse_rewrap(as_bytes(body), spelling, kNow);
  }

  static inline const std::string kKeyAccess =
      R"({"type":"wrapped","url":"https://localhost/kas","protocol":"kas","kid":"r1",)"
      R"("wrappedKey":"AAAA","policyBinding":{"alg":"HS256","hash":"AAAA"}})";
  crypto::SystemEntropy entropy_;
  crypto::SigningKey signer_ =
      crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy_);
  crypto::AgreementKey curve_ =
      crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy_);
  static const crypto::RsaKey& rsa() {
    static const crypto::RsaKey key = crypto::RsaKey::generate(2048);
    return key;
  }
};

TEST_F(RewrapTest, reads_what_the_oldest_clients_send) {
  const auto request = read(body_of(rest(rsa().public_key().pem())));
  ASSERT_TRUE(request.ok()) << request.error().describe();
  ASSERT_EQ(request->shares.size(), 1u);
  EXPECT_EQ(request->shares[0].policy, "eyJ9");
  EXPECT_EQ(request->shares[0].key_access.kid, "r1");
  EXPECT_TRUE(std::holds_alternative<crypto::RsaPublicKey>(request->client_key));
}

TEST_F(RewrapTest, reads_several_shares_of_the_newer_clients) {
  const std::string one = R"({"keyAccessObjectId":"k","keyAccessObject":)" + kKeyAccess + "}";
  const std::string policy =
      R"({"policy":{"id":"p","body":"eyJ9"},"keyAccessObjects":[)" + one + "," + one + "]}";
  const auto with = [&](const std::string& pem, const std::string& policies) {
    return body_of(R"({"clientPublicKey":)" + in_json(pem) + R"(,"requests":[)" + policies + "]}");
  };
  const std::string pem = rsa().public_key().pem();
  const auto request = read(with(pem, policy + "," + policy), Spelling::connect);
  ASSERT_TRUE(request.ok()) << request.error().describe();
  EXPECT_EQ(request->shares.size(), 4u);
  EXPECT_FALSE(read(with(pem, ""), Spelling::connect).ok()) << "nothing asked";
  EXPECT_FALSE(read(with(curve_.public_key().pem(), policy), Spelling::connect).ok())
      << "one key of the session for two shares";
  std::string many = policy;
  for (std::size_t i = 0; i < kSharesAsked / 2; ++i) {
    many += "," + policy;
  }
  EXPECT_FALSE(read(with(pem, many), Spelling::connect).ok());
}

TEST_F(RewrapTest, refuses_what_does_not_fit_and_names_no_more) {
  const std::string pem = rsa().public_key().pem();
  const std::string whole = rest(pem);
  std::vector<std::string> bodies{"",
                                  "{}",
                                  "[]",
                                  R"({"signedRequestToken":"x"})",
                                  R"({"signedRequestToken":7})",
                                  body_of("{}"),
                                  body_of("x"),
                                  body_of(rest("x")),
                                  body_of(rest(pem, "{}")),
                                  body_of(rest(pem, "[]")),
                                  body_of(whole, R"(,"exp":1)"),
                                  body_of(whole, R"(,"exp":"never")")};
  for (const std::string& body : bodies) {
    const auto request = read(body);
    ASSERT_FALSE(request.ok()) << body;
    EXPECT_EQ(request.error().code(), kBadRewrap.code) << body;
  }
  EXPECT_TRUE(read(body_of(whole, R"(,"exp":99999999999)")).ok());
}

TEST_F(RewrapTest, wraps_a_share_to_the_clients_key_of_either_kind) {
  const auto share = crypto::Secret32::random(entropy_);
  const auto by_rsa = rewrap(rsa().public_key(), share, entropy_);
  ASSERT_TRUE(by_rsa.ok());
  EXPECT_EQ(to_hex(rsa().unwrap(by_rsa->wrapped_key)->view()), to_hex(share.view()));
  EXPECT_EQ(by_rsa->session_public_key, "");
  const auto by_curve = rewrap(curve_.public_key(), share, entropy_);
  ASSERT_TRUE(by_curve.ok());
  const auto back =
      crypto::ec_unwrap(curve_, {by_curve->session_public_key, by_curve->wrapped_key});
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(to_hex(back->view()), to_hex(share.view()));
}

TEST_F(RewrapTest, answers_each_share_for_itself_in_words_that_clients_know_AB75) {
  AskedShare first;
  first.policy_id = "p1";
  first.key_access_id = "k1";
  AskedShare second = first;
  second.policy_id = "p2";
  const auto share = crypto::Secret32::random(entropy_);
  const std::string text = write_answer(
      Spelling::connect, {{&first, rewrap(rsa().public_key(), share, entropy_)},
                          {&second, Error(kBadRewrap, "what is wrong is nobody's business")}});
  const auto document = format::JsonDocument::parse(as_bytes(text));
  ASSERT_TRUE(document.ok()) << text;
  const auto responses = document->root().array_at("responses").value();
  ASSERT_EQ(responses.size(), 2u);
  const auto result = [&](std::size_t i) {
    return responses.at(i)->array_at("results")->at(0).value();
  };
  EXPECT_EQ(result(0).string_at("status").value(), "permit");
  EXPECT_EQ(result(1).string_at("status").value(), "fail");
  EXPECT_NE(result(1).string_at("error")->find("InvalidArgument"), std::string_view::npos);
  EXPECT_EQ(text.find("nobody's business"), std::string::npos);
}

}  // namespace
}  // namespace entente::kas
