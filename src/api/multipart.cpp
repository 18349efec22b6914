#include "api/multipart.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>

#include "api/errors.h"
#include "base/errors.h"
#include "base/text.h"

namespace entente::api {
namespace {

constexpr std::size_t kBlockBytes = 64u << 10;
constexpr std::size_t kBoundaryMax = 70;

Error bad(std::string_view why) { return Error(kBadForm, std::string(why)); }

bool is_boundary_character(char c) {
  const bool alphanumeric =
      (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return alphanumeric || std::string_view("'()+_,-./:=?").find(c) != std::string_view::npos;
}

/// A source from which one may also look ahead.
class Buffered {
 public:
  explicit Buffered(std::unique_ptr<ByteSource> from) : from_(std::move(from)) {}

  /// What has been read and not taken.
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes_.data()) + taken_, bytes_.size() - taken_};
  }
  void take(std::size_t count) { taken_ += count; }
  /// Reads more behind what is there; false at the end.
  [[nodiscard]] Result<bool> more() {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
    const std::size_t before = bytes_.size();
    bytes_.resize(before + kBlockBytes);
    const auto read = from_->read(std::span(bytes_).subspan(before));
    bytes_.resize(before + (read.ok() ? *read : 0));
    return read.ok() ? Result<bool>(*read > 0) : Result<bool>(read.error());
  }
  /// Reads on until `mark` is in view, within `limit` bytes; where it is.
  [[nodiscard]] Result<std::size_t> find(std::string_view mark, std::size_t limit) {
    while (true) {
      const std::size_t at = view().find(mark);
      if (at != std::string_view::npos && at <= limit) {
        return at;
      }
      if (at != std::string_view::npos || view().size() > limit + mark.size()) {
        return Error(kTooLarge, "A part of the form is too long.");
      }
      ENTENTE_TRY(const bool read, more());
      if (!read) {
        return bad("The form ends before its closing boundary.");
      }
    }
  }
  /// Takes `text` if it is what comes next.
  [[nodiscard]] Result<bool> take_if(std::string_view text) {
    while (view().size() < text.size() && text.starts_with(view())) {
      ENTENTE_TRY(const bool read, more());
      if (!read) {
        return false;
      }
    }
    const bool next = view().starts_with(text);
    take(next ? text.size() : 0);
    return next;
  }

 private:
  std::unique_ptr<ByteSource> from_;
  Bytes bytes_;
  std::size_t taken_ = 0;
};

/// After the closing boundary there may be one line end, and nothing else.
Status expect_end(Buffered& in) {
  ENTENTE_TRY(const bool line_end, in.take_if("\r\n"));
  static_cast<void>(line_end);
  ENTENTE_TRY(const bool more, in.view().empty() ? in.more() : Result<bool>(true));
  return more ? Status(bad("Something follows the form.")) : Status();
}

/// The bytes up to `\r\n--boundary`.
class PartSource final : public ByteSource {
 public:
  PartSource(Buffered in, std::string end) : in_(std::move(in)), end_(std::move(end)) {}

  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    while (!ended_) {
      const std::string_view there = in_.view();
      const std::size_t at = there.find(end_);
      // The last bytes in view may be the beginning of the boundary.
      const std::size_t kept = std::min(there.size(), end_.size() - 1);
      const std::size_t sure = at != std::string_view::npos ? at : there.size() - kept;
      if (sure > 0 && !out.empty()) {
        const std::size_t count = std::min(sure, out.size());
        std::memcpy(out.data(), there.data(), count);
        in_.take(count);
        return count;
      }
      if (at == 0) {
        ENTENTE_CHECK(close());
        break;
      }
      if (out.empty()) {
        return 0;
      }
      ENTENTE_TRY(const bool more, in_.more());
      if (!more) {
        return bad("The form ends before its closing boundary.");
      }
    }
    return 0;
  }

 private:
  Status close() {
    in_.take(end_.size());
    ENTENTE_TRY(const bool closing, in_.take_if("--"));
    if (!closing) {
      return bad("The file is not the last part of the form.");
    }
    ENTENTE_CHECK(expect_end(in_));
    ended_ = true;
    return {};
  }

  Buffered in_;
  std::string end_;
  bool ended_ = false;
};

struct PartHead {
  std::string name;
  bool is_file = false;
};

