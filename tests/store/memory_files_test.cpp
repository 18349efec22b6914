// The disk in memory fails as disks do; write_atomically of base survives it at every step.

#include "store/memory_files.h"

#include <gtest/gtest.h>

#include "base/errors.h"

namespace entente::store {
namespace {

std::string text_of(MemoryFiles& files, std::string_view path) {
  const std::optional<Bytes> bytes = files.content(path);
  return bytes ? std::string(as_text(*bytes)) : "-";
}

std::unique_ptr<File> opened(MemoryFiles& files, std::string_view path) {
  auto file = files.open(path, OpenMode::append);
  EXPECT_TRUE(file.ok());
  return std::move(*file);
}

TEST(MemoryFiles, loses_in_a_crash_what_was_not_synced) {
  MemoryFiles files;
  auto file = opened(files, "log");
  ASSERT_TRUE(file->append(as_bytes("kept ")).ok());
  ASSERT_TRUE(file->sync().ok());
  ASSERT_TRUE(file->append(as_bytes("lost")).ok());
  EXPECT_EQ(text_of(files, "log"), "kept lost");
  files.crash();
  EXPECT_EQ(text_of(files, "log"), "kept ");
  EXPECT_EQ(file->append(as_bytes("x")).error().code(), "base.io") << "that process is gone";
  EXPECT_EQ(file->sync().error().code(), "base.io");
}

TEST(MemoryFiles, tears_an_append_at_any_byte) {
  for (std::uint64_t kept = 0; kept <= 6; ++kept) {
    MemoryFiles files;
    auto file = opened(files, "log");
    ASSERT_TRUE(file->append(as_bytes("ok ")).ok());
    ASSERT_TRUE(file->sync().ok());
    ASSERT_TRUE(file->append(as_bytes("tear")).ok());
    files.crash(MemoryFiles::Names::lost, kept);
    EXPECT_EQ(text_of(files, "log"), std::string("ok tear").substr(0, 3 + kept));
  }
}

TEST(MemoryFiles, loses_the_name_of_a_file_that_was_never_synced) {
  MemoryFiles files;
  ASSERT_TRUE(opened(files, "new")->append(as_bytes("x")).ok());
  files.crash();
  EXPECT_EQ(text_of(files, "new"), "-");
  ASSERT_TRUE(opened(files, "new")->append(as_bytes("x")).ok());
  files.crash(MemoryFiles::Names::kept);
  EXPECT_EQ(text_of(files, "new"), "");
}

TEST(MemoryFiles, makes_nothing_durable_after_a_failed_sync_whatever_a_later_one_says) {
  MemoryFiles files;
  auto file = opened(files, "log");
  ASSERT_TRUE(file->append(as_bytes("a")).ok());
  files.fail_step(1);
  EXPECT_FALSE(file->sync().ok());
  EXPECT_FALSE(file->sync().ok()) << "this handle refuses from now on";
  auto again = opened(files, "log");
  EXPECT_TRUE(again->sync().ok()) << "another handle is lied to, as Linux does";
  files.crash();
  EXPECT_EQ(text_of(files, "log"), "");
}

TEST(MemoryFiles, writes_what_fits_on_a_full_disk) {
  MemoryFiles files;
  files.limit_bytes(10);
  auto file = opened(files, "a");
  EXPECT_TRUE(file->append(as_bytes("12345678")).ok());
  EXPECT_EQ(opened(files, "b")->append(as_bytes("abc")).error().code(), "base.io");
  EXPECT_EQ(text_of(files, "b"), "ab");
  ASSERT_TRUE(files.remove("a").ok());
  EXPECT_TRUE(opened(files, "b")->append(as_bytes("c")).ok());
}

TEST(MemoryFiles, undoes_a_rename_whose_folder_was_not_synced) {
  for (const MemoryFiles::Names names : {MemoryFiles::Names::lost, MemoryFiles::Names::kept}) {
    MemoryFiles files;
    ASSERT_TRUE(write_atomically(files, "a", as_bytes("new")).ok());
    ASSERT_TRUE(write_atomically(files, "b", as_bytes("old")).ok());
    files.stop_at_step(2);
    EXPECT_FALSE(files.rename("a", "b").ok());
    files.crash(names);
    const bool kept = names == MemoryFiles::Names::kept;
    EXPECT_EQ(text_of(files, "a"), kept ? "-" : "new");
    EXPECT_EQ(text_of(files, "b"), kept ? "new" : "old");
  }
}

TEST(MemoryFiles, finds_what_a_thief_would) {
  MemoryFiles files;
  ASSERT_TRUE(write_atomically(files, "a", as_bytes("canary")).ok());
  EXPECT_NE(as_text(files.raw()).find("canary"), std::string_view::npos);
  files.alter("a", 0, 'C');
  EXPECT_EQ(text_of(files, "a"), "Canary");
}

// Every way in which the n-th step can go wrong, and every way in which the crash after it can end.
enum class Wrong { fails, stops };

void sweep_write_atomically(Wrong wrong, MemoryFiles::Names names, std::uint64_t kept) {
  int swept = 0;
  for (std::uint64_t n = 1;; ++n, ++swept) {
    MemoryFiles files;
    ASSERT_TRUE(write_atomically(files, "state", as_bytes("old state")).ok());
    const std::uint64_t before = files.steps();
    if (wrong == Wrong::fails) {
      files.fail_step(n);
    } else {
      files.stop_at_step(n);
    }
    const Status written = write_atomically(files, "state", as_bytes("new state, longer"));
    const bool harmless = files.steps() - before < n;
    if (wrong == Wrong::fails && !written) {
      // The process lives on and tries again.
      EXPECT_TRUE(text_of(files, "state") == "old state" ||
                  text_of(files, "state") == "new state, longer");
      ASSERT_TRUE(write_atomically(files, "state", as_bytes("new state, longer")).ok()) << n;
      EXPECT_EQ(text_of(files, "state"), "new state, longer") << n;
    }
    files.crash(names, kept);
    const std::string left = text_of(files, "state");
    EXPECT_TRUE(left == "old state" || left == "new state, longer") << n << ": " << left;
    if (written) {
      EXPECT_EQ(left, "new state, longer") << n << ": it was acknowledged";
    }
    ASSERT_TRUE(write_atomically(files, "state", as_bytes("after")).ok()) << n;
    EXPECT_EQ(text_of(files, "state"), "after");
    if (harmless) {
      break;
    }
  }
  EXPECT_GE(swept, 5);
}

TEST(MemoryFiles, show_write_atomically_whole_or_not_at_all_at_every_step) {
  for (const Wrong wrong : {Wrong::fails, Wrong::stops}) {
    for (const MemoryFiles::Names names : {MemoryFiles::Names::lost, MemoryFiles::Names::kept}) {
      for (const std::uint64_t kept : {0U, 1U, 5U, 1000U}) {
        sweep_write_atomically(wrong, names, kept);
      }
    }
  }
}

}  // namespace
}  // namespace entente::store
