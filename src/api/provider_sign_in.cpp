#include "api/provider_sign_in.h"

#include <fmt/format.h>

#include "api/errors.h"
#include "api/reply.h"
#include "api/sign_in.h"

namespace entente::api {
namespace {

constexpr OptionSpec kState{"state", "TEXT", "what the node sent with the question", true};
constexpr OptionSpec kCode{"code", "TEXT", "what the node exchanges for a token"};
constexpr OptionSpec kIssuer{"iss", "URL", "the provider that answers (RFC 9207)"};
constexpr OptionSpec kFault{"error", "TEXT", "why there is no code (RFC 6749, 4.1.2.1)"};

std::pair<std::string, std::string> flow_cookie(std::string_view value, std::int64_t seconds) {
  return {"set-cookie", fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
                                    kFlowCookie, value, seconds)};
}

/// Whatever comes of it, the flow is over.
Done ends_flow(const Done& done) {
  return [done](Reply reply) {
    reply.headers.push_back(flow_cookie("", 0));
    done(std::move(reply));
  };
}

Reply no_provider() {
  return failed(Error(kNoProvider, "No provider of sign-in is configured here."));
}

void send_to_provider(const ProviderSignIn& with, const Call& call, const Done& done) {
  if (with.provider == nullptr) {
    done(no_provider());
    return;
  }
  const auto begun = with.access.flows.begin(call.address, call.token);
  with.provider->ask(begun.question, [cookie = begun.cookie, done](const Result<std::string>& url) {
    if (!url.ok()) {
      done(failed(url.error()));
      return;
    }
    Reply reply;
    reply.headers.emplace_back("location", *url);
    reply.headers.push_back(flow_cookie(cookie, Flows::kLongestMs / 1000));
    done(std::move(reply));
  });
}

/// Who the provider says it is becomes a session, if that is somebody here. The sessions that the
/// browser held before end: nobody can choose another's (AB43).
void admit(const ProviderSignIn& with, const std::string& subject,
           const std::vector<std::string>& before, const Done& done) {
  const auto person = with.access.bindings.person_of(with.provider->issuer(), subject);
  if (!person || !with.is_registered(*person)) {
    done(failed(Error(kNotBound, "Whoever that is at the provider, it is nobody here.")));
    return;
  }
  for (const std::string& token : before) {
    with.access.sessions.end(token);
  }
  begin_session(with.access, *person, done);
}

void come_back(const ProviderSignIn& with, const Call& call, const Done& given) {
  if (with.provider == nullptr) {
    given(no_provider());
    return;
  }
  const Done done = ends_flow(given);
  const Arguments& a = call.arguments;
  const auto flow = with.access.flows.take(call.flow, a.get("state"));
  if (!flow) {
    done(failed(Error(kNoFlow, "This browser has not begun such a sign-in, or too long ago.")));
    return;
  }
  const std::vector<std::string> before{flow->before, call.token};
  with.provider->redeem(flow->question, {a.get("code"), a.get("iss"), a.has("error")},
                        [with, before, done](const Result<std::string>& subject) {
                          if (!subject.ok()) {
                            done(failed(subject.error()));
                            return;
                          }
                          admit(with, *subject, before, done);
                        });
}

}  // namespace

std::vector<Endpoint> provider_endpoints(const ProviderSignIn& with) {
  Endpoint begin{
      "session-oidc",
      Method::get,
      "/session/oidc",
      Door::open,
      {},
      "send the browser to the OpenID provider (303)",
      {},
      {},
      Content::none,
      {},
      [with](const Call& call, const Done& done) { send_to_provider(with, call, done); }};
  Endpoint end{"session-oidc-callback",
               Method::get,
               "/session/oidc/callback",
               Door::open,
               {},
               "sign in with what the OpenID provider sent the browser back with",
               {},
               {kState, kCode, kIssuer, kFault},
               Content::none,
               {},
               [with](const Call& call, const Done& done) { come_back(with, call, done); },
               Unnamed::passed_over};
  return {std::move(begin), std::move(end)};
}

}  // namespace entente::api
