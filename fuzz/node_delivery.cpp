#include <cstddef>
#include <cstdint>

#include "node/delivery.h"

using namespace entente;
using namespace entente::node;

/// What is read from a link is written in one form, which reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  if (const auto delivery = parse_delivery(bytes); delivery.ok()) {
    const auto once = encode_delivery(*delivery);
    ENTENTE_INVARIANT(once.ok());
    const auto again = parse_delivery(*once);
    ENTENTE_INVARIANT(again.ok());
    ENTENTE_INVARIANT(*encode_delivery(*again) == *once);
  }
  if (const auto answer = parse_answer(bytes); answer.ok()) {
    const Bytes once = encode_answer(*answer);
    const auto again = parse_answer(once);
    ENTENTE_INVARIANT(again.ok() && encode_answer(*again) == once);
  }
  if (const auto told = parse_acknowledgement(bytes); told.ok()) {
    const Bytes once = encode_acknowledgement(*told);
    const auto again = parse_acknowledgement(once);
    ENTENTE_INVARIANT(again.ok() && encode_acknowledgement(*again) == once);
  }
  if (const auto request = parse_object_request(bytes); request.ok()) {
    const Bytes once = encode_object_request(*request);
    const auto again = parse_object_request(once);
    ENTENTE_INVARIANT(again.ok() && encode_object_request(*again) == once);
  }
  if (const auto request = parse_head_request(bytes); request.ok()) {
    const Bytes once = encode_head_request(*request);
    const auto again = parse_head_request(once);
    ENTENTE_INVARIANT(again.ok() && encode_head_request(*again) == once);
  }
  if (const auto request = parse_tail_request(bytes); request.ok()) {
    const Bytes once = encode_tail_request(*request);
    const auto again = parse_tail_request(once);
    ENTENTE_INVARIANT(again.ok() && encode_tail_request(*again) == once);
  }
  return 0;
}
