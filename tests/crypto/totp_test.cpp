#include "crypto/totp.h"

#include <gtest/gtest.h>

namespace entente::crypto {
namespace {

// RFC 6238 appendix B, SHA-1; its codes have eight digits, of which ours are the last six.
TEST(Totp, gives_the_codes_of_rfc_6238) {
  const Bytes key = to_bytes("12345678901234567890");
  const std::pair<std::uint64_t, std::string_view> rows[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : rows) {
    EXPECT_EQ(totp_code(key, seconds / 30), code) << seconds;
  }
}

// RFC 4648 section 10.
TEST(Totp, writes_keys_in_base32_without_padding) {
  EXPECT_EQ(to_base32({}), "");
  EXPECT_EQ(to_base32(to_bytes("f")), "MY");
  EXPECT_EQ(to_base32(to_bytes("fo")), "MZXQ");
  EXPECT_EQ(to_base32(to_bytes("foo")), "MZXW6");
  EXPECT_EQ(to_base32(to_bytes("foob")), "MZXW6YQ");
  EXPECT_EQ(to_base32(to_bytes("fooba")), "MZXW6YTB");
  EXPECT_EQ(to_base32(to_bytes("foobar")), "MZXW6YTBOI");
}

}  // namespace
}  // namespace entente::crypto
