#pragma once

#include "base/error.h"

namespace entente {

inline constexpr ErrorKind kBadEncoding{
    "base.bad-encoding", Exit::invalid_input, 400,
    "Give the value in the stated encoding (hexadecimal or base64), with nothing before or after."};
inline constexpr ErrorKind kBadUtf8{"base.bad-utf8", Exit::invalid_input, 400,
                                    "Give the text as valid UTF-8 without a byte order mark."};
inline constexpr ErrorKind kBadTime{
    "base.bad-time", Exit::invalid_input, 400,
    "Give instants as RFC 3339 with a zone (2016-11-23T10:00:00+09:00) and dates as ISO 8601."};
inline constexpr ErrorKind kBadId{"base.bad-id", Exit::invalid_input, 400,
                                  "Use an identifier exactly as Entente printed it."};
inline constexpr ErrorKind kTooLarge{"base.too-large", Exit::invalid_input, 413,
                                     "Send less at once; docs/reference/limits.md has the limits."};
inline constexpr ErrorKind kIo{"base.io", Exit::internal, 500,
                               "Check the disk, its free space and the permissions of the home."};
inline constexpr ErrorKind kNotFound{
    "base.not-found", Exit::denied, 404,
    "Check the identifier; you may also not be allowed to see it."};
inline constexpr ErrorKind kUnreachable{"base.unreachable", Exit::peer_unreachable, 503,
                                        "Nothing to do: the act is queued and is sent again."};

inline constexpr const ErrorKind* kBaseErrors[] = {
    &kBadEncoding, &kBadUtf8, &kBadTime, &kBadId, &kTooLarge, &kIo, &kNotFound, &kUnreachable};

}  // namespace entente
