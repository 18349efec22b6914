#include "agreement/clause_table.h"

#include <algorithm>
#include <array>

#include "agreement/clauses.h"

namespace entente::agreement {
namespace {

using enum Tighter;

constexpr int kDays = 3650;
constexpr int kHours = 24 * 365;
constexpr int kMonths = 120;
constexpr int kParties = 16;

/// The names of an enumeration, in its order.
template <Named E>
constexpr auto kNames = [] {
  std::array<std::string_view, std::size(Names<E>::kRows)> names{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = Names<E>::kRows[i].second;
  }
  return names;
}();

constexpr std::string_view kDayKinds[] = {"calendar", "working"};
constexpr std::string_view kVisitFields[] = {
    "name",       "birth",  "nationality", "passport", "title",    "organisation",
    "clearance",  "dates",  "purpose",     "level",    "sponsor",  "contact",
    "initiative", "sector", "signature",   "facility", "equipment"};
constexpr std::string_view kCaveats[] = {"releasable-to", "nationals-of",   "origin",  "no-copy",
                                         "no-alteration", "no-destruction", "handling"};
constexpr std::string_view kCertificates[] = {"none", "on-request", "before-access", "each-visit"};
constexpr std::string_view kConfirmations[] = {"none", "on-request", "notice", "certificate"};
constexpr std::string_view kReportStages[] = {"initial", "full"};
constexpr std::string_view kSurvival[] = {"as-long-as-level-needs", "unless-agreed-otherwise",
                                          "until-originator-releases", "all"};
constexpr std::string_view kPrecedence[] = {"not-settled", "this-agreement", "more-protective"};
constexpr std::string_view kRestrictions[] = {"none", "own", "joint"};

constexpr Parameter flag(std::string_view path, Tighter tighter, Need need = Need::required) {
  return {path, ValueKind::flag, tighter, need};
}
constexpr Parameter count(std::string_view path, Tighter tighter, int min, int max,
                          Need need = Need::required) {
  return {path, ValueKind::count, tighter, need, min, max};
}
constexpr Parameter choice(std::string_view path, Tighter tighter,
                           std::span<const std::string_view> choices, Need need = Need::required) {
  return {path, ValueKind::choice, tighter, need, 0, 0, choices};
}
constexpr Parameter codes(std::string_view path, Tighter tighter, Need need = Need::required,
                          Refers refers = Refers::nothing,
                          std::span<const std::string_view> choices = {}) {
  return {path, ValueKind::codes, tighter, need, 0, 0, choices, refers};
}
constexpr Parameter text(std::string_view path, Need need = Need::required) {
  return {path, ValueKind::text, neutral, need};
}
constexpr Parameter code(std::string_view path, Refers refers, Need need = Need::required) {
  return {path, ValueKind::code, unknown, need, 0, 0, {}, refers};
}

constexpr Need kOptional = Need::optional;

constexpr ClauseSection kSections[] = {
    {"general", SectionShape::table, Need::required},
    {"protection", SectionShape::table, Need::required},
    {"access", SectionShape::table, Need::required},
    {"visits", SectionShape::table, Need::required},
    {"transmission", SectionShape::table, Need::required},
    {"facilities", SectionShape::table, Need::required},
    {"destruction", SectionShape::table, Need::required},
    {"copies", SectionShape::table, Need::required},
    {"translation", SectionShape::table, Need::required},
    {"incidents", SectionShape::table, Need::required},
    {"level", SectionShape::rows, Need::required, "level", fewer},
    {"markings"},
    {"caveat", SectionShape::rows, Need::optional, "code", more},
    {"quorum", SectionShape::rows, Need::optional, "act"},
    {"use_limits"},
    {"downgrading"},
    {"disclosure"},
    {"nationality"},
    {"certificates"},
    {"ownership"},
    {"industry"},
    {"courier"},
    {"freight"},
    {"registry"},
    {"joint_information"},
    {"activation"},
    {"precedence"},
    {"working_languages"},
    {"survival"},
};

// Flags say what the agreement demands or permits. Where a section is absent the agreement has no
// such clause. The comments name where a clause was found.
constexpr Parameter kParameters[] = {
    // Art. 1, 3, 5, 19, 20
    flag("general.duty_to_share", when_false),
    flag("general.national_overlay", when_true),
    flag("general.tell_changes_of_law", when_true),
    flag("general.supplements_only_tighten", when_true),
    flag("general.own_costs", neutral),
    flag("general.consultation_only", neutral),
    // Art. 6; advance notice of a reclassification (RU 2001)
    choice("protection.third_party", later, kNames<Consent>),
    choice("protection.other_purpose", later, kNames<Consent>),
    flag("protection.keep_ownership_of_rights", when_true),
    flag("protection.facility_register", when_true),
    count("protection.reclassify_within_days", smaller, 0, kDays),
    count("protection.reclassify_notice_days", larger, 0, kDays, kOptional),
    // Art. 7
    flag("access.clearance", when_true),
    flag("access.need_to_know", when_true),
    flag("access.facility_register", when_true),
    flag("access.assurance_before_release", when_true),
    flag("access.approver_is_another", when_true),
    // Art. 8, 18; times, lists and fields of the other agreements
    flag("visits.between_authorities", when_true),
    flag("visits.security_representatives", neutral),
    count("visits.lead_days", larger, 0, kDays, kOptional),
    count("visits.urgent_lead_days", larger, 0, kDays, kOptional),
    count("visits.answer_days", smaller, 0, kDays, kOptional),
    count("visits.urgent_answer_days", smaller, 0, kDays, kOptional),
    choice("visits.day_kind", neutral, kDayKinds, kOptional),
    count("visits.recurring_months", smaller, 1, kMonths, kOptional),
    count("visits.extension_months", smaller, 1, kMonths, kOptional),
    codes("visits.fields", more, kOptional, Refers::nothing, kVisitFields),
    flag("visits.personal_data_protected", when_true, kOptional),
    flag("visits.disclosure_is_provision", when_true, kOptional),
    // Art. 9, 12
    codes("transmission.channels", fewer),
    choice("transmission.custody_transfer", unknown, kNames<CustodyEvent>),
    choice("transmission.crypto_approval", later, kNames<CryptoApproval>),
    flag("transmission.system_accreditation", when_true),
    flag("transmission.double_cover", when_true),
    // Art. 10, 11
    flag("facilities.officer", when_true),
    flag("facilities.encrypted_at_rest", when_true),
    // Art. 13; confirmation (AU, IN), emergency notice (RO, NZ, IT), return on demand (CH-LU)
    flag("destruction.two_persons", when_true),
    flag("destruction.certificate_to_originator", when_true),
    flag("destruction.emergency_allowed", when_false),
    choice("destruction.confirmation", later, kConfirmations, kOptional),
    count("destruction.confirm_within_days", smaller, 0, kDays, kOptional),
    flag("destruction.emergency_notice", when_true, kOptional),
    flag("destruction.return_on_request", when_true, kOptional),
    // Art. 14; the watermark of IN 8(1), the marking of RO and BG
    flag("copies.original_markings", when_true),
    flag("copies.numbered", when_true),
    flag("copies.watermark", when_true),
    flag("copies.honours_no_copy_marking", when_true, kOptional),
    // Art. 15
    flag("translation.cleared_translator", when_true),
    flag("translation.level_of_source", when_true),
    flag("translation.note_in_target_language", when_true, kOptional),
    // Art. 17; EDA 9, UK 15(2), IT 12(2), RO 12, BG 10(2)
    count("incidents.notify_within_hours", smaller, 0, kHours),
    count("incidents.report_within_days", smaller, 0, kDays),
    codes("incidents.stages", more, kOptional, Refers::nothing, kReportStages),
    flag("incidents.originator_experts", when_true, kOptional),
    flag("incidents.damage_assessment", when_true, kOptional),
    flag("incidents.limit_consequences", when_true, kOptional),
    flag("incidents.loss_of_trace_counts", when_true, kOptional),
    flag("incidents.third_state", when_true, kOptional),
    // By level: Art. 12 to 16; waivers at RESTRICTED (UK 14(1), IT 5(2)), joint crypto (EDA 6)
    code("level.level", Refers::levels),
    codes("level.suites", fewer),
    choice("level.package_receipt", earlier, kNames<ReceiptRule>),
    choice("level.content_receipt", earlier, kNames<ReceiptRule>),
    count("level.content_receipt_within_days", smaller, 0, kDays),
    choice("level.copy", later, kNames<Consent>),
    choice("level.translate", later, kNames<Consent>),
    choice("level.destroy", later, kNames<Consent>),
    choice("level.contractor", later, kNames<Consent>),
    flag("level.clearance_waived", when_false, kOptional),
    flag("level.facility_clearance_waived", when_false, kOptional),
    choice("level.crypto_approval", later, kNames<CryptoApproval>, kOptional),
    // EDA 2(4): RELEASABLE TO; ROK/NZ: prefix of the origin
    flag("markings.release_marking", when_true),
    flag("markings.origin_prefix", when_true),
    // Words beside the level, and what they forbid
    code("caveat.code", Refers::nothing),
    text("caveat.text"),
    choice("caveat.meaning", unknown, kCaveats),
    codes("caveat.parties", unknown, kOptional, Refers::parties),
    codes("caveat.levels", unknown, kOptional, Refers::levels),
    // UK 5(1)(a), AU 5.1.1, CA 5(1)(b)
    flag("use_limits.set_by_originator", when_true),
    // US 4(b)-(c); RO, PL, IT, CH
    choice("downgrading.receiver_may", later, kNames<Consent>),
    flag("downgrading.request_procedure", neutral),
    flag("downgrading.instructions_on_item", neutral),
    // UK 5(1)(f), SE 5(1)(e), CH-AT 5(4)
    flag("disclosure.tell_originator", when_true),
    flag("disclosure.hold_until_answer", when_true),
    flag("disclosure.archives_told", when_true),
    // UK, AU, NZ, CA; IT 5(5)
    choice("nationality.third_country_nationals", later, kNames<Consent>),
    choice("nationality.dual_nationals", later, kNames<Consent>),
    // UK 14, CH-LU 5.5-5.8, IT
    choice("certificates.personnel", later, kCertificates),
    choice("certificates.facility", later, kCertificates),
    flag("certificates.mutual_recognition", neutral),
    flag("certificates.adverse_information", when_true),
    flag("certificates.revocation_notice", when_true),
    flag("certificates.reasons", when_true),
    count("certificates.answer_days", smaller, 1, kDays, kOptional),
    // UK 14(3), US 6(a)(2), FR-CH 6.4
    flag("ownership.foreign_control_bars_clearance", when_true),
    // EDA 8(3); ES, CH, TR, IT; UK 13(3), IT 11(6); BG 8(5)
    flag("industry.security_annex", when_true),
    flag("industry.classification_guide", when_true),
    flag("industry.copy_to_authorities", when_true),
    flag("industry.subcontracts_alike", when_true),
    flag("industry.named_people", when_true),
    codes("industry.exempt_levels", fewer, kOptional, Refers::levels),
    // US 5(c); AU, NZ, CH: certificate
    flag("courier.certificate", when_true),
    flag("courier.cleared_employee", when_true),
    flag("courier.direct_transport", when_true),
    flag("courier.inventory_list", when_true),
    flag("courier.identification", when_true),
    flag("courier.briefing", when_true),
    // BG 6(4), IT 7(2), US 5(d)
    choice("freight.plan", later, kRestrictions),
    flag("freight.escort_by_case", neutral),
    // EDA 5, CH-LU 6.2
    code("registry.from_level", Refers::levels),
    flag("registry.mutual_notice", when_true),
    flag("registry.keeps_certificates", when_true),
    // FR 4(6), NZ 4(4), BG; NZ 4(5): what came from a third party keeps its originator
    choice("joint_information.release", later, kNames<Consent>),
    flag("joint_information.upstream_originator", when_true),
    // Arrangements of three and more: how many agree before an act of a class counts
    choice("quorum.act", unknown, kNames<ActClass>),
    choice("quorum.needs", unknown, kNames<QuorumNeed>),
    count("quorum.count", unknown, 1, kParties, kOptional),
    codes("quorum.of", unknown, kOptional, Refers::parties),
    // NATO MoU Art. 5
    flag("activation.readiness_check", when_true),
    codes("activation.steps", more),
    // BG 4(5), EU member states 10
    choice("precedence.other_agreements", later, kPrecedence),
    codes("precedence.without_prejudice_to", neutral, kOptional),
    // PL 9(3), 12(2)
    codes("working_languages.work", neutral),
    code("working_languages.prevails", Refers::languages, kOptional),
    // What stays protected after the end
    choice("survival.scope", later, kSurvival),
    flag("survival.projects_unaffected", neutral),
    flag("survival.return_on_request", when_true),
};

std::ptrdiff_t place_of(const Parameter& parameter, const Value* value, std::ptrdiff_t absent) {
  const auto* name = value == nullptr ? nullptr : std::get_if<std::string>(value);
  if (name == nullptr) {
    return absent;
  }
  return std::find(parameter.choices.begin(), parameter.choices.end(), *name) -
         parameter.choices.begin();
}

template <class Number>
Effect by_size(Number before, Number after, bool larger_is_tighter) {
  if (before == after) {
    return Effect::none;
  }
  return (before < after) == larger_is_tighter ? Effect::tightens : Effect::loosens;
}

std::int64_t number(const Value* value, std::int64_t absent) {
  const auto* count = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return count == nullptr ? absent : *count;
}

bool includes(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  return std::all_of(some.begin(), some.end(), [&](const std::string& each) {
    return std::find(all.begin(), all.end(), each) != all.end();
  });
}

Effect by_members(const Value* before, const Value* after, bool more_is_tighter) {
  const std::vector<std::string> a = codes_of(before);
  const std::vector<std::string> b = codes_of(after);
  const bool grows = includes(b, a);
  const bool shrinks = includes(a, b);
  if (grows && shrinks) {
    return Effect::none;
  }
  if (!grows && !shrinks) {
    return Effect::loosens;  // something demanded is gone, or something new is permitted
  }
  return grows == more_is_tighter ? Effect::tightens : Effect::loosens;
}

}  // namespace

std::span<const ClauseSection> clause_sections() { return kSections; }
std::span<const Parameter> parameters() { return kParameters; }

const Parameter* parameter(std::string_view path) {
  const std::string described = description_path(path);
  const auto* found = std::find_if(std::begin(kParameters), std::end(kParameters),
                                   [&](const Parameter& each) { return each.path == described; });
  return found == std::end(kParameters) ? nullptr : found;
}

Effect effect_of(const Parameter& parameter, const Value* before, const Value* after) {
  constexpr std::int64_t kNoLimit = INT64_MAX;
  const auto last = static_cast<std::ptrdiff_t>(parameter.choices.size()) - 1;
  switch (parameter.tighter) {
    case neutral:
      return Effect::none;
    case when_true:
      return by_size(is_true(before), is_true(after), true);
    case when_false:
      return by_size(is_true(before), is_true(after), false);
    case larger:
      return by_size(number(before, 0), number(after, 0), true);
    case smaller:
      return by_size(number(before, kNoLimit), number(after, kNoLimit), false);
    case later:
      return by_size(place_of(parameter, before, 0), place_of(parameter, after, 0), true);
    case earlier:
      return by_size(place_of(parameter, before, last), place_of(parameter, after, last), false);
    case fewer:
      return by_members(before, after, false);
    case more:
      return by_members(before, after, true);
    case unknown:
      return Effect::unknown;
  }
  return Effect::unknown;
}

}  // namespace entente::agreement
