#include "cli/node_call.h"

/// Exchange by hand, where two nodes have no link (docs/how-to/exchange-by-courier.md).
namespace entente::cli {
namespace {

void write_contents(format::JsonWriter& out, const node::PackageContents& contents) {
  out.member("acts", contents.acts).member("objects", contents.objects);
  out.member("answers", contents.answers).member("left_out", contents.left_out);
}

void export_package(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto to = id_in<PartyCode>(a, "to");
  if (!to.ok()) {
    done(failed(to.error()));
    return;
  }
  host.node().packages().make(*to, [done](const Result<node::MadePackage>& made) {
    if (!made.ok()) {
      done(failed(made.error()));
      return;
    }
    Reply reply = reply_with([&](format::JsonWriter& out) {
      out.member("peer", made->to.text());
      write_contents(out, made->contents);
    });
    reply.content = made->file;
    done(std::move(reply));
  });
}

void write_taken(format::JsonWriter& out, const node::TakenPackage& taken) {
  out.member("peer", taken.from.text()).member("made_at", taken.made_at.text());
  out.begin_object("acts");
  for (const auto& [disposition, count] : taken.acts) {
    out.member(name_of(disposition), count);
  }
  out.end_object();
  out.begin_object("objects").member("taken", taken.objects_taken);
  out.member("known", taken.objects_known).member("damaged", taken.objects_damaged).end_object();
  out.begin_array("refused");
  for (const node::TakenPackage::Refusal& refusal : taken.refused) {
    out.begin_object().member("agreement", refusal.agreement.text());
    out.member("code", refusal.code).end_object();
  }
  out.end_array();
  out.begin_object("owed");
  write_contents(out, taken.reply.contents);
  out.end_object();
}

void import_package(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in,
                    const Done& done) {
  host.node().packages().take(
      std::move(in), [reply_to = a.get("reply"), done](const Result<node::TakenPackage>& taken) {
        if (!taken.ok()) {
          done(failed(taken.error()));
          return;
        }
        Reply reply = reply_with([&](format::JsonWriter& out) {
          write_taken(out, *taken);
          out.member("reply", reply_to);
        });
        reply.content = taken->reply.file;
        done(std::move(reply));
      });
}

}  // namespace

std::vector<Command> package_commands() {
  Command take{"package",
               "import",
               "take in what a partner's node made, and write the reply to be carried back",
               {{"FILE", "", "what was carried here", true}},
               {{"reply", "FILE", "where to; else beside it, under a random name"}},
               nullptr,
               import_package,
               Content::output};
  take.reply_option = "reply";
  return {
      {"package",
       "export",
       "all that waits for a partner as one sealed file, to be carried by hand",
       {},
       {{"to", "PARTY", "the partner's code", true}, {"output", "FILE", "where to", true}},
       nullptr,
       export_package,
       Content::output},
      take,
  };
}

}  // namespace entente::cli
