// Durable acts through the store, beside raw SQLite with the same rows in the same run. An act is
// five rows: its body (1 000 bytes), its digest, its leaf, an outbox row and a record. Prints one
// JSON line a figure. Usage: store_bench [acts] [folder]
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/invariant.h"
#include "crypto/random.h"
#include "row.h"
#include "store/sqlite_store.h"

namespace {

using entente::Bytes;
using entente::BytesView;
using entente::Space;
using entente::Status;
using entente::StoreBatch;
using entente::bench::Peer;
using entente::bench::print_row;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kRowsPerAct = 5;

class Rows {
 public:
  // The five rows of act `index`.
  void add_act(StoreBatch& batch, std::uint64_t index) {
    const Bytes place = key_of({0, 0, 0, 1}, index);
    batch.push_back({Space::act, place, random_bytes(1000)});
    batch.push_back({Space::act_digest, joined({0, 0, 0, 1}, random_bytes(32)), random_bytes(8)});
    batch.push_back({Space::leaf, place, random_bytes(32)});
    batch.push_back({Space::outbox, key_of({0, 0, 0, 1, 2}, index), random_bytes(12)});
    batch.push_back({Space::record, random_bytes(24), random_bytes(200)});
  }

 private:
  static Bytes joined(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
  }
  static Bytes key_of(Bytes prefix, std::uint64_t index) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      prefix.push_back(static_cast<std::uint8_t>(index >> shift));
    }
    return prefix;
  }
  Bytes random_bytes(std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; i += 8) {
      state_ ^= state_ << 13;
      state_ ^= state_ >> 7;
      state_ ^= state_ << 17;
      for (std::size_t j = i; j < std::min(size, i + 8); ++j) {
        bytes[j] = static_cast<std::uint8_t>(state_ >> (8 * (j - i)));
      }
    }
    return bytes;
  }
  std::uint64_t state_ = 88172645463325252U;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Outcome {
  double acts_per_second = 0;
  double p50_ms = 0, p99_ms = 0;
};

// Counts acknowledgements, keeps their latencies, and lets the producer wait for room.
class Acknowledgements {
 public:
  void await_room(std::size_t outstanding) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return sent_ - latencies_.size() < outstanding; });
    ++sent_;
  }
  void acknowledge(Clock::time_point start, const Status& status) {
    ENTENTE_INVARIANT(status.ok());
    const std::lock_guard lock(mutex_);
    latencies_.push_back(seconds_since(start) * 1000);
    changed_.notify_one();
  }
  std::vector<double> await_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return sent_ == latencies_.size(); });
    std::sort(latencies_.begin(), latencies_.end());
    return latencies_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t sent_ = 0;
  std::vector<double> latencies_;
};

// `rate` acts a second, or as fast as it goes for 0. A commit holds `batch` acts.
Outcome run_store(const std::filesystem::path& folder, std::size_t acts, std::size_t batch,
                  double rate) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  entente::crypto::SystemEntropy entropy;
  entente::store::SqliteOptions options;
  options.environment = "exercise";
  options.party = "KR";
  auto store = entente::store::open_sqlite_store(
      (folder / "store.db").string(), entente::store::StoreKey::random(entropy), options, entropy);
  ENTENTE_INVARIANT(store.ok());
  Rows rows;
  Acknowledgements acknowledgements;
  const auto start = Clock::now();
  for (std::size_t done = 0; done < acts; done += batch) {
    StoreBatch writes;
    writes.reserve(batch * kRowsPerAct);
    for (std::size_t i = 0; i < batch; ++i) {
      rows.add_act(writes, done + i);
    }
    if (rate > 0) {
      std::this_thread::sleep_until(
          start + std::chrono::duration_cast<Clock::duration>(
                      std::chrono::duration<double>(static_cast<double>(done) / rate)));
    }
    acknowledgements.await_room(std::max<std::size_t>(8, 4000 / batch));
    const auto sent = Clock::now();
    (*store)->commit(std::move(writes), [&acknowledgements, sent](const Status& status) {
      acknowledgements.acknowledge(sent, status);
    });
  }
  const std::vector<double> latencies = acknowledgements.await_all();
  return {static_cast<double>(acts) / seconds_since(start), latencies[latencies.size() / 2],
          latencies[latencies.size() * 99 / 100]};
}

