#include "oidc/provider.h"

#include <gtest/gtest.h>

#include "api/stand.h"
#include "base/errors.h"
#include "oidc/errors.h"
#include "tokens.h"

namespace entente::oidc {
namespace {

using namespace test;

/// A provider that answers each address with what the test says, and counts.
class ProviderTest : public testing::Test {
 protected:
  ProviderTest() {
    says_["/.well-known/openid-configuration"] = kDescription;
    says_["/jwks"] = signer_.jwks();
    answers_with(signer_);
    restart();
  }
  void restart(const Keys& pinned = nullptr, std::string_view audience = "entente") {
    Settings settings;
    settings.issuer = Url::parse(kIssuer).value();
    settings.client_id = "entente";
    settings.client_secret = crypto::SecretBytes::copy_of(as_bytes("p:w%"));
    settings.redirect_uri = "https://kr.example/api/v1/session/oidc/callback";
    settings.claim = kSubject;
    settings.pinned = pinned;
    settings.audience = audience;
    provider_.emplace(
        executor_, clock_,
        [this](const http::Endpoint&, http::Request request, const auto& done) {
          ++asked_[request.target];
          done(answer(request.target));
          last_ = std::move(request);
        },
        std::move(settings));
  }
  Result<http::Response> answer(const std::string& target) {
    if (!says_.contains(target)) {
      return Error(kUnreachable, "down");
    }
    http::Response response;
    response.status = status_;
    response.headers.add("content-type", "application/json");
    response.body = to_bytes(says_[target]);
    return response;
  }
  void answers_with(const Signer& signer) {
    says_["/token"] =
        R"({"token_type":"Bearer","id_token":")" + signer.sign(sound_claims(clock_.now())) + "\"}";
  }
  std::string ask() {
    std::string outcome = "no answer";
    provider_->ask(question_, [&](const Result<std::string>& url) {
      outcome = url.ok() ? *url : std::string(url.error().code());
    });
    executor_.run();
    return outcome;
  }
  std::string redeem(Answer answer = {"c", "", false}) {
    std::string outcome = "no answer";
    provider_->redeem(question_, std::move(answer), [&](const Result<std::string>& person) {
      outcome = person.ok() ? *person : std::string(person.error().code());
    });
    executor_.run();
    return outcome;
  }

  api::SetClock clock_;
  api::OneByOne executor_;
  Signer signer_{"k1"};
  Question question_{"st", std::string(kNonce), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
  std::map<std::string, std::string> says_;
  std::map<std::string, int> asked_;
  int status_ = 200;
  http::Request last_;
  std::optional<Provider> provider_;
};

TEST_F(ProviderTest, is_asked_with_the_digest_of_a_secret_that_stays_here) {
  const std::string url = ask();
  EXPECT_TRUE(url.starts_with("https://id.example/auth?response_type=code&scope=openid&"));
  // The example of RFC 7636 appendix B.
  EXPECT_NE(url.find("&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"
                     "code_challenge_method=S256"),
            std::string::npos);
  EXPECT_NE(url.find("redirect_uri=https%3A%2F%2Fkr.example%2Fapi%2Fv1%2F"), std::string::npos);
  EXPECT_EQ(url.find(question_.verifier), std::string::npos);
}

TEST_F(ProviderTest, names_the_person_for_a_code) {
  ASSERT_EQ(redeem(), "sub-mori");
  EXPECT_EQ(asked_["/token"], 1);
}

TEST_F(ProviderTest, shows_the_secret_in_the_head_or_in_the_form_as_the_provider_says) {
  // RFC 6749 section 2.3.1 on what a secret's characters become.
  const auto sent = [&] {
    says_.erase("/token");
    EXPECT_EQ(redeem(), kProviderUnreachable.code);
    return as_text(last_.body);
  };
  const std::string by_head(sent());
  EXPECT_EQ(last_.headers.find("authorization"),
            "Basic " + to_base64(as_bytes("entente:p%3Aw%25")));
  EXPECT_EQ(by_head.find("secret"), std::string::npos);
  EXPECT_NE(by_head.find("&code_verifier=dBjftJeZ4CVP"), std::string::npos);
  std::string metadata(kDescription);
  metadata.insert(1, R"("token_endpoint_auth_methods_supported":["client_secret_post"],)");
  says_["/.well-known/openid-configuration"] = metadata;
  restart();
  const std::string by_form(sent());
  EXPECT_FALSE(last_.headers.find("authorization"));
  EXPECT_NE(by_form.find("&client_secret=p%3Aw%25"), std::string::npos);
}

// RFC 9207 section 2.4: the code of another provider is shown to nobody.
TEST_F(ProviderTest, gets_no_code_that_another_provider_gave) {
  EXPECT_EQ(redeem({"c", "https://id.example", false}), "sub-mori");
  EXPECT_EQ(redeem({"c", "https://other.example", false}), kRefused.code);
  EXPECT_EQ(redeem({"c", "", true}), kRefused.code) << "a refusal";
  EXPECT_EQ(redeem({"", "", false}), kRefused.code) << "no code";
  EXPECT_EQ(asked_["/token"], 1);
  std::string metadata(kDescription);
  metadata.insert(1, R"("authorization_response_iss_parameter_supported":true,)");
  says_["/.well-known/openid-configuration"] = metadata;
  restart();
  EXPECT_EQ(redeem({"c", "", false}), kRefused.code) << "one that always names itself";
}

TEST_F(ProviderTest, is_described_and_publishes_keys_once_an_hour) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(redeem(), "sub-mori");
  }
  EXPECT_EQ(asked_["/.well-known/openid-configuration"], 1);
  EXPECT_EQ(asked_["/jwks"], 1);
  clock_.pass(Provider::kKeptMs);
  answers_with(signer_);
  EXPECT_EQ(redeem(), "sub-mori");
  EXPECT_EQ(asked_["/.well-known/openid-configuration"], 2);
  EXPECT_EQ(asked_["/jwks"], 2);
}

