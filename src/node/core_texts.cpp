#include <fmt/format.h>

#include "agreement/errors.h"
#include "crypto/digest.h"
#include "format/fields.h"
#include "node/core.h"
#include "node/errors.h"
#include "node/names.h"

/// The texts that amend or supplement an agreement: each party's node holds their exact bytes.
namespace entente::node {
namespace {

using agreement::InstrumentKind;
using format::field;

struct StoredText {
  InstrumentKind kind = InstrumentKind::amendment;
  Digest digest;
  static constexpr auto fields() {
    return members(field("kind", &StoredText::kind), field("digest", &StoredText::digest));
  }
};
struct StoredTexts {
  std::vector<StoredText> texts;
  static constexpr auto fields() { return members(field("texts", &StoredTexts::texts)); }
};

/// Of the overlays of one agreement.
struct StoredOverlays {
  std::vector<Digest> texts;
  static constexpr auto fields() { return members(field("texts", &StoredOverlays::texts)); }
};

std::string overlays_key(const AgreementId& id) { return "overlays|" + id.text(); }
std::string list_key(const AgreementId& id) { return "texts|" + id.text(); }
std::string text_key(const AgreementId& id, const Digest& digest) {
  return "text|" + id.text() + "|" + digest.hex();
}

void hold(Room& room, InstrumentKind kind, const Digest& digest, std::string text,
          agreement::Profile profile) {
  if (kind == InstrumentKind::amendment) {
    room.amended.push_back({digest, std::move(profile)});
  } else {
    room.supplements.push_back({digest, text});
  }
  room.text_of.emplace(digest, std::move(text));
  room.refused_texts.erase(digest);
  room.instruments_changed();
}

StoredTexts list_of(const Room& room) {
  StoredTexts list;
  for (const agreement::Edition& each : room.amended) {
    list.texts.push_back({InstrumentKind::amendment, each.text});
  }
  for (const agreement::SupplementText& each : room.supplements) {
    list.texts.push_back({InstrumentKind::supplement, each.text});
  }
  return list;
}

}  // namespace

Result<agreement::Profile> without_faults(agreement::Loaded loaded, std::string_view what) {
  if (const auto* faults = std::get_if<std::vector<agreement::Fault>>(&loaded)) {
    const agreement::Fault& first = faults->front();
    return Error(
        kOtherText,
        fmt::format("The {} has {} fault(s), the first: {}", what, faults->size(), first.text),
        fmt::format("{}:{}:{}", first.file, first.line, first.column));
  }
  return std::get<agreement::Profile>(std::move(loaded));
}

Result<Digest> Core::keep_text(Room& room, InstrumentKind kind, std::string_view text,
                               std::string_view file) {
  const Digest digest = crypto::sha256(as_bytes(text));
  if (room.text_of.contains(digest)) {
    return digest;
  }
  const bool whole = kind == InstrumentKind::amendment;
  ENTENTE_TRY(agreement::Profile profile,
              without_faults(whole ? agreement::Profile::load(text, file)
                                   : room.text(now()).with_supplement(text, file),
                             "text"));
  if (whole) {
    ENTENTE_CHECK(agreement::check_amendment(room.profile, profile));
  }
  hold(room, kind, digest, std::string(text), std::move(profile));
  StoreBatch writes;
  writes.push_back({Space::meta, name_key(text_key(room.id, digest)), to_bytes(text)});
  writes.push_back(
      {Space::meta, name_key(list_key(room.id)), to_bytes(format::to_json(list_of(room)))});
  sequencer_.add_writes(std::move(writes), {});
  return digest;
}

Status Core::load_texts(Room& room) {
  ENTENTE_TRY(const auto stored, ports_.store.get(Space::meta, name_key(list_key(room.id))));
  if (!stored) {
    return {};
  }
  ENTENTE_TRY(const auto list, format::from_json_text<StoredTexts>(*stored));
  for (const StoredText& each : list.texts) {
    ENTENTE_TRY(const auto text,
                ports_.store.get(Space::meta, name_key(text_key(room.id, each.digest))));
    if (!text) {
      return Error(kBadHome, "A text of an agreement is missing from the store.");
    }
    const std::string toml(as_text(*text));
    agreement::Profile profile = room.profile;
    if (each.kind == InstrumentKind::amendment) {
      ENTENTE_TRY(profile,
                  without_faults(agreement::Profile::load(toml, each.digest.hex()), "text"));
    }
    hold(room, each.kind, each.digest, toml, std::move(profile));
  }
  return {};
}

Result<agreement::Supplement> Core::keep_overlay(Room& room, std::string_view text,
                                                 std::string_view file) {
  const agreement::Profile& base = room.text(now());
  ENTENTE_TRY(const agreement::Profile with,
              without_faults(base.with_overlay(text, file, identity_.party), "overlay"));
  const agreement::Supplement overlay = with.supplements().back();
  if (now().date_in(base.party(identity_.party)->zone) < overlay.effective_from) {
    return Error(kOtherText, "The overlay is adopted on its day, or later.",
                 overlay.effective_from.text());
  }
  if (!room.overlays.emplace(overlay.digest, std::string(text)).second) {
    return overlay;
  }
  StoredOverlays list;
  for (const auto& [digest, bytes] : room.overlays) {
    list.texts.push_back(digest);
  }
  StoreBatch writes;
  writes.push_back({Space::meta, name_key(text_key(room.id, overlay.digest)), to_bytes(text)});
  writes.push_back({Space::meta, name_key(overlays_key(room.id)), to_bytes(format::to_json(list))});
  sequencer_.add_writes(std::move(writes), {});
  return overlay;
}

Status Core::adopt_neutral_overlay(Room& room, Sequencer::Done done) {
  const std::string text = agreement::neutral_overlay(room.profile, identity_.party);
  ENTENTE_TRY(const agreement::Supplement overlay, keep_overlay(room, text, "exercise-neutral"));
  act::OverlayAdopt body{new_act_id(ports_.entropy), room.id, overlay.id, overlay.version,
                         overlay.digest};
  submit({room.id, act::Body(std::move(body))}, [done = std::move(done)](const Submission&) {
    if (done) {
      done();
    }
  });
  return {};
}

Status Core::load_overlays(Room& room) {
  ENTENTE_TRY(const auto stored, ports_.store.get(Space::meta, name_key(overlays_key(room.id))));
  if (!stored) {
    return {};
  }
  ENTENTE_TRY(const auto list, format::from_json_text<StoredOverlays>(*stored));
  for (const Digest& digest : list.texts) {
    ENTENTE_TRY(const auto text,
                ports_.store.get(Space::meta, name_key(text_key(room.id, digest))));
    if (!text) {
      return Error(kBadHome, "The text of an overlay is missing from the store.");
    }
    room.overlays.emplace(digest, std::string(as_text(*text)));
  }
  return {};
}

}  // namespace entente::node
