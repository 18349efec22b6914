#include "store/sqlite_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <thread>
#include <utility>

#include "base/errors.h"
#include "store/batch_limits.h"
#include "store/errors.h"
#include "store/journal.h"
#include "store/reader.h"
#include "store/schema.h"
#include "store/sealing.h"
#include "store/walk.h"
#include "store/writer.h"

namespace entente::store {
namespace {

// Sealed values above this size get a row of their own, so that the ordered tables stay small.
constexpr std::size_t kInlineMax = 400;
// What one group takes from the queue at most.
constexpr std::size_t kGroupBytes = std::size_t{16} << 20;
constexpr std::size_t kGroupChanges = 20'000;

/// A batch, sealed on the thread that committed it, on its way to the writer.
struct Batch {
  Bytes body;         ///< its part of the journal row
  Bytes large_bytes;  ///< its large values, one behind another
  struct Large {
    std::int64_t number;
    std::size_t offset, size;
  };
  std::vector<Large> large;
  std::size_t changes = 0;
  std::optional<Error> refused;
  Store::Done done;

  [[nodiscard]] std::size_t bytes() const { return body.size() + large_bytes.size(); }
};

/// The batches of one transaction.
struct Group {
  std::vector<Batch> batches;
  std::size_t bytes = 0;
  std::size_t changes = 0;
};

Status make_file(const std::string& path) {
  // Made here and not by SQLite, which would heed the umask only.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  struct stat facts{};
  const bool regular = file >= 0 && ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  const int code = errno;
  if (file >= 0) {
    ::close(file);
  }
  if (file < 0) {
    return Error(kIo, "The store's file does not open (" + std::to_string(code) + ").");
  }
  return regular ? Status() : Status(Error(kUnsafeHome, "The store is not a regular file."));
}

Result<Connection> open_for_writing(const std::string& path, const SqliteOptions& options) {
  ENTENTE_CHECK(make_file(path));
  ENTENTE_TRY(Connection connection, Connection::open(path, Access::read_write, options.vfs));
  // This connection alone checkpoints, after it has acknowledged: see Writer::tidy. Freed pages are
  // zeroed where that costs no further writing; what remains is sealed.
  ENTENTE_CHECK(
      connection.run("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;"
                     "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                     "PRAGMA secure_delete = FAST; PRAGMA cache_size = -" +
                     std::to_string(options.writer_cache_bytes / 1024)));
  return connection;
}

class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(std::string path, const StoreKey& key,
                                             const SqliteOptions& options, Entropy& entropy) {
    ENTENTE_TRY(Connection connection, open_for_writing(path, options));
    ENTENTE_TRY(Sealing sealing, open_schema(connection, key, options, entropy));
    std::unique_ptr<SqliteStore> store(
        new SqliteStore(std::move(path), std::move(sealing), options, entropy));
    ENTENTE_TRY(store->writer_,
                Writer::open(std::move(connection), store->sealing_, store->journal_, options));
    store->next_large_ = store->writer_->next_large();
    store->thread_ = std::thread([self = store.get()] { self->run(); });
    return std::unique_ptr<Store>(std::move(store));
  }

  ~SqliteStore() override {
    if (thread_.joinable()) {
      {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
      }
      arrived_.notify_one();
      thread_.join();
    }
  }

  void commit(StoreBatch writes, Done done) override {
    // A forked child has neither the writer's thread nor a right to the database.
    ENTENTE_INVARIANT(process_ == ::getpid());
    Batch batch;
    batch.refused = refusal(writes);
    batch.done = std::move(done);
    if (!batch.refused) {
      seal(writes, batch);
    }
    enqueue(std::move(batch));
  }

  [[nodiscard]] Result<std::optional<Bytes>> get(Space space, BytesView key) const override;
  [[nodiscard]] Status scan(Space space, BytesView from, BytesView to,
                            const Visit& visit) const override;

 private:
  SqliteStore(std::string path, Sealing sealing, const SqliteOptions& options, Entropy& entropy)
      : process_(::getpid()),
        queue_limit_(options.queue_bytes),
        entropy_(entropy),
        sealing_(std::move(sealing)),
        readers_(std::move(path), options.vfs, options.reader_cache_bytes) {}

