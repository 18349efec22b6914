#pragma once

#include <initializer_list>

#include "base/bytes.h"

struct evp_md_ctx_st;
struct evp_mac_ctx_st;

namespace entente::crypto {

/// SHA-256 (FIPS 180-4). The free functions reuse one context per thread and allocate nothing.
/// Thread-safe. They cannot fail: a library that refuses SHA-256 stops the process.
[[nodiscard]] Digest sha256(BytesView data);
/// Of the concatenation of `parts`. Nothing separates them: the caller frames what is ambiguous.
[[nodiscard]] Digest sha256(std::initializer_list<BytesView> parts);

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) with a key of any length, the empty one too. Compare a given
/// tag with `equal_constant_time`, never with `==`. Thread-safe, allocates nothing.
[[nodiscard]] Digest hmac_sha256(BytesView key, BytesView data);
[[nodiscard]] Digest hmac_sha256(BytesView key, std::initializer_list<BytesView> parts);

/// SHA-256 over a stream. After `finish` it starts anew. Move-only, not thread-safe; a moved-from
/// one may only be destroyed or assigned to.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&& other) noexcept;
  Sha256& operator=(Sha256&& other) noexcept;

  Sha256& update(BytesView data);
  [[nodiscard]] Digest finish();

 private:
  evp_md_ctx_st* context_;
};

/// HMAC-SHA-256 over a stream. After `finish` it starts anew with the same key. Move-only, not
/// thread-safe; a moved-from one may only be destroyed or assigned to.
class HmacSha256 {
 public:
  explicit HmacSha256(BytesView key);
  ~HmacSha256();
  HmacSha256(HmacSha256&& other) noexcept;
  HmacSha256& operator=(HmacSha256&& other) noexcept;

  HmacSha256& update(BytesView data);
  [[nodiscard]] Digest finish();

 private:
  evp_mac_ctx_st* context_;
};

}  // namespace entente::crypto
