#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/errors.h"
#include "cli/about_item.h"
#include "cli/errors.h"
#include "cli/item_stock.h"
#include "cli/node_call.h"
#include "label/label_xml.h"

/// Items: release, register, open, and what becomes of them.
namespace entente::cli {
namespace {

/// R4.1: both markings and the originating party's name on every rendition.
void write_markings(format::JsonWriter& out, const node::Room& room, const registry::Item& item) {
  const agreement::Party* originator = room.profile.party(item.originating_party);
  out.begin_object("markings");
  out.member("originating_party", item.originating_party.text());
  out.begin_object("originating_party_names");
  for (const auto& [language, name] : originator->names) {
    out.member(language, name);
  }
  out.end_object();
  out.member("original", item.marking_text).member("original_code", item.marking.text());
  out.member("own", item.own_marking_text).member("own_code", item.own_marking.text());
  if (!item.own_marking_text.empty()) {
    out.begin_object("rendition");
    for (const auto& [language, name] : originator->names) {
      out.member(language, room.profile.received_marking(item.originating_party, item.marking_text,
                                                         item.own_marking_text, language));
    }
    out.end_object();
  }
  out.end_object();
}

/// An item's labels by the names that people give.
struct NamedLabel {
  std::string_view name;
  std::optional<label::ConfidentialityLabel> node::ItemLabels::* label;
};
constexpr NamedLabel kLabels[] = {{"original", &node::ItemLabels::original},
                                  {"current", &node::ItemLabels::current},
                                  {"alternative", &node::ItemLabels::alternative}};

/// The STANAG 4774 labels of both parties, as XML.
void write_labels(format::JsonWriter& out, const node::ItemLabels& labels) {
  out.begin_object("labels");
  for (const NamedLabel& each : kLabels) {
    if (const auto& found = labels.*each.label) {
      out.member(each.name, label::write_label(*found));
    } else {
      out.key(each.name).null();
    }
  }
  out.end_object();
}

void write_item(format::JsonWriter& out, const node::Room& room, const std::string& id,
                const registry::Entry<registry::Item>& entry, const Members& more = {}) {
  const registry::Item& item = entry.record;
  out.begin_object();
  out.member("item", id).member("agreement", room.id.text());
  out.member("responsible_party", item.responsible_party().text());
  format::write_members(out, item);
  write_markings(out, room, item);
  out.key("refusals");
  format::write_value(out, entry.refusals);
  if (more) {
    more(out);
  }
  out.end_object();
}

const registry::Entry<registry::Item>* entry_of(const node::Room& room, const ItemId& item) {
  return room.shared.items().entry(item.text());
}

/// R6.1: an item that came by another agreement; nothing where the content is one's own.
Result<std::optional<node::PassedOn>> passed_on_in(Host& host, const Arguments& a) {
  if (!a.has("held-under")) {
    return std::optional<node::PassedOn>();
  }
  node::PassedOn passed_on;
  ENTENTE_TRY(passed_on.item, id_in<ItemId>(a, "item"));
  ENTENTE_TRY(passed_on.consent, id_in<ActId>(a, "consent"));
  ENTENTE_TRY(passed_on.held_under, agreement_id(host, a.get("held-under")));
  return std::optional(std::move(passed_on));
}

void release(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    node::ReleaseRequest request;
    request.agreement = room->id;
    ENTENTE_TRY(request.recipient, id_in<PartyCode>(a, "to"));
    request.marking = a.get("marking");
    ENTENTE_TRY(request.purpose, id_in<Name>(a, "purpose"));
    request.title = a.get("title", a.positional[0]);
    request.reason = a.get("reason", "released by the officer");
    ENTENTE_TRY(request.decided_by, PersonId::parse(a.as));
    if (a.has("expires")) {
      ENTENTE_TRY(request.expires, date_in(a, "expires"));
    }
    if (a.has("max-openings")) {
      ENTENTE_TRY(request.max_openings, number_in(a, "max-openings"));
    }
    if (a.has("rights-of")) {
      request.rights_owner = a.get("rights-of");
    }
    ENTENTE_TRY(request.passed_on, passed_on_in(host, a));
    if (a.has("item") && !request.passed_on) {
      ENTENTE_TRY(request.again, id_in<ItemId>(a, "item"));
    }
    if (a.has("channel")) {
      ENTENTE_TRY(request.channel, id_in<Name>(a, "channel"));
    }
    host.node().custody().release(std::move(request), std::move(in),
                                  [&host, room, done](const Result<node::Released>& released,
                                                      const rules::Decision& decision) {
                                    if (!released.ok()) {
                                      Reply reply = failed(released.error());
                                      reply.decision = decision;
                                      reply.act = host.node().core().audited().newest().text();
                                      done(std::move(reply));
                                      return;
                                    }
                                    done(reply_with([&](format::JsonWriter& out) {
                                      out.member("item", released->item.text());
                                      out.member("act", released->release.id.text());
                                      out.member("digest", released->release.digest.hex());
                                      out.member("dispatch", released->dispatch.id.text());
                                      out.member("registration", released->registration);
                                      out.key("decision");
                                      write_decision(out, decision);
                                      write_markings(out, *room,
                                                     entry_of(*room, released->item)->record);
                                    }));
                                  });
    return {};
  });
}

