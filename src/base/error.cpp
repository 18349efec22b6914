#include "base/error.h"

namespace entente {

Error Error::within(std::string_view outer) const {
  std::string where(outer);
  if (!outer.empty() && !where_.empty() && where_.front() != '/') {
    where += ':';
  }
  where += where_;
  return Error(*kind_, message_, std::move(where));
}

std::string Error::describe() const {
  std::string text(code());
  text += ": ";
  text += message_;
  if (!where_.empty()) {
    text += " (";
    text += where_;
    text += ")";
  }
  return text;
}

}  // namespace entente
