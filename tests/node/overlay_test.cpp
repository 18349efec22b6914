#include "agreement/overlay.h"

#include "node/errors.h"
#include "node/explanation.h"
#include "node/stand.h"

/// Art. 1 at a node: the overlay of its party's own law. EXERCISE throughout.
namespace entente::node::testing {
namespace {

std::string law(std::string_view body, std::string_view version = "1",
                std::string_view from = "2016-11-23") {
  return "[profile]\nid = \"jp-law\"\nversion = \"" + std::string(version) +
         "\"\nextends = \"jp-kr-2016\"\nparty = \"JP\"\neffective_from = " + std::string(from) +
         "\n" + std::string(body);
}

Submission adopt(Stand& stand, const std::string& text) {
  const auto kept = stand.node().core().keep_overlay(stand.room(), text, "law.toml");
  EXPECT_TRUE(kept.ok());
  act::OverlayAdopt body{new_act_id(stand.random()), stand.room().id, kept->id, kept->version,
                         kept->digest};
  Submission answer;
  stand.node().submit({stand.room().id, act::Body(body)},
                      [&](const Submission& submission) { answer = submission; });
  stand.run();
  return answer;
}

const agreement::Overlaid* overlaid(Stand& stand) {
  const Core& core = stand.node().core();
  return stand.room().overlaid(core.now(), core.house());
}

TEST(Overlays, an_exercise_begins_with_one_that_adds_nothing_R1_1) {
  Stand stand;
  stand.start();
  const registry::Overlay* adopted = stand.node().core().house().overlay(stand.room().id);
  ASSERT_NE(adopted, nullptr);
  EXPECT_EQ(adopted->overlay, name("exercise-neutral"));
  ASSERT_NE(overlaid(stand), nullptr);
  EXPECT_FALSE(overlaid(stand)->adds);
}

TEST(Overlays, a_live_agreement_begins_without_R1_1_I14) {
  Stand stand;
  stand.own_keys().environment = act::Environment::live;
  stand.start();
  EXPECT_EQ(stand.node().core().house().overlay(stand.room().id), nullptr);
  EXPECT_EQ(overlaid(stand), nullptr);
  const auto given = act::AssuranceGive{
      new_act_id(stand.random()), name("SECRET"), name("MOD"), true, true, true, day("2026-11-22")};
  EXPECT_EQ(stand.submit(given).decision.deciding()->code, "national-overlay");
  EXPECT_FALSE(adopt(stand, law("")).error);
  EXPECT_FALSE(stand.submit(given).error);
}

TEST(Overlays, govern_from_their_adoption_and_after_a_restart_R1_1) {
  Stand stand;
  stand.start();
  ASSERT_FALSE(adopt(stand, law("[incidents]\nnotify_within_hours = 2\n")).error);
  ASSERT_NE(overlaid(stand), nullptr);
  EXPECT_EQ(overlaid(stand)->profile.clauses().incidents.notify_within_hours, 2);
  stand.stop();
  stand.start();
  ASSERT_NE(overlaid(stand), nullptr);
  EXPECT_EQ(overlaid(stand)->profile.clauses().incidents.notify_within_hours, 2);
  ASSERT_FALSE(adopt(stand, law("[incidents]\nnotify_within_hours = 1\n", "2")).error);
  EXPECT_EQ(overlaid(stand)->profile.clauses().incidents.notify_within_hours, 1);
}

TEST(Overlays, with_faults_of_another_party_or_before_their_day_are_not_kept_R1_1) {
  Stand stand;
  stand.start();
  const auto code = [&](const std::string& text) {
    const auto kept = stand.node().core().keep_overlay(stand.room(), text, "law.toml");
    return kept.ok() ? std::string() : std::string(kept.error().code());
  };
  EXPECT_EQ(code("no profile"), kOtherText.code);
  EXPECT_EQ(code(law("[incidents]\nnotify_within_hours = 48\n")), kOtherText.code);
  EXPECT_EQ(code(law("", "1", "2099-01-01")), kOtherText.code);
  EXPECT_EQ(code(law("")), "");
}

TEST(Overlays, explain_by_which_text_and_overlay_an_act_was_decided_R1_1) {
  Stand stand;
  stand.start();
  const Submission adopted = adopt(stand, law("[incidents]\nnotify_within_hours = 2\n"));
  const act::AssuranceGive body{
      new_act_id(stand.random()), name("SECRET"), name("MOD"), true, true, true, day("2026-11-22")};
  ASSERT_FALSE(stand.submit(body).error);
  ASSERT_FALSE(adopt(stand, law("[incidents]\nnotify_within_hours = 1\n", "2")).error);
  const auto explained = explain_act(stand.node().core(), body.id);
  ASSERT_TRUE(explained.ok());
  const auto overlay =
      std::find_if(explained->explanation.inputs.begin(), explained->explanation.inputs.end(),
                   [](const rules::Input& each) { return each.name == "overlay"; });
  ASSERT_NE(overlay, explained->explanation.inputs.end());
  EXPECT_NE(overlay->json.find("\"version\":\"1\""), std::string::npos) << "as it was then";
  EXPECT_TRUE(explain_act(stand.node().core(), adopted.id).ok());
}

}  // namespace
}  // namespace entente::node::testing
