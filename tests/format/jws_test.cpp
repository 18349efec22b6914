#include "format/jws.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/errors.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "crypto/seeded_entropy.h"
#include "format/errors.h"

namespace entente::format {
namespace {

using crypto::SignatureSuite;
using crypto::SigningKey;

// ---- Builders -----------------------------------------------------------------------------------

SigningKey key_of(SignatureSuite suite, std::uint64_t seed = 1) {
  crypto::SeededEntropy entropy(seed);
  return SigningKey::generate(suite, entropy);
}
const SigningKey& ours() {
  static const SigningKey key = key_of(SignatureSuite::ed25519);
  return key;
}

std::string encoded(std::string_view text) { return to_base64url(as_bytes(text)); }

/// A token with any header, signed by `key`.
std::string token_of(std::string_view header, const SigningKey& key = ours(),
                     std::string_view payload = R"({"sub":"EXERCISE"})") {
  const std::string input = encoded(header) + "." + encoded(payload);
  return input + "." + to_base64url(key.sign(as_bytes(input)));
}

bool refused(std::string_view token) {
  const auto jws = parse_jws(token);
  return !jws.ok() && jws.error().is(kBadJws);
}

/// Whether the token is read, and verifies with the key.
bool holds(std::string_view token, const JwsKey& key) {
  const auto jws = parse_jws(token);
  return jws.ok() && verify_jws(*jws, key);
}

Result<JwsKey> jwk_of(std::string_view json) {
  const auto document = JsonDocument::parse(json);
  return read_jwk(document->root());
}

Result<std::vector<Jwk>> set_of(std::string_view keys) {
  return parse_jwks(as_bytes(R"({"keys":[)" + std::string(keys) + "]}"));
}

// RFC 7515 A.2 and A.3 share this payload; the keys and signatures are the RFCs' own.
constexpr std::string_view kPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
constexpr std::string_view kRsaJwk =
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-V)"
    R"(aw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9w)"
    R"(Gzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMT)"
    R"(BQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kz)"
    R"(k2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})";
constexpr std::string_view kRsaSignature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
    "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
    "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
    "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
    "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
    "p0igcN_IoypGlUPQGe77Rw";
constexpr std::string_view kEcJwk =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr std::string_view kEcSignature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
    "pmWQxfKTUJqPP3-Kg6NU1Q";
constexpr std::string_view kOkpJwk =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

std::string token_of_parts(std::string_view header, std::string_view payload,
                           std::string_view signature) {
  return std::string(header) + "." + std::string(payload) + "." + std::string(signature);
}
std::string rsa_token() { return token_of_parts("eyJhbGciOiJSUzI1NiJ9", kPayload, kRsaSignature); }
std::string ec_token() { return token_of_parts("eyJhbGciOiJFUzI1NiJ9", kPayload, kEcSignature); }

// ---- What holds ---------------------------------------------------------------------------------

TEST(Jws, verifies_the_examples_of_RFC_7515_A_2_and_A_3_and_RFC_8037_A_4) {
  EXPECT_TRUE(holds(rsa_token(), *jwk_of(kRsaJwk)));
  EXPECT_TRUE(holds(ec_token(), *jwk_of(kEcJwk)));
  EXPECT_TRUE(holds(
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PG"
      "cvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
      *jwk_of(kOkpJwk)));
}

TEST(Jws, comes_back_as_it_was_written_with_every_suite) {
  for (const auto& [suite, name] : Names<SignatureSuite>::kRows) {
    const SigningKey key = key_of(suite);
    const std::string token = write_jws(key, "at+jwt", "key-1", as_bytes(R"({"sub":"kim"})"));
    const auto jws = parse_jws(token);
    ASSERT_TRUE(jws.ok()) << jws.error().describe();
    EXPECT_EQ(name_of(jws->algorithm), name);
    EXPECT_EQ(jws->type, "at+jwt");
    EXPECT_EQ(jws->kid, "key-1");
    EXPECT_EQ(as_text(jws->payload), R"({"sub":"kim"})");
    EXPECT_EQ(jws->signing_input + "." + to_base64url(jws->signature), token);
    EXPECT_TRUE(verify_jws(*jws, key.verifying_key()));
    EXPECT_FALSE(verify_jws(*jws, key_of(suite, 2).verifying_key()));
  }
}

TEST(Jws, leaves_out_type_and_key_id_where_there_is_none) {
  const auto jws = parse_jws(write_jws(ours(), "", "", as_bytes("x")));
  ASSERT_TRUE(jws.ok());
  EXPECT_EQ(as_text(jws->header), R"({"alg":"EdDSA"})");
  EXPECT_EQ(jws->kid, "");
  EXPECT_EQ(jws->type, "");
}

TEST(Jws, fails_with_any_byte_changed) {
  for (const std::string& token : {rsa_token(), ec_token()}) {
    const JwsKey key = *jwk_of(token == rsa_token() ? kRsaJwk : kEcJwk);
    for (std::size_t at = 0; at < token.size(); ++at) {
      std::string changed = token;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(holds(changed, key)) << at;
    }
  }
}

// ---- Attacks (AB42) -----------------------------------------------------------------------------

TEST(Jws, is_refused_without_a_signature_AB42) {
  for (const std::string_view none : {"none", "None", "NONE", "nOnE", ""}) {
    const std::string header = R"({"alg":")" + std::string(none) + R"("})";
    EXPECT_TRUE(refused(token_of(header))) << none;
    EXPECT_TRUE(refused(encoded(header) + "." + encoded("{}") + ".")) << none;
  }
  const std::string token = token_of(R"({"alg":"EdDSA"})");
  EXPECT_TRUE(refused(token.substr(0, token.rfind('.') + 1)));
  EXPECT_TRUE(refused(token_of(R"({"typ":"JWT"})")));
}

TEST(Jws, with_a_MAC_under_the_public_key_is_refused_AB42) {
  const JwsKey rsa = *jwk_of(kRsaJwk);
  const std::string pem = std::get<crypto::RsaPublicKey>(rsa).pem();
  for (const std::string_view alg : {"HS256", "HS384", "HS512"}) {
    const std::string input =
        encoded(R"({"alg":")" + std::string(alg) + R"("})") + "." + encoded("{}");
    const Digest mac = crypto::hmac_sha256(as_bytes(pem), as_bytes(input));
    EXPECT_TRUE(refused(input + "." + to_base64url(mac.view()))) << alg;
  }
}

TEST(Jws, in_no_other_algorithm_is_read) {
  for (const std::string_view alg : {"RS384", "RS512", "RS1", "PS256", "ES512", "ES256K", "eddsa",
                                     "Es256", "RSA-OAEP", "dir", "EdDSA ", "Ed25519"}) {
    EXPECT_TRUE(refused(token_of(R"({"alg":")" + std::string(alg) + R"("})"))) << alg;
  }
  for (const std::string_view header :
       {R"({"alg":1})", R"({"alg":null})", R"({"alg":["EdDSA"]})", R"({"alg":{"EdDSA":1}})"}) {
    EXPECT_TRUE(refused(token_of(header))) << header;
  }
}

TEST(Jws, never_chooses_how_a_key_is_used_AB42) {
  std::vector<SigningKey> keys;
  for (const auto& [suite, name] : Names<SignatureSuite>::kRows) {
    keys.push_back(key_of(suite));
  }
  for (const SigningKey& key : keys) {
    Jws jws = *parse_jws(write_jws(key, "", "", as_bytes("{}")));
    const JwsAlgorithm right = jws.algorithm;
    for (const auto& [algorithm, name] : Names<JwsAlgorithm>::kRows) {
      jws.algorithm = algorithm;
      EXPECT_EQ(verify_jws(jws, key.verifying_key()), algorithm == right) << name;
    }
    for (const SigningKey& other : keys) {
      EXPECT_FALSE(holds(token_of(R"({"alg":")" + std::string(name_of(right)) + R"("})", other),
                         key.verifying_key()) &&
                   other.suite() != key.suite());
    }
  }
  Jws rsa = *parse_jws(rsa_token());
  rsa.algorithm = JwsAlgorithm::es256;
  EXPECT_FALSE(verify_jws(rsa, *jwk_of(kRsaJwk)));
}

TEST(Jws, is_never_verified_with_a_key_that_it_brings_along_AB42) {
  const SigningKey attacker = key_of(SignatureSuite::ed25519, 66);
  const std::string x = to_base64url(attacker.verifying_key().raw());
  const std::string jwk = R"({"kty":"OKP","crv":"Ed25519","x":")" + x + R"("})";
  const std::string token = token_of(
      R"({"alg":"EdDSA","jwk":)" + jwk + R"(,"jku":"https://evil.example/","kid":"../../x"})",
      attacker);
  const auto jws = parse_jws(token);
  ASSERT_TRUE(jws.ok());
  EXPECT_EQ(jws->kid, "../../x");
  EXPECT_FALSE(verify_jws(*jws, ours().verifying_key()));
  EXPECT_TRUE(verify_jws(*jws, attacker.verifying_key()));
}

TEST(Jws, with_an_extension_that_nobody_understands_is_refused) {
  for (const std::string_view header :
       {R"({"alg":"EdDSA","crit":["exp"],"exp":1})", R"({"alg":"EdDSA","crit":[]})",
        R"({"alg":"EdDSA","b64":false,"crit":["b64"]})", R"({"alg":"EdDSA","b64":false})",
        R"({"alg":"EdDSA","b64":true})", R"({"alg":"EdDSA","crit":null})"}) {
    EXPECT_TRUE(refused(token_of(header))) << header;
  }
}

TEST(Jws, with_a_header_that_two_readers_may_take_differently_is_refused_AB33) {
  for (const std::string_view header :
       {R"({"alg":"EdDSA","alg":"none"})", R"({"alg":"none","alg":"EdDSA"})",
        R"({"alg":"EdDSA","kid":"a","kid":"b"})", R"({"alg":"EdDSA"} x)", R"({"alg":"EdDSA",})",
        R"({'alg':'EdDSA'})", R"(["EdDSA"])", R"("EdDSA")", "\xEF\xBB\xBF{\"alg\":\"EdDSA\"}",
        "{\"alg\":\"EdDSA\",\"x\":\"\xC0\xAF\"}", R"({"alg":"EdDSA","kid":7})",
        R"({"alg":"EdDSA","typ":null})", R"({"alg":"EdDSA","a":[[[[[[[[[[]]]]]]]]]]})"}) {
    EXPECT_TRUE(refused(token_of(header))) << header;
  }
}

TEST(Jws, has_exactly_three_parts_and_nothing_around_them) {
  const std::string token = token_of(R"({"alg":"EdDSA"})");
  ASSERT_TRUE(parse_jws(token).ok());
  const std::size_t dot = token.find('.');
  for (const std::string& other :
       {std::string(), std::string("."), std::string(".."), std::string("..."), token + ".",
        token + ".AAAA", "." + token, token.substr(0, dot), token.substr(0, token.rfind('.')),
        " " + token, token + " ", token + "\n", "Bearer " + token, token + "=",
        token + "==", std::string(token).insert(dot, "="), std::string(token).insert(dot, "\n"),
        std::string(token).replace(dot, 1, ".."), token + std::string(1, '\0')}) {
    EXPECT_TRUE(refused(other)) << other;
  }
  EXPECT_TRUE(refused(std::string(token).replace(dot + 1, token.rfind('.') - dot - 1, "")));
}

TEST(Jws, has_one_text_for_one_value) {
  // 64 bytes are 86 characters, the last of which has four bits that say nothing.
  const std::string token = token_of(R"({"alg":"EdDSA"})");
  std::size_t read = 0;
  for (const char last : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789-_+/")) {
    std::string other = token;
    other.back() = last;
    read += parse_jws(other).ok() ? 1 : 0;
  }
  EXPECT_EQ(read, 4u) << "one in sixteen ends in zeros";
  EXPECT_TRUE(refused("e+J9." + token.substr(token.find('.') + 1)));
}

TEST(Jws, has_64_KiB_and_not_one_more) {
  const std::string header = encoded(R"({"alg":"EdDSA"})");
  const std::size_t rest = limits::kJwsBytes - header.size() - 2 - 86;
  const std::string signature(86, 'A');
  ASSERT_NE(rest % 4, 1u);
  EXPECT_TRUE(parse_jws(header + "." + std::string(rest, 'A') + "." + signature).ok());
  EXPECT_TRUE(refused(header + "." + std::string(rest + 4, 'A') + "." + signature));
  EXPECT_TRUE(refused(std::string(limits::kJwsBytes + 1, '.')));
}

TEST(Jws, is_not_shown_in_any_error) {
  const std::string secret = encoded("EXERCISE secret of a person");
  for (const std::string& token :
       {secret, secret + "." + secret + "." + secret, token_of(R"({"alg":"EXERCISE secret"})"),
        token_of(R"({"EXERCISE secret":1,"EXERCISE secret":2})")}) {
    const std::string told = parse_jws(token).error().describe();
    EXPECT_EQ(told.find(secret.substr(0, 8)), std::string::npos) << told;
    EXPECT_EQ(told.find("EXERCISE"), std::string::npos) << told;
  }
}

// ---- Keys ---------------------------------------------------------------------------------------

TEST(Jwk, of_each_kind_is_read_with_its_algorithm) {
  EXPECT_EQ(algorithm_of(*jwk_of(kRsaJwk)), JwsAlgorithm::rs256);
  EXPECT_EQ(algorithm_of(*jwk_of(kEcJwk)), JwsAlgorithm::es256);
  EXPECT_EQ(algorithm_of(*jwk_of(kOkpJwk)), JwsAlgorithm::eddsa);
  const SigningKey p384 = key_of(SignatureSuite::ecdsa_p384_sha384);
  const BytesView point = p384.verifying_key().raw();
  const auto key = jwk_of(R"({"kty":"EC","crv":"P-384","use":"sig","alg":"ES384","x":")" +
                          to_base64url(point.subspan(1, 48)) + R"(","y":")" +
                          to_base64url(point.last(48)) + R"("})");
  ASSERT_TRUE(key.ok()) << key.error().describe();
  EXPECT_EQ(algorithm_of(*key), JwsAlgorithm::es384);
  EXPECT_EQ(std::get<crypto::VerifyingKey>(*key), p384.verifying_key());
}