/// The value of `key="..."` in a content-disposition; browsers escape quotes as %22 (WHATWG), so a
/// backslash has no meaning and is refused.
Result<std::optional<std::string>> quoted_parameter(std::string_view line, std::string_view key) {
  const std::string mark = "; " + std::string(key) + "=\"";
  const std::size_t at = line.find(mark);
  if (at == std::string_view::npos) {
    return std::optional<std::string>();
  }
  const std::string_view rest = line.substr(at + mark.size());
  const std::size_t end = rest.find('"');
  if (end == std::string_view::npos || rest.substr(0, end).find('\\') != std::string_view::npos) {
    return bad("A name in the form is not quoted as it should be.");
  }
  return std::optional(std::string(rest.substr(0, end)));
}

Result<PartHead> read_part_head(std::string_view head) {
  PartHead part;
  bool disposed = false;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string field = ascii_lower(line.substr(0, colon));
    if (field == "content-type") {
      continue;  // a label is never guessed from it
    }
    if (field != "content-disposition" || disposed ||
        !line.substr(colon).starts_with(": form-data; ")) {
      return bad("A part of the form has a header that no form needs.");
    }
    disposed = true;
    ENTENTE_TRY(const auto name, quoted_parameter(line, "name"));
    ENTENTE_TRY(const auto file, quoted_parameter(line, "filename"));
    if (!name || name->empty()) {
      return bad("A part of the form has no name.");
    }
    part.name = *name;
    part.is_file = file.has_value() || line.find("filename*=") != std::string_view::npos;
  }
  return disposed ? Result<PartHead>(std::move(part)) : bad("A part of the form has no name.");
}

}  // namespace

Result<std::string> form_boundary(std::string_view content_type) {
  constexpr std::string_view kType = "multipart/form-data";
  constexpr std::string_view kBoundaryKey = "boundary=";
  const Error wrong(kBadMediaType, "This is sent as multipart/form-data with its boundary.");
  const std::size_t semicolon = content_type.find(';');
  const std::string type = ascii_lower(content_type.substr(0, semicolon));
  if (type != kType || semicolon == std::string_view::npos) {
    return wrong;
  }
  std::string_view rest = content_type.substr(semicolon + 1);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (ascii_lower(rest.substr(0, kBoundaryKey.size())) != kBoundaryKey) {
    return wrong;
  }
  rest.remove_prefix(kBoundaryKey.size());
  if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') {
    rest = rest.substr(1, rest.size() - 2);
  }
  const bool sound = !rest.empty() && rest.size() <= kBoundaryMax &&
                     std::ranges::all_of(rest, is_boundary_character);
  return sound ? Result<std::string>(std::string(rest)) : wrong;
}

Result<SentForm> read_form(std::unique_ptr<ByteSource> from, std::string_view boundary,
                           const FormLimits& limits) {
  const std::string first = "--" + std::string(boundary);
  const std::string next = "\r\n" + first;
  Buffered in(std::move(from));
  SentForm form;
  std::set<std::string> names;
  ENTENTE_TRY(const bool begins, in.take_if(first));
  if (!begins) {
    return bad("The form does not begin with its boundary.");
  }
  while (true) {
    ENTENTE_TRY(const bool closing, in.take_if("--"));
    if (closing) {
      ENTENTE_CHECK(expect_end(in));
      return form;
    }
    ENTENTE_TRY(const bool line, in.take_if("\r\n"));
    if (!line) {
      return bad("A boundary of the form is followed by something else.");
    }
    ENTENTE_TRY(const std::size_t head, in.find("\r\n\r\n", limits.part_head_bytes));
    ENTENTE_TRY(const PartHead part, read_part_head(in.view().substr(0, head)));
    in.take(head + 4);
    if (!check_utf8(part.name).ok() || !names.insert(part.name).second) {
      return bad("A field of the form stands twice, or has a name that is not UTF-8.");
    }
    if (part.is_file) {
      form.file_name = part.name;
      form.file = std::make_unique<PartSource>(std::move(in), next);
      return form;
    }
    if (names.size() > limits.fields) {
      return Error(kTooLarge, "The form has too many fields.");
    }
    ENTENTE_TRY(const std::size_t end, in.find(next, limits.value_bytes));
    std::string value(in.view().substr(0, end));
    if (!check_utf8(value).ok()) {
      return bad("A field of the form is not UTF-8.");
    }
    form.fields.emplace_back(part.name, std::move(value));
    in.take(end + next.size());
  }
}

}  // namespace entente::api
