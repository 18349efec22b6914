#pragma once

#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/executor.h"
#include "base/link_port.h"
#include "http/client.h"

namespace entente::link {

/// Where a partner's node is, and the keys it may show: the current, and during a rotation the
/// next.
struct PeerEndpoint {
  http::Endpoint endpoint;
  std::vector<Digest> spki;  ///< at least one

  bool operator==(const PeerEndpoint&) const = default;
};

/// The link over HTTPS: `call` is `POST /link/v1/<operation>`, the body octets either way. The
/// outside shows addresses and the operation's word, nothing else (I7).
///
/// Every operation is idempotent, and this relies on it: a request whose kept connection turns out
/// to be closed is sent once more on a new one, and `base.unreachable` never means that the request
/// did not arrive. So the partner may get a request twice, also long after, and answers it the
/// same.
///
/// Errors: `base.unreachable` where no answer came, or the partner is too busy (429, 503);
/// `link.refused` for the partner's error, with the partner's code, made safe for display, as
/// `where`.
class HttpsLink final : public Link {
 public:
  /// `loop`, `executor` and `clock` must outlive it.
  HttpsLink(http::IoLoop& loop, Executor& executor, const Clock& clock, http::TlsIdentity identity,
            http::ClientSettings settings = {});
  /// Answers what is under way with `base.unreachable`. Must not run on the loop's thread.
  ~HttpsLink() override;

  /// All callable from any thread but the loop's. A changed endpoint or key ends the old
  /// connections: what was under way on them is answered `base.unreachable`.
  void set_peer(const PartyCode& peer, PeerEndpoint endpoint);
  void remove_peer(const PartyCode& peer);
  /// The node's own link key was rotated: used for every connection from now on.
  void set_identity(http::TlsIdentity identity);

  /// Unknown peers are `base.unreachable`.
  void call(const PartyCode& peer, std::string_view operation, Bytes request,
            Answer answer) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether `operation` is a word that may stand in a link's path: 1 to 32 lower-case letters and
/// hyphens.
[[nodiscard]] bool is_operation(std::string_view operation);

}  // namespace entente::link
