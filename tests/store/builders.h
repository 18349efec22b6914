#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/store_port.h"
#include "crypto/random.h"
#include "store/sqlite_store.h"

namespace entente::store {

/// A folder that goes when the test ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "entente-XXXXXX").string();
    path_ = ::mkdtemp(name.data()) == nullptr ? "" : name;
    EXPECT_FALSE(path_.empty());
  }
  ~TemporaryFolder() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string at(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline crypto::SystemEntropy& system_entropy() {
  static crypto::SystemEntropy entropy;
  return entropy;
}

inline StoreKey key_of(std::uint8_t number) {
  const Bytes bytes(StoreKey::kSize, number);
  return StoreKey::copy_of(bytes).value();
}

inline SqliteOptions exercise_options() {
  SqliteOptions options;
  options.environment = "exercise";
  options.party = "KR";
  return options;
}

inline StoreWrite put(Space space, std::string_view key, std::string_view value) {
  return {space, to_bytes(key), to_bytes(value)};
}
inline StoreWrite erase(Space space, std::string_view key) {
  return {space, to_bytes(key), std::nullopt};
}

/// Commits and waits for what `done` says.
inline Status commit_and_wait(Store& store, StoreBatch batch) {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<Status> told;
  store.commit(std::move(batch), [&](const Status& status) {
    const std::lock_guard lock(mutex);
    told = status;
    changed.notify_one();
  });
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return told.has_value(); });
  return *told;
}

/// What stands under a key, or "-" for nothing, or the code of the error.
inline std::string value_at(const Store& store, Space space, std::string_view key) {
  const Result<std::optional<Bytes>> value = store.get(space, as_bytes(key));
  if (!value) {
    return std::string(value.error().code());
  }
  return *value ? std::string(as_text(**value)) : "-";
}

using Entries = std::vector<std::pair<std::string, std::string>>;

inline Result<Entries> entries_of(const Store& store, Space space, std::string_view from = {},
                                  std::string_view to = {}) {
  Entries entries;
  ENTENTE_CHECK(store.scan(space, as_bytes(from), as_bytes(to),
                           [&](BytesView key, BytesView value) -> Status {
                             entries.emplace_back(as_text(key), as_text(value));
                             return {};
                           }));
  return entries;
}

inline Bytes file_bytes(const std::filesystem::path& path) {
  Bytes bytes(std::filesystem::file_size(path));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace entente::store
