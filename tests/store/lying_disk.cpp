#include "lying_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace entente::store {
namespace {

struct Event {
  enum class Kind { write, truncate, sync, remove };
  Kind kind = Kind::sync;
  std::uint64_t moment = 0;
  std::int64_t offset = 0;  ///< of a write; the new size of a truncation
  std::vector<char> bytes;
};

void apply(std::vector<char>& content, const Event& change) {
  if (change.kind == Event::Kind::sync) {
    return;
  }
  if (change.kind == Event::Kind::truncate) {
    content.resize(static_cast<std::size_t>(change.offset));
    return;
  }
  const auto end = static_cast<std::size_t>(change.offset) + change.bytes.size();
  content.resize(std::max(content.size(), end));
  std::copy(change.bytes.begin(), change.bytes.end(), content.begin() + change.offset);
}

struct State {
  std::mutex mutex;
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  std::map<std::string, std::vector<Event>> histories;
  std::uint64_t moments = 0;
  std::uint64_t operations = 0;
  std::uint64_t fail_at = 0;
  LyingDisk::Fault fault = LyingDisk::Fault::write;
  bool ignores_syncs = false;
};

State& state() {
  static State* const state = new State;
  return *state;
}

struct LyingFile {
  sqlite3_file base;
  std::string* path;
  sqlite3_file* real;
};

LyingFile& lying(sqlite3_file* file) { return *reinterpret_cast<LyingFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return lying(file).real; }

// Whether this operation fails, and how. Called with the lock held.
int counted(bool is_sync) {
  State& s = state();
  if (s.fault == LyingDisk::Fault::sync && !is_sync) {
    return SQLITE_OK;
  }
  ++s.operations;
  if (s.fail_at == 0 || s.operations < s.fail_at) {
    return SQLITE_OK;
  }
  if (s.fault == LyingDisk::Fault::full) {
    return is_sync ? SQLITE_OK : SQLITE_FULL;
  }
  return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

// Called with the lock held.
void record(const std::string& path, Event event) {
  event.moment = ++state().moments;
  state().histories[path].push_back(std::move(event));
}

int close_file(sqlite3_file* file) {
  const int code = real(file)->pMethods->xClose(real(file));
  delete lying(file).path;
  return code;
}

int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), out, size, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const std::lock_guard lock(state().mutex);
  if (const int code = counted(false); code != SQLITE_OK) {
    return code;
  }
  const auto* start = static_cast<const char*>(bytes);
  record(*lying(file).path,
         {Event::Kind::write, 0, offset, std::vector<char>(start, start + size)});
  return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const std::lock_guard lock(state().mutex);
  if (const int code = counted(false); code != SQLITE_OK) {
    return code;
  }
  record(*lying(file).path, {Event::Kind::truncate, 0, size, {}});
  return real(file)->pMethods->xTruncate(real(file), size);
}

