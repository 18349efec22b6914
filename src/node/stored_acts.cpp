#include "node/stored_acts.h"

#include "act/envelope.h"
#include "node/entry.h"
#include "node/known_body.h"
#include "node/tombstone.h"

namespace entente::node {

Result<std::optional<KnownAct>> known_act(const Core& core, LogNumber log, std::uint64_t index) {
  ENTENTE_TRY(const auto stored, core.stored_act(log, index));
  if (is_tombstone(stored.bytes)) {
    ENTENTE_TRY(const Tombstone tombstone, parse_tombstone(stored.bytes));
    ENTENTE_TRY(auto body, known_body(tombstone.type, tombstone.version, tombstone.body));
    return body ? std::optional(KnownAct{tombstone.trace, std::move(*body)})
                : std::optional<KnownAct>();
  }
  if (!is_act(stored.bytes)) {
    return std::optional<KnownAct>();
  }
  ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
  const act::Type* type = envelope.type();
  if (type == nullptr) {
    return std::optional<KnownAct>();
  }
  ENTENTE_TRY(act::Body body, act::decode_body(*type, envelope.payload));
  return std::optional(KnownAct{
      registry::trace_of(envelope.header(), type->effect, envelope.digest), std::move(body)});
}

Status for_each_shared_act(const Core& core, const Room& room, Early early,
                           const std::function<Status(const KnownAct&)>& visit) {
  const auto visit_at = [&](LogNumber log, std::uint64_t index) -> Status {
    ENTENTE_TRY(const auto known, known_act(core, log, index));
    return known ? visit(*known) : Status{};
  };
  for (std::uint64_t index = 0; index < room.log.durable(); ++index) {
    if (!core.is_lost(room, index)) {
      ENTENTE_CHECK(visit_at(room.log.number(), index));
    }
  }
  for (const auto& [party, counterpart] : room.counterparts) {
    for (std::uint64_t place = 1; place <= counterpart.received.sequence; ++place) {
      if (!core.is_passed(room, party, place)) {
        ENTENTE_CHECK(visit_at(counterpart.number, place));
      }
    }
    if (early == Early::without) {
      continue;
    }
    for (const auto& [place, digest] : counterpart.early) {
      ENTENTE_CHECK(visit_at(counterpart.number, place));
    }
  }
  return {};
}

Status for_each_house_act(
    const Core& core, std::uint64_t size,
    const std::function<Status(std::uint64_t index, const KnownAct&)>& visit) {
  for (std::uint64_t index = 0; index < size; ++index) {
    ENTENTE_TRY(const auto known, known_act(core, core.house_log().number(), index));
    if (known) {
      ENTENTE_CHECK(visit(index, *known));
    }
  }
  return {};
}

}  // namespace entente::node
