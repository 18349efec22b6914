#include <cstddef>
#include <cstdint>

#include "label/sio_label.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto field = entente::label::read_sio_label(entente::as_text({data, size}));
  ENTENTE_INVARIANT(!field.ok() || !field->type.empty() || field->label.empty());
  const auto label = entente::label::read_ess_label({data, size});
  ENTENTE_INVARIANT(!label.ok() || !label->policy_oid.empty());
  return 0;
}
