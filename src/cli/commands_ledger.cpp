#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "cli/errors.h"
#include "cli/node_call.h"
#include "ledger/line.h"
#include "ledger/proof.h"
#include "node/cosigned_heads.h"

/// Ledgers: heads, proofs and their verification.
namespace entente::cli {
namespace {

void write_first_bad(format::JsonWriter& out, const node::LogReport& report) {
  if (report.first_bad) {
    out.member("first_bad", *report.first_bad);
  } else {
    out.key("first_bad").null();
  }
}

void write_report(format::JsonWriter& out, std::string_view name, const node::LogReport& report) {
  out.begin_object(name);
  out.member("ok", report.ok).member("origin", report.origin).member("size", report.size);
  out.member("root", to_base64(report.root.view()));
  write_first_bad(out, report);
  out.member("lost", report.lost).member("erased", report.erased);
  out.member("witnessed", report.witnessed);
  out.end_object();
}

/// What a node can say of a ledger from its own copy.
struct Verified {
  node::LogReport own;
  bool records_match = false;
  Digest records;
  std::map<std::string, node::LogReport> copies = {};  ///< of the other parties' logs
};

Result<Verified> verified_house(Host& host) {
  ENTENTE_TRY(const auto own, host.node().verify_house());
  ENTENTE_TRY(const bool match, host.node().house_matches_acts());
  return Verified{own, match, host.node().core().house().digest()};
}

Result<Verified> verified_agreement(Host& host, std::string_view agreement) {
  ENTENTE_TRY(const node::Room* room, room_of(host, agreement));
  ENTENTE_TRY(const auto own, host.node().verify_log(room->id));
  ENTENTE_TRY(const bool match, host.node().records_match_acts(room->id));
  Verified verified{own, match, room->shared.digest()};
  for (const auto& [party, counterpart] : room->counterparts) {
    if (const auto copy = host.node().verify_copy(room->id, party); copy.ok()) {
      verified.copies[party.text()] = *copy;
    }
  }
  return verified;
}

Reply reply_to(const Verified& verified) {
  const node::LogReport& own = verified.own;
  const bool ok =
      own.ok && verified.records_match &&
      std::ranges::all_of(verified.copies, [](const auto& copy) { return copy.second.ok; });
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("ok", ok).member("size", own.size).member("root", to_base64(own.root.view()));
    write_first_bad(out, own);
    out.member("records_match_acts", verified.records_match);
    out.member("records_digest", verified.records.hex());
    write_report(out, "own", own);
    out.begin_object("copies");
    for (const auto& [party, report] : verified.copies) {
      write_report(out, party, report);
    }
    out.end_object();
  });
  return ok ? reply : as_failure(std::move(reply), Error(kNotWhole, "The ledger does not verify."));
}

void verify(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  when_settled(host, done, [&host, id = a.positional[0], done] {
    const auto verified = id == host.node().core().house_id().text() ? verified_house(host)
                                                                     : verified_agreement(host, id);
    done(verified.ok() ? reply_to(*verified) : failed(verified.error()));
  });
}

Reply reconciled(const PartyCode& party, const Result<node::Reconciliation>& found) {
  if (!found.ok()) {
    return failed(found.error());
  }
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("ok", found->equal() && found->settled).member("party", party.text());
    out.member("settled", found->settled);
    format::write_member(out, "missing_here", found->missing_here);
    format::write_member(out, "missing_there", found->missing_there);
    format::write_member(out, "different", found->different);
    format::write_member(out, "incident", found->incident);
  });
  if (!found->equal() || !found->settled) {
    reply =
        as_failure(std::move(reply),
                   found->settled ? Error(kRecordsDiffer, "The two parties hold different records.")
                                  : Error(kNotSettled, "Acts are under way between the parties."));
  }
  return reply;
}

/// The partner that the option names, or the only one there is.
Result<PartyCode> partner_in(const node::Room& room, const Arguments& a) {
  if (a.has("with")) {
    ENTENTE_TRY(const auto party, id_in<PartyCode>(a, "with"));
    return room.counterparts.contains(party)
               ? Result<PartyCode>(party)
               : Error(kUsage, "That is no other party of this agreement.", "--with");
  }
  if (room.counterparts.size() != 1) {
    return Error(kUsage, "The agreement has several other parties: name one.", "--with");
  }
  return room.counterparts.begin()->first;
}

