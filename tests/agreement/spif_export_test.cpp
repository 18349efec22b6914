#include "agreement/spif_export.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "label/rendering.h"
#include "label/translation.h"

namespace entente::agreement {
namespace {

const CivilDate kDay = CivilDate::parse("2020-01-01").value();
const Instant kNow = Instant::parse("2020-01-01T00:00:00Z").value();

Profile japan_korea() {
  std::ifstream file(ENTENTE_SOURCE_DIR "/agreements/jp-kr-2016/profile.toml");
  const std::istreambuf_iterator<char> begin(file);
  const std::string text(begin, std::istreambuf_iterator<char>());
  return std::get<Profile>(Profile::load(text, "profile.toml"));
}

PartyCode party(std::string_view code) { return PartyCode::parse(code).value(); }

label::Spif exported(std::string_view code) {
  const Profile profile = japan_korea();
  const std::string xml = label::write_spif(spif_of(profile, party(code), kDay),
                                            spif_header(profile, party(code), kNow));
  const auto read = label::read_spif(xml);
  EXPECT_TRUE(read.ok() && read->spif) << (read->faults.empty() ? "" : read->faults[0].text);
  EXPECT_TRUE(read->notes.empty());
  return *read->spif;
}

label::Translation translated(std::string_view from, const char* marking, std::string_view to) {
  label::ConfidentialityLabel label;
  const label::Spif source = exported(from);
  const label::Spif target = exported(to);
  label.body.information = {source.policy, marking, {}, {}};
  return label::translate_label(label, source, &target, to, label::Side::receive, {{}, kNow})
      .value();
}

TEST(SpifExport, the_annex_loads_and_marks_as_the_agreement_does) {
  const label::Spif korea = exported("KR");
  EXPECT_EQ(label::render_marking({korea.policy, "KR-2", {}, {}}, korea, "ko",
                                  label::MarkingForm::banner, kNow)
                .value(),
            "군사 Ⅱ급 비밀");
}

TEST(SpifExport, translates_as_Art_4_does) {
  const auto one = translated("JP", "JP-GOKUHI", "KR");
  ASSERT_EQ(one.outcome, label::TranslationOutcome::mapped) << one.text;
  EXPECT_EQ(one.label->body.information.classification, "KR-2");
  EXPECT_EQ(translated("KR", "KR-2", "JP").outcome, label::TranslationOutcome::decision)
      << "R4.2: the receiving authority chooses";
  EXPECT_EQ(translated("KR", "KR-1", "JP").outcome, label::TranslationOutcome::no_mapping)
      << "R4.3: outside the agreement";
  EXPECT_EQ(translated("JP", "JP-KIMITSU", "KR").outcome, label::TranslationOutcome::no_mapping);
}

TEST(SpifExport, both_sides_name_one_policy_alike) {
  EXPECT_EQ(exported("KR").policy, exported("JP").equivalent_policies[0].policy);
}

}  // namespace
}  // namespace entente::agreement
