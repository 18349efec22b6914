#include "label/label_import.h"

#include <gtest/gtest.h>

#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

const Instant kReceived = when("2026-11-25T00:00:00Z");

/// What deviates, each once, in the order of the text.
std::string deviations(std::string_view xml) {
  const auto read = import_label(xml, kReceived);
  if (!read.ok()) {
    return std::string(read.error().code());
  }
  if (!*read) {
    return "nothing";
  }
  std::string text;
  for (const Fault& each : (*read)->deviations()) {
    if (text.find(each.about) == std::string::npos) {
      text += text.empty() ? each.about : " " + each.about;
    }
  }
  return text;
}

TEST(LabelImport, names_each_deviation_of_the_samples) {
  ENTENTE_NEEDS_LABEL_DATA();
  EXPECT_EQ(deviations(shared_file("samples/spiffing-4774-17-1.xml")), "URI CreationDateTime");
  EXPECT_EQ(deviations(shared_file("samples/spiffing-4774-17-3.xml")), "CreationDateTime");
  EXPECT_EQ(deviations(shared_file("samples/panthalassa-capital-O.xml")),
            "originatorConfidentialityLabel Classification CreationDateTime");
  EXPECT_EQ(deviations(shared_file("samples/datacentricsecurity-org.xml")),
            "GenericValue CreationDateTime");
  EXPECT_EQ(deviations(shared_file("samples/adatp4774-annexB-4.xml")), "CreationDateTime")
      << "of the successor";
  EXPECT_EQ(deviations(shared_file("samples/adatp4774-table17-4.xml")), "");
}

TEST(LabelImport, reads_names_in_no_namespace_and_in_other_case) {
  EXPECT_EQ(deviations("<ConfidentialityLabel><ConfidentialityInformation><PolicyIdentifier>1.3.26."
                       "1.3.1</PolicyIdentifier><Classification>SECRET</Classification><Category "
                       "tagName='Releasable To' type='permissive'><GenericValue>JPN</GenericValue>"
                       "</Category></ConfidentialityInformation>"
                       "<CreationDataTime>2024-01-01T00:00:00</CreationDataTime>"
                       "</ConfidentialityLabel>"),
            "namespace PolicyIdentifier TagName Type CreationDateTime zone");
}

std::string around(std::string_view information, std::string_view more = "",
                   std::string_view review = "2034-01-01T00:00:00Z") {
  return "<s:originatorConfidentialityLabel xmlns:s='urn:nato:stanag:4774:"
         "confidentialitymetadatalabel:1:0' ReviewDateTime='" +
         std::string(review) +
         "'><s:ConfidentialityInformation><s:PolicyIdentifier>NATO</s:PolicyIdentifier>"
         "<s:Classification>SECRET</s:Classification>" +
         std::string(information) +
         "</s:ConfidentialityInformation><s:OriginatorID IDType='jID'>a@b</s:OriginatorID>"
         "<s:CreationDateTime>2024-01-01T00:00:00Z</s:CreationDateTime>" +
         std::string(more) + "</s:originatorConfidentialityLabel>";
}

TEST(LabelImport, names_what_it_leaves_out) {
  EXPECT_EQ(deviations(around("")), "");
  EXPECT_EQ(
      deviations(around("", "<s:ConfidentialityLabelVersion>1</s:ConfidentialityLabelVersion>")),
      "ConfidentialityLabelVersion");
  EXPECT_EQ(deviations(around("<s:Classification>RESTRICTED</s:Classification>")),
            "Classification");
  EXPECT_EQ(deviations(around("<s:Category TagName='a' Type='PERMISSIVE'><s:IntegerValue>1"
                              "</s:IntegerValue></s:Category>")),
            "IntegerValue");
  EXPECT_EQ(deviations(around("", "<s:SuccessionHandling/>")), "SuccessionHandling");
  EXPECT_EQ(deviations(around("", "", "2034-01-01T00:00:00")), "zone");
  EXPECT_EQ(deviations(around("", "", "in ten years")), "ReviewDateTime");
  EXPECT_NE(import_label(around("<s:PolicyIdentifier URI='urn:oid:1.9'>NATO</s:PolicyIdentifier>"),
                         kReceived)
                .value()
                ->deviations()
                .size(),
            0U);
  const auto loose = import_label(around("loose text"), kReceived);
  ASSERT_TRUE(loose.ok() && *loose);
  EXPECT_EQ((*loose)->deviations().size(), 1U) << "whatever a strict reader finds";
}

TEST(LabelImport, keeps_who_labelled_and_the_privacy_mark) {
  const auto read = import_label(around("<s:PrivacyMark>old</s:PrivacyMark>"), kReceived);
  ASSERT_TRUE(read.ok() && *read);
  QuarantinedLabel quarantined = **read;
  const ConfidentialityLabel label = std::move(quarantined).accept();
  EXPECT_EQ(label.body.originator, (OriginatorId{OriginatorIdType::jid, "a@b"}));
  EXPECT_EQ(label.body.information.privacy_mark, "old");
}

TEST(LabelImport, names_the_deviations_of_json_too) {
  const auto read = import_label(
      R"({"CreationTime": "2015-08-29T16:15:00Z", "ConfidentialityInformation": {
        "PolicyIdentifier": "NATO", "Classification": "SECRET", "Category": {
        "Type": "PERMISSIVE", "TagName": "Releasable To", "GenericValues": ["SWE"]}}})",
      kReceived);
  ASSERT_TRUE(read.ok() && *read);
  EXPECT_EQ((*read)->deviations().size(), 3U);
  QuarantinedLabel quarantined = **read;
  const ConfidentialityLabel label = std::move(quarantined).accept();
  EXPECT_EQ(label.body.created.at, when("2015-08-29T16:15:00Z"));
  EXPECT_EQ(label.body.information.categories,
            (std::vector<Category>{permissive("Releasable To", {"SWE"})}));
  EXPECT_EQ(deviations(R"({"ConfidentialityInformation": {"PolicyIdentifier": "NATO"}})"),
            "nothing");
  EXPECT_EQ(deviations(R"({"a": 1})"), "nothing");
  EXPECT_EQ(deviations("{"), "format.bad-json");
}

TEST(LabelImport, proposes_a_label_that_only_a_person_makes_one) {
  const auto read = import_label(
      "<OriginatorConfidentialityLabel "
      "xmlns='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0'><ConfidentialityInformation>"
      "<PolicyIdentifier>NATO</PolicyIdentifier><Classification>NATO SECRET</Classification>"
      "</ConfidentialityInformation></OriginatorConfidentialityLabel>",
      kReceived);
  ASSERT_TRUE(read.ok() && *read);
  QuarantinedLabel quarantined = **read;
  const auto proposed = read_label(quarantined.proposed_xml());
  ASSERT_TRUE(proposed.ok() && proposed->label);
  const ConfidentialityLabel label = std::move(quarantined).accept();
  EXPECT_EQ(label.body.information.classification, "SECRET");
  EXPECT_EQ(label.body.created.at, kReceived);
}

TEST(LabelImport, guesses_no_policy_and_no_classification) {
  EXPECT_EQ(deviations("<a/>"), "nothing");
  EXPECT_EQ(deviations("<ConfidentialityLabel/>"), "nothing");
  EXPECT_EQ(deviations("<!DOCTYPE a><a/>"), "format.bad-xml");
}

}  // namespace
}  // namespace entente::label::testing
