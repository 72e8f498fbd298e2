// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/clickhouse_event_store.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "events/event_columns.h"
#include "events/event_schema.h"
#include "events/event_sql.h"
#include "events/field_counter.h"
#include "events_clickhouse/schema_keeper.h"
#include "events_clickhouse/wire.h"

namespace lachan::events_clickhouse {
namespace {

constexpr std::chrono::milliseconds kShort{10'000};
constexpr std::chrono::milliseconds kInsertTimeout{60'000};
constexpr std::chrono::seconds kGrace{5};  ///< The engine's own limit answers first.
constexpr int kHuntGroups = 10'000'000;    ///< Of one hunt; memory is limited by the engine.
const Instant kEarliest = Instant(std::chrono::sys_days(std::chrono::year{1970} / 1 / 1));
const Instant kLatest = Instant(std::chrono::sys_days(std::chrono::year{2262} / 1 / 1));

std::string Seconds(std::chrono::milliseconds timeout) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(timeout).count());
}

std::string InsertSql() {
  std::string columns;
  for (const auto& column : events::EventColumns()) {
    columns += fmt::format("{}`{}`", columns.empty() ? "" : ", ", column.name);
  }
  return fmt::format("INSERT INTO events ({}) FORMAT Native", columns);
}

constexpr std::size_t kIdBytes = 64;

bool HasFineIds(const EventBatch::Extent& extent) {
  return extent.shortest_id > 0 && extent.longest_id <= kIdBytes;
}
bool HasFineTimes(const EventBatch::Extent& extent) {
  return extent.earliest >= kEarliest && extent.latest < kLatest;
}

Status CheckBatch(const EventBatch& batch) {
  if (HasFineIds(batch.extent()) && HasFineTimes(batch.extent())) return {};
  EventBatch::Cursor cursor(batch);
  for (FlatEvent event; cursor.Next(event);) {
    EventBatch::Extent one;
    one.Add(event);
    if (!HasFineIds(one)) {
      return Fail(ErrorCode::kInvalidInput, "an event has no id, or one longer than 64 bytes");
    }
    if (!HasFineTimes(one)) {
      return Fail(ErrorCode::kInvalidInput, "event {} has a time outside 1970–2261", event.id);
    }
  }
  return {};
}

Status CheckTimeout(const events::Query& query) {
  if (query.timeout < std::chrono::seconds(1) || query.timeout > std::chrono::seconds(300)) {
    return Fail(ErrorCode::kInvalidInput, "the timeout is not between 1 and 300 seconds");
  }
  return {};
}

}  // namespace

ClickHouseEventStore::ClickHouseEventStore(Options options)
    : options_(std::move(options)),
      layout_{.cluster = options_.cluster, .database = options_.endpoint.database},
      client_(ClickHouseClient::Make(options_.endpoint, options_.connections)) {}

Result<ClickHouseAnswer> ClickHouseEventStore::Ask(const events::Statement& statement,
                                                   std::chrono::milliseconds timeout) {
  ClickHouseRequest request;
  request.sql = statement.sql;
  request.parameters = statement.parameters;
  request.settings = {{"max_execution_time", Seconds(timeout)}, {"priority", "1"}};
  request.timeout = timeout + kGrace;
  return client_->Run(request);
}

Result<ClickHouseAnswer> ClickHouseEventStore::Hunt(const events::Statement& statement,
                                                    const events::Query& query) {
  ClickHouseRequest request;
  request.sql = statement.sql;
  request.parameters = statement.parameters;
  request.settings = {{"max_execution_time", Seconds(query.timeout)},
                      {"max_rows_to_group_by", std::to_string(kHuntGroups)},
                      {"group_by_overflow_mode", "throw"}};
  request.timeout = query.timeout + kGrace;
  request.stop = query.stop;
  return client_->Run(request);
}

Status ClickHouseEventStore::Prepare() { return PrepareSchema(*client_, layout_); }

void ClickHouseEventStore::SetClassOf(ClassOf class_of) {
  class_of_ = std::make_shared<const ClassOf>(std::move(class_of));
}

Status ClickHouseEventStore::Send(std::span<const EventBatch* const> batches,
                                  std::string_view token) {
  static const std::string kSql = InsertSql();
  const auto class_of = class_of_.load();
  NativeBlocks blocks(batches, class_of ? *class_of : ClassOf());
  ClickHouseRequest request;
  request.sql = kSql;
  request.data = [&] { return blocks.Next(); };
  request.timeout = kInsertTimeout;
  // Indexes are made at the first merge: until then the few rows of a fresh part are read whole.
  request.settings = {{"max_partitions_per_insert_block", "0"},
                      {"async_insert", "0"},
                      {"materialize_skip_indexes_on_insert", "0"}};
  if (layout_.is_cluster()) {
    // The answer comes when a majority of the replicas of every shard has the rows.
    request.settings.emplace_back("distributed_foreground_insert", "1");
    request.settings.emplace_back("insert_quorum", "auto");
  }
  // A server of one's own may be too old to know it, and has its own keeper.
  if (options_.keep_free_bytes > 0 && !options_.endpoint.socket.empty()) {
    request.settings.emplace_back("min_free_disk_bytes_to_perform_insert",
                                  std::to_string(options_.keep_free_bytes));
  }
  if (token.empty()) {
    request.settings.emplace_back("insert_deduplicate", "0");
  } else {
    request.settings.emplace_back("insert_deduplication_token", token);
  }
  LACHAN_TRY_DO(client_->Run(request));
  return {};
}

Result<bool> ClickHouseEventStore::Holds(std::span<const EventBatch* const> batches) {
  // A batch is stored partition by partition (a class and week each): ask for one event of each.
  std::map<std::pair<std::int64_t, std::uint8_t>, std::pair<Instant, std::string_view>> one_a_week;
  const auto class_of = class_of_.load();
  for (const EventBatch* batch : batches) {
    EventBatch::Cursor cursor(*batch);
    for (FlatEvent event; cursor.Next(event);) {
      const events::RetentionClass by_level{.level = event.level};
      const auto kept_as = class_of && *class_of ? (*class_of)(event) : by_level;
      const auto day = std::chrono::floor<std::chrono::days>(event.time);
      const auto monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
      one_a_week[{monday.time_since_epoch().count(), kept_as.Byte()}] = {event.time, event.id};
    }
  }
  for (const auto& [week, event] : one_a_week) {
    events::Statement statement;
    const auto micros = std::to_string(event.first.time_since_epoch().count());
    statement.sql = "SELECT count() FROM events WHERE time = fromUnixTimestamp64Micro(" +
                    statement.Bind("Int64", micros) +
                    ", 'UTC') AND id = " + statement.Bind(std::string(event.second));
    LACHAN_TRY(const auto answer, Ask(statement, kShort));
    if (RowReader(answer.body).UInt64() == 0) return false;
  }
  return true;
}

Status ClickHouseEventStore::InsertBatches(std::span<const EventBatch* const> batches,
                                           std::string_view token) {
  if (batches.empty()) return {};
  for (const EventBatch* batch : batches) LACHAN_TRY_DO(CheckBatch(*batch));
  const auto trouble = [&](Error error) -> Status {
    to_check_ = kToCheck;
    return std::unexpected(std::move(error).With("storing a batch of events"));
  };
  if (auto sent = Send(batches, token); !sent) return trouble(std::move(sent).error());
  // Replicated tables note a token together with its rows.
  if (token.empty() || layout_.is_cluster() || to_check_.load() <= 0) return {};
  auto held = Holds(batches);
  if (!held) return trouble(std::move(held).error());
  if (!*held) {
    // The engine knows the token but died before the rows were in place: store them now.
    if (auto sent = Send(batches, std::string(token) + "#again"); !sent) {
      return trouble(std::move(sent).error());
    }
  }
  --to_check_;
  return {};
}

Result<events::Page> ClickHouseEventStore::Search(const events::Query& query,
                                                  const events::Scope& scope) {
  LACHAN_TRY_DO(CheckTimeout(query));
  LACHAN_TRY(const auto statement, events::SearchStatement(query, scope));
  if (events::SeesNothing(scope)) return events::Page{};
  const auto begin = std::chrono::steady_clock::now();
  LACHAN_TRY(const auto answer, Hunt(statement, query), "searching events");
  events::Page page;
  page.rows_read = answer.rows_read;
  RowReader reader(answer.body);
  while (!reader.AtEnd()) {
    LACHAN_TRY(Event event, ReadEvent(reader));
    page.events.push_back(std::move(event));
  }
  const auto parsed = events::ParseHuntQuery(query.text);
  if (page.events.size() > static_cast<std::size_t>(events::PageRows(*parsed, query))) {
    page.events.pop_back();
    const bool goes_on = parsed->steps.empty() || (!parsed->Find(events::HuntVerb::kSort) &&
                                                   !parsed->Find(events::HuntVerb::kHead));
    if (goes_on) page.next = events::MakeCursor(page.events.back());
  }
  page.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  return page;
}

Result<Event> ClickHouseEventStore::Get(std::string_view id, const events::Scope& scope) {
  LACHAN_TRY(const auto statement, events::GetStatement(id, scope));
  ClickHouseAnswer answer;
  if (!events::SeesNothing(scope)) {
    LACHAN_TRY(answer, Ask(statement, kShort), "reading an event");
  }
  if (answer.body.empty()) return Fail(ErrorCode::kNotFound, "no event with this id");
  RowReader reader(answer.body);
  return ReadEvent(reader);
}

Result<events::Histogram> ClickHouseEventStore::CountOverTime(const events::Query& query,
                                                              int buckets,
                                                              const events::Scope& scope) {
  LACHAN_TRY_DO(CheckTimeout(query));
  LACHAN_TRY(const Duration width, events::BucketWidth(query, buckets));
  LACHAN_TRY(const auto statement, events::HistogramStatement(query, width, scope));
  events::Histogram histogram;
  histogram.width = width;
  for (Instant start = *query.from; start < *query.to; start += width) {
    histogram.buckets.push_back({.start = start, .count = 0});
  }
  if (events::SeesNothing(scope)) return histogram;
  LACHAN_TRY(const auto answer, Hunt(statement, query), "counting events over time");
  RowReader reader(answer.body);
  while (!reader.AtEnd()) {
    const auto bucket = static_cast<std::size_t>(reader.Int64());
    const std::uint64_t count = reader.UInt64();
    if (!reader.ok() || bucket >= histogram.buckets.size()) {
      return Fail(ErrorCode::kCorrupt, "a histogram row of the event engine is wrong");
    }
    histogram.buckets[bucket].count = count;
    histogram.total += count;
  }
  return histogram;
}

Result<std::vector<events::ValueCount>> ClickHouseEventStore::TopValues(
    std::string_view field, const events::Query& query, int limit, const events::Scope& scope) {
  LACHAN_TRY_DO(CheckTimeout(query));
  LACHAN_TRY(const auto statement, events::TopValuesStatement(field, query, limit, scope));
  std::vector<events::ValueCount> values;
  if (events::SeesNothing(scope)) return values;
  LACHAN_TRY(const auto answer, Hunt(statement, query), "counting values");
  RowReader reader(answer.body);
  while (!reader.AtEnd()) {
    const std::string_view value = reader.String();
    const std::uint64_t count = reader.UInt64();
    if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "a row of the event engine ends early");
    values.push_back({.value = events::UnescapeSeparators(value), .count = count});
  }
  return values;
}

