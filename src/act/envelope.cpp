#include "act/envelope.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/batch.h"
#include "act/errors.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "format/json.h"
#include "format/json_writer.h"

namespace entente::act {
namespace {

constexpr std::string_view kMediaType = "entente-act+jws";
constexpr std::string_view kExtension = "act";
constexpr std::string_view kBatchPrefix = "entente-batch-";

std::string algorithm_name(const crypto::VerifyingKey& key, Unsigned::Form form) {
  const std::string name(name_of(key.suite()));
  return form == Unsigned::Form::batch ? std::string(kBatchPrefix) + name : name;
}

std::string protected_header(const Header& header, const std::string& algorithm,
                             const std::string& key) {
  std::string text;
  format::JsonWriter out(text);
  out.begin_object();
  out.key("alg");
  out.string(algorithm);
  out.key("crit");
  out.begin_array();
  out.string(kExtension);
  out.end_array();
  out.key("kid");
  out.string(key);
  out.key("typ");
  out.string(kMediaType);
  out.key(kExtension);
  format::write_value(out, header);
  out.end_object();
  return text;
}

Error malformed(std::string message, std::string where = {}) {
  return Error(kMalformed, std::move(message), std::move(where));
}

bool known_algorithm(std::string_view name) {
  if (name.starts_with(kBatchPrefix)) {
    name.remove_prefix(kBatchPrefix.size());
  }
  return from_name<crypto::SignatureSuite>(name).has_value();
}

Status check_fixed_members(format::JsonValue header) {
  const auto text = [&](std::string_view key) -> std::string_view {
    const auto member = header.find(key);
    const auto value = member ? member->string() : Result<std::string_view>(std::string_view{});
    return value.ok() ? *value : std::string_view{};
  };
  if (text("typ") != kMediaType) {
    return malformed("The signature is not one of an act (typ).");
  }
  if (!known_algorithm(text("alg"))) {
    return malformed("The signature's algorithm is not one that Entente accepts.");
  }
  const auto critical = header.find("crit");
  if (!critical || !critical->is_array() || critical->size() != 1) {
    return malformed("The critical header list must name 'act' alone.");
  }
  for (const auto name : critical->elements()) {
    const auto value = name.string();
    if (!value.ok() || *value != kExtension) {
      return malformed("The critical header list must name 'act' alone.");
    }
  }
  return format::only_keys(header, {"alg", "crit", "kid", "typ", kExtension});
}

Status check_limits(const Header& header) {
  if (header.to.size() > limits::kActAddressees ||
      header.heads_seen.size() > limits::kActAddressees) {
    return malformed("The act has more addressees or heads than it may.");
  }
  const bool known_party_twice =
      std::any_of(header.to.begin(), header.to.end(), [&](const auto& a) {
        return std::count_if(header.to.begin(), header.to.end(),
                             [&](const auto& b) { return a.party == b.party; }) > 1;
      });
  const bool first_of_nothing = std::any_of(header.to.begin(), header.to.end(),
                                            [](const auto& a) { return a.sequence == 0; });
  if (known_party_twice || first_of_nothing) {
    return malformed("The act names an addressee twice, or without a sequence number.");
  }
  return {};
}

Result<Envelope::Signature> parse_signature(format::JsonValue in) {
  ENTENTE_CHECK(format::only_keys(in, {"protected", "signature"}));
  Envelope::Signature out;
  ENTENTE_TRY(const format::JsonValue protected_value, in.at("protected"));
  ENTENTE_TRY(const std::string_view protected_text, protected_value.string());
  ENTENTE_TRY(const format::JsonValue signature_value, in.at("signature"));
  ENTENTE_TRY(const std::string_view signature_text, signature_value.string());
  out.protected_text = protected_text;
  ENTENTE_TRY(out.signature, from_base64url(signature_text));
  ENTENTE_TRY(const Bytes header_text, from_base64url(protected_text));
  ENTENTE_TRY(const auto document, format::JsonDocument::parse(header_text));
  const format::JsonValue header = document.root();
  ENTENTE_CHECK(check_fixed_members(header));
  ENTENTE_TRY(const format::JsonValue algorithm, header.at("alg"));
  ENTENTE_TRY(out.algorithm, algorithm.string());
  ENTENTE_TRY(const format::JsonValue key, header.at("kid"));
  ENTENTE_TRY(out.key_id, key.string());
  ENTENTE_TRY(const format::JsonValue extension, header.at(kExtension));
  ENTENTE_TRY(out.header, format::from_json<Header>(extension));
  ENTENTE_CHECK(check_limits(out.header));
  return out;
}

Result<Envelope> parse_strictly(BytesView bytes) {
  ENTENTE_TRY(const auto document, format::JsonDocument::parse(bytes));
  const format::JsonValue root = document.root();
  ENTENTE_CHECK(format::only_keys(root, {"payload", "signatures"}));
  Envelope out;
  ENTENTE_TRY(const format::JsonValue payload, root.at("payload"));
  ENTENTE_TRY(const std::string_view payload_text, payload.string());
  ENTENTE_TRY(out.payload, from_base64url(payload_text));
  out.payload_text = payload_text;
  ENTENTE_TRY(const format::JsonValue signatures, root.at("signatures"));
  if (!signatures.is_array() || signatures.size() == 0 ||
      signatures.size() > limits::kActSignatures) {
    return malformed("The act has no signature, or more than it may.", "/signatures");
  }
  for (const format::JsonValue signature : signatures.elements()) {
    ENTENTE_TRY(auto parsed, parse_signature(signature));
    out.signatures.push_back(std::move(parsed));
  }
  const Header& first = out.signatures.front().header;
  for (const auto& signature : out.signatures) {
    const Header& other = signature.header;
    if (other.type != first.type || other.version != first.version ||
        other.agreement != first.agreement || other.environment != first.environment) {
      return malformed("The act's signatures speak of different acts.", "/signatures");
    }
  }
  out.digest = act_digest(first, out.payload);
  out.bytes.assign(bytes.begin(), bytes.end());
  return out;
}

}  // namespace

const Addressee* Header::addressee(const PartyCode& party) const {
  const auto found =
      std::find_if(to.begin(), to.end(), [&](const Addressee& a) { return a.party == party; });
  return found == to.end() ? nullptr : &*found;
}

const Head* Header::head_of(const PartyCode& party) const {
  const auto found = std::find_if(heads_seen.begin(), heads_seen.end(),
                                  [&](const Head& h) { return h.party == party; });
  return found == heads_seen.end() ? nullptr : &*found;
}

Digest act_digest(const Header& header, BytesView payload) {
  const std::string context = fmt::format("entente/act/v1\n{}@{}\n{}\n", header.type,
                                          header.version, header.agreement.text());
  return crypto::sha256({as_bytes(context), payload});
}

std::string key_id(const crypto::VerifyingKey& key) {
  return to_base64url(key.fingerprint().view());
}

Unsigned::Unsigned(const Header& header, Bytes payload, const crypto::VerifyingKey& key, Form form)
    : digest_(act_digest(header, payload)) {
  const std::string text = protected_header(header, algorithm_name(key, form), key_id(key));
  signing_input_.reserve((text.size() + payload.size()) * 4 / 3 + 8);
  append_base64url(signing_input_, as_bytes(text));
  protected_size_ = signing_input_.size();
  signing_input_ += '.';
  append_base64url(signing_input_, payload);
}

Bytes Unsigned::with_signature(BytesView signature) const {
  const std::string_view input = signing_input_;
  const std::string signature_text = to_base64url(signature);
  Bytes act;
  act.reserve(input.size() + signature_text.size() + 80);
  append(act, R"({"payload":")");
  append(act, input.substr(protected_size_ + 1));
  append(act, R"(","signatures":[{"protected":")");
  append(act, input.substr(0, protected_size_));
  append(act, R"(","signature":")");
  append(act, signature_text);
  append(act, R"("}]})");
  return act;
}

