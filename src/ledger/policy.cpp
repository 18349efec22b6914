#include "ledger/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "ledger/errors.h"
#include "ledger/line.h"

namespace entente::ledger {
namespace {

constexpr std::string_view kNone = "none";

using Items = std::vector<std::string_view>;

/// Sequences of spaces and tabs separate, nothing else does.
Items items_of(std::string_view line) {
  Items items;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) {
      return items;
    }
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    items.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool is_allowed(std::string_view line) {
  return std::ranges::all_of(line, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet == '\t' || (octet >= 0x20 && octet != 0x7f);
  });
}

Error bad_policy(std::string message) { return Error(kBadPolicy, std::move(message)); }

}  // namespace

/// Reads one file from top to bottom: what a line names was defined above it.
class PolicyReader {
 public:
  Result<Policy> read(std::string_view text) {
    LineReader lines(text);
    std::size_t number = 1;
    for (auto line = lines.next(); line.has_value(); line = lines.next(), ++number) {
      if (const Status taken = take(*line); !taken.ok()) {
        return taken.error().within(std::to_string(number));
      }
    }
    if (!lines.rest().empty()) {
      return bad_policy("The last line is not ended by a newline.").within(std::to_string(number));
    }
    if (policy_.quorum_.empty()) {
      return bad_policy("A policy names its quorum.").within(std::to_string(number));
    }
    return std::move(policy_);
  }

 private:
  Status take(std::string_view line) {
    if (!is_allowed(line)) {
      return bad_policy("The only control characters are tab and newline.");
    }
    const Items items = items_of(line);
    if (items.empty() || items.front().starts_with('#')) {
      return {};
    }
    if (items.front() == "log") {
      return take_log(items);
    }
    if (items.front() == "witness") {
      return take_witness(items);
    }
    if (items.front() == "group") {
      return take_group(items);
    }
    if (items.front() == "quorum") {
      return take_quorum(items);
    }
    return bad_policy("A line begins with log, witness, group or quorum.");
  }

  Status take_log(const Items& items) {
    if (items.size() < 2 || items.size() > 3) {
      return bad_policy("A log has a key, and perhaps an address.");
    }
    if (policy_.logs_.size() == kMaxPolicyLogs) {
      return bad_policy(fmt::format("There are at most {} logs.", kMaxPolicyLogs));
    }
    ENTENTE_TRY(auto key, key_of(items[1], NoteKeyType::ed25519));
    policy_.logs_.push_back(std::move(key));
    return {};
  }

  Status take_witness(const Items& items) {
    if (items.size() < 3 || items.size() > 4) {
      return bad_policy("A witness has a name, a key, and perhaps an address.");
    }
    if (policy_.witnesses_.size() == kMaxPolicyWitnesses) {
      return bad_policy(fmt::format("There are at most {} witnesses.", kMaxPolicyWitnesses));
    }
    ENTENTE_TRY(auto key, key_of(items[2], NoteKeyType::cosignature));
    Policy::Node node;
    node.witness = policy_.witnesses_.size();
    policy_.witnesses_.push_back(std::move(key));
    return define(items[1], std::move(node));
  }

  Status take_group(const Items& items) {
    if (items.size() < 4) {
      return bad_policy("A group has a name, how many of its members are enough, and members.");
    }
    if (groups_ == kMaxPolicyGroups) {
      return bad_policy(fmt::format("There are at most {} groups.", kMaxPolicyGroups));
    }
    ++groups_;
    Policy::Node node;
    for (const std::string_view name : Items(items.begin() + 3, items.end())) {
      ENTENTE_TRY(const std::size_t member, defined(name));
      if (!grouped_.insert(member).second) {
        return bad_policy("A name is a member once: " + in_quotes(name) + ".");
      }
      node.members.push_back(member);
    }
    ENTENTE_TRY(node.threshold, threshold_of(items[2], node.members.size()));
    return define(items[1], std::move(node));
  }

  Status take_quorum(const Items& items) {
    if (items.size() != 2) {
      return bad_policy("The quorum is one name.");
    }
    if (!policy_.quorum_.empty()) {
      return bad_policy("A policy has one quorum.");
    }
    if (items[1] != kNone) {
      ENTENTE_TRY(policy_.quorum_node_, defined(items[1]));
    }
    policy_.quorum_ = items[1];
    return {};
  }

