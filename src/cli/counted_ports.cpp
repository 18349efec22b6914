#include "cli/counted_ports.h"

#include <chrono>

#include "node/errors.h"

namespace entente::cli {
namespace {

using Steady = std::chrono::steady_clock;

}  // namespace

void CountedStore::commit(StoreBatch batch, Done done) {
  store_.commit(std::move(batch), [this, begun = Steady::now(),
                                   done = std::move(done)](const Status& status) {
    const auto took = Steady::now() - begun;
    durations_.observe_us(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    failed_.add(status.ok() ? 0 : 1);
    if (done) {
      done(status);
    }
  });
}

void CountedLink::call(const PartyCode& peer, std::string_view operation, Bytes request,
                       Answer answer) {
  link_.call(peer, operation, std::move(request),
             [this, answer = std::move(answer)](Result<Bytes> answered) {
               ++outcomes_[answered.ok() ? "ok" : std::string(answered.error().code())];
               answer(std::move(answered));
             });
}

node::Custody::ShareDone KeyReleases::counted(node::Custody::ShareDone done) {
  return [this, done = std::move(done)](auto share) {
    if (share.ok()) {
      ++permitted_;
    } else if (share.error().is(node::kDenied) || share.error().is(node::kOutOfOrder)) {
      ++denied_;
    } else {
      ++failed_;
    }
    done(std::move(share));
  };
}

}  // namespace entente::cli
