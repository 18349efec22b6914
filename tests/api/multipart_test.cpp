#include "api/multipart.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "api/errors.h"
#include "base/errors.h"

namespace entente::api {
namespace {

/// Gives what it holds in pieces of at most `step` bytes.
class Dribble final : public ByteSource {
 public:
  Dribble(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    const std::size_t count = std::min({step_, out.size(), text_.size() - at_});
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t step_;
  std::size_t at_ = 0;
};

Result<SentForm> read(const std::string& text, std::size_t step = 1,
                      const FormLimits& limits = {}) {
  return read_form(std::make_unique<Dribble>(text, step), "b", limits);
}

Result<Bytes> whole(ByteSource& file, std::size_t step) {
  Bytes all;
  Bytes block(step);
  while (true) {
    ENTENTE_TRY(const std::size_t count, file.read(block));
    if (count == 0) {
      return all;
    }
    all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

std::string field(const std::string& name, const std::string& value) {
  return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

std::string file(const std::string& content) {
  return "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../x\"\r\n"
         "content-type: text/html\r\n\r\n" +
         content + "\r\n--b--\r\n";
}

// Whatever the pieces in which the bytes come, the field and the file are what was sent.
RC_GTEST_PROP(Multipart, gives_back_what_was_sent, ()) {
  const auto content =
      *rc::gen::container<std::string>(rc::gen::element('\r', '\n', '-', 'b', 'x', '\0', '\xff'));
  RC_PRE(content.find("\r\n--b") == std::string::npos);
  const auto step = *rc::gen::inRange<std::size_t>(1, 40);
  auto form = read(field("to", "JP") + file(content), step);
  RC_ASSERT(form.ok());
  RC_ASSERT(form->fields.size() == 1U);
  RC_ASSERT(form->fields[0].second == "JP");
  RC_ASSERT(form->file_name == "file");
  const auto got = whole(*form->file, *rc::gen::inRange<std::size_t>(1, 40));
  RC_ASSERT(got.ok());
  RC_ASSERT(std::string(as_text(*got)) == content);
}

TEST(Multipart, reads_a_form_without_a_file) {
  const auto form = read(field("a", "1") + field("b", "") + "--b--");
  ASSERT_TRUE(form.ok()) << form.error().describe();
  EXPECT_EQ(form->fields.size(), 2U);
  EXPECT_EQ(form->file, nullptr);
}

// Every beginning of a form, the whole one excepted, is an error and not a shorter file.
TEST(Multipart, takes_no_truncated_file_for_a_whole_one) {
  const std::string sent = field("to", "JP") + file("EXERCISE");
  for (std::size_t size = 0; size < sent.size() - 2; ++size) {  // the last line end may be missing
    auto form = read(sent.substr(0, size), 7);
    EXPECT_TRUE(!form.ok() || form->file == nullptr || !whole(*form->file, 7).ok()) << size;
  }
}

TEST(Multipart, refuses_what_no_form_holds) {
  const std::string part = field("a", "1");
  for (const std::string& text :
       {std::string(), "preamble\r\n" + part + "--b--", part + part + "--b--",
        part + "--b--epilogue", part + "--b-- ", part + "--bb--",
        std::string("--b\r\n\r\nx\r\n--b--"),
        std::string("--b\r\ncontent-disposition: attachment; name=\"a\"\r\n\r\n\r\n--b--"),
        std::string("--b\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n--b--"),
        std::string("--b\r\ncontent-disposition: form-data; name=\"\"\r\n\r\n\r\n--b--"),
        std::string("--b\r\ncontent-disposition: form-data; name=\"a\\\"b\"\r\n\r\n\r\n--b--"),
        std::string("--b\r\ncontent-disposition\r\n\r\n\r\n--b--"),
        std::string("--b\r\ncontent-disposition:\r\n\r\n\r\n--b--"),
        std::string("--b\r\n: form-data; name=\"a\"\r\n\r\n\r\n--b--"),
        std::string("--b\r\ncontent-transfer-encoding: base64\r\n\r\n\r\n--b--"),
        field("a", "\xff") + "--b--", field("\xff", "x") + "--b--"}) {
    EXPECT_FALSE(read(text).ok()) << text;
  }
  auto two = read(file("x").substr(0, file("x").size() - 4) + "\r\n" + file("y"));
  EXPECT_TRUE(!two.ok() || !whole(*two->file, 9).ok()) << "a second file";
}

TEST(Multipart, bounds_fields_names_and_values) {
  const FormLimits limits{2, 3, 80};
  EXPECT_TRUE(read(field("a", "123") + field("b", "") + "--b--", 1, limits).ok());
  EXPECT_TRUE(read(field("a", "1234") + "--b--", 1, limits).error().is(kTooLarge));
  EXPECT_TRUE(read(field("a", "") + field("b", "") + field("c", "") + "--b--", 1, limits)
                  .error()
                  .is(kTooLarge));
  EXPECT_TRUE(read(field(std::string(80, 'n'), "") + "--b--", 1, limits).error().is(kTooLarge));
}

TEST(Multipart, finds_the_boundary_in_the_content_type) {
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=abc").value(), "abc");
  EXPECT_EQ(form_boundary("Multipart/Form-Data;boundary=\"a b\"").ok(), false) << "a space";
  EXPECT_EQ(form_boundary("multipart/form-data; Boundary=\"a?b\"").value(), "a?b");
  for (const std::string& type :
       {std::string(), std::string("multipart/form-data"), std::string("application/json"),
        std::string("multipart/form-data; boundary="), std::string("multipart/mixed; boundary=a"),
        "multipart/form-data; boundary=" + std::string(71, 'a'),
        std::string("multipart/form-data; boundary=a; charset=x")}) {
    EXPECT_FALSE(form_boundary(type).ok()) << type;
  }
}

}  // namespace
}  // namespace entente::api
