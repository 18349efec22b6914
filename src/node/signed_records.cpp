#include "node/signed_records.h"

#include <algorithm>
#include <array>

#include "base/big_endian.h"
#include "format/fields.h"

namespace entente::node {

using format::field;

namespace {

constexpr std::size_t kStartBytes = 9;
constexpr std::size_t kSignaturesMax = 8;
constexpr std::uint64_t kRecordsMax = 1u << 20;
constexpr std::size_t kRecordPiece = 64u << 10;

struct Signatures {
  std::vector<Bytes> signatures;
  static constexpr auto fields() { return members(field("signatures", &Signatures::signatures)); }
};

Bytes signing_input(std::string_view context, const Digest& all) {
  Bytes input = to_bytes(context);
  input.push_back(0);
  append(input, all.view());
  return input;
}

}  // namespace

RecordWriter::RecordWriter(ByteSink& to, BytesView bound_to) : to_(to) { hash_.update(bound_to); }

Status RecordWriter::write(BytesView bytes) {
  hash_.update(bytes);
  return to_.write(bytes);
}

Status RecordWriter::begin(std::uint8_t kind, std::uint64_t length) {
  std::array<std::uint8_t, kStartBytes> start{kind};
  put_big_endian(std::span(start).last<8>(), length);
  return write(start);
}

Status RecordWriter::put(std::uint8_t kind, BytesView payload) {
  ENTENTE_CHECK(begin(kind, payload.size()));
  return write(payload);
}

Status RecordWriter::end(std::uint8_t kind, std::string_view context,
                         std::span<const crypto::SigningKey> keys) {
  const Bytes input = signing_input(context, hash_.finish());
  Signatures signatures;
  for (const crypto::SigningKey& key : keys.last(std::min(keys.size(), kSignaturesMax))) {
    signatures.signatures.push_back(key.sign(input));
  }
  return put(kind, as_bytes(format::to_json(signatures)));
}

RecordReader::RecordReader(ByteSource& from, BytesView bound_to, std::uint8_t end,
                           const ErrorKind& bad)
    : from_(from), end_(end), bad_(bad) {
  hash_.update(bound_to);
}

Status RecordReader::read_exactly(std::span<std::uint8_t> out) {
  ENTENTE_TRY(const std::size_t read, read_full(from_, out));
  if (read != out.size()) {
    return Error(bad_, "The file ends too early.");
  }
  hash_.update(out);
  return {};
}

Result<RecordReader::Start> RecordReader::start() {
  std::array<std::uint8_t, kStartBytes> bytes{};
  ENTENTE_TRY(const std::size_t read, read_full(from_, bytes));
  if (read != bytes.size() || ++records_ > kRecordsMax) {
    return Error(bad_, "The file has too many records, or ends without an end.");
  }
  const Start found{bytes[0], get_big_endian(std::span(bytes).last<8>())};
  if (found.kind == end_) {
    signed_ = hash_.finish();
  }
  hash_.update(bytes);
  return found;
}

Result<Bytes> RecordReader::payload(std::uint64_t length) {
  Bytes payload;
  while (payload.size() < length) {
    const std::size_t have = payload.size();
    payload.resize(have + std::min<std::uint64_t>(kRecordPiece, length - have));
    ENTENTE_CHECK(read_exactly(std::span(payload).subspan(have)));
  }
  return payload;
}

Status RecordReader::content(std::uint64_t length, ByteSink& to) {
  Bytes piece(kRecordPiece);
  while (length > 0) {
    const auto part = std::span(piece).first(std::min<std::uint64_t>(kRecordPiece, length));
    ENTENTE_CHECK(read_exactly(part));
    ENTENTE_CHECK(to.write(part));
    length -= part.size();
  }
  return {};
}

Status RecordReader::expect_filling() {
  Bytes piece(kRecordPiece);
  while (true) {
    ENTENTE_TRY(const std::size_t read, from_.read(piece));
    if (read == 0) {
      return {};
    }
    if (std::ranges::any_of(BytesView(piece).first(read), [](std::uint8_t b) { return b != 0; })) {
      return Error(bad_, "Something follows the end of the file.");
    }
  }
}

Status check_signatures(BytesView payload, const Digest& all, std::string_view context,
                        const crypto::VerifyingKey& key, const ErrorKind& bad,
                        const ErrorKind& unsigned_by) {
  const auto found = format::from_json_text<Signatures>(payload);
  if (!found.ok()) {
    return Error(bad, found.error().message());
  }
  if (found->signatures.size() > kSignaturesMax) {
    return Error(bad, "The file has more signatures than it may.");
  }
  const Bytes input = signing_input(context, all);
  const bool by_key = std::ranges::any_of(
      found->signatures, [&](const Bytes& signature) { return key.verify(input, signature); });
  return by_key ? Status{}
                : Status{Error(unsigned_by,
                               "The file is not signed by the key that its maker is known by.")};
}

}  // namespace entente::node
