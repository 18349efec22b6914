#include "cli/label_validation.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/label_input.h"
#include "cli/label_reply.h"
#include "label/binding.h"
#include "label/errors.h"
#include "label/label_json.h"
#include "label/rendering.h"
#include "label/sio_label.h"
#include "label/us_marking_reader.h"
#include "label/validity.h"

namespace entente::cli {
namespace {

using label::Faults;

void add_all(Faults from, Faults& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

label::Fault advice(std::string text) { return {&label::kAdvice, {}, std::move(text), {}}; }

LabelValidation unread(const Error& error) {
  return {{}, {}, {{&error.kind(), error.where(), error.message(), {}}}, {}};
}

/// A clearance, policy or binding; nothing for anything else.
Result<std::optional<LabelValidation>> validate_other(std::string_view text) {
  ENTENTE_TRY(const std::string carried, binding_of_carrier(std::string(text)));
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(carried));
  if (document.root().name() == "SPIF") {
    ENTENTE_TRY(label::SpifReading read, label::read_spif(text));
    return std::optional(LabelValidation{"policy", read.spif ? read.spif->policy.name : "",
                                         std::move(read.faults), std::move(read.notes)});
  }
  if (document.root().is(label::kClearanceNamespace, "ConfidentialityClearance")) {
    label::ClearanceReading read = label::read_clearance(document.root());
    return std::optional(LabelValidation{"clearance",
                                         read.clearance ? read.clearance->policy.name : "",
                                         std::move(read.malformed),
                                         {}});
  }
  if (document.root().is(label::kBindingNamespace, "BindingInformation")) {
    label::BindingReading read = label::read_binding(document.root());
    return std::optional(
        LabelValidation{"binding", {}, std::move(read.faults), std::move(read.notes)});
  }
  return std::optional<LabelValidation>();
}

/// What a policy finds in one label or successor of it.
void validate_by(const label::Spif& spif, const label::LabelInformation& information, Instant now,
                 LabelValidation& found) {
  add_all(label::check_validity(information, spif, now, label::LabelAge::fresh), found.faults);
}

/// RFC 7444: the marking that people see and the label should say the same.
void compare_marking(const LabelFile& file, const label::Spif& spif,
                     const label::LabelInformation& information, Instant now,
                     LabelValidation& found) {
  const auto says = label::render_marking(information, spif, "en", label::MarkingForm::banner, now);
  if (!file.marking.empty() && says.ok() && *says != file.marking) {
    found.notes.push_back(advice(fmt::format("The field is marked {}, and its label says {}.",
                                             in_quotes(file.marking), in_quotes(*says))));
  }
}

Result<LabelValidation> validate_ess(const Arguments& a, const LabelFile& file) {
  const label::EssLabel& ess = *file.ess;
  LabelValidation found{"ess", ess.policy_oid, {}, {}};
  found.notes.push_back(advice(
      "An ESS label says neither when it was made nor what succeeds it; nothing is assumed."));
  if (!a.has("spif")) {
    for (const label::EssCategory& each : ess.categories) {
      if (!each.type) {
        found.notes.push_back(
            advice(fmt::format("Categories of the syntax {} are not known.", each.syntax)));
      }
    }
    return found;
  }
  ENTENTE_TRY(const Instant now, time_of(a));
  ENTENTE_TRY(const label::Spif spif, load_policy(a, "spif"));
  label::EssResolution resolved = label::resolve_ess_label(ess, spif);
  add_all(std::move(resolved.faults), found.faults);
  if (resolved.information) {
    validate_by(spif, *resolved.information, now, found);
    add_all(label::find_contradictions(*resolved.information, spif), found.notes);
    compare_marking(file, spif, *resolved.information, now, found);
  }
  return found;
}

LabelValidation validate_us(std::string_view text) {
  label::UsMarkingReading read = label::read_us_marking(text);
  return {read.form == label::UsForm::portion ? "us-portion" : "us-banner", "US",
          std::move(read.faults), std::move(read.notes)};
}

Result<LabelValidation> validate_label(const Arguments& a, const LabelFile& file) {
  const label::LabelReading& reading = file.reading;
  LabelValidation found{reading.kind ? std::string(name_of(*reading.kind)) : std::string(),
                        reading.policy, reading.faults(), reading.notes};
  ENTENTE_TRY(const Instant now, time_of(a));
  if (!reading.label) {
    return found;
  }
  add_all(label::check_created(reading.label->body.created, now), found.faults);
  if (a.has("spif")) {
    ENTENTE_TRY(const label::Spif spif, load_policy(a, "spif"));
    const label::LabelInformation& information = reading.label->body.information;
    validate_by(spif, information, now, found);
    for (const label::Succession& each : reading.label->successors) {
      validate_by(spif, each.body.information, now, found);
    }
    add_all(label::find_contradictions(information, spif), found.notes);
    compare_marking(file, spif, information, now, found);
  }
  return found;
}

/// A field whose label is absent, or of a type that is not read: well formed, and no more is known.
Result<LabelValidation> validate_sio(const Arguments& a, std::string_view text) {
  const auto sio = label::read_sio_label(*sio_field(text));
  if (!sio.ok()) {
    return unread(sio.error());
  }
  const auto file = read_label_text(text);
  if (file.ok() && file->ess) {
    return validate_ess(a, *file);
  }
  if (file.ok() && file->reading.kind) {
    return validate_label(a, *file);
  }
  if (!file.ok() && sio->carries_ess()) {
    return unread(file.error());
  }
  LabelValidation found{"sio", {}, {}, {}};
  found.notes.push_back(
      advice("Only labels of the types :ess and :x411, and those of STANAG 4774, "
             "are looked into."));
  return found;
}

}  // namespace

Result<LabelValidation> validate_text(const Arguments& a, std::string_view text) {
  if (sio_field(text)) {
    return validate_sio(a, text);
  }
  const auto file = read_label_text(text);
  if (file.ok() && file->ess) {
    return validate_ess(a, *file);
  }
  if (file.ok() && file->reading.kind) {
    return validate_label(a, *file);
  }
  if (label::is_json_text(text) || is_ess(text)) {
    return file.ok() ? validate_label(a, *file) : unread(file.error());
  }
  if (label::is_us_marking(text)) {
    return validate_us(text);
  }
  auto other = validate_other(text);
  if (!other.ok()) {
    return unread(other.error());
  }
  if (*other) {
    return std::move(**other);
  }
  return file.ok() ? validate_label(a, *file) : unread(file.error());
}

}  // namespace entente::cli
