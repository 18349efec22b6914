#include "http/head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "http/errors.h"

namespace entente::http {
namespace {

constexpr std::string_view kEnd = "\r\n\r\n";
constexpr std::size_t kMethodBytes = 32;
// Fields that may stand once at most: two of them are two truths for two readers.
constexpr std::array<std::string_view, 7> kSingle = {
    "host",          "content-length", "transfer-encoding", "content-type",
    "authorization", "expect",         "connection"};
// Fields that `write_*_head` writes itself.
constexpr std::array<std::string_view, 5> kOwn = {"content-length", "transfer-encoding",
                                                  "connection", "host", "expect"};

Error bad(std::string_view why) { return Error(kBadRequest, std::string(why)); }

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

/// Takes the line at the front of `rest`. `rest` ends in an empty line, so there is always one.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  ENTENTE_INVARIANT(end != std::string_view::npos);
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

/// The fields of a head, with the two that frame the body kept apart.
struct Fields {
  Headers headers;
  std::optional<std::string> length;
  std::optional<std::string> coding;
};

Status add_field(Fields& fields, std::string_view line) {
  const std::size_t colon = line.find(':');
  // A line that begins with white space is a folded field (obs-fold), and one with white space
  // before its colon a way to hide a field from some readers: neither begins with a token.
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return bad("A header field has no name, or white space about it.");
  }
  const std::string name = ascii_lower(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (!is_field_value(value)) {
    return bad("A header field holds a character other than printable ASCII.");
  }
  std::optional<std::string>* framing = name == "content-length"      ? &fields.length
                                        : name == "transfer-encoding" ? &fields.coding
                                                                      : nullptr;
  const bool twice = framing != nullptr
                         ? framing->has_value()
                         : is_one_of(name, kSingle) && fields.headers.find(name).has_value();
  if (twice) {
    return bad("A header field that may stand once stands twice.");
  }
  if (framing != nullptr) {
    *framing = value;
  } else {
    fields.headers.add(name, value);
  }
  return {};
}

Result<Fields> parse_fields(std::string_view rest, const HeadLimits& limits) {
  Fields fields;
  std::size_t count = 0;
  while (true) {
    const std::string_view line = take_line(rest);
    if (line.empty()) {
      return fields;
    }
    if (++count > limits.fields) {
      return Error(kHeadTooLarge, "There are more header fields than may be.");
    }
    ENTENTE_CHECK(add_field(fields, line));
  }
}

Result<Framing> framing_of(const Fields& fields) {
  if (fields.coding) {
    if (fields.length) {
      return bad("Content-Length and Transfer-Encoding stand together.");
    }
    if (ascii_lower(*fields.coding) != "chunked") {
      return bad("The transfer coding is not `chunked`.");
    }
    return Framing{Framing::Kind::chunked, 0};
  }
  if (!fields.length) {
    return Framing{};
  }
  const std::string& text = *fields.length;
  std::uint64_t length = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool whole = fault == std::errc() && end == text.data() + text.size();
  if (!whole || (text.size() > 1 && text.front() == '0') || length > INT64_MAX) {
    return bad("Content-Length is not a number.");
  }
  return Framing{Framing::Kind::length, length};
}

/// Whether `Connection` has the option `close`. Each of its options is a token (RFC 9110 section
/// 7.6.1), or readers differ about what it says.
Result<bool> says_close(const Headers& headers) {
  const auto options = headers.find("connection");
  std::string_view rest = options.value_or("");
  bool closes = false;
  for (bool more = options.has_value(); more;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view option = trim(rest.substr(0, comma));
    if (!is_token(option)) {
      return bad("Connection holds what is no option.");
    }
    closes = closes || ascii_lower(option) == "close";
    more = comma < rest.size();
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return closes;
}

/// Method and target, each followed by one space, and the version.
Status parse_request_line(std::string_view line, const HeadLimits& limits, RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t second = line.find(' ', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) {
    return bad("The request line does not have three words.");
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!is_token(method) || method.size() > kMethodBytes) {
    return bad("The method is not a token.");
  }
  if (target.size() > limits.target_bytes) {
    return Error(kTargetTooLong, "The target is longer than it may be.");
  }
  if (!is_target(target)) {
    return bad("The target is not a path.");
  }
  if (version != "HTTP/1.1") {
    const bool other = version.starts_with("HTTP/") && version.size() <= 8;
    return other ? Error(kBadVersion, "The version is not HTTP/1.1.")
                 : bad("The request line does not end in a version.");
  }
  head.method = method;
  head.target = target;
  return {};
}

bool is_host_value(std::string_view host) {
  return !host.empty() && host.size() <= 262 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

/// The request line's own share of the limits, before its end is there.
Status check_unfinished_line(std::string_view buffer, const HeadLimits& limits) {
  const std::size_t first = std::min(buffer.find(' '), buffer.size());
  if (first > kMethodBytes) {
    return bad("The method is not a token.");
  }
  if (first == buffer.size()) {
    return {};
  }
  const std::size_t end = std::min(buffer.find(' ', first + 1), buffer.size());
  if (end - first - 1 > limits.target_bytes) {
    return Error(kTargetTooLong, "The target is longer than it may be.");
  }
  return {};
}

/// CR only before LF, LF only after CR, no other control character but tab.
Status check_octets(std::string_view buffer, std::size_t from) {
  for (std::size_t i = from; i < buffer.size(); ++i) {
    const char c = buffer[i];
    if (c == '\n' && (i == 0 || buffer[i - 1] != '\r')) {
      return bad("A line ends in LF without CR.");
    }
    if (c != '\n' && i > 0 && buffer[i - 1] == '\r') {
      return bad("A CR stands without LF.");
    }
    const auto octet = static_cast<unsigned char>(c);
    if ((octet < 0x20 && c != '\r' && c != '\n' && c != '\t') || octet >= 0x7f) {
      return bad("The head holds a character other than printable ASCII.");
    }
  }
  return {};
}

void append_fields(std::string& to, const Headers& headers) {
  for (const auto& [name, value] : headers.all()) {
    if (!is_one_of(name, kOwn)) {
      to += name;
      to += ": ";
      to += value;
      to += "\r\n";
    }
  }
}

void append_framing(std::string& to, const Framing& framing) {
  if (framing.kind == Framing::Kind::chunked) {
    to += "transfer-encoding: chunked\r\n";
  } else if (framing.kind == Framing::Kind::length) {
    to += "content-length: " + std::to_string(framing.length) + "\r\n";
  }
}

}  // namespace

bool is_target(std::string_view target) {
  return !target.empty() && target.front() == '/' &&
         std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

Result<std::size_t> find_head_end(std::string_view buffer, std::size_t searched,
                                  const HeadLimits& limits) {
  const std::size_t from = searched < kEnd.size() ? 0 : searched - kEnd.size() + 1;
  const std::size_t end = buffer.find(kEnd, from);
  const bool found = end != std::string_view::npos;
  const std::string_view head = found ? buffer.substr(0, end + kEnd.size()) : buffer;
  std::string_view line = head.substr(0, head.find("\r\n"));
  line.remove_suffix(line.ends_with('\r') ? 1 : 0);  // whose LF has not come yet
  ENTENTE_CHECK(check_unfinished_line(line, limits));
  if (head.size() > limits.head_bytes) {
    return Error(kHeadTooLarge, "The header fields are longer than they may be.");
  }
  ENTENTE_CHECK(check_octets(head, std::min(searched, head.size())));
  return found ? head.size() : 0;
}

Result<ParsedRequest> parse_request_head(std::string_view head, const HeadLimits& limits) {
  ENTENTE_TRY(const std::size_t size, find_head_end(head, 0, limits));
  if (size != head.size() || head.empty()) {
    return bad("This is not one head.");
  }
  ParsedRequest request;
  ENTENTE_CHECK(parse_request_line(take_line(head), limits, request.head));
  ENTENTE_TRY(Fields fields, parse_fields(head, limits));
  ENTENTE_TRY(request.framing, framing_of(fields));
  const std::optional<std::string_view> host = fields.headers.find("host");
  if (!host || !is_host_value(*host)) {
    return bad("There is no Host, or it is not one.");
  }
  if (const auto expectation = fields.headers.find("expect")) {
    if (ascii_lower(*expectation) != "100-continue") {
      return Error(kBadExpectation, "The expectation is unknown.");
    }
    request.expects_continue = true;
  }
  ENTENTE_TRY(request.close, says_close(fields.headers));
  request.head.headers = std::move(fields.headers);
  return request;
}

Result<ParsedResponse> parse_response_head(std::string_view head, std::string_view request_method,
                                           const HeadLimits& limits) {
  const Error not_http(kBadResponse, "The answer is not HTTP/1.1.");
  const Result<std::size_t> size = find_head_end(head, 0, limits);
  if (!size.ok() || *size != head.size() || head.empty()) {
    return not_http;
  }
  const std::string_view line = take_line(head);
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  ParsedResponse response;
  const std::string_view digits = line.substr(std::min(kVersion.size(), line.size()), 3);
  const auto [end, fault] =
      std::from_chars(digits.data(), digits.data() + digits.size(), response.status);
  const bool sound = line.starts_with(kVersion) && digits.size() == 3 && fault == std::errc() &&
                     end == digits.data() + 3 && line.size() >= kVersion.size() + 4 &&
                     line[kVersion.size() + 3] == ' ';
  if (!sound || response.status < 200 || response.status > 599) {
    return not_http;
  }
  Result<Fields> fields = parse_fields(head, limits);
  const Result<Framing> framing = fields.ok() ? framing_of(*fields) : Result<Framing>(not_http);
  const Result<bool> closes = fields.ok() ? says_close(fields->headers) : Result<bool>(not_http);
  if (!framing.ok() || !closes.ok()) {
    return not_http;
  }
  const bool bodiless =
      request_method == "HEAD" || response.status == 204 || response.status == 304;
  if (!bodiless && framing->kind == Framing::Kind::none) {
    return Error(kBadResponse, "The answer does not say how long it is.");
  }
  response.framing = bodiless ? Framing{} : *framing;
  response.close = *closes;
  response.headers = std::move(fields->headers);
  return response;
}

std::string write_request_head(const Request& request, std::string_view host,
                               const Framing& framing) {
  ENTENTE_INVARIANT(is_token(request.method) && is_target(request.target));
  std::string head = request.method + " " + request.target + " HTTP/1.1\r\nhost: ";
  head += host;
  head += "\r\n";
  append_fields(head, request.headers);
  append_framing(head, framing);
  head += "\r\n";
  return head;
}

std::string write_response_head(const Response& response, const Framing& framing,
                                KeepAlive keep_alive) {
  ENTENTE_INVARIANT(response.status >= 200 && response.status <= 599);
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += reason_phrase(response.status);
  head += "\r\n";
  append_fields(head, response.headers);
  append_framing(head, framing);
  head += keep_alive == KeepAlive::no ? "connection: close\r\n\r\n" : "\r\n";
  return head;
}

}  // namespace entente::http
