#include "label/spif.h"

#include <gtest/gtest.h>

#include "label/errors.h"
#include "label/rendering.h"
#include "label/shared_data.h"
#include "label/translation.h"
#include "label/validity.h"

namespace entente::label::testing {
namespace {

const Instant kNow = when("2026-11-25T00:00:00Z");

std::string wrapped(std::string_view inside, std::string_view version = "2.1") {
  return "<p:SPIF xmlns:p='http://www.xmlspif.org/spif' schemaVersion='" + std::string(version) +
         "' creationDate='20260101000000Z' originatorDN='CN=EXERCISE' keyIdentifier='' "
         "privilegeId='1.2' rbacId='1.2'>\n" +
         std::string(inside) + "</p:SPIF>";
}

constexpr std::string_view kPolicy = "<p:securityPolicyId name='EXERCISE' id='1.2.3'/>\n";

std::string levels(std::string_view first = "", std::string_view second = "") {
  return std::string(kPolicy) +
         "<p:securityClassifications><p:securityClassification name='LOW' lacv='1' hierarchy='1'>" +
         std::string(first) +
         "</p:securityClassification>\n<p:securityClassification name='HIGH' lacv='2' "
         "hierarchy='2'>" +
         std::string(second) + "</p:securityClassification></p:securityClassifications>\n";
}

std::string tag_set(std::string_view categories, std::string_view more = "") {
  return "<p:securityCategoryTagSets><p:securityCategoryTagSet name='Rel' id='1.2.3.1'>"
         "<p:securityCategoryTag tagType='permissive' " +
         std::string(more) + ">" + std::string(categories) +
         "</p:securityCategoryTag></p:securityCategoryTagSet></p:securityCategoryTagSets>";
}

std::string faults_of(std::string_view xml) {
  const auto read = read_spif(xml);
  return read.ok() ? told(read->faults) : std::string(read.error().code());
}

Spif spif(std::string_view inside) {
  auto read = read_spif(wrapped(inside));
  EXPECT_TRUE(read.ok() && read->spif) << (read.ok() ? told(read->faults) : "");
  return std::move(*read->spif);
}

TEST(Spif, reads_schemas_1_0_to_2_1_and_names_3_0) {
  for (const char* version : {"1.0", "2.0", "2.1"}) {
    EXPECT_EQ(faults_of(wrapped(levels(), version)), "") << version;
  }
  EXPECT_EQ(faults_of(wrapped(levels(), "3.0")), "unsupported-policy-version:1");
  EXPECT_EQ(faults_of(wrapped(levels(), "9")), "unsupported-policy-version:1");
  EXPECT_EQ(faults_of("<SPIF/>"), "not-a-label:1");
}

TEST(Spif, gives_the_line_of_each_fault) {
  EXPECT_EQ(faults_of(wrapped("")), "bad-policy:1 bad-policy:1");
  EXPECT_EQ(faults_of(wrapped(levels("stray"))), "unexpected-element:3");
  EXPECT_EQ(faults_of(wrapped(levels("", "<p:unknown/>"))), "bad-policy:4");
  EXPECT_EQ(faults_of(wrapped(levels("", "<x xmlns='urn:x'/>"))), "bad-policy:4");
  EXPECT_EQ(faults_of(wrapped(levels() + "<p:securityClassifications><p:securityClassification "
                                         "name='LOW' lacv='3' hierarchy='3'/>"
                                         "</p:securityClassifications>")),
            "bad-policy:5")
      << "a name twice";
  EXPECT_EQ(faults_of(wrapped(levels() + "<p:securityClassifications><p:securityClassification "
                                         "name='MID' lacv='001' hierarchy='3'/>"
                                         "</p:securityClassifications>")),
            "bad-policy:5")
      << "a value twice: 001 is 1";
  EXPECT_EQ(faults_of(wrapped(levels("<p:equivalentClassification policyRef='X' lacv='1' "
                                     "applied='both'/>"))),
            "bad-policy:3")
      << "a policy that is not there";
  EXPECT_EQ(faults_of(wrapped(levels() + tag_set("<p:tagCategory name='A' lacv='1'>"
                                                 "<p:excludedClass>NONE</p:excludedClass>"
                                                 "</p:tagCategory>"))),
            "bad-policy:5");
  EXPECT_EQ(faults_of(wrapped(levels("<p:requiredCategory operation='all'><p:categoryGroup "
                                     "tagSetRef='None' tagType='permissive' lacv='1'/>"
                                     "</p:requiredCategory>"))),
            "bad-policy:3");
  EXPECT_EQ(faults_of(wrapped(levels() + std::string(kPolicy))), "bad-policy:5")
      << "a section twice";
  EXPECT_EQ(faults_of(wrapped(levels("<p:requiredCategory operation='all'><p:categoryGroup "
                                     "tagSetRef='Rel' tagType='permissive' lacv='1'>x"
                                     "</p:categoryGroup></p:requiredCategory>"))),
            "unexpected-element:3")
      << "text where nothing may stand";
  EXPECT_EQ(faults_of(wrapped(levels("<p:markingData phrase='x'><p:code>nowhere</p:code>"
                                     "</p:markingData>"))),
            "bad-policy:3 bad-policy:3");
}

TEST(Spif, takes_sections_in_another_order_and_elements_without_namespace_with_a_note) {
  const auto read = read_spif(
      wrapped("<p:equivalentPolicies><p:equivalentPolicy name='X' id='1.2.4'/>"
              "</p:equivalentPolicies>\n" +
              levels("<equivalentClassification policyRef='X' lacv='1' applied='both'/>")));
  ASSERT_TRUE(read.ok() && read->spif) << told(read->faults);
  EXPECT_EQ(read->notes.size(), 3U);
  EXPECT_EQ(read->spif->classifications[0].equivalents.size(), 1U);
}

std::string validity(const Spif& policy, std::vector<Category> categories,
                     const char* level = "HIGH", LabelAge age = LabelAge::fresh) {
  return told(
      check_validity(information("EXERCISE", level, std::move(categories)), policy, kNow, age));
}

TEST(Validity, keeps_selection_windows_and_obsolescence) {
  const Spif policy = spif(
      levels() + tag_set("<p:tagCategory name='A' lacv='1'/><p:tagCategory name='B' lacv='2'/>"
                         "<p:tagCategory name='OLD' lacv='3' obsolete='true'/>"
                         "<p:tagCategory name='PAST' lacv='4' notAfter='2020-01-01T00:00:00Z'/>"
                         "<p:tagCategory name='TOP' lacv='5' requiredClass='HIGH'/>",
                         "maxSelection='1'"));
  EXPECT_EQ(validity(policy, {permissive("Rel", {"A"})}), "");
  EXPECT_EQ(validity(policy, {permissive("Rel", {"A", "B"})}), "selection");
  EXPECT_EQ(validity(policy, {permissive("Rel", {"OLD"})}), "obsolete");
  EXPECT_EQ(validity(policy, {permissive("Rel", {"OLD"})}, "HIGH", LabelAge::existing), "");
  EXPECT_EQ(validity(policy, {permissive("Rel", {"PAST"})}), "policy-not-in-force");
  EXPECT_EQ(validity(policy, {permissive("Rel", {"TOP"})}, "LOW"), "excluded");
  EXPECT_EQ(validity(policy, {permissive("Rel", {"TOP"})}), "");
  EXPECT_EQ(validity(policy, {restrictive("Rel", {"A"})}), "unknown-category") << "the type";
  EXPECT_EQ(validity(policy, {permissive("rel", {"A"})}), "unknown-category") << "exact";
  EXPECT_EQ(validity(policy, {permissive("Other", {"A"})}), "unknown-category");
}

TEST(Validity, takes_no_letter_of_another_script_for_its_own) {
  const Spif policy = spif(levels());
  const Spif korean = spif(std::string(kPolicy) +
                           "<p:securityClassifications><p:securityClassification "
                           "name='\uad70\uc0ac \u2161\uae09 \ube44\ubc00' lacv='1' hierarchy='1'/>"
                           "</p:securityClassifications>");
  for (const char* text : {"HI\u0410H", "\uff28IGH", "H\u0399GH", "high", "HIGH "}) {
    EXPECT_EQ(validity(policy, {}, text), "unknown-classification") << text;
  }
  EXPECT_EQ(validity(korean, {}, "\uad70\uc0ac \u2161\uae09 \ube44\ubc00"), "");
  EXPECT_EQ(validity(korean, {},
                     "\u1100\u116e\u11ab\u1109\u1161 \u2161\u1100\u1173\u11b8 "
                     "\u1107\u1175\u1106\u1175\u11af"),
            "unknown-classification")
      << "decomposed Hangul";
}

TEST(Validity, resolves_a_tag_set_by_identifier_and_refuses_a_disagreement) {
  const Spif policy = spif(levels() + tag_set("<p:tagCategory name='A' lacv='1'/>"));
  Category category = permissive("Rel", {"A"});
  category.oid = "1.2.3.1";
  EXPECT_EQ(validity(policy, {category}), "");
  category.oid = "1.2.3.9";
  EXPECT_EQ(validity(policy, {category}), "policy-mismatch");
  category = permissive("Renamed", {"A"});
  category.oid = "1.2.3.1";
  EXPECT_EQ(validity(policy, {category}), "policy-mismatch") << "a rename that nobody announced";
}

TEST(Validity, a_label_from_the_time_to_come_is_refused) {
  EXPECT_EQ(told(check_created({when("2026-11-25T00:10:00Z"), true}, kNow)), "");
  EXPECT_EQ(told(check_created({when("2026-11-25T00:10:01Z"), true}, kNow)), "future-time");
}

// --- translation (XML SPIF 2.1, ADatP-4774.1 4.4)

std::string equivalents(std::string_view of_high, std::string_view of_value) {
  return levels("", of_high) +
         tag_set("<p:tagCategory name='A' lacv='1'>" + std::string(of_value) + "</p:tagCategory>") +
         "<p:equivalentPolicies><p:equivalentPolicy name='OTHER' id='1.2.4'/>"
         "</p:equivalentPolicies>";
}

constexpr std::string_view kHigh =
    "<p:equivalentClassification policyRef='OTHER' lacv='9' applied='both'/>";
constexpr std::string_view kValue =
    "<p:equivalentSecCategoryTag policyRef='OTHER' tagSetId='1.2.4.1' tagType='permissive' "
    "lacv='7' applied='both'/>";

Spif other() {
  return spif(
      "<p:securityPolicyId name='OTHER' id='1.2.4'/><p:securityClassifications>"
      "<p:securityClassification name='TOP' lacv='9' hierarchy='1'/>"
      "</p:securityClassifications><p:securityCategoryTagSets>"
      "<p:securityCategoryTagSet name='To' id='1.2.4.1'><p:securityCategoryTag "
      "tagType='permissive'><p:tagCategory name='Z' lacv='7'/></p:securityCategoryTag>"
      "</p:securityCategoryTagSet></p:securityCategoryTagSets>");
}

Translation translated(const std::string& source, const char* level, Side side,
                       const Spif* target) {
  const auto label = a_label(information("EXERCISE", level, {permissive("Rel", {"A"})}));
  return translate_label(label, spif(source), target, "OTHER", side, {std::nullopt, kNow}).value();
}

TEST(Translation, gives_an_alternative_label_with_its_time) {
  const Spif target = other();
  const auto done = translated(equivalents(kHigh, kValue), "HIGH", Side::originate, &target);
  ASSERT_EQ(done.outcome, TranslationOutcome::mapped) << done.text;
  EXPECT_EQ(done.label->kind, LabelKind::alternative);
  EXPECT_EQ(done.label->body.created.at, kNow);
  EXPECT_EQ(done.label->body.information.classification, "TOP");
  EXPECT_EQ(done.label->body.information.categories[0].values, std::vector<std::string>{"Z"});
}

TEST(Translation, has_no_mapping_for_what_the_policy_does_not_map) {
  const Spif target = other();
  const auto outcome = [&](const std::string& source, const char* level, Side side) {
    return translated(source, level, side, &target).outcome;
  };
  using enum TranslationOutcome;
  EXPECT_EQ(outcome(equivalents(kHigh, kValue), "LOW", Side::originate), no_mapping);
  EXPECT_EQ(outcome(equivalents(kHigh, ""), "HIGH", Side::originate), no_mapping);
  std::string encrypt(kHigh);
  encrypt.replace(encrypt.find("both"), 4, "encrypt");
  EXPECT_EQ(outcome(equivalents(encrypt, kValue), "HIGH", Side::originate), mapped);
  EXPECT_EQ(outcome(equivalents(encrypt, kValue), "HIGH", Side::receive), no_mapping);
}

TEST(Translation, discards_only_what_says_so) {
  const Spif target = other();
  std::string discard(kValue);
  discard.replace(discard.find("applied='both'"), 14, "applied='both' action='discard'");
  const auto done = translated(equivalents(kHigh, discard), "HIGH", Side::receive, &target);
  ASSERT_EQ(done.outcome, TranslationOutcome::mapped);
  EXPECT_TRUE(done.label->body.information.categories.empty());
}

TEST(Translation, leaves_a_choice_to_a_person) {
  const Spif target = other();
  const std::string twice = std::string(kHigh) +
                            "<p:equivalentClassification policyRef='OTHER' lacv='8' "
                            "applied='both'/>";
  const auto done = translated(equivalents(twice, kValue), "HIGH", Side::receive, &target);
  EXPECT_TRUE(done.decision_needed());
  EXPECT_FALSE(done.label.has_value());
  const auto unnamed = translated(equivalents(kHigh, kValue), "HIGH", Side::receive, nullptr);
  EXPECT_EQ(unnamed.outcome, TranslationOutcome::mapped);
  EXPECT_FALSE(unnamed.label.has_value()) << "values are never written for names";
}

TEST(Rendering, names_the_receiving_marking_the_party_and_the_original_R4_1_Art4_2) {
  const RenditionTemplate form{"{own}\n{party} {marking}", "{party}の情報を含む"};
  EXPECT_EQ(render_received(form, "大韓民国", "군사 Ⅱ급 비밀", "極秘", Rendition::original),
            "極秘\n大韓民国 군사 Ⅱ급 비밀");
  EXPECT_EQ(render_received(form, "大韓民国", "{own}", "極秘", Rendition::derived),
            "極秘\n大韓民国 {own}\n大韓民国の情報を含む")
      << "a value is never read as a layout";
}

TEST(Rendering, an_unreadable_label_is_marked_as_the_highest) {
  const Spif policy = spif(levels());
  EXPECT_EQ(highest_marking(policy, "en", MarkingForm::banner), "EXERCISE HIGH");
  EXPECT_FALSE(
      render_marking(information("EXERCISE", "NONE"), policy, "en", MarkingForm::banner, kNow)
          .ok());
}

TEST(Spif, writes_what_it_reads_back) {
  const Spif policy = spif(equivalents(kHigh, kValue));
  const SpifHeader header{"20260101000000Z", "CN=EXERCISE", "00", "1.2", "1.2"};
  const std::string xml = write_spif(policy, header);
  const auto again = read_spif(xml);
  ASSERT_TRUE(again.ok() && again->spif) << told(again->faults);
  EXPECT_TRUE(again->notes.empty());
  EXPECT_EQ(write_spif(*again->spif, header), xml);
}

}  // namespace
}  // namespace entente::label::testing
