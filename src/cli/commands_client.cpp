#include "base/errors.h"
#include "cli/node_call.h"

/// The programs that act for a person.
namespace entente::cli {
namespace {

/// Whose programs these are: the asker's own; the node's operator keeps everybody's.
Result<std::optional<PersonId>> owner_of(const Arguments& a) {
  if (!a.signed_in) {
    return std::optional<PersonId>();
  }
  ENTENTE_TRY(PersonId asker, PersonId::parse(a.as));
  return std::optional(std::move(asker));
}

/// AB46: a program acts for whoever registers it, so that nobody gets another person's access.
void enter(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.as));
    if (host.node().core().house().registered(person) == nullptr) {
      return Error(kNotFound, "There is no such person in the register.");
    }
    host.access().clients.enter(
        person, a.positional[0], [person, done](const Result<api::Clients::Registered>& made) {
          done(made.ok() ? reply_with([&](format::JsonWriter& out) {
            out.member("client", made->client).member("secret", made->secret);
            out.member("acts_for", person.text());
          })
                         : failed(made.error()));
        });
    return {};
  });
}

void revoke(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const auto owner, owner_of(a));
    const std::string client = a.positional[0];
    host.access().clients.revoke(client, owner, [client, done](const Status& ended) {
      done(ended.ok() ? reply_with([&](auto& out) { out.member("client", client); })
                      : failed(ended.error()));
    });
    return {};
  });
}

void list_clients(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const auto owner, owner_of(a));
    done(reply_with([&](format::JsonWriter& out) {
      out.begin_array("clients");
      for (const auto& [id, client] : host.access().clients.all()) {
        if (!owner || client.acts_for == *owner) {
          out.begin_object().member("client", id).member("acts_for", client.acts_for.text());
          out.member("title", client.title).member("registered_at", client.registered_at.text());
          out.end_object();
        }
      }
      out.end_array();
    }));
    return {};
  });
}

}  // namespace

std::vector<Command> client_commands() {
  return {
      {"client",
       "register",
       "let a program open objects for --as alone; prints its id and its secret, once",
       {{"TITLE", "", "what to call it", true}},
       {},
       nullptr,
       enter},
      {"client",
       "revoke",
       "end a program's access at once",
       {{"CLIENT", "", "its id", true}},
       {},
       nullptr,
       revoke},
      {"client", "list", "the registered programs", {}, {}, nullptr, list_clients},
  };
}

}  // namespace entente::cli
