// SPDX-License-Identifier: Apache-2.0
#include "state_sql/testing_store.h"

#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>

namespace lachan::state_sql {
namespace {

/// One server for all tests of this program, started by the first that needs it.
TestingPostgresql* Server(std::string* why) {
  static std::string reason;
  static const std::unique_ptr<TestingPostgresql> kServer = TestingPostgresql::Start(&reason);
  *why = reason;
  return kServer.get();
}

}  // namespace

Migration TestTables() {
  return {900, "0900_test.sql", R"(
CREATE TABLE gadget (
  {{row}},
  agency_id BIGINT,
  system_id BIGINT,
  name {{text}} NOT NULL,
  email {{text}} NOT NULL,
  notes {{text}} NOT NULL,
  colour {{text}} NOT NULL,
  due_on {{text}},
  seen_at BIGINT,
  score BIGINT NOT NULL,
  active SMALLINT NOT NULL,
  key_hash {{text}} NOT NULL
);
CREATE INDEX gadget_by_name ON gadget (name, id);
CREATE INDEX gadget_by_seen_at ON gadget (seen_at, id);
CREATE TABLE office ({{row}}, name {{text}} NOT NULL);
CREATE TABLE ticket ({{row}}, code {{text}} NOT NULL UNIQUE);
CREATE TABLE holiday ({{row}}, name {{text}} NOT NULL);
)"};
}

void StoreTest::SetUp() {
  if (is_sqlite()) {
    folder_ = (std::filesystem::temp_directory_path() / "lachan-store-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    options_.target = folder_ + "/state.db";
  } else {
    std::string why;
    TestingPostgresql* server = Server(&why);
    if (server == nullptr) GTEST_SKIP() << why;
    options_.backend = Backend::kPostgresql;
    options_.target = server->FreshSchema();
  }
  options_.entities = {&schema::Describe<Device>(), &schema::Describe<Office>(),
                       &schema::Describe<Ticket>(), &schema::Describe<Holiday>()};
  auto store = Open();
  ASSERT_TRUE(store) << store.error().Text();
  store_ = *std::move(store);
}

void StoreTest::TearDown() {
  store_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<std::unique_ptr<journal::StateStore>> StoreTest::Open(std::vector<Migration> migrations) {
  options_.further_migrations = std::move(migrations);
  return OpenStateStore(options_, clock_);
}

std::string StoreTest::Intrude(const std::string& sql) {
  if (!is_sqlite()) return TestingPostgresql::Run(options_.target, sql);
  sqlite3* handle = nullptr;
  sqlite3_open(options_.target.c_str(), &handle);
  sqlite3_busy_timeout(handle, 5000);
  char* text = nullptr;
  sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &text);
  const std::string message = text == nullptr ? "" : text;
  sqlite3_free(text);
  sqlite3_close(handle);
  return message;
}

std::unique_ptr<journal::Reader> StoreTest::Read(journal::Reach reach) {
  auto reader = store_->OpenReader({AccountId{7}, "reader", std::move(reach)});
  EXPECT_TRUE(reader) << reader.error().Text();
  return *std::move(reader);
}

Device StoreTest::Add(Device device, journal::Reach reach) {
  const auto added = journal::ChangeFor<Device>(
      *store_, {AccountId{7}, "Trần Văn A", std::move(reach)}, [&](journal::Writer& writer) {
        return journal::Insert(writer, device, {.kind = "gadget.added"});
      });
  EXPECT_TRUE(added) << added.error().Text();
  return added ? *added : Device{};
}

}  // namespace lachan::state_sql
