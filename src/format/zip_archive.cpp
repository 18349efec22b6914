#include "format/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/errors.h"
#include "base/text.h"
#include "format/errors.h"

namespace entente::format {
namespace {

constexpr std::uint16_t kDosEpochDate =
    (1u << 5) | 1u;  // 1980-01-01, all that a ZIP can say of old

Error bad_zip(std::string message, std::string_view name = {}) {
  return Error(kBadZip, std::move(message), display_safe(name, 120));
}

/// libzip's archive and its source, closed without writing unless told otherwise.
struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Handle = std::unique_ptr<zip_t, Discard>;
struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, FreeSource>;
struct CloseFile {
  void operator()(zip_file_t* file) const { static_cast<void>(zip_fclose(file)); }
};

Source source_of(BytesView octets) {
  zip_error_t error;
  zip_error_init(&error);
  Source source(zip_source_buffer_create(octets.data(), octets.size(), 0, &error));
  zip_error_fini(&error);
  return source;
}

/// The archive on `source`, which stays the caller's too; null where it is none.
Handle open_on(const Source& source, int flags) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_keep(source.get());
  Handle archive(zip_open_from_source(source.get(), flags, &error));
  zip_error_fini(&error);
  if (!archive) {
    zip_source_free(source.get());
  }
  return archive;
}

bool is_plain_name(std::string_view name) {
  if (!check_utf8(name).ok() || name.empty() || name.find('\\') != std::string_view::npos) {
    return false;
  }
  if (std::any_of(name.begin(), name.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
    return false;
  }
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    const std::string_view segment = name.substr(at, end - at);
    if (segment.empty() || segment == "." || segment == "..") {
      return false;
    }
    at = end + 1;
  }
  return true;
}

struct Entry {
  std::uint64_t index = 0;
  std::uint64_t bytes = 0;
};

/// What the directory says of one file, if it may be read at all.
Result<Entry> entry_at(zip_t* archive, std::uint64_t index, std::string& name) {
  zip_stat_t stat;
  constexpr zip_uint64_t kNeeded =
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &stat) != 0 ||
      (stat.valid & kNeeded) != kNeeded) {
    return bad_zip("The archive's directory is not sound.");
  }
  name = stat.name;
  const bool folder = name.ends_with('/');
  if (!is_plain_name(folder ? std::string_view(name).substr(0, name.size() - 1) : name)) {
    return bad_zip("A file of the archive has a name that it may not have.", name);
  }
  if (stat.encryption_method != ZIP_EM_NONE ||
      (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)) {
    return bad_zip("A file of the archive is encrypted, or packed in another way than deflated.",
                   name);
  }
  if (folder && stat.size != 0) {
    return bad_zip("A folder of the archive has content.", name);
  }
  return Entry{index, stat.size};
}

/// Everything that a source holds after it was written to.
Result<Bytes> octets_of(const Source& source) {
  zip_stat_t stat;
  if (zip_source_stat(source.get(), &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
      zip_source_open(source.get()) != 0) {
    return bad_zip("The archive could not be written.");
  }
  Bytes out(stat.size);
  const zip_int64_t got = zip_source_read(source.get(), out.data(), out.size());
  zip_source_close(source.get());
  if (got < 0 || static_cast<std::uint64_t>(got) != out.size()) {
    return bad_zip("The archive could not be written.");
  }
  return out;
}

/// Adds a file whose content `source` gives; the archive has taken that, or it is freed.
zip_int64_t add(zip_t* archive, const std::string& name, zip_source_t* source) {
  const zip_int64_t index =
      source == nullptr ? -1 : zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0 && source != nullptr) {
    zip_source_free(source);
  }
  return index;
}

bool add_new(zip_t* archive, const ZipChange& change) {
  const auto& content = change.content;
  const zip_int64_t index =
      add(archive, change.name, zip_source_buffer(archive, content.data(), content.size(), 0));
  return index >= 0 &&
         zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 0) ==
             0 &&
         zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, kDosEpochDate, 0) == 0;
}

/// Adds a file of another archive, packed as it is there.
bool add_as_it_is(zip_t* archive, zip_t* from, const std::string& name, std::uint64_t index) {
  return add(archive, name, zip_source_zip(archive, from, index, ZIP_FL_COMPRESSED, 0, -1)) >= 0;
}

}  // namespace

