#include <algorithm>
#include <unordered_map>

#include "base/errors.h"
#include "ledger/proof.h"
#include "node/cosigned_heads.h"
#include "node/entry.h"
#include "node/errors.h"
#include "node/evidence.h"
#include "node/evidence_lines.h"

namespace entente::node {
namespace {

bool chosen(const EvidenceChoice& choice, const act::Envelope& envelope) {
  const act::Type* type = envelope.type();
  const auto body = type == nullptr ? Result<act::Body>(Error(kNotFound, ""))
                                    : act::decode_body(*type, envelope.payload);
  if (body.ok() && (std::holds_alternative<act::KeyAnnounce>(*body) ||
                    std::holds_alternative<act::LedgerRecover>(*body))) {
    return true;
  }
  const Instant at = envelope.header().recorded_at;
  const bool in_time =
      (!choice.from || at >= *choice.from) && (!choice.until || at < *choice.until);
  const ItemId* item = body.ok() ? act::item_of(*body) : nullptr;
  return in_time && (!choice.item || (item != nullptr && *item == *choice.item));
}

Bytes proof_text(const ledger::Tree& tree, std::uint64_t index, const std::string& note,
                 std::uint64_t size) {
  const auto path = tree.inclusion_path(index, size);
  const auto parsed = ledger::SignedNote::parse(note);
  ENTENTE_INVARIANT(path.ok() && parsed.ok());
  return to_bytes(ledger::LogProof{std::nullopt, index, *path, *parsed}.format());
}

std::string line_of(EvidenceAct act) { return format::to_json(act) + "\n"; }

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

/// Heads of our log for proofs: over an entry the one that most have cosigned, else the newest,
/// which is signed once for all entries.
class OwnHeads {
 public:
  OwnHeads(const Core& core, LogFiles& files, const Room& room)
      : cosigned_(heads_of_own(core, room)), files_(files), room_(room) {}

  Result<Cosigned> over(std::uint64_t index) {
    if (const Cosigned* head = cosigned_.over(index); head != nullptr) {
      return *head;
    }
    if (!newest_) {
      const std::uint64_t size = room_.log.durable();
      ENTENTE_TRY(std::string note, files_.signed_head(room_, size));
      newest_ = Cosigned{size, std::move(note)};
    }
    return *newest_;
  }

 private:
  CosignedHeads cosigned_;
  LogFiles& files_;
  const Room& room_;
  std::optional<Cosigned> newest_;
};

Result<std::string> own_acts(Core& core, LogFiles& files, const Room& room,
                             const EvidenceChoice& choice) {
  std::string lines;
  OwnHeads heads(core, files, room);
  for (std::uint64_t index = 0; index < room.log.durable(); ++index) {
    if (core.is_lost(room, index)) {
      continue;
    }
    ENTENTE_TRY(auto stored, core.stored_act(room.log.number(), index));
    if (!is_act(stored.bytes)) {
      continue;  // an anchor
    }
    ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
    if (chosen(choice, envelope)) {
      ENTENTE_TRY(const Cosigned head, heads.over(index));
      lines +=
          line_of({core.identity().party, std::move(stored.commitment_key), std::move(stored.bytes),
                   proof_text(room.log.tree(), index, head.note, head.size)});
    }
  }
  return lines;
}

Result<std::string> partner_acts(Core& core, const Room& room, const PartyCode& party,
                                 const EvidenceChoice& choice) {
  const Counterpart& from = room.counterparts.at(party);
  std::string lines;
  if (!from.mirror || from.mirror->note().empty()) {
    return lines;
  }
  ENTENTE_TRY(const CosignedHeads heads, heads_of_copy(core, room, from));
  std::unordered_map<Digest, std::uint64_t> places;
  const auto leaves = from.mirror->tree().leaves();
  for (std::uint64_t index = 0; index < leaves.size(); ++index) {
    places.emplace(leaves[index], index);
  }
  for (std::uint64_t place = 1; place <= from.received.sequence; ++place) {
    if (core.is_passed(room, party, place)) {
      continue;
    }
    ENTENTE_TRY(auto stored, core.stored_act(from.number, place));
    ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
    if (!chosen(choice, envelope)) {
      continue;
    }
    ENTENTE_TRY(const ledger::Entry entry, act_entry(stored.commitment_key, envelope));
    const auto found = places.find(ledger::leaf_hash_of(entry));
    const Cosigned* head = found == places.end() ? nullptr : heads.over(found->second);
    if (head == nullptr) {
      return Error(kRolledBack, "An act of the partner is not in the copy of its log.");
    }
    lines += line_of({party, std::move(stored.commitment_key), std::move(stored.bytes),
                      proof_text(from.mirror->tree(), found->second, head->note, head->size)});
  }
  return lines;
}

}  // namespace

Result<std::string> make_evidence(Core& core, LogFiles& files, const Room& room,
                                  const std::string& own_invite, const EvidenceChoice& choice) {
  EvidenceHead head{std::string(kEvidenceFormat), room.id, to_bytes(room.profile_text), {}, {}};
  head.manifest = {choice.item, choice.from, choice.until, {}};
  head.parties.push_back({core.identity().party, to_bytes(own_invite)});
  ENTENTE_TRY(std::string acts, own_acts(core, files, room, choice));
  head.manifest->counts.push_back({core.identity().party, lines_in(acts)});
  for (const auto& [party, counterpart] : room.counterparts) {
    const registry::Peer* peer = core.house().peer(party);
    if (peer == nullptr) {
      continue;  // nothing can have come from it
    }
    ENTENTE_TRY(const std::string theirs, partner_acts(core, room, party, choice));
    head.parties.push_back({party, to_bytes(peer->invite_text)});
    head.manifest->counts.push_back({party, lines_in(theirs)});
    acts += theirs;
  }
  return format::to_json(head) + "\n" + acts;
}

}  // namespace entente::node
