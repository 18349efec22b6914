#include "kas/service.h"

#include <gtest/gtest.h>

#include "api/stand.h"
#include "crypto/rsa.h"
#include "format/json.h"
#include "node/errors.h"
#include "object/errors.h"
#include "proofs.h"

namespace entente::kas {
namespace {

using api::OneByOne;
using api::SetClock;

/// The service in front of a node that gives what it is told to.
class KasService : public ::testing::Test {
 protected:
  Service::Parts parts_with(std::vector<std::string> origins) {
    return {executor,
            entropy,
            clock,
            [this](std::string_view token, const HolderDone& done) {
              done(token == kToken ? holder : std::nullopt);
            },
            [](std::string_view, std::string_view secret,
               const std::string& bound_to) -> Result<std::string> {
              return secret == "right" ? Result<std::string>("token of " + bound_to)
                                       : Error(node::kDenied, "no");
            },
            300,
            [this](const node::ShareRequest&, const node::Custody::ShareDone& done) {
              ++asked;
              done(answer);
            },
            [] { return PublishedKey{"r1", "RSA PEM"}; },
            [] { return PublishedKey{"e1", "EC PEM"}; },
            "https://jp.exercise.example/kas",
            std::move(origins)};
  }

  http::Response send(std::string method, std::string target, std::string body = {},
                      http::Headers headers = {}) {
    return send_to(service, std::move(method), std::move(target), std::move(body),
                   std::move(headers));
  }
  http::Response send_to(Service& to, std::string method, std::string target, std::string body,
                         http::Headers headers) {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = std::move(headers);
    request.headers.add("host", "jp.exercise.example");
    request.body = to_bytes(body);
    http::Response response;
    to.serve(std::move(request), [&](http::Response made) { response = std::move(made); });
    executor.run();
    return response;
  }
  http::Headers authorized() { return {{"authorization", "Bearer " + std::string(kToken)}}; }
  http::Headers proved(const testing::Prover& by, std::string_view id) {
    http::Headers headers = authorized();
    headers.add("dpop",
                by.sign(by.header(),
                        testing::Prover::claims("POST", "https://jp.exercise.example/kas/v2/rewrap",
                                                clock.now(), id, kToken)));
    return headers;
  }
  /// A request for one share, signed by `by`.
  std::string body(const testing::Prover& by) {
    static const crypto::RsaKey client = crypto::RsaKey::generate(2048);
    std::string pem;
    for (const char c : client.public_key().pem()) {
      pem += c == '\n' ? std::string(R"(\\n)") : std::string(1, c);
    }
    const std::string claims =
        R"({"requestBody":"{\"policy\":\"eyJ9\",\"clientPublicKey\":\")" + pem +
        R"(\",\"keyAccess\":{\"type\":\"wrapped\",\"url\":\"u\",\"wrappedKey\":\"AAAA\",)"
        R"(\"policyBinding\":\"AAAA\"}}"})";
    return R"({"signedRequestToken":")" + by.sign(R"({"alg":"ES256"})", claims) + R"("})";
  }

