#include "node/package_record.h"

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/limits.h"
#include "format/fields.h"
#include "node/delivery.h"
#include "node/errors.h"

namespace entente::node {

using format::field;

constexpr auto PackageHead::fields() {
  return members(field("version", &PackageHead::version), field("from", &PackageHead::from),
                 field("to", &PackageHead::to), field("environment", &PackageHead::environment),
                 field("made_at", &PackageHead::made_at));
}
constexpr auto CarriedObject::fields() {
  return members(field("agreement", &CarriedObject::agreement), field("item", &CarriedObject::item),
                 field("bytes", &CarriedObject::bytes));
}

namespace {

constexpr std::string_view kSigningContext = "entente-package-v1";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kSmallRecord = 64u << 10;  // the head, an object's, the signatures
constexpr std::size_t kPiece = 64u << 10;

Error bad_package(std::string message) { return Error(kBadPackage, std::move(message)); }

std::uint8_t octet_of(PackageRecord record) { return static_cast<std::uint8_t>(record); }

std::uint64_t limit_of(PackageRecord record) {
  switch (record) {
    case PackageRecord::acknowledgement:
    case PackageRecord::delivery:
      return limits::kLinkMessage;
    case PackageRecord::content:
      return limits::kObjectBytes;
    case PackageRecord::head:
    case PackageRecord::object:
    case PackageRecord::end:
      return kSmallRecord;
  }
  return 0;
}

template <class T>
Result<T> strictly(BytesView payload) {
  auto read = format::from_json_text<T>(payload);
  return read.ok() ? std::move(read) : Result<T>(bad_package(read.error().message()));
}

Status check_payload(const PackageReader::Record& record) {
  const bool readable = record.kind == PackageRecord::delivery
                            ? parse_delivery(record.payload).ok()
                            : parse_acknowledgement(record.payload).ok();
  return readable ? Status{} : Status{bad_package("A record of the package cannot be read.")};
}

}  // namespace

PackageWriter::PackageWriter(ByteSink& to, BytesView bound_to) : out_(to, bound_to) {}

Status PackageWriter::put(PackageRecord record, BytesView payload) {
  if (payload.size() > limit_of(record)) {
    return Error(kTooLarge, "A record of the package is larger than it may be.");
  }
  return out_.put(octet_of(record), payload);
}

Status PackageWriter::begin(const PackageHead& head) {
  return put(PackageRecord::head, as_bytes(format::to_json(head)));
}

Status PackageWriter::add(PackageRecord record, BytesView payload) {
  ENTENTE_INVARIANT(record == PackageRecord::acknowledgement || record == PackageRecord::delivery);
  return put(record, payload);
}

Status PackageWriter::add_object(const CarriedObject& object, ByteSource& content) {
  ENTENTE_CHECK(put(PackageRecord::object, as_bytes(format::to_json(object))));
  ENTENTE_CHECK(out_.begin(octet_of(PackageRecord::content), object.bytes));
  Bytes piece(kPiece);
  std::uint64_t left = object.bytes;
  while (true) {
    ENTENTE_TRY(const std::size_t read, content.read(piece));
    if (read > left || (read == 0 && left != 0)) {
      return Error(kIo, "An object of this node has not the size that its act names.");
    }
    if (read == 0) {
      return {};
    }
    ENTENTE_CHECK(out_.write(BytesView(piece).first(read)));
    left -= read;
  }
}

Status PackageWriter::end(std::span<const crypto::SigningKey> keys) {
  return out_.end(octet_of(PackageRecord::end), kSigningContext, keys);
}

PackageReader::PackageReader(ByteSource& from, BytesView bound_to)
    : in_(from, bound_to, octet_of(PackageRecord::end), kBadPackage) {}

Result<PackageReader::Start> PackageReader::start() {
  ENTENTE_TRY(const RecordReader::Start found, in_.start());
  if (found.kind < octet_of(PackageRecord::head) || found.kind > octet_of(PackageRecord::end)) {
    return bad_package("The package has a record that it may not have.");
  }
  const Start known{static_cast<PackageRecord>(found.kind), found.length};
  if (known.length > limit_of(known.kind)) {
    return bad_package("A record of the package is larger than it may be.");
  }
  return known;
}

Result<PackageHead> PackageReader::begin() {
  ENTENTE_INVARIANT(in_.records() == 0);
  ENTENTE_TRY(const Start first, start());
  if (first.kind != PackageRecord::head) {
    return bad_package("The package does not say first who made it.");
  }
  ENTENTE_TRY(const Bytes bytes, in_.payload(first.length));
  ENTENTE_TRY(PackageHead head, strictly<PackageHead>(bytes));
  if (head.version != kVersion) {
    return bad_package("The package is of a version that this node does not know.");
  }
  return head;
}

Result<PackageReader::Record> PackageReader::next() {
  ENTENTE_INVARIANT(content_left_ == 0);
  ENTENTE_TRY(const Start found, start());
  if (found.kind == PackageRecord::head || found.kind == PackageRecord::content) {
    return bad_package("A record of the package is out of place.");
  }
  Record record;
  record.kind = found.kind;
  ENTENTE_TRY(record.payload, in_.payload(found.length));
  if (found.kind != PackageRecord::object) {
    return record;
  }
  ENTENTE_TRY(record.object, strictly<CarriedObject>(record.payload));
  ENTENTE_TRY(const Start content, start());
  if (content.kind != PackageRecord::content || content.length != record.object.bytes ||
      content.length == 0) {
    return bad_package("The object that the package names does not follow.");
  }
  content_left_ = content.length;
  record.payload.clear();
  return record;
}

Status PackageReader::read_content(ByteSink& to) {
  return in_.content(std::exchange(content_left_, 0), to);
}

Status PackageReader::expect_filling() { return in_.expect_filling(); }

Result<PackageHead> verify_package(ByteSource& from, BytesView bound_to, const PackageKey& key) {
  PackageReader reader(from, bound_to);
  ENTENTE_TRY(PackageHead head, reader.begin());
  ENTENTE_TRY(const crypto::VerifyingKey maker, key(head));
  NullSink nowhere;
  while (true) {
    ENTENTE_TRY(const PackageReader::Record record, reader.next());
    switch (record.kind) {
      case PackageRecord::object:
        ENTENTE_CHECK(reader.read_content(nowhere));
        break;
      case PackageRecord::end:
        ENTENTE_CHECK(check_signatures(record.payload, reader.signed_digest(), kSigningContext,
                                       maker, kBadPackage, kPackageSignature));
        ENTENTE_CHECK(reader.expect_filling());
        return head;
      default:
        ENTENTE_CHECK(check_payload(record));
        break;
    }
  }
}

}  // namespace entente::node
