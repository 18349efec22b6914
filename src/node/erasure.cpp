#include "node/erasure.h"

#include <algorithm>

#include "base/errors.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "node/entry.h"
#include "node/errors.h"
#include "node/known_body.h"
#include "node/stored_acts.h"
#include "node/tombstone.h"

namespace entente::node {
namespace {

/// What an erasure leaves of the entries that name the person.
struct Remains {
  std::vector<std::uint64_t> entries;
  StoreBatch writes;
};

/// What an erasure finds in the place of an entry: an act, or what an earlier one left of it.
struct Present {
  std::optional<act::Envelope> act;
  Tombstone tombstone;  ///< of the act, as if nobody was erased of it
};

/// Nothing for an act that this release does not know.
Result<std::optional<Present>> present_in(BytesView row) {
  Present found;
  if (is_tombstone(row)) {
    ENTENTE_TRY(found.tombstone, parse_tombstone(row));
    return std::optional(std::move(found));
  }
  ENTENTE_TRY(found.act, act::parse_envelope(row));
  const act::Type* type = found.act->type();
  if (type == nullptr) {
    return std::optional<Present>();
  }
  found.tombstone.type = type->name;
  found.tombstone.version = type->version;
  found.tombstone.trace = registry::trace_of(found.act->header(), type->effect, Digest{});
  found.tombstone.body = to_bytes(as_text(found.act->payload));
  return std::optional(std::move(found));
}

/// The tombstone takes the row's place, and the act's digest finds it no more.
Status bury(const Present& found, Bytes commitment_key, std::uint64_t index, Remains& remains) {
  Bytes row = std::move(commitment_key);  // of a tombstone, the commitment itself
  if (found.act) {
    ENTENTE_TRY(const auto entry, act_entry(row, *found.act));
    row.assign(entry.commitment.view().begin(), entry.commitment.view().end());
    remains.writes.push_back(
        {Space::act_digest, log_key(kHouseLog, found.act->digest), std::nullopt});
  }
  append(row, encode_tombstone(found.tombstone));
  remains.writes.push_back({Space::act, log_key(kHouseLog, index), std::move(row)});
  remains.entries.push_back(index);
  return {};
}

Status erase_entry(const Core& core, const act::Redaction& redaction, const ActId& erased_by,
                   std::uint64_t index, Remains& remains) {
  ENTENTE_TRY(auto stored, core.stored_act(kHouseLog, index));
  ENTENTE_TRY(auto found, present_in(stored.bytes));
  if (!found) {
    return {};
  }
  Tombstone& tombstone = found->tombstone;
  ENTENTE_TRY(auto body, known_body(tombstone.type, tombstone.version, tombstone.body));
  if (!body || !act::redact_body(*body, redaction)) {
    return {};
  }
  if (remains.entries.size() == limits::kErasedEntries) {
    return Error(kTooLarge, "More entries name the person than one erasure may take.");
  }
  tombstone.body = act::encode_body(*body);
  tombstone.erased_by.push_back(erased_by);
  return bury(*found, std::move(stored.commitment_key), index, remains);
}

/// On a worker.
Result<Remains> remains_of(const Core& core, const act::Redaction& redaction,
                           const ActId& erased_by, std::uint64_t size) {
  Remains remains;
  for (std::uint64_t index = 0; index < size; ++index) {
    ENTENTE_CHECK(erase_entry(core, redaction, erased_by, index, remains));
  }
  return remains;
}

/// As an erasure names its entries.
Digest digest_of(const std::vector<std::uint64_t>& indexes) {
  crypto::Sha256 hash;
  for (const std::uint64_t index : indexes) {
    hash.update(number_bytes(index));
  }
  return hash.finish();
}

/// Denials are forgotten in the same commit.
void record(Core& core, act::PersonErase body, const act::Redaction& redaction, Remains remains,
            Submitted done) {
  body.entries = remains.entries.size();
  body.which = digest_of(remains.entries);
  auto beside = [&core, redaction, writes = std::move(remains.writes)]() mutable {
    std::ranges::move(core.forget_denials(redaction), std::back_inserter(writes));
    return std::move(writes);
  };
  core.submit({std::nullopt, act::Body(std::move(body)), std::nullopt, std::move(beside)},
              std::move(done));
}

}  // namespace

void erase_person(Core& core, ErasureOrder order, Submitted done) {
  act::PersonErase body;
  body.id = new_act_id(core.ports().entropy);
  body.ground = std::move(order.ground);
  body.by = std::move(order.by);
  body.witness = std::move(order.witness);
  const registry::Person* gone = core.house().person(order.person);
  if (gone == nullptr || !gone->left_by) {
    body.left_by = new_act_id(core.ports().entropy);  // of no departure: the rule says so
    record(core, std::move(body), {}, {}, std::move(done));
    return;
  }
  body.left_by = *gone->left_by;
  const act::Redaction redaction{order.person, registry::erased_person(body.left_by)};
  const std::uint64_t size = core.house_log().durable();
  core.ports().executor.work([&core, body = std::move(body), redaction, size,
                              done = std::move(done)]() mutable {
    auto remains = remains_of(core, redaction, body.id, size);
    core.ports().executor.post([&core, body = std::move(body), redaction,
                                remains = std::move(remains), done = std::move(done)]() mutable {
      if (remains.ok()) {
        record(core, std::move(body), redaction, std::move(*remains), std::move(done));
      } else {
        done(Submission::refused(remains.error()));
      }
    });
  });
}

bool Erasures::add(std::uint64_t index, BytesView row) {
  const auto tombstone = parse_tombstone(row);
  if (!tombstone.ok() || tombstone->erased_by.empty()) {
    return false;
  }
  for (const ActId& erasure : tombstone->erased_by) {
    entries_[erasure].push_back(index);
  }
  return true;
}

Result<std::optional<std::uint64_t>> Erasures::first_unordered(const Core& core) const {
  auto left = entries_;
  std::optional<std::uint64_t> first;
  ENTENTE_CHECK(for_each_house_act(
      core, core.house_log().durable(), [&](std::uint64_t index, const KnownAct& known) -> Status {
        const auto* ordered = std::get_if<act::PersonErase>(&known.body);
        if (ordered == nullptr) {
          return {};
        }
        const auto erased = left.extract(ordered->id);
        const std::vector<std::uint64_t> entries =
            erased.empty() ? std::vector<std::uint64_t>() : erased.mapped();
        if (!first &&
            (entries.size() != ordered->entries || digest_of(entries) != ordered->which)) {
          first = index;
        }
        return {};
      }));
  return first || left.empty() ? first : left.begin()->second.front();
}

}  // namespace entente::node
