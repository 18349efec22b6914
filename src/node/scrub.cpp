#include "node/scrub.h"

#include <algorithm>
#include <numeric>

#include "base/log.h"
#include "node/entry.h"

namespace entente::node {

/// One log as the sequence knows it: an own one, or the copy of a partner's acts.
struct Scrubber::Source {
  const OwnLog* log = nullptr;
  const Room* room = nullptr;  ///< none for the house ledger
  PartyCode party;
  const Counterpart* from = nullptr;

  [[nodiscard]] std::uint64_t size() const {
    return from == nullptr ? log->durable() : from->received.sequence;
  }
};

/// A range of it, with all that a worker needs to verify it.
struct Scrubber::Part {
  LogNumber log = 0;
  std::string origin;
  PartyCode issuer;
  Digest name;
  std::vector<crypto::VerifyingKey> keys;
  std::vector<std::uint64_t> places;  ///< without those whose acts are known to be lost
  std::vector<Digest> leaves;         ///< of these, in an own log
};

namespace {

constexpr std::int64_t kPauseMs = 10'000;
constexpr std::uint64_t kPausesInADay = 8'640;
constexpr std::uint64_t kLeastAtOnce = 16;

}  // namespace

void Scrubber::start() {
  core_.ports().executor.after(kPauseMs, [this] { next(); });
}

void Scrubber::next() {
  core_.ports().executor.work([this, parts = slice()] {
    std::optional<Damage> found;
    for (auto part = parts.begin(); part != parts.end() && !found; ++part) {
      found = damage_in(*part);
    }
    core_.ports().executor.post([this, found = std::move(found)]() mutable {
      if (found && !damage_) {
        log(LogLevel::error, "ledger.damaged",
            {{"origin", found->origin}, {"place", std::to_string(found->place)}});
        damage_ = std::move(found);
      }
      start();
    });
  });
}

/// All that there is to read, in a fixed order.
std::vector<Scrubber::Source> Scrubber::sources() const {
  const PartyCode& self = core_.identity().party;
  std::vector<Source> all{{&core_.house_log(), nullptr, self, nullptr}};
  for (const auto& [id, room] : core_.rooms()) {
    all.push_back({&room.log, &room, self, nullptr});
    for (const auto& [party, from] : room.counterparts) {
      if (from.mirror) {
        all.push_back({&room.log, &room, party, &from});
      }
    }
  }
  return all;
}

/// The next entries of this pass; none at its end.
std::vector<Scrubber::Part> Scrubber::slice() {
  const std::vector<Source> all = sources();
  const std::uint64_t total =
      std::accumulate(all.begin(), all.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const Source& each) { return sum + each.size(); });
  std::uint64_t skip = read_;
  std::uint64_t left = std::max(kLeastAtOnce, total / kPausesInADay + 1);
  std::vector<Part> parts;
  for (const Source& source : all) {
    const std::uint64_t skipped = std::min(skip, source.size());
    const std::uint64_t count = std::min(source.size() - skipped, left);
    skip -= skipped;
    left -= count;
    read_ += count;
    if (count > 0) {
      parts.push_back(part_of(source, skipped, count));
    }
  }
  if (parts.empty()) {
    ++passes_;
    read_ = 0;
  }
  return parts;
}

Scrubber::Part Scrubber::part_of(const Source& source, std::uint64_t skipped,
                                 std::uint64_t count) const {
  const bool copy = source.from != nullptr;
  Part part{copy ? source.from->number : source.log->number(),
            copy ? source.from->mirror->origin() : source.log->origin(),
            source.party,
            source.log->name(),
            copy ? source.from->keys.node_keys() : core_.identity().all_node_keys,
            {},
            {}};
  const std::uint64_t first = skipped + (copy ? 1 : 0);  // places in a chain count from 1
  for (std::uint64_t place = first; place < first + count; ++place) {
    const bool gone =
        source.room != nullptr && (copy ? core_.is_passed(*source.room, source.party, place)
                                        : core_.is_lost(*source.room, place));
    if (gone) {
      continue;
    }
    part.places.push_back(place);
    if (!copy) {
      part.leaves.push_back(source.log->tree().leaf(place).value());
    }
  }
  return part;
}

/// On a worker.
std::optional<Scrubber::Damage> Scrubber::damage_in(const Part& part) const {
  const KeyFor any_key = [&](std::string_view id, const act::Header&) {
    return find_key(part.keys, id);
  };
  for (std::size_t i = 0; i < part.places.size(); ++i) {
    const auto stored = core_.stored_act(part.log, part.places[i]);
    std::optional<Digest> leaf;
    if (stored.ok()) {
      leaf = row_leaf(stored->commitment_key, stored->bytes, part.name, part.issuer, any_key);
    }
    if (!leaf || (!part.leaves.empty() && *leaf != part.leaves[i])) {
      return Damage{part.origin, part.places[i]};
    }
  }
  return std::nullopt;
}

}  // namespace entente::node
