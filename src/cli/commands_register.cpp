#include <algorithm>
#include <sstream>

#include "cli/errors.h"
#include "cli/node_call.h"

/// People, clearances, need-to-know; authorities, systems, assurances, incidents.
namespace entente::cli {
namespace {

/// Runs a handler that can fail before it submits.
template <class F>
void guarded(const Done& done, const F& body) {
  const Status status = body();
  if (!status.ok()) {
    done(failed(status.error()));
  }
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) {
    parts.push_back(part);
  }
  return parts;
}

void person_enrol(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    act::PersonEnrol body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    body.name = a.get("name");
    ENTENTE_TRY(body.facility, id_in<Name>(a, "facility"));
    for (const std::string& text : split(a.get("role"))) {
      const auto role = from_name<act::Role>(text);
      if (!role) {
        return Error(kUsage, "There is no such role.", "--role");
      }
      body.roles.push_back(*role);
    }
    submit(host, std::nullopt, act::Body(body), done,
           [person = body.person](auto& out) { out.member("person", person.text()); });
    return {};
  });
}

void person_list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  done(reply_with([&](format::JsonWriter& out) {
    out.begin_array("people");
    for (const auto& [id, person] : host.node().core().house().people()) {
      format::write_value(out, person);
    }
    out.end_array();
  }));
}

void clearance_grant(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  guarded(done, [&]() -> Status {
    act::ClearanceGrant body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    for (const std::string& text : split(a.get("levels"))) {
      ENTENTE_TRY(const Name level, Name::parse(text));
      body.levels.push_back(level);
    }
    ENTENTE_TRY(body.zone, Zone::parse(a.get("zone", "+09:00")));
    body.from = host.node().core().now().date_in(body.zone);
    ENTENTE_TRY(body.until, date_in(a, "until"));
    submit(host, std::nullopt, act::Body(body), done);
    return {};
  });
}

void clearance_revoke(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    act::ClearanceRevoke body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    body.reason = a.get("reason");
    // R7.3: what the person held is listed with the revocation.
    std::vector<std::string> held;
    for (const auto& [id, need] : host.node().core().house().needs()) {
      if (need.person == body.person && need.active) {
        held.push_back(need.item.text());
      }
    }
    std::sort(held.begin(), held.end());
    submit(host, std::nullopt, act::Body(body), done, [held](auto& out) {
      out.key("held");
      format::write_value(out, held);
    });
    return {};
  });
}

void need_grant(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    act::NeedToKnowGrant body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    ENTENTE_TRY(body.item, id_in<ItemId>(a, "item"));
    ENTENTE_TRY(body.purpose, id_in<Name>(a, "purpose"));
    ENTENTE_TRY(body.approver, PersonId::parse(a.as));
    ENTENTE_TRY(body.until, Instant::parse(a.get("until")));
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, body.item));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void need_revoke(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    act::NeedToKnowRevoke body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    ENTENTE_TRY(body.item, id_in<ItemId>(a, "item"));
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, body.item));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void authority_notify(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::AuthorityNotify body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.authority, Name::parse(a.positional[0]));
    body.name = a.get("name");
    const Zone zone = room->profile.party(host.config().party)->zone;
    body.from = host.node().core().now().date_in(zone);
    if (a.has("until")) {
      ENTENTE_TRY(body.until, date_in(a, "until"));
    }
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void system_accredit(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::SystemAccredit body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.system, Name::parse(a.positional[0]));
    ENTENTE_TRY(body.level, own_level(*room, host.config().party, a.get("level")));
    ENTENTE_TRY(body.authority, id_in<Name>(a, "authority"));
    const Zone zone = room->profile.party(host.config().party)->zone;
    body.from = host.node().core().now().date_in(zone);
    ENTENTE_TRY(body.until, date_in(a, "until"));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void assurance_give(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::AssuranceGive body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.level, own_level(*room, host.config().party, a.get("level")));
    ENTENTE_TRY(body.authority, id_in<Name>(a, "authority"));
    body.recipients_cleared = a.has("recipients-cleared");
    body.official_need = a.has("official-need");
    body.equivalent_protection = a.has("equivalent-protection");
    ENTENTE_TRY(body.until, date_in(a, "until"));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void incident_report(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::IncidentReport body;
    body.id = new_act_id(host.entropy());
    if (a.has("item")) {
      ENTENTE_TRY(body.item, id_in<ItemId>(a, "item"));
    }
    const auto kind = from_name<act::IncidentKind>(a.get("kind"));
    if (!kind) {
      return Error(kUsage, "There is no such kind of incident.", "--kind");
    }
    body.kind = *kind;
    body.suspected_at = host.node().core().now();
    if (a.has("suspected-at")) {
      ENTENTE_TRY(body.suspected_at, Instant::parse(a.get("suspected-at")));
    }
    body.summary = a.get("summary");
    submit(host, room->id, act::Body(body), done,
           [id = body.id](auto& out) { out.member("incident", id.text()); });
    return {};
  });
}

