#include "api/bindings.h"

#include <gtest/gtest.h>

#include <set>

#include "api/access.h"
#include "api/errors.h"
#include "base/errors.h"
#include "crypto/random.h"
#include "stand.h"
#include "store/memory_store.h"

namespace entente::api {
namespace {

const PersonId kMori = PersonId::parse("mori.ken").value();
const PersonId kPark = PersonId::parse("park.jo").value();
const std::string kIssuer = "https://id.example";

class BindingsTest : public testing::Test {
 protected:
  BindingsTest() { restart(); }
  /// The node stops and starts: what was not kept is gone.
  void restart() {
    access_.emplace(AccessPorts{store_, executor_, entropy_, clock_}, AccountSettings{});
    ASSERT_TRUE(access_->load().ok());
  }
  std::string bind(const PersonId& person, const std::string& subject, const std::string& by = "") {
    return told([&](auto done) { access_->bindings.bind(person, kIssuer, subject, by, done); });
  }
  std::string approve(const PersonId& person, const std::string& subject, const std::string& by) {
    return told([&](auto done) { access_->bindings.approve(person, subject, by, done); });
  }
  std::string unbind(const PersonId& person) {
    return told([&](auto done) { access_->bindings.unbind(person, done); });
  }
  std::string who(std::string_view subject, std::string_view issuer = kIssuer) {
    const auto person = access_->bindings.person_of(issuer, subject);
    return person ? person->text() : "";
  }
  template <class Ask>
  std::string told(const Ask& ask) {
    std::string outcome = "no answer";
    ask([&](const Status& status) {
      outcome = status.ok() ? "" : std::string(status.error().code());
    });
    executor_.run();
    return outcome;
  }

