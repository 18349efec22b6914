#include "node/reconcile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "format/fields.h"
#include "node/errors.h"
#include "node/names.h"

namespace entente::node {
namespace {

using registry::RecordDigests;

/// Without a bucket: the digests of all buckets. With one: its records whose key is above `after`.
struct Question {
  AgreementId agreement;
  std::optional<std::uint64_t> bucket;
  std::string after;
  static constexpr auto fields() {
    using format::field;
    return members(field("agreement", &Question::agreement), field("bucket", &Question::bucket),
                   field("after", &Question::after));
  }
};

struct KeyDigest {
  std::string key;
  Digest digest;
  static constexpr auto fields() {
    using format::field;
    return members(field("key", &KeyDigest::key), field("digest", &KeyDigest::digest));
  }
};

struct Answer {
  std::uint64_t sent = 0;      ///< the answering party's newest act to the asking one
  std::uint64_t received = 0;  ///< the asking party's newest act that it has
  std::vector<Digest> buckets;
  std::vector<KeyDigest> records;
  bool more = false;
  static constexpr auto fields() {
    using format::field;
    return members(field("sent", &Answer::sent), field("received", &Answer::received),
                   field("buckets", &Answer::buckets), field("records", &Answer::records),
                   field("more", &Answer::more));
  }
};

Answer answer_to(const Question& question, const RecordDigests& digests) {
  Answer answer;
  if (!question.bucket) {
    for (std::size_t i = 0; i < RecordDigests::kBuckets; ++i) {
      answer.buckets.push_back(digests.bucket(i));
    }
    return answer;
  }
  const RecordDigests::Records& records = digests.records(*question.bucket);
  auto record = records.upper_bound(question.after);
  for (; record != records.end() && answer.records.size() < limits::kRecordsAnswered; ++record) {
    answer.records.push_back({record->first, record->second});
  }
  answer.more = record != records.end();
  return answer;
}

void note_differences(const RecordDigests::Records& ours, const RecordDigests::Records& theirs,
                      Reconciliation& found) {
  for (const auto& [key, digest] : ours) {
    const auto other = theirs.find(key);
    if (other == theirs.end()) {
      found.missing_there.push_back(key);
    } else if (other->second != digest) {
      found.different.push_back(key);
    }
  }
  for (const auto& [key, digest] : theirs) {
    if (!ours.contains(key)) {
      found.missing_here.push_back(key);
    }
  }
}

std::size_t count_of(const Reconciliation& found) {
  return found.missing_here.size() + found.missing_there.size() + found.different.size();
}

/// The records by name, as many as a person reads, and a digest that tells one difference from
/// another.
std::string summary_of(const Reconciliation& found) {
  constexpr std::size_t kNamed = 8;
  constexpr std::size_t kDigestShown = 16;
  std::string all;
  std::vector<std::string> named;
  for (const auto& [how, keys] : {std::pair("missing here", &found.missing_here),
                                  std::pair("missing there", &found.missing_there),
                                  std::pair("different", &found.different)}) {
    for (const std::string& key : *keys) {
      all += fmt::format("{}\n{}\n", how, key);
      if (named.size() < kNamed) {
        named.push_back(fmt::format("{} ({})", display_safe(key, 100), how));
      }
    }
  }
  return fmt::format("{} records differ: {}; digest {}", count_of(found), fmt::join(named, ", "),
                     crypto::sha256(as_bytes(all)).hex().substr(0, kDigestShown));
}

std::optional<ActId> open_incident(const registry::Shared& shared, std::string_view summary) {
  for (const auto& [key, entry] : shared.incidents().entries()) {
    const registry::Incident& incident = entry.record;
    if (incident.kind == act::IncidentKind::record_difference && !incident.results_at &&
        incident.summary == summary) {
      return ActId::parse(key).value();
    }
  }
  return std::nullopt;
}

}  // namespace

/// One comparison under way.
struct Reconciler::Run {
  Room& room;
  PartyCode party;
  Done done;
  Reconciliation found;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> chains;  ///< as first answered
  bool moved = false;                  ///< an act was under way at some answer
  bool began = false;                  ///< the digests of the buckets were answered
  std::vector<std::size_t> differing;  ///< buckets still to be asked for, the next one last
  RecordDigests::Records theirs;       ///< of that one, as far as answered

