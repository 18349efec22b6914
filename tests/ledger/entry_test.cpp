#include "ledger/entry.h"

#include "ledger/merkle.h"
#include "samples.h"

namespace entente::ledger {
namespace {

const Bytes kKey(32, 0x42);
const Digest kAct = crypto::sha256(as_bytes("EXERCISE act"));
const Digest kAgreement = crypto::sha256(as_bytes("EXERCISE agreement"));
const std::string_view kFacts = "2025-01-01T00:00:00Z";

Entry an_entry(EntryKind kind = EntryKind::shared) {
  return {kAgreement, kind, commit(kKey, kind, kAct, as_bytes(kFacts)).value()};
}

TEST(Entry, has_the_bytes_that_the_format_page_states) {
  const Bytes bytes = entry_bytes(an_entry(EntryKind::anchor));
  ASSERT_EQ(bytes.size(), 66u);
  EXPECT_EQ(bytes[0], 1);
  EXPECT_EQ(bytes[33], 2);
  const std::string domain("entente/ledger/commitment/v1\0", 29);
  const Bytes kind{2};
  const Digest expected =
      crypto::hmac_sha256(kKey, {as_bytes(domain), kind, kAct.view(), as_bytes(kFacts)});
  EXPECT_EQ(Digest::from_bytes(BytesView(bytes).last(32)).value(), expected);
}

TEST(Entry, reads_back_what_was_written) {
  for (const EntryKind kind : {EntryKind::shared, EntryKind::anchor}) {
    EXPECT_EQ(parse_entry(entry_bytes(an_entry(kind))).value(), an_entry(kind));
  }
}

TEST(Entry, refuses_every_other_length_version_and_kind) {
  const Bytes good = entry_bytes(an_entry());
  for (std::size_t size = 0; size <= 100; ++size) {
    Bytes bytes = good;
    bytes.resize(size);
    EXPECT_EQ(parse_entry(bytes).ok(), size == kEntryBytes);
  }
  for (int value = 0; value < 256; ++value) {
    Bytes version = good;
    version[0] = static_cast<std::uint8_t>(value);
    EXPECT_EQ(parse_entry(version).ok(), value == 1);
    Bytes kind = good;
    kind[33] = static_cast<std::uint8_t>(value);
    EXPECT_EQ(parse_entry(kind).ok(), value == 1 || value == 2);
  }
}

TEST(Entry, the_leaf_hash_is_that_of_its_bytes) {
  EXPECT_EQ(leaf_hash_of(an_entry()), leaf_hash(entry_bytes(an_entry())));
}

TEST(Entry, opens_with_the_act_the_facts_and_the_key_and_with_nothing_else) {
  const Entry entry = an_entry();
  const Digest other = crypto::sha256(as_bytes("EXERCISE other act"));
  const Bytes wrong_key(32, 0x43);
  EXPECT_TRUE(verify_opening(entry, kKey, kAct, as_bytes(kFacts)).ok());
  for (const Status& status :
       {verify_opening(entry, wrong_key, kAct, as_bytes(kFacts)),
        verify_opening(entry, kKey, other, as_bytes(kFacts)),
        verify_opening(entry, kKey, kAct, as_bytes("backdated")),
        verify_opening(entry, {}, kAct, as_bytes(kFacts)),
        verify_opening(an_entry(EntryKind::anchor), wrong_key, kAct, as_bytes(kFacts))}) {
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code(), "ledger.bad-opening");
    EXPECT_EQ(status.error().kind().exit, Exit::verification_failed);
  }
}

TEST(Entry, a_shared_act_cannot_be_opened_as_an_anchor) {
  Entry entry = an_entry(EntryKind::shared);
  entry.kind = EntryKind::anchor;
  EXPECT_FALSE(verify_opening(entry, kKey, kAct, as_bytes(kFacts)).ok());
}

TEST(Entry, the_same_act_under_two_keys_cannot_be_linked) {
  const Bytes other_key(32, 0x43);
  EXPECT_NE(commit(kKey, EntryKind::shared, kAct, {}).value(),
            commit(other_key, EntryKind::shared, kAct, {}).value());
}

TEST(Entry, a_commitment_key_has_32_bytes) {
  for (const std::size_t size : {0u, 31u, 33u, 64u}) {
    EXPECT_EQ(samples::code_of(commit(Bytes(size, 1), EntryKind::shared, kAct, {})),
              "ledger.malformed");
  }
}

}  // namespace
}  // namespace entente::ledger
