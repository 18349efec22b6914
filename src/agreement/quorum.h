#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "agreement/profile.h"
#include "base/ids.h"

/// Whose agreement makes an act of a class count. What restricts never waits for anybody: a
/// suspension, a hold, an objection and a revocation count at once.
namespace entente::agreement {

/// The rule of one class, with its parties by name.
struct Quorum {
  std::vector<PartyCode> of;  ///< whose agreement counts
  std::size_t needed = 1;     ///< of them
  /// Only the party whose notice, suspension or item it is: then `needed` is 1 and `of` everybody.
  bool originator_alone = false;
};

/// As the profile has it. Without a row: everybody for a text and a replacement; the party itself
/// for its notice, its suspension and its item.
[[nodiscard]] Quorum quorum_of(const Profile& profile, ActClass act);
/// The same without `party`, which nobody asks: who asks for a consent does not give it (AB13).
[[nodiscard]] Quorum quorum_without(const Profile& profile, ActClass act, const PartyCode& party);

[[nodiscard]] bool is_among(std::span<const PartyCode> parties, const PartyCode& party);

/// Those of `agreed` whose agreement counts, each once.
[[nodiscard]] std::vector<PartyCode> counted(const Quorum& quorum,
                                             std::span<const PartyCode> agreed);
/// Whether it stands. Where the act is about what belongs to one party (`originator`), it never
/// stands without that party.
[[nodiscard]] bool stands(const Quorum& quorum, std::span<const PartyCode> agreed,
                          const std::optional<PartyCode>& originator = std::nullopt);

}  // namespace entente::agreement
