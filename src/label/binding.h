#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "format/xml_signature.h"
#include "label/fault.h"
#include "label/label_xml.h"

/// STANAG 4778: which label is bound to which data. Namespaces and rules of schema 1.4.
namespace entente::label {

inline constexpr std::string_view kBindingNamespace = "urn:nato:stanag:4778:bindinginformation:1:0";
inline constexpr std::string_view kMimeNamespace = "http://www.w3.org/2005/05/xmlmime";
inline constexpr std::size_t kBindings = 64;  ///< in one BindingInformation

/// One Data or DataReference.
struct BoundData {
  std::string uri;  ///< of a reference; empty also for the document that carries the binding
  std::string content_type;
  bool embedded = false;
};

/// One MetadataBinding: all its metadata apply to all its data.
struct Binding {
  std::string id;
  std::string container_id;
  std::vector<LabelReading> labels;  ///< of the metadata, those that are labels
  std::size_t other_metadata = 0;    ///< such as ADatP-5636 core metadata
  std::vector<BoundData> data;
};

/// What reading a binding found; bindings are given only without faults.
struct BindingReading {
  std::vector<Binding> bindings;
  std::size_t signatures = 0;
  Faults faults;
  Faults notes;
};

/// Reads a BindingInformation strictly; labels within are read strictly too. No data is opened.
[[nodiscard]] BindingReading read_binding(format::XmlElement root);
[[nodiscard]] Result<BindingReading> read_binding(std::string_view xml);

/// Whether label and data are what was signed: at least one signature, all of them verify (see
/// `XmlSignatures`), together they cover every MetadataBinding, and the data they cover are exactly
/// the data that the bindings name. Faults say which is not so; none: verified. An XML text that
/// cannot be read is the error.
[[nodiscard]] Result<Faults> verify_binding(std::string_view xml,
                                            const format::XmlSignatureTrust& trust,
                                            const format::XmlSignatureData& data);

/// A label and its alternatives bound to data.
struct BindingRequest {
  std::vector<ConfidentialityLabel> labels;  ///< the originator's first
  std::vector<BoundData> data;               ///< by reference: `./report.pdf`, `pack:///word/...`
};

/// The BindingInformation as XML, unsigned; equal requests give equal texts.
[[nodiscard]] std::string write_binding(const BindingRequest& request);
/// The same signed with SHA-384: the binding by its Id, the data by a manifest. What comes back is
/// never written anew. `pkcs8` is the DER private key of the certificate.
[[nodiscard]] Result<std::string> sign_binding(const BindingRequest& request, BytesView pkcs8,
                                               std::string_view certificate_pem,
                                               const format::XmlSignatureData& data);

}  // namespace entente::label
