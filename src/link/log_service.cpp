#include "link/log_service.h"

#include "base/errors.h"
#include "link/errors.h"

namespace entente::link {
namespace {

constexpr std::string_view kLogs = "/log/";

http::Response file_response(Result<node::LogFile> file) {
  if (!file.ok()) {
    return http::problem(file.error().kind().http_status, file.error().code());
  }
  http::Response response;
  response.headers.add("content-type", file->media_type);
  response.headers.add("cache-control", file->cache_control);
  response.body = std::move(file->bytes);
  return response;
}

}  // namespace

bool LogService::owns(std::string_view path) { return path.starts_with(kLogs); }

http::Admission LogService::admit(const http::RequestHead& head) {
  http::Admission admission;
  admission.body_bytes = 0;
  if (head.method != "GET") {
    admission.refusal = http::problem(405, kUnknownOperation.code);
    admission.refusal->headers.add("allow", "GET");
  } else if (head.path() != head.target) {  // a file has no query
    admission.refusal = http::problem(kNotFound.http_status, kNotFound.code);
  }
  return admission;
}

void LogService::serve(const PartyCode& peer, const http::Request& request,
                       http::Server::Respond respond) const {
  parts_.executor.post([files = &parts_.files, peer, path = request.target.substr(kLogs.size()),
                        respond = std::move(respond)] {
    files->read(peer, path,
                [respond](Result<node::LogFile> file) { respond(file_response(std::move(file))); });
  });
}

}  // namespace entente::link
