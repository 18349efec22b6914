#include "api/bindings.h"

#include <algorithm>

#include "api/errors.h"
#include "base/errors.h"

namespace entente::api {
namespace {

Bytes binding_key(const PersonId& person) { return to_bytes("binding/" + person.text()); }

}  // namespace

bool Bindings::take_up(BytesView value) {
  auto binding = format::from_json_text<Binding>(value);
  if (binding.ok()) {
    const std::string person = binding->bound_person.text();
    bindings_.insert_or_assign(person, std::move(*binding));
  }
  return binding.ok();
}

void Bindings::keep(Binding binding, Done done) {
  const PersonId person = binding.bound_person;
  StoreBatch batch{{Space::access, binding_key(person), to_bytes(format::to_json(binding))}};
  bindings_.insert_or_assign(person.text(), std::move(binding));
  ports_.commit(std::move(batch), std::move(done));
}

void Bindings::bind(const PersonId& person, const std::string& issuer, const std::string& subject,
                    const std::string& bound_by, Done done) {
  if (bound_by == person.text()) {
    done(Error(kSecondPerson, "Nobody binds oneself."));
    return;
  }
  if (subject.empty() || subject.size() > kSubjectBytes) {
    done(Error(kBadParameter, "A subject has 1 to 255 bytes.", "subject"));
    return;
  }
  const bool taken = std::ranges::any_of(bindings_, [&](const auto& row) {
    const Binding& other = row.second;
    return other.issuer == issuer && other.subject == subject && other.bound_person != person;
  });
  if (taken) {
    done(Error(kSubjectBound, "The subject is bound to another person."));
    return;
  }
  keep({person, issuer, subject, bound_by, {}, ports_.clock.now()}, std::move(done));
}

void Bindings::approve(const PersonId& person, const std::string& subject,
                       const std::string& approved_by, Done done) {
  const auto known = bindings_.find(person.text());
  if (known == bindings_.end() || !known->second.waits_for_approval() ||
      known->second.subject != subject) {
    done(Error(kNotFound, "There is no such binding that waits for approval."));
    return;
  }
  if (approved_by.empty() || approved_by == known->second.bound_by ||
      approved_by == person.text()) {
    done(Error(kSecondPerson, "A second person approves, who is neither the first nor the bound."));
    return;
  }
  Binding binding = known->second;
  binding.approved_by = approved_by;
  keep(std::move(binding), std::move(done));
}

void Bindings::unbind(const PersonId& person, Done done) {
  if (bindings_.erase(person.text()) == 0) {
    done(Error(kNotFound, "There is no such binding."));
    return;
  }
  ports_.commit({{Space::access, binding_key(person), std::nullopt}}, std::move(done));
}

std::optional<PersonId> Bindings::person_of(std::string_view issuer,
                                            std::string_view subject) const {
  for (const auto& [person, binding] : bindings_) {
    if (binding.issuer == issuer && binding.subject == subject && !binding.waits_for_approval()) {
      return binding.bound_person;
    }
  }
  return std::nullopt;
}

}  // namespace entente::api
