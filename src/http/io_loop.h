#pragma once

#include <memory>

namespace entente::http {

/// One thread with one event loop: everything that is on it (servers, clients, their connections)
/// runs on that thread and no other. Must outlive all that is given it; they end before it does.
class IoLoop {
 public:
  /// Starts the thread.
  IoLoop();
  /// Ends the thread. Must not run on it.
  ~IoLoop();
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  struct Context;  ///< of this folder's own files
  [[nodiscard]] Context& context() { return *context_; }

 private:
  std::unique_ptr<Context> context_;
};

}  // namespace entente::http
