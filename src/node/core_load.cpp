#include <fmt/format.h>

#include "act/errors.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "format/fields.h"
#include "node/core.h"
#include "node/entry.h"
#include "node/errors.h"
#include "node/names.h"

/// Restart from records, and the agreements that a node has taken in.
namespace entente::node {
namespace {

using format::field;

struct StoredCounterpart {
  PartyCode party;
  std::uint64_t number = 0;
  static constexpr auto fields() {
    return members(field("party", &StoredCounterpart::party),
                   field("number", &StoredCounterpart::number));
  }
};
struct StoredRoom {
  AgreementId id;
  std::uint64_t number = 0;
  std::vector<StoredCounterpart> counterparts;
  Digest first_key;  ///< fingerprint of the node key that signs here until one is announced
  static constexpr auto fields() {
    return members(field("id", &StoredRoom::id), field("number", &StoredRoom::number),
                   field("counterparts", &StoredRoom::counterparts),
                   field("first_key", &StoredRoom::first_key));
  }
};
struct StoredRooms {
  std::vector<StoredRoom> rooms;
  std::uint64_t next_number = kHouseLog + 1;
  static constexpr auto fields() {
    return members(field("rooms", &StoredRooms::rooms),
                   field("next_number", &StoredRooms::next_number));
  }
};

constexpr std::string_view kRoomsKey = "rooms";
constexpr std::size_t kCommitmentKey = ledger::kCommitmentKeyBytes;

std::string profile_key(const AgreementId& id) { return "profile|" + id.text(); }
std::string of_counterpart(std::string_view what, const AgreementId& id, const PartyCode& party) {
  return fmt::format("{}|{}|{}", what, id.text(), party.text());
}

/// A value of `Space::meta` as a described struct; nothing if it was never written.
template <class T>
Result<std::optional<T>> meta(const Store& store, std::string_view key) {
  ENTENTE_TRY(const auto stored, store.get(Space::meta, name_key(key)));
  if (!stored) {
    return std::optional<T>();
  }
  ENTENTE_TRY(T value, format::from_json_text<T>(*stored));
  return std::optional<T>(std::move(value));
}

}  // namespace

Result<Room> Core::make_room(std::string_view profile_text, std::string_view file,
                             LogNumber number) const {
  ENTENTE_TRY(auto profile,
              without_faults(agreement::Profile::load(profile_text, file), "profile"));
  if (profile.party(identity_.party) == nullptr) {
    return Error(kDenied, "This node's party is none of the agreement's.");
  }
  ENTENTE_TRY(AgreementId id, AgreementId::parse(fmt::format("{}/{}", profile.id().text(),
                                                             name_of(identity_.environment))));
  ENTENTE_TRY(std::string origin, ledger::log_origin(identity_.domain, id, ledger::kFirstEpoch));
  ENTENTE_TRY(auto log,
              OwnLog::make(number, std::move(origin), profile.digest(), identity_.log_keys));
  return Room(std::move(id), std::string(profile_text), std::move(profile), std::move(log),
              identity_.node_keys.back());
}

Result<AgreementId> Core::propose(std::string_view profile_text, std::string_view file,
                                  Sequencer::Done done) {
  ENTENTE_TRY(Room made, make_room(profile_text, file, next_number_));
  const AgreementId id = made.id;
  if (const Room* known = room(id); known != nullptr) {
    if (known->profile.digest() != made.profile.digest()) {
      return Error(kOtherText, "Another text is known under this agreement's id.");
    }
    sequencer_.add_writes({}, std::move(done));
    return id;
  }
  ++next_number_;
  for (const agreement::Party& party : made.profile.parties()) {
    if (party.code != identity_.party) {
      made.counterparts[party.code].number = next_number_++;
    }
  }
  Room& kept = rooms_.emplace(id, std::move(made)).first->second;
  for (auto& [party, counterpart] : kept.counterparts) {
    if (house_.peer(party) != nullptr && house_.peer(party)->trusted) {
      ENTENTE_CHECK(learn_keys(party));
    }
  }
  StoreBatch writes = list_of_rooms();
  writes.push_back({Space::meta, name_key(profile_key(id)), to_bytes(profile_text)});
  if (identity_.environment == act::Environment::live ||
      !kept.profile.clauses().general.national_overlay) {
    sequencer_.add_writes(std::move(writes), std::move(done));
    return id;
  }
  sequencer_.add_writes(std::move(writes), {});
  ENTENTE_CHECK(adopt_neutral_overlay(kept, std::move(done)));
  return id;
}

StoreBatch Core::list_of_rooms() const {
  StoredRooms list;
  list.next_number = next_number_;
  for (const auto& [id, room] : rooms_) {
    StoredRoom stored{id, room.log.number(), {}, room.first_key};
    for (const auto& [party, counterpart] : room.counterparts) {
      stored.counterparts.push_back({party, counterpart.number});
    }
    list.rooms.push_back(std::move(stored));
  }
  return {{Space::meta, name_key(kRoomsKey), to_bytes(format::to_json(list))}};
}

Status Core::load() {
  ENTENTE_TRY(const auto newest, ports_.store.get(Space::meta, name_key(kNewestKey)));
  if (newest) {
    ENTENTE_TRY(newest_, Instant::parse(as_text(*newest)));
  }
  ENTENTE_CHECK(audit_.load(ports_.store));
  ENTENTE_CHECK(load_house());
  ENTENTE_CHECK(load_rooms());
  ENTENTE_CHECK(load_records());
  ENTENTE_CHECK(load_epochs());
  for (const auto& [party, peer] : house_.peers()) {
    if (peer.trusted) {
      ENTENTE_CHECK(learn_keys(peer.party));
    }
  }
  for (auto& [id, room] : rooms_) {
    ENTENTE_CHECK(choose_node_key(room));
  }
  return load_restored();
}

Status Core::load_restored() {
  ENTENTE_TRY(const bool restored, ports_.files.exists(kRestoredMark));
  if (!restored) {
    return {};
  }
  for (const auto& [id, room] : rooms_) {
    for (const auto& [party, counterpart] : room.counterparts) {
      if (partner(party) != nullptr) {
        unasked_.emplace(id, party);
      }
    }
  }
  if (unasked_.empty()) {
    return ports_.files.remove(kRestoredMark);
  }
  freeze(Error(kRestored,
               "This node was restored from a backup: it signs nothing before its "
               "partners have said what they have seen of it."));
  return {};
}

Status Core::load_house() {
  ENTENTE_TRY(
      std::string origin,
      ledger::house_origin(identity_.domain, name_of(identity_.environment), ledger::kFirstEpoch));
  const Digest name = crypto::sha256(as_bytes(origin));
  ENTENTE_TRY(house_log_, OwnLog::make(kHouseLog, std::move(origin), name, identity_.log_keys));
  return house_log_->load(ports_.store);
}

Status Core::load_rooms() {
  ENTENTE_TRY(const auto list, meta<StoredRooms>(ports_.store, kRoomsKey));
  if (!list) {
    return {};
  }
  next_number_ = static_cast<LogNumber>(list->next_number);
  for (const StoredRoom& stored : list->rooms) {
    ENTENTE_TRY(const auto text, ports_.store.get(Space::meta, name_key(profile_key(stored.id))));
    if (!text) {
      return Error(kBadHome, "The text of an agreement is missing from the store.");
    }
    ENTENTE_TRY(Room made,
                make_room(as_text(*text), stored.id.text(), static_cast<LogNumber>(stored.number)));
    Room& room = rooms_.emplace(stored.id, std::move(made)).first->second;
    room.first_key = stored.first_key;
    ENTENTE_CHECK(load_texts(room));
    ENTENTE_CHECK(load_overlays(room));
    ENTENTE_CHECK(room.log.load(ports_.store));
    for (const StoredCounterpart& other : stored.counterparts) {
      room.counterparts[other.party].number = static_cast<LogNumber>(other.number);
      ENTENTE_CHECK(load_counterpart(room, other.party));
    }
  }
  return {};
}

Status Core::load_counterpart(Room& room, const PartyCode& party) {
  Counterpart& counterpart = room.counterparts.at(party);
  const auto chain = [&](std::string_view which) {
    return meta<ChainHead>(ports_.store,
                           of_counterpart("chain", room.id, party) + "|" + std::string(which));
  };
  ENTENTE_TRY(const auto sent, chain("sent"));
  ENTENTE_TRY(const auto received, chain("received"));
  ENTENTE_TRY(const auto judged, chain("judged"));
  ENTENTE_TRY(const auto cosigned, meta<Cosigned>(ports_.store, cosigned_name(room.id, party)));
  counterpart.sent = sent.value_or(ChainHead{});
  counterpart.received = received.value_or(ChainHead{});
  counterpart.judged = judged.value_or(ChainHead{}).sequence;
  counterpart.cosigned = cosigned.value_or(Cosigned{});
  counterpart.known_size = counterpart.cosigned.size;
  return ports_.store.scan(
      Space::chain, log_key(counterpart.number, counterpart.received.sequence + 1),
      log_key(counterpart.number + 1, 0), [&](BytesView key, BytesView value) -> Status {
        const std::uint64_t sequence = get_big_endian(key.subspan(4));
        ENTENTE_TRY(counterpart.early[sequence], chain_place(sequence, value));
        return Status{};
      });
}

Status Core::load_records() {
  return ports_.store.scan(Space::record, {}, {}, [&](BytesView, BytesView value) -> Status {
    const std::string_view text = as_text(value);
    const std::size_t line = text.find('\n');
    const std::string_view name = text.substr(0, line);
    const std::size_t bar = name.find('|');
    if (line == std::string_view::npos || bar == std::string_view::npos) {
      return Error(kBadHome, "A stored record does not say its name.");
    }
    const BytesView json = as_bytes(text.substr(line + 1));
    if (name.substr(0, bar) == "house") {
      return house_.load(std::string(name.substr(bar + 1)), json);
    }
    const std::size_t second = name.find('|', bar + 1);
    const auto id = AgreementId::parse(name.substr(bar + 1, second - bar - 1));
    Room* owner = id.ok() && second != std::string_view::npos ? room(*id) : nullptr;
    return owner == nullptr
               ? Status(Error(kBadHome, "A stored record belongs to no agreement of this node."))
               : owner->shared.load(std::string(name.substr(second + 1)), json);
  });
}

Result<Core::StoredAct> Core::stored_act(LogNumber log, std::uint64_t index) const {
  ENTENTE_TRY(auto value, ports_.store.get(Space::act, log_key(log, index)));
  if (!value || value->size() < kCommitmentKey) {
    return Error(kNotFound, "No act has this place.");
  }
  StoredAct act;
  act.commitment_key.assign(value->begin(), value->begin() + kCommitmentKey);
  act.bytes.assign(value->begin() + kCommitmentKey, value->end());
  return act;
}

Result<ledger::Entry> Core::entry_at(const EntryPlace& place) const {
  ENTENTE_TRY(const StoredAct stored, stored_act(place.log, place.index));
  ENTENTE_TRY(const ledger::Entry entry,
              row_entry(stored.commitment_key, stored.bytes, place.name));
  if (ledger::leaf_hash_of(entry) != place.leaf) {
    return Error(kRolledBack, "A stored act is not the one that the log commits to.");
  }
  return entry;
}

Result<ChainHead> Core::own_place(const Room& room, const PartyCode& to,
                                  const Digest& digest) const {
  const Error unknown(act::kWrongContext, "This node has sent no act with that digest.");
  ENTENTE_TRY(const auto index,
              ports_.store.get(Space::act_digest, log_key(room.log.number(), digest)));
  if (!index) {
    return unknown;
  }
  ENTENTE_TRY(const StoredAct stored, stored_act(room.log.number(), get_big_endian(*index)));
  ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
  const act::Addressee* place = envelope.header().addressee(to);
  return place == nullptr ? Result<ChainHead>(unknown)
                          : ChainHead{place->sequence, digest, envelope.header().recorded_at};
}

Result<act::Body> Core::body_of(Room& room, const Digest& digest) {
  if (const auto young = young_.find(digest); young != young_.end()) {
    return *young->second;
  }
  std::vector<LogNumber> logs{room.log.number()};
  for (const auto& [party, counterpart] : room.counterparts) {
    logs.push_back(counterpart.number);
  }
  for (const LogNumber log : logs) {
    ENTENTE_TRY(const auto index, ports_.store.get(Space::act_digest, log_key(log, digest)));
    if (!index) {
      continue;
    }
    ENTENTE_TRY(const StoredAct stored, stored_act(log, get_big_endian(*index)));
    ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
    const act::Type* type = envelope.type();
    if (type == nullptr) {
      return Error(kNotFound, "The act is of a type that this release does not know.");
    }
    return act::decode_body(*type, envelope.payload);
  }
  return Error(kNotFound, "No act has this digest.");
}

}  // namespace entente::node
