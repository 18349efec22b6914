#include "node/package_record.h"

#include <algorithm>
#include <array>

#include "base/big_endian.h"
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
constexpr std::size_t kStartBytes = 9;
constexpr std::size_t kSmallRecord = 64u << 10;  // the head, an object's, the signatures
constexpr std::size_t kSignaturesMax = 8;
constexpr std::uint64_t kRecordsMax = 1u << 20;
constexpr std::size_t kPiece = 64u << 10;

struct PackageEnd {
  std::vector<Bytes> signatures;
  static constexpr auto fields() { return members(field("signatures", &PackageEnd::signatures)); }
};

Error bad_package(std::string message) { return Error(kBadPackage, std::move(message)); }

Bytes signing_input(const Digest& all) {
  Bytes input = to_bytes(kSigningContext);
  input.push_back(0);
  append(input, all.view());
  return input;
}

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

Status check_signed(const PackageReader::Record& last, const Digest& all,
                    const crypto::VerifyingKey& key) {
  ENTENTE_TRY(const PackageEnd found, strictly<PackageEnd>(last.payload));
  if (found.signatures.size() > kSignaturesMax) {
    return bad_package("The package has more signatures than it may.");
  }
  const Bytes input = signing_input(all);
  const bool by_key = std::ranges::any_of(
      found.signatures, [&](const Bytes& signature) { return key.verify(input, signature); });
  return by_key ? Status{}
                : Status{Error(kPackageSignature,
                               "The package is not signed by the key that its maker is known by.")};
}

}  // namespace

PackageWriter::PackageWriter(ByteSink& to, BytesView bound_to) : to_(to) { hash_.update(bound_to); }

Status PackageWriter::write(BytesView bytes) {
  hash_.update(bytes);
  return to_.write(bytes);
}

Status PackageWriter::put(PackageRecord record, std::uint64_t length) {
  std::array<std::uint8_t, kStartBytes> start{static_cast<std::uint8_t>(record)};
  put_big_endian(std::span(start).last<8>(), length);
  return write(start);
}

Status PackageWriter::put(PackageRecord record, BytesView payload) {
  if (payload.size() > limit_of(record)) {
    return Error(kTooLarge, "A record of the package is larger than it may be.");
  }
  ENTENTE_CHECK(put(record, payload.size()));
  return write(payload);
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
  ENTENTE_CHECK(put(PackageRecord::content, object.bytes));
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
    ENTENTE_CHECK(write(BytesView(piece).first(read)));
    left -= read;
  }
}

Status PackageWriter::end(std::span<const crypto::SigningKey> keys) {
  const Bytes input = signing_input(hash_.finish());
  PackageEnd signatures;
  for (const crypto::SigningKey& key : keys.last(std::min(keys.size(), kSignaturesMax))) {
    signatures.signatures.push_back(key.sign(input));
  }
  return put(PackageRecord::end, as_bytes(format::to_json(signatures)));
}

PackageReader::PackageReader(ByteSource& from, BytesView bound_to) : from_(from) {
  hash_.update(bound_to);
}

Status PackageReader::read_exactly(std::span<std::uint8_t> out) {
  ENTENTE_TRY(const std::size_t read, read_full(from_, out));
  if (read != out.size()) {
    return bad_package("The package ends too early.");
  }
  hash_.update(out);
  return {};
}

Result<PackageReader::Start> PackageReader::start() {
  std::array<std::uint8_t, kStartBytes> bytes{};
  ENTENTE_TRY(const std::size_t read, read_full(from_, bytes));
  const bool known = bytes[0] >= static_cast<std::uint8_t>(PackageRecord::head) &&
                     bytes[0] <= static_cast<std::uint8_t>(PackageRecord::end);
  if (read != bytes.size() || !known || ++records_ > kRecordsMax) {
    return bad_package("The package has a record that it may not have, or ends without an end.");
  }
  const Start found{static_cast<PackageRecord>(bytes[0]),
                    get_big_endian(std::span(bytes).last<8>())};
  if (found.length > limit_of(found.kind)) {
    return bad_package("A record of the package is larger than it may be.");
  }
  if (found.kind == PackageRecord::end) {
    signed_ = hash_.finish();  // of all before it
  }
  hash_.update(bytes);
  return found;
}

Result<Bytes> PackageReader::payload(std::uint64_t length) {
  // Grows with what there is, not with what is claimed.
  Bytes payload;
  while (payload.size() < length) {
    const std::size_t have = payload.size();
    payload.resize(have + std::min<std::uint64_t>(kPiece, length - have));
    ENTENTE_CHECK(read_exactly(std::span(payload).subspan(have)));
  }
  return payload;
}

Result<PackageHead> PackageReader::begin() {
  ENTENTE_INVARIANT(records_ == 0);
  ENTENTE_TRY(const Start first, start());
  if (first.kind != PackageRecord::head) {
    return bad_package("The package does not say first who made it.");
  }
  ENTENTE_TRY(const Bytes bytes, payload(first.length));
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
  ENTENTE_TRY(record.payload, payload(found.length));
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
  Bytes piece(kPiece);
  while (content_left_ > 0) {
    const auto part = std::span(piece).first(std::min<std::uint64_t>(kPiece, content_left_));
    ENTENTE_CHECK(read_exactly(part));
    ENTENTE_CHECK(to.write(part));
    content_left_ -= part.size();
  }
  return {};
}

Status PackageReader::expect_filling() {
  Bytes piece(kPiece);
  while (true) {
    ENTENTE_TRY(const std::size_t read, from_.read(piece));
    if (read == 0) {
      return {};
    }
    if (std::ranges::any_of(BytesView(piece).first(read), [](std::uint8_t b) { return b != 0; })) {
      return bad_package("Something follows the end of the package.");
    }
  }
}

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
        ENTENTE_CHECK(check_signed(record, reader.signed_digest(), maker));
        ENTENTE_CHECK(reader.expect_filling());
        return head;
      default:
        ENTENTE_CHECK(check_payload(record));
        break;
    }
  }
}

}  // namespace entente::node
