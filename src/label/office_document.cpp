#include "label/office_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "format/xml.h"
#include "format/xml_writer.h"
#include "label/errors.h"

namespace entente::label {
namespace {

using format::XmlDocument;
using format::XmlElement;

constexpr std::string_view kPackage = "pack:///";
constexpr std::string_view kTypesPart = "[Content_Types].xml";
constexpr std::string_view kTypesNamespace =
    "http://schemas.openxmlformats.org/package/2006/content-types";
constexpr std::string_view kRelationshipsNamespace =
    "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr std::string_view kRelationshipsType =
    "application/vnd.openxmlformats-package.relationships+xml";
/// Of a transitional document, and of a strict one (ECMA-376 Part 1, Part 4).
constexpr std::array<std::string_view, 2> kRelationshipTypes = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/"};
constexpr std::string_view kCustomFolder = "customXml/";

/// The last word of the content types whose parts a binding of the whole document must name: text,
/// styles, headers, footers, notes, comments, drawings and properties.
constexpr std::array<std::string_view, 21> kRequiredKinds = {"main",
                                                             "styles",
                                                             "header",
                                                             "footer",
                                                             "footnotes",
                                                             "endnotes",
                                                             "comments",
                                                             "worksheet",
                                                             "chartsheet",
                                                             "sharedStrings",
                                                             "slide",
                                                             "slideMaster",
                                                             "slideLayout",
                                                             "notesSlide",
                                                             "notesMaster",
                                                             "drawing",
                                                             "chart",
                                                             "core-properties",
                                                             "extended-properties",
                                                             "custom-properties",
                                                             "glossary"};

Error bad_document(std::string message, std::string_view where = {}) {
  return Error(kBadDocument, std::move(message), display_safe(where, 120));
}

bool is_related_as(std::string_view type, std::string_view kind) {
  return std::any_of(kRelationshipTypes.begin(), kRelationshipTypes.end(), [&](auto prefix) {
    return type.starts_with(prefix) && type.substr(prefix.size()) == kind;
  });
}

/// Whether a part of this content type carries what a reader sees.
bool is_content(std::string_view type) {
  if (type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/")) {
    return true;
  }
  if (!type.ends_with("+xml")) {
    return false;
  }
  type.remove_suffix(4);
  const std::string_view kind = type.substr(type.find_last_of("./") + 1);
  return std::find(kRequiredKinds.begin(), kRequiredKinds.end(), kind) != kRequiredKinds.end();
}

std::string folder_of(std::string_view part) {
  return std::string(part.substr(0, part.rfind('/') + 1));  // npos + 1 is 0: none
}

std::string relationships_of(std::string_view part) {
  const std::string folder = folder_of(part);
  return folder + "_rels/" + std::string(part.substr(folder.size())) + ".rels";
}

/// The part that a relationship's target means, seen from `folder`; empty for one outside.
std::string resolved(std::string_view folder, std::string_view target) {
  std::string path;
  if (target.starts_with('/')) {
    target.remove_prefix(1);
  } else {
    path = folder;
  }
  while (target.starts_with("../")) {
    if (path.empty()) {
      return {};
    }
    path = folder_of(std::string_view(path).substr(0, path.size() - 1));
    target.remove_prefix(3);
  }
  return path + std::string(target);
}

struct Relationship {
  std::string id;
  std::string type;
  std::string target;  ///< as it stands
  std::string mode;    ///< as it stands; mostly none
};

/// The relationships that a part has; none where it has no such part.
Result<std::vector<Relationship>> read_relationships(const format::ZipArchive& archive,
                                                     const std::string& name) {
  std::vector<Relationship> found;
  if (!archive.has(name)) {
    return found;
  }
  ENTENTE_TRY(const Bytes text, archive.read(name));
  ENTENTE_TRY(const XmlDocument document, XmlDocument::parse(text));
  if (!document.root().is(kRelationshipsNamespace, "Relationships")) {
    return bad_document("This part is no list of relationships.", name);
  }
  for (const XmlElement& each : document.root().children()) {
    const auto id = each.attribute("Id");
    const auto type = each.attribute("Type");
    const auto target = each.attribute("Target");
    if (!each.is(kRelationshipsNamespace, "Relationship") || !id || !type || !target) {
      return bad_document("A relationship is not sound.", name);
    }
    found.push_back({*id, *type, *target, each.attribute("TargetMode").value_or("")});
  }
  return found;
}

/// The parts that `part` is related to in this way, within the document.
Result<std::vector<std::string>> related(const format::ZipArchive& archive, std::string_view part,
                                         std::string_view kind) {
  ENTENTE_TRY(const auto all, read_relationships(archive, relationships_of(part)));
  std::vector<std::string> found;
  for (const Relationship& each : all) {
    if (each.mode != "External" && is_related_as(each.type, kind)) {
      found.push_back(resolved(folder_of(part), each.target));
    }
  }
  return found;
}

/// What `[Content_Types].xml` says.
struct ContentTypes {
  std::vector<std::pair<std::string, std::string>> defaults;   ///< by extension
  std::vector<std::pair<std::string, std::string>> overrides;  ///< by part, `/word/document.xml`

