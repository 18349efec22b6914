#include "crypto/certificate.h"

#include <gtest/gtest.h>

#include "crypto/errors.h"
#include "crypto/pem.h"
#include "seeded_entropy.h"

namespace entente::crypto {
namespace {

class CertificateTest : public testing::Test {
 protected:
  LinkCertificateTerms terms(std::string_view from = "2025-01-01T00:00:00Z",
                             std::string_view to = "2027-01-01T00:00:00Z") const {
    return {"KR (EXERCISE)", "kr.exercise.example", *Instant::parse(from), *Instant::parse(to)};
  }

  SeededEntropy entropy_{21};
  SigningKey key_ = SigningKey::generate(SignatureSuite::ecdsa_p256_sha256, entropy_);
  Instant inside_ = *Instant::parse("2026-05-05T12:00:00Z");
};

TEST_F(CertificateTest, says_what_it_was_issued_with) {
  const auto issued = issue_link_certificate(key_, terms(), entropy_);
  ASSERT_TRUE(issued.ok()) << issued.error().describe();
  EXPECT_EQ(issued->common_name(), "KR (EXERCISE)");
  EXPECT_EQ(issued->dns_names(), std::vector<std::string>{"kr.exercise.example"});
  EXPECT_EQ(issued->not_before().text(), "2025-01-01T00:00:00Z");
  EXPECT_EQ(issued->not_after().text(), "2027-01-01T00:00:00Z");
  EXPECT_TRUE(issued->allows_client() && issued->allows_server());
  EXPECT_EQ(issued->fingerprint(), key_.verifying_key().fingerprint());
  EXPECT_EQ(*issued->verifying_key(), key_.verifying_key());
  EXPECT_TRUE(issued->check_link(inside_).ok());
}

TEST_F(CertificateTest, comes_back_from_PEM_and_DER) {
  const auto issued = issue_link_certificate(key_, terms(), entropy_);
  const auto again = Certificate::from_pem(issued->pem());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(Bytes(again->der().begin(), again->der().end()),
            Bytes(issued->der().begin(), issued->der().end()));
}

TEST_F(CertificateTest, works_with_P384_and_with_dates_past_2050) {
  const SigningKey p384 = SigningKey::generate(SignatureSuite::ecdsa_p384_sha384, entropy_);
  const auto issued =
      issue_link_certificate(p384, terms("2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"), entropy_);
  ASSERT_TRUE(issued.ok());
  EXPECT_EQ(issued->not_before().text(), "2049-12-31T23:59:59Z");
  EXPECT_EQ(issued->not_after().text(), "2050-01-01T00:00:00Z");
  EXPECT_TRUE(issued->signed_by_itself());
}

TEST_F(CertificateTest, is_valid_from_its_first_to_its_last_second_AB72) {
  const auto issued = issue_link_certificate(key_, terms(), entropy_);
  EXPECT_TRUE(issued->check_link(issued->not_before()).ok());
  EXPECT_TRUE(issued->check_link(issued->not_after()).ok());
  EXPECT_TRUE(issued->check_link(issued->not_before().plus_ms(-1)).error().is(kBadCertificate));
  EXPECT_TRUE(issued->check_link(issued->not_after().plus_ms(1)).error().is(kBadCertificate));
}

TEST_F(CertificateTest, two_never_have_the_same_serial_number) {
  const auto first = issue_link_certificate(key_, terms(), entropy_);
  const auto second = issue_link_certificate(key_, terms(), entropy_);
  EXPECT_NE(Bytes(first->der().begin(), first->der().begin() + 40),
            Bytes(second->der().begin(), second->der().begin() + 40));
}

TEST_F(CertificateTest, changed_anywhere_it_is_refused_or_no_longer_signed_by_itself) {
  const auto issued = issue_link_certificate(key_, terms(), entropy_);
  for (std::size_t i = 0; i < issued->der().size(); ++i) {
    Bytes changed(issued->der().begin(), issued->der().end());
    changed[i] ^= 1;
    const auto read = Certificate::from_der(changed);
    EXPECT_TRUE(!read.ok() || !read->check_link(inside_).ok()) << i;
  }
}

TEST_F(CertificateTest, is_refused_with_a_byte_more_or_less) {
  const auto issued = issue_link_certificate(key_, terms(), entropy_);
  for (std::size_t size = 0; size < issued->der().size(); ++size) {
    EXPECT_TRUE(Certificate::from_der(issued->der().first(size)).error().is(kBadCertificate));
  }
  Bytes longer(issued->der().begin(), issued->der().end());
  longer.push_back(0);
  EXPECT_TRUE(Certificate::from_der(longer).error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_der(Bytes(Certificate::kMaxBytes + 1)).error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_pem("no certificate").error().is(kBadPem));
}

TEST_F(CertificateTest, is_not_issued_for_terms_outside_the_ranges) {
  const auto refused = [&](const LinkCertificateTerms& bad) {
    return issue_link_certificate(key_, bad, entropy_).error().is(kBadParameter);
  };
  auto bad = terms();
  bad.common_name = "";
  EXPECT_TRUE(refused(bad));
  bad.common_name = std::string(65, 'x');
  EXPECT_TRUE(refused(bad));
  bad.common_name = "\xff";
  EXPECT_TRUE(refused(bad));
  for (const std::string& name :
       {std::string(), std::string(254, 'a'), std::string("a b"), std::string("a,DNS:b"),
        std::string("a..b"), std::string(".a"), std::string("a."), std::string("a\0b", 3)}) {
    bad = terms();
    bad.dns_name = name;
    EXPECT_TRUE(refused(bad)) << name;
  }
  bad = terms("2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
  EXPECT_TRUE(refused(bad));
  const SigningKey ed25519 = SigningKey::generate(SignatureSuite::ed25519, entropy_);
  EXPECT_TRUE(issue_link_certificate(ed25519, terms(), entropy_).error().is(kBadParameter));
  bad = terms();
  bad.common_name = std::string(64, 'x');
  EXPECT_TRUE(issue_link_certificate(key_, bad, entropy_).ok());
}

}  // namespace
}  // namespace entente::crypto
