#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "act/environment.h"
#include "base/ids.h"
#include "base/stream.h"
#include "base/time.h"
#include "crypto/signature.h"
#include "node/signed_records.h"

/// What stands in a package that is carried by hand between two nodes: the requests and answers of
/// the link, one after another, and the objects, signed together by the sending node
/// (docs/reference/package-format.md). Written and read from front to back, so that it may be
/// larger than memory. All of it is hostile until `verify_package` has seen all of it.
namespace entente::node {

/// The records, by the octet that each begins with.
enum class PackageRecord : std::uint8_t {
  head = 1,             ///< who made it, and for whom: the first
  acknowledgement = 2,  ///< `Acknowledgement`
  delivery = 3,         ///< `Delivery`, as the link carries it
  object = 4,           ///< which object's octets follow
  content = 5,          ///< the octets of the object just named
  end = 6,              ///< the signatures: the last; only zeros follow
};

struct PackageHead {
  std::uint64_t version = 1;
  PartyCode from;
  PartyCode to;
  act::Environment environment = act::Environment::exercise;
  Instant made_at;  ///< by the maker's clock
  bool operator==(const PackageHead&) const = default;
  static constexpr auto fields();
};

/// One sealed object that follows, whole.
struct CarriedObject {
  AgreementId agreement;
  ItemId item;
  std::uint64_t bytes = 0;
  bool operator==(const CarriedObject&) const = default;
  static constexpr auto fields();
};

/// Writes the records of one package. Not thread-safe.
class PackageWriter {
 public:
  /// `bound_to` is the header of the sealed stream that it is in, and is signed with the rest: so
  /// no reader can seal it anew for another. `to` must outlive it.
  PackageWriter(ByteSink& to, BytesView bound_to);
  [[nodiscard]] Status begin(const PackageHead& head);
  /// An acknowledgement or a delivery.
  [[nodiscard]] Status add(PackageRecord record, BytesView payload);
  /// `base.io` if `content` has not exactly the bytes that `object` says.
  [[nodiscard]] Status add_object(const CarriedObject& object, ByteSource& content);
  /// Signs with each of `keys`: while one is being replaced, the partner may know either.
  [[nodiscard]] Status end(std::span<const crypto::SigningKey> keys);

 private:
  [[nodiscard]] Status put(PackageRecord record, BytesView payload);
  RecordWriter out_;
};

/// Reads them. Strict: records in the one order that there is, within their limits. Says nothing of
/// who wrote them. Not thread-safe.
class PackageReader {
 public:
  /// `from` must outlive it.
  PackageReader(ByteSource& from, BytesView bound_to);

  struct Record {
    PackageRecord kind = PackageRecord::head;
    Bytes payload;         ///< of an acknowledgement, a delivery, and the end
    CarriedObject object;  ///< of an object; its content is read by `read_content`
  };
  /// The record of a package's beginning; once, and first.
  [[nodiscard]] Result<PackageHead> begin();
  /// The next one; after an object only once its content was read, after the end never.
  /// `node.bad-package` for anything that may not stand there.
  [[nodiscard]] Result<Record> next();
  /// The octets of the object that `next` gave.
  [[nodiscard]] Status read_content(ByteSink& to);
  /// After the end: that nothing but zeros follows, until the source ends.
  [[nodiscard]] Status expect_filling();
  /// What the signatures in the end's payload are over: all before that record.
  [[nodiscard]] const Digest& signed_digest() const { return in_.signed_digest(); }

 private:
  struct Start {
    PackageRecord kind = PackageRecord::head;
    std::uint64_t length = 0;
  };
  [[nodiscard]] Result<Start> start();

  RecordReader in_;
  std::uint64_t content_left_ = 0;
};

/// The key that a package with this beginning must be signed by, or why it is not taken at all.
using PackageKey = std::function<Result<crypto::VerifyingKey>(const PackageHead&)>;

/// Reads all of a package and keeps nothing of it: that every record is one, every delivery and
/// acknowledgement can be read, and the whole is signed by that key. Errors: `node.bad-package`,
/// `node.package-signature`, those of `key` and of the source.
[[nodiscard]] Result<PackageHead> verify_package(ByteSource& from, BytesView bound_to,
                                                 const PackageKey& key);

}  // namespace entente::node
