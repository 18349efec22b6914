#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace entente::object {

/// How hashes stand in a manifest: hex inside base64 (4.2.2, no `schemaVersion`), which every
/// client reads, or base64 alone (4.3.0).
enum class HashEncoding { hex_4_2_2, raw_4_3_0 };

/// The GCM tag of a segment (GMAC), which is also its hash.
using SegmentTag = std::array<std::uint8_t, 16>;

/// A statement about an object. A value. `canonical` is the whole assertion but its binding, in the
/// canonical form of RFC 8785: it is what was signed, and all other texts repeat parts of it.
struct Assertion {
  std::string id;
  std::string type;   ///< `handling` or `other`
  std::string scope;  ///< `tdo` or `payload`
  std::string schema;
  std::string format;
  std::string value;  ///< the statement: the text, or canonical JSON where it was not a text
  std::string canonical;
  std::string binding_method;  ///< `jws`
  std::string signature;       ///< compact JWS

  bool operator==(const Assertion&) const = default;
};

/// The type of an assertion that says how to handle the object, as the originator's label does; the
/// id of that label, and the schema of one by STANAG 4774.
inline constexpr std::string_view kHandling = "handling";
inline constexpr std::string_view kLabelAssertion = "label";
inline constexpr std::string_view kLabelSchema =
    "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0";

/// An assertion without its binding. `value` is any text (UTF-8).
[[nodiscard]] Assertion make_assertion(std::string_view id, std::string_view type,
                                       std::string_view scope, std::string_view schema,
                                       std::string_view format, std::string_view value);

/// What an assertion is bound to: the content, by the tags of all its segments.
struct AssertedContent {
  HashEncoding encoding = HashEncoding::hex_4_2_2;
  std::span<const SegmentTag> tags;
};

/// Binds `assertion` to `content` with a JWS under the content key (HS256, RFC 7515).
void bind_assertion(Assertion& assertion, const AssertedContent& content,
                    const crypto::Secret32& content_key);
/// Whether the JWS is HS256 under the content key over exactly this assertion and this content. A
/// key that the JWS carries itself is never used. In constant time as to the signature.
[[nodiscard]] bool assertion_is_bound(const Assertion& assertion, const AssertedContent& content,
                                      const crypto::Secret32& content_key);

}  // namespace entente::object
