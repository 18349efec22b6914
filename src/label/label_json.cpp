#include "label/label_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "label/errors.h"

namespace entente::label {
namespace {

using format::JsonValue;

constexpr std::string_view k5636Base = "urn:nato:stanag:5636:A:1:elements:json";

class JsonLabelReader {
 public:
  explicit JsonLabelReader(LabelReading& into) : faults_(into.malformed) {}

  ConfidentialityLabel read_4774(JsonValue root) {
    ConfidentialityLabel label;
    keys(root, {"Xmlns", "xmlns", "Id", "ReviewDateTime", "ConfidentialityInformation",
                "OriginatorID", "CreationDateTime", "CreationTime", "SuccessionHandling"});
    label.id = text(root, "Id", Need::no);
    if (root.find("ReviewDateTime")) {
      label.review = time(root, "ReviewDateTime");
    }
    read_body(root, label.body, label, 0);
    return label;
  }

  ConfidentialityLabel read_5636(JsonValue root) {
    ConfidentialityLabel label;
    keys(root, {"ocl", "context"});
    const JsonValue ocl = *root.find("ocl");
    keys(ocl, {"pol", "cls", "catl", "dcr"});
    LabelInformation& information = label.body.information;
    information.policy.name = text(ocl, "pol");
    information.classification = text(ocl, "cls");
    label.body.created = time(ocl, "dcr");
    const auto list = ocl.find("catl");
    if (list && !list->is_array()) {
      fault(*list, "catl is an array.");
    }
    for (const JsonValue each : list ? list->elements() : ocl.elements()) {
      information.categories.push_back(read_5636_category(each));
    }
    return label;
  }

 private:
  enum class Need { yes, no };

  void fault(JsonValue at, std::string why, const ErrorKind& kind = kBadJsonLabel) {
    faults_.push_back({&kind, at.pointer(), std::move(why), {}});
  }

  void deviation(JsonValue at, std::string why) { fault(at, std::move(why), kDeviation); }

  void keys(JsonValue object, std::initializer_list<std::string_view> known) {
    if (const Status only = format::only_keys(object, known); !only.ok()) {
      faults_.push_back({&kBadJsonLabel, only.error().where(), only.error().message(), {}});
    }
  }

  std::string text(JsonValue object, std::string_view name, Need need = Need::yes) {
    const auto found = object.find(name);
    const auto value = found ? found->string() : Result<std::string_view>(std::string_view());
    if (!value.ok() || (need == Need::yes && value->empty())) {
      fault(object, fmt::format("{} is a text that is not empty.", name),
            found ? kBadJsonLabel : kMissingElement);
      return {};
    }
    return std::string(*value);
  }

  LabelTime time(JsonValue object, std::string_view name) {
    const std::string value = text(object, name);
    const auto read = parse_label_time(value);
    if (!read && !value.empty()) {
      fault(object, fmt::format("{} is no date and time.", name), kBadValue);
    }
    return read.value_or(LabelTime{});
  }

  void read_body(JsonValue object, LabelBody& body, ConfidentialityLabel& label,
                 std::size_t depth) {
    const auto information = object.find("ConfidentialityInformation");
    if (!information || !information->is_object()) {
      fault(object, "There is no ConfidentialityInformation.", kMissingElement);
    } else {
      read_information(*information, body.information);
    }
    if (const auto originator = object.find("OriginatorID")) {
      read_originator(*originator, body);
    }
    if (object.find("CreationTime") && !object.find("CreationDateTime")) {
      deviation(object, "The time of creation is called CreationTime, not CreationDateTime.");
      body.created = time(object, "CreationTime");
    } else {
      body.created = time(object, "CreationDateTime");
    }
    if (const auto succession = object.find("SuccessionHandling")) {
      read_succession(*succession, label, depth);
    }
  }

  void read_originator(JsonValue object, LabelBody& body) {
    keys(object, {"IDType", "Value"});
    const auto type = from_name<OriginatorIdType>(text(object, "IDType"));
    if (!type) {
      fault(object, "OriginatorID needs an IDType of the standard's list.", kBadValue);
      return;
    }
    body.originator = OriginatorId{*type, text(object, "Value", Need::no)};
  }

