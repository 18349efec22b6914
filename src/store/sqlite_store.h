#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/entropy.h"
#include "base/store_port.h"
#include "crypto/secret.h"

namespace entente::store {

/// The 32-byte secret from which every key of one store is derived. Move-only.
class StoreKey {
 public:
  static constexpr std::size_t kSize = 32;
  /// Exactly 32 bytes, else `store.wrong-key`. The caller wipes its own copy.
  [[nodiscard]] static Result<StoreKey> copy_of(BytesView bytes);
  [[nodiscard]] static StoreKey random(Entropy& entropy);
  [[nodiscard]] BytesView view() const { return secret_.view(); }

 private:
  explicit StoreKey(crypto::SecretBytes secret) : secret_(std::move(secret)) {}
  crypto::SecretBytes secret_;
};

/// How a store is opened. `environment` and `party` are recorded when it is made and must be the
/// same ever after (AB34); both are 1 to 64 bytes.
struct SqliteOptions {
  std::string environment;
  std::string party;
  /// Memory for pages of the writing connection, and of each reading one.
  std::size_t writer_cache_bytes = std::size_t{64} << 20;
  std::size_t reader_cache_bytes = std::size_t{4} << 20;
  /// `commit` waits while this much is queued, so that memory stays bounded. (A `done` that commits
  /// does not wait.)
  std::size_t queue_bytes = std::size_t{256} << 20;
  /// Changed rows that wait in the journal, and in memory, until they are sorted into their tables.
  std::size_t journal_rows = 200'000;
  /// Pages of 4 KiB in the write-ahead log at which they are copied into the file.
  int checkpoint_pages = 4'000;
  /// Name of the SQLite VFS to use, or "" for the system's. For tests that make the disk lie.
  std::string vfs;
};

/// Opens the store in the file `path` (and `path`-wal, `path`-shm beside it), or makes it with
/// permissions 0600 if there is none; its folder must exist. The caller holds the home's
/// `HomeLock`.
///
/// What it promises beside the port (docs/reference/store-format.md):
/// * Values are sealed with AES-256-GCM and bound to their space and key; names in hashed spaces
/// are
///   keyed digests. Nobody without the key learns more than sizes, numbers and times of writes.
/// * A changed or moved value, journal entry or header is `store.corrupt` when it is met. That a
/// row
///   was removed, or put back as it was earlier, is not noticed here: the ledger notices (T14).
/// * `commit` seals on the calling thread, so several threads share that work; one thread of the
///   store writes, syncs, and calls `done`. A `done` must be short and must not destroy the store.
/// * The destructor waits until everything queued is durable.
/// * A key has at most 256 bytes (`store.bad-key`, for the whole batch, without harm to others) and
///   a value at most 64 MiB (`base.too-large`, likewise).
///
/// Errors: `store.wrong-key`, `store.wrong-home` (another party or environment), `store.bad-schema`
/// (another format version, or tables that Entente did not make), `store.corrupt`, `store.failed`.
/// `entropy` must live as long as the store. Thread-safe.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view path,
                                                               const StoreKey& key,
                                                               const SqliteOptions& options,
                                                               Entropy& entropy);

/// Writes all that is durable now in the store in `from` to the file `to`, which must not exist: as
/// sealed as it is, and no larger than it need be. The store may be open and written meanwhile.
/// Errors: `store.failed`, `store.corrupt`.
[[nodiscard]] Status copy_sqlite_store(const std::string& from, const std::string& to);

/// Reads every value of the store in `path`, and lets SQLite check its own structure: the whole of
/// T13 at once. The store may be open elsewhere. Errors: those of `open_sqlite_store`.
[[nodiscard]] Status verify_sqlite_store(std::string_view path, const StoreKey& key,
                                         const SqliteOptions& options);

}  // namespace entente::store
