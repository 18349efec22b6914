#include "http/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "http/errors.h"

namespace entente::http {
namespace {

using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// inet_pton takes exactly four decimal numbers without leading zeros, as we want it.
bool read_v4(const std::string& text, V4& out) {
  return inet_pton(AF_INET, text.c_str(), out.data()) == 1;
}
bool read_v6(const std::string& text, V6& out) {
  return inet_pton(AF_INET6, text.c_str(), out.data()) == 1;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

/// A name whose last label begins with a digit would be an IPv4 address in some other spelling to
/// some resolver (`2130706433`, `0x7f.1`, `127.1`): it is refused.
bool is_dns_name(std::string_view text) {
  if (text.empty() || text.size() > 253) {
    return false;
  }
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (!is_label(label)) {
      return false;
    }
    if (dot == std::string_view::npos) {
      return !is_digit(label.front());
    }
    text.remove_prefix(dot + 1);
  }
}

bool v4_allowed(const V4& a, AddressScope scope) {
  const bool never = a[0] == 0 || a[0] >= 224 || (a[0] == 169 && a[1] == 254);
  const bool loopback = a[0] == 127;
  const bool private_use = a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
                           (a[0] == 192 && a[1] == 168) || (a[0] == 100 && (a[1] & 0xc0) == 64);
  return !never && !(loopback && scope != AddressScope::any) &&
         !(private_use && scope == AddressScope::public_only);
}

bool starts_with(const V6& a, std::initializer_list<std::uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), a.begin());
}

bool v6_allowed(const V6& a, AddressScope scope) {
  const std::array<std::uint8_t, 12> zeros{};
  const V4 tail{a[12], a[13], a[14], a[15]};
  const bool low = std::equal(zeros.begin(), zeros.end(), a.begin());
  if (low) {  // ::, ::1 and the deprecated IPv4-compatible form, which is never right
    return tail == V4{0, 0, 0, 1} && scope == AddressScope::any;
  }
  if (starts_with(a, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) {  // IPv4-mapped
    return v4_allowed(tail, scope);
  }
  if (starts_with(a, {0, 0x64, 0xff, 0x9b})) {  // NAT64, RFC 6052
    return v4_allowed(tail, scope);
  }
  if (starts_with(a, {0x20, 0x02})) {  // 6to4, RFC 3056
    return v4_allowed(V4{a[2], a[3], a[4], a[5]}, scope);
  }
  const bool link_local = a[0] == 0xfe && (a[1] & 0xc0) == 0x80;
  const bool multicast = a[0] == 0xff;
  const bool unique_local = (a[0] & 0xfe) == 0xfc;
  return !link_local && !multicast && !(unique_local && scope == AddressScope::public_only);
}

/// 127.0.0.0/8 and ::1, in no other form.
bool is_loopback(const V4& a) { return a[0] == 127; }
bool is_loopback(const V6& a) { return a == V6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}; }

bool is_host(std::string_view host) {
  const std::string text(host);
  V4 v4{};
  V6 v6{};
  return host.find('\0') == std::string_view::npos &&
         (read_v4(text, v4) || read_v6(text, v6) || is_dns_name(host));
}

}  // namespace

Result<Endpoint> Endpoint::make(std::string_view host, std::uint32_t port) {
  if (!is_host(host)) {
    return Error(kBadEndpoint, "The host is neither a DNS name nor a plain address.");
  }
  if (port == 0 || port > 65535) {
    return Error(kBadEndpoint, "The port is not between 1 and 65535.");
  }
  return Endpoint{std::string(host), static_cast<std::uint16_t>(port)};
}

Result<Endpoint> Endpoint::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return Error(kBadEndpoint, "The port is missing.");
  }
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  host = bracketed ? host.substr(1, host.size() - 2) : host;
  if (bracketed != (host.find(':') != std::string_view::npos)) {
    return Error(kBadEndpoint, "An IPv6 address stands in brackets, and nothing else does.");
  }
  const std::string_view digits = text.substr(colon + 1);
  std::uint32_t port = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (fault != std::errc() || end != digits.data() + digits.size() || digits.front() == '0') {
    return Error(kBadEndpoint, "The port is not a number.");
  }
  return make(host, port);
}

std::string Endpoint::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Endpoint::authority() const {
  constexpr std::uint16_t kHttps = 443;
  const std::string whole = text();
  return port == kHttps ? whole.substr(0, whole.rfind(':')) : whole;
}

bool may_connect(std::string_view address, AddressScope scope) {
  const std::string text(address);
  V4 v4{};
  const bool here = scope == AddressScope::loopback;
  if (read_v4(text, v4)) {
    return here ? is_loopback(v4) : v4_allowed(v4, scope);
  }
  V6 v6{};
  return read_v6(text, v6) && (here ? is_loopback(v6) : v6_allowed(v6, scope));
}

}  // namespace entente::http
