#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace entente::http {

/// A body that is written as it comes about, for as long as its reader keeps up. Between two pieces
/// it holds no worker and no thread. Thread-safe. Shared by who writes and the connection, either
/// of which may go first.
class Feed {
 public:
  /// `capacity`: octets that may wait for the reader; past it the feed breaks, and the connection
  /// is closed before the final chunk (a slow reader, AB70).
  explicit Feed(std::size_t capacity) : capacity_(capacity) {}

  /// The writer's end. `push` gives whether the feed is still open; what is pushed later is
  /// dropped.
  bool push(std::string_view text);
  void close();  ///< the reader gets what waits, and the end
  [[nodiscard]] bool open() const;

  /// The connection's end. `wake` is called, on any thread, when there is more to take.
  void attach(std::function<void()> wake);
  enum class End { not_yet, whole, broken };
  struct Taken {
    std::string text;
    End end = End::not_yet;
  };
  [[nodiscard]] Taken take();
  void abandon();  ///< the reader has gone

 private:
  void wake_locked();

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::function<void()> wake_;
  std::string waiting_;
  End end_ = End::not_yet;
};

}  // namespace entente::http
