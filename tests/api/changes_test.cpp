#include "api/changes.h"

#include <gtest/gtest.h>

#include <set>

#include "api/stand.h"
#include "crypto/random.h"
#include "store/memory_store.h"

namespace entente::api {
namespace {

const PersonId kAnalyst = PersonId::parse("analyst.a").value();
const PersonId kOther = PersonId::parse("analyst.b").value();

Change an_item(int number) {
  return {Change::Kind::item, "itm-EXERCISE-" + std::to_string(number)};
}

Changes::Shows only(const PersonId& person) {
  return [person](const PersonId& asked) { return asked == person; };
}

struct Stand {
  /// A stream of a session whose token is the person's id.
  [[nodiscard]] std::shared_ptr<http::Feed> follow(const PersonId& person,
                                                   std::string_view last = {}) {
    return changes.follow(person, person.text(), last);
  }

  SetClock clock;
  OneByOne executor;
  crypto::SystemEntropy entropy;
  store::MemoryStore store;
  std::set<std::string, std::less<>> ended;
  Changes changes{{store, executor, entropy, clock},
                  [this](std::string_view token) { return !ended.contains(token); }};
};

/// The number in the last `id` line.
std::string last_number(const std::string& text) {
  const std::size_t at = text.rfind("id: ") + 4;
  return text.substr(at, text.find('\n', at) - at);
}

TEST(Changes, tell_kind_and_id_to_whom_they_are_shown) {
  Stand stand;
  const auto analyst = stand.follow(kAnalyst);
  const auto other = stand.follow(kOther);
  const std::string begun = analyst->take().text;
  EXPECT_TRUE(begun.ends_with("\n: following\n\n")) << begun;
  const std::string begun_too = other->take().text;
  stand.changes.record(an_item(1), only(kAnalyst));
  const std::string told = analyst->take().text;
  EXPECT_TRUE(
      told.ends_with("\nevent: item\n"
                     "data: {\"kind\":\"item\",\"id\":\"itm-EXERCISE-1\"}\n\n"))
      << told;
  EXPECT_EQ(other->take().text, "");
  // T15, AB49: what was hidden has left no gap either.
  stand.changes.record(an_item(2), only(kOther));
  const std::string next = last_number(other->take().text);
  EXPECT_TRUE(last_number(begun_too).ends_with(".0") && next.ends_with(".1")) << next;
}

TEST(Changes, resume_after_the_event_that_was_seen_last) {
  Stand stand;
  const auto first = stand.follow(kAnalyst);
  stand.changes.record(an_item(1), only(kAnalyst));
  const std::string seen = last_number(first->take().text);
  first->abandon();
  stand.changes.record(an_item(2), only(kAnalyst));
  const std::string missed = stand.follow(kAnalyst, seen)->take().text;
  EXPECT_EQ(missed.find("EXERCISE-1"), std::string::npos) << missed;
  EXPECT_NE(missed.find("EXERCISE-2"), std::string::npos) << missed;
  EXPECT_EQ(stand.follow(kAnalyst, last_number(missed))->take().text, ": following\n\n");
}

TEST(Changes, tell_nothing_late_that_is_hidden_by_then) {
  Stand stand;
  const std::string seen = last_number(stand.follow(kAnalyst)->take().text);
  bool shown = true;
  stand.changes.record(an_item(1), [&](const PersonId&) { return shown; });
  shown = false;
  EXPECT_EQ(stand.follow(kAnalyst, seen)->take().text, ": following\n\n");
}

TEST(Changes, keep_256_events_and_say_reset_one_past_them) {
  Stand stand;
  const std::string seen = last_number(stand.follow(kAnalyst)->take().text);
  for (std::size_t i = 0; i < Changes::kKept; ++i) {
    stand.changes.record(an_item(1), only(kAnalyst));
  }
  EXPECT_EQ(stand.follow(kAnalyst, seen)->take().text.find("reset"), std::string::npos);
  stand.changes.record(an_item(1), only(kAnalyst));
  EXPECT_NE(stand.follow(kAnalyst, seen)->take().text.find("event: reset\n"), std::string::npos);
  // So does a number of somebody else's log, and what is none.
  const std::string others = last_number(stand.follow(kOther)->take().text);
  EXPECT_NE(stand.follow(kAnalyst, others)->take().text.find("event: reset\n"), std::string::npos);
  EXPECT_NE(stand.follow(kAnalyst, "0")->take().text.find("event: reset\n"), std::string::npos);
}

TEST(Changes, allow_four_streams_of_one_person_and_end_the_oldest_one_past_them) {
  Stand stand;
  const auto oldest = stand.follow(kAnalyst);
  for (std::size_t i = 1; i < Changes::kStreamsOfOnePerson; ++i) {
    static_cast<void>(stand.follow(kAnalyst));
  }
  EXPECT_TRUE(oldest->open());
  const auto other = stand.follow(kOther);
  const auto newest = stand.follow(kAnalyst);
  EXPECT_FALSE(oldest->open());
  EXPECT_TRUE(newest->open() && other->open());
  EXPECT_EQ(stand.changes.streams(), Changes::kStreamsOfOnePerson + 1);
}

TEST(Changes, end_with_the_session_and_tell_it_nothing_more) {
  Stand stand;
  const auto analyst = stand.follow(kAnalyst);
  static_cast<void>(analyst->take());
  stand.ended.insert(kAnalyst.text());
  stand.changes.record(an_item(1), only(kAnalyst));
  const http::Feed::Taken taken = analyst->take();
  EXPECT_EQ(taken.text, "");
  EXPECT_EQ(taken.end, http::Feed::End::whole);
  EXPECT_EQ(stand.changes.streams(), 0U);
}

TEST(Changes, drop_who_does_not_keep_up) {
  Stand stand;
  const auto slow = stand.follow(kAnalyst);
  for (int i = 0; slow->open() && i < 10'000; ++i) {
    stand.changes.record(an_item(i), only(kAnalyst));
  }
  EXPECT_EQ(slow->take().end, http::Feed::End::broken);
  stand.changes.beat();
  EXPECT_EQ(stand.changes.streams(), 0U);
}

TEST(Changes, keep_the_logs_of_1024_persons_and_drop_the_oldest_one_past_them) {
  Stand stand;
  const auto first = stand.follow(kAnalyst);
  const std::string seen = last_number(first->take().text);
  for (std::size_t i = 1; i < Changes::kReaders; ++i) {
    stand.clock.pass(1);
    static_cast<void>(stand.follow(PersonId::parse("person." + std::to_string(i)).value()));
  }
  EXPECT_TRUE(first->open());
  stand.clock.pass(1);
  static_cast<void>(stand.follow(kOther));
  EXPECT_FALSE(first->open());
  EXPECT_NE(stand.follow(kAnalyst, seen)->take().text.find("event: reset\n"), std::string::npos);
}

TEST(Changes, say_that_they_are_alive) {
  Stand stand;
  const auto analyst = stand.follow(kAnalyst);
  static_cast<void>(analyst->take());
  stand.changes.beat();
  EXPECT_EQ(analyst->take().text, ": still here\n\n");
}

}  // namespace
}  // namespace entente::api
