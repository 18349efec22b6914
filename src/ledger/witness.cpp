#include "ledger/witness.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.h"
#include "ledger/errors.h"
#include "ledger/line.h"

namespace entente::ledger {
namespace {

constexpr std::string_view kOld = "old ";

struct VerdictRow {
  WitnessVerdict verdict;
  int http_status;
  std::string_view reason;
};

// The order of the enumeration; the words are those that other witnesses answer with.
constexpr VerdictRow kVerdicts[] = {
    {WitnessVerdict::cosign, 200, ""},
    {WitnessVerdict::malformed, 400, "invalid input"},
    {WitnessVerdict::old_above_new, 400, "invalid input: old size is above the checkpoint's size"},
    {WitnessVerdict::untrusted, 403, "invalid signature"},
    {WitnessVerdict::unknown_log, 404, "unknown log"},
    {WitnessVerdict::size_changed, 409, ""},
    {WitnessVerdict::root_differs, 422, "another root at the same size"},
    {WitnessVerdict::bad_consistency, 422, "invalid consistency proof"},
    {WitnessVerdict::bad_empty_tree, 422, "not the root of the empty tree"},
};

const VerdictRow& row_of(WitnessVerdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

WitnessDecision refuse(WitnessVerdict verdict) {
  WitnessDecision decision;
  decision.verdict = verdict;
  decision.reason = row_of(verdict).reason;
  return decision;
}

/// What the request's path proves about its heads; `cosign` if it is as the protocol asks.
WitnessVerdict judge_heads(const AddCheckpoint& request, const Head& last) {
  const Head& next = request.checkpoint.head;
  if (next.size == 0 && next.root != empty_root()) {
    return WitnessVerdict::bad_empty_tree;
  }
  if (next.size == last.size && next.root != last.root) {
    return WitnessVerdict::root_differs;
  }
  if (request.old_size == 0 || next.size == last.size) {
    return request.path.empty() ? WitnessVerdict::cosign : WitnessVerdict::bad_consistency;
  }
  const Status proof = verify_consistency(last.size, next.size, last.root, next.root, request.path);
  return proof.ok() ? WitnessVerdict::cosign : WitnessVerdict::bad_consistency;
}

/// The verdict on a request whose signature holds.
WitnessVerdict judge(const AddCheckpoint& request, const Head& last) {
  if (request.old_size > request.checkpoint.head.size) {
    return WitnessVerdict::old_above_new;
  }
  if (request.old_size != last.size) {
    return WitnessVerdict::size_changed;
  }
  return judge_heads(request, last);
}

bool is_evidence(WitnessVerdict verdict, const Head& next, const WitnessedHead& last) {
  const bool forked = next.size == last.head.size && next.root != last.head.root;
  return !last.note.empty() && (forked || verdict == WitnessVerdict::bad_consistency);
}

/// What others may have added to the note, this witness has not verified and does not keep.
std::string own_lines_of(const SignedNote& note, std::span<const NoteVerifier> keys) {
  std::string kept = note.text() + '\n';
  for (const NoteSignature& line : note.signatures()) {
    const bool own =
        std::ranges::any_of(keys, [&](const NoteVerifier& key) { return key.knows(line); });
    kept += own ? line.line() : "";
  }
  return kept;
}

}  // namespace

Result<WitnessedHead> witnessed_head(std::string_view note, std::string_view origin) {
  ENTENTE_TRY(const SignedNote parsed, SignedNote::parse(note));
  ENTENTE_TRY(const Checkpoint checkpoint, Checkpoint::parse(parsed.text()));
  if (checkpoint.origin != origin) {
    return Error(kWrongOrigin, "The stored head is another log's.");
  }
  return WitnessedHead{checkpoint.head, std::string(note)};
}

WitnessDecision refuse_unreadable(const Error& error) {
  WitnessDecision decision =
      refuse(error.is(kBadSignature) ? WitnessVerdict::untrusted : WitnessVerdict::malformed);
  decision.reason += ": " + error.message();
  return decision;
}

std::string AddCheckpoint::format() const {
  std::string body = fmt::format("{}{}\n", kOld, old_size);
  for (const Digest& hash : path) {
    body += hash_line(hash);
  }
  return body + '\n' + note.format();
}

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
  if (body.size() > kMaxWitnessRequest) {
    return malformed("The request is too large.");
  }
  LineReader lines(body);
  std::optional<std::string_view> line = lines.next();
  if (!line.has_value() || !line->starts_with(kOld)) {
    return malformed("A request to cosign begins with the old size.");
  }
  AddCheckpoint request;
  ENTENTE_TRY(request.old_size, parse_size(line->substr(kOld.size())));
  for (line = lines.next(); line.has_value() && !line->empty(); line = lines.next()) {
    if (request.path.size() == kMaxPath) {
      return malformed("A consistency proof has at most 63 hashes.");
    }
    ENTENTE_TRY(const Digest hash, parse_hash(*line));
    request.path.push_back(hash);
  }
  if (!line.has_value()) {
    return malformed("A request to cosign has an empty line before its checkpoint.");
  }
  ENTENTE_TRY(request.note, SignedNote::parse(lines.rest()));
  const Result<Checkpoint> checkpoint = Checkpoint::parse(request.note.text());
  if (!checkpoint.ok()) {
    return malformed("invalid checkpoint: " + checkpoint.error().message());
  }
  request.checkpoint = checkpoint.value();
  return request;
}

Result<AddCheckpoint> make_add_checkpoint(std::uint64_t old_size, std::vector<Digest> path,
                                          const SignedNote& note) {
  if (path.size() > kMaxPath) {
    return malformed("A consistency proof has at most 63 hashes.");
  }
  ENTENTE_TRY(Checkpoint checkpoint, Checkpoint::parse(note.text()));
  return AddCheckpoint{old_size, std::move(path), note, std::move(checkpoint)};
}

int WitnessDecision::http_status() const { return row_of(verdict).http_status; }

std::string_view WitnessDecision::content_type() const {
  return verdict == WitnessVerdict::size_changed ? "text/x.tlog.size" : "text/plain; charset=utf-8";
}

std::string WitnessDecision::body() const {
  if (verdict == WitnessVerdict::size_changed) {
    return fmt::format("{}\n", stored_size);
  }
  return reason.empty() ? std::string() : reason + '\n';
}

WitnessDecision decide_add_checkpoint(const AddCheckpoint& request,
                                      const std::optional<KnownLog>& known) {
  if (!known.has_value()) {
    return refuse(WitnessVerdict::unknown_log);
  }
  if (!verify_log_signature(request.note, request.checkpoint, known->keys).ok()) {
    return refuse(WitnessVerdict::untrusted);
  }
  const WitnessedHead& last = known->last;
  const WitnessVerdict verdict = judge(request, last.head);
  WitnessDecision decision = refuse(verdict);
  decision.stored_size = last.head.size;
  if (verdict == WitnessVerdict::cosign) {
    decision.next = WitnessedHead{request.checkpoint.head, own_lines_of(request.note, known->keys)};
    decision.checkpoint = request.checkpoint;
  } else if (is_evidence(verdict, request.checkpoint.head, last)) {
    decision.evidence = {last.note, request.note.format()};
  }
  return decision;
}

WitnessDecision decide_add_checkpoint(std::string_view body, const FindLog& find) {
  const Result<AddCheckpoint> request = AddCheckpoint::parse(body);
  if (!request.ok()) {
    return refuse_unreadable(request.error());
  }
  return decide_add_checkpoint(request.value(), find(request.value().checkpoint.origin));
}

std::string monitoring_folder(std::string_view origin) {
  return crypto::sha256(as_bytes(origin)).hex();
}

}  // namespace entente::ledger
