#include "label/sio_label.h"

#include <gtest/gtest.h>

#include "label/ess_label.h"
#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

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
      EXPECT_EQ(read_ess_label(read->label)->classification, 3U);
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
        "marking=\"a\" fgcolor=b", "marking=\"a\"\nSIO-Label: marking=\"b\"", "marking=\"a\";\nb=c",
        "type=a; label=\"Y\""}) {
    EXPECT_FALSE(read_sio_label(value).ok()) << value;
  }
  EXPECT_TRUE(read_sio_label("").ok()) << "default handling";
  EXPECT_EQ(read_sio_label("MARKING=\"a\"; other=1")->marking, "a");
}

}  // namespace
}  // namespace entente::label::testing
