#include "format/xml.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/errors.h"
#include "format/errors.h"
#include "format/xml_writer.h"

namespace entente::format {
namespace {

std::string refusal(std::string_view text, XmlLimits limits = {}) {
  const auto read = XmlDocument::parse(text, limits);
  return read.ok() ? "accepted" : std::string(read.error().code()) + ":" + read.error().where();
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

TEST(XmlDocument, gives_names_namespaces_texts_attributes_and_lines) {
  const auto read = XmlDocument::parse(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a xmlns='urn:a' xmlns:b='urn:b'>\n"
      "<b:c d='1 &amp; &lt;&#233;' b:d=\"2\">x<!-- no -->y<![CDATA[<z>]]></b:c><e/></a>");
  ASSERT_TRUE(read.ok()) << read.error().describe();
  const XmlElement root = read->root();
  EXPECT_TRUE(root.is("urn:a", "a"));
  EXPECT_FALSE(root.has_text());
  const auto children = root.children();
  ASSERT_EQ(children.size(), 2U);
  EXPECT_TRUE(children[0].is("urn:b", "c"));
  EXPECT_EQ(children[0].line(), 3U);
  EXPECT_EQ(children[0].text(), "xy<z>");
  EXPECT_EQ(children[0].attribute("d"), "1 & <é");
  EXPECT_EQ(children[0].attribute("urn:b", "d"), "2");
  EXPECT_EQ(children[0].attribute("e"), std::nullopt);
  EXPECT_EQ(children[1].parent(), root);
  EXPECT_EQ(root.child("urn:a", "e"), children[1]);
}

TEST(XmlDocument, refuses_entities_of_every_kind) {
  EXPECT_EQ(refusal("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"),
            "format.bad-xml:1");
  EXPECT_EQ(refusal("\n<!DOCTYPE a SYSTEM 'http://192.0.2.1/a.dtd'><a/>"), "format.bad-xml:2");
  EXPECT_EQ(refusal("<!DOCTYPE a [<!ENTITY l 'ha'><!ENTITY m '&l;&l;&l;'>]><a>&m;</a>"),
            "format.bad-xml:1")
      << "billion laughs";
  EXPECT_EQ(refusal("<!DOCTYPE a><a/>"), "format.bad-xml:1") << "even an empty one";
  EXPECT_EQ(refusal("<a>&x;</a>"), "format.bad-xml:1");
  EXPECT_EQ(refusal("<a b='&x;'/>"), "format.bad-xml:1");
}

TEST(XmlDocument, refuses_inclusion) {
  EXPECT_EQ(refusal("<a xmlns:i='http://www.w3.org/2001/XInclude'>\n<i:include href='b'/></a>"),
            "format.bad-xml:2");
}

TEST(XmlDocument, refuses_what_is_not_well_formed_with_its_line) {
  for (const char* text :
       {"", " ", "x", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a b='1' b='2'/>", "<p:a/>",
        "<a p:b='1'/>", "<a xmlns:4774='urn:x'/>", "<a xmlns:p=''/>", "<a b=1/>", "<a>\x01</a>",
        "<a>&#0;</a>", "<a>\xff</a>", "<a>&</a>", "<a b='<'/>"}) {
    EXPECT_EQ(refusal(text).substr(0, 14), "format.bad-xml") << text;
  }
  EXPECT_EQ(refusal("<a>\n<b>\n</c></a>"), "format.bad-xml:3");
  EXPECT_EQ(refusal(std::string_view("<a/>\0", 5)), "format.bad-xml:1");
}

TEST(XmlDocument, reads_utf8_only_and_takes_one_byte_order_mark) {
  EXPECT_EQ(refusal("\xef\xbb\xbf<a/>"), "accepted");
  EXPECT_EQ(refusal("\xef\xbb\xbf\xef\xbb\xbf<a/>"), "format.bad-xml:1");
  EXPECT_EQ(refusal("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), "format.bad-xml:1");
  EXPECT_EQ(refusal("<?xml version='1.0' encoding='UTF-16'?><a/>").substr(0, 14), "format.bad-xml");
  EXPECT_EQ(refusal("<?xml version='1.1'?><a/>"), "format.bad-xml:1");
}

TEST(XmlDocument, keeps_each_limit_and_refuses_one_past_it) {
  const XmlLimits limits{
      .bytes = 4096, .depth = 8, .elements = 12, .attributes = 3, .attribute_bytes = 16};
  EXPECT_EQ(refusal(repeated("<a>", 8) + repeated("</a>", 8), limits), "accepted");
  EXPECT_EQ(refusal(repeated("<a>", 9) + repeated("</a>", 9), limits), "format.bad-xml:1");
  EXPECT_EQ(refusal("<a>" + repeated("<b/>", 11) + "</a>", limits), "accepted");
  EXPECT_EQ(refusal("<a>" + repeated("<b/>", 12) + "</a>", limits), "format.bad-xml:1");
  EXPECT_EQ(refusal("<a b='' c='' xmlns:d='urn:d'/>", limits), "accepted");
  EXPECT_EQ(refusal("<a b='' c='' d='' xmlns:d='urn:d'/>", limits), "format.bad-xml:1");
  EXPECT_EQ(refusal("<a b='" + std::string(16, 'x') + "'/>", limits), "accepted");
  EXPECT_EQ(refusal("<a b='" + std::string(17, 'x') + "'/>", limits), "format.bad-xml:1");
  EXPECT_EQ(refusal("<a>" + std::string(4089, 'x') + "</a>", limits), "accepted");
  EXPECT_EQ(refusal("<a>" + std::string(4090, 'x') + "</a>", limits), "base.too-large:");
}

TEST(XmlDocument, refuses_ten_thousand_levels_and_huge_attributes) {
  EXPECT_EQ(refusal(repeated("<a>", 10'000)), "format.bad-xml:1");
  EXPECT_EQ(refusal("<a b='" + std::string(3u << 20, 'x') + "'/>"), "format.bad-xml:1");
}

TEST(XmlDocument, survives_a_move) {
  auto read = XmlDocument::parse("<a><b/></a>");
  const XmlElement root = read->root();
  const XmlDocument moved = std::move(*read);
  EXPECT_EQ(moved.root(), root);
  EXPECT_EQ(root.first_child()->name(), "b");
}

TEST(CollapseSpace, does_what_a_token_does) {
  EXPECT_EQ(collapse_space("\n  NATO \t SECRET \r\n"), "NATO SECRET");
  EXPECT_EQ(collapse_space(" \n "), "");
  EXPECT_EQ(collapse_space("a"), "a");
}

RC_GTEST_PROP(XmlWriter, writes_what_the_reader_reads_back, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('a', ' ', '\n', '\t', '\r', '<', '>', '&', '"', '\'', ']'));
  std::string xml;
  XmlWriter(xml).open("a").attribute("b", text).leaf("c", text).close();
  const auto read = XmlDocument::parse(xml);
  RC_ASSERT(read.ok());
  RC_ASSERT(read->root().attribute("b") == text);
  RC_ASSERT(read->root().first_child()->text() == text);
}

TEST(XmlWriter, never_writes_a_character_that_xml_forbids) {
  std::string xml;
  XmlWriter(xml).leaf("a", std::string_view("\x01\0\xff\xef\xbf\xbf", 6));
  EXPECT_TRUE(XmlDocument::parse(xml).ok()) << xml;
}

}  // namespace
}  // namespace entente::format
