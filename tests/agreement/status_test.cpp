#include "agreement/status.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "agreement/builders.h"
#include "agreement/errors.h"

namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

TEST(Status, is_nothing_without_instruments_R21_1) {
  const Standing now = standing({}, "2026-01-01");
  EXPECT_EQ(state(now, "JP"), State::none);
  EXPECT_EQ(state(now, "KR"), State::none);
  EXPECT_FALSE(now.exchange_allowed);
  EXPECT_FALSE(now.access_allowed);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::none);
  EXPECT_EQ(now.valid_until, latest_instant());
}

TEST(Status, refuses_the_day_before_and_allows_after_the_second_notice) {
  const auto all = in_force_since("2016-11-23T10:00:00+09:00");
  EXPECT_FALSE(standing(all, "2016-11-22").exchange_allowed);
  EXPECT_FALSE(standing(all, "2016-11-23T09:59:59.999+09:00").exchange_allowed);
  EXPECT_TRUE(standing(all, "2016-11-23T10:00:00+09:00").exchange_allowed);
}

TEST(Status, enters_into_force_on_the_later_completion_notice_Art21_1) {
  std::vector<Instrument> all{instrument(signature, "KR", "2016-11-23", "a"),
                              instrument(signature, "JP", "2016-11-23", "b"),
                              instrument(completion_notice, "JP", "2016-11-24", "c"),
                              instrument(completion_notice, "KR", "2016-12-01", "d")};
  EXPECT_EQ(state(standing(all, "2016-11-30"), "JP"), State::signed_);
  const Standing now = standing(all, "2016-12-01");
  EXPECT_EQ(state(now, "JP"), State::in_force);
  EXPECT_EQ(now.reading_of(party("JP"))->term, 1);
  EXPECT_EQ(now.reading_of(party("JP"))->next_notice_deadline, day("2017-09-01"));
}

TEST(Status, one_signature_signs_nothing) {
  const auto now = standing({instrument(signature, "KR", "2016-11-23", "a")}, "2016-11-24");
  EXPECT_EQ(state(now, "KR"), State::none);
  EXPECT_NE(now.why.front().text.find("JP"), std::string::npos);
}

TEST(Status, milestones_change_the_label_alone_and_only_before_signature) {
  Instrument approval = instrument(milestone, "KR", "2016-11-22", "m");
  approval.milestone = Milestone::domestic_approval;
  EXPECT_EQ(state(standing({approval}, "2016-11-22"), "JP"), State::approved_by_one);
  Instrument late = instrument(milestone, "KR", "2017-01-01", "m2");
  late.milestone = Milestone::negotiation_resumed;
  const auto now = standing(in_force_since("2016-11-23") + approval + late, "2017-01-02");
  EXPECT_EQ(state(now, "JP"), State::in_force);
}

TEST(Status, statements_change_nothing_C3_I12) {
  const auto before = in_force_since("2016-11-23");
  const auto after = before + instrument(statement, "KR", "2019-08-22", "s");
  const Standing a = standing(before, "2019-08-22");
  const Standing b = standing(after, "2019-08-22");
  EXPECT_EQ(a.readings, b.readings);
  EXPECT_EQ(a.why, b.why);
}

TEST(Status, renews_each_year_by_itself_R21_1) {
  const auto all = in_force_since("2016-11-23T10:00:00+09:00");
  EXPECT_EQ(standing(all, "2017-11-22T23:59:59+09:00").readings[0].term, 1);
  EXPECT_EQ(standing(all, "2017-11-23").readings[0].term, 2);
  EXPECT_EQ(standing(all, "2025-11-23").readings[0].term, 10);
}

TEST(Status, a_notice_in_time_ends_the_agreement_with_the_term_not_90_days_later) {
  const auto all = in_force_since("2016-11-23T10:00:00+09:00") + notice("2019-08-23");
  const Standing now = standing(all, "2019-08-23");
  EXPECT_EQ(state(now, "KR"), State::notice_given);
  EXPECT_EQ(state(now, "JP"), State::notice_given);
  EXPECT_EQ(now.reading_of(party("JP"))->lapse_at, at("2019-11-23T00:00:00+09:00"));
  EXPECT_TRUE(now.exchange_allowed);
  EXPECT_EQ(now.valid_until, at("2019-11-23"));
}

