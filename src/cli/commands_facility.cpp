#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"
#include "cli/errors.h"
#include "cli/node_call.h"

/// Facilities, who answers for each, and their registers as of any date (Art. 6(e), 10).
namespace entente::cli {
namespace {

using format::JsonWriter;

/// An option as a date; today in `zone` where it is not given.
Result<CivilDate> date_or_today(Host& host, const Arguments& a, std::string_view option,
                                Zone zone) {
  return a.has(option) ? date_in(a, option)
                       : Result<CivilDate>(host.node().core().now().date_in(zone));
}

Result<const registry::Facility*> facility_in(Host& host, const Arguments& a) {
  ENTENTE_TRY(const Name code, Name::parse(a.positional[0]));
  const registry::Facility* found = host.node().core().house().entered_facility(code);
  return found != nullptr ? Result<const registry::Facility*>(found)
                          : Error(kNotFound, "There is no such facility.");
}

void facility_enter(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    act::FacilityEnter body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.facility, Name::parse(a.positional[0]));
    body.name = a.get("name");
    ENTENTE_TRY(body.levels, ids_in<Name>(a, "levels"));
    ENTENTE_TRY(body.zone, Zone::parse(a.get("zone", "+09:00")));
    ENTENTE_TRY(body.from, date_or_today(host, a, "from", body.zone));
    ENTENTE_TRY(body.until, date_in(a, "until"));
    submit(host, std::nullopt, act::Body(body), done,
           [code = body.facility](auto& out) { out.member("facility", code.text()); });
    return {};
  });
}

void facility_appoint(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    act::FacilityAppoint body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.facility, Name::parse(a.positional[0]));
    ENTENTE_TRY(body.person, id_in<PersonId>(a, "person"));
    const registry::Facility* known = host.node().core().house().facility(body.facility);
    ENTENTE_TRY(body.from, date_or_today(host, a, "from", known == nullptr ? kUtc : known->zone()));
    ENTENTE_TRY(body.until, date_in(a, "until"));
    submit(host, std::nullopt, act::Body(body), done);
    return {};
  });
}

void facility_relieve(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    act::FacilityRelieve body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.facility, Name::parse(a.positional[0]));
    ENTENTE_TRY(body.person, id_in<PersonId>(a, "person"));
    body.reason = a.get("reason");
    submit(host, std::nullopt, act::Body(body), done);
    return {};
  });
}

// ---- What is shown ------------------------------------------------------------------------------

/// R10.1: what keeps it from taking anything in, and what will.
std::vector<std::string> warnings_of(const registry::Facility& facility, Instant now) {
  std::vector<std::string> warnings;
  const CivilDate today = now.date_in(facility.zone());
  const registry::Accreditation& current = facility.accreditations.back();
  if (today < current.from) {
    warnings.push_back(fmt::format("accredited from {} only", current.from.text()));
  }
  if (current.until < today) {
    warnings.push_back(fmt::format("accreditation ended with {}", current.until.text()));
  }
  for (const registry::DaysBetween& gap : facility.gaps()) {
    if (gap.until < today) {
      continue;
    }
    warnings.push_back(
        gap.from <= today
            ? fmt::format("no officer today, until {}", gap.until.text())
            : fmt::format("no officer from {} to {}", gap.from.text(), gap.until.text()));
  }
  return warnings;
}

void write_facility(JsonWriter& out, const registry::Facility& facility, Instant now) {
  format::write_members(out, facility);
  out.member("takes_in", facility.accredited(now) && facility.has_officer(now));
  format::write_member(out, "gaps", facility.gaps());
  format::write_member(out, "warnings", warnings_of(facility, now));
}

void facility_list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  const Instant now = host.node().core().now();
  done(reply_with([&](JsonWriter& out) {
    out.begin_array("facilities");
    for (const auto& [code, facility] : host.node().core().house().facilities()) {
      if (!facility.entered()) {
        continue;
      }
      out.begin_object().member("facility", code).member("name", facility.name);
      format::write_member(out, "levels", facility.accreditations.back().levels);
      out.member("takes_in", facility.accredited(now) && facility.has_officer(now));
      format::write_member(out, "warnings", warnings_of(facility, now));
      out.end_object();
    }
    out.end_array();
  }));
}

