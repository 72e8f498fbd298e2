// SPDX-License-Identifier: Apache-2.0
#include "searches/event_export.h"

#include "base/sha256_stream.h"
#include "events/event_sql.h"
#include "events/hunt_parser.h"
#include "events/search_walk.h"
#include "searches/export_rows.h"

namespace lachan::searches {
namespace {

constexpr int kPage = 2000;

/// Counts and hashes what is given away.
class File {
 public:
  explicit File(const std::function<bool(std::string)>& push) : push_(push) {}
  bool Add(std::string piece, std::int64_t rows) {
    if (piece.empty()) return true;
    const std::size_t size = piece.size();
    hash_.Add(piece);
    if (!push_(std::move(piece))) return false;
    bytes_ += static_cast<std::int64_t>(size);
    rows_ += rows;
    return true;
  }
  void WriteInto(EventExport& receipt, ExportState state) {
    receipt.state = state;
    receipt.row_count = rows_;
    receipt.byte_count = bytes_;
    if (state == ExportState::finished || state == ExportState::cut) {
      receipt.sha256.value.value = hash_.Finish();
    }
  }

 private:
  const std::function<bool(std::string)>& push_;
  Sha256Stream hash_;
  std::int64_t rows_ = 0, bytes_ = 0;
};

std::vector<std::string> ColumnsOf(const ExportOrder& order, const events::HuntQuery& parsed) {
  if (!order.columns.empty()) return order.columns;
  std::vector<std::string> columns;
  if (const auto* fields = parsed.Find(events::HuntVerb::kFields)) {
    for (const auto& field : fields->fields) columns.push_back(field.name);
  }
  return columns;
}

Result<ExportState> WriteTable(events::EventStore& store, const ExportOrder& order, File& file) {
  LACHAN_TRY(const auto table, store.Tabulate(order.query, order.scope));
  std::vector<std::string> columns;
  for (const auto& column : table.columns) columns.push_back(column.name);
  if (!file.Add(Heading(order.format, columns), 0)) return ExportState::cancelled;
  for (const auto& row : table.rows) {
    if (!file.Add(LineOf(order.format, row, columns), 1)) return ExportState::cancelled;
  }
  return table.is_cut ? ExportState::cut : ExportState::finished;
}

Result<ExportState> WriteEvents(events::EventStore& store, const ExportOrder& order,
                                const events::HuntQuery& parsed, File& file) {
  const auto chosen = ColumnsOf(order, parsed);
  const auto columns = chosen.empty() ? DefaultColumns() : chosen;
  if (!file.Add(Heading(order.format, columns), 0)) return ExportState::cancelled;
  const events::SearchSink sink{
      .on_events =
          [&](const std::vector<Event>& found) {
            std::string piece;
            for (const auto& event : found) {
              piece += LineOf(order.format, event, columns, !chosen.empty());
            }
            return file.Add(std::move(piece), static_cast<std::int64_t>(found.size()));
          },
      .on_progress = [&](auto, auto) { return !order.query.stop.stop_requested(); }};
  auto query = order.query;
  query.limit = kPage;
  LACHAN_TRY(const auto end, events::SearchBackwards(store, query, order.scope, order.limit, sink));
  if (end.stopped) return ExportState::cancelled;
  return end.next.empty() ? ExportState::finished : ExportState::cut;
}

journal::FactDraft FactOf(const EventExport& receipt, std::string kind) {
  return {.kind = std::move(kind), .agency = receipt.agency_id.value.value_or(AgencyId{})};
}

}  // namespace

Result<EventExport> EventExports::Start(const journal::Caller& caller, const ExportOrder& order) {
  const auto parsed = events::ParseHuntQuery(order.query.text);
  if (!parsed) return std::unexpected(events::ToError(parsed.error()));
  if (parsed->shape() == events::HuntShape::kEvents) {
    LACHAN_TRY_DO(events::SearchStatement(order.query, order.scope));
  } else {
    LACHAN_TRY_DO(events::TabulateStatement(order.query, order.scope));
  }
  EventExport receipt;
  const auto& reach = caller.reach;
  receipt.agency_id = reach.everything || reach.agencies.empty()
                          ? std::optional<AgencyId>()
                          : std::optional(reach.agencies.front());
  receipt.exported_by.value.value = caller.name;
  receipt.query.value.value = order.query.text;
  receipt.since = order.query.from;
  receipt.until = order.query.to;
  receipt.format = order.format;
  receipt.state = ExportState::running;
  return journal::ChangeFor<EventExport>(store_, caller, [&](journal::Writer& writer) {
    return journal::Insert(writer, receipt, FactOf(receipt, "event_export.started"));
  });
}

Result<EventExport> EventExports::Run(const journal::Caller& caller, EventExport receipt,
                                      const ExportOrder& order,
                                      const std::function<bool(std::string)>& push) {
  const auto parsed = events::ParseHuntQuery(order.query.text);
  if (!parsed) return std::unexpected(events::ToError(parsed.error()));
  File file(push);
  const auto state = parsed->shape() == events::HuntShape::kEvents
                         ? WriteEvents(events_, order, *parsed, file)
                         : WriteTable(events_, order, file);
  const bool stopped = order.query.stop.stop_requested();
  file.WriteInto(receipt, state ? *state : stopped ? ExportState::cancelled : ExportState::failed);
  receipt.ended_at = std::optional(clock_.Now());
  return journal::ChangeFor<EventExport>(store_, caller, [&](journal::Writer& writer) {
    return journal::Update(writer, receipt, FactOf(receipt, "event_export.ended"));
  });
}

}  // namespace lachan::searches
