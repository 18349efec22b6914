#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "agreement/status.h"

namespace entente::agreement::testing {

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline const std::string kProfilePath =
    std::string(ENTENTE_SOURCE_DIR) + "/agreements/jp-kr-2016/profile.toml";

/// The shipped profile's text with `from` replaced by `to` once; `from` must stand there.
inline std::string profile_text(std::string_view from = "", std::string_view to = "") {
  std::string text = read_file(kProfilePath);
  if (!from.empty()) {
    const std::size_t place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    text.replace(place, from.size(), to);
  }
  return text;
}

/// The text of another shipped profile, by the name of its folder.
inline std::string shipped_text(std::string_view id) {
  return read_file(std::string(ENTENTE_SOURCE_DIR) + "/agreements/" + std::string(id) +
                   "/profile.toml");
}

inline Profile load(const std::string& text) {
  Loaded loaded = Profile::load(text, "profile.toml");
  if (const auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
    for (const Fault& fault : *faults) {
      ADD_FAILURE() << fault.file << ":" << fault.line << ":" << fault.column << " " << fault.code
                    << " " << fault.text;
    }
    std::abort();
  }
  return std::get<Profile>(std::move(loaded));
}

/// The faults of a profile, each with words and none where it loads.
inline std::vector<Fault> faults_in(const Loaded& loaded) {
  const auto* faults = std::get_if<std::vector<Fault>>(&loaded);
  for (const Fault& each : faults == nullptr ? std::vector<Fault>() : *faults) {
    EXPECT_FALSE(each.text.empty());
  }
  return faults == nullptr ? std::vector<Fault>() : *faults;
}

/// The shipped profile with lines added to its `[term]`.
inline Profile with_term(std::string_view lines) {
  return load(profile_text("[term]\n", "[term]\n" + std::string(lines) + "\n"));
}

inline const Profile& jp_kr() {
  static const Profile profile = load(profile_text());
  return profile;
}

inline PartyCode party(std::string_view code) { return PartyCode::parse(code).value(); }
inline Name name(std::string_view text) { return Name::parse(text).value(); }
inline CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }
/// A date is its first instant in Korea and Japan.
inline Instant at(std::string_view text) {
  if (text.size() == 10) {
    return Instant::start_of(day(text), Zone{540});
  }
  return Instant::parse(text).value();
}

inline Instrument instrument(InstrumentKind kind, std::string_view by, std::string_view when,
                             std::string_view id, std::string_view refers_to = "") {
  Instrument made;
  made.kind = kind;
  made.by = party(by);
  made.effective_at = at(when);
  made.known_at = at(when);
  made.id = std::string(id);
  made.refers_to = std::string(refers_to);
  return made;
}

/// Signed by both on one day, and notified by both on another.
inline std::vector<Instrument> signed_and_notified(std::string_view signed_on,
                                                   std::string_view notified_on) {
  return {instrument(InstrumentKind::signature, "KR", signed_on, "sign-kr"),
          instrument(InstrumentKind::signature, "JP", signed_on, "sign-jp"),
          instrument(InstrumentKind::completion_notice, "KR", notified_on, "done-kr"),
          instrument(InstrumentKind::completion_notice, "JP", notified_on, "done-jp")};
}
inline std::vector<Instrument> in_force_since(std::string_view when) {
  return signed_and_notified(when, when);
}

inline Instrument notice(std::string_view when, std::string_view id = "N1",
                         std::string_view by = "KR") {
  return instrument(InstrumentKind::termination_notice, by, when, id);
}
inline Instrument suspension(std::string_view when, std::string_view of = "N1") {
  return instrument(InstrumentKind::notice_suspension, "KR", when, "N2", of);
}

/// The real instruments of 2016 to 2019-11-22.
inline std::vector<Instrument> suspended_history() {
  auto all = in_force_since("2016-11-23T10:00:00+09:00");
  all.push_back(notice("2019-08-23"));
  all.push_back(suspension("2019-11-22T18:00:00+09:00"));
  return all;
}

inline Standing standing(const std::vector<Instrument>& instruments, std::string_view when,
                         const Profile& profile = jp_kr()) {
  return status(profile, instruments, at(when), at(when));
}

inline State state(const Standing& standing, std::string_view code) {
  return standing.reading_of(party(code))->state;
}

inline std::vector<Instrument> operator+(std::vector<Instrument> all, Instrument more) {
  all.push_back(std::move(more));
  return all;
}

}  // namespace entente::agreement::testing
