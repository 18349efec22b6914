#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/policy.h"
#include "node/core.h"
#include "node/evidence_keys.h"
#include "node/log_files.h"

/// Evidence packs: acts of both parties with all that a third person needs to check them offline,
/// without a node (docs/reference/evidence-format.md). Nothing that was not chosen is shown: every
/// other leaf stays a hash.
namespace entente::node {

/// Which acts; all of them where nothing is set. Announcements of keys are always in.
struct EvidenceChoice {
  std::optional<ItemId> item;
  std::optional<Instant> from;   ///< `recorded_at` not before
  std::optional<Instant> until;  ///< and before
};

/// JSON lines: the agreement and the parties' invites, then one act a line with its commitment key
/// and its C2SP tlog-proof. `own_invite` is this party's, with its first keys. Reads both logs; an
/// entry over which nobody has cosigned a head is proved under one that `files` signs now. On the
/// sequence. Errors: those of the store; why nothing is signed.
[[nodiscard]] Result<std::string> make_evidence(Core& core, LogFiles& files, const Room& room,
                                                const std::string& own_invite,
                                                const EvidenceChoice& choice);

struct EvidenceFault {
  std::size_t line = 0;  ///< of the pack, from 1
  std::string code;
  std::string text;
};

struct EvidenceReport {
  AgreementId agreement;
  std::size_t acts = 0;
  std::size_t witnessed = 0;   ///< of them, under a head that the other party cosigned
  std::size_t policy_met = 0;  ///< and under one that the verifier's policy takes
  struct Party {
    PartyCode party;
    Digest invite;         ///< fingerprint of its first invite
    bool trusted = false;  ///< it is one of those that the verifier was given
  };
  std::vector<Party> parties;
  /// What whoever made the pack says that it chose; nothing where the pack does not say.
  std::optional<EvidenceChoice> choice;
  std::vector<KeyStatus> keys;  ///< of both parties, by the invites in the pack
  /// One act, in the order of the pack. What is said of one that does not verify is its own claim.
  struct Row {
    std::size_t line = 0;
    PartyCode party;
    std::string type;
    Instant effective_at;
    Instant recorded_at;
    std::optional<ItemId> item;
    std::string marking;      ///< of a release, as its originating party wrote it
    std::uint64_t place = 0;  ///< in the chain to the other party
    std::uint64_t index = 0;  ///< in its party's log
    std::uint64_t size = 0;   ///< of the log under the head of its proof
    Digest digest;
    std::string key;      ///< the node key that signed it
    std::string log_key;  ///< the newest log key of its party that signed the head; empty if none
    std::optional<std::size_t> signed_by;  ///< that key among `keys`, if it counts at its place
    std::optional<std::size_t> headed_by;  ///< the log key that signed the head, among `keys`
    std::optional<Instant> cosigned;       ///< when the other party says that it saw the head
    bool verified = false;
    /// Signed, or under a head that is signed, by a key that its party later said others may know.
    bool compromised = false;
  };
  std::vector<Row> rows;
  std::vector<EvidenceFault> faults;
  [[nodiscard]] bool valid() const { return faults.empty() && acts > 0; }
};

/// Checks everything in the pack (hostile): invites, the agreement's text, each act's signature by
/// the key valid at its place (T8), its opening, its inclusion under a head that its party signed,
/// and who cosigned that; and that the pack holds as many acts as it says. `trusted` are
/// fingerprints of invites that the verifier knows from elsewhere; without any, the report's
/// fingerprints must be compared by a person. With a policy, the head of every act must also meet
/// it
/// (`ledger.untrusted`, `ledger.not-witnessed`). Pure.
[[nodiscard]] EvidenceReport verify_evidence(
    std::string_view pack, const PartnerResolver& resolver, const std::vector<Digest>& trusted,
    const std::optional<ledger::Policy>& policy = std::nullopt);

}  // namespace entente::node
