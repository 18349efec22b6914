#include "object/content_key.h"

#include <algorithm>
#include <map>
#include <optional>

#include "crypto/key_wrap.h"
#include "object/errors.h"

namespace entente::object {
namespace {

void xor_into(crypto::Secret32& to, const crypto::Secret32& share) {
  std::ranges::transform(to.view(), share.view(), to.mutable_view().begin(),
                         [](std::uint8_t a, std::uint8_t b) -> std::uint8_t { return a ^ b; });
}

/// One share for each id: random ones, and a last that makes their XOR the content key.
std::map<std::string, crypto::Secret32> split(const crypto::Secret32& content_key,
                                              const std::vector<KeyAccessTarget>& targets,
                                              Entropy& entropy) {
  std::map<std::string, crypto::Secret32> shares;
  for (const KeyAccessTarget& target : targets) {
    shares.try_emplace(target.sid);
  }
  crypto::Secret32 last;
  xor_into(last, content_key);
  for (auto share = std::next(shares.begin()); share != shares.end(); ++share) {
    share->second = crypto::Secret32::random(entropy);
    xor_into(last, share->second);
  }
  shares.begin()->second = std::move(last);
  return shares;
}

/// Wraps the share as the recipient's kind of key demands, and says how.
struct Wrapping {
  const crypto::Secret32& share;
  Entropy& entropy;
  KeyAccess& key_access;

  Status operator()(const crypto::AgreementPublicKey& recipient) const {
    ENTENTE_TRY(crypto::EcWrapped key, crypto::ec_wrap(recipient, share.view(), entropy));
    key_access.type = kEcWrapped;
    key_access.wrapped_key = std::move(key.wrapped_key);
    key_access.ephemeral_public_key = std::move(key.ephemeral_public_key);
    return {};
  }
  Status operator()(const crypto::RsaPublicKey& recipient) const {
    ENTENTE_TRY(key_access.wrapped_key, recipient.wrap(share.view()));
    key_access.type = kWrapped;
    return {};
  }
};

bool does_not_fit(const Error& error) {
  return error.kind().exit == Exit::verification_failed || error.kind().exit == Exit::invalid_input;
}

/// The share with this id, from the first of its copies that opens.
Result<crypto::Secret32> unwrap_share(const Manifest& manifest, const KeyUnwrapper& unwrap,
                                      std::string_view sid) {
  std::optional<Error> other_reason;
  for (const KeyAccess& key_access : manifest.key_access) {
    if (key_access.sid != sid) {
      continue;
    }
    Result<crypto::Secret32> share = unwrap(key_access, manifest.policy);
    if (share.ok() && policy_binding_fits(*share, manifest.policy, key_access.binding_hash)) {
      return share;
    }
    if (!share.ok() && !does_not_fit(share.error())) {
      other_reason = share.error();
    }
  }
  return other_reason ? *other_reason : cannot_open();
}

}  // namespace

Error cannot_open() {
  return Error(kCannotOpen, "The object could not be opened with the keys at hand.");
}

Result<std::vector<KeyAccess>> wrap_content_key(const crypto::Secret32& content_key,
                                                const std::vector<KeyAccessTarget>& targets,
                                                std::string_view policy, Entropy& entropy) {
  const auto shares = split(content_key, targets, entropy);
  std::vector<KeyAccess> wrapped;
  for (const KeyAccessTarget& target : targets) {
    const crypto::Secret32& share = shares.at(target.sid);
    KeyAccess& key_access = wrapped.emplace_back();
    ENTENTE_CHECK(std::visit(Wrapping{share, entropy, key_access}, target.public_key));
    key_access.url = target.url;
    key_access.protocol = "kas";
    key_access.kid = target.kid;
    key_access.sid = target.sid;
    key_access.binding_alg = "HS256";
    key_access.binding_hash = policy_binding(share, policy);
    key_access.schema_version = "1.0";
  }
  return wrapped;
}

Result<crypto::Secret32> unwrap_content_key(const Manifest& manifest, const KeyUnwrapper& unwrap) {
  std::vector<std::string_view> ids;
  for (const KeyAccess& key_access : manifest.key_access) {
    if (std::ranges::find(ids, key_access.sid) == ids.end()) {
      ids.push_back(key_access.sid);
    }
  }
  if (ids.empty()) {
    return cannot_open();
  }
  crypto::Secret32 content_key;
  for (const std::string_view sid : ids) {
    ENTENTE_TRY(const crypto::Secret32 share, unwrap_share(manifest, unwrap, sid));
    xor_into(content_key, share);
  }
  return content_key;
}

}  // namespace entente::object
