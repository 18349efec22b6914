#include "registry/inventory.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "base/limits.h"
#include "history.h"
#include "registry/errors.h"

/// Art. 6(f), 14: what must be there, and what a count finds.
namespace entente::registry::testing {
namespace {

using act::Unit;

const AgreementId kAgreement = AgreementId::parse("jp-kr-2016/exercise").value();
const Unit kItem{item_id(1), 0};
const Unit kCopy1{item_id(1), 1};
const Unit kCopy2{item_id(1), 2};

act::ItemCopy copy(std::uint64_t number) {
  act::ItemCopy body;
  body.item = item_id(1);
  body.number = number;
  body.requested_by = person("sato.hana");
  return body;
}
act::CopyDestroy end_of_copy(std::uint64_t number) {
  act::CopyDestroy body;
  body.item = item_id(1);
  body.number = number;
  body.method = name("shred");
  return body;
}

/// JP's node, with item 1 in its register and two copies of it.
class InventoryTest : public ::testing::Test {
 protected:
  InventoryTest() {
    node_.fold_all(history_.acts());
    keep(copy(1));
    keep(copy(2));
  }
  void keep(const act::Body& body) { house_.fold({}, body, changes_); }
  void issue(const PartyCode& by, act::Body body) {
    node_.fold(history_.issue(by, std::move(body)));
  }
  [[nodiscard]] std::vector<Unit> live(const PartyCode& self = kJp) const {
    return live_units(node_.shared, house_, self);
  }
  [[nodiscard]] Count counted(const std::vector<std::string>& found) const {
    return count(live(), RegisterNumbers(node_.shared, live()), found);
  }

