#pragma once

// Of this folder's .cpp files only.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "http/io_loop.h"

namespace entente::http {

namespace asio = boost::asio;
using Fault = boost::system::error_code;
template <class T>
using Task = asio::awaitable<T>;
/// Awaits a call and gives its fault beside what it gives, in place of throwing.
inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
using SteadyTime = std::chrono::steady_clock::time_point;

/// The deadlines of one loop: a store to set one, a look at all of them at each tick. Connections
/// set one several times a request and hardly ever miss it.
class Deadlines {
 public:
  static constexpr std::int64_t kTickMs = 20;
  explicit Deadlines(asio::io_context& io) : timer_(io) {}

  struct Entry {
    SteadyTime at = SteadyTime::max();
    std::function<void()> expired;
  };
  using Handle = std::list<Entry>::iterator;
  [[nodiscard]] Handle add(std::function<void()> expired);
  void remove(Handle handle) { entries_.erase(handle); }

 private:
  void tick();
  std::list<Entry> entries_;
  asio::steady_timer timer_;
  bool ticking_ = false;
};

/// One deadline, on a loop and of its thread. When it passes, `expired` is called once from the
/// loop, and must not destroy the deadline there and then.
class Deadline {
 public:
  Deadline(Deadlines& all, std::function<void()> expired)
      : all_(&all), handle_(all.add(std::move(expired))) {}
  ~Deadline() { all_->remove(handle_); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void set(std::int64_t ms) {
    handle_->at = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  }
  void set_at(SteadyTime at) { handle_->at = at; }
  void clear() { handle_->at = SteadyTime::max(); }

 private:
  Deadlines* all_;
  Deadlines::Handle handle_;
};

/// Wakes the one coroutine that waits. Of the loop's thread.
class Event {
 public:
  explicit Event(asio::io_context& io) : timer_(io, SteadyTime::max()) {}
  /// Returns at the next `notify`, or at once where one came since the last `wait`.
  [[nodiscard]] Task<void> wait();
  void notify();

 private:
  asio::steady_timer timer_;
  bool notified_ = false;
};

/// For `co_spawn`: our coroutines throw nothing but for want of memory, which ends the process.
struct MustNotThrow {
  void operator()(const std::exception_ptr& exception) const {
    if (exception != nullptr) {
      std::rethrow_exception(exception);
    }
  }
};

/// The way to a loop from other threads, which may outlive whoever listens there: once closed, what
/// is posted is dropped.
class Gate {
 public:
  explicit Gate(asio::io_context& io) : io_(&io) {}
  /// Runs `task` on the loop: there and then where this already is the loop's thread.
  void run(std::function<void()> task);
  void close();

 private:
  std::mutex mutex_;
  asio::io_context* io_;
};

struct IoLoop::Context {
  asio::io_context io{1};
  Deadlines deadlines{io};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  std::thread thread;
};

}  // namespace entente::http
