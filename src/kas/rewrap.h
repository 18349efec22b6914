#pragma once

#include <string>
#include <vector>

#include "base/entropy.h"
#include "base/time.h"
#include "format/jws.h"
#include "object/key_access.h"

/// The question of the key access protocol and its answer, in both spellings that clients use: one
/// key access object by REST (`/v2/rewrap`), any number of them by Connect (`/kas.AccessService/`).
namespace entente::kas {

enum class Spelling { rest, connect };

/// The key to which the client wants the shares wrapped anew.
using ClientKey = object::ShareKey;

/// One share that is asked for.
struct AskedShare {
  std::string policy_id;  ///< the client's own names for policy and key access object; they come
  std::string key_access_id;  ///< back in the answer
  std::string policy;         ///< base64, as it stands in the object
  object::KeyAccess key_access;
};

struct RewrapRequest {
  ClientKey client_key;
  std::vector<AskedShare> shares;  ///< 1 to `kSharesAsked`
};

inline constexpr std::size_t kRewrapBytes = 1u << 20;
inline constexpr std::size_t kSharesAsked = 64;

/// Reads `{"signedRequestToken": JWS}`. Its signature must be `signer`'s, where the caller has
/// proved to have that key; without, its key is nobody's, and the signature says nothing. What has
/// expired by `now` is refused. Errors: `kas.bad-request` for all that does not fit.
[[nodiscard]] Result<RewrapRequest> parse_rewrap(BytesView body, Spelling spelling, Instant now,
                                                 const format::JwsKey* signer = nullptr);

/// A share, wrapped to the client.
struct Rewrapped {
  Bytes wrapped_key;
  std::string session_public_key;  ///< PEM; empty where the client's key is RSA
};
[[nodiscard]] Result<Rewrapped> rewrap(const ClientKey& client, const crypto::Secret32& share,
                                       Entropy& entropy);

/// One line of an answer: the share, or why there is none.
struct Answered {
  const AskedShare* asked = nullptr;
  Result<Rewrapped> share;
};
/// The body of the answer. By REST there is one line, and it has its share. By Connect each line
/// says for itself what became of it, in the words by which clients tell a refusal from a fault.
[[nodiscard]] std::string write_answer(Spelling spelling, const std::vector<Answered>& lines);

}  // namespace entente::kas