struct ZipArchive::State {
  Bytes octets;  // libzip reads them where they are
  Source source;
  Handle archive;
  std::vector<std::string> names;
  std::map<std::string, Entry, std::less<>> entries;
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(Bytes archive, ZipLimits limits) {
  if (archive.size() > limits.archive_bytes) {
    return Error(kTooLarge, "The archive is larger than it may be.");
  }
  auto state = std::make_unique<State>();
  state->octets = std::move(archive);
  state->source = source_of(state->octets);
  state->archive = state->source ? open_on(state->source, ZIP_RDONLY | ZIP_CHECKCONS) : nullptr;
  if (!state->archive || state->octets.empty()) {  // libzip takes nothing for an archive of nothing
    return bad_zip("This is no ZIP archive, or one whose directory and headers disagree.");
  }
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(state->archive.get(), 0));
  if (count > limits.files) {
    return Error(kTooLarge, "The archive has more files than it may have.");
  }
  std::set<std::string> seen;
  std::uint64_t all = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string name;
    ENTENTE_TRY(const Entry entry, entry_at(state->archive.get(), i, name));
    if (!seen.insert(ascii_lower(name)).second) {
      return bad_zip("The archive has two files of one name.", name);
    }
    all += std::min(entry.bytes, limits.all_bytes + 1);
    if (entry.bytes > limits.file_bytes || all > limits.all_bytes) {
      return Error(kTooLarge, "What the archive holds is larger than it may be.",
                   display_safe(name, 120));
    }
    if (!name.ends_with('/')) {
      state->names.push_back(name);
      state->entries.emplace(std::move(name), entry);
    }
  }
  return ZipArchive(std::move(state));
}

const std::vector<std::string>& ZipArchive::names() const { return state_->names; }

bool ZipArchive::has(std::string_view name) const { return state_->entries.contains(name); }

Result<Bytes> ZipArchive::read(std::string_view name) const {
  const auto found = state_->entries.find(name);
  if (found == state_->entries.end()) {
    return Error(kNotFound, "The archive has no such file.", display_safe(name, 120));
  }
  const std::unique_ptr<zip_file_t, CloseFile> file(
      zip_fopen_index(state_->archive.get(), found->second.index, 0));
  Bytes out(found->second.bytes);
  // libzip checks size and CRC-32 where the file ends, which the octet more makes it reach.
  std::uint8_t more = 0;
  if (!file ||
      zip_fread(file.get(), out.data(), out.size()) != static_cast<zip_int64_t>(out.size()) ||
      zip_fread(file.get(), &more, 1) != 0) {
    return bad_zip("A file of the archive is not what the directory says.", name);
  }
  return out;
}

Result<Bytes> ZipArchive::with(const std::vector<ZipChange>& changes) const {
  // A new archive, not the old one changed: there libzip 1.7 frees the octets that it was lent.
  const Source target = source_of({});
  Handle archive = target ? open_on(target, ZIP_CREATE | ZIP_TRUNCATE) : nullptr;
  if (!archive) {
    return bad_zip("The archive could not be written.");
  }
  const auto change_of = [&](const std::string& name) {
    return std::find_if(changes.begin(), changes.end(),
                        [&](const ZipChange& each) { return each.name == name; });
  };
  for (const std::string& name : state_->names) {
    const auto change = change_of(name);
    const bool added = change != changes.end()
                           ? add_new(archive.get(), *change)
                           : add_as_it_is(archive.get(), state_->archive.get(), name,
                                          state_->entries.find(name)->second.index);
    if (!added) {
      return bad_zip("The archive could not be written.", name);
    }
  }
  for (const ZipChange& change : changes) {
    ENTENTE_INVARIANT(is_plain_name(change.name));
    if (!has(change.name) && !add_new(archive.get(), change)) {
      return bad_zip("The archive could not be written.", change.name);
    }
  }
  if (zip_close(archive.get()) != 0) {
    return bad_zip("The archive could not be written.");
  }
  static_cast<void>(archive.release());  // closed, and so freed
  return octets_of(target);
}

}  // namespace entente::format
