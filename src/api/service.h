#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/access.h"
#include "api/changes.h"
#include "api/endpoint.h"
#include "api/request_counts.h"
#include "http/server.h"
#include "oidc/provider.h"

namespace entente::api {

/// The interface of one node: `/api/v1`, `/livez`, `/readyz`. It reads a request, finds out who
/// asks, whether they may, and runs the endpoint's operation on the node's sequence. It decides
/// nothing itself: roles are the register's, all else is the rules'.
///
/// A request is signed in by `authorization: Bearer TOKEN`, or by the cookie `__Host-entente`; with
/// the cookie, a change must come from the node's own pages (`origin` equal to `host`; AB43).
class Service {
 public:
  /// The roles of a person of this party's register, now; nothing for one who is not in it.
  using RolesOf = std::function<std::optional<std::vector<act::Role>>(const PersonId&)>;
  /// Why the node cannot work, if so.
  using Readiness = std::function<std::optional<Error>()>;

  struct Parts {
    Access& access;
    Executor& executor;
    RolesOf roles_of;
    Readiness readiness;
    std::string version;
    oidc::Provider* provider = nullptr;  ///< of sign-in; null where none is configured
  };
  /// `endpoints`: the operations; those of signing in are added. All parts must outlive it.
  Service(Parts parts, std::vector<Endpoint> endpoints);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// For `http::Server`: on its loop's thread.
  [[nodiscard]] http::Admission admit(const http::RequestHead& head) const;
  void serve(const http::RequestContext& context, http::Request request,
             http::Server::Respond respond);

  /// Who follows changes, to be told of each. On the sequence.
  [[nodiscard]] Changes& changes();
  [[nodiscard]] const RequestCounts& counts() const;
  /// The answer of another service that stands on the same port, counted.
  [[nodiscard]] http::Server::Respond count(RequestCounts::Beside beside,
                                            http::Server::Respond respond);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with requests that are under way
};

}  // namespace entente::api
