#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace entente::bench {

/// What a named peer reaches in the same run.
struct Peer {
  std::string_view name;
  double value = 0;
};

/// Prints one row as bench/README.md says.
inline void print_row(std::string_view name, double value, std::string_view unit,
                      std::string_view note, std::optional<Peer> peer = std::nullopt) {
  const std::string beside = peer ? fmt::format(R"("peer":"{}","peer_value":{:.3f},"ratio":{:.2f})",
                                                peer->name, peer->value, value / peer->value)
                                  : std::string(R"("peer":null,"peer_value":null,"ratio":null)");
  fmt::print(R"({{"name":"{}","value":{:.3f},"unit":"{}",{},"note":"{}"}})"
             "\n",
             name, value, unit, beside, note);
  std::fflush(stdout);
}

}  // namespace entente::bench