void incident_acknowledge(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                          const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::IncidentAcknowledge body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.incident, ActId::parse(a.positional[0]));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void incident_list(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    done(reply_with([&](format::JsonWriter& out) {
      out.begin_array("incidents");
      for (const auto& [key, entry] : room->shared.incidents().entries()) {
        out.begin_object().member("incident", key.substr(key.find('/') + 1));
        format::write_members(out, entry.record);
        out.end_object();
      }
      out.end_array();
    }));
    return {};
  });
}

const OptionSpec kAgreement{"agreement", "ID", "the agreement", true};
const OptionSpec kUntil{"until", "DATE", "the last day that counts", true};

}  // namespace

// A table, one row per command: its length is not complexity.
// NOLINTNEXTLINE(readability-function-size)
std::vector<Command> register_commands() {
  const OptionSpec person{"PERSON", "", "the person's id", true};
  const OptionSpec item{"item", "ITEM", "the item", true};
  return {
      {"person",
       "enrol",
       "enter a person in the register of a facility (Art. 6(e))",
       {person},
       {{"name", "TEXT", "the person's name", true},
        {"facility", "NAME", "the facility", true},
        {"role", "ROLES",
         "registry-officer, security-officer, analyst, auditor, administrator; "
         "several with commas",
         true}},
       nullptr,
       person_enrol},
      {"person", "list", "the register of persons", {}, {}, nullptr, person_list},
      {"clearance",
       "grant",
       "clear a person for named levels (Art. 7)",
       {person},
       {{"levels", "CODES", "level codes, several with commas", true},
        kUntil,
        {"zone", "ZONE", "where the days count (+09:00)"}},
       nullptr,
       clearance_grant},
      {"clearance",
       "revoke",
       "end a person's clearance at once; lists what the person held",
       {person},
       {{"reason", "TEXT", "why", true}},
       nullptr,
       clearance_revoke},
      {"need-to-know",
       "grant",
       "attest a need for one item and purpose; --as says who approves",
       {person},
       {item,
        {"purpose", "NAME", "the purpose", true},
        {"until", "INSTANT", "when the need ends", true}},
       nullptr,
       need_grant},
      {"need-to-know",
       "revoke",
       "end a need-to-know at once",
       {person},
       {item},
       nullptr,
       need_revoke},
      {"authority",
       "notify",
       "tell the other party of a competent authority (Art. 2(d))",
       {{"AUTHORITY", "", "its code", true}},
       {kAgreement,
        {"name", "TEXT", "its name", true},
        {"until", "DATE", "the last day on which it is one"}},
       nullptr,
       authority_notify},
      {"system",
       "accredit",
       "declare a system accredited for a level (Art. 12)",
       {{"SYSTEM", "", "its code", true}},
       {kAgreement,
        {"level", "LEVEL", "the highest level", true},
        {"authority", "NAME", "the accrediting authority", true},
        kUntil},
       nullptr,
       system_accredit},
      {"assurance",
       "give",
       "give the three assurances of Art. 7(5)",
       {},
       {kAgreement,
        {"level", "LEVEL", "the highest level", true},
        {"authority", "NAME", "the receiving authority", true},
        kUntil,
        {"recipients-cleared", "", "recipients hold the clearance"},
        {"official-need", "", "they need it for official purposes"},
        {"equivalent-protection", "", "it will be protected equivalently"}},
       nullptr,
       assurance_give},
      {"incident",
       "report",
       "report a loss or compromise, or a possible one (Art. 17)",
       {},
       {kAgreement,
        {"item", "ITEM", "the item concerned"},
        {"kind", "KIND", "loss, compromise, possible-loss, possible-compromise", true},
        {"suspected-at", "INSTANT", "when it was first suspected (now)"},
        {"summary", "TEXT", "what happened", true}},
       nullptr,
       incident_report},
      {"incident",
       "acknowledge",
       "take note of the partner's report",
       {{"INCIDENT", "", "the report's id", true}},
       {kAgreement},
       nullptr,
       incident_acknowledge},
      {"incident",
       "list",
       "the reports under an agreement",
       {},
       {kAgreement},
       nullptr,
       incident_list},
  };
}

}  // namespace entente::cli