TEST(Status, a_notice_on_24_august_is_in_time_and_on_25_august_too_late_R21_2) {
  const auto base = in_force_since("2016-11-23T10:00:00+09:00");
  const auto in_time = base + notice("2019-08-24T23:59:59+09:00");
  EXPECT_EQ(state(standing(in_time, "2019-08-25"), "KR"), State::notice_given);
  const auto late = base + notice("2019-08-25");
  EXPECT_TRUE(admissible(jp_kr(), base, late.back()).ok());
  const Standing now = standing(late, "2019-08-25");
  EXPECT_EQ(state(now, "KR"), State::in_force);
  EXPECT_EQ(standing(late, "2019-11-23").readings[0].term, 4);
  EXPECT_EQ(now.reading_of(party("KR"))->next_notice_deadline, day("2020-08-24"));
}

TEST(Status, the_other_reading_of_the_deadline_comes_out_of_a_parameter_R21_2) {
  std::string text = profile_text("count_from = \"last-day-of-term\"      # PRESS-WINDOW\n\n",
                                  "count_from = \"day-after-term\"\n\n");
  const Profile japan_counts_from_the_23rd = load(text);
  const auto all = in_force_since("2016-11-23T10:00:00+09:00") + notice("2019-08-25");
  const Standing now = standing(all, "2019-08-25", japan_counts_from_the_23rd);
  EXPECT_EQ(state(now, "JP"), State::notice_given);
  EXPECT_EQ(state(now, "KR"), State::in_force);
  EXPECT_TRUE(now.in_dispute);
  EXPECT_TRUE(now.exchange_allowed);
  const Standing later = standing(all, "2019-11-23", japan_counts_from_the_23rd);
  EXPECT_FALSE(later.exchange_allowed) << "the stricter reading governs (I13)";
  EXPECT_EQ(later.protection_duty, ProtectionDuty::full);
}

TEST(Status, an_exclusive_deadline_is_one_day_earlier) {
  const Profile strict = load(profile_text("last_day_counts = true", "last_day_counts = false"));
  const auto base = in_force_since("2016-11-23T10:00:00+09:00");
  EXPECT_EQ(state(standing(base + notice("2019-08-24"), "2019-09-01", strict), "KR"),
            State::in_force);
  EXPECT_EQ(state(standing(base + notice("2019-08-23"), "2019-09-01", strict), "KR"),
            State::notice_given);
}

TEST(Status, a_late_notice_may_be_made_to_end_the_next_term_by_a_parameter) {
  const Profile next =
      load(profile_text("late_notice = \"no-effect\"", "late_notice = \"next-term\""));
  const auto all = in_force_since("2016-11-23T10:00:00+09:00") + notice("2019-08-25");
  const Standing now = standing(all, "2019-08-26", next);
  EXPECT_EQ(now.reading_of(party("KR"))->lapse_at, at("2020-11-23"));
}

TEST(Status, without_the_suspension_it_lapses_and_protection_survives_R21_3_I9) {
  const auto all = in_force_since("2016-11-23T10:00:00+09:00") + notice("2019-08-23");
  EXPECT_TRUE(standing(all, "2019-11-22T23:59:59.999+09:00").exchange_allowed);
  const Standing lapsed = standing(all, "2019-11-23");
  EXPECT_EQ(state(lapsed, "JP"), State::lapsed);
  EXPECT_EQ(state(lapsed, "KR"), State::lapsed);
  EXPECT_FALSE(lapsed.exchange_allowed);
  EXPECT_TRUE(lapsed.access_allowed);
  EXPECT_EQ(lapsed.protection_duty, ProtectionDuty::survival);
  EXPECT_EQ(lapsed.readings[0].term, 3);
  EXPECT_EQ(standing(all, "9999-12-31").protection_duty, ProtectionDuty::survival);
}

TEST(Status, access_after_a_lapse_is_a_term_of_the_agreement) {
  const Profile stopped =
      load(profile_text("access_after_lapse = \"kept\"", "access_after_lapse = \"stopped\""));
  const auto all = in_force_since("2016-11-23T10:00:00+09:00") + notice("2019-08-23");
  EXPECT_TRUE(standing(all, "2019-11-22", stopped).access_allowed);
  EXPECT_FALSE(standing(all, "2019-11-23", stopped).access_allowed);
}

