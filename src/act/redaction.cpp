#include "act/redaction.h"

namespace entente::act {

bool redact_body(Body& body, const Redaction& redaction) {
  return std::visit([&](auto& b) { return redact(b, redaction); }, static_cast<AnyBody&>(body));
}

}  // namespace entente::act
