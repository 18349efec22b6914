#include "label/access_decision.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "label/access_cache.h"
#include "label/access_reference.h"
#include "label/shared_data.h"

namespace entente::label::testing {
namespace {

const Instant kNow = when("2026-11-25T00:00:00Z");

Tag tag(CategoryType type, std::vector<const char*> values) {
  Tag made;
  made.type = type;
  for (const char* value : values) {
    TagCategory category;
    category.name = category.lacv = value;
    made.categories.push_back(std::move(category));
  }
  return made;
}

/// Two levels, and one tag set of each type.
Spif small() {
  Spif spif;
  spif.policy = {"EXERCISE", "1.2.3"};
  for (const char* name : {"LOW", "HIGH"}) {
    SpifClassification level;
    level.name = level.lacv = name;
    level.hierarchy = static_cast<std::int64_t>(spif.classifications.size());
    spif.classifications.push_back(level);
  }
  spif.tag_sets = {{"R", "1.2.3.1", {tag(CategoryType::restrictive, {"a", "b"})}},
                   {"P", "1.2.3.2", {tag(CategoryType::permissive, {"a", "b"})}},
                   {"I", "1.2.3.3", {tag(CategoryType::informative, {"a", "b"})}}};
  return spif;
}

std::string reason(const LabelInformation& label, const Clearance& clearance) {
  return decide_access(a_label(label), {&clearance, 1}, small(), kNow).reason_text();
}

TEST(AccessDecision, fails_closed_at_every_step_4_1) {
  const Clearance all{
      {"EXERCISE", {}}, {"LOW", "HIGH"}, {restrictive("R", {"a"}), permissive("P", {"a"})}};
  EXPECT_EQ(reason(information("EXERCISE", "HIGH"), all), "");
  EXPECT_EQ(reason(information("OTHER", "HIGH"), all), "unknown policy");
  EXPECT_EQ(reason(information("EXERCISE", "MIDDLE"), all), "invalid label");
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {permissive("X", {"a"})}), all),
            "unknown category");
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {permissive("P", {"x"})}), all),
            "unknown category");
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {informative("I", {"x"})}), all),
            "unknown category")
      << "nothing permits ignoring what is unknown";
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {restrictive("R", {"a", "b"})}), all),
            "restrictive R");
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {permissive("P", {"a", "b"})}), all), "");
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {permissive("P", {"b"})}), all), "permissive P");
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {permissive("P", {})}), all), "");
  EXPECT_EQ(reason(information("EXERCISE", "HIGH", {informative("I", {"b"})}), all), "");
}

TEST(AccessDecision, takes_the_classification_as_a_member_of_a_list_never_as_a_rank) {
  const Clearance high{{"EXERCISE", {}}, {"HIGH"}, {}};
  EXPECT_EQ(reason(information("EXERCISE", "LOW"), high), "classification");
}

TEST(AccessDecision, denies_without_one_clearance_of_the_policy) {
  const Clearance other{{"OTHER", {}}, {"HIGH"}, {}};
  const Clearance own{{"EXERCISE", {}}, {"HIGH"}, {}};
  EXPECT_EQ(reason(information("EXERCISE", "HIGH"), other), "nil clearance");
  const std::vector<Clearance> twice{own, own};
  EXPECT_EQ(
      decide_access(a_label(information("EXERCISE", "HIGH")), twice, small(), kNow).reason_text(),
      "nil clearance");
}

TEST(AccessDecision, denies_what_is_not_a_valid_label) {
  const Clearance own{{"EXERCISE", {}}, {"HIGH"}, {}};
  EXPECT_EQ(decide_access(LabelReading{}, {&own, 1}, small(), kNow).reason_text(), "malformed");
  auto label = a_label(information("EXERCISE", "HIGH"));
  label.review.reset();
  const auto read = read_label(write_label(label));
  EXPECT_EQ(decide_access(*read, {&own, 1}, small(), kNow).reason_text(), "malformed")
      << "against a rule of prose";
  label.body.created.at = when("2030-01-01T00:00:00Z");
  EXPECT_EQ(decide_access(label, {&own, 1}, small(), kNow).reason_text(), "malformed");
}

TEST(AccessDecision, denies_outside_the_policys_window) {
  Spif spif = small();
  spif.not_after = when("2026-01-01T00:00:00Z");
  const Clearance own{{"EXERCISE", {}}, {"HIGH"}, {}};
  EXPECT_EQ(
      decide_access(a_label(information("EXERCISE", "HIGH")), {&own, 1}, spif, kNow).reason_text(),
      "policy not in force");
}

