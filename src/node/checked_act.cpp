#include "node/checked_act.h"

#include "act/errors.h"
#include "node/entry.h"

namespace entente::node {
namespace {

Status check_envelope(CheckedAct& checked, act::Verifier& verifier) {
  ENTENTE_TRY(act::Envelope envelope, act::parse_envelope(checked.logged.bytes));
  ENTENTE_CHECK(verifier.verify(envelope));
  ENTENTE_TRY(const ledger::Entry entry, act_entry(checked.logged.commitment_key, envelope));
  checked.leaf = ledger::leaf_hash_of(entry);
  if (const act::Type* type = envelope.type(); type != nullptr) {
    auto decoded = act::decode_body(*type, envelope.payload);
    if (!decoded) {
      return Error(act::kMalformed, decoded.error().message(), decoded.error().where());
    }
    checked.body = std::move(*decoded);
  }
  checked.envelope = std::move(envelope);
  return {};
}

}  // namespace

CheckedAct check_act(LoggedAct logged, act::Verifier& verifier) {
  CheckedAct checked;
  checked.logged = std::move(logged);
  if (const Status whole = check_envelope(checked, verifier); !whole.ok()) {
    checked.fault = whole.error();
  }
  return checked;
}

}  // namespace entente::node
