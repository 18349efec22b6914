#include "registry/house.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "crypto/digest.h"
#include "registry/errors.h"

namespace entente::registry {
namespace {

template <class Record>
constexpr std::string_view kPrefix{};
template <>
constexpr std::string_view kPrefix<Person> = "person/";
template <>
constexpr std::string_view kPrefix<NeedToKnow> = "need-to-know/";
template <>
constexpr std::string_view kPrefix<Handling> = "handling/";
template <>
constexpr std::string_view kPrefix<Peer> = "peer/";

std::string need_id(const PersonId& person, const ItemId& item) {
  std::string id;  // one allocation: every access looks up a need-to-know
  id.reserve(item.text().size() + 1 + person.text().size());
  return id.append(item.text()).append("/").append(person.text());
}

/// The record id that a body concerns within the table of `Record`.
template <class Record, class Body>
std::string id_in(const Body& b) {
  if constexpr (std::is_same_v<Record, NeedToKnow>) {
    return need_id(b.person, b.item);
  } else if constexpr (std::is_same_v<Record, Handling>) {
    return b.item.text();
  } else if constexpr (std::is_same_v<Record, Peer>) {
    return b.party.text();
  } else {
    return b.person.text();
  }
}

template <class Table>
using RecordOf = typename Table::mapped_type;

template <class Table>
const RecordOf<Table>* find_in(const Table& table, const std::string& id) {
  const auto found = table.find(id);
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace

void Person::apply(const Trace&, const act::PersonEnrol& body) {
  person = body.person;
  name = body.name;
  facility = body.facility;
  roles = body.roles;
}
void Person::apply(const Trace&, const act::ClearanceGrant& body) {
  clearance = ClearanceOf{body.levels, body.from, body.until, body.zone};
}
void Person::apply(const Trace&, const act::ClearanceRevoke&) { clearance.reset(); }

bool Person::has(act::Role role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Person::cleared_for(const Name& level, Instant now) const {
  if (!clearance) {
    return false;
  }
  const CivilDate today = now.date_in(clearance->zone);
  const bool valid = clearance->from <= today && today <= clearance->until;
  return valid && std::find(clearance->levels.begin(), clearance->levels.end(), level) !=
                      clearance->levels.end();
}

void NeedToKnow::apply(const Trace&, const act::NeedToKnowGrant& body) {
  *this = {body.person, body.item, body.purpose, body.approver, body.until, true};
}
void NeedToKnow::apply(const Trace&, const act::NeedToKnowRevoke&) { active = false; }

void Handling::apply(const Trace&, const act::ItemAccess&) { ++accesses; }
void Handling::apply(const Trace&, const act::ItemCopy&) { ++copies; }

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
  visit(self.peers_);
}

void House::fold(const Trace& trace, const act::Body& body, Changes& changes) {
  std::visit(
      [&](const auto& b) {
        for_each_table(*this, [&]<class Table>(Table& table) {
          using Record = RecordOf<Table>;
          if constexpr (requires(Record record) { record.apply(trace, b); }) {
            const std::string id = id_in<Record>(b);
            Record& record = table[id];
            record.apply(trace, b);
            changes.push_back({std::string(kPrefix<Record>) + id, format::to_json(record)});
          }
        });
      },
      body);
}

const Person* House::person(const PersonId& id) const { return find_in(people_, id.text()); }
const NeedToKnow* House::need_to_know(const PersonId& person, const ItemId& item) const {
  return find_in(needs_, need_id(person, item));
}
const Handling* House::handling(const ItemId& item) const {
  return find_in(handlings_, item.text());
}
const Peer* House::peer(const PartyCode& party) const { return find_in(peers_, party.text()); }

Status House::load(const std::string& key, BytesView json) {
  Status status = Error(kUnknownRecord, "A stored record has a key of no known kind.");
  for_each_table(*this, [&]<class Table>(Table& table) {
    using Record = RecordOf<Table>;
    if (!key.starts_with(kPrefix<Record>)) {
      return;
    }
    auto record = format::from_json_text<Record>(json);
    if (!record) {
      status = record.error();
      return;
    }
    table[key.substr(kPrefix<Record>.size())] = std::move(*record);
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
      hash.update(as_bytes(fmt::format("{}{}\n{}", kPrefix<Record>, id, format::to_json(*record))));
    }
  });
  return hash.finish();
}

}  // namespace entente::registry
