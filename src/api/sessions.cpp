#include "api/sessions.h"

#include "crypto/digest.h"

namespace entente::api {
namespace {

constexpr std::size_t kTokenBytes = 32;

Bytes key_of(const Digest& token) { return to_bytes("session/" + token.hex()); }

/// How a session lies in the store: keys are not shown there, so it says its own.
struct Kept {
  Digest token;
  Session session;
  static constexpr auto fields() {
    return members(format::field("token", &Kept::token), format::field("session", &Kept::session));
  }
};

StoreBatch write_of(const Digest& token, const Session& session) {
  return {{Space::access, key_of(token), to_bytes(format::to_json(Kept{token, session}))}};
}

}  // namespace

bool Sessions::take_up(BytesView value) {
  const auto kept = format::from_json_text<Kept>(value);
  if (kept.ok()) {
    sessions_.insert_or_assign(kept->token, kept->session);
  }
  return kept.ok();
}

bool Sessions::counts(const Session& session) const {
  const std::int64_t now = ports_.clock.now().ms();
  return now - session.used.ms() < kIdleMs && now - session.begun.ms() < kLongestMs;
}

void Sessions::erase(Table::iterator at) {
  ports_.commit({{Space::access, key_of(at->first), std::nullopt}});
  sessions_.erase(at);
}

void Sessions::tell_ended() const {
  if (ended_) {
    ended_();
  }
}

void Sessions::make_room(const PersonId& person) {
  std::size_t count = 0;
  auto oldest = sessions_.end();
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    const auto current = at++;
    if (!counts(current->second)) {
      erase(current);
    } else if (current->second.session_of == person) {
      ++count;
      const bool older = oldest == sessions_.end() || current->second.begun < oldest->second.begun;
      oldest = older ? current : oldest;
    }
  }
  if (count >= kOfOnePerson) {
    erase(oldest);
  }
  tell_ended();
}

void Sessions::begin(const PersonId& person, std::function<void(Result<std::string>)> done) {
  make_room(person);
  const std::string token = ports_.draw(kTokenBytes);
  const Digest digest = crypto::sha256(as_bytes(token));
  const Instant now = ports_.clock.now();
  const Session session{person, now, now};
  sessions_.insert_or_assign(digest, session);
  ports_.commit(write_of(digest, session), [token, done = std::move(done)](const Status& kept) {
    done(kept.ok() ? Result<std::string>(token) : Result<std::string>(kept.error()));
  });
}

const Session* Sessions::session_of(std::string_view token) const {
  const auto found = sessions_.find(crypto::sha256(as_bytes(token)));
  return found == sessions_.end() || !counts(found->second) ? nullptr : &found->second;
}

std::optional<PersonId> Sessions::find(std::string_view token) {
  const auto found = sessions_.find(crypto::sha256(as_bytes(token)));
  if (found == sessions_.end()) {
    return std::nullopt;
  }
  if (!counts(found->second)) {
    erase(found);
    return std::nullopt;
  }
  const Instant now = ports_.clock.now();
  if (now.ms() - found->second.used.ms() >= kKeptUseMs) {
    found->second.used = now;
    ports_.commit(write_of(found->first, found->second));
  }
  return found->second.session_of;
}

void Sessions::end(std::string_view token) {
  if (const auto found = sessions_.find(crypto::sha256(as_bytes(token)));
      found != sessions_.end()) {
    erase(found);
    tell_ended();
  }
}

void Sessions::end_all(const PersonId& person) {
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    const auto current = at++;
    if (current->second.session_of == person) {
      erase(current);
    }
  }
  tell_ended();
}

}  // namespace entente::api
