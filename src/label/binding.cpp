#include "label/binding.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "format/xml_signature_template.h"
#include "label/errors.h"
#include "label/label_fields.h"

namespace entente::label {
namespace {

using format::XmlElement;

constexpr std::string_view kBindingId = "binding-1";
constexpr std::string_view kManifestId = "data-1";

class Reader {
 public:
  explicit Reader(BindingReading& into) : into_(into), faults_(into.faults) {}

  void read(XmlElement root) {
    no_text(root, faults_);
    Sequence children(root);
    while (children.take(format::kDsigNamespace, "Signature")) {
      ++into_.signatures;
    }
    while (const auto found = children.take(kBindingNamespace, "MetadataBindingContainer")) {
      read_container(*found);
    }
    if (into_.bindings.empty() && faults_.empty()) {
      add(faults_, kBadBinding, root, "A BindingInformation holds a MetadataBindingContainer.");
    }
    for (auto late = children.next(); late; late = late->next_sibling()) {
      if (late->is(format::kDsigNamespace, "Signature")) {
        add(faults_, kBadBinding, *late, "A Signature stands before the containers.");
      }
    }
    children.finish(kBindingNamespace, faults_);
  }

 private:
  void read_container(XmlElement container) {
    no_text(container, faults_);
    const std::string id = id_of(container);
    Sequence children(container);
    bool any = false;
    while (const auto found = children.take(kBindingNamespace, "MetadataBinding")) {
      any = true;
      if (into_.bindings.size() == kBindings) {
        add(faults_, kBadBinding, *found,
            fmt::format("There are more than {} bindings.", kBindings));
        return;
      }
      read_metadata_binding(*found, id);
    }
    if (!any) {
      add(faults_, kBadBinding, container, "A container holds a MetadataBinding.");
    }
    children.finish(kBindingNamespace, faults_);
  }

  void read_metadata_binding(XmlElement element, const std::string& container_id) {
    no_text(element, faults_);
    Binding binding{id_of(element), container_id, {}, 0, {}};
    bool any = false;
    Sequence children(element);
    while (true) {
      if (const auto found = children.take(kBindingNamespace, "Metadata")) {
        read_metadata(*found, binding);
      } else if (const auto reference = children.take(kBindingNamespace, "MetadataReference")) {
        ++binding.other_metadata;
        static_cast<void>(read_reference(*reference));
      } else {
        break;
      }
      any = true;
    }
    if (!any) {
      add(faults_, kBadBinding, element, "A MetadataBinding begins with its metadata.");
    }
    while (true) {
      if (const auto found = children.take(kBindingNamespace, "Data")) {
        static_cast<void>(only_child(*found));
        binding.data.push_back({{}, content_type(*found), true});
      } else if (const auto reference = children.take(kBindingNamespace, "DataReference")) {
        binding.data.push_back(read_reference(*reference));
      } else {
        break;
      }
    }
    if (binding.data.empty()) {
      add(faults_, kBadBinding, element, "A MetadataBinding names no data after its metadata.");
    }
    for (; children.next(); children.skip()) {
      add(faults_, kBadBinding, *children.next(),
          fmt::format("'{}' may not stand here.", display_safe(children.next()->name(), 80)));
    }
    into_.bindings.push_back(std::move(binding));
  }

  void read_metadata(XmlElement element, Binding& binding) {
    const auto child = only_child(element);
    if (!child || !is_label(*child)) {
      ++binding.other_metadata;
      if (child && child->ns() == kLabelNamespace) {
        add(faults_, kNotALabel, *child,
            fmt::format("'{}' is no label of STANAG 4774.", display_safe(child->name(), 80)));
      }
      return;
    }
    LabelReading label = read_label(*child);
    for (const Fault& each : label.malformed) {
      faults_.push_back(each);
    }
    into_.notes.insert(into_.notes.end(), label.prose.begin(), label.prose.end());
    binding.labels.push_back(std::move(label));
  }

  /// Exactly one element: two labels are two Metadata.
  std::optional<XmlElement> only_child(XmlElement element) {
    const auto child = element.first_child();
    if (!child || child->next_sibling()) {
      add(faults_, kBadBinding, element,
          fmt::format("{} holds exactly one element.", element.name()));
      return std::nullopt;
    }
    return child;
  }

  BoundData read_reference(XmlElement element) {
    const auto uri = element.attribute("URI");
    if (!uri) {
      add(faults_, kBadBinding, element, fmt::format("{} has no URI.", element.name()));
    }
    no_text(element, faults_);
    if (element.first_child()) {
      add(faults_, kBadBinding, element, "A reference with transforms is not taken.");
    }
    return {uri.value_or(""), content_type(element), false};
  }

  static std::string content_type(XmlElement element) {
    return element.attribute(kMimeNamespace, "contentType").value_or("");
  }

  std::string id_of(XmlElement element) {
    std::string id = format::collapse_space(element.attribute("Id").value_or(""));
    if (!id.empty() && !ids_.insert(id).second) {
      add(faults_, kBadBinding, element,
          fmt::format("The Id '{}' is there twice.", display_safe(id, 80)));
    }
    return id;
  }

