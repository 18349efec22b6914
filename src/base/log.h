#pragma once

#include <initializer_list>
#include <string_view>

namespace entente {

enum class LogLevel { debug, info, warning, error };

struct LogField {
  std::string_view key;
  std::string_view value;
};

/// One JSON line on standard error: time, level, event and the fields, escaped so that no value can
/// break the line (AB66). Never give it content, titles, names of persons or secrets. Thread-safe.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

/// Lines below `level` are dropped; `info` from the start.
void set_log_level(LogLevel level);

}  // namespace entente
