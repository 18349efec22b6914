#include "api/quotas.h"

#include <gtest/gtest.h>

namespace entente::api {
namespace {

const std::string kFlooding = "analyst.a";
const std::string kOther = "analyst.b";
const Instant kNow = Instant::parse("2026-11-27T09:00:00Z").value();

TEST(Quotas, hear_3000_requests_at_once_and_not_one_more) {
  Quotas quotas;
  for (std::uint64_t i = 0; i < Quotas::kRequestsAtOnce; ++i) {
    ASSERT_EQ(quotas.wait_s(kFlooding, kNow), 0) << i;
  }
  EXPECT_EQ(quotas.wait_s(kFlooding, kNow), 1);
  EXPECT_EQ(quotas.wait_s(kOther, kNow), 0) << "another person pays nothing";
  // 50 a second are earned again, and no more.
  for (std::uint64_t i = 0; i < Quotas::kRequestsASecond; ++i) {
    ASSERT_EQ(quotas.wait_s(kFlooding, kNow.plus_ms(1'000)), 0) << i;
  }
  EXPECT_EQ(quotas.wait_s(kFlooding, kNow.plus_ms(1'000)), 1);
}

TEST(Quotas, let_bytes_be_earned_before_the_next_request) {
  Quotas quotas;
  ASSERT_EQ(quotas.wait_s(kFlooding, kNow), 0);
  quotas.took_bytes(kFlooding, Quotas::kBytesAtOnce - 1, kNow);
  EXPECT_EQ(quotas.wait_s(kFlooding, kNow), 0) << "one byte is left";
  quotas.took_bytes(kFlooding, 1 + 10 * Quotas::kBytesASecond, kNow);
  EXPECT_EQ(quotas.wait_s(kFlooding, kNow), 11);
  EXPECT_EQ(quotas.wait_s(kOther, kNow), 0);
  EXPECT_EQ(quotas.wait_s(kFlooding, kNow.plus_ms(11'000)), 0);
}

TEST(Quotas, give_nothing_for_a_clock_that_went_back) {
  Quotas quotas;
  while (quotas.wait_s(kFlooding, kNow) == 0) {
  }
  EXPECT_EQ(quotas.wait_s(kFlooding, kNow.plus_ms(-60'000)), 1);
}

TEST(Quotas, remember_4096_persons_and_of_more_those_who_ask_for_much) {
  Quotas quotas;
  while (quotas.wait_s(kFlooding, kNow) == 0) {
  }
  const Instant later = kNow.plus_ms(1);
  for (std::size_t i = 0; i < Quotas::kKept - 1; ++i) {
    const std::string person = "person." + std::to_string(i);
    quotas.took_bytes(person, 0, later);  // asks for nothing
  }
  EXPECT_EQ(quotas.wait_s(kFlooding, later), 1);
  quotas.took_bytes(kOther, 0, later);  // one past it
  EXPECT_EQ(quotas.wait_s(kFlooding, later), 1) << "still remembered";
}

}  // namespace
}  // namespace entente::api
