// SPDX-License-Identifier: Apache-2.0
#include "web_api/transfer_routes.h"

#include <boost/describe/enum_from_string.hpp>

#include <charconv>

#include "base/text.h"
#include "labels/labels.h"
#include "transfer/bulk.h"
#include "transfer/export.h"
#include "web_api/list_query.h"

namespace lachan::web_api {
namespace json = boost::json;
namespace {

using identity::Action;
using identity::Needs;
using identity::Permission;
using journal::RegisterDefinition;
using web::Request;
using web::Response;
using web::Route;
using web::Verb;

constexpr std::string_view kXlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::size_t kMaxImport = 24u << 20;

struct Context {
  TransferDeps deps;
  const RegisterDefinition& definition;
  const schema::EntityInfo& entity() const { return *definition.entity; }
};

std::unexpected<Error> Wrong(std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, fmt::format("'{}' cannot be taken: {}", field, message));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

/// The request's list, without what only an export says.
Result<journal::ListQuery> QueryOf(const Context& context, const Request& request) {
  Request list;
  list.query = request.query;
  list.query.erase("lang");
  return ParseListQuery(context.entity(), list);
}

Result<Response> Csv(const Context& context, const Request& request) {
  LACHAN_TRY(auto query, QueryOf(context, request));
  LACHAN_TRY(const auto reader, context.deps.store.OpenReader(request.caller));
  LACHAN_TRY(auto csv, transfer::ExportCsv(*reader, context.entity(), std::move(query)));
  return Response::Download(std::move(csv), "text/csv; charset=utf-8",
                            fmt::format("{}.csv", context.entity().path));
}

Result<Response> Xlsx(const Context& context, const Request& request) {
  LACHAN_TRY(auto query, QueryOf(context, request));
  LACHAN_TRY(const auto reader, context.deps.store.OpenReader(request.caller));
  LACHAN_TRY(auto bytes,
             transfer::ExportXlsx(*reader, context.deps.registers, context.entity(),
                                  std::move(query), labels::ParseLanguage(request.Query("lang"))));
  return Response::Download(std::move(bytes), std::string(kXlsx),
                            fmt::format("{}.xlsx", context.entity().path));
}

Result<Response> Template(const Context& context, const Request& request) {
  LACHAN_TRY(const auto reader, context.deps.store.OpenReader(request.caller));
  LACHAN_TRY(auto bytes, transfer::TemplateOf(*reader, context.deps.registers, context.definition,
                                              labels::ParseLanguage(request.Query("lang"))));
  return Response::Download(std::move(bytes), std::string(kXlsx),
                            fmt::format("{}-template.xlsx", context.entity().path));
}

template <class Enum>
Status ParseChoice(const Request& request, const char* name, Enum& value) {
  const auto text = std::string(request.Query(name));
  if (!text.empty() && !boost::describe::enum_from_string(text.c_str(), value)) {
    return Wrong(name, "not_a_choice");
  }
  return {};
}

/// "0:name,3:,4:level": the field of each column as a person chose it.
Result<std::map<std::size_t, std::string>> ParseColumns(std::string_view text) {
  std::map<std::size_t, std::string> columns;
  if (text.empty()) return columns;
  for (const auto part : Split(text, ',')) {
    const auto colon = part.find(':');
    std::size_t index = 0;
    const auto [end, error] =
        std::from_chars(part.data(), part.data() + std::min(colon, part.size()), index);
    if (colon == std::string_view::npos || error != std::errc{} || end != part.data() + colon ||
        index > 1'000) {
      return Wrong("columns", "not_a_choice");
    }
    columns[index] = std::string(part.substr(colon + 1));
  }
  return columns;
}

Result<Response> Import(const Context& context, const Request& request) {
  transfer::ImportRequest import{std::string(request.Query("file_name"))};
  LACHAN_TRY(import.columns, ParseColumns(request.Query("columns")));
  LACHAN_TRY_DO(ParseChoice(request, "existing", import.existing));
  LACHAN_TRY_DO(ParseChoice(request, "mode", import.mode));
  LACHAN_TRY(const auto apply, request.QueryNumber("apply", 0, 1, 0));
  import.apply = apply == 1;
  transfer::ImportService service({}, {context.deps.store, context.deps.registers});
  LACHAN_TRY(const auto report,
             service.Run(request.caller, context.definition, request.body, import));
  return Response::Of(report, report.applied ? 201 : 200);
}

/// "ids": [1, 2] or "filter": the list's own query ("level=3&q=abc").
Result<transfer::BulkRequest> BulkOf(const Context& context, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  transfer::BulkRequest bulk;
  const auto text = [&](std::string_view name) -> std::string {
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
  };
  for (const auto& pair : body) {
    if (pair.key() != "action" && pair.key() != "ids" && pair.key() != "filter" &&
        pair.key() != "field" && pair.key() != "value") {
      return Wrong(std::string(pair.key()), "unknown");
    }
  }
  if (!boost::describe::enum_from_string(text("action").c_str(), bulk.action)) {
    return Wrong("action", "not_a_choice");
  }
  if (const auto* ids = body.if_contains("ids"); ids != nullptr && ids->is_array()) {
    for (const auto& id : ids->get_array()) {
      if (!id.is_int64() || id.get_int64() <= 0) return Wrong("ids", "not_a_number");
      bulk.ids.push_back(id.get_int64());
    }
  }
  if (body.contains("filter")) {
    Request list;
    LACHAN_TRY(list.query, web::ParseForm(text("filter")));
    LACHAN_TRY(bulk.query, ParseListQuery(context.entity(), list));
  }
  if (bulk.ids.empty() && !bulk.query) return Wrong("ids", "required");
  bulk.field = text("field");
  if (const auto* value = body.if_contains("value")) bulk.value = *value;
  if (bulk.action == transfer::BulkAction::set && bulk.field.empty()) {
    return Wrong("field", "required");
  }
  return bulk;
}

Result<Response> Bulk(const Context& context, const Request& request) {
  LACHAN_TRY(const auto bulk, BulkOf(context, request));
  LACHAN_TRY(const auto answer,
             transfer::ChangeMany(context.deps.store, request.caller, context.deps.registers,
                                  context.definition, bulk));
  return Response::Of(answer);
}

json::value BulkSchema(schema::Components& components) {
  components.try_emplace(
      "RegisterBulkWrite",
      json::object{
          {"type", "object"},
          {"properties",
           json::object{
               {"action", json::object{{"type", "string"},
                                       {"enum", json::array{"archive", "restore", "set"}}}},
               {"ids",
                json::object{{"type", "array"}, {"items", json::object{{"type", "integer"}}}}},
               {"filter", json::object{{"type", "string"}}},
               {"field", json::object{{"type", "string"}}},
               {"value", json::object{}}}},
          {"required", json::array{"action"}}});
  return json::object{{"$ref", "#/components/schemas/RegisterBulkWrite"}};
}

Result<Response> ReceiptOf(const TransferDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto receipt, journal::Get<ImportReceipt>(*reader, id));
  LACHAN_TRY(auto bytes, transfer::ReceiptFile(receipt, deps.registers,
                                               labels::ParseLanguage(request.Query("lang"))));
  return Response::Download(std::move(bytes), std::string(kXlsx),
                            fmt::format("import-receipt-{}.xlsx", id));
}

void AddWriting(const Context& context, std::vector<Route>& routes) {
  const auto& entity = context.entity();
  const std::string base = fmt::format("/api/v1/{}", entity.path);
  const auto write = Permission::ForEntity(entity.name, Action::kWrite);
  const auto bind = [context](auto handler) {
    return [context, handler](const Request& request) { return handler(context, request); };
  };
  if (context.definition.is_creatable) {
    routes.push_back({Verb::kGet,
                      base + "/import-template.xlsx",
                      write,
                      bind(Template),
                      {"A workbook to be filled in",
                       {},
                       {},
                       {{"lang", "vi (default) or en"}},
                       std::string(kXlsx)}});
    routes.push_back({Verb::kPost,
                      base + "/import",
                      write,
                      bind(Import),
                      {"Import from CSV or XLSX; the body is the file. Without apply it is only "
                       "tried",
                       {},
                       web::SchemaFor<transfer::ImportReport>(),
                       {{"file_name", "name for people"},
                        {"columns", "field by column, as \"0:name,3:\"; others by heading"},
                        {"existing", "update (default) or skip rows that are there already"},
                        {"mode", "all_or_nothing (default) or good_rows"},
                        {"apply", "1 = keep what was read"}}},
                      kMaxImport});
  }
  if (context.definition.is_changeable || context.definition.is_archivable) {
    routes.push_back({Verb::kPost,
                      base + "/bulk",
                      write,
                      bind(Bulk),
                      {"Archive, restore or change one field of many rows", BulkSchema,
                       web::SchemaFor<transfer::ChangedRows>()}});
  }
}

}  // namespace