/// The key with one more member.
std::string with(std::string_view jwk, std::string_view member) {
  return "{" + std::string(member) + "," + std::string(jwk.substr(1));
}

TEST(Jwk, with_a_private_part_is_refused_wherever_it_stands) {
  for (const std::string_view jwk : {kRsaJwk, kEcJwk, kOkpJwk}) {
    for (const std::string_view name : {"d", "p", "q", "dp", "dq", "qi", "oth"}) {
      const std::string shown = with(jwk, "\"" + std::string(name) + "\":\"AQAB\"");
      EXPECT_TRUE(jwk_of(shown).error().is(kBadJwk)) << name;
      EXPECT_TRUE(set_of(shown).error().is(kBadJwk)) << name;
    }
  }
}

TEST(Jwk, for_another_use_is_no_key_for_signatures) {
  for (const std::string_view member :
       {R"("use":"enc")", R"("use":1)", R"("key_ops":["encrypt"])", R"("key_ops":[])",
        R"("key_ops":"verify")", R"("alg":"RSA-OAEP")", R"("alg":"PS256")", R"("alg":"ES256")"}) {
    EXPECT_TRUE(jwk_of(with(kRsaJwk, member)).error().is(kBadJwk)) << member;
    EXPECT_TRUE(set_of(with(kRsaJwk, member))->empty()) << member;
  }
  for (const std::string_view member :
       {R"("use":"sig")", R"("key_ops":["sign","verify"])", R"("alg":"RS256")", R"("x5c":["AA=="])",
        R"("x5u":"https://evil.example/")", R"("unknown":{"a":[1]})"}) {
    EXPECT_TRUE(jwk_of(with(kRsaJwk, member)).ok()) << member;
  }
}

TEST(Jwk, that_is_weak_or_malformed_is_refused) {
  const std::string short_n = to_base64url(Bytes(128, 0xff));
  const std::string long_n = to_base64url(Bytes(256, 0xff));
  const std::string padded_n = "AP" + long_n;
  for (const std::string& jwk : {
           R"({"kty":"RSA","n":")" + short_n + R"(","e":"AQAB"})",
           R"({"kty":"RSA","n":")" + long_n + R"(","e":"Aw"})",
           R"({"kty":"RSA","n":")" + long_n + R"(","e":"AQ"})",
           R"({"kty":"RSA","n":")" + long_n + R"(","e":""})",
           R"({"kty":"RSA","n":")" + long_n + R"("})",
           R"({"kty":"RSA","n":")" + long_n + R"(=","e":"AQAB"})",
           R"({"kty":"RSA","n":")" + to_base64url(Bytes(257, 0)) + R"(","e":"AQAB"})",
           std::string(R"({"kty":"RSA","n":7,"e":"AQAB"})"),
           std::string(R"({"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"})"),
           R"({"kty":"EC","crv":"P-256","x":")" + to_base64url(Bytes(32, 1)) + R"(","y":")" +
               to_base64url(Bytes(32, 1)) + R"("})",
           R"({"kty":"EC","crv":"P-256","x":")" + to_base64url(Bytes(31, 1)) + R"(","y":")" +
               to_base64url(Bytes(33, 1)) + R"("})",
           R"({"kty":"OKP","crv":"Ed25519","x":")" + to_base64url(Bytes(32, 0)) + R"("})",
           R"({"kty":"OKP","crv":"Ed25519","x":")" + to_base64url(Bytes(31, 9)) + R"("})",
           std::string(R"({"kty":1})"),
           std::string(R"({})"),
           std::string(R"([])"),
           std::string(R"("RSA")"),
       }) {
    EXPECT_TRUE(jwk_of(jwk).error().is(kBadJwk)) << jwk;
    EXPECT_TRUE(set_of(jwk).error().is(kBadJwk)) << jwk;
  }
}

