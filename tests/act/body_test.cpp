#include "act/body.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "samples.h"

namespace entente::act::testing {
namespace {

std::vector<Body> every_example() {
  std::vector<Body> all = all_samples(Fill::sparse);
  for (Body& body : all_samples(Fill::full)) {
    all.push_back(std::move(body));
  }
  return all;
}

std::string text_of(const Body& body) { return std::string(as_text(encode_body(body))); }

Result<Body> read(const Body& like, std::string_view text) {
  return decode_body(type_of(like), as_bytes(text));
}

/// `{"id":"act-...","rest":...}` without its first member.
std::string without_first_member(const std::string& text) {
  return "{" + text.substr(text.find(',') + 1);
}

TEST(Body, every_type_is_read_back_byte_for_byte) {
  for (const Body& body : every_example()) {
    const Bytes payload = encode_body(body);
    const auto again = decode_body(type_of(body), payload);
    ASSERT_TRUE(again.ok()) << type_of(body).name << ": " << again.error().message();
    EXPECT_EQ(again->index(), body.index()) << type_of(body).name;
    EXPECT_EQ(encode_body(*again), payload) << type_of(body).name;
    EXPECT_EQ(id_of(*again), id_of(body)) << type_of(body).name;
  }
}

TEST(Body, no_type_takes_a_member_that_it_does_not_know) {
  for (const Body& body : every_example()) {
    std::string text = text_of(body);
    text.insert(1, R"("rank":"general",)");
    EXPECT_FALSE(read(body, text).ok()) << type_of(body).name;
  }
}

TEST(Body, no_type_is_read_without_its_id) {
  for (const Body& body : every_example()) {
    EXPECT_FALSE(read(body, without_first_member(text_of(body))).ok()) << type_of(body).name;
  }
}

TEST(Body, no_type_is_read_with_a_member_twice_AB33) {
  for (const Body& body : every_example()) {
    std::string text = text_of(body);
    text.insert(1, text.substr(1, text.find(',')));
    EXPECT_FALSE(read(body, text).ok()) << type_of(body).name;
  }
}

TEST(Body, nothing_may_follow_or_precede_it_AB33) {
  for (const Body& body : every_example()) {
    EXPECT_FALSE(read(body, text_of(body) + "{}").ok()) << type_of(body).name;
    EXPECT_FALSE(read(body, "\xEF\xBB\xBF" + text_of(body)).ok()) << type_of(body).name;
    EXPECT_FALSE(read(body, "[" + text_of(body) + "]").ok()) << type_of(body).name;
  }
}

TEST(Body, an_absent_option_has_no_member_and_a_null_one_is_refused) {
  const Body incident = sample<IncidentReport>(Fill::sparse);
  std::string text = text_of(incident);
  EXPECT_EQ(text.find("\"item\""), std::string::npos);
  text.insert(1, R"("item":null,)");
  EXPECT_FALSE(read(incident, text).ok());
}

TEST(Body, a_name_that_no_row_has_is_refused) {
  const Body release = sample<ItemRelease>(Fill::full);
  std::string text = text_of(release);
  const std::string form = R"("form":"visual")";
  const std::size_t place = text.find(form);
  ASSERT_NE(place, std::string::npos);
  text.replace(place, form.size(), R"("form":"telepathy")");
  EXPECT_FALSE(read(release, text).ok());
}

TEST(Body, a_text_field_holds_its_limit_and_not_one_byte_more) {
  AgreementNotice notice;
  Sampler(3, Fill::full).set(notice);
  notice.note = std::string(limits::kTextField, 'x');
  EXPECT_TRUE(read(notice, text_of(notice)).ok());
  notice.note += 'x';
  EXPECT_FALSE(read(notice, text_of(notice)).ok());
}

TEST(Body, the_original_marking_is_kept_as_it_was_written_R4_1) {
  ItemRelease release;
  Sampler(3, Fill::full).set(release);
  release.marking_text = "군사 Ⅱ급 비밀";
  const auto again = read(release, text_of(release));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(std::get<ItemRelease>(*again).marking_text, release.marking_text);
}

TEST(Body, a_dispatch_shows_an_opaque_number_and_nothing_of_its_content_R12_1_I7) {
  ItemDispatch dispatch;
  Sampler(3, Fill::full).set(dispatch);
  const std::string json(as_text(encode_body(Body(dispatch))));
  const auto document = format::JsonDocument::parse(json);
  ASSERT_TRUE(document.ok());
  std::vector<std::string> members;
  for (const auto [key, value] : document->root().members()) {
    members.emplace_back(key);
  }
  EXPECT_EQ(members, (std::vector<std::string>{"id", "item", "channel", "registration"}));
}

TEST(Body, the_item_of_an_act_is_found_where_there_is_one) {
  const Body release = sample<ItemRelease>(Fill::full);
  ASSERT_NE(item_of(release), nullptr);
  EXPECT_EQ(*item_of(release), std::get<ItemRelease>(release).item);
  EXPECT_NE(item_of(sample<AgreementHold>(Fill::full)), nullptr);
  EXPECT_EQ(item_of(sample<AgreementHold>(Fill::sparse)), nullptr);
  EXPECT_EQ(item_of(sample<AgreementSign>(Fill::full)), nullptr);
}

}  // namespace
}  // namespace entente::act::testing
