#include "api/changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "format/json_writer.h"

namespace entente::api {
namespace {

constexpr std::size_t kNameBytes = 9;  // of a log
constexpr std::string_view kBeat = ": still here\n\n";

std::string event_text(std::string_view number, std::string_view kind, std::string_view id) {
  std::string data;
  format::JsonWriter out(data);
  out.begin_object().member("kind", kind);
  if (!id.empty()) {
    out.member("id", id);
  }
  out.end_object();
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", number, kind, data);
}

std::string number_in(std::string_view log, std::uint64_t number) {
  return fmt::format("{}.{}", log, number);
}

}  // namespace

Changes::Reader& Changes::reader_of(const PersonId& person) {
  if (const auto found = readers_.find(person); found != readers_.end()) {
    return found->second;
  }
  if (readers_.size() >= kReaders) {
    // Those who have a stream open stay longest.
    const auto oldest = std::ranges::min_element(readers_, {}, [](const auto& entry) {
      return std::pair(!entry.second.streams.empty(), entry.second.opened);
    });
    for (const Stream& stream : oldest->second.streams) {
      stream.feed->close();
    }
    readers_.erase(oldest);
  }
  Reader& reader = readers_[person];
  reader.name = ports_.draw(kNameBytes);
  return reader;
}

/// What a stream begins with, by what was seen last.
std::string Changes::resumed(const PersonId& person, const Reader& reader, std::string_view last) {
  if (last.empty()) {
    // Names the place, so that a break before the first event loses nothing.
    return fmt::format("id: {}\n: following\n\n", number_in(reader.name, reader.next - 1));
  }
  const std::uint64_t first = reader.next - reader.kept.size();  // of those that are kept
  for (std::uint64_t seen = first - 1; seen < reader.next; ++seen) {
    if (last != number_in(reader.name, seen)) {
      continue;
    }
    std::string text = ": following\n\n";
    for (const Event& event : reader.kept) {
      text += event.number > seen && event.shows(person) ? event.text : "";
    }
    return text;
  }
  return event_text(number_in(reader.name, reader.next - 1), "reset", {});
}

std::shared_ptr<http::Feed> Changes::follow(const PersonId& person, std::string_view token,
                                            std::string_view last) {
  Reader& reader = reader_of(person);
  drop_ended(reader);
  if (reader.streams.size() >= kStreamsOfOnePerson) {
    reader.streams.front().feed->close();
    reader.streams.erase(reader.streams.begin());
  }
  reader.opened = ports_.clock.now();
  auto feed = std::make_shared<http::Feed>(kWaitingBytes);
  feed->push(resumed(person, reader, last));
  reader.streams.push_back({std::string(token), feed});
  return feed;
}

void Changes::drop_ended(Reader& reader) const {
  std::erase_if(reader.streams, [this](const Stream& stream) {
    if (!counts_(stream.token)) {
      stream.feed->close();
    }
    return !stream.feed->open();
  });
}

void Changes::record(const Change& change, const Shows& shows) {
  for (auto& [person, reader] : readers_) {
    if (!shows(person)) {
      continue;
    }
    drop_ended(reader);
    const std::uint64_t number = reader.next++;
    reader.kept.push_back(
        {number, event_text(number_in(reader.name, number), name_of(change.kind), change.id),
         shows});
    if (reader.kept.size() > kKept) {
      reader.kept.pop_front();
    }
    for (const Stream& stream : reader.streams) {
      stream.feed->push(reader.kept.back().text);
    }
  }
}

void Changes::beat() {
  for (auto& [person, reader] : readers_) {
    drop_ended(reader);
    for (const Stream& stream : reader.streams) {
      stream.feed->push(kBeat);
    }
  }
}

void Changes::end_those_signed_out() {
  for (auto& [person, reader] : readers_) {
    drop_ended(reader);
  }
}

std::size_t Changes::streams() const {
  std::size_t count = 0;
  for (const auto& [person, reader] : readers_) {
    count += reader.streams.size();
  }
  return count;
}

}  // namespace entente::api
