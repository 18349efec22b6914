#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/executor.h"
#include "http/server.h"
#include "node/custody.h"

namespace entente::kas {

/// One public key of the service, with the id by which objects name it.
struct PublishedKey {
  std::string id;
  std::string pem;
};

/// Who shows a token, as it counts now.
struct Holder {
  PersonId person;
  std::string bound_to;  ///< the thumbprint of the key that must be proved with it; may be empty
};

using HolderDone = std::function<void(const std::optional<Holder>&)>;

/// The key access service of one node for OpenTDF clients (docs/reference/key-access.md): public
/// keys, tokens for registered programs, and the rewrapping of shares. It authenticates and
/// translates; whether a share is given is decided by `node::Custody::release_share` alone.
///
/// Answers say as little as the protocol allows: 400 for what does not fit together, 401 without a
/// token, 403 for whatever may not be given, hidden or absent alike (AB75).
class Service {
 public:
  /// All run on the node's sequence, and outlive the service.
  struct Parts {
    Executor& executor;
    Entropy& entropy;
    Clock& clock;
    /// Calls `done` once with who shows the token; with nothing for one that does not count now.
    std::function<void(std::string_view token, HolderDone done)> holder_of;
    /// A token for a program's id and secret, bound to a key by its thumbprint (empty: to none).
    std::function<Result<std::string>(std::string_view client, std::string_view secret,
                                      const std::string& bound_to)>
        token_for;
    std::int64_t token_seconds = 0;  ///< how long it counts
    std::function<void(node::ShareRequest, node::Custody::ShareDone)> release;
    std::function<PublishedKey()> rsa_key;      ///< the current one
    std::function<PublishedKey()> curve_key;    ///< on P-256
    std::string url;                            ///< `https://host/kas`, what objects name
    std::vector<std::string> web_origins = {};  ///< whose pages may ask (cross_origin.h)
  };
  explicit Service(Parts parts);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Whether a request for that path is for this service.
  [[nodiscard]] static bool owns(std::string_view path);
  /// For `http::Server`: on its loop's thread.
  [[nodiscard]] static http::Admission admit();
  void serve(http::Request request, http::Server::Respond respond);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with requests that are under way
};

}  // namespace entente::kas
