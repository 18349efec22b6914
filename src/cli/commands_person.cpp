#include <algorithm>
#include <tuple>

#include "base/errors.h"
#include "cli/errors.h"
#include "cli/node_call.h"

/// People, their clearances, what they need to know and what they hold.
namespace entente::cli {
namespace {

using format::JsonWriter;

void person_enrol(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    act::PersonEnrol body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    body.name = a.get("name");
    ENTENTE_TRY(body.facility, id_in<Name>(a, "facility"));
    if (a.has("contractor")) {
      ENTENTE_TRY(body.contractor, id_in<Name>(a, "contractor"));
    }
    for (const std::string& text : parts_of(a.get("role"))) {
      const auto role = from_name<act::Role>(text);
      if (!role) {
        return Error(kUsage, "There is no such role.", "--role");
      }
      body.roles.push_back(*role);
    }
    submit(host, std::nullopt, act::Body(body), done,
           [person = body.person](auto& out) { out.member("person", person.text()); });
    return {};
  });
}

void person_list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  done(reply_with([&](JsonWriter& out) {
    out.begin_array("people");
    for (const auto& [id, person] : host.node().core().house().people()) {
      format::write_value(out, person);
    }
    out.end_array();
  }));
}

/// `counts`, or why it does not.
std::string_view clearance_state(const registry::Person& person, Instant now) {
  if (!person.clearance) {
    return "none";
  }
  if (person.clearance->suspended()) {
    return "suspended";
  }
  const CivilDate today = now.date_in(person.clearance->zone);
  if (today < person.clearance->from) {
    return "not-begun";
  }
  return today <= person.clearance->until ? "counts" : "ended";
}

// ---- What a person holds ------------------------------------------------------------------------

/// One item of the list, with every agreement of this node that knows it.
void write_held_item(JsonWriter& out, Host& host, const registry::Held& held) {
  out.begin_object();
  out.member("item", held.item.text()).begin_array("agreements");
  for (const auto& [id, room] : host.node().core().rooms()) {
    const registry::Item* item = host.node().core().held_item(room, held.item);
    if (item != nullptr) {
      out.begin_object().member("agreement", id.text());
      format::write_member(out, "stage", item->stage);
      out.end_object();
    }
  }
  out.end_array().member("need_to_know", held.need_to_know);
  format::write_member(out, "read_at", held.read_at);
  format::write_member(out, "copies", held.copies);
  out.end_object();
}

/// R7.3: `held`, the ids alone, and `holdings`, what each of them is held by.
void write_held(JsonWriter& out, Host& host, const std::vector<registry::Held>& all) {
  out.begin_array("held");
  for (const registry::Held& held : all) {
    out.string(held.item.text());
  }
  out.end_array().begin_array("holdings");
  for (const registry::Held& held : all) {
    write_held_item(out, host, held);
  }
  out.end_array();
}

/// Submits what ends a person's access, and answers with what the person held until then.
void submit_with_held(Host& host, const PersonId& person, act::Body body, const Done& done) {
  submit(host, std::nullopt, std::move(body), done,
         [&host, held = host.node().core().house().held_by(person)](JsonWriter& out) {
           write_held(out, host, held);
         });
}

template <class Body>
void about_person(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    Body body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    body.reason = a.get("reason");
    submit_with_held(host, body.person, act::Body(body), done);
    return {};
  });
}

/// What is left of the person is nobody's: neither the entries of the ledger, nor a way in.
void person_erase(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    node::ErasureOrder order;
    ENTENTE_TRY(order.person, PersonId::parse(a.positional[0]));
    order.ground = a.get("ground");
    ENTENTE_TRY(order.by, PersonId::parse(a.as));
    ENTENTE_TRY(order.witness, id_in<PersonId>(a, "witness"));
    const PersonId person = order.person;
    host.node().erase_person(
        std::move(order), [&host, person, done](const node::Submission& recorded) {
          Reply reply = answer_to(recorded, [](JsonWriter& out) {
            out.member("next",
                       "Every backup before this one still says it: back up to a new period "
                       "(`node backup-period`), and destroy the sealed key of the old one.");
          });
          if (recorded.error) {
            done(std::move(reply));
            return;
          }
          end_access(host, person, [reply = std::move(reply), done](const Status& ended) {
            done(ended.ok() ? reply : failed(ended.error()));
          });
        });
    return {};
  });
}

