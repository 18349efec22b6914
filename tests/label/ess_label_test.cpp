#include "label/ess_label.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/encoding.h"
#include "label/access_decision.h"
#include "label/ber_value.h"
#include "label/errors.h"
#include "label/rendering.h"
#include "label/shared_data.h"

/// Labels in ASN.1. What is read is put together here octet by octet, by the grammar of RFC 2634
/// and ACP 145.
namespace entente::label::testing {
namespace {

const Instant kNow = when("2026-11-25T00:00:00Z");

enum class Length { definite, indefinite };

Bytes tlv(std::uint8_t tag, const Bytes& contents, Length length = Length::definite) {
  Bytes all{tag};
  if (length == Length::indefinite) {
    all.push_back(0x80);
  } else if (contents.size() < 0x80) {
    all.push_back(static_cast<std::uint8_t>(contents.size()));
  } else {
    all.insert(all.end(), {0x82, static_cast<std::uint8_t>(contents.size() >> 8),
                           static_cast<std::uint8_t>(contents.size())});
  }
  append(all, contents);
  if (length == Length::indefinite) {
    all.insert(all.end(), {0, 0});
  }
  return all;
}

Bytes together(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& each : parts) {
    append(all, each);
  }
  return all;
}

// 1.2.3, the policy; 1.2.3.1 to 1.2.3.3, its tag sets.
const Bytes kPolicy{0x06, 0x02, 0x2a, 0x03};
Bytes tag_set(std::uint8_t arc) { return {0x06, 0x03, 0x2a, 0x03, arc}; }
Bytes level(std::uint8_t lacv) { return {0x02, 0x01, lacv}; }

/// A category of ACP 145, 2.16.840.1.101.2.1.8.3.`syntax`.
Bytes category_of(std::uint8_t syntax, const Bytes& set, const Bytes& values,
                  Length length = Length::definite) {
  const Bytes type{0x80, 0x0a, 0x60, 0x86, 0x48, 0x01, 0x65, 0x02, 0x01, 0x08, 0x03, syntax};
  return tlv(0x30, together({type, tlv(0xa1, tlv(0x30, together({set, values}), length), length)}),
             length);
}
Bytes bits(Bytes contents) { return tlv(0x03, contents); }
Bytes integers(const Bytes& each) { return tlv(0x31, each); }
Bytes label_of(const Bytes& members, Length length = Length::definite) {
  return tlv(0x31, members, length);
}
Bytes with(const Bytes& categories) {
  return label_of(together({kPolicy, level(3), tlv(0x31, categories)}));
}

/// EXERCISE: four levels; 1.2.3.1 of restrictive bits and permissive integers, 1.2.3.2 of
/// permissive bits, 1.2.3.3 informative.
Spif exercise() {
  Spif spif;
  spif.policy = {"EXERCISE", "1.2.3"};
  for (const char* name : {"OPEN", "LOW", "MIDDLE", "HIGH"}) {
    SpifClassification level;
    level.name = name;
    level.hierarchy = static_cast<std::int64_t>(spif.classifications.size());
    level.lacv = std::to_string(level.hierarchy);
    spif.classifications.push_back(level);
  }
  const auto tag = [](CategoryType type, std::optional<TagEncoding> encoding,
                      std::vector<std::pair<const char*, const char*>> values) {
    Tag made;
    made.type = type;
    made.encoding = encoding;
    for (const auto& [name, lacv] : values) {
      TagCategory value;
      value.name = name;
      value.lacv = lacv;
      made.categories.push_back(value);
    }
    return made;
  };
  using enum CategoryType;
  spif.tag_sets.push_back(
      {"Handling",
       "1.2.3.1",
       {tag(restrictive, TagEncoding::bits, {{"RED", "0"}, {"BLUE", "9"}}),
        tag(permissive, TagEncoding::integers, {{"RED TEAM", "0"}, {"JPN", "392"}})}});
  spif.tag_sets.push_back({"Releasable To",
                           "1.2.3.2",
                           {tag(permissive, TagEncoding::bits, {{"JPN", "1"}, {"KOR", "2"}})}});
  spif.tag_sets.push_back(
      {"Administrative", "1.2.3.3", {tag(informative, std::nullopt, {{"STAFF", "5"}})}});
  return spif;
}

LabelInformation read_by_policy(const Bytes& ber) {
  const auto label = read_ess_label(ber);
  EXPECT_TRUE(label.ok()) << label.error().describe();
  const EssResolution resolved = resolve_ess_label(*label, exercise());
  EXPECT_TRUE(resolved.information.has_value()) << told(resolved.faults);
  return resolved.information.value_or(LabelInformation{});
}

std::string faults_of(const Bytes& ber) {
  const auto label = read_ess_label(ber);
  return label.ok() ? told(resolve_ess_label(*label, exercise()).faults)
                    : std::string("unread ") + std::string(label.error().code());
}

TEST(EssLabel, reads_members_in_any_order_RFC_2634) {
  const EssLabel label = read_ess_label(from_base64("MQYGASkCAQM=").value()).value();
  EXPECT_EQ(label.policy_oid, "1.1");
  EXPECT_EQ(label.classification, 3U);
  const Bytes turned{0x31, 0x81, 0x06, 0x02, 0x01, 0x03, 0x06, 0x01, 0x29};
  EXPECT_EQ(read_ess_label(turned).value(), label) << "and lengths in the long form";
  const Bytes marked = label_of(together({kPolicy, tlv(0x13, {'a', 'b'})}));
  EXPECT_EQ(read_ess_label(marked)->privacy_mark, "ab");
}

TEST(EssLabel, refuses_what_is_not_whole_or_twice) {
  for (const char* text : {"",
                           "31",
                           "3100",
                           "3180",
                           "310306012902",
                           "31060601290601aa",
                           "3106020103020103",
                           "3104060129",
                           "31030601290000",
                           "3003060129",
                           "310306018131",
                           "3104060229ff",
                           "31070601290202000a",
                           "310606012902 0180",
                           "3104060280 29",
                           "31050601291300",
                           "3105060129 3100",
                           "318006012902010300",
                           "3180060129",
                           "31800600800000",
                           "31ff060129",
                           "318500000000030601 29",
                           "3106060129020180"}) {
    std::string bare(text);
    std::erase(bare, ' ');
    const auto bytes = from_hex(bare);
    ASSERT_TRUE(bytes.ok()) << text;
    const auto read = read_ess_label(*bytes);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_TRUE(read.error().is(kBadValue)) << text;
  }
}

TEST(EssLabel, takes_lengths_that_are_not_definite_X_690_8_1_3_6) {
  const Bytes category = category_of(2, tag_set(2), bits({0x05, 0x60}), Length::indefinite);
  const Bytes definite = with(category_of(2, tag_set(2), bits({0x05, 0x60})));
  const Bytes indefinite = label_of(
      together({kPolicy, level(3), tlv(0x31, category, Length::indefinite)}), Length::indefinite);
  EXPECT_EQ(read_ess_label(indefinite).value(), read_ess_label(definite).value());
  Bytes deep = {0x02, 0x01, 0x03};
  for (std::size_t i = 0; i < kBerDepth; ++i) {
    deep = tlv(0x31, deep, Length::indefinite);
  }
  BytesView within = deep;
  EXPECT_TRUE(next_ber_value(within).ok());
  const Bytes deeper = tlv(0x31, deep, Length::indefinite);
  BytesView past = deeper;
  EXPECT_FALSE(next_ber_value(past).ok()) << "seventeen within one another";
}

TEST(EssLabel, refuses_a_long_nest_in_no_time) {
  Bytes nest;
  for (std::size_t i = 0; i < kEssBytes / 2; ++i) {
    nest.insert(nest.end(), {0x31, 0x80});
  }
  EXPECT_FALSE(read_ess_label(nest).ok());
  nest.resize(kEssBytes + 1);
  EXPECT_FALSE(read_ess_label(nest).ok());
}

TEST(EssLabel, names_its_numbers_by_its_policy_ADatP_4774_1_Table_11) {
  const LabelInformation label =
      read_by_policy(with(together({category_of(0, tag_set(1), bits({0x06, 0x80, 0x40})),
                                    category_of(1, tag_set(1), integers({0x02, 0x02, 0x01, 0x88})),
                                    category_of(2, tag_set(2), bits({0x05, 0x60})),
                                    category_of(3, tag_set(3), bits({0x02, 0x04})),
                                    category_of(3, tag_set(3), integers({0x02, 0x01, 0x05}))})));
  EXPECT_EQ(label.policy, (PolicyName{"EXERCISE", "1.2.3"}));
  EXPECT_EQ(label.classification, "HIGH");
  using enum CategoryType;
  EXPECT_EQ(label.categories,
            (std::vector<Category>{{restrictive, "Handling", "1.2.3.1", {"RED", "BLUE"}},
                                   {permissive, "Handling", "1.2.3.1", {"JPN"}},
                                   {permissive, "Releasable To", "1.2.3.2", {"JPN", "KOR"}},
                                   {informative, "Administrative", "1.2.3.3", {"STAFF"}},
                                   {informative, "Administrative", "1.2.3.3", {"STAFF"}}}));
}

TEST(EssLabel, guesses_nothing_that_its_policy_has_not) {
  EXPECT_EQ(faults_of(with(category_of(2, tag_set(2), bits({0x05, 0x60})))), "");
  EXPECT_EQ(faults_of(label_of({0x06, 0x01, 0x29, 0x02, 0x01, 0x03})), "unknown-policy");
  EXPECT_EQ(faults_of(label_of(kPolicy)), "missing-element") << "no classification";
  EXPECT_EQ(faults_of(label_of(together({kPolicy, level(4)}))), "unknown-classification");
  EXPECT_EQ(faults_of(with(category_of(2, tag_set(9), bits({0x05, 0x60})))), "unknown-category")
      << "a tag set";
  EXPECT_EQ(faults_of(with(category_of(2, tag_set(2), bits({0x00, 0x10})))), "unknown-category")
      << "a bit";
  EXPECT_EQ(faults_of(with(category_of(1, tag_set(1), integers({0x02, 0x01, 0x07})))),
            "unknown-category")
      << "an integer";
  EXPECT_EQ(faults_of(with(category_of(4, tag_set(1), integers({0x02, 0x01, 0x00})))),
            "unknown-category")
      << "RED is restrictive as bits, not as integers";
  EXPECT_EQ(faults_of(with(category_of(0, tag_set(2), bits({0x06, 0x40})))), "unknown-category")
      << "Releasable To is not restrictive";
  EXPECT_EQ(faults_of(with(category_of(9, tag_set(2), bits({0x05, 0x60})))), "unknown-category")
      << "a syntax that is not of ACP 145";
  EXPECT_EQ(faults_of(with(category_of(2, tag_set(2), bits({0x00})))), "selection")
      << "nobody or everybody";
  EXPECT_EQ(faults_of(with(category_of(0, tag_set(1), bits({0x00, 0x00})))), "")
      << "restricted to nobody in particular";
}

TEST(EssLabel, refuses_a_value_that_two_have_or_that_is_typed_in) {
  Spif spif = exercise();
  const EssLabel label =
      read_ess_label(with(category_of(2, tag_set(2), bits({0x05, 0x60})))).value();
  spif.tag_sets[1].tags[0].categories[1].lacv = "1";
  EXPECT_EQ(told(resolve_ess_label(label, spif).faults), "unknown-category unknown-category");
  spif = exercise();
  spif.tag_sets[1].tags[0].categories[0].user_input = "string";
  EXPECT_EQ(told(resolve_ess_label(label, spif).faults), "unknown-category");
}

TEST(EssLabel, refuses_categories_that_are_not_of_the_grammar) {
  for (const Bytes& category : std::initializer_list<Bytes>{
           category_of(2, tag_set(2), integers({0x02, 0x01, 0x01})),
           category_of(1, tag_set(1), bits({0x05, 0x60})),
           category_of(3, tag_set(3), {0x04, 0x01, 0x05}),
           category_of(2, tag_set(2), tlv(0x23, bits({0x05, 0x60}))),
           category_of(2, tag_set(2), bits({})), category_of(2, tag_set(2), bits({0x08, 0x60})),
           category_of(2, tag_set(2), bits({0x01})),
           category_of(1, tag_set(1), integers({0x02, 0x01, 0xff})),
           category_of(1, tag_set(1), integers({0x04, 0x01, 0x01})),
           category_of(2, {0x02, 0x01, 0x01}, bits({0x05, 0x60})), tlv(0x30, {0x80, 0x01, 0x29}),
           tlv(0x31, {0x80, 0x01, 0x29, 0xa1, 0x02, 0x05, 0x00}),
           tlv(0x30, {0x80, 0x01, 0x29, 0xa1, 0x00}),
           tlv(0x30, {0x80, 0x01, 0x29, 0xa1, 0x04, 0x05, 0x00, 0x05, 0x00})}) {
    EXPECT_EQ(faults_of(with(category)), "unread label.bad-value") << to_hex(category);
  }
}

TEST(EssLabel, has_at_most_64_categories_of_1024_values) {
  const Bytes one = category_of(3, tag_set(3), bits({0x02, 0x04}));
  Bytes all;
  for (std::size_t i = 0; i < kCategories; ++i) {
    append(all, one);
  }
  EXPECT_EQ(faults_of(with(all)), "");
  append(all, one);
  EXPECT_EQ(faults_of(with(all)), "unread label.bad-value");
  Bytes map(1 + kCategoryValues / 8, 0xff);
  map[0] = 0;
  EXPECT_EQ(read_ess_label(with(category_of(2, tag_set(2), bits(map))))->categories[0].lacvs.size(),
            kCategoryValues);
  map.push_back(0x80);
  EXPECT_FALSE(read_ess_label(with(category_of(2, tag_set(2), bits(map)))).ok());
}

std::string decided(const Bytes& ber, const Clearance& clearance) {
  const auto label = read_ess_label(ber);
  return label.ok() ? decide_access(resolve_ess_label(*label, exercise()), {&clearance, 1},
                                    exercise(), kNow)
                          .reason_text()
                    : "unread";
}

TEST(EssLabel, is_decided_as_any_label_is) {
  const Clearance cleared{{"EXERCISE", "1.2.3"},
                          {"HIGH"},
                          {permissive("Releasable To", {"KOR"}), restrictive("Handling", {"RED"})}};
  const Bytes to_both = category_of(2, tag_set(2), bits({0x05, 0x60}));
  EXPECT_EQ(decided(with(to_both), cleared), "");
  EXPECT_EQ(decided(with(category_of(2, tag_set(2), bits({0x06, 0x40}))), cleared),
            "permissive Releasable To")
      << "to JPN alone";
  EXPECT_EQ(decided(with(category_of(0, tag_set(1), bits({0x06, 0x80, 0x40}))), cleared),
            "restrictive Handling");
  EXPECT_EQ(decided(label_of(together({kPolicy, level(2)})), cleared), "classification");
  EXPECT_EQ(decided(label_of(together({kPolicy, level(9)})), cleared), "invalid label");
  EXPECT_EQ(decided(label_of(kPolicy), cleared), "malformed");
  EXPECT_EQ(decided(with(category_of(2, tag_set(9), bits({0x05, 0x60}))), cleared),
            "unknown category");
  EXPECT_EQ(decided(label_of({0x06, 0x01, 0x29, 0x02, 0x01, 0x03}), cleared), "unknown policy");
  EXPECT_EQ(decided(with(to_both), {{"OTHER", "1.9"}, {"HIGH"}, {}}), "nil clearance");
  EXPECT_EQ(decide_access(EssResolution{}, {&cleared, 1}, exercise(), kNow).reason_text(),
            "malformed");
  EXPECT_EQ(
      render_marking(read_by_policy(with(to_both)), exercise(), "en", MarkingForm::banner, kNow)
          .value(),
      "EXERCISE HIGH JPN/KOR");
}

TEST(EssLabel, finds_the_encoding_of_a_tag_in_its_policy) {
  const auto written =
      write_spif(exercise(), {"20260101000000Z", "CN=EXERCISE", "00", "1.2", "1.2"});
  const Spif read = load_spif(written).value();
  EXPECT_EQ(read.tag_sets[0].tags[0].encoding, TagEncoding::bits);
  EXPECT_EQ(read.tag_sets[0].tags[1].encoding, TagEncoding::integers);
  EXPECT_EQ(read.tag_sets[2].tags[0].encoding, TagEncoding::bits) << "must be said, and was not";
  std::string other = written;
  const std::string stated = "tag7Encoding=\"bitSetAttributes\"";
  other.replace(other.find(stated), stated.size(), "tag7Encoding=\"securityAttributes\"");
  EXPECT_EQ(load_spif(other)->tag_sets[2].tags[0].encoding, TagEncoding::integers);
  other = written;
  other.replace(other.find(stated), stated.size(), "tag7Encoding=\"octets\"");
  EXPECT_EQ(told(read_spif(other)->faults).substr(0, 10), "bad-policy");
}

TEST(EssLabel, is_of_the_official_policy_by_its_numbers) {
  ENTENTE_NEEDS_LABEL_DATA();
  const Spif nato = load_spif(shared_file("spif/nmbs-NATO-v88.spif")).value();
  const SpifClassification* secret = nato.classification("SECRET");
  ASSERT_NE(secret, nullptr);
  EssLabel label;
  label.policy_oid = nato.policy.oid;
  label.classification = std::stoull(secret->lacv);
  const TagSet* context = nato.tag_set_by_id("1.3.26.1.4.4");
  ASSERT_NE(context, nullptr);
  for (const TagCategory& each : context->tags[0].categories) {
    if (each.name == "NATO") {
      label.categories.push_back({"2.16.840.1.101.2.1.8.3.2",
                                  CategoryType::permissive,
                                  TagEncoding::bits,
                                  context->id,
                                  {std::stoull(each.lacv)}});
    }
  }
  const EssResolution resolved = resolve_ess_label(label, nato);
  ASSERT_TRUE(resolved.information.has_value()) << told(resolved.faults);
  EXPECT_EQ(render_marking(*resolved.information, nato, "en", MarkingForm::banner, kNow).value(),
            "NATO SECRET");
}

RC_GTEST_PROP(EssLabel, never_reads_past_the_end, ()) {
  const auto bytes = *rc::gen::container<Bytes>(rc::gen::element<std::uint8_t>(
      0x31, 0x06, 0x02, 0x01, 0x03, 0x29, 0x80, 0x81, 0x84, 0xff, 0x00, 0x13, 0x30, 0xa1));
  const auto read = read_ess_label(bytes);
  const bool kept = !read.ok() || !read->policy_oid.empty();  // RC_ASSERT looks at both sides
  RC_ASSERT(kept);
}

}  // namespace
}  // namespace entente::label::testing