  BindingReading& into_;
  Faults& faults_;
  std::set<std::string> ids_;
};

void unverified(Faults& faults, std::string text) {
  faults.push_back({&kNotVerified, {}, std::move(text), {}});
}

/// What all signatures of the document cover together; a fault for each that does not verify.
std::set<std::string> covered(format::XmlDocument& document, const format::XmlSignatureTrust& trust,
                              const format::XmlSignatureData& data, Faults& faults) {
  std::set<std::string> uris;
  for (const XmlElement& child : document.root().children()) {
    if (!child.is(format::kDsigNamespace, "Signature")) {
      continue;
    }
    const auto cover = format::XmlSignatures::verify(document, child, trust, data);
    if (cover.ok()) {
      uris.insert(cover->uris.begin(), cover->uris.end());
    } else {
      const Error& error = cover.error();
      faults.push_back({&error.kind(), error.where(), error.message(), {}});
    }
  }
  return uris;
}

bool is_outside(const std::string& uri) { return !uri.empty() && uri.front() != '#'; }

void check_cover(const BindingReading& reading, const std::set<std::string>& uris, Faults& faults) {
  const auto covers = [&](const std::string& id) {
    return uris.contains("") || (!id.empty() && uris.contains("#" + id));
  };
  std::set<std::string> named;
  for (const Binding& binding : reading.bindings) {
    if (!covers(binding.id) && !covers(binding.container_id)) {
      unverified(faults,
                 fmt::format("The binding '{}' is not signed.", display_safe(binding.id, 80)));
    }
    for (const BoundData& data : binding.data) {
      if (data.embedded) {
        continue;
      }
      if (data.uri.empty()) {
        unverified(faults, "The binding is to what carries it, and that is not here.");
        continue;
      }
      named.insert(data.uri);
      if (!uris.contains(data.uri)) {
        unverified(faults, fmt::format("The data '{}' is in no reference that was signed.",
                                       display_safe(data.uri, 120)));
      }
    }
  }
  for (const std::string& uri : uris) {
    if (is_outside(uri) && !named.contains(uri)) {
      unverified(faults,
                 fmt::format("'{}' is signed and named by no binding.", display_safe(uri, 120)));
    }
  }
}

void write_signature(format::XmlWriter& out, const BindingRequest& request) {
  const format::SignedPart parts[] = {
      {"#" + std::string(kBindingId), {}},
      {"#" + std::string(kManifestId), "http://www.w3.org/2000/09/xmldsig#Manifest"}};
  format::open_signature(out, parts);
  out.open("ds:Object").open("ds:Manifest").attribute("Id", kManifestId);
  for (const BoundData& each : request.data) {
    format::write_data_reference(out, each.uri);
  }
  out.close().close().close();
}

std::string binding_text(const BindingRequest& request, bool with_signature) {
  std::string xml;
  format::XmlWriter out(xml);
  out.open("mb:BindingInformation").attribute("xmlns:mb", kBindingNamespace);
  out.attribute("xmlns:xmime", kMimeNamespace);
  if (with_signature) {
    write_signature(out, request);
  }
  out.open("mb:MetadataBindingContainer").open("mb:MetadataBinding").attribute("Id", kBindingId);
  for (const ConfidentialityLabel& each : request.labels) {
    out.open("mb:Metadata").raw(write_label(each)).close();
  }
  for (const BoundData& each : request.data) {
    out.open("mb:DataReference").attribute("URI", each.uri);
    if (!each.content_type.empty()) {
      out.attribute("xmime:contentType", each.content_type);
    }
    out.close();
  }
  out.close().close().close();
  return xml;
}

}  // namespace

BindingReading read_binding(XmlElement root) {
  BindingReading reading;
  if (!root.is(kBindingNamespace, "BindingInformation")) {
    add(reading.faults, kNotALabel, root,
        fmt::format("'{}' is no BindingInformation of STANAG 4778.",
                    display_safe(root.name(), 80)));
    return reading;
  }
  Reader(reading).read(root);
  if (!reading.faults.empty()) {
    reading.bindings.clear();
  }
  return reading;
}

Result<BindingReading> read_binding(std::string_view xml) {
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(xml));
  return read_binding(document.root());
}

Result<Faults> verify_binding(std::string_view xml, const format::XmlSignatureTrust& trust,
                              const format::XmlSignatureData& data) {
  ENTENTE_TRY(format::XmlDocument document, format::XmlDocument::parse(xml));
  const BindingReading reading = read_binding(document.root());
  if (!reading.faults.empty()) {
    return reading.faults;
  }
  Faults faults;
  if (reading.signatures == 0) {
    unverified(faults, "The binding is not signed.");
    return faults;
  }
  const std::set<std::string> uris = covered(document, trust, data, faults);
  if (faults.empty()) {
    check_cover(reading, uris, faults);
  }
  return faults;
}

std::string write_binding(const BindingRequest& request) { return binding_text(request, false); }

Result<std::string> sign_binding(const BindingRequest& request, BytesView pkcs8,
                                 std::string_view certificate_pem,
                                 const format::XmlSignatureData& data) {
  return format::XmlSignatures::sign(binding_text(request, true), pkcs8, certificate_pem, data);
}

}  // namespace entente::label
