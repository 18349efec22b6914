#include "registry/house.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "act/redaction.h"
#include "crypto/digest.h"
#include "registry/errors.h"

namespace entente::registry {
namespace {

template <class Record>
constexpr std::string_view kHousePrefix{};
template <>
constexpr std::string_view kHousePrefix<Person> = "person/";
template <>
constexpr std::string_view kHousePrefix<NeedToKnow> = "need-to-know/";
template <>
constexpr std::string_view kHousePrefix<Handling> = "handling/";
template <>
constexpr std::string_view kHousePrefix<Holding> = "holding/";
template <>
constexpr std::string_view kHousePrefix<Stock> = "stock/";
template <>
constexpr std::string_view kHousePrefix<Derived> = "derived/";
template <>
constexpr std::string_view kHousePrefix<Facility> = "facility/";
template <>
constexpr std::string_view kHousePrefix<Contractor> = "contractor/";
template <>
constexpr std::string_view kHousePrefix<Peer> = "peer/";
template <>
constexpr std::string_view kHousePrefix<Enrolled> = "enrolled/";
template <>
constexpr std::string_view kHousePrefix<Overlay> = "overlay/";
template <>
constexpr std::string_view kHousePrefix<KnownChange> = "change/";

std::string need_id(const PersonId& person, const ItemId& item) {
  std::string id;  // one allocation: every access looks up a need-to-know
  id.reserve(item.text().size() + 1 + person.text().size());
  return id.append(item.text()).append("/").append(person.text());
}

std::string change_of(const act::ChangeLearn& body) { return body.id.text(); }
std::string change_of(const act::ChangeDismiss& body) { return body.change.text(); }

const PersonId& reader_of(const act::ItemAccess& body) { return body.person; }
const PersonId& reader_of(const act::ItemCopy& body) { return body.requested_by; }

/// The record id that a body concerns within the table of `Record`.
template <class Record, class Body>
std::string id_in(const Body& b) {
  if constexpr (std::is_same_v<Record, NeedToKnow>) {
    return need_id(b.person, b.item);
  } else if constexpr (std::is_same_v<Record, Holding>) {
    return need_id(reader_of(b), b.item);
  } else if constexpr (std::is_same_v<Record, Handling> || std::is_same_v<Record, Enrolled> ||
                       std::is_same_v<Record, Stock>) {
    return b.item.text();
  } else if constexpr (std::is_same_v<Record, Derived>) {
    return b.register_number.text();
  } else if constexpr (std::is_same_v<Record, Facility>) {
    return b.facility.text();
  } else if constexpr (std::is_same_v<Record, Contractor>) {
    return b.contractor.text();
  } else if constexpr (std::is_same_v<Record, Peer>) {
    return b.party.text();
  } else if constexpr (std::is_same_v<Record, Overlay>) {
    return b.agreement.text();
  } else if constexpr (std::is_same_v<Record, KnownChange>) {
    return change_of(b);
  } else {
    return b.person.text();
  }
}

/// The id of a record that another person's is in now.
template <class Record>
std::string id_after_erasure(const Record& record, std::string id) {
  if constexpr (std::is_same_v<Record, Person>) {
    return record.person.text();
  } else if constexpr (std::is_same_v<Record, NeedToKnow> || std::is_same_v<Record, Holding>) {
    return need_id(record.person, record.item);
  } else {
    return id;
  }
}

template <class Table>
using RecordOf = typename Table::mapped_type;

/// Gives records other ids, by the ids that they have.
template <class Record>
void rename(RecordMap<Record>& table, const std::map<std::string, std::string>& names) {
  if (!names.empty()) {
    table.rename(names);
  }
}
template <class Record>
void rename(std::map<std::string, Record>& table, const std::map<std::string, std::string>& names) {
  for (const auto& [from, to] : names) {
    auto taken = table.extract(from);
    taken.key() = to;
    table.insert(std::move(taken));
  }
}

template <class Table>
const RecordOf<Table>* find_in(const Table& table, const std::string& id) {
  const auto found = table.find(id);
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace

void NeedToKnow::apply(const Trace&, const act::NeedToKnowGrant& body) {
  *this = {body.purpose, body.until, true, body.person, body.item, body.approver};
}
void NeedToKnow::apply(const Trace&, const act::NeedToKnowRevoke&) { active = false; }

void Handling::apply(const Trace&, const act::ItemAccess&) { ++accesses; }
void Handling::apply(const Trace&, const act::ItemCopy&) { ++copies; }

bool Holding::apply(const Trace& trace, const act::ItemAccess& body) {
  if (read_at) {
    return false;
  }
  person = body.person;
  item = body.item;
  read_at = trace.effective_at;
  return true;
}
bool Holding::apply(const Trace&, const act::ItemCopy& body) {
  person = body.requested_by;
  item = body.item;
  copies.push_back(body.number);
  return true;
}

void Peer::apply(const Trace&, const act::PeerAccept& body) {
  *this = {body.party, body.invite, body.invite_text, true, {}};
}
void Peer::apply(const Trace&, const act::PeerRevoke&) { trusted = false; }
void Peer::apply(const Trace&, const act::PeerRotate& body) {
  rotations.push_back(body.invite_text);
  trusted = true;
}

template <class Visit>
void House::for_each_table(auto& self, const Visit& visit) {
  visit(self.people_);
  visit(self.needs_);
  visit(self.handlings_);
  visit(self.holdings_);
  visit(self.stocks_);
  visit(self.derived_);
  visit(self.facilities_);
  visit(self.contractors_);
  visit(self.peers_);
  visit(self.enrolled_);
  visit(self.overlays_);
  visit(self.known_changes_);
}

template <class Body>
void House::fold_one(const Trace& trace, const Body& b, Changes& changes) {
  for_each_table(*this, [&]<class Table>(Table& table) {
    using Record = RecordOf<Table>;
    if constexpr (requires(Record record) { record.apply(trace, b); }) {
      const std::string id = id_in<Record>(b);
      Record& record = table[id];
      if constexpr (std::is_same_v<decltype(record.apply(trace, b)), bool>) {
        if (!record.apply(trace, b)) {
          return;
        }
      } else {
        record.apply(trace, b);
      }
      changes.push_back({std::string(kHousePrefix<Record>) + id, format::to_json(record)});
    }
  });
}

void House::fold_translation(const Trace& trace, const act::ItemCopy& body, Changes& changes) {
  const std::string item = body.item.text();
  Stock& stock = stocks_[item];
  stock.translated(body.number, body.translation->language);
  changes.push_back({std::string(kHousePrefix<Stock>) + item, format::to_json(stock)});
  const std::string id = need_id(body.translation->translator, body.item);
  Holding& holding = holdings_[id];
  act::ItemAccess reading;
  reading.item = body.item;
  reading.person = body.translation->translator;
  if (holding.apply(trace, reading)) {
    changes.push_back({std::string(kHousePrefix<Holding>) + id, format::to_json(holding)});
  }
}

void House::fold_inventory(const Trace& trace, const act::InventoryTake& body, Changes& changes) {
  std::set<std::string> counted;
  for (const act::Unit& unit : body.seen) {
    counted.insert(unit.item.text());
    stocks_[unit.item.text()].seen(trace, body, unit.copy);
  }
  for (const act::MissingUnit& missing : body.missing) {
    counted.insert(missing.unit.item.text());
    stocks_[missing.unit.item.text()].missed(trace, body, missing.unit.copy, missing.incident);
  }
  for (const std::string& item : counted) {
    changes.push_back({std::string(kHousePrefix<Stock>) + item, format::to_json(stocks_[item])});
  }
}

void House::fold_erasure(const act::PersonErase& body, Changes& changes) {
  const Person* gone = who_left_by(body.left_by);
  if (gone == nullptr || gone->erased()) {
    return;
  }
  const act::Redaction redaction{gone->person, erased_person(body.left_by)};
  for_each_table(*this, [&]<class Table>(Table& table) {
    using Record = RecordOf<Table>;
    const std::string prefix(kHousePrefix<Record>);
    std::map<std::string, std::string> renamed;
    std::map<std::string, Record> erased;
    for (const auto& [id, record] : table) {
      Record copy = record;
      if (!act::redact(copy, redaction)) {
        continue;
      }
      const std::string now = id_after_erasure(copy, id);
      if (now != id) {
        renamed[id] = now;
        changes.push_back({prefix + id, std::nullopt});
      }
      changes.push_back({prefix + now, format::to_json(copy)});
      erased[now] = std::move(copy);
    }
    rename(table, renamed);
    for (auto& [id, record] : erased) {
      table[id] = std::move(record);
    }
  });
}

void House::fold(const Trace& trace, const act::Body& body, Changes& changes) {
  std::visit([&](const auto& b) { fold_one(trace, b, changes); }, body);
  if (const auto* set = std::get_if<act::NeedToKnowGrantSet>(&body)) {
    for (const ItemId& item : set->items) {
      fold_one(
          trace,
          act::NeedToKnowGrant{set->id, set->person, item, set->purpose, set->approver, set->until},
          changes);
    }
  }
  if (const auto* copy = std::get_if<act::ItemCopy>(&body); copy != nullptr && copy->translation) {
    fold_translation(trace, *copy, changes);
  }
  if (const auto* inventory = std::get_if<act::InventoryTake>(&body)) {
    fold_inventory(trace, *inventory, changes);
  }
  if (const auto* erasure = std::get_if<act::PersonErase>(&body)) {
    fold_erasure(*erasure, changes);
  }
  if (const auto* enrol = std::get_if<act::ObjectEnrol>(&body)) {
    policies_[enrol->policy] = enrol->item;
  }
  if (const auto* leave = std::get_if<act::PersonLeave>(&body)) {
    // Who comes back needs to know anew.
    for (const Held& held : held_by(leave->person)) {
      if (held.need_to_know) {
        fold_one(trace, act::NeedToKnowRevoke{leave->id, leave->person, held.item}, changes);
      }
    }
    for (const Name& facility : served_by(leave->person)) {
      fold_one(trace, act::FacilityRelieve{leave->id, facility, leave->person, leave->reason},
               changes);
    }
  }
}

const Person* House::person(const PersonId& id) const { return find_in(people_, id.text()); }
const Person* House::who_left_by(const ActId& departure) const {
  const auto found = std::ranges::find_if(
      people_, [&](const auto& entry) { return entry.second.left_by == departure; });
  return found == people_.end() ? nullptr : &found->second;
}
const Person* House::registered(const PersonId& id) const {
  const Person* found = person(id);
  return found != nullptr && found->on_register() ? found : nullptr;
}

std::vector<Held> House::held_by(const PersonId& person) const {
  std::map<ItemId, Held> held;
  for (const auto& [id, need] : needs_) {
    if (need.person == person && need.active) {
      held[need.item].need_to_know = true;
    }
  }
  for (const auto& [id, holding] : holdings_) {
    if (holding.person == person) {
      Held& line = held[holding.item];
      line.read_at = holding.read_at;
      line.copies = holding.copies;
    }
  }
  std::vector<Held> list;
  for (auto& [item, line] : held) {
    line.item = item;
    list.push_back(std::move(line));
  }
  return list;
}

std::vector<Name> House::served_by(const PersonId& person) const {
  std::vector<Name> served;
  for (const auto& [code, facility] : facilities_) {
    if (facility.appoints(person)) {
      served.push_back(facility.facility);
    }
  }
  return served;
}

const NeedToKnow* House::need_to_know(const PersonId& person, const ItemId& item) const {
  return find_in(needs_, need_id(person, item));
}
const Facility* House::facility(const Name& code) const {
  return find_in(facilities_, code.text());
}
const Facility* House::entered_facility(const Name& code) const {
  const Facility* found = facility(code);
  return found != nullptr && found->entered() ? found : nullptr;
}
const Contractor* House::contractor(const Name& code) const {
  const Contractor* found = find_in(contractors_, code.text());
  return found != nullptr && found->entered() ? found : nullptr;
}
std::vector<const Contractor*> House::contractor_line(const Name& code) const {
  std::vector<const Contractor*> line;
  std::optional<Name> next = code;
  while (next) {
    const Contractor* found = contractor(*next);
    if (found == nullptr || line.size() > contractors_.size()) {
      return {};
    }
    line.push_back(found);
    next = found->parent;
  }
  return line;
}
const Handling* House::handling(const ItemId& item) const {
  return find_in(handlings_, item.text());
}
const Stock* House::stock(const ItemId& item) const { return find_in(stocks_, item.text()); }

std::vector<std::uint64_t> House::copies_left(const ItemId& item) const {
  const Handling* made = handling(item);
  const Stock* known = stock(item);
  std::vector<std::uint64_t> left;
  for (std::uint64_t number = 1; made != nullptr && number <= made->copies; ++number) {
    if (known == nullptr || !known->ended(number)) {
      left.push_back(number);
    }
  }
  return left;
}

std::map<act::Unit, PersonId> House::copy_holders() const {
  std::map<act::Unit, PersonId> holders;
  for (const auto& [id, holding] : holdings_) {
    for (const std::uint64_t copy : holding.copies) {
      holders.emplace(act::Unit{holding.item, copy}, holding.person);
    }
  }
  return holders;
}

const Peer* House::peer(const PartyCode& party) const { return find_in(peers_, party.text()); }
const Enrolled* House::enrolled(const ItemId& item) const {
  return find_in(enrolled_, item.text());
}
const Overlay* House::overlay(const AgreementId& agreement) const {
  return find_in(overlays_, agreement.text());
}
const KnownChange* House::known_change(const ActId& change) const {
  return find_in(known_changes_, change.text());
}
std::optional<ItemId> House::enrolled_by(std::string_view policy) const {
  const auto found = policies_.find(policy);
  return found == policies_.end() ? std::nullopt : std::optional(found->second);
}

Status House::load(const std::string& key, BytesView json) {
  Status status = Error(kUnknownRecord, "A stored record has a key of no known kind.");
  for_each_table(*this, [&]<class Table>(Table& table) {
    using Record = RecordOf<Table>;
    if (!key.starts_with(kHousePrefix<Record>)) {
      return;
    }
    auto record = format::from_json_text<Record>(json);
    if (!record) {
      status = record.error();
      return;
    }
    const std::string id = key.substr(kHousePrefix<Record>.size());
    if constexpr (std::is_same_v<Record, Enrolled>) {
      if (const auto item = ItemId::parse(id); item.ok()) {
        policies_[record->policy] = *item;
      }
    }
    table[id] = std::move(*record);
    status = {};
  });
  return status;
}

Digest House::digest() const {
  crypto::Sha256 hash;
  for_each_table(*this, [&]<class Table>(const Table& table) {
    using Record = RecordOf<Table>;
    std::map<std::string_view, const Record*> sorted;
    for (const auto& [id, record] : table) {
      sorted.emplace(id, &record);
    }
    for (const auto& [id, record] : sorted) {
      hash.update(
          as_bytes(fmt::format("{}{}\n{}", kHousePrefix<Record>, id, format::to_json(*record))));
    }
  });
  return hash.finish();
}

}  // namespace entente::registry