Result<events::Table> ClickHouseEventStore::Tabulate(const events::Query& query,
                                                     const events::Scope& scope) {
  LACHAN_TRY_DO(CheckTimeout(query));
  LACHAN_TRY(auto statement, events::TabulateStatement(query, scope));
  events::Table table;
  table.columns = std::move(statement.columns);
  table.span = statement.span;
  if (events::SeesNothing(scope)) return table;
  LACHAN_TRY(const auto answer, Hunt(statement.statement, query), "making a table of events");
  table.rows_read = answer.rows_read;
  RowReader reader(answer.body);
  while (!reader.AtEnd()) {
    std::vector<std::string> row;
    for (const auto& column : table.columns) {
      const std::string_view value = reader.String();
      if (column.kind != events::Table::Kind::kInstant) {
        row.push_back(events::UnescapeSeparators(value));
        continue;
      }
      std::int64_t micros = 0;
      std::from_chars(value.data(), value.data() + value.size(), micros);
      row.push_back(FormatInstant(Instant(std::chrono::microseconds(micros))));
    }
    if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "a row of the event engine ends early");
    table.rows.push_back(std::move(row));
  }
  if (table.rows.size() > statement.rows) {
    table.rows.resize(statement.rows);
    table.is_cut = true;
  }
  return table;
}

