#include "registry/shared.h"

#include <algorithm>

#include "crypto/digest.h"
#include "registry/errors.h"

namespace entente::registry {
namespace {

using agreement::Instrument;
using agreement::InstrumentKind;

constexpr std::string_view kAgreementKey = "agreement";

template <class Body>
Instrument instrument(InstrumentKind kind, const Trace& trace, const Body& body,
                      const ActId& refers_to = {}) {
  Instrument made;
  made.kind = kind;
  made.id = body.id.text();
  made.authority = body.authority;
  made.refers_to = refers_to.text();
  made.by = trace.issuer;
  // AB17: an instrument counts from its recording at the earliest, whatever time it claims.
  made.effective_at = std::max(trace.effective_at, trace.recorded_at);
  made.known_at = trace.recorded_at;
  if (trace.effective_at < trace.recorded_at) {
    made.claimed_at = trace.effective_at;  // counts once the other parties have confirmed it
  }
  return made;
}

Instrument consent(InstrumentKind kind, const Trace& trace, const act::ConsentToText& body) {
  Instrument made = instrument(kind, trace, body, body.refers_to.value_or(ActId()));
  made.text = body.text;
  return made;
}

template <class T>
constexpr std::string_view kSharedPrefix{};
template <>
constexpr std::string_view kSharedPrefix<Instruments> = kAgreementKey;
template <>
constexpr std::string_view kSharedPrefix<Item> = "item/";
template <>
constexpr std::string_view kSharedPrefix<Hold> = "hold/";
template <>
constexpr std::string_view kSharedPrefix<Authority> = "authority/";
template <>
constexpr std::string_view kSharedPrefix<System> = "system/";
template <>
constexpr std::string_view kSharedPrefix<Assurance> = "assurance/";
template <>
constexpr std::string_view kSharedPrefix<Incident> = "incident/";
template <>
constexpr std::string_view kSharedPrefix<PartyKeys> = "keys/";
template <>
constexpr std::string_view kSharedPrefix<LawNotice> = "law/";
template <>
constexpr std::string_view kSharedPrefix<LogEpochs> = "epochs/";

template <class T>
std::string key_of(std::string_view id) {
  return std::string(kSharedPrefix<T>).append(id);
}

/// What stands behind the kind; nothing in the key of the agreement, of which there is one.
template <class T>
std::string id_of(std::string_view key) {
  return std::string(key.substr(kSharedPrefix<T>.size()));
}

std::string of_party(const PartyCode& party, const Name& code) {
  return party.text() + "/" + code.text();
}

struct KeyOf {
  const PartyCode& issuer;

