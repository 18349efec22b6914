#include "api/access.h"

#include <gtest/gtest.h>

#include "api/errors.h"
#include "base/errors.h"
#include "crypto/random.h"
#include "crypto/totp.h"
#include "stand.h"
#include "store/memory_store.h"

namespace entente::api {
namespace {

constexpr std::string_view kPassword = "correct horse EXERCISE";
const PersonId kMori = PersonId::parse("mori.ken").value();

class AccessTest : public testing::Test {
 protected:
  AccessTest() { restart(); }
  /// The node stops and starts: what was not kept is gone.
  void restart() {
    access_.emplace(AccessPorts{store_, executor_, entropy_, clock_},
                    AccountSettings{crypto::kArgon2Cheap, 1000, 2, 4});
    ASSERT_TRUE(access_->load().ok());
  }

  std::string open() {
    std::string code;
    access_->accounts.open(kMori, "",
                           [&](const Result<std::string>& made) { code = made.value(); });
    executor_.run();
    return code;
  }
  Result<Bytes> set_up(const std::string& code, std::string_view password = kPassword) {
    Result<std::string> key{std::string()};
    access_->accounts.set_up({"mori.ken", code, std::string(password), "192.0.2.1"},
                             [&](Result<std::string> made) { key = std::move(made); });
    executor_.run();
    return key.ok() ? Result<Bytes>(access_->accounts.all().at("mori.ken").totp_key)
                    : Result<Bytes>(key.error());
  }
  std::string code(std::int64_t steps = 0) {
    const auto step = static_cast<std::uint64_t>(clock_.now().ms() / crypto::kTotpStepMs + steps);
    return crypto::totp_code(access_->accounts.all().at("mori.ken").totp_key, step);
  }
  std::string sign_in(std::string_view password, const std::string& with,
                      const std::string& person = "mori.ken",
                      const std::string& address = "192.0.2.1") {
    std::string outcome = "no answer";
    access_->accounts.sign_in({person, std::string(password), with, address},
                              [&](const Result<PersonId>& who) {
                                outcome = who.ok() ? who->text() : std::string(who.error().code());
                              });
    executor_.run();
    return outcome;
  }
  std::string begin() {
    std::string token;
    access_->sessions.begin(kMori, [&](const Result<std::string>& made) { token = made.value(); });
    executor_.run();
    return token;
  }

