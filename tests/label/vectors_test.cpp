#include <gtest/gtest.h>

#include "label/access_decision.h"
#include "label/dominance.h"
#include "label/errors.h"
#include "label/rendering.h"
#include "label/shared_data.h"
#include "label/validity.h"

/// The vectors handed out, row by row.
namespace entente::label::testing {
namespace {

const Instant kNow = when("2026-11-25T00:00:00Z");

Spif policy(std::string_view name) {
  auto read = load_spif(shared_file("spif/" + std::string(name)));
  EXPECT_TRUE(read.ok()) << name << ": " << (read.ok() ? "" : read.error().describe());
  return read.ok() ? std::move(*read) : Spif{};
}

TEST(Vectors, access_decisions_ADatP_4774_App_2) {
  ENTENTE_NEEDS_LABEL_DATA();
  const Spif nato = policy("nmbs-NATO-v88.spif");
  std::size_t checked = 0;
  for (const auto& row : vectors("acdf.tsv")) {
    if (!row[1].starts_with("samples/")) {
      continue;  // RFC 3114: below
    }
    const auto label = read_label(shared_file(row[1]));
    const auto clearance = read_clearance(shared_file(row[2]));
    ASSERT_TRUE(label.ok() && clearance.ok() && clearance->clearance) << row[0];
    const AccessDecision decision = decide_access(*label, {&*clearance->clearance, 1}, nato, kNow);
    EXPECT_EQ(decision.permitted() ? "PERMIT" : "DENY", row[3]) << row[0] << decision.text;
    EXPECT_EQ(decision.reason_text(), row[4]) << row[0] << decision.text;
    ++checked;
  }
  EXPECT_GT(checked, 0U);
}

/// RFC 3114 2.2: the Amoco policy, with classes as names of their numbers.
Spif amoco() {
  Spif spif;
  spif.policy = {"id-tsp-3", "1.2.840.113549.1.9.16.7.3"};
  for (const int value : {6, 7, 8, 9}) {
    SpifClassification level;
    level.name = level.lacv = std::to_string(value);
    level.hierarchy = value;
    spif.classifications.push_back(level);
  }
  Tag tag;
  tag.type = CategoryType::permissive;
  tag.name = "categories";
  for (const char* name : {"LAW DEPARTMENT USE ONLY", "HUMAN RESOURCES USE ONLY"}) {
    TagCategory value;
    value.name = name;
    tag.categories.push_back(value);
  }
  spif.tag_sets.push_back({"categories", "1.2.840.113549.1.9.16.7.3.1", {tag}});
  return spif;
}

TEST(Vectors, access_decisions_RFC_3114) {
  const Spif spif = amoco();
  const auto decide = [&](std::string_view policy, std::string_view level,
                          std::string_view category) {
    const auto label = a_label(
        information(policy, level, {permissive("categories", {"LAW DEPARTMENT USE ONLY"})}));
    const Clearance clearance{
        {"id-tsp-3", {}}, {"6", "7", "8"}, {permissive("categories", {std::string(category)})}};
    return decide_access(label, {&clearance, 1}, spif, kNow).reason_text();
  };
  EXPECT_EQ(decide("id-tsp-3", "8", "LAW DEPARTMENT USE ONLY"), "") << "R1";
  EXPECT_EQ(decide("id-tsp-3", "8", "HUMAN RESOURCES USE ONLY"), "permissive categories") << "R2";
  EXPECT_EQ(decide("id-tsp-3", "9", "LAW DEPARTMENT USE ONLY"), "classification") << "R3";
  EXPECT_EQ(decide("id-tsp-1", "8", "LAW DEPARTMENT USE ONLY"), "unknown policy") << "R4";
  EXPECT_EQ(decide("id-tsp-3", "8", "law department use only"), "permissive categories")
      << "RFC 3114 demands an exact match";
}

TEST(Vectors, validity) {
  ENTENTE_NEEDS_LABEL_DATA();
  const Spif acme = policy("authzforce-ACME.xml");
  const Spif example = policy("linagora-example.spif.xml");
  const auto check = [](const Spif& spif, LabelInformation label) {
    return told(check_validity(label, spif, kNow, LabelAge::fresh));
  };
  EXPECT_EQ(check(acme, information("ACME", "INTERNAL", {restrictive("Sensitive", {"RED"})})), "")
      << "V1";
  EXPECT_EQ(check(acme, information("ACME", "CONFIDENTIAL", {restrictive("Sensitive", {"RED"})})),
            "required-category excluded")
      << "V2";
  EXPECT_EQ(check(acme, information("ACME", "PUBLIC", {permissive("Releasable To", {"MOCK"})})),
            "excluded")
      << "V4";
  EXPECT_EQ(check(acme, information("acme", "internal", {restrictive("sensitive", {"red"})})), "")
      << "V5";
  EXPECT_EQ(check(example, information("EXAMPLE", "RESTRICTED",
                                       {restrictive("Special Handling", {"BRAVO"}),
                                        permissive("Releasable To", {"XAA"})})),
            "excluded")
      << "V7";
  EXPECT_EQ(check(example, information("EXAMPLE", "UNCLASSIFIED",
                                       {restrictive("Special Handling", {"ALPHA"})})),
            "excluded")
      << "V8";
  EXPECT_EQ(check(example, information("EXAMPLE", "restricted")), "unknown-classification")
      << "exact where nobody says otherwise";
}

TEST(Vectors, dominant_labels_ADatP_4774_1_4_4) {
  ENTENTE_NEEDS_LABEL_DATA();
  const Spif acme = policy("authzforce-ACME.xml");
  const auto rel = [](std::vector<std::string> to) {
    return information("ACME", "CONFIDENTIAL", {permissive("Releasable To", std::move(to))});
  };
  const auto red = [](const char* which) {
    return information("ACME", "INTERNAL", {restrictive("Sensitive", {which})});
  };
  const auto open = information("ACME", "PUBLIC");
  const auto internal = information("ACME", "INTERNAL");
  const auto of = [&](std::vector<LabelInformation> labels) {
    const Dominance found = dominate(labels, acme, kNow);
    if (!found.information) {
      return std::string("POLICY DECISION");
    }
    std::string text = found.information->policy.name + " " + found.information->classification;
    for (const Category& each : found.information->categories) {
      for (const std::string& value : each.values) {
        text += " " + value;
      }
    }
    return text;
  };
  EXPECT_EQ(of({open, information("MOCK", "CONFIDENTIAL")}), "POLICY DECISION") << "D1";
  EXPECT_EQ(of({open, information("MOCK", "SECRET")}), "POLICY DECISION") << "D2";
  EXPECT_EQ(of({open, internal}), "ACME INTERNAL") << "D3";
  EXPECT_EQ(of({rel({"MOCK", "PHONY"}), rel({"MOCK"})}), "ACME CONFIDENTIAL MOCK") << "D4";
  EXPECT_EQ(of({red("RED"), red("BLUE")}), "ACME INTERNAL RED BLUE") << "D6";
  EXPECT_EQ(
      of({information("ACME", "INTERNAL", {informative("Administrative", {"STAFF"})}), internal}),
      "ACME INTERNAL STAFF")
      << "D7";
  EXPECT_EQ(of({rel({"MOCK"}), rel({"PHONY"})}), "POLICY DECISION")
      << "D8: an empty intersection is never a label without the category";
  EXPECT_EQ(of({rel({"MOCK"}), internal}), "ACME INTERNAL")
      << "the dominant classification excludes the category by itself";
  EXPECT_EQ(of({rel({"MOCK"}), open}), "POLICY DECISION") << "dropping it would widen";
}

TEST(Vectors, dominance_drops_Releasable_To_only_into_the_narrower_context) {
  ENTENTE_NEEDS_LABEL_DATA();
  const Spif nato = policy("nmbs-NATO-v88.spif");
  const auto own = information("NATO", "SECRET", {permissive("Context", {"NATO"})});
  const auto wide = information("NATO", "RESTRICTED",
                                {permissive("Context", {"NATO", "Releasable"}),
                                 permissive("Releasable To", {"NATO", "JPN"})});
  const std::vector<LabelInformation> both{own, wide};
  const Dominance found = dominate(both, nato, kNow);
  ASSERT_TRUE(found.information.has_value()) << found.text;
  EXPECT_EQ(found.information->classification, "SECRET");
  ASSERT_EQ(found.information->categories.size(), 1U);
  EXPECT_EQ(found.information->categories[0].values, std::vector<std::string>{"NATO"});
}

TEST(Vectors, markings) {
  ENTENTE_NEEDS_LABEL_DATA();
  for (const auto& row : vectors("markings.tsv")) {
    const Spif spif = policy(std::filesystem::path(row[1]).filename().string());
    const bool plus_staff = row[3] == "reference label plus Administrative STAFF";
    auto read =
        read_label(shared_file(plus_staff ? "samples/linagora-reference-label.xml" : row[3]));
    ASSERT_TRUE(read.ok() && read->label) << row[0];
    LabelInformation label = read->label->body.information;
    if (plus_staff) {
      label.categories.push_back(informative("Administrative", {"STAFF"}));
    }
    EXPECT_EQ(render_marking(label, spif, row[2], MarkingForm::banner, kNow).value(), row[4])
        << row[0];
  }
}

TEST(Vectors, markings_told_in_the_text_of_5_1) {
  ENTENTE_NEEDS_LABEL_DATA();
  const Spif nato = policy("nmbs-NATO-v88.spif");
  const auto marked = [&](LabelInformation label, MarkingForm form = MarkingForm::banner,
                          const char* lang = "en") {
    const auto text = render_marking(label, nato, lang, form, kNow);
    return text.ok() ? *text : text.error().describe();
  };
  EXPECT_EQ(marked(information(
                "NATO", "CONFIDENTIAL",
                {permissive("Context", {"KFOR"}), permissive("Only", {"IRL", "SWE", "UKR"})})),
            "NATO/KFOR CONFIDENTIAL Ireland, Sweden, Ukraine Only");
  EXPECT_EQ(marked(information("NATO", "TOP SECRET", {permissive("Context", {"NATO"})})),
            "COSMIC TOP SECRET");
  EXPECT_EQ(marked(information("NATO", "SECRET", {permissive("Context", {"NATO"})}),
                   MarkingForm::portion),
            "NS");
  EXPECT_EQ(marked(information("NATO", "RESTRICTED", {permissive("Context", {"NATO"})}),
                   MarkingForm::document_start, "fr-CA"),
            "NATO DIFFUSION RESTREINTE");
  const auto table18 = read_label(shared_file("samples/adatp4774-table18.xml"));
  EXPECT_EQ(marked(table18->label->body.information),
            "NATO RESTRICTED Canada, Germany, Spain, France, Italy, Netherlands, Norway, United "
            "Kingdom, United States of America Only Releasable to Sweden");
  EXPECT_EQ(told(find_contradictions(table18->label->body.information, nato)).substr(0, 22),
            "contradictory-audience");
  EXPECT_EQ(highest_marking(nato, "en", MarkingForm::banner), "COSMIC TOP SECRET");
  const Spif open = policy("nmbs-PUBLIC-v1.spif");
  EXPECT_EQ(render_marking(information("PUBLIC", "UNMARKED"), open, "en", MarkingForm::banner, kNow)
                .value(),
            "");
  const Spif tlp = policy("spiffing-tlp.xml");
  EXPECT_EQ(render_marking(
                information("TLP", "AMBER", {permissive("Additional Information", {"EU", "US"})}),
                tlp, "en", MarkingForm::banner, kNow)
                .value(),
            "TLP:AMBER [REGION=EU/US]");
}

}  // namespace
}  // namespace entente::label::testing
