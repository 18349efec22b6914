#include "format/frame.h"

#include "base/big_endian.h"
#include "base/errors.h"
#include "format/errors.h"

namespace entente::format {
namespace {

constexpr std::string_view kMagic = "ENT1";
constexpr std::size_t kLengthBytes = 4;

Error bad_frame(std::string message) { return Error(kBadFrame, std::move(message)); }

/// The frame at the front of `rest`, which is moved behind it.
Result<BytesView> take_frame(BytesView& rest) {
  if (rest.size() < kLengthBytes) {
    return bad_frame("The message has bytes behind its last frame.");
  }
  const std::uint64_t length = get_big_endian(rest.first(kLengthBytes));
  if (length > rest.size() - kLengthBytes) {
    return bad_frame("The message ends within a frame.");
  }
  const BytesView frame = rest.subspan(kLengthBytes, length);
  rest = rest.subspan(kLengthBytes + length);
  return frame;
}

}  // namespace

FrameWriter::FrameWriter(FrameLimits limits) : limits_(limits), message_(to_bytes(kMagic)) {}

Status FrameWriter::append(BytesView frame) {
  if (frames_ >= limits_.frames) {
    return Error(kTooLarge, "The message would have more frames than it may.");
  }
  const bool fits = frame.size() <= limits_.frame_bytes && frame.size() <= UINT32_MAX &&
                    message_.size() + kLengthBytes <= limits_.message_bytes &&
                    frame.size() <= limits_.message_bytes - message_.size() - kLengthBytes;
  if (!fits) {
    return Error(kTooLarge, "The message would be larger than it may be.");
  }
  append_big_endian<kLengthBytes>(message_, frame.size());
  entente::append(message_, frame);
  ++frames_;
  return {};
}

Bytes FrameWriter::take() {
  frames_ = 0;
  return std::exchange(message_, to_bytes(kMagic));
}

Result<FrameReader> FrameReader::open(BytesView message, FrameLimits limits) {
  if (message.size() > limits.message_bytes) {
    return Error(kTooLarge, "The message is larger than it may be.");
  }
  if (!as_text(message).starts_with(kMagic)) {
    return bad_frame("The message does not begin with ENT1.");
  }
  const BytesView frames = message.subspan(kMagic.size());
  std::size_t count = 0;
  for (BytesView rest = frames; !rest.empty(); ++count) {
    ENTENTE_TRY(const BytesView frame, take_frame(rest));
    if (frame.size() > limits.frame_bytes) {
      return Error(kTooLarge, "The message has a frame that is larger than it may be.");
    }
    if (count >= limits.frames) {
      return Error(kTooLarge, "The message has more frames than it may.");
    }
  }
  return FrameReader(frames, count);
}

Result<BytesView> FrameReader::next() {
  if (done()) {
    return bad_frame("The message has fewer frames than it should.");
  }
  --frames_left_;
  return take_frame(rest_);
}

Status FrameReader::expect_done() const {
  if (!done()) {
    return bad_frame("The message has more frames than it should.");
  }
  return {};
}

}  // namespace entente::format