void must(int code) {
  ENTENTE_INVARIANT(code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW);
}

void insert(sqlite3_stmt* statement, const entente::StoreWrite& write) {
  must(sqlite3_bind_blob64(statement, 1, write.key.data(), write.key.size(), SQLITE_STATIC));
  must(sqlite3_bind_blob64(statement, 2, write.value->data(), write.value->size(), SQLITE_STATIC));
  must(sqlite3_step(statement));
  must(sqlite3_reset(statement));
}

// The same rows, unsealed, in one table a space, one transaction for `batch` acts.
double run_raw(const std::filesystem::path& folder, std::size_t acts, std::size_t batch) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  sqlite3* database = nullptr;
  must(sqlite3_open((folder / "raw.db").c_str(), &database));
  must(sqlite3_exec(database,
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536",
                    nullptr, nullptr, nullptr));
  std::array<sqlite3_stmt*, 10> insertions{};
  for (std::size_t i = 1; i < insertions.size(); ++i) {
    const std::string table = "t" + std::to_string(i);
    const std::string create =
        "CREATE TABLE " + table + " (k BLOB PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID";
    must(sqlite3_exec(database, create.c_str(), nullptr, nullptr, nullptr));
    const std::string sql = "INSERT OR REPLACE INTO " + table + " VALUES (?, ?)";
    must(sqlite3_prepare_v2(database, sql.c_str(), -1, &insertions[i], nullptr));
  }
  Rows rows;
  const auto start = Clock::now();
  for (std::size_t done = 0; done < acts; done += batch) {
    StoreBatch writes;
    for (std::size_t i = 0; i < batch; ++i) {
      rows.add_act(writes, done + i);
    }
    must(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr));
    for (const entente::StoreWrite& write : writes) {
      insert(insertions[static_cast<std::size_t>(write.space)], write);
    }
    must(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr));
  }
  const double rate = static_cast<double>(acts) / seconds_since(start);
  for (sqlite3_stmt* statement : insertions) {
    sqlite3_finalize(statement);
  }
  sqlite3_close(database);
  return rate;
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t acts = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 200'000;
  const std::filesystem::path folder =
      count > 2 ? arguments[2] : std::filesystem::current_path() / "build" / "store_bench.tmp";
  double fastest = 0;
  for (const std::size_t batch : {1U, 10U, 100U, 1000U}) {
    const std::size_t some = std::max(batch, std::min(acts, batch * 20'000) / batch * batch);
    const Outcome ours = run_store(folder, some, batch, 0);
    const double raw = run_raw(folder, some, batch);
    const std::string note = std::to_string(some) +
                             " acts of 1000 bytes and 4 small rows, sealed; "
                             "the peer has one transaction a batch, one thread, nothing sealed";
    const std::string name = "store.durable_acts.batch_" + std::to_string(batch);
    print_row(name, ours.acts_per_second, "acts/s", note, Peer{"raw SQLite", raw});
    print_row(name + ".rows", ours.acts_per_second * kRowsPerAct, "rows/s", note,
              Peer{"raw SQLite", raw * kRowsPerAct});
    fastest = std::max(fastest, ours.acts_per_second);
  }
  const Outcome half = run_store(folder, acts, 10, fastest / 2);
  print_row("store.acknowledgement.p50_at_half_load", half.p50_ms, "ms", "batches of 10 acts");
  print_row("store.acknowledgement.p99_at_half_load", half.p99_ms, "ms", "batches of 10 acts");
  std::filesystem::remove_all(folder);
  return 0;
}
