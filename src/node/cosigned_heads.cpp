#include "node/cosigned_heads.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "format/fields.h"
#include "ledger/cosignature.h"
#include "ledger/errors.h"
#include "ledger/line.h"
#include "node/errors.h"
#include "node/names.h"

namespace entente::node {
namespace {

/// In place of a witness's name: the head that most have cosigned. No key name is empty.
constexpr std::string_view kTogether = "";

/// The heads of one log as they stand in the store: its keys cannot be listed.
struct StoredHead {
  std::string witness;
  std::uint64_t size = 0;
  std::string note;
  static constexpr auto fields() {
    using format::field;
    return members(field("witness", &StoredHead::witness), field("size", &StoredHead::size),
                   field("note", &StoredHead::note));
  }
};
struct StoredHeads {
  std::vector<StoredHead> heads;
  static constexpr auto fields() { return members(format::field("heads", &StoredHeads::heads)); }
};

StoredHeads stored_heads(const Room& room, const std::string& origin) {
  const std::string prefix = neutral_name(origin, "");
  StoredHeads stored;
  for (auto head = room.neutral.lower_bound(prefix);
       head != room.neutral.end() && head->first.starts_with(prefix); ++head) {
    stored.heads.push_back(
        {head->first.substr(prefix.size()), head->second.size, head->second.note});
  }
  return stored;
}

CosignedHeads neutral_heads(const Core& core, const Room& room, const std::string& origin) {
  std::set<std::string> parties{witness_name(core.identity().domain)};
  for (const auto& [party, counterpart] : room.counterparts) {
    if (const Enrolled* known = core.partner(party); known != nullptr) {
      parties.insert(witness_name(known->keys.domain));
    }
  }
  CosignedHeads heads(origin, std::move(parties));
  for (const auto& [name, head] : room.neutral) {
    heads.add(head.note);
  }
  return heads;
}

}  // namespace

/// A log signs under its own name, whoever cosigns under another.
CosignedHeads::Cosigners CosignedHeads::count(const ledger::SignedNote& note) const {
  std::set<std::string> names;
  for (const ledger::NoteSignature& signature : note.signatures()) {
    names.insert(signature.name);
  }
  names.erase(origin_);
  const auto parties = std::ranges::count_if(
      names, [this](const std::string& name) { return parties_.contains(name); });
  return {static_cast<std::size_t>(parties), names.size()};
}

void CosignedHeads::add(std::string_view note) {
  auto parsed = ledger::SignedNote::parse(note);
  const auto checkpoint = parsed.ok() ? ledger::Checkpoint::parse(parsed->text())
                                      : Result<ledger::Checkpoint>(parsed.error());
  if (!checkpoint.ok() || checkpoint->origin != origin_) {
    return;
  }
  const std::uint64_t size = checkpoint->head.size;
  const auto [place, first] = heads_.try_emplace(size, Known{*parsed, {}, {}});
  Known& known = place->second;
  if (!first && known.note.text() == parsed->text()) {
    for (const ledger::NoteSignature& signature : parsed->signatures()) {
      // Past the limit of a note the lines that are there must do.
      static_cast<void>(known.note.add(signature));
    }
  }
  known.cosigners = count(known.note);
  known.head = {size, known.note.format()};
}

const Cosigned* CosignedHeads::over(std::uint64_t index) const {
  const Known* best = nullptr;
  for (auto known = heads_.upper_bound(index); known != heads_.end(); ++known) {
    if (best == nullptr || known->second.cosigners >= best->cosigners) {
      best = &known->second;
    }
  }
  return best == nullptr ? nullptr : &best->head;
}

const Cosigned* CosignedHeads::at(std::uint64_t size) const {
  const auto known = heads_.find(size);
  return known == heads_.end() ? nullptr : &known->second.head;
}

CosignedHeads::Cosigners CosignedHeads::cosigners(std::uint64_t size) const {
  const auto known = heads_.find(size);
  return known == heads_.end() ? Cosigners{} : known->second.cosigners;
}

CosignedHeads heads_of_own(const Core& core, const Room& room) {
  CosignedHeads heads = neutral_heads(core, room, room.log.origin());
  for (const auto& [party, counterpart] : room.counterparts) {
    heads.add(counterpart.cosigned.note);
  }
  return heads;
}

Result<CosignedHeads> heads_of_copy(const Core& core, const Room& room, const Counterpart& from) {
  CosignedHeads heads = neutral_heads(core, room, from.mirror->origin());
  if (!from.mirror->note().empty()) {
    ENTENTE_TRY(auto newest, ledger::SignedNote::parse(from.mirror->note()));
    ENTENTE_TRY(const auto cosigned, with_own_cosignature(core, std::move(newest)));
    heads.add(cosigned.format());
  }
  return heads;
}

Status keep_neutral_head(const Core& core, Room& room, const std::string& origin,
                         std::string_view witness, Cosigned head, StoreBatch& writes) {
  if (head.note.size() > limits::kTextField) {
    return ledger::malformed("The head has more signatures than can be kept.");
  }
  const std::uint64_t size = head.size;
  room.neutral[neutral_name(origin, witness)] = std::move(head);
  const CosignedHeads heads =
      origin == room.log.origin() ? heads_of_own(core, room) : neutral_heads(core, room, origin);
  Cosigned& together = room.neutral[neutral_name(origin, kTogether)];
  const Cosigned& merged = *heads.at(size);
  if (heads.cosigners(size) >= heads.cosigners(together.size) &&
      merged.note.size() <= limits::kTextField) {
    together = merged;
  }
  writes.push_back({Space::meta, name_key(neutral_name(origin, "")),
                    to_bytes(format::to_json(stored_heads(room, origin)))});
  return {};
}

std::uint64_t neutral_size(const Room& room) {
  std::uint64_t size = 0;
  for (const StoredHead& head : stored_heads(room, room.log.origin()).heads) {
    size = std::max(size, head.size);
  }
  return size;
}

Status load_neutral_heads(const Store& store, Room& room) {
  std::vector<std::string> origins{room.log.origin()};
  for (const auto& [party, counterpart] : room.counterparts) {
    if (counterpart.mirror) {
      origins.push_back(counterpart.mirror->origin());
    }
  }
  for (const std::string& origin : origins) {
    ENTENTE_TRY(const auto stored, store.get(Space::meta, name_key(neutral_name(origin, ""))));
    const auto heads =
        stored ? format::from_json_text<StoredHeads>(*stored) : Result<StoredHeads>(StoredHeads{});
    if (!heads.ok()) {
      return heads.error();
    }
    for (const StoredHead& head : heads->heads) {
      room.neutral[neutral_name(origin, head.witness)] = {head.size, head.note};
    }
  }
  return {};
}

Result<Cosigned> with_cosignature(std::string_view head, std::string_view lines,
                                  const ledger::NoteVerifier& witness,
                                  std::span<const ledger::NoteVerifier> own) {
  ENTENTE_TRY(auto note, ledger::SignedNote::parse(head));
  ENTENTE_TRY(const auto signatures, ledger::parse_signature_lines(lines));
  for (const ledger::NoteSignature& signature : signatures) {
    if (witness.knows(signature)) {
      ENTENTE_CHECK(note.add(signature));
    }
  }
  ENTENTE_TRY(const auto opened, ledger::open_checkpoint(std::move(note), own));
  ENTENTE_TRY(const auto cosigned, ledger::cosigned_by(opened, std::span(&witness, 1)));
  if (cosigned.empty()) {
    return Error(ledger::kNotWitnessed, "The witness's answer holds no line of its key.");
  }
  Cosigned made{opened.checkpoint.head.size, opened.note.format()};
  // A key may sign as often as it likes; what is kept is read again.
  return made.note.size() <= limits::kTextField
             ? Result<Cosigned>(std::move(made))
             : ledger::malformed("The answer holds more lines than can be kept.");
}

Result<ledger::SignedNote> with_own_cosignature(const Core& core, ledger::SignedNote head) {
  ENTENTE_TRY(const auto checkpoint, ledger::Checkpoint::parse(head.text()));
  ENTENTE_TRY(const auto cosigner, ledger::Cosigner::make(witness_name(core.identity().domain),
                                                          core.identity().witness_keys.back()));
  ENTENTE_CHECK(head.add(cosigner.sign(checkpoint, core.now())));
  return head;
}

Result<std::uint64_t> check_held_head(Core& core, const Room& room, std::string_view holder,
                                      std::string_view note) {
  ENTENTE_TRY(const auto opened, core.open_own(room, note));
  const ledger::Head held = opened.checkpoint.head;
  // What somebody saw of a closed epoch beyond its end is what was lost: both sides went on from
  // there.
  if (const auto closed = core.closed_at(room, opened.checkpoint.origin);
      closed && held.size > *closed) {
    return *closed;
  }
  if (!ledger::check_extends(room.log.tree(), held).ok()) {
    core.freeze_behind(
        room,
        Error(kRolledBack,
              fmt::format("{} holds a head of size {} that this node signed and no longer has.",
                          holder, held.size)));
    return *core.frozen();
  }
  return held.size;
}

}  // namespace entente::node
