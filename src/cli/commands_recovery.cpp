#include "cli/errors.h"
#include "cli/node_call.h"

/// A log that lost its end: what its partners hold comes back, and both sides go on
/// (docs/how-to/back-up-and-restore.md).
namespace entente::cli {
namespace {

void recover(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  if (!room.ok()) {
    done(failed(room.error()));
    return;
  }
  host.node().recovery().recover(**room, [done](const Result<node::Recovery::Recovered>& said) {
    if (!said.ok()) {
      done(failed(said.error()));
      return;
    }
    done(reply_with([&](format::JsonWriter& out) {
      format::write_member(out, "recovery", said->act);
      out.member("epoch", said->epoch).member("size", said->size).member("kept", said->kept);
      format::write_member(out, "lost", said->lost);
      out.begin_array("waits_for");
      for (const PartyCode& party : said->waits_for) {
        out.string(party.text());
      }
      out.end_array();
      out.member("next",
                 "Tell the partners' officers the digest of this recovery another way; this node "
                 "signs again when they have accepted it.");
    }));
  });
}

void accept_recovery(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  const auto party = id_in<PartyCode>(a, "of");
  const auto recovery = Digest::from_hex(a.get("recovery"));
  if (!room.ok() || !party.ok() || !recovery.ok()) {
    done(failed(!room.ok()    ? room.error()
                : !party.ok() ? party.error()
                              : Error(kUsage, "It is a digest in hexadecimal.", "--recovery")));
    return;
  }
  host.node().recovery().accept(
      **room, *party, *recovery, [done](const node::Submission& submission) {
        if (submission.error) {
          done(refused(*submission.error, submission));
          return;
        }
        done(reply_with([&](format::JsonWriter& out) { out.member("act", submission.id.text()); }));
      });
}

}  // namespace

std::vector<Command> recovery_commands() {
  const OptionSpec id{"ID", "", "the agreement", true};
  return {
      {"ledger",
       "recover",
       "take back what the partners hold of this node's log, and close its epoch",
       {id},
       {},
       nullptr,
       recover},
      {"ledger",
       "accept-recovery",
       "accept that a partner's log goes on in its next epoch, after a loss",
       {id},
       {{"of", "PARTY", "whose log it is", true},
        {"recovery", "DIGEST", "of its recovery, as its officers told it another way", true}},
       nullptr,
       accept_recovery},
  };
}

}  // namespace entente::cli
