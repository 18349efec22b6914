#include "label/office_document.h"

#include <gtest/gtest.h>

#include "format/zip_files.h"
#include "label/errors.h"
#include "label/exercise_signer.h"
#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

using format::archive_of;
using format::ZipArchive;
using format::ZipChange;

const Instant kNow = when("2027-06-01T00:00:00Z");
constexpr std::string_view kMainType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

std::string types(std::string_view overrides = {}) {
  return "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
         "<Default Extension=\"rels\" "
         "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
         "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
         "<Default Extension=\"png\" ContentType=\"image/png\"/>"
         "<Override PartName=\"/word/document.xml\" ContentType=\"" +
         std::string(kMainType) + "\"/>" + std::string(overrides) + "</Types>";
}

std::string relationships(std::string_view kind, std::string_view target, std::string_view more) {
  return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
         "<Relationship Id=\"rId1\" "
         "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" +
         std::string(kind) + "\" Target=\"" + std::string(target) + "\"/>" + std::string(more) +
         "</Relationships>";
}

/// What a word processor writes, cut down: text, a picture, a theme.
std::vector<ZipChange> parts() {
  return {
      {"[Content_Types].xml", to_bytes(types())},
      {"_rels/.rels", to_bytes(relationships("officeDocument", "word/document.xml", {}))},
      {"word/document.xml", to_bytes("<w:document xmlns:w=\"urn:w\">EXERCISE</w:document>")},
      {"word/media/image1.png", Bytes{1, 2, 3}},
      {"word/theme/theme1.xml", to_bytes("<theme/>")},
      {"word/_rels/document.xml.rels", to_bytes(relationships("image", "media/image1.png", {}))}};
}

OfficeDocument document() { return OfficeDocument::open(archive_of(parts())).value(); }

format::XmlSignatureData data_of(const OfficeDocument& document) {
  return [&document](std::string_view uri) { return document.data(uri); };
}

/// The document with a signed binding of the whole of it.
Bytes bound_and_signed() {
  const OfficeDocument plain = document();
  const BindingRequest request{{a_label(information("EXERCISE", "SECRET"))}, plain.whole()};
  const auto bdo = sign_binding(request, exercise_key(), kExerciseCertificate, data_of(plain));
  EXPECT_TRUE(bdo.ok()) << (bdo.ok() ? "" : bdo.error().describe());
  return plain.with_binding(bdo.ok() ? *bdo : "").value();
}

/// What a receiver finds: the signature's faults, or else what the binding leaves out.
std::string verdict(const Bytes& file) {
  const auto read = OfficeDocument::open(file);
  if (!read.ok()) {
    return std::string(read.error().code());
  }
  const auto bdo = read->binding();
  if (!bdo.ok() || !*bdo) {
    return bdo.ok() ? "no binding" : std::string(bdo.error().code());
  }
  const auto found =
      verify_binding(**bdo, {std::string(kExerciseCertificate), kNow}, data_of(*read));
  if (!found.ok() || !found->empty()) {
    return found.ok() ? told(*found) : std::string(found.error().code());
  }
  return told(read->check_whole(read_binding(**bdo).value().bindings.at(0)));
}

Bytes with(const Bytes& file, std::string_view name, std::string_view content) {
  return ZipArchive::open(file).value().with({{std::string(name), to_bytes(content)}}).value();
}

TEST(OfficeDocument, carries_a_binding_of_all_its_parts) {
  const Bytes bound = bound_and_signed();
  EXPECT_EQ(verdict(bound), "");
  const OfficeDocument read = OfficeDocument::open(bound).value();
  const Binding binding = read_binding(*read.binding().value()).value().bindings.at(0);
  std::vector<std::string> named;
  for (const BoundData& each : binding.data) {
    named.push_back(each.uri);
  }
  EXPECT_EQ(named,
            (std::vector<std::string>{"pack:///word/document.xml", "pack:///word/media/image1.png",
                                      "pack:///word/theme/theme1.xml"}));
  EXPECT_EQ(binding.data[0].content_type, kMainType);
  EXPECT_EQ(read.data("pack:///word/media/image1.png"), (Bytes{1, 2, 3})) << "as it was";
}

