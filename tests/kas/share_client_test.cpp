#include "kas/share_client.h"

#include <gtest/gtest.h>

#include "crypto/random.h"
#include "kas/errors.h"
#include "object/errors.h"
#include "oidc/errors.h"

/// Services and providers that are hostile or broken; real ones answer in tests/e2e.
namespace entente::kas {
namespace {

constexpr std::string_view kService = "https://kas.exercise.example/kas";
constexpr std::string_view kToken = R"({"access_token":"EXERCISE","token_type":"DPoP"})";

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return Instant::parse("2026-11-27T09:00:00Z").value();
  }
};

http::Response answer(int status, std::string_view body) {
  http::Response response;
  response.status = status;
  response.body = to_bytes(body);
  return response;
}

/// Whatever is asked, as a table of the end of a path and the answer there.
class ShareClientOf : public ::testing::Test {
 protected:
  Exchange exchange() {
    return [this](const http::Endpoint& to, http::Request request) -> Result<http::Response> {
      asked.push_back(to.host + request.target);
      for (const auto& [path, response] : answers) {
        if (request.target.find(path) != std::string::npos) {
          return answer(response.first, response.second);
        }
      }
      return Error(kServiceUnreachable, "Nobody is there.");
    };
  }
  Error error_of(const std::string& url = std::string(kService)) {
    Program program{oidc::Url::parse("https://idp.exercise.example/auth").value(), "program",
                    crypto::SecretBytes::copy_of(as_bytes("a secret"))};
    ShareClient client(exchange(), clock, entropy, {std::string(kService) + "/"},
                       std::move(program));
    object::KeyAccess key_access;
    key_access.type = object::kWrapped;
    key_access.url = url;
    key_access.wrapped_key = Bytes(256);
    const auto share = client.unwrap(key_access, "e30=");
    return share.ok() ? Error(kNoMethod, "It gave a share.") : share.error();
  }

  crypto::SystemEntropy entropy;
  FixedClock clock;
  std::vector<std::string> asked;
  std::map<std::string, std::pair<int, std::string>> answers{
      {"/.well-known/", {404, ""}}, {"/token", {200, std::string(kToken)}}};
};

TEST_F(ShareClientOf, asks_no_service_that_was_not_named) {
  for (const char* url : {"https://other.example/kas", "https://kas.exercise.example/kas/x",
                          "http://kas.exercise.example/kas", "https://kas.exercise.example:444/kas",
                          "https://kas.exercise.example@other.example/kas", ""}) {
    EXPECT_TRUE(error_of(url).is(kUnknownService)) << url;
  }
  EXPECT_TRUE(asked.empty()) << "not even a token";
}

TEST_F(ShareClientOf, says_what_a_refusal_means_and_never_shows_the_secret) {
  const std::pair<int, const ErrorKind*> rows[] = {{400, &kBadRewrap},          {401, &kNoToken},
                                                   {403, &kNotGiven},           {404, &kNotGiven},
                                                   {500, &kServiceUnreachable}, {302, &kBadAnswer}};
  for (const auto& [status, kind] : rows) {
    answers["/v2/rewrap"] = {status, "a secret EXERCISE"};
    const Error error = error_of();
    EXPECT_TRUE(error.is(*kind)) << status << error.code();
    EXPECT_EQ((error.message() + error.where()).find("secret"), std::string::npos);
    EXPECT_EQ((error.message() + error.where()).find("EXERCISE"), std::string::npos);
  }
}

TEST_F(ShareClientOf, takes_no_answer_that_is_not_one) {
  for (const char* body : {"", "{}", "[]", "{\"entityWrappedKey\":7}",
                           "{\"entityWrappedKey\":\"*\"}", "{\"entityWrappedKey\":\"AAAA\"}",
                           "{\"entityWrappedKey\":\"AAAA\",\"entityWrappedKey\":\"AAAA\"}"}) {
    answers["/v2/rewrap"] = {200, body};
    EXPECT_TRUE(error_of().is(kBadAnswer)) << body;
  }
}

TEST_F(ShareClientOf, gets_its_token_where_the_provider_says_if_it_is_that_provider) {
  answers["/v2/rewrap"] = {403, ""};
  answers["/.well-known/"] = {200, R"({"issuer":"https://idp.exercise.example/auth",)"
                                   R"("token_endpoint":"https://idp.exercise.example/token"})"};
  EXPECT_TRUE(error_of().is(kNotGiven));
  EXPECT_EQ(asked[1], "idp.exercise.example/token");
  answers["/.well-known/"] = {200, R"({"issuer":"https://other.example",)"
                                   R"("token_endpoint":"https://other.example/token"})"};
  EXPECT_TRUE(error_of().is(oidc::kBadProvider));
}

TEST_F(ShareClientOf, a_provider_that_refuses_the_program_is_named) {
  answers["/token"] = {401, ""};
  EXPECT_TRUE(error_of().is(kBadProgram));
  answers["/token"] = {503, ""};
  EXPECT_TRUE(error_of().is(kServiceUnreachable));
  answers["/token"] = {200, "{}"};
  EXPECT_TRUE(error_of().is(kBadAnswer));
}

TEST_F(ShareClientOf, a_published_key_is_one_or_the_service_is_none) {
  const std::string url(kService);
  for (const char* body :
       {"", "\"pem\"", "{\"publicKey\":\"x\",\"kid\":\"k\"}", "{\"publicKey\":\"x\"}"}) {
    answers["/v2/kas_public_key"] = {200, body};
    EXPECT_TRUE(published_key(exchange(), url, ServiceKey::rsa).error().is(kBadAnswer)) << body;
  }
  EXPECT_TRUE(published_key(exchange(), "http://x/kas", ServiceKey::rsa).error().is(oidc::kBadUrl));
}

}  // namespace
}  // namespace entente::kas
