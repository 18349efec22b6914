#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "format/json.h"

/// Vectors of other implementations, under the shared data folder. Where that is absent the tests
/// say so and are skipped.
namespace entente::ledger::vectors {

inline std::filesystem::path folder() {
  return std::filesystem::path(ENTENTE_SHARED_DATA) / "ledger";
}
inline bool absent() { return !std::filesystem::exists(folder()); }

inline std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline format::JsonDocument json(const std::filesystem::path& path) {
  return format::JsonDocument::parse(read(path)).value();
}

inline std::vector<std::filesystem::path> json_files(const std::filesystem::path& under) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(under)) {
    if (entry.path().extension() == ".json") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string text(const format::JsonValue& object, std::string_view key) {
  return std::string(object.string_at(key).value());
}

}  // namespace entente::ledger::vectors

#define ENTENTE_NEEDS_VECTORS()                                         \
  if (::entente::ledger::vectors::absent()) {                           \
    GTEST_SKIP() << "skipped: no shared data for the ledger's vectors"; \
  }                                                                     \
  static_assert(true)
