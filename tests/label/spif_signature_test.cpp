#include "label/spif_signature.h"

#include <gtest/gtest.h>

#include "base/replaced.h"
#include "label/errors.h"
#include "label/exercise_signer.h"
#include "label/shared_data.h"
#include "label/spif.h"

namespace entente::label::testing {
namespace {

const Instant kNow = when("2027-06-01T00:00:00Z");

std::string policy() {
  Spif spif;
  spif.policy = {"EXERCISE", "1.3.6.1.4.1.99999.1"};
  spif.version = 1;
  SpifClassification secret;
  secret.name = "SECRET";
  secret.lacv = normal_lacv("4");
  secret.hierarchy = 4;
  spif.classifications = {secret};
  return write_spif(spif, {"20270101000000Z", "CN=EXERCISE", "AA", "1.1", "1.2"});
}

std::string signed_policy() {
  const auto made = sign_spif(policy(), exercise_key(), kExerciseCertificate);
  EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().describe());
  return made.ok() ? *made : std::string();
}

std::string verdict(std::string_view xml, std::string_view trust = kExerciseCertificate) {
  const auto found = verify_spif(xml, {std::string(trust), kNow});
  return found.ok() ? told(*found) : std::string(found.error().code());
}

TEST(SpifSignature, a_signed_policy_verifies_and_says_the_same) {
  const std::string text = signed_policy();
  EXPECT_EQ(verdict(text), "");
  const auto read = read_spif(text);
  ASSERT_TRUE(read.ok() && read->spif);
  EXPECT_EQ(told(read->faults), "");
  EXPECT_EQ(read->spif->classifications.at(0).name, "SECRET");
  EXPECT_EQ(told(read_spif(policy())->notes), told(read->notes));
}

TEST(SpifSignature, any_later_change_is_found) {
  const std::string text = signed_policy();
  EXPECT_EQ(verdict(replaced(text, "hierarchy=\"4\"", "hierarchy=\"1\"")), "xml-signature-fails");
  EXPECT_EQ(verdict(replaced(text, "EXERCISE", "exercise")), "xml-signature-fails");
  EXPECT_EQ(verdict(replaced(text, "<extensions", "<extensions a=\"1\"")), "xml-signature-fails");
  EXPECT_EQ(verdict(text, kOtherCertificate), "xml-signature-fails");
}

TEST(SpifSignature, an_unsigned_policy_or_one_signed_in_part_is_not_verified) {
  EXPECT_EQ(verdict(policy()), "not-verified:1");
  EXPECT_EQ(verdict("<a/>"), "not-verified:1");
  // Over an element of its own alone: the library would say that it verifies.
  std::string part = replaced(signed_policy(), "URI=\"\"", "URI=\"#x\"");
  part = replaced(part, "<extensions ", "<extensions Id=\"x\" ");
  EXPECT_NE(verdict(part), "");
  const std::string text = signed_policy();
  const std::size_t from = text.find("<ds:Signature ");
  const std::size_t to = text.find("</ds:Signature>") + 15;
  EXPECT_EQ(
      verdict(replaced(text, "</extensions>", text.substr(from, to - from) + "</extensions>")),
      "not-verified:1")
      << "two signatures";
}

TEST(SpifSignature, only_a_policy_without_extensions_is_signed) {
  EXPECT_EQ(sign_spif("<a><b/></a>", exercise_key(), kExerciseCertificate).error().code(),
            kBadSpif.code);
  EXPECT_EQ(sign_spif(signed_policy(), exercise_key(), kExerciseCertificate).error().code(),
            kBadSpif.code);
}

}  // namespace
}  // namespace entente::label::testing
