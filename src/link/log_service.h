#pragma once

#include <string_view>

#include "base/executor.h"
#include "http/server.h"
#include "node/log_files.h"

namespace entente::link {

/// A node's logs over HTTP, for partners: `GET /log/<origin>/...` (C2SP tlog-tiles). What is not
/// there and what a partner is not entitled to are answered alike (T15).
class LogService {
 public:
  /// What it serves belongs to the sequence of `executor`; both outlive it.
  struct Parts {
    Executor& executor;
    node::LogFiles& files;
  };
  explicit LogService(Parts parts) : parts_(parts) {}

  /// Whether a request for that path is for this service.
  [[nodiscard]] static bool owns(std::string_view path);
  /// For `http::Server`: on its loop's thread.
  [[nodiscard]] static http::Admission admit(const http::RequestHead& head);
  void serve(const PartyCode& peer, const http::Request& request,
             http::Server::Respond respond) const;

 private:
  Parts parts_;
};

}  // namespace entente::link
