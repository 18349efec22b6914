#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "format/toml.h"

namespace entente::format {

/// One value of a parsed file, in our own form, so that members keep the order of the file and
/// toml++ stays in one source file.
struct TomlData {
  const TomlTree* tree = nullptr;
  TomlType type = TomlType::table;
  TomlPosition position;
  std::string text;
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  CivilDate date;
  Instant instant;
  std::vector<TomlNode> elements;
  std::vector<TomlMember> members;

  [[nodiscard]] TomlNode handle() const { return TomlNode(this); }
};

/// All values and keys of a file; deques, because handles and views point into them.
struct TomlTree {
  std::string file;
  std::deque<TomlData> values;  ///< the root is the first
  std::deque<std::string> keys;

  [[nodiscard]] std::string where(TomlPosition position) const {
    return file + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
  }
};

}  // namespace entente::format
