#include <gtest/gtest.h>

#include <list>

#include "world.h"

/// Art. 14 and 15.
namespace entente::rules::testing {
namespace {

act::ItemCopy copy(std::uint64_t number) {
  act::ItemCopy body;
  body.id = act_id(20 + number);
  body.item = item_id(1);
  body.number = number;
  body.requested_by = person("ito.yui");
  body.purpose = name("exercise");
  body.markings = act::CopyMarkings{"군사 Ⅱ급 비밀", "極秘"};
  return body;
}

/// Item 1 in JP's register, and a reader who may copy it.
World copyable(Stage stage = Stage::registered) {
  World world = with_item(stage);
  world.keep(cleared_for_secret(act_id(70), "ito.yui"));
  world.keep(act::NeedToKnowGrant{act_id(71), person("ito.yui"), item_id(1), name("exercise"),
                                  person("abe.ren"), agreement::testing::at("2030-01-01")});
  return world;
}

TEST(CopyRules, a_copy_bears_the_next_number_R14_1_I10) {
  World world = copyable();
  EXPECT_TRUE(denied_by(kNumbered, world.own(kJp, copy(0))));
  EXPECT_TRUE(denied_by(kNumbered, world.own(kJp, copy(2))));
  EXPECT_TRUE(permitted(world.own(kJp, copy(1))));
  world.keep(copy(1));
  EXPECT_TRUE(denied_by(kNumbered, world.own(kJp, copy(1))));
  EXPECT_TRUE(permitted(world.own(kJp, copy(2))));
}

TEST(CopyRules, a_copy_serves_the_items_own_purpose_AB15) {
  act::ItemCopy body = copy(1);
  body.purpose = name("maritime-security");
  EXPECT_TRUE(denied_by(kPurposeKept, copyable().own(kJp, body)));
  EXPECT_TRUE(denied_by(kActOrder, copyable(Stage::received).own(kJp, copy(1))));
}

TEST(CopyRules, nobody_copies_what_he_may_not_read_R7_1_R1_2) {
  EXPECT_TRUE(denied_by(kCleared, with_item(Stage::registered).own(kJp, copy(1))));
  World world = copyable();
  world.keep(act::NeedToKnowRevoke{act_id(72), person("ito.yui"), item_id(1)});
  EXPECT_TRUE(denied_by(kNeedToKnow, world.own(kJp, copy(1))));
  World held = copyable();
  held.add(kJp, act::AgreementHold{act_id(73), item_id(1), "EXERCISE"});
  EXPECT_TRUE(denied_by(kNoHold, held.own(kJp, copy(1))));
  EXPECT_TRUE(denied_by(kRole, copyable().own(kKr, copy(1))));
}

TEST(CopyRules, a_copy_bears_both_markings_letter_by_letter_R14_2_I2) {
  const World world = copyable();
  act::ItemCopy body = copy(1);
  body.markings->original = "군사 II급 비밀";
  EXPECT_TRUE(denied_by(kCopyMarked, world.own(kJp, body)));
  body = copy(1);
  body.markings->own = "秘";
  EXPECT_TRUE(denied_by(kCopyMarked, world.own(kJp, body)));
  body.markings.reset();
  EXPECT_TRUE(denied_by(kCopyMarked, world.own(kJp, body)));
}

/// The shipped text with one value changed.
const agreement::Profile& with(std::string_view from, std::string_view to) {
  static std::list<agreement::Profile> loaded;
  return loaded.emplace_back(agreement::testing::load(agreement::testing::profile_text(from, to)));
}

TEST(CopyRules, a_text_that_does_not_demand_the_markings_permits_a_copy_without_R14_2) {
  World world = copyable();
  world.under(with("original_markings = true", "original_markings = false"));
  act::ItemCopy body = copy(1);
  body.markings.reset();
  EXPECT_TRUE(permitted(world.own(kJp, body)));
}

TEST(CopyRules, only_a_level_that_leaves_copies_free_is_copied_R14_1) {
  for (const char* clause : {"copy = \"required\"", "copy = \"forbidden\""}) {
    World world = copyable();
    world.under(with("copy = \"free\"", clause));
    EXPECT_TRUE(denied_by(kCopyPermitted, world.own(kJp, copy(1)))) << clause;
  }
}

act::ItemCopy translation(std::string_view by = "ito.yui") {
  act::ItemCopy body = copy(1);
  body.translation =
      act::Translation{"ja", person(by), agreement::testing::jp_kr().contains_statement(kKr, "ja")};
  return body;
}

act::NeedToKnowGrant need_of(std::string_view who, std::string_view purpose = "exercise") {
  return {act_id(75),    person(who),       item_id(1),
          name(purpose), person("ito.yui"), agreement::testing::at("2030-01-01")};
}

TEST(TranslationRules, a_cleared_person_of_the_register_translates_R15_1) {
  World world = copyable();
  EXPECT_TRUE(permitted(world.own(kJp, translation())));
  EXPECT_TRUE(denied_by(kTranslator, world.own(kJp, translation("abe.ren"))));
  EXPECT_TRUE(denied_by(kTranslator, world.own(kJp, translation("nobody"))));
  world.keep(cleared_for_secret(act_id(74), "abe.ren"));
  world.keep(need_of("abe.ren"));
  EXPECT_TRUE(permitted(world.own(kJp, translation("abe.ren"))));
  World waived = copyable();
  waived.keep(need_of("abe.ren"));
  waived.under(with("cleared_translator = true", "cleared_translator = false"));
  EXPECT_TRUE(permitted(waived.own(kJp, translation("abe.ren"))));
  EXPECT_TRUE(denied_by(kTranslator, waived.own(kJp, translation("nobody"))));
}

TEST(TranslationRules, who_translates_is_asked_as_a_reader_is_R15_1_R7_1) {
  World world = copyable();
  world.keep(cleared_for_secret(act_id(74), "abe.ren"));
  EXPECT_TRUE(denied_by(kTranslatorNeeds, world.own(kJp, translation("abe.ren"))));
  world.keep(need_of("abe.ren", "maritime-security"));
  EXPECT_TRUE(denied_by(kTranslatorNeeds, world.own(kJp, translation("abe.ren"))));
  world.keep(need_of("abe.ren"));
  EXPECT_TRUE(permitted(world.own(kJp, translation("abe.ren"))));
  world.keep(act::NeedToKnowRevoke{act_id(76), person("abe.ren"), item_id(1)});
  EXPECT_TRUE(denied_by(kTranslatorNeeds, world.own(kJp, translation("abe.ren"))));
}

TEST(TranslationRules, a_translation_keeps_the_level_of_its_source_R15_3) {
  act::ItemCopy body = translation();
  body.markings->own = "秘";
  EXPECT_TRUE(denied_by(kTranslationLevel, copyable().own(kJp, body)));
  body.markings.reset();
  EXPECT_TRUE(denied_by(kTranslationLevel, copyable().own(kJp, body)));
  World waived = copyable();
  waived.under(with("level_of_source = true", "level_of_source = false"));
  EXPECT_TRUE(denied_by(kCopyMarked, waived.own(kJp, body)));
}

TEST(TranslationRules, a_translation_says_in_its_language_whose_information_it_contains_R15_2) {
  act::ItemCopy body = translation();
  body.translation->statement += ".";
  EXPECT_TRUE(denied_by(kTranslationSays, copyable().own(kJp, body)));
  body.translation->statement.clear();
  EXPECT_TRUE(denied_by(kTranslationSays, copyable().own(kJp, body)));
  // The agreement has no statement in French; one in English says it in no language of the reader.
  body.translation->language = "fr";
  body.translation->statement = agreement::testing::jp_kr().contains_statement(kKr, "en");
  EXPECT_TRUE(denied_by(kTranslationSays, copyable().own(kJp, body)));
}

TEST(TranslationRules, only_a_level_that_leaves_translations_free_is_translated_R15_1) {
  World world = copyable();
  world.under(with("translate = \"free\"", "translate = \"required\""));
  EXPECT_TRUE(denied_by(kCopyPermitted, world.own(kJp, translation())));
  EXPECT_TRUE(permitted(world.own(kJp, copy(1))));
}

}  // namespace
}  // namespace entente::rules::testing
