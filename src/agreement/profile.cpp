#include "agreement/profile.h"

#include <algorithm>
#include <charconv>

#include "agreement/profile_reader.h"
#include "agreement/section.h"
#include "base/errors.h"
#include "crypto/digest.h"
#include "label/rendering.h"

namespace entente::agreement {
namespace {

template <class Range, class Member, class Key>
auto find_by(const Range& range, Member member, const Key& key) -> decltype(&*range.begin()) {
  const auto found = std::find_if(range.begin(), range.end(),
                                  [&](const auto& each) { return each.*member == key; });
  return found == range.end() ? nullptr : &*found;
}

std::uint32_t take_number(std::string_view& from_the_end) {
  const std::size_t colon = from_the_end.rfind(':');
  if (colon == std::string_view::npos) {
    return 0;
  }
  const std::string_view digits = from_the_end.substr(colon + 1);
  from_the_end = from_the_end.substr(0, colon);
  std::uint32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// A text that is no TOML: the parser's own place, `file:line:column`.
Fault fault_of(const Error& error, std::string_view file) {
  Fault fault;
  fault.code = error.is(kTooLarge) ? "too-large" : "syntax";
  fault.file = std::string(file);
  std::string_view where = error.where();
  fault.column = take_number(where);
  fault.line = take_number(where);
  fault.text = error.message();
  return fault;
}

}  // namespace

std::string_view text_in(const Texts& texts, std::string_view language) {
  auto found = texts.find(language);
  if (found == texts.end()) {
    found = texts.find("en");
  }
  return found == texts.end() ? std::string_view() : std::string_view(found->second);
}

std::variant<format::TomlDocument, Fault> parse_profile(std::string_view text,
                                                        std::string_view file) {
  auto document = format::TomlDocument::parse(text, file);
  if (!document) {
    return fault_of(document.error(), file);
  }
  return std::move(document).value();
}

Loaded Profile::load(std::string_view text, std::string_view file) {
  const auto document = parse_profile(text, file);
  if (const auto* fault = std::get_if<Fault>(&document)) {
    return std::vector<Fault>{*fault};
  }
  Profile profile;
  Faults faults(file);
  ProfileReader(profile, faults).read(std::get<format::TomlDocument>(document).root());
  if (!faults.empty()) {
    return faults.take();
  }
  profile.digest_ = crypto::sha256(as_bytes(text));
  return profile;
}

const Party* Profile::party(const PartyCode& code) const {
  return find_by(parties_, &Party::code, code);
}

const Purpose* Profile::purpose(const Name& code) const {
  return find_by(purposes_, &Purpose::code, code);
}

const Ceiling* Profile::ceiling(const PartyCode& party) const {
  return find_by(ceilings_, &Ceiling::party, party);
}

const LevelClause* Profile::level_clause(const Name& level) const {
  return find_by(clauses_.levels, &LevelClause::level, level);
}

std::string Profile::contains_statement(const PartyCode& originator,
                                        std::string_view language) const {
  const Party* named = party(originator);
  std::string text(text_in(contains_statements_, language));
  const std::size_t place = text.find(kPartyPlace);
  if (named == nullptr || place == std::string::npos) {
    return {};
  }
  return text.replace(place, kPartyPlace.size(), text_in(named->names, language));
}

std::string Profile::received_marking(const PartyCode& originator, std::string_view marking,
                                      std::string_view own, std::string_view language) const {
  const Party* named = party(originator);
  label::RenditionTemplate form;
  if (!received_markings_.empty()) {
    form.layout = text_in(received_markings_, language);
  }
  return label::render_received(
      form, named == nullptr ? originator.text() : text_in(named->names, language), marking, own,
      label::Rendition::original);
}

}  // namespace entente::agreement
