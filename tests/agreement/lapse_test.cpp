#include <gtest/gtest.h>

#include "agreement/builders.h"
#include "agreement/errors.h"
#include "agreement/replacement.h"
#include "agreement/simulate.h"

/// R21.3, I9: a lapse is for ever, however it came, and frees nothing.
namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

/// All that a party could try on an agreement with notice N1, suspension of it N2, suspension of
/// the agreement S1 and a proposed text A.
std::vector<Instrument> attempts(std::string_view when) {
  std::vector<Instrument> all;
  for (const char* by : {"KR", "JP"}) {
    const auto attempt = [&](InstrumentKind kind, std::string_view about = "") {
      all.push_back(
          instrument(kind, by, when, std::string(by) + "-" + std::string(name_of(kind)), about));
    };
    attempt(signature);
    attempt(completion_notice);
    attempt(termination_notice);
    attempt(notice_suspension, "N1");
    attempt(notice_revival, "N1");
    attempt(notice_withdrawal, "N1");
    attempt(suspension_withdrawal, "N2");
    attempt(agreement_suspension);
    attempt(agreement_resumption, "S1");
    attempt(replacement, "jp-kr-2030");
    attempt(amendment, "A");
    attempt(supplement, "B");
  }
  return all;
}

void expect_for_ever(const Profile& profile, const std::vector<Instrument>& ended,
                     std::string_view when) {
  const Standing before = standing(ended, when, profile);
  ASSERT_EQ(state(before, "KR"), State::lapsed);
  ASSERT_EQ(state(before, "JP"), State::lapsed);
  EXPECT_FALSE(before.exchange_allowed);
  EXPECT_EQ(before.protection_duty, ProtectionDuty::survival);
  EXPECT_EQ(before.valid_until, latest_instant());
  std::vector<Instrument> all = ended;
  for (const Instrument& each : attempts(when)) {
    EXPECT_FALSE(admissible(profile, ended, each).ok()) << each.id;
    all.push_back(each);
    EXPECT_EQ(standing(all, when, profile).readings, before.readings) << each.id;
  }
  EXPECT_EQ(standing(all, "9999-12-31", profile).readings, before.readings);
  EXPECT_EQ(standing(all, "9999-12-31", profile).protection_duty, ProtectionDuty::survival);
}

TEST(Lapse, by_notice_is_for_ever_from_its_first_instant_R21_3_I9) {
  expect_for_ever(jp_kr(), in_force_since("2016-11-23") + notice("2019-08-23"), "2019-11-23");
}

TEST(Lapse, by_a_revived_notice_is_for_ever_in_the_reading_that_has_it_C1) {
  const auto revived =
      suspended_history() + instrument(notice_revival, "KR", "2021-02-01", "N3", "N1");
  std::vector<Instrument> all = revived;
  for (const Instrument& each : attempts("2021-02-02")) {
    all.push_back(each);
    const Standing now = standing(all, "2021-02-02");
    EXPECT_EQ(state(now, "KR"), State::lapsed) << each.id;
    EXPECT_FALSE(now.exchange_allowed) << each.id;
  }
}

TEST(Lapse, of_a_suspended_agreement_is_for_ever_R21_3) {
  const Profile clause = with_term("agreement_suspension = \"by-any-party\"");
  expect_for_ever(clause,
                  in_force_since("2016-11-23") +
                      instrument(agreement_suspension, "KR", "2019-02-01", "S1") +
                      notice("2019-08-01"),
                  "2019-11-23");
}

TEST(Lapse, of_a_provisional_application_is_for_ever_C4) {
  const Profile provisional = with_term("provisional_application = \"from-signature\"");
  expect_for_ever(provisional,
                  {instrument(signature, "KR", "2016-11-23", "a"),
                   instrument(signature, "JP", "2016-11-23", "b"), notice("2016-12-01")},
                  "2016-12-02");
}

TEST(Lapse, by_expiry_without_renewal_is_for_ever) {
  const Profile once = load(profile_text("renewal_years = 1", "renewal_years = 0"));
  expect_for_ever(once, in_force_since("2016-11-23"), "2017-11-23");
}

TEST(Lapse, by_replacement_is_for_ever_and_known_before_it_comes_C4) {
  std::string text = profile_text("id = \"jp-kr-2016\"", "id = \"jp-kr-2030\"");
  text.replace(text.find("[term]\n"), 7,
               "[term]\nreplaces = \"jp-kr-2016\"\nentry_day = \"days-after\"\n"
               "entry_count = 30\n");
  const Profile successor = load(text);
  auto all = in_force_since("2016-11-23");
  for (const Instrument& each : replacement_of(
           jp_kr(), successor, signed_and_notified("2030-01-10", "2030-02-01"), at("2030-02-01"))) {
    all.push_back(each);
  }
  ASSERT_EQ(all.size(), 6u);
  const Standing before = standing(all, "2030-02-10");
  EXPECT_TRUE(before.exchange_allowed);
  EXPECT_EQ(before.valid_until, at("2030-03-03"));
  EXPECT_EQ(state(standing(all, "2030-03-03"), "KR"), State::lapsed);
  expect_for_ever(jp_kr(), all, "2030-03-04");
}

TEST(Lapse, no_simulation_brings_it_back_R21_3) {
  const auto ended = in_force_since("2016-11-23") + notice("2019-08-23");
  for (const Instrument& each : attempts("2020-01-01")) {
    const Simulation told =
        simulate(jp_kr(), ended, each, at("2021-01-01"), latest_instant()).value();
    EXPECT_FALSE(told.admitted) << each.id;
    EXPECT_EQ(told.before, told.after) << each.id;
    EXPECT_TRUE(told.due.empty()) << each.id;
  }
}

}  // namespace
}  // namespace entente::agreement::testing
