#include "format/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/errors.h"
#include "format/crc32.h"
#include "format/errors.h"

namespace entente::format {
namespace {

Bytes message_of(const std::vector<Bytes>& frames) {
  FrameWriter writer;
  for (const Bytes& frame : frames) {
    EXPECT_TRUE(writer.append(frame).ok());
  }
  return writer.take();
}

Error refusal(BytesView message, FrameLimits limits = {}) {
  const auto reader = FrameReader::open(message, limits);
  EXPECT_FALSE(reader.ok());
  return reader.ok() ? Error(kBadFrame, "accepted") : reader.error();
}

TEST(Frame, is_a_big_endian_length_and_the_bytes) {
  EXPECT_EQ(message_of({to_bytes("abc"), {}}),
            to_bytes(std::string_view("ENT1\0\0\0\3abc\0\0\0\0", 15)));
  EXPECT_EQ(message_of({}), to_bytes("ENT1"));
}

RC_GTEST_PROP(Frame, what_was_written_is_read, (const std::vector<Bytes>& frames)) {
  const Bytes message = message_of(frames);
  auto reader = FrameReader::open(message);
  RC_ASSERT(reader.ok());
  RC_ASSERT(reader->frames_left() == frames.size());
  for (const Bytes& frame : frames) {
    RC_ASSERT(!reader->done());
    const auto read = reader->next();
    RC_ASSERT(read.ok());
    RC_ASSERT(Bytes(read->begin(), read->end()) == frame);
  }
  RC_ASSERT(reader->done());
  RC_ASSERT(reader->expect_done().ok());
  RC_ASSERT(!reader->next().ok());
}

TEST(Frame, refuses_every_truncation_but_those_between_frames) {
  const Bytes message = message_of({to_bytes("abc"), to_bytes("de")});
  for (std::size_t size = 0; size < message.size(); ++size) {
    const bool between = size == 4 || size == 11;
    EXPECT_EQ(FrameReader::open(BytesView(message).first(size)).ok(), between) << size;
  }
}

TEST(Frame, refuses_trailing_bytes_and_a_wrong_beginning) {
  Bytes message = message_of({to_bytes("abc")});
  for (int extra = 0; extra < 3; ++extra) {
    message.push_back(0);
    EXPECT_TRUE(refusal(message).is(kBadFrame));
  }
  EXPECT_TRUE(refusal(to_bytes("ENT2")).is(kBadFrame));
  EXPECT_TRUE(refusal(to_bytes("ent1")).is(kBadFrame));
  EXPECT_TRUE(refusal({}).is(kBadFrame));
}

TEST(Frame, refuses_a_length_beyond_the_message) {
  Bytes message = message_of({to_bytes("abc")});
  for (std::size_t byte = 4; byte < 8; ++byte) {
    Bytes altered = message;
    altered[byte] = 0xff;
    EXPECT_TRUE(refusal(altered).is(kBadFrame)) << byte;
  }
}

TEST(Frame, holds_its_limits_and_refuses_one_past_each) {
  const FrameLimits limits{.frames = 2, .frame_bytes = 3, .message_bytes = 18};
  FrameWriter writer(limits);
  EXPECT_TRUE(writer.append(to_bytes("four")).error().is(kTooLarge));
  EXPECT_TRUE(writer.append(to_bytes("abc")).ok());
  EXPECT_TRUE(writer.append(to_bytes("def")).ok());
  EXPECT_TRUE(writer.append({}).error().is(kTooLarge));
  EXPECT_EQ(writer.size(), 18u);
  const Bytes message = writer.take();
  EXPECT_TRUE(FrameReader::open(message, limits).ok());
  EXPECT_TRUE(refusal(message, {.frames = 1}).is(kTooLarge));
  EXPECT_TRUE(refusal(message, {.frame_bytes = 2}).is(kTooLarge));
  EXPECT_TRUE(refusal(message, {.message_bytes = 17}).is(kTooLarge));
  FrameWriter tight({.frames = 9, .frame_bytes = 9, .message_bytes = 10});
  EXPECT_TRUE(tight.append(to_bytes("abc")).error().is(kTooLarge));
  EXPECT_TRUE(tight.append(to_bytes("ab")).ok());
  EXPECT_TRUE(tight.append({}).error().is(kTooLarge));
}

TEST(Frame, a_writer_starts_again_after_take) {
  FrameWriter writer;
  ASSERT_TRUE(writer.append(to_bytes("abc")).ok());
  const Bytes first = writer.take();
  EXPECT_EQ(writer.frames(), 0u);
  ASSERT_TRUE(writer.append(to_bytes("abc")).ok());
  EXPECT_EQ(writer.take(), first);
}

TEST(Frame, a_reader_that_stops_early_says_so) {
  const Bytes message = message_of({to_bytes("a"), to_bytes("b")});
  auto reader = FrameReader::open(message);
  ASSERT_TRUE(reader.ok());
  ASSERT_TRUE(reader->next().ok());
  EXPECT_TRUE(reader->expect_done().error().is(kBadFrame));
}

TEST(Crc32, gives_the_check_value_and_can_be_continued) {
  EXPECT_EQ(crc32(0, as_bytes("123456789")), 0xcbf43926u);
  EXPECT_EQ(crc32(crc32(0, as_bytes("1234")), as_bytes("56789")), 0xcbf43926u);
  EXPECT_EQ(crc32(0x1234, {}), 0x1234u);
}

}  // namespace
}  // namespace entente::format
