#include "api/errors.h"
#include "base/errors.h"
#include "cli/node_call.h"

/// Who is who at the provider of sign-in.
namespace entente::cli {
namespace {

/// Answers with what is bound now.
api::Bindings::Done answers_with(Host& host, const PersonId& person, const Done& done) {
  return [&host, person, done](const Status& changed) {
    if (!changed.ok()) {
      done(failed(changed.error()));
      return;
    }
    // Who was signed in as somebody is not, by the new word, until it is shown again.
    host.access().sessions.end_all(person);
    done(reply_with([&](format::JsonWriter& out) {
      out.member("person", person.text());
      const auto& all = host.access().bindings.all();
      if (const auto found = all.find(person.text()); found != all.end()) {
        out.member("issuer", found->second.issuer).member("subject", found->second.subject);
        out.member("state", found->second.state());
      }
    }));
  };
}

void bind(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.positional[0]));
    const auto& provider = host.config().oidc;
    if (!provider) {
      return Error(api::kNoProvider, "No provider of sign-in is configured here.");
    }
    if (host.node().core().house().registered(person) == nullptr) {
      return Error(kNotFound, "There is no such person in the register.");
    }
    host.access().bindings.bind(person, provider->issuer, a.get("subject"), a.as,
                                answers_with(host, person, done));
    return {};
  });
}

void approve(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.positional[0]));
    host.access().bindings.approve(person, a.get("subject"), a.as,
                                   answers_with(host, person, done));
    return {};
  });
}

void unbind(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.positional[0]));
    host.access().bindings.unbind(person, answers_with(host, person, done));
    return {};
  });
}

}  // namespace

std::vector<Command> account_binding_commands() {
  const OptionSpec person{"PERSON", "", "the person's id", true};
  const OptionSpec subject{"subject", "TEXT", "who that is at the provider, to the letter", true};
  return {
      {"account",
       "bind",
       "let a person of the register sign in as a subject of the configured provider",
       {person},
       {subject},
       nullptr,
       bind},
      {"account",
       "approve-binding",
       "approve a subject that somebody else has bound",
       {person},
       {subject},
       nullptr,
       approve},
      {"account",
       "unbind",
       "end a person's sign-in through the provider, and sessions, at once",
       {person},
       {},
       nullptr,
       unbind},
  };
}

}  // namespace entente::cli
