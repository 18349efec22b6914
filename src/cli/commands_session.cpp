#include <filesystem>

#include "api/endpoint.h"
#include "api/sign_in.h"
#include "cli/error_kinds.h"
#include "cli/host.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/remote.h"

/// Signing in at a node's HTTP interface, so that other commands can work through it.
namespace entente::cli {
namespace {

/// The operation of that name, to be asked from outside.
api::Endpoint operation(std::string_view name) {
  for (api::Endpoint& endpoint : api::sign_in_operations()) {
    if (endpoint.name == name) {
      return std::move(endpoint);
    }
  }
  ENTENTE_INVARIANT(false);
  return {};
}

Result<std::string> secret_text(const std::string& file, std::string_view prompt) {
  ENTENTE_TRY(const auto secret, read_secret(file, prompt));
  return std::string(as_text(secret.view()));
}

Result<SignedIn> signed_in(const Arguments& a) {
  SignedIn session;
  session.url = url_of(a);
  ENTENTE_TRY(const auto where, endpoint_of_url(session.url));
  static_cast<void>(where);
  ENTENTE_TRY(session.key, Digest::from_hex(a.get("key")));
  ENTENTE_TRY(session.person, PersonId::parse(a.as));
  Arguments sent;
  sent.options["person"] = session.person.text();
  ENTENTE_TRY(sent.options["password"], secret_text(a.get("password-file"), "Password: "));
  ENTENTE_TRY(sent.options["code"], secret_text(a.get("code-file"), "Code: "));
  MemorySink nowhere(0);
  ENTENTE_TRY(const Outcome outcome,
              ask(session, operation("session-begin"), sent, nullptr, nowhere));
  ENTENTE_TRY(const auto answer, format::JsonDocument::parse(outcome.json));
  if (outcome.exit != 0) {
    ENTENTE_TRY(const auto error, answer.root().at("error"));
    return told_error(error);
  }
  ENTENTE_TRY(const auto token, answer.root().string_at("token"));
  session.token = std::string(token);
  return session;
}

Status keep(const SignedIn& session) {
  const std::filesystem::path path(session_path());
  std::error_code fault;
  std::filesystem::create_directories(path.parent_path(), fault);
  return write_local(path.string(), as_bytes(format::to_json(session)));
}

Reply begin(const Arguments& a) {
  const auto session = signed_in(a);
  const Status kept = session.ok() ? keep(*session) : Status(session.error());
  return kept.ok() ? reply_with([&](format::JsonWriter& out) {
    out.member("person", session->person.text()).member("url", session->url);
  })
                   : failed(kept.error());
}

Reply end(const Arguments& a) {
  const auto session = read_session(url_of(a));
  if (!session.ok()) {
    return failed(session.error());
  }
  MemorySink nowhere(0);
  const auto outcome = ask(*session, operation("session-end"), {}, nullptr, nowhere);
  std::error_code ignored;
  std::filesystem::remove(session_path(), ignored);
  return outcome.ok() ? reply_with([&](format::JsonWriter& out) {
    out.member("person", session->person.text());
  })
                      : failed(outcome.error());
}

}  // namespace

std::vector<Command> session_commands() {
  return {
      {"session",
       "begin",
       "sign in at the node of --url as --as; other commands then work through it",
       {},
       {{"key", "HEX", "fingerprint of the node's link key, told another way (`key list`)", true},
        {"password-file", "FILE", "a file with the password; otherwise it is asked for"},
        {"code-file", "FILE", "a file with the authenticator's code; otherwise it is asked for"}},
       begin},
      {"session", "end", "sign out from the node of --url", {}, {}, end},
  };
}

}  // namespace entente::cli
