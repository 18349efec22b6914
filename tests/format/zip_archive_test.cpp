#include "format/zip_archive.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "format/errors.h"
#include "format/zip_files.h"

namespace entente::format {
namespace {

/// The archive with the first `from` in it replaced, of the same length: an editor's hostile work.
Bytes altered(Bytes archive, std::string_view from, std::string_view to, bool everywhere = true) {
  std::string text(as_text(archive));
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
    text.replace(at, to.size(), to);
    if (!everywhere) {
      break;
    }
  }
  return to_bytes(text);
}

std::string verdict(const Result<ZipArchive>& opened) {
  return opened.ok() ? "opened" : std::string(opened.error().code());
}

TEST(ZipArchive, gives_back_what_was_put_in) {
  const Bytes octets =
      archive_of({{"a.xml", to_bytes("EXERCISE")}, {"b/c.bin", Bytes(100'000, 7)}});
  EXPECT_LT(octets.size(), 5'000U) << "deflated";
  const ZipArchive archive = ZipArchive::open(octets).value();
  EXPECT_EQ(archive.names(), (std::vector<std::string>{"a.xml", "b/c.bin"}));
  EXPECT_EQ(as_text(archive.read("a.xml").value()), "EXERCISE");
  EXPECT_EQ(archive.read("b/c.bin").value(), Bytes(100'000, 7));
  EXPECT_EQ(archive.read("A.xml").error().code(), kNotFound.code);
}

TEST(ZipArchive, replaces_one_file_and_carries_the_others) {
  const Bytes octets = archive_of({{"a", to_bytes("1")}, {"b", to_bytes("2")}});
  const ZipArchive archive = ZipArchive::open(octets).value();
  const Bytes changed = archive.with({{"a", to_bytes("3")}}).value();
  EXPECT_EQ(changed, archive.with({{"a", to_bytes("3")}}).value()) << "the same each time";
  const ZipArchive again = ZipArchive::open(changed).value();
  EXPECT_EQ(again.names().size(), 2U);
  EXPECT_EQ(as_text(again.read("a").value()), "3");
  EXPECT_EQ(as_text(again.read("b").value()), "2");
}

TEST(ZipArchive, refuses_names_that_lead_elsewhere_or_stand_twice) {
  const Bytes good = archive_of({{"aaaaa", to_bytes("1")}, {"bbbbb", to_bytes("2")}});
  for (const std::string_view name :
       {"../aa", "/aaaa", "a//aa", "a/../", "aa\\aa", "a/./a", "aa\xff\xff\xff", "aaa\naa"}) {
    EXPECT_EQ(verdict(ZipArchive::open(altered(good, "aaaaa", name.substr(0, 5)))), kBadZip.code)
        << name;
  }
  EXPECT_EQ(verdict(ZipArchive::open(altered(good, "bbbbb", "aaaaa"))), kBadZip.code);
  EXPECT_EQ(verdict(ZipArchive::open(altered(good, "bbbbb", "AAAAA"))), kBadZip.code);
}

TEST(ZipArchive, refuses_what_contradicts_itself) {
  const Bytes good = archive_of({{"aaaaa", to_bytes("EXERCISE")}});
  // The name in the file's own header differs from the directory's.
  EXPECT_EQ(verdict(ZipArchive::open(altered(good, "aaaaa", "ccccc", false))), kBadZip.code);
  const std::string_view all = as_text(good);
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_NE(verdict(ZipArchive::open(to_bytes(all.substr(0, size)))), "opened") << size;
  }
  // Content that is not what its CRC-32 says: found when it is read.
  std::size_t unread = 0;
  for (std::size_t at = 30; at < 45; ++at) {
    Bytes other = good;
    other[at] ^= 1;
    const auto opened = ZipArchive::open(other);
    unread += !opened.ok() || !opened->read(opened->names().front()).ok() ? 1U : 0U;
  }
  EXPECT_GE(unread, 10U);
}

TEST(ZipArchive, unpacks_nothing_beyond_its_limits) {
  const Bytes bomb = archive_of({{"a", Bytes(1u << 20)}, {"b", Bytes(1u << 20)}});
  ZipLimits limits;
  limits.file_bytes = 1u << 20;
  limits.all_bytes = 2u << 20;
  limits.files = 2;
  limits.archive_bytes = bomb.size();
  EXPECT_EQ(verdict(ZipArchive::open(bomb, limits)), "opened");
  const auto less = [&](auto member) {
    ZipLimits tighter = limits;
    --(tighter.*member);
    return verdict(ZipArchive::open(bomb, tighter));
  };
  EXPECT_EQ(less(&ZipLimits::file_bytes), kTooLarge.code);
  EXPECT_EQ(less(&ZipLimits::all_bytes), kTooLarge.code);
  EXPECT_EQ(less(&ZipLimits::files), kTooLarge.code);
  EXPECT_EQ(less(&ZipLimits::archive_bytes), kTooLarge.code);
}

}  // namespace
}  // namespace entente::format