TEST(AccessDecision, uses_the_successor_from_its_time_on) {
  auto label = a_label(information("EXERCISE", "HIGH"));
  label.successors.push_back({{when("2026-12-01T00:00:00Z"), true}, label.body});
  label.successors[0].body.information.classification = "LOW";
  const Clearance low{{"EXERCISE", {}}, {"LOW"}, {}};
  EXPECT_FALSE(decide_access(label, {&low, 1}, small(), kNow).permitted());
  EXPECT_TRUE(decide_access(label, {&low, 1}, small(), when("2026-12-01T00:00:00Z")).permitted());
}

TEST(AccessDecision, takes_the_originators_label_before_any_alternative_4774_1_4_2) {
  const auto own = a_label(information("EXERCISE", "HIGH"));
  auto alternative = a_label(information("OTHER", "LOW"));
  alternative.kind = LabelKind::alternative;
  const std::vector<BoundLabel> labels{{&alternative, true, true}, {&own, true, false}};
  EXPECT_EQ(select_label(labels, {"EXERCISE", {}}), &own);
  EXPECT_EQ(select_label(labels, {"OTHER", {}}), &alternative);
  const std::vector<BoundLabel> unverified{{&alternative, false, true}};
  EXPECT_EQ(select_label(unverified, {"OTHER", {}}), nullptr);
  const std::vector<BoundLabel> untrusted{{&alternative, true, false}};
  EXPECT_EQ(select_label(untrusted, {"OTHER", {}}), nullptr);
}

TEST(AccessCache, answers_as_the_decision_does_until_something_can_change) {
  auto label = a_label(information("EXERCISE", "HIGH"));
  label.successors.push_back({{kNow.plus_ms(1000), true}, label.body});
  label.successors[0].body.information.classification = "LOW";
  const std::string xml = write_label(label);
  const std::string low = write_clearance({{"EXERCISE", {}}, {"LOW"}, {}});
  const Spif spif = small();
  AccessCache cache(spif, 2);
  EXPECT_EQ(cache.decide(xml, low, kNow).reason_text(), "classification");
  EXPECT_EQ(cache.decide(xml, low, kNow.plus_ms(999)).reason_text(), "classification");
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_TRUE(cache.decide(xml, low, kNow.plus_ms(1000)).permitted());
  EXPECT_EQ(cache.decide(xml, low, kNow).reason_text(), "classification") << "an earlier time";
  EXPECT_EQ(cache.decide("<a/>", low, kNow).reason_text(), "malformed");
  EXPECT_EQ(cache.decide(xml, "<a/>", kNow).reason_text(), "nil clearance");
  EXPECT_EQ(cache.size(), 1U) << "what cannot be read is not remembered";
  for (const char* level : {"A", "B", "C"}) {
    static_cast<void>(cache.decide(xml, write_clearance({{"EXERCISE", {}}, {level}, {}}), kNow));
  }
  EXPECT_LE(cache.size(), 2U);
}

/// The tables of the reference are made from the same draw as ours, by hand.
RC_GTEST_PROP(AccessDecision, agrees_with_a_second_implementation_by_tables, ()) {
  const auto bits = [](int limit) { return *rc::gen::inRange(0, limit); };
  reference::Case c;
  c.level = bits(3);
  c.granted_levels = bits(4);
  std::vector<Category> wanted;
  std::vector<Category> granted;
  constexpr std::array<const char*, 3> kSets{"R", "P", "I"};
  constexpr std::array<CategoryType, 3> kTypes{CategoryType::restrictive, CategoryType::permissive,
                                               CategoryType::informative};
  const auto values = [](int mask) {
    std::vector<std::string> all;
    for (int bit = 0; bit < 3; ++bit) {
      if ((mask >> bit) % 2 == 1) {
        all.emplace_back(1, static_cast<char>('a' + bit));  // `c` is unknown
      }
    }
    return all;
  };
  for (std::size_t i = 0; i < 3; ++i) {
    c.wanted[i] = bits(16) < 12 ? bits(8) : reference::kAbsent;
    c.granted[i] = bits(8);
    if (c.wanted[i] != reference::kAbsent) {
      wanted.push_back(category(kTypes[i], kSets[i], values(c.wanted[i])));
    }
    granted.push_back(category(kTypes[i], kSets[i], values(c.granted[i])));
  }
  constexpr std::array<const char*, 3> kLevels{"LOW", "HIGH", "UNKNOWN"};
  Clearance clearance{{"EXERCISE", {}}, {}, granted};
  for (std::size_t i = 0; i < 2; ++i) {
    if ((c.granted_levels >> i) % 2 == 1) {
      clearance.classifications.emplace_back(kLevels[i]);
    }
  }
  const auto label =
      a_label(information("EXERCISE", kLevels[static_cast<std::size_t>(c.level)], wanted));
  RC_ASSERT(decide_access(label, {&clearance, 1}, small(), kNow).permitted() ==
            reference::permits(c));
}

}  // namespace
}  // namespace entente::label::testing
