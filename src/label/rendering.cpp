#include "label/rendering.h"

#include <algorithm>
#include <array>
#include <span>

#include "format/xml.h"
#include "label/errors.h"
#include "label/validity.h"

namespace entente::label {
namespace {

constexpr std::string_view kDefaultSeparator = "/";
constexpr std::string_view kTopSecret = "TOP SECRET";
constexpr std::string_view kCosmic = "COSMIC";

/// The codes whose phrases serve a form, the best first: policies use one code for all (ADatP's
/// print `pageTopBottom`, ACME's `documentStart`).
using Codes = std::array<MarkingCode, 5>;
Codes codes_of(MarkingForm form) {
  using enum MarkingCode;
  switch (form) {
    case MarkingForm::document_start:
      return {document_start, page_top_bottom, page_top, page_bottom, document_end};
    case MarkingForm::document_end:
      return {document_end, page_top_bottom, page_bottom, page_top, document_start};
    case MarkingForm::portion:
    case MarkingForm::banner:
      return {page_top_bottom, page_top, page_bottom, document_start, document_end};
  }
  return {page_top_bottom, page_top, page_bottom, document_start, document_end};
}

/// A qualifier as a policy prints it and not as its SPIF spells it: ADatP-4774 App. 2 Table 17
/// prints "Releasable to" where the official SPIF has "Releasable To".
struct Printed {
  std::string_view tag_set;
  std::string_view spelled;
  std::string_view printed;
};
constexpr Printed kPrinted[] = {{kNatoReleasableToOid, "Releasable To", "Releasable to"}};

bool is_nato(const Spif& spif) { return spif.policy.oid == kNatoPolicyOid; }

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Prefix, text and suffix are separate words unless a sign joins them (`TLP:`, `[REGION=`).
void append_word(std::string& to, std::string_view word) {
  if (!to.empty() && !word.empty() && is_word(to.back()) && is_word(word.front())) {
    to += ' ';
  }
  to += word;
}

/// xx-YY, then xx, then the one without language; case of tags does not count (RFC 5646 2.1.1).
template <class T, class Fits>
const T* in_language(const std::vector<T>& all, std::string_view lang, const Fits& fits) {
  const std::string_view wanted[] = {lang, lang.substr(0, lang.find('-')), {}};
  for (const std::string_view each : wanted) {
    for (const T& one : all) {
      if (same(one.lang, each, Compare::folded) && fits(one)) {
        return &one;
      }
    }
  }
  return nullptr;
}

const std::string* phrase_for(const std::vector<MarkingData>& markings, std::string_view lang,
                              const Codes& codes) {
  for (const MarkingCode code : codes) {
    const auto* found = in_language(
        markings, lang, [&](const MarkingData& each) { return each.phrase && each.has(code); });
    if (found != nullptr) {
      return &*found->phrase;
    }
  }
  return nullptr;
}

const std::string* phrase_for(const std::vector<MarkingData>& markings, std::string_view lang,
                              MarkingCode code) {
  const auto* found = in_language(
      markings, lang, [&](const MarkingData& each) { return each.phrase && each.has(code); });
  return found == nullptr ? nullptr : &*found->phrase;
}

bool any_has(const std::vector<MarkingData>& markings, MarkingCode code) {
  return std::any_of(markings.begin(), markings.end(),
                     [&](const MarkingData& each) { return each.has(code); });
}

std::string qualifier(const std::vector<MarkingQualifier>& all, QualifierCode code,
                      std::string_view lang, const Codes& codes, std::string_view otherwise) {
  const auto in = [&](const MarkingQualifier& one) {
    return in_language(one.qualifiers, lang,
                       [&](const Qualifier& each) { return each.code == code; });
  };
  for (const MarkingCode wanted : codes) {
    for (const MarkingQualifier& one : all) {
      const Qualifier* found = !one.code || *one.code == wanted ? in(one) : nullptr;
      if (found != nullptr) {
        return found->text;
      }
    }
  }
  return std::string(otherwise);
}

class Renderer {
 public:
  Renderer(const LabelInformation& information, const Spif& spif, std::string_view lang,
           MarkingForm form)
      : information_(information), spif_(spif), lang_(lang), form_(form), codes_(codes_of(form)) {}

