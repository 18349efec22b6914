#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/party.h"

namespace entente::sim {

/// What a run found. `broken` names the invariant and says what happened.
struct Verdict {
  std::vector<std::string> broken;
  std::map<std::string, std::uint64_t> exercised;  ///< by invariant: how often it was put to a test
  std::vector<std::string> story;
  [[nodiscard]] bool ok() const { return broken.empty(); }
};

struct Plan {
  std::uint64_t seed = 1;
  int parties = 2;
  int steps = 120;
  bool faults = true;  ///< lose, repeat, reorder, damage, part, crash
  bool keep_story = false;
};

/// Several nodes in one process on virtual ports, driven by officers who act at random, while the
/// world fails at random. Invariants are checked after every event. One seed, one run.
class World {
 public:
  explicit World(const Plan& plan);
  [[nodiscard]] Verdict run();

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] Party* party(const PartyCode& code);
  [[nodiscard]] bool parted(const PartyCode& a, const PartyCode& b) const;
  void tell(const std::string& line);
  void broken(const std::string& invariant, const std::string& what);
  void exercised(const std::string& invariant) { ++verdict_.exercised[invariant]; }

 private:
  void found();
  void act_somewhere();
  void fail_somewhere();
  void settle();
  void check_always();
  void check_at_rest();
  void check_reconciled();
  void check_party_at_rest(Party& party);
  template <class Choice>
  [[nodiscard]] const registry::Item* any_item(Party& party, ItemId& id, const Choice& choice);
  void kill(Party& party);
  void lose(Party& party);
  void attend(Party& party);
  void forgive(Party& party, const store::MemoryStore::Image& kept);
  void act_at(Party& party);
  void release(Party& party);
  /// The party's own holds on everything that are active.
  [[nodiscard]] static std::set<std::string> holds_of(Party& party);
  void use_item(Party& party);
  void speak(Party& party);

  Plan plan_;
  Random random_;
  Scheduler scheduler_;
  std::vector<std::unique_ptr<Party>> parties_;
  std::set<std::pair<PartyCode, PartyCode>> parted_;
  Verdict verdict_;
  std::map<std::string, registry::Stage> seen_stages_;
  std::map<PartyCode, store::MemoryStore::Image> backups_;
  std::optional<PartyCode> losing_;  ///< who lost the end of its ledgers and does not sign yet
};

}  // namespace entente::sim
