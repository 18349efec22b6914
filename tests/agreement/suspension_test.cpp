#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"
#include "agreement/errors.h"
#include "agreement/status.h"
#include "agreement/timeline.h"

/// Suspension of an agreement, the lengths of a notice, and changes of the text.
namespace entente::agreement::testing {
namespace {

TEST(Dispute, relaxes_nothing_and_shows_both_positions_R20_1) {
  const auto revived = suspended_history() +
                       instrument(InstrumentKind::notice_revival, "KR", "2021-02-01", "N3", "N1");
  const Standing apart = standing(revived, "2021-02-02");
  ASSERT_TRUE(apart.in_dispute);
  EXPECT_EQ(state(apart, "KR"), State::lapsed);
  EXPECT_EQ(state(apart, "JP"), State::in_force);
  EXPECT_FALSE(apart.exchange_allowed) << "the stricter position governs";
  EXPECT_EQ(apart.protection_duty, ProtectionDuty::full) << "and the longer protection";
  EXPECT_TRUE(apart.access_allowed);
}

using enum InstrumentKind;

const std::string kClause = "agreement_suspension = \"by-any-party\"";

Instrument interruption(std::string_view when, std::string_view id = "S1",
                        std::string_view by = "KR") {
  return instrument(agreement_suspension, by, when, id);
}
Instrument resumption(std::string_view when, std::string_view of = "S1",
                      std::string_view by = "KR") {
  return instrument(agreement_resumption, by, when, "R-" + std::string(of), of);
}

TEST(AgreementSuspension, exists_only_where_the_profile_has_that_clause) {
  const Status answer =
      admissible(jp_kr(), in_force_since("2016-11-23"), interruption("2018-01-01"));
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.error().is(kOutOfOrder));
  const auto all = in_force_since("2016-11-23") + interruption("2018-01-01");
  EXPECT_TRUE(standing(all, "2018-01-02").exchange_allowed);
}

TEST(AgreementSuspension, stops_exchange_and_leaves_access_and_protection) {
  const Profile clause = with_term(kClause);
  const auto all = in_force_since("2016-11-23") + interruption("2018-01-01");
  EXPECT_TRUE(standing(all, "2017-12-31", clause).exchange_allowed);
  const Standing now = standing(all, "2018-01-01", clause);
  EXPECT_EQ(state(now, "JP"), State::suspended);
  EXPECT_EQ(state(now, "KR"), State::suspended);
  EXPECT_FALSE(now.exchange_allowed);
  EXPECT_TRUE(now.access_allowed);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::full);
  EXPECT_FALSE(now.in_dispute);
}

TEST(AgreementSuspension, ends_with_the_resumption_and_terms_run_meanwhile) {
  const Profile clause = with_term(kClause);
  const auto all =
      in_force_since("2016-11-23") + interruption("2018-01-01") + resumption("2019-02-01");
  EXPECT_EQ(standing(all, "2018-11-23", clause).readings[0].term, 3);
  EXPECT_EQ(standing(all, "2018-06-01", clause).readings[0].next_notice_deadline,
            day("2018-08-24"));
  EXPECT_FALSE(standing(all, "2019-01-31", clause).exchange_allowed);
  const Standing now = standing(all, "2019-02-01", clause);
  EXPECT_EQ(state(now, "JP"), State::in_force);
  EXPECT_TRUE(now.exchange_allowed);
}

TEST(AgreementSuspension, of_two_parties_needs_two_resumptions) {
  const Profile clause = with_term(kClause);
  const auto both = in_force_since("2016-11-23") + interruption("2018-01-01") +
                    interruption("2018-02-01", "S2", "JP");
  const auto one = both + resumption("2018-03-01");
  EXPECT_FALSE(standing(one, "2018-03-02", clause).exchange_allowed);
  const auto none = one + resumption("2018-04-01", "S2", "JP");
  EXPECT_TRUE(standing(none, "2018-04-01", clause).exchange_allowed);
}

TEST(AgreementSuspension, begins_after_the_whole_days_of_its_notice) {
  const Profile clause = with_term(kClause + "\nsuspension_days = 30");
  const auto all = in_force_since("2016-11-23") + interruption("2018-01-01T15:00:00+09:00");
  const Standing before = standing(all, "2018-01-31T23:59:59.999+09:00", clause);
  EXPECT_TRUE(before.exchange_allowed);
  EXPECT_EQ(before.readings[0].suspended_at, at("2018-02-01"));
  EXPECT_EQ(before.valid_until, at("2018-02-01"));
  EXPECT_EQ(state(standing(all, "2018-02-01", clause), "KR"), State::suspended);
  const auto recalled = all + resumption("2018-01-20");
  EXPECT_TRUE(standing(recalled, "2018-02-01", clause).exchange_allowed);
}