  std::string run() {
    const SpifClassification& level = *spif_.classification(information_.classification);
    std::string body = head(level);
    for (const std::string& words : categories()) {
      body += body.empty() || words.empty() ? "" : " ";
      body += words;
    }
    std::string text = part(spif_.qualifiers, QualifierCode::prefix);
    append_word(text, body);
    append_word(text, part(spif_.qualifiers, QualifierCode::suffix));
    return body.empty() ? std::string() : format::collapse_space(text);
  }

 private:
  std::string part(const std::vector<MarkingQualifier>& all, QualifierCode code) const {
    return format::collapse_space(qualifier(all, code, lang_, codes_, {}));
  }

  /// Ownership phrase and classification; a portion mark stands for both.
  std::string head(const SpifClassification& level) const {
    if (any_has(level.markings, MarkingCode::no_marking_display)) {
      return {};
    }
    const std::string* portion =
        form_ == MarkingForm::portion
            ? phrase_for(level.markings, lang_, MarkingCode::portion_marking)
            : nullptr;
    if (portion != nullptr) {
      return *portion;
    }
    const std::string* phrase = phrase_for(level.markings, lang_, codes_);
    std::string name = phrase != nullptr                                       ? *phrase
                       : any_has(level.markings, MarkingCode::no_name_display) ? std::string()
                                                                               : level.name;
    std::string text = owner(level);
    if (!suppresses_class()) {
      text += text.empty() || name.empty() ? "" : " ";
      text += name;
    }
    return text;
  }

  std::string owner(const SpifClassification& level) const {
    using enum MarkingCode;
    if (const auto* found = phrase_for(level.markings, lang_, replace_policy)) {
      return *found;
    }
    for (const Category& category : information_.categories) {
      const auto resolved = spif_.resolve(category);
      for (const std::string& value : category.values) {
        const TagCategory* each = resolved.found->find(value, spif_.compare());
        if (const auto* found = phrase_for(each->markings, lang_, replace_policy)) {
          return *found;
        }
        if (resolved.found->set->id == kNatoContextOid && !context_phrase(*each, level).empty()) {
          return context_phrase(*each, level);
        }
      }
    }
    if (const auto* found = phrase_for(spif_.markings, lang_, replace_policy)) {
      return *found;
    }
    return spif_.policy.name;
  }

  /// The official SPIF gives the context NATO two phrases and no rule: COSMIC is that of TOP
  /// SECRET.
  std::string context_phrase(const TagCategory& context, const SpifClassification& level) const {
    const bool cosmic = same(level.name, kTopSecret, spif_.compare()) &&
                        std::any_of(context.markings.begin(), context.markings.end(),
                                    [](const MarkingData& each) { return each.phrase == kCosmic; });
    const std::string* phrase = phrase_for(context.markings, lang_, codes_);
    return cosmic ? std::string(kCosmic) : phrase == nullptr ? std::string() : *phrase;
  }

  bool suppresses_class() const {
    for (const Category& category : information_.categories) {
      const auto resolved = spif_.resolve(category);
      for (const std::string& value : category.values) {
        if (any_has(resolved.found->find(value, spif_.compare())->markings,
                    MarkingCode::suppress_class_name)) {
          return true;
        }
      }
    }
    return false;
  }

