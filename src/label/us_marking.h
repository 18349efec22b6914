#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "label/fault.h"
#include "label/us_vocabulary.h"

/// What a marking line of the United States says (DoDM 5200.01 vol. 2), its rules and its writer.
/// Its reader is in us_marking_reader.h.
namespace entente::label {

/// `TK-ABC-XYZ HELLO WORLD`: the control TK, the compartment ABC, and XYZ with two of its own.
struct SciControl {
  struct Compartment {
    std::string name;
    std::vector<std::string> within;
    bool operator==(const Compartment&) const = default;
  };
  std::string name;
  std::vector<Compartment> compartments;
  bool operator==(const SciControl&) const = default;
};

/// Special access required: its programs, or that there are several that are not named.
struct SpecialAccess {
  std::vector<std::string> programs;
  bool multiple = false;
  bool hvsaco = false;  ///< handle by special access channels only
  bool operator==(const SpecialAccess&) const = default;
};

/// Information under the Atomic Energy Act.
struct AtomicMarking {
  AtomicKind kind = AtomicKind::rd;
  bool cnwdi = false;  ///< `-N`
  std::vector<unsigned> sigmas;
  bool operator==(const AtomicMarking&) const = default;
};

/// Codes are trigraphs of states and tetragraphs of groups (`JPN`, `NATO`).
struct UsMarking {
  enum class System { us, foreign, joint };
  System system = System::us;
  std::string classification;       ///< `SECRET`, of any system and form
  std::vector<std::string> owners;  ///< of a foreign marking one, of a joint one all
  bool cosmic = false;              ///< NATO's, read with COSMIC in place of NATO
  std::string nato_qualifier;       ///< ATOMAL, BALK or BOHEMIA
  std::vector<SciControl> sci;
  std::optional<SpecialAccess> special_access;
  std::vector<AtomicMarking> atomic;
  std::vector<std::string> fgi;  ///< foreign government information of these within
  bool fgi_concealed = false;    ///< there is some, and whose is not said
  std::vector<UsControl> controls;
  std::vector<std::string> rel_to;  ///< releasable to these
  std::vector<std::string> display_only;
  std::vector<std::string> accm;  ///< alternative compensatory control measures
  bool operator==(const UsMarking&) const = default;

  [[nodiscard]] bool has(UsControl control) const;
  [[nodiscard]] bool is_nato() const;
};

/// The codes in the order of the manual: USA first, then trigraphs, then tetragraphs, each by
/// alphabet, none twice.
[[nodiscard]] std::vector<std::string> us_order(std::vector<std::string> codes);

/// Both lists as one, each value once, in the order in which they are met.
template <class T>
[[nodiscard]] std::vector<T> union_of(std::vector<T> a, const std::vector<T>& b);

/// What the manual forbids of a line that is to be written: a fault `label.bad-us-marking` for each
/// rule broken, `about` being the paragraph. Empty: none. docs/reference/labels.md lists the rules.
[[nodiscard]] Faults check_us_marking(const UsMarking& marking);

/// The same of a line as it was read: also the order of what it lists; and what others write,
/// although the manual has it otherwise, is a note.
struct UsMarkingFaults {
  Faults faults;
  Faults notes;
};
[[nodiscard]] UsMarkingFaults check_us_marking_read(const UsMarking& marking);

/// The banner line: categories by `//`, values by `/`, lists by `, ` or a blank, in the manual's
/// order. The first fault if there is one.
[[nodiscard]] Result<std::string> us_banner(const UsMarking& marking);

/// The classification as IC-ISM abbreviates it: `S`, `NS`, `CTSA`, `CTS-B`; empty where it has no
/// abbreviation.
[[nodiscard]] std::string ism_classification(const UsMarking& marking);
/// One control with each of its compartments by itself: `SI-GAMMA`, `SI-X ABC DEF`; `TK` of one
/// that has none.
[[nodiscard]] std::vector<std::string> sci_texts(const SciControl& control);
/// `RESTRICTED DATA-N`, `FORMERLY RESTRICTED DATA-SIGMA 14`.
[[nodiscard]] std::string atomic_text(const AtomicMarking& marking);

template <class T>
std::vector<T> union_of(std::vector<T> a, const std::vector<T>& b) {
  std::vector<T> all;
  a.insert(a.end(), b.begin(), b.end());
  for (T& each : a) {
    if (std::find(all.begin(), all.end(), each) == all.end()) {
      all.push_back(std::move(each));
    }
  }
  return all;
}

}  // namespace entente::label
