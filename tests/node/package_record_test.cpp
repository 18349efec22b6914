#include "node/package_record.h"

#include <gtest/gtest.h>

#include "node/delivery.h"
#include "node/errors.h"
#include "sim/scheduler.h"

namespace entente::node {
namespace {

/// Reads a source octet by octet: no reader may depend on how much it is given at once.
class Drops final : public ByteSource {
 public:
  explicit Drops(BytesView bytes) : source_(bytes) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    return source_.read(out.first(std::min<std::size_t>(out.size(), 1)));
  }

 private:
  MemorySource source_;
};

class PackageRecords : public ::testing::Test {
 protected:
  PackageRecords() {
    head.from = PartyCode::parse("KR").value();
    head.to = PartyCode::parse("JP").value();
    head.made_at = Instant::parse("2026-03-02T00:00:00Z").value();
    told.agreement = AgreementId::parse("jp-kr-2016/exercise").value();
    told.answer.known_size = 7;
    object = {told.agreement, new_item_id(random), 100'000};
  }

  Bytes made(std::vector<crypto::SigningKey> keys) {
    MemorySink out;
    PackageWriter writer(out, to_bytes(bound_to));
    EXPECT_TRUE(writer.begin(head).ok());
    EXPECT_TRUE(writer.add(PackageRecord::acknowledgement, encode_acknowledgement(told)).ok());
    const Bytes content(object.bytes, 9);
    MemorySource source(content);
    EXPECT_TRUE(writer.add_object(object, source).ok());
    EXPECT_TRUE(writer.end(keys).ok());
    return out.take();
  }
  /// The code of the error, or nothing.
  template <class Source = MemorySource>
  std::string verified(BytesView bytes) {
    Source source(bytes);
    const auto read =
        verify_package(source, to_bytes(bound_to), [&](const PackageHead&) { return known; });
    return read.ok() ? "" : std::string(read.error().code());
  }

  sim::Random random{5};
  crypto::SigningKey key = crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, random);
  crypto::SigningKey next = crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, random);
  Result<crypto::VerifyingKey> known = key.verifying_key();
  std::string bound_to = "header";
  PackageHead head;
  Acknowledgement told;
  CarriedObject object;
};

TEST_F(PackageRecords, are_read_as_they_were_written) {
  const Bytes bytes = made({key});
  EXPECT_EQ(verified(bytes), "");
  EXPECT_EQ(verified<Drops>(bytes), "");
  MemorySource source(bytes);
  PackageReader reader(source, to_bytes(bound_to));
  EXPECT_EQ(reader.begin().value(), head);
  EXPECT_EQ(parse_acknowledgement(reader.next().value().payload)->answer.known_size, 7u);
  EXPECT_EQ(reader.next().value().object, object);
  MemorySink content;
  ASSERT_TRUE(reader.read_content(content).ok());
  EXPECT_EQ(content.bytes(), Bytes(object.bytes, 9));
  EXPECT_EQ(reader.next().value().kind, PackageRecord::end);
  EXPECT_TRUE(reader.expect_filling().ok());
}

TEST_F(PackageRecords, count_only_with_the_signature_of_the_key_that_is_known) {
  EXPECT_EQ(verified(made({next})), kPackageSignature.code);
  EXPECT_EQ(verified(made({})), kPackageSignature.code);
  EXPECT_EQ(verified(made({key, next})), "") << "while the key is being replaced, either counts";
}

TEST_F(PackageRecords, are_for_the_stream_that_they_stand_in_alone) {
  const Bytes bytes = made({key});
  bound_to = "the header of a stream for somebody else";
  EXPECT_EQ(verified(bytes), kPackageSignature.code);
}

TEST_F(PackageRecords, are_refused_for_a_reason_that_the_head_shows) {
  known = Error(kForeignPackage, "");
  EXPECT_EQ(verified(made({key})), kForeignPackage.code);
}

TEST_F(PackageRecords, are_refused_wherever_they_are_cut_off_or_changed) {
  object.bytes = 10;
  const Bytes bytes = made({key});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(verified(BytesView(bytes).first(size)), kBadPackage.code) << size;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes changed = bytes;
    changed[at] ^= 1;
    EXPECT_NE(verified(changed), "") << at;
  }
  Bytes longer = bytes;
  longer.resize(longer.size() + 100);
  EXPECT_EQ(verified(longer), "") << "the filling";
  longer.back() = 1;
  EXPECT_EQ(verified(longer), kBadPackage.code);
}

TEST_F(PackageRecords, of_an_impossible_size_or_kind_are_refused_before_they_are_read) {
  for (int kind = 0; kind <= 8; ++kind) {
    Bytes bytes{static_cast<std::uint8_t>(kind), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    EXPECT_EQ(verified(bytes), kBadPackage.code) << kind;
  }
}

TEST_F(PackageRecords, stand_in_one_order) {
  MemorySink twice;
  PackageWriter writer(twice, to_bytes(bound_to));
  ASSERT_TRUE(writer.begin(head).ok());
  ASSERT_TRUE(writer.begin(head).ok());
  ASSERT_TRUE(writer.end(std::vector{key}).ok());
  EXPECT_EQ(verified(twice.bytes()), kBadPackage.code);
  MemorySink headless;
  PackageWriter second(headless, to_bytes(bound_to));
  ASSERT_TRUE(second.end(std::vector{key}).ok());
  EXPECT_EQ(verified(headless.bytes()), kBadPackage.code);
}

TEST_F(PackageRecords, of_a_later_version_are_refused) {
  head.version = 2;
  EXPECT_EQ(verified(made({key})), kBadPackage.code);
}

TEST_F(PackageRecords, do_not_take_an_object_of_another_size_than_is_said) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{99'999}, std::size_t{100'001}}) {
    MemorySink out;
    PackageWriter writer(out, {});
    const Bytes content(size);
    MemorySource source(content);
    EXPECT_FALSE(writer.add_object(object, source).ok()) << size;
  }
}

}  // namespace
}  // namespace entente::node