  void seal(const StoreBatch& writes, Batch& batch);
  void seal_value(Sealer& sealer, const StoreWrite& write, JournalChange& change, Batch& batch);
  void enqueue(Batch batch);
  void run();
  [[nodiscard]] std::optional<Group> next_group();
  [[nodiscard]] Status write(const Group& group);
  void acknowledge(Group& group, const Status& written);
  [[nodiscard]] Result<std::optional<Bytes>> sealed_under(Space space, BytesView stored) const;

  const ::pid_t process_;
  const std::size_t queue_limit_;
  Entropy& entropy_;
  const Sealing sealing_;
  Journal journal_;
  std::optional<Writer> writer_;  ///< the writer thread's own
  mutable ReaderPool readers_;    ///< closed before the writer, which then empties the log
  std::atomic<std::int64_t> next_large_ = 1;

  std::mutex mutex_;  ///< guards what both sides of the queue use
  std::condition_variable arrived_;
  std::condition_variable taken_;
  std::deque<Batch> queue_;
  std::size_t queued_bytes_ = 0;
  bool stopping_ = false;

  std::optional<Error> failed_;  ///< the writer thread's own
  std::thread thread_;
};

void SqliteStore::seal(const StoreBatch& writes, Batch& batch) {
  Sealer sealer(sealing_, entropy_);
  std::size_t size = 0;
  std::size_t large = 0;
  for (const StoreWrite& write : writes) {
    const std::size_t value = write.value ? write.value->size() + Sealer::kOverhead : 0;
    size += 64 + (value > kInlineMax ? 0 : value);
    large += value > kInlineMax ? value : 0;
  }
  batch.body.reserve(size);
  batch.large_bytes.reserve(large);
  batch.changes = writes.size();
  for (const StoreWrite& write : writes) {
    const Bytes stored = sealing_.stored_key(write.space, write.key);
    JournalChange change;
    change.space = write.space;
    change.key = stored;
    if (write.value) {
      seal_value(sealer, write, change, batch);
    } else {
      append_change(batch.body, change);
    }
  }
}

void SqliteStore::seal_value(Sealer& sealer, const StoreWrite& write, JournalChange& change,
                             Batch& batch) {
  if (write.value->size() + Sealer::kOverhead > kInlineMax) {
    const std::size_t offset = batch.large_bytes.size();
    sealer.seal(write.space, change.key, *write.value, batch.large_bytes);
    change.entry.kind = Entry::Kind::large_value;
    change.entry.large = next_large_.fetch_add(1);
    batch.large.push_back({change.entry.large, offset, batch.large_bytes.size() - offset});
    append_change(batch.body, change);
    return;
  }
  thread_local Bytes sealed;
  sealed.clear();
  sealer.seal(write.space, change.key, *write.value, sealed);
  change.entry.kind = Entry::Kind::inline_value;
  change.entry.sealed = sealed;
  append_change(batch.body, change);
}

void SqliteStore::enqueue(Batch batch) {
  const std::size_t bytes = batch.bytes();
  {
    std::unique_lock lock(mutex_);
    if (std::this_thread::get_id() != thread_.get_id()) {
      taken_.wait(lock,
                  [&] { return queued_bytes_ == 0 || queued_bytes_ + bytes <= queue_limit_; });
    }
    queued_bytes_ += bytes;
    queue_.push_back(std::move(batch));
  }
  arrived_.notify_one();
}

std::optional<Group> SqliteStore::next_group() {
  Group group;
  {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) {
      return std::nullopt;
    }
    do {
      Batch& batch = queue_.front();
      group.bytes += batch.bytes();
      group.changes += batch.changes;
      group.batches.push_back(std::move(batch));
      queue_.pop_front();
    } while (!queue_.empty() && group.bytes + queue_.front().bytes() <= kGroupBytes &&
             group.changes + queue_.front().changes <= kGroupChanges);
    queued_bytes_ -= group.bytes;
  }
  taken_.notify_all();
  return group;
}

void SqliteStore::run() {
  while (std::optional<Group> group = next_group()) {
    const Status written = failed_ ? Status(*failed_) : write(*group);
    if (!written && !failed_) {
      failed_ = written.error();
    }
    acknowledge(*group, written);
    // The group is durable; what fails now fails the next one.
    if (const Status tidied = failed_ ? Status() : writer_->tidy(); !tidied) {
      failed_ = tidied.error();
    }
  }
}

