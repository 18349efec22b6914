#include "label/clearance.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "format/json.h"
#include "label/errors.h"
#include "label/label_fields.h"

namespace entente::label {
namespace {

constexpr std::size_t kClassifications = 256;

void read_list(format::XmlElement element, Clearance& clearance, Faults& faults) {
  no_text(element, faults);
  Sequence children(element);
  while (const auto found = children.take(kLabelNamespace, "Classification")) {
    if (clearance.classifications.size() == kClassifications) {
      add(faults, kTooManySuccessors, *found, "The clearance lists too many classifications.");
      return;
    }
    clearance.classifications.push_back(read_classification(*found, faults));
  }
  if (clearance.classifications.empty()) {
    add(faults, kMissingElement, element, "ClassificationList has no Classification.");
  }
  static_cast<void>(children.take(kClearanceNamespace, "ConfidentialityClearanceExtensions"));
  for (; children.next(); children.skip()) {
    add(faults, kUnknownElement, *children.next(),
        fmt::format("'{}' may not stand in ClassificationList.",
                    display_safe(children.next()->name(), 80)));
  }
}

}  // namespace

ClearanceReading read_clearance(format::XmlElement root) {
  ClearanceReading reading;
  Faults& faults = reading.malformed;
  if (!root.is(kClearanceNamespace, "ConfidentialityClearance")) {
    add(faults, kNotALabel, root,
        fmt::format("'{}' is no ConfidentialityClearance of STANAG 4774.",
                    display_safe(root.name(), 80)));
    return reading;
  }
  Clearance clearance;
  Faults notes;
  no_text(root, faults);
  Sequence children(root);
  if (const auto found = children.need(kLabelNamespace, "PolicyIdentifier", faults)) {
    clearance.policy = read_policy(*found, faults, notes);
  }
  if (const auto found = children.need(kClearanceNamespace, "ClassificationList", faults)) {
    read_list(*found, clearance, faults);
  }
  while (const auto found = children.take(kLabelNamespace, "Category")) {
    if (clearance.categories.size() == kCategories) {
      add(faults, kTooManySuccessors, *found, "The clearance has too many categories.");
      break;
    }
    clearance.categories.push_back(read_category(*found, faults, notes));
  }
  static_cast<void>(children.take(kClearanceNamespace, "ConfidentialityClearanceExtensions"));
  for (; children.next(); children.skip()) {
    add(faults, kUnknownElement, *children.next(),
        fmt::format("'{}' may not stand here in a clearance.",
                    display_safe(children.next()->name(), 80)));
  }
  if (faults.empty()) {
    reading.clearance = std::move(clearance);
  }
  return reading;
}

Result<ClearanceReading> read_clearance(std::string_view xml) {
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(xml));
  return read_clearance(document.root());
}

Result<Clearance> read_any_clearance(std::string_view text) {
  std::string xml(text);
  if (format::collapse_space(text.substr(0, 64)).starts_with('{')) {
    ENTENTE_TRY(const auto document, format::JsonDocument::parse(text));
    ENTENTE_TRY(const std::string_view claim, document.root().string_at("aciClr"));
    xml = std::string(claim);
  }
  if (xml.find('<') == std::string::npos) {
    ENTENTE_TRY(const Bytes decoded, from_base64url(format::collapse_space(xml)));
    xml = std::string(as_text(decoded));
  }
  ENTENTE_TRY(ClearanceReading reading, read_clearance(std::string_view(xml)));
  if (!reading.clearance) {
    return reading.malformed.front().error();
  }
  return std::move(*reading.clearance);
}

std::string write_clearance(const Clearance& clearance) {
  std::string xml;
  format::XmlWriter out(xml);
  out.open("sclr:ConfidentialityClearance").attribute("xmlns:sclr", kClearanceNamespace);
  out.attribute("xmlns:slab", kLabelNamespace);
  write_policy(out, clearance.policy);
  out.open("sclr:ClassificationList");
  for (const std::string& each : clearance.classifications) {
    out.leaf("slab:Classification", each);
  }
  out.close();
  for (const Category& category : clearance.categories) {
    write_category(out, category);
  }
  out.close();
  return xml;
}

std::string clearance_claim(const Clearance& clearance) {
  return to_base64url(as_bytes(write_clearance(clearance)));
}

}  // namespace entente::label
