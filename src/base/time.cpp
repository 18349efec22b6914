#include "base/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/errors.h"
#include "base/text.h"

namespace entente {
namespace {

using std::chrono::year_month_day;

constexpr int kMinutesPerHour = 60;
constexpr int kMaxOffsetMinutes = 18 * kMinutesPerHour;

std::int32_t day_number(int year, unsigned month, unsigned day) {
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(day)};
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

year_month_day civil(std::int32_t days) {
  return year_month_day{std::chrono::sys_days{std::chrono::days{days}}};
}

std::int32_t first_day() { return day_number(1, 1, 1); }
std::int32_t last_day() { return day_number(9999, 12, 31); }

Error bad(std::string_view what, std::string_view text) {
  constexpr std::size_t kShown = 60;
  return Error(kBadTime, fmt::format("'{}' is not {}.", display_safe(text, kShown), what));
}

/// Reads exactly `width` decimal digits from the front of `text`.
bool take_number(std::string_view& text, std::size_t width, int& out) {
  if (text.size() < width) {
    return false;
  }
  const char* end = text.data() + width;
  if (!std::all_of(text.data(), end, [](char c) { return c >= '0' && c <= '9'; })) {
    return false;
  }
  std::from_chars(text.data(), end, out);
  text.remove_prefix(width);
  return true;
}

/// With zeros before it. Written out: every act and record has several of these texts.
void append_number(std::string& text, std::size_t width, std::int64_t number) {
  const std::size_t start = text.size();
  text.resize(start + width);
  for (std::size_t i = width; i > 0; --i) {
    text[start + i - 1] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

bool take_zone(std::string_view& text, Zone& out) {
  if (take(text, 'Z')) {
    out = kUtc;
    return true;
  }
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) {
    return false;
  }
  text.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!take_number(text, 2, hours) || !take(text, ':') || !take_number(text, 2, minutes) ||
      minutes >= kMinutesPerHour) {
    return false;
  }
  const int total = hours * kMinutesPerHour + minutes;
  if (total > kMaxOffsetMinutes || (west && total == 0)) {
    return false;  // RFC 3339 4.3: -00:00 means "offset unknown", and unknown is refused.
  }
  out = Zone{static_cast<std::int16_t>(west ? -total : total)};
  return true;
}

bool take_date(std::string_view& text, CivilDate& out) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!take_number(text, 4, year) || !take(text, '-') || !take_number(text, 2, month) ||
      !take(text, '-') || !take_number(text, 2, day)) {
    return false;
  }
  auto date = CivilDate::make(year, month, day);
  if (!date) {
    return false;
  }
  out = *date;
  return true;
}

/// Fractional seconds: any number of digits, the first three of which count.
bool take_fraction(std::string_view& text, int& ms) {
  int scale = 100;
  std::size_t digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    ms += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
    ++digits;
  }
  return digits > 0;
}

}  // namespace

Result<Zone> Zone::parse(std::string_view text) {
  std::string_view rest = text;
  Zone zone;
  if (!take_zone(rest, zone) || !rest.empty()) {
    return bad("a zone such as +09:00 or Z", text);
  }
  return zone;
}

std::string Zone::text() const {
  if (minutes_east == 0) {
    return "Z";
  }
  const int minutes = std::abs(minutes_east);
  return fmt::format("{}{:02}:{:02}", minutes_east < 0 ? '-' : '+', minutes / kMinutesPerHour,
                     minutes % kMinutesPerHour);
}

Result<CivilDate> CivilDate::make(int year, int month, int day) {
  // Checked first, for chrono keeps but one byte of a month or day.
  const bool ranged =
      year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  const year_month_day date{std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!ranged || !date.ok()) {
    return bad("a date that exists", fmt::format("{:04}-{:02}-{:02}", year, month, day));
  }
  return CivilDate(day_number(year, static_cast<unsigned>(month), static_cast<unsigned>(day)));
}

Result<CivilDate> CivilDate::parse(std::string_view iso8601) {
  std::string_view rest = iso8601;
  CivilDate date;
  if (!take_date(rest, date) || !rest.empty()) {
    return bad("a date that exists, as YYYY-MM-DD", iso8601);
  }
  return date;
}

int CivilDate::year() const { return static_cast<int>(civil(days_).year()); }
int CivilDate::month() const {
  return static_cast<int>(static_cast<unsigned>(civil(days_).month()));
}
int CivilDate::day() const { return static_cast<int>(static_cast<unsigned>(civil(days_).day())); }

