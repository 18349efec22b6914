#include "label/label_xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "label/errors.h"
#include "label/label_fields.h"

namespace entente::label {
namespace {

using format::XmlElement;

struct Root {
  std::string_view name;
  LabelKind kind;
};
constexpr Root kRoots[] = {
    {"originatorConfidentialityLabel", LabelKind::originator},
    {"alternativeConfidentialityLabel", LabelKind::alternative},
    {"metadataConfidentialityLabel", LabelKind::metadata},
    {"ConfidentialityLabel", LabelKind::legacy},
};

const Root* root_of(XmlElement element) {
  const auto* found = std::find_if(std::begin(kRoots), std::end(kRoots), [&](const Root& each) {
    return element.is(kLabelNamespace, each.name);
  });
  return found == std::end(kRoots) ? nullptr : found;
}

class XmlLabelReader {
 public:
  explicit XmlLabelReader(LabelReading& into) : malformed_(into.malformed), notes_(into.notes) {}

  void read(XmlElement root, ConfidentialityLabel& label) {
    read_attributes(root, label);
    read_body(root, label.body, label, 0);
  }

 private:
  void read_attributes(XmlElement root, ConfidentialityLabel& label) {
    if (const auto id = root.attribute("Id")) {
      label.id = format::collapse_space(*id);
      if (!is_ncname(label.id)) {
        add(malformed_, kBadValue, root, "The Id is no XML name.");
      }
    }
    if (const auto review = root.attribute("ReviewDateTime")) {
      label.review = read_time(*review, "ReviewDateTime", root, malformed_, notes_);
    }
  }

  static bool is_ncname(std::string_view text) {
    const auto letter = [](unsigned char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    };
    return !text.empty() && letter(static_cast<unsigned char>(text[0])) &&
           std::all_of(text.begin(), text.end(), [&](char c) {
             return letter(static_cast<unsigned char>(c)) || (c >= '0' && c <= '9') || c == '-' ||
                    c == '.';
           });
  }

  void read_body(XmlElement element, LabelBody& body, ConfidentialityLabel& label,
                 std::size_t depth) {
    no_text(element, malformed_);
    Sequence children(element);
    if (const auto found =
            children.need(kLabelNamespace, "ConfidentialityInformation", malformed_)) {
      read_information(*found, body.information);
    }
    if (const auto found = children.take(kLabelNamespace, "OriginatorID")) {
      body.originator = read_originator(*found);
    }
    if (const auto found = children.need(kLabelNamespace, "CreationDateTime", malformed_)) {
      body.created = read_time(simple_text(*found, malformed_), "CreationDateTime", *found,
                               malformed_, notes_);
    }
    if (const auto found = children.take(kLabelNamespace, "SuccessionHandling")) {
      read_succession(*found, label, depth);
    }
    children.finish(kLabelNamespace, malformed_);
  }

  void read_information(XmlElement element, LabelInformation& information) {
    no_text(element, malformed_);
    Sequence children(element);
    if (const auto found = children.need(kLabelNamespace, "PolicyIdentifier", malformed_)) {
      information.policy = read_policy(*found, malformed_, notes_);
    }
    if (const auto found = children.need(kLabelNamespace, "Classification", malformed_)) {
      information.classification = read_classification(*found, malformed_);
    }
    if (const auto found = children.take(kLabelNamespace, "PrivacyMark")) {
      information.privacy_mark = simple_text(*found, malformed_);
    }
    while (const auto found = children.take(kLabelNamespace, "Category")) {
      if (information.categories.size() == kCategories) {
        add(malformed_, kTooManySuccessors, *found, "The label has too many categories.");
        return;
      }
      information.categories.push_back(read_category(*found, malformed_, notes_));
    }
    children.finish(kLabelNamespace, malformed_);
  }

  std::optional<OriginatorId> read_originator(XmlElement element) {
    OriginatorId read;
    read.id = simple_text(element, malformed_);
    const auto type = element.attribute("IDType");
    const auto known = from_name<OriginatorIdType>(type.value_or(""));
    if (!known) {
      add(malformed_, type ? kBadValue : kMissingAttribute, element,
          "OriginatorID needs an IDType of the standard's list.");
      return std::nullopt;
    }
    read.type = *known;
    return read;
  }

