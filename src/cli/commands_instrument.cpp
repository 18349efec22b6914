#include <fmt/format.h>

#include "base/limits.h"
#include "cli/errors.h"
#include "cli/node_call.h"
#include "cli/standing_json.h"
#include "node/carried_texts.h"

/// Instruments (Art. 5, 21) and holds: what moves an agreement.
namespace entente::cli {
namespace {

using agreement::InstrumentKind;

/// Answers `{act, agreement, status}`.
template <class Body>
void record(Host& host, const Arguments& a, node::Room& room, Body body, const Done& done) {
  guarded(done, [&]() -> Status {
    if (a.has("authority")) {
      ENTENTE_TRY(body.authority, id_in<Name>(a, "authority"));
    }
    const Instant now = host.node().core().now();
    ENTENTE_TRY(const Instant done_at, instant_or(a, "done-at", now));
    if (done_at > now) {
      return Error(kUsage, "An instrument is recorded when it was done, or later; never before.",
                   "--done-at");
    }
    node::Draft draft{room.id, act::Body(std::move(body))};
    if (a.has("done-at")) {
      draft.done_at = done_at;
    }
    submit(host, std::move(draft), done, [&host, &room](format::JsonWriter& out) {
      out.member("agreement", room.id.text());
      out.begin_object("status");
      write_standing(out, room.standing(host.node().core().now()));
      out.end_object();
    });
    return {};
  });
}

template <class Body>
void instrument(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.positional[0]));
    Body body;
    body.id = new_act_id(host.entropy());
    if constexpr (requires { body.refers_to; }) {
      ENTENTE_TRY(body.refers_to, id_in<ActId>(a, "refers-to"));
    }
    if constexpr (requires { body.newer; }) {
      ENTENTE_TRY(body.newer, id_in<Name>(a, "newer"));
    }
    if constexpr (requires { body.note; }) {
      body.note = a.get("note");
    } else {
      body.place = a.get("place");
    }
    record(host, a, *room, std::move(body), done);
    return {};
  });
}

void hold(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  if (!room.ok()) {
    done(failed(room.error()));
    return;
  }
  act::AgreementHold body;
  body.id = new_act_id(host.entropy());
  body.reason = a.get("reason");
  if (a.has("item")) {
    const auto item = id_in<ItemId>(a, "item");
    if (!item.ok()) {
      done(failed(item.error()));
      return;
    }
    body.item = *item;
  }
  const ActId id = body.id;
  submit(host, (*room)->id, act::Body(std::move(body)), done,
         [id](format::JsonWriter& out) { out.member("hold", id.text()); });
}

void unhold(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  const auto held = id_in<ActId>(a, "hold");
  if (!room.ok() || !held.ok()) {
    done(failed(room.ok() ? held.error() : room.error()));
    return;
  }
  submit(host, (*room)->id, act::Body(act::AgreementUnhold{new_act_id(host.entropy()), *held}),
         done);
}

/// Consents to the text, or proposes it.
template <class Body>
void consent_to(Host& host, const Arguments& a, node::Room& room, const Digest& text,
                const Done& done) {
  guarded(done, [&]() -> Status {
    Body body;
    body.id = new_act_id(host.entropy());
    body.note = a.get("note");
    body.text = text;
    if (a.has("refers-to")) {
      ENTENTE_TRY(body.refers_to, id_in<ActId>(a, "refers-to"));
    }
    record(host, a, room, std::move(body), done);
    return {};
  });
}

/// The digest of the text that the act of `--refers-to` proposes.
Result<Digest> text_proposed(const node::Room& room, const Arguments& a) {
  const agreement::Instrument* proposal = node::naming_text(room, a.get("refers-to"));
  return proposal == nullptr
             ? Result<Digest>(
                   Error(kUsage, "Give the text, or the act that proposes one.", "--refers-to"))
             : *proposal->text;
}

template <class Body>
void text_instrument(Host& host, const Arguments& a, const std::shared_ptr<ByteSource>& in,
                     InstrumentKind kind, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  if (!room.ok()) {
    done(failed(room.error()));
    return;
  }
  const auto consent = [&host, a, done, found = *room](const Result<Digest>& text) {
    if (text.ok()) {
      consent_to<Body>(host, a, *found, *text, done);
    } else {
      done(failed(text.error()));
    }
  };
  if (!a.has("text")) {
    consent(text_proposed(**room, a));
    return;
  }
  with_input(host, in, limits::kProfileBytes, done,
             [&host, a, kind, consent, found = *room](BytesView text) {
               consent(host.node().core().keep_text(*found, kind, as_text(text), a.get("text")));
             });
}

/// Takes a text in without consenting to it: for a party that the quorum did not need.
void keep(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  const auto kind = from_name<InstrumentKind>(a.get("kind"));
  const bool of_a_text =
      kind && (*kind == InstrumentKind::amendment || *kind == InstrumentKind::supplement);
  if (!room.ok() || !of_a_text) {
    done(failed(room.ok() ? Error(kUsage, "It is an amendment or a supplement.", "--kind")
                          : room.error()));
    return;
  }
  with_input(host, in, limits::kProfileBytes, done,
             [&host, a, kind = *kind, done, found = *room](BytesView text) {
               const auto digest =
                   host.node().core().keep_text(*found, kind, as_text(text), a.get("text"));
               done(digest.ok() ? reply_with([&](format::JsonWriter& out) {
                 out.member("agreement", found->id.text()).member("text", digest->hex());
                 out.member("texts_known", found->whole(host.node().core().now()));
               })
                                : failed(digest.error()));
             });
}