TEST(Jwk, sets_give_their_usable_keys_in_order_and_pass_over_the_others) {
  const auto keys =
      set_of(with(kRsaJwk, R"("kid":"a","use":"sig")") + "," +
             R"({"kty":"oct","k":"AAAA","kid":"b"},{"kty":"EC","crv":"secp256k1","x":"","y":""},)"
             R"({"kty":"OKP","crv":"X25519","x":"AA"},{"kty":"AKP","alg":"ML-DSA-44"},)" +
             with(kRsaJwk, R"("kid":"c","use":"enc")") + "," + with(kEcJwk, R"("kid":"d")") + "," +
             std::string(kOkpJwk));
  ASSERT_TRUE(keys.ok()) << keys.error().describe();
  ASSERT_EQ(keys->size(), 3u);
  EXPECT_EQ((*keys)[0].kid, "a");
  EXPECT_EQ(algorithm_of((*keys)[0].key), JwsAlgorithm::rs256);
  EXPECT_EQ((*keys)[1].kid, "d");
  EXPECT_EQ((*keys)[2].kid, "");
  EXPECT_TRUE(holds(ec_token(), (*keys)[1].key));
  EXPECT_TRUE(set_of("")->empty());
  EXPECT_TRUE(set_of(with(kOkpJwk, R"("kid":1)")).error().is(kBadJwk));
}