TEST(AgreementSuspension, begins_with_the_soonest_of_two_that_were_declared) {
  const Profile clause = with_term(kClause + "\nsuspension_days = 30");
  const auto both = in_force_since("2016-11-23") + interruption("2018-01-01") +
                    interruption("2018-01-10", "S2", "JP");
  EXPECT_EQ(standing(both, "2018-01-11", clause).readings[0].suspended_at, at("2018-02-01"));
  EXPECT_FALSE(standing(both, "2018-02-01", clause).exchange_allowed);
}

TEST(AgreementSuspension, is_told_as_often_as_it_begins_by_itself_and_not_where_at_once) {
  const auto begun = [](const Profile& profile, const std::vector<Instrument>& all) {
    const auto told =
        timeline(profile, all, at("2018-01-01"), at("2018-06-01"), latest_instant()).value();
    return std::count_if(told.begin(), told.end(), [](const TimelineEntry& each) {
      return each.event == "AGREEMENT_SUSPENDED";
    });
  };
  const auto twice = in_force_since("2016-11-23") + interruption("2018-01-01") +
                     resumption("2018-02-10") + interruption("2018-03-01", "S2");
  EXPECT_EQ(begun(with_term(kClause + "\nsuspension_days = 5"), twice), 2);
  EXPECT_EQ(begun(with_term(kClause), twice), 0) << "their instruments say so themselves";
}

TEST(AgreementSuspension, does_not_keep_a_notice_from_ending_it) {
  const Profile clause = with_term(kClause);
  const auto all =
      in_force_since("2016-11-23") + interruption("2019-01-01") + notice("2019-08-01", "N1", "JP");
  EXPECT_EQ(state(standing(all, "2019-08-02", clause), "KR"), State::suspended);
  EXPECT_EQ(standing(all, "2019-08-02", clause).readings[0].lapse_at, at("2019-11-23"));
  EXPECT_EQ(state(standing(all, "2019-11-23", clause), "KR"), State::lapsed);
  EXPECT_FALSE(admissible(clause, all, resumption("2019-11-23")).ok());
}

TEST(AgreementSuspension, does_not_hide_that_the_readings_of_a_suspended_notice_part_C1_I13) {
  const Profile clause = with_term(kClause);
  const auto all = suspended_history() + interruption("2020-01-01");
  const Standing now = standing(all, "2020-01-02", clause);
  EXPECT_EQ(state(now, "KR"), State::suspended);
  EXPECT_EQ(state(now, "JP"), State::suspended);
  EXPECT_TRUE(now.in_dispute) << "Korea may still revive its notice, as Korea reads it";
  const auto withdrawn = all + instrument(notice_withdrawal, "KR", "2020-02-01", "W", "N1");
  EXPECT_FALSE(standing(withdrawn, "2020-02-01", clause).in_dispute);
}

TEST(AgreementSuspension, brings_no_renewal_to_the_reading_of_a_dormant_notice_C1) {
  const Profile clause = with_term(kClause);
  const auto all = suspended_history() + interruption("2019-11-22T19:00:00+09:00");
  const auto told =
      timeline(clause, all, at("2019-11-23"), at("2020-12-01"), latest_instant()).value();
  const auto renewals = std::count_if(told.begin(), told.end(), [](const TimelineEntry& each) {
    return each.event == "AUTO_RENEWED";
  });
  EXPECT_EQ(renewals, 2);
  EXPECT_TRUE(std::any_of(told.begin(), told.end(), [](const TimelineEntry& each) {
    return each.event == "SCHEDULED_LAPSE_DID_NOT_OCCUR";
  }));
  for (const TimelineEntry& each : told) {
    if (each.event == "AUTO_RENEWED") {
      EXPECT_NE(each.cause.find("So JP reads it."), std::string::npos) << each.cause;
    }
  }
}

