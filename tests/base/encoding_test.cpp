#include "base/encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/errors.h"

namespace entente {
namespace {

struct Vector {
  std::string_view plain;
  std::string_view base64;
  std::string_view base64url;
  std::string_view hex;
};

// RFC 4648 section 10, hexadecimal in lower case.
constexpr Vector kRfc4648[] = {
    {"", "", "", ""},
    {"f", "Zg==", "Zg", "66"},
    {"fo", "Zm8=", "Zm8", "666f"},
    {"foo", "Zm9v", "Zm9v", "666f6f"},
    {"foob", "Zm9vYg==", "Zm9vYg", "666f6f62"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE", "666f6f6261"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"},
    {"\xfb\xff\xbf", "+/+/", "-_-_", "fbffbf"},
};

void expect_refused(const Result<Bytes>& result, std::string_view text) {
  ASSERT_FALSE(result.ok()) << text;
  EXPECT_EQ(result.error().code(), "base.bad-encoding") << text;
}

TEST(Encoding, gives_the_vectors_of_RFC4648) {
  for (const Vector& v : kRfc4648) {
    const Bytes plain = to_bytes(v.plain);
    EXPECT_EQ(to_base64(plain), v.base64);
    EXPECT_EQ(to_base64url(plain), v.base64url);
    EXPECT_EQ(to_hex(plain), v.hex);
    EXPECT_EQ(*from_base64(v.base64), plain);
    EXPECT_EQ(*from_base64url(v.base64url), plain);
    EXPECT_EQ(*from_hex(v.hex), plain);
  }
}

TEST(Encoding, base64_has_one_text_for_one_value) {
  for (const std::string_view text :
       {"Zg",   "Zg=",      "Zg===", "Zg====", "=",        "==",     "====",
        "A===", "Zh==",     "Zm9=",  "Zm8",    " Zg==",    "Zg==\n", "Zg= =",
        "Z=g=", "Zg==Zg==", "-_-_",  "Zm9v=",  "Zm9v====", "Zm\0v",  "Zm9\xff"}) {
    expect_refused(from_base64(text), text);
  }
  expect_refused(from_base64(std::string_view("Zm\0v", 4)), "embedded NUL");
}

TEST(Encoding, base64url_has_one_text_for_one_value) {
  for (const std::string_view text :
       {"Zg==", "Zg=", "Zh", "Zm9", "Z", "Zm9vY", "+/+/", "Zg ", "Zg\n", "Zm9v=", "Zm8\xc3"}) {
    expect_refused(from_base64url(text), text);
  }
}

TEST(Encoding, hexadecimal_is_lower_case_and_whole) {
  for (const std::string_view text :
       {"6", "666", "6F", "FF", "6g", "0x66", " 66", "66 ", "6\xff"}) {
    expect_refused(from_hex(text), text);
  }
}

TEST(Encoding, appending_keeps_what_stood_before) {
  std::string text = "head.";
  append_base64url(text, to_bytes("foo"));
  EXPECT_EQ(text, "head.Zm9v");
}

RC_GTEST_PROP(Encoding, decoding_undoes_encoding, (const Bytes& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)).value() == bytes);
  RC_ASSERT(from_base64(to_base64(bytes)).value() == bytes);
  RC_ASSERT(from_base64url(to_base64url(bytes)).value() == bytes);
}

// Every text of four characters over a small alphabet that holds what goes wrong.
TEST(Encoding, whatever_base64_accepts_it_writes_the_same_again) {
  constexpr std::string_view kAlphabet = "AQgw/+=-_9 ";
  std::size_t accepted = 0;
  std::string text(4, 'A');
  for (const char a : kAlphabet) {
    for (const char b : kAlphabet) {
      for (const char c : kAlphabet) {
        for (const char d : kAlphabet) {
          text = {a, b, c, d};
          const auto bytes = from_base64(text);
          if (bytes) {
            ++accepted;
            ASSERT_EQ(to_base64(*bytes), text);
          }
        }
      }
    }
  }
  EXPECT_GT(accepted, 0u);
}

TEST(Digest, is_read_from_64_lower_case_digits_only) {
  const std::string text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  EXPECT_EQ(Digest::from_hex(text)->hex(), text);
  EXPECT_FALSE(Digest::from_hex(text.substr(2)).ok());
  EXPECT_FALSE(Digest::from_hex(text + "00").ok());
  EXPECT_FALSE(Digest::from_hex("E" + text.substr(1)).ok());
  EXPECT_FALSE(Digest::from_bytes(Bytes(31)).ok());
  EXPECT_FALSE(Digest::from_bytes(Bytes(33)).ok());
  EXPECT_EQ(*Digest::from_bytes(Bytes(32)), Digest{});
}

}  // namespace
}  // namespace entente
