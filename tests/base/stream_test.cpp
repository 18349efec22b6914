#include "base/stream.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/errors.h"
#include "base/memory_files.h"

namespace entente {
namespace {

/// Gives one byte at a time, as a socket may.
class DripSource final : public ByteSource {
 public:
  explicit DripSource(BytesView bytes) : source_(bytes) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    return source_.read(out.first(std::min<std::size_t>(out.size(), 1)));
  }

 private:
  MemorySource source_;
};

RC_GTEST_PROP(MemorySource, gives_all_bytes_in_order_whatever_the_steps,
              (const Bytes& bytes, std::uint8_t step)) {
  MemorySource source(bytes);
  Bytes read;
  Bytes buffer(std::size_t{step} + 1);
  for (std::size_t count = *source.read(buffer); count > 0; count = *source.read(buffer)) {
    append(read, BytesView(buffer).first(count));
  }
  RC_ASSERT(read == bytes);
  RC_ASSERT(*source.read(buffer) == 0u);
}

TEST(ReadFull, fills_from_a_source_that_gives_little_and_stops_at_its_end) {
  const Bytes bytes = to_bytes("abcdef");
  DripSource source(bytes);
  Bytes out(4);
  EXPECT_EQ(*read_full(source, out), 4u);
  EXPECT_EQ(out, to_bytes("abcd"));
  EXPECT_EQ(*read_full(source, out), 2u);
  EXPECT_EQ(*read_full(source, out), 0u);
}

TEST(MemorySink, takes_up_to_its_limit_and_refuses_one_byte_more) {
  MemorySink sink(4);
  EXPECT_TRUE(sink.write(to_bytes("abc")).ok());
  EXPECT_TRUE(sink.write(to_bytes("de")).error().is(kTooLarge));
  EXPECT_TRUE(sink.write(to_bytes("d")).ok());
  EXPECT_TRUE(sink.write({}).ok());
  EXPECT_EQ(sink.take(), to_bytes("abcd"));
  EXPECT_TRUE(sink.bytes().empty());
  EXPECT_TRUE(sink.write(to_bytes("abcd")).ok());
}

TEST(MemoryRandomAccess, reads_anywhere_and_nothing_past_the_end) {
  const Bytes bytes = to_bytes("abcdef");
  MemoryRandomAccess access(bytes);
  Bytes out(4);
  EXPECT_EQ(*access.size(), 6u);
  EXPECT_EQ(*access.read_at(1, out), 4u);
  EXPECT_EQ(out, to_bytes("bcde"));
  EXPECT_EQ(*access.read_at(5, out), 1u);
  EXPECT_EQ(*access.read_at(6, out), 0u);
  EXPECT_EQ(*access.read_at(UINT64_MAX, out), 0u);
  EXPECT_TRUE(read_exactly(access, 2, out).ok());
  EXPECT_TRUE(read_exactly(access, 3, out).error().is(kIo));
}

TEST(FileStreams, append_read_and_seek_an_open_file) {
  test::MemoryFiles files;
  const auto file = std::move(files.open("f", OpenMode::create_new)).value();
  FileSink sink(*file);
  ASSERT_TRUE(sink.write(to_bytes("abc")).ok());
  ASSERT_TRUE(sink.write(to_bytes("def")).ok());
  FileSource source(*file, 2);
  Bytes out(3);
  EXPECT_EQ(*read_full(source, out), 3u);
  EXPECT_EQ(out, to_bytes("cde"));
  EXPECT_EQ(*read_full(source, out), 1u);
  EXPECT_EQ(*source.read(out), 0u);
  FileRandomAccess access(*file);
  EXPECT_EQ(*access.size(), 6u);
  EXPECT_EQ(*access.read_at(4, out), 2u);
}

TEST(FileStreams, pass_on_the_errors_of_the_file) {
  test::MemoryFiles files;
  const auto file = std::move(files.open("f", OpenMode::create_new)).value();
  files.fail_from(0);
  Bytes out(1);
  EXPECT_TRUE(FileSink(*file).write(out).error().is(kIo));
  EXPECT_TRUE(FileSource(*file).read(out).error().is(kIo));
  EXPECT_TRUE(FileRandomAccess(*file).read_at(0, out).error().is(kIo));
}

}  // namespace
}  // namespace entente