void facility_show(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const registry::Facility* facility, facility_in(host, a));
    const Instant now = host.node().core().now();
    done(reply_with([&](JsonWriter& out) { write_facility(out, *facility, now); }));
    return {};
  });
}

/// The instant as of which a register is asked for: a date means its end, in the facility's zone.
Result<Instant> as_of(Host& host, const Arguments& a, Zone zone) {
  const std::string text = a.get("at");
  if (text.empty()) {
    return host.node().core().now();
  }
  if (text.find('T') != std::string::npos) {
    return instant_or(a, "at", {});
  }
  ENTENTE_TRY(const CivilDate day, date_in(a, "at"));
  return Instant::start_of(day.plus(Days{1}), zone).plus_ms(-1);
}

void write_register_row(JsonWriter& out, const registry::Person& person,
                        const registry::RegisterEntry& entry,
                        const registry::ClearanceOf& clearance) {
  out.begin_object();
  out.member("person", person.person.text()).member("name", person.name);
  format::write_member(out, "roles", entry.roles);
  format::write_member(out, "contractor", entry.contractor);
  format::write_member(out, "stay", entry.stay);
  format::write_member(out, "levels", clearance.levels);
  out.member("cleared_from", clearance.from.text()).member("cleared_until", clearance.until.text());
  out.member("zone", clearance.zone.text()).end_object();
}

/// R6.5: who was cleared and on the register there at that time; beside them who was there without
/// a clearance that counted.
void facility_register(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                       const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const registry::Facility* facility, facility_in(host, a));
    ENTENTE_TRY(const Instant at, as_of(host, a, facility->zone()));
    std::vector<std::string> uncleared;
    done(reply_with([&](JsonWriter& out) {
      out.member("facility", facility->facility.text()).member("at", at.text(facility->zone()));
      out.begin_array("people");
      for (const auto& [id, person] : host.node().core().house().people()) {
        const registry::RegisterEntry* entry = person.entry_at(at);
        if (entry == nullptr || entry->facility != facility->facility) {
          continue;
        }
        const registry::ClearanceOf* clearance = person.clearance_at(at);
        if (clearance == nullptr) {
          uncleared.push_back(id);
          continue;
        }
        write_register_row(out, person, *entry, *clearance);
      }
      out.end_array();
      format::write_member(out, "without_clearance", uncleared);
    }));
    return {};
  });
}

const OptionSpec kFacility{"FACILITY", "", "its code", true};
const OptionSpec kFrom{"from", "DATE", "the first day that counts (today)"};
const OptionSpec kOfficer{"person", "PERSON", "the officer", true};

}  // namespace

std::vector<Command> facility_commands() {
  return {
      {"facility",
       "enter",
       "enter a place that may hold items of named levels (Art. 10), or accredit it anew",
       {kFacility},
       {{"name", "TEXT", "its name", true},
        {"levels", "CODES", "level codes, several with commas", true},
        kFrom,
        kUntil,
        {"zone", "ZONE", "where the days count (+09:00)"}},
       nullptr,
       facility_enter},
      {"facility",
       "appoint",
       "appoint who answers for a facility; without one it takes nothing in",
       {kFacility},
       {kOfficer, kFrom, kUntil},
       nullptr,
       facility_appoint},
      {"facility",
       "relieve",
       "end a person's appointments at a facility at once",
       {kFacility},
       {kOfficer, {"reason", "TEXT", "why", true}},
       nullptr,
       facility_relieve},
      {"facility",
       "list",
       "the facilities, and what keeps each from taking anything in",
       {},
       {},
       nullptr,
       facility_list},
      {"facility",
       "show",
       "a facility's accreditations, officers and days without one",
       {kFacility},
       {},
       nullptr,
       facility_show},
      {"facility",
       "register",
       "who was cleared and on the register of a facility, as of any date (Art. 6(e))",
       {kFacility},
       {{"at", "DATE", "at the end of that day, or an instant (now)"}},
       nullptr,
       facility_register},
  };
}

}  // namespace entente::cli
