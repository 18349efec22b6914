#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/zip_archive.h"
#include "label/binding.h"
#include "label/fault.h"

namespace entente::label {

/// An office document (ECMA-376: `.docx`, `.xlsx`, `.pptx`) and the binding that it carries in a
/// custom XML part (STANAG 4778 profile `urn:nato:stanag:4778:profile:ooxml:1:2`). A binding names
/// parts as `pack:///word/document.xml`. Hostile documents: bounded by `format::ZipLimits`, read
/// strictly; `label.bad-document` for what is no office document, else the errors of ZIP and XML.
/// Not thread-safe.
class OfficeDocument {
 public:
  /// Whether a file begins as an office document does.
  [[nodiscard]] static bool is_one(BytesView file);
  [[nodiscard]] static Result<OfficeDocument> open(Bytes file);

  /// The binding, byte for byte: the one custom XML part of the main part whose root is a
  /// BindingInformation, whatever its name. Nothing if there is none; `label.bad-binding` if there
  /// are several.
  [[nodiscard]] Result<std::optional<std::string>> binding() const;
  /// The octets of the part that a URI names; nothing for any other URI.
  [[nodiscard]] std::optional<Bytes> data(std::string_view uri) const;
  /// All that a new binding of the whole document names: every part but those that tie parts
  /// together (content types, relationships) and the binding's own.
  [[nodiscard]] std::vector<BoundData> whole() const;
  /// What keeps a binding from being one of the whole document: a part with text, pictures, styles,
  /// notes, comments or properties that it does not name, embedded data, or what is no part.
  [[nodiscard]] Faults check_whole(const Binding& binding) const;
  /// The document carrying this binding, in place of the one it carries.
  [[nodiscard]] Result<Bytes> with_binding(std::string_view bdo) const;

 private:
  /// A part by its name in the archive, and its content type.
  struct Part {
    std::string name;
    std::string content_type;
  };
  explicit OfficeDocument(format::ZipArchive archive) : archive_(std::move(archive)) {}
  [[nodiscard]] Status read_parts();
  [[nodiscard]] Result<std::string> with_relationship(std::string_view target) const;
  [[nodiscard]] Result<std::string> with_content_type(std::string_view part) const;

  format::ZipArchive archive_;
  std::string main_;  ///< the main part's name in the archive, such as `word/document.xml`
  std::vector<Part> parts_;
  Result<std::optional<std::string>> binding_part_ = std::optional<std::string>();
};

}  // namespace entente::label
