#include <cstddef>
#include <cstdint>

#include "base/invariant.h"
#include "crypto/timestamp.h"

using namespace entente;

/// No stamp that is found by chance is over this text, by this authority.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string authority =  // of an EXERCISE; its key was thrown away
      "-----BEGIN CERTIFICATE-----\n"
      "MIIBjDCCATKgAwIBAgIURzQFrWRmpbFO/YX/c+OPKHv0N6IwCgYIKoZIzj0EAwIw\n"
      "JDEiMCAGA1UEAwwZYXV0aG9yaXR5IHJvb3QgKEVYRVJDSVNFKTAeFw0yNjExMjcx\n"
      "ODM1MTdaFw0yNjEyMjcxODM1MTdaMCQxIjAgBgNVBAMMGWF1dGhvcml0eSByb290\n"
      "IChFWEVSQ0lTRSkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQH1W+95zD6Fp9M\n"
      "97hkC/0f4n03F3mDGISSJlRXqB/jg0FrzBCnWITgHlOGbl6/LeoZylR4eS5pbmeB\n"
      "SomJ7Bneo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAdBgNV\n"
      "HQ4EFgQUuDilxKxs2T4oYSZPzXtF0oGaNLwwCgYIKoZIzj0EAwIDSAAwRQIhAPuN\n"
      "k5Hx+1lgm91Q8ijP685pQWQlPG74Jnf8Z4ZEZSjBAiAXGyN2q2nw9EmjdlPleENS\n"
      "+Bcr7e+Sp5f3Tq/WjO++6A==\n"
      "-----END CERTIFICATE-----\n";
  const auto found = crypto::verify_timestamp({data, size}, as_bytes("EXERCISE"), authority);
  ENTENTE_INVARIANT(!found.ok());
  return 0;
}