std::string_view state_of(const registry::NeedToKnow& need, Instant now) {
  if (!need.active) {
    return "revoked";
  }
  return now < need.until ? "valid" : "ended";
}

void write_need(JsonWriter& out, const registry::NeedToKnow& need, Instant now) {
  out.begin_object();
  out.member("person", need.person.text()).member("item", need.item.text());
  out.member("purpose", need.purpose.text()).member("approver", need.approver.text());
  out.member("until", need.until.text()).member("state", state_of(need, now));
  out.end_object();
}

/// The grants that are about `person` and `item`, where those are given; in order.
std::vector<const registry::NeedToKnow*> needs_of(Host& host, const std::optional<PersonId>& person,
                                                  const std::optional<ItemId>& item) {
  std::vector<const registry::NeedToKnow*> needs;
  for (const auto& [id, need] : host.node().core().house().needs()) {
    // A revocation of what was never granted leaves a record without a person.
    const bool asked = !need.person.empty() && (!person || need.person == *person) &&
                       (!item || need.item == *item);
    if (asked) {
      needs.push_back(&need);
    }
  }
  std::sort(needs.begin(), needs.end(), [](const auto* a, const auto* b) {
    return std::tie(a->person, a->item) < std::tie(b->person, b->item);
  });
  return needs;
}

void person_show(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const PersonId id, PersonId::parse(a.positional[0]));
    const registry::House& house = host.node().core().house();
    const registry::Person* person = house.person(id);
    if (person == nullptr) {
      return Error(kNotFound, "There is no such person.");
    }
    const Instant now = host.node().core().now();
    done(reply_with([&](JsonWriter& out) {
      format::write_members(out, *person);
      out.member("on_register", person->on_register());
      out.member("clearance_state", clearance_state(*person, now));
      out.begin_array("needs");
      for (const registry::NeedToKnow* need : needs_of(host, id, std::nullopt)) {
        write_need(out, *need, now);
      }
      out.end_array();
      write_held(out, host, house.held_by(id));
    }));
    return {};
  });
}

// ---- Clearances ---------------------------------------------------------------------------------

void clearance_grant(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  guarded(done, [&]() -> Status {
    act::ClearanceGrant body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    ENTENTE_TRY(body.levels, ids_in<Name>(a, "levels"));
    ENTENTE_TRY(body.zone, Zone::parse(a.get("zone", "+09:00")));
    body.from = host.node().core().now().date_in(body.zone);
    ENTENTE_TRY(body.until, date_in(a, "until"));
    submit(host, std::nullopt, act::Body(body), done);
    return {};
  });
}

void clearance_resume(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                      const Done& done) {
  guarded(done, [&]() -> Status {
    act::ClearanceResume body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    body.reason = a.get("reason");
    submit(host, std::nullopt, act::Body(body), done);
    return {};
  });
}

void clearance_list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  const Instant now = host.node().core().now();
  done(reply_with([&](JsonWriter& out) {
    out.begin_array("clearances");
    for (const auto& [id, person] : host.node().core().house().people()) {
      if (!person.clearance) {
        continue;
      }
      out.begin_object().member("person", id).member("state", clearance_state(person, now));
      format::write_members(out, *person.clearance);
      out.end_object();
    }
    out.end_array();
  }));
}

// ---- Need-to-know -------------------------------------------------------------------------------

/// One item is one need; several are one act too, of a type of its own.
void need_grant(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    act::NeedToKnowGrantSet set;
    set.id = new_act_id(host.entropy());
    ENTENTE_TRY(set.person, PersonId::parse(a.positional[0]));
    ENTENTE_TRY(set.items, ids_in<ItemId>(a, "item"));
    ENTENTE_TRY(set.purpose, id_in<Name>(a, "purpose"));
    ENTENTE_TRY(set.approver, PersonId::parse(a.as));
    ENTENTE_TRY(set.until, Instant::parse(a.get("until")));
    if (set.items.empty()) {
      return Error(kUsage, "Name at least one item.", "--item");
    }
    ENTENTE_TRY(node::Room * room, room_of_held(host, a, set.items.front()));
    if (set.items.size() > 1) {
      submit(host, room->id, act::Body(std::move(set)), done);
      return {};
    }
    submit(host, room->id,
           act::Body(act::NeedToKnowGrant{set.id, set.person, set.items.front(), set.purpose,
                                          set.approver, set.until}),
           done);
    return {};
  });
}

