#include "node/missing.h"

#include <memory>

#include "registry/inventory.h"

namespace entente::node {

void report_missing(Core& core, const Room& room, std::function<void(const Reported&)> done) {
  struct Waiting {
    Reported reported;
    std::size_t left = 0;
  };
  const auto reports =
      registry::unreported({room.shared, core.house(), room.id, core.identity().party});
  if (reports.empty()) {
    done({});
    return;
  }
  const auto waiting = std::make_shared<Waiting>();
  waiting->left = reports.size();
  for (const act::IncidentReport& report : reports) {
    core.submit({room.id, act::Body(report)}, [waiting, done](const Submission& submission) {
      if (!submission.error) {
        waiting->reported.incidents.push_back(submission.id);
      } else if (!waiting->reported.failure) {
        waiting->reported.failure = submission;
      }
      if (--waiting->left == 0) {
        done(waiting->reported);
      }
    });
  }
}

}  // namespace entente::node
