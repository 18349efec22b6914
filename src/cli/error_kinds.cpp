#include "cli/error_kinds.h"

#include <span>

#include "act/errors.h"
#include "agreement/errors.h"
#include "api/errors.h"
#include "base/errors.h"
#include "cli/errors.h"
#include "crypto/errors.h"
#include "format/errors.h"
#include "http/errors.h"
#include "kas/errors.h"
#include "label/errors.h"
#include "ledger/errors.h"
#include "link/errors.h"
#include "node/errors.h"
#include "object/errors.h"
#include "oidc/errors.h"
#include "registry/errors.h"
#include "store/errors.h"

namespace entente::cli {

const ErrorKind& kind_of(std::string_view code) {
  using Kinds = std::span<const ErrorKind* const>;
  static constexpr Kinds kAll[] = {kBaseErrors,
                                   crypto::kCryptoErrors,
                                   format::kFormatErrors,
                                   label::kLabelErrors,
                                   act::kActErrors,
                                   ledger::kLedgerErrors,
                                   object::kObjectErrors,
                                   agreement::kAgreementErrors,
                                   store::kStoreErrors,
                                   registry::kRegistryErrors,
                                   node::kNodeErrors,
                                   http::kHttpErrors,
                                   link::kLinkErrors,
                                   api::kApiErrors,
                                   kas::kKasErrors,
                                   oidc::kOidcErrors,
                                   kCliErrors};
  for (const Kinds kinds : kAll) {
    for (const ErrorKind* kind : kinds) {
      if (kind->code == code) {
        return *kind;
      }
    }
  }
  return http::kBadResponse;
}

Error told_error(format::JsonValue error) {
  const auto code = error.string_at("code");
  const auto message = error.string_at("message");
  const auto where = error.string_at("where");
  return Error(kind_of(code.ok() ? *code : std::string_view()),
               message.ok() ? std::string(*message) : std::string(),
               where.ok() ? std::string(*where) : std::string());
}

}  // namespace entente::cli
