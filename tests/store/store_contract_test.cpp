// The promises of base/store_port.h, held to every implementation: SQLite as it ships, SQLite that
// folds its journal all the time, and memory.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "base/errors.h"
#include "builders.h"
#include "store/errors.h"
#include "store/memory_store.h"

namespace entente::store {
namespace {

template <std::size_t journal_rows>
class SqliteSubject {
 public:
  SqliteSubject() { reopen(); }
  void reopen() {
    store_.reset();
    SqliteOptions options = exercise_options();
    options.journal_rows = journal_rows;
    options.checkpoint_pages = journal_rows < 100 ? 20 : options.checkpoint_pages;
    auto opened = open_sqlite_store(folder_.at("store.db"), key_of(1), options, system_entropy());
    ASSERT_TRUE(opened.ok()) << opened.error().describe();
    store_ = std::move(*opened);
  }
  [[nodiscard]] Store& store() { return *store_; }
  void check() {
    const Status verified =
        verify_sqlite_store(folder_.at("store.db"), key_of(1), exercise_options());
    EXPECT_TRUE(verified.ok()) << verified.error().describe();
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

class MemorySubject {
 public:
  void reopen() { store_.crash(); }
  [[nodiscard]] Store& store() { return store_; }
  void check() {}

 private:
  MemoryStore store_;
};

template <class Subject>
class StoreContract : public testing::Test {
 protected:
  Store& store() { return subject_.store(); }
  void reopen() { subject_.reopen(); }
  void commit(StoreBatch batch) {
    const Status status = commit_and_wait(store(), std::move(batch));
    ASSERT_TRUE(status.ok()) << status.error().describe();
  }
  std::string at(Space space, std::string_view key) { return value_at(store(), space, key); }
  Entries entries(Space space, std::string_view from = {}, std::string_view to = {}) {
    auto found = entries_of(store(), space, from, to);
    EXPECT_TRUE(found.ok()) << found.error().describe();
    return found ? *found : Entries();
  }
  Subject subject_;
};

struct SubjectName {
  template <class Subject>
  static std::string GetName(int) {
    return std::is_same_v<Subject, MemorySubject>            ? "memory"
           : std::is_same_v<Subject, SqliteSubject<200'000>> ? "sqlite"
                                                             : "sqlite_folding";
  }
};

using Subjects = testing::Types<SqliteSubject<200'000>, SqliteSubject<5>, MemorySubject>;
TYPED_TEST_SUITE(StoreContract, Subjects, SubjectName);

constexpr Space kAllSpaces[] = {Space::act,    Space::act_digest, Space::leaf,  Space::chain,
                                Space::outbox, Space::record,     Space::meta,  Space::refused,
                                Space::audit,  Space::object,     Space::access};

TYPED_TEST(StoreContract, gives_back_what_was_committed_in_every_space) {
  for (const Space space : kAllSpaces) {
    this->commit({put(space, "key", "value"), put(space, "", "empty key"), put(space, "e", "")});
  }
  for (const Space space : kAllSpaces) {
    EXPECT_EQ(this->at(space, "key"), "value");
    EXPECT_EQ(this->at(space, ""), "empty key");
    EXPECT_EQ(this->at(space, "e"), "");
    EXPECT_EQ(this->at(space, "absent"), "-");
  }
}

TYPED_TEST(StoreContract, keeps_spaces_apart) {
  this->commit({put(Space::act, "k", "act"), put(Space::leaf, "k", "leaf")});
  this->commit({erase(Space::act, "k")});
  EXPECT_EQ(this->at(Space::act, "k"), "-");
  EXPECT_EQ(this->at(Space::leaf, "k"), "leaf");
}

TYPED_TEST(StoreContract, applies_the_writes_of_a_batch_in_their_order) {
  this->commit({put(Space::record, "k", "1"), erase(Space::record, "k"),
                put(Space::record, "k", "2"), put(Space::meta, "m", "1"), erase(Space::meta, "m")});
  EXPECT_EQ(this->at(Space::record, "k"), "2");
  EXPECT_EQ(this->at(Space::meta, "m"), "-");
}

TYPED_TEST(StoreContract, keeps_small_and_large_values_through_a_restart) {
  const std::string sizes[] = {std::string(1, 'a'), std::string(300, 'b'), std::string(400, 'c'),
                               std::string(5000, 'd'), std::string(3'000'000, 'e')};
  for (const std::string& value : sizes) {
    this->commit({put(Space::act, std::to_string(value.size()), value)});
  }
  this->reopen();
  for (const std::string& value : sizes) {
    EXPECT_EQ(this->at(Space::act, std::to_string(value.size())), value);
  }
}

TYPED_TEST(StoreContract, scans_ordered_spaces_by_range) {
  const std::string z(1, '\xff');
  this->commit({put(Space::act, "b", "2"), put(Space::act, "a", "1"), put(Space::act, "c", "3"),
                put(Space::act, "ab", "1b"), put(Space::act, z, "last"),
                put(Space::act_digest, "bb", "other space")});
  EXPECT_EQ(this->entries(Space::act),
            (Entries{{"a", "1"}, {"ab", "1b"}, {"b", "2"}, {"c", "3"}, {z, "last"}}));
  EXPECT_EQ(this->entries(Space::act, "ab", "c"), (Entries{{"ab", "1b"}, {"b", "2"}}));
  EXPECT_EQ(this->entries(Space::act, "c"), (Entries{{"c", "3"}, {z, "last"}}));
  EXPECT_EQ(this->entries(Space::act, "c", "c"), Entries());
  EXPECT_EQ(this->entries(Space::act, "d", "b"), Entries());
  EXPECT_EQ(this->entries(Space::leaf), Entries());
}

TYPED_TEST(StoreContract, scans_hashed_spaces_whole_and_shows_no_key) {
  this->commit({put(Space::record, "item 1", "1"), put(Space::record, "item 2", "2"),
                put(Space::meta, "head", "h")});
  Entries found = this->entries(Space::record, "x", "y");
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (Entries{{"", "1"}, {"", "2"}}));
}

TYPED_TEST(StoreContract, stops_a_scan_with_the_error_of_the_visit) {
  this->commit({put(Space::act, "a", "1"), put(Space::act, "b", "2")});
  int visits = 0;
  const Status status = this->store().scan(Space::act, {}, {}, [&](BytesView, BytesView) -> Status {
    ++visits;
    return Error(kTooLarge, "Enough.");
  });
  ASSERT_FALSE(status.ok());
  EXPECT_TRUE(status.error().is(kTooLarge));
  EXPECT_EQ(visits, 1);
  EXPECT_EQ(this->entries(Space::act).size(), 2U);
}

TYPED_TEST(StoreContract, lets_a_visit_read_scan_and_commit) {
  this->commit({put(Space::act, "a", "1"), put(Space::act, "b", "2")});
  int visits = 0;
  const Status status =
      this->store().scan(Space::act, {}, {}, [&](BytesView key, BytesView) -> Status {
        ++visits;
        EXPECT_NE(this->at(Space::act, as_text(key)), "-");
        EXPECT_GE(this->entries(Space::act).size(), 2U);
        this->commit({put(Space::act, "c" + std::to_string(visits), "new")});
        return {};
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(visits, 2) << "a scan sees one state";
  EXPECT_EQ(this->entries(Space::act).size(), 4U);
}

TYPED_TEST(StoreContract, completes_commits_in_the_order_of_the_calls) {
  std::mutex mutex;
  std::vector<int> order;
  for (int i = 0; i < 500; ++i) {
    this->store().commit({put(Space::meta, "last", std::to_string(i))}, [&, i](const Status& s) {
      const std::lock_guard lock(mutex);
      order.push_back(s.ok() ? i : -1);
    });
  }
  this->commit({});
  std::vector<int> expected(500);
  for (int i = 0; i < 500; ++i) {
    expected[static_cast<std::size_t>(i)] = i;
  }
  const std::lock_guard lock(mutex);
  EXPECT_EQ(order, expected);
  EXPECT_EQ(this->at(Space::meta, "last"), "499");
}

TYPED_TEST(StoreContract, shows_a_batch_before_its_done_is_called) {
  std::string seen;
  std::atomic<bool> told = false;
  this->store().commit({put(Space::meta, "k", "v")}, [&](const Status&) {
    seen = this->at(Space::meta, "k");
    told = true;
    told.notify_one();
  });
  told.wait(false);
  EXPECT_EQ(seen, "v");
}

TYPED_TEST(StoreContract, lets_a_done_commit) {
  std::atomic<bool> told = false;
  this->store().commit({put(Space::meta, "a", "1")}, [&](const Status&) {
    this->store().commit({put(Space::meta, "b", "2")}, [&](const Status&) {
      told = true;
      told.notify_one();
    });
  });
  told.wait(false);
  EXPECT_EQ(this->at(Space::meta, "b"), "2");
}

TYPED_TEST(StoreContract, refuses_a_key_or_value_one_past_the_limit_and_harms_no_other_batch) {
  const std::string longest(256, 'k');
  this->commit({put(Space::act, longest, "v"), put(Space::record, longest, "v")});
  EXPECT_EQ(this->at(Space::act, longest), "v");
  EXPECT_EQ(this->at(Space::record, longest), "v");
  const Status status = commit_and_wait(
      this->store(), {put(Space::act, "other", "v"), put(Space::act, longest + "k", "v")});
  ASSERT_FALSE(status.ok());
  EXPECT_TRUE(status.error().is(kBadKey));
  EXPECT_EQ(this->at(Space::act, longest + "k"), "-");
  EXPECT_EQ(this->at(Space::act, "other"), "-") << "whole batch or nothing";
  StoreBatch huge;
  huge.push_back({Space::act, to_bytes("huge"), Bytes((std::size_t{64} << 20) + 1)});
  const Status refused = commit_and_wait(this->store(), std::move(huge));
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kTooLarge));
  this->commit({put(Space::act, "after", "v")});
  EXPECT_EQ(this->at(Space::act, "after"), "v");
}

// A seeded random history beside an obvious model: small and large values, overwritten and erased,
// over restarts.
TYPED_TEST(StoreContract, agrees_with_a_map_over_random_histories) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    std::mt19937 random(seed);
    std::map<std::pair<Space, std::string>, std::string> model;
    for (const Space space : kAllSpaces) {
      StoreBatch clean;
      for (int k = 0; k < 40; ++k) {
        clean.push_back(erase(space, std::to_string(k)));
      }
      this->commit(std::move(clean));
    }
    for (int step = 0; step < 60; ++step) {
      StoreBatch batch;
      for (unsigned i = 0; i < random() % 12; ++i) {
        const Space space = kAllSpaces[random() % std::size(kAllSpaces)];
        const std::string key = std::to_string(random() % 40);
        if (random() % 4 == 0) {
          batch.push_back(erase(space, key));
          model.erase({space, key});
        } else {
          const std::string value(random() % 3 == 0 ? random() % 2000 : random() % 60,
                                  static_cast<char>('a' + random() % 26));
          batch.push_back(put(space, key, value));
          model[{space, key}] = value;
        }
      }
      this->commit(std::move(batch));
      if (random() % 20 == 0) {
        this->reopen();
      }
      const Space space = kAllSpaces[random() % std::size(kAllSpaces)];
      const std::string from = std::to_string(random() % 40);
      const std::string to = random() % 3 == 0 ? "" : std::to_string(random() % 40);
      Entries expected;
      for (const auto& [place, value] : model) {
        const bool inside =
            is_hashed(space) || (place.second >= from && (to.empty() || place.second < to));
        if (place.first == space && inside) {
          expected.emplace_back(is_hashed(space) ? "" : place.second, value);
        }
      }
      Entries found = this->entries(space, from, to);
      if (is_hashed(space)) {
        std::sort(found.begin(), found.end());
        std::sort(expected.begin(), expected.end());
      }
      ASSERT_EQ(found, expected) << "seed " << seed << " step " << step;
    }
    this->reopen();
    for (const auto& [place, value] : model) {
      ASSERT_EQ(this->at(place.first, place.second), value) << "seed " << seed;
    }
  }
  this->subject_.check();
}

TYPED_TEST(StoreContract, fails_reads_of_nothing_after_many_rewrites) {
  for (int round = 0; round < 200; ++round) {
    const std::string value(1000 + static_cast<std::size_t>(round), 'x');
    this->commit({put(Space::record, "same", value), put(Space::outbox, "row", value)});
    this->commit({erase(Space::outbox, "row")});
    ASSERT_EQ(this->at(Space::record, "same"), value);
    ASSERT_EQ(this->at(Space::outbox, "row"), "-");
  }
  EXPECT_EQ(this->entries(Space::record).size(), 1U);
  this->subject_.check();
}

template <class Subject>
class ConcurrentStoreContract : public StoreContract<Subject> {};
using ConcurrentSubjects = testing::Types<SqliteSubject<200'000>, SqliteSubject<5>>;
TYPED_TEST_SUITE(ConcurrentStoreContract, ConcurrentSubjects, SubjectName);

// Every batch writes the same text to ten keys, half of them large: a reader that ever sees two
// different texts in one scan, or an error, saw half a batch.
TYPED_TEST(ConcurrentStoreContract, shows_whole_batches_to_readers_beside_the_writer) {
  const auto batch_of = [](int round) {
    StoreBatch batch;
    for (int i = 0; i < 10; ++i) {
      batch.push_back(put(Space::act, std::to_string(i),
                          std::to_string(round) + std::string(i % 2 == 0 ? 1 : 900, '.')));
    }
    return batch;
  };
  this->commit(batch_of(0));
  std::atomic<bool> stop = false;
  std::atomic<int> scans = 0;
  std::vector<std::thread> readers;
  std::vector<std::string> faults(3);
  for (std::string& fault : faults) {
    readers.emplace_back([&] {
      while (!stop && fault.empty()) {
        const Result<Entries> found = entries_of(this->store(), Space::act);
        const std::string single = value_at(this->store(), Space::act, "3");
        ++scans;
        if (!found || found->size() != 10 || single.starts_with("store.")) {
          fault = found ? "lost or failed: " + single : found.error().describe();
          continue;
        }
        const std::string first = found->front().second.substr(0, found->front().second.find('.'));
        for (const auto& [key, value] : *found) {
          fault = value.starts_with(first + ".") ? fault : "two batches in one scan";
        }
      }
    });
  }
  for (int round = 1; round <= 400 || scans < 50; ++round) {
    this->commit(batch_of(round));
  }
  stop = true;
  for (std::thread& reader : readers) {
    reader.join();
  }
  EXPECT_EQ(faults, std::vector<std::string>(3));
}

TYPED_TEST(ConcurrentStoreContract, takes_commits_from_several_threads) {
  std::vector<std::thread> threads;
  std::atomic<int> acknowledged = 0;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 200; ++i) {
        this->store().commit({put(Space::act, std::to_string(thread * 1000 + i),
                                  std::string(static_cast<std::size_t>(i) * 5, 'v'))},
                             [&](const Status& s) { acknowledged += s.ok() ? 1 : 0; });
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  this->commit({});
  EXPECT_EQ(acknowledged, 800);
  EXPECT_EQ(this->entries(Space::act).size(), 800U);
}

}  // namespace
}  // namespace entente::store
