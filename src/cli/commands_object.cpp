#include "base/limits.h"
#include "cli/about_item.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "object/inspect.h"

/// Protected objects: a file of one, and those from outside that are items of this party.
namespace entente::cli {
namespace {

Reply object_inspect(const Arguments& a) {
  const auto bytes = read_local(a.positional[0], limits::kJsonBytes);
  if (!bytes.ok()) {
    return failed(bytes.error());
  }
  MemoryRandomAccess access(as_bytes(*bytes));
  const auto found = object::inspect(access);
  if (!found.ok()) {
    return failed(found.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("manifest", found->manifest.hex()).member("version", found->version);
    out.member("mime_type", found->mime_type).member("bytes", found->object_bytes);
    out.member("content_bytes", found->content_bytes).member("segments", found->segments);
    out.begin_array("key_access");
    for (const object::KeyAccess& access_object : found->key_access) {
      out.begin_object().member("type", access_object.type).member("url", access_object.url);
      out.member("kid", access_object.kid).member("sid", access_object.sid).end_object();
    }
    out.end_array();
    if (found->binding) {
      out.begin_object("binding").member("item", found->binding->item.text());
      out.member("agreement", found->binding->agreement.text());
      out.member("environment", found->binding->environment).end_object();
    }
  });
}

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
       "inspect",
       "what anybody can read in a protected object",
       {{"FILE", "", "the object", true}},
       {},
       object_inspect},
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
