#include <fmt/format.h>

#include <algorithm>

#include "rules/due.h"

/// What the house must see to before a day: its officers, accreditations and contractors.
namespace entente::rules {
namespace {

using agreement::Deadline;
using agreement::DeadlineKind;

/// What ends on a day.
struct Ends {
  DeadlineKind kind;
  std::string about;
  CivilDate last_day;
  Zone zone;
  std::string_view what;  ///< `the accreditation`
  std::string_view article;
};

class HouseDuties {
 public:
  HouseDuties(const StateView& view, Days ahead) : view_(view), ahead_(ahead) {}

  std::vector<Deadline> take() {
    for (const auto& [code, facility] : view_.house.facilities()) {
      if (facility.entered()) {
        add_facility(code, facility);
      }
    }
    for (const auto& [code, contractor] : view_.house.contractors()) {
      add_contractor(code, contractor);
    }
    sort_due(due_);
    return std::move(due_);
  }

 private:
  void add_facility(const std::string& code, const registry::Facility& facility) {
    const registry::Accreditation& current = facility.accreditations.back();
    add({DeadlineKind::facility_accreditation, code, current.until, current.zone,
         "the accreditation", "Art. 10"});
    const CivilDate today = view_.now.date_in(current.zone);
    for (const registry::DaysBetween& gap : facility.gaps()) {
      if (today <= gap.until) {
        add({DeadlineKind::facility_officer, code, gap.from.minus(Days{1}), current.zone,
             "the last appointment before a gap", "Art. 10"});
        return;
      }
    }
  }

  void add_contractor(const std::string& code, const registry::Contractor& contractor) {
    const agreement::Profile& profile = view_.agreement->profile;
    for (const auto& named : profile.clauses().contractor_conditions) {
      const auto* attested = contractor.condition(profile.id(), named.code);
      if (attested != nullptr && !attested->lapsed) {
        add({DeadlineKind::contractor_condition, fmt::format("{} {}", code, named.code.text()),
             attested->until, contractor.zone, "the evidence", named.article});
      }
    }
    std::vector<Name> seen;
    for (const registry::Inspection& each : contractor.inspections) {
      if (std::find(seen.begin(), seen.end(), each.facility) == seen.end()) {
        seen.push_back(each.facility);
        add({DeadlineKind::contractor_inspection, fmt::format("{} {}", code, each.facility.text()),
             contractor.inspection(each.facility)->next_due, contractor.zone,
             "the time until the next inspection", "Art. 16(g)"});
      }
    }
  }

  void add(const Ends& ends) {
    if (view_.now.date_in(ends.zone).plus(ahead_) < ends.last_day) {
      return;
    }
    Deadline due;
    due.kind = ends.kind;
    due.by = {view_.self};
    due.about = ends.about;
    due.date = ends.last_day;
    due.at = Instant::start_of(due.date.plus(Days{1}), ends.zone);
    due.zone = ends.zone;
    due.how_counted =
        fmt::format("{} ends with {}, at {}", ends.what, due.date.text(), ends.zone.text());
    due.article = ends.article;
    due.overdue = due.at <= view_.now;
    due_.push_back(std::move(due));
  }

  const StateView& view_;
  Days ahead_;
  std::vector<Deadline> due_;
};

}  // namespace

std::vector<Deadline> house_duties(const StateView& view, Days ahead) {
  return HouseDuties(view, ahead).take();
}

std::vector<Deadline> due_list(const StateView& view, Instant known_at, std::size_t count) {
  std::vector<Deadline> all = due_list(*view.agreement, view.now, known_at, count);
  std::vector<Deadline> own = house_duties(view, kHouseDueAhead);
  all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  sort_due(all);
  return all;
}

}  // namespace entente::rules