TEST(Status, both_readings_of_2019_to_2023_stand_side_by_side_C1) {
  const auto all = suspended_history();
  const Standing now = standing(all, "2019-11-22T18:00:00+09:00");
  EXPECT_EQ(state(now, "KR"), State::in_force_conditional);
  EXPECT_EQ(state(now, "JP"), State::in_force);
  EXPECT_EQ(now.reading_of(party("JP"))->next_notice_deadline, day("2020-08-24"));
  EXPECT_FALSE(now.reading_of(party("KR"))->next_notice_deadline.has_value());
  EXPECT_TRUE(now.exchange_allowed);
  EXPECT_TRUE(now.in_dispute);
  EXPECT_EQ(standing(all, "2019-11-23").reading_of(party("JP"))->term, 4);
  EXPECT_EQ(standing(all, "2022-11-23").reading_of(party("JP"))->term, 7);
}

TEST(Status, a_revival_parts_the_readings_and_the_stricter_governs_I13) {
  const auto all = suspended_history() + instrument(notice_revival, "KR", "2021-02-01", "N3", "N1");
  const Standing now = standing(all, "2021-02-01");
  EXPECT_EQ(state(now, "KR"), State::lapsed);
  EXPECT_EQ(now.reading_of(party("KR"))->lapse_at, at("2021-02-01"));
  EXPECT_EQ(state(now, "JP"), State::in_force);
  EXPECT_FALSE(now.exchange_allowed);
  EXPECT_TRUE(now.access_allowed);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::full);
  EXPECT_TRUE(now.in_dispute);
}

TEST(Status, a_revival_before_the_lapse_restores_its_date) {
  const auto all = suspended_history() +
                   instrument(notice_revival, "KR", "2019-11-22T20:00:00+09:00", "N3", "N1");
  EXPECT_EQ(standing(all, "2019-11-22T21:00:00+09:00").reading_of(party("KR"))->lapse_at,
            at("2019-11-23"));
}

TEST(Status, withdrawing_both_notes_gives_one_ordinary_state) {
  const auto all = suspended_history() +
                   instrument(notice_withdrawal, "KR", "2023-03-21", "W1", "N1") +
                   instrument(suspension_withdrawal, "KR", "2023-03-21", "W2", "N2");
  const Standing now = standing(all, "2023-03-21");
  for (const Reading& reading : now.readings) {
    EXPECT_EQ(reading.state, State::in_force);
    EXPECT_EQ(reading.next_notice_deadline, day("2023-08-24"));
    EXPECT_EQ(reading.term, 7);
  }
  EXPECT_FALSE(now.in_dispute);
}

TEST(Status, withdrawing_only_the_suspension_lets_the_notice_take_effect) {
  const auto all =
      suspended_history() + instrument(suspension_withdrawal, "KR", "2020-05-01", "W2", "N2");
  const Standing now = standing(all, "2020-05-01");
  EXPECT_EQ(state(now, "KR"), State::lapsed);
  EXPECT_EQ(state(now, "JP"), State::in_force);
}

TEST(Status, each_of_two_parties_notices_must_be_withdrawn) {
  const auto both = in_force_since("2016-11-23T10:00:00+09:00") + notice("2019-08-01") +
                    notice("2019-08-02", "M1", "JP");
  const auto one = both + instrument(notice_withdrawal, "KR", "2019-08-03", "W1", "N1");
  EXPECT_EQ(state(standing(one, "2019-08-04"), "KR"), State::notice_given);
  const auto none = one + instrument(notice_withdrawal, "JP", "2019-08-05", "W2", "M1");
  EXPECT_EQ(state(standing(none, "2019-08-05"), "KR"), State::in_force);
}

TEST(Status, a_fresh_notice_while_one_is_dormant_ends_the_term_in_both_readings) {
  const auto all = suspended_history() + notice("2021-08-20", "N9");
  const Standing now = standing(all, "2021-08-20");
  for (const Reading& reading : now.readings) {
    EXPECT_EQ(reading.state, State::notice_given);
    EXPECT_EQ(reading.lapse_at, at("2021-11-23"));
  }
}