  SetClock clock_;
  OneByOne executor_;
  crypto::SystemEntropy entropy_;
  store::MemoryStore store_;
  std::optional<Access> access_;
};

TEST_F(AccessTest, an_account_needs_its_one_time_code_then_a_password_and_a_code) {
  const std::string setup = open();
  EXPECT_EQ(sign_in(kPassword, "000000"), kWrongCredentials.code) << "not set up";
  EXPECT_FALSE(set_up("other").ok());
  ASSERT_TRUE(set_up(setup).ok());
  EXPECT_FALSE(set_up(setup).ok()) << "once";
  EXPECT_EQ(sign_in(kPassword, code()), "mori.ken");
  EXPECT_EQ(sign_in("another horse EXERCISE", code(1)), kWrongCredentials.code);
  EXPECT_EQ(sign_in(kPassword, ""), kWrongCredentials.code);
}

// AB46: an officer who opens an account, and one who approves it, each know half of its code.
TEST_F(AccessTest, nobody_takes_an_account_over_alone) {
  Result<std::string> half{std::string()};
  const auto take = [&](Result<std::string> made) { half = std::move(made); };
  const auto ask = [&](auto call, const std::string& by) {
    (access_->accounts.*call)(kMori, by, take);
    executor_.run();
    return half.ok() ? std::string() : std::string(half.error().code());
  };
  EXPECT_EQ(ask(&Accounts::open, "mori.ken"), kSecondPerson.code) << "one's own";
  EXPECT_EQ(ask(&Accounts::approve, "admin.a"), kNotFound.code) << "nothing to approve";
  ASSERT_EQ(ask(&Accounts::open, "security.a"), "");
  const std::string first = half.value();
  EXPECT_FALSE(set_up(first).ok());
  EXPECT_FALSE(set_up(first + "-").ok());
  EXPECT_EQ(ask(&Accounts::approve, "security.a"), kSecondPerson.code);
  EXPECT_EQ(ask(&Accounts::approve, "mori.ken"), kSecondPerson.code);
  ASSERT_EQ(ask(&Accounts::approve, "admin.a"), "");
  const std::string second = half.value();
  for (const std::string& code : {first, second, "-" + second, first + "-", second + "-" + first,
                                  first + "-" + second + "-", first + "-" + first}) {
    EXPECT_FALSE(set_up(code).ok()) << code;
    restart();  // failures are forgotten
  }
  EXPECT_TRUE(set_up(first + "-" + second).ok());
  EXPECT_EQ(ask(&Accounts::approve, "admin.b"), kNotFound.code) << "in use";
}

TEST_F(AccessTest, a_one_time_code_counts_until_its_time) {
  const std::string setup = open();
  clock_.pass(1000);
  EXPECT_FALSE(set_up(setup).ok());
  const std::string again = open();
  clock_.pass(999);
  EXPECT_TRUE(set_up(again).ok());
}

TEST_F(AccessTest, a_code_counts_once_and_one_step_either_way) {
  ASSERT_TRUE(set_up(open()).ok());
  EXPECT_EQ(sign_in(kPassword, code(-2)), kWrongCredentials.code);
  EXPECT_EQ(sign_in(kPassword, code(2)), kWrongCredentials.code);
  EXPECT_EQ(sign_in(kPassword, code(-1)), "mori.ken");
  EXPECT_EQ(sign_in(kPassword, code(-1)), kWrongCredentials.code) << "used";
  EXPECT_EQ(sign_in(kPassword, code(1)), "mori.ken");
  EXPECT_EQ(sign_in(kPassword, code()), kWrongCredentials.code) << "older than the one used";
  restart();
  EXPECT_EQ(sign_in(kPassword, code(1)), kWrongCredentials.code) << "also after a restart";
}

TEST_F(AccessTest, passwords_are_long_and_do_not_hold_the_name) {
  const std::string setup = open();
  for (const std::string& weak : {std::string("short"), std::string(11, 'x'), std::string(257, 'x'),
                                  std::string("Mori.Ken is a name"), std::string(12, '\xff')}) {
    const auto refused = set_up(setup, weak);
    EXPECT_FALSE(refused.ok()) << weak;
  }
  EXPECT_TRUE(set_up(setup, std::string(12, 'x')).ok());
}

// AB44: every failure costs more time, from that address and for that name alone.
TEST_F(AccessTest, guessing_is_slowed_for_a_name_from_an_address) {
  ASSERT_TRUE(set_up(open()).ok());
  for (unsigned i = 0; i <= Attempts::kFreeForName; ++i) {
    EXPECT_EQ(sign_in("wrong", "000000"), kWrongCredentials.code) << i;
  }
  EXPECT_EQ(sign_in(kPassword, code()), kTooManyAttempts.code) << "even the right one";
  EXPECT_EQ(sign_in(kPassword, code(), "mori.ken", "192.0.2.2"), "mori.ken") << "elsewhere";
  clock_.pass(Attempts::kFirstWaitMs);
  EXPECT_EQ(sign_in("wrong", "000000"), kWrongCredentials.code);
  clock_.pass(Attempts::kFirstWaitMs);
  EXPECT_EQ(sign_in(kPassword, code(1)), kTooManyAttempts.code) << "twice as long now";
  clock_.pass(Attempts::kFirstWaitMs);
  EXPECT_EQ(sign_in(kPassword, code(1)), "mori.ken");
  EXPECT_EQ(access_->accounts.wait_ms("mori.ken", "192.0.2.1"), 0) << "forgiven";
}

TEST_F(AccessTest, guessing_many_names_from_one_address_is_slowed_too) {
  for (unsigned i = 0; i <= Attempts::kFreeForAddress; ++i) {
    EXPECT_EQ(sign_in("wrong", "000000", "no.one" + std::to_string(i)), kWrongCredentials.code);
  }
  EXPECT_EQ(sign_in("wrong", "000000", "no.other"), kTooManyAttempts.code);
}

TEST(Attempts, wait_at_most_five_minutes_and_keep_a_bounded_table) {
  Attempts attempts;
  const Instant now = Instant::parse("2026-11-27T09:00:00Z").value();
  for (int i = 0; i < 100; ++i) {
    attempts.failed("a", "x", now);
  }
  EXPECT_EQ(attempts.wait_ms("a", "x", now), Attempts::kLongestWaitMs);
  EXPECT_EQ(attempts.wait_ms("a", "x", now.plus_ms(Attempts::kLongestWaitMs)), 0);
  for (std::size_t i = 0; i < 2 * Attempts::kKept; ++i) {
    attempts.failed(std::to_string(i), "y", now.plus_ms(1));
  }
  EXPECT_EQ(attempts.wait_ms("a", "x", now), 0) << "the oldest is forgotten first";
}

TEST_F(AccessTest, closing_an_account_ends_it) {
  ASSERT_TRUE(set_up(open()).ok());
  Status closed = Error(kNotFound, "");
  access_->accounts.close(kMori, [&](const Status& status) { closed = status; });
  executor_.run();
  EXPECT_TRUE(closed.ok());
  EXPECT_EQ(sign_in(kPassword, "000000"), kWrongCredentials.code);
  restart();
  EXPECT_TRUE(access_->accounts.all().empty());
  access_->accounts.close(kMori, [&](const Status& status) { closed = status; });
  executor_.run();
  EXPECT_FALSE(closed.ok());
}

TEST_F(AccessTest, too_many_at_once_are_told_to_come_again) {
  std::vector<std::string> outcomes;
  for (int i = 0; i < 7; ++i) {
    access_->accounts.sign_in(
        {"no.one" + std::to_string(i), "wrong", "0", "192.0.2.9"},
        [&](const Result<PersonId>& who) { outcomes.emplace_back(who.error().code()); });
  }
  executor_.run();
  EXPECT_EQ(std::ranges::count(outcomes, kBusy.code), 1) << "two run, four wait, the seventh not";
  EXPECT_EQ(std::ranges::count(outcomes, kWrongCredentials.code), 6);
}

TEST_F(AccessTest, a_session_ends_without_use_and_in_any_case) {
  const std::string token = begin();
  EXPECT_EQ(access_->sessions.find(token), kMori);
  clock_.pass(Sessions::kIdleMs - 1);
  EXPECT_EQ(access_->sessions.find(token), kMori) << "a use";
  clock_.pass(Sessions::kIdleMs - 1);
  EXPECT_EQ(access_->sessions.find(token), kMori);
  clock_.pass(Sessions::kIdleMs);
  EXPECT_EQ(access_->sessions.find(token), std::nullopt);

  const std::string other = begin();
  for (std::int64_t passed = 0; passed < Sessions::kLongestMs; passed += Sessions::kIdleMs / 2) {
    EXPECT_TRUE(access_->sessions.find(other).has_value()) << passed;
    clock_.pass(Sessions::kIdleMs / 2);
  }
  EXPECT_EQ(access_->sessions.find(other), std::nullopt);
}

TEST_F(AccessTest, sessions_are_kept_by_digest_and_end_for_good) {
  const std::string token = begin();
  for (const auto& [key, value] : store_.backup()) {
    EXPECT_EQ(as_text(value).find(token), std::string_view::npos) << "the token itself is stored";
  }
  restart();
  EXPECT_EQ(access_->sessions.find(token), kMori);
  access_->sessions.end(token);
  restart();
  EXPECT_EQ(access_->sessions.find(token), std::nullopt);
  EXPECT_EQ(access_->sessions.find(""), std::nullopt);
}

TEST_F(AccessTest, one_person_has_a_bounded_number_of_sessions) {
  const std::string first = begin();
  for (std::size_t i = 0; i < Sessions::kOfOnePerson; ++i) {
    clock_.pass(1);
    begin();
  }
  EXPECT_EQ(access_->sessions.size(), Sessions::kOfOnePerson);
  EXPECT_EQ(access_->sessions.find(first), std::nullopt);
  access_->sessions.end_all(kMori);
  EXPECT_EQ(access_->sessions.size(), 0U);
}

class RepeatsTest : public AccessTest {
 protected:
  Result<std::optional<Repeat>> ask(const std::string& key, std::uint8_t request) {
    Digest digest;
    digest.bytes[0] = request;
    auto told = access_->repeats.begin(key, digest, [this](const Status&) { ++noted_; });
    executor_.run();
    return told;
  }
  int noted_ = 0;
};

TEST_F(RepeatsTest, a_request_is_done_once_and_answered_again) {
  EXPECT_FALSE(ask("mori.ken k", 1)->has_value());
  EXPECT_EQ(noted_, 1);
  access_->repeats.answer("mori.ken k", 200, R"({"act":"x"})");
  restart();
  const auto again = ask("mori.ken k", 1);
  ASSERT_TRUE(again.ok() && again->has_value());
  EXPECT_EQ((*again)->body, R"({"act":"x"})");
  EXPECT_EQ(noted_, 1) << "not done again";
  EXPECT_EQ(ask("mori.ken k", 2).error().code(), kKeyReused.code);
}

TEST_F(RepeatsTest, an_outcome_that_was_lost_is_unknown_and_never_guessed) {
  EXPECT_FALSE(ask("mori.ken k", 1)->has_value());
  restart();
  EXPECT_EQ(ask("mori.ken k", 1).error().code(), kOutcomeUnknown.code);
  clock_.pass(Repeats::kKeptMs);
  EXPECT_FALSE(ask("mori.ken k", 1)->has_value()) << "a day later it is another request";
}

TEST_F(RepeatsTest, a_refused_request_may_be_tried_again) {
  EXPECT_FALSE(ask("mori.ken k", 1)->has_value());
  access_->repeats.forget("mori.ken k");
  EXPECT_FALSE(ask("mori.ken k", 2)->has_value());
  EXPECT_EQ(noted_, 2);
}

TEST_F(RepeatsTest, an_answer_longer_than_is_kept_is_told_as_unknown) {
  EXPECT_FALSE(ask("a k", 1)->has_value());
  access_->repeats.answer("a k", 200, std::string(Repeats::kBodyBytes, 'x'));
  EXPECT_TRUE(ask("a k", 1)->has_value());
  EXPECT_FALSE(ask("b k", 1)->has_value());
  access_->repeats.answer("b k", 200, std::string(Repeats::kBodyBytes + 1, 'x'));
  EXPECT_EQ(ask("b k", 1).error().code(), kOutcomeUnknown.code);
}

}  // namespace
}  // namespace entente::api
