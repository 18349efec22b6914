#pragma once

#include <string>
#include <string_view>

#include "base/names.h"
#include "node/evidence.h"

namespace entente::cli {

enum class PageLanguage { english, korean, japanese };

/// What was found in an evidence pack as one HTML page to be read and printed: without scripts,
/// without anything from elsewhere. The verdict stands first; everything that is from the pack is
/// shown as text. Pure.
[[nodiscard]] std::string evidence_page(const node::EvidenceReport& report, PageLanguage language);

}  // namespace entente::cli

template <>
struct entente::Names<entente::cli::PageLanguage> {
  using enum entente::cli::PageLanguage;
  static constexpr std::pair<entente::cli::PageLanguage, std::string_view> kRows[] = {
      {english, "en"}, {korean, "ko"}, {japanese, "ja"}};
};
