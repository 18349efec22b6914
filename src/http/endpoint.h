#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace entente::http {

/// A host and a port, as people and invitations give them. The host is a DNS name (letters, digits,
/// hyphens; its last label is not a number), a dotted-quad IPv4 address, or an IPv6 address without
/// a scope. Decimal, octal and hexadecimal spellings of IPv4 addresses are refused (AB73).
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;

  /// `host:port` or `[ipv6]:port`; else `http.bad-endpoint`.
  [[nodiscard]] static Result<Endpoint> parse(std::string_view text);
  /// As `parse`, with the two apart.
  [[nodiscard]] static Result<Endpoint> make(std::string_view host, std::uint32_t port);
  [[nodiscard]] std::string text() const;
  /// As it stands in `https` addresses and in `host`: the port of the scheme is left out
  /// (RFC 3986 section 3.2.3).
  [[nodiscard]] std::string authority() const;
  bool operator==(const Endpoint&) const = default;
};

/// Which addresses may be connected to. Checked on the very address that is then connected to, so
/// a name that resolves differently the next time changes nothing (AB73). Never: unspecified,
/// multicast, broadcast and link-local addresses (169.254.0.0/16 holds metadata services), nor
/// IPv6 forms that embed such an IPv4 address.
enum class AddressScope {
  any,           ///< also loopback and private networks
  loopback,      ///< this machine alone
  not_loopback,  ///< also private networks
  public_only,
};

/// `address` is text as `parse` takes it, without brackets. False for what is no address.
[[nodiscard]] bool may_connect(std::string_view address, AddressScope scope);

}  // namespace entente::http
