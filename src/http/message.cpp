#include "http/message.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace entente::http {
namespace {

constexpr std::string_view kTokenPunctuation = "!#$%&'*+-.^_`|~";

constexpr bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kTokenPunctuation.find(c) != std::string_view::npos;
}

/// One look-up for each octet: this is on the path of every request.
constexpr std::array<bool, 256> kToken = [] {
  std::array<bool, 256> table{};
  for (int octet = 0; octet < 128; ++octet) {
    table[static_cast<std::size_t>(octet)] = is_token_character(static_cast<char>(octet));
  }
  return table;
}();

struct Phrase {
  int status;
  std::string_view text;
};

constexpr Phrase kPhrases[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\t'; });
}

Headers::Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  for (const auto& [name, value] : fields) {
    add(name, value);
  }
}

void Headers::add(std::string_view name, std::string_view value) {
  ENTENTE_INVARIANT(is_token(name));
  ENTENTE_INVARIANT(is_field_value(value));
  fields_.emplace_back(ascii_lower(name), value);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [candidate, value] : fields_) {
    if (candidate == name) {
      return value;
    }
  }
  return std::nullopt;
}

namespace {

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace

std::string_view RequestHead::path() const { return path_of(target); }
std::string_view Request::path() const { return path_of(target); }

std::string_view Request::query() const {
  const std::size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string_view reason_phrase(int status) {
  for (const Phrase& phrase : kPhrases) {
    if (phrase.status == status) {
      return phrase.text;
    }
  }
  return "Unknown";
}

Response problem(int status, std::string_view code) {
  // Codes and phrases are our own constants: nothing in them needs escaping.
  std::string body = R"({"type":"about:blank","title":")";
  body += reason_phrase(status);
  body += R"(","status":)" + std::to_string(status) + R"(,"code":")";
  body += code;
  body += "\"}";
  Response response;
  response.status = status;
  response.headers.add("content-type", "application/problem+json");
  response.body = to_bytes(body);
  return response;
}

}  // namespace entente::http
