#include "http/form.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "http/errors.h"

namespace entente::http {
namespace {

int digit_of(char c) {
  const bool decimal = c >= '0' && c <= '9';
  const char low = static_cast<char>(c | 0x20);
  return decimal ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

Result<std::string> form_decoded(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decoded(spaced);
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
    const int low = high >= 0 ? digit_of(text[i + 2]) : -1;
    if (low < 0) {
      return Error(kBadForm, "A percent sign is not followed by two hexadecimal digits.");
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  const bool controls =
      std::ranges::any_of(out, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
  if (controls || !check_utf8(out).ok()) {
    return Error(kBadForm, "The text holds what is not plain UTF-8 text.");
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kUnreserved = "-._~";
  std::string out;
  for (const char c : text) {
    const char low = static_cast<char>(c | 0x20);
    const bool kept = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ||
                      kUnreserved.find(c) != std::string_view::npos;
    if (kept) {
      out += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      out += '%';
      out += kDigits[octet >> 4];
      out += kDigits[octet & 15];
    }
  }
  return out;
}

std::string basic_credentials(std::string_view id, std::string_view secret) {
  const std::string pair = percent_encoded(id) + ":" + percent_encoded(secret);
  return "Basic " + to_base64(as_bytes(pair));
}

Result<FormFields> read_form_fields(std::string_view text) {
  FormFields fields;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    ENTENTE_TRY(std::string name, form_decoded(pair.substr(0, equals)));
    if (equals == std::string_view::npos) {
      return Error(kBadForm, "A field has no value.", name);
    }
    ENTENTE_TRY(std::string value, form_decoded(pair.substr(equals + 1)));
    fields.emplace_back(std::move(name), std::move(value));
  }
  return fields;
}

}  // namespace entente::http
