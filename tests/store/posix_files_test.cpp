// What only a real disk has: permissions, links, pipes.

#include "store/posix_files.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"
#include "builders.h"

namespace entente::store {
namespace {

class PosixFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = PosixFiles::open(home(), HomeMode::create_if_absent);
    ASSERT_TRUE(opened.ok());
    files_ = std::move(*opened);
  }
  std::string home() const { return folder_.at("a/home"); }
  std::string in_home(const std::string& name) const { return home() + "/" + name; }
  static unsigned mode_of(const std::string& path) {
    struct stat facts{};
    EXPECT_EQ(::stat(path.c_str(), &facts), 0) << path;
    return facts.st_mode & 07777U;
  }
  std::string open_home_code(HomeMode mode = HomeMode::existing) {
    const auto opened = PosixFiles::open(home(), mode);
    return opened ? "" : std::string(opened.error().code());
  }
  std::string code_of(std::string_view path, OpenMode mode) {
    const auto opened = files_->open(path, mode);
    return opened ? "" : std::string(opened.error().code());
  }

  TemporaryFolder folder_;
  std::unique_ptr<PosixFiles> files_;
};

TEST_F(PosixFilesTest, makes_files_0600_and_folders_0700_whatever_the_umask) {
  const mode_t before = ::umask(0);
  EXPECT_TRUE(files_->make_folder("keys/old").ok());
  EXPECT_TRUE(write_atomically(*files_, "keys/old/k", as_bytes("x")).ok());
  EXPECT_TRUE(files_->open("log", OpenMode::append).ok());
  EXPECT_TRUE(HomeLock::take(*files_).ok());
  ::umask(before);
  EXPECT_EQ(mode_of(home()), 0700U);
  EXPECT_EQ(mode_of(in_home("keys")), 0700U);
  EXPECT_EQ(mode_of(in_home("keys/old")), 0700U);
  EXPECT_EQ(mode_of(in_home("keys/old/k")), 0600U);
  EXPECT_EQ(mode_of(in_home("log")), 0600U);
  EXPECT_EQ(mode_of(in_home("lock")), 0600U);
}

TEST_F(PosixFilesTest, refuses_a_home_that_others_can_write_or_that_is_absent) {
  EXPECT_EQ(open_home_code(), "");
  ASSERT_EQ(::chmod(home().c_str(), 0770), 0);
  EXPECT_EQ(open_home_code(), "store.unsafe-home");
  ASSERT_EQ(::chmod(home().c_str(), 0702), 0);
  EXPECT_EQ(open_home_code(HomeMode::create_if_absent), "store.unsafe-home");
  ASSERT_EQ(::chmod(home().c_str(), 0700), 0);
  std::filesystem::remove(home());
  EXPECT_EQ(open_home_code(), "base.not-found");
  std::ofstream(home()) << "a file";
  EXPECT_EQ(open_home_code(), "store.unsafe-home");
}

TEST_F(PosixFilesTest, follows_no_symbolic_link_inside_the_home) {
  const std::string secret = folder_.at("secret");
  std::ofstream(secret) << "outside";
  std::filesystem::create_symlink(secret, in_home("link"));
  std::filesystem::create_directory_symlink(folder_.path(), in_home("folder"));
  for (const OpenMode mode : {OpenMode::read, OpenMode::append}) {
    EXPECT_EQ(code_of("link", mode), "store.unsafe-home");
    EXPECT_EQ(code_of("folder/secret", mode), "store.unsafe-home");
  }
  EXPECT_EQ(code_of("link", OpenMode::create_new), "store.file-exists");
  EXPECT_EQ(files_->remove("folder/secret").error().code(), "store.unsafe-home");
  EXPECT_EQ(files_->rename("folder/secret", "x").error().code(), "store.unsafe-home");
  EXPECT_EQ(files_->make_folder("folder/x").error().code(), "store.unsafe-home");
  EXPECT_EQ(files_->list("folder").error().code(), "store.unsafe-home");
  EXPECT_EQ(files_->list("").value(), std::vector<std::string>()) << "links are no files";
  EXPECT_EQ(as_text(file_bytes(secret)), "outside");
}

TEST_F(PosixFilesTest, is_not_held_up_by_a_named_pipe) {
  ASSERT_EQ(::mkfifo(in_home("pipe").c_str(), 0600), 0);
  EXPECT_EQ(code_of("pipe", OpenMode::read), "store.unsafe-home");
  EXPECT_EQ(code_of("pipe", OpenMode::append), "store.unsafe-home");
}

TEST_F(PosixFilesTest, keeps_the_old_content_when_the_disk_is_full) {
  ASSERT_TRUE(write_atomically(*files_, "state", as_bytes("old")).ok());
  const ::pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100, 100};
    const bool limited = ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
    const Status status = write_atomically(*files_, "state", Bytes(1000));
    ::_exit(limited && !status && status.error().is(kIo) ? 0 : 1);
  }
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, 0), child);
  EXPECT_TRUE(WIFEXITED(how) && WEXITSTATUS(how) == 0);
  EXPECT_EQ(as_text(file_bytes(in_home("state"))), "old");
  EXPECT_TRUE(write_atomically(*files_, "state", as_bytes("new")).ok())
      << "what was left is no bar";
}

}  // namespace
}  // namespace entente::store
