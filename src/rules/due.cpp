#include "rules/due.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace entente::rules {
namespace {

using agreement::Deadline;
using agreement::DeadlineKind;

/// What must be done within so many days of something that happened.
struct Within {
  DeadlineKind kind;
  PartyCode by;
  std::string about;
  Days days;
  Instant since;
  std::string_view event;  ///< `the dispatch`
  std::string_view article;
};

class Duties {
 public:
  Duties(const AgreementView& view, Instant now) : view_(view), now_(now) {}

  std::vector<Deadline> take() {
    for (const auto& [key, entry] : view_.shared.items().entries()) {
      add_item(key, entry.record);
    }
    for (const auto& [key, entry] : view_.shared.incidents().entries()) {
      add_incident(key, entry.record);
    }
    sort_due(due_);
    return std::move(due_);
  }

 private:
  void add_item(const std::string& id, const registry::Item& item) {
    const bool under_way =
        item.stage == registry::Stage::dispatched || item.stage == registry::Stage::arrived;
    const agreement::LevelClause* clause = level_clause(item);
    const bool receipted = clause != nullptr &&
                           clause->content_receipt == agreement::ReceiptRule::always &&
                           !has_incident(id);
    if (under_way && receipted && item.dispatched_at) {
      add({DeadlineKind::content_receipt, item.receiving_party, id, clause->content_receipt_within,
           *item.dispatched_at, "the dispatch", "Art. 12"});
    }
    const bool changed = !item.reclassifications.empty() &&
                         !item.reclassifications.back().followed_at && item.held();
    if (changed) {
      add({DeadlineKind::reclassification, item.receiving_party, id,
           view_.profile.clauses().protection.reclassify_within, item.reclassifications.back().at,
           "the change of classification", "Art. 6(g)"});
    }
  }

  /// I5: what became an incident is no longer chased as a receipt.
  bool has_incident(const std::string& item) const {
    const auto& all = view_.shared.incidents().entries();
    return std::any_of(all.begin(), all.end(), [&](const auto& each) {
      const std::optional<ItemId>& about = each.second.record.item;
      return about && about->text() == item;
    });
  }

  void add_incident(const std::string& id, const registry::Incident& incident) {
    if (incident.reported_at && !incident.results_at) {
      add({DeadlineKind::incident_results, incident.reported_by, id,
           view_.profile.clauses().incidents.report_within, *incident.reported_at, "the report",
           "Art. 17"});
    }
  }

  const agreement::LevelClause* level_clause(const registry::Item& item) const {
    const label::MarkingScheme* scheme = view_.profile.equivalence().scheme(item.originating_party);
    const label::Marking* marking = scheme == nullptr ? nullptr : scheme->find(item.marking);
    return marking == nullptr ? nullptr : view_.profile.level_clause(marking->level);
  }

  void add(const Within& within) {
    const agreement::Party* party = view_.profile.party(within.by);
    const Zone zone = party == nullptr ? view_.profile.term().zone : party->zone;
    const CivilDate from = within.since.date_in(zone);
    Deadline due;
    due.kind = within.kind;
    due.by = {within.by};
    due.about = within.about;
    due.date = from.plus(within.days);
    due.at = Instant::start_of(due.date.plus(Days{1}), zone);
    due.zone = zone;
    due.how_counted =
        fmt::format("{} days from {}, the day of {} not counted, at {}; on {} it is still in time",
                    within.days.count, from.text(), within.event, zone.text(), due.date.text());
    due.article = within.article;
    due.overdue = due.at <= now_;
    due_.push_back(std::move(due));
  }

  const AgreementView& view_;
  Instant now_;
  std::vector<Deadline> due_;
};

}  // namespace

void sort_due(std::vector<Deadline>& due) {
  std::sort(due.begin(), due.end(), [](const Deadline& a, const Deadline& b) {
    return std::tie(a.at, a.kind, a.reading, a.about) < std::tie(b.at, b.kind, b.reading, b.about);
  });
}

std::vector<Deadline> open_duties(const AgreementView& view, Instant now) {
  return Duties(view, now).take();
}

std::vector<Deadline> due_list(const AgreementView& view, Instant now, Instant known_at,
                               std::size_t count) {
  std::vector<Deadline> all =
      agreement::next_deadlines(view.texts, view.shared.instruments(), now, known_at, count);
  std::vector<Deadline> duties = open_duties(view, now);
  all.insert(all.end(), std::make_move_iterator(duties.begin()),
             std::make_move_iterator(duties.end()));
  sort_due(all);
  return all;
}

}  // namespace entente::rules
