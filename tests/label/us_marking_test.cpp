#include "label/us_marking.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace entente::label::testing {
namespace {

using Codes = std::vector<std::string>;
using enum UsMarking::System;

std::string banner(const UsMarking& marking) {
  const auto made = us_banner(marking);
  return made.ok() ? *made : check_us_marking(marking).front().about;
}

UsMarking releasable(Codes to, const char* level = "SECRET") {
  UsMarking marking;
  marking.classification = level;
  marking.rel_to = std::move(to);
  return marking;
}

TEST(UsMarking, orders_lists_as_the_manual_does) {
  EXPECT_EQ(banner(releasable({"KOR", "JPN", "USA"})), "SECRET//REL TO USA, JPN, KOR");
  EXPECT_EQ(banner(releasable({"NATO", "USA", "DEU"}, "TOP SECRET")),
            "TOP SECRET//REL TO USA, DEU, NATO");
  UsMarking fgi = releasable({"USA", "JPN"});
  fgi.fgi = {"KOR", "JPN"};
  EXPECT_EQ(banner(fgi), "SECRET//FGI JPN KOR//REL TO USA, JPN");
  fgi.display_only = {"NZL", "AFG"};
  EXPECT_EQ(banner(fgi), "SECRET//FGI JPN KOR//REL TO USA, JPN/DISPLAY ONLY AFG, NZL");
}

TEST(UsMarking, begins_foreign_and_joint_lines_with_two_strokes) {
  EXPECT_EQ(banner({foreign, "SECRET", {"JPN"}, {}, {}, {}, false}), "//JPN SECRET");
  EXPECT_EQ(banner({foreign, "SECRET", {"NATO"}, {}, {}, {}, false}), "//NATO SECRET");
  EXPECT_EQ(banner({foreign, "TOP SECRET", {"NATO"}, {}, {}, {}, false}), "//COSMIC TOP SECRET");
  EXPECT_EQ(banner({joint, "SECRET", {"USA", "JPN", "KOR"}, {}, {"USA", "JPN", "KOR"}, {}, false}),
            "//JOINT SECRET JPN KOR USA//REL TO USA, JPN, KOR");
}

TEST(UsMarking, names_the_paragraph_of_what_is_forbidden) {
  EXPECT_EQ(banner(releasable({"USA"})), "10.e.4");
  EXPECT_EQ(banner(releasable({"CAN", "DEU"})), "10.e.4");
  EXPECT_EQ(banner(releasable({"USA", "CAN"}, "UNCLASSIFIED")), "10.e.3");
  UsMarking both = releasable({"USA", "CAN"});
  both.noforn = true;
  EXPECT_EQ(banner(both), "10.e.7");
  EXPECT_EQ(banner({us, "SECRET", {}, {"CAN", "USA"}, {}, {}, false}), "9.b");
  EXPECT_EQ(banner({foreign, "SECRET", {"DEU"}, {"CAN"}, {}, {}, false}), "9.a");
  EXPECT_EQ(banner({joint, "RESTRICTED", {"CAN", "USA"}, {}, {}, {}, false}), "4");
  EXPECT_EQ(banner({joint, "SECRET", {"CAN", "CAN"}, {}, {}, {}, false}), "4");
  EXPECT_EQ(banner(releasable({"USA", "jpn"})), "") << "no code";
}

RC_GTEST_PROP(UsMarking, has_one_order_for_any_list, ()) {
  auto codes = *rc::gen::container<Codes>(
      rc::gen::element<std::string>("USA", "JPN", "KOR", "NATO", "ISAF", "AFG"));
  const Codes once = us_order(codes);
  std::reverse(codes.begin(), codes.end());
  RC_ASSERT(us_order(codes) == once);
  RC_ASSERT(us_order(once) == once);
}

}  // namespace
}  // namespace entente::label::testing
