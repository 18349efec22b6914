#include "api/sign_in.h"

#include <fmt/format.h>

#include "api/errors.h"
#include "api/reply.h"

namespace entente::api {
namespace {

constexpr OptionSpec kPerson{"person", "PERSON", "the person's id", true};
constexpr OptionSpec kPassword{"password", "TEXT", "the password", true};

/// What went wrong, with how long to wait where that is why.
Reply refused(Access& access, const Error& error, const std::string& person,
              const std::string& address) {
  Reply reply = failed(error);
  if (error.is(kTooManyAttempts)) {
    const std::int64_t seconds = (access.accounts.wait_ms(person, address) + 999) / 1000;
    reply.headers.emplace_back("retry-after", std::to_string(std::max<std::int64_t>(seconds, 1)));
  }
  return reply;
}

void sign_in(Access& access, Call call, const Done& done) {
  const std::string person = call.arguments.get("person");
  Accounts::SignIn given{person, call.arguments.get("password"), call.arguments.get("code"),
                         call.address};
  access.accounts.sign_in(std::move(given),
                          [&access, person, address = call.address, before = call.token,
                           done](const Result<PersonId>& who) {
                            if (!who.ok()) {
                              done(refused(access, who.error(), person, address));
                              return;
                            }
                            // The session that the browser held before ends: nobody can choose
                            // another's (AB43).
                            access.sessions.end(before);
                            begin_session(access, *who, done);
                          });
}

void show_session(Access& access, Call call, const Done& done) {
  const Session* session = access.sessions.session_of(call.token);
  if (session == nullptr) {
    done(failed(Error(kSignInRequired, "Nobody is signed in.")));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) {
    out.member("person", session->session_of.text()).member("begun", session->begun.text());
  }));
}

void sign_out(Access& access, Call call, const Done& done) {
  access.sessions.end(call.token);
  Reply reply;
  reply.headers.emplace_back(
      "set-cookie",
      fmt::format("{}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0", kCookie));
  done(std::move(reply));
}

void set_up(Access& access, Call call, const Done& done) {
  const std::string person = call.arguments.get("person");
  Accounts::SetUp given{person, call.arguments.get("setup-code"), call.arguments.get("password"),
                        call.address};
  access.accounts.set_up(std::move(given), [&access, person, address = call.address,
                                            done](const Result<std::string>& key) {
    if (!key.ok()) {
      done(refused(access, key.error(), person, address));
      return;
    }
    done(reply_with([&](format::JsonWriter& out) {
      out.member("person", person).member("totp_key", *key);
      // A person's id is letters, digits, dots and dashes: nothing in it needs encoding.
      out.member("otpauth",
                 fmt::format("otpauth://totp/Entente:{}?secret={}&issuer=Entente", person, *key));
    }));
  });
}

}  // namespace

void begin_session(Access& access, const PersonId& who, const Done& done) {
  access.sessions.begin(who, [who, done](const Result<std::string>& token) {
    if (!token.ok()) {
      done(failed(token.error()));
      return;
    }
    Reply reply = reply_with(
        [&](format::JsonWriter& out) { out.member("person", who.text()).member("token", *token); });
    // A token is base64url: a field's value takes it as it is.
    reply.headers.emplace_back(
        "set-cookie",
        fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict", kCookie, *token));
    done(std::move(reply));
  });
}

std::vector<Endpoint> sign_in_operations() {
  const OptionSpec code{"code", "TEXT", "the six digits that the authenticator shows", true};
  const OptionSpec setup{"setup-code", "TEXT", "the one-time code that the person was given", true};
  return {
      {"session-begin",
       Method::post,
       "/session",
       Door::open,
       {},
       "sign in",
       {},
       {kPerson, kPassword, code},
       Content::none,
       {},
       {}},
      {"session-show",
       Method::get,
       "/session",
       Door::signed_in,
       {},
       "who is signed in",
       {},
       {},
       Content::none,
       {},
       {}},
      {"session-end",
       Method::remove,
       "/session",
       Door::signed_in,
       {},
       "sign out",
       {},
       {},
       Content::none,
       {},
       {}},
      {"account-set-up",
       Method::post,
       "/account/password",
       Door::open,
       {},
       "choose a password with a one-time code; gives the authenticator's key",
       {},
       {kPerson, setup, kPassword},
       Content::none,
       {},
       {}},
  };
}

std::vector<Endpoint> sign_in_endpoints(Access& access) {
  std::vector<Endpoint> endpoints = sign_in_operations();
  constexpr decltype(&sign_in) kRuns[] = {sign_in, show_session, sign_out, set_up};
  ENTENTE_INVARIANT(endpoints.size() == std::size(kRuns));
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    endpoints[i].run = [&access, run = kRuns[i]](Call call, const Done& done) {
      run(access, std::move(call), done);
    };
  }
  return endpoints;
}

}  // namespace entente::api
