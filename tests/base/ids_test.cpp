#include "base/ids.h"

#include <gtest/gtest.h>

#include <set>

#include "base/errors.h"

namespace entente {
namespace {

class CountingEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      byte = next_++;
    }
  }

 private:
  std::uint8_t next_ = 0;
};

template <class Id>
void expect_refused(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    const Result<Id> id = Id::parse(text);
    ASSERT_FALSE(id.ok()) << text;
    EXPECT_TRUE(id.error().is(kBadId)) << text;
  }
}

TEST(Ids, accept_what_Entente_prints) {
  EXPECT_EQ(PartyCode::parse("KR")->text(), "KR");
  EXPECT_TRUE(PartyCode::parse("NATO").ok());
  EXPECT_TRUE(AgreementId::parse("jp-kr-2016/exercise").ok());
  EXPECT_TRUE(PersonId::parse("kim.minji").ok());
  EXPECT_TRUE(Name::parse("KR-2").ok());
  EXPECT_TRUE(Name::parse("moFa").ok());
  EXPECT_TRUE(ItemId::parse("itm-0123456789abcdefghjkmnpqrs").ok());
}

TEST(Ids, refuse_other_characters_and_lengths) {
  expect_refused<PartyCode>({"", "K", "kr", "KR ", "K\xd0\x9a", "ABCDEFGHIJKLM", "K.R"});
  expect_refused<PersonId>({"", "Kim", "kim minji", "kim_minji", "김", std::string(65, 'a')});
  expect_refused<Name>({"", "a b", "a/b", "\xef\xbc\xb3", std::string(97, 'a')});
  expect_refused<ItemId>({"", "itm-", "itm-0123456789abcdefghjkmnpqr",
                          "itm-0123456789abcdefghjkmnpqrst", "act-0123456789abcdefghjkmnpqrs",
                          "itm-0123456789abcdefghjkmnpqri", "itm-0123456789ABCDEFGHJKMNPQRS"});
  expect_refused<ActId>({"itm-0123456789abcdefghjkmnpqrs"});
}

TEST(Ids, are_never_a_path_or_an_option) {
  expect_refused<AgreementId>({"../..", "./exercise", "jp-kr-2016", "jp-kr-2016/", "/exercise",
                               "a/b/c", "a//b", "a/../b", "a..b/c", "-a/b", "a/-b", "a/.b"});
  expect_refused<PersonId>({".", "..", "-", "-rf", "a..b", ".a", "a."});
  expect_refused<Name>({".", "..", "--", "-x", "_", "x-"});
  expect_refused<PartyCode>({"--", "-K", "K-"});
}

TEST(Ids, take_the_longest_and_refuse_one_more) {
  EXPECT_TRUE(PartyCode::parse("ABCDEFGHIJKL").ok());
  EXPECT_TRUE(PersonId::parse(std::string(64, 'a')).ok());
  EXPECT_TRUE(Name::parse(std::string(96, 'a')).ok());
  EXPECT_TRUE(AgreementId::parse("a/" + std::string(94, 'b')).ok());
  EXPECT_FALSE(AgreementId::parse("a/" + std::string(95, 'b')).ok());
}

TEST(Ids, new_ones_are_well_formed_and_differ) {
  CountingEntropy entropy;
  std::set<std::string> seen;
  for (int i = 0; i < 10; ++i) {
    const std::string item = new_item_id(entropy).text();
    EXPECT_TRUE(ItemId::parse(item).ok());
    EXPECT_TRUE(ActId::parse(new_act_id(entropy).text()).ok());
    seen.insert(item);
  }
  // The counter wraps after 256 bytes; two ids take 52 of them.
  EXPECT_GT(seen.size(), 4u);
}

TEST(Ids, an_error_does_not_repeat_the_text) {
  EXPECT_EQ(PersonId::parse("\x1b]0;x\x07").error().message(), "This is not a person id.");
}

}  // namespace
}  // namespace entente
