#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "node/node.h"
#include "sim/scheduler.h"
#include "store/memory_files.h"
#include "store/memory_store.h"

namespace entente::sim {

class World;

/// The wire between the nodes: delays, loses, repeats, reorders, damages and parts.
class VirtualLink final : public Link {
 public:
  VirtualLink(World& world, PartyCode from) : world_(world), from_(std::move(from)) {}
  void call(const PartyCode& peer, std::string_view operation, Bytes request,
            Answer answer) override;

 private:
  World& world_;
  PartyCode from_;
};

/// One party: its disk, its keys, and the process that may die and start again.
class Party {
 public:
  Party(World& world, PartyCode code, std::string profile, std::uint64_t seed);

  void start();
  /// `reached_disk`: of the batches that wait, so many are durable although nobody was told.
  void crash(std::size_t reached_disk);
  [[nodiscard]] bool up() const { return node_ != nullptr; }
  [[nodiscard]] node::Node& node() { return *node_; }
  [[nodiscard]] node::Room& room();
  [[nodiscard]] const PartyCode& code() const { return code_; }
  [[nodiscard]] const std::string& domain() const { return domain_; }
  [[nodiscard]] const node::Identity& identity() const { return identity_; }
  [[nodiscard]] VirtualExecutor& executor() { return executor_; }
  [[nodiscard]] VirtualClock& clock() { return clock_; }
  [[nodiscard]] store::MemoryStore& store() { return store_; }
  [[nodiscard]] store::MemoryFiles& files() { return files_; }

  /// Replaces every key but the party key, and announces the new ones. The old private halves stay.
  void rotate_keys();

  /// The numbers of its log and of its copies of the others', known while it is down too.
  [[nodiscard]] node::LogNumber room_number() const { return room_number_; }
  [[nodiscard]] node::LogNumber copy_number(const PartyCode& of) const {
    return copy_numbers_.at(of);
  }

  /// Submits, remembers what was acknowledged, and tells the story.
  void act(act::Body body, std::function<void(const node::Submission&)> then = {});
  /// Digests of acts that were acknowledged as recorded (T12).
  std::set<Digest> acknowledged;
  std::optional<Error> stopped;  ///< the store failed: the process stopped itself

 private:
  World& world_;
  PartyCode code_;
  std::string domain_;
  std::string profile_;
  Random random_;
  VirtualClock clock_;
  VirtualExecutor executor_;
  VirtualLink link_;
  store::MemoryStore store_;
  store::MemoryFiles files_;
  void announce_keys();
  void note_numbers();

  node::LogNumber room_number_ = 0;
  std::map<PartyCode, node::LogNumber> copy_numbers_;
  node::Identity identity_;  ///< on the party's disk: outlives the process
  std::unique_ptr<node::Node> node_;
};

}  // namespace entente::sim
