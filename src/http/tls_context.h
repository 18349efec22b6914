#pragma once

// Of this folder's .cpp files only.
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "http/tls.h"
#include "http/transport.h"

namespace entente::http {

/// TLS 1.3 alone, with the suites, groups and signatures of `TlsIdentity`; nothing is resumed.
void restrict_tls(SSL_CTX* tls);

/// One side's TLS: its identity, and whom it takes. Of one loop's thread once made.
class TlsContext {
 public:
  /// Whether a key that came in a sound certificate is one of the pinned. An open server asks
  /// nobody.
  using Knows = std::function<bool(const Digest& spki)>;
  TlsContext(Side side, const TlsIdentity& identity, const Clock& clock, Knows knows);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  [[nodiscard]] asio::ssl::context& context() { return context_; }
  /// Whether `certificate` is acceptable now; also asked in the handshake itself.
  [[nodiscard]] bool accepts(const crypto::Certificate& certificate) const;

 private:
  TlsIdentity identity_;
  const Clock& clock_;
  Knows knows_;
  asio::ssl::context context_;
};

}  // namespace entente::http
