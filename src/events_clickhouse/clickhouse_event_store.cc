// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/clickhouse_event_store.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "events/event_columns.h"
#include "events/event_schema.h"
#include "events/event_sql.h"
#include "events_clickhouse/schema_keeper.h"

namespace lachan::events_clickhouse {
namespace {

constexpr std::chrono::milliseconds kShort{10'000};
constexpr std::chrono::milliseconds kInsertTimeout{60'000};
constexpr int kChecksAfterTrouble = 100;
const Instant kEarliest = Instant(std::chrono::sys_days(std::chrono::year{1970} / 1 / 1));
const Instant kLatest = Instant(std::chrono::sys_days(std::chrono::year{2262} / 1 / 1));

std::string InsertSql() {
  std::string columns;
  for (const auto& column : events::EventColumns()) {
    columns += fmt::format("{}`{}`", columns.empty() ? "" : ", ", column.name);
  }
  return fmt::format("INSERT INTO events ({}) FORMAT Native", columns);
}

Status CheckBatch(const EventBatch& batch) {
  EventBatch::Cursor cursor(batch);
  for (FlatEvent event; cursor.Next(event);) {
    if (event.id.empty() || event.id.size() > 64) {
      return Fail(ErrorCode::kInvalidInput, "an event has no id, or one longer than 64 bytes");
    }
    if (event.time < kEarliest || event.time >= kLatest) {
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
                                                   std::chrono::milliseconds timeout,
                                                   Urgency urgency) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(timeout).count();
  ClickHouseRequest request;
  request.sql = statement.sql;
  request.parameters = statement.parameters;
  request.settings = {{"max_execution_time", std::to_string(seconds)}};
  if (urgency == Urgency::kLookup) request.settings.emplace_back("priority", "1");
  request.timeout = timeout + std::chrono::seconds(5);  // The engine's own limit answers first.
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
  const std::string block = NativeBlock(batches, class_of ? *class_of : ClassOf());
  ClickHouseRequest request;
  request.sql = kSql;
  request.body = block;
  request.timeout = kInsertTimeout;
  request.settings = {{"max_partitions_per_insert_block", "0"}, {"async_insert", "0"}};
  // A server of one's own may be too old to know it, and has its own keeper.
  if (options_.keep_free_bytes > 0 && !options_.endpoint.socket.empty()) {
    request.settings.emplace_back("min_free_disk_bytes_to_perform_insert",
                                  std::to_string(options_.keep_free_bytes));
  }
  if (layout_.is_cluster()) {
    // The answer comes when a majority of the replicas of every shard has the rows.
    request.settings.emplace_back("distributed_foreground_insert", "1");
    request.settings.emplace_back("insert_quorum", "auto");
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
  // They are stored partition by partition (a class and week each): ask for one event of each.
  std::map<std::pair<std::int64_t, std::uint8_t>, std::pair<Instant, std::string_view>> one_a_week;
  const auto class_of = class_of_.load();
  for (const EventBatch* batch : batches) {
    EventBatch::Cursor cursor(*batch);
    for (FlatEvent event; cursor.Next(event);) {
      const events::RetentionClass by_level{.level = event.level};
      const auto kept_as =
          class_of && *class_of ? (*class_of)(event.agency, event.level) : by_level;
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
    to_check_ = kChecksAfterTrouble;
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
  LACHAN_TRY(const auto answer, Ask(statement, query.timeout, Urgency::kSearch),
             "searching events");
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
  LACHAN_TRY(const auto answer, Ask(statement, query.timeout, Urgency::kSearch),
             "counting events over time");
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
  LACHAN_TRY(const auto answer, Ask(statement, query.timeout, Urgency::kSearch), "counting values");
  RowReader reader(answer.body);
  while (!reader.AtEnd()) {
    const std::string_view value = reader.String();
    const std::uint64_t count = reader.UInt64();
    if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "a row of the event engine ends early");
    values.push_back({.value = events::UnescapeSeparators(value), .count = count});
  }
  return values;
}

Result<events::StorageStatistics> ClickHouseEventStore::Statistics() {
  LACHAN_TRY(const auto answer, Ask(events::StatisticsStatement(), kShort),
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
