#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/encoding.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/names.h"
#include "base/time.h"
#include "format/json.h"
#include "format/json_writer.h"

/// JSON of plain structs from one description of their members. A struct lists them in
/// `static constexpr auto fields()`: `members(field("name", &Struct::member), ...)`. Writing is
/// deterministic (the order of the list); reading is strict: every member but optional ones must
/// stand there, none beside them may. Thread-safety: pure functions. Members are not inlined: a
/// copy for each of the hundreds of fields took a sixth of the build's time.
namespace entente::format {

template <class Struct, class Member>
struct Field {
  std::string_view name;
  Member Struct::* member;
};

template <class Struct, class Member>
[[nodiscard]] constexpr Field<Struct, Member> field(std::string_view name,
                                                    Member Struct::* member) {
  return {name, member};
}

/// The members in their order: a function that shows each to `visit`. A std::tuple of them took a
/// third of the build's time.
template <class... Fields>
[[nodiscard]] constexpr auto members(Fields... fields) {
  return [fields...](auto&& visit) { (visit(fields), ...); };
}

template <class T>
concept Described = requires { T::fields(); };

/// A struct with a member type `Partial` is filled in over time: an id in it may still be empty.
template <class T>
concept Partial = requires { typename T::Partial; };

// ---- Writing ------------------------------------------------------------------------------------

inline void write_value(JsonWriter& out, const std::string& value) { out.string(value); }
inline void write_value(JsonWriter& out, bool value) { out.boolean(value); }
inline void write_value(JsonWriter& out, std::int64_t value) { out.integer(value); }
inline void write_value(JsonWriter& out, std::uint64_t value) { out.unsigned_integer(value); }
inline void write_value(JsonWriter& out, const Digest& value) { out.string(value.hex()); }
inline void write_value(JsonWriter& out, const Bytes& value) { out.string(to_base64url(value)); }
inline void write_value(JsonWriter& out, Instant value) { out.string(value.text()); }
inline void write_value(JsonWriter& out, CivilDate value) { out.string(value.text()); }
inline void write_value(JsonWriter& out, Zone value) { out.string(value.text()); }
template <class Tag>
void write_value(JsonWriter& out, const Id<Tag>& value) {
  out.string(value.text());
}
template <Named E>
void write_value(JsonWriter& out, E value) {
  out.string(::entente::name_of(value));
}
template <Described T>
void write_value(JsonWriter& out, const T& value);
template <class T>
void write_value(JsonWriter& out, const std::vector<T>& values) {
  out.begin_array();
  for (const T& value : values) {
    write_value(out, value);
  }
  out.end_array();
}

template <class T>
[[gnu::noinline]] void write_member(JsonWriter& out, std::string_view name, const T& value) {
  out.key(name);
  write_value(out, value);
}
/// An absent optional has no member at all, so that one value has one text.
template <class T>
void write_member(JsonWriter& out, std::string_view name, const std::optional<T>& value) {
  if (value) {
    write_member(out, name, *value);
  }
}

/// The members alone, for a caller that opened the object itself.
template <Described T>
void write_members(JsonWriter& out, const T& value) {
  T::fields()([&](const auto& f) { write_member(out, f.name, value.*(f.member)); });
}

template <Described T>
void write_value(JsonWriter& out, const T& value) {
  out.begin_object();
  write_members(out, value);
  out.end_object();
}

template <class T>
[[nodiscard]] std::string to_json(const T& value) {
  constexpr std::size_t kUsual = 512;  // grown from nothing, a record would be copied seven times
  std::string text;
  text.reserve(kUsual);
  JsonWriter out(text);
  write_value(out, value);
  return text;
}

// ---- Reading ------------------------------------------------------------------------------------

inline Status read_value(JsonValue in, std::string& value) {
  ENTENTE_TRY(const std::string_view text, in.string());
  if (text.size() > limits::kTextField) {
    return in.error("The text is longer than it may be.");
  }
  value.assign(text);
  return {};
}
inline Status read_value(JsonValue in, bool& value) {
  ENTENTE_TRY(value, in.boolean());
  return {};
}
inline Status read_value(JsonValue in, std::int64_t& value) {
  ENTENTE_TRY(value, in.integer());
  return {};
}
inline Status read_value(JsonValue in, std::uint64_t& value) {
  ENTENTE_TRY(value, in.unsigned_integer());
  return {};
}
template <class T>
[[gnu::noinline]] Status read_parsed(JsonValue in, T& value, Result<T> (*parse)(std::string_view)) {
  ENTENTE_TRY(const std::string_view text, in.string());
  Result<T> parsed = parse(text);
  if (!parsed) {
    return parsed.error().within(in.pointer());
  }
  value = std::move(parsed).value();
  return {};
}
inline Status read_value(JsonValue in, Digest& value) {
  return read_parsed(in, value, &Digest::from_hex);
}
inline Status read_value(JsonValue in, Bytes& value) {
  return read_parsed(in, value, &from_base64url);
}
inline Status read_value(JsonValue in, Instant& value) {
  return read_parsed(in, value, &Instant::parse);
}
inline Status read_value(JsonValue in, CivilDate& value) {
  return read_parsed(in, value, &CivilDate::parse);
}
inline Status read_value(JsonValue in, Zone& value) { return read_parsed(in, value, &Zone::parse); }
template <class Tag>
Status read_value(JsonValue in, Id<Tag>& value) {
  return read_parsed(in, value, &Id<Tag>::parse);
}
template <Named E>
[[gnu::noinline]] Status read_value(JsonValue in, E& value) {
  ENTENTE_TRY(const std::string_view name, in.string());
  const std::optional<E> found = from_name<E>(name);
  if (!found) {
    return in.error("This is not one of the names that may stand here.");
  }
  value = *found;
  return {};
}
template <Described T>
Status read_value(JsonValue in, T& value);
template <class T>
Status read_value(JsonValue in, std::vector<T>& values) {
  ENTENTE_CHECK(in.expect(JsonType::array));
  values.clear();
  for (const JsonValue element : in.elements()) {
    T value{};
    ENTENTE_CHECK(read_value(element, value));
    values.push_back(std::move(value));
  }
  return {};
}

template <class T>
inline constexpr bool kIsId = false;
template <class Tag>
inline constexpr bool kIsId<Id<Tag>> = true;

/// How many of the object's members have been read so far goes into `read`.
template <class T>
[[gnu::noinline]] Status read_member(JsonValue object, std::string_view name, T& value,
                                     std::size_t& read) {
  ENTENTE_TRY(const JsonValue member, object.at(name));
  ++read;
  return read_value(member, value);
}
template <class T>
[[gnu::noinline]] Status read_member(JsonValue object, std::string_view name,
                                     std::optional<T>& value, std::size_t& read) {
  if (!object.find(name)) {
    value.reset();
    return {};
  }
  return read_member(object, name, value.emplace(), read);
}

/// An id of a partial struct that has none yet.
template <class Struct, class T>
bool still_empty(JsonValue object, std::string_view name, std::size_t& read) {
  if constexpr (Partial<Struct> && kIsId<T>) {
    const auto text = object.string_at(name);
    if (text.ok() && text->empty()) {
      ++read;
      return true;
    }
  }
  return false;
}

template <Described T>
Status read_value(JsonValue in, T& value) {
  ENTENTE_CHECK(in.expect(JsonType::object));
  std::size_t read = 0;
  Status status;
  const auto read_one = [&]<class Member>(std::string_view name, Member& member) {
    if (status.ok() && !still_empty<T, Member>(in, name, read)) {
      status = read_member(in, name, member, read);
    }
  };
  T::fields()([&](const auto& f) { read_one(f.name, value.*(f.member)); });
  if (status.ok() && read != in.size()) {
    return in.error("The object has a member that may not stand here.");
  }
  return status;
}

template <class T>
[[nodiscard]] Result<T> from_json(JsonValue in) {
  T value{};
  ENTENTE_CHECK(read_value(in, value));
  return value;
}

template <class T>
[[nodiscard]] Result<T> from_json_text(BytesView text) {
  ENTENTE_TRY(const JsonDocument document, JsonDocument::parse(text));
  return from_json<T>(document.root());
}

}  // namespace entente::format
