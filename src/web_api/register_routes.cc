// SPDX-License-Identifier: Apache-2.0
#include "web_api/register_routes.h"

#include <charconv>

#include "base/text.h"
#include "web_api/fact_view.h"
#include "web_api/if_match.h"
#include "web_api/list_query.h"

namespace lachan::web_api {
namespace json = boost::json;
namespace {

using identity::Action;
using identity::Permission;
using journal::RegisterDefinition;
using schema::EntityInfo;
using schema::Record;
using web::Request;
using web::Response;
using web::Route;
using web::Verb;

struct Context {
  const journal::Registers& registers;
  journal::StateStore& store;
  const RegisterDefinition& definition;
  const EntityInfo& entity() const { return *definition.entity; }
};

Response OfRecord(const EntityInfo& entity, const Record& record, int status = 200) {
  const auto version = std::get<std::int64_t>(record[1]);
  return Response::Json(schema::ToJson(entity, record), status)
      .With("ETag", fmt::format("\"{}\"", version));
}

Result<Response> List(const Context& context, const Request& request) {
  LACHAN_TRY(const auto query, ParseListQuery(context.entity(), request));
  LACHAN_TRY(const auto reader, context.store.OpenReader(request.caller));
  LACHAN_TRY(const auto page, reader->List(context.entity(), query));
  LACHAN_TRY(const auto total, reader->Count(context.entity(), query));
  json::array rows;
  for (const auto& record : page.rows) rows.push_back(schema::ToJson(context.entity(), record));
  return Response::Json(
      json::object{{"rows", std::move(rows)}, {"next", page.next}, {"total", total}});
}

Result<Response> Read(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, context.store.OpenReader(request.caller));
  LACHAN_TRY(const auto record, reader->Get(context.entity(), id));
  return OfRecord(context.entity(), record);
}

Result<Response> Create(const Context& context, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto record, journal::CreateRow(context.store, request.caller, context.registers,
                                                   context.definition, body));
  return OfRecord(context.entity(), record, 201);
}

Result<Response> Change(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto version, IfMatch(request));
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto record, journal::ChangeRow(context.store, request.caller, context.registers,
                                                   context.definition, id, version, body));
  return OfRecord(context.entity(), record);
}

Result<Response> Archive(const Context& context, const Request& request, bool archived) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto version, IfMatch(request));
  LACHAN_TRY(const auto record, journal::ArchiveRow(context.store, request.caller,
                                                    context.definition, id, version, archived));
  return OfRecord(context.entity(), record);
}

Result<Response> History(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, context.store.OpenReader(request.caller));
  LACHAN_TRY_DO(reader->Get(context.entity(), id));  // Within reach, or not there at all.
  journal::FactQuery query;
  query.subject_kind = context.entity().name;
  query.subject_id = id;
  query.newest_first = true;
  query.limit = 500;
  LACHAN_TRY(const auto facts, reader->Facts(query));
  return Response::Of(FactList{View(facts), ""});
}

std::string SchemaName(const EntityInfo& entity) {
  std::string name;
  bool upper = true;
  for (const char c : entity.name) {
    if (c == '_') {
      upper = true;
    } else {
      name += upper ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  return name;
}

std::function<json::value(schema::Components&)> RowSchema(const EntityInfo& entity) {
  return [&entity](schema::Components& components) -> json::value {
    const std::string name = SchemaName(entity);
    components.try_emplace(name, schema::JsonSchema(entity));
    return json::object{{"$ref", "#/components/schemas/" + name}};
  };
}

std::function<json::value(schema::Components&)> WriteSchema(const EntityInfo& entity) {
  return [&entity](schema::Components& components) -> json::value {
    const std::string name = SchemaName(entity) + "Write";
    components.try_emplace(name, schema::JsonSchemaForWriting(entity));
    return json::object{{"$ref", "#/components/schemas/" + name}};
  };
}

std::function<json::value(schema::Components&)> ListSchema(const EntityInfo& entity) {
  return [&entity](schema::Components& components) -> json::value {
    const json::object text{{"type", "string"}};
    return json::object{
        {"type", "object"},
        {"properties",
         json::object{
             {"rows", json::object{{"type", "array"}, {"items", RowSchema(entity)(components)}}},
             {"next", text},
             {"total", json::object{{"type", "integer"}}}}},
        {"required", json::array{"rows", "next", "total"}}};
  };
}

std::vector<Route> RoutesOf(const Context& context) {
  const EntityInfo& entity = context.entity();
  const std::string base = fmt::format("/api/v1/{}", entity.path);
  const auto read = Permission::ForEntity(entity.name, Action::kRead);
  const auto write = Permission::ForEntity(entity.name, Action::kWrite);
  const auto bind = [context](auto handler) {
    return [context, handler](const Request& request) { return handler(context, request); };
  };
  std::vector<Route> routes;
  routes.push_back(
      {Verb::kGet,
       base,
       read,
       bind(List),
       {fmt::format("List of {}", entity.path), {}, ListSchema(entity), ListParameters()}});
  routes.push_back({Verb::kGet,
                    base + "/{id}",
                    read,
                    bind(Read),
                    {fmt::format("One of {}", entity.path), {}, RowSchema(entity)}});
  routes.push_back({Verb::kGet,
                    base + "/{id}/history",
                    read,
                    bind(History),
                    {"Facts about it", {}, web::SchemaFor<FactList>()}});
  if (context.definition.is_creatable) {
    routes.push_back(
        {Verb::kPost,
         base,
         write,
         bind(Create),
         {fmt::format("Add to {}", entity.path), WriteSchema(entity), RowSchema(entity)}});
  }
  if (context.definition.is_changeable) {
    routes.push_back({Verb::kPatch,
                      base + "/{id}",
                      write,
                      bind(Change),
                      {"Change it; needs If-Match", WriteSchema(entity), RowSchema(entity)}});
  }
  if (context.definition.is_archivable) {
    for (const bool archived : {true, false}) {
      routes.push_back({Verb::kPost,
                        base + (archived ? "/{id}/archive" : "/{id}/restore"),
                        write,
                        [context, archived](const Request& request) {
                          return Archive(context, request, archived);
                        },
                        {archived ? "Take out of use" : "Bring back", {}, RowSchema(entity)}});
    }
  }
  return routes;
}

}  // namespace

Result<std::int64_t> IfMatch(const Request& request) {
  auto text = Trim(request.Header("if-match"));
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return Fail(ErrorCode::kFailedPrecondition,
                "send the version you have seen in the If-Match header");
  }
  return version;
}

std::vector<Route> RegisterRoutes(const journal::Registers& registers, journal::StateStore& store) {
  std::vector<Route> routes;
  for (const auto& definition : registers.all()) {
    for (auto& route : RoutesOf({registers, store, definition})) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace lachan::web_api
