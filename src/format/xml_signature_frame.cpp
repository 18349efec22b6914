#include "format/xml_signature_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "format/errors.h"
#include "format/xml_signature.h"

namespace entente::format {
namespace {

constexpr std::size_t kReferences = 256;
constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kDigests[] = {"http://www.w3.org/2001/04/xmlenc#sha256",
                                         "http://www.w3.org/2001/04/xmldsig-more#sha384",
                                         "http://www.w3.org/2001/04/xmlenc#sha512"};
constexpr std::string_view kMethods[] = {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                                         "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
                                         "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
                                         "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                                         "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
                                         "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"};
constexpr std::string_view kTransforms[] = {
    kExclusive, "http://www.w3.org/2000/09/xmldsig#enveloped-signature"};

template <std::size_t N>
bool is_in(const std::string_view (&list)[N], std::string_view value) {
  return std::find(std::begin(list), std::end(list), value) != std::end(list);
}

Error bad(XmlElement at, std::string why) {
  return Error(kBadXmlSignature, std::move(why), at.where());
}

bool is_ds(XmlElement element, std::string_view name) { return element.is(kDsigNamespace, name); }

std::string algorithm(const std::optional<XmlElement>& element) {
  return element ? element->attribute("Algorithm").value_or("") : std::string();
}

class Frame {
 public:
  Status check_ids(XmlElement element) {
    for (const XmlAttribute& each : element.attributes()) {
      const bool is_id =
          (each.ns.empty() && (each.name == "Id" || each.name == "ID" || each.name == "id")) ||
          (each.ns == kXmlNamespace && each.name == "id");
      if (is_id && !ids_.insert(collapse_space(each.value)).second) {
        return bad(element,
                   fmt::format("The Id '{}' is there twice.", display_safe(each.value, 80)));
      }
    }
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
      ENTENTE_CHECK(check_ids(*child));
    }
    return {};
  }

  Status check(XmlElement signature) {
    if (!is_ds(signature, "Signature")) {
      return bad(signature, "This is no Signature.");
    }
    const auto children = signature.children();
    if (children.size() < 3 || !is_ds(children[0], "SignedInfo") ||
        !is_ds(children[1], "SignatureValue") || !is_ds(children[2], "KeyInfo")) {
      return bad(signature, "A Signature holds SignedInfo, SignatureValue and KeyInfo.");
    }
    ENTENTE_CHECK(check_signed_info(children[0]));
    ENTENTE_CHECK(check_key_info(children[2]));
    for (std::size_t i = 3; i < children.size(); ++i) {
      if (!is_ds(children[i], "Object")) {
        return bad(children[i], "A Signature may hold Objects besides, and nothing else.");
      }
      ENTENTE_CHECK(check_object(children[i]));
    }
    return check_elsewhere(signature);
  }

  XmlSignatureFrame frame;

 private:
  Status check_signed_info(XmlElement info) {
    const auto children = info.children();
    if (children.size() < 3 || !is_ds(children[0], "CanonicalizationMethod") ||
        !is_ds(children[1], "SignatureMethod") || algorithm(children[0]) != kExclusive ||
        !is_in(kMethods, algorithm(children[1]))) {
      return bad(info, "SignedInfo needs exclusive C14N, RSA or ECDSA with SHA-2, and references.");
    }
    for (std::size_t i = 2; i < children.size(); ++i) {
      ENTENTE_CHECK(check_reference(children[i]));
    }
    frame.in_signed_info = frame.uris.size();
    return {};
  }

  Status check_reference(XmlElement reference) {
    const auto uri = reference.attribute("URI");
    if (!is_ds(reference, "Reference") || !uri) {
      return bad(reference, "A reference needs a URI.");
    }
    const bool fragment = uri->find('#') != std::string::npos;
    if (fragment && (uri->front() != '#' || !ids_.contains(uri->substr(1)))) {
      return bad(reference, fmt::format("The reference {} is to no Id of the document.",
                                        display_safe(*uri, 80)));
    }
    const auto digest = reference.child(kDsigNamespace, "DigestMethod");
    if (!is_in(kDigests, algorithm(digest))) {
      return bad(reference, "The digest is none of SHA-256, SHA-384 and SHA-512.");
    }
    if (const auto transforms = reference.child(kDsigNamespace, "Transforms")) {
      // To canonicalise outside data the library would parse them, by rules of its own.
      if (!uri->empty() && uri->front() != '#') {
        return bad(*transforms, "Data outside the document are signed as they are.");
      }
      for (const XmlElement& each : transforms->children()) {
        const bool listed = is_ds(each, "Transform") && is_in(kTransforms, algorithm(each));
        const bool whole = algorithm(each) == kTransforms[0] || uri->empty();
        if (!listed || !whole) {
          return bad(each,
                     "The transform is not exclusive C14N (or enveloped signature of the "
                     "whole document).");
        }
      }
    }
    frame.uris.push_back(*uri);
    return frame.uris.size() <= kReferences ? Status()
                                            : bad(reference, "There are too many references.");
  }

  static Status check_key_info(XmlElement info) {
    for (const XmlElement& each : info.children()) {
      if (!is_ds(each, "X509Data") || !each.child(kDsigNamespace, "X509Certificate")) {
        return bad(each, "KeyInfo holds X509Data with certificates, and nothing else.");
      }
    }
    return info.first_child() ? Status() : bad(info, "KeyInfo holds no certificate.");
  }

  Status check_object(XmlElement object) {
    for (const XmlElement& each : object.children()) {
      if (!is_ds(each, "Manifest")) {
        continue;
      }
      if (!is_signed(object) && !is_signed(each)) {
        return bad(each, "The manifest is in no reference of SignedInfo.");
      }
      for (const XmlElement& reference : each.children()) {
        ENTENTE_CHECK(check_reference(reference));
      }
    }
    return {};
  }

  bool is_signed(XmlElement element) const {
    const std::string uri = "#" + element.attribute("Id").value_or("");
    const auto end = frame.uris.begin() + static_cast<std::ptrdiff_t>(frame.in_signed_info);
    return uri.size() > 1 && std::find(frame.uris.begin(), end, uri) != end;
  }

  /// The library looks for manifests in Objects only; one elsewhere would be silently unchecked.
  static Status check_elsewhere(XmlElement element) {
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
      const auto parent = child->parent();
      if (is_ds(*child, "Manifest") && !(parent && is_ds(*parent, "Object"))) {
        return bad(*child, "A manifest stands in an Object of its signature.");
      }
      ENTENTE_CHECK(check_elsewhere(*child));
    }
    return {};
  }

  std::set<std::string> ids_;
};

}  // namespace

Result<XmlSignatureFrame> check_signature_frame(XmlElement root, XmlElement signature) {
  Frame frame;
  ENTENTE_CHECK(frame.check_ids(root));
  ENTENTE_CHECK(frame.check(signature));
  return std::move(frame.frame);
}

}  // namespace entente::format
