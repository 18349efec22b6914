#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

namespace entente::crypto {

/// What a time-stamping authority says: that the data existed at that time.
struct Timestamp {
  Instant time;           ///< UTC, to the second
  std::string serial;     ///< hexadecimal
  std::string authority;  ///< the common name of its certificate; from outside
};

/// Verifies the answer of a time-stamping authority (RFC 3161, TimeStampResp in DER, at most 64
/// KiB): that it granted the stamp, over exactly `data`, and that its certificate, for
/// time-stamping alone, was valid at that time and chains to one of `authorities` (PEM). Digests
/// below SHA-256 are refused. `crypto.bad-timestamp`, or `crypto.bad-pem` for authorities that
/// cannot be read. Thread-safe.
[[nodiscard]] Result<Timestamp> verify_timestamp(BytesView response, BytesView data,
                                                 std::string_view authorities);

}  // namespace entente::crypto
