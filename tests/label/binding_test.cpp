#include "label/binding.h"

#include <gtest/gtest.h>

#include "base/replaced.h"
#include "format/xml_writer.h"
#include "label/binding_carrier.h"
#include "label/errors.h"
#include "label/exercise_signer.h"
#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

constexpr std::string_view kData = "EXERCISE: the data that is bound.";
const Instant kNow = when("2027-06-01T00:00:00Z");

BindingRequest request() {
  ConfidentialityLabel second = a_label(information("OTHER", "HIGH"));
  second.kind = LabelKind::alternative;
  return {{a_label(information("EXERCISE", "SECRET")), second},
          {{"./report%201.txt", "text/plain"}}};
}

format::XmlSignatureData data_is(std::string_view text) {
  return [text](std::string_view uri) -> std::optional<Bytes> {
    return uri == "./report%201.txt" ? std::optional(to_bytes(text)) : std::nullopt;
  };
}

std::string signed_binding() {
  const auto made = sign_binding(request(), exercise_key(), kExerciseCertificate, data_is(kData));
  EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().describe());
  return made.ok() ? *made : std::string();
}

std::string verdict(std::string_view xml, std::string_view data = kData,
                    std::string_view trust = kExerciseCertificate, Instant at = kNow) {
  const auto found = verify_binding(xml, {std::string(trust), at}, data_is(data));
  return found.ok() ? told(*found) : std::string(found.error().code());
}

TEST(Binding, reads_what_it_writes) {
  const auto read = read_binding(write_binding(request()));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(told(read->faults), "");
  ASSERT_EQ(read->bindings.size(), 1U);
  const Binding& binding = read->bindings[0];
  ASSERT_EQ(binding.labels.size(), 2U);
  EXPECT_EQ(*binding.labels[0].label, request().labels[0]);
  EXPECT_EQ(binding.labels[1].kind, LabelKind::alternative);
  ASSERT_EQ(binding.data.size(), 1U);
  EXPECT_EQ(binding.data[0].uri, "./report%201.txt");
  EXPECT_EQ(binding.data[0].content_type, "text/plain");
}

std::string faults_of(std::string_view inside) {
  const auto read = read_binding(
      "<b:BindingInformation xmlns:b='urn:nato:stanag:4778:bindinginformation:1:0' "
      "xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>" +
      std::string(inside) + "</b:BindingInformation>");
  return read.ok() ? told(read->faults) : std::string(read.error().code());
}

std::string contained(std::string_view inside) {
  return "<b:MetadataBindingContainer><b:MetadataBinding>" + std::string(inside) +
         "</b:MetadataBinding></b:MetadataBindingContainer>";
}

TEST(Binding, names_each_fault_of_the_schema) {
  EXPECT_EQ(faults_of(contained("<b:Metadata><x/></b:Metadata><b:DataReference URI=''/>")), "");
  EXPECT_EQ(faults_of(""), "bad-binding:1");
  EXPECT_EQ(faults_of("<b:MetadataBindingContainer/>"), "bad-binding:1");
  EXPECT_EQ(faults_of(contained("<b:Metadata><x/></b:Metadata>")), "bad-binding:1") << "no data";
  EXPECT_EQ(faults_of(contained("<b:Data><x/></b:Data>")), "bad-binding:1") << "no metadata";
  EXPECT_EQ(faults_of(contained("<b:Metadata><x/><y/></b:Metadata><b:Data><x/></b:Data>")),
            "bad-binding:1")
      << "two labels in one Metadata, as in a figure of NATO's own";
  EXPECT_EQ(faults_of(contained("<b:Metadata><x/></b:Metadata><b:DataReference/>")),
            "bad-binding:1");
  EXPECT_EQ(faults_of(contained("<b:Metadata><x/></b:Metadata><b:DataReference URI='a'>"
                                "<ds:Transforms/></b:DataReference>")),
            "bad-binding:1");
  EXPECT_EQ(faults_of(contained("<b:Data><x/></b:Data><b:Metadata><x/></b:Metadata>")),
            "bad-binding:1 bad-binding:1");
  EXPECT_EQ(faults_of("<b:MetadataBindingContainer Id='a'><b:MetadataBinding Id='a'>"
                      "<b:Metadata><x/></b:Metadata><b:Data><x/></b:Data></b:MetadataBinding>"
                      "</b:MetadataBindingContainer>"),
            "bad-binding:1");
  EXPECT_EQ(faults_of(contained("<b:Metadata><x/></b:Metadata><b:Data><x/></b:Data>") +
                      "<ds:Signature/>"),
            "bad-binding:1")
      << "a signature stands first";
  EXPECT_EQ(told(read_binding("<a/>")->faults), "not-a-label:1");
}

TEST(Binding, verifies_what_was_signed) { EXPECT_EQ(verdict(signed_binding()), ""); }

TEST(Binding, an_altered_payload_fails_though_core_validation_says_ok) {
  EXPECT_EQ(verdict(signed_binding(), "EXERCISE: other data"), "xml-signature-fails");
}

TEST(Binding, data_that_is_not_at_hand_fails) {
  const auto found = verify_binding(signed_binding(), {std::string(kExerciseCertificate), kNow},
                                    [](std::string_view) { return std::nullopt; });
  EXPECT_EQ(told(*found), "xml-signature-fails");
}

