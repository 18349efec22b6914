#include "format/tsv.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/errors.h"
#include "format/errors.h"

namespace entente::format {
namespace {

Error refusal(std::string_view text, TsvLimits limits = {}) {
  const Result<TsvTable> table = TsvTable::parse(text, "t.tsv", limits);
  EXPECT_FALSE(table.ok()) << text;
  return table.ok() ? Error(kBadTsv, "accepted") : table.error();
}

TEST(Tsv, gives_cells_by_name_and_position) {
  const auto table = TsvTable::parse("code\tname\n1\t군사\n2\t\n", "t.tsv");
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->size(), 2u);
  EXPECT_EQ(table->columns(), (std::vector<std::string_view>{"code", "name"}));
  EXPECT_EQ(*table->column("name"), 1u);
  EXPECT_EQ(table->row(0)[1], "군사");
  EXPECT_EQ(*table->row(1).cell("name"), "");
  EXPECT_EQ(table->row(1).line(), 3u);
  EXPECT_FALSE(table->find_column("absent").has_value());
  EXPECT_EQ(table->column("absent").error().where(), "t.tsv:1:1");
}

TEST(Tsv, takes_a_last_line_without_line_feed_and_a_header_alone) {
  EXPECT_EQ(TsvTable::parse("a\tb\n1\t2", "t")->size(), 1u);
  EXPECT_EQ(TsvTable::parse("a\tb\n", "t")->size(), 0u);
  EXPECT_EQ(TsvTable::parse("a", "t")->size(), 0u);
}

TEST(Tsv, says_where_a_cell_stands_in_characters) {
  const auto table = TsvTable::parse("a\tb\n군사\tx\n", "t.tsv");
  ASSERT_TRUE(table.ok());
  const Error error = table->row(0).error(1, "This is not a date.");
  EXPECT_EQ(error.where(), "t.tsv:2:4");
  EXPECT_TRUE(error.is(kBadTsv));
}

TEST(Tsv, refuses_faulty_tables_at_their_place) {
  EXPECT_EQ(refusal("").code(), "format.bad-tsv");
  EXPECT_EQ(refusal("a\tb\n1\n").where(), "t.tsv:2:1");
  EXPECT_EQ(refusal("a\tb\n1\t2\t3\n").where(), "t.tsv:2:1");
  EXPECT_EQ(refusal("a\n1\n\n2\n").where(), "t.tsv:3:1");
  EXPECT_EQ(refusal("\n1\n").where(), "t.tsv:1:1");
  EXPECT_EQ(refusal("a\tb\ta\n").where(), "t.tsv:1:5");
  EXPECT_EQ(refusal("a\t\tb\n").where(), "t.tsv:1:3");
  EXPECT_EQ(refusal("a\tb\r\n").where(), "t.tsv:1:4");
  EXPECT_EQ(refusal("a\n한\x1b[2J\n").where(), "t.tsv:2:2");
  EXPECT_EQ(refusal(std::string_view("a\n\0\n", 4)).where(), "t.tsv:2:1");
  EXPECT_EQ(refusal("\xef\xbb\xbf"
                    "a\n")
                .code(),
            "format.bad-tsv");
  EXPECT_EQ(refusal("a\n\xff\n").code(), "format.bad-tsv");
}

TEST(Tsv, holds_its_limits_and_refuses_one_past_each) {
  const TsvLimits limits{.bytes = 12, .rows = 2, .columns = 2};
  EXPECT_TRUE(TsvTable::parse("a\tb\n1\t2\n3\t4\n", "t", limits).ok());
  EXPECT_TRUE(refusal("a\tb\n1\t2\n3\t44\n", limits).is(kTooLarge));
  EXPECT_TRUE(refusal("a\n1\n2\n3\n", limits).is(kTooLarge));
  EXPECT_TRUE(refusal("a\tb\tc\n", limits).is(kTooLarge));
}

TEST(Tsv, views_survive_a_move_of_the_table) {
  auto first = TsvTable::parse("a\nx\n", "t");
  ASSERT_TRUE(first.ok());
  const TsvTable second = std::move(*first);
  EXPECT_EQ(second.row(0)[0], "x");
}

TEST(Tsv, reads_the_shared_data) {
  for (const std::string_view name :
       {"lifecycle_jpkr.tsv", "equivalence.tsv", "agreement_params.tsv"}) {
    const auto path = std::filesystem::path(ENTENTE_SHARED_DATA) / name;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      std::cout << "skipped: " << name << " is not here\n";
      continue;
    }
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto table = TsvTable::parse(text, name);
    ASSERT_TRUE(table.ok()) << table.error().describe();
    EXPECT_GT(table->size(), 10u);
  }
}

}  // namespace
}  // namespace entente::format
