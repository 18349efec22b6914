#pragma once

#include <optional>
#include <string_view>

#include "base/executor.h"
#include "http/server.h"
#include "node/log_files.h"
#include "node/witness.h"

namespace entente::link {

/// A node's logs and its witness over HTTP. For partners: `GET /log/<origin>/...` (C2SP
/// tlog-tiles), `POST /witness/add-checkpoint` and `GET /witness/<hex>/checkpoint` (C2SP
/// tlog-witness). For whoever else reaches a listener: the latter two, of neutral logs alone. What
/// is not there and what a peer is not entitled to are answered alike (T15).
class LogService {
 public:
  /// All belong to the sequence of `executor`, and outlive it.
  struct Parts {
    Executor& executor;
    node::LogFiles& files;
    node::Witness& witness;
  };
  explicit LogService(Parts parts) : parts_(parts) {}

  /// Whether a request for that path is for this service.
  [[nodiscard]] static bool owns(std::string_view path);
  /// Whether it is one that somebody who is no partner may ask for.
  [[nodiscard]] static bool is_open(std::string_view path);
  /// For `http::Server`: on its loop's thread.
  [[nodiscard]] static http::Admission admit(const http::RequestHead& head);
  /// Without `peer`: for one who is no partner.
  void serve(const std::optional<PartyCode>& peer, http::Request request,
             http::Server::Respond respond) const;

 private:
  Parts parts_;
};

}  // namespace entente::link
