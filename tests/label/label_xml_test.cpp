#include "label/label_xml.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "format/errors.h"
#include "label/clearance.h"
#include "label/errors.h"
#include "label/label_json.h"
#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

constexpr std::string_view kHead =
    "<s:originatorConfidentialityLabel "
    "xmlns:s='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0' "
    "ReviewDateTime='2034-01-01T00:00:00Z'>\n";
constexpr std::string_view kInformation =
    "<s:ConfidentialityInformation><s:PolicyIdentifier>NATO</s:PolicyIdentifier>"
    "<s:Classification>SECRET</s:Classification></s:ConfidentialityInformation>\n";
constexpr std::string_view kCreated =
    "<s:CreationDateTime>2024-01-01T00:00:00Z</s:CreationDateTime>\n";
constexpr std::string_view kTail = "</s:originatorConfidentialityLabel>";

std::string around(std::string_view inside) {
  return std::string(kHead) + std::string(inside) + std::string(kTail);
}

/// With `more` within the information, after the classification.
std::string with(std::string_view more) {
  std::string information(kInformation);
  information.insert(information.find("</s:ConfidentialityInformation>"), more);
  return around(information + std::string(kCreated));
}

std::string faults_of(std::string_view xml) {
  const auto read = read_label(xml);
  return read.ok() ? told(read->faults()) : std::string(read.error().code());
}

TEST(Label, reads_everything_that_the_standard_lets_it_say) {
  const auto read = read_label(
      "<slab:alternativeConfidentialityLabel xmlns:slab='urn:nato:stanag:4774:"
      "confidentialitymetadatalabel:1:0' xmlns:x='urn:x' Id='a1' x:y='z' "
      "ReviewDateTime='2034-01-01T09:00:00+09:00'><slab:ConfidentialityInformation>"
      "<slab:PolicyIdentifier URI='urn:oid:1.2.3'> EXERCISE\n POLICY </slab:PolicyIdentifier>"
      "<slab:Classification>SECRET</slab:Classification><slab:PrivacyMark>old</slab:PrivacyMark>"
      "<slab:Category Type='PERMISSIVE' TagName='Releasable To' URI='urn:oid:1.2.3.1'>"
      "<slab:GenericValue>JPN</slab:GenericValue><slab:GenericValue>KOR</slab:GenericValue>"
      "</slab:Category><x:more/></slab:ConfidentialityInformation>"
      "<slab:OriginatorID IDType='jID'>a@b</slab:OriginatorID>"
      "<slab:CreationDateTime>2024-01-01T00:00:00.5Z</slab:CreationDateTime>"
      "<slab:SuccessionHandling><slab:SuccessionDateTime>2030-01-01T00:00:00Z"
      "</slab:SuccessionDateTime><slab:SuccessorConfidentialityLabel>"
      "<slab:ConfidentialityInformation><slab:PolicyIdentifier>P</slab:PolicyIdentifier>"
      "<slab:Classification>LOW</slab:Classification></slab:ConfidentialityInformation>"
      "<slab:CreationDateTime>2024-01-01T00:00:00Z</slab:CreationDateTime>"
      "</slab:SuccessorConfidentialityLabel><x:anything/></slab:SuccessionHandling><x:more/>"
      "</slab:alternativeConfidentialityLabel>");
  ASSERT_TRUE(read.ok());
  ASSERT_TRUE(read->valid()) << told(read->faults());
  const ConfidentialityLabel& label = *read->label;
  EXPECT_EQ(label.kind, LabelKind::alternative);
  EXPECT_EQ(label.id, "a1");
  EXPECT_EQ(label.review->at, when("2034-01-01T00:00:00Z"));
  EXPECT_EQ(label.body.information.policy, (PolicyName{"EXERCISE POLICY", "1.2.3"}));
  EXPECT_EQ(label.body.information.privacy_mark, "old");
  ASSERT_EQ(label.body.information.categories.size(), 1U);
  EXPECT_EQ(label.body.information.categories[0],
            (Category{CategoryType::permissive, "Releasable To", "1.2.3.1", {"JPN", "KOR"}}));
  EXPECT_EQ(label.body.originator, (OriginatorId{OriginatorIdType::jid, "a@b"}));
  ASSERT_EQ(label.successors.size(), 1U);
  EXPECT_EQ(label.successors[0].body.information.classification, "LOW");
}

