#include "crypto/digest.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/encoding.h"

namespace entente::crypto {
namespace {

TEST(Sha256, gives_the_digests_of_FIPS_180_4) {
  EXPECT_EQ(sha256(BytesView()).hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256(as_bytes("abc")).hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).hex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(Bytes(1000000, 'a')).hex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(HmacSha256, gives_the_tags_of_RFC_4231) {
  EXPECT_EQ(hmac_sha256(Bytes(20, 0x0b), as_bytes("Hi There")).hex(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?")).hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256(Bytes(131, 0xaa),
                        as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))
                .hex(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, takes_an_empty_key_as_a_key_and_not_as_the_one_before) {
  const Digest with_other_key = hmac_sha256(as_bytes("key"), as_bytes("data"));
  const Digest with_no_key = hmac_sha256({}, as_bytes("data"));
  EXPECT_NE(with_other_key, with_no_key);
  EXPECT_EQ(hmac_sha256({}, BytesView()).hex(),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

RC_GTEST_PROP(Sha256, is_the_same_in_one_piece_in_parts_and_as_a_stream,
              (const Bytes& first, const Bytes& second, const Bytes& third)) {
  Bytes whole = first;
  append(whole, second);
  append(whole, third);
  Sha256 stream;
  const Digest streamed = stream.update(first).update(second).update(third).finish();
  RC_ASSERT(sha256(whole) == sha256({first, second, third}));
  RC_ASSERT(sha256(whole) == streamed);
  RC_ASSERT(stream.update(whole).finish() == streamed);
}

RC_GTEST_PROP(HmacSha256, is_the_same_in_one_piece_in_parts_and_as_a_stream,
              (const Bytes& key, const Bytes& first, const Bytes& second)) {
  Bytes whole = first;
  append(whole, second);
  HmacSha256 stream(key);
  const Digest streamed = stream.update(first).update(second).finish();
  RC_ASSERT(hmac_sha256(key, whole) == hmac_sha256(key, {first, second}));
  RC_ASSERT(hmac_sha256(key, whole) == streamed);
  RC_ASSERT(stream.update(whole).finish() == streamed);
}

TEST(Sha256, streams_may_be_interleaved_and_moved) {
  Sha256 first;
  Sha256 second;
  first.update(as_bytes("a"));
  second.update(as_bytes("x"));
  Sha256 moved = std::move(first);
  EXPECT_EQ(moved.update(as_bytes("bc")).finish(), sha256(as_bytes("abc")));
  EXPECT_EQ(second.update(as_bytes("yz")).finish(), sha256(as_bytes("xyz")));
}

TEST(Digests, may_be_computed_by_many_threads_at_once) {
  const Digest expected = sha256(as_bytes("abc"));
  const Digest expected_tag = hmac_sha256(as_bytes("key"), as_bytes("abc"));
  std::vector<std::jthread> threads;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 1000; ++round) {
        wrong += sha256(as_bytes("abc")) != expected ||
                 hmac_sha256(as_bytes("key"), as_bytes("abc")) != expected_tag;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace entente::crypto
