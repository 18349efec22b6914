#include "http/body.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/errors.h"

namespace entente::http {
namespace {

constexpr Framing kChunked{Framing::Kind::chunked, 0};

/// The body of `wire`, the code of the error, or "more" where it is not complete.
std::string read(const Framing& framing, std::string_view wire, std::uint64_t limit = 1000) {
  BodyReader reader(framing, limit);
  Bytes body;
  const auto used = reader.take(as_bytes(wire), body);
  if (!used.ok()) {
    return std::string(used.error().code());
  }
  return reader.complete() ? std::string(as_text(body)) : "more";
}

TEST(BodyReader, reads_chunks_and_stops_at_the_end_of_the_last) {
  BodyReader reader(kChunked, 100);
  Bytes body;
  const std::string_view wire = "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nGET";
  const auto used = reader.take(as_bytes(wire), body);
  ASSERT_TRUE(used.ok());
  EXPECT_EQ(*used, wire.size() - 3) << "what follows is the next request";
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(as_text(body), "abc0123456789");
}

TEST(BodyReader, refuses_every_chunk_that_two_readers_could_take_differently_AB69) {
  for (const char* wire :
       {"3;x=y\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", "-1\r\n", "\r\nabc", "g\r\n",
        "3\nabc\n0\n\n", "3\r\nabc\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\r\nab\r\n0\r\n\r\n",
        "3\r\rabc", "0\r\nX: y\r\n\r\n", "0\r\n0\r\n", "000000003\r\nabc\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\n"}) {
    EXPECT_EQ(read(kChunked, wire), "http.bad-request") << wire;
  }
}

TEST(BodyReader, never_takes_a_truncated_body_for_a_whole_one_AB72) {
  const std::string whole = "3\r\nabc\r\n0\r\n\r\n";
  EXPECT_EQ(read(kChunked, whole), "abc");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(read(kChunked, whole.substr(0, size)), "more") << size;
  }
  EXPECT_EQ(read({Framing::Kind::length, 3}, "ab"), "more");
}

TEST(BodyReader, takes_a_body_at_its_limit_and_refuses_one_past_it_AB68) {
  EXPECT_EQ(read({Framing::Kind::length, 3}, "abc", 3), "abc");
  EXPECT_EQ(read({Framing::Kind::length, 4}, "", 3), "http.body-too-large") << "on its word alone";
  EXPECT_EQ(read(kChunked, "3\r\nabc\r\n0\r\n\r\n", 3), "abc");
  EXPECT_EQ(read(kChunked, "4\r\n", 3), "http.body-too-large") << "before its octets";
  EXPECT_EQ(read(kChunked, "3\r\nabc\r\n1\r\n", 3), "http.body-too-large");
  EXPECT_EQ(read(kChunked, "FFFFFFFF\r\n", 3), "http.body-too-large");
}

RC_GTEST_PROP(BodyReader, reads_back_what_was_written_however_it_arrives,
              (const std::vector<Bytes>& chunks)) {
  std::string wire;
  Bytes whole;
  for (const Bytes& chunk : chunks) {
    if (!chunk.empty()) {
      wire += chunk_head(chunk.size());
      wire += as_text(chunk);
      wire += kChunkEnd;
      append(whole, chunk);
    }
  }
  wire += kLastChunk;
  BodyReader reader(kChunked, whole.size());
  Bytes body;
  for (std::size_t at = 0; at < wire.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, wire.size() - at + 1);
    const auto used = reader.take(as_bytes(wire).subspan(at, size), body);
    RC_ASSERT(used.ok() && *used == size);
    at += size;
  }
  RC_ASSERT(reader.complete());
  RC_ASSERT(body == whole);
}

}  // namespace
}  // namespace entente::http