std::string CivilDate::text() const {
  const year_month_day date = civil(days_);
  std::string text;
  append_number(text, 4, static_cast<int>(date.year()));
  text += '-';
  append_number(text, 2, static_cast<unsigned>(date.month()));
  text += '-';
  append_number(text, 2, static_cast<unsigned>(date.day()));
  return text;
}

CivilDate CivilDate::plus(Days days) const {
  const std::int64_t sum = std::int64_t{days_} + days.count;
  return CivilDate(
      static_cast<std::int32_t>(std::clamp<std::int64_t>(sum, first_day(), last_day())));
}

CivilDate CivilDate::minus(Days days) const {
  const std::int64_t sum = std::int64_t{days_} - days.count;
  return CivilDate(
      static_cast<std::int32_t>(std::clamp<std::int64_t>(sum, first_day(), last_day())));
}

CivilDate CivilDate::plus_months(int months) const {
  const std::int64_t total = std::int64_t{year()} * 12 + (month() - 1) + months;
  const std::int64_t year = total / 12;
  if (total < 12 || year > 9999) {
    return CivilDate(months < 0 ? first_day() : last_day());
  }
  const auto month = std::chrono::month(static_cast<unsigned>(total % 12) + 1);
  const std::chrono::year_month_day_last last{std::chrono::year(static_cast<int>(year)),
                                              std::chrono::month_day_last(month)};
  const unsigned day =
      std::min(static_cast<unsigned>(civil(days_).day()), static_cast<unsigned>(last.day()));
  return CivilDate(day_number(static_cast<int>(year), static_cast<unsigned>(month), day));
}

CivilDate CivilDate::plus_years(int years) const {
  return plus_months(std::clamp(years, -9999, 9999) * 12);
}

Days CivilDate::days_since(CivilDate earlier) const { return Days{days_ - earlier.days_}; }

Result<Instant> Instant::parse(std::string_view rfc3339) {
  std::string_view rest = rfc3339;
  CivilDate date;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int ms = 0;
  Zone zone;
  const bool shaped =
      take_date(rest, date) && take(rest, 'T') && take_number(rest, 2, hour) && take(rest, ':') &&
      take_number(rest, 2, minute) && take(rest, ':') && take_number(rest, 2, second) &&
      (!take(rest, '.') || take_fraction(rest, ms)) && take_zone(rest, zone) && rest.empty();
  if (!shaped || hour > 23 || minute > 59 || second > 59) {
    return bad("an instant as RFC 3339 with a zone", rfc3339);
  }
  const std::int64_t of_day =
      ((std::int64_t{hour} * 60 + minute) * 60 + second) * kMsPerSecond + ms;
  const Instant instant = start_of(date, zone).plus_ms(of_day);
  if (instant < earliest_instant() || instant > latest_instant()) {
    return bad("an instant within the years 1 to 9999", rfc3339);
  }
  return instant;
}

Instant Instant::start_of(CivilDate date, Zone zone) {
  return from_ms(std::int64_t{date.days_since_1970()} * kMsPerDay -
                 std::int64_t{zone.minutes_east} * kMinutesPerHour * kMsPerSecond);
}

CivilDate Instant::date_in(Zone zone) const {
  // One day more on both sides, which a zone can bring back into the calendar.
  const std::int64_t ms =
      std::clamp(ms_, earliest_instant().ms() - kMsPerDay, latest_instant().ms() + kMsPerDay);
  const std::int64_t local = ms + std::int64_t{zone.minutes_east} * kMinutesPerHour * kMsPerSecond;
  const std::int64_t days =
      local >= 0 ? local / kMsPerDay : -((-local + kMsPerDay - 1) / kMsPerDay);
  return CivilDate(
      static_cast<std::int32_t>(std::clamp<std::int64_t>(days, first_day(), last_day())));
}

std::string Instant::text(Zone zone) const {
  const CivilDate date = date_in(zone);
  const std::int64_t start = start_of(date, zone).ms();
  const std::int64_t of_day = std::clamp(ms_, start, start + kMsPerDay - 1) - start;
  const std::int64_t seconds = of_day / kMsPerSecond;
  const std::int64_t ms = of_day % kMsPerSecond;
  std::string text = date.text();
  text += 'T';
  append_number(text, 2, seconds / 3600);
  text += ':';
  append_number(text, 2, seconds / 60 % 60);
  text += ':';
  append_number(text, 2, seconds % 60);
  if (ms != 0) {
    text += '.';
    append_number(text, 3, ms);
  }
  return text + zone.text();
}

Instant earliest_instant() { return Instant::from_ms(std::int64_t{first_day()} * kMsPerDay); }
Instant latest_instant() {
  return Instant::from_ms((std::int64_t{last_day()} + 1) * kMsPerDay - 1);
}

}  // namespace entente
