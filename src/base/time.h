#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace entente {

/// A fixed offset from UTC, in whole minutes, within +-18:00. Nothing in Entente depends on a
/// machine's zone files: a zone is part of the signed profile.
struct Zone {
  std::int16_t minutes_east = 0;

  auto operator<=>(const Zone&) const = default;
  /// `Z`, `+09:00`, `-03:30`; else `base.bad-time`.
  [[nodiscard]] static Result<Zone> parse(std::string_view text);
  [[nodiscard]] std::string text() const;  ///< always `+hh:mm`, or `Z` for UTC
};

inline constexpr Zone kUtc{0};

/// A number of calendar days. Never hours: a day is as long as the zone says.
struct Days {
  std::int32_t count = 0;
  auto operator<=>(const Days&) const = default;
};

/// A date in the proleptic Gregorian calendar, years 1 to 9999. Has no zone of its own.
class CivilDate {
 public:
  CivilDate() = default;
  /// Refuses dates that do not exist (`2019-02-29`) with `base.bad-time`.
  [[nodiscard]] static Result<CivilDate> make(int year, int month, int day);
  [[nodiscard]] static Result<CivilDate> parse(std::string_view iso8601);  ///< `YYYY-MM-DD` only

  [[nodiscard]] int year() const;
  [[nodiscard]] int month() const;
  [[nodiscard]] int day() const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::int32_t days_since_1970() const { return days_; }

  [[nodiscard]] CivilDate plus(Days days) const;  ///< saturates at the ends of the calendar
  [[nodiscard]] CivilDate minus(Days days) const;
  /// The same day n months or years later; a day that the month lacks becomes its last day
  /// (29 February plus one year is 28 February).
  [[nodiscard]] CivilDate plus_months(int months) const;
  [[nodiscard]] CivilDate plus_years(int years) const;
  /// Calendar days from `earlier` to this date; negative if this one is earlier.
  [[nodiscard]] Days days_since(CivilDate earlier) const;

  auto operator<=>(const CivilDate&) const = default;

 private:
  explicit CivilDate(std::int32_t days) : days_(days) {}
  friend class Instant;
  std::int32_t days_ = 0;
};

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z, years 1 to 9999. No leap seconds
/// (a `:60` is refused).
class Instant {
 public:
  constexpr Instant() = default;
  [[nodiscard]] static constexpr Instant from_ms(std::int64_t ms) { return Instant(ms); }
  /// RFC 3339 with a zone and at most three fractional digits kept (more are cut); else
  /// `base.bad-time`. The text's own offset is not kept.
  [[nodiscard]] static Result<Instant> parse(std::string_view rfc3339);
  /// The first instant of `date` in `zone`.
  [[nodiscard]] static Instant start_of(CivilDate date, Zone zone);

  [[nodiscard]] constexpr std::int64_t ms() const { return ms_; }
  [[nodiscard]] CivilDate date_in(Zone zone) const;
  /// RFC 3339 in `zone`; milliseconds only where they are not zero. Outside the years 1 to 9999 of
  /// that zone: the nearest text within.
  [[nodiscard]] std::string text(Zone zone = kUtc) const;
  /// Saturates at the ends of the 64-bit range.
  [[nodiscard]] constexpr Instant plus_ms(std::int64_t ms) const {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(ms_, ms, &sum)) {
      sum = ms < 0 ? INT64_MIN : INT64_MAX;
    }
    return Instant(sum);
  }

  constexpr auto operator<=>(const Instant&) const = default;

 private:
  constexpr explicit Instant(std::int64_t ms) : ms_(ms) {}
  std::int64_t ms_ = 0;
};

inline constexpr std::int64_t kMsPerSecond = 1000;
inline constexpr std::int64_t kMsPerDay = 86'400'000;

/// 1 January of year 1 and the last millisecond of 9999, in UTC.
[[nodiscard]] Instant earliest_instant();
[[nodiscard]] Instant latest_instant();

}  // namespace entente
