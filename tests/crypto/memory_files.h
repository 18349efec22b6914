#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/file_system.h"

namespace entente::crypto {

/// Files in memory that remember how they were opened and can fail the n-th change.
class MemoryFiles final : public FileSystem {
 public:
  std::map<std::string, Bytes, std::less<>> content;
  std::vector<OpenMode> modes;
  int changes_before_failure = -1;  ///< -1: never fails

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    modes.push_back(mode);
    const bool present = content.contains(path);
    if (mode == OpenMode::read ? !present : (mode == OpenMode::create_new && present)) {
      return failure();
    }
    if (mode != OpenMode::read) {
      ENTENTE_CHECK(change());
    }
    return std::unique_ptr<File>(new MemoryFile(*this, std::string(path)));
  }

  Status rename(std::string_view from, std::string_view to) override {
    ENTENTE_CHECK(change());
    content[std::string(to)] = std::move(content.find(from)->second);
    content.erase(content.find(from));
    return {};
  }

  Status remove(std::string_view path) override {
    ENTENTE_CHECK(change());
    content.erase(content.find(path));
    return {};
  }

  Result<bool> exists(std::string_view path) const override { return content.contains(path); }

  Result<std::vector<std::string>> list(std::string_view folder) const override {
    std::vector<std::string> names;
    const std::string prefix = std::string(folder) + "/";
    for (const auto& [path, bytes] : content) {
      if (path.starts_with(prefix)) {
        names.push_back(path.substr(prefix.size()));
      }
    }
    return names;
  }

  Status make_folder(std::string_view) override { return change(); }

 private:
  class MemoryFile final : public File {
   public:
    MemoryFile(MemoryFiles& files, std::string path) : files_(files), path_(std::move(path)) {
      files_.content.try_emplace(path_);
    }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
      const Bytes& bytes = files_.content[path_];
      const std::size_t from = std::min<std::size_t>(offset, bytes.size());
      const std::size_t count = std::min(out.size(), bytes.size() - from);
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), count, out.begin());
      return count;
    }
    Status append(BytesView bytes) override {
      ENTENTE_CHECK(files_.change());
      entente::append(files_.content[path_], bytes);
      return {};
    }
    Result<std::uint64_t> size() const override { return files_.content[path_].size(); }
    Status sync() override { return files_.change(); }

   private:
    MemoryFiles& files_;
    std::string path_;
  };

  static Error failure() { return Error(kIo, "The disk of this test fails."); }

  Status change() {
    if (changes_before_failure == 0) {
      return failure();
    }
    if (changes_before_failure > 0) {
      --changes_before_failure;
    }
    return {};
  }
};

}  // namespace entente::crypto
