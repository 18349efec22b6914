#include "oidc/claims.h"

#include <gtest/gtest.h>

#include "oidc/errors.h"
#include "tokens.h"

namespace entente::oidc {
namespace {

using namespace test;

class IdToken : public testing::Test {
 protected:
  /// Whom the token names, or at which of its claims it was refused.
  std::string judged(const std::string& token, std::string_view claim = kSubject) {
    const auto keys = format::parse_jwks(as_bytes(signer_.jwks())).value();
    const auto person = person_of_id_token(format::parse_jws(token).value(), keys,
                                           {kIssuer, "entente", claim, now_}, kNonce);
    if (!person.ok()) {
      EXPECT_TRUE(person.error().is(kBadToken));
      EXPECT_EQ(person.error().message().find("sub-mori"), std::string::npos);
    }
    return person.ok() ? *person : "refused at " + person.error().where();
  }
  std::string judged(const Claims& claims) { return judged(signer_.sign(claims)); }
  std::string in(std::int64_t seconds) { return std::to_string(now_.ms() / 1000 + seconds); }

  const Instant now_ = Instant::parse("2026-11-27T09:00:00Z").value();
  const Signer signer_{"k1"};
  const Claims sound_ = sound_claims(now_);
};

TEST_F(IdToken, names_its_subject) { EXPECT_EQ(judged(sound_), "sub-mori"); }

TEST_F(IdToken, names_the_person_by_the_claim_that_the_configuration_says) {
  const std::string token = signer_.sign(with(sound_, "employee", R"("E-17")"));
  EXPECT_EQ(judged(token, "employee"), "E-17");
  EXPECT_EQ(judged(signer_.sign(sound_), "employee"), "refused at employee");
}

// OpenID Connect Core 1.0, 3.1.3.7; AB42.
TEST_F(IdToken, is_for_this_node_alone_and_from_this_provider) {
  for (const char* issuer :
       {R"("https://id.example/")", R"("https://ID.example")", R"("")", "17"}) {
    EXPECT_EQ(judged(with(sound_, "iss", issuer)), "refused at iss") << issuer;
  }
  EXPECT_EQ(judged(without(sound_, "iss")), "refused at iss");
  EXPECT_EQ(judged(with(sound_, "aud", R"(["entente"])")), "sub-mori");
  for (const char* audience : {R"("another")", R"(["entente","another"])", "[]", "[17]", "{}",
                               R"(["entente","entente"])", R"("Entente")"}) {
    EXPECT_EQ(judged(with(sound_, "aud", audience)), "refused at aud") << audience;
  }
  EXPECT_EQ(judged(without(sound_, "aud")), "refused at aud");
  EXPECT_EQ(judged(with(sound_, "azp", R"("entente")")), "sub-mori");
  EXPECT_EQ(judged(with(sound_, "azp", R"("another")")), "refused at azp");
}

TEST_F(IdToken, counts_within_its_times_and_a_minute_of_difference_between_clocks) {
  EXPECT_EQ(judged(with(sound_, "exp", in(-59))), "sub-mori");
  EXPECT_EQ(judged(with(sound_, "exp", in(-60))), "refused at exp");
  EXPECT_EQ(judged(with(sound_, "iat", in(60))), "sub-mori");
  EXPECT_EQ(judged(with(sound_, "iat", in(61))), "refused at iat");
  EXPECT_EQ(judged(with(sound_, "iat", in(-660))), "sub-mori");
  EXPECT_EQ(judged(with(sound_, "iat", in(-661))), "refused at iat");
  EXPECT_EQ(judged(with(sound_, "nbf", in(60))), "sub-mori");
  EXPECT_EQ(judged(with(sound_, "nbf", in(61))), "refused at nbf");
  for (const char* time : {"9223372036854775807", "-9223372036854775808", "1e3", R"("now")", "0"}) {
    EXPECT_EQ(judged(with(sound_, "exp", time)), "refused at exp") << time;
    EXPECT_NE(judged(with(sound_, "iat", time)), "sub-mori") << time;
  }
  EXPECT_EQ(judged(without(sound_, "exp")), "refused at exp");
  EXPECT_EQ(judged(without(sound_, "iat")), "refused at exp");
}

TEST_F(IdToken, answers_the_question_that_was_asked) {
  for (const char* nonce : {R"("")", R"("n-0S6_WzA2M")", R"("n-0S6_WzA2Mjj")", "null"}) {
    EXPECT_EQ(judged(with(sound_, "nonce", nonce)), "refused at nonce") << nonce;
  }
  EXPECT_EQ(judged(without(sound_, "nonce")), "refused at nonce");
}

TEST_F(IdToken, has_a_subject_of_1_to_255_bytes_without_controls) {
  const std::string longest(kSubjectBytes, 'x');
  EXPECT_EQ(judged(with(sound_, "sub", "\"" + longest + "\"")), longest);
  EXPECT_EQ(judged(with(sound_, "sub", "\"" + longest + "x\"")), "refused at sub");
  for (const char* subject : {R"("")", "17", R"("a\u0000")", R"("a\n")", R"(["a"])"}) {
    EXPECT_EQ(judged(with(sound_, "sub", subject)), "refused at sub") << subject;
  }
}

// RFC 8725 section 3.11: an access token of the same provider is none.
TEST_F(IdToken, is_no_other_kind_of_token) {
  EXPECT_EQ(judged(signer_.sign(sound_, "")), "sub-mori");
  EXPECT_EQ(judged(signer_.sign(sound_, "jwt")), "sub-mori");
  for (const char* type : {"at+jwt", "logout+jwt", "dpop+jwt"}) {
    EXPECT_EQ(judged(signer_.sign(sound_, type)), "refused at typ") << type;
  }
}

TEST_F(IdToken, is_signed_by_a_key_of_the_provider_under_that_keys_name) {
  EXPECT_EQ(judged(Signer("k1").sign(sound_)), "refused at signature") << "another key";
  EXPECT_EQ(judged(Signer("k2").sign(sound_)), "refused at signature") << "of another name";
  std::string token = signer_.sign(sound_);
  token.back() = token.back() == 'A' ? 'Q' : 'A';
  const auto changed = format::parse_jws(token);
  EXPECT_TRUE(!changed.ok() || judged(token) == "refused at signature");
}

TEST_F(IdToken, says_each_thing_once) {
  std::string twice = json_of(sound_);
  twice.insert(1, R"("sub":"other",)");
  crypto::SystemEntropy entropy;
  const auto key = crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
  const std::vector<format::Jwk> keys{{"k1", key.verifying_key()}};
  const auto jws = format::parse_jws(format::write_jws(key, "", "k1", as_bytes(twice))).value();
  EXPECT_FALSE(person_of_id_token(jws, keys, {kIssuer, "entente", kSubject, now_}, kNonce).ok());
}

// RFC 9068 section 4.
class AnAccessToken : public IdToken {
 protected:
  std::string shown(const Claims& claims, std::string_view type = "at+jwt") {
    const auto keys = format::parse_jwks(as_bytes(signer_.jwks())).value();
    const auto read = read_access_token(format::parse_jws(signer_.sign(claims, type)).value(), keys,
                                        {kIssuer, "entente", kSubject, now_});
    return read.ok() ? read->person + " " + read->bound_to : "refused at " + read.error().where();
  }
};

TEST_F(AnAccessToken, names_who_shows_it_to_this_node_among_others) {
  EXPECT_EQ(shown(sound_), "sub-mori ");
  EXPECT_EQ(shown(without(sound_, "nonce"), "application/AT+JWT"), "sub-mori ");
  EXPECT_EQ(shown(with(sound_, "aud", R"(["another","entente"])")), "sub-mori ");
  for (const char* audience : {R"("another")", "[]", R"(["another",17])", R"([["entente"]])"}) {
    EXPECT_EQ(shown(with(sound_, "aud", audience)), "refused at aud") << audience;
  }
  EXPECT_EQ(shown(with(sound_, "iss", R"("https://other.example")")), "refused at iss");
  EXPECT_EQ(shown(with(sound_, "exp", in(-60))), "refused at exp");
  EXPECT_EQ(shown(with(sound_, "iat", in(-86'460))), "sub-mori ");
  EXPECT_EQ(shown(with(sound_, "iat", in(-86'461))), "refused at iat");
  EXPECT_EQ(shown(without(sound_, "sub")), "refused at sub");
}

TEST_F(AnAccessToken, is_no_ID_token) {
  for (const char* type : {"", "JWT", "dpop+jwt"}) {
    EXPECT_EQ(shown(sound_, type), "refused at typ") << type;
  }
}

TEST_F(AnAccessToken, says_to_which_key_it_is_bound_or_is_refused) {
  EXPECT_EQ(shown(with(sound_, "cnf", R"({"jkt":"abc"})")), "sub-mori abc");
  for (const char* bound : {"{}", R"({"jkt":""})", R"({"x5t#S256":"abc"})", R"({"jkt":17})",
                            R"({"jkt":"abc","x5t#S256":"abc"})", R"("abc")", "null"}) {
    EXPECT_EQ(shown(with(sound_, "cnf", bound)), "refused at cnf") << bound;
  }
}

}  // namespace
}  // namespace entente::oidc
