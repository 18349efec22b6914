#pragma once

#include <string>
#include <string_view>

#include "cli/command.h"
#include "label/fault.h"

/// What `label validate` finds in a text.
namespace entente::cli {

struct LabelValidation {
  /// `originator`, `alternative`, `metadata`, `legacy`, `ess`, `clearance`, `policy`, `binding`,
  /// `sio`, `us-banner`, `us-portion`; empty where it cannot be told.
  std::string kind;
  std::string policy;  ///< its name; of an ESS label the object identifier
  label::Faults faults;
  label::Faults notes;
};

/// A label of any form that `read_label_text` takes, a marking line of the United States, a
/// clearance, policy or binding, or a field that carries one. With `--spif` a label is also held to
/// that policy at the time of the command. Errors are of the options alone: whatever is wrong with
/// the text is a fault.
[[nodiscard]] Result<LabelValidation> validate_text(const Arguments& arguments,
                                                    std::string_view text);

}  // namespace entente::cli
