#include "cli/agreement_json.h"

#include <algorithm>

#include "cli/standing_json.h"
#include "format/fields.h"

namespace entente::cli {
namespace {

using agreement::Deadline;
using agreement::TimelineEntry;

void write_changes(format::JsonWriter& out, std::span<const agreement::ReadingChange> readings,
                   Zone zone) {
  out.begin_object("readings");
  for (const agreement::ReadingChange& each : readings) {
    out.begin_object(each.party.text());
    out.member("before", ::entente::name_of(each.before));
    out.member("state", ::entente::name_of(each.state)).member("term", each.term);
    write_instant(out, "lapse_at", each.lapse_at, zone);
    write_date(out, "next_notice_deadline", each.next_notice_deadline);
    out.end_object();
  }
  out.end_object();
}

void write_entry(format::JsonWriter& out, const TimelineEntry& entry) {
  out.begin_object();
  out.member("at", entry.at.text(entry.zone)).member("event", entry.event);
  out.member("instrument", entry.instrument).member("cause", entry.cause);
  out.member("article", entry.article).member("changed", entry.changed);
  out.member("exchange_allowed", entry.exchange_allowed);
  out.member("access_allowed", entry.access_allowed);
  out.member("protection_duty", ::entente::name_of(entry.protection_duty));
  out.member("in_dispute", entry.in_dispute);
  write_changes(out, entry.readings, entry.zone);
  out.end_object();
}

/// A deadline with all readings under which it is the same.
struct Shared {
  Deadline deadline;
  std::vector<PartyCode> readings;
};

std::vector<Shared> together(std::span<const Deadline> deadlines) {
  std::vector<Shared> all;
  for (const Deadline& each : deadlines) {
    Deadline alone = each;
    alone.reading = PartyCode();
    auto found = std::find_if(all.begin(), all.end(),
                              [&](const Shared& other) { return other.deadline == alone; });
    if (found == all.end()) {
      all.push_back({std::move(alone), {}});
      found = all.end() - 1;
    }
    if (!each.reading.empty()) {
      found->readings.push_back(each.reading);
    }
  }
  return all;
}

void write_outlook(format::JsonWriter& out, std::string_view name,
                   const agreement::Outlook& outlook) {
  out.key(name);
  format::write_value(out, outlook);
}

void write_setting(format::JsonWriter& out, std::string_view name,
                   const std::optional<agreement::Value>& value) {
  out.key(name);
  if (!value) {
    out.null();
    return;
  }
  std::visit([&](const auto& plain) { format::write_value(out, plain); }, *value);
}

}  // namespace

void write_timeline(format::JsonWriter& out, std::string_view name,
                    std::span<const TimelineEntry> entries) {
  out.begin_array(name);
  for (const TimelineEntry& entry : entries) {
    write_entry(out, entry);
  }
  out.end_array();
}

void write_deadlines(format::JsonWriter& out, std::string_view name,
                     std::span<const Deadline> deadlines) {
  out.begin_array(name);
  for (const Shared& each : together(deadlines)) {
    const Deadline& due = each.deadline;
    out.begin_object();
    out.member("kind", ::entente::name_of(due.kind)).member("overdue", due.overdue);
    out.key("by");
    format::write_value(out, due.by);
    out.member("about", due.about).member("term", due.term).member("date", due.date.text());
    out.member("at", due.at.text(due.zone)).member("zone", due.zone.text());
    out.member("inclusive", due.inclusive).member("how_counted", due.how_counted);
    out.member("article", due.article);
    out.key("readings");
    format::write_value(out, each.readings);
    out.end_object();
  }
  out.end_array();
}

void write_simulation(format::JsonWriter& out, const agreement::Simulation& simulation, Zone zone) {
  out.member("at", simulation.at.text(zone)).member("admitted", simulation.admitted);
  out.member("refusal", simulation.refusal);
  write_outlook(out, "before", simulation.before);
  write_outlook(out, "after", simulation.after);
  write_changes(out, simulation.readings, zone);
  write_timeline(out, "gained", simulation.gained);
  write_timeline(out, "lost", simulation.lost);
  write_deadlines(out, "due", simulation.due);
}

void write_differences(format::JsonWriter& out,
                       std::span<const agreement::Difference> differences) {
  out.begin_array("differences");
  for (const agreement::Difference& each : differences) {
    out.begin_object().member("path", each.path);
    out.member("effect", ::entente::name_of(each.effect));
    write_setting(out, "before", each.before);
    write_setting(out, "after", each.after);
    out.end_object();
  }
  out.end_array();
}

}  // namespace entente::cli
