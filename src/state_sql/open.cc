// SPDX-License-Identifier: Apache-2.0
#include "state_sql/open.h"

#include <stdlib.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <set>
#include <thread>

#include "state_sql/feed.h"
#include "state_sql/pool.h"
#include "state_sql/writer.h"

namespace lachan::state_sql {
namespace {

/// A folder that goes when the store goes: SQLite's own ":memory:" cannot be read by one connection
/// while another one writes.
class TemporaryFolder {
 public:
  static Result<std::unique_ptr<TemporaryFolder>> Make() {
    std::error_code error;
    std::string path =
        (std::filesystem::temp_directory_path(error) / "lachan-state-XXXXXX").string();
    if (error || mkdtemp(path.data()) == nullptr) {
      return Fail(ErrorCode::kUnavailable, "no temporary folder can be made");
    }
    return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(std::move(path)));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

class SqlReader final : public journal::Reader {
 public:
  SqlReader(Pool& pool, std::unique_ptr<Connection> connection, journal::Reach reach)
      : pool_(pool),
        connection_(std::move(connection)),
        reach_(std::move(reach)),
        rows_(*connection_, reach_) {}
  ~SqlReader() override {
    const bool ended = connection_->Script("ROLLBACK").has_value();
    pool_.Return(ended ? std::move(connection_) : nullptr);
  }

  Result<schema::Record> Get(const schema::EntityInfo& entity, std::int64_t id) override {
    return rows_.Get(entity, id);
  }
  Result<journal::Page> List(const schema::EntityInfo& entity,
                             const journal::ListQuery& query) override {
    return rows_.List(entity, query);
  }
  Result<std::int64_t> Count(const schema::EntityInfo& entity,
                             const journal::ListQuery& query) override {
    return rows_.Count(entity, query);
  }
  Result<std::vector<journal::GroupCount>> CountBy(const schema::EntityInfo& entity,
                                                   std::string_view field,
                                                   const journal::ListQuery& query) override {
    return rows_.CountBy(entity, field, query);
  }
  Result<std::vector<journal::GroupRow>> Group(const schema::EntityInfo& entity,
                                               const journal::Grouping& grouping,
                                               const journal::ListQuery& query) override {
    return rows_.Group(entity, grouping, query);
  }
  Result<std::vector<Fact>> Facts(const journal::FactQuery& query) override {
    return rows_.Facts(query);
  }

 private:
  Pool& pool_;
  std::unique_ptr<Connection> connection_;
  const journal::Reach reach_;
  Rows rows_;
};

class SqlStore final : public journal::StateStore {
 public:
  SqlStore(std::unique_ptr<TemporaryFolder> folder, std::unique_ptr<Dialect> dialect,
           const Options& options, const Clock& clock)
      : folder_(std::move(folder)),
        dialect_(std::move(dialect)),
        clock_(clock),
        pool_(*dialect_, options.max_readers, options.reader_wait) {
    for (const Migration& migration : BuiltInMigrations()) migrations_.push_back(migration);
    for (const Migration& migration : options.further_migrations) migrations_.push_back(migration);
    std::ranges::sort(migrations_, {}, &Migration::number);
  }

  Status Start(const Options& options) {
    LACHAN_TRY_DO(OpenWriter());
    LACHAN_TRY_DO(Migrate(*writer_, migrations_, clock_));
    for (const schema::EntityInfo* entity : options.entities) LACHAN_TRY_DO(CheckTable(*entity));
    if (options.follow_every.count() == 0) return {};
    LACHAN_TRY(const auto reader, OpenReader(journal::Caller::System("feed")));
    LACHAN_TRY(const auto newest, reader->Facts({.newest_first = true, .limit = 1}));
    announced_ = newest.empty() ? 0 : newest.front().id;
    follower_ = std::jthread(
        [this, every = options.follow_every](const std::stop_token& stop) { Follow(stop, every); });
    return {};
  }

  std::shared_ptr<void> Subscribe(Listener listener) override {
    return feed_.Subscribe(std::move(listener));
  }

  Result<std::unique_ptr<journal::Reader>> OpenReader(const journal::Caller& caller) override {
    // A second try: pooled connections do not survive a restart of the server.
    for (int left = 2; true; --left) {
      LACHAN_TRY(auto connection, pool_.Take(), "opening a reader");
      auto begun = connection->Script(dialect_->BeginRead());
      if (begun) {
        return std::make_unique<SqlReader>(pool_, std::move(connection), caller.reach);
      }
      pool_.Return(nullptr);
      if (left == 0) return std::unexpected(std::move(begun).error().With("opening a reader"));
    }
  }

  Status Change(const journal::Caller& caller,
                const std::function<Status(journal::Writer&)>& change) override {
    if (changing_ == std::this_thread::get_id()) {
      return Fail(ErrorCode::kInternal, "a change inside a change; pass the writer on instead");
    }
    const std::lock_guard lock(writer_mutex_);
    LACHAN_TRY_DO(Begin(), "starting a change");
    changing_ = std::this_thread::get_id();
    SqlWriter writer(*writer_, caller, clock_.Now());
    auto status = change(writer);
    if (status) status = writer.Finish();
    if (status) status = writer_->Script("COMMIT");
    if (!status) {
      (void)writer_->Script("ROLLBACK");
    } else {
      // Still under the mutex: facts are announced in the order of their ids.
      Announce(writer.facts());
    }
    changing_ = std::thread::id();
    return status;
  }

  Status Check() override;