TEST(AgreementSuspension, under_provisional_application_stops_exchange_until_resumed_C4) {
  const Profile clause = with_term(kClause + "\nprovisional_application = \"from-signature\"");
  const auto all = signed_and_notified("2020-01-01", "2020-03-01") + interruption("2020-02-01");
  const Standing now = standing(all, "2020-02-02", clause);
  EXPECT_EQ(state(now, "KR"), State::suspended);
  EXPECT_TRUE(now.access_allowed);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::full);
  EXPECT_FALSE(standing(all, "2020-03-01", clause).exchange_allowed)
      << "an entry into force ends no suspension";
  EXPECT_TRUE(standing(all + resumption("2020-03-02"), "2020-03-02", clause).exchange_allowed);
}

TEST(AgreementSuspension, out_of_order_is_refused_AB22) {
  const Profile clause = with_term(kClause);
  const auto force = in_force_since("2016-11-23");
  const auto suspended = force + interruption("2018-01-01");
  const auto resumed = suspended + resumption("2018-02-01");
  EXPECT_FALSE(admissible(clause, {}, interruption("2018-01-01")).ok());
  EXPECT_FALSE(admissible(clause, suspended, interruption("2018-01-02", "x")).ok());
  EXPECT_FALSE(admissible(clause, force, resumption("2018-01-02")).ok());
  EXPECT_FALSE(admissible(clause, suspended, resumption("2018-01-02", "S1", "JP")).ok());
  Instrument again = resumption("2018-02-02");
  again.id = "again";
  EXPECT_FALSE(admissible(clause, resumed, again).ok());
  EXPECT_TRUE(admissible(clause, resumed, interruption("2018-03-01", "x")).ok());
}

TEST(NoticeLength, in_months_before_expiry_counts_back_to_the_same_day_number) {
  const Profile months = load(profile_text("notice_days = 90", "notice_months = 3"));
  const auto all = in_force_since("2016-11-23");
  EXPECT_EQ(standing(all, "2019-01-01", months).readings[0].next_notice_deadline,
            day("2019-08-22"));
  EXPECT_EQ(standing(all + notice("2019-08-22T23:00:00+09:00"), "2019-09-01", months)
                .readings[0]
                .lapse_at,
            at("2019-11-23"));
  EXPECT_EQ(state(standing(all + notice("2019-08-23"), "2019-09-01", months), "KR"),
            State::in_force);
}

TEST(NoticeLength, in_months_takes_the_last_day_where_the_month_is_shorter) {
  const Profile months = load(profile_text("notice_days = 90", "notice_months = 6"));
  // The term ends with 31 August; six months before lies 31 February.
  EXPECT_EQ(
      standing(in_force_since("2017-09-01"), "2018-01-01", months).readings[0].next_notice_deadline,
      day("2018-02-28"));
  EXPECT_EQ(
      standing(in_force_since("2019-09-01"), "2020-01-01", months).readings[0].next_notice_deadline,
      day("2020-02-29"));
}

Profile open_ended(std::string_view length) {
  std::string text =
      profile_text("notice_anchor = \"before-expiry\"", "notice_anchor = \"from-receipt\"");
  text.replace(text.find("initial_years = 1"), 17, "initial_years = 0");
  text.replace(text.find("renewal_years = 1"), 17, "renewal_years = 0");
  return load(text.replace(text.find("notice_days = 90"), 16, length));
}

TEST(NoticeLength, from_receipt_in_days_and_in_months_C4) {
  const auto all = in_force_since("2016-11-23") + notice("2019-08-31T12:00:00+09:00");
  const Profile days = open_ended("notice_days = 180");
  EXPECT_EQ(standing(all, "2019-09-01", days).readings[0].lapse_at, at("2020-02-28"));
  const Profile months = open_ended("notice_months = 6");
  EXPECT_EQ(standing(all, "2019-09-01", months).readings[0].lapse_at, at("2020-03-01"))
      << "29 February 2020 is the last day of six months after 31 August";
}

TEST(NoticeLength, from_receipt_also_ends_an_agreement_with_terms_at_any_time) {
  const Profile any_time =
      load(profile_text("notice_anchor = \"before-expiry\"", "notice_anchor = \"from-receipt\""));
  const auto all = in_force_since("2016-11-23") + notice("2019-10-01");
  EXPECT_EQ(standing(all, "2019-10-01", any_time).readings[0].lapse_at, at("2019-12-31"));
  EXPECT_EQ(standing(all, "2019-12-01", any_time).readings[0].term, 4);
  EXPECT_EQ(state(standing(all, "2019-12-31", any_time), "KR"), State::lapsed);
}

