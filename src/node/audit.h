#pragma once

#include <map>
#include <optional>
#include <string>

#include "act/redaction.h"
#include "base/store_port.h"
#include "format/fields.h"
#include "rules/decision.h"

namespace entente::node {

/// What was refused to this party's own people: one row for each act type, rule and item, counted.
struct Denied {
  std::string type;
  std::string code;
  std::string article;
  std::optional<ItemId> item;
  std::uint64_t count = 0;
  Instant first_at;
  Instant last_at;
  /// The newest of them, so that it can be explained: its id, version and body.
  std::optional<ActId> act;
  std::uint64_t version = 0;
  Bytes body;
  std::optional<AgreementId> agreement;
  static constexpr auto fields() {
    using format::field;
    return members(field("type", &Denied::type), field("code", &Denied::code),
                   field("article", &Denied::article), field("item", &Denied::item),
                   field("count", &Denied::count), field("first_at", &Denied::first_at),
                   field("last_at", &Denied::last_at), field("act", &Denied::act),
                   field("version", &Denied::version), field("body", &Denied::body),
                   field("agreement", &Denied::agreement));
  }
};

/// The house audit of denials (architecture: *Denials*): bounded by `limits::kAuditRows`, so that
/// nobody fills a disk by asking. When it is full, the row seen longest ago makes room. A denial
/// whose row cannot be written stops the node like any failed commit (AB79). Belongs to the node's
/// sequence: not thread-safe.
class Audit {
 public:
  /// Takes over the stored rows.
  [[nodiscard]] Status load(const Store& store);
  /// Counts one denial; what must be written.
  [[nodiscard]] StoreBatch count(const act::Body& body, const rules::Decision& decision,
                                 std::optional<AgreementId> agreement, Instant now);
  /// Forgets the drafts that name the person; that something was denied, and how often, stays. What
  /// must be written.
  [[nodiscard]] StoreBatch forget(const act::Redaction& redaction);
  [[nodiscard]] const std::map<std::uint64_t, Denied>& rows() const { return rows_; }
  /// The act that was denied last by this process; empty if there was none.
  [[nodiscard]] const ActId& newest() const { return newest_; }

 private:
  [[nodiscard]] std::uint64_t row_for(const Denied& denied) const;
  ActId newest_;
  std::map<std::uint64_t, Denied> rows_;  ///< by their place in `Space::audit`
};

}  // namespace entente::node
