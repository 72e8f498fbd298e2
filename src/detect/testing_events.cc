// SPDX-License-Identifier: Apache-2.0
#include "detect/testing_events.h"

#include <zlib.h>

#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "detect/fold.h"
#include "detect/logsource.h"
#include "detect/record_event.h"
#include "formats/json_record.h"

namespace lachan::detect::testing {

std::optional<Event> EventFromJson(std::string_view json, const std::optional<LogSource>& fixed) {
  NameTable names;
  formats::JsonRecordReader reader(names);
  FlatRecord record;
  const std::string padded = std::string(json) + std::string(reader.kPadding, ' ');
  if (reader.Read(std::string_view(padded).substr(0, json.size()), record) !=
      formats::JsonRecordOutcome::kOk) {
    return std::nullopt;
  }
  if (fixed && !record.logsource) record.logsource = fixed;
  Event event = EventOf(record, names);
  event.raw = json;
  return event;
}

std::optional<LogSource> ParseLogSource(std::string_view text) {
  if (text.empty() || text == "-" || text == "auto") return std::nullopt;
  LogSource source;
  for (const auto part : Split(text, ',')) {
    const auto equals = part.find('=');
    const std::string value = FoldCase(part.substr(equals + 1));
    if (part.starts_with("product")) source.product = value;
    if (part.starts_with("category")) source.category = value;
    if (part.starts_with("service")) source.service = value;
  }
  return source;
}

std::optional<std::string> ReadTextFile(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");  // Reads plain files as well.
  if (file == nullptr) return std::nullopt;
  std::string text;
  char buffer[1 << 16];
  for (int count; (count = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  gzclose(file);
  return text;
}

std::string SharedDetect() {
  const char* source = std::getenv("LACHAN_SOURCE");
  if (source == nullptr) return {};
  const std::string path = std::string(source) + "/../shared/detect";
  return std::filesystem::exists(path) ? path : std::string();
}

}  // namespace lachan::detect::testing