  SetClock clock_;
  OneByOne executor_;
  crypto::SystemEntropy entropy_;
  store::MemoryStore store_;
  std::optional<Access> access_;
};

TEST_F(BindingsTest, a_subject_is_who_it_was_bound_to_and_nobody_by_guess) {
  EXPECT_EQ(who("mori.ken"), "") << "not by the same name";
  ASSERT_EQ(bind(kMori, "sub-1"), "");
  restart();
  EXPECT_EQ(who("sub-1"), "mori.ken") << "also after a restart";
  for (const char* other : {"sub-", "sub-11", "SUB-1", " sub-1", ""}) {
    EXPECT_EQ(who(other), "") << other;
  }
  EXPECT_EQ(who("sub-1", "https://id.example/"), "") << "of another provider";
}

// AB46: an officer who binds a person to a subject of their own signs in as nobody.
TEST_F(BindingsTest, nobody_becomes_somebody_else_alone) {
  EXPECT_EQ(bind(kMori, "sub-1", "mori.ken"), kSecondPerson.code) << "oneself";
  EXPECT_EQ(approve(kMori, "sub-1", "admin.a"), kNotFound.code) << "nothing to approve";
  ASSERT_EQ(bind(kMori, "sub-1", "security.a"), "");
  EXPECT_EQ(who("sub-1"), "");
  restart();
  EXPECT_EQ(who("sub-1"), "") << "also after a restart";
  EXPECT_EQ(approve(kMori, "sub-1", "security.a"), kSecondPerson.code);
  EXPECT_EQ(approve(kMori, "sub-1", "mori.ken"), kSecondPerson.code);
  EXPECT_EQ(approve(kMori, "sub-1", ""), kSecondPerson.code);
  EXPECT_EQ(approve(kMori, "sub-2", "admin.a"), kNotFound.code) << "not what was bound";
  ASSERT_EQ(approve(kMori, "sub-1", "admin.a"), "");
  EXPECT_EQ(who("sub-1"), "mori.ken");
  EXPECT_EQ(approve(kMori, "sub-1", "admin.b"), kNotFound.code) << "approved";
}

TEST_F(BindingsTest, what_was_approved_is_approved_anew_once_it_is_another) {
  ASSERT_EQ(bind(kMori, "sub-1", "security.a"), "");
  ASSERT_EQ(approve(kMori, "sub-1", "admin.a"), "");
  ASSERT_EQ(bind(kMori, "sub-2", "security.a"), "");
  EXPECT_EQ(who("sub-1"), "") << "no longer";
  EXPECT_EQ(who("sub-2"), "") << "not yet";
}

TEST_F(BindingsTest, a_subject_is_one_person) {
  ASSERT_EQ(bind(kMori, "sub-1", "security.a"), "");
  EXPECT_EQ(bind(kPark, "sub-1"), kSubjectBound.code) << "even where it waits for approval";
  ASSERT_EQ(bind(kMori, "sub-2"), "");
  EXPECT_EQ(bind(kPark, "sub-1"), "");
}

TEST_F(BindingsTest, end_for_good) {
  ASSERT_EQ(bind(kMori, "sub-1"), "");
  ASSERT_EQ(unbind(kMori), "");
  EXPECT_EQ(who("sub-1"), "");
  restart();
  EXPECT_EQ(who("sub-1"), "");
  EXPECT_EQ(unbind(kMori), kNotFound.code);
}

TEST_F(BindingsTest, a_subject_has_1_to_255_bytes) {
  EXPECT_EQ(bind(kMori, ""), kBadParameter.code);
  EXPECT_EQ(bind(kMori, std::string(256, 'x')), kBadParameter.code);
  EXPECT_EQ(bind(kMori, std::string(255, 'x')), "");
}

// ---- Sign-ins that are at the provider ----------------------------------------------------------

class FlowsTest : public BindingsTest {
 protected:
  Flows& flows() { return access_->flows; }
  bool takes(const Flows::Begun& begun) {
    return flows().take(begun.cookie, begun.question.state).has_value();
  }
};

// AB43, RFC 9700 section 4.7.1.
TEST_F(FlowsTest, one_is_finished_once_by_who_began_it) {
  const auto mine = flows().begin("192.0.2.1", "token");
  const auto theirs = flows().begin("192.0.2.1", "");
  EXPECT_FALSE(flows().take("", mine.question.state));
  EXPECT_FALSE(flows().take(theirs.cookie, mine.question.state)) << "another browser";
  EXPECT_FALSE(takes(theirs)) << "each is for one answer, whatever that is";
  const auto taken = flows().take(mine.cookie, mine.question.state);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->before, "token");
  EXPECT_EQ(taken->question.nonce, mine.question.nonce);
  EXPECT_FALSE(takes(mine)) << "a second time";
}

TEST_F(FlowsTest, nothing_in_one_can_be_told_from_another_part_of_it) {
  const auto begun = flows().begin("192.0.2.1", "");
  const std::set<std::string> parts{begun.cookie, begun.question.state, begun.question.nonce,
                                    begun.question.verifier};
  EXPECT_EQ(parts.size(), 4);
  for (const std::string& part : parts) {
    EXPECT_EQ(part.size(), 43) << "256 bits";
  }
}

TEST_F(FlowsTest, one_counts_for_ten_minutes) {
  const auto first = flows().begin("192.0.2.1", "");
  const auto second = flows().begin("192.0.2.1", "");
  clock_.pass(Flows::kLongestMs - 1);
  EXPECT_TRUE(takes(first));
  clock_.pass(1);
  EXPECT_FALSE(takes(second));
}

// AB44: whoever begins many ends none of somebody else's, but for one who has thousands of
// addresses.
TEST_F(FlowsTest, one_address_begins_only_so_many) {
  const auto other = flows().begin("192.0.2.2", "");
  std::vector<Flows::Begun> begun;
  for (std::size_t i = 0; i < Flows::kOfAddress + 1; ++i) {
    begun.push_back(flows().begin("192.0.2.1", ""));
    clock_.pass(1);
  }
  EXPECT_FALSE(takes(begun[0]));
  EXPECT_TRUE(takes(begun[1]));
  EXPECT_TRUE(takes(begun.back()));
  EXPECT_TRUE(takes(other));
}

TEST_F(FlowsTest, there_are_only_so_many_at_once) {
  const auto first = flows().begin("first", "");
  clock_.pass(1);
  const auto second = flows().begin("second", "");
  clock_.pass(1);
  for (std::size_t i = 2; i < Flows::kAtOnce + 1; ++i) {
    static_cast<void>(flows().begin(std::to_string(i), ""));
  }
  EXPECT_FALSE(takes(first));
  EXPECT_TRUE(takes(second));
}

}  // namespace
}  // namespace entente::api
