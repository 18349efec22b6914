#include "node/evidence_keys.h"

#include <algorithm>

#include "act/envelope.h"

namespace entente::node {
namespace {

std::string id_in(const Partner& invite, crypto::KeyRole role) {
  return act::key_id(role == crypto::KeyRole::node ? invite.node_key : invite.log_key);
}

/// An announcement names all keys of the node; it says something of those alone that it changes.
void add_statuses(crypto::KeyRole role, const Partner& first,
                  const std::vector<AnnouncedKeys>& announced, std::vector<KeyStatus>& statuses) {
  KeyStatus now{first.party, role, id_in(first, role), first.invite, 1, {}, {}};
  for (const AnnouncedKeys& next : announced) {
    std::string key = id_in(next.keys, role);
    if (key == now.key) {
      continue;
    }
    now.replaced = {next.line, next.place, next.recorded_at, next.reason};
    statuses.push_back(std::move(now));
    now = {first.party,      role, std::move(key), next.keys.invite, next.place + 1,
           next.recorded_at, {}};
  }
  statuses.push_back(std::move(now));
}

template <class Holds>
std::optional<std::size_t> place_in(std::span<const KeyStatus> statuses, crypto::KeyRole role,
                                    const PartyCode& party, std::string_view key, Holds holds) {
  const auto found = std::ranges::find_if(statuses, [&](const KeyStatus& status) {
    return status.role == role && status.party == party && status.key == key && holds(status);
  });
  return found == statuses.end() ? std::nullopt
                                 : std::optional<std::size_t>(found - statuses.begin());
}

}  // namespace

std::vector<KeyStatus> key_statuses(const Partner& first, std::vector<AnnouncedKeys> announced) {
  std::ranges::sort(announced, {}, &AnnouncedKeys::place);
  std::vector<KeyStatus> statuses;
  add_statuses(crypto::KeyRole::node, first, announced, statuses);
  add_statuses(crypto::KeyRole::log, first, announced, statuses);
  return statuses;
}

std::optional<std::size_t> node_key_at(std::span<const KeyStatus> statuses, const PartyCode& party,
                                       std::string_view key, std::uint64_t place) {
  return place_in(statuses, crypto::KeyRole::node, party, key, [&](const KeyStatus& status) {
    return place >= status.from && (!status.replaced || place <= status.replaced->place);
  });
}

std::optional<std::size_t> log_key_in(std::span<const KeyStatus> statuses, const PartyCode& party,
                                      std::string_view key) {
  return place_in(statuses, crypto::KeyRole::log, party, key,
                  [](const KeyStatus&) { return true; });
}

}  // namespace entente::node
