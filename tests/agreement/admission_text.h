#pragma once

#include <string>
#include <string_view>

#include "agreement/builders.h"

namespace entente::agreement::testing {

/// The invented agreement of three with rows added at its end. EXERCISE.
inline std::string three_parties(std::string_view rows = "") {
  return read_file(std::string(ENTENTE_SOURCE_DIR) + "/tests/sim/three-party.toml") + "\n" +
         std::string(rows);
}

/// The same as another version, with a fourth party XD that is as XC in everything.
inline std::string with_xd(std::string text, std::string_view version = "2") {
  const auto replaced = [](std::string in, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = in.find(from, at)) != std::string::npos; at += to.size()) {
      in.replace(at, from.size(), to);
    }
    return in;
  };
  const std::size_t scheme = text.find("[[scheme]]\nparty = \"XC\"");
  std::string more = replaced(
      text.substr(scheme, text.find("[[equivalence]]") - scheme) +
          "[[party]]\ncode = \"XC\"\nname = { en = \"EXERCISE XC\" }\nzone = \"+09:00\"\n"
          "[[authority]]\ncode = \"CA-XC\"\nparty = \"XC\"\nname = { en = \"EXERCISE CA-XC\" }\n"
          "[[reading]]\nparty = \"XC\"\nsuspended_notice = \"without-effect\"\n"
          "count_from = \"last-day-of-term\"\n",
      "XC", "XD");
  const auto rule = [&](const std::string& from, const std::string& to, const char* grade) {
    more += "[[equivalence]]\nfrom = \"" + from + "\"\nmarking = \"" + from + grade +
            "\"\nto = \"" + to + "\"\nbecomes = [\"" + to + grade +
            "\"]\nvalid_from = 2016-11-23\narticle = \"Art. 4(1)\"\n";
  };
  for (const char* other : {"XA", "XB", "XC"}) {
    for (const char* grade : {"-2", "-3"}) {
      rule(other, "XD", grade);
      rule("XD", other, grade);
    }
  }
  return replaced(std::move(text), "version = \"1\"",
                  "version = \"" + std::string(version) + "\"") +
         "\n" + more;
}

}  // namespace entente::agreement::testing