std::vector<Bytes> sign_batch(std::span<const Unsigned* const> acts,
                              const crypto::SigningKey& key) {
  std::vector<Digest> leaves;
  leaves.reserve(acts.size());
  for (const Unsigned* act : acts) {
    leaves.push_back(batch_leaf(act->signing_input()));
  }
  return sign_leaves(leaves, key);
}

const Type* Envelope::type() const {
  const Header& h = header();
  return h.version > UINT32_MAX ? nullptr
                                : find_type(h.type, static_cast<std::uint32_t>(h.version));
}

Result<Envelope> parse_envelope(BytesView bytes) {
  if (bytes.size() > limits::kActBytes) {
    return malformed("The act is larger than it may be.");
  }
  auto parsed = parse_strictly(bytes);
  if (!parsed) {
    const Error& cause = parsed.error();
    return cause.is(kMalformed) ? cause : malformed(cause.message(), cause.where());
  }
  return parsed;
}

Status Verifier::verify(const Envelope& envelope) {
  for (const auto& signature : envelope.signatures) {
    ENTENTE_CHECK(verify_one(envelope, signature));
  }
  return {};
}

Status Verifier::verify_one(const Envelope& envelope, const Envelope::Signature& signature) {
  const crypto::VerifyingKey* key = keys_(signature.header.issuer, signature.key_id);
  if (key == nullptr) {
    return Error(kUnknownKey, "The act is signed with a key that may not sign for its issuer.");
  }
  const bool in_batch = signature.algorithm.starts_with(kBatchPrefix);
  const auto form = in_batch ? Unsigned::Form::batch : Unsigned::Form::alone;
  const Error bad(kBadSignature, "The act's signature does not verify.");
  if (signature.algorithm != algorithm_name(*key, form)) {
    return bad;
  }
  const std::string input = signature.protected_text + "." + envelope.payload_text;
  if (!in_batch) {
    return key->verify(as_bytes(input), signature.signature) ? Status{} : Status{bad};
  }
  const Type* type = envelope.type();
  if (type != nullptr && type->batch == Batch::never) {
    return Error(kBadSignature, "This type of act must carry a signature of its own.");
  }
  const auto path = parse_batch_signature(signature.signature);
  if (!path) {
    return bad;
  }
  const auto root = batch_root(*path, batch_leaf(as_bytes(input)));
  if (!root) {
    return bad;
  }
  const Bytes message = batch_message(path->size, *root);
  const Digest proof = crypto::sha256({message, path->signature, key->fingerprint().view()});
  if (proof == verified_batch_) {
    return {};
  }
  if (!key->verify(message, path->signature)) {
    return bad;
  }
  verified_batch_ = proof;
  return {};
}

}  // namespace entente::act
