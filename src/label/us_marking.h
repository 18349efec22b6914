#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "label/fault.h"

namespace entente::label {

/// What a banner line of the United States says about foreign origin and release (DoDM 5200.01 vol.
/// 2). Codes are trigraphs of states and tetragraphs of groups (`JPN`, `NATO`).
struct UsMarking {
  enum class System { us, foreign, joint };
  System system = System::us;
  std::string classification;       ///< `SECRET`, also with `COSMIC` before it for NATO
  std::vector<std::string> owners;  ///< of a foreign marking one, of a joint one all
  std::vector<std::string> fgi;     ///< foreign government information of these within
  std::vector<std::string> rel_to;  ///< releasable to these
  std::vector<std::string> display_only;
  bool noforn = false;
};

/// The codes in the order of the manual: USA first, then trigraphs, then tetragraphs, each by
/// alphabet, none twice.
[[nodiscard]] std::vector<std::string> us_order(std::vector<std::string> codes);

/// What the manual forbids: REL TO USA alone or without USA (10.e), below CONFIDENTIAL (10.e.3) or
/// with NOFORN (10.e.7); FGI of USA (9.b), or beside a foreign marking (9.a); RESTRICTED of USA or
/// jointly with it; a joint marking of one owner. Empty: none of these.
[[nodiscard]] Faults check_us_marking(const UsMarking& marking);

/// The banner line: categories by `//`, values by `/`, lists by `, ` or a blank, in the manual's
/// order. The first fault if there is one.
[[nodiscard]] Result<std::string> us_banner(const UsMarking& marking);

}  // namespace entente::label
