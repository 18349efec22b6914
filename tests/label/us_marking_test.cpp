#include "label/us_marking.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "label/shared_data.h"

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

UsMarking owned(UsMarking::System system, Codes owners, const char* level = "SECRET") {
  UsMarking marking;
  marking.system = system;
  marking.classification = level;
  marking.owners = std::move(owners);
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
  EXPECT_EQ(banner(owned(foreign, {"JPN"})), "//JPN SECRET");
  EXPECT_EQ(banner(owned(foreign, {"NATO"})), "//NATO SECRET");
  EXPECT_EQ(banner(owned(foreign, {"NATO"}, "TOP SECRET")), "//COSMIC TOP SECRET");
  UsMarking shared = owned(joint, {"USA", "JPN", "KOR"});
  shared.rel_to = shared.owners;
  EXPECT_EQ(banner(shared), "//JOINT SECRET JPN KOR USA//REL TO USA, JPN, KOR");
}

TEST(UsMarking, names_the_paragraph_of_what_is_forbidden) {
  EXPECT_EQ(banner(releasable({"USA"})), "10.e.5");
  EXPECT_EQ(banner(releasable({"CAN", "DEU"})), "10.e.4");
  EXPECT_EQ(banner(releasable({"USA", "CAN"}, "UNCLASSIFIED")), "10.e.3");
  UsMarking both = releasable({"USA", "CAN"});
  both.controls = {UsControl::noforn};
  EXPECT_EQ(banner(both), "10.e.7");
  UsMarking fgi = owned(us, {});
  fgi.fgi = {"CAN", "USA"};
  EXPECT_EQ(told(check_us_marking(fgi)), "bad-us-marking") << "of USA, and no paragraph says so";
  fgi = owned(us, {}, "RESTRICTED");
  fgi.fgi = {"CAN"};
  EXPECT_EQ(told(check_us_marking(fgi)), "bad-us-marking bad-us-marking") << "no level of the US";
  EXPECT_EQ(check_us_marking(fgi).back().about, "9.b");
  fgi = owned(foreign, {"DEU"});
  fgi.fgi = {"CAN"};
  EXPECT_EQ(banner(fgi), "9.a");
  EXPECT_EQ(banner(owned(joint, {"CAN", "USA"}, "RESTRICTED")), "5.d");
  EXPECT_EQ(banner(owned(joint, {"CAN", "CAN"})), "5");
  EXPECT_EQ(banner(owned(us, {}, "VERY SECRET")), "");
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
