#include "http/web_prefix.h"

#include "base/errors.h"

namespace entente::http {
namespace {

Result<WebPort::Answer> to_web_answer(Result<Response> response) {
  // Whatever broke on the way, the server may have got the request.
  return response.ok() ? Result<WebPort::Answer>({response->status, std::move(response->body)})
                       : Error(kUnreachable, response.error().message());
}

}  // namespace

void WebPrefix::get(std::string_view path, Done done) { send({}, path, std::move(done)); }

void WebPrefix::post(std::string_view path, Bytes text, Done done) {
  Request request;
  request.method = "POST";
  request.headers.add("content-type", "text/plain; charset=utf-8");
  request.body = std::move(text);
  send(std::move(request), path, std::move(done));
}

void WebPrefix::send(Request request, std::string_view path, Done done) {
  request.target = path_ + std::string(path);
  client_.send(server_, std::move(request),
               [&executor = executor_, done = std::move(done)](Result<Response> response) {
                 // A std::function is copyable, the bytes are moved through a shared cell.
                 auto answer = std::make_shared<Result<Answer>>(to_web_answer(std::move(response)));
                 executor.post([done, answer] { done(*answer); });
               });
}

}  // namespace entente::http
