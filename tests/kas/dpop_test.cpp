#include "kas/dpop.h"

#include <gtest/gtest.h>

#include "crypto/random.h"
#include "kas/errors.h"
#include "proofs.h"

namespace entente::kas {
namespace {

const Instant kNow = Instant::parse("2026-11-27T09:00:00Z").value();
constexpr std::string_view kUrl = "https://jp.exercise.example/kas/v2/rewrap";
constexpr std::string_view kToken = "an access token";

class Dpop : public ::testing::Test {
 protected:
  std::string proof(std::string_view id, Instant made = kNow, std::string_view url = kUrl,
                    std::string_view method = "POST", std::string_view token = kToken) {
    return prover.sign(prover.header(), testing::Prover::claims(method, url, made, id, token));
  }
  bool holds(const std::string& field) {
    const auto proof = proofs.verify(field, {"POST", kUrl, kToken}, kNow);
    EXPECT_TRUE(proof.ok() || proof.error().is(kBadProof));
    return proof.ok();
  }

  testing::Prover prover;
  Proofs proofs;
};

TEST_F(Dpop, proves_the_key_that_it_names_RFC9449) {
  const auto proof = proofs.verify(this->proof("1"), {"POST", kUrl, kToken}, kNow);
  ASSERT_TRUE(proof.ok());
  EXPECT_EQ(proof->thumbprint, prover.thumbprint());
}

TEST_F(Dpop, counts_once) {
  EXPECT_TRUE(holds(proof("1")));
  EXPECT_FALSE(holds(proof("1")));
  EXPECT_TRUE(holds(proof("2")));
}

TEST_F(Dpop, is_for_one_method_address_token_and_time) {
  EXPECT_FALSE(holds(proof("1", kNow, kUrl, "GET")));
  EXPECT_FALSE(holds(proof("2", kNow, "https://jp.exercise.example/kas/v2/other")));
  EXPECT_FALSE(holds(proof("3", kNow, "https://other.example/kas/v2/rewrap")));
  EXPECT_FALSE(holds(proof("4", kNow, kUrl, "POST", "another token")));
  EXPECT_FALSE(holds(proof("5", kNow, kUrl, "POST", "")));
  EXPECT_FALSE(holds(proof("6", kNow.plus_ms(-Proofs::kWindowMs - 1000))));
  EXPECT_FALSE(holds(proof("7", kNow.plus_ms(Proofs::kWindowMs + 1000))));
  EXPECT_TRUE(holds(proof("8", kNow.plus_ms(-Proofs::kWindowMs))));
  EXPECT_TRUE(holds(proof("9", kNow, std::string(kUrl) + "?userId=x#y"))) << "RFC 9449 4.3";
  EXPECT_FALSE(holds(proof(std::string(300, 'x'))));
  EXPECT_FALSE(holds(proof("")));
}

TEST_F(Dpop, the_port_that_https_has_anyway_does_not_count_RFC9449_4_3) {
  EXPECT_TRUE(holds(proof("1", kNow, "https://jp.exercise.example:443/kas/v2/rewrap")));
  EXPECT_FALSE(holds(proof("2", kNow, "https://jp.exercise.example:444/kas/v2/rewrap")));
  EXPECT_FALSE(holds(proof("3", kNow, "https://jp.exercise.example/kas/v2/rewrap:443")));
}

TEST_F(Dpop, what_the_asking_side_writes_holds_once_and_names_its_key) {
  crypto::SystemEntropy entropy;
  const auto key = crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
  const ProofOf of{"POST", kUrl, kToken};
  const std::string first = write_proof(key, of, kNow, entropy);
  const auto held = proofs.verify(first, of, kNow);
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(std::get<crypto::VerifyingKey>(held->key).fingerprint(),
            key.verifying_key().fingerprint());
  EXPECT_FALSE(holds(first));
  EXPECT_TRUE(holds(write_proof(key, of, kNow, entropy))) << "another id";
  EXPECT_FALSE(holds(write_proof(key, {"POST", kUrl, "another token"}, kNow, entropy)));
}

TEST_F(Dpop, refuses_forgeries_AB42) {
  const std::string claims = testing::Prover::claims("POST", kUrl, kNow, "1", kToken);
  const std::string jwk = prover.jwk();
  const testing::Prover other;
  const std::string headers[] = {R"({"typ":"dpop+jwt","alg":"none","jwk":)" + jwk + "}",
                                 R"({"typ":"dpop+jwt","alg":"HS256","jwk":)" + jwk + "}",
                                 R"({"typ":"dpop+jwt","alg":"RS256","jwk":)" + jwk + "}",
                                 R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + other.jwk() + "}",
                                 R"({"typ":"JWT","alg":"ES256","jwk":)" + jwk + "}",
                                 R"({"typ":"dpop+jwt","alg":"ES256"})",
                                 R"({"typ":"dpop+jwt","alg":"ES256","jwk":[]})",
                                 R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" +
                                     jwk.substr(0, jwk.size() - 1) + R"(,"d":"AAAA"}})"};
  for (const std::string& header : headers) {
    EXPECT_FALSE(holds(prover.sign(header, claims))) << header;
  }
  EXPECT_FALSE(holds(prover.sign(prover.header(), "[]")));
  EXPECT_FALSE(holds(prover.sign(prover.header(), R"({"iat":9223372036854775807})")));
  EXPECT_FALSE(holds(""));
  EXPECT_TRUE(holds(prover.sign(prover.header(), claims)));
}

}  // namespace
}  // namespace entente::kas