std::vector<Route> TransferRoutes(TransferDeps deps) {
  std::vector<Route> routes;
  for (const auto& definition : deps.registers.all()) {
    const Context context{deps, definition};
    const auto& entity = context.entity();
    const auto read = Permission::ForEntity(entity.name, Action::kRead);
    const auto of = fmt::format("Export of {}", entity.path);
    routes.push_back({Verb::kGet,
                      fmt::format("/api/v1/{}.csv", entity.path),
                      read,
                      [context](const Request& request) { return Csv(context, request); },
                      {of, {}, {}, ListParameters(), "text/csv"}});
    auto parameters = ListParameters();
    parameters.emplace_back("lang", "vi (default) or en");
    routes.push_back({Verb::kGet,
                      fmt::format("/api/v1/{}.xlsx", entity.path),
                      read,
                      [context](const Request& request) { return Xlsx(context, request); },
                      {of + " as a workbook", {}, {}, std::move(parameters), std::string(kXlsx)}});
    AddWriting(context, routes);
  }
  routes.push_back({Verb::kGet,
                    "/api/v1/import-receipts/{id}/receipt.xlsx",
                    Needs("import_receipt", Action::kRead),
                    [deps](const Request& request) { return ReceiptOf(deps, request); },
                    {"The receipt as a workbook",
                     {},
                     {},
                     {{"lang", "vi (default) or en"}},
                     std::string(kXlsx)}});
  return routes;
}

}  // namespace lachan::web_api