int sync_file(sqlite3_file* file, int) {
  const std::lock_guard lock(state().mutex);
  if (const int code = counted(true); code != SQLITE_OK) {
    return code;
  }
  if (!state().ignores_syncs) {
    record(*lying(file).path, {});
  }
  return SQLITE_OK;  // the real disk need not be bothered: nobody cuts its power
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved(sqlite3_file* file, int* out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int erase) {
  return real(file)->pMethods->xShmUnmap(real(file), erase);
}

const sqlite3_io_methods kMethods = {
    2,         close_file,  read_file,      write_file,   truncate_file, sync_file,       file_size,
    lock_file, unlock_file, check_reserved, file_control, sector_size,   characteristics, shm_map,
    shm_lock,  shm_barrier, shm_unmap,      nullptr,      nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  LyingFile& mine = lying(file);
  mine.base.pMethods = nullptr;
  mine.real = reinterpret_cast<sqlite3_file*>(&mine + 1);
  std::memset(mine.real, 0, static_cast<std::size_t>(state().real->szOsFile));
  const int code = state().real->xOpen(state().real, path, mine.real, flags, out_flags);
  if (code == SQLITE_OK) {
    mine.path = new std::string(path == nullptr ? "" : path);
    mine.base.pMethods = &kMethods;
  }
  return code;
}

int delete_file(sqlite3_vfs*, const char* path, int sync) {
  const std::lock_guard lock(state().mutex);
  record(path, {Event::Kind::remove, 0, 0, {}});
  return state().real->xDelete(state().real, path, sync);
}

// Of a write that was not synced: all, nothing, or some sectors of it.
void tear(std::vector<char>& content, const Event& change, std::mt19937_64& random) {
  constexpr std::size_t kSector = 512;
  switch (random() % 3) {
    case 0:
      return;
    case 1:
      apply(content, change);
      return;
    default:
      break;
  }
  for (std::size_t at = 0; at < change.bytes.size(); at += kSector) {
    const std::size_t size = std::min(kSector, change.bytes.size() - at);
    if (random() % 2 == 0) {
      const auto start = change.bytes.begin() + static_cast<std::ptrdiff_t>(at);
      apply(content, {Event::Kind::write, 0, change.offset + static_cast<std::int64_t>(at),
                      std::vector<char>(start, start + static_cast<std::ptrdiff_t>(size))});
    }
  }
}

constexpr std::size_t kUsualSize = std::size_t{1} << 20;

// What is left of a file that has this history, or nothing. A removal is durable at once.
std::optional<std::vector<char>> left_of(std::span<const Event> history,
                                         LyingDisk::Unsynced unsynced, std::mt19937_64& random) {
  const auto lasts = [](const Event& event) {
    return event.kind == Event::Kind::sync || event.kind == Event::Kind::remove;
  };
  const auto unsynced_count =
      std::find_if(history.rbegin(), history.rend(), lasts) - history.rbegin();
  const std::size_t synced = history.size() - static_cast<std::size_t>(unsynced_count);
  std::optional<std::vector<char>> content;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history[i].kind == Event::Kind::remove) {
      content.reset();
      continue;
    }
    if (!content) {
      content.emplace().reserve(kUsualSize);
    }
    if (i < synced || unsynced == LyingDisk::Unsynced::kept) {
      apply(*content, history[i]);
    } else if (unsynced == LyingDisk::Unsynced::torn) {
      tear(*content, history[i], random);
    }
  }
  return content;
}

}  // namespace

LyingDisk::LyingDisk() {
  State& s = state();
  s.histories.clear();
  s.moments = 0;
  s.operations = 0;
  s.fail_at = 0;
  s.fault = Fault::write;
  s.ignores_syncs = false;
  s.real = sqlite3_vfs_find(nullptr);
  s.vfs = *s.real;
  s.vfs.iVersion = std::min(s.vfs.iVersion, 2);
  s.vfs.zName = kName;
  s.vfs.pNext = nullptr;
  s.vfs.szOsFile = static_cast<int>(sizeof(LyingFile)) + s.real->szOsFile;
  s.vfs.xOpen = open_file;
  s.vfs.xDelete = delete_file;
  sqlite3_vfs_register(&s.vfs, 0);
}

LyingDisk::~LyingDisk() { sqlite3_vfs_unregister(&state().vfs); }

void LyingDisk::fail_from(std::uint64_t n, Fault fault) {
  const std::lock_guard lock(state().mutex);
  state().operations = 0;
  state().fail_at = n;
  state().fault = fault;
}

void LyingDisk::ignore_syncs() {
  const std::lock_guard lock(state().mutex);
  state().ignores_syncs = true;
}

std::uint64_t LyingDisk::operations() const {
  const std::lock_guard lock(state().mutex);
  return state().operations;
}

std::uint64_t LyingDisk::moments() const {
  const std::lock_guard lock(state().mutex);
  return state().moments;
}

LyingDisk::Files LyingDisk::cut_power(const std::filesystem::path& folder, std::uint64_t moments,
                                      Unsynced unsynced, std::uint64_t seed) const {
  const std::lock_guard lock(state().mutex);
  std::mt19937_64 random(seed);
  Files files;
  const std::string in_folder = (folder / "").string();
  for (auto at = state().histories.lower_bound(in_folder);
       at != state().histories.end() && at->first.starts_with(in_folder); ++at) {
    const std::vector<Event>& history = at->second;
    const auto later = std::ranges::upper_bound(history, moments, {}, &Event::moment);
    if (auto left = left_of({history.begin(), later}, unsynced, random)) {
      files.emplace(at->first.substr(in_folder.size()), std::move(*left));
    }
  }
  return files;
}

}  // namespace entente::store
