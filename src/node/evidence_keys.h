#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "act/key_bodies.h"
#include "node/partner.h"

/// What an evidence pack says of the keys that its acts rest on: which invite each is of, since
/// when it counts, and what became of it (T8).
namespace entente::node {

/// Keys that a party announced in an act of the pack.
struct AnnouncedKeys {
  Partner keys;
  act::KeyReason reason = act::KeyReason::planned;  ///< why those before were replaced
  std::size_t line = 0;                             ///< of the announcement in the pack
  std::uint64_t place = 0;                          ///< of the announcement in its party's chain
  Instant recorded_at;                              ///< of the announcement
};

/// One key of a party with its status.
struct KeyStatus {
  PartyCode party;
  crypto::KeyRole role = crypto::KeyRole::node;  ///< `node` signs acts, `log` signs heads
  std::string key;                               ///< `act::key_id`
  Digest invite;                                 ///< fingerprint of the invite that first named it
  std::uint64_t from = 1;        ///< the first place in its party's chain that it counts for
  std::optional<Instant> since;  ///< when it was announced; nothing for those of the first invite
  struct Replaced {
    std::size_t line = 0;     ///< of the announcement in the pack
    std::uint64_t place = 0;  ///< of the announcement: the last that the key counts for
    Instant at;               ///< when the announcement was recorded
    act::KeyReason reason = act::KeyReason::planned;
  };
  std::optional<Replaced> replaced;

  /// Whether its party said later that others may know it.
  [[nodiscard]] bool compromised() const {
    return replaced && replaced->reason == act::KeyReason::compromised;
  }
};

/// The node and log keys of one party in the order in which they count: of its first invite, then
/// of those that it announced (in any order). Pure.
[[nodiscard]] std::vector<KeyStatus> key_statuses(const Partner& first,
                                                  std::vector<AnnouncedKeys> announced);

/// Where the node key that counts at `place` stands among `statuses`; nothing if the key with that
/// id does not count there.
[[nodiscard]] std::optional<std::size_t> node_key_at(std::span<const KeyStatus> statuses,
                                                     const PartyCode& party, std::string_view key,
                                                     std::uint64_t place);
/// Where a log key stands among `statuses`.
[[nodiscard]] std::optional<std::size_t> log_key_in(std::span<const KeyStatus> statuses,
                                                    const PartyCode& party, std::string_view key);

}  // namespace entente::node