  std::string operator()(const act::AgreementHold& b) const { return key_of<Hold>(b.id.text()); }
  std::string operator()(const act::AgreementUnhold& b) const {
    return key_of<Hold>(b.hold.text());
  }
  std::string operator()(const act::AuthorityNotify& b) const {
    return key_of<Authority>(of_party(issuer, b.authority));
  }
  std::string operator()(const act::SystemAccredit& b) const {
    return key_of<System>(of_party(issuer, b.system));
  }
  std::string operator()(const act::AssuranceGive& b) const {
    return key_of<Assurance>(b.id.text());
  }
  std::string operator()(const act::IncidentReport& b) const {
    return key_of<Incident>(b.id.text());
  }
  std::string operator()(const act::IncidentAcknowledge& b) const {
    return key_of<Incident>(b.incident.text());
  }
  std::string operator()(const act::IncidentResults& b) const {
    return key_of<Incident>(b.incident.text());
  }
  std::string operator()(const act::LawNotify& b) const { return key_of<LawNotice>(b.id.text()); }
  std::string operator()(const act::LawAcknowledge& b) const {
    return key_of<LawNotice>(b.notice.text());
  }
  std::string operator()(const act::VerdictRefuse& b) const { return b.record; }
  std::string operator()(const act::KeyAnnounce&) const { return key_of<PartyKeys>(issuer.text()); }
  std::string operator()(const act::LedgerRecover&) const {
    return key_of<LogEpochs>(issuer.text());
  }
  std::string operator()(const act::LedgerAcceptRecovery& b) const {
    return key_of<LogEpochs>(b.party.text());
  }
  template <class T>
  std::string operator()(const T& b) const {
    if constexpr (requires { b.item; }) {
      return key_of<Item>(b.item.text());
    } else {
      return std::string(kAgreementKey);
    }
  }
};

template <class Record>
Status fold_into(Table<Record>& table, const std::string& key, const Trace& trace,
                 const act::Body& body, const BodySource& bodies, Changes& changes) {
  const std::string id = id_of<Record>(key);
  ENTENTE_TRY(const bool changed, table.fold(id, trace, body, bodies));
  if (changed) {
    changes.push_back({key, format::to_json(*table.entry(id))});
  }
  return {};
}

}  // namespace

void Instruments::apply(const Trace& trace, const act::AgreementSign& body) {
  list.push_back(instrument(InstrumentKind::signature, trace, body));
}
void Instruments::apply(const Trace& trace, const act::AgreementNotify& body) {
  list.push_back(instrument(InstrumentKind::completion_notice, trace, body));
}
void Instruments::apply(const Trace& trace, const act::AgreementNotice& body) {
  list.push_back(instrument(InstrumentKind::termination_notice, trace, body));
}
void Instruments::apply(const Trace& trace, const act::AgreementSuspendNotice& body) {
  list.push_back(instrument(InstrumentKind::notice_suspension, trace, body, body.refers_to));
}
void Instruments::apply(const Trace& trace, const act::AgreementReviveNotice& body) {
  list.push_back(instrument(InstrumentKind::notice_revival, trace, body, body.refers_to));
}
void Instruments::apply(const Trace& trace, const act::AgreementWithdrawNotice& body) {
  list.push_back(instrument(InstrumentKind::notice_withdrawal, trace, body, body.refers_to));
}
void Instruments::apply(const Trace& trace, const act::AgreementWithdrawSuspension& body) {
  list.push_back(instrument(InstrumentKind::suspension_withdrawal, trace, body, body.refers_to));
}

void Instruments::apply(const Trace& trace, const act::AgreementAmend& body) {
  list.push_back(consent(InstrumentKind::amendment, trace, body));
}
void Instruments::apply(const Trace& trace, const act::AgreementSupplement& body) {
  list.push_back(consent(InstrumentKind::supplement, trace, body));
}
void Instruments::apply(const Trace& trace, const act::AgreementSuspend& body) {
  list.push_back(instrument(InstrumentKind::agreement_suspension, trace, body));
}
void Instruments::apply(const Trace& trace, const act::AgreementResume& body) {
  list.push_back(instrument(InstrumentKind::agreement_resumption, trace, body, body.refers_to));
}
void Instruments::apply(const Trace& trace, const act::AgreementReplace& body) {
  list.push_back(instrument(InstrumentKind::replacement, trace, body));
  list.back().refers_to = body.newer.text();
}
void Instruments::apply(const Trace& trace, const act::AgreementReview& body) {
  list.push_back(instrument(InstrumentKind::review, trace, body));
}
void Instruments::apply(const Trace& trace, const act::AgreementConfirm& body) {
  list.push_back(instrument(InstrumentKind::confirmation, trace, body, body.refers_to));
}

void Hold::apply(const Trace& trace, const act::AgreementHold& body) {
  if (by.empty()) {
    *this = {trace.issuer, body.item, body.reason, true};
  }
}
void Hold::apply(const Trace& trace, const act::AgreementUnhold&) {
  if (trace.issuer == by) {
    active = false;  // Only the party that stopped can start again.
  }
}

void Authority::apply(const Trace& trace, const act::AuthorityNotify& body) {
  *this = {trace.issuer, body.authority, body.name, body.from, body.until};
}

void System::apply(const Trace& trace, const act::SystemAccredit& body) {
  *this = {trace.issuer, body.system, body.level, body.authority, body.from, body.until};
}

void Assurance::apply(const Trace& trace, const act::AssuranceGive& body) {
  const bool complete_now =
      body.recipients_cleared && body.official_need && body.equivalent_protection;
  *this = {trace.issuer, body.level, body.authority, complete_now, body.until};
}

void Incident::apply(const Trace& trace, const act::IncidentReport& body) {
  *this = {
      trace.issuer, body.item, body.kind, body.suspected_at, body.summary, trace.effective_at, {},
      {},           {},        {}};
}
void Incident::apply(const Trace& trace, const act::IncidentAcknowledge&) {
  if (!reported_by.empty() && trace.issuer != reported_by && !acknowledged_at) {
    acknowledged_at = trace.effective_at;
  }
}

void LawNotice::apply(const Trace& trace, const act::LawNotify& body) {
  *this = {trace.issuer,       body.law, body.title, body.text, body.from, body.affects_protection,
           trace.effective_at, {}};
}
void LawNotice::apply(const Trace& trace, const act::LawAcknowledge&) {
  if (notified_at && trace.issuer != by && !acknowledged_by(trace.issuer)) {
    acknowledged.push_back({trace.issuer, trace.effective_at});
  }
}
bool LawNotice::acknowledged_by(const PartyCode& party) const {
  return std::any_of(acknowledged.begin(), acknowledged.end(),
                     [&](const Acknowledged& each) { return each.by == party; });
}

void PartyKeys::apply(const Trace& trace, const act::KeyAnnounce& body) {
  announced.push_back({trace.to, body.invite_text, body.reason});
}

bool LogEpochs::Closed::accepted_by(const PartyCode& party) const {
  return std::ranges::find(accepted, party) != accepted.end();
}

/// The row of that closing: the acceptance may be folded before the recovery that it names.
LogEpochs::Closed& LogEpochs::closing(const Closed& wanted) {
  const auto found = std::ranges::find_if(closed, [&](const Closed& each) {
    return each.epoch == wanted.epoch && each.recovery == wanted.recovery;
  });
  return found == closed.end() ? closed.emplace_back(wanted) : *found;
}

void LogEpochs::apply(const Trace& trace, const act::LedgerRecover& body) {
  Closed& row = closing({body.epoch, body.size, body.root, trace.digest, false, {}, {}, {}});
  row.recorded = true;
  row.lost = body.lost;
  row.passed = body.passed;
}
void LogEpochs::apply(const Trace& trace, const act::LedgerAcceptRecovery& body) {
  Closed& row = closing({body.epoch, body.size, body.root, body.recovery, false, {}, {}, {}});
  if (trace.issuer != body.party && !row.accepted_by(trace.issuer)) {
    row.accepted.push_back(trace.issuer);
  }
}

void Incident::apply(const Trace& trace, const act::IncidentResults& body) {
  if (trace.issuer == reported_by && !results_at) {
    results_at = trace.effective_at;
    findings = body.findings;
    measures = body.measures;
  }
}

std::optional<std::string> record_key(const PartyCode& issuer, const act::Body& body) {
  if (act::type_of(body).scope != act::Scope::shared) {
    return std::nullopt;
  }
  return std::visit(KeyOf{issuer}, body);
}

template <class Visit>
void Shared::for_each_table(auto& self, const Visit& visit) {
  visit(self.agreement_);
  visit(self.items_);
  visit(self.holds_);
  visit(self.authorities_);
  visit(self.systems_);
  visit(self.assurances_);
  visit(self.incidents_);
  visit(self.keys_);
  visit(self.laws_);
  visit(self.epochs_);
}

namespace {

template <class Record>
bool owns(const Table<Record>&, std::string_view key) {
  return key.starts_with(kSharedPrefix<Record>) &&
         (key == kAgreementKey || kSharedPrefix<Record> != kAgreementKey);
}

}  // namespace

Status Shared::fold(const Trace& trace, const act::Body& body, const BodySource& bodies,
                    Changes& changes) {
  const std::optional<std::string> key = record_key(trace.issuer, body);
  ENTENTE_INVARIANT(key.has_value());
  const std::size_t before = changes.size();
  Status status;
  for_each_table(*this, [&](auto& table) {
    if (status.ok() && owns(table, *key)) {
      status = fold_into(table, *key, trace, body, bodies, changes);
    }
  });
  for (std::size_t i = before; i < changes.size(); ++i) {
    digests_.put(changes[i].key, changes[i].json.value());  // a shared record never ends
  }
  return status;
}

Status Shared::load(const std::string& key, BytesView json) {
  Status status = Error(kUnknownRecord, "A stored record has a key of no known kind.");
  for_each_table(*this, [&]<class Record>(Table<Record>& table) {
    if (!owns(table, key)) {
      return;
    }
    auto entry = format::from_json_text<Entry<Record>>(json);
    if (!entry) {
      status = entry.error();
      return;
    }
    table.put(id_of<Record>(key), std::move(*entry));
    digests_.put(key, as_text(json));
    status = {};
  });
  return status;
}

std::map<std::string, std::string> Shared::records() const {
  std::map<std::string, std::string> sorted;
  for_each_table(*this, [&]<class Record>(const Table<Record>& table) {
    for (const auto& [id, entry] : table.entries()) {
      sorted.emplace(key_of<Record>(id), format::to_json(entry));
    }
  });
  return sorted;
}

Digest Shared::digest() const {
  crypto::Sha256 hash;
  for (const auto& [key, json] : records()) {
    hash.update(as_bytes(key + "\n" + json + "\n"));
  }
  return hash.finish();
}

const std::vector<Instrument>& Shared::instruments() const {
  static const std::vector<Instrument> kNone;
  const Instruments* found = agreement_.find("");
  return found == nullptr ? kNone : found->list;
}

const Item* Shared::item(const ItemId& id) const { return items_.find(id.text()); }

const Hold* Shared::active_hold(const PartyCode& party, const ItemId& item) const {
  for (const auto& [key, entry] : holds_.entries()) {
    const Hold& hold = entry.record;
    if (hold.active && hold.by == party && (!hold.item || *hold.item == item)) {
      return &hold;
    }
  }
  return nullptr;
}

const Hold* Shared::hold(const ActId& id) const { return holds_.find(id.text()); }

const Authority* Shared::authority(const PartyCode& party, const Name& code) const {
  return authorities_.find(of_party(party, code));
}

const System* Shared::system(const PartyCode& party, const Name& code) const {
  return systems_.find(of_party(party, code));
}

const Assurance* Shared::assurance(const ActId& id) const { return assurances_.find(id.text()); }

const PartyKeys* Shared::keys_of(const PartyCode& party) const { return keys_.find(party.text()); }

const std::vector<LogEpochs::Closed>& Shared::closed_epochs(const PartyCode& party) const {
  static const std::vector<LogEpochs::Closed> kNone;
  const LogEpochs* found = epochs_.find(party.text());
  return found == nullptr ? kNone : found->closed;
}

const Incident* Shared::incident(const ActId& id) const { return incidents_.find(id.text()); }

const LawNotice* Shared::law_notice(const ActId& id) const { return laws_.find(id.text()); }

std::optional<Instant> Shared::told_since(const PartyCode& party, act::ChangeOf of,
                                          const Name& code, Instant since) const {
  std::optional<Instant> first;
  const auto told = [&](Instant at) {
    if (at >= since && (!first || at < *first)) {
      first = at;
    }
  };
  if (of == act::ChangeOf::authority) {
    const auto* entry = authorities_.entry(of_party(party, code));
    if (entry != nullptr) {
      std::ranges::for_each(entry->trail, told, &Trace::recorded_at);
    }
    return first;
  }
  for (const auto& [key, entry] : laws_.entries()) {
    const LawNotice& notice = entry.record;
    if (notice.by == party && notice.law == code && notice.notified_at) {
      told(*notice.notified_at);
    }
  }
  return first;
}

}  // namespace entente::registry
