#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/stream.h"
#include "crypto/secret.h"
#include "object/binding.h"
#include "object/manifest.h"
#include "object/policy.h"

namespace entente::object {

/// Unwraps one share: with a key of this node, or by asking a key service. `policy` is the base64
/// text that the key service judges. An error that says `verification failed` or `invalid input`
/// counts as a key that does not fit and is not told apart (AB75); any other (denied, unreachable)
/// is handed to the caller if no other copy of the share opens.
using KeyUnwrapper =
    std::function<Result<crypto::Secret32>(const KeyAccess& key_access, std::string_view policy)>;

/// What the release says about the object.
struct ExpectedBinding {
  Binding binding;
  Digest manifest;
};
/// For an object that was made for no item: by its manifest alone.
struct ExpectedManifest {
  Digest manifest;
};
/// For an object that no release names: it must be whole, but may be anybody's.
struct AnyBinding {};
using Expectation = std::variant<ExpectedBinding, ExpectedManifest, AnyBinding>;

/// An object whose container, manifest, key, policy, root signature and binding have been verified,
/// in this order, and whose segments can be read in any order, each verified as it is decrypted.
/// The `RandomAccess` must outlive it and not change. Not thread-safe.
class ObjectReader {
 public:
  /// Errors: `object.bad-container`, `object.bad-manifest`, `object.unsupported`,
  /// `object.too-large`, `object.manifest-differs`, `object.damaged` (lengths),
  /// `object.wrong-binding`, `object.cannot-open`, those of reading and of `unwrap`.
  [[nodiscard]] static Result<ObjectReader> open(RandomAccess& object, const KeyUnwrapper& unwrap,
                                                 const Expectation& expected);
  ObjectReader(ObjectReader&&) noexcept;
  ObjectReader& operator=(ObjectReader&&) noexcept;
  ~ObjectReader();

  [[nodiscard]] const Manifest& manifest() const;
  [[nodiscard]] const Digest& manifest_digest() const;
  [[nodiscard]] const Policy& policy() const;
  /// What the object says it was made for; nothing where it has no such assertion.
  [[nodiscard]] const std::optional<Binding>& binding() const;
  /// Whether `manifest().assertions[index]` is bound to this content under the content key.
  [[nodiscard]] bool assertion_is_bound(std::size_t index) const;
  /// The object's label: its one assertion of type `handling`, bound to this content under the
  /// content key. Null where there is none, where there are several, or where it is not bound.
  [[nodiscard]] const Assertion* label() const;

  [[nodiscard]] std::size_t segments() const;
  /// Where the plaintext of a segment begins in the content. `index` < `segments()`.
  [[nodiscard]] std::uint64_t segment_offset(std::size_t index) const;
  /// The segment that holds byte `offset` of the content. `offset` < `manifest().content_bytes()`.
  [[nodiscard]] std::size_t segment_at(std::uint64_t offset) const;
  /// The verified plaintext of one segment; valid until the next call. `index` < `segments()`.
  /// Errors: `object.cannot-open`, those of reading.
  [[nodiscard]] Result<BytesView> segment(std::size_t index);

 private:
  struct State;
  explicit ObjectReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What was opened.
struct OpenedObject {
  Digest manifest;
  std::optional<Binding> binding;
  std::optional<Assertion> label;  ///< as `ObjectReader::label`
  Policy policy;
  std::string mime_type;
  std::uint64_t content_bytes = 0;
};

/// Verifies everything, every segment's tag included, and writes the plaintext to `content` as it
/// goes, in constant memory. The sink must be something that nobody sees (a temporary file of mode
/// 0600, a bounded buffer) and that the caller makes visible only if this succeeds, by a rename. On
/// any error it must be thrown away. Errors: those of `ObjectReader`, and those of the sink.
[[nodiscard]] Result<OpenedObject> open_object(RandomAccess& object, const KeyUnwrapper& unwrap,
                                               const Expectation& expected, ByteSink& content);

/// The same without output: for a sink that cannot be taken back (a pipe, a response), verify first
/// and open afterwards.
[[nodiscard]] Result<OpenedObject> verify_object(RandomAccess& object, const KeyUnwrapper& unwrap,
                                                 const Expectation& expected);

/// What can be said of an object without its key.
struct ObjectStructure {
  Manifest manifest;
  Digest manifest_digest;
  std::uint64_t object_bytes = 0;
};

/// Verifies without a key that the container is whole, that its manifest is the one with digest
/// `expected` (any, if none is given), that the lengths add up and that every segment ends in the
/// tag that the manifest names. What lies between is authenticated only by who holds the key; a
/// change there is found when the object is opened. Errors: as `ObjectReader`, and
/// `object.damaged`.
[[nodiscard]] Result<ObjectStructure> verify_structure(RandomAccess& object,
                                                       const std::optional<Digest>& expected);

}  // namespace entente::object
