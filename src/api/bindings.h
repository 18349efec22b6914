#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "api/accounts.h"

namespace entente::api {

/// Whom a subject of an OpenID provider is in the register. Kept sealed in the store.
struct Binding {
  PersonId bound_person;
  std::string issuer;
  std::string subject;      ///< the value of the claim that the configuration names
  std::string bound_by;     ///< the person who bound it; empty for the node's operator
  std::string approved_by;  ///< the second person, where a first one bound it
  Instant bound_at;

  /// AB46: nobody becomes somebody else alone. What one person bound, a second one approves.
  [[nodiscard]] bool waits_for_approval() const { return !bound_by.empty() && approved_by.empty(); }
  /// The same, as people read it.
  [[nodiscard]] std::string_view state() const {
    return waits_for_approval() ? "waits for approval" : "in use";
  }
  static constexpr auto fields() {
    using format::field;
    return members(field("bound_person", &Binding::bound_person), field("issuer", &Binding::issuer),
                   field("subject", &Binding::subject), field("bound_by", &Binding::bound_by),
                   field("approved_by", &Binding::approved_by),
                   field("bound_at", &Binding::bound_at));
  }
};

/// Who is who at the provider: one subject for a person, one person for a subject. Never guessed
/// from a name or an address: an unknown subject is nobody. Belongs to the node's sequence.
class Bindings {
 public:
  static constexpr std::size_t kSubjectBytes = 255;

  explicit Bindings(AccessPorts ports) : ports_(ports) {}
  /// Takes up a value of the store if it is a binding.
  bool take_up(BytesView value);

  using Done = std::function<void(Status)>;
  /// Binds the person, in place of what was bound before. Where a person does it (`bound_by`; empty
  /// for the node's operator) it counts once a second one has approved it. Errors:
  /// `api.second-person` for oneself; `api.subject-bound` where it is another person's;
  /// `api.bad-parameter` for a subject that is empty or too long.
  void bind(const PersonId& person, const std::string& issuer, const std::string& subject,
            const std::string& bound_by, Done done);
  /// Approves what was bound, as the approver read it: another subject is `base.not-found`, as is a
  /// person with nothing to approve. `api.second-person` for the first person and the bound one.
  void approve(const PersonId& person, const std::string& subject, const std::string& approved_by,
               Done done);
  /// Ends it; `base.not-found` where there is none.
  void unbind(const PersonId& person, Done done);

  /// Who that is, if the binding counts.
  [[nodiscard]] std::optional<PersonId> person_of(std::string_view issuer,
                                                  std::string_view subject) const;
  [[nodiscard]] const std::map<std::string, Binding>& all() const { return bindings_; }

 private:
  void keep(Binding binding, Done done);

  AccessPorts ports_;
  std::map<std::string, Binding> bindings_;  ///< by person
};

}  // namespace entente::api
