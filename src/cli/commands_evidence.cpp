#include <fmt/format.h>

#include <filesystem>

#include "base/encoding.h"
#include "base/text.h"
#include "cli/errors.h"
#include "cli/evidence_page.h"
#include "cli/host_state.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "crypto/timestamp.h"
#include "ledger/checkpoint.h"
#include "ledger/line.h"
#include "ledger/merkle.h"
#include "node/evidence.h"

/// What a node hands to third persons: evidence packs, and its log as static files.
namespace entente::cli {
namespace {

constexpr std::uint64_t kPackBytes = 256u << 20;
constexpr std::uint64_t kTrustBytes = 1u << 20;

Result<node::EvidenceChoice> choice_in(const Arguments& a) {
  node::EvidenceChoice choice;
  if (a.has("item")) {
    ENTENTE_TRY(choice.item, id_in<ItemId>(a, "item"));
  }
  if (a.has("from")) {
    ENTENTE_TRY(choice.from, Instant::parse(a.get("from")));
  }
  if (a.has("to")) {
    ENTENTE_TRY(choice.until, Instant::parse(a.get("to")));
  }
  return choice;
}

void evidence(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const std::string invite = host.first_invite();
  const auto make = [&]() -> Result<std::string> {
    ENTENTE_TRY(node::Room * room, room_of(host, a.positional[0]));
    ENTENTE_TRY(const node::EvidenceChoice choice, choice_in(a));
    return node::make_evidence(host.node().core(), host.node().log_files(), *room, invite, choice);
  };
  const auto pack = make();
  if (!pack.ok()) {
    done(failed(pack.error()));
    return;
  }
  const auto own = link::parse_invite(as_bytes(invite));
  const auto lines = static_cast<std::uint64_t>(std::count(pack->begin(), pack->end(), '\n'));
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("agreement", a.positional[0]).member("acts", lines - 1);
    out.member("fingerprint", link::fingerprint_text(link::fingerprint(own.value())));
  });
  reply.content = std::make_shared<OwnedSource>(to_bytes(*pack));
  done(std::move(reply));
}

/// The fingerprints of invites that the verifier knows, in hexadecimal, one a line.
Result<std::vector<Digest>> trusted_in(const Arguments& a) {
  std::vector<Digest> trusted;
  if (!a.has("trust")) {
    return trusted;
  }
  ENTENTE_TRY(const std::string text, read_local(a.get("trust"), kTrustBytes));
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0) {
      auto digest = Digest::from_hex(rest.substr(0, end));
      if (!digest.ok()) {
        return Error(kUsage,
                     "Each line is the fingerprint of an invite, as `evidence verify` shows "
                     "it: 64 hexadecimal digits.",
                     "--trust");
      }
      trusted.push_back(*digest);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return trusted;
}

/// Whose cosignatures the verifier asks for, where it does.
Result<std::optional<ledger::Policy>> policy_in(const Arguments& a) {
  std::optional<ledger::Policy> policy;
  if (a.has("policy")) {
    ENTENTE_TRY(const std::string text, read_local(a.get("policy"), ledger::kMaxPolicyBytes));
    auto read = ledger::Policy::parse(text);
    if (!read.ok()) {
      return read.error().within(a.get("policy"));
    }
    policy = std::move(*read);
  }
  return policy;
}

/// The page for people, where one is asked for: also of a pack that does not verify.
Status write_page(const Arguments& a, const node::EvidenceReport& report) {
  const auto language = from_name<PageLanguage>(a.get("lang", "en"));
  if (!language) {
    return Error(kUsage, "A page is in en, ko or ja.", "--lang");
  }
  return a.has("page") ? write_local(a.get("page"), as_bytes(evidence_page(report, *language)))
                       : Status{};
}

void write_choice(format::JsonWriter& out, const node::EvidenceChoice& choice) {
  out.begin_object("choice");
  if (choice.item) {
    out.member("item", choice.item->text());
  }
  if (choice.from) {
    out.member("from", choice.from->text());
  }
  if (choice.until) {
    out.member("until", choice.until->text());
  }
  out.end_object();
}

void write_key(format::JsonWriter& out, const node::KeyStatus& key) {
  out.begin_object().member("party", key.party.text()).member("role", name_of(key.role));
  out.member("key", key.key).member("invite", key.invite.hex());
  out.member("fingerprint", link::fingerprint_text(key.invite));
  out.member("from_place", key.from);
  if (key.since) {
    out.member("since", key.since->text());
  }
  if (key.replaced) {
    out.begin_object("replaced").member("line", key.replaced->line);
    out.member("place", key.replaced->place).member("at", key.replaced->at.text());
    out.member("reason", name_of(key.replaced->reason)).end_object();
  }
  out.end_object();
}