  History history_ = registered_item();
  Folded node_;
  House house_;
  Changes changes_;
};

TEST_F(InventoryTest, expects_what_the_party_received_and_each_copy_of_it_R6_6_I10) {
  EXPECT_EQ(live(), (std::vector<Unit>{kItem, kCopy1, kCopy2}));
  EXPECT_TRUE(live(kKr).empty());
}

TEST_F(InventoryTest, expects_no_copy_that_was_destroyed_I10) {
  keep(end_of_copy(1));
  EXPECT_EQ(live(), (std::vector<Unit>{kItem, kCopy2}));
  EXPECT_EQ(house_.copies_left(item_id(1)), std::vector<std::uint64_t>{2});
  keep(copy(3));
  EXPECT_EQ(house_.copies_left(item_id(1)), (std::vector<std::uint64_t>{2, 3}));
}

TEST_F(InventoryTest, expects_the_copies_of_an_item_that_has_ended_R13_2) {
  issue(kJp, act::ItemReturn{act_id(40), item_id(1), person("sato.hana"), "EXERCISE"});
  EXPECT_EQ(live(), (std::vector<Unit>{kCopy1, kCopy2}));
}

TEST_F(InventoryTest, names_an_item_by_its_register_number_and_a_copy_by_that_and_its_own_R6_6) {
  const RegisterNumbers numbers(node_.shared, live());
  const std::string number = node_.item().register_number.text();
  EXPECT_EQ(numbers.of(kItem), number);
  EXPECT_EQ(numbers.of(kCopy2), number + "/2");
  EXPECT_EQ(*numbers.find(number + "/1"), kCopy1);
  EXPECT_EQ(numbers.find(number + "/3"), nullptr);
  EXPECT_EQ(numbers.find(item_id(1).text()), nullptr);
}

TEST_F(InventoryTest, names_by_its_id_what_has_no_number_of_its_own_R6_6) {
  issue(kKr, release(2, 50));
  issue(kKr, dispatch(2, 51));
  issue(kJp, package_receipt(2, 52));
  const RegisterNumbers numbers(node_.shared, live());
  EXPECT_EQ(numbers.of({item_id(2), 0}), item_id(2).text());
}

TEST_F(InventoryTest, tells_what_was_seen_what_is_missing_and_what_is_on_no_register_R6_6_I10) {
  const std::string number = node_.item().register_number.text();
  const Count found = counted({number, number + "/2", "JP-EX-9999"});
  EXPECT_EQ(found.seen, (std::vector<Unit>{kItem, kCopy2}));
  EXPECT_EQ(found.missing, std::vector<Unit>{kCopy1});
  EXPECT_EQ(found.unknown, std::vector<std::string>{"JP-EX-9999"});
}

TEST_F(InventoryTest, what_was_destroyed_and_is_found_is_on_no_register_R6_6) {
  keep(end_of_copy(1));
  const std::string number = node_.item().register_number.text();
  EXPECT_EQ(counted({number + "/1"}).unknown, std::vector<std::string>{number + "/1"});
}

act::InventoryTake inventory(std::uint64_t id, std::vector<Unit> seen,
                             std::vector<act::MissingUnit> missing) {
  act::InventoryTake body;
  body.id = act_id(id);
  body.agreement = kAgreement;
  body.seen = std::move(seen);
  body.missing = std::move(missing);
  return body;
}

TEST_F(InventoryTest, the_first_incident_of_a_loss_stays_until_the_thing_is_seen_R17_2_R17_3) {
  keep(inventory(60, {kItem}, {{kCopy1, act_id(70)}}));
  keep(inventory(61, {kItem}, {{kCopy1, act_id(71)}}));
  const Stock& stock = *house_.stock(item_id(1));
  EXPECT_EQ(stock.tally(kAgreement, 1)->incident, act_id(70));
  EXPECT_EQ(stock.tally(kAgreement, 0)->seen_in, act_id(61));
  EXPECT_EQ(stock.tally(kAgreement, 2), nullptr);
  keep(inventory(62, {kItem, kCopy1}, {}));
  EXPECT_FALSE(stock.tally(kAgreement, 1)->incident.has_value());
  keep(inventory(63, {kItem}, {{kCopy1, act_id(72)}}));
  EXPECT_EQ(stock.tally(kAgreement, 1)->incident, act_id(72));
  EXPECT_EQ(stock.tally(kAgreement, 1)->seen_in, act_id(62));
  EXPECT_EQ(live().size(), 3u) << "what is missing stays on the register";
}

TEST_F(InventoryTest, what_it_missed_is_to_be_reported_until_it_is_R17_2) {
  const auto due = [&] { return unreported({node_.shared, house_, kAgreement, kJp}); };
  keep(inventory(60, {kItem}, {{kCopy1, act_id(70)}, {kCopy2, act_id(71)}}));
  ASSERT_EQ(due().size(), 2u);
  const act::IncidentReport report = due().front();
  EXPECT_EQ(report.id, act_id(70));
  EXPECT_EQ(report.item, item_id(1));
  EXPECT_EQ(report.kind, act::IncidentKind::possible_loss);
  EXPECT_NE(report.summary.find(node_.item().register_number.text() + "/1"), std::string::npos);
  issue(kJp, report);
  ASSERT_EQ(due().size(), 1u);
  EXPECT_EQ(due().front().id, act_id(71));
  const AgreementId other = AgreementId::parse("us-jp-2007/exercise").value();
  EXPECT_TRUE(unreported({node_.shared, house_, other, kJp}).empty());
}

TEST_F(InventoryTest, what_was_written_restores_the_stock) {
  act::ItemCopy translated = copy(3);
  translated.translation = act::Translation{"ja", person("ito.yui"), "EXERCISE"};
  keep(translated);
  keep(end_of_copy(2));
  keep(inventory(60, {kItem}, {{kCopy1, act_id(70)}}));
  act::ItemDerive derived;
  derived.register_number = name("JP-EX-0100");
  derived.sources = {{item_id(1), kKr, "EXERCISE"}};
  keep(derived);
  const House restored = restored_from(changes_);
  EXPECT_EQ(restored.digest(), house_.digest());
  EXPECT_EQ(restored.stock(item_id(1))->language_of(3), "ja");
  EXPECT_TRUE(restored.derived().at("JP-EX-0100").made_from(item_id(1)));
  EXPECT_EQ(restored.copy_holders().at(kCopy1), person("sato.hana"));
}

TEST_F(InventoryTest, a_second_document_takes_no_number_from_the_first_R6_6) {
  act::ItemDerive derived;
  derived.register_number = name("JP-EX-0100");
  derived.sources = {{item_id(1), kKr, "EXERCISE"}};
  keep(derived);
  derived.sources = {{item_id(2), kKr, "EXERCISE"}};
  keep(derived);
  EXPECT_TRUE(house_.derived().at("JP-EX-0100").made_from(item_id(1)));
}

Error refusal(std::string_view list) {
  const auto found = read_found(list);
  EXPECT_FALSE(found.ok()) << list;
  return found.ok() ? Error(kUnknownRecord, "accepted") : found.error();
}

TEST(FoundList, has_one_number_a_line_R6_6) {
  EXPECT_EQ(*read_found("JP-1\nJP-1/2\n"), (std::vector<std::string>{"JP-1", "JP-1/2"}));
  EXPECT_EQ(*read_found("JP-1\nJP-2"), (std::vector<std::string>{"JP-1", "JP-2"}));
  EXPECT_TRUE(read_found("")->empty());
}

TEST(FoundList, is_strict_and_says_which_line_is_wrong) {
  EXPECT_EQ(refusal("JP-1\n\nJP-2\n").where(), "line 2");
  EXPECT_EQ(refusal("JP-1\nJP-1\n").where(), "line 2");
  for (const char* list : {"JP 1\n", "JP-1\r\n", " JP-1\n", "JP-1\t2\n", "\n"}) {
    EXPECT_TRUE(refusal(list).is(kBadList)) << list;
  }
  EXPECT_TRUE(refusal("JP-\xff\n").is(kBadUtf8));
  EXPECT_TRUE(read_found(std::string(128, 'x')).ok());
  EXPECT_TRUE(refusal(std::string(129, 'x')).is(kBadList));
}

TEST(FoundList, holds_its_limits_and_refuses_one_past_each) {
  constexpr std::size_t kLine = limits::kInventoryBytes / limits::kInventoryLines;
  std::string list;
  std::string longest;
  for (std::size_t i = 0; i < limits::kInventoryLines; ++i) {
    const std::string number = std::to_string(i);
    list += number + "\n";
    longest += std::string(kLine - 1 - number.size(), 'x') + number + "\n";
  }
  EXPECT_EQ(read_found(list)->size(), limits::kInventoryLines);
  EXPECT_TRUE(refusal(list + "JP\n").is(kTooLarge));
  ASSERT_EQ(longest.size(), limits::kInventoryBytes);
  EXPECT_TRUE(read_found(longest).ok());
  EXPECT_TRUE(refusal("x" + longest).is(kTooLarge));
}

}  // namespace
}  // namespace entente::registry::testing
