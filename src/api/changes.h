#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/house_bodies.h"
#include "api/accounts.h"
#include "base/names.h"
#include "http/feed.h"

namespace entente::api {

/// What has changed: a kind, and where one is named, its id. Nothing else is told: who wants to
/// know more reads the resource, and is asked who they are.
struct Change {
  enum class Kind : std::uint8_t {
    item,       ///< with its id
    agreement,  ///< with its id
    registers,  ///< of people, places, contractors, partners or keys
    access,     ///< what this very person may see
  };
  Kind kind = Kind::registers;
  std::string id;
};

/// Who is told of changes: server-sent events (WHATWG HTML, section 9.2). Each person has a log of
/// their own, numbered by itself, in which stands only what they could see when it happened:
/// neither a gap in numbers nor a full ring says anything about what is hidden from them (T15,
/// AB49). Belongs to the node's sequence.
class Changes {
 public:
  static constexpr std::size_t kKept = 256;              ///< events of one person, to resume from
  static constexpr std::size_t kStreamsOfOnePerson = 4;  ///< past it the oldest ends
  static constexpr std::size_t kReaders = 1'024;         ///< persons; past it the oldest log goes
  static constexpr std::size_t kWaitingBytes = 64u
                                               << 10;  ///< for a slow reader, who is then dropped
  static constexpr std::int64_t kBeatMs = 15'000;      ///< between two comments

  /// Whether the session of a stream still counts and who has it is in the register.
  using Counts = std::function<bool(std::string_view token)>;
  /// Whether a change is shown to this person, now.
  using Shows = std::function<bool(const PersonId&)>;

  explicit Changes(AccessPorts ports, Counts counts) : ports_(ports), counts_(std::move(counts)) {}

  /// A stream for the person who is signed in by the token. `last` is the number of the event seen
  /// last, or empty; where it is none of those that are kept, the first event is `reset`: whatever
  /// was shown must be read again.
  [[nodiscard]] std::shared_ptr<http::Feed> follow(const PersonId& person, std::string_view token,
                                                   std::string_view last);
  /// Tells everybody to whom it is shown. Streams whose session has ended end instead.
  void record(const Change& change, const Shows& shows);
  /// Says to every stream that it is alive, and ends those whose session has ended.
  void beat();
  /// Ends the streams whose session has ended. At once when one does.
  void end_those_signed_out();
  [[nodiscard]] std::size_t streams() const;

 private:
  struct Stream {
    std::string token;
    std::shared_ptr<http::Feed> feed;  // shared with the connection
  };
  struct Event {
    std::uint64_t number = 0;
    std::string text;
    Shows shows;  ///< asked again when it is resumed from: much may be hidden by then
  };
  struct Reader {
    std::string name;  ///< of this log, drawn: a number of another one is never taken for its own
    std::uint64_t next = 1;
    std::deque<Event> kept;
    std::vector<Stream> streams;
    Instant opened;
  };
  [[nodiscard]] Reader& reader_of(const PersonId& person);
  [[nodiscard]] static std::string resumed(const PersonId& person, const Reader& reader,
                                           std::string_view last);
  void drop_ended(Reader& reader) const;

  AccessPorts ports_;
  Counts counts_;
  std::map<PersonId, Reader> readers_;
};

}  // namespace entente::api

template <>
struct entente::Names<entente::api::Change::Kind> {
  using enum entente::api::Change::Kind;
  static constexpr std::pair<entente::api::Change::Kind, std::string_view> kRows[] = {
      {item, "item"}, {agreement, "agreement"}, {registers, "registers"}, {access, "access"}};
};