/// One act with the keys that it rests on.
void write_row(format::JsonWriter& out, const node::EvidenceReport& report,
               const node::EvidenceReport::Row& row) {
  out.begin_object().member("line", row.line).member("party", row.party.text());
  out.member("type", display_safe(row.type)).member("place", row.place);
  if (row.signed_by) {
    out.member("node_key", report.keys[*row.signed_by].key);
  }
  if (row.headed_by) {
    out.member("log_key", report.keys[*row.headed_by].key);
  }
  out.member("verified", row.verified).member("compromised", row.compromised).end_object();
}

/// What was chosen, the keys, and the acts.
void write_contents(format::JsonWriter& out, const node::EvidenceReport& report) {
  if (report.choice) {
    write_choice(out, *report.choice);
  }
  out.begin_array("keys");
  for (const node::KeyStatus& key : report.keys) {
    write_key(out, key);
  }
  out.end_array().begin_array("rows");
  for (const auto& row : report.rows) {
    write_row(out, report, row);
  }
  out.end_array();
}

Reply verify_evidence(const Arguments& a) {
  const auto trusted = trusted_in(a);
  const auto pack =
      trusted.ok() ? read_local(a.positional[0], kPackBytes) : Result<std::string>(trusted.error());
  if (!pack.ok()) {
    return failed(pack.error());
  }
  const auto policy = policy_in(a);
  if (!policy.ok()) {
    return failed(policy.error());
  }
  const node::EvidenceReport report = node::verify_evidence(*pack, partner_of, *trusted, *policy);
  if (const Status written = write_page(a, report); !written.ok()) {
    return failed(written.error());
  }
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("valid", report.valid()).member("agreement", report.agreement.text());
    out.member("acts", report.acts).member("witnessed", report.witnessed);
    if (*policy) {
      out.member("policy_met", report.policy_met);
    }
    out.begin_array("parties");
    for (const auto& party : report.parties) {
      out.begin_object().member("party", party.party.text());
      out.member("invite", party.invite.hex());
      out.member("fingerprint", link::fingerprint_text(party.invite));
      out.member("trusted", party.trusted).end_object();
    }
    out.end_array();
    out.begin_array("faults");
    for (const auto& fault : report.faults) {
      out.begin_object().member("line", fault.line).member("code", fault.code);
      out.member("text", fault.text).end_object();
    }
    out.end_array();
    write_contents(out, report);
  });
  if (!report.valid()) {
    reply = as_failure(std::move(reply),
                       Error(kNotWhole, report.faults.empty() ? "The pack holds no act."
                                                              : report.faults.front().text));
  }
  return reply;
}

// ---- Static files of the log (C2SP tlog-tiles) --------------------------------------------------

Status write_file(const std::filesystem::path& path, BytesView bytes) {
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  return write_local(path.string(), bytes);
}

Result<std::uint64_t> export_log(Host& host, node::Room& room, const std::string& folder) {
  const std::filesystem::path base(folder);
  return host.node().log_files().write_all(room, [&](const std::string& path, BytesView bytes) {
    return write_file(base / path, bytes);
  });
}

void export_tiles(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  const auto size =
      room.ok() ? export_log(host, **room, a.positional[1]) : Result<std::uint64_t>(room.error());
  if (!size.ok()) {
    done(failed(size.error()));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) {
    out.member("origin", (*room)->log.origin()).member("size", *size);
    out.member("vkey", vkey_of(host, **room));
    out.member("folder", a.positional[1]);
  }));
}

// ---- Heads that a third person keeps ------------------------------------------------------------

constexpr std::uint64_t kHeadBytes = 1u << 20;

/// A signed head of a log, as a file has it.
struct HeadFile {
  std::string note;
  ledger::OpenedCheckpoint opened;
};

Result<HeadFile> head_in(const std::string& file, const ledger::NoteVerifier& log) {
  ENTENTE_TRY(std::string note, read_local(file, kHeadBytes));
  auto opened = ledger::open_checkpoint(note, log);
  return opened.ok() ? Result<HeadFile>(HeadFile{std::move(note), std::move(*opened)})
                     : opened.error().within(file);
}

