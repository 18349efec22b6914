#include "object/crc32.h"

#include <gtest/gtest.h>

#include "format/crc32.h"
#include "object/builder.h"

namespace entente::object {
namespace {

TEST(FastCrc32, gives_the_check_value_of_the_standard) {
  EXPECT_EQ(fast_crc32(0, as_bytes("123456789")), 0xCBF43926u);
}

TEST(FastCrc32, equals_the_plain_form_at_every_length_and_alignment) {
  const Bytes bytes = test::random_bytes(700);
  for (std::size_t start = 0; start < 17; ++start) {
    for (std::size_t size = 0; size + start <= 600; ++size) {
      const BytesView view = BytesView(bytes).subspan(start, size);
      ASSERT_EQ(fast_crc32(0, view), format::crc32(0, view)) << start << ' ' << size;
    }
  }
}

TEST(FastCrc32, continues_from_what_came_before) {
  const Bytes bytes = test::random_bytes(1000);
  const BytesView all(bytes);
  for (std::size_t cut = 0; cut <= all.size(); cut += 7) {
    const std::uint32_t first = fast_crc32(0, all.first(cut));
    ASSERT_EQ(fast_crc32(first, all.subspan(cut)), format::crc32(0, all)) << cut;
  }
}

}  // namespace
}  // namespace entente::object
