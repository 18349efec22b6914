#include <fmt/format.h>

#include "base/text.h"
#include "cli/errors.h"
#include "cli/label_input.h"
#include "cli/label_reply.h"
#include "cli/label_validation.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "label/access_decision.h"
#include "label/dominance.h"
#include "label/errors.h"
#include "label/label_import.h"
#include "label/rendering.h"
#include "label/translation.h"

/// Labels by the field's standards: what they say, whom they let in, how they are marked and what
/// they become in another policy. No node is needed.
namespace entente::cli {
namespace {

using label::Faults;

// --- validate

Reply validated(const LabelValidation& found, const std::string& file) {
  const Members members = [&](format::JsonWriter& out) {
    out.member("valid", found.faults.empty()).member("kind", found.kind);
    out.member("policy", found.policy);
    write_faults(out, "faults", found.faults, file);
    write_faults(out, "notes", found.notes, file);
  };
  if (found.faults.empty()) {
    return reply_with(members);
  }
  Reply reply = failed(found.faults.front().error().within(file));
  reply.details = details_of(members);
  return reply;
}

Reply validate(const Arguments& a) {
  const std::string& path = a.positional[0];
  const auto text = read_local(path, format::kXmlBytes);
  if (!text.ok()) {
    return failed(text.error());
  }
  const auto found = validate_text(a, *text);
  return found.ok() ? validated(*found, path) : failed(found.error());
}

// --- check_label

Reply decided(const label::AccessDecision& decision) {
  const Members members = [&](format::JsonWriter& out) {
    out.member("decision", decision.permitted() ? "permit" : "deny");
    out.member("reason", decision.reason_text()).member("category", decision.category);
    out.member("text", decision.text);
  };
  if (decision.permitted()) {
    return reply_with(members);
  }
  Reply reply = failed(Error(label::kAccessDenied, decision.text));
  reply.details = details_of(members);
  return reply;
}

Reply check_label(const Arguments& a) {
  const auto spif = load_policy(a, "spif");
  const auto clearance = load_clearance(a.get("clearance"));
  const auto at = time_of(a);
  const auto text = read_local(a.positional[0], format::kXmlBytes);
  for (const Status& each :
       {status_of(spif), status_of(clearance), status_of(at), status_of(text)}) {
    if (!each.ok()) {
      return failed(each.error());
    }
  }
  const auto file = read_label_text(*text);
  if (!file.ok()) {
    return decided({label::DenialReason::malformed, {}, file.error().message()});
  }
  if (file->ess) {
    const label::EssResolution resolved = label::resolve_ess_label(*file->ess, *spif);
    return decided(label::decide_access(resolved, {&*clearance, 1}, *spif, *at));
  }
  return decided(label::decide_access(file->reading, {&*clearance, 1}, *spif, *at));
}

// --- marking

/// What is not readable or not of the policy is marked as its highest level, and is an error.
Reply marked_highest(const Error& error, const label::Spif& spif, std::string_view lang,
                     label::MarkingForm form) {
  Reply reply = failed(error);
  reply.details = details_of([&](format::JsonWriter& out) {
    out.member("marking", label::highest_marking(spif, lang, form));
  });
  return reply;
}

Reply marking(const Arguments& a) {
  const auto form = from_name<label::MarkingForm>(a.get("form", "banner"));
  if (!form) {
    return failed(
        Error(kUsage, "--form is banner, portion, document-start or document-end.", "--form"));
  }
  const auto spif = load_policy(a, "spif");
  const auto at = time_of(a);
  const auto text = read_local(a.positional[0], format::kXmlBytes);
  for (const Status& each : {status_of(spif), status_of(at), status_of(text)}) {
    if (!each.ok()) {
      return failed(each.error());
    }
  }
  const std::string lang = a.get("lang", "en");
  const auto file = read_label_text(*text);
  if (!file.ok()) {
    return marked_highest(file.error(), *spif, lang, *form);
  }
  const auto says = information_of(*file, *spif, *at);
  if (!says.ok()) {
    return marked_highest(says.error().within(a.positional[0]), *spif, lang, *form);
  }
  const auto marked = label::render_marking(*says, *spif, lang, *form, *at);
  if (!marked.ok()) {
    return marked_highest(marked.error(), *spif, lang, *form);
  }
  return reply_with([&](format::JsonWriter& out) { out.member("marking", *marked); });
}

// --- translate, dominate

void write_result(format::JsonWriter& out, std::string_view outcome, const std::string* label,
                  bool decision_needed, std::string_view text) {
  out.member("outcome", outcome);
  if (label != nullptr) {
    out.member("label", *label);
  } else {
    out.key("label").null();
  }
  out.member("decision_needed", decision_needed).member("text", text);
}

void write_target(format::JsonWriter& out, const label::TranslationTarget& target) {
  out.begin_object("target").member("policy", target.policy.name).member("oid", target.policy.oid);
  out.member("classification", target.classification).begin_array("values");
  for (const auto& value : target.values) {
    out.begin_object().member("tag_set", value.tag_set_id);
    out.member("type", value.type ? name_of(*value.type) : std::string_view{});
    out.member("lacv", value.lacv).end_object();
  }
  out.end_array().end_object();
}

Reply translate(const Arguments& a) {
  const auto side = from_name<label::Side>(a.get("side"));
  if (!side) {
    return failed(Error(kUsage, "--side is originate or receive.", "--side"));
  }
  const auto spif = load_policy(a, "spif");
  const auto target = a.has("target-spif") ? load_policy(a, "target-spif") : spif;
  const auto at = time_of(a);
  const auto source = load_label(a.positional[0]);
  for (const Status& each :
       {status_of(spif), status_of(target), status_of(at), status_of(source)}) {
    if (!each.ok()) {
      return failed(each.error());
    }
  }
  const auto done =
      label::translate_label(*source, *spif, a.has("target-spif") ? &*target : nullptr, a.get("to"),
                             *side, {std::nullopt, *at});
  if (!done.ok()) {
    return failed(done.error().within(a.positional[0]));
  }
  const std::string xml = done->label ? label::write_label(*done->label) : std::string();
  return reply_with([&](format::JsonWriter& out) {
    const bool unnamed = done->target && !done->label;
    write_result(out, name_of(done->outcome), done->label ? &xml : nullptr, unnamed, done->text);
    if (done->target) {
      write_target(out, *done->target);
    }
  });
}

Reply dominate(const Arguments& a) {
  const auto spif = load_policy(a, "spif");
  const auto at = time_of(a);
  for (const Status& each : {status_of(spif), status_of(at)}) {
    if (!each.ok()) {
      return failed(each.error());
    }
  }
  std::vector<label::LabelInformation> labels;
  std::optional<label::LabelTime> review;
  for (const std::string& path : a.all("LABEL")) {
    const auto read = load_label(path);
    if (!read.ok()) {
      return failed(read.error());
    }
    labels.push_back(read->in_force(*at).information);
    // What is made is looked at again when the first of its sources would be.
    if (read->review && (!review || read->review->at < review->at)) {
      review = read->review;
    }
  }
  const label::Dominance found = label::dominate(labels, *spif, *at);
  std::string xml;
  if (found.information) {
    label::ConfidentialityLabel made;
    made.body = {*found.information, std::nullopt, {*at, true}};
    made.review = review;
    xml = label::write_label(made);
  }
  return reply_with([&](format::JsonWriter& out) {
    write_result(out, found.information ? "dominant" : "policy-decision",
                 found.information ? &xml : nullptr, !found.information, found.text);
  });
}

// --- import

/// What is proposed is written only where a person says so, and then no decision was made by it.
Reply import(const Arguments& a) {
  const std::string& path = a.positional[0];
  const auto text = read_local(path, format::kXmlBytes);
  const auto at = time_of(a);
  for (const Status& each : {status_of(text), status_of(at)}) {
    if (!each.ok()) {
      return failed(each.error());
    }
  }
  auto read = label::import_label(*text, *at);
  if (!read.ok()) {
    return failed(read.error().within(path));
  }
  if (!*read) {
    return failed(Error(label::kNotALabel,
                        "More is wrong than deviations that are known; nothing is proposed.",
                        path));
  }
  label::QuarantinedLabel& quarantined = **read;
  const Faults deviations = quarantined.deviations();
  const std::string proposal = quarantined.proposed_xml();
  const bool accepted = a.has("accept");
  const Members members = [&](format::JsonWriter& out) {
    out.member("accepted", accepted).member("proposal", proposal);
    write_faults(out, "deviations", deviations, path);
  };
  if (!accepted && !deviations.empty()) {
    Reply reply = failed(deviations.front().error().within(path));
    reply.details = details_of(members);
    return reply;
  }
  if (accepted) {
    const std::string label = label::write_label(std::move(quarantined).accept());
    if (const Status written = write_local(a.get("accept"), as_bytes(label + "\n"));
        !written.ok()) {
      return failed(written.error());
    }
  }
  return reply_with(members);
}

const OptionSpec kLabel{"LABEL", "",
                        "a label: STANAG 4774 as XML or JSON, or an ESS label (RFC 2634)", true};
const OptionSpec kSpif{"spif", "FILE", "the label's policy (XML SPIF)", true};
const OptionSpec kSpifTrust{"spif-trust", "CERTS",
                            "the policy must be signed, and its signer chain to these (PEM)"};
const OptionSpec kAt{"at", "INSTANT", "at another time than now"};

}  // namespace

std::vector<Command> label_commands() {
  return {
      {"label",
       "validate",
       "find all faults of a label, clearance, policy or binding",
       {kLabel},
       {{"spif", "FILE", "the label's policy: also validate against it"}, kSpifTrust, kAt},
       validate},
      {"label",
       "check",
       "decide whether a clearance may see what is so labelled",
       {kLabel},
       {{"clearance", "FILE", "a clearance: XML, or the claim aciClr", true},
        kSpif,
        kSpifTrust,
        kAt},
       check_label},
      {"label",
       "marking",
       "the text that a label is marked with",
       {kLabel},
       {kSpif,
        {"lang", "LANG", "language of the text: en, fr, ko ..."},
        {"form", "FORM", "banner (if not given), portion, document-start, document-end"},
        kSpifTrust,
        kAt},
       marking},
      {"label",
       "translate",
       "an equivalent label in another policy",
       {kLabel},
       {kSpif,
        {"to", "POLICY", "name or object identifier of the other policy", true},
        {"side", "SIDE", "originate or receive: who translates", true},
        {"target-spif", "FILE", "the other policy, to name and validate the result"},
        kSpifTrust,
        kAt},
       translate},
      {"label",
       "dominate",
       "the label of what is made from several labelled things",
       {{"LABEL", "", "the labels", true, true}},
       {kSpif, kSpifTrust, kAt},
       dominate},
      {"label",
       "import",
       "name how a label deviates from the standard, and propose a repaired one",
       {kLabel},
       {{"accept", "FILE", "write the proposal there: a person has compared it with the label"},
        {"at", "INSTANT", "when it was received: stands in for a missing time"}},
       import},
  };
}

}  // namespace entente::cli
