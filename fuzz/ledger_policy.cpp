#include <cstddef>
#include <cstdint>

#include "ledger/policy.h"

using namespace entente::ledger;

/// What is accepted as a policy is met when all of its witnesses have cosigned, and not less by
/// more of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = Policy::parse(entente::as_text(entente::BytesView(data, size)));
  if (!policy.ok()) {
    ENTENTE_INVARIANT(policy.error().code() == "ledger.bad-policy");
    return 0;
  }
  ENTENTE_INVARIANT(policy->witnesses().size() <= kMaxPolicyWitnesses);
  std::vector<Cosigned> cosigned;
  bool met = policy->met(cosigned);
  for (std::size_t witness = 0; witness < policy->witnesses().size(); ++witness) {
    cosigned.push_back({witness, {}});
    ENTENTE_INVARIANT(!met || policy->met(cosigned));
    met = policy->met(cosigned);
  }
  ENTENTE_INVARIANT(met);
  return 0;
}
