#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/limits.h"

namespace entente::format {

/// The bounded framing of messages between nodes: a message is the four bytes `ENT1` and then
/// frames, each a length of four bytes, big-endian, and as many bytes. Nothing stands between or
/// behind them, so that one list of frames has one message.
struct FrameLimits {
  std::size_t frames = 4096;
  std::size_t frame_bytes = limits::kLinkMessage;
  std::size_t message_bytes = limits::kLinkMessage;
};

/// Makes a message. Not thread-safe.
class FrameWriter {
 public:
  explicit FrameWriter(FrameLimits limits = {});
  /// Adds one frame; `base.too-large`, adding nothing, where a limit would be passed.
  [[nodiscard]] Status append(BytesView frame);
  [[nodiscard]] std::size_t size() const { return message_.size(); }  ///< of the message, in bytes
  [[nodiscard]] std::size_t frames() const { return frames_; }
  /// The message; the writer starts again empty.
  [[nodiscard]] Bytes take();

 private:
  FrameLimits limits_;
  Bytes message_;
  std::size_t frames_ = 0;
};

/// Reads a message from bytes that outlive it. Not thread-safe.
class FrameReader {
 public:
  /// Checks the whole message before the first frame is given out: `format.bad-frame` for a wrong
  /// beginning, a frame that ends past the message, or bytes behind the last frame;
  /// `base.too-large` where a limit is passed.
  [[nodiscard]] static Result<FrameReader> open(BytesView message, FrameLimits limits = {});

  /// The next frame, or `format.bad-frame` when there is none left.
  [[nodiscard]] Result<BytesView> next();
  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::size_t frames_left() const { return frames_left_; }
  /// `format.bad-frame` unless every frame was read: a message has the frames it should, no more.
  [[nodiscard]] Status expect_done() const;

 private:
  FrameReader(BytesView rest, std::size_t frames) : rest_(rest), frames_left_(frames) {}
  BytesView rest_;
  std::size_t frames_left_;
};

}  // namespace entente::format
