#include <gtest/gtest.h>

#include "agreement/builders.h"
#include "agreement/replacement.h"
#include "agreement/status.h"

/// C4: other ways into force than on the later notice, and what is covered before.
namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

TEST(Entry, on_the_first_day_of_the_month_after_the_notice_C4) {
  const Profile luxembourg = with_term("entry_day = \"first-of-month\"\nentry_count = 1");
  const auto all = signed_and_notified("2024-05-13", "2024-07-15");
  const Standing waiting = standing(all, "2024-07-31T23:59:59.999+09:00", luxembourg);
  EXPECT_EQ(state(waiting, "JP"), State::signed_);
  EXPECT_FALSE(waiting.exchange_allowed);
  EXPECT_EQ(waiting.valid_until, at("2024-08-01"));
  EXPECT_EQ(waiting.why.front().text, "Enters into force on 2024-08-01T00:00:00+09:00.");
  const Standing now = standing(all, "2024-08-01", luxembourg);
  EXPECT_TRUE(now.exchange_allowed);
  EXPECT_EQ(now.covered_since, at("2024-08-01"));
  EXPECT_EQ(standing(all, "2025-08-01", luxembourg).readings[0].term, 2);
}

TEST(Entry, on_the_first_of_the_month_also_after_a_notice_on_a_first_and_in_december) {
  const Profile luxembourg = with_term("entry_day = \"first-of-month\"\nentry_count = 1");
  const auto on_a_first = signed_and_notified("2024-05-13", "2024-07-01");
  EXPECT_FALSE(standing(on_a_first, "2024-07-31", luxembourg).exchange_allowed);
  EXPECT_TRUE(standing(on_a_first, "2024-08-01", luxembourg).exchange_allowed);
  const auto december = signed_and_notified("2024-05-13", "2024-12-31");
  EXPECT_FALSE(standing(december, "2024-12-31T23:59:59+09:00", luxembourg).exchange_allowed);
  EXPECT_TRUE(standing(december, "2025-01-01", luxembourg).exchange_allowed);
}

TEST(Entry, so_many_days_after_the_later_notice_C4) {
  const Profile thirty = with_term("entry_day = \"days-after\"\nentry_count = 30");
  auto all = signed_and_notified("2024-01-01", "2024-01-10T18:00:00+09:00");
  all[3].effective_at = at("2024-01-31T18:00:00+09:00");
  EXPECT_FALSE(standing(all, "2024-02-29", thirty).exchange_allowed);
  EXPECT_TRUE(standing(all, "2024-03-01", thirty).exchange_allowed);
}

TEST(Entry, so_many_months_after_and_on_the_last_day_where_the_month_is_shorter) {
  const Profile two = with_term("entry_day = \"months-after\"\nentry_count = 2");
  const auto all = signed_and_notified("2024-01-01", "2024-12-31");
  EXPECT_FALSE(standing(all, "2025-02-27", two).exchange_allowed);
  EXPECT_TRUE(standing(all, "2025-02-28", two).exchange_allowed);
}

TEST(Entry, no_notice_can_end_what_has_yet_to_enter_into_force) {
  const Profile thirty = with_term("entry_day = \"days-after\"\nentry_count = 30");
  const auto all = signed_and_notified("2024-01-01", "2024-01-01");
  EXPECT_FALSE(admissible(thirty, all, notice("2024-01-15")).ok());
  EXPECT_TRUE(admissible(thirty, all, notice("2024-01-31")).ok());
}

const std::string kBridge =
    "provisional_application = \"from-date\"\nprovisional_from = 2021-01-01\n"
    "provisional_until = 2021-04-30";

TEST(Provisional, applies_from_a_calendar_day_until_entry_into_force_C4) {
  const Profile bridge = with_term(kBridge);
  const auto all = signed_and_notified("2020-12-30", "2021-04-15");
  EXPECT_EQ(state(standing(all, "2020-12-31", bridge), "JP"), State::signed_);
  const Standing now = standing(all, "2021-01-01", bridge);
  EXPECT_EQ(state(now, "JP"), State::provisional);
  EXPECT_TRUE(now.exchange_allowed);
  EXPECT_TRUE(now.access_allowed);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::full);
  EXPECT_EQ(now.readings[0].term, 0);
  EXPECT_EQ(now.valid_until, at("2021-04-15"));
  const Standing in_force = standing(all, "2021-04-15", bridge);
  EXPECT_EQ(state(in_force, "JP"), State::in_force);
  EXPECT_EQ(in_force.covered_since, at("2021-01-01")) << "what was given provisionally is covered";
}

