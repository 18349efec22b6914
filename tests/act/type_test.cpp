#include "act/type.h"

#include <gtest/gtest.h>

#include <set>

#include "samples.h"

namespace entente::act::testing {
namespace {

TEST(Types, each_body_has_the_row_of_its_own_name) {
  const std::vector<Body> all = all_samples(Fill::full);
  ASSERT_EQ(all.size(), types().size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto name = std::visit([](const auto& body) { return body.kType; }, all[i]);
    EXPECT_EQ(types()[i].name, name);
    EXPECT_EQ(&type_of(all[i]), &types()[i]);
    EXPECT_EQ(find_type(name, types()[i].version), &types()[i]);
  }
}

TEST(Types, no_two_rows_have_one_name_and_version) {
  std::set<std::pair<std::string_view, std::uint32_t>> seen;
  for (const Type& type : types()) {
    EXPECT_TRUE(seen.emplace(type.name, type.version).second) << type.name;
  }
}

TEST(Types, a_type_or_version_of_the_future_is_unknown) {
  EXPECT_EQ(find_type("item.teleport", 1), nullptr);
  EXPECT_EQ(find_type("item.release", 0), nullptr);
  EXPECT_EQ(find_type("item.release", 2), nullptr);
  EXPECT_EQ(find_type("", 1), nullptr);
}

TEST(Types, every_row_cites_an_article_and_says_what_it_does) {
  for (const Type& type : types()) {
    EXPECT_TRUE(type.article.starts_with("Art. ")) << type.name;
    EXPECT_TRUE(type.says.ends_with('.')) << type.name;
  }
}

TEST(Types, house_acts_are_issued_by_the_house_and_shared_ones_never) {
  for (const Type& type : types()) {
    EXPECT_EQ(type.scope == Scope::house, type.issuer == Issuer::house) << type.name;
  }
}

TEST(Types, instruments_and_consents_each_stand_under_a_signature_of_their_own) {
  for (const Type& type : types()) {
    if (type.name.starts_with("agreement.") || type.name.starts_with("consent.")) {
      EXPECT_EQ(type.batch, Batch::never) << type.name;
    }
  }
}

TEST(Types, what_stops_is_restrictive_and_what_allows_is_permissive) {
  const auto effect = [](std::string_view name) { return find_type(name, 1)->effect; };
  for (const std::string_view name :
       {"agreement.hold", "agreement.notice", "consent.revoke", "incident.report",
        "clearance.revoke", "clearance.suspend", "person.leave", "peer.revoke"}) {
    EXPECT_EQ(effect(name), Effect::restrictive) << name;
  }
  for (const std::string_view name :
       {"agreement.unhold", "consent.grant", "item.release", "item.transfer", "clearance.grant",
        "clearance.resume", "need-to-know.grant-set", "peer.accept"}) {
    EXPECT_EQ(effect(name), Effect::permissive) << name;
  }
}

TEST(Types, acts_that_name_persons_say_so) {
  for (const Body& body : all_samples(Fill::full)) {
    const bool names_person =
        as_text(encode_body(body)).find("kim.minji") != std::string_view::npos;
    EXPECT_EQ(type_of(body).personal_data == PersonalData::names, names_person)
        << type_of(body).name;
  }
}

TEST(Types, a_destruction_and_a_need_to_know_ask_for_two_persons_R13_1_R7_4) {
  EXPECT_EQ(find_type("item.destroy", 1)->required, Required::two_persons);
  EXPECT_EQ(find_type("need-to-know.grant", 1)->required, Required::two_persons);
  EXPECT_EQ(find_type("need-to-know.grant-set", 1)->required, Required::two_persons);
}

}  // namespace
}  // namespace entente::act::testing
