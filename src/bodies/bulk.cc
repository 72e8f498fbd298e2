// SPDX-License-Identifier: Apache-2.0
#include "bodies/bulk.h"

#include <cstring>

// Without the overloads that throw, a forgotten check does not compile.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

namespace lachan::bodies {
namespace {

namespace od = simdjson::ondemand;

std::optional<BulkAction> ActionOf(std::string_view name) {
  for (const auto action :
       {BulkAction::kIndex, BulkAction::kCreate, BulkAction::kUpdate, BulkAction::kDelete}) {
    if (name == ToString(action)) return action;
  }
  return std::nullopt;
}

/// The token of a string or number without its quotes; empty when it is something else.
std::string_view Inner(od::value value) {
  std::string_view token = value.raw_json_token();
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  if (token.size() >= 2 && token.front() == '"') {
    std::string_view checked;
    if (value.get_string().get(checked)) return {};
    return token.substr(1, token.size() - 2);
  }
  const bool is_number = !token.empty() && token.front() >= '0' && token.front() <= '9' &&
                         token.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? token : std::string_view{};
}

/// Reads {"<action>":{"_index":…,"_id":…}}; views of the text that `parser` reads.
std::optional<BulkItem> Parse(od::parser& parser, const char* text, std::size_t size,
                              std::size_t readable) {
  od::document document;
  od::object outer;
  if (parser.iterate(text, size, readable).get(document) || document.get_object().get(outer))
    return std::nullopt;
  std::optional<BulkItem> item;
  for (auto entry : outer) {
    od::field field;
    std::string_view name;
    od::object inner;
    if (std::move(entry).get(field) || field.unescaped_key().get(name)) return std::nullopt;
    const auto action = ActionOf(name);
    if (item || !action || field.value().get_object().get(inner)) return std::nullopt;
    item = BulkItem{*action, {}, {}, {}};
    for (auto member : inner) {
      od::field part;
      std::string_view key;
      if (std::move(member).get(part) || part.unescaped_key().get(key)) return std::nullopt;
      if (key == "_index") item->index = Inner(part.value());
      if (key == "_id") item->id = Inner(part.value());
    }
  }
  const char* rest = nullptr;  // Nothing may follow: then there is no location any more.
  const bool is_over = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
  return is_over ? item : std::nullopt;
}

}  // namespace

std::string_view ToString(BulkAction action) {
  switch (action) {
    case BulkAction::kIndex:
      return "index";
    case BulkAction::kCreate:
      return "create";
    case BulkAction::kUpdate:
      return "update";
    case BulkAction::kDelete:
      return "delete";
  }
  return "index";
}

struct BulkReader::Parser {
  od::parser json;
};

BulkReader::BulkReader(std::string_view body) : parser_(std::make_unique<Parser>()), rest_(body) {}
BulkReader::~BulkReader() = default;

std::optional<std::string_view> BulkReader::Line() {
  if (rest_.empty()) return std::nullopt;
  const auto end = rest_.find('\n');
  auto line = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
  ++number_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Taking<BulkItem> BulkReader::ReadAction(std::string_view line) {
  if (line == last_line_) return last_;
  if (line.size() > kActionBytes) {
    return std::unexpected(
        Trouble{400,
                fmt::format("line [{}] shall be an action and has more than {} bytes", number_,
                            kActionBytes),
                {}});
  }
  std::memcpy(buffer_.data(), line.data(), line.size());
  auto item = Parse(parser_->json, buffer_.data(), line.size(), buffer_.size());
  if (!item) {
    return std::unexpected(
        Trouble{400,
                fmt::format("Malformed action/metadata line [{}], expected an object with one of "
                            "index, create, update, delete",
                            number_),
                {}});
  }
  const auto in_line = [&](std::string_view view) {
    if (view.empty()) return view;
    return line.substr(static_cast<std::size_t>(view.data() - buffer_.data()), view.size());
  };
  item->index = in_line(item->index);
  item->id = in_line(item->id);
  last_line_ = line;
  last_ = *item;
  return last_;
}

Taking<std::optional<BulkItem>> BulkReader::Next() {
  std::optional<std::string_view> line;
  do {
    line = Line();
    if (!line) return std::nullopt;
  } while (line->find_first_not_of(" \t") == std::string_view::npos);
  auto item = ReadAction(*line);
  if (!item) return std::unexpected(std::move(item).error());
  if (item->action != BulkAction::kDelete) {
    const auto document = Line();
    if (!document) {
      return std::unexpected(Trouble{
          400, fmt::format("the action in line [{}] has no document behind it", number_), {}});
    }
    item->document = *document;
  }
  return *item;
}

}  // namespace lachan::bodies
