#pragma once

#include <memory>

#include "base/executor.h"

namespace entente::http {

/// The product's executor: one sequence, a pool of workers, timers. Must outlive whatever posts to
/// it. Tasks must not throw.
class AsioExecutor final : public Executor {
 public:
  /// Starts `workers` worker threads (at least 1). The sequence starts with `run`.
  explicit AsioExecutor(std::size_t workers);
  /// Stops, and waits for the workers' running tasks.
  ~AsioExecutor() override;
  AsioExecutor(const AsioExecutor&) = delete;
  AsioExecutor& operator=(const AsioExecutor&) = delete;

  /// The calling thread becomes the sequence, until `stop`. At most one thread, once.
  void run();
  /// Ends `run` after the task that is running; what is posted and not begun is dropped. Callable
  /// from any thread and more than once. (A signal handler must not call it: see
  /// `run_until_signal`.)
  void stop();
  /// After `stop`: waits until no worker runs a task any more.
  void join();
  /// `run`, and calls `on_signal` once on the sequence on the first SIGINT or SIGTERM, which must
  /// lead to `stop`; a second signal stops at once.
  void run_until_signal(std::function<void()> on_signal);

  void post(std::function<void()> task) override;
  void work(std::function<void()> task) override;
  void after(std::int64_t delay_ms, std::function<void()> task) override;
  [[nodiscard]] std::size_t workers() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace entente::http
