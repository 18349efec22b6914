#include "rules/explain.h"

#include <fmt/format.h>

#include "act/type.h"
#include "format/fields.h"
#include "rules/check.h"

namespace entente::rules {
namespace {

class Inputs {
 public:
  explicit Inputs(const Case& c) : c_(c) {}

  std::vector<Input> of(const act::Body& body) {
    add("now", c_.view.now);
    add("issuer", c_.issuer);
    if (c_.view.agreement != nullptr) {
      add_texts();
      add_standing();
    }
    std::visit([&](const auto& b) { add_records(b); }, body);
    return std::move(inputs_);
  }

 private:
  template <class T>
  void add(std::string name, const T& value) {
    inputs_.push_back({std::move(name), format::to_json(value)});
  }
  template <class T>
  void add_found(std::string name, const T* found) {
    inputs_.push_back({std::move(name), found == nullptr ? "null" : format::to_json(*found)});
  }

  /// R1.1: the text and the overlay under which it was decided.
  void add_texts() {
    const agreement::Profile& text = c_.agreement().profile;
    inputs_.push_back({"text", fmt::format(R"({{"profile":"{}","digest":"{}"}})", text.id().text(),
                                           text.digest().hex())});
    if (c_.own()) {
      const AgreementView& agreement = c_.agreement();
      add_found("overlay",
                agreement.overlay == nullptr ? nullptr : c_.view.house.overlay(agreement.id));
    }
  }

  void add_standing() {
    const agreement::Standing& standing = c_.agreement().standing;
    for (const agreement::Reading& reading : standing.readings) {
      add("reading " + reading.party.text(), reading.state);
    }
    add("exchange_allowed", standing.exchange_allowed);
    add("access_allowed", standing.access_allowed);
  }

  template <class Body>
  void add_records(const Body& b) {
    if constexpr (requires { ItemId(b.item); }) {
      add_found("item", c_.item(b.item));
      add_found("hold", c_.agreement().shared.active_hold(c_.issuer, b.item));
      for (const AgreementView& other : c_.view.others) {
        add_found("item under " + other.profile.id().text(), other.shared.item(b.item));
      }
    }
    if constexpr (requires { b.incident; }) {
      add_found("incident", c_.agreement().shared.incident(b.incident));
    }
    if constexpr (requires { b.hold; }) {
      add_found("hold", c_.agreement().shared.hold(b.hold));
    }
    if constexpr (std::is_same_v<Body, act::ItemRelease>) {
      add_release(b);
    }
    if constexpr (requires { b.request; }) {
      add_consent(b.item, b.request);
    }
    if constexpr (std::is_same_v<Body, act::ItemTransfer>) {
      add_consent(b.item, b.consent.value_or(ActId()));
    }
    if constexpr (requires { b.person; }) {
      add_person(b.person, b);
    }
    if constexpr (requires { b.requested_by; }) {
      add_person(b.requested_by, b);
    }
  }

  void add_release(const act::ItemRelease& b) {
    const AgreementView& view = c_.agreement();
    const auto answer = view.profile.equivalence().lookup_code(c_.issuer, b.marking, b.recipient,
                                                               c_.today(c_.issuer));
    add("equivalence", answer.outcome);
    add("purpose_known", view.profile.purpose(b.purpose) != nullptr);
    add_found("recipient_authority", view.shared.authority(b.recipient, b.recipient_authority));
    add_found("assurance", view.shared.assurance(b.assurance));
    add_found("sending_system", view.shared.system(c_.issuer, b.sending_system));
    add_found("receiving_system", view.shared.system(b.recipient, b.receiving_system));
  }

  void add_consent(const ItemId& id, const ActId& request) {
    const registry::Item* item = c_.item(id);
    add_found("consent", item == nullptr ? nullptr : item->consent(request));
  }

  template <class Body>
  void add_person(const PersonId& person, const Body& b) {
    if (!c_.own()) {
      return;
    }
    add_found("person", c_.view.house.person(person));
    if constexpr (requires { ItemId(b.item); }) {
      add_found("need_to_know", c_.view.house.need_to_know(person, b.item));
    }
  }

  const Case& c_;
  std::vector<Input> inputs_;
};

}  // namespace

Explanation explain(const StateView& view, const PartyCode& issuer, const act::Body& body) {
  const Case c{view, issuer};
  return {decide(view, issuer, body), Inputs(c).of(body)};
}

}  // namespace entente::rules
