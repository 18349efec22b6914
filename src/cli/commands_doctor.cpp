#include <fmt/format.h>

#include <algorithm>

#include "cli/errors.h"
#include "cli/node_call.h"
#include "node/names.h"

/// `node doctor`: what keeps this node from its work, and what to do about it.
namespace entente::cli {
namespace {

/// One thing that was looked at. `fix` is empty where nothing is to be done.
struct Finding {
  std::string check;
  std::string subject;
  bool ok = true;
  std::string text;
  std::string fix;
  static constexpr auto fields() {
    using format::field;
    return members(field("check", &Finding::check), field("subject", &Finding::subject),
                   field("ok", &Finding::ok), field("text", &Finding::text),
                   field("fix", &Finding::fix));
  }
};

/// An examination under way: ends when the last partner has answered.
struct Examination {
  std::vector<Finding> findings;
  std::size_t waiting = 0;
  Done done;
};

Finding signing(const node::Core& core) {
  const auto& frozen = core.frozen();
  return {"signing", core.identity().party.text(), !frozen,
          frozen ? frozen->message() : "This node signs.",
          frozen ? std::string(frozen->fix()) : ""};
}

Finding own_ledger(Host& host, const node::Room& room) {
  const auto log = host.node().verify_log(room.id);
  const auto records = host.node().records_match_acts(room.id);
  const bool whole = log.ok() && log->ok && records.ok() && *records;
  return {"ledger", room.id.text(), whole,
          whole ? fmt::format("{} entries verify, and the records are what they say.", log->size)
                : "The ledger does not verify.",
          whole ? "" : std::string(kNotWhole.fix)};
}

Finding copy_of(Host& host, const node::Room& room, const PartyCode& party) {
  const auto copy = host.node().verify_copy(room.id, party);
  const bool whole = copy.ok() && copy->ok;
  return {"copy", room.id.text() + " " + party.text(), whole,
          whole ? "The copy of the partner's ledger verifies."
                : "The copy of the partner's ledger does not verify.",
          whole ? "" : std::string(kNotWhole.fix)};
}

Finding witness(const node::Room& room, const PartyCode& party,
                const node::Counterpart& counterpart) {
  const std::uint64_t size = room.log.durable();
  const bool all = counterpart.cosigned.size == size;
  return {"witness", room.id.text() + " " + party.text(), all,
          fmt::format("{} of {} entries are cosigned.", counterpart.cosigned.size, size),
          all ? "" : "Nothing to do while the partner is unreachable; else ask it why."};
}

Finding same_records(const node::Room& room, const PartyCode& party,
                     const node::Counterpart& counterpart) {
  const std::size_t count = counterpart.differing_records;
  return {"records", room.id.text() + " " + party.text(), count == 0,
          count == 0 ? "No difference from the partner's records is known."
                     : fmt::format("{} records differ from the partner's.", count),
          count == 0 ? "" : "`ledger reconcile` names them."};
}

void end(const std::shared_ptr<Examination>& examination) {
  if (--examination->waiting > 0) {
    return;
  }
  const bool well = std::ranges::all_of(examination->findings, &Finding::ok);
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("ok", well);
    format::write_member(out, "findings", examination->findings);
  });
  if (!well) {
    reply =
        as_failure(std::move(reply), Error(kUnwell, "Something keeps this node from its work."));
  }
  examination->done(std::move(reply));
}

/// Asks the partner what it knows of our ledger: that it answers is the finding.
void ask(Host& host, const std::shared_ptr<Examination>& examination, const node::Room& room,
         const PartyCode& party) {
  ++examination->waiting;
  host.node().core().ports().link.call(
      party, node::kHeadOperation, node::encode_head_request(node::head_request(room, party)),
      [examination, subject = room.id.text() + " " + party.text()](const Result<Bytes>& answer) {
        examination->findings.push_back(
            {"partner", subject, answer.ok(),
             answer.ok() ? "The partner's node answers." : answer.error().message(),
             answer.ok() ? "" : std::string(answer.error().fix())});
        end(examination);
      });
}

void examine(Host& host, const Arguments& a, const Done& done) {
  auto examination = std::make_shared<Examination>();
  examination->done = done;
  examination->waiting = 1;  // this function itself
  node::Core& core = host.node().core();
  auto& findings = examination->findings;
  findings.push_back(signing(core));
  for (auto& [id, room] : core.rooms()) {
    findings.push_back(own_ledger(host, room));
    for (const auto& [party, counterpart] : room.counterparts) {
      const bool asked = !a.has("peer") || a.get("peer") == party.text();
      if (!asked || core.partner(party) == nullptr) {
        continue;
      }
      findings.push_back(copy_of(host, room, party));
      findings.push_back(witness(room, party, counterpart));
      findings.push_back(same_records(room, party, counterpart));
      ask(host, examination, room, party);
    }
  }
  end(examination);
}

void doctor(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  when_settled(host, done, [&host, a, done] { examine(host, a, done); });
}

}  // namespace

std::vector<Command> doctor_commands() {
  return {{"node",
           "doctor",
           "what keeps this node from its work, and what to do about it",
           {},
           {{"peer", "PARTY", "look at this partner alone"}},
           nullptr,
           doctor}};
}

}  // namespace entente::cli
