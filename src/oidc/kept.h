#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace entente::oidc {

/// One document of a provider: got when it is first needed, by one request for all who wait, and
/// again once it is too old for who asks; but never more often than every `kPauseMs`, whether or
/// not that succeeds. Belongs to one sequence.
template <class T>
class Kept {
 public:
  static constexpr std::int64_t kPauseMs = 5'000;
  static constexpr std::size_t kWaiting = 256;

  using Done = std::function<void(const Result<T>&)>;
  /// Gets it; calls what it is given once, on the sequence.
  using Get = std::function<void(Done)>;
  explicit Kept(Get get) : get_(std::move(get)) {}

  /// `done` with the document, no older than `longest_ms` unless it was got `kPauseMs` ago or less;
  /// or with why there is none. `full` where too many wait already.
  void with(std::int64_t longest_ms, Instant now, Error full, Done done) {
    const bool fresh = kept_ && kept_->ok() && now.ms() - at_.ms() < longest_ms;
    const bool just_tried = kept_ && now.ms() - at_.ms() < kPauseMs;
    if (waiting_.empty() && (fresh || just_tried)) {
      done(*kept_);
      return;
    }
    if (waiting_.size() >= kWaiting) {
      done(std::move(full));
      return;
    }
    waiting_.push_back(std::move(done));
    if (waiting_.size() > 1) {
      return;
    }
    at_ = now;
    get_([this](const Result<T>& got) {
      kept_ = got;
      for (const Done& waiter : std::exchange(waiting_, {})) {
        waiter(got);
      }
    });
  }

 private:
  Get get_;
  std::optional<Result<T>> kept_;  ///< of the last attempt
  Instant at_;                     ///< when that began
  std::vector<Done> waiting_;
};

}  // namespace entente::oidc
