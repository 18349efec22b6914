#include "node/backup_record.h"

#include <algorithm>
#include <utility>

#include "format/fields.h"
#include "node/errors.h"

namespace entente::node {

using format::field;

constexpr auto BackupHead::fields() {
  return members(field("version", &BackupHead::version), field("party", &BackupHead::party),
                 field("environment", &BackupHead::environment),
                 field("made_at", &BackupHead::made_at));
}
constexpr auto BackupFile::fields() {
  return members(field("name", &BackupFile::name), field("bytes", &BackupFile::bytes));
}

namespace {

constexpr std::uint64_t kBackupVersion = 1;
constexpr std::uint64_t kBackupSmall = 4u << 10;  // the head, a file's name, the signature

std::uint8_t octet_of(BackupRecord record) { return static_cast<std::uint8_t>(record); }

Error bad_backup(std::string message) { return Error(kBadBackup, std::move(message)); }

template <class T>
Result<T> described(BytesView payload) {
  auto read = format::from_json_text<T>(payload);
  return read.ok() ? std::move(read) : Result<T>(bad_backup(read.error().message()));
}

bool is_plain(std::string_view part) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !part.empty() && part.size() <= 128 && part.front() != '.' &&
         std::ranges::all_of(part, allowed);
}

/// A file of the home, or of one of its folders.
bool is_name(std::string_view name) {
  const std::size_t slash = name.find('/');
  return slash == std::string_view::npos
             ? is_plain(name)
             : is_plain(name.substr(0, slash)) && is_plain(name.substr(slash + 1));
}

}  // namespace

Status BackupWriter::begin(const BackupHead& head) {
  return out_.put(octet_of(BackupRecord::head), as_bytes(format::to_json(head)));
}

Status BackupWriter::begin(const BackupFile& file) {
  if (!is_name(file.name)) {
    return bad_backup("A file of this home has a name that no backup holds: " + file.name);
  }
  ENTENTE_CHECK(out_.put(octet_of(BackupRecord::file), as_bytes(format::to_json(file))));
  return out_.begin(octet_of(BackupRecord::content), file.bytes);
}

Status BackupWriter::end(const crypto::SigningKey& party) {
  return out_.end(octet_of(BackupRecord::end), kBackupContext, {&party, 1});
}

BackupReader::BackupReader(ByteSource& from, BytesView bound_to)
    : in_(from, bound_to, octet_of(BackupRecord::end), kBadBackup) {}

Result<BackupHead> BackupReader::begin() {
  ENTENTE_TRY(const RecordReader::Start first, in_.start());
  if (first.kind != octet_of(BackupRecord::head) || first.length > kBackupSmall) {
    return bad_backup("The backup does not say first whose it is.");
  }
  ENTENTE_TRY(const Bytes payload, in_.payload(first.length));
  ENTENTE_TRY(BackupHead head, described<BackupHead>(payload));
  return head.version == kBackupVersion
             ? Result<BackupHead>(std::move(head))
             : bad_backup("The backup is of a version that this program does not know.");
}

Result<std::optional<BackupFile>> BackupReader::next() {
  ENTENTE_INVARIANT(content_left_ == 0);
  ENTENTE_TRY(const RecordReader::Start found, in_.start());
  const bool last = found.kind == octet_of(BackupRecord::end);
  if ((!last && found.kind != octet_of(BackupRecord::file)) || found.length > kBackupSmall) {
    return bad_backup("A record of the backup is out of place, or too large.");
  }
  ENTENTE_TRY(Bytes payload, in_.payload(found.length));
  if (last) {
    signatures_ = std::move(payload);
    return std::optional<BackupFile>();
  }
  ENTENTE_TRY(BackupFile file, described<BackupFile>(payload));
  if (!is_name(file.name)) {
    return bad_backup("A file of the backup has a name that leads elsewhere.");
  }
  ENTENTE_TRY(const RecordReader::Start content, in_.start());
  if (content.kind != octet_of(BackupRecord::content) || content.length != file.bytes) {
    return bad_backup("The file that the backup names does not follow.");
  }
  content_left_ = content.length;
  return std::optional(std::move(file));
}

Status BackupReader::read_content(ByteSink& to) {
  return in_.content(std::exchange(content_left_, 0), to);
}

Status BackupReader::verify(const crypto::VerifyingKey& party) {
  ENTENTE_CHECK(check_signatures(signatures_, in_.signed_digest(), kBackupContext, party,
                                 kBadBackup, kBadBackup));
  return in_.expect_filling();
}

}  // namespace entente::node
