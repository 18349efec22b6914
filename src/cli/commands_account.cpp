#include "base/errors.h"
#include "cli/about_item.h"
#include "cli/node_call.h"

/// Who may sign in to the node's interface.
namespace entente::cli {
namespace {

/// Only for a person in the register, and never for oneself: who opens accounts may not use another
/// one unnoticed.
void open(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.positional[0]));
    if (host.node().core().house().registered(person) == nullptr) {
      return Error(kNotFound, "There is no such person in the register.");
    }
    host.access().sessions.end_all(person);
    host.access().accounts.open(person, a.as, [person, done](const Result<std::string>& code) {
      if (!code.ok()) {
        done(failed(code.error()));
        return;
      }
      done(reply_with([&](format::JsonWriter& out) {
        out.member("person", person.text()).member("setup_code", *code);
      }));
    });
    return {};
  });
}

void close(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.positional[0]));
    host.access().sessions.end_all(person);
    host.access().accounts.close(person, [person, done](const Status& closed) {
      done(closed.ok() ? reply_with([&](auto& out) { out.member("person", person.text()); })
                       : failed(closed.error()));
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
      out.member("state", account.is_set_up() ? "in use" : "waits for a password").end_object();
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
       "let a person of the register sign in; prints a one-time code for them",
       {person},
       {},
       nullptr,
       open},
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
