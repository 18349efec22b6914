#pragma once

#include <string_view>

#include "base/encoding.h"

namespace entente::label::testing {

inline constexpr std::string_view kExerciseCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBxTCCAUugAwIBAgIBATAKBggqhkjOPQQDAzAiMSAwHgYDVQQDDBdFWEVSQ0lT\n"
    "RSBsYWJlbCBzaWduZXIgYTAgFw0yNjExMjUxMDQ2NTdaGA8yMTI2MTEwMTEwNDY1\n"
    "N1owIjEgMB4GA1UEAwwXRVhFUkNJU0UgbGFiZWwgc2lnbmVyIGEwdjAQBgcqhkjO\n"
    "PQIBBgUrgQQAIgNiAATa7xpTVMj4Hj7nkEEouHgPznoTzXW0bU3Yb6zYl2+NZ/hu\n"
    "PC80X9x0ci/5UI0aDUHnsldF9I9clzvPbsJEvFdfOk00u2ociEHJJqBKf4ESTUTf\n"
    "bWdYkJK3jWL+B2/X5L6jUzBRMB0GA1UdDgQWBBSvaLnvI2KeIpVXFJzmTXixWoH+\n"
    "3DAfBgNVHSMEGDAWgBSvaLnvI2KeIpVXFJzmTXixWoH+3DAPBgNVHRMBAf8EBTAD\n"
    "AQH/MAoGCCqGSM49BAMDA2gAMGUCMDS7iO1wswJcv4TGJY4brBoQI57kLuNI2JFW\n"
    "IVx7SlmWzFv6v9R6DVD9LEwJtUFnKQIxANRCPiaH05mz7lHhrUpj6zRe7pstfgeB\n"
    "eLBcIIwxMHpJdHDrYJLCEK1PMnIIlchU9w==\n"
    "-----END CERTIFICATE-----\n";

inline constexpr std::string_view kOtherCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBxjCCAUugAwIBAgIBATAKBggqhkjOPQQDAzAiMSAwHgYDVQQDDBdFWEVSQ0lT\n"
    "RSBsYWJlbCBzaWduZXIgYjAgFw0yNjExMjUxMDQ2NTdaGA8yMTI2MTEwMTEwNDY1\n"
    "N1owIjEgMB4GA1UEAwwXRVhFUkNJU0UgbGFiZWwgc2lnbmVyIGIwdjAQBgcqhkjO\n"
    "PQIBBgUrgQQAIgNiAATpYZ7oYElxX06S59UrBIRXVbC6ZzR+712z6ztV0K+wzRXP\n"
    "6IVIc1oRnJHtbakxlm2XI23WY9w7euinFBsVgY90CZ/dy/kgZm1nKMU+EVwmKben\n"
    "3SfmglpAV90SMkOCh76jUzBRMB0GA1UdDgQWBBRWDnXapuv9AN5IKil/PBOYQhv1\n"
    "YTAfBgNVHSMEGDAWgBRWDnXapuv9AN5IKil/PBOYQhv1YTAPBgNVHRMBAf8EBTAD\n"
    "AQH/MAoGCCqGSM49BAMDA2kAMGYCMQCmFCgPE0Sd8qChbt5VBW0Qxp0nEfmwCWhi\n"
    "AwI0leYpb8Gzbbqmah+l5cNDkmohA2oCMQDtYKS5KXaVJ5WAQRdw/VMowDE17M3Z\n"
    "oL+Oo5qwsP7dAFFcx1wXB8t7atXQxLtypLY=\n"
    "-----END CERTIFICATE-----\n";

/// The private key of the first, for tests alone: it protects nothing.
inline Bytes exercise_key() {
  return from_base64(
             "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCSyJtljmWuPifaJULgWWhmqayJYvxI"
             "qJQ8s6KzEcD/LdHfbPdNR11fPAgqmF1eKf6hZANiAATa7xpTVMj4Hj7nkEEouHgPznoTzXW0bU3Y"
             "b6zYl2+NZ/huPC80X9x0ci/5UI0aDUHnsldF9I9clzvPbsJEvFdfOk00u2ociEHJJqBKf4ESTUTf"
             "bWdYkJK3jWL+B2/X5L4=")
      .value();
}

}  // namespace entente::label::testing