  static Result<std::size_t> threshold_of(std::string_view text, std::size_t members) {
    if (text == "any") {
      return std::size_t{1};
    }
    if (text == "all") {
      return members;
    }
    const auto number = parse_size(text);
    if (!number.ok() || *number == 0 || *number > members) {
      return bad_policy("How many are enough is all, any, or a number from 1 to that of members.");
    }
    return static_cast<std::size_t>(*number);
  }

  /// One public key is one witness or one log, whatever names it is given.
  Result<NoteVerifier> key_of(std::string_view vkey, NoteKeyType type) {
    auto key = NoteVerifier::parse(vkey);
    if (!key.ok()) {
      return bad_policy(key.error().message());
    }
    if (key->type() != type) {
      return bad_policy(type == NoteKeyType::ed25519 ? "A log's key is of type 1."
                                                     : "A witness's key is of type 4.");
    }
    if (!keys_.insert(key->key().fingerprint()).second) {
      return bad_policy("This key stands in the policy already.");
    }
    return key;
  }

  Status define(std::string_view name, Policy::Node node) {
    if (name == kNone) {
      return bad_policy("No witness or group is called none.");
    }
    if (!names_.emplace(name, policy_.nodes_.size()).second) {
      return bad_policy("A name is given once: " + in_quotes(name) + ".");
    }
    policy_.nodes_.push_back(std::move(node));
    return {};
  }

  Result<std::size_t> defined(std::string_view name) {
    const auto found = names_.find(name);
    return found != names_.end() ? Result<std::size_t>(found->second)
                                 : bad_policy("No line above defines " + in_quotes(name) + ".");
  }

  Policy policy_;
  std::map<std::string, std::size_t, std::less<>> names_;  ///< to nodes of the policy
  std::set<std::size_t> grouped_;                          ///< nodes that are members already
  std::set<Digest> keys_;
  std::size_t groups_ = 0;
};

Result<Policy> Policy::parse(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) {
    return bad_policy("The policy is too large.");
  }
  return PolicyReader().read(text);
}

bool Policy::met(std::span<const Cosigned> cosigned) const {
  if (!quorum_node_) {
    return true;
  }
  std::vector<bool> signed_by(witnesses_.size());
  for (const Cosigned& entry : cosigned) {
    ENTENTE_INVARIANT(entry.witness < signed_by.size());
    signed_by[entry.witness] = true;
  }
  std::vector<bool> witnessed;
  for (const Node& node : nodes_) {
    const auto count =
        std::ranges::count_if(node.members, [&](std::size_t member) { return witnessed[member]; });
    witnessed.push_back(node.members.empty() ? signed_by[node.witness]
                                             : static_cast<std::size_t>(count) >= node.threshold);
  }
  return witnessed[*quorum_node_];
}

Status check_policy(const OpenedCheckpoint& head, std::span<const NoteVerifier> log_keys,
                    const Policy& policy) {
  if (!policy.logs().empty() &&
      !verify_log_signature(head.note, head.checkpoint, policy.logs()).ok()) {
    return Error(kUntrusted, "None of the policy's logs signed this head.");
  }
  ENTENTE_TRY(auto cosigned, cosigned_by(head, policy.witnesses()));
  const auto key_of = [&](const Cosigned& entry) -> const NoteVerifier& {
    return policy.witnesses()[entry.witness];
  };
  std::erase_if(cosigned, [&](const Cosigned& entry) {
    return std::ranges::any_of(
        log_keys, [&](const NoteVerifier& log) { return log.key() == key_of(entry).key(); });
  });
  if (policy.met(cosigned)) {
    return {};
  }
  std::string names;
  for (const Cosigned& entry : cosigned) {
    names += (names.empty() ? "" : ", ") + key_of(entry).name();
  }
  return Error(kNotWitnessed, fmt::format("The policy asks for {}; the head is cosigned by {}.",
                                          in_quotes(policy.quorum()),
                                          names.empty() ? "none of its witnesses" : names));
}

}  // namespace entente::ledger