TEST(Status, what_is_learnt_late_counts_from_when_it_was_known) {
  auto all = in_force_since("2016-11-23T10:00:00+09:00");
  Instrument learnt_late = notice("2019-08-23");
  learnt_late.known_at = at("2019-12-01");
  all.push_back(learnt_late);
  EXPECT_TRUE(status(jp_kr(), all, at("2019-11-24"), at("2019-11-24")).exchange_allowed);
  EXPECT_FALSE(status(jp_kr(), all, at("2019-11-24"), at("2019-12-01")).exchange_allowed);
  EXPECT_EQ(status(jp_kr(), all, at("2019-11-24"), at("2019-11-24")).valid_until, at("2019-12-01"));
}

TEST(Status, an_instrument_that_does_not_fit_has_no_effect_and_is_named_AB22) {
  const auto all =
      in_force_since("2016-11-23") + instrument(notice_withdrawal, "KR", "2017-01-01", "W1", "N7");
  const Standing now = standing(all, "2017-01-02");
  EXPECT_EQ(state(now, "KR"), State::in_force);
  EXPECT_TRUE(std::any_of(now.why.begin(), now.why.end(), [](const Reason& reason) {
    return reason.article == "R21.1" && reason.text.find("W1") != std::string::npos;
  }));
}

TEST(Status, a_stranger_moves_nothing) {
  const auto all = in_force_since("2016-11-23") + notice("2019-08-01", "X", "US");
  EXPECT_EQ(state(standing(all, "2019-08-02"), "KR"), State::in_force);
}

TEST(Status, terms_count_from_the_entry_also_on_a_leap_day) {
  const auto all = in_force_since("2020-02-29T12:00:00+09:00");
  EXPECT_EQ(standing(all, "2021-02-27").readings[0].term, 1);
  EXPECT_EQ(standing(all, "2021-02-28").readings[0].term, 2);
  EXPECT_EQ(standing(all, "2024-02-28").readings[0].term, 4);
  EXPECT_EQ(standing(all, "2024-02-29").readings[0].term, 5);
}

TEST(Status, knows_the_years_1969_2038_and_9999) {
  const auto old = in_force_since("1969-06-01");
  EXPECT_EQ(standing(old, "1969-12-31").readings[0].term, 1);
  EXPECT_EQ(standing(old, "1970-06-01").readings[0].term, 2);
  EXPECT_EQ(standing(old, "2038-06-01").readings[0].term, 70);
  const Standing end = standing(old, "9999-12-31");
  EXPECT_TRUE(end.exchange_allowed);
  EXPECT_FALSE(end.readings[0].next_notice_deadline.has_value());
  EXPECT_EQ(end.valid_until, latest_instant());
}

TEST(Status, an_agreement_that_is_not_renewed_ends_with_its_first_term) {
  const Profile once = load(profile_text("renewal_years = 1", "renewal_years = 0"));
  const auto all = in_force_since("2016-11-23");
  EXPECT_TRUE(standing(all, "2017-11-22", once).exchange_allowed);
  EXPECT_EQ(state(standing(all, "2017-11-23", once), "KR"), State::lapsed);
}

TEST(Status, a_notice_may_run_from_its_receipt_C4) {
  std::string text =
      profile_text("notice_anchor = \"before-expiry\"", "notice_anchor = \"from-receipt\"");
  text.replace(text.find("initial_years = 1"), 17, "initial_years = 0");
  text.replace(text.find("renewal_years = 1"), 17, "renewal_years = 0");
  const Profile open = load(text);
  const auto all = in_force_since("2016-11-23") + notice("2019-08-25");
  EXPECT_FALSE(standing(all, "2019-01-01", open).readings[0].next_notice_deadline.has_value());
  EXPECT_TRUE(standing(all, "2019-11-23", open).exchange_allowed);
  EXPECT_EQ(state(standing(all, "2019-11-24", open), "KR"), State::lapsed);
}

TEST(Status, may_enter_into_force_by_the_last_signature) {
  const Profile quick =
      load(profile_text("entry = \"later-completion-notice\"", "entry = \"last-signature\""));
  const std::vector<Instrument> all{instrument(signature, "KR", "2016-11-23", "a"),
                                    instrument(signature, "JP", "2016-11-25", "b")};
  EXPECT_FALSE(standing(all, "2016-11-24", quick).exchange_allowed);
  EXPECT_TRUE(standing(all, "2016-11-25", quick).exchange_allowed);
  EXPECT_FALSE(admissible(quick, all, instrument(completion_notice, "KR", "2016-11-26", "c")).ok());
}

