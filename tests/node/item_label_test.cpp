#include "node/item_label.h"

#include "label/label_json.h"
#include "label/label_xml.h"
#include "node/errors.h"
#include "node/stand.h"
#include "object/errors.h"
#include "object/seal.h"

/// One label in act, object and record: what the object says is what the act says, or the content
/// is not taken in.
namespace entente::node::testing {
namespace {

class ItemLabel : public InForce {
 protected:
  void SetUp() override {
    InForce::SetUp();
    release = oral_release(stand);
    release.form = act::Form::document;
  }
  [[nodiscard]] const agreement::Profile& profile() { return stand.room().profile; }
  [[nodiscard]] object::LabelAssertion honest() {
    return label_assertion(profile(), kKr, release, stand.clock().now());
  }
  [[nodiscard]] label::ConfidentialityLabel honest_label() {
    return *label::read_label(honest().value)->label;
  }

  /// KR seals to JP, and releases and dispatches what it has sealed.
  void send(const std::optional<object::LabelAssertion>& label,
            const std::vector<std::string>& readers = {}) {
    const AccessKey& key = stand.own_keys().key_access.back();
    object::SealRequest request;
    request.binding =
        object::Binding{release.item, stand.room().id, profile().digest(), "exercise"};
    request.recipients.push_back(
        {"https://jp.exercise.example/kas", key.id, key.key.public_key(), ""});
    request.label = label;
    request.dissem = readers;
    static const Bytes kContent = to_bytes(std::string_view("EXERCISE content"));
    MemorySource source(kContent);
    MemorySink sink;
    const auto sealed = object::seal(source, sink, request, stand.random());
    ASSERT_TRUE(sealed.ok()) << sealed.error().describe();
    stand.offer_object(Bytes(sink.bytes().begin(), sink.bytes().end()));
    release.object = act::ObjectRef{sealed->manifest, sealed->object_bytes, sealed->content_bytes};
    const act::ItemDispatch dispatch{new_act_id(stand.random()), release.item, electronic_channel(),
                                     name("reg-1")};
    ASSERT_EQ(kr->say(release).disposition(), Disposition::recorded);
    ASSERT_EQ(kr->say(dispatch).disposition(), Disposition::recorded);
    stand.run(5'000);
  }
  [[nodiscard]] const registry::Item& item() { return *stand.room().shared.item(release.item); }
  [[nodiscard]] ItemLabels labels() {
    std::optional<Result<ItemLabels>> found;
    stand.node().custody().labels(stand.room().id, release.item,
                                  [&](Result<ItemLabels> answer) { found = std::move(answer); });
    stand.run();
    EXPECT_TRUE(found && found->ok());
    return found && found->ok() ? **found : ItemLabels{};
  }

  /// The content is not here, no receipt says that it is, and KR is told why.
  void expect_refused(const ErrorKind& why = kLabelDiffers) {
    EXPECT_EQ(item().stage, registry::Stage::arrived);
    EXPECT_FALSE(item().received_at.has_value());
    EXPECT_FALSE(stand.node().objects().has(release.object->manifest));
    ASSERT_EQ(stand.room().shared.incidents().entries().size(), 1U);
    const auto& told = stand.room().shared.incidents().entries().begin()->second.record;
    EXPECT_NE(told.summary.find(why.code), std::string::npos) << told.summary;
  }

  act::ItemRelease release;
};

/// A policy that names its readers would be read by others, who need to know by the act alone.
TEST_F(ItemLabel, an_object_whose_policy_demands_more_than_its_act_is_not_taken_in_I14) {
  send(honest(), {"some.body"});
  expect_refused(object::kUnsupported);
}

TEST_F(ItemLabel, travels_in_the_object_and_stays_untouched_beside_the_receiving_partys_Art4_2) {
  const label::ConfidentialityLabel sent = honest_label();
  const std::string text = honest().value;
  send(honest());
  ASSERT_EQ(item().stage, registry::Stage::received);
  EXPECT_EQ(label::write_label(labels().original.value()), text);
  EXPECT_FALSE(labels().alternative.has_value());

  act::ItemRegister entry;
  entry.id = new_act_id(stand.random());
  entry.item = release.item;
  entry.register_number = name("R-1");
  const auto answer = profile().equivalence().lookup_code(
      kKr, release.marking, kJp, stand.clock().now().date_in(profile().party(kJp)->zone));
  ASSERT_FALSE(answer.targets.empty());
  entry.marking = answer.targets.front()->code;
  entry.marking_text = answer.targets.front()->text;
  entry.chosen_by = person("officer.one");
  entry.reason = "EXERCISE";
  ASSERT_EQ(stand.code_of(entry), "");

  const ItemLabels both = labels();
  EXPECT_EQ(*both.original, sent);
  const label::ConfidentialityLabel& own = both.alternative.value();
  EXPECT_EQ(own.kind, label::LabelKind::alternative);
  EXPECT_EQ(own.body.information.policy.name, "JP");
  EXPECT_EQ(own.body.information.classification, entry.marking.text());
  EXPECT_EQ(own.body.originator->id, "urn:entente:party:JP");
  EXPECT_EQ(own.body.created.at, *item().marked_at);
  EXPECT_TRUE(label::read_label(label::write_label(own))->valid());

  stand.stop();
  stand.start();
  EXPECT_EQ(*labels().original, sent);
  EXPECT_EQ(*labels().alternative, own);
}

TEST_F(ItemLabel, as_json_of_the_same_standard_is_taken_too) {
  object::LabelAssertion json = honest();
  json.value = label::write_label_json(honest_label());
  json.format = "json-structured";
  send(json);
  EXPECT_EQ(item().stage, registry::Stage::received);
}

TEST_F(ItemLabel, that_says_a_lower_marking_than_the_act_is_refused_AB06) {
  label::ConfidentialityLabel lower = honest_label();
  lower.body.information.classification = "KR-3";
  ASSERT_NE(release.marking.text(), "KR-3");
  object::LabelAssertion lie = honest();
  lie.value = label::write_label(lower);
  send(lie);
  expect_refused();
}

TEST_F(ItemLabel, that_is_missing_is_refused) {
  send(std::nullopt);
  expect_refused();
}

TEST_F(ItemLabel, is_compared_in_all_that_it_says) {
  const ExpectedLabel expected{release.item, agreement::labeller(kKr),
                               agreement::information_of(profile(), kKr, release.marking)};
  const auto code_of = [&](const std::function<void(label::ConfidentialityLabel&)>& lie) {
    label::ConfidentialityLabel label = honest_label();
    lie(label);
    const Status status = check_label(
        expected, object::make_assertion("label", "handling", "tdo", object::kLabelSchema,
                                         "xml-structured", label::write_label(label)));
    return status.ok() ? std::string_view() : status.error().code();
  };
  using Label = label::ConfidentialityLabel;
  EXPECT_EQ(code_of([](Label&) {}), "");
  const std::function<void(Label&)> lies[] = {
      [](Label& l) { l.id = "itm-00000000000000000000000000"; },
      [](Label& l) { l.kind = label::LabelKind::alternative; },
      [](Label& l) { l.body.originator->id = "urn:entente:party:JP"; },
      [](Label& l) { l.body.originator.reset(); },
      [](Label& l) { l.body.information.policy = {"JP", ""}; },
      [](Label& l) { l.body.information.policy.oid = "2.25.1"; },
      [](Label& l) { l.body.information.classification = "kr-2"; },
      [](Label& l) {
        l.body.information.categories.push_back(
            {label::CategoryType::permissive, "Releasable To", "", {"Everybody"}});
      },
      [](Label& l) { l.successors.push_back({l.body.created, l.body}); },
      [](Label& l) { l.review.reset(); },  // not valid: a rule in prose
  };
  for (std::size_t i = 0; i < std::size(lies); ++i) {
    EXPECT_EQ(code_of(lies[i]), kLabelDiffers.code) << "lie " << i;
  }
}

TEST_F(ItemLabel, that_cannot_be_read_is_refused_whatever_it_is) {
  const ExpectedLabel expected = {release.item, agreement::labeller(kKr), {}};
  const std::string values[] = {"", "{", "<a", std::string(1u << 20, '<'),
                                "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"};
  for (const std::string& value : values) {
    const Status status = check_label(
        expected,
        object::make_assertion("label", "handling", "tdo", object::kLabelSchema, "string", value));
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code(), kLabelDiffers.code);
  }
}

}  // namespace
}  // namespace entente::node::testing