TEST(Jwk, sets_are_strict_JSON_with_an_array_of_keys) {
  for (const std::string_view json : {"{}", "[]", R"({"keys":{}})", R"({"keys":null})", "null"}) {
    EXPECT_TRUE(parse_jwks(as_bytes(json)).error().is(kBadJwk)) << json;
  }
  for (const std::string_view json :
       {"", R"({"keys":[],"keys":[]})", R"({"keys":[]}x)", R"({"keys":[{"kty":"a","kty":"b"}]})"}) {
    EXPECT_TRUE(parse_jwks(as_bytes(json)).error().is(kBadJson)) << json;
  }
}

TEST(Jwk, sets_have_64_keys_in_256_KiB_and_not_one_more) {
  std::string keys(kOkpJwk);
  for (std::size_t i = 1; i < limits::kJwksKeys; ++i) {
    keys += "," + std::string(kOkpJwk);
  }
  EXPECT_EQ(set_of(keys)->size(), limits::kJwksKeys);
  EXPECT_TRUE(set_of(keys + "," + std::string(kOkpJwk)).error().is(kBadJwk));
  std::string padded = R"({"keys":[]})";
  padded.resize(limits::kJwksBytes, ' ');
  EXPECT_TRUE(parse_jwks(as_bytes(padded)).ok());
  EXPECT_TRUE(parse_jwks(as_bytes(padded + " ")).error().is(kTooLarge));
}

}  // namespace
}  // namespace entente::format
