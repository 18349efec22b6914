#include "label/sio_label.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/encoding.h"
#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

Bytes ess(std::string_view base64) { return from_base64(base64).value(); }

TEST(EssLabel, reads_members_in_any_order_RFC_2634) {
  const EssLabel label = read_ess_label(ess("MQYGASkCAQM=")).value();
  EXPECT_EQ(label.policy_oid, "1.1");
  EXPECT_EQ(label.classification, 3);
  const Bytes turned{0x31, 0x81, 0x06, 0x02, 0x01, 0x03, 0x06, 0x01, 0x29};
  EXPECT_EQ(read_ess_label(turned)->policy_oid, "1.1") << "and lengths in the long form";
}

TEST(EssLabel, refuses_what_is_not_whole_or_twice) {
  for (const char* text :
       {"", "31", "3100", "3180", "310306012902", "31060601290601aa", "3106020103020103",
        "3104060129", "31030601290000", "3003060129", "310306018131", "3104060229ff"}) {
    const auto bytes = from_hex(text);
    EXPECT_TRUE(!bytes.ok() || !read_ess_label(*bytes).ok()) << text;
  }
}

RC_GTEST_PROP(EssLabel, never_reads_past_the_end, ()) {
  const auto bytes = *rc::gen::container<Bytes>(rc::gen::element<std::uint8_t>(
      0x31, 0x06, 0x02, 0x01, 0x03, 0x29, 0x80, 0x81, 0x84, 0xff, 0x00, 0x13));
  const auto read = read_ess_label(bytes);
  const bool kept = !read.ok() || !read->policy_oid.empty();  // RC_ASSERT looks at both sides
  RC_ASSERT(kept);
}

TEST(SioLabel, reads_the_four_fields_of_RFC_7444) {
  ENTENTE_NEEDS_LABEL_DATA();
  const std::string text = shared_file("samples/rfc7444-sio-label-headers.txt");
  std::size_t count = 0;
  constexpr std::string_view kName = "SIO-Label:";
  for (std::size_t at = text.find(kName); at != std::string::npos;) {
    const std::size_t next = text.find(kName, at + 1);
    const auto read = read_sio_label(std::string_view(text).substr(
        at + kName.size(), next == std::string::npos ? next : next - at - kName.size()));
    ASSERT_TRUE(read.ok()) << read.error().describe();
    EXPECT_EQ(read->marking, "EXAMPLE CONFIDENTIAL");
    EXPECT_EQ(read->bgcolor, "red");
    EXPECT_FALSE(read->label.empty());
    if (read->type == ":ess") {
      EXPECT_EQ(read_ess_label(read->label)->classification, 3);
    }
    ++count;
    at = next;
  }
  EXPECT_EQ(count, 4U);
}

TEST(SioLabel, refuses_what_leaves_room_for_two_readings) {
  for (const char* value :
       {"type=\":ess\"", "label=\"MQYGASkCAQM=\"", "fgcolor=black", "marking=\"a\"; marking=\"b\"",
        "type=a; label*1=\"YQ==\"", "marking=\"a", "marking", "=a", "marking*=x%20y",
        "type=; label=\"YQ==\"", "type=\"\"; label=\"YQ==\"", "marking*=us-ascii'en'%2",
        "marking=\"a\" fgcolor=b", "type=a; label=\"Y\""}) {
    EXPECT_FALSE(read_sio_label(value).ok()) << value;
  }
  EXPECT_TRUE(read_sio_label("").ok()) << "default handling";
  EXPECT_EQ(read_sio_label("MARKING=\"a\"; other=1")->marking, "a");
}

}  // namespace
}  // namespace entente::label::testing
