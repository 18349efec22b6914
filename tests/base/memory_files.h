#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/file_system.h"

namespace entente::test {

/// Files in memory that can be made to fail: the n-th call on them (opening, appending, syncing,
/// renaming, ...) and all later ones give `base.io`. A file's content counts as durable once
/// synced; `crash` drops the rest.
class MemoryFiles final : public FileSystem {
 public:
  struct Content {
    Bytes bytes;
    std::size_t durable = 0;
  };

  void fail_from(std::size_t call) { fail_from_ = call; }
  [[nodiscard]] std::size_t calls() const { return calls_; }
  void crash() {
    for (auto& [path, content] : files_) {
      content->bytes.resize(content->durable);
    }
  }
  void put(std::string_view path, std::string_view text) {
    files_[std::string(path)] = std::make_shared<Content>(Content{to_bytes(text), text.size()});
  }
  [[nodiscard]] std::string text(std::string_view path) const {
    const auto found = files_.find(std::string(path));
    return found == files_.end() ? "absent" : std::string(as_text(found->second->bytes));
  }

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    ENTENTE_CHECK(call());
    const std::string name(path);
    const bool there = files_.contains(name);
    if (mode == OpenMode::read && !there) {
      return Error(kNotFound, "The file is not there.", name);
    }
    if (mode == OpenMode::create_new && there) {
      return Error(kIo, "The file is there already.", name);
    }
    if (!there) {
      files_[name] = std::make_shared<Content>();
    }
    return std::unique_ptr<File>(std::make_unique<Handle>(*this, files_[name]));
  }
  Status rename(std::string_view from, std::string_view to) override {
    ENTENTE_CHECK(call());
    files_[std::string(to)] = files_.at(std::string(from));
    files_.erase(std::string(from));
    return {};
  }
  Status remove(std::string_view path) override {
    ENTENTE_CHECK(call());
    files_.erase(std::string(path));
    return {};
  }
  Result<bool> exists(std::string_view path) const override {
    ENTENTE_CHECK(call());
    return files_.contains(std::string(path));
  }
  Result<std::vector<std::string>> list(std::string_view) const override {
    return std::vector<std::string>{};
  }
  Status make_folder(std::string_view) override { return {}; }

 private:
  class Handle final : public File {
   public:
    // Shared, as a file that was renamed or removed lives on in those that have it open.
    Handle(MemoryFiles& files, std::shared_ptr<Content> content)
        : files_(&files), content_(std::move(content)) {}
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
      ENTENTE_CHECK(files_->call());
      const std::size_t start = std::min<std::size_t>(offset, content_->bytes.size());
      const std::size_t count = std::min(out.size(), content_->bytes.size() - start);
      std::copy_n(content_->bytes.begin() + static_cast<std::ptrdiff_t>(start), count, out.begin());
      return count;
    }
    Status append(BytesView bytes) override {
      ENTENTE_CHECK(files_->call());
      entente::append(content_->bytes, bytes);
      return {};
    }
    Result<std::uint64_t> size() const override { return std::uint64_t{content_->bytes.size()}; }
    Status sync() override {
      ENTENTE_CHECK(files_->call());
      content_->durable = content_->bytes.size();
      return {};
    }

   private:
    MemoryFiles* files_;
    std::shared_ptr<Content> content_;
  };

  Status call() const {
    if (calls_++ >= fail_from_) {
      return Error(kIo, "The disk fails, as it was told to.");
    }
    return {};
  }

  std::map<std::string, std::shared_ptr<Content>> files_;
  mutable std::size_t calls_ = 0;
  std::size_t fail_from_ = SIZE_MAX;
};

}  // namespace entente::test
