#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/admission_text.h"
#include "agreement/deadlines.h"
#include "agreement/errors.h"
#include "agreement/timeline.h"
#include "crypto/digest.h"

/// A further party joins an arrangement that stands: an amendment whose text names it, counted by
/// the quorum of admissions, and in effect with its own signature. EXERCISE throughout.
namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

std::string row(std::string_view act, std::string_view rest) {
  return "[[quorum]]\nact = \"" + std::string(act) + "\"\n" + std::string(rest) + "\n";
}
const std::string kTwo = row("admission", "needs = \"count\"\ncount = 2");
const std::string kOneAmends = row("amendment", "needs = \"count\"\ncount = 1");

Digest digest_of(std::string_view text) { return crypto::sha256(as_bytes(text)); }

std::vector<Instrument> signed_by_three() {
  std::vector<Instrument> all;
  for (const char* by : {"XA", "XB", "XC"}) {
    all.push_back(instrument(signature, by, "2017-01-01", std::string("sign-") + by));
  }
  return all;
}
std::vector<Instrument> in_force() {
  std::vector<Instrument> all = signed_by_three();
  for (const char* by : {"XA", "XB", "XC"}) {
    all.push_back(instrument(completion_notice, by, "2017-01-02", std::string("done-") + by));
  }
  return all;
}

bool says(const Standing& standing, std::string_view text) {
  return std::ranges::any_of(
      standing.why, [&](const Reason& each) { return each.text.find(text) != std::string::npos; });
}

class Admission : public ::testing::Test {
 protected:
  void arrange(const std::string& rows) {
    signed_ = std::make_unique<Profile>(load(three_parties(rows)));
    text_ = with_xd(three_parties(rows));
    editions_.push_back({digest_of(text_), load(text_)});
  }
  [[nodiscard]] Editions texts() const { return {*signed_, editions_}; }
  [[nodiscard]] Standing on(const std::vector<Instrument>& all, std::string_view when) const {
    return status(texts(), all, at(when), at(when));
  }
  [[nodiscard]] bool fits(const std::vector<Instrument>& all, const Instrument& next) const {
    return admissible(texts(), all, next).ok();
  }
  [[nodiscard]] Instrument consent(std::string_view by, std::string_view when, std::string_view id,
                                   std::string_view to = "") const {
    Instrument made = instrument(amendment, by, when, id, to);
    made.text = digest_of(text_);
    return made;
  }
  [[nodiscard]] static Instrument signs(std::string_view by, std::string_view when) {
    return instrument(signature, by, when, "sign-" + std::string(by));
  }

  std::unique_ptr<Profile> signed_;
  std::string text_;
  std::vector<Edition> editions_;
};

TEST_F(Admission, needs_everybodys_consent_and_the_further_partys_signature_R21_4) {
  arrange("");
  auto all =
      in_force() + consent("XA", "2017-02-01", "A1") + consent("XB", "2017-02-02", "A2", "A1");
  EXPECT_FALSE(fits(all, signs("XD", "2017-02-02"))) << "XC has not consented";
  EXPECT_TRUE(says(on(all, "2017-02-02"), "the consent is missing from XC"));
  all = all + consent("XC", "2017-02-03", "A3", "A1");
  EXPECT_TRUE(on(all, "2017-02-04").texts.empty()) << "nobody is bound by others' consent";
  EXPECT_EQ(on(all, "2017-02-04").reading_of(party("XD")), nullptr);
  EXPECT_TRUE(says(on(all, "2017-02-04"), "in effect with the signature of XD"));
  all = all + signs("XD", "2017-02-05");
  const Standing now = on(all, "2017-02-05");
  ASSERT_EQ(now.texts.size(), 1u);
  EXPECT_EQ(now.texts[0].since, at("2017-02-05"));
  EXPECT_EQ(state(now, "XD"), State::in_force);
  EXPECT_TRUE(now.exchange_allowed);
  EXPECT_FALSE(now.in_dispute);
  EXPECT_EQ(on(all, "2017-02-04").reading_of(party("XD")), nullptr) << "the past stays";
}

TEST_F(Admission, is_counted_by_its_own_class_and_not_as_an_amendment_R21_4) {
  arrange(kTwo + kOneAmends);
  auto all = in_force() + consent("XA", "2017-02-01", "A1");
  EXPECT_FALSE(fits(all, signs("XD", "2017-02-02"))) << "an amendment would stand";
  EXPECT_TRUE(says(on(all, "2017-02-02"), "1 of the 2 needed have consented"));
  all = all + consent("XC", "2017-02-03", "A2", "A1");
  EXPECT_TRUE(fits(all, signs("XD", "2017-02-04")));
  const auto joined = all + signs("XD", "2017-02-04") + consent("XB", "2017-02-06", "A3", "A1");
  EXPECT_EQ(on(joined, "2017-02-07").texts[0].since, at("2017-02-04"))
      << "a later consent changes nothing";
  EXPECT_EQ(
      on(all + consent("XB", "2017-02-04", "A3", "A1") + signs("XD", "2017-02-05"), "2017-02-06")
          .texts.size(),
      1u);
}

