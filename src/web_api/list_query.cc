// SPDX-License-Identifier: Apache-2.0
#include "web_api/list_query.h"

#include "base/text.h"

namespace lachan::web_api {
namespace {

using journal::Filter;

Result<Filter> ParseFilter(const schema::EntityInfo& entity, std::string_view name,
                           std::string_view value) {
  const auto dot = name.find('.');
  const auto field_name = name.substr(0, dot);
  const auto what = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
  const int index = entity.Find(field_name);
  if (index < 0 ||
      entity.fields[static_cast<std::size_t>(index)].format == schema::TextFormat::kSecret) {
    return Fail(ErrorCode::kInvalidInput, "unknown parameter '{}'", PrintableForLog(name, 60));
  }
  const auto& field = entity.fields[static_cast<std::size_t>(index)];
  Filter filter{std::string(field_name), Filter::Op::kIn, {}};
  if (what == "null") {
    filter.op = value == "false" ? Filter::Op::kNotNull : Filter::Op::kIsNull;
    return filter;
  }
  if (what == "from" || what == "to") {
    filter.op = what == "from" ? Filter::Op::kGreaterOrEqual : Filter::Op::kLess;
    LACHAN_TRY(auto bound, schema::ParseFilterValue(field, value));
    filter.values.push_back(std::move(bound));
    return filter;
  }
  if (!what.empty()) {
    return Fail(ErrorCode::kInvalidInput, "parameter '{}': use .from, .to or .null",
                PrintableForLog(name, 60));
  }
  for (const auto part : Split(value, ',')) {
    LACHAN_TRY(auto one, schema::ParseFilterValue(field, part));
    filter.values.push_back(std::move(one));
    if (filter.values.size() > 500) {
      return Fail(ErrorCode::kInvalidInput, "parameter '{}' has more than 500 values", field_name);
    }
  }
  return filter;
}

}  // namespace

Result<journal::ListQuery> ParseListQuery(const schema::EntityInfo& entity,
                                          const web::Request& request) {
  journal::ListQuery query;
  for (const auto& [name, value] : request.query) {
    if (name == "q") {
      query.text = value.substr(0, 400);
    } else if (name == "sort") {
      query.descending = value.starts_with('-');
      query.sort = query.descending ? value.substr(1) : value;
      if (entity.Find(query.sort) < 0) {
        return Fail(ErrorCode::kInvalidInput, "cannot sort by '{}'", PrintableForLog(value, 60));
      }
    } else if (name == "after") {
      query.after = value;
    } else if (name == "limit") {
      LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 50));
      query.limit = static_cast<std::size_t>(limit);
    } else if (name == "archived") {
      query.with_archived = value == "1" || value == "true";
    } else if (!value.empty()) {
      LACHAN_TRY(auto filter, ParseFilter(entity, name, value));
      query.filters.push_back(std::move(filter));
    }
  }
  return query;
}

std::vector<std::pair<std::string, std::string>> ListParameters() {
  return {{"q", "words that must all occur, accents optional"},
          {"sort", "field, with - in front for descending"},
          {"after", "cursor of the previous page"},
          {"limit", "rows of a page, 1 to 1000"},
          {"archived", "1 = with archived rows"}};
}

}  // namespace lachan::web_api
