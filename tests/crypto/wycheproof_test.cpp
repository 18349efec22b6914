#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/selftest_wycheproof.h"
#include "crypto/errors.h"

namespace entente::cli {
namespace {

struct Expected {
  const char* file;
  std::size_t total;
  std::size_t skipped;
};

class Wycheproof : public testing::TestWithParam<Expected> {};

// Skipped in AES-GCM: keys of 16 and 24 bytes and nonces of other sizes than 12 (SP 800-38D 8.2.1
// allows them; Entente does not).
INSTANTIATE_TEST_SUITE_P(Files, Wycheproof,
                         testing::Values(Expected{"aes_gcm_test.json", 316, 250},
                                         Expected{"ecdsa_secp256r1_sha256_test.json", 484, 0},
                                         Expected{"ed25519_test.json", 151, 0},
                                         Expected{"hkdf_sha256_test.json", 86, 0},
                                         Expected{"hmac_sha256_test.json", 174, 0}),
                         [](const auto& info) {
                           const std::string_view file = info.param.file;
                           return std::string(file.substr(0, file.find('.')));
                         });

TEST_P(Wycheproof, has_no_failed_vector) {
  const std::filesystem::path path =
      std::filesystem::path(ENTENTE_SHARED_DATA) / "wycheproof" / GetParam().file;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::cout << "skipped: " << path << " is absent\n";
    GTEST_SKIP();
  }
  const Bytes json{std::istreambuf_iterator<char>(in), {}};
  const auto report = run_wycheproof(GetParam().file, json);
  ASSERT_TRUE(report.ok()) << report.error().describe();
  EXPECT_EQ(report->failed, std::vector<std::uint64_t>());
  EXPECT_EQ(report->total, GetParam().total);
  EXPECT_EQ(report->skipped.size(), GetParam().skipped);
  EXPECT_EQ(report->passed, report->total - report->skipped.size());
}

TEST(WycheproofRunner, notices_a_vector_that_lies) {
  const auto run = [](std::string_view tag, std::string_view result) {
    std::string json = R"({"algorithm":"HMACSHA256","testGroups":[{"type":"MacTest","tests":[{)"
                       R"("tcId":7,"key":"4a656665","msg":"7768617420646f2079612077616e7420666f)"
                       R"(72206e6f7468696e673f","tag":")";
    json += tag;
    json += R"(","result":")";
    json += result;
    json += R"("}]}]})";
    return run_wycheproof("lie.json", as_bytes(json));
  };
  const std::string_view right = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  const std::string_view wrong = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3844";
  EXPECT_EQ(run(right, "valid")->passed, 1u);
  EXPECT_EQ(run(wrong, "invalid")->passed, 1u);
  EXPECT_EQ(run(wrong, "acceptable")->passed, 1u);
  EXPECT_EQ(run(right, "invalid")->failed, std::vector<std::uint64_t>{7});
  EXPECT_EQ(run(wrong, "valid")->failed, std::vector<std::uint64_t>{7});
  EXPECT_EQ(run(right, "perhaps")->failed, std::vector<std::uint64_t>{7});
  EXPECT_FALSE(run("not hexadecimal", "valid").ok());
}

TEST(WycheproofRunner, refuses_files_of_another_kind) {
  EXPECT_FALSE(run_wycheproof("x", as_bytes("{")).ok());
  EXPECT_FALSE(run_wycheproof("x", as_bytes("{}")).ok());
  EXPECT_TRUE(run_wycheproof("x", as_bytes(R"({"algorithm":"HMACSHA512","testGroups":[]})"))
                  .error()
                  .is(crypto::kBadParameter));
}

}  // namespace
}  // namespace entente::cli