TEST(OfficeDocument, an_altered_an_added_or_a_missing_part_is_found) {
  const Bytes bound = bound_and_signed();
  EXPECT_EQ(
      verdict(with(bound, "word/document.xml", "<w:document xmlns:w=\"urn:w\">?</w:document>")),
      "xml-signature-fails");
  EXPECT_EQ(verdict(with(bound, "word/theme/theme1.xml", "<other/>")), "xml-signature-fails");
  const std::string footnotes =
      "<Override PartName=\"/word/footnotes.xml\" ContentType=\"application/"
      "vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml\"/>";
  const Bytes more = with(with(bound, "word/footnotes.xml", "<footnotes/>"), "[Content_Types].xml",
                          types(footnotes));
  EXPECT_EQ(verdict(more), "bad-binding") << "text that no label covers";
  EXPECT_EQ(verdict(with(bound, "word/media/image2.png", "?")), "bad-binding");
  EXPECT_EQ(verdict(with(bound, "word/settings.xml", "<settings/>")), "")
      << "not of the parts that a binding of the whole must name";
}

TEST(OfficeDocument, the_binding_is_found_by_its_root_whatever_the_parts_name) {
  auto files = parts();
  const std::string custom =
      "<Relationship Id=\"rId8\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
      "relationships/customXml\" Target=\"../customXml/item7.xml\"/>"
      "<Relationship Id=\"rId9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
      "relationships/customXml\" Target=\"/customXml/other.xml\"/>";
  files.back().content = to_bytes(relationships("image", "media/image1.png", custom));
  const std::string bdo = write_binding({{a_label(information("EXERCISE", "SECRET"))}, {}});
  files.push_back({"customXml/item7.xml", to_bytes("<somebody-elses/>")});
  files.push_back({"customXml/other.xml", to_bytes(bdo)});
  EXPECT_EQ(OfficeDocument::open(archive_of(files)).value().binding().value(), bdo);
  files[6].content = to_bytes(bdo);
  EXPECT_EQ(OfficeDocument::open(archive_of(files)).value().binding().error().code(),
            kBadBinding.code)
      << "two bindings: neither is taken";
}

TEST(OfficeDocument, what_stands_in_others_custom_parts_is_bound_too) {
  auto files = parts();
  files.push_back({"customXml/item1.xml", to_bytes("<shown-in-the-text/>")});
  const OfficeDocument plain = OfficeDocument::open(archive_of(files)).value();
  EXPECT_EQ(plain.whole().size(), 4U);
  EXPECT_EQ(plain.whole().back().uri, "pack:///customXml/item1.xml");
}

TEST(OfficeDocument, a_new_binding_takes_the_place_of_the_old) {
  const Bytes once = document()
                         .with_binding("<mb:BindingInformation xmlns:mb=\"" +
                                       std::string(kBindingNamespace) + "\"/>")
                         .value();
  const std::string bdo = write_binding({{a_label(information("EXERCISE", "SECRET"))}, {}});
  const Bytes twice = OfficeDocument::open(once).value().with_binding(bdo).value();
  EXPECT_EQ(OfficeDocument::open(twice).value().binding().value(), bdo);
  EXPECT_EQ(ZipArchive::open(once).value().names(), ZipArchive::open(twice).value().names());
  EXPECT_EQ(OfficeDocument::open(twice).value().whole().size(), 3U);
}

TEST(OfficeDocument, refuses_what_is_no_office_document) {
  EXPECT_FALSE(OfficeDocument::is_one(as_bytes("%PDF-1.7")));
  EXPECT_TRUE(OfficeDocument::is_one(archive_of(parts())));
  const auto without = [](std::size_t index) {
    auto files = parts();
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(index));
    return verdict(archive_of(files));
  };
  EXPECT_EQ(without(0), kBadDocument.code) << "content types";
  EXPECT_EQ(without(1), kBadDocument.code) << "what the main part is";
  EXPECT_EQ(without(2), kBadDocument.code) << "the main part";
  EXPECT_EQ(verdict(with(archive_of(parts()), "_rels/.rels",
                         relationships("officeDocument", "../../etc/passwd", {}))),
            kBadDocument.code);
  EXPECT_EQ(verdict(with(archive_of(parts()), "[Content_Types].xml",
                         "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")),
            "format.bad-xml");
}

TEST(OfficeDocument, gives_no_data_but_its_parts) {
  const OfficeDocument read = document();
  for (const std::string_view uri :
       {"pack:///[Content_Types].xml", "pack:///_rels/.rels", "pack:///word/../word/document.xml",
        "file:///etc/passwd", "word/document.xml", "pack:///nothing.xml", ""}) {
    EXPECT_FALSE(read.data(uri)) << uri;
  }
}

}  // namespace
}  // namespace entente::label::testing
