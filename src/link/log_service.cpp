#include "link/log_service.h"

#include "base/errors.h"
#include "ledger/witness.h"
#include "link/errors.h"

namespace entente::link {
namespace {

constexpr std::string_view kLogs = "/log/";
constexpr std::string_view kWitness = "/witness/";
constexpr std::string_view kAddCheckpoint = "/witness/add-checkpoint";
constexpr std::string_view kCheckpoint = "/checkpoint";

/// The folder of `/witness/<folder>/checkpoint`; empty for another path.
std::string_view folder_in(std::string_view path) {
  const bool fits = path.starts_with(kWitness) && path.ends_with(kCheckpoint) &&
                    path.size() > kWitness.size() + kCheckpoint.size();
  const std::size_t ends = kWitness.size() + kCheckpoint.size();
  return fits ? path.substr(kWitness.size(), path.size() - ends) : std::string_view();
}

http::Response not_found() { return http::problem(kNotFound.http_status, kNotFound.code); }

/// The node's own troubles are no word on what was asked: 409 belongs to the protocol.
http::Response trouble(const Error& error) {
  const int status = error.kind().http_status;
  return error.is(kNotFound) ? not_found()
                             : http::problem(status >= 500 ? status : 503, error.code());
}

http::Response file_response(Result<node::LogFile> file) {
  if (!file.ok()) {
    return trouble(file.error());
  }
  http::Response response;
  response.headers.add("content-type", file->media_type);
  response.headers.add("cache-control", file->cache_control);
  response.body = std::move(file->bytes);
  return response;
}

http::Response witness_response(const Result<node::Witness::Answer>& answer) {
  if (!answer.ok()) {
    return trouble(answer.error());
  }
  http::Response response;
  response.status = answer->status;
  response.headers.add("content-type", answer->media_type);
  response.body = to_bytes(answer->body);
  return response;
}

}  // namespace

bool LogService::owns(std::string_view path) { return path.starts_with(kLogs) || is_open(path); }

bool LogService::is_open(std::string_view path) { return path.starts_with(kWitness); }

http::Admission LogService::admit(const http::RequestHead& head) {
  const std::string_view path = head.path();
  const bool adds = path == kAddCheckpoint;
  const bool there = adds || path.starts_with(kLogs) || !folder_in(path).empty();
  const std::string_view method = adds ? "POST" : "GET";
  http::Admission admission;
  admission.body_bytes = adds ? ledger::kMaxWitnessRequest : 0;
  if (!there || path != head.target) {  // nothing here has a query
    admission.refusal = not_found();
  } else if (head.method != method) {
    admission.refusal = http::problem(405, kUnknownOperation.code);
    admission.refusal->headers.add("allow", method);
  }
  return admission;
}

void LogService::serve(const std::optional<PartyCode>& peer, http::Request request,
                       http::Server::Respond respond) const {
  const bool file = request.target.starts_with(kLogs);
  if (file && !peer) {
    respond(not_found());
    return;
  }
  // std::function must be copyable, a request is not.
  parts_.executor.post([parts = parts_, peer, file, target = std::move(request.target),
                        body = std::move(request.body), respond = std::move(respond)] {
    if (file) {
      parts.files.read(
          peer, std::string_view(target).substr(kLogs.size()),
          [respond](Result<node::LogFile> read) { respond(file_response(std::move(read))); });
      return;
    }
    const auto answer = [respond](const Result<node::Witness::Answer>& said) {
      respond(witness_response(said));
    };
    if (target == kAddCheckpoint) {
      parts.witness.add_checkpoint(peer, as_text(body), answer);
    } else {
      parts.witness.last_checkpoint(peer, folder_in(target), answer);
    }
  });
}

}  // namespace entente::link