struct Refusal {
  const char* what;
  std::vector<Instrument> so_far;
  Instrument candidate;
};

TEST(Admissible, refuses_what_comes_out_of_order_AB22) {
  const auto force = in_force_since("2016-11-23");
  const auto noticed = force + notice("2019-08-01");
  const auto suspended = noticed + suspension("2019-08-10");
  const auto withdrawn = noticed + instrument(notice_withdrawal, "KR", "2019-08-05", "W", "N1");
  const std::vector<Refusal> refusals{
      {"completion before signature", {}, instrument(completion_notice, "KR", "2016-11-23", "x")},
      {"second signature", force, instrument(signature, "KR", "2016-11-24", "x")},
      {"second completion", force, instrument(completion_notice, "KR", "2016-11-24", "x")},
      {"notice before entry into force", {}, notice("2016-01-01")},
      {"two notices in a row", noticed, notice("2019-08-02", "x")},
      {"withdrawal without a notice", force,
       instrument(notice_withdrawal, "KR", "2019-08-02", "x", "N1")},
      {"withdrawal that names no notice", noticed,
       instrument(notice_withdrawal, "KR", "2019-08-02", "x")},
      {"withdrawal of the other party's notice", noticed,
       instrument(notice_withdrawal, "JP", "2019-08-02", "x", "N1")},
      {"a notice withdrawn twice", withdrawn,
       instrument(notice_withdrawal, "KR", "2019-08-06", "x", "N1")},
      {"suspension of a withdrawn notice", withdrawn,
       instrument(notice_suspension, "KR", "2019-08-06", "x", "N1")},
      {"suspension after lapse", noticed,
       instrument(notice_suspension, "KR", "2019-11-23", "x", "N1")},
      {"suspension twice", suspended, instrument(notice_suspension, "KR", "2019-08-11", "x", "N1")},
      {"revival of what is not suspended", noticed,
       instrument(notice_revival, "KR", "2019-08-11", "x", "N1")},
      {"withdrawal of no suspension", noticed,
       instrument(suspension_withdrawal, "KR", "2019-08-11", "x", "N1")},
      {"an id used before", noticed, notice("2019-08-02", "N1", "JP")},
      {"an instrument without an id", force, notice("2019-08-02", "")},
      {"amendment of what is not signed", {}, instrument(amendment, "KR", "2016-11-24", "x")},
      {"amendment after lapse", noticed, instrument(amendment, "KR", "2019-11-23", "x")},
  };
  for (const Refusal& refusal : refusals) {
    const Status answer = admissible(jp_kr(), refusal.so_far, refusal.candidate);
    ASSERT_FALSE(answer.ok()) << refusal.what;
    EXPECT_EQ(answer.error().code(), kOutOfOrder.code) << refusal.what;
    EXPECT_EQ(answer.error().kind().exit, Exit::out_of_order);
    EXPECT_FALSE(answer.error().message().empty());
  }
}

TEST(Admissible, refuses_the_second_of_two_equal_instruments_of_one_instant_AB22) {
  const auto noticed = in_force_since("2016-11-23") + notice("2019-08-01", "N5");
  EXPECT_FALSE(admissible(jp_kr(), noticed, notice("2019-08-01", "N1")).ok());
  EXPECT_FALSE(admissible(jp_kr(), noticed, notice("2019-08-01", "N9")).ok());
  EXPECT_TRUE(admissible(jp_kr(), noticed, notice("2019-08-01", "N1", "JP")).ok());
}

TEST(Admissible, refuses_a_party_that_is_none) {
  const Status answer =
      admissible(jp_kr(), in_force_since("2016-11-23"), notice("2019-08-01", "x", "US"));
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.error().is(kUnknownParty));
}

TEST(Admissible, judges_an_instrument_learnt_late_by_its_own_time) {
  const auto all = in_force_since("2016-11-23") + notice("2019-08-01") +
                   instrument(notice_withdrawal, "KR", "2019-08-05", "W", "N1");
  EXPECT_TRUE(admissible(jp_kr(), all, notice("2019-08-10", "N5")).ok());
  EXPECT_FALSE(admissible(jp_kr(), all, notice("2019-08-03", "N5")).ok());
}

