#include <cstddef>
#include <cstdint>

#include "act/type.h"

using namespace entente;
using namespace entente::act;

/// The first byte chooses the type, the rest is its payload. A body that is read is written in one
/// form, which reads as the same body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const Type& type = types()[data[0] % types().size()];
  const auto body = decode_body(type, BytesView(data, size).subspan(1));
  if (!body.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(&type_of(*body) == &type);
  const Bytes payload = encode_body(*body);
  const auto again = decode_body(type, payload);
  ENTENTE_INVARIANT(again.ok());
  ENTENTE_INVARIANT(encode_body(*again) == payload);
  ENTENTE_INVARIANT(id_of(*again) == id_of(*body));
  return 0;
}
