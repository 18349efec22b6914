#include "base/errors.h"
#include "cli/about_item.h"
#include "cli/node_call.h"

/// Who may sign in to the node's interface.
namespace entente::cli {
namespace {

std::string_view state_of(const api::Account& account) {
  return account.is_set_up()            ? "in use"
         : account.waits_for_approval() ? "waits for approval"
                                        : "waits for a password";
}

using Issue = void (api::Accounts::*)(const PersonId&, const std::string&, api::Accounts::Opened);

/// A one-time code, or half of one, for a person who is in the register.
template <Issue kIssue>
void issue(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.positional[0]));
    if (host.node().core().house().registered(person) == nullptr) {
      return Error(kNotFound, "There is no such person in the register.");
    }
    const auto issued = [&host, person, done](const Result<std::string>& code) {
      if (!code.ok()) {
        done(failed(code.error()));
        return;
      }
      const api::Account& account = host.access().accounts.all().at(person.text());
      host.access().sessions.end_all(person);
      done(reply_with([&](format::JsonWriter& out) {
        out.member("person", person.text()).member("setup_code", *code);
        out.member("state", state_of(account));
      }));
    };
    (host.access().accounts.*kIssue)(person, a.as, issued);
    return {};
  });
}

void close(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.positional[0]));
    const bool known = host.access().accounts.all().contains(person.text()) ||
                       host.access().bindings.all().contains(person.text());
    if (!known) {
      return Error(kNotFound, "The person has no account.");
    }
    end_access(host, person, [person, done](const Status& ended) {
      done(ended.ok() ? reply_with([&](auto& out) { out.member("person", person.text()); })
                      : failed(ended.error()));
    });
    return {};
  });
}

void list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  done(reply_with([&](format::JsonWriter& out) {
    out.begin_array("accounts");
    for (const auto& [person, account] : host.access().accounts.all()) {
      out.begin_object().member("person", person).member("opened_by", account.opened_by);
      out.member("opened_at", account.opened_at.text());
      out.member("approved_by", account.approved_by).member("state", state_of(account));
      out.end_object();
    }
    out.end_array();
    out.begin_array("bindings");
    for (const auto& [person, binding] : host.access().bindings.all()) {
      out.begin_object().member("person", person).member("issuer", binding.issuer);
      out.member("subject", binding.subject).member("bound_by", binding.bound_by);
      out.member("bound_at", binding.bound_at.text()).member("approved_by", binding.approved_by);
      out.member("state", binding.state());
      out.end_object();
    }
    out.end_array();
  }));
}

}  // namespace

std::vector<Command> account_commands() {
  const OptionSpec person{"PERSON", "", "the person's id", true};
  return {
      {"account",
       "open",
       "let a person of the register sign in; prints the one-time code for them, or half of it",
       {person},
       {},
       nullptr,
       issue<&api::Accounts::open>},
      {"account",
       "approve",
       "approve an account that somebody else has opened; prints the other half of the code",
       {person},
       {},
       nullptr,
       issue<&api::Accounts::approve>},
      {"account",
       "close",
       "end a person's account and sessions at once",
       {person},
       {},
       nullptr,
       close},
      {"account", "list", "who may sign in", {}, {}, nullptr, list},
  };
}

}  // namespace entente::cli
