#include "registry/enrolled.h"

namespace entente::registry {

void Enrolled::apply(const Trace& trace, const act::ObjectEnrol& body) {
  agreement = body.agreement;
  policy = body.policy;
  readers = body.readers;
  levels = body.levels;
  unknown = body.unknown;
  item = {};
  item.stage = Stage::registered;
  item.originating_party = trace.issuer;
  item.receiving_party = trace.issuer;
  item.title = body.title;
  item.marking = body.marking;
  item.marking_text = body.marking_text;
  item.own_marking = body.marking;
  item.own_marking_text = body.marking_text;
  item.marked_at = trace.effective_at;
  item.purpose = body.purpose;
  item.expires = body.expires;
  item.object = body.object;
}

}  // namespace entente::registry
