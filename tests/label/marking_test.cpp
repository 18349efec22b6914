#include "label/marking.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "label/builders.h"
#include "label/errors.h"

namespace entente::label::testing {
namespace {

std::string code_of(const MarkingScheme& scheme, std::string_view text) {
  const auto found = scheme.recognise(text);
  return found.ok() ? (*found)->code.text() : std::string(found.error().code());
}

TEST(MarkingScheme, recognises_codes_texts_and_variants) {
  EXPECT_EQ(code_of(korea(), "KR-2"), "KR-2");
  EXPECT_EQ(code_of(korea(), "군사 Ⅱ급 비밀"), "KR-2");
  EXPECT_EQ(code_of(korea(), "GUNSA II-KUP BI MIL"), "KR-2");
  EXPECT_EQ(code_of(japan(), "特定秘密"), "JP-TOKUTEI");
}

TEST(MarkingScheme, folds_look_alikes_for_recognition_E7_AB63) {
  const MarkingScheme scheme = korea();
  EXPECT_EQ(code_of(scheme, "군사II급비밀"), "KR-2") << "ASCII numerals, no spaces";
  EXPECT_EQ(code_of(scheme, "군사 III급 비밀"), "KR-3");
  EXPECT_EQ(code_of(scheme, "군사 ⅠI급 비밀"), "KR-2") << "mixed numerals";
  EXPECT_EQ(code_of(scheme, "군사 ＩＩ급 비밀"), "KR-2") << "full width";
  EXPECT_EQ(code_of(scheme, "군사\u200d Ⅱ급 비밀"), "KR-2") << "zero-width joiner";
  EXPECT_EQ(code_of(scheme,
                    "\u1100\u116e\u11ab\u1109\u1161 \u2161\u1100\u1173\u11b8 "
                    "\u1107\u1175\u1106\u1175\u11af"),
            "KR-2")
      << "decomposed Hangul";
  EXPECT_EQ(code_of(scheme, "군사 Ⅰ급 비밀"), "KR-1");
}

TEST(MarkingScheme, never_takes_one_level_for_another) {
  EXPECT_NE(code_of(korea(), "군사 III급 비밀"), code_of(korea(), "군사 II급 비밀"));
  EXPECT_NE(code_of(japan(), "秘"), code_of(japan(), "極秘"));
}

TEST(MarkingScheme, a_text_in_no_scheme_is_invalid_input_never_the_nearest) {
  for (const char* text : {"", " ", "비밀", "군사 Ⅳ급 비밀", "SECRET", "極秘秘", "KR-4", "kr-2x"}) {
    const MarkingScheme scheme = korea();
    const auto found = scheme.recognise(text);
    ASSERT_FALSE(found.ok()) << text;
    EXPECT_TRUE(found.error().is(kUnknownMarking)) << text;
    EXPECT_EQ(found.error().kind().exit, Exit::invalid_input);
  }
  const MarkingScheme scheme = korea();
  EXPECT_FALSE(scheme.recognise("\xff").ok()) << "not UTF-8";
}

TEST(MarkingScheme, knows_a_level_outside_the_agreement_R4_3) {
  const MarkingScheme scheme = japan();
  const Marking* marking = scheme.recognise("機密").value();
  EXPECT_FALSE(marking->covered);
  EXPECT_EQ(scheme.level_of(*marking).rank, 4);
}

TEST(MarkingScheme, keeps_its_texts_byte_for_byte_E7) {
  const MarkingScheme scheme = korea();
  EXPECT_EQ(scheme.recognise("군사II급비밀").value()->text, "군사 Ⅱ급 비밀");
}

TEST(MarkingScheme, survives_a_move) {
  MarkingScheme scheme = korea();
  const Marking* before = scheme.find(name("KR-2"));
  const MarkingScheme moved = std::move(scheme);
  EXPECT_EQ(moved.find(name("KR-2")), before);
}

TEST(MarkingScheme, sorts_levels_from_the_lowest) {
  const MarkingScheme scheme = japan();
  for (std::size_t i = 0; i + 1 < scheme.levels().size(); ++i) {
    EXPECT_LT(scheme.levels()[i].rank, scheme.levels()[i + 1].rank);
  }
}

TEST(MarkingScheme, refuses_schemes_that_contradict_themselves) {
  const auto refused = [](std::vector<Level> ranks, std::vector<Marking> markings) {
    const auto made = MarkingScheme::make(party("JP"), std::move(ranks), std::move(markings));
    return !made.ok() && made.error().is(kBadScheme);
  };
  EXPECT_TRUE(refused({{name("A"), 1, "A"}, {name("B"), 1, "B"}}, {})) << "one rank twice";
  EXPECT_TRUE(refused({{name("A"), 1, "A"}, {name("A"), 2, "A"}}, {})) << "one code twice";
  EXPECT_TRUE(refused(levels(), {marking("JP", "A", "秘", "NOWHERE")})) << "no such level";
  EXPECT_TRUE(refused(levels(), {marking("KR", "A", "秘", "SECRET")})) << "another party's";
  EXPECT_TRUE(
      refused(levels(), {marking("JP", "A", "秘", "SECRET"), marking("JP", "A", "極秘", "SECRET")}))
      << "one code twice";
  EXPECT_TRUE(refused(levels(), {marking("JP", "A", "Secret", "SECRET"),
                                 marking("JP", "B", "SЕCRЕT", "CONFIDENTIAL")}))
      << "look-alikes (Cyrillic)";
  EXPECT_TRUE(refused(levels(), {marking("JP", "A", "- -", "SECRET")})) << "nothing to recognise";
  EXPECT_TRUE(
      refused(levels(), {marking("JP", "A", "B", "SECRET"), marking("JP", "B", "C", "SECRET")}))
      << "the text of one is the code of another";
}

RC_GTEST_PROP(MarkingScheme, recognises_only_what_folds_to_one_of_its_texts, ()) {
  static const MarkingScheme scheme = korea();
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('I', 'V', ' ', '-', 'K', 'R', '1', '2', '\xea', '\xb8', '\x89'));
  const auto found = scheme.recognise(text);
  if (found.ok()) {
    const auto folded = confusable_skeleton(text).value();
    const bool known =
        folded == confusable_skeleton((*found)->text).value() || text == (*found)->code.text();
    RC_ASSERT(known);
  }
}

}  // namespace
}  // namespace entente::label::testing