  static constexpr std::string_view kToken = "token";
  SetClock clock;
  OneByOne executor;
  crypto::SystemEntropy entropy;
  testing::Prover prover;
  std::optional<Holder> holder = Holder{PersonId::parse("mori.ken").value(), {}};
  Result<std::shared_ptr<const crypto::Secret32>> answer{
      std::make_shared<const crypto::Secret32>(crypto::Secret32::random(entropy))};
  int asked = 0;
  Service service{parts_with({})};
};

TEST_F(KasService, gives_a_share_to_who_shows_a_token_alone) {
  EXPECT_EQ(send("POST", "/kas/v2/rewrap", body(prover)).status, 401);
  EXPECT_EQ(send("POST", "/kas/v2/rewrap", body(prover), {{"authorization", "Basic token"}}).status,
            401);
  EXPECT_EQ(asked, 0);
  const http::Response given = send("POST", "/kas/v2/rewrap", body(prover), authorized());
  EXPECT_EQ(given.status, 200);
  EXPECT_NE(as_text(given.body).find("entityWrappedKey"), std::string_view::npos);
}

TEST_F(KasService, says_as_little_as_the_protocol_allows_AB75) {
  const std::pair<Error, int> rows[] = {{Error(node::kDenied, "why"), 403},
                                        {Error(node::kUnknownAgreement, "why"), 403},
                                        {Error(object::kCannotOpen, "why"), 400},
                                        {Error(object::kBadManifest, "why"), 400},
                                        {Error(node::kOverloaded, "why"), 503}};
  for (const auto& [error, status] : rows) {
    answer = error;
    const http::Response refused = send("POST", "/kas/v2/rewrap", body(prover), authorized());
    EXPECT_EQ(refused.status, status) << error.code();
    EXPECT_EQ(as_text(refused.body).find("why"), std::string_view::npos);
  }
}

TEST_F(KasService, demands_the_key_that_a_token_is_bound_to_RFC9449) {
  holder->bound_to = prover.thumbprint();
  const testing::Prover other;
  EXPECT_EQ(send("POST", "/kas/v2/rewrap", body(prover), authorized()).status, 401);
  EXPECT_EQ(send("POST", "/kas/v2/rewrap", body(other), proved(other, "1")).status, 401);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(send("POST", "/kas/v2/rewrap", body(prover), proved(prover, "2")).status, 200);
  EXPECT_EQ(send("POST", "/kas/v2/rewrap", body(prover), proved(prover, "2")).status, 401)
      << "a proof counts once";
}

TEST_F(KasService, verifies_the_signed_request_where_its_key_was_proved) {
  const testing::Prover other;
  EXPECT_EQ(send("POST", "/kas/v2/rewrap", body(other), proved(prover, "1")).status, 400);
  EXPECT_EQ(asked, 0);
}

TEST_F(KasService, binds_a_token_to_the_key_that_asked_for_it) {
  const std::string form = "grant_type=client_credentials&client_id=app&client_secret=right";
  http::Headers headers{{"content-type", "application/x-www-form-urlencoded"}};
  const std::string path = "/auth/protocol/openid-connect/token";
  EXPECT_NE(as_text(send("POST", path, form, headers).body).find(R"("token_type":"Bearer")"),
            std::string_view::npos);
  headers.add("dpop", prover.sign(prover.header(), testing::Prover::claims(
                                                       "POST", "https://jp.exercise.example" + path,
                                                       clock.now(), "1")));
  const http::Response bound = send("POST", path, form, headers);
  EXPECT_NE(as_text(bound.body).find("token of " + prover.thumbprint()), std::string_view::npos);
  EXPECT_EQ(send("POST", path, form, headers).status, 400) << "a proof counts once";
  EXPECT_EQ(send("POST", path, "grant_type=password&client_id=app", headers).status, 400);
  EXPECT_EQ(send("POST", path, form).status, 400) << "no form";
  http::Headers plain{{"content-type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(send("POST", path, form + "x", plain).status, 401);
  EXPECT_EQ(send("POST", path, form + "&client_secret=right", plain).status, 401) << "twice";
}

TEST_F(KasService, publishes_its_keys_in_every_spelling) {
  EXPECT_EQ(as_text(send("GET", "/kas/kas_public_key").body), R"("RSA PEM")");
  EXPECT_EQ(as_text(send("GET", "/kas/v2/kas_public_key?algorithm=rsa:2048&v=2").body),
            R"({"publicKey":"RSA PEM","kid":"r1"})");
  EXPECT_EQ(as_text(send("GET", "/kas/kas_public_key?v=2&algorithm=ec:secp256r1").body),
            R"({"publicKey":"EC PEM","kid":"e1"})");
  EXPECT_EQ(send("GET", "/kas/kas_public_key?algorithm=rsa:512").status, 400);
  EXPECT_EQ(send("POST", "/kas/kas_public_key").status, 405);
  EXPECT_FALSE(Service::owns("/kas/other"));
}

/// Beside the service that no page of another origin may ask.
class CrossOriginTest : public KasService {
 protected:
  CrossOriginTest() : opened(parts_with({"https://app.exercise.example"})) {}

  http::Response ask(std::string method, const std::string& origin) {
    http::Headers headers = authorized();
    headers.add("origin", origin);
    headers.add("access-control-request-method", "POST");
    return send_to(opened, std::move(method), "/kas/v2/kas_public_key?v=2", {}, headers);
  }
  static std::string allowed(const http::Response& response) {
    return std::string(response.headers.find("access-control-allow-origin").value_or("none"));
  }

  Service opened;
};

TEST_F(CrossOriginTest, lets_pages_of_the_named_origins_ask_and_read) {
  const http::Response before = ask("OPTIONS", "https://app.exercise.example");
  EXPECT_EQ(before.status, 204);
  EXPECT_EQ(allowed(before), "https://app.exercise.example");
  for (const char* field : {"authorization", "content-type", "dpop", "connect-protocol-version"}) {
    EXPECT_NE(before.headers.find("access-control-allow-headers")->find(field), std::string::npos);
  }
  EXPECT_FALSE(before.headers.find("access-control-allow-credentials")) << "never by a cookie";
  const http::Response answer = ask("GET", "https://app.exercise.example");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(allowed(answer), "https://app.exercise.example");
  EXPECT_EQ(answer.headers.find("vary"), "origin");
  const http::Response refused = ask("POST", "https://app.exercise.example");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(allowed(refused), "https://app.exercise.example") << "a page may read why";
}

TEST_F(CrossOriginTest, lets_no_other_page_ask) {
  for (const char* origin :
       {"https://app.exercise.example.evil.example", "https://evil.example", "null", "*",
        "http://app.exercise.example", "https://APP.exercise.example",
        "https://app.exercise.example:444", "https://app.exercise.example, https://evil.example"}) {
    EXPECT_EQ(ask("OPTIONS", origin).status, 405) << origin;
    EXPECT_EQ(allowed(ask("OPTIONS", origin)), "none") << origin;
    EXPECT_EQ(allowed(ask("GET", origin)), "none") << origin;
    EXPECT_EQ(ask("GET", origin).headers.find("vary"), "origin") << origin;
  }
}

TEST_F(CrossOriginTest, is_off_unless_it_is_configured) {
  http::Headers headers{{"origin", "https://app.exercise.example"},
                        {"access-control-request-method", "GET"}};
  EXPECT_EQ(send("OPTIONS", "/kas/kas_public_key", {}, headers).status, 405);
  const http::Response answer = send("GET", "/kas/kas_public_key", {}, headers);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(allowed(answer), "none");
  EXPECT_FALSE(answer.headers.find("vary"));
}

}  // namespace
}  // namespace entente::kas