TEST_F(ProviderTest, is_asked_once_for_all_who_wait) {
  int answered = 0;
  for (int i = 0; i < 10; ++i) {
    provider_->ask(question_,
                   [&](const Result<std::string>& url) { answered += url.ok() ? 1 : 0; });
  }
  executor_.run();
  EXPECT_EQ(answered, 10);
  EXPECT_EQ(asked_["/.well-known/openid-configuration"], 1);
}

TEST_F(ProviderTest, is_asked_for_a_key_that_is_not_known_at_most_once_a_minute) {
  EXPECT_EQ(redeem(), "sub-mori");
  const Signer next("k2");
  says_["/jwks"] = R"({"keys":[)" + signer_.jwk() + "," + next.jwk() + "]}";
  answers_with(next);
  EXPECT_EQ(redeem(), kBadToken.code) << "too soon after the last time";
  clock_.pass(Provider::kUnknownKeyMs);
  EXPECT_EQ(redeem(), "sub-mori");
  EXPECT_EQ(asked_["/jwks"], 2);
  answers_with(Signer("k3"));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(redeem(), kBadToken.code);
  }
  EXPECT_EQ(asked_["/jwks"], 2);
}

TEST_F(ProviderTest, is_never_asked_for_keys_where_they_are_pinned) {
  restart(std::make_shared<const std::vector<format::Jwk>>(
      format::parse_jwks(as_bytes(signer_.jwks())).value()));
  EXPECT_EQ(redeem(), "sub-mori");
  answers_with(Signer("k2"));
  clock_.pass(Provider::kUnknownKeyMs);
  EXPECT_EQ(redeem(), kBadToken.code);
  EXPECT_EQ(asked_["/jwks"], 0);
}

TEST_F(ProviderTest, that_is_down_is_left_alone_for_some_seconds) {
  const std::string description = says_["/.well-known/openid-configuration"];
  says_.erase("/.well-known/openid-configuration");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ask(), kProviderUnreachable.code);
  }
  EXPECT_EQ(asked_["/.well-known/openid-configuration"], 1);
  says_["/.well-known/openid-configuration"] = description;
  EXPECT_EQ(ask(), kProviderUnreachable.code);
  clock_.pass(Kept<Metadata>::kPauseMs);
  EXPECT_TRUE(ask().starts_with("https://")) << "and it is back";
}

TEST_F(ProviderTest, is_told_apart_by_what_it_answers_to_a_code) {
  ASSERT_TRUE(ask().starts_with("https://"));
  for (const auto& [status, code] :
       {std::pair{400, kRefused.code}, std::pair{302, kRefused.code},
        std::pair{500, kProviderUnreachable.code}, std::pair{503, kProviderUnreachable.code}}) {
    status_ = status;
    EXPECT_EQ(redeem(), code) << status;
  }
  status_ = 200;
  says_["/token"] = "{}";
  EXPECT_EQ(redeem(), kBadProvider.code);
  says_["/token"] = R"({"token_type":"Bearer","id_token":"a.b"})";
  EXPECT_EQ(redeem(), kBadToken.code);
  answers_with(signer_);
  says_["/jwks"] = R"({"keys":17})";
  EXPECT_EQ(redeem(), kBadProvider.code);
}

TEST_F(ProviderTest, says_who_shows_an_access_token_where_this_node_is_named_as_an_audience) {
  const std::string token = signer_.sign(sound_claims(clock_.now()), "at+jwt");
  const auto shown = [&](std::string_view text) {
    std::string outcome = "no answer";
    provider_->read_access(text, [&](const Result<AccessToken>& access) {
      outcome = access.ok() ? access->person : std::string(access.error().code());
    });
    executor_.run();
    return outcome;
  };
  EXPECT_EQ(shown(token), "sub-mori");
  EXPECT_EQ(shown("x"), kBadToken.code);
  EXPECT_EQ(shown(Signer("k2").sign(sound_claims(clock_.now()), "at+jwt")), kBadToken.code);
  EXPECT_EQ(asked_["/jwks"], 1);
  restart(nullptr, "");
  EXPECT_EQ(shown(token), kBadToken.code) << "without an audience there is none";
  EXPECT_EQ(asked_["/jwks"], 1) << "and nobody is asked";
}

TEST_F(ProviderTest, redeems_only_so_many_codes_at_once) {
  std::size_t done = 0;
  std::size_t turned_away = 0;
  for (std::size_t i = 0; i < Provider::kRedeeming + 1; ++i) {
    provider_->redeem(question_, {"c", "", false}, [&](const Result<std::string>& person) {
      done += person.ok() ? 1 : 0;
      turned_away += person.ok() ? 0 : 1;
    });
  }
  EXPECT_EQ(turned_away, 1);
  executor_.run();
  EXPECT_EQ(done, Provider::kRedeeming);
  EXPECT_EQ(redeem(), "sub-mori") << "and there is room again";
}

}  // namespace
}  // namespace entente::oidc
