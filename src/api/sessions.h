#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/accounts.h"

namespace entente::api {

/// One person signed in from one place. Times of this node's clock.
struct Session {
  PersonId session_of;
  Instant begun;
  Instant used;
  static constexpr auto fields() {
    using format::field;
    return members(field("session_of", &Session::session_of), field("begun", &Session::begun),
                   field("used", &Session::used));
  }
};

/// Who is signed in. A session is an opaque token of 256 random bits; the node keeps its digest
/// alone, in the store. It ends after half an hour without use, and after twelve hours in any case.
/// Belongs to the node's sequence.
class Sessions {
 public:
  static constexpr std::int64_t kIdleMs = 30 * 60'000;
  static constexpr std::int64_t kLongestMs = 12 * 3'600'000;
  static constexpr std::size_t kOfOnePerson = 16;     ///< past it the oldest ends
  static constexpr std::int64_t kKeptUseMs = 60'000;  ///< how exactly the last use is kept on disk

  explicit Sessions(AccessPorts ports) : ports_(ports) {}
  /// Takes up a value of the store if it is a session.
  bool take_up(BytesView value);

  /// A new session; its token, once it is durable.
  void begin(const PersonId& person, std::function<void(Result<std::string> token)> done);
  /// Whose session the token is, if it counts now: that is a use of it.
  [[nodiscard]] std::optional<PersonId> find(std::string_view token);
  [[nodiscard]] const Session* session_of(std::string_view token) const;
  void end(std::string_view token);
  /// At once, wherever the person is signed in.
  void end_all(const PersonId& person);
  /// Called on the sequence after any session has ended by one of these calls.
  void on_end(std::function<void()> notify) { ended_ = std::move(notify); }
  [[nodiscard]] std::size_t size() const { return sessions_.size(); }

 private:
  using Table = std::map<Digest, Session>;
  [[nodiscard]] bool counts(const Session& session) const;
  void erase(Table::iterator at);
  void tell_ended() const;
  void make_room(const PersonId& person);

  AccessPorts ports_;
  Table sessions_;
  std::function<void()> ended_;
};

}  // namespace entente::api
