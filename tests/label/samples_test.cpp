#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/encoding.h"
#include "label/clearance.h"
#include "label/ess_label.h"
#include "label/label_json.h"
#include "label/shared_data.h"
#include "label/sio_label.h"

/// The labels, clearances and policies made by others: for each file the verdict and the reasons,
/// and no file without one.
namespace entente::label::testing {
namespace {

using Verdicts = std::map<std::string, std::string>;

const Verdicts& labels() {
  static const Verdicts kAll = {
      {"adatp4774-table17-1.xml", ""},
      {"adatp4774-table17-2.xml", ""},
      {"adatp4774-table17-4.xml", ""},
      {"adatp4774-table18.xml", ""},
      {"linagora-reference-label.xml", ""},
      {"adatp4774-annexB-1.xml", "no-review-time:1"},
      {"adatp4774-annexB-2.xml", "no-review-time:1"},
      {"adatp4774-annexB-4.xml", "missing-element:9"},
      {"spiffing-4774-17-1.xml", "missing-element:1 no-review-time:1"},
      {"spiffing-4774-17-3.xml", "missing-element:1 no-review-time:1"},
      {"datacentricsecurity-org.xml",
       "missing-element:1 no-review-time:1 bad-value:3 prohibited:6 prohibited:7 prohibited:8"},
      {"panthalassa-capital-O.xml", "not-a-label:1"},
      {"opentdf-nato-label.json",
       "deviation:/ConfidentialityInformation/Category "
       "deviation:/ConfidentialityInformation/Category/GenericValues deviation no-review-time"},
  };
  return kAll;
}

const Verdicts& policies() {
  static const Verdicts kAll = {
      {"nmbs-NATO-v88.spif", ""},
      {"nmbs-PUBLIC-v1.spif", ""},
      {"authzforce-ACME.xml", ""},
      {"spiffing-tlp.xml", ""},
      {"sparrow-nato.xml", "unexpected-element:1577 unexpected-element:1577"},
      {"linagora-example.spif.xml", ""},
  };
  return kAll;
}

std::set<std::string> files_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& each : std::filesystem::directory_iterator(data_folder() + folder)) {
    names.insert(each.path().filename().string());
  }
  return names;
}

std::string faults_of(const Result<LabelReading>& read) {
  return read.ok() ? told(read->faults()) : std::string(read.error().code());
}

TEST(Samples, each_label_of_others_has_the_verdict_and_the_reasons_recorded) {
  ENTENTE_NEEDS_LABEL_DATA();
  for (const auto& [name, expected] : labels()) {
    const std::string text = shared_file("samples/" + name);
    EXPECT_EQ(faults_of(name.ends_with(".json") ? read_label_json(text) : read_label(text)),
              expected)
        << name;
  }
}

TEST(Samples, each_clearance_of_others_is_valid) {
  ENTENTE_NEEDS_LABEL_DATA();
  for (const char* name : {"GBR", "NZL"}) {
    const auto read =
        read_clearance(shared_file(std::string("samples/adatp4774-clearance-") + name + ".xml"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(told(read->malformed), "") << name;
  }
}

TEST(Samples, the_label_of_RFC_7444_in_ASN_1_is_of_policy_1_1_and_level_3) {
  ENTENTE_NEEDS_LABEL_DATA();
  std::string text = shared_file("samples/rfc7444-ess.b64");
  std::erase(text, '\n');
  const auto label = read_ess_label(from_base64(text).value());
  ASSERT_TRUE(label.ok()) << label.error().describe();
  EXPECT_EQ(label->policy_oid, "1.1");
  EXPECT_EQ(label->classification, 3U);
  EXPECT_TRUE(label->categories.empty());
  EXPECT_EQ(
      told(resolve_ess_label(*label, load_spif(shared_file("spif/nmbs-NATO-v88.spif")).value())
               .faults),
      "unknown-policy");
}

TEST(Samples, each_policy_of_others_loads_or_has_its_faults_recorded) {
  ENTENTE_NEEDS_LABEL_DATA();
  for (const auto& [name, expected] : policies()) {
    const auto read = read_spif(shared_file("spif/" + name));
    ASSERT_TRUE(read.ok()) << name << read.error().describe();
    EXPECT_EQ(told(read->faults), expected) << name;
  }
  const auto acme = read_spif(shared_file("spif/authzforce-ACME.xml"));
  EXPECT_EQ(told(acme->notes), "advice:48 advice:61") << "two elements in no namespace";
}

TEST(Samples, no_file_is_without_a_verdict) {
  ENTENTE_NEEDS_LABEL_DATA();
  std::set<std::string> known{"adatp4774-clearance-GBR.xml", "adatp4774-clearance-NZL.xml",
                              "rfc7444-ess.b64", "rfc7444-sio-label-headers.txt"};
  for (const auto& [name, verdict] : labels()) {
    known.insert(name);
  }
  EXPECT_EQ(files_in("samples"), known);
  known.clear();
  for (const auto& [name, verdict] : policies()) {
    known.insert(name);
  }
  EXPECT_EQ(files_in("spif"), known);
  EXPECT_EQ(files_in("vectors"),
            (std::set<std::string>{"acdf.tsv", "capco-banner.tsv", "dominant.tsv",
                                   "gsomia-japan-korea.tsv", "markings.tsv", "validity.tsv"}));
}

TEST(Samples, no_row_of_vectors_is_without_a_test) {
  ENTENTE_NEEDS_LABEL_DATA();
  const auto ids = [](const char* name) {
    std::string all;
    for (const auto& row : vectors(name)) {
      all += (all.empty() ? "" : " ") + row.at(0);
    }
    return all;
  };
  EXPECT_EQ(ids("acdf.tsv"), "N5 N10 N11 N19 N20 N22 N23 R1 R2 R3 R4");
  EXPECT_EQ(ids("validity.tsv"), "V1 V2 V4 V5 V7 V8");
  EXPECT_EQ(ids("dominant.tsv"), "D1 D2 D3 D4 D6 D7 D8");
  EXPECT_EQ(ids("markings.tsv"), "T17-2 T17-4 L1 L2 L3");
}

}  // namespace
}  // namespace entente::label::testing
