#include "crypto/secret.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <concepts>
#include <ostream>
#include <thread>
#include <type_traits>
#include <vector>

#include "crypto/errors.h"
#include "crypto/process.h"
#include "crypto/random.h"

namespace entente::crypto {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, can_neither_be_copied_nor_compared_nor_printed) {
  static_assert(!std::copy_constructible<SecretBytes> && !std::copy_constructible<Secret32>);
  static_assert(!std::equality_comparable<SecretBytes> && !std::equality_comparable<Secret32>);
  static_assert(!Printable<SecretBytes> && !Printable<Secret32>);
  SUCCEED();
}

TEST(Secret, leaves_nothing_behind_where_it_was_moved_from) {
  SystemEntropy entropy;
  Secret32 first = Secret32::random(entropy);
  const Bytes value(first.view().begin(), first.view().end());
  const Secret32 second = std::move(first);
  EXPECT_TRUE(equal_constant_time(second.view(), value));
  EXPECT_EQ(Bytes(first.view().begin(), first.view().end()), Bytes(32, 0));

  SecretBytes long_lived = SecretBytes::copy_of(value);
  const SecretBytes moved = std::move(long_lived);
  EXPECT_EQ(long_lived.size(), 0u);
  EXPECT_TRUE(equal_constant_time(moved.view(), value));
}

TEST(Secret, of_no_bytes_is_a_secret_too) {
  const SecretBytes empty = SecretBytes::copy_of({});
  EXPECT_EQ(empty.size(), 0u);
  EXPECT_TRUE(equal_constant_time(empty.view(), {}));
}

TEST(Secret, begins_as_zeros_whatever_lay_there_before) {
  for (const std::size_t size : {1u, 32u, 256u, 257u, 5000u}) {
    {
      SecretBytes used(size);
      std::ranges::fill(used.mutable_view(), std::uint8_t{0xff});
    }
    const SecretBytes fresh(size);
    EXPECT_TRUE(equal_constant_time(fresh.view(), Bytes(size, 0))) << size;
  }
}

TEST(Secret, slots_do_not_overlap_and_outnumber_one_slab) {
  std::vector<SecretBytes> secrets;
  for (std::size_t i = 0; i < 300; ++i) {
    secrets.push_back(SecretBytes::copy_of(Bytes(256, static_cast<std::uint8_t>(i))));
  }
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    EXPECT_TRUE(equal_constant_time(secrets[i].view(), Bytes(256, static_cast<std::uint8_t>(i))));
  }
}

TEST(Secret, may_be_made_and_destroyed_by_many_threads_at_once) {
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const Bytes mine(100, static_cast<std::uint8_t>(i + 1));
      for (int round = 0; round < 1000; ++round) {
        const SecretBytes secret = SecretBytes::copy_of(mine);
        wrong += !equal_constant_time(secret.view(), mine);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST(Secret, of_32_bytes_refuses_31_and_33) {
  EXPECT_TRUE(Secret32::copy_of(Bytes(32, 7)).ok());
  EXPECT_TRUE(Secret32::copy_of(Bytes(31, 7)).error().is(kBadParameter));
  EXPECT_TRUE(Secret32::copy_of(Bytes(33, 7)).error().is(kBadParameter));
}

TEST(Secret, comparison_sees_every_byte_and_the_length) {
  const Bytes value(40, 0x5a);
  for (std::size_t i = 0; i < value.size(); ++i) {
    Bytes other = value;
    other[i] ^= 1;
    EXPECT_FALSE(equal_constant_time(value, other)) << i;
  }
  EXPECT_TRUE(equal_constant_time(value, Bytes(40, 0x5a)));
  EXPECT_FALSE(equal_constant_time(value, BytesView(value).first(39)));
}

TEST(Secret, wipe_leaves_zeros) {
  Bytes value(100, 0xff);
  wipe(value);
  EXPECT_EQ(value, Bytes(100, 0));
}

TEST(SystemEntropy, does_not_repeat_itself) {
  SystemEntropy entropy;
  Bytes first(32);
  Bytes second(32);
  entropy.fill(first);
  entropy.fill(second);
  EXPECT_NE(first, second);
}

TEST(SystemEntropy, fills_nothing_when_asked_for_nothing) {
  SystemEntropy entropy;
  entropy.fill({});
  EXPECT_EQ(SecretBytes::random(0, entropy).size(), 0u);
}

TEST(SystemEntropy, differs_between_a_process_and_its_fork_AB76) {
  SystemEntropy entropy;
  Bytes before(32);
  entropy.fill(before);
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    Bytes theirs(32);
    entropy.fill(theirs);
    const bool written = write(pipe_ends[1], theirs.data(), theirs.size()) == 32;
    _exit(written ? 0 : 1);
  }
  Bytes ours(32);
  entropy.fill(ours);
  Bytes theirs(32);
  ASSERT_EQ(read(pipe_ends[0], theirs.data(), theirs.size()), 32);
  waitpid(child, nullptr, 0);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  EXPECT_NE(ours, theirs);
}

TEST(Process, hardened_leaves_no_core_and_is_not_dumpable_AB81) {
  const pid_t child = fork();
  if (child == 0) {
    harden_process();
    rlimit core{1, 1};
    getrlimit(RLIMIT_CORE, &core);
    const bool hardened = core.rlim_max == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
    _exit(hardened ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace entente::crypto
