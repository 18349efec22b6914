#include "http/client.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <set>

#include "base/errors.h"
#include "http/client_wire.h"
#include "http/tls_context.h"

namespace entente::http {
namespace {

struct Job {
  Request request;
  Repeat repeat;
  Client::Done done;
};

}  // namespace

/// Of the loop's thread, but for what `mutex` guards.
struct Client::State : std::enable_shared_from_this<Client::State> {
  State(IoLoop::Context& on, const Clock& clock, Settings set)
      : loop(on),
        settings(std::move(set)),
        tls(Side::client, settings.identity, clock, [pins = settings.pins](const Digest& spki) {
          return std::ranges::find(pins, spki) != pins.end();
        }) {}

  void take(Job job);
  [[nodiscard]] static Task<void> run(std::shared_ptr<State> self,
                                      std::shared_ptr<ClientWire> wire);
  [[nodiscard]] Task<bool> next(std::shared_ptr<ClientWire> wire);
  [[nodiscard]] Task<bool> serve_front(ClientWire& wire);
  void fail_queue(const Error& error);
  void begin_stop();
  void look_whether_quiet();

  IoLoop::Context& loop;
  Settings settings;
  TlsContext tls;
  std::deque<Job> queue;
  std::set<std::shared_ptr<ClientWire>> wires;
  std::vector<ClientWire*> idle;  ///< the last one used is used first, so that others grow old
  bool stopping = false;
  std::mutex mutex;
  std::condition_variable changed;
  bool quiet = false;
};

void Client::State::take(Job job) {
  if (stopping || queue.size() >= settings.limits.queued) {
    job.done(unreachable("Too many requests to the partner are waiting."));
    return;
  }
  queue.push_back(std::move(job));
  if (!idle.empty()) {
    idle.back()->wake();
    idle.pop_back();
    return;
  }
  if (wires.size() < std::max<std::size_t>(settings.limits.connections, 1)) {
    // Shared by the table and the coroutine.
    auto wire = std::make_shared<ClientWire>(loop, tls.context(), Side::client, settings.endpoint,
                                             settings.limits);
    wires.insert(wire);
    asio::co_spawn(loop.io, run(shared_from_this(), std::move(wire)), MustNotThrow{});
  }
}

Task<void> Client::State::run(std::shared_ptr<State> self, std::shared_ptr<ClientWire> wire) {
  while (co_await self->next(wire)) {
    if (!co_await self->serve_front(*wire)) {
      break;
    }
  }
  wire->close();
  self->wires.erase(wire);
  self->look_whether_quiet();
}

/// Waits for something to do; false if the wire should end.
Task<bool> Client::State::next(std::shared_ptr<ClientWire> wire) {
  while (queue.empty() && !stopping) {
    idle.push_back(wire.get());
    const bool woken = co_await wire->wait();
    std::erase(idle, wire.get());
    if (!woken && queue.empty()) {
      co_return false;
    }
  }
  co_return !stopping;
}

Task<bool> Client::State::serve_front(ClientWire& wire) {
  Job job = std::move(queue.front());
  queue.pop_front();
  Result<Response> response = co_await wire.exchange(job.request, job.repeat);
  const bool reached = response.ok() || !response.error().is(kUnreachable);
  const Error why = reached ? unreachable("") : response.error();
  job.done(std::move(response));
  if (!reached) {
    fail_queue(why);  // they would each wait as long for the same
  }
  co_return reached && !stopping;
}

void Client::State::fail_queue(const Error& error) {
  std::deque<Job> jobs;
  jobs.swap(queue);
  for (Job& job : jobs) {
    job.done(error);
  }
}

void Client::State::begin_stop() {
  stopping = true;
  for (const std::shared_ptr<ClientWire>& wire : wires) {
    wire->close();
  }
  fail_queue(unreachable("The link was closed."));
  look_whether_quiet();
}

void Client::State::look_whether_quiet() {
  if (stopping && wires.empty()) {
    const std::lock_guard lock(mutex);
    quiet = true;
    changed.notify_all();
  }
}

Client::Client(IoLoop& loop, const Clock& clock, Settings settings)
    : state_(std::make_shared<State>(loop.context(), clock, std::move(settings))) {}

Client::~Client() {
  asio::post(state_->loop.io, [to = state_] { to->begin_stop(); });
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->quiet; });
}

void Client::send(Request request, Repeat repeat, Done done) {
  asio::post(state_->loop.io,
             [to = state_, job = Job{std::move(request), repeat, std::move(done)}]() mutable {
               to->take(std::move(job));
             });
}

}  // namespace entente::http