TEST(Admissible, admits_the_real_history) {
  std::vector<Instrument> so_far;
  auto all = suspended_history() + instrument(notice_withdrawal, "KR", "2023-03-21", "W1", "N1") +
             instrument(suspension_withdrawal, "KR", "2023-03-21", "W2", "N2");
  for (const Instrument& each : all) {
    const Status answer = admissible(jp_kr(), so_far, each);
    EXPECT_TRUE(answer.ok()) << each.id << ": " << (answer.ok() ? "" : answer.error().message());
    so_far.push_back(each);
  }
}

/// Any instruments of two parties, sensible or not.
rc::Gen<std::vector<Instrument>> any_instruments() {
  const auto one = rc::gen::exec([] {
    Instrument made;
    made.kind = Names<InstrumentKind>::kRows[*rc::gen::inRange<std::size_t>(
                                                 0, std::size(Names<InstrumentKind>::kRows))]
                    .first;
    made.by = party(*rc::gen::element("JP", "KR"));
    made.effective_at = at("2016-11-23").plus_ms(*rc::gen::inRange(0, 2500) * kMsPerDay);
    made.known_at = made.effective_at.plus_ms(*rc::gen::inRange(0, 100) * kMsPerDay);
    made.id = "i" + std::to_string(*rc::gen::inRange(0, 40));
    made.refers_to = "i" + std::to_string(*rc::gen::inRange(0, 40));
    return made;
  });
  return rc::gen::map(rc::gen::container<std::vector<Instrument>>(one),
                      [](std::vector<Instrument> more) {
                        auto all = in_force_since("2016-11-23");
                        all.insert(all.end(), more.begin(), more.end());
                        return all;
                      });
}

bool same_answer(const Standing& a, const Standing& b) {
  return a.readings == b.readings && a.exchange_allowed == b.exchange_allowed &&
         a.access_allowed == b.access_allowed && a.protection_duty == b.protection_duty &&
         a.in_dispute == b.in_dispute && a.why == b.why;
}

RC_GTEST_PROP(Status, is_a_function_of_the_set_of_instruments, ()) {
  const auto all = *any_instruments();
  auto shuffled = all;
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  for (std::size_t i = shuffled.size(); i > 1; --i) {
    std::swap(shuffled[i - 1], shuffled[(seed / i) % i]);
  }
  shuffled.push_back(shuffled.front());  // a repetition changes nothing
  const Instant when = at("2016-11-23").plus_ms(*rc::gen::inRange(0, 3000) * kMsPerDay);
  const Instant known = when.plus_ms(*rc::gen::inRange(0, 50) * kMsPerDay);
  RC_ASSERT(same_answer(status(jp_kr(), all, when, known), status(jp_kr(), shuffled, when, known)));
}

RC_GTEST_PROP(Status, holds_until_valid_until_and_exchange_is_the_stricter, ()) {
  const auto all = *any_instruments();
  const Instant when = at("2016-11-23").plus_ms(*rc::gen::inRange(0, 3000) * kMsPerDay);
  const Standing now = status(jp_kr(), all, when, when);
  RC_ASSERT(now.valid_until > when);
  const Instant last = now.valid_until.plus_ms(-1);
  RC_ASSERT(same_answer(now, status(jp_kr(), all, last, last)));
  const bool all_allow = std::all_of(now.readings.begin(), now.readings.end(),
                                     [](const Reading& each) { return exchange_in(each.state); });
  RC_ASSERT(now.exchange_allowed == all_allow);
}

RC_GTEST_PROP(Status, a_lapsed_reading_stays_lapsed_I9, ()) {
  const auto all = *any_instruments();
  const Instant when = at("2016-11-23").plus_ms(*rc::gen::inRange(0, 3000) * kMsPerDay);
  const Instant later = when.plus_ms(*rc::gen::inRange(0, 3000) * kMsPerDay);
  const Standing now = status(jp_kr(), all, when, latest_instant());
  const Standing then = status(jp_kr(), all, later, latest_instant());
  for (std::size_t i = 0; i < now.readings.size(); ++i) {
    RC_ASSERT(now.readings[i].state != State::lapsed || then.readings[i].state == State::lapsed);
  }
  RC_ASSERT(now.protection_duty == ProtectionDuty::none ||
            then.protection_duty != ProtectionDuty::none);
}

}  // namespace
}  // namespace entente::agreement::testing
