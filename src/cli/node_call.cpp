#include "cli/node_call.h"

#include <fmt/format.h>

#include <sstream>

#include "base/errors.h"
#include "cli/endpoints.h"
#include "cli/errors.h"
#include "node/errors.h"

namespace entente::cli {

Reply as_failure(Reply found, Error error) {
  found.details_name = "report";
  found.details = found.json;
  found.error = std::move(error);
  return found;
}

Result<AgreementId> agreement_id(Host& host, std::string_view text) {
  const bool whole = text.find('/') != std::string_view::npos;
  return AgreementId::parse(whole ? std::string(text)
                                  : fmt::format("{}/{}", text, name_of(host.config().environment)));
}

Result<node::Room*> room_of(Host& host, std::string_view agreement) {
  ENTENTE_TRY(const AgreementId id, agreement_id(host, agreement));
  node::Room* room = host.node().core().room(id);
  return room != nullptr
             ? Result<node::Room*>(room)
             : Error(node::kUnknownAgreement, "This node has no agreement with that id.");
}

std::string vkey_of(Host& host, const node::Room& room) {
  const auto verifiers = host.node().core().own_verifiers(room);
  return verifiers.ok() ? verifiers->back().vkey() : std::string();
}

bool may_know(Host& host, const Arguments& arguments, const ItemId& item) {
  if (!arguments.signed_in) {
    return true;
  }
  const auto id = PersonId::parse(arguments.as);
  const registry::House& house = host.node().core().house();
  const registry::Person* person = id.ok() ? house.registered(*id) : nullptr;
  if (person == nullptr) {
    return false;
  }
  const registry::NeedToKnow* need = house.need_to_know(*id, item);
  return kSeesRegister.admit(person->roles) ||
         (need != nullptr && need->counts(host.node().core().now()));
}

namespace {

/// The same for one that is absent and one that is hidden (AB39).
Error no_such_item() { return Error(kNotFound, "There is no such item."); }

}  // namespace

Result<node::Room*> room_of_held(Host& host, const Arguments& arguments, const ItemId& item) {
  node::Room* room = host.node().core().room_of(item);
  if (const std::string agreement = arguments.get("agreement"); !agreement.empty()) {
    ENTENTE_TRY(room, room_of(host, agreement));
  }
  const bool known = room != nullptr && host.node().core().held_item(*room, item) != nullptr;
  return known && may_know(host, arguments, item) ? Result<node::Room*>(room) : no_such_item();
}

Result<node::Room*> room_of_item(Host& host, const Arguments& arguments, const ItemId& item) {
  ENTENTE_TRY(node::Room * room, room_of_held(host, arguments, item));
  return room->shared.item(item) != nullptr ? Result<node::Room*>(room) : no_such_item();
}

Reply refused(const Error& error, const node::Submission& submission) {
  Reply reply = failed(error);
  reply.decision = submission.decision;
  reply.act = submission.id.text();
  return reply;
}

void submit(Host& host, std::optional<AgreementId> agreement, act::Body body, const Done& done,
            const Members& members) {
  submit(host, {std::move(agreement), std::move(body)}, done, members);
}

void submit(Host& host, node::Draft draft, const Done& done, const Members& members) {
  host.node().submit(std::move(draft), [done, members](const node::Submission& submission) {
    done(answer_to(submission, members));
  });
}

Reply answer_to(const node::Submission& submission, const Members& members) {
  if (submission.error) {
    return refused(*submission.error, submission);
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("act", submission.id.text());
    out.member("digest", submission.digest.hex());
    out.member("index", submission.index);
    if (members) {
      members(out);
    }
  });
}

void end_access(Host& host, const PersonId& person, std::function<void(const Status&)> then) {
  api::Access& access = host.access();
  access.sessions.end_all(person);
  const auto close_account = [&access, person, then = std::move(then)](const Status& before) {
    const bool has_account = access.accounts.all().contains(person.text());
    if (before.ok() && has_account) {
      access.accounts.close(person, then);
    } else {
      then(before);
    }
  };
  if (access.bindings.all().contains(person.text())) {
    access.bindings.unbind(person, close_account);
  } else {
    close_account({});
  }
}

void with_input(Host& host, std::shared_ptr<ByteSource> in, std::uint64_t limit, const Done& done,
                std::function<void(BytesView)> then) {
  host.executor().work([&host, in = std::move(in), limit, done, then = std::move(then)] {
    auto read = std::make_shared<MemorySink>(limit);
    const Status whole = copy(*in, *read);
    host.executor().post([read, whole, done, then] {
      if (!whole.ok()) {
        done(failed(whole.error()));
        return;
      }
      then(read->bytes());
    });
  });
}

std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream in(list);
  for (std::string part; std::getline(in, part, ',');) {
    parts.push_back(part);
  }
  return parts;
}

void when_settled(Host& host, const Done& done, std::function<void()> then) {
  host.node().when_settled([done, then = std::move(then)](const Status& settled) {
    if (settled.ok()) {
      then();
    } else {
      done(failed(settled.error()));
    }
  });
}

Result<std::uint64_t> number_in(const Arguments& arguments, std::string_view option) {
  const std::string text = arguments.get(option);
  if (!api::is_number(text)) {
    return Error(kUsage, "This is not a number.", "--" + std::string(option));
  }
  return static_cast<std::uint64_t>(std::stoull(text));
}

Result<Instant> instant_or(const Arguments& arguments, std::string_view option, Instant otherwise) {
  if (!arguments.has(option)) {
    return otherwise;
  }
  auto parsed = Instant::parse(arguments.get(option));
  return parsed.ok() ? std::move(parsed)
                     : Result<Instant>(parsed.error().within("--" + std::string(option)));
}

Result<CivilDate> date_in(const Arguments& arguments, std::string_view option) {
  auto parsed = CivilDate::parse(arguments.get(option));
  return parsed.ok() ? std::move(parsed)
                     : Result<CivilDate>(parsed.error().within("--" + std::string(option)));
}

Result<Name> own_level(const node::Room& room, const PartyCode& party, std::string_view text) {
  const label::MarkingScheme* scheme = room.profile.equivalence().scheme(party);
  for (const label::Level& level : scheme->levels()) {
    if (level.code.text() == text || level.gloss_en == text) {
      return level.code;
    }
  }
  return Error(kUsage, "This is not a level of the party's scheme.", "--level");
}

}  // namespace entente::cli
