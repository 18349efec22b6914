// The promises of base/file_system.h, held to the disk and to memory alike.

#include <gtest/gtest.h>

#include "base/errors.h"
#include "builders.h"
#include "store/errors.h"
#include "store/memory_files.h"
#include "store/posix_files.h"

namespace entente::store {
namespace {

class PosixSubject {
 public:
  PosixSubject() : files_(PosixFiles::open(folder_.at("home"), HomeMode::create_if_absent)) {}
  FileSystem& files() { return **files_; }

 private:
  TemporaryFolder folder_;
  Result<std::unique_ptr<PosixFiles>> files_;
};

class MemorySubject {
 public:
  FileSystem& files() { return files_; }

 private:
  MemoryFiles files_;
};

template <class Subject>
class FilesContract : public testing::Test {
 protected:
  FileSystem& files() { return subject_.files(); }
  std::string text_of(std::string_view path) {
    const Result<Bytes> bytes = read_whole(files(), path, 1 << 20);
    return bytes ? std::string(as_text(*bytes)) : std::string(bytes.error().code());
  }
  std::string code_of(std::string_view path, OpenMode mode) {
    const auto opened = files().open(path, mode);
    return opened ? "" : std::string(opened.error().code());
  }
  void write(std::string_view path, std::string_view text) {
    const Status status = write_atomically(files(), path, as_bytes(text));
    ASSERT_TRUE(status.ok()) << status.error().describe();
  }
  Subject subject_;
};

struct SubjectName {
  template <class Subject>
  static std::string GetName(int) {
    return std::is_same_v<Subject, MemorySubject> ? "memory" : "posix";
  }
};
using Subjects = testing::Types<PosixSubject, MemorySubject>;
TYPED_TEST_SUITE(FilesContract, Subjects, SubjectName);

TYPED_TEST(FilesContract, appends_and_reads_back) {
  auto file = this->files().open("log", OpenMode::append);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->append(as_bytes("one ")).ok());
  ASSERT_TRUE((*file)->append({}).ok());
  ASSERT_TRUE((*file)->append(as_bytes("two")).ok());
  ASSERT_TRUE((*file)->sync().ok());
  EXPECT_EQ((*file)->size().value(), 7U);
  EXPECT_EQ(this->text_of("log"), "one two");
  auto again = this->files().open("log", OpenMode::append);
  ASSERT_TRUE((*again)->append(as_bytes("!")).ok());
  EXPECT_EQ(this->text_of("log"), "one two!");
}

TYPED_TEST(FilesContract, reads_fewer_bytes_only_at_the_end) {
  this->write("f", "0123456789");
  auto file = this->files().open("f", OpenMode::read);
  ASSERT_TRUE(file.ok());
  Bytes out(4);
  EXPECT_EQ((*file)->read_at(0, out).value(), 4U);
  EXPECT_EQ(as_text(out), "0123");
  EXPECT_EQ((*file)->read_at(8, out).value(), 2U);
  EXPECT_EQ((*file)->read_at(10, out).value(), 0U);
  EXPECT_EQ((*file)->read_at(1000, out).value(), 0U);
}

TYPED_TEST(FilesContract, refuses_to_append_to_a_file_open_for_reading) {
  this->write("f", "x");
  auto file = this->files().open("f", OpenMode::read);
  ASSERT_TRUE(file.ok());
  EXPECT_FALSE((*file)->append(as_bytes("y")).ok());
  EXPECT_EQ(this->text_of("f"), "x");
}

TYPED_TEST(FilesContract, tells_absent_and_existing_files_apart) {
  EXPECT_EQ(this->code_of("absent", OpenMode::read), "base.not-found");
  EXPECT_EQ(this->code_of("no/folder", OpenMode::append), "base.not-found");
  EXPECT_FALSE(this->files().exists("absent").value());
  EXPECT_FALSE(this->files().exists("no/folder").value());
  EXPECT_EQ(this->code_of("new", OpenMode::create_new), "");
  EXPECT_EQ(this->code_of("new", OpenMode::create_new), "store.file-exists");
  EXPECT_TRUE(this->files().exists("new").value());
  EXPECT_EQ(this->files().remove("absent").error().code(), "base.not-found");
  EXPECT_EQ(this->files().rename("absent", "x").error().code(), "base.not-found");
}

TYPED_TEST(FilesContract, renames_over_a_file_and_removes) {
  this->write("a", "new");
  this->write("b", "old");
  ASSERT_TRUE(this->files().rename("a", "b").ok());
  EXPECT_EQ(this->text_of("b"), "new");
  EXPECT_FALSE(this->files().exists("a").value());
  ASSERT_TRUE(this->files().remove("b").ok());
  EXPECT_FALSE(this->files().exists("b").value());
}

TYPED_TEST(FilesContract, lists_the_files_of_a_folder_sorted_and_no_folders) {
  ASSERT_TRUE(this->files().make_folder("keys/old").ok());
  ASSERT_TRUE(this->files().make_folder("keys/old").ok()) << "making it twice is the same";
  this->write("keys/b", "");
  this->write("keys/a", "");
  this->write("keys/old/c", "");
  this->write("top", "");
  EXPECT_EQ(this->files().list("keys").value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(this->files().list("").value(), (std::vector<std::string>{"top"}));
  EXPECT_EQ(this->files().list("absent").value(), std::vector<std::string>());
  EXPECT_EQ(this->files().list("absent/deeper").value(), std::vector<std::string>());
}

TYPED_TEST(FilesContract, refuses_paths_that_lead_out_of_the_home_or_have_foreign_characters) {
  const std::string longest(255, 'n');
  for (const std::string& path :
       {std::string(""), std::string("/etc/passwd"), std::string("../x"), std::string("a/../b"),
        std::string("./a"), std::string("a//b"), std::string("a/"), std::string("a b"),
        std::string("a\\b"), std::string("a\0b", 3), std::string("\xea\xb0\x80"), longest + "n"}) {
    EXPECT_EQ(this->code_of(path, OpenMode::append), "store.bad-path") << path;
    EXPECT_EQ(this->files().remove(path).error().code(), "store.bad-path") << path;
    EXPECT_EQ(this->files().make_folder(path).error().code(), "store.bad-path") << path;
    EXPECT_EQ(this->files().rename(path, "a").error().code(), "store.bad-path") << path;
  }
  EXPECT_EQ(this->code_of(longest, OpenMode::append), "");
}

TYPED_TEST(FilesContract, takes_a_file_for_no_folder_and_a_folder_for_no_file) {
  this->write("f", "x");
  ASSERT_TRUE(this->files().make_folder("d").ok());
  EXPECT_EQ(this->code_of("f/x", OpenMode::append), "store.unsafe-home");
  EXPECT_EQ(this->code_of("d", OpenMode::read), "store.unsafe-home");
  EXPECT_EQ(this->code_of("d", OpenMode::append), "base.io");
  EXPECT_EQ(this->files().make_folder("f/x").error().code(), "store.unsafe-home");
  EXPECT_EQ(this->files().list("f").error().code(), "store.unsafe-home");
  EXPECT_EQ(this->files().remove("d").error().code(), "base.io");
}

}  // namespace
}  // namespace entente::store
