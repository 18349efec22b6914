#include <fmt/format.h>

#include "agreement/profile_reader.h"

/// The clauses that decisions use, as types, from the values that the table of clauses checked.
namespace entente::agreement {
namespace {

std::optional<Days> days(const Values& values, std::string_view path) {
  const std::optional<int> count = values.count(path);
  return count ? std::optional(Days{*count}) : std::nullopt;
}

template <Named E>
E named(const Values& values, std::string_view path, E otherwise) {
  return values.named<E>(path).value_or(otherwise);
}

std::vector<Name> names(const Values& values, std::string_view path) {
  std::vector<Name> names;
  for (const std::string& code : values.codes(path)) {
    if (const auto name = Name::parse(code); name.ok()) {
      names.push_back(*name);
    }
  }
  return names;
}

void fill_duties(const Values& values, Clauses& clauses) {
  clauses.general = {
      values.flag("general.duty_to_share"),       values.flag("general.national_overlay"),
      values.flag("general.tell_changes_of_law"), values.flag("general.supplements_only_tighten"),
      values.flag("general.own_costs"),           values.flag("general.consultation_only")};
  clauses.protection = {named(values, "protection.third_party", Consent::required),
                        named(values, "protection.other_purpose", Consent::required),
                        values.flag("protection.keep_ownership_of_rights"),
                        values.flag("protection.facility_register"),
                        days(values, "protection.reclassify_within_days").value_or(Days{0})};
  clauses.access = {values.flag("access.clearance"), values.flag("access.need_to_know"),
                    values.flag("access.facility_register"),
                    values.flag("access.assurance_before_release"),
                    values.flag("access.approver_is_another")};
  clauses.visits = {values.flag("visits.between_authorities"), days(values, "visits.lead_days"),
                    days(values, "visits.urgent_lead_days"),
                    values.count("visits.recurring_months")};
  clauses.security_visits = values.flag("visits.security_representatives");
  clauses.facilities = {values.flag("facilities.officer"),
                        values.flag("facilities.encrypted_at_rest")};
  clauses.incidents = {values.count("incidents.notify_within_hours").value_or(0),
                       days(values, "incidents.report_within_days").value_or(Days{0})};
}

void fill_handling(const Values& values, Clauses& clauses) {
  clauses.transmission = {
      names(values, "transmission.channels"),
      named(values, "transmission.custody_transfer", CustodyEvent::content_receipt),
      named(values, "transmission.crypto_approval", CryptoApproval::own),
      values.flag("transmission.system_accreditation"), values.flag("transmission.double_cover")};
  clauses.destruction.two_persons = values.flag("destruction.two_persons");
  clauses.destruction.certificate_to_originator =
      values.flag("destruction.certificate_to_originator");
  clauses.destruction.emergency_allowed = values.flag("destruction.emergency_allowed");
  clauses.copies = {values.flag("copies.original_markings"), values.flag("copies.numbered"),
                    values.flag("copies.watermark")};
  clauses.translation = {values.flag("translation.cleared_translator"),
                         values.flag("translation.level_of_source")};
}

LevelClause level_clause(const Values& values, const Name& level, CryptoApproval otherwise) {
  const auto path = [&](std::string_view key) {
    return fmt::format("level[{}].{}", level.text(), key);
  };
  LevelClause clause;
  clause.level = level;
  clause.suites = names(values, path("suites"));
  clause.package_receipt = named(values, path("package_receipt"), ReceiptRule::always);
  clause.content_receipt = named(values, path("content_receipt"), ReceiptRule::always);
  clause.content_receipt_within =
      days(values, path("content_receipt_within_days")).value_or(Days{0});
  clause.copy = named(values, path("copy"), Consent::required);
  clause.translate = named(values, path("translate"), Consent::required);
  clause.destroy = named(values, path("destroy"), Consent::required);
  clause.contractor = named(values, path("contractor"), Consent::required);
  clause.crypto_approval = named(values, path("crypto_approval"), otherwise);
  clause.clearance_waived = values.flag(path("clearance_waived"));
  clause.facility_clearance_waived = values.flag(path("facility_clearance_waived"));
  return clause;
}

QuorumClause quorum_clause(const Values& values, std::string_view act) {
  const auto path = [&](std::string_view key) { return fmt::format("quorum[{}].{}", act, key); };
  QuorumClause clause;
  clause.act = from_name<ActClass>(act).value_or(ActClass::amendment);
  clause.needs = named(values, path("needs"), QuorumNeed::all);
  clause.count = static_cast<std::size_t>(values.count(path("count")).value_or(0));
  for (const std::string& code : values.codes(path("of"))) {
    if (const auto party = PartyCode::parse(code); party.ok()) {
      clause.of.push_back(*party);
    }
  }
  return clause;
}

}  // namespace

void fill_clauses(const Values& values, Clauses& clauses) {
  fill_duties(values, clauses);
  fill_handling(values, clauses);
  clauses.levels.clear();
  for (const std::string& row : values.rows("level")) {
    if (const auto level = Name::parse(row); level.ok()) {
      clauses.levels.push_back(level_clause(values, *level, clauses.transmission.crypto_approval));
    }
  }
  clauses.quorums.clear();
  for (const std::string& act : values.rows("quorum")) {
    clauses.quorums.push_back(quorum_clause(values, act));
  }
}

}  // namespace entente::agreement
