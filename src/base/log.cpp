#include "base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

#include "base/text.h"

namespace entente {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made("entente", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_formatter(std::make_unique<spdlog::pattern_formatter>(
        R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
    made.flush_on(spdlog::level::info);
    return made;
  }();
  return instance;
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : display_safe(text)) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  out += '"';
}

}  // namespace

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  std::string line = "\"event\":";
  append_string(line, event);
  for (const LogField& field : fields) {
    line += ',';
    append_string(line, field.key);
    line += ':';
    append_string(line, field.value);
  }
  logger().log(to_spdlog(level), spdlog::string_view_t(line));
}

void set_log_level(LogLevel level) { logger().set_level(to_spdlog(level)); }

}  // namespace entente
