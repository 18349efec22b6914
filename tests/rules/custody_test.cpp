#include <gtest/gtest.h>

#include "world.h"

namespace entente::rules::testing {
namespace {

TEST(CustodyRules, a_package_receipt_names_the_very_package_R12_2_AB05) {
  const World world = with_item(Stage::dispatched);
  EXPECT_TRUE(permitted(world.own(kJp, package_receipt())));
  act::ItemPackageReceipt body = package_receipt();
  body.registration = name("R-2");
  EXPECT_TRUE(denied_by(kReceipt, world.own(kJp, body)));
  EXPECT_TRUE(denied_by(kReceipt, world.arrived(kJp, body)));
}

TEST(CustodyRules, a_content_receipt_names_the_very_content_and_authority_R12_2_AB05) {
  const World world = with_item(Stage::arrived);
  EXPECT_TRUE(permitted(world.own(kJp, content_receipt())));
  act::ItemContentReceipt body = content_receipt();
  body.manifest = digest_of("another");
  EXPECT_TRUE(denied_by(kReceipt, world.arrived(kJp, body)));
  body.manifest.reset();
  EXPECT_TRUE(denied_by(kReceipt, world.arrived(kJp, body)));
  body = content_receipt();
  body.authority = name("MOFA");
  EXPECT_TRUE(denied_by(kReceipt, world.arrived(kJp, body)));
}

TEST(CustodyRules, each_rung_of_the_ladder_follows_the_one_below_R12_2_AB22_T4) {
  const World released = with_item(Stage::released);
  EXPECT_TRUE(denied_by(kActOrder, released.own(kJp, package_receipt())));
  EXPECT_TRUE(denied_by(kActOrder, released.own(kJp, content_receipt())));
  EXPECT_TRUE(denied_by(kActOrder, released.own(kJp, registration())));
  EXPECT_TRUE(denied_by(kActOrder, released.own(kJp, destruction())));
  EXPECT_TRUE(denied_by(kActOrder, released.own(kJp, giving_back())));
  EXPECT_TRUE(denied_by(kActOrder, with_item(Stage::registered).own(kJp, registration())));
}

TEST(CustodyRules, receipts_are_the_receiving_partys_alone_R2_3) {
  EXPECT_TRUE(denied_by(kRole, with_item(Stage::dispatched).own(kKr, package_receipt())));
  EXPECT_TRUE(denied_by(kRole, with_item(Stage::arrived).own(kKr, content_receipt())));
  EXPECT_TRUE(denied_by(kKnown, ready_to_release().own(kJp, package_receipt())));
}

TEST(CustodyRules, what_was_said_has_the_same_receipts_as_what_was_sent_R12_5_R2_1) {
  World world = ready_to_release();
  act::ItemRelease said = release();
  said.form = act::Form::oral;
  said.object.reset();
  EXPECT_TRUE(permitted(world.own(kKr, said)));
  world.add(kKr, said).add(kKr, dispatch()).add(kJp, package_receipt());
  EXPECT_TRUE(denied_by(kReceipt, world.own(kJp, content_receipt()))) << "there is no content";
  act::ItemContentReceipt heard = content_receipt();
  heard.manifest.reset();
  EXPECT_TRUE(permitted(world.own(kJp, heard)));
  world.add(kJp, heard);
  EXPECT_TRUE(permitted(world.own(kJp, registration())));
}

TEST(RegisterRules, the_own_marking_is_an_equivalent_of_the_original_R4_1_AB09) {
  const World world = with_item(Stage::received);
  EXPECT_TRUE(permitted(world.own(kJp, registration())));
  const std::pair<std::string_view, std::string_view> wrong[] = {
      {"JP-HI", "秘"}, {"JP-KIMITSU", "機密"}, {"KR-2", "군사 Ⅱ급 비밀"}, {"JP-GOKUHI", "秘"}};
  for (const auto& [code, text] : wrong) {
    act::ItemRegister body = registration();
    body.marking = name(code);
    body.marking_text = text;
    EXPECT_TRUE(denied_by(kOwnMarking, world.own(kJp, body))) << code;
    EXPECT_TRUE(denied_by(kOwnMarking, world.arrived(kJp, body))) << code;
  }
}

TEST(RegisterRules, an_officer_chooses_among_several_equivalents_and_says_why_R4_2_AB09) {
  const World world = with_item(Stage::received);
  act::ItemRegister body = registration();
  body.reason.clear();
  EXPECT_TRUE(denied_by(kChoice, world.own(kJp, body)));
  EXPECT_TRUE(denied_by(kChoice, world.arrived(kJp, body)));
  body = registration();
  body.chosen_by = person("ito.yui");
  EXPECT_TRUE(denied_by(kChoice, world.own(kJp, body)));
  body.chosen_by = person("abe.ren");
  EXPECT_TRUE(permitted(world.own(kJp, body)));
  body.chosen_by = person("nobody");
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, body)));
}

TEST(DestructionRules, the_method_is_listed_R13_1) {
  const World world = with_item(Stage::registered);
  EXPECT_TRUE(permitted(world.own(kJp, destruction())));
  act::ItemDestroy body = destruction();
  body.method = name("waste-paper-basket");
  EXPECT_TRUE(denied_by(kMethod, world.own(kJp, body)));
}

TEST(DestructionRules, two_different_persons_of_the_register_declare_it_R13_1_AB28) {
  const World world = with_item(Stage::registered);
  act::ItemDestroy body = destruction();
  body.witness = body.by;
  EXPECT_TRUE(denied_by(kTwoWitnesses, world.own(kJp, body)));
  EXPECT_TRUE(denied_by(kTwoWitnesses, world.arrived(kJp, body)));
  body.witness = person("nobody");
  EXPECT_TRUE(denied_by(kTwoWitnesses, world.own(kJp, body)));
}

TEST(CustodyRules, an_item_ends_once_AB22) {
  World world = with_item(Stage::registered);
  world.add(kJp, destruction());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, destruction())));
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, giving_back())));
}

TEST(CustodyRules, who_gives_an_item_back_is_on_the_register_R6_5) {
  const World world = with_item(Stage::registered);
  EXPECT_TRUE(permitted(world.own(kJp, giving_back())));
  act::ItemReturn body = giving_back();
  body.by = person("nobody");
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, body)));
}

TEST(CustodyRules, custody_goes_on_after_the_lapse_R21_3) {
  EXPECT_TRUE(permitted(after_lapse(Stage::dispatched).own(kJp, package_receipt())));
  EXPECT_TRUE(permitted(after_lapse(Stage::arrived).own(kJp, content_receipt())));
  EXPECT_TRUE(permitted(after_lapse(Stage::received).own(kJp, registration())));
  EXPECT_TRUE(permitted(after_lapse().own(kJp, destruction())));
  EXPECT_TRUE(permitted(after_lapse().own(kJp, giving_back())));
}

}  // namespace
}  // namespace entente::rules::testing
