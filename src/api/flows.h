#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/accounts.h"
#include "oidc/provider.h"

namespace entente::api {

/// Sign-ins that have been sent to the provider and have not come back: in this process alone, for
/// ten minutes, each for one answer. Which one a browser began, its cookie says, so that nobody can
/// finish another's (RFC 9700 section 4.7.1). Belongs to the node's sequence.
class Flows {
 public:
  static constexpr std::int64_t kLongestMs = 600'000;
  static constexpr std::size_t kOfAddress = 32;  ///< past it its oldest ends
  static constexpr std::size_t kAtOnce = 4096;   ///< past it the oldest of all ends

  struct Flow {
    oidc::Question question;
    std::string before;  ///< the session that the browser held when it began: it ends with it
    std::string address;
    Instant begun;
  };

  explicit Flows(AccessPorts ports) : ports_(ports) {}
  struct Begun {
    std::string cookie;
    oidc::Question question;
  };
  [[nodiscard]] Begun begin(std::string address, std::string before);
  /// The flow of that cookie, which ends here, if it still counts and the state is its own.
  [[nodiscard]] std::optional<Flow> take(std::string_view cookie, std::string_view state);

 private:
  void make_room(const std::string& address);

  AccessPorts ports_;
  std::map<Digest, Flow> flows_;  ///< by the digest of the cookie
};

}  // namespace entente::api
