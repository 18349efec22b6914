#include "agreement/profile_reader.h"

/// The section `[term]` of a profile: entry into force, duration, end (Art. 21, C4).
namespace entente::agreement {
namespace {

constexpr int kMaxYears = 100;
constexpr int kMaxNoticeDays = 3650;
constexpr int kMaxNoticeMonths = 120;
constexpr int kMaxEntryCount = 3650;
constexpr int kDaysOfYear = 365;
constexpr int kMonthsOfYear = 12;

void read_entry(Section& section, TermClause& term) {
  term.entry = section.named<EntryRule>("entry");
  term.entry_day = section.optional_named<EntryDay>("entry_day").value_or(EntryDay::at_once);
  term.entry_count = section.optional_integer("entry_count", 1, kMaxEntryCount).value_or(0);
  if ((term.entry_day == EntryDay::at_once) != (term.entry_count == 0)) {
    section.fault("contradiction", "entry_count",
                  "A count of days or months stands beside the entry_day that counts them.");
  }
  const std::string replaces = section.optional_text("replaces");
  if (!replaces.empty()) {
    const auto id = Name::parse(replaces);
    if (!id) {
      section.fault("bad-value", "replaces", id.error().message());
    } else {
      term.replaces = *id;
    }
  }
}

void read_cover(Section& section, TermClause& term) {
  term.provisional =
      section.optional_named<Provisional>("provisional_application").value_or(Provisional::none);
  term.provisional_from = section.optional_date("provisional_from");
  term.provisional_until = section.optional_date("provisional_until");
  term.earlier_items =
      section.optional_named<EarlierItems>("earlier_items").value_or(EarlierItems::not_covered);
  if ((term.provisional == Provisional::from_date) != term.provisional_from.has_value()) {
    section.fault("contradiction", "provisional_from",
                  "The day stands there where the application is 'from-date', and only there.");
  }
  if (term.provisional == Provisional::none && term.provisional_until) {
    section.fault("contradiction", "provisional_until", "There is no provisional application.");
  }
  if (term.provisional_from && term.provisional_until &&
      *term.provisional_until < *term.provisional_from) {
    section.fault("contradiction", "provisional_until", "It ends before it begins.");
  }
}

void read_notice(Section& section, TermClause& term) {
  term.anchor = section.named<NoticeAnchor>("notice_anchor");
  const auto months = section.optional_integer("notice_months", 1, kMaxNoticeMonths);
  if (months) {
    term.notice_months = *months;
    term.notice = Days{0};
    if (section.optional_integer("notice_days", 0, kMaxNoticeDays)) {
      section.fault("contradiction", "notice_days", "A notice is counted in days or in months.");
    }
  } else {
    term.notice = Days{section.integer("notice_days", 0, kMaxNoticeDays)};
  }
  term.last_day_counts = section.flag("last_day_counts");
  term.late_notice = section.named<LateNotice>("late_notice");
}

void read_suspension(Section& section, TermClause& term) {
  term.agreement_suspension = section.optional_named<AgreementSuspension>("agreement_suspension")
                                  .value_or(AgreementSuspension::none);
  const auto days = section.optional_integer("suspension_days", 0, kMaxNoticeDays);
  term.suspension_notice = Days{days.value_or(0)};
  if (days && term.agreement_suspension == AgreementSuspension::none) {
    section.fault("contradiction", "suspension_days", "The agreement cannot be suspended.");
  }
}

void read_timers(Section& section, TermClause& term) {
  if (const auto days = section.optional_integer("amendment_reply_days", 1, kMaxNoticeDays)) {
    term.amendment_reply = Days{*days};
  }
  term.review_years = section.optional_integer("review_years", 1, kMaxYears).value_or(0);
}

/// Contradictions within Art. 21.
void check_term(const TermClause& term, Section& section) {
  const bool counts_back = term.anchor == NoticeAnchor::before_expiry;
  if (term.initial_years == 0 && counts_back) {
    section.fault("contradiction", "notice_anchor",
                  "A term without end has no expiry that a notice could precede.");
  }
  if (term.initial_years == 0 && term.renewal_years != 0) {
    section.fault("contradiction", "renewal_years", "A term without end is not renewed.");
  }
  const auto too_long = [&](int years) {
    return years > 0 && counts_back &&
           (term.notice.count >= years * kDaysOfYear ||
            term.notice_months >= years * kMonthsOfYear);
  };
  if (too_long(term.initial_years) || too_long(term.renewal_years)) {
    section.fault("contradiction", term.notice_months > 0 ? "notice_months" : "notice_days",
                  "The notice is longer than a term.");
  }
  if (!term.protection_survives) {
    section.fault("contradiction", "protection_survives",
                  "The end of an agreement never frees what was provided (Art. 21(4), I9).");
  }
}

}  // namespace

void ProfileReader::read_term(Section section) {
  TermClause& term = profile_.term_;
  term.zone = section.zone("zone");
  read_entry(section, term);
  read_cover(section, term);
  term.initial_years = section.integer("initial_years", 0, kMaxYears);
  term.renewal_years = section.integer("renewal_years", 0, kMaxYears);
  read_notice(section, term);
  read_suspension(section, term);
  read_timers(section, term);
  term.access_after_lapse = section.named<AccessAfterLapse>("access_after_lapse");
  term.protection_survives = section.flag("protection_survives");
  if (section.present()) {
    check_term(term, section);
  }
  section.done();
}

}  // namespace entente::agreement
