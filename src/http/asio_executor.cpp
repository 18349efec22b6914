#include "http/asio_executor.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <csignal>

namespace entente::http {

namespace asio = boost::asio;

struct AsioExecutor::State {
  explicit State(std::size_t count) : worker_count(count), pool(count) {}
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  std::size_t worker_count;
  asio::thread_pool pool;
};

AsioExecutor::AsioExecutor(std::size_t workers)
    : state_(std::make_unique<State>(std::max<std::size_t>(workers, 1))) {}

AsioExecutor::~AsioExecutor() {
  stop();
  join();
}

void AsioExecutor::join() { state_->pool.join(); }

void AsioExecutor::run() { state_->io.run(); }

void AsioExecutor::stop() {
  state_->io.stop();
  state_->pool.stop();
}

void AsioExecutor::run_until_signal(std::function<void()> on_signal) {
  asio::signal_set signals(state_->io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& fault, int) {
    if (fault) {
      return;
    }
    signals.async_wait([this](const boost::system::error_code& again, int) {
      if (!again) {
        stop();
      }
    });
    on_signal();
  });
  run();
}

void AsioExecutor::post(std::function<void()> task) { asio::post(state_->io, std::move(task)); }

void AsioExecutor::work(std::function<void()> task) { asio::post(state_->pool, std::move(task)); }

void AsioExecutor::after(std::int64_t delay_ms, std::function<void()> task) {
  // Made on the sequence: a timer belongs to one thread. Its handler owns it.
  post([this, delay_ms, task = std::move(task)]() mutable {
    auto timer = std::make_unique<asio::steady_timer>(
        state_->io, std::chrono::milliseconds(std::max<std::int64_t>(delay_ms, 0)));
    asio::steady_timer& waiting = *timer;
    waiting.async_wait(
        [timer = std::move(timer), task = std::move(task)](const boost::system::error_code& fault) {
          if (!fault) {
            task();
          }
        });
  });
}

std::size_t AsioExecutor::workers() const { return state_->worker_count; }

}  // namespace entente::http
