#include <fmt/format.h>

#include <algorithm>

#include "agreement/profile_reader.h"

namespace entente::agreement {
namespace {

constexpr int kMaxDays = 3650;
constexpr int kMaxHours = 24 * 365;
constexpr int kMaxMonths = 120;

std::optional<Days> optional_days(Section& section, std::string_view key) {
  const std::optional<int> count = section.optional_integer(key, 0, kMaxDays);
  return count ? std::optional(Days{*count}) : std::nullopt;
}

void read_general(Section section, GeneralClause& clause) {
  clause.duty_to_share = section.flag("duty_to_share");
  clause.national_overlay = section.flag("national_overlay");
  clause.tell_changes_of_law = section.flag("tell_changes_of_law");
  clause.supplements_only_tighten = section.flag("supplements_only_tighten");
  clause.own_costs = section.flag("own_costs");
  clause.consultation_only = section.flag("consultation_only");
  section.done();
}

void read_protection(Section section, ProtectionClause& clause) {
  clause.third_party = section.named<Consent>("third_party");
  clause.other_purpose = section.named<Consent>("other_purpose");
  clause.keep_ownership_of_rights = section.flag("keep_ownership_of_rights");
  clause.facility_register = section.flag("facility_register");
  clause.reclassify_within = Days{section.integer("reclassify_within_days", 0, kMaxDays)};
  section.done();
}

void read_access(Section section, AccessClause& clause) {
  clause.clearance = section.flag("clearance");
  clause.need_to_know = section.flag("need_to_know");
  clause.facility_register = section.flag("facility_register");
  clause.assurance_before_release = section.flag("assurance_before_release");
  clause.approver_is_another = section.flag("approver_is_another");
  section.done();
}

void read_visits(Section section, Clauses& clauses) {
  VisitClause& clause = clauses.visits;
  clause.between_authorities = section.flag("between_authorities");
  clause.lead = optional_days(section, "lead_days");
  clause.urgent_lead = optional_days(section, "urgent_lead_days");
  clause.recurring_months = section.optional_integer("recurring_months", 1, kMaxMonths);
  clauses.security_visits = section.flag("security_representatives");
  section.done();
}

void read_transmission(Section section, TransmissionClause& clause) {
  clause.channels = section.names("channels");
  clause.custody_transfer = section.named<CustodyEvent>("custody_transfer");
  clause.crypto_approval = section.named<CryptoApproval>("crypto_approval");
  clause.system_accreditation = section.flag("system_accreditation");
  clause.double_cover = section.flag("double_cover");
  if (section.present() && clause.channels.empty()) {
    section.fault("gap", "channels", "Without a channel nothing can pass.");
  }
  section.done();
}

void read_facilities(Section section, FacilityClause& clause) {
  clause.officer = section.flag("officer");
  clause.encrypted_at_rest = section.flag("encrypted_at_rest");
  section.done();
}

void read_destruction(Section section, const std::vector<std::string>& languages,
                      DestructionClause& clause) {
  clause.two_persons = section.flag("two_persons");
  clause.certificate_to_originator = section.flag("certificate_to_originator");
  clause.emergency_allowed = section.flag("emergency_allowed");
  for (Section& row : section.tables("method")) {
    DestructionMethod method;
    method.code = row.id<NameTag>("code");
    method.media = row.named_list<Medium>("media");
    method.names = row.texts("name", languages);
    row.done();
    const bool repeated =
        std::any_of(clause.methods.begin(), clause.methods.end(),
                    [&](const DestructionMethod& other) { return other.code == method.code; });
    if (repeated) {
      row.fault("duplicate", "code", "A method with this code stands above.");
    }
    clause.methods.push_back(std::move(method));
  }
  section.done();
}

void read_copies(Section section, CopyClause& clause) {
  clause.original_markings = section.flag("original_markings");
  clause.numbered = section.flag("numbered");
  clause.watermark = section.flag("watermark");
  section.done();
}

void read_translation(Section section, TranslationClause& clause) {
  clause.cleared_translator = section.flag("cleared_translator");
  clause.level_of_source = section.flag("level_of_source");
  section.done();
}

void read_incidents(Section section, IncidentClause& clause) {
  clause.notify_within_hours = section.integer("notify_within_hours", 0, kMaxHours);
  clause.report_within = Days{section.integer("report_within_days", 0, kMaxDays)};
  section.done();
}

void read_contractors(Section& root, const std::vector<std::string>& languages,
                      std::vector<ContractorCondition>& conditions) {
  for (Section& row : root.tables("contractor_condition")) {
    ContractorCondition condition;
    condition.code = row.id<NameTag>("code");
    condition.article = row.text("article");
    condition.names = row.texts("name", languages);
    row.done();
    const bool repeated =
        std::any_of(conditions.begin(), conditions.end(),
                    [&](const ContractorCondition& other) { return other.code == condition.code; });
    if (repeated) {
      row.fault("duplicate", "code", "A condition with this code stands above.");
    }
    conditions.push_back(std::move(condition));
  }
}

void read_levels(Section& root, std::vector<LevelClause>& levels) {
  for (Section& row : root.tables("level")) {
    LevelClause clause;
    clause.level = row.id<NameTag>("level");
    clause.suites = row.names("suites");
    clause.package_receipt = row.named<ReceiptRule>("package_receipt");
    clause.content_receipt = row.named<ReceiptRule>("content_receipt");
    clause.content_receipt_within = Days{row.integer("content_receipt_within_days", 0, kMaxDays)};
    clause.copy = row.named<Consent>("copy");
    clause.translate = row.named<Consent>("translate");
    clause.destroy = row.named<Consent>("destroy");
    clause.contractor = row.named<Consent>("contractor");
    row.done();
    const bool repeated = std::any_of(levels.begin(), levels.end(), [&](const LevelClause& other) {
      return other.level == clause.level;
    });
    if (repeated) {
      row.fault("duplicate", "level", "A row for this level stands above.");
    }
    levels.push_back(std::move(clause));
  }
}

const LevelClause* row_of(const Clauses& clauses, const Name& level) {
  const auto found = std::find_if(clauses.levels.begin(), clauses.levels.end(),
                                  [&](const LevelClause& each) { return each.level == level; });
  return found == clauses.levels.end() ? nullptr : &*found;
}

bool is_covered(const SchemeDraft& scheme, const Name& level) {
  return std::any_of(
      scheme.markings.begin(), scheme.markings.end(),
      [&](const label::Marking& each) { return each.covered && each.level == level; });
}

void check_row(const LevelClause* row, const SchemeDraft& scheme, const label::Level& level,
               Section& root, Faults& faults) {
  if (row == nullptr) {
    root.fault("gap", "level",
               fmt::format("No row for {} of {}, which is covered.", level.code.text(),
                           scheme.party.text()));
    return;
  }
  const label::Level* electronic = scheme.level(scheme.ceiling.electronic_level);
  if (electronic != nullptr && level.rank <= electronic->rank && row->suites.empty()) {
    faults.add("contradiction", scheme.electronic_at,
               fmt::format("{} may pass by electronic means, but its row has no suite.",
                           level.code.text()));
  }
}

}  // namespace

void read_clauses(Section& root, const std::vector<std::string>& languages, Clauses& clauses) {
  read_general(root.table("general"), clauses.general);
  read_protection(root.table("protection"), clauses.protection);
  read_access(root.table("access"), clauses.access);
  read_visits(root.table("visits"), clauses);
  read_transmission(root.table("transmission"), clauses.transmission);
  read_facilities(root.table("facilities"), clauses.facilities);
  read_destruction(root.table("destruction"), languages, clauses.destruction);
  read_copies(root.table("copies"), clauses.copies);
  read_translation(root.table("translation"), clauses.translation);
  read_incidents(root.table("incidents"), clauses.incidents);
  read_contractors(root, languages, clauses.contractor_conditions);
  read_levels(root, clauses.levels);
}

void check_levels(const Clauses& clauses, const std::vector<SchemeDraft>& schemes, Section& root,
                  Faults& faults) {
  for (const SchemeDraft& scheme : schemes) {
    for (const label::Level& level : scheme.levels) {
      if (is_covered(scheme, level.code)) {
        check_row(row_of(clauses, level.code), scheme, level, root, faults);
      }
    }
  }
  for (Section& row : root.tables("level")) {
    const Name level = row.id<NameTag>("level");
    const bool known = std::any_of(schemes.begin(), schemes.end(), [&](const SchemeDraft& scheme) {
      return is_covered(scheme, level);
    });
    if (!level.empty() && !known) {
      row.fault("unknown-reference", "level",
                level.text() + " is the level of no covered marking.");
    }
  }
}

}  // namespace entente::agreement