TEST(Provisional, ends_on_its_last_day_and_what_was_given_stays_protected_I9) {
  const Profile bridge = with_term(kBridge);
  const auto all = signed_and_notified("2020-12-30", "2021-06-01");
  EXPECT_TRUE(standing(all, "2021-04-30T23:59:59.999+09:00", bridge).exchange_allowed);
  const Standing between = standing(all, "2021-05-01", bridge);
  EXPECT_EQ(state(between, "KR"), State::signed_);
  EXPECT_FALSE(between.exchange_allowed);
  EXPECT_TRUE(between.access_allowed);
  EXPECT_EQ(between.protection_duty, ProtectionDuty::survival);
  const Standing later = standing(all, "2021-06-01", bridge);
  EXPECT_EQ(state(later, "KR"), State::in_force);
  EXPECT_EQ(later.protection_duty, ProtectionDuty::full);
  EXPECT_EQ(later.covered_since, at("2021-01-01"));
}

TEST(Provisional, never_begins_where_the_last_signature_comes_at_its_end_C4) {
  const Profile bridge = with_term(kBridge);
  const auto late = signed_and_notified("2021-05-01", "2021-06-01");
  const Standing now = standing(late, "2021-05-02", bridge);
  EXPECT_EQ(state(now, "KR"), State::signed_);
  EXPECT_EQ(now.covered_since, std::nullopt);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::none);
  EXPECT_EQ(standing({}, "2020-01-01", bridge).valid_until, latest_instant())
      << "unsigned, no day of the calendar changes anything";
}

TEST(Provisional, never_begins_where_the_agreement_is_in_force_by_then_C4) {
  const Profile bridge = with_term(kBridge);
  for (const char* entry : {"2020-12-31", "2021-01-01"}) {
    const auto all = signed_and_notified("2020-12-30", entry);
    const Standing now = standing(all, "2021-01-02", bridge);
    EXPECT_EQ(state(now, "JP"), State::in_force);
    EXPECT_EQ(now.covered_since, at(entry));
  }
}

TEST(Provisional, applies_from_signature_where_the_profile_says_so) {
  const Profile zealand = with_term("provisional_application = \"from-signature\"");
  const auto one = std::vector{instrument(signature, "KR", "2012-11-28", "a")};
  EXPECT_FALSE(standing(one, "2012-11-28", zealand).exchange_allowed);
  const auto both = one + instrument(signature, "JP", "2012-11-29", "b");
  EXPECT_EQ(state(standing(both, "2012-11-29", zealand), "KR"), State::provisional);
}

TEST(Provisional, a_party_ends_it_at_once_and_for_ever) {
  const Profile zealand = with_term("provisional_application = \"from-signature\"");
  const auto both = std::vector{instrument(signature, "KR", "2012-11-29", "a"),
                                instrument(signature, "JP", "2012-11-29", "b")};
  const auto ended = both + notice("2012-12-10");
  EXPECT_TRUE(admissible(zealand, both, ended.back()).ok());
  const Standing now = standing(ended, "2012-12-10", zealand);
  EXPECT_EQ(state(now, "JP"), State::lapsed);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::survival);
  EXPECT_FALSE(
      admissible(zealand, ended, instrument(completion_notice, "JP", "2012-12-11", "c")).ok());
}

TEST(Cover, reaches_back_where_the_profile_says_so_C4) {
  const auto all = in_force_since("2016-11-23T10:00:00+09:00");
  EXPECT_EQ(standing(all, "2017-01-01").covered_since, at("2016-11-23T10:00:00+09:00"));
  EXPECT_EQ(standing(all, "2016-11-22").covered_since, std::nullopt);
  const Profile netherlands = with_term("earlier_items = \"covered\"");
  EXPECT_EQ(standing(all, "2017-01-01", netherlands).covered_since, earliest_instant());
  EXPECT_EQ(standing(all, "2016-11-22", netherlands).covered_since, std::nullopt)
      << "nothing is covered as long as the agreement is not applied";
  const auto lapsed = all + notice("2019-08-23");
  EXPECT_EQ(standing(lapsed, "2030-01-01", netherlands).covered_since, earliest_instant());
}

TEST(Replacement, the_older_agreement_ends_at_the_entry_of_the_newer_C4) {
  const Profile newer = load(profile_text("id = \"jp-kr-2016\"", "id = \"jp-kr-2030\""));
  const Profile successor = [] {
    std::string text = profile_text("id = \"jp-kr-2016\"", "id = \"jp-kr-2030\"");
    return load(text.replace(text.find("[term]\n"), 7, "[term]\nreplaces = \"jp-kr-2016\"\n"));
  }();
  const auto of_newer = signed_and_notified("2030-01-10", "2030-02-01T12:00:00+09:00");
  const auto old = in_force_since("2016-11-23");
  EXPECT_TRUE(replacement_of(jp_kr(), newer, of_newer, latest_instant()).empty());
  EXPECT_TRUE(replacement_of(jp_kr(), successor, of_newer, at("2030-01-31")).empty());
  auto all = old;
  for (const Instrument& each : replacement_of(jp_kr(), successor, of_newer, latest_instant())) {
    EXPECT_TRUE(admissible(jp_kr(), all, each).ok());
    all.push_back(each);
  }
  EXPECT_TRUE(standing(all, "2030-02-01T11:59:59+09:00").exchange_allowed);
  const Standing replaced = standing(all, "2030-02-01T12:00:00+09:00");
  EXPECT_EQ(state(replaced, "KR"), State::lapsed);
  EXPECT_FALSE(replaced.exchange_allowed);
  EXPECT_TRUE(replaced.access_allowed);
  EXPECT_EQ(replaced.protection_duty, ProtectionDuty::survival);
}