Result<events::FieldSample> ClickHouseEventStore::SampleFields(const events::Query& query,
                                                               const events::Scope& scope) {
  LACHAN_TRY_DO(CheckTimeout(query));
  LACHAN_TRY(const auto statement, events::SampleStatement(query, scope));
  if (events::SeesNothing(scope)) return events::FieldSample{};
  LACHAN_TRY(const auto answer, Hunt(statement, query), "looking at the fields of events");
  RowReader reader(answer.body);
  events::FieldCounter counter;
  events::PackedFields packed;
  packed.hot.resize(events::HotFields().size());
  while (!reader.AtEnd()) {
    packed.rest = reader.String();
    for (auto& value : packed.hot) value = reader.String();
    if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "a row of the event engine ends early");
    counter.Add(events::Unpack(packed));
  }
  return counter.Take();
}

Result<events::StorageStatistics> ClickHouseEventStore::Statistics() {
  LACHAN_TRY(const auto answer, Ask(events::StatisticsStatement(layout_), kShort),
             "reading the statistics of the event store");
  RowReader reader(answer.body);
  events::StorageStatistics statistics;
  statistics.rows = reader.UInt64();
  statistics.bytes_on_disk = reader.UInt64();
  statistics.bytes_uncompressed = reader.UInt64();
  const Instant oldest{std::chrono::microseconds(reader.Int64())};
  const Instant newest{std::chrono::microseconds(reader.Int64())};
  if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "the statistics row ends early");
  if (statistics.rows > 0) {
    statistics.oldest = oldest;
    statistics.newest = newest;
  }
  return statistics;
}

Status ClickHouseEventStore::Ping() { return client_->Ping(); }

}  // namespace lachan::events_clickhouse
