#include "store/memory_files.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/errors.h"
#include "store/errors.h"
#include "store/path.h"

namespace entente::store {

/// Only appended to, so what is durable is a prefix of what is seen.
struct MemoryFiles::Content {
  Bytes seen;
  std::size_t durable = 0;
  bool lost_sync = false;  ///< a sync failed: the pages are gone, whatever a later sync says
};

namespace {

Error io_error(std::string_view what, std::string_view where) {
  return Error(kIo, std::string(what), std::string(where));
}

Error not_found(std::string_view where) {
  return Error(kNotFound, "There is no such file in the home.", std::string(where));
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

class MemoryFile final : public File {
 public:
  MemoryFile(MemoryFiles& files, std::shared_ptr<MemoryFiles::Content> content, std::string path,
             OpenMode mode)
      : files_(files),
        content_(std::move(content)),
        path_(std::move(path)),
        life_(files.life_),
        writable_(mode != OpenMode::read),
        name_waits_(writable_) {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
    ENTENTE_CHECK(usable());
    ENTENTE_CHECK(files_.step());
    const Bytes& bytes = content_->seen;
    const std::size_t start = std::min<std::uint64_t>(offset, bytes.size());
    const std::size_t size = std::min(out.size(), bytes.size() - start);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(start), size, out.begin());
    return size;
  }

  Status append(BytesView bytes) override {
    ENTENTE_CHECK(writable());
    const Status stepped = files_.step();
    if (!stepped && files_.stopped()) {
      return stepped;
    }
    const std::uint64_t room = files_.limit_ - std::min(files_.limit_, files_.used());
    const std::size_t intended = stepped ? bytes.size() : bytes.size() / 2;
    const std::size_t fits = std::min<std::uint64_t>(intended, room);
    entente::append(content_->seen, bytes.first(fits));
    ENTENTE_CHECK(stepped);
    return fits == bytes.size() ? Status() : Status(io_error("No space is left.", path_));
  }

  Result<std::uint64_t> size() const override {
    ENTENTE_CHECK(usable());
    return std::uint64_t{content_->seen.size()};
  }

  Status sync() override {
    ENTENTE_CHECK(writable());
    if (const Status stepped = files_.step(); !stepped) {
      sync_failed_ = true;
      content_->lost_sync = content_->lost_sync || !files_.stopped();
      return stepped;
    }
    if (!content_->lost_sync) {
      content_->durable = content_->seen.size();
    }
    if (name_waits_) {
      ENTENTE_CHECK(files_.step());
      files_.sync_name(path_, content_);
      name_waits_ = false;
    }
    return {};
  }

 private:
  [[nodiscard]] Status usable() const {
    return life_ == files_.life_ ? Status() : Status(io_error("The process has died.", path_));
  }
  [[nodiscard]] Status writable() const {
    ENTENTE_CHECK(usable());
    if (!writable_) {
      return io_error("The file is open for reading.", path_);
    }
    return sync_failed_ ? Status(io_error("An earlier sync of this file failed.", path_))
                        : Status();
  }

  MemoryFiles& files_;
  std::shared_ptr<MemoryFiles::Content> content_;
  std::string path_;
  std::uint64_t life_;
  bool writable_;
  bool name_waits_;
  bool sync_failed_ = false;
};

MemoryFiles::MemoryFiles() = default;
MemoryFiles::~MemoryFiles() = default;

Status MemoryFiles::step() const {
  ++steps_;
  if (stopped()) {
    return io_error("The process has died.", "");
  }
  if (fail_at_ && steps_ == *fail_at_) {
    fail_at_.reset();
    return io_error("The disk failed.", "");
  }
  return {};
}

bool MemoryFiles::stopped() const { return stop_at_ && steps_ >= *stop_at_; }

Status MemoryFiles::check_folder_of(std::string_view path) const {
  ENTENTE_TRY(const std::vector<std::string_view> parts, parts_of(path));
  std::size_t size = 0;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    size += parts[i].size();
    const auto folder = seen_.find(path.substr(0, size));
    if (folder == seen_.end()) {
      return not_found(path);
    }
    if (folder->second != nullptr) {
      return Error(kUnsafeHome, "A part of the path is not a folder, or is a symbolic link.",
                   std::string(path));
    }
    ++size;
  }
  return {};
}

Result<std::unique_ptr<File>> MemoryFiles::open(std::string_view path, OpenMode mode) {
  ENTENTE_CHECK(step());
  ENTENTE_CHECK(check_folder_of(path));
  auto place = seen_.find(path);
  if (place == seen_.end() && mode == OpenMode::read) {
    return not_found(path);
  }
  if (place != seen_.end() && mode == OpenMode::create_new) {
    return Error(kFileExists, "The file exists already.", std::string(path));
  }
  if (place != seen_.end() && place->second == nullptr) {
    return mode == OpenMode::read
               ? Error(kUnsafeHome, "The file is not a regular one.", std::string(path))
               : io_error("It is a folder.", path);
  }
  if (place == seen_.end()) {
    place = seen_.emplace(std::string(path), std::make_shared<Content>()).first;
  }
  return std::unique_ptr<File>(
      std::make_unique<MemoryFile>(*this, place->second, std::string(path), mode));
}

Status MemoryFiles::rename(std::string_view from, std::string_view to) {
  ENTENTE_CHECK(step());
  ENTENTE_CHECK(check_folder_of(from));
  ENTENTE_CHECK(check_folder_of(to));
  const auto source = seen_.find(from);
  if (source == seen_.end()) {
    return not_found(from);
  }
  const auto target = seen_.find(to);
  const bool folder = source->second == nullptr;
  if (folder || (target != seen_.end() && target->second == nullptr)) {
    return io_error("It is a folder.", from);
  }
  const std::shared_ptr<Content> content = source->second;
  seen_.erase(source);
  seen_.insert_or_assign(std::string(to), content);
  ENTENTE_CHECK(step());
  durable_.erase(std::string(from));
  durable_.insert_or_assign(std::string(to), content);
  return {};
}

Status MemoryFiles::remove(std::string_view path) {
  ENTENTE_CHECK(step());
  ENTENTE_CHECK(check_folder_of(path));
  const auto place = seen_.find(path);
  if (place == seen_.end()) {
    return not_found(path);
  }
  if (place->second == nullptr) {
    return io_error("It is a folder.", path);
  }
  seen_.erase(place);
  ENTENTE_CHECK(step());
  durable_.erase(std::string(path));
  return {};
}

Result<bool> MemoryFiles::exists(std::string_view path) const {
  ENTENTE_CHECK(step());
  const Status folder = check_folder_of(path);
  if (!folder) {
    return folder.error().is(kNotFound) ? Result<bool>(false) : Result<bool>(folder.error());
  }
  return seen_.contains(path);
}

Result<std::vector<std::string>> MemoryFiles::list(std::string_view folder) const {
  ENTENTE_CHECK(step());
  const std::string prefix = folder.empty() ? std::string() : std::string(folder) + "/";
  if (!folder.empty()) {
    const Status above = check_folder_of(folder);
    if (!above && !above.error().is(kNotFound)) {
      return above.error();
    }
    const auto place = seen_.find(folder);
    if (place != seen_.end() && place->second != nullptr) {
      return Error(kUnsafeHome, "A part of the path is not a folder, or is a symbolic link.",
                   std::string(folder));
    }
  }
  std::vector<std::string> names;
  for (auto place = seen_.lower_bound(prefix);
       place != seen_.end() && place->first.starts_with(prefix); ++place) {
    const std::string name = place->first.substr(prefix.size());
    if (place->second != nullptr && name.find('/') == std::string::npos) {
      names.push_back(name);
    }
  }
  return names;
}

Status MemoryFiles::make_folder(std::string_view folder) {
  ENTENTE_CHECK(step());
  ENTENTE_TRY(const std::vector<std::string_view> parts, parts_of(folder));
  std::vector<std::string> made;
  std::size_t size = 0;
  for (const std::string_view part : parts) {
    size += part.size();
    const auto [place, is_new] = seen_.try_emplace(std::string(folder.substr(0, size)), nullptr);
    if (place->second != nullptr) {
      return Error(kUnsafeHome, "A part of the path is not a folder, or is a symbolic link.",
                   std::string(folder));
    }
    made.push_back(place->first);
    ++size;
  }
  ENTENTE_CHECK(step());
  for (const std::string& path : made) {
    durable_.try_emplace(path, nullptr);
  }
  return {};
}

void MemoryFiles::sync_name(std::string_view path, const std::shared_ptr<Content>& content) {
  const auto place = seen_.find(path);
  if (place != seen_.end() && place->second == content) {
    durable_.insert_or_assign(std::string(path), content);
  }
}

void MemoryFiles::crash(Names names, std::uint64_t kept_bytes) {
  if (names == Names::kept) {
    durable_ = seen_;
  }
  // A file whose folder was lost is lost with it.
  std::erase_if(durable_, [this](const NameTable::value_type& entry) {
    const std::string_view folder = folder_of(entry.first);
    return !folder.empty() && !durable_.contains(folder);
  });
  for (const auto& [path, content] : durable_) {
    if (content == nullptr) {
      continue;
    }
    const std::uint64_t tail = content->lost_sync ? 0 : kept_bytes;
    const std::uint64_t unsynced = content->seen.size() - content->durable;
    content->seen.resize(content->durable + std::min(tail, unsynced));
    content->durable = content->seen.size();
    content->lost_sync = false;
  }
  seen_ = durable_;
  ++life_;
  fail_at_.reset();
  stop_at_.reset();
  limit_ = UINT64_MAX;
}

void MemoryFiles::fail_step(std::uint64_t n) {
  ENTENTE_INVARIANT(n > 0);
  fail_at_ = steps_ + n;
}

void MemoryFiles::stop_at_step(std::uint64_t n) {
  ENTENTE_INVARIANT(n > 0);
  stop_at_ = steps_ + n;
}

std::uint64_t MemoryFiles::used() const {
  std::uint64_t bytes = 0;
  for (const auto& [path, content] : seen_) {
    bytes += content == nullptr ? 0 : content->seen.size();
  }
  return bytes;
}

std::optional<Bytes> MemoryFiles::content(std::string_view path) const {
  const auto place = seen_.find(path);
  if (place == seen_.end() || place->second == nullptr) {
    return std::nullopt;
  }
  return place->second->seen;
}

void MemoryFiles::alter(std::string_view path, std::uint64_t offset, std::uint8_t byte) {
  const auto place = seen_.find(path);
  ENTENTE_INVARIANT(place != seen_.end() && place->second != nullptr);
  ENTENTE_INVARIANT(offset < place->second->seen.size());
  place->second->seen[offset] = byte;
}

Bytes MemoryFiles::raw() const {
  Bytes all;
  std::set<const Content*> done;
  for (const NameTable* names : {&seen_, &durable_}) {
    for (const auto& [path, content] : *names) {
      if (content != nullptr && done.insert(content.get()).second) {
        append(all, content->seen);
      }
    }
  }
  return all;
}

}  // namespace entente::store