void list_items(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    std::map<std::string, const registry::Entry<registry::Item>*> sorted;
    for (const auto& [text, entry] : room->shared.items().entries()) {
      ENTENTE_TRY(const ItemId id, ItemId::parse(text));
      if (may_know(host, a, id)) {
        sorted[text] = &entry;
      }
    }
    done(reply_with([&](format::JsonWriter& out) {
      out.begin_array("items");
      for (const auto& [id, entry] : sorted) {
        write_item(out, *room, id, *entry);
      }
      out.end_array();
    }));
    return {};
  });
}

void show(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const ItemId id, ItemId::parse(a.positional[0]));
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, id));
    // The records are shown also where the object on the disk cannot be read.
    host.node().custody().labels(
        room->id, id, [&host, room, id, done](const Result<node::ItemLabels>& labels) {
          const registry::House& house = host.node().core().house();
          const node::ItemLabels shown = labels.ok() ? *labels : node::ItemLabels{};
          done(reply_with([&](format::JsonWriter& out) {
            out.key("shown");
            write_item(out, *room, id.text(), *entry_of(*room, id), [&](format::JsonWriter& more) {
              write_labels(more, shown);
              write_last_inventory(more, house, room->id, id);
              write_surviving(more, house, room->id, id);
            });
          }));
        });
    return {};
  });
}

/// One of an item's labels, for whoever reads labels: `label validate`, another system.
void show_label(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const ItemId id, ItemId::parse(a.positional[0]));
    const auto which = std::ranges::find(kLabels, a.get("which", "original"), &NamedLabel::name);
    if (which == std::end(kLabels)) {
      return Error(kUsage, "--which is original, current or alternative.", "--which");
    }
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, id));
    host.node().custody().labels(
        room->id, id, [id, which, done](const Result<node::ItemLabels>& labels) {
          if (!labels.ok()) {
            done(failed(labels.error()));
            return;
          }
          const auto& found = (*labels).*which->label;
          if (!found) {
            done(failed(Error(kNotFound, "The item has no such label yet, or it is not here.")));
            return;
          }
          done(reply_with([&](format::JsonWriter& out) {
            out.member("item", id.text()).member("which", which->name);
            out.member("label", label::write_label(*found) + "\n");
          }));
        });
    return {};
  });
}

