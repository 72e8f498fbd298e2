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
#include "events_clickhouse/wire.h"

namespace lachan::events_clickhouse {
namespace {

constexpr std::chrono::milliseconds kShort{10'000};
constexpr std::chrono::milliseconds kInsertTimeout{60'000};
constexpr std::chrono::seconds kGrace{5};  ///< The engine's own limit answers first.
constexpr int kChecksAfterTrouble = 100;
constexpr int kHuntGroups = 1'000'000;  ///< Of one hunt; memory is limited by the engine.
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

Status CheckBatch(std::span<const Event> batch) {
  for (const auto& event : batch) {
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

Status ClickHouseEventStore::Execute(std::string sql, bool in_database) {
  ClickHouseRequest request;
  request.sql = std::move(sql);
  request.in_database = in_database;
  request.timeout = kInsertTimeout;
  LACHAN_TRY_DO(client_->Run(request));
  return {};
}

Result<int> ClickHouseEventStore::SchemaVersion() {
  LACHAN_TRY(const auto answer,
             Ask({.sql = "SELECT toInt64(max(version)) FROM schema_migrations", .parameters = {}},
                 kShort));
  RowReader reader(answer.body);
  const auto version = reader.Int64();
  if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "the migration table cannot be read");
  return static_cast<int>(version);
}

Status ClickHouseEventStore::Prepare() {
  LACHAN_TRY_DO(
      Execute("CREATE DATABASE IF NOT EXISTS `" + options_.endpoint.database + "` ENGINE = Atomic",
              false),
      "making the event database");
  LACHAN_TRY_DO(Execute("CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name "
                        "String, applied_at DateTime DEFAULT now()) ENGINE = MergeTree "
                        "ORDER BY version SETTINGS fsync_after_insert = 1"),
                "making the migration table");
  LACHAN_TRY(const int present, SchemaVersion());
  const auto migrations = events::Migrations();
  if (present > static_cast<int>(migrations.size())) {
    return Fail(ErrorCode::kFailedPrecondition,
                "the event store has schema {}, this program knows {}: use a newer program",
                present, migrations.size());
  }
  for (const auto& migration : migrations) {
    if (migration.version <= present) continue;
    const auto fail = [&](const Error& error) {
      return Fail(ErrorCode::kFailedPrecondition, "event store migration {} ({}) failed: {}",
                  migration.version, migration.name, error.Text());
    };
    for (const auto& statement : migration.statements) {
      if (auto done = Execute(statement); !done) return fail(done.error());
    }
    auto noted =
        Execute(fmt::format("INSERT INTO schema_migrations (version, name) VALUES ({}, '{}')",
                            migration.version, migration.name));
    if (!noted) return fail(noted.error());
  }
  return ApplyRetention();
}

Status ClickHouseEventStore::ApplyRetention() {
  LACHAN_TRY(const auto answer,
             Ask({.sql = "SELECT create_table_query FROM system.tables "
                         "WHERE database = currentDatabase() AND name = 'events'",
                  .parameters = {}},
                 kShort));
  RowReader reader(answer.body);
  const std::string_view table = reader.String();
  const bool has_ttl = table.find(" TTL ") != std::string_view::npos;
  const std::string wanted = fmt::format("toIntervalDay({})", options_.retention_days);
  if (options_.retention_days <= 0 ? !has_ttl : table.find(wanted) != std::string_view::npos) {
    return {};
  }
  return Execute(events::RetentionStatement(options_.retention_days));
}

Status ClickHouseEventStore::Send(std::span<const Event> batch, std::string_view token) {
  static const std::string kSql = InsertSql();
  const std::string block = NativeBlock(batch);
  ClickHouseRequest request;
  request.sql = kSql;
  request.body = block;
  request.timeout = kInsertTimeout;
  request.settings = {{"max_partitions_per_insert_block", "0"}, {"async_insert", "0"}};
  if (token.empty()) {
    request.settings.emplace_back("insert_deduplicate", "0");
  } else {
    request.settings.emplace_back("insert_deduplication_token", token);
  }
  LACHAN_TRY_DO(client_->Run(request));
  return {};
}

Result<bool> ClickHouseEventStore::Holds(std::span<const Event> batch) {
  // A batch is stored partition by partition (a week each): ask for one event of each.
  std::map<std::int64_t, const Event*> one_a_week;
  for (const auto& event : batch) {
    const auto day = std::chrono::floor<std::chrono::days>(event.time);
    const auto monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
    one_a_week[monday.time_since_epoch().count()] = &event;
  }
  for (const auto& [week, event] : one_a_week) {
    events::Statement statement;
    const auto micros = std::to_string(event->time.time_since_epoch().count());
    statement.sql = "SELECT count() FROM events WHERE time = fromUnixTimestamp64Micro(" +
                    statement.Bind("Int64", micros) +
                    ", 'UTC') AND id = " + statement.Bind(event->id);
    LACHAN_TRY(const auto answer, Ask(statement, kShort));
    if (RowReader(answer.body).UInt64() == 0) return false;
  }
  return true;
}

Status ClickHouseEventStore::Insert(std::span<const Event> batch, std::string_view token) {
  if (batch.empty()) return {};
  LACHAN_TRY_DO(CheckBatch(batch));
  const auto trouble = [&](Error error) -> Status {
    to_check_ = kChecksAfterTrouble;
    return std::unexpected(std::move(error).With("storing a batch of events"));
  };
  if (auto sent = Send(batch, token); !sent) return trouble(std::move(sent).error());
  if (token.empty() || to_check_.load() <= 0) return {};
  auto held = Holds(batch);
  if (!held) return trouble(std::move(held).error());
  if (!*held) {
    // The engine knows the token but died before the rows were in place: store them now.
    if (auto sent = Send(batch, std::string(token) + "#again"); !sent) {
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
