#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "act/body.h"
#include "registry/record_map.h"
#include "registry/trace.h"

namespace entente::registry {

/// Finds the body of an act that was folded before, by its digest. Needed only when a concurrent
/// act arrives late and a record must be folded again.
using BodySource = std::function<Result<act::Body>(const Digest&)>;

/// One write of the projection: the record's key and its JSON, or nothing for one that is no more.
struct Change {
  std::string key;
  std::optional<std::string> json;
};
using Changes = std::vector<Change>;

/// An act that the addressee refused: it has no effect on either side.
struct Refusal {
  Digest refused;
  std::string code;
  std::string article;
  PartyCode by;
  static constexpr auto fields() {
    using format::field;
    return members(field("refused", &Refusal::refused), field("code", &Refusal::code),
                   field("article", &Refusal::article), field("by", &Refusal::by));
  }
};

/// A record with the traces of the acts it was folded from, in canonical order.
template <class Record>
struct Entry {
  Record record;
  std::vector<Refusal> refusals;
  std::vector<Trace> trail;
  static constexpr auto fields() {
    using format::field;
    return members(field("record", &Entry::record), field("refusals", &Entry::refusals),
                   field("trail", &Entry::trail));
  }
};

/// Records of one kind by their ids: what stands in the key behind the kind. `Record` has
/// `fields()` and a total, pure fold step `void apply(const Trace&, const Body&)` overloaded for
/// the bodies that concern it; a step that does not fit the record's state changes nothing. Not
/// thread-safe.
template <class Record>
class Table {
 public:
  [[nodiscard]] const Record* find(const std::string& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second.record;
  }
  [[nodiscard]] const Entry<Record>* entry(const std::string& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const RecordMap<Entry<Record>>& entries() const { return entries_; }

  /// Puts the act at its canonical place in the record under `id` and folds. An act that is there
  /// already changes nothing. Returns false then, else true.
  [[nodiscard]] Result<bool> fold(const std::string& id, const Trace& trace, const act::Body& body,
                                  const BodySource& bodies) {
    Entry<Record>& entry = entries_[id];
    for (const Trace& known : entry.trail) {
      if (known.digest == trace.digest) {
        return false;
      }
    }
    const bool in_order = std::all_of(entry.trail.begin(), entry.trail.end(),
                                      [&](const Trace& known) { return precedes(known, trace); });
    entry.trail.push_back(trace);
    if (in_order && !std::holds_alternative<act::VerdictRefuse>(body)) {
      step(entry.record, trace, body);
      return true;
    }
    if (const Status again = fold_again(entry, trace, body, bodies); !again.ok()) {
      entry.trail.pop_back();
      return again.error();
    }
    return true;
  }

  void put(const std::string& id, Entry<Record> entry) { entries_[id] = std::move(entry); }

 private:
  static void step(Record& record, const Trace& trace, const act::Body& body) {
    std::visit(
        [&](const auto& b) {
          if constexpr (requires { record.apply(trace, b); }) {
            record.apply(trace, b);
          }
        },
        body);
  }

  static Status fold_again(Entry<Record>& entry, const Trace& last, const act::Body& last_body,
                           const BodySource& bodies) {
    std::vector<std::pair<Trace, act::Body>> acts;
    for (const std::size_t index : canonical_order(entry.trail)) {
      const Trace& trace = entry.trail[index];
      if (trace.digest == last.digest) {
        acts.emplace_back(trace, last_body);
        continue;
      }
      ENTENTE_TRY(act::Body body, bodies(trace.digest));
      acts.emplace_back(trace, std::move(body));
    }
    entry.trail.clear();
    entry.refusals.clear();
    for (const auto& [trace, body] : acts) {
      entry.trail.push_back(trace);
      collect_refusal(entry, trace, body, acts);
    }
    entry.record = Record{};
    for (const auto& [trace, body] : acts) {
      const bool refused = std::any_of(entry.refusals.begin(), entry.refusals.end(),
                                       [&](const Refusal& r) { return r.refused == trace.digest; });
      if (!refused) {
        step(entry.record, trace, body);
      }
    }
    return {};
  }

  /// Only the other party can refuse an act, and a restrictive act never: it counts when recorded.
  static void collect_refusal(Entry<Record>& entry, const Trace& trace, const act::Body& body,
                              const std::vector<std::pair<Trace, act::Body>>& acts) {
    const auto* verdict = std::get_if<act::VerdictRefuse>(&body);
    if (verdict == nullptr) {
      return;
    }
    for (const auto& [other, unused] : acts) {
      if (other.digest == verdict->refused && other.issuer != trace.issuer &&
          other.effect != act::Effect::restrictive) {
        entry.refusals.push_back({verdict->refused, verdict->code, verdict->article, trace.issuer});
      }
    }
  }

  RecordMap<Entry<Record>> entries_;
};

}  // namespace entente::registry
