#include "http/form.h"

#include <gtest/gtest.h>

#include "http/errors.h"

namespace entente::http {
namespace {

TEST(Forms, are_read_as_RFC_3986_and_the_form_encoding_have_it) {
  const auto fields = read_form_fields("a=1&b=x+y%20z&c=%ED%95%9C&empty=");
  ASSERT_TRUE(fields.ok());
  const FormFields wanted{{"a", "1"}, {"b", "x y z"}, {"c", "한"}, {"empty", ""}};
  EXPECT_EQ(*fields, wanted);
  EXPECT_TRUE(read_form_fields("")->empty());
}

TEST(Forms, refuse_what_is_no_text_or_no_pair) {
  for (const char* text : {"a", "a=%", "a=%4", "a=%zz", "a=%00", "a=%0a", "a=%ff", "%c3=1"}) {
    const auto fields = read_form_fields(text);
    ASSERT_FALSE(fields.ok()) << text;
    EXPECT_EQ(fields.error().code(), kBadForm.code);
  }
}

TEST(Forms, are_decoded_once) { EXPECT_EQ(percent_decoded("%2541").value(), "%41"); }

}  // namespace
}  // namespace entente::http