void need_revoke(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    act::NeedToKnowRevoke body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.person, PersonId::parse(a.positional[0]));
    ENTENTE_TRY(body.item, id_in<ItemId>(a, "item"));
    ENTENTE_TRY(node::Room * room, room_of_held(host, a, body.item));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void need_list(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    std::optional<PersonId> person;
    std::optional<ItemId> item;
    if (a.has("person")) {
      ENTENTE_TRY(person, id_in<PersonId>(a, "person"));
    }
    if (a.has("item")) {
      ENTENTE_TRY(item, id_in<ItemId>(a, "item"));
    }
    const Instant now = host.node().core().now();
    done(reply_with([&](JsonWriter& out) {
      out.begin_array("needs");
      for (const registry::NeedToKnow* need : needs_of(host, person, item)) {
        write_need(out, *need, now);
      }
      out.end_array();
    }));
    return {};
  });
}

const OptionSpec kPerson{"PERSON", "", "the person's id", true};
const OptionSpec kReason{"reason", "TEXT", "why", true};

std::vector<Command> need_commands() {
  return {
      {"need-to-know",
       "grant",
       "attest a need for items and one purpose; --as says who approves",
       {kPerson},
       {{"item", "ITEMS", "the item; several of one agreement with commas", true},
        {"purpose", "NAME", "the purpose", true},
        {"until", "INSTANT", "when the need ends", true}},
       nullptr,
       need_grant},
      {"need-to-know",
       "revoke",
       "end a need-to-know at once",
       {kPerson},
       {{"item", "ITEM", "the item", true}},
       nullptr,
       need_revoke},
      {"need-to-know",
       "list",
       "who may need to know what, and until when",
       {},
       {{"person", "PERSON", "of this person alone"}, {"item", "ITEM", "of this item alone"}},
       nullptr,
       need_list},
  };
}

std::vector<Command> clearance_commands() {
  return {
      {"clearance",
       "grant",
       "clear a person for named levels (Art. 7)",
       {kPerson},
       {{"levels", "CODES", "level codes, several with commas", true},
        {"until", "DATE", "the last day that counts", true},
        {"zone", "ZONE", "where the days count (+09:00)"}},
       nullptr,
       clearance_grant},
      {"clearance",
       "suspend",
       "stop a person's clearance until it is resumed; lists what the person holds",
       {kPerson},
       {kReason},
       nullptr,
       about_person<act::ClearanceSuspend>},
      {"clearance",
       "resume",
       "let a suspended clearance count again",
       {kPerson},
       {kReason},
       nullptr,
       clearance_resume},
      {"clearance",
       "revoke",
       "end a person's clearance at once; lists what the person held",
       {kPerson},
       {kReason},
       nullptr,
       about_person<act::ClearanceRevoke>},
      {"clearance",
       "list",
       "every clearance, and whether it counts today",
       {},
       {},
       nullptr,
       clearance_list},
  };
}

}  // namespace

std::vector<Command> person_commands() {
  std::vector<Command> all{
      {"person",
       "enrol",
       "enter a person in the register of a facility (Art. 6(e))",
       {kPerson},
       {{"name", "TEXT", "the person's name", true},
        {"facility", "NAME", "the facility", true},
        {"role", "ROLES",
         "registry-officer, security-officer, analyst, auditor, administrator; "
         "several with commas",
         true},
        {"contractor", "CONTRACTOR", "whose person it is, where of a contractor (Art. 16)"}},
       nullptr,
       person_enrol},
      {"person", "list", "the register of persons", {}, {}, nullptr, person_list},
      {"person",
       "show",
       "a person's entries, clearance and needs, and what the person holds",
       {kPerson},
       {},
       nullptr,
       person_show},
      {"person",
       "leave",
       "end a person's entry, clearance and needs; lists what the person held",
       {kPerson},
       {kReason},
       nullptr,
       about_person<act::PersonLeave>},
      {"person",
       "erase",
       "erase what the house's ledger says of a person who has left; --as and --witness order it",
       {kPerson},
       {{"ground", "TEXT", "the law or the order on which it rests", true},
        {"witness", "PERSON", "the second person", true}},
       nullptr,
       person_erase},
  };
  for (Command& command : clearance_commands()) {
    all.push_back(std::move(command));
  }
  for (Command& command : need_commands()) {
    all.push_back(std::move(command));
  }
  return all;
}

}  // namespace entente::cli
