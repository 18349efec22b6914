#include "object/open.h"

#include <algorithm>
#include <utility>

#include "crypto/aead.h"
#include "object/content_key.h"
#include "object/errors.h"
#include "object/load.h"

namespace entente::object {
namespace {

/// The binding assertion, verified under the content key, and what it says.
Result<std::optional<Binding>> verified_binding(const Manifest& manifest,
                                                const crypto::Secret32& content_key) {
  ENTENTE_TRY(const Assertion* const assertion, find_binding(manifest));
  if (assertion == nullptr) {
    return std::optional<Binding>();
  }
  if (!object::assertion_is_bound(*assertion, {manifest.encoding, manifest.tags}, content_key)) {
    return cannot_open();
  }
  ENTENTE_TRY(Binding binding, parse_binding(assertion->value));
  return std::optional(std::move(binding));
}

/// The digest that the manifest must have, where it is known.
std::optional<Digest> manifest_of(const Expectation& expectation) {
  if (const auto* bound = std::get_if<ExpectedBinding>(&expectation)) {
    return bound->manifest;
  }
  const auto* named = std::get_if<ExpectedManifest>(&expectation);
  return named == nullptr ? std::nullopt : std::optional(named->manifest);
}

Status check_expected(const std::optional<Binding>& binding, const Expectation& expectation) {
  const auto* expected = std::get_if<ExpectedBinding>(&expectation);
  if (expected != nullptr && binding != expected->binding) {
    return Error(kWrongBinding, "The object was made for another item, agreement or environment.");
  }
  return {};
}

}  // namespace

struct ObjectReader::State {
  RandomAccess* object;
  LoadedObject loaded;
  crypto::Secret32 content_key;
  crypto::Aead aead;
  Policy policy;
  std::optional<Binding> binding;
  std::vector<std::uint64_t> offsets;  ///< of each segment in the content, and the content's end
  Bytes buffer;                        ///< grows to the largest segment read