TEST(Label, names_each_fault_of_the_schema_with_its_line) {
  EXPECT_EQ(faults_of(around(std::string(kInformation) + std::string(kCreated))), "");
  EXPECT_EQ(faults_of(around(kInformation)), "missing-element:1");
  EXPECT_EQ(faults_of(around(kCreated)), "missing-element:1");
  EXPECT_EQ(faults_of(around(std::string(kCreated) + std::string(kInformation))),
            "unexpected-element:3")
      << "the order is fixed";
  EXPECT_EQ(faults_of(with("<s:IntegerValue>1</s:IntegerValue>")), "unexpected-element:2");
  EXPECT_EQ(faults_of(with("loose text")), "unexpected-element:2");
  EXPECT_EQ(faults_of(with("<s:Category Type='PERMISSIVE'/>")), "missing-attribute:2");
  EXPECT_EQ(faults_of(with("<s:Category TagName='a'/>")), "missing-attribute:2");
  EXPECT_EQ(faults_of(with("<s:Category TagName='a' Type='permissive'/>")), "bad-value:2")
      << "upper case only";
  EXPECT_EQ(faults_of(with("<s:Category TagName='a' Type='PERMISSIVE'/>")), "");
  EXPECT_EQ(faults_of(around("<s:ConfidentialityInformation><s:PolicyIdentifier> "
                             "</s:PolicyIdentifier><s:Classification/>"
                             "</s:ConfidentialityInformation>" +
                             std::string(kCreated))),
            "bad-value:2 bad-value:2");
  for (const char* time : {"", "yesterday", "2024-13-01T00:00:00Z", "2024-01-01", "24-01-01T00:00Z",
                           "2024-01-01t00:00:00Z", "2024-01-01T00:00:00z"}) {
    EXPECT_EQ(faults_of(around(std::string(kInformation) + "<s:CreationDateTime>" + time +
                               "</s:CreationDateTime>")),
              "bad-value:3")
        << time;
  }
}

TEST(Label, names_what_prose_prohibits) {
  for (const char* value : {"CategoryValue", "IntegerValue", "BitStringValue"}) {
    EXPECT_EQ(faults_of(with(std::string("<s:Category TagName='a' Type='PERMISSIVE'><s:") + value +
                             ">1</s:" + value + "></s:Category>")),
              "prohibited:2")
        << value;
  }
  EXPECT_EQ(faults_of(around("<s:ConfidentialityInformation><s:PolicyIdentifier>NATO"
                             "</s:PolicyIdentifier><s:Classification URI='urn:oid:1.2'>SECRET"
                             "</s:Classification></s:ConfidentialityInformation>" +
                             std::string(kCreated))),
            "prohibited:2");
}

std::string policy_faults(std::string_view uri, std::string_view name) {
  return faults_of(around("<s:ConfidentialityInformation><s:PolicyIdentifier " + std::string(uri) +
                          ">" + std::string(name) +
                          "</s:PolicyIdentifier><s:Classification>SECRET</s:Classification>"
                          "</s:ConfidentialityInformation>" +
                          std::string(kCreated)));
}

TEST(Label, holds_the_policy_to_its_identifier_ADatP_4774_5) {
  EXPECT_EQ(policy_faults("URI='urn:oid:1.3.26.1.3.1'", "NATO"), "");
  EXPECT_EQ(policy_faults("URI='urn:oid:1.3.26.1.3.1'", "nato"), "");
  EXPECT_EQ(policy_faults("URI='urn:oid:1.3.6.1.4.1.31778.12.2.1'", "NATO"), "policy-mismatch:2");
  EXPECT_EQ(policy_faults("URI='urn:oid:1.3.26.1.3.1'", "PUBLIC"), "policy-mismatch:2");
  EXPECT_EQ(policy_faults("URI='http://example.org'", "NATO"), "policy-mismatch:2");
  EXPECT_EQ(policy_faults("URI='urn:oid:1..2'", "OTHER"), "policy-mismatch:2");
  EXPECT_EQ(policy_faults("", "1.3.26.1.3.1"), "bad-value:2");
  EXPECT_EQ(policy_faults("", "urn:oid:1.3.26.1.3.1"), "bad-value:2");
}

TEST(Label, needs_a_review_time_or_a_succession) {
  const std::string bare =
      "<s:originatorConfidentialityLabel "
      "xmlns:s='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0'>" +
      std::string(kInformation) + std::string(kCreated) + std::string(kTail);
  const auto read = read_label(bare);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(told(read->faults()), "no-review-time:1");
  EXPECT_TRUE(read->label.has_value()) << "the schema takes it";
}

