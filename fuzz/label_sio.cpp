#include <cstddef>
#include <cstdint>

#include "label/access_decision.h"
#include "label/ess_label.h"
#include "label/sio_label.h"

namespace {

using namespace entente;

/// A policy that has something of each kind: 1.1, level 3, and one tag set of bits and integers.
label::Spif policy() {
  label::Spif spif;
  spif.policy = {"EXERCISE", "1.1"};
  label::SpifClassification level;
  level.name = "HIGH";
  level.lacv = "3";
  spif.classifications.push_back(level);
  label::TagSet set{"Audience", "1.2", {}};
  using enum label::CategoryType;
  for (const auto type : {restrictive, permissive, informative}) {
    for (const auto encoding : {label::TagEncoding::bits, label::TagEncoding::integers}) {
      label::Tag tag;
      tag.type = type;
      tag.encoding = encoding;
      label::TagCategory value;
      value.name = std::to_string(set.tags.size());
      value.lacv = "1";
      tag.categories.push_back(value);
      set.tags.push_back(tag);
    }
  }
  spif.tag_sets.push_back(set);
  return spif;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const label::Spif spif = policy();
  const auto field = label::read_sio_label(as_text({data, size}));
  ENTENTE_INVARIANT(!field.ok() || !field->type.empty() || field->label.empty());
  const auto label = label::read_ess_label({data, size});
  if (!label.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(!label->policy_oid.empty());
  const label::EssResolution resolved = label::resolve_ess_label(*label, spif);
  ENTENTE_INVARIANT(resolved.information.has_value() == resolved.faults.empty());
  const auto decision = label::decide_access(resolved, {}, spif, Instant::from_ms(0));
  ENTENTE_INVARIANT(!decision.permitted());  // nobody is cleared
  return 0;
}
