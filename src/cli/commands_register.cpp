#include "cli/errors.h"
#include "cli/node_call.h"

/// What the other party is told: authorities, systems, assurances, incidents.
namespace entente::cli {
namespace {

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
        out.begin_object().member("incident", key);
        format::write_members(out, entry.record);
        out.end_object();
      }
      out.end_array();
    }));
    return {};
  });
}

}  // namespace

// A table, one row per command: its length is not complexity.
// NOLINTNEXTLINE(readability-function-size)
std::vector<Command> register_commands() {
  return {
      {"authority",
       "notify",
       "tell the other party of a competent authority (Art. 2(d))",
       {{"AUTHORITY", "", "its code", true}},
       {kOfAgreement,
        {"name", "TEXT", "its name", true},
        {"until", "DATE", "the last day on which it is one"}},
       nullptr,
       authority_notify},
      {"system",
       "accredit",
       "declare a system accredited for a level (Art. 12)",
       {{"SYSTEM", "", "its code", true}},
       {kOfAgreement,
        {"level", "LEVEL", "the highest level", true},
        {"authority", "NAME", "the accrediting authority", true},
        kUntil},
       nullptr,
       system_accredit},
      {"assurance",
       "give",
       "give the three assurances of Art. 7(5)",
       {},
       {kOfAgreement,
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
       {kOfAgreement,
        {"item", "ITEM", "the item concerned"},
        {"kind", "KIND", "loss, compromise, possible-loss, possible-compromise, record-difference",
         true},
        {"suspected-at", "INSTANT", "when it was first suspected (now)"},
        {"summary", "TEXT", "what happened", true}},
       nullptr,
       incident_report},
      {"incident",
       "acknowledge",
       "take note of the partner's report",
       {{"INCIDENT", "", "the report's id", true}},
       {kOfAgreement},
       nullptr,
       incident_acknowledge},
      {"incident",
       "list",
       "the reports under an agreement",
       {},
       {kOfAgreement},
       nullptr,
       incident_list},
  };
}

}  // namespace entente::cli
