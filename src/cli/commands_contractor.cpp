#include <algorithm>

#include "base/errors.h"
#include "cli/errors.h"
#include "cli/node_call.h"

/// Contractors, the conditions each meets, inspections and briefings (Art. 16).
namespace entente::cli {
namespace {

using format::JsonWriter;

Result<const registry::Contractor*> contractor_in(Host& host, const Arguments& a) {
  ENTENTE_TRY(const Name code, Name::parse(a.positional[0]));
  const registry::Contractor* found = host.node().core().house().contractor(code);
  return found != nullptr ? Result<const registry::Contractor*>(found)
                          : Error(kNotFound, "There is no such contractor.");
}

void contractor_enter(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    act::ContractorEnter body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.contractor, Name::parse(a.positional[0]));
    body.name = a.get("name");
    if (a.has("parent")) {
      ENTENTE_TRY(body.parent, id_in<Name>(a, "parent"));
    }
    ENTENTE_TRY(body.zone, Zone::parse(a.get("zone", "+09:00")));
    submit(host, std::nullopt, act::Body(body), done,
           [code = body.contractor](auto& out) { out.member("contractor", code.text()); });
    return {};
  });
}

void contractor_condition(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                          const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::ContractorCondition body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.contractor, Name::parse(a.positional[0]));
    body.agreement = room->profile.id();
    ENTENTE_TRY(body.condition, id_in<Name>(a, "condition"));
    body.evidence = a.get("evidence");
    if (a.has("digest")) {
      ENTENTE_TRY(body.document, Digest::from_hex(a.get("digest")));
    }
    ENTENTE_TRY(body.until, date_in(a, "until"));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void contractor_lapse(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::ContractorLapse body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.contractor, Name::parse(a.positional[0]));
    body.agreement = room->profile.id();
    ENTENTE_TRY(body.condition, id_in<Name>(a, "condition"));
    body.reason = a.get("reason");
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void contractor_inspect(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                        const Done& done) {
  guarded(done, [&]() -> Status {
    act::ContractorInspect body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.contractor, Name::parse(a.positional[0]));
    ENTENTE_TRY(body.facility, id_in<Name>(a, "facility"));
    const registry::Contractor* known = host.node().core().house().contractor(body.contractor);
    body.on = host.node().core().now().date_in(known == nullptr ? kUtc : known->zone);
    if (a.has("on")) {
      ENTENTE_TRY(body.on, date_in(a, "on"));
    }
    const auto result = from_name<act::InspectionResult>(a.get("result"));
    if (!result) {
      return Error(kUsage, "An inspection was passed or failed.", "--result");
    }
    body.result = *result;
    body.findings = a.get("findings");
    ENTENTE_TRY(body.next_due, date_in(a, "next-due"));
    submit(host, std::nullopt, act::Body(body), done);
    return {};
  });
}

void contractor_brief(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    act::ContractorBrief body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.contractor, Name::parse(a.positional[0]));
    ENTENTE_TRY(body.person, id_in<PersonId>(a, "person"));
    body.duties = a.get("duties");
    submit(host, std::nullopt, act::Body(body), done);
    return {};
  });
}

// ---- What is shown ------------------------------------------------------------------------------

/// R16.1: `met`, or what is wrong with the condition today.
std::string_view state_of(const registry::Contractor& contractor, const Name& agreement,
                          const Name& condition, Instant now) {
  const auto* attested = contractor.condition(agreement, condition);
  if (attested == nullptr) {
    return "missing";
  }
  if (attested->lapsed) {
    return "lapsed";
  }
  return contractor.meets(agreement, condition, now) ? "met" : "ended";
}

/// Every condition of every agreement's text in effect, met or not.
void write_conditions(JsonWriter& out, Host& host, const registry::Contractor& contractor,
                      Instant now) {
  out.begin_array("conditions");
  for (auto& [id, room] : host.node().core().rooms()) {
    const agreement::Profile& text = room.text(now);
    for (const auto& each : text.clauses().contractor_conditions) {
      out.begin_object().member("agreement", id.text()).member("condition", each.code.text());
      out.member("article", each.article);
      out.member("state", state_of(contractor, text.id(), each.code, now));
      if (const auto* attested = contractor.condition(text.id(), each.code)) {
        out.member("evidence", attested->evidence).member("until", attested->until.text());
        format::write_member(out, "document", attested->document);
        format::write_member(out, "lapsed", attested->lapsed);
      }
      out.end_object();
    }
  }
  out.end_array();
}

/// What the text of some agreement, or an inspection, finds wanting today.
std::vector<std::string> lapses_of(Host& host, const registry::Contractor& contractor,
                                   Instant now) {
  std::vector<std::string> lapses;
  for (auto& [id, room] : host.node().core().rooms()) {
    const agreement::Profile& text = room.text(now);
    for (const auto& each : text.clauses().contractor_conditions) {
      if (!contractor.meets(text.id(), each.code, now)) {
        lapses.push_back(id.text() + " " + each.code.text());
      }
    }
  }
  for (const registry::Inspection& each : contractor.inspections) {
    const std::string line = "inspection " + each.facility.text();
    if (!contractor.inspected(each.facility, now) &&
        std::find(lapses.begin(), lapses.end(), line) == lapses.end()) {
      lapses.push_back(line);
    }
  }
  return lapses;
}

