// Real processes that are killed, and a real limit on the size of files.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "builders.h"
#include "store/errors.h"
#include "store/posix_files.h"

namespace entente::store {
namespace {

SqliteOptions folding_options() {
  SqliteOptions options = exercise_options();
  options.journal_rows = 60;
  options.checkpoint_pages = 50;
  return options;
}

Result<std::unique_ptr<Store>> open_in(const TemporaryFolder& folder) {
  return open_sqlite_store(folder.at("store.db"), key_of(1), folding_options(), system_entropy());
}

StoreBatch batch_of(int i) {
  const std::string own = std::to_string(i);
  return {put(Space::act, own, own + std::string(1000, 'x')), put(Space::leaf, own, own),
          put(Space::record, std::to_string(i % 50), own), put(Space::meta, "head", own)};
}

// Commits from `first` on, and writes to `acknowledged` the number of each that is durable, until
// somebody kills it.
[[noreturn]] void commit_until_killed(const TemporaryFolder& folder, int first, int acknowledged) {
  auto store = open_in(folder);
  if (!store.ok()) {
    ::_exit(1);
  }
  for (int i = first;; ++i) {
    (*store)->commit(batch_of(i), [acknowledged, i](const Status& status) {
      if (!status.ok() || ::write(acknowledged, &i, sizeof(i)) != sizeof(i)) {
        ::_exit(2);
      }
    });
    if (i % 16 == 0) {
      std::this_thread::yield();
    }
  }
}

int last_acknowledged(int pipe, int before) {
  int last = before;
  int number = 0;
  while (::read(pipe, &number, sizeof(number)) == sizeof(number)) {
    EXPECT_EQ(number, last + 1) << "acknowledged out of order";
    last = number;
  }
  return last;
}

// All that was acknowledged is there, whole, and nothing beside a prefix of what was sent.
int check_after_kill(const TemporaryFolder& folder, int acknowledged) {
  auto store = open_in(folder);
  EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().describe());
  if (!store.ok()) {
    return -1;
  }
  const std::string head = value_at(**store, Space::meta, "head");
  const int last = head == "-" ? -1 : std::atoi(head.c_str());
  EXPECT_GE(last, acknowledged) << "an acknowledged commit is lost";
  const Result<Entries> acts = entries_of(**store, Space::act);
  const Result<Entries> leaves = entries_of(**store, Space::leaf);
  EXPECT_TRUE(acts.ok() && leaves.ok());
  EXPECT_EQ(acts->size(), static_cast<std::size_t>(last + 1));
  EXPECT_EQ(leaves->size(), static_cast<std::size_t>(last + 1));
  for (const auto& [key, value] : *acts) {
    EXPECT_EQ(value, key + std::string(1000, 'x'));
  }
  return last;
}

TEST(Crash, loses_nothing_acknowledged_in_20_rounds_of_kill_9_T12) {
  TemporaryFolder folder;
  std::mt19937 random(std::random_device{}());
  int last = -1;
  int total = 0;
  for (int round = 0; round < 20; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const ::pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      commit_until_killed(folder, last + 1, ends[1]);
    }
    ::close(ends[1]);
    // Killed once it has acknowledged something, a random while after.
    int number = 0;
    ASSERT_EQ(::read(ends[0], &number, sizeof(number)), static_cast<ssize_t>(sizeof(number)));
    EXPECT_EQ(number, last + 1);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    ::kill(child, SIGKILL);
    const int acknowledged = last_acknowledged(ends[0], number);
    ::close(ends[0]);
    int how = 0;
    ASSERT_EQ(::waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how)) << "the child ended by itself: " << how;
    total += acknowledged - last;
    last = check_after_kill(folder, acknowledged);
    if (HasFailure()) {
      return;
    }
  }
  EXPECT_GE(total, 20);
  const Status verified = verify_sqlite_store(folder.at("store.db"), key_of(1), exercise_options());
  EXPECT_TRUE(verified.ok()) << verified.error().describe();
}

// In a child, because a limit on the size of files is the whole process's.
int fill_until_full(const TemporaryFolder& folder) {
  ::signal(SIGXFSZ, SIG_IGN);
  auto store = open_in(folder);
  if (!store.ok()) {
    return 100;
  }
  const rlimit limit{400'000, 400'000};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
    return 101;
  }
  int acknowledged = 0;
  while (true) {
    const Status status = commit_and_wait(**store, batch_of(acknowledged));
    if (!status) {
      const Status next = commit_and_wait(**store, batch_of(acknowledged + 1));
      const bool same = !next && next.error().describe() == status.error().describe();
      const bool readable =
          value_at(**store, Space::meta, "head") == std::to_string(acknowledged - 1);
      return status.error().is(kFailed) && same && readable ? acknowledged : 102;
    }
    if (++acknowledged == 100) {
      // Exit statuses are small; the limit allows fewer commits than this.
      return 103;
    }
  }
}

TEST(Crash, loses_nothing_acknowledged_on_a_full_disk) {
  TemporaryFolder folder;
  const ::pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::_exit(fill_until_full(folder));
  }
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, 0), child);
  ASSERT_TRUE(WIFEXITED(how));
  const int acknowledged = WEXITSTATUS(how);
  ASSERT_GT(acknowledged, 10);
  ASSERT_LT(acknowledged, 100) << "the child says what went wrong by its exit status";
  // With room again, the node starts with what it had acknowledged and goes on.
  EXPECT_EQ(check_after_kill(folder, acknowledged - 1), acknowledged - 1);
  auto store = open_in(folder);
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE(commit_and_wait(**store, batch_of(acknowledged)).ok());
}

TEST(Crash, serves_a_home_by_one_process_only_AB38) {
  TemporaryFolder folder;
  auto files = PosixFiles::open(folder.at("home"), HomeMode::create_if_absent);
  ASSERT_TRUE(files.ok());
  auto lock = std::make_unique<Result<HomeLock>>(HomeLock::take(**files));
  ASSERT_TRUE(lock->ok());
  EXPECT_EQ(HomeLock::take(**files).error().code(), "store.home-in-use");
  const auto code_in_child = [&] {
    const ::pid_t child = ::fork();
    if (child == 0) {
      auto own = PosixFiles::open(folder.at("home"), HomeMode::existing);
      ::_exit(!own.ok() ? 9 : HomeLock::take(**own).ok() ? 0 : 1);
    }
    int how = 0;
    ::waitpid(child, &how, 0);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
  };
  EXPECT_EQ(code_in_child(), 1);
  lock.reset();
  EXPECT_EQ(code_in_child(), 0) << "given back when it is destroyed";
  EXPECT_TRUE(HomeLock::take(**files).ok()) << "given back when a process ends";
}

}  // namespace
}  // namespace entente::store