/// Every act in the item's life, in the order in which both parties fold it (I6).
void custody(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const ItemId id, ItemId::parse(a.positional[0]));
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, id));
    const registry::Entry<registry::Item>& entry = *entry_of(*room, id);
    std::vector<std::pair<const registry::Trace*, act::Body>> acts;
    for (const registry::Trace& trace : entry.trail) {
      ENTENTE_TRY(act::Body body, host.node().core().body_of(*room, trace.digest));
      acts.emplace_back(&trace, std::move(body));
    }
    done(reply_with([&](format::JsonWriter& out) {
      out.member("item", id.text()).member("stage", ::entente::name_of(entry.record.stage));
      out.member("responsible_party", entry.record.responsible_party().text());
      out.begin_array("acts");
      for (const auto& [trace, body] : acts) {
        const act::Type& type = act::type_of(body);
        out.begin_object().member("act", act::id_of(body).text()).member("type", type.name);
        out.member("by", trace->issuer.text()).member("at", trace->recorded_at.text());
        out.member("article", type.article).member("digest", trace->digest.hex());
        out.end_object();
      }
      out.end_array();
      out.key("refusals");
      format::write_value(out, entry.refusals);
    }));
    return {};
  });
}

void open(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const ItemId id, ItemId::parse(a.positional[0]));
    ENTENTE_TRY(const PersonId person, PersonId::parse(a.as));
    ENTENTE_TRY(const Name purpose, id_in<Name>(a, "purpose"));
    ENTENTE_TRY(node::Room * room, room_of_held(host, a, id));
    host.node().custody().open(
        room->id, id, person, purpose,
        [&host, room, id, done](Result<std::unique_ptr<ByteSource>> content,
                                const node::Submission& submission) {
          if (!content.ok()) {
            done(refused(content.error(), submission));
            return;
          }
          Reply reply = reply_with([&](format::JsonWriter& out) {
            out.member("item", id.text()).member("act", submission.id.text());
            out.key("decision");
            write_decision(out, submission.decision);
            write_markings(out, *room, *host.node().core().held_item(*room, id));
          });
          reply.content = std::move(*content);
          done(std::move(reply));
        });
    return {};
  });
}

/// What other software opens, by asking this node's key service.
void give_object(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const ItemId id, ItemId::parse(a.positional[0]));
    ENTENTE_TRY(node::Room * room, room_of_held(host, a, id));
    host.node().custody().sealed(
        room->id, id, [id, done](Result<std::unique_ptr<ByteSource>> object) {
          if (!object.ok()) {
            done(failed(object.error()));
            return;
          }
          Reply reply = reply_with([&](format::JsonWriter& out) { out.member("item", id.text()); });
          reply.content = std::move(*object);
          done(std::move(reply));
        });
    return {};
  });
}

void enter_item(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room& room, const ItemId& id) -> Result<act::Body> {
    act::ItemRegister body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    ENTENTE_TRY(body.register_number, id_in<Name>(a, "number"));
    ENTENTE_TRY(
        const label::Marking* marking,
        room.profile.equivalence().scheme(host.config().party)->recognise(a.get("marking")));
    body.marking = marking->code;
    body.marking_text = marking->text;
    ENTENTE_TRY(body.chosen_by, PersonId::parse(a.as));
    body.reason = a.get("reason");
    return act::Body(std::move(body));
  });
}

void give_back(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room&, const ItemId& id) -> Result<act::Body> {
    act::ItemReturn body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    ENTENTE_TRY(body.by, PersonId::parse(a.as));
    body.reason = a.get("reason");
    return act::Body(std::move(body));
  });
}

/// R13.1: what two persons declare destroyed, an item or one of its copies.
template <class Body>
Result<act::Body> destruction_of(Body body, Host& host, const ItemId& id, const Arguments& a) {
  body.id = new_act_id(host.entropy());
  body.item = id;
  ENTENTE_TRY(body.method, id_in<Name>(a, "method"));
  ENTENTE_TRY(body.by, PersonId::parse(a.as));
  ENTENTE_TRY(body.witness, id_in<PersonId>(a, "witness"));
  return act::Body(std::move(body));
}

/// With the house alone, as copies are.
Result<act::Body> end_of_copy(Host& host, const node::Room& room, const ItemId& id,
                              const Arguments& a) {
  act::CopyDestroy body;
  body.agreement = room.id;
  ENTENTE_TRY(body.number, number_in(a, "copy"));
  return destruction_of(std::move(body), host, id, a);
}

