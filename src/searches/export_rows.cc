// SPDX-License-Identifier: Apache-2.0
#include "searches/export_rows.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "formats/csv.h"

namespace lachan::searches {
namespace json = boost::json;
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void AddValue(json::object& object, std::string_view name, std::string value) {
  auto [at, is_new] = object.emplace(name, value);
  if (is_new) return;
  if (!at->value().is_array()) at->value() = json::array{at->value()};
  at->value().get_array().emplace_back(std::move(value));
}

json::object WholeEvent(const Event& event) {
  json::object out{{"id", event.id},
                   {"time", FormatInstant(event.time)},
                   {"received_at", FormatInstant(event.received_at)},
                   {"agency", event.agency.value},
                   {"system", event.system.value},
                   {"source", event.source.value},
                   {"host", RepairUtf8(event.host)},
                   {"peer", event.peer},
                   {"transport", ToString(event.transport)},
                   {"format", event.format}};
  if (event.clock_suspect) out["clock_suspect"] = true;
  if (event.is_exercise) out["exercise"] = true;
  json::object fields;
  for (const auto& field : event.fields) {
    AddValue(fields, RepairUtf8(field.name), RepairUtf8(field.value));
  }
  out["fields"] = std::move(fields);
  out["raw"] = RepairUtf8(event.raw);
  return out;
}

}  // namespace

std::vector<std::string> DefaultColumns() {
  return {"time", "agency", "system", "source", "host", "peer", "format", "raw"};
}

std::string CellOf(const Event& event, const std::string& column) {
  if (column == "id") return event.id;
  if (column == "time") return FormatInstant(event.time);
  if (column == "received_at") return FormatInstant(event.received_at);
  if (column == "agency") return event.agency ? std::to_string(event.agency.value) : "";
  if (column == "system") return event.system ? std::to_string(event.system.value) : "";
  if (column == "source") return event.source ? std::to_string(event.source.value) : "";
  if (column == "host") return RepairUtf8(event.host);
  if (column == "peer") return event.peer;
  if (column == "format") return event.format;
  if (column == "exercise") return event.is_exercise ? "1" : "0";
  if (column == "clock_suspect") return event.clock_suspect ? "1" : "0";
  if (column == "raw") return RepairUtf8(event.raw);
  std::string_view name = column;
  if (name.starts_with("fields.")) name.remove_prefix(7);
  std::string out;
  for (const auto& field : event.fields) {
    if (!AsciiEqualsIgnoringCase(field.name, name) || field.value.empty()) continue;
    out += (out.empty() ? "" : "; ") + RepairUtf8(field.value);
  }
  return out;
}

std::string Heading(ExportFormat format, const std::vector<std::string>& columns) {
  if (format == ExportFormat::ndjson) return {};
  return std::string(kByteOrderMark) + formats::WriteCsvRow(columns);
}

std::string LineOf(ExportFormat format, const Event& event, const std::vector<std::string>& columns,
                   bool is_chosen) {
  if (format == ExportFormat::ndjson && !is_chosen)
    return json::serialize(WholeEvent(event)) + "\n";
  std::vector<std::string> cells;
  for (const auto& column : columns) cells.push_back(CellOf(event, column));
  return LineOf(format, cells, columns);
}

std::string LineOf(ExportFormat format, const std::vector<std::string>& row,
                   const std::vector<std::string>& columns) {
  if (format == ExportFormat::csv) return formats::WriteCsvRow(row);
  json::object object;
  for (std::size_t i = 0; i < row.size() && i < columns.size(); ++i) {
    object.emplace(columns[i], RepairUtf8(row[i]));
  }
  return json::serialize(object) + "\n";
}

}  // namespace lachan::searches