  void read_succession(JsonValue object, ConfidentialityLabel& label, std::size_t depth) {
    const auto successor = object.find("SuccessorConfidentialityLabel");
    if (depth == kSuccessors || !successor || !successor->is_object()) {
      fault(object, "SuccessionHandling needs one successor, and eight may follow one another.",
            depth == kSuccessors ? kTooManySuccessors : kMissingElement);
      return;
    }
    label.successors.push_back({time(object, "SuccessionDateTime"), {}});
    LabelBody body;
    read_body(*successor, body, label, depth + 1);
    label.successors[depth].body = std::move(body);
  }

  void read_information(JsonValue object, LabelInformation& information) {
    keys(object, {"PolicyIdentifier", "Classification", "PrivacyMark", "Category"});
    information.policy.name = text(object, "PolicyIdentifier");
    information.classification = text(object, "Classification");
    information.privacy_mark = text(object, "PrivacyMark", Need::no);
    const auto categories = object.find("Category");
    if (categories && categories->is_object()) {
      deviation(*categories, "Category is one object, not an array.");
      information.categories.push_back(read_category(*categories));
      return;
    }
    if (categories && !categories->is_array()) {
      fault(*categories, "Category is an array of objects.");
      return;
    }
    for (const JsonValue each : categories ? categories->elements() : object.elements()) {
      if (information.categories.size() == kCategories) {
        fault(each, "The label has too many categories.", kTooManySuccessors);
        return;
      }
      information.categories.push_back(read_category(each));
    }
  }

  Category read_category(JsonValue object) {
    Category category;
    keys(object, {"Type", "TagName", "URI", "GenericValue", "GenericValues"});
    const auto type = from_name<CategoryType>(text(object, "Type"));
    if (!type) {
      fault(object, "A Type is RESTRICTIVE, PERMISSIVE or INFORMATIVE.", kBadValue);
    }
    category.type = type.value_or(CategoryType::restrictive);
    category.tag_name = text(object, "TagName");
    if (const std::string uri = text(object, "URI", Need::no); !uri.empty()) {
      const auto oid = oid_of_urn(uri);
      if (!oid) {
        fault(object, "The URI of the tag set is no urn:oid.", kPolicyMismatch);
      }
      category.oid = oid.value_or("");
    }
    if (const auto renamed = object.find("GenericValues")) {
      deviation(*renamed, "The values are called GenericValues, not GenericValue.");
      read_values(*renamed, category);
    }
    if (const auto values = object.find("GenericValue")) {
      read_values(*values, category);
    }
    return category;
  }

  Category read_5636_category(JsonValue object) {
    keys(object, {"type", "name", "vals"});
    const std::string type = text(object, "type");
    Category category;
    category.tag_name = text(object, "name");
    category.type = type == "P"   ? CategoryType::permissive
                    : type == "I" ? CategoryType::informative
                                  : CategoryType::restrictive;
    if (type != "P" && type != "I" && type != "R") {
      fault(object, "A type is R, P or I.", kBadValue);
    }
    if (const auto values = object.find("vals")) {
      read_values(*values, category);
    }
    return category;
  }

  void read_values(JsonValue values, Category& category) {
    if (!values.is_array()) {
      fault(values, "The values are an array of texts.");
      return;
    }
    for (const JsonValue each : values.elements()) {
      const auto value = each.string();
      if (!value.ok() || category.values.size() == kCategoryValues) {
        fault(each, "A value is a text, and there are not too many.");
        return;
      }
      category.values.emplace_back(*value);
    }
  }