  void read_succession(XmlElement element, ConfidentialityLabel& label, std::size_t depth) {
    if (depth == kSuccessors) {
      add(malformed_, kTooManySuccessors, element,
          fmt::format("More than {} labels follow one another.", kSuccessors));
      return;
    }
    no_text(element, malformed_);
    Sequence children(element);
    Succession succession;
    if (const auto found = children.need(kLabelNamespace, "SuccessionDateTime", malformed_)) {
      succession.at = read_time(simple_text(*found, malformed_), "SuccessionDateTime", *found,
                                malformed_, notes_);
    }
    const auto successor =
        children.need(kLabelNamespace, "SuccessorConfidentialityLabel", malformed_);
    if (successor) {
      for (const char* name : {"Id", "ReviewDateTime"}) {
        if (successor->attribute(name)) {
          add(malformed_, kUnknownElement, *successor, fmt::format("A successor has no {}.", name));
        }
      }
      label.successors.push_back(std::move(succession));
      LabelBody body;
      read_body(*successor, body, label, depth + 1);
      label.successors[depth].body = std::move(body);
    }
  }

  Faults& malformed_;
  Faults& notes_;
};

void check_prose(const ConfidentialityLabel& label, XmlElement root, LabelReading& reading) {
  if (!label.review && label.successors.empty()) {
    add(reading.prose, kNoReviewTime, root,
        "The label has neither a ReviewDateTime nor a SuccessionHandling.");
  }
  if (!label.body.originator) {
    add(reading.notes, kAdvice, root, "The label does not say who labelled (OriginatorID).");
  }
}

std::size_t line_of(const Fault& fault) {
  std::size_t line = 0;
  std::from_chars(fault.where.data(), fault.where.data() + fault.where.size(), line);
  return line;
}

void write_body(format::XmlWriter& out, const LabelBody& body, const ConfidentialityLabel& label,
                std::size_t depth) {
  out.open("slab:ConfidentialityInformation");
  write_policy(out, body.information.policy);
  out.leaf("slab:Classification", body.information.classification);
  if (!body.information.privacy_mark.empty()) {
    out.leaf("slab:PrivacyMark", body.information.privacy_mark);
  }
  for (const Category& category : body.information.categories) {
    write_category(out, category);
  }
  out.close();
  if (body.originator) {
    out.open("slab:OriginatorID").attribute("IDType", name_of(body.originator->type));
    out.text(body.originator->id).close();
  }
  out.leaf("slab:CreationDateTime", text_of(body.created));
  if (depth < label.successors.size()) {
    const Succession& next = label.successors[depth];
    out.open("slab:SuccessionHandling").leaf("slab:SuccessionDateTime", text_of(next.at));
    out.open("slab:SuccessorConfidentialityLabel");
    write_body(out, next.body, label, depth + 1);
    out.close().close();
  }
}

}  // namespace

Faults LabelReading::faults() const {
  Faults all = malformed;
  all.insert(all.end(), prose.begin(), prose.end());
  // Equal lines keep their order: malformed first.
  std::vector<std::size_t> order(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(line_of(all[a]), a) < std::pair(line_of(all[b]), b);
  });
  Faults sorted;
  for (const std::size_t i : order) {
    sorted.push_back(std::move(all[i]));
  }
  return sorted;
}

bool is_label(XmlElement root) { return root_of(root) != nullptr; }

LabelReading read_label(XmlElement element) {
  LabelReading reading;
  const Root* root = root_of(element);
  if (root == nullptr) {
    add(reading.malformed, kNotALabel, element,
        fmt::format("'{}' in namespace '{}' is no label of STANAG 4774.",
                    display_safe(element.name(), 80), display_safe(element.ns(), 120)));
    return reading;
  }
  ConfidentialityLabel label;
  label.kind = root->kind;
  XmlLabelReader(reading).read(element, label);
  check_prose(label, element, reading);
  reading.kind = label.kind;
  reading.policy = label.body.information.policy.name;
  if (reading.malformed.empty()) {
    reading.label = std::move(label);
  }
  return reading;
}

Result<LabelReading> read_label(std::string_view xml) {
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(xml));
  return read_label(document.root());
}

std::string write_label(const ConfidentialityLabel& label) {
  const auto* root = std::find_if(std::begin(kRoots), std::end(kRoots),
                                  [&](const Root& each) { return each.kind == label.kind; });
  std::string xml;
  format::XmlWriter out(xml);
  out.open(fmt::format("slab:{}", root->name)).attribute("xmlns:slab", kLabelNamespace);
  if (!label.id.empty()) {
    out.attribute("Id", label.id);
  }
  if (label.review) {
    out.attribute("ReviewDateTime", text_of(*label.review));
  }
  write_body(out, label.body, label, 0);
  out.close();
  return xml;
}

}  // namespace entente::label
