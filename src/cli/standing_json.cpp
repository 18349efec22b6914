#include "cli/standing_json.h"

#include <fmt/format.h>

#include "cli/errors.h"

namespace entente::cli {
namespace {

using agreement::Fault;

std::string faults_json(const std::vector<Fault>& faults) {
  std::string text;
  format::JsonWriter out(text);
  out.begin_array();
  for (const Fault& fault : faults) {
    out.begin_object();
    out.member("code", fault.code).member("file", fault.file).member("line", fault.line);
    out.member("column", fault.column).member("text", fault.text);
    out.end_object();
  }
  out.end_array();
  return text;
}

}  // namespace

void write_instant(format::JsonWriter& out, std::string_view name, const std::optional<Instant>& at,
                   Zone zone) {
  at ? out.member(name, at->text(zone)) : out.key(name).null();
}

void write_date(format::JsonWriter& out, std::string_view name,
                const std::optional<CivilDate>& date) {
  date ? out.member(name, date->text()) : out.key(name).null();
}

void write_readings(format::JsonWriter& out, const agreement::Standing& standing) {
  out.begin_object("readings");
  for (const agreement::Reading& reading : standing.readings) {
    out.begin_object(reading.party.text());
    out.member("state", ::entente::name_of(reading.state)).member("term", reading.term);
    write_instant(out, "lapse_at", reading.lapse_at, reading.zone);
    write_date(out, "next_notice_deadline", reading.next_notice_deadline);
    out.member("zone", reading.zone.text());
    out.end_object();
  }
  out.end_object();
}

void write_standing(format::JsonWriter& out, const agreement::Standing& standing) {
  out.member("exchange_allowed", standing.exchange_allowed);
  out.member("access_allowed", standing.access_allowed);
  out.member("protection_duty", ::entente::name_of(standing.protection_duty));
  write_readings(out, standing);
  out.member("in_dispute", standing.in_dispute);
}

Reply with_faults(const std::vector<Fault>& faults) {
  const Fault& first = faults.front();
  Reply reply = failed(
      Error(kProfileFaults,
            fmt::format("The profile has {} fault(s); the first: {}", faults.size(), first.text),
            fmt::format("{}:{}:{}", first.file, first.line, first.column)));
  reply.details_name = "faults";
  reply.details = faults_json(faults);
  return reply;
}

}  // namespace entente::cli
