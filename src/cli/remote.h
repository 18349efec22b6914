#pragma once

#include <memory>
#include <string>

#include "api/endpoint.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/stream.h"
#include "cli/command.h"
#include "cli/reply.h"
#include "format/fields.h"
#include "http/endpoint.h"

/// Commands that work through a node's HTTP interface (`--url`), as a person who has signed in.
namespace entente::cli {

/// Where somebody is signed in: a file with permissions 0600, written by `session begin`.
struct SignedIn {
  std::string url;
  Digest key;  ///< of the node: SHA-256 of its certificate's SubjectPublicKeyInfo
  PersonId person;
  std::string token;
  static constexpr auto fields() {
    using format::field;
    return members(field("url", &SignedIn::url), field("key", &SignedIn::key),
                   field("person", &SignedIn::person), field("token", &SignedIn::token));
  }
};

/// `--url`, else `$ENTENTE_URL`, else nothing.
[[nodiscard]] std::string url_of(const Arguments& arguments);
/// `https://HOST[:PORT]`, with nothing behind; else `cli.usage`.
[[nodiscard]] Result<http::Endpoint> endpoint_of_url(std::string_view url);
/// `$ENTENTE_SESSION`, else a file in the person's state folder.
[[nodiscard]] std::string session_path();
/// The session at `url`; `cli.not-signed-in`.
[[nodiscard]] Result<SignedIn> read_session(const std::string& url);

/// Sends the command to the node at `url`; its output goes to `out` as it comes, and counts only if
/// this succeeds with exit 0.
[[nodiscard]] Result<Outcome> run_over_http(const std::string& url, const Command& command,
                                            const Arguments& arguments,
                                            std::unique_ptr<ByteSource> in, ByteSink& out);

/// One exchange with the operation of that name, its parameters as in `arguments`. For signing in,
/// `key` and an empty token.
[[nodiscard]] Result<Outcome> ask(const SignedIn& session, const api::Endpoint& endpoint,
                                  const Arguments& arguments, std::unique_ptr<ByteSource> in,
                                  ByteSink& out);

}  // namespace entente::cli
