#pragma once

#include <cstdint>
#include <functional>

namespace entente {

/// Port: where work runs. `node` owns no threads: everything that changes it runs on one sequence,
/// and what is worth running beside it (signing, verifying) goes to workers.
class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `task` on the sequence, after the tasks already posted. Callable from any thread.
  virtual void post(std::function<void()> task) = 0;
  /// Runs `task` on any worker, in any order, possibly in parallel. Callable from any thread.
  virtual void work(std::function<void()> task) = 0;
  /// Runs `task` on the sequence, no earlier than `delay_ms` milliseconds from now.
  virtual void after(std::int64_t delay_ms, std::function<void()> task) = 0;
  /// How many workers run in parallel; at least 1.
  [[nodiscard]] virtual std::size_t workers() const = 0;
};

}  // namespace entente
