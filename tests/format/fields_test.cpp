#include "format/fields.h"

#include <gtest/gtest.h>

#include "format/errors.h"

namespace entente::format {
namespace {

struct Inner {
  PartyCode party;
  std::optional<std::string> note;
  static constexpr auto fields() {
    return members(field("party", &Inner::party), field("note", &Inner::note));
  }
};

struct Outer {
  std::uint64_t count = 0;
  bool flag = false;
  Instant at;
  Digest digest;
  Bytes salt;
  std::vector<Inner> list;
  static constexpr auto fields() {
    return members(field("count", &Outer::count), field("flag", &Outer::flag),
                   field("at", &Outer::at), field("digest", &Outer::digest),
                   field("salt", &Outer::salt), field("list", &Outer::list));
  }
};

const std::string kZeros(64, '0');
const std::string kText =
    R"({"count":18446744073709551615,"flag":true,"at":"2016-11-23T01:00:00Z",)"
    R"("digest":")" +
    kZeros +
    R"(","salt":"_w",)"
    R"("list":[{"party":"KR"},{"party":"JP","note":"n"}]})";

std::string with(std::string_view what, std::string_view instead) {
  std::string text = kText;
  text.replace(text.find(what), what.size(), instead);
  return text;
}

Error refusal(const std::string& text) {
  const auto value = from_json_text<Outer>(as_bytes(text));
  EXPECT_FALSE(value.ok()) << text;
  return value.ok() ? Error(kBadMember, "accepted") : value.error();
}

TEST(Fields, reading_then_writing_gives_the_same_bytes) {
  const auto value = from_json_text<Outer>(as_bytes(kText));
  ASSERT_TRUE(value.ok()) << value.error().describe();
  EXPECT_EQ(value->count, UINT64_MAX);
  EXPECT_EQ(value->list[1].note, "n");
  EXPECT_EQ(to_json(*value), kText);
}

TEST(Fields, errors_give_the_pointer_from_the_root_once) {
  EXPECT_EQ(refusal(with("\"KR\"", "\"kr\"")).where(), "/list/0/party");
  EXPECT_EQ(refusal(with("\"n\"", "7")).where(), "/list/1/note");
  EXPECT_EQ(refusal(with("2016-11-23T01", "2016-11-23X01")).where(), "/at");
  EXPECT_EQ(refusal(with("18446744073709551615", "-1")).where(), "/count");
}

TEST(Fields, every_member_must_stand_there_and_none_beside_them) {
  EXPECT_EQ(refusal(with("\"flag\":true,", "")).code(), "format.bad-member");
  EXPECT_EQ(refusal(with("\"note\":\"n\"", "\"nota\":\"n\"")).where(), "/list/1");
  EXPECT_EQ(refusal(with("\"note\":\"n\"", "\"note\":null")).where(), "/list/1/note");
  EXPECT_EQ(refusal("[]").where(), "");
}

}  // namespace
}  // namespace entente::format
