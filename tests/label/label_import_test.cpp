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
