#include "api/provider_sign_in.h"

#include <gtest/gtest.h>

#include "api/errors.h"
#include "api/sign_in.h"
#include "base/errors.h"
#include "crypto/random.h"
#include "oidc/errors.h"
#include "oidc/tokens.h"
#include "stand.h"
#include "store/memory_store.h"

namespace entente::api {
namespace {

namespace provider = oidc::test;

const PersonId kMori = PersonId::parse("mori.ken").value();

/// A browser, a node and a provider, each as good as the test says.
class ProviderSignInTest : public testing::Test {
 protected:
  ProviderSignInTest() {
    oidc::Settings settings;
    settings.issuer = oidc::Url::parse(provider::kIssuer).value();
    settings.client_id = "entente";
    settings.claim = oidc::kSubject;
    provider_.emplace(
        executor_, clock_,
        [this](const http::Endpoint&, const http::Request& request, const auto& done) {
          done(answer(request.target));
        },
        std::move(settings));
    endpoints_ = provider_endpoints(
        {access_, &*provider_, [this](const PersonId&) { return is_registered_; }});
    access_.bindings.bind(kMori, std::string(provider::kIssuer), "sub-mori", "",
                          [](const Status& kept) { ASSERT_TRUE(kept.ok()); });
  }
  Result<http::Response> answer(const std::string& target) {
    http::Response response;
    response.headers.add("content-type", "application/json");
    const auto claims = provider::with(provider::sound_claims(clock_.now()), "nonce",
                                       "\"" + (nonce_.empty() ? sent("nonce") : nonce_) + "\"");
    response.body = to_bytes(target == "/token" ? R"({"token_type":"Bearer","id_token":")" +
                                                      signer_.sign(claims) + "\"}"
                             : target == "/jwks" ? signer_.jwks()
                                                 : std::string(provider::kDescription));
    return is_down_ ? Result<http::Response>(Error(kUnreachable, "down")) : std::move(response);
  }
  Reply run(std::size_t endpoint, Call call) {
    Reply got = failed(Error(kUnreachable, "no answer"));
    call.address = "192.0.2.1";
    endpoints_[endpoint].run(std::move(call), [&](Reply reply) { got = std::move(reply); });
    executor_.run();
    return got;
  }
  /// The browser is sent to the provider, holding a session or none.
  Reply begin(const std::string& session = "") {
    Call call;
    call.token = session;
    Reply reply = run(0, std::move(call));
    asked_ = field(reply, "location");
    return reply;
  }
  Reply come_back(const std::string& cookie, std::map<std::string, std::string> fields = {}) {
    Call call;
    call.flow = cookie;
    call.arguments.options = {{"state", sent("state")}, {"code", "c"}};
    for (auto& [name, value] : fields) {
      call.arguments.options[name] = value;
    }
    return run(1, std::move(call));
  }
  /// A parameter of the address that the browser was sent to.
  [[nodiscard]] std::string sent(const std::string& name) const {
    const std::size_t at = asked_.find("&" + name + "=");
    return at == std::string::npos ? "" : asked_.substr(at + name.size() + 2, 43);
  }
  static std::string field(const Reply& reply, std::string_view name,
                           std::string_view begins = "") {
    for (const auto& [key, value] : reply.headers) {
      if (key == name && value.starts_with(begins)) {
        return value;
      }
    }
    return "";
  }
  static std::string cookie_of(const Reply& reply, std::string_view name) {
    const std::string value = field(reply, "set-cookie", std::string(name) + "=");
    return value.substr(std::min(value.size(), name.size() + 1), value.find(';') - name.size() - 1);
  }
  static std::string_view code_of(const Reply& reply) {
    return reply.error ? reply.error->code() : std::string_view();
  }

  SetClock clock_;
  OneByOne executor_;
  crypto::SystemEntropy entropy_;
  store::MemoryStore store_;
  Access access_{AccessPorts{store_, executor_, entropy_, clock_}, AccountSettings{}};
  provider::Signer signer_{"k1"};
  std::optional<oidc::Provider> provider_;
  std::vector<Endpoint> endpoints_;
  std::string asked_;
  std::string nonce_;  ///< in place of the one that was sent
  bool is_registered_ = true;
  bool is_down_ = false;
};

TEST_F(ProviderSignInTest, makes_a_session_like_any_other) {
  const std::string flow = cookie_of(begin(), kFlowCookie);
  const Reply reply = come_back(flow);
  ASSERT_EQ(code_of(reply), "");
  const std::string token = cookie_of(reply, kCookie);
  EXPECT_EQ(access_.sessions.find(token), kMori);
  EXPECT_NE(field(reply, "set-cookie", kCookie).find("SameSite=Strict"), std::string::npos);
  EXPECT_NE(field(reply, "set-cookie", kFlowCookie).find("Max-Age=0"), std::string::npos);
}

// AB43: the cookie of the session before is not sent along on the way back.
TEST_F(ProviderSignInTest, ends_the_session_that_the_browser_held_when_it_began) {
  const std::string before = cookie_of(come_back(cookie_of(begin(), kFlowCookie)), kCookie);
  const Reply reply = come_back(cookie_of(begin(before), kFlowCookie));
  EXPECT_FALSE(access_.sessions.find(before));
  EXPECT_TRUE(access_.sessions.find(cookie_of(reply, kCookie)));
}

TEST_F(ProviderSignInTest, that_fails_ends_nothing_and_begins_nothing) {
  const std::string before = cookie_of(come_back(cookie_of(begin(), kFlowCookie)), kCookie);
  nonce_ = "of another question";
  const Reply reply = come_back(cookie_of(begin(before), kFlowCookie));
  EXPECT_EQ(code_of(reply), oidc::kBadToken.code);
  EXPECT_EQ(field(reply, "set-cookie", std::string(kCookie) + "="), "");
  EXPECT_EQ(access_.sessions.size(), 1);
  EXPECT_TRUE(access_.sessions.find(before));
}

TEST_F(ProviderSignInTest, is_for_the_browser_that_began_it) {
  const std::string flow = cookie_of(begin(), kFlowCookie);
  EXPECT_EQ(code_of(come_back("")), kNoFlow.code);
  EXPECT_EQ(code_of(come_back("x" + flow)), kNoFlow.code);
  EXPECT_EQ(code_of(come_back(flow, {{"state", "x"}})), kNoFlow.code);
  EXPECT_EQ(code_of(come_back(flow)), kNoFlow.code) << "it was for one answer";
}

TEST_F(ProviderSignInTest, is_denied_to_who_is_not_bound_or_not_in_the_register) {
  is_registered_ = false;
  EXPECT_EQ(code_of(come_back(cookie_of(begin(), kFlowCookie))), kNotBound.code);
  is_registered_ = true;
  access_.bindings.unbind(kMori, [](const Status& done) { ASSERT_TRUE(done.ok()); });
  EXPECT_EQ(code_of(come_back(cookie_of(begin(), kFlowCookie))), kNotBound.code);
  EXPECT_EQ(access_.sessions.size(), 0);
}

TEST_F(ProviderSignInTest, says_that_the_provider_is_down_or_that_there_is_none) {
  is_down_ = true;
  EXPECT_EQ(code_of(begin()), oidc::kProviderUnreachable.code);
  endpoints_ = provider_endpoints({access_, nullptr, {}});
  EXPECT_EQ(code_of(begin()), kNoProvider.code);
  EXPECT_EQ(code_of(come_back("x")), kNoProvider.code);
}

}  // namespace
}  // namespace entente::api
