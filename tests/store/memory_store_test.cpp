#include "store/memory_store.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "builders.h"
#include "store/errors.h"

namespace entente::store {
namespace {

// A store whose syncs the test makes, and what it acknowledged.
struct Subject {
  MemoryStore store{MemoryStore::Sync::by_caller};
  std::vector<std::string> told;

  void commit(std::string_view key, std::string_view value) {
    store.commit({put(Space::meta, key, value)}, [this, key = std::string(key)](const Status& s) {
      told.push_back(key + (s ? "" : " " + std::string(s.error().code())));
    });
  }
  std::string at(std::string_view key) const { return value_at(store, Space::meta, key); }
};

TEST(MemoryStore, shows_and_acknowledges_nothing_before_its_sync) {
  Subject subject;
  int scheduled = 0;
  subject.store.on_commit([&] { ++scheduled; });
  subject.commit("a", "1");
  subject.commit("b", "2");
  EXPECT_EQ(scheduled, 2);
  EXPECT_EQ(subject.store.pending(), 2U);
  EXPECT_EQ(subject.at("a"), "-");
  EXPECT_EQ(subject.store.sync_step(1), 1U);
  EXPECT_EQ(subject.at("a"), "1");
  EXPECT_EQ(subject.at("b"), "-");
  EXPECT_EQ(subject.store.sync_step(), 1U);
  EXPECT_EQ(subject.told, (std::vector<std::string>{"a", "b"}));
}

TEST(MemoryStore, loses_in_a_crash_exactly_what_was_not_durable) {
  for (std::size_t reached_disk = 0; reached_disk <= 3; ++reached_disk) {
    Subject subject;
    subject.commit("a", "1");
    subject.store.sync_step();
    subject.commit("b", "2");
    subject.commit("c", "3");
    subject.store.crash(reached_disk);
    EXPECT_EQ(subject.at("a"), "1");
    EXPECT_EQ(subject.at("b"), reached_disk >= 1 ? "2" : "-");
    EXPECT_EQ(subject.at("c"), reached_disk >= 2 ? "3" : "-");
    EXPECT_EQ(subject.told, std::vector<std::string>{"a"}) << "nobody was told of the others";
    EXPECT_EQ(subject.store.sync_step(), 0U);
  }
}

TEST(MemoryStore, fails_the_nth_commit_and_every_later_one_until_a_crash) {
  for (std::uint64_t n = 1; n <= 4; ++n) {
    Subject subject;
    subject.store.fail_commit(n, Error(kFailed, "The disk failed."));
    const std::string keys[] = {"a", "b", "c", "d"};
    for (const std::string& key : keys) {
      subject.commit(key, "v");
    }
    subject.store.sync_step();
    for (std::size_t i = 0; i < 4; ++i) {
      const bool fails = i + 1 >= n;
      EXPECT_EQ(subject.told[i], keys[i] + (fails ? " store.failed" : ""));
      EXPECT_EQ(subject.at(keys[i]), fails ? "-" : "v");
    }
    subject.store.crash();
    subject.commit("e", "v");
    subject.store.sync_step();
    EXPECT_EQ(subject.told.back(), "e");
  }
}

TEST(MemoryStore, reports_a_corrupt_value_until_it_is_written_again) {
  MemoryStore store;
  ASSERT_TRUE(commit_and_wait(store, {put(Space::act, "k", "v"), put(Space::act, "l", "w")}).ok());
  store.corrupt(Space::act, as_bytes("k"));
  EXPECT_EQ(value_at(store, Space::act, "k"), "store.corrupt");
  EXPECT_EQ(value_at(store, Space::act, "l"), "w");
  EXPECT_EQ(entries_of(store, Space::act).error().code(), "store.corrupt");
  EXPECT_TRUE(entries_of(store, Space::act, "l").ok());
  ASSERT_TRUE(commit_and_wait(store, {put(Space::act, "k", "new")}).ok());
  EXPECT_EQ(value_at(store, Space::act, "k"), "new");
}

TEST(MemoryStore, restores_an_earlier_image_T14) {
  MemoryStore store;
  ASSERT_TRUE(commit_and_wait(store, {put(Space::meta, "head", "1")}).ok());
  const MemoryStore::Image yesterday = store.backup();
  ASSERT_TRUE(commit_and_wait(store, {put(Space::meta, "head", "2")}).ok());
  store.restore(yesterday);
  EXPECT_EQ(value_at(store, Space::meta, "head"), "1");
}

TEST(MemoryStore, ends_a_sync_step_when_a_done_crashes_it) {
  MemoryStore store(MemoryStore::Sync::by_caller);
  int told = 0;
  store.commit({put(Space::meta, "a", "1")}, [&](const Status&) {
    ++told;
    store.crash();
  });
  store.commit({put(Space::meta, "b", "2")}, [&](const Status&) { ++told; });
  EXPECT_EQ(store.sync_step(), 1U);
  EXPECT_EQ(told, 1);
  EXPECT_EQ(value_at(store, Space::meta, "a"), "1");
  EXPECT_EQ(value_at(store, Space::meta, "b"), "-");
}

}  // namespace
}  // namespace entente::store
