#pragma once

#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/reply.h"
#include "http/server.h"

namespace entente::cli {

/// The command line's way into a node that serves: one HTTP exchange per command over the admin
/// socket. The request's body is the command's input, the answer's body its output; arguments and
/// reply are JSON. The same handlers run as without a server.

[[nodiscard]] Result<std::unique_ptr<http::Server>> listen_admin(Host& host, http::IoLoop& loop,
                                                                 Executor& executor,
                                                                 const std::string& path);

/// Whether a node serves behind this socket.
[[nodiscard]] bool is_served(const std::string& socket);

/// Sends the command to the node behind `socket`; its output goes to `out` as it comes, and counts
/// only if this succeeds with exit 0.
[[nodiscard]] Result<Outcome> run_remotely(const std::string& socket, const Command& command,
                                           const Arguments& arguments,
                                           std::unique_ptr<ByteSource> in, ByteSink& out);

}  // namespace entente::cli
