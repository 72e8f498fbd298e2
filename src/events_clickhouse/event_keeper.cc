// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/event_keeper.h"

#include "events/event_sql.h"
#include "events/keeping_sql.h"
#include "events_clickhouse/wire.h"

namespace lachan::events_clickhouse {
namespace {

using events::EventSetDigest;
using events::Query;
using events::RetentionClass;
using events::Scope;
using events::Statement;

constexpr std::chrono::seconds kShort{30}, kLong{1800};
constexpr int kTries = 3;

Instant AtMicros(std::int64_t micros) { return Instant(std::chrono::microseconds(micros)); }
CivilDate AtDay(std::int64_t days) { return std::chrono::sys_days(std::chrono::days(days)); }

Error EndsEarly() { return Error(ErrorCode::kCorrupt, "an answer of the event engine ends early"); }

EventSetDigest ReadDigest(RowReader& reader) {
  EventSetDigest digest;
  digest.events = reader.UInt64();
  digest.digest = reader.String();
  return digest;
}

}  // namespace

ClickHouseEventKeeper::ClickHouseEventKeeper(Endpoint endpoint, events::Layout layout)
    : layout_(std::move(layout)), client_(ClickHouseClient::Make(std::move(endpoint), 3)) {}

Result<ClickHouseAnswer> ClickHouseEventKeeper::Ask(const Statement& statement, bool is_long) {
  const std::chrono::seconds limit = is_long ? kLong : kShort;
  ClickHouseRequest request;
  request.sql = statement.sql;
  request.parameters = statement.parameters;
  request.settings = {{"max_execution_time", std::to_string(limit.count())}};
  if (is_long) {
    // Parts of more than 50 GB are dropped only by those who mean it.
    request.settings.emplace_back("max_partition_size_to_drop", "0");
    request.settings.emplace_back("max_threads", "1");  // Searches go before.
  }
  request.timeout = limit + std::chrono::seconds(5);
  return client_->Run(request);
}

Result<std::vector<events::StoredWeek>> ClickHouseEventKeeper::Weeks() {
  LACHAN_TRY(const auto answer, Ask(events::WeeksStatement(layout_)), "listing stored weeks");
  std::vector<events::StoredWeek> weeks;
  RowReader reader(answer.body);
  while (!reader.AtEnd() && reader.ok()) {
    events::StoredWeek& week = weeks.emplace_back();
    week.kept_as = RetentionClass::Of(reader.UInt8());
    week.monday = AtDay(reader.Int64());
    week.rows = reader.UInt64();
    week.bytes = reader.UInt64();
  }
  if (!reader.ok()) return std::unexpected(EndsEarly());
  return weeks;
}

Result<events::WeekContents> ClickHouseEventKeeper::Look(RetentionClass kept_as, CivilDate monday) {
  LACHAN_TRY(const auto answer, Ask(events::WeekStatement(kept_as, monday), true),
             "looking at a stored week");
  RowReader reader(answer.body);
  events::WeekContents contents;
  contents.rows = reader.UInt64();
  contents.oldest = AtMicros(reader.Int64());
  contents.newest = AtMicros(reader.Int64());
  contents.last_received = AtMicros(reader.Int64());
  if (!reader.ok()) return std::unexpected(EndsEarly());
  LACHAN_TRY(const auto owners, Ask(events::WeekOwnersStatement(kept_as, monday), true),
             "looking at the owners of a stored week");
  RowReader rows(owners.body);
  while (!rows.AtEnd() && rows.ok()) {
    events::WeekOwner& owner = contents.owners.emplace_back();
    owner.agency.value = rows.Int64();
    owner.system.value = rows.Int64();
    owner.rows = rows.UInt64();
  }
  if (!rows.ok()) return std::unexpected(EndsEarly());
  return contents;
}

Status ClickHouseEventKeeper::Drop(RetentionClass kept_as, CivilDate monday) {
  LACHAN_TRY_DO(Ask(events::DropWeekStatement(kept_as, monday, layout_), true),
                "dropping a stored week");
  return {};
}

Result<EventSetDigest> ClickHouseEventKeeper::Digest(const Statement& statement) {
  LACHAN_TRY(const auto answer, Ask(statement, true), "counting events");
  RowReader reader(answer.body);
  auto digest = ReadDigest(reader);
  if (!reader.ok()) return std::unexpected(EndsEarly());
  return digest;
}

Result<events::HeldSpan> ClickHouseEventKeeper::Compare(std::int64_t hold, const Query& query,
                                                        const Scope& scope) {
  events::HeldSpan span;
  LACHAN_TRY(const auto matching, events::MatchingStatement(query, scope));
  LACHAN_TRY(const auto kept, events::KeptStatement(hold, query, scope));
  LACHAN_TRY(span.matching, Digest(matching));
  LACHAN_TRY(span.kept, Digest(kept));
  return span;
}

Result<events::HeldSpan> ClickHouseEventKeeper::Hold(std::int64_t hold, const Query& query,
                                                     const Scope& scope) {
  LACHAN_TRY(const auto copy, events::HoldStatement(hold, query, scope));
  LACHAN_TRY(const auto twice, events::TwiceStatement(hold, query));
  if (events::SeesNothing(scope)) return events::HeldSpan{};
  for (int tries = 1;; ++tries) {
    LACHAN_TRY_DO(Ask(copy, true), "copying events into a hold");
    LACHAN_TRY(const auto doubled, Ask(twice), "looking for events held twice");
    if (RowReader(doubled.body).UInt64() > 0) {
      // A copy that was given up went on in the engine: this span comes again as a whole.
      LACHAN_TRY(const auto forget, events::ForgetStatement(hold, query, layout_));
      LACHAN_TRY_DO(Ask(forget, true), "copying a span anew");
      LACHAN_TRY_DO(Ask(copy, true), "copying events into a hold");
    }
    LACHAN_TRY(auto span, Compare(hold, query, scope));
    // Events arrive while one looks; what keeps differing is for the caller to tell.
    if (span.matching == span.kept || tries == kTries) return span;
  }
}

Result<events::HeldTotals> ClickHouseEventKeeper::Held(std::int64_t hold) {
  LACHAN_TRY(const auto answer, Ask(events::HeldStatement(hold), true), "counting a hold");
  RowReader reader(answer.body);
  events::HeldTotals totals;
  totals.all = ReadDigest(reader);
  totals.oldest = AtMicros(reader.Int64());
  totals.newest = AtMicros(reader.Int64());
  if (!reader.ok()) return std::unexpected(EndsEarly());
  return totals;
}

Status ClickHouseEventKeeper::Release(std::int64_t hold) {
  LACHAN_TRY_DO(Ask(events::ReleaseStatement(hold, layout_), true), "releasing a hold");
  return {};
}

Result<events::Page> ClickHouseEventKeeper::SearchHeld(std::int64_t hold, const Query& query,
                                                       const Scope& scope) {
  LACHAN_TRY(const auto statement,
             events::PageStatement("events_held", query, scope, fmt::format("hold = {}", hold)));
  if (events::SeesNothing(scope)) return events::Page{};
  const auto begin = std::chrono::steady_clock::now();
  LACHAN_TRY(const auto answer, Ask(statement), "searching a hold");
  events::Page page;
  page.rows_read = answer.rows_read;
  RowReader reader(answer.body);
  while (!reader.AtEnd()) {
    LACHAN_TRY(Event event, ReadEvent(reader));
    page.events.push_back(std::move(event));
  }
  if (page.events.size() > static_cast<std::size_t>(query.limit)) {
    page.events.pop_back();
    page.next = events::MakeCursor(page.events.back());
  }
  page.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  return page;
}

Result<std::uint64_t> ClickHouseEventKeeper::HeldBytes() {
  LACHAN_TRY(const auto answer, Ask(events::HeldBytesStatement(layout_)), "measuring the holds");
  RowReader reader(answer.body);
  const auto bytes = reader.UInt64();
  if (!reader.ok()) return std::unexpected(EndsEarly());
  return bytes;
}

Result<std::vector<events::DayVolume>> ClickHouseEventKeeper::Volume(CivilDate first) {
  LACHAN_TRY(const auto answer, Ask(events::VolumeStatement(first)), "counting events by day");
  std::vector<events::DayVolume> days;
  RowReader reader(answer.body);
  while (!reader.AtEnd() && reader.ok()) {
    events::DayVolume& day = days.emplace_back();
    day.kept_as = RetentionClass::Of(reader.UInt8());
    day.day = AtDay(reader.Int64());
    day.rows = reader.UInt64();
  }
  if (!reader.ok()) return std::unexpected(EndsEarly());
  return days;
}

Result<std::vector<events::StoreDisk>> ClickHouseEventKeeper::Disks() {
  LACHAN_TRY(const auto answer, Ask(events::DisksStatement(layout_)), "reading the disks");
  std::vector<events::StoreDisk> disks;
  RowReader reader(answer.body);
  while (!reader.AtEnd() && reader.ok()) {
    events::StoreDisk& disk = disks.emplace_back();
    disk.name = reader.String();
    disk.path = reader.String();
    disk.free_bytes = reader.UInt64();
    disk.total_bytes = reader.UInt64();
  }
  if (!reader.ok()) return std::unexpected(EndsEarly());
  return disks;
}

Result<std::vector<events::SourceArrival>> ClickHouseEventKeeper::LastReceived(Instant since) {
  LACHAN_TRY(const auto answer, Ask(events::LastReceivedStatement(since)), "asking who was heard");
  std::vector<events::SourceArrival> sources;
  RowReader reader(answer.body);
  while (!reader.AtEnd() && reader.ok()) {
    events::SourceArrival& one = sources.emplace_back();
    one.source.value = reader.Int64();
    one.at = AtMicros(reader.Int64());
  }
  if (!reader.ok()) return std::unexpected(EndsEarly());
  return sources;
}

}  // namespace lachan::events_clickhouse