Status SqliteStore::write(const Group& group) {
  auto body = std::make_shared<Bytes>();
  std::vector<LargeValue> large;
  for (const Batch& batch : group.batches) {
    append(*body, batch.body);
    for (const Batch::Large& value : batch.large) {
      large.push_back(
          {value.number, BytesView(batch.large_bytes).subspan(value.offset, value.size)});
    }
  }
  if (body->empty()) {
    return {};
  }
  const BytesView whole = *body;
  ENTENTE_CHECK(writer_->write(large, std::move(body), group.changes));
  std::size_t offset = 0;
  for (const Batch& batch : group.batches) {
    writer_->apply(whole.subspan(offset, batch.body.size()));
    offset += batch.body.size();
  }
  return {};
}

void SqliteStore::acknowledge(Group& group, const Status& written) {
  for (Batch& batch : group.batches) {
    const Done done = std::move(batch.done);
    if (done) {
      done(batch.refused && written ? Status(*batch.refused) : written);
    }
  }
}

Result<std::optional<Bytes>> SqliteStore::sealed_under(Space space, BytesView stored) const {
  ENTENTE_TRY(const ReaderPool::Lease reader, readers_.take());
  std::int64_t missing = 0;
  while (true) {
    std::optional<Journal::Found> found = journal_.find(space, stored);
    if (!found) {
      return reader->value(space, stored);
    }
    if (found->entry.kind == Entry::Kind::erased) {
      return std::optional<Bytes>();
    }
    if (found->entry.kind == Entry::Kind::inline_value) {
      return std::optional<Bytes>(std::move(found->sealed));
    }
    ENTENTE_TRY(std::optional<Bytes> large, reader->large(found->entry.large));
    if (large) {
      return large;
    }
    // Replaced and erased since we looked into the journal? Then it names another one now.
    if (found->entry.large == missing) {
      return Error(kCorrupt, "A large value is missing from the store.");
    }
    missing = found->entry.large;
  }
}

Result<std::optional<Bytes>> SqliteStore::get(Space space, BytesView key) const {
  const Bytes stored = sealing_.stored_key(space, key);
  if (stored.size() > kMaxKeySize) {
    return std::optional<Bytes>();
  }
  ENTENTE_TRY(const std::optional<Bytes> sealed, sealed_under(space, stored));
  if (!sealed) {
    return std::optional<Bytes>();
  }
  ENTENTE_TRY(Bytes value, Opener(sealing_).open(space, stored, *sealed));
  return std::optional<Bytes>(std::move(value));
}

// Ends the snapshot of a reader that has one, whatever happens.
struct EndSnapshot {
  void operator()(Reader* reader) const { reader->end_snapshot(); }
};
using Snapshot = std::unique_ptr<Reader, EndSnapshot>;

Status SqliteStore::scan(Space space, BytesView from, BytesView to, const Visit& visit) const {
  if (is_hashed(space)) {
    from = to = BytesView();
  }
  ENTENTE_TRY(const ReaderPool::Lease reader, readers_.take());
  Snapshot snapshot;
  const auto pin = [&]() -> Status {
    ENTENTE_CHECK(reader->begin_snapshot());
    snapshot.reset(reader.get());
    return {};
  };
  ENTENTE_TRY(const Journal::Range range, journal_.range(space, from, to, pin));
  Opener opener(sealing_);
  return walk(*reader, range, opener, space, from, to, visit);
}

}  // namespace

Status copy_sqlite_store(const std::string& from, const std::string& to) {
  ENTENTE_CHECK(make_file(to));
  ENTENTE_TRY(Connection connection, Connection::open(from, Access::read_only, ""));
  ENTENTE_TRY(Statement copying, connection.prepare("VACUUM INTO ?"));
  copying.bind(1, std::string_view(to));
  return copying.run();
}

Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view path, const StoreKey& key,
                                                 const SqliteOptions& options, Entropy& entropy) {
  return SqliteStore::open(std::string(path), key, options, entropy);
}

}  // namespace entente::store
