#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "base/bytes.h"
#include "base/stream.h"

namespace entente::http {

/// A bounded way for the octets of a body from the loop to a worker. The loop never blocks: it
/// stops reading from the connection while the pipe is full. Thread-safe. Shared by the two ends,
/// either of which may go first.
class BodyPipe {
 public:
  static constexpr std::size_t kCapacity = 512u << 10;

  /// `on_room` is called, on any thread, when a full pipe has been half emptied or the reader has
  /// gone.
  explicit BodyPipe(std::function<void()> on_room) : on_room_(std::move(on_room)) {}

  /// The loop's end. `push` gives whether more may be pushed now.
  enum class Room { more, full, reader_gone };
  [[nodiscard]] Room push(BytesView octets);
  [[nodiscard]] Room room() const;
  void finish(Status status);  ///< the end, or why there is none

  /// The worker's end.
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> out);
  void abandon();

 private:
  [[nodiscard]] Room room_locked() const;

  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::function<void()> on_room_;
  Bytes octets_;
  std::size_t read_ = 0;  ///< octets of `octets_` that were read
  std::optional<Status> end_;
  bool was_full_ = false;
  bool abandoned_ = false;
};

/// The worker's end as a source.
class PipeSource final : public ByteSource {
 public:
  explicit PipeSource(std::shared_ptr<BodyPipe> pipe) : pipe_(std::move(pipe)) {}
  ~PipeSource() override { pipe_->abandon(); }
  PipeSource(const PipeSource&) = delete;
  PipeSource& operator=(const PipeSource&) = delete;
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> out) override {
    return pipe_->read(out);
  }

 private:
  std::shared_ptr<BodyPipe> pipe_;  // shared with the connection
};

}  // namespace entente::http
