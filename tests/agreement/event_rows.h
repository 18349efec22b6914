#pragma once

#include <string>
#include <string_view>

/// Rows of an events file, from the real history.
namespace entente::agreement::testing {

inline constexpr std::string_view kHeader = "seq\tat\tkind\tevent_type\tactor\n";
inline const std::string kBirth =
    "1\t2016-11-23T10:00+09:00\tinstrument\tSIGNED\tKR,JP\n"
    "2\t2016-11-23T10:00+09:00\tinstrument\tNOTIFIED_COMPLETION(both)\tKR,JP\n";
inline const std::string kNotice =
    "3\t2019-08-23\tinstrument\tTERMINATION_NOTICE_RECEIVED(note N1)\tKR->JP\n";
inline const std::string kSuspension =
    "4\t2019-11-22T18:00+09:00\tinstrument\tNOTICE_EFFECT_SUSPENDED(note N2)\tKR->JP\n";

}  // namespace entente::agreement::testing
