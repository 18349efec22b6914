#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/core.h"

namespace entente::node {

/// Reads this node's logs and its copies of the partners' again, all the while and slowly, so that
/// what is damaged at rest is found before it is needed (AB26): each act, its signature and its
/// leaf, once a day. Reads and verifies on workers; belongs to the node's sequence.
class Scrubber {
 public:
  explicit Scrubber(Core& core) : core_(core) {}

  /// Goes on for as long as the node lives. Once.
  void start();

  /// An entry that no longer verifies.
  struct Damage {
    std::string origin;       ///< of the log
    std::uint64_t place = 0;  ///< index in an own log; place in the chain, of a partner's
  };
  /// The first that was found since the start; also logged (`ledger.damaged`).
  [[nodiscard]] const std::optional<Damage>& damage() const { return damage_; }
  /// How often everything has been read since the start.
  [[nodiscard]] std::uint64_t passes() const { return passes_; }

 private:
  struct Source;
  struct Part;
  void next();
  [[nodiscard]] std::vector<Source> sources() const;
  [[nodiscard]] std::vector<Part> slice();
  [[nodiscard]] Part part_of(const Source& source, std::uint64_t skipped,
                             std::uint64_t count) const;
  [[nodiscard]] std::optional<Damage> damage_in(const Part& part) const;

  Core& core_;
  std::uint64_t read_ = 0;  ///< entries of this pass, over all logs in their order
  std::uint64_t passes_ = 0;
  std::optional<Damage> damage_;
};

}  // namespace entente::node
