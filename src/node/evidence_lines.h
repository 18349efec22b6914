#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "format/fields.h"

/// Internal to evidence: the lines of a pack, version 1.
namespace entente::node {

inline constexpr std::string_view kEvidenceFormat = "entente-evidence-v1";

struct EvidenceParty {
  PartyCode party;
  Bytes invite;  ///< its first; later ones stand in its announcements
  static constexpr auto fields() {
    return members(format::field("party", &EvidenceParty::party),
                   format::field("invite", &EvidenceParty::invite));
  }
};

struct EvidenceCount {
  PartyCode party;
  std::uint64_t acts = 0;
  static constexpr auto fields() {
    return members(format::field("party", &EvidenceCount::party),
                   format::field("acts", &EvidenceCount::acts));
  }
};

/// What whoever made the pack says that it holds: its choice, and how many acts of each party.
struct EvidenceManifest {
  std::optional<ItemId> item;
  std::optional<Instant> from;
  std::optional<Instant> until;
  std::vector<EvidenceCount> counts;  ///< in the order of the parties
  static constexpr auto fields() {
    return members(format::field("item", &EvidenceManifest::item),
                   format::field("from", &EvidenceManifest::from),
                   format::field("until", &EvidenceManifest::until),
                   format::field("counts", &EvidenceManifest::counts));
  }
};

struct EvidenceHead {
  std::string format;
  AgreementId agreement;
  Bytes profile;  ///< the agreement's text
  std::vector<EvidenceParty> parties;
  std::optional<EvidenceManifest> manifest;  ///< packs made before there was one have none
  static constexpr auto fields() {
    return members(format::field("format", &EvidenceHead::format),
                   format::field("agreement", &EvidenceHead::agreement),
                   format::field("profile", &EvidenceHead::profile),
                   format::field("parties", &EvidenceHead::parties),
                   format::field("manifest", &EvidenceHead::manifest));
  }
};

struct EvidenceAct {
  PartyCode party;
  Bytes commitment_key;
  Bytes act;
  Bytes proof;  ///< C2SP tlog-proof
  static constexpr auto fields() {
    return members(format::field("party", &EvidenceAct::party),
                   format::field("commitment_key", &EvidenceAct::commitment_key),
                   format::field("act", &EvidenceAct::act),
                   format::field("proof", &EvidenceAct::proof));
  }
};

}  // namespace entente::node
