#include "registry/item.h"

#include <algorithm>

#include "agreement/quorum.h"

namespace entente::registry {
namespace {

Consent* find_consent(std::vector<Consent>& consents, const ActId& request) {
  const auto found = std::find_if(consents.begin(), consents.end(),
                                  [&](const Consent& c) { return c.request == request; });
  return found == consents.end() ? nullptr : &*found;
}

}  // namespace

void Item::apply(const Trace& trace, const act::ItemRelease& body) {
  if (stage != Stage::unknown) {
    return;  // AB02: the first release of an id stands; another is equivocation.
  }
  stage = Stage::released;
  originating_party = trace.issuer;
  receiving_party = body.recipient;
  recipient_authority = body.recipient_authority;
  title = body.title;
  form = body.form;
  marking_text = body.marking_text;
  marking = body.marking;
  purpose = body.purpose;
  released_at = trace.effective_at;
  expires = body.expires;
  object = body.object;
  origin = body.origin;
  rights_owner = body.rights_owner;
  max_openings = body.max_openings;
}

void Item::apply(const Trace& trace, const act::ItemDispatch& body) {
  if (stage != Stage::released || trace.issuer != originating_party) {
    return;
  }
  stage = Stage::dispatched;
  dispatched_at = trace.effective_at;
  channel = body.channel;
  registration = body.registration;
}

void Item::apply(const Trace& trace, const act::ItemPackageReceipt& body) {
  if (stage != Stage::dispatched || trace.issuer != receiving_party ||
      body.registration != registration) {
    return;
  }
  stage = Stage::arrived;
  arrived_at = trace.effective_at;
}

void Item::apply(const Trace& trace, const act::ItemContentReceipt& body) {
  const bool same_object = object.has_value() == body.manifest.has_value() &&
                           (!object.has_value() || object->manifest == *body.manifest);
  if (stage != Stage::arrived || trace.issuer != receiving_party || !same_object) {
    return;  // AB05: a receipt for another digest is none.
  }
  stage = Stage::received;
  received_at = trace.effective_at;
}

void Item::apply(const Trace& trace, const act::ItemRegister& body) {
  if (stage != Stage::received || trace.issuer != receiving_party) {
    return;
  }
  stage = Stage::registered;
  register_number = body.register_number;
  own_marking = body.marking;
  own_marking_text = body.marking_text;
  marking_reason = body.reason;
  marked_at = trace.effective_at;
}

void Item::apply(const Trace& trace, const act::ItemReclassify& body) {
  if (stage == Stage::unknown || trace.issuer != originating_party) {
    return;
  }
  reclassifications.push_back({body.id, body.marking, body.marking_text, trace.effective_at, {}});
}

void Item::apply(const Trace& trace, const act::ItemRemark& body) {
  const auto change =
      std::find_if(reclassifications.begin(), reclassifications.end(),
                   [&](const Reclassification& each) { return each.id == body.reclassification; });
  if (stage != Stage::registered || trace.issuer != receiving_party ||
      change == reclassifications.end()) {
    return;
  }
  // A newer change that crossed it stays to be followed; one that was followed is not undone.
  const bool overtaken =
      std::any_of(change, reclassifications.end(),
                  [](const Reclassification& each) { return each.followed_at.has_value(); });
  if (overtaken) {
    return;
  }
  change->followed_at = trace.effective_at;
  own_marking = body.marking;
  own_marking_text = body.marking_text;
  marking_reason = body.reason;
  marked_at = trace.effective_at;
}

void Item::apply(const Trace& trace, const act::ItemReturn&) {
  if (!held() || trace.issuer != receiving_party) {
    return;
  }
  stage = Stage::returned;
  ended_at = trace.effective_at;
}

void Item::apply(const Trace& trace, const act::ItemDestroy&) {
  if (!held() || trace.issuer != receiving_party) {
    return;
  }
  stage = Stage::destroyed;
  ended_at = trace.effective_at;
}

void Item::apply(const Trace& trace, const act::ConsentRequest& body) {
  if (trace.issuer != receiving_party || find_consent(consents, body.id) != nullptr) {
    return;
  }
  consents.push_back(
      {body.id, body.kind, body.recipient, body.purpose, false, false, std::nullopt, 0, 0, {}, {}});
}

void Item::apply(const Trace& trace, const act::ConsentGrant& body) {
  Consent* consent = find_consent(consents, body.request);
  if (trace.issuer != originating_party || consent == nullptr || consent->granted) {
    return;  // AB13: nobody consents to its own request.
  }
  consent->granted = true;
  consent->until = body.until;
  consent->uses_allowed = body.uses;
}

void Item::apply(const Trace& trace, const act::ConsentRevoke& body) {
  Consent* consent = find_consent(consents, body.request);
  if (trace.issuer == originating_party && consent != nullptr) {
    consent->revoked = true;
  }
}

void Item::apply(const Trace& trace, const act::ConsentConcur& body) {
  Consent* consent = find_consent(consents, body.request);
  const bool another = trace.issuer != originating_party && trace.issuer != receiving_party;
  if (!another || consent == nullptr || agreement::is_among(consent->concurring, trace.issuer) ||
      agreement::is_among(consent->objecting, trace.issuer)) {
    return;
  }
  consent->concurring.push_back(trace.issuer);
}

void Item::apply(const Trace& trace, const act::ConsentObject& body) {
  Consent* consent = find_consent(consents, body.request);
  const bool another = trace.issuer != originating_party && trace.issuer != receiving_party;
  if (!another || consent == nullptr || agreement::is_among(consent->objecting, trace.issuer)) {
    return;
  }
  std::erase(consent->concurring, trace.issuer);
  consent->objecting.push_back(trace.issuer);
}

void Item::apply(const Trace& trace, const act::ItemTransfer& body) {
  if (trace.issuer != receiving_party) {
    return;
  }
  transferred_to.push_back(body.recipient);
  Consent* consent = body.consent ? find_consent(consents, *body.consent) : nullptr;
  if (consent != nullptr) {
    ++consent->uses;
  }
}

const Reclassification* Item::reclassification(const ActId& act) const {
  const auto found = std::find_if(reclassifications.begin(), reclassifications.end(),
                                  [&](const Reclassification& each) { return each.id == act; });
  return found == reclassifications.end() ? nullptr : &*found;
}

const Consent* Item::consent(const ActId& request) const {
  const auto found = std::find_if(consents.begin(), consents.end(),
                                  [&](const Consent& c) { return c.request == request; });
  return found == consents.end() ? nullptr : &*found;
}

}  // namespace entente::registry