TEST(Label, refuses_another_namespace_or_root) {
  EXPECT_EQ(faults_of("<originatorConfidentialityLabel/>"), "not-a-label:1");
  EXPECT_EQ(faults_of("<originatorConfidentialityLabel xmlns='urn:nato:stanag:4774:"
                      "confidentialitymetadatalabel:1:1'/>"),
            "not-a-label:1");
  EXPECT_EQ(faults_of("<OriginatorConfidentialityLabel xmlns='urn:nato:stanag:4774:"
                      "confidentialitymetadatalabel:1:0'/>"),
            "not-a-label:1");
  EXPECT_EQ(faults_of(around("<PolicyIdentifier xmlns=''/>" + std::string(kInformation) +
                             std::string(kCreated))),
            "unexpected-element:2 unexpected-element:2 unexpected-element:3")
      << "an element without namespace";
  EXPECT_EQ(faults_of("<!DOCTYPE a><a/>"), "format.bad-xml");
}

std::string chain(std::size_t successors) {
  std::string inner(kInformation);
  inner += kCreated;
  std::string text = inner;
  for (std::size_t i = 0; i < successors; ++i) {
    text = inner +
           "<s:SuccessionHandling><s:SuccessionDateTime>2030-01-01T00:00:00Z"
           "</s:SuccessionDateTime><s:SuccessorConfidentialityLabel>" +
           text + "</s:SuccessorConfidentialityLabel></s:SuccessionHandling>";
  }
  return around(text);
}

TEST(Label, lets_eight_labels_follow_one_another_and_not_nine) {
  EXPECT_EQ(faults_of(chain(8)), "");
  EXPECT_EQ(read_label(chain(8))->label->successors.size(), 8U);
  EXPECT_NE(faults_of(chain(9)).find("too-many-successors"), std::string::npos);
}

TEST(Label, bounds_categories_and_values) {
  std::string categories;
  for (std::size_t i = 0; i < kCategories; ++i) {
    categories += "<s:Category TagName='a' Type='PERMISSIVE'/>";
  }
  EXPECT_EQ(faults_of(with(categories)), "");
  EXPECT_EQ(faults_of(with(categories + "<s:Category TagName='a' Type='PERMISSIVE'/>")),
            "too-many-successors:2");
  std::string values;
  for (std::size_t i = 0; i < kCategoryValues; ++i) {
    values += "<s:GenericValue>v</s:GenericValue>";
  }
  const auto in = [](const std::string& all) {
    return with("<s:Category TagName='a' Type='PERMISSIVE'>" + all + "</s:Category>");
  };
  EXPECT_EQ(faults_of(in(values)), "");
  EXPECT_EQ(faults_of(in(values + "<s:GenericValue>v</s:GenericValue>")), "too-many-successors:2");
}

TEST(Label, takes_a_successor_at_its_time_and_never_by_review) {
  ConfidentialityLabel label = a_label(information("NATO", "SECRET"));
  label.review = LabelTime{when("2025-01-01T00:00:00Z"), true};
  label.successors.push_back({{when("2030-01-01T00:00:00Z"), true}, label.body});
  label.successors[0].body.information.classification = "RESTRICTED";
  EXPECT_EQ(label.in_force(when("2029-12-31T23:59:59Z")).information.classification, "SECRET");
  EXPECT_EQ(label.in_force(when("2030-01-01T00:00:00Z")).information.classification, "RESTRICTED");
  label.successors[0].at.zoned = false;
  EXPECT_EQ(label.in_force(when("2030-01-01T13:59:59Z")).information.classification, "SECRET")
      << "without a zone: as late as any zone could make it";
  EXPECT_EQ(label.in_force(when("2030-01-01T14:00:00Z")).information.classification, "RESTRICTED");
}

ConfidentialityLabel any_label() {
  const auto word =
      rc::gen::resize(6, rc::gen::nonEmpty(rc::gen::container<std::string>(
                             rc::gen::element('A', 'b', '1', '<', '&', '"', '\'', '-'))));
  const auto one = rc::gen::build<Category>(
      rc::gen::set(&Category::type,
                   rc::gen::element(CategoryType::restrictive, CategoryType::permissive,
                                    CategoryType::informative)),
      rc::gen::set(&Category::tag_name, word),
      rc::gen::set(&Category::oid, rc::gen::element<std::string>("", "1.2.3")),
      rc::gen::set(&Category::values,
                   rc::gen::resize(4, rc::gen::container<std::vector<std::string>>(word))));
  ConfidentialityLabel label = a_label(information(
      *word, *word, *rc::gen::resize(4, rc::gen::container<std::vector<Category>>(one))));
  label.kind = *rc::gen::element(LabelKind::originator, LabelKind::alternative, LabelKind::metadata,
                                 LabelKind::legacy);
  label.body.created.zoned = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) {
    label.successors.push_back({{when("2031-02-03T04:05:06.789Z"), true}, label.body});
  }
  return label;
}

