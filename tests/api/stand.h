#pragma once

#include <deque>
#include <functional>
#include <utility>

#include "base/clock.h"
#include "base/executor.h"

/// The ports of tests that set the time and run everything themselves.
namespace entente::api {

class SetClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  void pass(std::int64_t ms) { now_ = now_.plus_ms(ms); }

 private:
  Instant now_ = Instant::parse("2026-11-27T09:00:00Z").value();
};

/// Runs everything in the order of asking, when told.
class OneByOne final : public Executor {
 public:
  void post(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
  void work(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
  void after(std::int64_t, std::function<void()> task) override { post(std::move(task)); }
  [[nodiscard]] std::size_t workers() const override { return 1; }
  void run() {
    while (!tasks_.empty()) {
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
  }

 private:
  std::deque<std::function<void()>> tasks_;
};

}  // namespace entente::api
