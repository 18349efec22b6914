#include "api/openapi.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "format/json_writer.h"

namespace entente::api {
namespace {

using format::JsonWriter;

constexpr std::string_view kProblem =
    R"({"type":"object","description":"RFC 9457",)"
    R"("required":["type","title","status","code"],"properties":{)"
    R"("type":{"type":"string","format":"uri"},"title":{"type":"string"},)"
    R"("status":{"type":"integer"},"detail":{"type":"string"},)"
    R"("code":{"type":"string","description":"stable; docs/reference/errors.md"},)"
    R"("where":{"type":"string"},"fix":{"type":"string"},)"
    R"("act":{"type":"string"},"decision":{"type":"object"}}})";

/// The schema of a parameter's form.
void write_schema(JsonWriter& out, const Parameter& parameter) {
  out.begin_object();
  switch (parameter.form) {
    case Form::flag:
      out.member("type", "boolean");
      break;
    case Form::number:
      out.member("type", "integer").member("minimum", 0);
      break;
    case Form::date:
      out.member("type", "string").member("format", "date");
      break;
    case Form::instant:
      out.member("type", "string").member("format", "date-time");
      break;
    case Form::names:
      out.member("type", "array");
      out.begin_object("items").member("type", "string").end_object();
      break;
    case Form::text:
      out.member("type", "string").member("maxLength", limits::kTextField);
      break;
  }
  if (parameter.place == Place::body) {
    out.member("description", parameter.help);
  }
  out.end_object();
}

void write_outside_body(JsonWriter& out, const Route& route) {
  out.begin_array("parameters");
  for (const Parameter& parameter : route.parameters) {
    if (parameter.place != Place::path && parameter.place != Place::query) {
      continue;
    }
    out.begin_object().member("name", parameter.name);
    out.member("in", parameter.place == Place::path ? "path" : "query");
    out.member("description", parameter.help).member("required", parameter.required);
    out.key("schema");
    write_schema(out, parameter);
    out.end_object();
  }
  if (route.endpoint.method != Method::get && route.endpoint.door == Door::signed_in) {
    for (const std::string_view header : {"If-Match", "Idempotency-Key"}) {
      if (header == "Idempotency-Key" && route.endpoint.content == Content::output) {
        continue;
      }
      out.begin_object();
      out.member("$ref", "#/components/parameters/" + std::string(header)).end_object();
    }
  }
  if (route.endpoint.gives == Gives::changes) {
    out.begin_object().member("$ref", "#/components/parameters/Last-Event-ID").end_object();
  }
  out.end_array();
}

void write_body(JsonWriter& out, const Route& route) {
  const auto in_body = [](const Parameter& parameter) {
    return parameter.place == Place::body || parameter.place == Place::file;
  };
  if (route.endpoint.method != Method::post || std::ranges::none_of(route.parameters, in_body)) {
    return;
  }
  const bool form = route.endpoint.content == Content::input;
  bool needed = false;
  out.begin_object("requestBody").begin_object("content");
  out.begin_object(form ? "multipart/form-data" : "application/json").begin_object("schema");
  out.member("type", "object").member("additionalProperties", false);
  out.begin_object("properties");
  for (const Parameter& parameter : route.parameters) {
    if (parameter.place == Place::body) {
      out.key(parameter.name);
      write_schema(out, parameter);
    } else if (parameter.place == Place::file) {
      out.begin_object(parameter.name).member("type", "string").member("format", "binary");
      out.member("description", parameter.help + "; the last part of the form").end_object();
    }
  }
  out.end_object();
  out.begin_array("required");
  for (const Parameter& parameter : route.parameters) {
    if (in_body(parameter) && parameter.required) {
      out.string(parameter.name);
      needed = true;
    }
  }
  out.end_array();
  out.end_object().end_object().end_object();
  out.member("required", needed).end_object();
}

void write_response(JsonWriter& out, std::string_view status, std::string_view says,
                    std::string_view type, std::string_view schema) {
  out.begin_object(status).member("description", says);
  out.begin_object("content").begin_object(type).key("schema").raw(schema);
  out.end_object().end_object().end_object();
}

void write_operation(JsonWriter& out, const Route& route) {
  const Endpoint& endpoint = route.endpoint;
  out.begin_object(ascii_lower(name_of(endpoint.method)));
  out.member("operationId", endpoint.name).member("summary", endpoint.summary);
  out.begin_array("tags").string(endpoint.name.substr(0, endpoint.name.rfind('-'))).end_array();
  if (!endpoint.roles.empty()) {
    out.begin_array("x-roles");
    for (const auto& [role, name] : Names<act::Role>::kRows) {
      if (endpoint.roles.has(role)) {
        out.string(name);
      }
    }
    out.end_array();
  }
  if (endpoint.door == Door::open) {
    out.begin_array("security").end_array();
  }
  write_outside_body(out, route);
  write_body(out, route);
  out.begin_object("responses");
  if (endpoint.content == Content::output) {
    write_response(out, "200", "the bytes", "application/octet-stream",
                   R"({"type":"string","format":"binary"})");
  } else if (endpoint.gives == Gives::changes) {
    write_response(out, "200", "events, as they come", "text/event-stream", R"({"type":"string"})");
  } else {
    write_response(out, "200", "done", "application/json", R"({"type":"object"})");
  }
  for (const std::string_view status : {"4XX", "default"}) {
    out.begin_object(status).member("$ref", "#/components/responses/Problem").end_object();
  }
  out.end_object().end_object();
}

void write_components(JsonWriter& out) {
  out.begin_object("components");
  out.begin_object("schemas").key("Problem").raw(kProblem).end_object();
  out.begin_object("responses");
  write_response(out, "Problem", "what was wrong", "application/problem+json",
                 R"({"$ref":"#/components/schemas/Problem"})");
  out.end_object();
  out.begin_object("parameters");
  out.begin_object("Last-Event-ID").member("name", "Last-Event-ID").member("in", "header");
  out.member("description", "the id of the event that was seen last");
  out.begin_object("schema").member("type", "string").end_object().end_object();
  out.begin_object("Idempotency-Key").member("name", "Idempotency-Key").member("in", "header");
  out.member("description", "the same request with the same key is done once");
  out.begin_object("schema").member("type", "string").member("maxLength", 64).end_object();
  out.end_object();
  out.begin_object("If-Match").member("name", "If-Match").member("in", "header");
  out.member("description", "the ETag under which the resource was read");
  out.begin_object("schema").member("type", "string").end_object();
  out.end_object().end_object();
  out.begin_object("securitySchemes");
  out.begin_object("token").member("type", "http").member("scheme", "bearer").end_object();
  out.begin_object("cookie").member("type", "apiKey").member("in", "cookie");
  out.member("name", "__Host-entente").end_object();
  out.end_object().end_object();
}

}  // namespace

std::string write_openapi(const std::vector<Route>& routes, std::string_view version) {
  std::map<std::string, std::vector<const Route*>> paths;
  for (const Route& route : routes) {
    if (route.endpoint.root == kRoot) {
      paths[route.endpoint.path].push_back(&route);
    }
  }
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("openapi", "3.1.0");
  out.begin_object("info").member("title", "Entente").member("version", version);
  out.member("description", "The interface of one node of an information-security agreement.");
  out.begin_object("license").member("name", "Apache-2.0").member("identifier", "Apache-2.0");
  out.end_object().end_object();
  out.begin_array("servers").begin_object().member("url", kRoot).end_object().end_array();
  out.begin_array("security").begin_object().begin_array("token").end_array().end_object();
  out.begin_object().begin_array("cookie").end_array().end_object().end_array();
  out.begin_object("paths");
  for (const auto& [path, of_path] : paths) {
    out.begin_object(path);
    for (const Route* route : of_path) {
      write_operation(out, *route);
    }
    out.end_object();
  }
  out.end_object();
  write_components(out);
  out.end_object().finish();
  return json;
}

}  // namespace entente::api
