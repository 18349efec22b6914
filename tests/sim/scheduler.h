#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/executor.h"

/// The virtual world's time, threads and randomness: everything from one seed.
namespace entente::sim {

/// splitmix64: small, and the same on every machine.
class Random final : public Entropy {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t word = state_;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
    return word ^ (word >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  bool one_in(std::uint64_t bound) { return below(bound) == 0; }
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      byte = static_cast<std::uint8_t>(next());
    }
  }

 private:
  std::uint64_t state_;
};

/// What happens next, in virtual milliseconds; ties in the order of scheduling.
class Scheduler {
 public:
  void at(std::int64_t time_ms, std::function<void()> event) {
    events_.emplace(std::pair(std::max(time_ms, now_), order_++), std::move(event));
  }
  void in(std::int64_t delay_ms, std::function<void()> event) {
    at(now_ + delay_ms, std::move(event));
  }
  /// Runs the next event; false if there is none before `until`.
  bool step(std::int64_t until) {
    if (events_.empty() || events_.begin()->first.first > until) {
      now_ = std::max(now_, until);
      return false;
    }
    auto node = events_.extract(events_.begin());
    now_ = node.key().first;
    node.mapped()();
    return true;
  }
  [[nodiscard]] std::int64_t now() const { return now_; }

 private:
  std::int64_t now_ = 0;
  std::uint64_t order_ = 0;
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> events_;
};

/// A clock that may run ahead, behind, or be set.
class VirtualClock final : public Clock {
 public:
  VirtualClock(const Scheduler& scheduler, Instant start) : scheduler_(scheduler), start_(start) {}
  [[nodiscard]] Instant now() const override { return start_.plus_ms(scheduler_.now() + skew_ms); }
  std::int64_t skew_ms = 0;

 private:
  const Scheduler& scheduler_;
  Instant start_;
};

/// One process's sequence and workers. Tasks of a process that died are dropped.
class VirtualExecutor final : public Executor {
 public:
  VirtualExecutor(Scheduler& scheduler, Random& random) : scheduler_(scheduler), random_(random) {}
  void post(std::function<void()> task) override { schedule(0, std::move(task)); }
  void work(std::function<void()> task) override {
    schedule(static_cast<std::int64_t>(random_.below(3)), std::move(task));
  }
  void after(std::int64_t delay_ms, std::function<void()> task) override {
    schedule(delay_ms, std::move(task));
  }
  [[nodiscard]] std::size_t workers() const override { return 2; }
  /// The process dies, and another begins.
  void next_life() { ++life_; }
  [[nodiscard]] std::uint64_t life() const { return life_; }

 private:
  void schedule(std::int64_t delay_ms, std::function<void()> task) {
    scheduler_.in(delay_ms, [this, life = life_, task = std::move(task)] {
      if (life == life_) {
        task();
      }
    });
  }
  Scheduler& scheduler_;
  Random& random_;
  std::uint64_t life_ = 0;
};

}  // namespace entente::sim