Profile successor_with(std::string_view lines) {
  std::string text = profile_text("id = \"jp-kr-2016\"", "id = \"jp-kr-2030\"");
  return load(text.replace(text.find("[term]\n"), 7,
                           "[term]\nreplaces = \"jp-kr-2016\"\n" + std::string(lines) + "\n"));
}

TEST(Replacement, is_known_when_the_last_that_brings_the_newer_into_force_is_known_C4) {
  auto of_newer = signed_and_notified("2030-01-10", "2030-02-01");
  of_newer[2].known_at = at("2030-02-05");
  auto said = instrument(statement, "KR", "2030-02-02", "said");
  said.known_at = at("2030-03-01");
  const auto made = replacement_of(jp_kr(), successor_with(""), of_newer + said, latest_instant());
  ASSERT_EQ(made.size(), 2u);
  for (const Instrument& each : made) {
    EXPECT_EQ(each.effective_at, at("2030-02-01"));
    EXPECT_EQ(each.known_at, at("2030-02-05"));
  }
  auto all = in_force_since("2016-11-23");
  all.insert(all.end(), made.begin(), made.end());
  EXPECT_TRUE(standing(all, "2030-02-06").texts.empty()) << "a replacement is no text of this one";
}

TEST(Replacement, by_one_that_ended_before_its_entry_never_comes_C4) {
  const Profile successor = successor_with(
      "provisional_application = \"from-signature\"\nentry_day = \"days-after\"\n"
      "entry_count = 30");
  const auto of_newer = signed_and_notified("2030-01-10", "2030-02-01");
  EXPECT_EQ(replacement_of(jp_kr(), successor, of_newer, latest_instant()).size(), 2u);
  const auto ended = of_newer + notice("2030-02-10");
  EXPECT_TRUE(replacement_of(jp_kr(), successor, ended, latest_instant()).empty());
}

TEST(Replacement, needs_every_party_and_an_agreement_in_force) {
  const auto old = in_force_since("2016-11-23");
  const auto one = old + instrument(replacement, "KR", "2030-01-01", "r", "jp-kr-2030");
  EXPECT_TRUE(standing(one, "2030-01-01").exchange_allowed);
  EXPECT_FALSE(
      admissible(jp_kr(), one, instrument(replacement, "KR", "2030-01-02", "s", "jp-kr-2030"))
          .ok());
  EXPECT_FALSE(admissible(jp_kr(), {}, instrument(replacement, "KR", "2016-01-01", "s", "x")).ok());
  EXPECT_FALSE(admissible(jp_kr(), old, instrument(replacement, "KR", "2030-01-01", "s")).ok());
  const auto both = one + instrument(replacement, "JP", "2030-03-01", "s", "jp-kr-2030");
  EXPECT_TRUE(standing(both, "2030-02-28").exchange_allowed);
  EXPECT_FALSE(standing(both, "2030-03-01").exchange_allowed);
}

struct TermFault {
  const char* lines;
  const char* code;
};

TEST(TermClause, contradictions_are_faults_of_the_profile) {
  const TermFault faults[] = {
      {"entry_day = \"days-after\"", "contradiction"},
      {"entry_count = 3", "contradiction"},
      {"entry_day = \"whenever\"", "bad-value"},
      {"entry_day = \"days-after\"\nentry_count = 0", "bad-value"},
      {"provisional_application = \"from-date\"", "contradiction"},
      {"provisional_from = 2021-01-01", "contradiction"},
      {"provisional_until = 2021-01-01", "contradiction"},
      {"provisional_application = \"from-date\"\nprovisional_from = 2021-02-01\n"
       "provisional_until = 2021-01-31",
       "contradiction"},
      {"notice_months = 3", "contradiction"},
      {"suspension_days = 3", "contradiction"},
      {"replaces = \"not a name\"", "bad-value"},
      {"amendment_reply_days = 0", "bad-value"},
      {"review_years = 101", "bad-value"},
  };
  for (const TermFault& each : faults) {
    const Loaded loaded = Profile::load(
        profile_text("[term]\n", "[term]\n" + std::string(each.lines) + "\n"), "profile.toml");
    const auto* found = std::get_if<std::vector<Fault>>(&loaded);
    ASSERT_NE(found, nullptr) << each.lines;
    EXPECT_EQ(found->front().code, each.code) << each.lines << ": " << found->front().text;
  }
}

TEST(TermClause, no_profile_frees_what_was_provided_I9) {
  const Loaded loaded = Profile::load(
      profile_text("protection_survives = true", "protection_survives = false"), "profile.toml");
  const auto* found = std::get_if<std::vector<Fault>>(&loaded);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->front().code, "contradiction");
}

}  // namespace
}  // namespace entente::agreement::testing