void reconcile(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  const auto party = room.ok() ? partner_in(**room, a) : Result<PartyCode>(room.error());
  if (!party.ok()) {
    done(failed(party.error()));
    return;
  }
  host.node().reconciler().compare(
      **room, *party, [done, party = *party](const Result<node::Reconciliation>& found) {
        done(reconciled(party, found));
      });
}

/// The head of that size with all its cosignatures, else one signed now.
Result<std::string> head_at(Host& host, const node::Room& room, const node::CosignedHeads& heads,
                            std::uint64_t size) {
  if (const node::Cosigned* head = heads.at(size); head != nullptr) {
    return head->note;
  }
  return size <= room.log.durable()
             ? host.node().log_files().signed_head(room, size)
             : Result<std::string>(Error(kUsage, "The log is not that large.", "--size"));
}

void checkpoint(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  const auto note = room.ok()
                        ? head_at(host, **room, node::heads_of_own(host.node().core(), **room),
                                  (*room)->log.durable())
                        : Result<std::string>(room.error());
  if (!note.ok()) {
    done(failed(note.error()));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) {
    out.member("checkpoint", *note).member("vkey", vkey_of(host, **room));
  }));
}

void proof(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto make = [&]() -> Result<std::string> {
    ENTENTE_TRY(node::Room * room, room_of(host, a.positional[0]));
    ENTENTE_TRY(const std::uint64_t index, number_in(a, "index"));
    const node::CosignedHeads heads = node::heads_of_own(host.node().core(), *room);
    const node::Cosigned* best = heads.over(index);
    std::uint64_t size = best == nullptr ? room->log.durable() : best->size;
    if (a.has("size")) {
      ENTENTE_TRY(size, number_in(a, "size"));
    }
    ENTENTE_TRY(const std::string note, head_at(host, *room, heads, size));
    ENTENTE_TRY(const auto path, room->log.tree().inclusion_path(index, size));
    ENTENTE_TRY(auto signed_note, ledger::SignedNote::parse(note));
    const ledger::LogProof made{std::nullopt, index, path, std::move(signed_note)};
    return made.format();
  };
  const auto text = make();
  if (!text.ok()) {
    done(failed(text.error()));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) { out.member("proof", *text); }));
}

void consistency(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto make = [&]() -> Result<std::vector<Digest>> {
    ENTENTE_TRY(node::Room * room, room_of(host, a.positional[0]));
    ENTENTE_TRY(const std::uint64_t from, number_in(a, "from"));
    ENTENTE_TRY(const std::uint64_t to, number_in(a, "to"));
    return room->log.tree().consistency_path(from, to);
  };
  const auto path = make();
  if (!path.ok()) {
    done(failed(path.error()));
    return;
  }
  std::string lines;
  for (const Digest& hash : *path) {
    lines += ledger::hash_line(hash);
  }
  done(reply_with([&](format::JsonWriter& out) { out.member("hashes", lines); }));
}

}  // namespace

std::vector<Command> ledger_commands() {
  const OptionSpec id{"ID", "", "the agreement", true};
  return {
      {"ledger",
       "verify",
       "verify this node's log, its copy of the partner's, and the records",
       {id},
       {},
       nullptr,
       verify},
      {"ledger",
       "reconcile",
       "compare the shared records with the partner's",
       {id},
       {{"with", "PARTY", "the partner, where there are several"}},
       nullptr,
       reconcile},
      {"ledger",
       "checkpoint",
       "the newest signed head, as C2SP tlog-checkpoint",
       {id},
       {},
       nullptr,
       checkpoint,
       Content::none,
       "checkpoint"},
      {"ledger",
       "proof",
       "that an entry is in the log, as C2SP tlog-proof",
       {id},
       {{"index", "N", "the entry", true}, {"size", "N", "of the log"}},
       nullptr,
       proof,
       Content::none,
       "proof"},
      {"ledger",
       "consistency",
       "that a log begins with an earlier one, as hash lines",
       {id},
       {{"from", "N", "the earlier size", true}, {"to", "N", "the later size", true}},
       nullptr,
       consistency,
       Content::none,
       "hashes"},
  };
}

}  // namespace entente::cli