TEST_F(Admission, gives_no_part_before_the_signature_and_a_whole_one_after_it_I14) {
  arrange(kTwo);
  const auto agreed =
      in_force() + consent("XA", "2017-02-01", "A1") + consent("XC", "2017-02-03", "A2", "A1");
  for (const Instrument& early : {notice("2017-02-04", "N1", "XD"),
                                  instrument(completion_notice, "XD", "2017-02-04", "done-XD"),
                                  consent("XD", "2017-02-04", "A9", "A1")}) {
    const Status refused = admissible(texts(), agreed, early);
    ASSERT_FALSE(refused.ok());
    EXPECT_TRUE(refused.error().is(kUnknownParty));
  }
  EXPECT_FALSE(fits(agreed, signs("XE", "2017-02-04")));
  const auto joined = agreed + signs("XD", "2017-02-05");
  EXPECT_FALSE(fits(joined, instrument(signature, "XD", "2017-02-06", "again")));
  EXPECT_FALSE(fits(joined, instrument(completion_notice, "XD", "2017-02-06", "done-XD")))
      << "the agreement is in force already";
  ASSERT_TRUE(fits(joined, notice("2017-03-01", "N1", "XD")));
  EXPECT_EQ(state(on(joined + notice("2017-03-01", "N1", "XD"), "2017-03-02"), "XA"),
            State::notice_given);
}

TEST_F(Admission, before_the_entry_into_force_waits_for_the_further_partys_notice_too_R21_1) {
  arrange(kTwo);
  auto all = signed_by_three() + consent("XA", "2017-01-02", "A1") +
             consent("XB", "2017-01-03", "A2", "A1") + signs("XD", "2017-01-04");
  for (const char* by : {"XA", "XB", "XC"}) {
    all.push_back(instrument(completion_notice, by, "2017-01-05", std::string("done-") + by));
  }
  EXPECT_FALSE(on(all, "2017-01-06").exchange_allowed);
  EXPECT_TRUE(says(on(all, "2017-01-06"), "the completion notice is missing from XD"));
  all.push_back(instrument(completion_notice, "XD", "2017-01-07", "done-XD"));
  EXPECT_TRUE(on(all, "2017-01-07").exchange_allowed);
}

TEST_F(Admission, that_the_text_has_overtaken_is_no_longer_signed_R21_4) {
  arrange(kTwo + kOneAmends);
  const auto agreed =
      in_force() + consent("XA", "2017-02-01", "A1") + consent("XC", "2017-02-03", "A2", "A1");
  std::string other = three_parties(kTwo + kOneAmends);
  other.replace(other.find("version = \"1\""), 13, "version = \"3\"");
  editions_.push_back({digest_of(other), load(other)});
  Instrument overtaking = instrument(amendment, "XB", "2017-02-04", "B1");
  overtaking.text = digest_of(other);
  EXPECT_FALSE(fits(agreed + overtaking, signs("XD", "2017-02-05")))
      << "one party alone would bring an older text back";
  const auto anew = agreed + overtaking + consent("XA", "2017-02-06", "A7", "A1") +
                    consent("XC", "2017-02-06", "A8", "A1");
  EXPECT_TRUE(fits(anew, signs("XD", "2017-02-07")));
}

TEST_F(Admission, leaves_no_party_out_again_by_an_amendment_I14) {
  arrange(kTwo + kOneAmends);
  const auto joined = in_force() + consent("XA", "2017-02-01", "A1") +
                      consent("XC", "2017-02-03", "A2", "A1") + signs("XD", "2017-02-05");
  std::string without = three_parties(kTwo + kOneAmends);
  without.replace(without.find("version = \"1\""), 13, "version = \"3\"");
  editions_.push_back({digest_of(without), load(without)});
  Instrument leaving = instrument(amendment, "XB", "2017-03-01", "B1");
  leaving.text = digest_of(without);
  const Status refused = admissible(texts(), joined, leaving);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kOutOfOrder));
}

TEST_F(Admission, is_seen_in_the_deadlines_and_the_timeline_R21_4) {
  arrange(kTwo);
  const auto agreed =
      in_force() + consent("XA", "2017-02-01", "A1") + consent("XC", "2017-02-03", "A2", "A1");
  const auto joined = agreed + signs("XD", "2017-02-05");
  const auto read_by_xd = [&](const std::vector<Instrument>& all) {
    const auto due = next_deadlines(texts(), all, at("2017-02-06"), at("2017-02-06"), 1);
    return std::ranges::any_of(due,
                               [](const Deadline& each) { return each.reading == party("XD"); });
  };
  EXPECT_FALSE(read_by_xd(agreed));
  EXPECT_TRUE(read_by_xd(joined));
  const auto entries =
      timeline(texts(), joined, at("2017-01-01"), at("2017-03-01"), at("2017-03-01"));
  ASSERT_TRUE(entries.ok());
  const auto& last = entries->back();
  EXPECT_EQ(last.readings.size(), 4u);
  EXPECT_EQ(last.readings.back().state, State::in_force);
  EXPECT_EQ(last.readings.back().before, State::none);
  EXPECT_EQ(entries->front().readings.size(), 3u);
}

TEST(AdmissionText, names_the_parties_of_the_text_before_in_their_order_R21_4) {
  const Profile three = load(three_parties());
  EXPECT_TRUE(check_amendment(three, load(with_xd(three_parties()))).ok());
  const Profile four = load(with_xd(three_parties()));
  const Status fewer = check_amendment(four, three);
  ASSERT_FALSE(fewer.ok());
  EXPECT_TRUE(fewer.error().is(kBadAmendment));
}

TEST(AdmissionText, is_nobodys_alone_to_agree_to) {
  const auto faults =
      faults_in(Profile::load(three_parties(row("admission", "needs = \"originator\"")), "p.toml"));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].code, "contradiction");
}

}  // namespace
}  // namespace entente::agreement::testing
