#pragma once

#include <string>
#include <string_view>

#include "base/names.h"
#include "label/confidentiality_label.h"
#include "label/spif.h"

namespace entente::label {

/// Where a marking is printed.
enum class MarkingForm {
  banner,          ///< top and bottom of each page
  portion,         ///< at the start of a paragraph
  document_start,  ///< on the cover
  document_end,
};

/// The text of a label's marking in `lang` (`en`, `fr`, `ko`, or with a region), from the policy's
/// marking data (ADatP-4774.1 3.8-3.10): ownership phrase, classification, categories with prefix,
/// separator and suffix, spaces normalised. A phrase in another language is never taken: xx-YY,
/// then xx, then the one without language, then the name. The label must be valid in the policy;
/// else the error is the first fault, and what is printed is `highest_marking`. Pure.
[[nodiscard]] Result<std::string> render_marking(const LabelInformation& information,
                                                 const Spif& spif, std::string_view lang,
                                                 MarkingForm form, Instant at);

/// The marking of the policy's highest level: what stands on anything whose label is unknown or
/// cannot be read. Never unclassified.
[[nodiscard]] std::string highest_marking(const Spif& spif, std::string_view lang,
                                          MarkingForm form);

/// How an agreement has a rendition marked. `{marking}` is the originating party's marking,
/// `{party}` its name, `{own}` the receiving party's marking; Art. 4(2), R4.1.
struct RenditionTemplate {
  std::string layout = "{own} ({party} {marking})";
  std::string contains;  ///< "contains information of" in the target language, with `{party}`
};
enum class Rendition { original, derived };
/// Every rendition at the receiving party: original or derived and translated, which also says
/// whose information it contains.
[[nodiscard]] std::string render_received(const RenditionTemplate& form, std::string_view party,
                                          std::string_view marking, std::string_view own,
                                          Rendition rendition);

}  // namespace entente::label

template <>
struct entente::Names<entente::label::MarkingForm> {
  using enum entente::label::MarkingForm;
  static constexpr std::pair<label::MarkingForm, std::string_view> kRows[] = {
      {banner, "banner"},
      {portion, "portion"},
      {document_start, "document-start"},
      {document_end, "document-end"}};
};