TEST(NoticeLength, from_receipt_the_sooner_of_two_notices_ends_it_C4) {
  const Profile days = open_ended("notice_days = 90");
  const auto both =
      in_force_since("2016-11-23") + notice("2019-03-01") + notice("2019-04-01", "N5", "JP");
  EXPECT_EQ(standing(both, "2019-04-02", days).readings[0].lapse_at, at("2019-05-31"));
  EXPECT_EQ(state(standing(both, "2019-05-31", days), "JP"), State::lapsed);
}

TEST(NoticeLength, from_receipt_the_day_of_a_withdrawn_notice_is_told_to_have_passed) {
  const Profile days = open_ended("notice_days = 90");
  const auto all = in_force_since("2016-11-23") + notice("2019-03-01") +
                   instrument(notice_withdrawal, "KR", "2019-03-05", "W", "N1");
  const auto told =
      timeline(days, all, at("2019-03-06"), at("2020-01-01"), latest_instant()).value();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].event, "SCHEDULED_LAPSE_DID_NOT_OCCUR");
  EXPECT_EQ(told[0].at, at("2019-05-31"));
}

TEST(NoticeSuspension, of_a_withdrawn_notice_is_withdrawn_once_AB22) {
  const auto all = suspended_history() +
                   instrument(notice_withdrawal, "KR", "2023-03-21", "W1", "N1") +
                   instrument(suspension_withdrawal, "KR", "2023-03-21", "W2", "N2");
  const auto again = instrument(suspension_withdrawal, "KR", "2023-03-22", "W3", "N2");
  EXPECT_FALSE(admissible(jp_kr(), all, again).ok());
}

TEST(Amendment, is_in_effect_with_the_last_partys_consent_Art21_2_R21_4_AB08_AB23) {
  const auto proposed =
      in_force_since("2016-11-23") + instrument(amendment, "KR", "2018-01-01", "A");
  EXPECT_TRUE(standing(proposed, "2018-02-01").texts.empty());
  const auto agreed = proposed + instrument(amendment, "JP", "2018-03-01", "B", "A");
  EXPECT_TRUE(standing(agreed, "2018-02-28").texts.empty());
  const std::vector<TextInEffect> expected{{amendment, "A", at("2018-03-01"), {}}};
  EXPECT_EQ(standing(agreed, "2018-03-01").texts, expected);
  EXPECT_EQ(standing(agreed, "2018-03-01").readings, standing(proposed, "2018-03-01").readings);
}

TEST(Amendment, during_a_notice_is_admitted_and_stops_nothing) {
  const auto all = in_force_since("2016-11-23") + notice("2019-08-23") +
                   instrument(amendment, "KR", "2019-09-01", "A") +
                   instrument(amendment, "JP", "2019-09-02", "B", "A");
  const Standing now = standing(all, "2019-09-02");
  EXPECT_EQ(now.texts.size(), 1u);
  EXPECT_EQ(state(now, "JP"), State::notice_given);
  EXPECT_EQ(now.readings[0].lapse_at, at("2019-11-23"));
  EXPECT_EQ(state(standing(all, "2019-11-23"), "JP"), State::lapsed);
  EXPECT_EQ(standing(all, "2019-11-23").texts.size(), 1u) << "items remember it (R21.4)";
}

TEST(Amendment, out_of_order_is_refused_AB22) {
  const auto proposed =
      in_force_since("2016-11-23") + instrument(amendment, "KR", "2018-01-01", "A");
  const auto refused = [&](Instrument candidate) {
    return !admissible(jp_kr(), proposed, candidate).ok();
  };
  EXPECT_TRUE(refused(instrument(amendment, "KR", "2018-02-01", "x", "A"))) << "consent twice";
  EXPECT_TRUE(refused(instrument(supplement, "JP", "2018-02-01", "x", "A"))) << "another kind";
  EXPECT_FALSE(refused(instrument(amendment, "JP", "2018-02-01", "x", "A")));
}

TEST(Supplement, is_in_effect_by_consent_and_moves_no_state_R5_1) {
  const auto force = in_force_since("2016-11-23");
  const auto all = force + instrument(supplement, "KR", "2018-01-01", "a", "crypto-2018") +
                   instrument(supplement, "JP", "2018-01-05", "b", "crypto-2018");
  const Standing now = standing(all, "2018-01-05");
  ASSERT_EQ(now.texts.size(), 1u);
  EXPECT_EQ(now.texts[0].kind, supplement);
  EXPECT_EQ(now.texts[0].name, "crypto-2018");
  EXPECT_EQ(now.readings, standing(force, "2018-01-05").readings);
}

}  // namespace
}  // namespace entente::agreement::testing
