// SPDX-License-Identifier: Apache-2.0
#include "intake_http/bulk_answer.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "formats/json.h"

namespace lachan::intake_http {
namespace {

constexpr std::size_t kIndexesSearched = 16;

struct Fate {
  int status = 201;
  std::string_view type, reason;
};

Fate FateOf(const RefusedItem& refused) {
  switch (refused.reason) {
    case pipeline::Rejection::kTooLong:
      return {400, "illegal_argument_exception", "the document is longer than a record may be"};
    case pipeline::Rejection::kEmpty:
      return {400, "illegal_argument_exception", "the document is empty"};
    case pipeline::Rejection::kBadFraming:
      return {400, "illegal_argument_exception",
              "events are kept as they came: send create or index, not update or delete"};
    case pipeline::Rejection::kShed:
    case pipeline::Rejection::kSpoolFailed:
    case pipeline::Rejection::kStoreRefused:
    case pipeline::Rejection::kUnknownSource:
      break;
  }
  return {400, "illegal_argument_exception", "the document is not taken"};
}

Fate FateOf(const Trouble& trouble) {
  return {
      trouble.status,
      trouble.status == 429 ? "es_rejected_execution_exception" : "unavailable_shards_exception",
      trouble.what};
}

void AppendNumber(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

}  // namespace

BulkFilter BulkFilter::Of(std::string_view filter_path) {
  if (filter_path.empty()) return {};
  BulkFilter filter{false, false, false, false, false, false, false, false};
  for (auto path : Split(filter_path, ',')) {
    path = Trim(path);
    if (path == "took") filter.took = true;
    if (path == "errors") filter.errors = true;
    if (!path.starts_with("items")) continue;
    filter.items = true;
    const auto part = path.substr(path.rfind('.') + 1);
    const bool all = path == "items" || part == "*" || part == "**";
    filter.index |= all || part == "_index";
    filter.id |= all || part == "_id";
    filter.result |= all || part == "result";
    filter.status |= all || part == "status";
    filter.error |= all || path.find(".error") != std::string_view::npos;
  }
  return filter;
}

BulkNotes::BulkNotes(std::string_view usual_index) {
  const auto quoted = formats::QuoteJson(usual_index.empty() ? "lachan" : usual_index);
  indexes_.push_back(quoted.substr(1, quoted.size() - 2));
}

void BulkNotes::Add(const bodies::BulkItem& item) {
  Note& note = notes_.emplace_back();
  note.action = item.action;
  note.id = item.id;
  without_id_ += item.id.empty() ? 1 : 0;
  if (item.index.empty()) return;
  // A request names few indexes, and the last one again.
  const std::size_t from =
      indexes_.size() > kIndexesSearched ? indexes_.size() - kIndexesSearched : 0;
  for (std::size_t i = indexes_.size(); i-- > from;) {
    if (indexes_[i] == item.index) {
      note.index = static_cast<std::uint32_t>(i);
      return;
    }
  }
  note.index = static_cast<std::uint32_t>(indexes_.size());
  indexes_.emplace_back(item.index);
}

std::string BulkNotes::Answer(const Delivery& delivery, const BulkFilter& filter,
                              std::string_view seed, std::int64_t took) const {
  std::string out = "{";
  out.reserve(notes_.size() * 110 + 64);
  if (filter.took) out += fmt::format("\"took\":{},", took);
  if (filter.errors) {
    out += delivery.refused.empty() && delivery.untaken.empty() ? "\"errors\":false,"
                                                                : "\"errors\":true,";
  }
  if (!filter.items) {
    if (out.back() == ',') out.pop_back();
    return out + "}";
  }
  out += "\"items\":[";
  if (seed.empty()) seed = delivery.token;
  auto refused = delivery.refused.begin();
  auto untaken = delivery.untaken.begin();
  for (std::uint32_t i = 0; i < notes_.size(); ++i) {
    const Note& note = notes_[i];
    Fate fate;
    while (untaken != delivery.untaken.end() && i >= untaken->end) ++untaken;
    if (refused != delivery.refused.end() && refused->item == i) {
      fate = FateOf(*refused++);
    } else if (untaken != delivery.untaken.end() && i >= untaken->begin) {
      fate = FateOf(untaken->trouble);
    }
    out += i == 0 ? "{\"" : ",{\"";
    out += ToString(note.action);
    out += "\":{";
    if (filter.index) {
      out += "\"_index\":\"";
      out += indexes_[note.index];
      out += "\",";
    }
    if (filter.id && note.id.empty()) {
      out += "\"_id\":\"";
      out += seed;
      out += '-';
      AppendNumber(out, i);
      out += "\",";
    } else if (filter.id) {
      out += "\"_id\":\"";
      out += note.id;
      out += "\",";
    }
    if (filter.result && fate.status == 201) out += "\"_version\":1,\"result\":\"created\",";
    if (filter.status) {
      out += "\"status\":";
      AppendNumber(out, static_cast<std::uint64_t>(fate.status));
      out += ',';
    }
    if (filter.error && fate.status != 201) {
      out += fmt::format("\"error\":{{\"type\":\"{}\",\"reason\":{}}},", fate.type,
                         formats::QuoteJson(fate.reason));
    }
    if (out.back() == ',') out.pop_back();
    out += "}}";
  }
  return out + "]}";
}

}  // namespace lachan::intake_http
