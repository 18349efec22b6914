#include "store/sealing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "builders.h"
#include "crypto/digest.h"

namespace entente::store {
namespace {

Sealing sealing_of(std::uint8_t key) { return Sealing(key_of(key), Bytes(32, 9)); }

Bytes sealed(Sealer& sealer, Space space, std::string_view key, std::string_view value) {
  Bytes out;
  sealer.seal(space, as_bytes(key), as_bytes(value), out);
  return out;
}

RC_GTEST_PROP(StoreSealing, opens_what_it_sealed_and_nothing_else_R11_2, (const Bytes& value)) {
  const Sealing sealing = sealing_of(1);
  Sealer sealer(sealing, system_entropy());
  Bytes out;
  sealer.seal(Space::act, as_bytes("k"), value, out);
  RC_ASSERT(out.size() == value.size() + Sealer::kOverhead);
  Opener opener(sealing);
  RC_ASSERT(opener.open(Space::act, as_bytes("k"), out).value() == value);
  RC_ASSERT(!opener.open(Space::leaf, as_bytes("k"), out).ok());
  RC_ASSERT(!opener.open(Space::act, as_bytes("l"), out).ok());
  const auto place = *rc::gen::inRange<std::size_t>(0, out.size());
  out[place] ^= static_cast<std::uint8_t>(1U << *rc::gen::inRange(0, 8));
  RC_ASSERT(opener.open(Space::act, as_bytes("k"), out).error().code() == "store.corrupt");
  out.resize(place);
  RC_ASSERT(opener.open(Space::act, as_bytes("k"), out).error().code() == "store.corrupt");
}

TEST(StoreSealing, does_not_confuse_a_key_with_its_neighbour) {
  const Sealing sealing = sealing_of(1);
  Sealer sealer(sealing, system_entropy());
  const Bytes out = sealed(sealer, Space::act, "ab", "value");
  Opener opener(sealing);
  EXPECT_FALSE(opener.open(Space::act, as_bytes("a"), out).ok());
  EXPECT_FALSE(opener.open(Space::act, as_bytes("abc"), out).ok());
  EXPECT_FALSE(opener.open(Space::act, {}, out).ok());
}

TEST(StoreSealing, derives_its_keys_as_RFC_5869_says) {
  // HKDF-SHA-256 with the store's id as salt, once in the open.
  const Bytes id(32, 9);
  const Digest extracted = crypto::hmac_sha256(id, key_of(1).view());
  const Digest names =
      crypto::hmac_sha256(extracted.view(), {as_bytes("entente/store/1/names"), as_bytes("\x01")});
  const Digest digest = crypto::hmac_sha256(names.view(), {as_bytes("\x06"), as_bytes("name")});
  EXPECT_EQ(sealing_of(1).stored_key(Space::record, as_bytes("name")),
            Bytes(digest.bytes.begin(), digest.bytes.begin() + 16));
}

TEST(StoreSealing, hides_names_by_key_and_space) {
  const Sealing one = sealing_of(1);
  const Bytes name = to_bytes("EXERCISE name");
  EXPECT_EQ(one.stored_key(Space::act, name), name);
  EXPECT_EQ(one.stored_key(Space::record, name), one.stored_key(Space::record, name));
  EXPECT_NE(one.stored_key(Space::record, name), one.stored_key(Space::meta, name));
  EXPECT_NE(one.stored_key(Space::record, name), sealing_of(2).stored_key(Space::record, name));
}

// Salt and number of a sealed value: what must never repeat under one store key.
Bytes salt_and_number(const Bytes& value) {
  return Bytes(value.begin(), value.begin() + Sealer::kSaltSize + Sealer::kNumberSize);
}

TEST(StoreSealing, repeats_no_key_and_nonce_over_batches_and_restarts_AB76) {
  std::set<Bytes> seen;
  for (int start = 0; start < 20; ++start) {
    const Sealing sealing = sealing_of(1);
    for (int batch = 0; batch < 20; ++batch) {
      Sealer sealer(sealing, system_entropy());
      for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(seen.insert(salt_and_number(sealed(sealer, Space::act, "k", "v"))).second);
      }
    }
  }
  EXPECT_EQ(seen.size(), 2000U);
}

TEST(StoreSealing, repeats_no_key_and_nonce_after_a_fork_AB76) {
  // Both go on from one state, as two copies of a restored machine do.
  const Sealing sealing = sealing_of(1);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const ::pid_t child = ::fork();
  Sealer sealer(sealing, system_entropy());
  const Bytes mine = salt_and_number(sealed(sealer, Space::act, "k", "v"));
  if (child == 0) {
    ::_exit(::write(ends[1], mine.data(), mine.size()) == static_cast<ssize_t>(mine.size()) ? 0
                                                                                            : 1);
  }
  Bytes theirs(mine.size());
  ASSERT_EQ(::read(ends[0], theirs.data(), theirs.size()), static_cast<ssize_t>(theirs.size()));
  EXPECT_NE(mine, theirs);
  int how = 0;
  ::waitpid(child, &how, 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace entente::store
