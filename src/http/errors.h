#pragma once

#include "base/error.h"

namespace entente::http {

inline constexpr ErrorKind kBadRequest{"http.bad-request", Exit::invalid_input, 400,
                                       "Send HTTP/1.1 exactly as RFC 9112 has it."};
inline constexpr ErrorKind kTargetTooLong{"http.target-too-long", Exit::invalid_input, 414,
                                          "Send what is long in the body, not in the target."};
inline constexpr ErrorKind kHeadTooLarge{"http.head-too-large", Exit::invalid_input, 431,
                                         "Send fewer and shorter header fields."};
inline constexpr ErrorKind kBodyTooLarge{
    "http.body-too-large", Exit::invalid_input, 413,
    "Send less at once; docs/reference/limits.md says how much."};
inline constexpr ErrorKind kBadVersion{"http.bad-version", Exit::invalid_input, 505,
                                       "Speak HTTP/1.1 (nginx: `proxy_http_version 1.1`)."};
inline constexpr ErrorKind kBadExpectation{"http.bad-expectation", Exit::invalid_input, 417,
                                           "Expect nothing but `100-continue`."};
inline constexpr ErrorKind kNoAnswer{"http.no-answer", Exit::internal, 500,
                                     "Report this: a request was dropped without an answer."};
inline constexpr ErrorKind kBadResponse{
    "http.bad-response", Exit::peer_unreachable, 502,
    "The other side does not speak HTTP/1.1 as Entente does: check the address."};
inline constexpr ErrorKind kTruncated{
    "http.truncated", Exit::peer_unreachable, 502,
    "The connection ended inside a message: nothing of it was used. Try again."};
inline constexpr ErrorKind kBadEndpoint{
    "http.bad-endpoint", Exit::invalid_input, 400,
    "Give a host name or a plain address and a port from 1 to 65535: kr.example.org:7443."};
inline constexpr ErrorKind kBadIdentity{
    "http.bad-identity", Exit::invalid_input, 400,
    "Give a certificate and its own private key, of P-256, P-384 or Ed25519."};
inline constexpr ErrorKind kBadAuthorities{
    "http.bad-authorities", Exit::invalid_input, 400,
    "Give the certificates of the authorities in PEM, at least one."};
inline constexpr ErrorKind kListen{"http.listen", Exit::internal, 500,
                                   "Choose another address, port or socket path."};
inline constexpr ErrorKind kOtherKey{
    "http.other-key", Exit::verification_failed, 502,
    "Ask for the node's fingerprint another way: this may be another machine in its place."};
inline constexpr ErrorKind kBadForm{
    "http.bad-form", Exit::invalid_input, 400,
    "Encode names and values as application/x-www-form-urlencoded has it."};
inline constexpr ErrorKind kNotServing{
    "http.not-serving", Exit::peer_unreachable, 503,
    "Start the node with `entente node serve`, or leave the socket out."};

inline constexpr const ErrorKind* kHttpErrors[] = {
    &kBadRequest, &kTargetTooLong, &kHeadTooLarge, &kBodyTooLarge,  &kBadVersion,  &kBadExpectation,
    &kNoAnswer,   &kBadResponse,   &kTruncated,    &kBadEndpoint,   &kBadIdentity, &kListen,
    &kNotServing, &kOtherKey,      &kBadForm,      &kBadAuthorities};

}  // namespace entente::http
