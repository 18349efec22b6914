#include "base/file_system.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "base/memory_files.h"

namespace entente {
namespace {

using test::MemoryFiles;

TEST(WriteAtomically, replaces_the_file_and_leaves_no_other) {
  MemoryFiles files;
  files.put("a", "old");
  ASSERT_TRUE(write_atomically(files, "a", to_bytes("new")).ok());
  EXPECT_EQ(files.text("a"), "new");
  EXPECT_EQ(files.text("a.new"), "absent");
}

TEST(WriteAtomically, goes_on_over_what_a_crash_left_behind) {
  MemoryFiles files;
  files.put("a", "old");
  files.put("a.new", "half");
  ASSERT_TRUE(write_atomically(files, "a", to_bytes("new")).ok());
  EXPECT_EQ(files.text("a"), "new");
}

TEST(WriteAtomically, leaves_the_old_or_the_new_whole_whichever_call_fails) {
  MemoryFiles counted;
  counted.put("a", "old");
  ASSERT_TRUE(write_atomically(counted, "a", to_bytes("new")).ok());
  ASSERT_GE(counted.calls(), 5u);
  for (std::size_t n = 0; n < counted.calls(); ++n) {
    MemoryFiles files;
    files.put("a", "old");
    files.fail_from(n);
    const Status status = write_atomically(files, "a", to_bytes("new"));
    ASSERT_FALSE(status.ok()) << n;
    EXPECT_TRUE(status.error().is(kIo));
    files.crash();
    EXPECT_EQ(files.text("a"), "old") << n;
    files.fail_from(SIZE_MAX);
    ASSERT_TRUE(write_atomically(files, "a", to_bytes("new")).ok()) << n;
    EXPECT_EQ(files.text("a"), "new") << n;
  }
}

TEST(WriteAtomically, is_durable_when_it_returns) {
  MemoryFiles files;
  ASSERT_TRUE(write_atomically(files, "a", to_bytes("new")).ok());
  files.crash();
  EXPECT_EQ(files.text("a"), "new");
}

TEST(ReadWhole, reads_up_to_the_limit_and_refuses_one_byte_more) {
  MemoryFiles files;
  files.put("a", "12345");
  EXPECT_EQ(*read_whole(files, "a", 5), to_bytes("12345"));
  const auto refused = read_whole(files, "a", 4);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kTooLarge));
  EXPECT_EQ(refused.error().where(), "a");
}

TEST(ReadWhole, reads_an_empty_file_and_refuses_an_absent_one) {
  MemoryFiles files;
  files.put("a", "");
  EXPECT_EQ(read_whole(files, "a", 0)->size(), 0u);
  EXPECT_TRUE(read_whole(files, "b", 10).error().is(kNotFound));
}

}  // namespace
}  // namespace entente
