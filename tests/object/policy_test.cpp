#include "object/policy.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "format/json_writer.h"
#include "object/builder.h"
#include "object/key_access.h"

namespace entente::object {
namespace {

using test::code_of;

TEST(Policy, reads_back_what_was_written) {
  Policy policy;
  policy.uuid = "5ed0a6c2-0f0c-4a55-8f1c-1d1b8c6f3b0a";
  policy.attributes = {
      {"https://entente.example/attr/a/value/b", "B", "key", "https://k/kas", true},
      {"https://entente.example/attr/a/value/c", "", "", "", false}};
  policy.dissem = {"kim.minji", "佐藤"};
  EXPECT_EQ(parse_policy(write_policy(policy)).value(), policy);
}

TEST(Policy, reads_null_and_absent_lists_as_empty) {
  for (const char* const text :
       {R"({"uuid":"u","body":{"dataAttributes":null,"dissem":null}})", R"({"uuid":"u","body":{}})",
        R"({"uuid":"u","body":{"dataAttributes":[],"dissem":[],"extra":1},"more":{}})"}) {
    const Policy policy = parse_policy(text).value();
    EXPECT_TRUE(policy.attributes.empty() && policy.dissem.empty()) << text;
  }
}

TEST(Policy, refuses_what_is_not_a_policy) {
  for (const char* const text :
       {"", "[]", "{}", R"({"body":[]})", R"({"body":{"dissem":{}}})", R"({"body":{"dissem":[1]}})",
        R"({"body":{"dataAttributes":[{}]}})", R"({"body":{"dataAttributes":["x"]}})",
        R"({"uuid":1,"body":{}})", R"({"body":{},"body":{}})"}) {
    EXPECT_EQ(code_of(parse_policy(text)), "object.bad-manifest") << text;
  }
  EXPECT_EQ(code_of(parse_policy_base64("e30")), "object.bad-manifest");
}

TEST(Policy, holds_1024_readers_and_not_one_more) {
  Policy policy;
  policy.dissem.assign(kPolicyEntries, "r");
  EXPECT_EQ(code_of(parse_policy(write_policy(policy))), "ok");
  policy.dissem.emplace_back("r");
  EXPECT_EQ(code_of(parse_policy(write_policy(policy))), "object.bad-manifest");
}

TEST(Policy, knows_the_attributes_that_every_client_reads) {
  EXPECT_TRUE(is_portable_attribute("https://entente.example/attr/classification/value/secret"));
  EXPECT_TRUE(is_portable_attribute("https://a1.example/attr/A-1/value/KR-2"));
  for (const char* const text :
       {"", "https://", "http://entente.example/attr/a/value/b", "https://entente/attr/a/value/b",
        "https://Entente.example/attr/a/value/b", "https://ss.ss/attr/a/value/b",
        "https://entente.example/attr/a_b/value/c", "https://entente.example/attr/a/value/b%20c",
        "https://entente.example/attr/same/value/same", "https://entente.example/attr//value/b",
        "https://entente.example/attr/a/value/", "https://entente.example/attr/a",
        "https://entente.example/attr/a/value/b/", "https://entente..example/attr/a/value/b",
        "https://.example/attr/a/value/b", "https://example./attr/a/value/b",
        "https://entente.example/attr/a/values/b"}) {
    EXPECT_FALSE(is_portable_attribute(text)) << text;
  }
}

TEST(PolicyBinding, is_hex_inside_base64_over_the_base64_text_itself) {
  // HMAC-SHA256 with key 0x0b * 32 over "Hi There", computed with Python's hmac module.
  crypto::Secret32 share = crypto::Secret32::copy_of(Bytes(32, 0x0b)).value();
  const std::string hex = crypto::hmac_sha256(share.view(), as_bytes("Hi There")).hex();
  EXPECT_EQ(hex, "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7");
  EXPECT_EQ(policy_binding(share, "Hi There"), to_base64(as_bytes(hex)));
}

TEST(PolicyBinding, fits_in_the_hex_form_and_in_the_raw_one_and_in_no_other) {
  const crypto::Secret32 share = crypto::Secret32::copy_of(Bytes(32, 1)).value();
  const crypto::Secret32 other = crypto::Secret32::copy_of(Bytes(32, 2)).value();
  const Digest mac = crypto::hmac_sha256(share.view(), as_bytes("cG9saWN5"));
  EXPECT_TRUE(policy_binding_fits(share, "cG9saWN5", to_base64(as_bytes(mac.hex()))));
  EXPECT_TRUE(policy_binding_fits(share, "cG9saWN5", to_base64(mac.view())));
  EXPECT_FALSE(policy_binding_fits(share, "cG9saWN6", to_base64(mac.view())));
  EXPECT_FALSE(policy_binding_fits(other, "cG9saWN5", to_base64(mac.view())));
  EXPECT_FALSE(policy_binding_fits(share, "cG9saWN5", mac.hex()));
  EXPECT_FALSE(policy_binding_fits(share, "cG9saWN5", ""));
  EXPECT_FALSE(policy_binding_fits(share, "cG9saWN5", to_base64(mac.view().first(31))));
}

Result<KeyAccess> key_access_of(std::string_view json) {
  const auto document = format::JsonDocument::parse(json).value();
  return read_key_access(document.root());
}

TEST(KeyAccess, reads_the_binding_as_object_and_as_bare_text) {
  const KeyAccess object =
      key_access_of(
          R"({"type":"wrapped","url":"u","protocol":"kas","wrappedKey":"AQID","kid":"","sid":null,)"
          R"("policyBinding":{"alg":"HS256","hash":"aGFzaA=="},"unknown":[1]})")
          .value();
  EXPECT_EQ(object.binding_alg, "HS256");
  EXPECT_EQ(object.binding_hash, "aGFzaA==");
  EXPECT_EQ(object.wrapped_key, (Bytes{1, 2, 3}));
  const KeyAccess bare = key_access_of(R"({"type":"wrapped","url":"u","wrappedKey":"AQID",)"
                                       R"("policyBinding":"aGFzaA=="})")
                             .value();
  EXPECT_EQ(bare.binding_alg, "");
  EXPECT_EQ(bare.binding_hash, "aGFzaA==");
}

TEST(KeyAccess, reads_back_what_was_written) {
  KeyAccess key_access;
  key_access = {
      "ec-wrapped", "https://k/kas", "kas",      "kid",      "s1",
      {9, 8},       "HS256",         "aGFzaA==", "bWV0YQ==", "-----BEGIN PUBLIC KEY-----\r\n",
      "1.0"};
  std::string text;
  format::JsonWriter out(text);
  write_key_access(out, key_access);
  EXPECT_EQ(key_access_of(text).value(), key_access);
}

TEST(KeyAccess, refuses_missing_or_foreign_members) {
  for (const char* const text :
       {"[]", "{}", R"({"type":"wrapped","url":"u","wrappedKey":"AQID"})",
        R"({"type":"wrapped","url":"u","wrappedKey":"AQI","policyBinding":"x"})",
        R"({"type":"wrapped","url":"u","wrappedKey":"AQID","policyBinding":5})",
        R"({"type":"wrapped","url":5,"wrappedKey":"AQID","policyBinding":"x"})"}) {
    EXPECT_EQ(code_of(key_access_of(text)), "object.bad-manifest") << text;
  }
  EXPECT_EQ(code_of(key_access_of(R"({"type":"wrapped","url":"u","wrappedKey":"AQID",)"
                                  R"("policyBinding":{"alg":"none","hash":"x"}})")),
            "object.unsupported");
}

}  // namespace
}  // namespace entente::object