  Faults& faults_;
};

void write_information(format::JsonWriter& out, const LabelInformation& information) {
  out.begin_object("ConfidentialityInformation");
  out.member("PolicyIdentifier", information.policy.name);
  out.member("Classification", information.classification);
  if (!information.privacy_mark.empty()) {
    out.member("PrivacyMark", information.privacy_mark);
  }
  out.begin_array("Category");
  for (const Category& each : information.categories) {
    out.begin_object().member("Type", name_of(each.type)).member("TagName", each.tag_name);
    if (!each.oid.empty()) {
      out.member("URI", "urn:oid:" + each.oid);
    }
    out.begin_array("GenericValue");
    for (const std::string& value : each.values) {
      out.string(value);
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

void write_body(format::JsonWriter& out, const LabelBody& body, const ConfidentialityLabel& label,
                std::size_t depth) {
  write_information(out, body.information);
  if (body.originator) {
    out.begin_object("OriginatorID").member("IDType", name_of(body.originator->type));
    out.member("Value", body.originator->id).end_object();
  }
  out.member("CreationDateTime", text_of(body.created));
  if (depth < label.successors.size()) {
    const Succession& next = label.successors[depth];
    out.begin_object("SuccessionHandling").member("SuccessionDateTime", text_of(next.at));
    out.begin_object("SuccessorConfidentialityLabel");
    write_body(out, next.body, label, depth + 1);
    out.end_object().end_object();
  }
}

/// A label as far as it could be read, whatever is wrong with it.
struct JsonLabel {
  LabelReading reading;  ///< without its label
  ConfidentialityLabel label;
};

Result<JsonLabel> read_json(std::string_view json) {
  ENTENTE_TRY(const format::JsonDocument document, format::JsonDocument::parse(json));
  JsonLabel read;
  LabelReading& reading = read.reading;
  const JsonValue root = document.root();
  const auto ocl = root.find("ocl");
  const auto ns = root.find("Xmlns");
  const bool is_4774 = root.find("ConfidentialityInformation").has_value();
  if (!root.is_object() || (!is_4774 && !(ocl && ocl->is_object())) ||
      (ns && ns->string().ok() && *ns->string() != kLabelNamespace)) {
    reading.malformed.push_back({&kNotALabel, {}, "The JSON object is no label.", {}});
    return read;
  }
  JsonLabelReader reader(reading);
  read.label = is_4774 ? reader.read_4774(root) : reader.read_5636(root);
  reading.kind = read.label.kind;
  reading.policy = read.label.body.information.policy.name;
  if (!read.label.review && read.label.successors.empty() && is_4774) {
    reading.prose.push_back({&kNoReviewTime,
                             {},
                             "The label has neither a ReviewDateTime nor a SuccessionHandling.",
                             {}});
  }
  return read;
}

}  // namespace

bool is_json_text(std::string_view text) { return trimmed(text).starts_with('{'); }

Result<LabelReading> read_label_json(std::string_view json) {
  ENTENTE_TRY(JsonLabel read, read_json(json));
  if (read.reading.malformed.empty()) {
    read.reading.label = std::move(read.label);
  }
  return std::move(read.reading);
}

Result<std::optional<QuarantinedLabel>> import_label_json(std::string_view json) {
  ENTENTE_TRY(JsonLabel read, read_json(json));
  const Faults& faults = read.reading.malformed;
  const bool deviates = std::all_of(faults.begin(), faults.end(),
                                    [](const Fault& each) { return each.is(kDeviation); });
  return deviates ? std::optional(QuarantinedLabel(std::move(read.label), faults)) : std::nullopt;
}

std::string write_label_json(const ConfidentialityLabel& label) {
  std::string json;
  format::JsonWriter out(json);
  out.begin_object().member("Xmlns", kLabelNamespace);
  if (!label.id.empty()) {
    out.member("Id", label.id);
  }
  if (label.review) {
    out.member("ReviewDateTime", text_of(*label.review));
  }
  write_body(out, label.body, label, 0);
  out.end_object();
  return json;
}

std::string write_label_json_5636(const ConfidentialityLabel& label) {
  std::string json;
  format::JsonWriter out(json);
  const LabelInformation& information = label.body.information;
  out.begin_object().begin_object("ocl").member("pol", information.policy.name);
  out.member("cls", information.classification).begin_array("catl");
  for (const Category& each : information.categories) {
    out.begin_object().member("type", name_of(each.type).substr(0, 1));
    out.member("name", each.tag_name).begin_array("vals");
    for (const std::string& value : each.values) {
      out.string(value);
    }
    out.end_array().end_object();
  }
  out.end_array().member("dcr", text_of(label.body.created)).end_object();
  out.begin_object("context").member("@base", k5636Base).end_object().end_object();
  return json;
}

}  // namespace entente::label
