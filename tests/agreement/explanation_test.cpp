#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"

/// What a standing says of itself, in words.
namespace entente::agreement::testing {
namespace {

bool says(const Standing& standing, std::string_view words) {
  return std::any_of(standing.why.begin(), standing.why.end(), [&](const Reason& each) {
    return each.text.find(words) != std::string::npos;
  });
}

TEST(Why, of_a_lapse_says_that_it_ended_and_what_stays_protected_I9) {
  const auto all = in_force_since("2016-11-23") + notice("2019-08-23");
  const Standing before = standing(all, "2019-11-22");
  EXPECT_TRUE(says(before, "term 3, ends 2019-11-23"));
  EXPECT_FALSE(says(before, "stays protected for ever"));
  const Standing after = standing(all, "2019-11-23");
  EXPECT_TRUE(says(after, "ended 2019-11-23"));
  EXPECT_FALSE(says(after, ", ends "));
  EXPECT_TRUE(says(after, "stays protected for ever"));
}

TEST(Why, names_the_provisional_application_until_the_entry_C4) {
  const Profile profile = with_term("provisional_application = \"from-signature\"");
  const auto signed_only =
      std::vector{instrument(InstrumentKind::signature, "KR", "2020-12-30", "a"),
                  instrument(InstrumentKind::signature, "JP", "2020-12-30", "b")};
  EXPECT_TRUE(says(standing(signed_only, "2021-01-01", profile), "Applied provisionally"));
  EXPECT_FALSE(says(standing(signed_only, "2021-01-01", profile), "term "));
  const auto notified = signed_and_notified("2020-12-30", "2021-02-10");
  EXPECT_FALSE(says(standing(notified, "2021-02-10", profile), "Applied provisionally"));
  EXPECT_TRUE(says(standing(notified, "2021-02-10", profile), "term 1"));
}

TEST(Why, names_an_unknown_addressee) {
  Instrument to_nobody = notice("2019-08-23");
  to_nobody.to = party("US");
  EXPECT_FALSE(admissible(jp_kr(), in_force_since("2016-11-23"), to_nobody).ok());
  to_nobody.to = party("JP");
  EXPECT_TRUE(admissible(jp_kr(), in_force_since("2016-11-23"), to_nobody).ok());
}

}  // namespace
}  // namespace entente::agreement::testing