  /// One text for each category: in the label's order for NATO (as Tables 17 and 18 are printed),
  /// else in the policy's.
  std::vector<std::string> categories() const {
    std::vector<std::pair<std::size_t, std::string>> found;
    for (std::size_t i = 0; i < information_.categories.size(); ++i) {
      const auto resolved = spif_.resolve(information_.categories[i]);
      if (resolved.found->set->id == kNatoContextOid) {
        continue;
      }
      const auto place = static_cast<std::size_t>(resolved.found->set - spif_.tag_sets.data());
      for (const Tag* tag : resolved.found->tags) {
        found.emplace_back(is_nato(spif_) ? i : place * kCategories + i,
                           category(information_.categories[i], *resolved.found->set, *tag));
      }
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> texts;
    for (auto& [order, text] : found) {
      texts.push_back(std::move(text));
    }
    return texts;
  }

  std::string category(const Category& category, const TagSet& set, const Tag& tag) const {
    const ResolvedCategory only{&set, {&tag}};
    const std::string separator =
        qualifier(tag.qualifiers, QualifierCode::separator, lang_, codes_, kDefaultSeparator);
    std::string values;
    for (const std::string& value : category.values) {
      const TagCategory* found = only.find(value, spif_.compare());
      const std::string words = found == nullptr || is_context(value) ? "" : word(*found, value);
      values += values.empty() || words.empty() ? "" : separator;
      values += words;
    }
    if (values.empty()) {
      return {};
    }
    std::string prefix = part(tag.qualifiers, QualifierCode::prefix);
    for (const Printed& each : kPrinted) {
      prefix =
          each.tag_set == set.id && each.spelled == prefix ? std::string(each.printed) : prefix;
    }
    std::string text;
    append_word(text, prefix);
    append_word(text, values);
    append_word(text, part(tag.qualifiers, QualifierCode::suffix));
    return text;
  }

  /// ADatP-4774.1 Figure 14: a value that repeats the context is not printed again.
  bool is_context(std::string_view value) const {
    for (const Category& category : information_.categories) {
      const auto resolved = spif_.resolve(category);
      if (resolved.found->set->id == kNatoContextOid &&
          std::any_of(category.values.begin(), category.values.end(),
                      [&](const auto& each) { return same(each, value, spif_.compare()); })) {
        return true;
      }
    }
    return false;
  }

  std::string word(const TagCategory& found, const std::string& value) const {
    using enum MarkingCode;
    if (any_has(found.markings, no_marking_display)) {
      return {};
    }
    const std::string* phrase = form_ == MarkingForm::portion
                                    ? phrase_for(found.markings, lang_, portion_marking)
                                    : nullptr;
    phrase = phrase == nullptr ? phrase_for(found.markings, lang_, codes_) : phrase;
    if (phrase != nullptr && (!phrase->empty() || found.user_input.empty())) {
      return *phrase;
    }
    const bool hidden = any_has(found.markings, no_name_display);
    return hidden ? std::string() : found.user_input.empty() ? found.name : value;
  }

  const LabelInformation& information_;
  const Spif& spif_;
  std::string_view lang_;
  MarkingForm form_;
  Codes codes_;
};

struct Field {
  std::string_view name;
  std::string_view value;
};

/// The layout with its fields filled in, in one pass: a value is never read as a layout.
std::string filled(std::string_view layout, std::span<const Field> fields) {
  std::string out;
  while (!layout.empty()) {
    const auto* field =
        std::find_if(fields.data(), fields.data() + fields.size(),
                     [&](const Field& each) { return layout.starts_with(each.name); });
    if (field == fields.data() + fields.size()) {
      out += layout.front();
      layout.remove_prefix(1);
    } else {
      out += field->value;
      layout.remove_prefix(field->name.size());
    }
  }
  return out;
}

}  // namespace

Result<std::string> render_marking(const LabelInformation& information, const Spif& spif,
                                   std::string_view lang, MarkingForm form, Instant at) {
  const Faults faults = check_validity(information, spif, at, LabelAge::existing);
  if (!faults.empty()) {
    return faults.front().error();
  }
  return Renderer(information, spif, lang, form).run();
}

std::string highest_marking(const Spif& spif, std::string_view lang, MarkingForm form) {
  LabelInformation highest;
  highest.policy = spif.policy;
  highest.classification = spif.highest()->name;
  // The context is what makes the highest NATO level COSMIC; others have no such tag set.
  if (const TagSet* context = spif.tag_set_by_id(kNatoContextOid); context != nullptr) {
    highest.categories.push_back({CategoryType::permissive, context->name, context->id, {"NATO"}});
    if (!spif.resolve(highest.categories[0]).found ||
        spif.resolve(highest.categories[0]).found->find("NATO", spif.compare()) == nullptr) {
      highest.categories.clear();
    }
  }
  return Renderer(highest, spif, lang, form).run();
}

std::string render_received(const RenditionTemplate& form, std::string_view party,
                            std::string_view marking, std::string_view own, Rendition rendition) {
  const Field fields[] = {{"{own}", own}, {"{party}", party}, {"{marking}", marking}};
  std::string text = filled(form.layout, fields);
  if (rendition == Rendition::derived && !form.contains.empty()) {
    text += "\n" + filled(form.contains, fields);
  }
  return text;
}

}  // namespace entente::label
