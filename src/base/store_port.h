#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace entente {

/// The spaces of the store: each an ordered map from key to value. The numbers are on disk and
/// never change. `ordered` spaces keep keys as given, so that they can be scanned by range: their
/// keys are numbers and digests, never names. The keys of `hashed` spaces are replaced by keyed
/// digests at rest, so that no name, title or id shows: they are scanned whole, and their values
/// must say their own key where a reader needs it.
enum class Space : std::uint8_t {
  act = 1,         ///< ordered: ledger number (4 bytes) || index (8 bytes), both big-endian
  act_digest = 2,  ///< ordered: ledger number || act digest -> index
  leaf = 3,  ///< ordered: ledger number || index -> leaf hash (own log, or the copy of a partner's)
  chain = 4,    ///< ordered: see node/outbox.h
  outbox = 5,   ///< ordered: peer number || class || sequence
  record = 6,   ///< hashed: the projection, one value per record key
  meta = 7,     ///< hashed: single values of the node: heads, peers, settings
  refused = 8,  ///< ordered: signed acts that were refused, kept as evidence
  audit = 9,    ///< ordered: place of the row: the bounded audit of denials
  object = 10,  ///< ordered: manifest digest -> container of an object too small for a file
  access = 11,  ///< hashed: accounts, sessions, and requests that must not be repeated
};

[[nodiscard]] constexpr bool is_hashed(Space space) {
  return space == Space::record || space == Space::meta || space == Space::access;
}

/// One change: a value to write, or nothing to erase the key.
struct StoreWrite {
  Space space;
  Bytes key;
  std::optional<Bytes> value;
};

using StoreBatch = std::vector<StoreWrite>;

/// Port: durable, ordered key-value storage, sealed at rest. One writer.
class Store {
 public:
  virtual ~Store() = default;
  using Done = std::function<void(Status)>;

  /// Writes the whole batch or nothing, in the order of the calls. `done` is called on any thread,
  /// once the batch is durable, in the order of the calls. Batches that arrive while another is
  /// being synced are committed together with one sync. After a failure every later commit fails
  /// with the same error: the caller stops the process (docs/explanation/life-of-an-act.md).
  virtual void commit(StoreBatch batch, Done done) = 0;

  /// What the last durable commit left under `key`, or nothing. Detects a changed or moved value
  /// (`store.corrupt`). Callable from any thread.
  [[nodiscard]] virtual Result<std::optional<Bytes>> get(Space space, BytesView key) const = 0;

  /// Visits, in key order for ordered spaces and in any order for hashed ones, every entry with
  /// `from <= key < to` (an empty `to` means: to the end; both are ignored in hashed spaces). The
  /// key given to `visit` is empty in hashed spaces. Stops early when `visit` returns an error, and
  /// returns it. Callable from any thread; sees one consistent state.
  using Visit = std::function<Status(BytesView key, BytesView value)>;
  [[nodiscard]] virtual Status scan(Space space, BytesView from, BytesView to,
                                    const Visit& visit) const = 0;
};

}  // namespace entente
