#include "http/io_loop.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/loop_context.h"

namespace entente::http {

Deadlines::Handle Deadlines::add(std::function<void()> expired) {
  const Handle handle =
      entries_.insert(entries_.end(), Entry{SteadyTime::max(), std::move(expired)});
  if (!ticking_) {
    ticking_ = true;
    tick();
  }
  return handle;
}

void Deadlines::tick() {
  timer_.expires_after(std::chrono::milliseconds(kTickMs));
  timer_.async_wait([this](const Fault& fault) {
    ticking_ = !fault && !entries_.empty();
    if (!ticking_) {
      return;
    }
    const SteadyTime now = std::chrono::steady_clock::now();
    for (Entry& entry : entries_) {
      if (entry.at <= now) {
        entry.at = SteadyTime::max();
        entry.expired();
      }
    }
    tick();
  });
}

Task<void> Event::wait() {
  if (!notified_) {
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  notified_ = false;
}

void Event::notify() {
  notified_ = true;
  timer_.cancel();
}

void Gate::run(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (io_ == nullptr) {
      return;
    }
    if (!io_->get_executor().running_in_this_thread()) {
      asio::post(*io_, std::move(task));
      return;
    }
  }
  task();
}

void Gate::close() {
  const std::lock_guard lock(mutex_);
  io_ = nullptr;
}

IoLoop::IoLoop() : context_(std::make_unique<Context>()) {
  context_->thread = std::thread([context = context_.get()] { context->io.run(); });
}

IoLoop::~IoLoop() {
  context_->guard.reset();
  context_->io.stop();
  context_->thread.join();
}

}  // namespace entente::http