TEST(Binding, an_altered_label_fails) {
  EXPECT_EQ(verdict(replaced(signed_binding(), ">SECRET<", ">PUBLIC<")), "xml-signature-fails");
}

TEST(Binding, an_unsigned_binding_is_not_verified) {
  EXPECT_EQ(verdict(write_binding(request())), "not-verified");
}

TEST(Binding, a_signer_who_is_not_trusted_fails) {
  EXPECT_EQ(verdict(signed_binding(), kData, kOtherCertificate), "xml-signature-fails");
  EXPECT_EQ(verdict(signed_binding(), kData, ""), "bad-xml-signature");
  EXPECT_EQ(verdict(signed_binding(), kData, kExerciseCertificate, when("2001-01-01T00:00:00Z")),
            "xml-signature-fails")
      << "before the certificate";
}

TEST(Binding, data_that_no_binding_names_or_that_nobody_signed_fails) {
  const std::string xml = signed_binding();
  EXPECT_EQ(verdict(replaced(xml, "<mb:DataReference URI=\"./report%201.txt\"",
                             "<mb:DataReference URI=\"./other.txt\"")),
            "xml-signature-fails");
  const std::string more =
      "<mb:MetadataBindingContainer><mb:MetadataBinding Id=\"binding-2\"><mb:Metadata><x/>"
      "</mb:Metadata><mb:DataReference URI=\"./more.txt\"/></mb:MetadataBinding>"
      "</mb:MetadataBindingContainer></mb:BindingInformation>";
  EXPECT_EQ(verdict(replaced(xml, "</mb:BindingInformation>", more)), "not-verified not-verified")
      << "a second binding that is not signed";
}

TEST(Binding, wrapping_with_a_second_element_of_one_Id_fails) {
  const std::string xml = signed_binding();
  const std::string twin = "<x xmlns=\"urn:x\" Id=\"binding-1\"/></mb:BindingInformation>";
  EXPECT_EQ(verdict(replaced(xml, "</mb:BindingInformation>", twin)).substr(0, 17),
            "bad-xml-signature");
}

TEST(Binding, algorithms_transforms_and_keys_off_the_list_are_refused) {
  const std::string xml = signed_binding();
  const std::pair<const char*, const char*> kSwaps[] = {
      {"<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
       "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\""},
      {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
       "http://www.w3.org/2000/09/xmldsig#rsa-sha1"},
      {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
       "http://www.w3.org/2000/09/xmldsig#hmac-sha1"},
      {"http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2000/09/xmldsig#sha1"},
      {"<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
       "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\""},
      {"<ds:Reference URI=\"./report%201.txt\">",
       "<ds:Reference URI=\"./report%201.txt\"><ds:Transforms><ds:Transform "
       "Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms>"},
      {"<ds:X509Data>", "<ds:KeyName>k</ds:KeyName><ds:X509Data>"},
      {"URI=\"#binding-1\"", "URI=\"#xpointer(id('binding-1'))\""},
      {"URI=\"#data-1\" Type", "URI=\"#binding-1\" Type"},
  };
  for (const auto& [from, to] : kSwaps) {
    EXPECT_EQ(verdict(replaced(xml, from, to)).substr(0, 17), "bad-xml-signature") << to;
  }
}

TEST(BindingCarrier, carries_a_binding_in_a_header) {
  const std::string bdo = write_binding(request());
  EXPECT_EQ(read_binding_header(write_binding_header(bdo)).value(), bdo);
  EXPECT_EQ(read_binding_header(replaced(write_binding_header(bdo), "binding-type", "Binding-TYPE"))
                .value(),
            bdo);
  for (const char* value :
       {"", "binding-type", "binding-type=x",
        "binding-type=\"urn:nato:stanag:4778:bindinginformation:1:0\"",
        "binding-type=\"urn:nato:stanag:4778:bindinginformation:1:0 binding-data-object=\"YQ==\"",
        "binding-type=\"urn:x\"; binding-data-object=\"YQ==\"",
        "binding-type=\"urn:nato:stanag:4778:bindinginformation:1:0\"; binding-data-object=\"Y\"",
        "binding-type=\"a\"; binding-type=\"b\""}) {
    EXPECT_FALSE(read_binding_header(value).ok()) << value;
  }
}

TEST(BindingCarrier, reads_both_spellings_of_xmp) {
  const std::string bdo = write_binding(request());
  EXPECT_EQ(read_binding_xmp(write_binding_xmp(bdo)).value(), bdo);
  std::string attribute;
  format::XmlWriter(attribute)
      .open("r:RDF")
      .attribute("xmlns:r", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
      .open("r:Description")
      .attribute("xmlns:m", "urn:nato:stanag:4778:bindinginformation:1:0:xmp#")
      .attribute("m:bindingInformation", bdo)
      .close()
      .close();
  EXPECT_EQ(read_binding_xmp(attribute).value(), bdo);
  EXPECT_FALSE(read_binding_xmp("<a/>").ok());
}

TEST(BindingCarrier, names_a_file_beside_it) {
  EXPECT_EQ(sidecar_name("a/report 1.txt"), "a/report 1.txt.bdo");
  EXPECT_EQ(sidecar_uri("a/report 1.txt"), "./report%201.txt");
}

}  // namespace
}  // namespace entente::label::testing
