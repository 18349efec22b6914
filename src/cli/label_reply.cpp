#include "cli/label_reply.h"

#include "cli/system_clock.h"

namespace entente::cli {

Result<Instant> time_of(const Arguments& arguments) {
  if (arguments.has("at")) {
    const auto at = Instant::parse(arguments.get("at"));
    return at.ok() ? at : Result<Instant>(at.error().within("--at"));
  }
  return SystemClock().now();
}

std::string details_of(const Members& members) {
  std::string text;
  format::JsonWriter out(text);
  out.begin_object();
  members(out);
  out.end_object();
  return text;
}

void write_faults(format::JsonWriter& out, std::string_view name, const label::Faults& faults,
                  std::string_view file) {
  out.begin_array(name);
  for (const label::Fault& fault : faults) {
    out.begin_object().member("code", fault.code());
    out.member("where", fault.error().within(file).where());
    out.member("text", fault.text).end_object();
  }
  out.end_array();
}

}  // namespace entente::cli