 private:
  /// Own facts, after those of other processes that came between.
  void Announce(const std::vector<Fact>& facts) {
    if (!follower_.joinable()) return feed_.Announce(facts);
    if (facts.empty()) return;
    const std::lock_guard lock(announcing_);
    if (facts.front().id != announced_ + 1) return CatchUp();
    feed_.Announce(facts);
    announced_ = facts.back().id;
  }
  /// Announces what is stored and was not announced. What cannot be read now is read later.
  void CatchUp() {
    constexpr std::size_t kAtOnce = 1000;
    for (;;) {
      const auto reader = OpenReader(journal::Caller::System("feed"));
      if (!reader) return;
      const auto facts = (*reader)->Facts({.after_id = announced_, .limit = kAtOnce});
      if (!facts || facts->empty()) return;
      feed_.Announce(*facts);
      announced_ = facts->back().id;
      if (facts->size() < kAtOnce) return;
    }
  }
  void Follow(const std::stop_token& stop, std::chrono::milliseconds every) {
    std::mutex mutex;
    std::condition_variable_any wake;
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, every, [&] { return stop.stop_requested(); });
      }
      if (stop.stop_requested()) return;
      const std::lock_guard lock(announcing_);
      CatchUp();
    }
  }
  Status OpenWriter() {
    LACHAN_TRY(writer_, Connection::Open(*dialect_, Use::kWrite), "opening the state store");
    return {};
  }
  Status Begin() {
    if (!writer_->broken()) {
      writer_->ForgetFailure();
      auto begun = writer_->Script(dialect_->BeginWrite());
      if (begun || !writer_->broken()) return begun;
    }
    LACHAN_TRY_DO(OpenWriter());
    return writer_->Script(dialect_->BeginWrite());
  }
  Status CheckTable(const schema::EntityInfo& entity);

  const std::unique_ptr<TemporaryFolder> folder_;
  const std::unique_ptr<Dialect> dialect_;
  const Clock& clock_;
  std::vector<Migration> migrations_;
  Pool pool_;
  std::mutex writer_mutex_;
  std::unique_ptr<Connection> writer_;
  std::atomic<std::thread::id> changing_;
  Feed feed_;
  std::mutex announcing_;
  std::int64_t announced_ = 0;  // guarded by announcing_; only with a follower
  std::jthread follower_;       // last: ends before what it uses goes
};

Status SqlStore::CheckTable(const schema::EntityInfo& entity) {
  LACHAN_TRY(const auto rows, writer_->Query(dialect_->ColumnsOf(entity.name)));
  std::set<std::string, std::less<>> declared{"search_key"}, stored;
  for (const auto& field : entity.fields) declared.emplace(field.name);
  std::vector<std::string> problems;
  for (const auto& row : rows) {
    const auto& column = std::get<std::string>(row[0]);
    stored.insert(column);
    if (!declared.contains(column))
      problems.push_back(fmt::format("column {} is not declared", column));
    if (std::get<std::int64_t>(row[1]) != 0) {
      problems.push_back(fmt::format("column {} must be declared as {{{{text}}}}", column));
    }
  }
  for (const auto& field : declared) {
    if (!stored.contains(field)) problems.push_back(fmt::format("column {} is missing", field));
  }
  if (problems.empty()) return {};
  return Fail(
      ErrorCode::kFailedPrecondition,
      "table {} differs from its declaration: {}; a migration is missing or wrong", entity.name,
      rows.empty() ? "there is no such table" : fmt::format("{}", fmt::join(problems, ", ")));
}

Status SqlStore::Check() {
  LACHAN_TRY(auto connection, pool_.Take(), "checking the state store");
  Statement statement;
  statement.text =
      "SELECT (SELECT COUNT(*) FROM schema_migration), "
      "(SELECT value FROM sequence WHERE name = 'fact'), (SELECT MAX(id) FROM fact)";
  statement.columns = {Wire::kNumber, Wire::kNumber, Wire::kNumber};
  const auto rows = connection->Query(statement);
  pool_.Return(std::move(connection));
  if (!rows) return std::unexpected(rows.error());
  const auto number = [&](std::size_t i) {
    const auto* value = std::get_if<std::int64_t>(&rows->front()[i]);
    return value == nullptr ? 0 : *value;
  };
  if (number(0) != static_cast<std::int64_t>(migrations_.size())) {
    return Fail(ErrorCode::kFailedPrecondition,
                "the database has {} migrations, this version {}; restart after the upgrade",
                number(0), migrations_.size());
  }
  if (number(2) < number(1)) {
    return Fail(ErrorCode::kCorrupt, "facts {} to {} are missing at the end of the journal",
                number(2) + 1, number(1));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<journal::StateStore>> OpenStateStore(const Options& options,
                                                            const Clock& clock) {
  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Dialect> dialect;
  switch (options.backend) {
    case Backend::kSqlite: {
      std::string path = options.target;
      if (path == ":memory:") {
        LACHAN_TRY(folder, TemporaryFolder::Make());
        path = folder->path() + "/state.db";
      }
      dialect = MakeSqlite(std::move(path), options.is_durable);
      break;
    }
    case Backend::kPostgresql:
      dialect = MakePostgresql(options.target);
      break;
  }
  auto store = std::make_unique<SqlStore>(std::move(folder), std::move(dialect), options, clock);
  LACHAN_TRY_DO(store->Start(options));
  return store;
}

Result<Backend> ParseBackend(std::string_view word) {
  if (word == "sqlite") return Backend::kSqlite;
  if (word == "postgresql") return Backend::kPostgresql;
  return Fail(ErrorCode::kInvalidInput, "'{}' is not a state store; say sqlite or postgresql",
              word);
}

}  // namespace lachan::state_sql
