#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "crypto/key_agreement.h"
#include "crypto/rsa.h"

namespace entente::format {
class JsonValue;
class JsonWriter;
}  // namespace entente::format

namespace entente::object {

inline constexpr std::string_view kEcWrapped = "ec-wrapped";
inline constexpr std::string_view kWrapped = "wrapped";

/// A public key that a share is wrapped to.
using ShareKey = std::variant<crypto::AgreementPublicKey, crypto::RsaPublicKey>;
/// From one PEM block `PUBLIC KEY`: P-256, P-384, or RSA of 2048 to 4096 bits; else
/// `crypto.bad-pem` or `crypto.bad-key`.
[[nodiscard]] Result<ShareKey> read_share_key(std::string_view pem);

/// One key access object (OpenTDF 4.x): a share of the content key, wrapped to one key service, and
/// the share's MAC over the policy. A value; texts are exactly as in the manifest. Holds no secret.
struct KeyAccess {
  std::string type;      ///< `ec-wrapped`, `wrapped` (RSA-OAEP) or one this product does not open
  std::string url;       ///< base of the key service, `https://host/kas`
  std::string protocol;  ///< `kas`
  std::string kid;       ///< may be empty
  std::string sid;       ///< equal ids are copies of one share; different ones are XORed
  /// `ec-wrapped`: IV (12) || ciphertext || tag (16). `wrapped`: as long as the RSA modulus.
  Bytes wrapped_key;
  std::string binding_alg;           ///< `HS256`, or empty where the binding was a bare text
  std::string binding_hash;          ///< base64, see `policy.h`
  std::string encrypted_metadata;    ///< base64, or empty
  std::string ephemeral_public_key;  ///< PEM, `ec-wrapped` only
  std::string schema_version;        ///< `1.0`, or empty

  bool operator==(const KeyAccess&) const = default;
};

/// Reads one element of `keyAccess`; members it does not know are passed over. `policyBinding` may
/// be an object or a text, `kid` and `sid` empty, null or absent. Errors: `object.bad-manifest`.
[[nodiscard]] Result<KeyAccess> read_key_access(format::JsonValue in);
void write_key_access(format::JsonWriter& out, const KeyAccess& key_access);

}  // namespace entente::object