/// The hash lines of a consistency proof, as `ledger consistency` gives them.
Result<std::vector<Digest>> hashes_in(const std::string& file) {
  ENTENTE_TRY(const std::string text, read_local(file, kHeadBytes));
  ledger::LineReader lines(text);
  std::vector<Digest> hashes;
  while (const auto line = lines.next()) {
    ENTENTE_TRY(const Digest hash, ledger::parse_hash(*line));
    hashes.push_back(hash);
  }
  if (!lines.rest().empty()) {  // the newline of the last one may be missing
    ENTENTE_TRY(const Digest last, ledger::parse_hash(lines.rest()));
    hashes.push_back(last);
  }
  return hashes;
}

struct HeldHead {
  HeadFile head;
  std::optional<crypto::Timestamp> stamp;
  std::optional<HeadFile> later;
};

Status check_later(const Arguments& a, const ledger::NoteVerifier& log, HeldHead& held) {
  ENTENTE_TRY(held.later, head_in(a.get("later"), log));
  const ledger::Head& from = held.head.opened.checkpoint.head;
  const ledger::Head& to = held.later->opened.checkpoint.head;
  std::vector<Digest> path;
  if (a.has("consistency")) {
    ENTENTE_TRY(path, hashes_in(a.get("consistency")));
  }
  return ledger::verify_consistency(from.size, to.size, from.root, to.root, path);
}

Result<HeldHead> held_head(const Arguments& a) {
  ENTENTE_TRY(const auto log, ledger::NoteVerifier::parse(a.get("log")));
  ENTENTE_TRY(auto head, head_in(a.positional[0], log));
  HeldHead held{std::move(head), {}, {}};
  if (a.has("stamp")) {
    ENTENTE_TRY(const std::string stamp, read_local(a.get("stamp"), kHeadBytes));
    ENTENTE_TRY(const std::string authorities, read_local(a.get("tsa"), kTrustBytes));
    ENTENTE_TRY(held.stamp,
                crypto::verify_timestamp(as_bytes(stamp), as_bytes(held.head.note), authorities));
  }
  if (a.has("later")) {
    ENTENTE_CHECK(check_later(a, log, held));
  }
  return held;
}

Reply check_head(const Arguments& a) {
  if (a.has("stamp") != a.has("tsa")) {
    return failed(Error(kUsage, "A stamp is verified by the authority's certificate: give both."));
  }
  const auto held = held_head(a);
  if (!held.ok()) {
    return failed(held.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    const ledger::Checkpoint& head = held->head.opened.checkpoint;
    out.member("origin", head.origin).member("size", head.head.size);
    out.member("root", to_base64(head.head.root.view()));
    if (held->stamp) {
      out.begin_object("stamp").member("time", held->stamp->time.text());
      out.member("serial", held->stamp->serial);
      out.member("authority", display_safe(held->stamp->authority)).end_object();
    }
    if (held->later) {
      out.member("later_size", held->later->opened.checkpoint.head.size);
      out.member("extends", true);
    }
  });
}

}  // namespace

std::vector<Command> evidence_commands() {
  const OptionSpec id{"ID", "", "the agreement", true};
  return {
      {"ledger",
       "evidence",
       "acts with all that a third person needs to verify them offline",
       {id},
       {{"output", "FILE", "where to", true},
        {"item", "I", "only what concerns this item"},
        {"from", "INSTANT", "recorded not before"},
        {"to", "INSTANT", "and before"}},
       nullptr,
       evidence,
       Content::output},
      {"ledger",
       "export-tiles",
       "this node's log as static files, as C2SP tlog-tiles",
       {id, {"DIR", "", "an absolute path", true}},
       {},
       nullptr,
       export_tiles},
      {"evidence",
       "verify",
       "verify an evidence pack, without a node",
       {{"PACK", "", "the file", true}},
       {{"trust", "FILE", "fingerprints of the invites that are trusted, one a line"},
        {"policy", "FILE", "whose cosignatures every act must have (C2SP tlog-policy)"},
        {"page", "FILE", "write what was found as a page to print (HTML)"},
        {"lang", "L", "the page's language: en, ko or ja (en)"}},
       verify_evidence},
      {"evidence",
       "head",
       "verify a signed head that was kept: when it existed, and that the log still begins so",
       {{"HEAD", "", "the head, as `ledger checkpoint` gives it", true}},
       {{"log", "VKEY", "the log's key, as `ledger export-tiles` gives it", true},
        {"stamp", "FILE", "a time-stamp over the head (RFC 3161)"},
        {"tsa", "CERTS", "the time-stamping authority's certificates (PEM)"},
        {"later", "HEAD", "a later head of the log"},
        {"consistency", "FILE", "the hashes that `ledger consistency` gives for the two"}},
       check_head},
  };
}

}  // namespace entente::cli
