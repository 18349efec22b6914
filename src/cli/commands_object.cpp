#include "cli/about_item.h"
#include "cli/node_call.h"

/// Protected objects from outside that are items of this party.
namespace entente::cli {
namespace {

/// An enrolled object, with what its policy demands of readers.
void write_enrolled(format::JsonWriter& out, const std::string& id,
                    const registry::Enrolled& enrolled) {
  const registry::Item& item = enrolled.item;
  out.member("item", id).member("agreement", enrolled.agreement.text());
  out.member("title", item.title).member("marking", item.marking.text());
  out.member("marking_text", item.marking_text).member("purpose", item.purpose.text());
  format::write_member(out, "expires", item.expires);
  out.member("policy", enrolled.policy).member("manifest", item.object->manifest.hex());
  format::write_member(out, "readers", enrolled.readers);
  format::write_member(out, "levels", enrolled.levels);
  format::write_member(out, "unknown_attributes", enrolled.unknown);
}

void enrol(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    node::EnrolRequest request;
    request.agreement = room->id;
    request.marking = a.get("marking");
    ENTENTE_TRY(request.purpose, id_in<Name>(a, "purpose"));
    request.title = a.get("title", a.positional[0]);
    ENTENTE_TRY(request.decided_by, PersonId::parse(a.as));
    if (a.has("expires")) {
      ENTENTE_TRY(request.expires, date_in(a, "expires"));
    }
    host.node().custody().enrol(
        std::move(request), std::move(in),
        [&host, done](const Result<ItemId>& item, const node::Submission& submission) {
          if (!item.ok()) {
            done(refused(item.error(), submission));
            return;
          }
          const registry::Enrolled* enrolled = host.node().core().house().enrolled(*item);
          done(reply_with([&](format::JsonWriter& out) {
            out.member("act", submission.id.text());
            write_enrolled(out, item->text(), *enrolled);
          }));
        });
    return {};
  });
}

void list_objects(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  done(reply_with([&](format::JsonWriter& out) {
    out.begin_array("objects");
    for (const auto& [text, enrolled] : host.node().core().house().enrolled()) {
      const auto item = ItemId::parse(text);
      if (item.ok() && may_know(host, a, *item)) {
        out.begin_object();
        write_enrolled(out, text, enrolled);
        out.end_object();
      }
    }
    out.end_array();
  }));
}

}  // namespace

std::vector<Command> object_commands() {
  return {
      {"object",
       "enrol",
       "make an object that OpenTDF software sealed to this node an item of one's own; --as "
       "decides",
       {{"FILE", "", "the object, - for standard input", true}},
       {{"agreement", "ID", "the agreement by which it is read", true},
        {"marking", "M", "one's own marking, code or text", true},
        about::purpose,
        {"title", "TEXT", "the title"},
        {"expires", "DATE", "the last day on which it may be read"}},
       nullptr,
       enrol,
       Content::input},
      {"object", "list", "the enrolled objects", {}, {}, nullptr, list_objects},
  };
}

}  // namespace entente::cli
