#include <gtest/gtest.h>

#include "agreement/builders.h"
#include "agreement/deadlines.h"
#include "agreement/edition.h"
#include "agreement/errors.h"
#include "agreement/timeline.h"
#include "crypto/digest.h"

/// Amended and supplemented texts in effect (Art. 5, Art. 21(2), R5.1, R21.4).
namespace entente::agreement::testing {
namespace {

Digest digest_of(std::string_view text) { return crypto::sha256(as_bytes(text)); }

/// The shipped text as version 2, with one more replacement.
std::string version_2(std::string_view from, std::string_view to) {
  std::string text = profile_text("version = \"1\"", "version = \"2\"");
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return text.replace(place, from.size(), to);
}

Edition edition(const std::string& text) { return {digest_of(text), load(text)}; }

Instrument consent(std::string_view by, std::string_view when, std::string_view id,
                   const std::string& text, std::string_view to = "",
                   InstrumentKind kind = InstrumentKind::amendment) {
  Instrument made = instrument(kind, by, when, id, to);
  made.text = digest_of(text);
  return made;
}

/// In force since 2016-11-23; both consented to `text` by `when`.
std::vector<Instrument> amended(const std::string& text, std::string_view when,
                                std::string_view since = "2016-11-23") {
  return in_force_since(since) + consent("KR", when, "A", text) +
         consent("JP", when, "B", text, "A");
}

class TermAmended : public ::testing::Test {
 protected:
  void amend(std::string_view from, std::string_view to) {
    text_ = version_2(from, to);
    editions_.push_back(edition(text_));
  }
  [[nodiscard]] Editions texts() const { return {jp_kr(), editions_}; }
  [[nodiscard]] Reading reading(const std::vector<Instrument>& all, std::string_view when) const {
    return *status(texts(), all, at(when), at(when)).reading_of(party("KR"));
  }
  std::string text_;
  std::vector<Edition> editions_;
};

TEST_F(TermAmended, the_running_term_keeps_its_number_and_takes_the_new_length_R21_4) {
  amend("initial_years = 1", "initial_years = 5");
  const auto in_first = amended(text_, "2017-06-01");
  EXPECT_EQ(reading(in_first, "2017-05-31").next_notice_deadline, day("2017-08-24"));
  EXPECT_EQ(reading(in_first, "2017-06-01").next_notice_deadline, day("2021-08-24"));
  EXPECT_EQ(reading(in_first, "2021-11-22").term, 1);
  EXPECT_EQ(reading(in_first, "2021-11-23").term, 2);
  EXPECT_EQ(reading(in_first, "2022-11-23").term, 3) << "renewals are as long as before";
  const auto in_third = amended(text_, "2019-06-01");
  EXPECT_EQ(reading(in_third, "2019-06-01").next_notice_deadline, day("2019-08-24"))
      << "a renewed term has the length of renewals, which did not change";
}

TEST_F(TermAmended, renewed_terms_take_the_new_length_from_the_running_one_on_R21_4) {
  amend("renewal_years = 1", "renewal_years = 3");
  const auto all = amended(text_, "2019-06-01");  // in term 3, since 2018-11-23
  EXPECT_EQ(reading(all, "2019-06-01").term, 3);
  EXPECT_EQ(reading(all, "2019-06-01").next_notice_deadline, day("2021-08-24"));
  EXPECT_EQ(reading(all, "2021-11-22").term, 3);
  EXPECT_EQ(reading(all, "2021-11-23").term, 4);
  EXPECT_EQ(reading(all, "2024-11-23").term, 5);
}

TEST_F(TermAmended, a_shortened_term_that_would_have_ended_ends_at_the_next_turn_R21_4) {
  const std::string base = profile_text("renewal_years = 1", "renewal_years = 5");
  const Profile signed_text = load(base);
  const std::string text = version_2("last_day_counts = true", "last_day_counts = true");
  editions_.push_back(edition(text));
  const Editions both(signed_text, editions_);
  const auto all = amended(text, "2021-03-01");  // in term 2, since 2017-11-23
  const auto term_on = [&](std::string_view when) {
    return status(both, all, at(when), at(when)).readings[0].term;
  };
  EXPECT_EQ(term_on("2021-02-28"), 2);
  EXPECT_EQ(term_on("2021-11-22"), 2) << "three turns have passed; the number stays";
  EXPECT_EQ(term_on("2021-11-23"), 3);
  EXPECT_EQ(term_on("2022-11-23"), 4);
}

TEST_F(TermAmended, without_renewal_the_agreement_ends_with_the_running_term_R21_4) {
  amend("renewal_years = 1", "renewal_years = 0");
  const auto all = amended(text_, "2019-06-01");
  EXPECT_EQ(reading(all, "2019-11-22").state, State::in_force);
  EXPECT_EQ(reading(all, "2019-06-01").lapse_at, at("2019-11-23"));
  EXPECT_EQ(reading(all, "2019-11-23").state, State::lapsed);
  EXPECT_EQ(reading(all, "2019-11-23").term, 3);
}

TEST_F(TermAmended, a_notice_keeps_the_end_that_the_clause_of_its_day_fixed_R21_4) {
  amend("renewal_years = 1", "renewal_years = 3");
  const auto all = amended(text_, "2019-09-01") + notice("2019-08-23");
  EXPECT_EQ(reading(all, "2019-09-02").lapse_at, at("2019-11-23"));
  EXPECT_EQ(reading(all, "2019-11-23").state, State::lapsed);
}

TEST_F(TermAmended, a_longer_notice_makes_a_later_one_late_R21_4) {
  amend("notice_days = 90", "notice_days = 180");
  const auto all = amended(text_, "2018-01-01");
  EXPECT_EQ(reading(all, "2018-01-01").next_notice_deadline, day("2018-05-26"));
  EXPECT_EQ(reading(all + notice("2018-08-23"), "2018-12-01").state, State::in_force);
}

TEST_F(TermAmended, nothing_changes_before_the_last_consent_or_without_the_text_R21_4) {
  amend("renewal_years = 1", "renewal_years = 3");
  const auto proposed = in_force_since("2016-11-23") + consent("KR", "2019-06-01", "A", text_);
  EXPECT_EQ(reading(proposed, "2019-06-02").next_notice_deadline, day("2019-08-24"));
  const auto all = amended(text_, "2019-06-01");
  EXPECT_EQ(standing(all, "2019-06-02").readings[0].next_notice_deadline, day("2019-08-24"));
}

TEST_F(TermAmended, a_consent_to_another_text_is_none_R21_4) {
  amend("renewal_years = 1", "renewal_years = 3");
  const auto proposed = in_force_since("2016-11-23") + consent("KR", "2019-06-01", "A", text_);
  const Status other =
      admissible(texts(), proposed, consent("JP", "2019-06-02", "B", "another text", "A"));
  ASSERT_FALSE(other.ok());
  EXPECT_TRUE(other.error().is(kOutOfOrder));
  EXPECT_TRUE(admissible(texts(), proposed, consent("JP", "2019-06-02", "B", text_, "A")).ok());
}

TEST_F(TermAmended, a_second_amendment_counts_from_the_first_R21_4) {
  amend("renewal_years = 1", "renewal_years = 3");
  const std::string first = text_;
  amend("renewal_years = 1", "renewal_years = 2");
  auto all = amended(first, "2019-06-01");
  all.push_back(consent("KR", "2022-06-01", "C", text_));  // in term 4, since 2021-11-23
  all.push_back(consent("JP", "2022-06-01", "D", text_, "C"));
  EXPECT_EQ(reading(all, "2022-05-31").next_notice_deadline, day("2024-08-24"));
  EXPECT_EQ(reading(all, "2022-06-01").next_notice_deadline, day("2023-08-24"));
  EXPECT_EQ(reading(all, "2023-11-23").term, 5);
}

TEST_F(TermAmended, each_party_keeps_its_own_reading_C1) {
  amend("renewal_years = 1", "renewal_years = 3");
  auto all = amended(text_, "2019-06-01");
  all.push_back(notice("2019-08-23"));
  all.push_back(suspension("2019-11-22T18:00:00+09:00"));
  const Standing now = status(texts(), all, at("2020-01-01"), at("2020-01-01"));
  EXPECT_EQ(state(now, "KR"), State::in_force_conditional);
  EXPECT_EQ(state(now, "JP"), State::in_force);
  EXPECT_TRUE(now.in_dispute);
}

TEST_F(TermAmended, readings_follow_the_amended_text_C1) {
  amend("renewal_years = 1", "renewal_years = 3");
  std::string text =
      version_2("suspended_notice = \"dormant\"", "suspended_notice = \"without-effect\"");
  editions_ = {edition(text)};
  auto all = amended(text, "2019-06-01");
  all.push_back(notice("2019-08-23"));
  all.push_back(suspension("2019-11-22T18:00:00+09:00"));
  EXPECT_FALSE(status(texts(), all, at("2020-01-01"), at("2020-01-01")).in_dispute);
  EXPECT_TRUE(standing(suspended_history(), "2020-01-01").in_dispute);
}

TEST_F(TermAmended, the_timeline_and_the_due_list_follow_it_R21_2) {
  amend("renewal_years = 1", "renewal_years = 3");
  const auto all = amended(text_, "2019-06-01");
  const auto entries = timeline(texts(), all, at("2019-06-02"), at("2025-01-01"), at("2025-01-01"));
  ASSERT_TRUE(entries.ok());
  std::vector<std::string> renewed;
  for (const TimelineEntry& each : *entries) {
    if (each.event == "AUTO_RENEWED") {
      renewed.push_back(each.at.date_in(Zone{540}).text());
    }
  }
  EXPECT_EQ(renewed, (std::vector<std::string>{"2021-11-23", "2024-11-23"}));
  EXPECT_EQ(next_deadlines(texts(), all, at("2019-06-02"), at("2019-06-02"), 1)[0].date,
            day("2021-08-24"));
}

// ---- What an amendment may not change, and supplements ------------------------------------------

TEST(Amendment, keeps_id_parties_and_zone_and_has_a_version_of_its_own_R21_4) {
  const auto code = [](const std::string& text) {
    const Status status = check_amendment(jp_kr(), load(text));
    return status.ok() ? std::string() : std::string(status.error().code());
  };
  EXPECT_EQ(code(version_2("notice_days = 90", "notice_days = 91")), "");
  EXPECT_EQ(code(profile_text()), "agreement.bad-amendment");
  EXPECT_EQ(code(version_2("id = \"jp-kr-2016\"", "id = \"jp-kr-2030\"")),
            "agreement.bad-amendment");
  EXPECT_EQ(code(shipped_text("uk-kr-2009")), "agreement.bad-amendment");
}

constexpr std::string_view kTightening = R"([profile]
id = "jp-kr-exercise-2018"
version = "1"
extends = "jp-kr-2016"
effective_from = 2018-06-01

[protection]
reclassify_within_days = 7
)";

std::int32_t days_to_reclassify(const WholeText& whole) {
  return whole.profile.clauses().protection.reclassify_within.count;
}

TEST(Supplement, is_in_effect_from_its_day_with_every_partys_consent_R5_1) {
  const std::string text(kTightening);
  const std::vector<SupplementText> held{{digest_of(text), text}};
  const auto whole = [&](const std::vector<Instrument>& all, std::string_view when) {
    const Standing now = standing(all, when);
    return text_in_effect(jp_kr(), held, now.texts, at(when));
  };
  const auto proposed = in_force_since("2016-11-23") +
                        consent("KR", "2018-01-01", "S", text, "", InstrumentKind::supplement);
  EXPECT_EQ(days_to_reclassify(whole(proposed, "2018-07-01")), 30);
  const auto both =
      proposed + consent("JP", "2018-01-02", "T", text, "S", InstrumentKind::supplement);
  EXPECT_EQ(days_to_reclassify(whole(both, "2018-05-31")), 30);
  EXPECT_EQ(whole(both, "2018-05-31").until, at("2018-06-01"));
  EXPECT_EQ(days_to_reclassify(whole(both, "2018-06-01")), 7);
  EXPECT_EQ(whole(both, "2018-06-01").until, latest_instant());
}

TEST(Supplement, that_the_amended_text_leaves_no_room_for_has_no_effect_R5_1) {
  const std::string text(kTightening);
  const std::string stricter =
      version_2("reclassify_within_days = 30", "reclassify_within_days = 3");
  const std::vector<Edition> editions{edition(stricter)};
  const std::vector<SupplementText> held{{digest_of(text), text}};
  auto all = amended(stricter, "2018-01-01");
  all.push_back(consent("KR", "2018-01-03", "S", text, "", InstrumentKind::supplement));
  all.push_back(consent("JP", "2018-01-03", "T", text, "S", InstrumentKind::supplement));
  const Editions texts(jp_kr(), editions);
  const Standing now = status(texts, all, at("2018-07-01"), at("2018-07-01"));
  EXPECT_EQ(now.texts.size(), 2u);
  EXPECT_EQ(days_to_reclassify(text_in_effect(texts, held, now.texts, at("2018-07-01"))), 3);
}

}  // namespace
}  // namespace entente::agreement::testing