/// Whether `firm` is the contractor or stands below it.
bool is_below(const registry::House& house, const Name& firm, const Name& contractor) {
  const auto line = house.contractor_line(firm);
  return std::any_of(line.begin(), line.end(),
                     [&](const auto* each) { return each->contractor == contractor; });
}

/// The contractor's people and those of its subcontractors, with what each holds.
void write_people(JsonWriter& out, const registry::House& house,
                  const registry::Contractor& contractor) {
  out.begin_array("people");
  for (const auto& [id, person] : house.people()) {
    if (!person.contractor || !is_below(house, *person.contractor, contractor.contractor)) {
      continue;
    }
    const registry::Contractor* own = house.contractor(*person.contractor);
    out.begin_object().member("person", id).member("contractor", person.contractor->text());
    out.member("facility", person.facility.text()).member("on_register", person.on_register());
    out.member("briefed", own->briefed(person.person, person.entries.back().stay.from));
    out.begin_array("holdings");
    for (const registry::Held& held : house.held_by(person.person)) {
      out.string(held.item.text());
    }
    out.end_array().end_object();
  }
  out.end_array();
}

void contractor_show(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const registry::Contractor* contractor, contractor_in(host, a));
    const registry::House& house = host.node().core().house();
    const Instant now = host.node().core().now();
    done(reply_with([&](JsonWriter& out) {
      out.member("contractor", contractor->contractor.text()).member("name", contractor->name);
      format::write_member(out, "parent", contractor->parent);
      out.begin_array("subcontractors");
      for (const auto& [code, other] : house.contractors()) {
        if (other.parent == contractor->contractor) {
          out.string(code);
        }
      }
      out.end_array();
      format::write_member(out, "lapses", lapses_of(host, *contractor, now));
      write_people(out, house, *contractor);
      format::write_member(out, "inspections", contractor->inspections);
      format::write_member(out, "briefings", contractor->briefings);
      write_conditions(out, host, *contractor, now);
    }));
    return {};
  });
}

void contractor_list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  const Instant now = host.node().core().now();
  done(reply_with([&](JsonWriter& out) {
    out.begin_array("contractors");
    for (const auto& [code, contractor] : host.node().core().house().contractors()) {
      if (!contractor.entered()) {
        continue;
      }
      out.begin_object().member("contractor", code).member("name", contractor.name);
      format::write_member(out, "parent", contractor.parent);
      format::write_member(out, "lapses", lapses_of(host, contractor, now));
      out.end_object();
    }
    out.end_array();
  }));
}

const OptionSpec kContractor{"CONTRACTOR", "", "its code", true};
const OptionSpec kAgreement{"agreement", "ID", "the agreement whose text names the condition",
                            true};
const OptionSpec kCondition{"condition", "NAME", "the condition", true};

std::vector<Command> attesting_commands() {
  return {
      {"contractor",
       "condition",
       "record evidence that a condition of Art. 16 is met, until a day",
       {kContractor},
       {kAgreement,
        kCondition,
        {"evidence", "TEXT", "what shows it", true},
        {"digest", "HEX", "SHA-256 of the evidence, where it is kept elsewhere"},
        {"until", "DATE", "the last day that counts", true}},
       nullptr,
       contractor_condition},
      {"contractor",
       "lapse",
       "record that a condition is met no more; access ends at once",
       {kContractor},
       {kAgreement, kCondition, {"reason", "TEXT", "why", true}},
       nullptr,
       contractor_lapse},
      {"contractor",
       "inspect",
       "record a security inspection of one of its facilities",
       {kContractor},
       {{"facility", "NAME", "the facility", true},
        {"on", "DATE", "the day of the inspection (today)"},
        {"result", "RESULT", "passed or failed", true},
        {"findings", "TEXT", "what was found", true},
        {"next-due", "DATE", "the last day for the next one", true}},
       nullptr,
       contractor_inspect},
      {"contractor",
       "brief",
       "record that one of its people acknowledges the duties",
       {kContractor},
       {{"person", "PERSON", "the person", true},
        {"duties", "TEXT", "what was acknowledged", true}},
       nullptr,
       contractor_brief},
  };
}

}  // namespace

std::vector<Command> contractor_commands() {
  std::vector<Command> all{
      {"contractor",
       "enter",
       "enter a contractor, or a subcontractor under one (Art. 16)",
       {kContractor},
       {{"name", "TEXT", "its name", true},
        {"parent", "CONTRACTOR", "the contractor above it"},
        {"zone", "ZONE", "where its days count (+09:00)"}},
       nullptr,
       contractor_enter},
      {"contractor",
       "list",
       "the contractors, and what each lacks",
       {},
       {},
       nullptr,
       contractor_list},
      {"contractor",
       "show",
       "a contractor's conditions, inspections, people and what they hold",
       {kContractor},
       {},
       nullptr,
       contractor_show},
  };
  for (Command& command : attesting_commands()) {
    all.push_back(std::move(command));
  }
  return all;
}

}  // namespace entente::cli
