#include "registry/item.h"

#include <gtest/gtest.h>

#include "history.h"

namespace entente::registry::testing {
namespace {

Folded folded(const History& history) {
  Folded node;
  node.fold_all(history.acts());
  return node;
}

TEST(Item, climbs_the_receipt_ladder_to_the_register_R12_2_R6_6) {
  History history;
  Folded node;
  const auto then = [&](const PartyCode& issuer, act::Body body) {
    node.fold(history.issue(issuer, std::move(body)));
    return node.item().stage;
  };
  EXPECT_EQ(then(kKr, release()), Stage::released);
  EXPECT_EQ(then(kKr, dispatch()), Stage::dispatched);
  EXPECT_EQ(then(kJp, package_receipt()), Stage::arrived);
  EXPECT_EQ(then(kJp, content_receipt()), Stage::received);
  EXPECT_EQ(then(kJp, registration()), Stage::registered);
  EXPECT_EQ(then(kJp, destruction()), Stage::destroyed);
}

TEST(Item, changes_hands_at_the_package_receipt_and_at_the_return_I6) {
  History history;
  Folded node;
  node.fold(history.issue(kKr, release()));
  node.fold(history.issue(kKr, dispatch()));
  EXPECT_EQ(node.item().responsible_party(), kKr);
  node.fold(history.issue(kJp, package_receipt()));
  EXPECT_EQ(node.item().responsible_party(), kJp);
  node.fold(history.issue(kJp, giving_back()));
  EXPECT_EQ(node.item().responsible_party(), kKr);
}

TEST(Item, a_second_release_of_its_id_changes_nothing_AB02) {
  History history = registered_item();
  const std::string before = format::to_json(folded(history).item());
  act::ItemRelease second = release(1, 50);
  second.marking = name("KR-3");
  second.marking_text = "군사 Ⅲ급 비밀";
  second.object = act::ObjectRef{digest_of("another"), 1, 1};
  history.issue(kKr, second);
  second.recipient = kKr;
  history.issue(kJp, second);
  EXPECT_EQ(format::to_json(folded(history).item()), before);
}

TEST(Item, keeps_originator_original_marking_and_object_through_its_whole_life_I2) {
  History history = registered_item();
  history.issue(kJp, request());
  history.issue(kKr, grant());
  history.issue(kJp, transfer());
  history.issue(kJp, destruction());
  const Item item = folded(history).item();
  EXPECT_EQ(item.originating_party, kKr);
  EXPECT_EQ(item.marking_text, "군사 Ⅱ급 비밀");
  EXPECT_EQ(item.marking, name("KR-2"));
  EXPECT_EQ(item.object->manifest, digest_of("manifest"));
  EXPECT_EQ(item.own_marking_text, "極秘");
}

TEST(Item, a_receipt_of_another_registration_changes_nothing_AB05) {
  History history;
  history.issue(kKr, release());
  history.issue(kKr, dispatch());
  act::ItemPackageReceipt wrong = package_receipt();
  wrong.registration = name("R-2");
  history.issue(kJp, wrong);
  EXPECT_EQ(folded(history).item().stage, Stage::dispatched);
}

TEST(Item, a_receipt_of_another_digest_or_of_none_changes_nothing_AB05) {
  for (const std::optional<Digest>& manifest :
       {std::optional<Digest>{}, std::optional(digest_of("another"))}) {
    History history;
    history.issue(kKr, release());
    history.issue(kKr, dispatch());
    history.issue(kJp, package_receipt());
    act::ItemContentReceipt wrong = content_receipt();
    wrong.manifest = manifest;
    history.issue(kJp, wrong);
    EXPECT_EQ(folded(history).item().stage, Stage::arrived);
  }
}

TEST(Item, acts_of_the_wrong_party_change_nothing_R2_3) {
  History history;
  history.issue(kKr, release());
  history.issue(kJp, dispatch());
  EXPECT_EQ(folded(history).item().stage, Stage::released);
  history.issue(kKr, dispatch(1, 20));
  history.issue(kKr, package_receipt());
  EXPECT_EQ(folded(history).item().stage, Stage::dispatched);
  history.issue(kJp, package_receipt(1, 21));
  history.issue(kKr, content_receipt());
  history.issue(kKr, destruction());
  history.issue(kKr, giving_back());
  EXPECT_EQ(folded(history).item().stage, Stage::arrived);
}

TEST(Item, steps_out_of_order_change_nothing_AB22) {
  History history;
  history.issue(kKr, release());
  history.issue(kJp, package_receipt());
  history.issue(kJp, content_receipt());
  history.issue(kJp, registration());
  history.issue(kJp, destruction());
  history.issue(kJp, giving_back());
  EXPECT_EQ(folded(history).item().stage, Stage::released);
}

TEST(Item, nothing_brings_a_destroyed_or_returned_item_back_R6_8) {
  for (const act::Body& end : {act::Body(destruction()), act::Body(giving_back())}) {
    History history = registered_item();
    history.issue(kJp, end);
    const Stage stage = folded(history).item().stage;
    history.issue(kKr, release(1, 30));
    history.issue(kKr, dispatch(1, 31));
    history.issue(kJp, package_receipt(1, 32));
    history.issue(kJp, registration(1, 33));
    EXPECT_EQ(folded(history).item().stage, stage);
    EXPECT_FALSE(folded(history).item().held());
  }
}

TEST(Item, nobody_consents_to_its_own_request_AB13) {
  History history = registered_item();
  history.issue(kJp, request());
  history.issue(kJp, grant());
  EXPECT_FALSE(folded(history).item().consent(act_id(8))->granted);
  history.issue(kKr, grant(1, 8, 40));
  EXPECT_TRUE(folded(history).item().consent(act_id(8))->granted);
}

TEST(Item, the_originating_party_asks_itself_for_nothing_AB13) {
  History history = registered_item();
  history.issue(kKr, request());
  EXPECT_EQ(folded(history).item().consent(act_id(8)), nullptr);
}

TEST(Item, a_consent_without_request_and_one_given_twice_change_nothing_AB22) {
  History history = registered_item();
  history.issue(kKr, grant());
  EXPECT_TRUE(folded(history).item().consents.empty());
  history.issue(kJp, request());
  history.issue(kKr, grant(1, 8, 41));
  act::ConsentGrant wider = grant(1, 8, 42);
  wider.uses = 1000;
  history.issue(kKr, wider);
  EXPECT_EQ(folded(history).item().consent(act_id(8))->uses_allowed, 1u);
}

TEST(Item, a_revocation_is_final_and_the_originating_partys_alone_I4) {
  History history = registered_item();
  history.issue(kJp, request());
  history.issue(kKr, grant());
  history.issue(kJp, revocation());
  EXPECT_FALSE(folded(history).item().consent(act_id(8))->revoked);
  history.issue(kKr, revocation(1, 8, 43));
  history.issue(kKr, grant(1, 8, 44));
  EXPECT_TRUE(folded(history).item().consent(act_id(8))->revoked);
}

TEST(Item, every_transfer_uses_its_consent_and_is_remembered_I4) {
  History history = registered_item();
  history.issue(kJp, request());
  history.issue(kKr, grant());
  history.issue(kJp, transfer());
  history.issue(kJp, transfer(1, 8, 45));
  const Item item = folded(history).item();
  EXPECT_EQ(item.consent(act_id(8))->uses, 2u);
  EXPECT_EQ(item.transferred_to.size(), 2u);
}

TEST(Item, remembers_by_which_way_it_came_and_who_owns_rights_in_it_R4_1_R6_4) {
  act::ItemRelease body = release();
  body.origin = act::Origin{party("US"), name("US-S"), "SECRET", {}};
  body.origin->hops = {{name("us-kr-1987"), kKr, name("KR-2"), act_id(8)}};
  body.rights_owner = "EXERCISE Works";
  History history;
  history.issue(kKr, body);
  const Folded node = folded(history);
  const std::string json = format::to_json(*node.shared.items().entry(item_id(1).text()));
  Shared restarted;
  ASSERT_TRUE(restarted.load("item/" + item_id(1).text(), as_bytes(json)).ok());
  const Item& item = *restarted.item(item_id(1));
  EXPECT_EQ(item.originator(), party("US"));
  EXPECT_EQ(item.original_marking_text(), "SECRET");
  EXPECT_EQ(item.marking_text, "군사 Ⅱ급 비밀");
  EXPECT_EQ(item.origin->hops, body.origin->hops);
  EXPECT_EQ(item.rights_owner, "EXERCISE Works");
}

TEST(Item, is_its_originating_partys_own_where_it_came_by_no_other_way_R4_1) {
  History history;
  history.issue(kKr, release());
  const Folded node = folded(history);
  EXPECT_EQ(node.item().originator(), kKr);
  EXPECT_EQ(node.item().original_marking_text(), node.item().marking_text);
}

}  // namespace
}  // namespace entente::registry::testing
