#pragma once

#include <functional>
#include <string>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/reply.h"
#include "format/fields.h"
#include "node/errors.h"

/// What the handlers of several families share.
namespace entente::cli {

using api::Members;
using api::reply_with;

// Options and arguments of several families.
inline const OptionSpec kAgreementId{"ID", "", "the agreement", true};
inline const OptionSpec kOfAgreement{"agreement", "ID", "the agreement", true};
inline const OptionSpec kUntil{"until", "DATE", "the last day that counts", true};

/// A reply as a failure: what it found is shown beside the error, as `report`.
[[nodiscard]] Reply as_failure(Reply found, Error error);

/// `jp-kr-2016`, or with its environment `jp-kr-2016/exercise`.
[[nodiscard]] Result<AgreementId> agreement_id(Host& host, std::string_view text);
/// Calls `then` once everything that the node has folded is durable; answers with the error if it
/// does not come to rest.
void when_settled(Host& host, const Done& done, std::function<void()> then);

/// The agreement of this node; `node.unknown-agreement` else.
[[nodiscard]] Result<node::Room*> room_of(Host& host, std::string_view agreement);
/// The key by which others verify heads of this node's log under the agreement, as a vkey.
[[nodiscard]] std::string vkey_of(Host& host, const node::Room& room);
/// Whether who asks may know that the item exists: one who keeps the register or audits it, or has
/// a need to know it now. The node's own operator may.
[[nodiscard]] bool may_know(Host& host, const Arguments& arguments, const ItemId& item);
/// The agreement that holds the item: the one that `arguments` name, else the one under which this
/// party received it, else any that knows it; `base.not-found` for one that is absent, or hidden
/// from who asks (AB39).
[[nodiscard]] Result<node::Room*> room_of_item(Host& host, const Arguments& arguments,
                                               const ItemId& item);

/// The same, where the item may also be one that was enrolled here.
[[nodiscard]] Result<node::Room*> room_of_held(Host& host, const Arguments& arguments,
                                               const ItemId& item);

/// What one's own draft came to that was not recorded, with the decision on it.
[[nodiscard]] Reply refused(const Error& error, const node::Submission& submission);

/// The answer to a draft: `{act, digest, index, ...members}` where it was recorded.
[[nodiscard]] Reply answer_to(const node::Submission& submission, const Members& members = {});
/// Ends the person's sessions and leaves no way in: neither the password nor the provider. It
/// succeeds too where there was none.
void end_access(Host& host, const PersonId& person, std::function<void(const Status&)> then);

/// Submits one act and answers `{act, agreement?, ...members}` when it is durable.
void submit(Host& host, std::optional<AgreementId> agreement, act::Body body, const Done& done,
            const Members& members = {});

/// The same for a draft that says more.
void submit(Host& host, node::Draft draft, const Done& done, const Members& members = {});

/// Reads a command's input whole, at most `limit` bytes, on a worker; then calls `then` on the
/// sequence, or answers with the error.
void with_input(Host& host, std::shared_ptr<ByteSource> in, std::uint64_t limit, const Done& done,
                std::function<void(BytesView)> then);

/// Runs a handler that can fail before it submits.
template <class F>
void guarded(const Done& done, const F& body) {
  const Status status = body();
  if (!status.ok()) {
    done(failed(status.error()));
  }
}

/// The parts of a list with commas.
[[nodiscard]] std::vector<std::string> parts_of(const std::string& list);

/// An option that is a list with commas of ids of one kind; errors name the option.
template <class IdType>
[[nodiscard]] Result<std::vector<IdType>> ids_in(const Arguments& arguments,
                                                 std::string_view option) {
  std::vector<IdType> ids;
  for (const std::string& text : parts_of(arguments.get(option))) {
    auto parsed = IdType::parse(text);
    if (!parsed.ok()) {
      return parsed.error().within("--" + std::string(option));
    }
    ids.push_back(std::move(*parsed));
  }
  return ids;
}

/// An option that must be a number: decimal digits, at most 18; else `cli.usage`.
[[nodiscard]] Result<std::uint64_t> number_in(const Arguments& arguments, std::string_view option);

/// An option as an instant; `otherwise` where it is not given.
[[nodiscard]] Result<Instant> instant_or(const Arguments& arguments, std::string_view option,
                                         Instant otherwise);

/// An option or positional as an id of its kind; errors name the option.
template <class IdType>
[[nodiscard]] Result<IdType> id_in(const Arguments& arguments, std::string_view option) {
  auto parsed = IdType::parse(arguments.get(option));
  return parsed.ok() ? std::move(parsed)
                     : Result<IdType>(parsed.error().within("--" + std::string(option)));
}
[[nodiscard]] Result<CivilDate> date_in(const Arguments& arguments, std::string_view option);

/// A level of this party's own scheme, by its code or its English name.
[[nodiscard]] Result<Name> own_level(const node::Room& room, const PartyCode& party,
                                     std::string_view text);

}  // namespace entente::cli
