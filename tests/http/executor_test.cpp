#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <vector>

#include "http/asio_executor.h"
#include "http/stand.h"

namespace entente::http::test {
namespace {

TEST(AsioExecutor, runs_what_was_posted_on_one_thread_in_its_order) {
  AsioExecutor executor(2);
  std::vector<int> order;
  std::set<std::thread::id> threads;
  for (int i = 0; i < 1000; ++i) {
    executor.post([&, i] {
      order.push_back(i);
      threads.insert(std::this_thread::get_id());
    });
  }
  executor.post([&] { executor.stop(); });
  executor.run();
  ASSERT_EQ(order.size(), 1000u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(threads, std::set{std::this_thread::get_id()});
}

TEST(AsioExecutor, works_beside_the_sequence_and_comes_back_to_it) {
  AsioExecutor executor(2);
  EXPECT_EQ(executor.workers(), 2u);
  std::thread::id worker;
  std::thread::id after;
  executor.work([&] {
    worker = std::this_thread::get_id();
    executor.post([&] {
      after = std::this_thread::get_id();
      executor.stop();
    });
  });
  executor.run();
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_EQ(after, std::this_thread::get_id());
}

TEST(AsioExecutor, runs_what_is_due_later_after_what_is_due_sooner_and_never_too_early) {
  AsioExecutor executor(1);
  std::vector<int> order;
  const auto start = std::chrono::steady_clock::now();
  std::chrono::steady_clock::duration waited{};
  executor.after(60, [&] {
    waited = std::chrono::steady_clock::now() - start;
    order.push_back(60);
    executor.stop();
  });
  executor.after(-1, [&] { order.push_back(-1); });
  executor.run();
  EXPECT_EQ(order, (std::vector{-1, 60}));
  EXPECT_GE(waited, std::chrono::milliseconds(60));
}

TEST(AsioExecutor, has_at_least_one_worker_and_may_end_unused) {
  AsioExecutor executor(0);
  EXPECT_EQ(executor.workers(), 1u);
}

TEST(AsioExecutor, hands_the_first_signal_to_the_sequence) {
  AsioExecutor executor(1);
  bool signalled = false;
  executor.post([] { std::raise(SIGTERM); });
  executor.run_until_signal([&] {
    signalled = true;
    executor.stop();
  });
  EXPECT_TRUE(signalled);
}

}  // namespace
}  // namespace entente::http::test
