#pragma once

/// A second implementation of the access decision, by tables of bits and including nothing from the
/// product: what ADatP-4774.1 3.11.4 says of one restrictive, one permissive and one informative
/// tag set of two known values and one unknown one, two known levels and one unknown one.
namespace entente::label::reference {

inline constexpr int kAbsent = -1;
inline constexpr int kUnknownValue = 4;
inline constexpr int kUnknownLevel = 2;

struct Case {
  int level = 0;           ///< 0 and 1 are known
  int granted_levels = 0;  ///< a bit for each
  int wanted[3] = {};      ///< of R, P and I: a bit for each value, or absent
  int granted[3] = {};
};

/// Rows: wanted bits 0 to 3; columns: granted bits 0 to 3.
inline constexpr bool kRestrictive[4][4] = {{true, true, true, true},
                                            {false, true, false, true},
                                            {false, false, true, true},
                                            {false, false, false, true}};
inline constexpr bool kPermissive[4][4] = {{true, true, true, true},
                                           {false, true, false, true},
                                           {false, false, true, true},
                                           {false, true, true, true}};

inline bool permits(const Case& c) {
  if (c.level >= kUnknownLevel || ((c.granted_levels >> c.level) & 1) == 0) {
    return false;
  }
  for (const int wanted : c.wanted) {
    if (wanted != kAbsent && (wanted & kUnknownValue) != 0) {
      return false;
    }
  }
  const bool restrictive = c.wanted[0] == kAbsent || kRestrictive[c.wanted[0]][c.granted[0] & 3];
  const bool permissive = c.wanted[1] == kAbsent || kPermissive[c.wanted[1]][c.granted[1] & 3];
  return restrictive && permissive;
}

}  // namespace entente::label::reference
