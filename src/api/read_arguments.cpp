#include "api/read_arguments.h"

#include <algorithm>

#include "api/errors.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"
#include "format/json.h"
#include "http/form.h"

namespace entente::api {
namespace {

Error bad(std::string_view parameter, std::string_view why) {
  return Error(kBadParameter, std::string(why), display_safe(parameter));
}

/// A text of the parameter's form; an operation reads it again for itself.
Status check(const Parameter& parameter, std::string_view value) {
  if (value.size() > limits::kTextField) {
    return bad(parameter.name, "This is too long.");
  }
  switch (parameter.form) {
    case Form::date:
      return CivilDate::parse(value).ok() ? Status() : bad(parameter.name, "This is not a date.");
    case Form::instant:
      return Instant::parse(value).ok()
                 ? Status()
                 : bad(parameter.name, "This is not an instant with its zone (RFC 3339).");
    case Form::number:
      return is_number(value) ? Status() : bad(parameter.name, "This is not a whole number.");
    case Form::flag:
      return value == "true" || value == "false" ? Status()
                                                 : bad(parameter.name, "This is true or false.");
    default:
      return {};
  }
}

}  // namespace

ArgumentReader::ArgumentReader(const Match& match) : match_(match) {
  arguments_.positional.resize(match.route->endpoint.positionals.size());
}

Result<const Parameter*> ArgumentReader::find(std::string_view name, Place place) const {
  for (const Parameter& parameter : match_.route->parameters) {
    if (parameter.name == name && parameter.place == place) {
      return &parameter;
    }
  }
  return bad(name, "There is no such parameter here.");
}

Status ArgumentReader::put(const Parameter& parameter, std::string value) {
  if (std::ranges::find(given_, parameter.name) != given_.end()) {
    return bad(parameter.name, "This stands twice.");
  }
  ENTENTE_CHECK(check(parameter, value));
  given_.push_back(parameter.name);
  if (parameter.position != Parameter::kOption) {
    arguments_.positional[parameter.position] = std::move(value);
  } else if (parameter.form != Form::flag) {
    arguments_.options[parameter.name] = std::move(value);
  } else if (value == "true") {
    arguments_.options[parameter.name] = "";
  }
  return {};
}

Status ArgumentReader::put_text(std::string_view name, Place place, std::string value) {
  ENTENTE_TRY(const Parameter* parameter, find(name, place));
  return put(*parameter, std::move(value));
}

Status ArgumentReader::read_query(std::string_view query) {
  auto fields = http::read_form_fields(query);
  if (!fields.ok()) {
    return Error(kBadParameter, fields.error().message(), fields.error().where());
  }
  for (auto& [name, value] : *fields) {
    if (match_.route->endpoint.unnamed == Unnamed::passed_over && !find(name, Place::query).ok()) {
      continue;
    }
    ENTENTE_CHECK(put_text(name, Place::query, std::move(value)));
  }
  return {};
}

Status ArgumentReader::put_json(const Parameter& parameter, format::JsonValue value) {
  if (value.is_null()) {
    return {};
  }
  if (parameter.form == Form::flag) {
    const auto set = value.boolean();
    return set.ok() ? put(parameter, *set ? "true" : "false")
                    : bad(parameter.name, "This is true or false.");
  }
  if (parameter.form == Form::number) {
    const auto number = value.unsigned_integer();
    return number.ok() ? put(parameter, std::to_string(*number))
                       : bad(parameter.name, "This is not a whole number.");
  }
  if (parameter.form != Form::names) {
    const auto text = value.string();
    return text.ok() ? put(parameter, std::string(*text)) : bad(parameter.name, "This is a text.");
  }
  std::string joined;
  for (const format::JsonValue element : value.elements()) {
    const auto text = element.string();
    if (!text.ok() || text->empty() || text->find(',') != std::string_view::npos) {
      return bad(parameter.name, "This is a list of names.");
    }
    joined += (joined.empty() ? "" : ",") + std::string(*text);
  }
  return value.is_array() ? put(parameter, std::move(joined))
                          : bad(parameter.name, "This is a list of names.");
}

Status ArgumentReader::read_json(BytesView body) {
  if (body.empty()) {
    return {};
  }
  ENTENTE_TRY(const auto document, format::JsonDocument::parse(body));
  if (!document.root().is_object()) {
    return Error(kBadParameter, "The body is not a JSON object.");
  }
  for (const auto [key, value] : document.root().members()) {
    ENTENTE_TRY(const Parameter* parameter, find(key, Place::body));
    ENTENTE_CHECK(put_json(*parameter, value));
  }
  return {};
}

Status ArgumentReader::read_fields(const std::vector<std::pair<std::string, std::string>>& fields) {
  for (const auto& [name, value] : fields) {
    ENTENTE_CHECK(put_text(name, Place::body, value));
  }
  return {};
}

Status ArgumentReader::take_file(std::string_view name) {
  ENTENTE_TRY(const Parameter* parameter, find(name, Place::file));
  return put(*parameter, "-");
}

Result<Arguments> ArgumentReader::finish() {
  for (const Parameter& parameter : match_.route->parameters) {
    if (parameter.place == Place::path) {
      ENTENTE_CHECK(put(parameter, match_.path.at(parameter.name)));
    } else if (parameter.required && std::ranges::find(given_, parameter.name) == given_.end()) {
      return bad(parameter.name, "This is missing.");
    }
  }
  return std::move(arguments_);
}

}  // namespace entente::api