  [[nodiscard]] std::string of(std::string_view part) const {
    const std::string wanted = "/" + ascii_lower(part);
    const std::string extension = wanted.substr(std::min(wanted.rfind('.'), wanted.size() - 1) + 1);
    const auto find = [](const auto& list, const std::string& key) -> const std::string* {
      for (const auto& [name, type] : list) {
        if (ascii_lower(name) == key) {
          return &type;
        }
      }
      return nullptr;
    };
    const std::string* found = find(overrides, wanted);
    found = found != nullptr ? found : find(defaults, extension);
    return found != nullptr ? *found : std::string();
  }
};

Result<ContentTypes> read_types(const format::ZipArchive& archive) {
  if (!archive.has(kTypesPart)) {
    return bad_document("The file is no office document: it has no content types.");
  }
  ENTENTE_TRY(const Bytes text, archive.read(kTypesPart));
  ENTENTE_TRY(const XmlDocument document, XmlDocument::parse(text));
  if (!document.root().is(kTypesNamespace, "Types")) {
    return bad_document("The content types are not sound.", kTypesPart);
  }
  ContentTypes types;
  for (const XmlElement& each : document.root().children()) {
    const bool is_default = each.is(kTypesNamespace, "Default");
    const auto key = each.attribute(is_default ? "Extension" : "PartName");
    const auto type = each.attribute("ContentType");
    if ((!is_default && !each.is(kTypesNamespace, "Override")) || !key || !type) {
      return bad_document("The content types are not sound.", kTypesPart);
    }
    (is_default ? types.defaults : types.overrides).emplace_back(*key, *type);
  }
  return types;
}

std::string write_types(const ContentTypes& types) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  format::XmlWriter out(xml);
  out.open("Types").attribute("xmlns", kTypesNamespace);
  for (const auto& [extension, type] : types.defaults) {
    out.open("Default").attribute("Extension", extension).attribute("ContentType", type).close();
  }
  for (const auto& [part, type] : types.overrides) {
    out.open("Override").attribute("PartName", part).attribute("ContentType", type).close();
  }
  out.close();
  return xml;
}

std::string write_relationships(const std::vector<Relationship>& relationships) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  format::XmlWriter out(xml);
  out.open("Relationships").attribute("xmlns", kRelationshipsNamespace);
  for (const Relationship& each : relationships) {
    out.open("Relationship").attribute("Id", each.id).attribute("Type", each.type);
    out.attribute("Target", each.target);
    if (!each.mode.empty()) {
      out.attribute("TargetMode", each.mode);
    }
    out.close();
  }
  out.close();
  return xml;
}

/// A new id among some.
std::string free_id(const std::vector<Relationship>& taken) {
  for (std::size_t i = 1;; ++i) {
    const std::string id = fmt::format("rIdBinding{}", i);
    if (std::none_of(taken.begin(), taken.end(), [&](const auto& each) { return each.id == id; })) {
      return id;
    }
  }
}

/// The name of a custom XML part that is not there yet.
std::string free_part(const format::ZipArchive& archive) {
  std::set<std::string> taken;
  for (const std::string& name : archive.names()) {
    taken.insert(ascii_lower(name));
  }
  for (std::size_t i = 1;; ++i) {
    const std::string name = fmt::format("{}item{}.xml", kCustomFolder, i);
    if (!taken.contains(ascii_lower(name))) {
      return name;
    }
  }
}

Fault not_whole(std::string text, const std::string& about) {
  return {&kBadBinding, {}, std::move(text), about};
}

/// The custom XML part of `main` that is a binding: see `OfficeDocument::binding`.
Result<std::optional<std::string>> find_binding(const format::ZipArchive& archive,
                                                const std::string& main) {
  ENTENTE_TRY(const auto custom, related(archive, main, "customXml"));
  std::optional<std::string> found;
  for (const std::string& part : custom) {
    if (!archive.has(part)) {
      continue;
    }
    ENTENTE_TRY(const Bytes text, archive.read(part));
    const auto document = XmlDocument::parse(text);
    if (!document.ok() || !document->root().is(kBindingNamespace, "BindingInformation")) {
      continue;  // somebody else's data
    }
    if (found && *found != part) {
      return Error(kBadBinding, "The document carries several bindings.", part);
    }
    found = part;
  }
  return found;
}

}  // namespace

