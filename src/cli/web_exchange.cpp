#include "cli/web_exchange.h"

#include <future>

#include "cli/local_file.h"

namespace entente::cli {
namespace {

constexpr std::uint64_t kAuthoritiesBytes = 4u << 20;
constexpr std::uint64_t kAnswerBytes = 256u << 10;

}  // namespace

Result<http::Authorities> authorities_in(const std::string& path) {
  if (path.empty()) {
    return http::Authorities::of_machine();
  }
  ENTENTE_TRY(const std::string pem, read_local(path, kAuthoritiesBytes));
  auto read = http::Authorities::read(pem);
  return read.ok() ? std::move(read) : Result<http::Authorities>(read.error().within(path));
}

Result<std::unique_ptr<WebExchange>> WebExchange::open(const std::string& trust,
                                                       const std::string& at) {
  ENTENTE_TRY(http::Authorities trusted, authorities_in(trust));
  http::ClientSettings limits;
  limits.body_bytes = kAnswerBytes;
  if (!at.empty()) {
    ENTENTE_TRY(limits.reached_at, http::Endpoint::parse(at));
  }
  return std::unique_ptr<WebExchange>(new WebExchange(std::move(trusted), std::move(limits)));
}

Result<http::Response> WebExchange::send(const http::Endpoint& to, http::Request request) {
  // Shared with a callback, which is a std::function and must be copyable.
  auto answer = std::make_shared<std::promise<Result<http::Response>>>();
  auto waited = answer->get_future();
  client_.send(to, std::move(request), [answer](Result<http::Response> response) {
    answer->set_value(std::move(response));
  });
  return waited.get();
}

}  // namespace entente::cli
