#include "node/sealed_stream.h"

#include <gtest/gtest.h>

#include <map>

#include "node/errors.h"
#include "sim/scheduler.h"

namespace entente::node {
namespace {

constexpr std::size_t kPartOnDisk = kSealedPartBytes + crypto::Aead::kTagSize;

class SealedStream : public ::testing::Test {
 protected:
  Bytes seal(BytesView plain) {
    MemorySink file;
    auto sink = SealingSink::create(reader[0].key.public_key(), random, file).value();
    EXPECT_TRUE(sink->write(plain).ok());
    EXPECT_TRUE(sink->finish().ok());
    return file.take();
  }
  /// What the reader makes of a file, or the code of the error.
  static std::string opened(const Bytes& file, const std::vector<AccessKey>& keys, Bytes& plain) {
    MemoryRandomAccess access(file);
    auto source = OpeningSource::open(access, keys);
    if (!source.ok()) {
      return std::string(source.error().code());
    }
    MemorySink out;
    const Status copied = copy(**source, out);
    plain = out.take();
    return copied.ok() ? "" : std::string(copied.error().code());
  }
  std::string opened(const Bytes& file) {
    Bytes plain;
    return opened(file, reader, plain);
  }

  sim::Random random{11};
  std::vector<AccessKey> reader{
      {crypto::AgreementKey::generate(crypto::AgreementCurve::p256, random), "reader"}};
  std::vector<AccessKey> other{
      {crypto::AgreementKey::generate(crypto::AgreementCurve::p256, random), "other"}};
};

TEST_F(SealedStream, gives_its_reader_what_was_written_and_then_zeros) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kSealedPartBytes - 1, kSealedPartBytes,
        kSealedPartBytes + 1, 16 * kSealedPartBytes, 16 * kSealedPartBytes + 1}) {
    Bytes plain(size);
    random.fill(plain);
    Bytes read;
    ASSERT_EQ(opened(seal(plain), reader, read), "") << size;
    ASSERT_GE(read.size(), size);
    EXPECT_TRUE(std::equal(plain.begin(), plain.end(), read.begin())) << size;
    const auto filling = BytesView(read).subspan(size);
    EXPECT_TRUE(std::ranges::all_of(filling, [](std::uint8_t b) { return b == 0; })) << size;
  }
}

TEST_F(SealedStream, opens_with_a_key_that_was_replaced_and_is_still_here) {
  std::vector<AccessKey> keys{other[0], reader[0]};
  Bytes read;
  EXPECT_EQ(opened(seal(to_bytes("EXERCISE")), keys, read), "");
}

TEST_F(SealedStream, shows_a_carrier_one_of_few_sizes) {
  EXPECT_EQ(seal({}).size(), seal(Bytes(1'000'000)).size());
  std::map<std::uint64_t, int> classes;
  for (std::uint64_t needed = 1; needed <= 4096; ++needed) {
    const std::uint64_t parts = size_class(needed);
    ++classes[parts];
    ASSERT_GE(parts, std::max(needed, kSealedPartsMin));
    ASSERT_LE(parts, std::max(needed + needed / 8, kSealedPartsMin));
    ASSERT_EQ(size_class(parts), parts) << "a class holds itself";
  }
  EXPECT_LT(classes.size(), 110u);
  EXPECT_EQ(size_class(kSealedPartsMax), kSealedPartsMax);
}

TEST_F(SealedStream, tells_a_carrier_neither_reader_nor_content) {
  const Bytes plain = to_bytes("EXERCISE EXERCISE");
  const Bytes first = seal(plain);
  const Bytes second = seal(plain);
  const auto holds = [](const Bytes& file, BytesView part) {
    return !std::ranges::search(file, part).empty();
  };
  EXPECT_FALSE(holds(first, plain));
  EXPECT_FALSE(holds(first, reader[0].key.public_key().spki().last(32)));
  EXPECT_NE(Bytes(first.begin() + 100, first.end()), Bytes(second.begin() + 100, second.end()));
}

TEST_F(SealedStream, is_closed_to_everybody_else) {
  Bytes read;
  EXPECT_EQ(opened(seal(to_bytes("EXERCISE")), other, read), kForeignPackage.code);
  EXPECT_TRUE(read.empty());
}

TEST_F(SealedStream, does_not_open_when_any_part_was_changed) {
  const Bytes file = seal(Bytes(3 * kSealedPartBytes, 7));
  for (std::size_t at = kSealedHeaderBytes; at < file.size(); at += kPartOnDisk / 2) {
    Bytes damaged = file;
    damaged[at] ^= 1;
    EXPECT_EQ(opened(damaged), kBadPackage.code) << at;
  }
  for (std::size_t at = 0; at < kSealedHeaderBytes; ++at) {
    Bytes damaged = file;
    damaged[at] ^= 1;
    EXPECT_NE(opened(damaged), "") << at;
  }
}

TEST_F(SealedStream, does_not_open_when_parts_were_left_out_moved_or_added) {
  const Bytes file = seal(Bytes(20 * kSealedPartBytes, 7));
  const auto part = [&](std::size_t number) {
    return file.begin() + static_cast<std::ptrdiff_t>(kSealedHeaderBytes + number * kPartOnDisk);
  };
  Bytes shorter(file.begin(), part(16));  // a size that a package has
  EXPECT_EQ(opened(shorter), kBadPackage.code);
  Bytes moved = file;
  std::copy(part(3), part(4), moved.begin() + (part(5) - file.begin()));
  std::copy(part(5), part(6), moved.begin() + (part(3) - file.begin()));
  EXPECT_EQ(opened(moved), kBadPackage.code);
  Bytes longer = file;
  longer.insert(longer.end(), part(0), part(2));
  EXPECT_EQ(opened(longer), kBadPackage.code);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kSealedHeaderBytes,
                                 kSealedHeaderBytes + 1, file.size() - 1}) {
    EXPECT_EQ(opened(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))),
              kBadPackage.code)
        << size;
  }
}

}  // namespace
}  // namespace entente::node