/// R13.2: the answer names what was made of the item and is left.
void destroy(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(
      host, a, done,
      [&](node::Room& room, const ItemId& id) {
        return a.has("copy") ? end_of_copy(host, room, id, a)
                             : destruction_of(act::ItemDestroy{}, host, id, a);
      },
      [&host](format::JsonWriter& out, const node::Room& room, const ItemId& id) {
        write_surviving(out, host.node().core().house(), room.id, id);
      });
}

void transfer(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room&, const ItemId& id) -> Result<act::Body> {
    act::ItemTransfer body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    body.recipient = a.get("to");
    ENTENTE_TRY(body.purpose, id_in<Name>(a, "purpose"));
    if (a.has("consent")) {
      ENTENTE_TRY(body.consent, id_in<ActId>(a, "consent"));
    }
    ENTENTE_TRY(body.by, PersonId::parse(a.as));
    return act::Body(std::move(body));
  });
}

}  // namespace

// A table, one row per command: its length is not complexity.
// NOLINTNEXTLINE(readability-function-size)
std::vector<Command> item_commands() {
  using about::item, about::purpose, about::reason, about::under;
  return {
      {"item",
       "release",
       "release a file to the other party; --as says who decides",
       {{"FILE", "", "the content, - for standard input", true}},
       {{"agreement", "ID", "the agreement", true},
        {"to", "PARTY", "the receiving party", true},
        {"marking", "M", "one's own marking, code or text", true},
        purpose,
        {"title", "TEXT", "the title"},
        reason,
        {"expires", "DATE", "the last day on which it may be used"},
        {"max-openings", "N", "how often it may be opened there, by anybody"},
        {"rights-of", "TEXT", "who owns rights in it (Art. 6(d))"},
        {"item", "ITEM", "this very item, which one has under another agreement"},
        {"held-under", "ID", "pass on what one holds under that agreement"},
        {"consent", "ACT", "the request there that was granted"},
        {"channel", "NAME", "how it travels; by the node's link if not given"}},
       nullptr,
       release,
       Content::input},
      {"item",
       "list",
       "the items under an agreement",
       {},
       {{"agreement", "ID", "the agreement", true}},
       nullptr,
       list_items},
      {"item",
       "show",
       "one item with both markings and labels, and its receipts",
       {item},
       {under},
       nullptr,
       show},
      {"label",
       "show",
       "an item's label (STANAG 4774), to be read by other systems",
       {item},
       {under, {"which", "LABEL", "original (if not given), current, alternative"}},
       nullptr,
       show_label,
       Content::none,
       "label"},
      {"item", "custody", "every act in an item's life", {item}, {under}, nullptr, custody},
      {"item",
       "open",
       "read an item; the access is recorded first",
       {item},
       {purpose, under, {"output", "FILE", "where to, - for standard output", true}},
       nullptr,
       open,
       Content::output},
      {"item",
       "object",
       "the item's sealed object, to be opened with OpenTDF software",
       {item},
       {under, {"output", "FILE", "where to, - for standard output", true}},
       nullptr,
       give_object,
       Content::output},
      {"item",
       "register",
       "add one's own marking and register number (Art. 4(2))",
       {item},
       {{"number", "NAME", "the register number", true},
        {"marking", "M", "one's own equivalent marking", true},
        reason,
        under},
       nullptr,
       enter_item},
      {"item",
       "transfer",
       "hand on to a third party under a consent (Art. 6(a))",
       {item},
       {{"to", "TEXT", "the third party, exactly as in the consent; another party by its code",
         true},
        purpose,
        {"consent", "ACT", "the request that was granted"},
        under},
       nullptr,
       transfer},
      {"item",
       "return",
       "give back to the originating party (Art. 6(h))",
       {item},
       {reason, under},
       nullptr,
       give_back},
      {"item",
       "destroy",
       "declare destroyed, by two persons (Art. 13)",
       {item},
       {{"method", "NAME", "the method", true},
        {"witness", "PERSON", "the second person", true},
        {"copy", "N", "that copy of it alone"},
        under},
       nullptr,
       destroy},
  };
}

}  // namespace entente::cli
