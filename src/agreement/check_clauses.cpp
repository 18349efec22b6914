#include <fmt/format.h>

#include <algorithm>

#include "agreement/profile_reader.h"

/// What the clauses of a profile say of each other.
namespace entente::agreement {
namespace {

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
  if (electronic == nullptr || level.rank > electronic->rank) {
    return;
  }
  if (row->suites.empty()) {
    faults.add("contradiction", scheme.electronic_at,
               fmt::format("{} may pass by electronic means, but its row has no suite.",
                           level.code.text()));
  }
  if (row->crypto_approval == CryptoApproval::forbidden) {
    faults.add("contradiction", scheme.electronic_at,
               fmt::format("{} may pass by electronic means, but its row forbids them.",
                           level.code.text()));
  }
}

/// A level that needs no clearance never lies above one that does.
void check_waiver(const Clauses& clauses, const SchemeDraft& scheme, const LevelClause& waived,
                  Section& row) {
  const label::Level* level = scheme.level(waived.level);
  for (const LevelClause& other : clauses.levels) {
    const label::Level* below = scheme.level(other.level);
    if (level != nullptr && below != nullptr && below->rank < level->rank &&
        is_covered(scheme, below->code) && !other.clearance_waived) {
      row.fault("contradiction", "clearance_waived",
                fmt::format("{} lies below and needs a clearance.", below->code.text()));
    }
  }
}

/// R9.2: the event that moves responsibility must come.
void check_custody(const Clauses& clauses, const LevelClause& level, Section& row) {
  const CustodyEvent event = clauses.transmission.custody_transfer;
  if (event == CustodyEvent::content_receipt && level.content_receipt == ReceiptRule::never) {
    row.fault("contradiction", "content_receipt",
              "Responsibility moves with the content receipt, which never comes (R9.2).");
  }
  if (event == CustodyEvent::package_receipt && level.package_receipt == ReceiptRule::never) {
    row.fault("contradiction", "package_receipt",
              "Responsibility moves with the package receipt, which never comes (R9.2).");
  }
}

/// The number at `longer` is at least that at `shorter`, where both are stated.
struct Ordered {
  std::string_view section;
  std::string_view shorter;
  std::string_view longer;
  std::string_view text;
};
constexpr Ordered kOrdered[] = {
    {"visits", "urgent_lead_days", "lead_days", "An urgent request needs less time, not more."},
    {"visits", "urgent_answer_days", "answer_days", "An urgent request is answered sooner."},
    {"visits", "answer_days", "lead_days", "The answer comes before the visit."},
    {"visits", "urgent_answer_days", "urgent_lead_days", "The answer comes before the visit."},
};

/// Where `key` has `value`, `needs` must be stated and be neither false, empty nor "none".
struct Needed {
  std::string_view section;
  std::string_view key;
  std::string_view needs;
  std::string_view text;
};
constexpr Needed kNeeded[] = {
    {"destruction", "emergency_notice", "emergency_allowed",
     "A notice follows an emergency destruction, which is not allowed."},
    {"destruction", "confirm_within_days", "confirmation",
     "A deadline without a confirmation that it is for."},
    {"visits", "extension_months", "recurring_months", "What is extended has a length."},
    {"activation", "readiness_check", "steps", "A readiness check without a step checks nothing."},
};

bool is_stated(const Value* value) {
  struct Reader {
    bool operator()(bool flag) const { return flag; }
    bool operator()(std::int64_t) const { return true; }
    bool operator()(const std::string& text) const { return text != "none"; }
    bool operator()(const std::vector<std::string>& list) const { return !list.empty(); }
  };
  return value != nullptr && std::visit(Reader{}, *value);
}

void check_caveats(const Values& values, Section& root) {
  for (Section& row : root.optional_tables("caveat")) {
    const std::string path = fmt::format("caveat[{}]", row.id<NameTag>("code").text());
    const std::string_view meaning = values.text(path + ".meaning");
    const bool names_parties = meaning == "releasable-to" || meaning == "nationals-of";
    if (names_parties && values.codes(path + ".parties").empty()) {
      row.fault("gap", "meaning", "A caveat about parties names them.");
    }
  }
}

}  // namespace

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
    const LevelClause* clause = row_of(clauses, level);
    bool known = false;
    for (const SchemeDraft& scheme : schemes) {
      known = known || is_covered(scheme, level);
      if (clause != nullptr && clause->clearance_waived) {
        check_waiver(clauses, scheme, *clause, row);
      }
    }
    if (clause != nullptr) {
      check_custody(clauses, *clause, row);
    }
    if (!level.empty() && !known) {
      row.fault("unknown-reference", "level",
                level.text() + " is the level of no covered marking.");
    }
  }
}

void check_parameters(const Values& values, Section& root) {
  const auto path = [](std::string_view section, std::string_view key) {
    return fmt::format("{}.{}", section, key);
  };
  for (const Ordered& each : kOrdered) {
    const auto shorter = values.count(path(each.section, each.shorter));
    const auto longer = values.count(path(each.section, each.longer));
    if (shorter && longer && *shorter > *longer) {
      root.optional_table(each.section)
          .fault("contradiction", each.shorter, std::string(each.text));
    }
  }
  for (const Needed& each : kNeeded) {
    if (is_stated(values.find(path(each.section, each.key))) &&
        !is_stated(values.find(path(each.section, each.needs)))) {
      root.optional_table(each.section).fault("contradiction", each.key, std::string(each.text));
    }
  }
  if (values.flag("destruction.certificate_to_originator") &&
      values.text("destruction.confirmation") == "none") {
    root.optional_table("destruction")
        .fault("contradiction", "confirmation", "A certificate goes to the originating party.");
  }
  if (values.find("transmission.channels") != nullptr &&
      values.codes("transmission.channels").empty()) {
    root.optional_table("transmission")
        .fault("gap", "channels", "Without a channel nothing can pass.");
  }
  check_caveats(values, root);
}

}  // namespace entente::agreement
