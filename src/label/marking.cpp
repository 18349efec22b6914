#include "label/marking.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

using Index = std::unordered_map<std::string, std::size_t>;

/// Whether `key` may stand for marking `number`: it is free, or already means it.
bool claim(Index& index, std::string key, std::size_t number) {
  const auto [place, inserted] = index.emplace(std::move(key), number);
  return inserted || place->second == number;
}

Error shared(const Marking& marking, std::string_view text) {
  return Error(kBadScheme,
               fmt::format("'{}' of {} could be taken for another marking of the scheme.",
                           display_safe(text), marking.code.text()),
               marking.code.text());
}

Status index_text(const Marking& marking, const std::string& text, std::size_t number, Index& exact,
                  Index& folded) {
  ENTENTE_TRY(std::string skeleton, confusable_skeleton(text));
  if (skeleton.empty()) {
    return Error(kBadScheme, "A marking needs a text with letters in it.", marking.code.text());
  }
  if (!claim(exact, text, number) || !claim(folded, std::move(skeleton), number)) {
    return shared(marking, text);
  }
  return {};
}

Status index_marking(const Marking& marking, std::size_t number, Index& exact, Index& folded) {
  if (!exact.emplace(marking.code.text(), number).second) {
    return shared(marking, marking.code.text());
  }
  ENTENTE_CHECK(index_text(marking, marking.text, number, exact, folded));
  for (const std::string& variant : marking.variants) {
    ENTENTE_CHECK(index_text(marking, variant, number, exact, folded));
  }
  return {};
}

Status check_levels(const std::vector<Level>& sorted) {
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
    const bool same_code =
        std::any_of(sorted.begin() + static_cast<std::ptrdiff_t>(i) + 1, sorted.end(),
                    [&](const Level& other) { return other.code == sorted[i].code; });
    if (same_code || sorted[i].rank == sorted[i + 1].rank) {
      return Error(kBadScheme, "Two levels of a scheme have one code or one rank.",
                   sorted[i].code.text());
    }
  }
  return {};
}

}  // namespace

Result<MarkingScheme> MarkingScheme::make(PartyCode party, std::vector<Level> levels,
                                          std::vector<Marking> markings) {
  MarkingScheme scheme;
  std::sort(levels.begin(), levels.end(),
            [](const Level& a, const Level& b) { return a.rank < b.rank; });
  ENTENTE_CHECK(check_levels(levels));
  scheme.party_ = std::move(party);
  scheme.levels_ = std::move(levels);
  for (std::size_t i = 0; i < markings.size(); ++i) {
    if (markings[i].party != scheme.party_ || scheme.find_level(markings[i].level) == nullptr) {
      return Error(kBadScheme, "A marking names another party or a level its scheme has not.",
                   markings[i].code.text());
    }
    ENTENTE_CHECK(index_marking(markings[i], i, scheme.exact_, scheme.folded_));
  }
  scheme.markings_ = std::move(markings);
  return scheme;
}

Result<const Marking*> MarkingScheme::recognise(std::string_view text_or_code) const {
  if (const auto found = exact_.find(std::string(text_or_code)); found != exact_.end()) {
    return &markings_[found->second];
  }
  ENTENTE_TRY(const std::string skeleton, confusable_skeleton(text_or_code));
  const auto found = folded_.find(skeleton);
  if (found == folded_.end()) {
    return Error(kUnknownMarking, fmt::format("'{}' is in no scheme of {}.",
                                              display_safe(text_or_code, 80), party_.text()));
  }
  return &markings_[found->second];
}

const Marking* MarkingScheme::find(const Name& code) const {
  const auto found = exact_.find(code.text());
  if (found == exact_.end() || markings_[found->second].code != code) {
    return nullptr;
  }
  return &markings_[found->second];
}

const Level* MarkingScheme::find_level(const Name& level) const {
  const auto found = std::find_if(levels_.begin(), levels_.end(),
                                  [&](const Level& each) { return each.code == level; });
  return found == levels_.end() ? nullptr : &*found;
}

const Level& MarkingScheme::level_of(const Marking& marking) const {
  const Level* level = find_level(marking.level);
  ENTENTE_INVARIANT(level != nullptr && marking.party == party_);
  return *level;
}

}  // namespace entente::label