  ~State() { crypto::wipe(buffer); }
};

ObjectReader::ObjectReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ObjectReader::ObjectReader(ObjectReader&&) noexcept = default;
ObjectReader& ObjectReader::operator=(ObjectReader&&) noexcept = default;
ObjectReader::~ObjectReader() = default;

Result<ObjectReader> ObjectReader::open(RandomAccess& object, const KeyUnwrapper& unwrap,
                                        const Expectation& expectation) {
  ENTENTE_TRY(LoadedObject loaded, load(object, manifest_of(expectation)));
  const Manifest& manifest = loaded.manifest;
  ENTENTE_TRY(crypto::Secret32 content_key, unwrap_content_key(manifest, unwrap));
  const Digest root = root_signature({manifest.encoding, manifest.tags}, content_key);
  if (!crypto::equal_constant_time(root.view(), manifest.root_signature.view())) {
    return cannot_open();
  }
  ENTENTE_TRY(std::optional<Binding> binding, verified_binding(manifest, content_key));
  ENTENTE_CHECK(check_expected(binding, expectation));
  ENTENTE_TRY(Policy policy, parse_policy_base64(manifest.policy));

  std::vector<std::uint64_t> offsets{0};
  offsets.reserve(manifest.tags.size() + 1);
  for (const std::uint32_t bytes : manifest.segment_bytes) {
    offsets.push_back(offsets.back() + bytes);
  }
  crypto::Aead aead(content_key);
  return ObjectReader(std::unique_ptr<State>(new State{&object,
                                                       std::move(loaded),
                                                       std::move(content_key),
                                                       std::move(aead),
                                                       std::move(policy),
                                                       std::move(binding),
                                                       std::move(offsets),
                                                       {}}));
}

const Manifest& ObjectReader::manifest() const { return state_->loaded.manifest; }
const Digest& ObjectReader::manifest_digest() const { return state_->loaded.manifest_digest; }
const Policy& ObjectReader::policy() const { return state_->policy; }
const std::optional<Binding>& ObjectReader::binding() const { return state_->binding; }

bool ObjectReader::assertion_is_bound(std::size_t index) const {
  ENTENTE_INVARIANT(index < manifest().assertions.size());
  return object::assertion_is_bound(manifest().assertions[index],
                                    {manifest().encoding, manifest().tags}, state_->content_key);
}

const Assertion* ObjectReader::label() const {
  const Assertion* const found = find_label(manifest());
  const bool bound =
      found != nullptr && object::assertion_is_bound(*found, {manifest().encoding, manifest().tags},
                                                     state_->content_key);
  return bound ? found : nullptr;
}

std::size_t ObjectReader::segments() const { return manifest().tags.size(); }

std::uint64_t ObjectReader::segment_offset(std::size_t index) const {
  ENTENTE_INVARIANT(index < segments());
  return state_->offsets[index];
}

std::size_t ObjectReader::segment_at(std::uint64_t offset) const {
  ENTENTE_INVARIANT(offset < state_->offsets.back());
  const auto after = std::ranges::upper_bound(state_->offsets, offset);
  return static_cast<std::size_t>(after - state_->offsets.begin()) - 1;
}

Result<BytesView> ObjectReader::segment(std::size_t index) {
  ENTENTE_INVARIANT(index < segments());
  State& state = *state_;
  const std::size_t plain_bytes = manifest().segment_bytes[index];
  const std::size_t bytes = plain_bytes + kSegmentOverhead;
  if (state.buffer.size() < bytes) {
    state.buffer.resize(bytes);
  }
  const auto segment = std::span(state.buffer).first(bytes);
  const std::uint64_t offset = state.loaded.layout.payload.offset + state.offsets[index] +
                               kSegmentOverhead * static_cast<std::uint64_t>(index);
  ENTENTE_CHECK(read_exactly(*state.object, offset, segment));
  // The root signature covers the manifest's tags: a segment in another's place ends differently.
  if (!crypto::equal_constant_time(segment.last(crypto::Aead::kTagSize), manifest().tags[index])) {
    return cannot_open();
  }
  const auto plain = segment.subspan(crypto::Aead::kNonceSize, plain_bytes);
  if (!state.aead
           .open(segment.first(crypto::Aead::kNonceSize), {},
                 segment.subspan(crypto::Aead::kNonceSize), plain)
           .ok()) {
    return cannot_open();
  }
  return BytesView(plain);
}

namespace {

/// Every segment in order, verified, and handed on.
template <class Take>
Result<OpenedObject> read_all(RandomAccess& object, const KeyUnwrapper& unwrap,
                              const Expectation& expected, const Take& take) {
  ENTENTE_TRY(ObjectReader reader, ObjectReader::open(object, unwrap, expected));
  for (std::size_t i = 0; i < reader.segments(); ++i) {
    ENTENTE_TRY(const BytesView plain, reader.segment(i));
    ENTENTE_CHECK(take(plain));
  }
  const Assertion* const label = reader.label();
  return OpenedObject{reader.manifest_digest(),
                      reader.binding(),
                      label == nullptr ? std::nullopt : std::optional(*label),
                      reader.policy(),
                      reader.manifest().mime_type,
                      reader.manifest().content_bytes()};
}

}  // namespace

Result<OpenedObject> open_object(RandomAccess& object, const KeyUnwrapper& unwrap,
                                 const Expectation& expected, ByteSink& content) {
  return read_all(object, unwrap, expected,
                  [&content](BytesView plain) { return content.write(plain); });
}

Result<OpenedObject> verify_object(RandomAccess& object, const KeyUnwrapper& unwrap,
                                   const Expectation& expected) {
  return read_all(object, unwrap, expected, [](BytesView) { return Status{}; });
}

Result<ObjectStructure> verify_structure(RandomAccess& object,
                                         const std::optional<Digest>& expected) {
  ENTENTE_TRY(LoadedObject loaded, load(object, expected));
  const Manifest& manifest = loaded.manifest;
  std::uint64_t end = loaded.layout.payload.offset;
  for (std::size_t i = 0; i < manifest.tags.size(); ++i) {
    end += manifest.segment_bytes[i] + kSegmentOverhead;
    SegmentTag tag{};
    ENTENTE_CHECK(read_exactly(object, end - tag.size(), tag));
    if (tag != manifest.tags[i]) {
      return Error(kDamaged, "A segment does not end in the tag that the manifest names.");
    }
  }
  return ObjectStructure{std::move(loaded.manifest), loaded.manifest_digest, loaded.object_bytes};
}

}  // namespace entente::object