bool OfficeDocument::is_one(BytesView file) {
  return as_text(file.first(std::min<std::size_t>(file.size(), 4))) == "PK\x03\x04";
}

Result<OfficeDocument> OfficeDocument::open(Bytes file) {
  ENTENTE_TRY(auto archive, format::ZipArchive::open(std::move(file)));
  OfficeDocument document(std::move(archive));
  ENTENTE_CHECK(document.read_parts());
  return document;
}

Status OfficeDocument::read_parts() {
  ENTENTE_TRY(const ContentTypes types, read_types(archive_));
  ENTENTE_TRY(const auto mains, related(archive_, "", "officeDocument"));
  if (mains.size() != 1 || !archive_.has(mains.front())) {
    return bad_document("The file is no office document: it has not one main part.");
  }
  main_ = mains.front();
  // Others' custom XML is bound too: a document can show what stands in it.
  binding_part_ = find_binding(archive_, main_);
  const std::string own = binding_part_.ok() ? binding_part_->value_or("") : std::string();
  for (const std::string& name : archive_.names()) {
    const std::string type = types.of(name);
    if (name != kTypesPart && type != kRelationshipsType && name != own) {
      parts_.push_back({name, type});
    }
  }
  return {};
}

Result<std::optional<std::string>> OfficeDocument::binding() const {
  ENTENTE_TRY(const auto part, binding_part_);
  if (!part) {
    return std::optional<std::string>();
  }
  ENTENTE_TRY(const Bytes text, archive_.read(*part));
  return std::optional(std::string(as_text(text)));
}

std::optional<Bytes> OfficeDocument::data(std::string_view uri) const {
  if (!uri.starts_with(kPackage)) {
    return std::nullopt;
  }
  const std::string_view name = uri.substr(kPackage.size());
  const bool known = std::any_of(parts_.begin(), parts_.end(),
                                 [&](const Part& each) { return each.name == name; });
  const auto octets = known ? archive_.read(name) : Result<Bytes>(bad_document("Not a part."));
  return octets.ok() ? std::optional(*octets) : std::nullopt;
}

std::vector<BoundData> OfficeDocument::whole() const {
  std::vector<BoundData> all;
  for (const Part& part : parts_) {
    all.push_back({std::string(kPackage) + part.name, part.content_type, false});
  }
  return all;
}

Faults OfficeDocument::check_whole(const Binding& binding) const {
  Faults faults;
  std::set<std::string> named;
  for (const BoundData& each : binding.data) {
    const auto is_it = [&](const Part& part) {
      return each.uri == std::string(kPackage) + part.name;
    };
    if (each.embedded || std::none_of(parts_.begin(), parts_.end(), is_it)) {
      faults.push_back(not_whole(fmt::format("The binding names '{}', which is no part of the "
                                             "document.",
                                             display_safe(each.uri, 120)),
                                 each.uri));
    }
    named.insert(each.uri);
  }
  for (const Part& part : parts_) {
    if (is_content(part.content_type) && !named.contains(std::string(kPackage) + part.name)) {
      faults.push_back(not_whole(fmt::format("The part '{}' is in the document and not in the "
                                             "binding.",
                                             display_safe(part.name, 120)),
                                 part.name));
    }
  }
  return faults;
}

Result<std::string> OfficeDocument::with_relationship(std::string_view target) const {
  ENTENTE_TRY(auto all, read_relationships(archive_, relationships_of(main_)));
  const bool strict = std::any_of(all.begin(), all.end(), [](const Relationship& each) {
    return each.type.starts_with(kRelationshipTypes[1]);
  });
  all.push_back({free_id(all), std::string(kRelationshipTypes[strict ? 1 : 0]) + "customXml",
                 "/" + std::string(target), ""});
  return write_relationships(all);
}

Result<std::string> OfficeDocument::with_content_type(std::string_view part) const {
  ENTENTE_TRY(ContentTypes types, read_types(archive_));
  types.overrides.emplace_back("/" + std::string(part), "application/xml");
  return write_types(types);
}

Result<Bytes> OfficeDocument::with_binding(std::string_view bdo) const {
  ENTENTE_TRY(const auto present, binding_part_);
  if (present) {
    return archive_.with({{*present, to_bytes(bdo)}});
  }
  const std::string part = free_part(archive_);
  ENTENTE_TRY(const std::string relationships, with_relationship(part));
  ENTENTE_TRY(const std::string types, with_content_type(part));
  return archive_.with({{part, to_bytes(bdo)},
                        {relationships_of(main_), to_bytes(relationships)},
                        {std::string(kTypesPart), to_bytes(types)}});
}

}  // namespace entente::label
