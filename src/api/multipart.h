#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/stream.h"

namespace entente::api {

/// What a form may cost its reader, in bytes.
struct FormLimits {
  std::size_t fields = 64;
  std::size_t value_bytes = 4096;      ///< of one field
  std::size_t part_head_bytes = 2048;  ///< the lines before a part's value
};

/// A form whose fields have been read, and whose file has not.
struct SentForm {
  std::vector<std::pair<std::string, std::string>> fields;
  std::string file_name;             ///< of the field, not of the sender's disk
  std::unique_ptr<ByteSource> file;  ///< ends where the file's part does; null without one
};

/// The boundary in a `multipart/form-data` content type (RFC 2046 section 5.1.1: 1 to 70
/// characters of its set); `api.bad-media-type` for any other type.
[[nodiscard]] Result<std::string> form_boundary(std::string_view content_type);

/// Reads multipart/form-data (RFC 7578): fields, then at most one file, which is the part with a
/// `filename` and the last. The name that the sender gave the file is not kept: it is stored by its
/// id (AB57). Strict: no preamble, no epilogue but a line end, no field twice, no transfer
/// encoding, fields of valid UTF-8. Errors: `api.bad-form`, `base.too-large`, those of `from`. Of
/// the file: what ends before its closing boundary is `api.bad-form` from `read`, so that no
/// truncated file counts as whole; so is what follows it. Blocks as `from` does.
[[nodiscard]] Result<SentForm> read_form(std::unique_ptr<ByteSource> from,
                                         std::string_view boundary, const FormLimits& limits = {});

}  // namespace entente::api
