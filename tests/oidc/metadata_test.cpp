#include "oidc/metadata.h"

#include <gtest/gtest.h>

#include "oidc/errors.h"
#include "oidc/token_answer.h"

namespace entente::oidc {
namespace {

constexpr std::string_view kIssuer = "https://id.example/realm";

std::string metadata(const std::string& more = "", const std::string& issuer = "/realm",
                     const std::string& token = "https://id.example/token") {
  return R"({"issuer":"https://id.example)" + issuer +
         R"(","authorization_endpoint":"https://id.example/auth","token_endpoint":")" + token +
         R"(","jwks_uri":"https://keys.example:8443/jwks","response_types_supported":["code"])" +
         more + "}";
}

Result<Metadata> read(const std::string& text) { return read_metadata(as_bytes(text), kIssuer); }

TEST(Metadata, says_where_a_provider_is_asked) {
  const auto said = read(metadata());
  ASSERT_TRUE(said.ok()) << said.error().describe();
  EXPECT_EQ(said->token_endpoint.target, "/token");
  EXPECT_EQ(said->jwks_uri.endpoint.text(), "keys.example:8443");
  EXPECT_EQ(said->secret_in, SecretIn::head);
  EXPECT_FALSE(said->names_itself);
  EXPECT_EQ(metadata_url(Url::parse(kIssuer).value())->text,
            "https://id.example/realm/.well-known/openid-configuration");
  EXPECT_EQ(metadata_url(Url::parse("https://id.example/").value())->target,
            "/.well-known/openid-configuration");
}

// Discovery 1.0, 4.3: else one provider could speak for another.
TEST(Metadata, is_of_the_issuer_that_was_asked_to_the_letter) {
  for (const char* issuer : {"", "/", "/realm/", "/Realm", "/realm2"}) {
    const auto said = read(metadata("", issuer));
    ASSERT_FALSE(said.ok()) << issuer;
    EXPECT_EQ(said.error().code(), kBadProvider.code);
    EXPECT_EQ(said.error().where(), "issuer");
  }
}

TEST(Metadata, names_https_addresses_alone) {
  for (const char* url : {"http://id.example/token", "https://id.example:0/token", "//id.example",
                          "https://u@id.example/", "https://id.example/#x", "https:///token",
                          "https://id.example/a b", "file:///etc/passwd", ""}) {
    EXPECT_FALSE(read(metadata("", "/realm", url)).ok()) << url;
  }
  EXPECT_FALSE(read(R"({"issuer":"https://id.example/realm"})").ok());
}

TEST(Metadata, is_of_a_provider_that_knows_the_code_flow_PKCE_and_a_secret) {
  EXPECT_TRUE(read(metadata(R"(,"code_challenge_methods_supported":["plain","S256"])")).ok());
  EXPECT_FALSE(read(metadata(R"(,"code_challenge_methods_supported":["plain"])")).ok());
  const std::string methods = R"(,"token_endpoint_auth_methods_supported":)";
  EXPECT_EQ(read(metadata(methods + R"(["client_secret_post"])"))->secret_in, SecretIn::body);
  EXPECT_EQ(read(metadata(methods + R"(["client_secret_post","client_secret_basic"])"))->secret_in,
            SecretIn::head);
  EXPECT_FALSE(read(metadata(methods + R"(["private_key_jwt"])")).ok());
  EXPECT_FALSE(read(metadata(methods + "17")).ok());
  const std::string names = R"(,"authorization_response_iss_parameter_supported":)";
  EXPECT_TRUE(read(metadata(names + "true"))->names_itself);
  EXPECT_FALSE(read(metadata(names + R"("false")")).ok());
}

TEST(Metadata, is_strict_JSON_of_a_bounded_size) {
  EXPECT_FALSE(read(metadata(R"(,"issuer":"https://id.example/realm")")).ok()) << "twice";
  EXPECT_FALSE(read(metadata() + "x").ok());
  EXPECT_FALSE(read("[]").ok());
  const auto padded = [](std::size_t size) {
    const std::string head = metadata(R"(,"x":")");
    std::string text = head.substr(0, head.size() - 1);
    return text + std::string(size - text.size() - 2, 'x') + "\"}";
  };
  EXPECT_TRUE(read(padded(kMetadataBytes)).ok());
  EXPECT_FALSE(read(padded(kMetadataBytes + 1)).ok());
}

TEST(Url, has_the_port_of_https_unless_it_names_one) {
  EXPECT_EQ(Url::parse("https://id.example")->endpoint.port, 443);
  EXPECT_EQ(Url::parse("https://id.example?x=1")->target, "/?x=1");
  EXPECT_EQ(Url::parse("https://[2001:db8::1]/a")->endpoint.port, 443);
  EXPECT_EQ(Url::parse("https://[2001:db8::1]:8443/a")->endpoint.port, 8443);
  const std::string longest = "https://id.example/" + std::string(Url::kBytes - 19, 'x');
  EXPECT_TRUE(Url::parse(longest).ok());
  EXPECT_FALSE(Url::parse(longest + "x").ok());
}

TEST(TokenAnswer, has_an_ID_token_beside_a_bearer_token) {
  const auto read_answer = [](std::string_view text) { return read_token_answer(as_bytes(text)); };
  EXPECT_EQ(read_answer(R"({"token_type":"bearer","id_token":"a.b.c","x":[1]})").value(), "a.b.c");
  for (const char* text :
       {R"({"token_type":"Bearer"})", R"({"id_token":"a.b.c"})", "", "[]",
        R"({"token_type":"DPoP","id_token":"a.b.c"})", R"({"token_type":"Bearer","id_token":""})",
        R"({"token_type":"Bearer","id_token":["a.b.c"]})",
        R"({"token_type":"Bearer","id_token":"a","id_token":"b"})"}) {
    const auto answer = read_answer(text);
    ASSERT_FALSE(answer.ok()) << text;
    EXPECT_EQ(answer.error().code(), kBadProvider.code);
  }
}

}  // namespace
}  // namespace entente::oidc