void amend(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  text_instrument<act::AgreementAmend>(host, a, in, InstrumentKind::amendment, done);
}

void supplement(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  text_instrument<act::AgreementSupplement>(host, a, in, InstrumentKind::supplement, done);
}

const OptionSpec kNote{"note", "TEXT", "what the note says"};
const OptionSpec kRefers{"refers-to", "ACT", "the earlier instrument", true};
const OptionSpec kDoneAt{"done-at", "INSTANT",
                         "when it was done, if it is recorded late; counts once confirmed"};
const OptionSpec kAuthority{
    "authority", "NAME", "which authority of this party gives it, where the text says which may"};

Command earlier(std::string_view verb, std::string_view summary, NodeRun run) {
  return {"agreement", verb, summary, {kAgreementId}, {kRefers, kNote, kAuthority, kDoneAt},
          nullptr,     run};
}

Command plain(std::string_view verb, std::string_view summary, NodeRun run) {
  return {"agreement", verb, summary, {kAgreementId}, {kNote, kAuthority, kDoneAt}, nullptr, run};
}

Command with_text(std::string_view verb, std::string_view summary, NodeRun run) {
  Command command{"agreement", verb, summary, {kAgreementId}, {}, nullptr, run, Content::input};
  command.options = {
      {"text", "FILE", "the exact text, the same at every party; without it, that of the proposal"},
      {"refers-to", "ACT", "the proposal that is consented to; without it, propose"},
      kNote,
      kAuthority,
      kDoneAt};
  command.input_option = "text";
  return command;
}

}  // namespace

// A table, one row per command: its length is not complexity.
// NOLINTNEXTLINE(readability-function-size)
std::vector<Command> instrument_commands() {
  return {
      {"agreement",
       "sign",
       "sign the agreement (Art. 21(1))",
       {kAgreementId},
       {{"place", "TEXT", "where it was signed"}, kAuthority, kDoneAt},
       nullptr,
       instrument<act::AgreementSign>},
      {"agreement",
       "notify",
       "notify that legal requirements are met (Art. 21(1))",
       {kAgreementId},
       {kNote, kAuthority, kDoneAt},
       nullptr,
       instrument<act::AgreementNotify>},
      {"agreement",
       "notice",
       "give notice of termination (Art. 21(3))",
       {kAgreementId},
       {kNote, kAuthority, kDoneAt},
       nullptr,
       instrument<act::AgreementNotice>},
      earlier("suspend-notice", "suspend the effect of one's own notice",
              instrument<act::AgreementSuspendNotice>),
      earlier("revive-notice", "give a suspended notice its effect again",
              instrument<act::AgreementReviveNotice>),
      earlier("withdraw-notice", "withdraw one's own notice",
              instrument<act::AgreementWithdrawNotice>),
      earlier("withdraw-suspension", "withdraw the suspension of a notice's effect",
              instrument<act::AgreementWithdrawSuspension>),
      {"agreement",
       "hold",
       "stop one's own releases and key service, at once",
       {kAgreementId},
       {{"item", "ITEM", "this item alone"}, {"reason", "TEXT", "why", true}},
       nullptr,
       hold},
      {"agreement",
       "unhold",
       "end one's own hold",
       {kAgreementId},
       {{"hold", "ACT", "the hold", true}},
       nullptr,
       unhold},
      with_text("amend", "consent to an amended text (Art. 21(2))", amend),
      with_text("supplement", "consent to an arrangement beneath the agreement (Art. 5)",
                supplement),
      {"agreement",
       "keep",
       "take in a text that others agreed on, without consenting to it",
       {kAgreementId},
       {{"text", "FILE", "the exact text, the same at every party", true},
        {"kind", "KIND", "amendment or supplement", true}},
       nullptr,
       keep,
       Content::input,
       {},
       "text"},
      plain("suspend", "suspend the agreement, where its text allows it",
            instrument<act::AgreementSuspend>),
      earlier("resume", "end one's own suspension of the agreement",
              instrument<act::AgreementResume>),
      {"agreement",
       "replace",
       "consent that a newer agreement takes this one's place",
       {kAgreementId},
       {{"newer", "ID", "the newer agreement", true}, kNote, kAuthority, kDoneAt},
       nullptr,
       instrument<act::AgreementReplace>},
      plain("review", "record that this party has reviewed the agreement",
            instrument<act::AgreementReview>),
      {"agreement",
       "confirm",
       "confirm when another party's late instrument was done (R21.1)",
       {kAgreementId},
       {{"refers-to", "ACT", "the instrument", true}, kNote, kAuthority},
       nullptr,
       instrument<act::AgreementConfirm>},
  };
}

}  // namespace entente::cli
