#include "node/audit.h"

#include <algorithm>
#include <tuple>

#include "act/type.h"
#include "base/limits.h"
#include "node/known_body.h"
#include "node/store_keys.h"

namespace entente::node {
namespace {

bool alike(const Denied& a, const Denied& b) {
  return std::tie(a.type, a.code, a.item) == std::tie(b.type, b.code, b.item);
}

bool names(const Denied& denied, const act::Redaction& redaction) {
  auto body = known_body(denied.type, denied.version, denied.body);
  return body.ok() && *body && act::redact_body(**body, redaction);
}

}  // namespace

Status Audit::load(const Store& store) {
  return store.scan(Space::audit, {}, {}, [&](BytesView key, BytesView value) -> Status {
    ENTENTE_TRY(rows_[get_big_endian(key)], format::from_json_text<Denied>(value));
    return {};
  });
}

std::uint64_t Audit::row_for(const Denied& denied) const {
  const auto same = std::find_if(rows_.begin(), rows_.end(),
                                 [&](const auto& row) { return alike(row.second, denied); });
  if (same != rows_.end()) {
    return same->first;
  }
  if (rows_.size() < limits::kAuditRows) {
    return rows_.size();
  }
  return std::min_element(
             rows_.begin(), rows_.end(),
             [](const auto& a, const auto& b) { return a.second.last_at < b.second.last_at; })
      ->first;
}

StoreBatch Audit::forget(const act::Redaction& redaction) {
  StoreBatch writes;
  for (auto& [place, row] : rows_) {
    if (names(row, redaction)) {
      row.act.reset();
      row.body.clear();
      writes.push_back({Space::audit, number_bytes(place), to_bytes(format::to_json(row))});
    }
  }
  return writes;
}

StoreBatch Audit::count(const act::Body& body, const rules::Decision& decision,
                        std::optional<AgreementId> agreement, Instant now) {
  Denied denied;
  denied.type = act::type_of(body).name;
  if (const rules::Rule* rule = decision.deciding(); rule != nullptr) {
    denied.code = rule->code;
    denied.article = rule->article;
  }
  if (const ItemId* item = act::item_of(body); item != nullptr && !item->empty()) {
    denied.item = *item;
  }
  const std::uint64_t place = row_for(denied);
  Denied& row = rows_[place];
  if (!alike(row, denied)) {
    row = denied;
    row.first_at = now;
  }
  ++row.count;
  row.last_at = now;
  row.act = newest_ = act::id_of(body);
  row.version = act::type_of(body).version;
  row.body = act::encode_body(body);
  row.agreement = std::move(agreement);
  return {{Space::audit, number_bytes(place), to_bytes(format::to_json(row))}};
}

}  // namespace entente::node
