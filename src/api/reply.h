#pragma once

#include <string>

#include "api/operation.h"
#include "format/json_writer.h"

namespace entente::api {

/// What an operation ends with, as it travels over the admin socket and is printed: the JSON that
/// `--json` shows, and the exit code.
struct Outcome {
  int exit = 0;
  std::string json;
  std::string found = {};  ///< of a failure that found something: its JSON object, for people too
};

/// Adds members to the JSON object of a reply.
using Members = std::function<void(format::JsonWriter&)>;
[[nodiscard]] Reply reply_with(const Members& members);

/// The members of what went wrong, beside those that its caller writes: `decision` and `act` of a
/// denied draft, and what else was found.
void write_findings(format::JsonWriter& out, const Reply& reply);

/// A failure becomes `{"error": {code, message, where, fix}}`; a denial of one's own draft adds
/// `"decision": {verdict, reasons: [{code, article, requirement, text}]}`.
[[nodiscard]] Outcome outcome_of(const Reply& reply);

/// `{verdict, reasons}` as the value of a member that the caller has named.
void write_decision(format::JsonWriter& out, const rules::Decision& decision);

/// A source that others hold too, where one must be owned.
class SharedSource final : public ByteSource {
 public:
  explicit SharedSource(std::shared_ptr<ByteSource> source) : source_(std::move(source)) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override { return source_->read(out); }

 private:
  std::shared_ptr<ByteSource> source_;
};

/// A source of bytes that it owns.
class OwnedSource final : public ByteSource {
 public:
  explicit OwnedSource(Bytes bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override { return source_.read(out); }

 private:
  Bytes bytes_;
  MemorySource source_;
};

}  // namespace entente::api
