#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "api/accounts.h"
#include "crypto/signature.h"

namespace entente::api {

/// A program that was registered to act for one person: what it may do is what that person may, and
/// nothing for itself. Kept sealed in the store.
struct Client {
  std::string client;  ///< its id, drawn at random
  PersonId acts_for;
  std::string title;  ///< what its owner calls it
  Digest secret;      ///< of the secret, that nobody else has
  Instant registered_at;
  static constexpr auto fields() {
    using format::field;
    return members(field("client", &Client::client), field("acts_for", &Client::acts_for),
                   field("title", &Client::title), field("secret", &Client::secret),
                   field("registered_at", &Client::registered_at));
  }
};

/// The registered programs, and the tokens with which they speak to the key service (RFC 6749
/// section 4.4). A token is a JWT (RFC 9068), since programs in the field read it as one; it is
/// signed with a key of this process, so a restart ends them all, and it counts as long as its
/// program is registered. Belongs to the node's sequence.
class Clients {
 public:
  static constexpr std::int64_t kTokenSeconds = 300;
  static constexpr std::size_t kOfOnePerson = 32;
  static constexpr std::size_t kTitleBytes = 200;

  explicit Clients(AccessPorts ports);
  /// Takes up a value of the store if it is a client.
  bool take_up(BytesView value);

  /// Registers a program of the person's. The secret has 256 random bits, is shown once, and kept
  /// as a digest. Errors: `api.bad-parameter` for a title that is empty or too long, `api.busy`
  /// where the person has too many.
  struct Registered {
    std::string client;
    std::string secret;
  };
  void enter(const PersonId& person, const std::string& title,
             std::function<void(Result<Registered>)> done);
  /// Its tokens end with it. `base.not-found` where there is none, or it is somebody else's
  /// (`owner`; nothing for the node's operator).
  void revoke(const std::string& client, const std::optional<PersonId>& owner,
              std::function<void(Status)> done);

  /// A token for who has the secret; else `api.wrong-credentials`, whatever is wrong. `bound_to`
  /// names the key without which it is of no use (RFC 9449 section 6.1); empty: none.
  [[nodiscard]] Result<std::string> issue(std::string_view client, std::string_view secret,
                                          std::string_view bound_to = {});
  /// Who shows a token.
  struct Holder {
    PersonId person;  ///< for whom its program acts
    std::string bound_to;
  };
  /// Nothing for a token that does not count now.
  [[nodiscard]] std::optional<Holder> holder_of(std::string_view token) const;

  [[nodiscard]] const std::map<std::string, Client, std::less<>>& all() const { return clients_; }

 private:
  AccessPorts ports_;
  crypto::SigningKey key_;
  std::map<std::string, Client, std::less<>> clients_;
};

}  // namespace entente::api
