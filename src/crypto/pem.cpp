#include "crypto/pem.h"

#include "base/encoding.h"
#include "crypto/errors.h"

namespace entente::crypto {
namespace {

constexpr std::size_t kMaxPem = 64 * 1024;
constexpr std::size_t kColumns = 64;

std::string boundary(std::string_view word, std::string_view label) {
  std::string line = "-----";
  line += word;
  line += ' ';
  line += label;
  line += "-----";
  return line;
}

Error bad_pem(std::string_view label) {
  return Error(kBadPem, "This is not one PEM block of the kind " + std::string(label) + ".");
}

/// Takes the first line, without its end, off `text`.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

}  // namespace

std::string to_pem(std::string_view label, BytesView der) {
  const std::string body = to_base64(der);
  std::string pem = boundary("BEGIN", label) + "\n";
  for (std::size_t at = 0; at < body.size(); at += kColumns) {
    pem += std::string_view(body).substr(at, kColumns);
    pem += '\n';
  }
  return pem + boundary("END", label) + "\n";
}

Result<Bytes> from_pem(std::string_view label, std::string_view pem) {
  if (pem.size() > kMaxPem || take_line(pem) != boundary("BEGIN", label)) {
    return bad_pem(label);
  }
  const std::string last = boundary("END", label);
  std::string body;
  std::string_view line = take_line(pem);
  while (line != last) {
    if (line.empty()) {
      return bad_pem(label);
    }
    body += line;
    line = take_line(pem);
  }
  if (pem.find_first_not_of("\r\n") != std::string_view::npos) {
    return bad_pem(label);
  }
  auto decoded = from_base64(body);
  if (!decoded.ok() || decoded->empty()) {
    return bad_pem(label);
  }
  return std::move(decoded).value();
}

}  // namespace entente::crypto
