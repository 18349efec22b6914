#pragma once

#include <string>

#include "base/executor.h"
#include "base/web_port.h"
#include "http/web_client.h"

namespace entente::http {

/// What stands beneath one address of the web (`https://host/path`). Callable from any thread.
class WebPrefix final : public WebPort {
 public:
  /// `path` is what comes before the paths asked for: empty, or begins with a slash and ends with
  /// none. `executor` must outlive it, and `client` too, to which `client`'s limits apply.
  WebPrefix(WebClient& client, Executor& executor, Endpoint server, std::string path)
      : client_(client), executor_(executor), server_(std::move(server)), path_(std::move(path)) {}

  void get(std::string_view path, Done done) override;
  void post(std::string_view path, Bytes text, Done done) override;

 private:
  void send(Request request, std::string_view path, Done done);

  WebClient& client_;
  Executor& executor_;
  Endpoint server_;
  std::string path_;
};

}  // namespace entente::http
