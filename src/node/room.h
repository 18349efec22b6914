#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "agreement/edition.h"
#include "agreement/overlay.h"
#include "agreement/profile.h"
#include "agreement/status.h"
#include "ledger/witnessed_log.h"
#include "node/key_history.h"
#include "node/own_log.h"
#include "registry/house.h"
#include "registry/shared.h"
#include "rules/view.h"

namespace entente::node {

/// A place in a chain of acts from one party to another.
struct ChainHead {
  std::uint64_t sequence = 0;
  Digest digest;
  Instant recorded_at;  ///< of that act, by its issuer's clock
  static constexpr auto fields() {
    using format::field;
    return members(field("sequence", &ChainHead::sequence), field("digest", &ChainHead::digest),
                   field("recorded_at", &ChainHead::recorded_at));
  }
};

/// A place of a partner's chain in `Space::chain`: digest and time of the act that has it.
[[nodiscard]] Bytes chain_value(const ChainHead& place);
[[nodiscard]] Result<ChainHead> chain_place(std::uint64_t sequence, BytesView value);

/// What somebody has cosigned of a log.
struct Cosigned {
  std::uint64_t size = 0;
  std::string note;  ///< the signed head with the cosignature
  static constexpr auto fields() {
    using format::field;
    return members(field("size", &Cosigned::size), field("note", &Cosigned::note));
  }
};

/// A party's recovery of its log, as it stands in the head of its next epoch, until this party has
/// accepted it (T14).
struct ProposedRecovery {
  Digest act;
  act::LedgerRecover says;
};

/// The other party of an agreement, as this node knows its log and both chains. Not thread-safe.
struct Counterpart {
  LogNumber number = 0;                       ///< of the copy of its log
  KeyHistory keys;                            ///< once the partner was enrolled
  std::optional<ledger::MirroredLog> mirror;  ///< once the partner's keys are known
  ChainHead sent;                             ///< our newest act to it
  ChainHead received;                         ///< its newest act to us without a gap before it
  ChainHead seen;                             ///< our newest act that it says it has seen
  std::map<std::uint64_t, ChainHead> early;   ///< its acts that came before their turn
  std::uint64_t known_size = 0;               ///< of our log, known to it
  Cosigned cosigned;
  /// Its acts up to this place were judged here before this node lost them: they come again, and
  /// are not judged twice.
  std::uint64_t judged = 0;
  std::optional<ProposedRecovery> proposed;
  /// Deliveries in a row whose leaves did not lead to the signed head. Leaves are not signed, so
  /// one may have been damaged on the way; many in a row were not.
  int unproved = 0;
  std::size_t differing_records = 0;  ///< of a settled comparison, the last one
  bool misconduct = false;            ///< its log contradicted itself: nothing more is exchanged
};

/// One agreement at this node: its text, the shared records, our log and the partner's. Not
/// thread-safe: belongs to the node's sequence.
struct Room {
  AgreementId id;
  std::string profile_text;
  agreement::Profile profile;  ///< as it was signed: its digest names the agreement in every act
  std::vector<agreement::Edition> amended;             ///< the amended texts that this node holds
  std::vector<agreement::SupplementText> supplements;  ///< and the supplements
  std::map<Digest, std::string> text_of;               ///< the exact bytes of both
  /// Texts that acts name and that came from a partner, with why they were not kept.
  std::map<Digest, std::string> refused_texts;
  std::map<Digest, std::string> overlays;  ///< of this party's own law: exact bytes
  registry::Shared shared;
  OwnLog log;
  crypto::SigningKey node_key;  ///< signs this party's acts here from now on
  Digest first_key;             ///< fingerprint of the one that did so first
  std::map<PartyCode, Counterpart> counterparts;
  std::set<PartyCode> recovering;           ///< who has not accepted yet that our log goes on (T14)
  std::map<std::string, Cosigned> neutral;  ///< heads, own and partners', by `neutral_name`

  Room(AgreementId agreement, std::string text, agreement::Profile parsed, OwnLog own,
       crypto::SigningKey key)
      : id(std::move(agreement)),
        profile_text(std::move(text)),
        profile(std::move(parsed)),
        log(std::move(own)),
        node_key(std::move(key)),
        first_key(node_key.verifying_key().fingerprint()) {}

  /// The standing at `now`, computed again only when an instrument or the calendar could have
  /// changed it.
  [[nodiscard]] const agreement::Standing& standing(Instant now);
  /// An instrument was folded or a text arrived: the next `standing` is computed.
  void instruments_changed() { standing_valid_ = false; }

  [[nodiscard]] agreement::Editions texts() const { return {profile, amended}; }
  /// R21.4: what the agreement says at `now`, with the amendments and supplements in effect.
  [[nodiscard]] const agreement::Profile& text(Instant now);
  /// Whether every text in effect at `now` is here.
  [[nodiscard]] bool whole(Instant now);
  /// R1.1: `text(now)` under the overlay that `house` adopted; null where there is none that fits.
  /// Valid until the next call.
  [[nodiscard]] const agreement::Overlaid* overlaid(Instant now, const registry::House& house);
  /// What a decision sees of it: `text(now)` itself stands for an overlay that adds nothing.
  [[nodiscard]] rules::AgreementView view(Instant now, const registry::House& house);

 private:
  agreement::Standing standing_;
  Instant standing_from_;
  bool standing_valid_ = false;
  std::optional<agreement::WholeText> whole_;  ///< of `standing_`
  /// Of the text and overlay with these digests.
  std::optional<agreement::Overlaid> overlaid_;
  Digest overlaid_text_;
  Digest overlaid_by_;
};

}  // namespace entente::node
