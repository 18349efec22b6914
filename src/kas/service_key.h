#pragma once

#include "base/names.h"

namespace entente::kas {

/// By which key of a service an object is sealed, in the protocol's names: RSA of 2048 bits, which
/// every client reads, or P-256.
enum class ServiceKey { rsa, curve };

}  // namespace entente::kas

template <>
struct entente::Names<entente::kas::ServiceKey> {
  using enum entente::kas::ServiceKey;
  static constexpr std::pair<entente::kas::ServiceKey, std::string_view> kRows[] = {
      {rsa, "rsa:2048"}, {curve, "ec:secp256r1"}};
};
