#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/entropy.h"
#include "base/limits.h"
#include "base/stream.h"
#include "object/assertion.h"
#include "object/binding.h"
#include "object/key_access.h"

namespace entente::object {

/// A key service that shall be able to open the object.
struct KeyAccessTarget {
  std::string url;  ///< `https://host/kas`
  std::string kid;
  /// P-256 for every client, P-384 for this product: `ec-wrapped`. RSA: `wrapped`, which no
  /// simulation replays, since OpenSSL draws its padding.
  ShareKey public_key;
  /// Targets with equal ids get copies of one share: any of them opens. Different ids get different
  /// shares that are all needed (joint custody). Empty is an id like any other.
  std::string sid;
};

/// The originator's label, carried as it is.
struct LabelAssertion {
  std::string id = std::string(kLabelAssertion);
  std::string schema;  ///< for example `kLabelSchema`
  std::string format = "json-structured";
  std::string value;  ///< UTF-8
};

struct SealRequest {
  std::optional<Binding> binding;       ///< none only for objects outside an agreement
  std::vector<std::string> attributes;  ///< portable attribute names, see `policy.h`
  std::vector<std::string> dissem;
  std::string mime_type = "application/octet-stream";
  std::uint32_t segment_bytes = limits::kSegmentBytesDefault;  ///< 16 KiB to 4 MiB
  std::vector<KeyAccessTarget> recipients;                     ///< 1 to 64
  std::optional<LabelAssertion> label;
  HashEncoding encoding = HashEncoding::hex_4_2_2;
  /// Whether to digest the whole container too. Off: it costs more than the encryption, and the
  /// manifest digest commits to every byte of the content already.
  bool digest_container = false;
};

/// What was sealed. `manifest` identifies the object: it commits to policy, keys, assertions and
/// the authentication tag of every segment.
struct SealedObject {
  Digest manifest;  ///< SHA-256 of the manifest's bytes
  std::optional<Digest> container;
  std::uint64_t content_bytes = 0;
  std::uint64_t object_bytes = 0;
};

/// Encrypts all of `content` into a new protected object, in one pass and constant memory: two
/// buffers of a segment, and 20 bytes per segment. A fresh content key, a random IV per segment.
/// After an error what the sink took is undefined. Errors: `object.bad-seal-request`,
/// `object.too-large`, those of source and sink. Thread-safety: independent calls.
[[nodiscard]] Result<SealedObject> seal(ByteSource& content, ByteSink& object,
                                        const SealRequest& request, Entropy& entropy);

}  // namespace entente::object
