#include "agreement/profile_diff.h"
#include "base/limits.h"
#include "cli/agreement_json.h"
#include "cli/errors.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/overlay_reply.h"
#include "cli/standing_json.h"

/// What a party's own law asks on top of an agreement (Art. 1, R1.1).
namespace entente::cli {
namespace {

using agreement::Profile;

void adopt(Host& host, node::Room& room, std::string_view text, const std::string& file,
           const Done& done) {
  const auto faults =
      room.text(host.node().core().now()).with_overlay(text, file, host.config().party);
  if (const auto* found = std::get_if<std::vector<agreement::Fault>>(&faults)) {
    done(with_faults(*found));
    return;
  }
  const auto overlay = host.node().core().keep_overlay(room, text, file);
  if (!overlay.ok()) {
    done(failed(overlay.error()));
    return;
  }
  act::OverlayAdopt body{new_act_id(host.entropy()), room.id, overlay->id, overlay->version,
                         overlay->digest};
  submit(host, room.id, act::Body(std::move(body)), done,
         [&host, &room](format::JsonWriter& out) { write_overlay(out, host, room); });
}

void overlay(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  const auto room = room_of(host, a.positional[0]);
  if (!room.ok()) {
    done(failed(room.error()));
    return;
  }
  with_input(host, in, limits::kProfileBytes, done,
             [&host, file = a.get("text"), done, found = *room](BytesView text) {
               adopt(host, *found, as_text(text), file, done);
             });
}

}  // namespace

void write_overlay(format::JsonWriter& out, Host& host, node::Room& room) {
  const node::Core& core = host.node().core();
  const Instant now = core.now();
  const registry::Overlay* adopted = core.house().overlay(room.id);
  out.key("overlay");
  if (adopted == nullptr) {
    out.null();
  } else {
    const agreement::Overlaid* fits = room.overlaid(now, core.house());
    out.begin_object();
    format::write_members(out, *adopted);
    out.member("fits", fits != nullptr).member("adds", fits != nullptr && fits->adds);
    out.end_object();
  }
  out.member("overlay_needed", room.text(now).clauses().general.national_overlay);
}

Reply check_overlay(const Profile& profile, const Arguments& a) {
  const auto party = id_in<PartyCode>(a, "party");
  const auto text = read_local(a.get("overlay"), limits::kProfileBytes);
  if (!party.ok() || !text.ok()) {
    return failed(party.ok() ? text.error() : party.error());
  }
  if (profile.party(*party) == nullptr) {
    return failed(Error(kUsage, "The overlay is of the law of one of the parties.", "--party"));
  }
  const auto loaded = profile.with_overlay(*text, a.get("overlay"), *party);
  if (const auto* faults = std::get_if<std::vector<agreement::Fault>>(&loaded)) {
    return with_faults(*faults);
  }
  const Profile& both = std::get<Profile>(loaded);
  return reply_with([&](format::JsonWriter& out) {
    out.member("profile", profile.id().text()).member("version", profile.version());
    out.member("digest", profile.digest().hex());
    const agreement::Supplement& read = both.supplements().back();
    out.begin_object("overlay").member("overlay", read.id.text()).member("version", read.version);
    out.member("party", party->text()).member("digest", read.digest.hex()).end_object();
    write_differences(out, agreement::diff(profile, both));
    out.begin_array("faults").end_array();
  });
}

std::vector<Command> overlay_commands() {
  Command command{"agreement",
                  "overlay",
                  "adopt what this party's own law asks on top of the agreement (R1.1)",
                  {kAgreementId},
                  {{"text", "FILE", "the overlay", true}},
                  nullptr,
                  overlay,
                  Content::input};
  command.input_option = "text";
  return {command};
}

}  // namespace entente::cli
