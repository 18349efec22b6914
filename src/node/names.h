#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"

/// Names that several parts of the node must spell alike.
namespace entente::node {

inline constexpr std::string_view kActsOperation = "acts";
inline constexpr std::string_view kHeadOperation = "head";
inline constexpr std::string_view kObjectOperation = "object";
inline constexpr std::string_view kRecordsOperation = "records";
inline constexpr std::string_view kTailOperation = "tail";

/// The channel by which a node's own link carries items (Art. 9: government to government).
[[nodiscard]] inline Name electronic_channel() {
  return Name::parse("government-electronic").value();
}

/// Whether a person carries what goes by that channel. Nothing of it is given out over the link.
[[nodiscard]] inline bool is_carried(const Name& channel) {
  return channel != electronic_channel();
}

/// The meta value that holds `recorded_at` of the newest own act.
inline constexpr std::string_view kNewestKey = "newest";

/// The key name of a party's witness in signed notes.
[[nodiscard]] inline std::string witness_name(std::string_view domain) {
  return std::string(domain) + "/entente/witness";
}
[[nodiscard]] inline std::string mirror_name(const AgreementId& agreement, const PartyCode& party) {
  return "mirror|" + agreement.text() + "|" + party.text();
}
[[nodiscard]] inline std::string cosigned_name(const AgreementId& agreement,
                                               const PartyCode& party) {
  return "cosigned|" + agreement.text() + "|" + party.text();
}
/// There while a recovery of the agreement's log is not finished: how much of it was kept.
[[nodiscard]] inline std::string recovery_name(const AgreementId& agreement) {
  return "recovery|" + agreement.text();
}
/// A head that a witness of neither party cosigned of the log with that origin.
[[nodiscard]] inline std::string neutral_name(std::string_view origin, std::string_view witness) {
  return "neutral|" + std::string(origin) + "|" + std::string(witness);
}
/// The last head that was cosigned for who asked (add-checkpoint), of the log with that origin.
[[nodiscard]] inline std::string witnessed_name(std::string_view origin) {
  return "witness|" + std::string(origin);
}
/// Two heads by which a neutral log convicted itself.
[[nodiscard]] inline std::string forked_name(std::string_view origin) {
  return "forked|" + std::string(origin);
}
/// The signer's state lies outside the store and outside backups (ledger.md, decision 6).
/// There where the home was restored from a backup, until every partner has said what it has seen.
inline constexpr std::string_view kRestoredMark = "signer/restored";

[[nodiscard]] inline std::string signer_state_path(std::uint32_t log) {
  return "signer/" + std::to_string(log);
}

}  // namespace entente::node