  [[nodiscard]] Question question() const {
    Question question{room.id, std::nullopt, {}};
    if (began) {
      question.bucket = differing.back();
      question.after = theirs.empty() ? std::string() : theirs.rbegin()->first;
    }
    return question;
  }
  [[nodiscard]] Status take_buckets(const Answer& answer);
  [[nodiscard]] Status take_records(const Answer& answer);
};

Status Reconciler::Run::take_buckets(const Answer& answer) {
  if (answer.buckets.size() != RecordDigests::kBuckets) {
    return Error(kBadDelivery, "The partner's answer has not one digest for each bucket.");
  }
  for (std::size_t i = 0; i < RecordDigests::kBuckets; ++i) {
    if (answer.buckets[i] != room.shared.digests().bucket(i)) {
      differing.push_back(i);
    }
  }
  began = true;
  return {};
}

Status Reconciler::Run::take_records(const Answer& answer) {
  for (const KeyDigest& record : answer.records) {
    const bool ascends = theirs.empty() || theirs.rbegin()->first < record.key;
    if (!ascends || theirs.size() >= limits::kRecordsCompared) {
      return Error(kBadDelivery, "The partner's records are too many, or not in order.");
    }
    theirs.emplace_hint(theirs.end(), record.key, record.digest);
  }
  if (answer.more && answer.records.empty()) {
    return Error(kBadDelivery, "The partner's answer has no record and says there are more.");
  }
  if (!answer.more) {
    note_differences(room.shared.digests().records(differing.back()), theirs, found);
    differing.pop_back();
    theirs.clear();
  }
  return {};
}

Result<Bytes> Reconciler::answer(const PartyCode& peer, BytesView request) const {
  auto question = format::from_json_text<Question>(request);
  if (!question.ok() || question->bucket.value_or(0) >= RecordDigests::kBuckets) {
    return Error(kBadDelivery, "The question about the records is malformed.");
  }
  Room* room = core_.room(question->agreement);
  if (room == nullptr || !room->counterparts.contains(peer)) {
    return Error(kUnknownAgreement, "This node has no such agreement with that party.");
  }
  const Counterpart& asking = room->counterparts.at(peer);
  Answer answer = answer_to(*question, room->shared.digests());
  answer.sent = asking.sent.sequence;
  answer.received = asking.received.sequence;
  return to_bytes(format::to_json(answer));
}

void Reconciler::compare(Room& room, const PartyCode& party, Done done) {
  ask(std::make_shared<Run>(Run{room, party, std::move(done), {}, {}, false, false, {}, {}}));
}

void Reconciler::ask(const std::shared_ptr<Run>& run) {
  core_.ports().link.call(run->party, kRecordsOperation, to_bytes(format::to_json(run->question())),
                          [this, run](const Result<Bytes>& answer) {
                            const Status taken =
                                answer.ok() ? take(*run, *answer) : Status(answer.error());
                            if (!taken.ok()) {
                              run->done(taken.error());
                            } else if (run->differing.empty()) {
                              finish(run);
                            } else {
                              ask(run);
                            }
                          });
}

Status Reconciler::take(Run& run, BytesView message) const {
  const auto answer = format::from_json_text<Answer>(message);
  if (!answer.ok()) {
    return Error(kBadDelivery, "The partner's answer about the records is malformed.");
  }
  const Counterpart& partner = run.room.counterparts.at(run.party);
  const std::pair now{answer->sent, answer->received};
  run.chains = run.chains.value_or(now);
  run.moved = run.moved || run.chains != now || answer->received != partner.sent.sequence ||
              answer->sent != partner.received.sequence;
  return run.began ? run.take_records(*answer) : run.take_buckets(*answer);
}

void Reconciler::finish(const std::shared_ptr<Run>& run) {
  Reconciliation& found = run->found;
  found.settled = !run->moved;
  for (auto* keys : {&found.missing_here, &found.missing_there, &found.different}) {
    std::sort(keys->begin(), keys->end());
  }
  if (!found.settled) {
    run->done(found);
    return;
  }
  const std::size_t count = count_of(found);
  run->room.counterparts.at(run->party).differing_records = count;
  if (count == 0) {
    run->done(found);
    return;
  }
  log(LogLevel::error, "ledger.records-differ",
      {{"party", run->party.text()},
       {"agreement", run->room.id.text()},
       {"records", std::to_string(count)}});
  report(run);
}

void Reconciler::report(const std::shared_ptr<Run>& run) {
  act::IncidentReport report;
  report.kind = act::IncidentKind::record_difference;
  report.summary = summary_of(run->found);
  run->found.incident = open_incident(run->room.shared, report.summary);
  if (run->found.incident) {
    run->done(run->found);
    return;
  }
  report.id = new_act_id(core_.ports().entropy);
  report.suspected_at = core_.now();
  core_.submit({run->room.id, act::Body(std::move(report))}, [run](const Submission& submission) {
    if (!submission.error) {
      run->found.incident = submission.id;
    }
    run->done(run->found);
  });
}

}  // namespace entente::node
