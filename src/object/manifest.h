#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "object/assertion.h"
#include "object/key_access.h"

namespace entente::object {

/// A segment in the payload is IV (12) || ciphertext || tag (16).
inline constexpr std::uint64_t kSegmentOverhead = 28;
inline constexpr std::size_t kKeyAccessMax = 64;
inline constexpr std::size_t kAssertionsMax = 64;

/// The manifest of a protected object. A value. The lists are as long as the content has segments.
struct Manifest {
  HashEncoding encoding = HashEncoding::hex_4_2_2;
  std::string mime_type;
  std::string policy;  ///< base64 of the policy's JSON; this text itself is what is bound
  std::vector<KeyAccess> key_access;
  Digest root_signature;  ///< HMAC-SHA256 under the content key over all tags
  std::uint32_t segment_bytes_default = 0;
  std::vector<std::uint32_t> segment_bytes;  ///< plaintext bytes, one per segment
  std::vector<SegmentTag> tags;              ///< one per segment
  std::vector<Assertion> assertions;

  bool operator==(const Manifest&) const = default;
  [[nodiscard]] std::uint64_t content_bytes() const;
  [[nodiscard]] std::uint64_t payload_bytes() const;  ///< content and overhead of all segments
};

/// Reads a manifest of 4.2.2 or 4.3.0. Bounded by `limits::kManifestBytes`; accepts the spellings
/// that clients in the field write (docs/reference/object-format.md), unknown members and unknown
/// assertions; refuses (`object.unsupported`) a root signature other than HS256, segment hashes
/// other than GMAC and other versions, and (`object.bad-manifest`) sizes that contradict each
/// other.
[[nodiscard]] Result<Manifest> parse_manifest(BytesView json);

/// The bytes of a manifest: one value has one text. Every segment carries its sizes.
[[nodiscard]] std::string write_manifest(const Manifest& manifest);

/// The root signature over `tags` in the given encoding.
[[nodiscard]] Digest root_signature(const AssertedContent& content,
                                    const crypto::Secret32& content_key);

}  // namespace entente::object