RC_GTEST_PROP(Label, reads_back_what_it_writes_and_writes_it_alike, ()) {
  const ConfidentialityLabel label = any_label();
  const std::string xml = write_label(label);
  const auto read = read_label(xml);
  RC_ASSERT(read.ok());
  RC_ASSERT(read->valid());
  RC_ASSERT(*read->label == label);
  RC_ASSERT(write_label(*read->label) == xml);
}

RC_GTEST_PROP(Label, has_one_json_rendering_that_reads_back, ()) {
  ConfidentialityLabel label = any_label();
  label.kind = LabelKind::originator;
  const auto read = read_label_json(write_label_json(label));
  RC_ASSERT(read.ok());
  RC_ASSERT(read->valid());
  RC_ASSERT(*read->label == label);
  const auto ncms = read_label_json(write_label_json_5636(label));
  RC_ASSERT(ncms.ok() && ncms->label.has_value());
  RC_ASSERT(ncms->label->body.information.classification == label.body.information.classification);
}

TEST(LabelJson, names_the_deviations_of_OpenTDF_and_refuses_what_is_no_label) {
  const auto read = read_label_json(
      R"({"Xmlns":"urn:nato:stanag:4774:confidentialitymetadatalabel:1:0",
          "CreationTime":"2024-01-01T00:00:00Z","ConfidentialityInformation":{
          "PolicyIdentifier":"NATO","Classification":"SECRET","Category":{"Type":"PERMISSIVE",
          "TagName":"Releasable to","GenericValues":["SWE"]}}})");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(told(read->malformed),
            "deviation:/ConfidentialityInformation/Category "
            "deviation:/ConfidentialityInformation/Category/GenericValues deviation");
  EXPECT_EQ(told(read_label_json("{}")->malformed), "not-a-label");
  EXPECT_EQ(told(read_label_json("[]")->malformed), "not-a-label");
  EXPECT_EQ(told(read_label_json(R"({"ocl":{"pol":"P","cls":"","catl":{},"dcr":"x"}})")->malformed),
            "bad-json-label:/ocl bad-value:/ocl bad-json-label:/ocl/catl");
  EXPECT_FALSE(read_label_json("{").ok());
}

TEST(LabelJson, reads_the_form_of_ADatP_5636) {
  const auto read = read_label_json(
      R"({"ocl":{"pol":"NATO","cls":"SECRET","catl":[{"type":"P","name":"Releasable To",
          "vals":["JPN"]}],"dcr":"2024-10-21T20:47:36Z"},
          "context":{"@base":"urn:nato:stanag:5636:A:1:elements:json"}})");
  ASSERT_TRUE(read.ok() && read->label) << told(read->malformed);
  EXPECT_EQ(read->label->body.information,
            information("NATO", "SECRET", {permissive("Releasable To", {"JPN"})}));
}

TEST(Clearance, reads_back_what_it_writes_also_as_a_claim) {
  const Clearance clearance{
      {"NATO", "1.3.26.1.3.1"}, {"RESTRICTED", "SECRET"}, {permissive("Only", {"JPN", "KOR"})}};
  const auto read = read_clearance(write_clearance(clearance));
  ASSERT_TRUE(read.ok() && read->clearance) << told(read->malformed);
  EXPECT_EQ(*read->clearance, clearance);
  EXPECT_EQ(read_any_clearance(clearance_claim(clearance)).value(), clearance);
  EXPECT_EQ(read_any_clearance("{\"aciClr\":\"" + clearance_claim(clearance) + "\"}").value(),
            clearance);
}

TEST(Clearance, refuses_what_is_not_one) {
  for (const char* text : {"<a/>", "{}", "{\"aciClr\":1}", "%%%", "", "<!DOCTYPE a><a/>",
                           "<c:ConfidentialityClearance "
                           "xmlns:c='urn:nato:stanag:4774:confidentialityclearance:1:0'/>"}) {
    EXPECT_FALSE(read_any_clearance(text).ok()) << text;
  }
}

}  // namespace
}  // namespace entente::label::testing
