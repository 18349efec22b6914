#include "api/problem.h"

#include "base/text.h"

namespace entente::api {
namespace {

struct Field {
  std::string_view name;
  std::string_view value;
};

constexpr Field kSecurity[] = {
    {"cache-control", "no-store"},
    {"content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
    {"cross-origin-resource-policy", "same-origin"},
    {"referrer-policy", "no-referrer"},
    {"strict-transport-security", "max-age=63072000"},
    {"x-content-type-options", "nosniff"},
};

}  // namespace

http::Response problem_of(const Reply& reply) {
  const Error& error = *reply.error;
  const int status = error.kind().http_status;
  if (status == 500) {
    return http::problem(status, error.code());
  }
  std::string json;
  format::JsonWriter out(json);
  out.begin_object();
  out.member("type", "urn:entente:error:" + std::string(error.code()));
  out.member("title", http::reason_phrase(status)).member("status", status);
  out.member("detail", error.message()).member("code", error.code());
  out.member("where", error.where()).member("fix", error.fix());
  write_findings(out, reply);
  out.end_object();
  http::Response response;
  response.status = status;
  response.headers.add("content-type", "application/problem+json");
  response.body = to_bytes(json);
  return response;
}

void add_security_headers(http::Response& response) {
  for (const Field& field : kSecurity) {
    response.headers.add(field.name, field.value);
  }
}

}  // namespace entente::api
