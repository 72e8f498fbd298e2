// SPDX-License-Identifier: Apache-2.0
// Bringing the schema up to date, and what must stop the start.
#include <gmock/gmock.h>

#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "state_sql/testing_store.h"

namespace lachan::state_sql {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class MigrationTest : public StoreTest {
 protected:
  std::string WhyNot(std::vector<Migration> migrations, ErrorCode* code = nullptr) {
    const auto store = Open(std::move(migrations));
    EXPECT_FALSE(store);
    if (store) return {};
    if (code != nullptr) *code = store.error().code();
    return store.error().Text();
  }
};
INSTANTIATE_TEST_SUITE_P(Backends, MigrationTest, testing::Values("sqlite", "postgresql"),
                         [](const auto& backend) { return std::string(backend.param); });

TEST_P(MigrationTest, OpeningAgainKeepsWhatIsThere) {
  Add(NamedDevice("a"));
  store_.reset();
  auto again = Open();
  ASSERT_TRUE(again) << again.error().Text();
  store_ = *std::move(again);
  EXPECT_TRUE(store_->Check());
  EXPECT_EQ(*Read()->Count(schema::Describe<Device>(), {}), 1);
  EXPECT_EQ(Add(NamedDevice("b")).id.value, 2);
}

TEST_P(MigrationTest, ANewStepIsAppliedToAnOldDatabase) {
  const Migration next{901, "0901_next.sql",
                       "CREATE TABLE extra ({{row}}, -- a remark; with a semicolon\n"
                       " name {{text}} NOT NULL);\nCREATE INDEX extra_by_name ON extra (name);\n"};
  ASSERT_TRUE(Open({TestTables(), next}));
  EXPECT_EQ(Intrude("SELECT name, search_key, version FROM extra"), "");
}

TEST_P(MigrationTest, AFailingStepLeavesNothingAndIsNamed) {
  const Migration bad{901, "0901_bad.sql",
                      "CREATE TABLE extra ({{row}});\nINSERT INTO nowhere (x) VALUES (1);\n"};
  ErrorCode code{};
  EXPECT_THAT(
      WhyNot({TestTables(), bad}, &code),
      AllOf(HasSubstr("0901_bad.sql"), HasSubstr("INSERT INTO nowhere"), HasSubstr("rolled back")));
  EXPECT_EQ(code, ErrorCode::kFailedPrecondition);
  EXPECT_NE(Intrude("SELECT id FROM extra"), "") << "the first statement was rolled back too";
  EXPECT_TRUE(Open()) << "the database still works without the step";
}

TEST_P(MigrationTest, ADatabaseOfALaterVersionIsRefused) {
  ASSERT_EQ(Intrude("INSERT INTO schema_migration VALUES (950, '0950_future.sql', 'x', 1)"), "");
  ErrorCode code{};
  EXPECT_THAT(WhyNot({TestTables()}, &code),
              AllOf(HasSubstr("950"), HasSubstr("0950_future.sql"), HasSubstr("later version")));
  EXPECT_EQ(code, ErrorCode::kFailedPrecondition);
  EXPECT_FALSE(store_->Check()) << "a running store notices too";
}

TEST_P(MigrationTest, AnAppliedStepMustNotChange) {
  Migration changed = TestTables();
  changed.text += "-- edited\n";
  ErrorCode code{};
  EXPECT_THAT(WhyNot({changed}, &code), HasSubstr("0900_test.sql"));
  EXPECT_EQ(code, ErrorCode::kCorrupt);
}

TEST_P(MigrationTest, ATableMustEqualItsDeclaration) {
  const Migration step{901, "0901_column.sql", "ALTER TABLE office ADD COLUMN colour {{text}};\n"};
  EXPECT_THAT(WhyNot({TestTables(), step}),
              AllOf(HasSubstr("table office"), HasSubstr("colour is not declared")));
}

TEST_P(MigrationTest, AMissingColumnOrTableIsNamed) {
  const Migration step{901, "0901_column.sql", "ALTER TABLE gadget DROP COLUMN email;\n"};
  EXPECT_THAT(WhyNot({TestTables(), step}), HasSubstr("email is missing"));
  const Migration drop{902, "0902_drop.sql", "DROP TABLE holiday;\n"};
  EXPECT_THAT(WhyNot({TestTables(), step, drop}), HasSubstr("table gadget"));
}

TEST(BuiltInMigrations, AreNumberedInOrderAndPortable) {
  int last = 0;
  for (const Migration& migration : BuiltInMigrations()) {
    EXPECT_GT(migration.number, last) << migration.name;
    last = migration.number;
    EXPECT_TRUE(migration.name.starts_with(fmt::format("{:04}_", migration.number)));
    EXPECT_EQ(migration.text.find(" TEXT"), std::string::npos)
        << migration.name << ": write {{text}}, TEXT sorts differently in PostgreSQL";
    EXPECT_EQ(migration.text.find("INTEGER"), std::string::npos)
        << migration.name << ": INTEGER has 32 bits in PostgreSQL, write BIGINT";
  }
}

// ---- files that cannot be used --------------------------------------------------------------

class SqliteFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (std::filesystem::temp_directory_path() / "lachan-file-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override {
    umount2(folder_.c_str(), MNT_DETACH);  // Of the small disk, if one was mounted.
    std::filesystem::remove_all(folder_);
  }

  Result<std::unique_ptr<journal::StateStore>> Open(const std::string& path) {
    return OpenStateStore({.target = path, .further_migrations = {TestTables()}}, clock_);
  }

  FakeClock clock_;
  std::string folder_;
};

TEST_F(SqliteFileTest, AFileThatIsNoDatabaseIsCorrupt) {
  const std::string path = folder_ + "/state.db";
  std::ofstream(path) << std::string(8192, 'x');
  const auto store = Open(path);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kCorrupt) << store.error().Text();
  EXPECT_THAT(store.error().Text(), HasSubstr("backup"));
}

TEST_F(SqliteFileTest, ADamagedPageIsCorruptWhenItIsRead) {
  const std::string path = folder_ + "/state.db";
  {
    auto store = Open(path);
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->Change(Everyone(), [&](journal::Writer& writer) -> Status {
      for (int i = 0; i < 2000; ++i) LACHAN_TRY_DO(writer.Note({.kind = "test.noted"}));
      return {};
    }));
  }
  const auto size = std::filesystem::file_size(path);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  for (std::uintmax_t page = size / 4096 / 2; page < size / 4096; ++page) {
    file.seekp(static_cast<std::streamoff>(page * 4096));
    file << std::string(2048, '\xee');
  }
  file.close();
  const auto store = Open(path);
  const auto facts = store ? (*(*store)->OpenReader(Everyone()))->Facts({.limit = 0})
                           : Result<std::vector<Fact>>(std::unexpected(store.error()));
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().code(), ErrorCode::kCorrupt) << facts.error().Text();
}

TEST_F(SqliteFileTest, AFolderThatIsNotThereIsUnavailable) {
  const auto store = Open(folder_ + "/missing/state.db");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kUnavailable) << store.error().Text();
  EXPECT_THAT(store.error().Text(), HasSubstr("folder"));
}

TEST_F(SqliteFileTest, AFullDiskIsExhaustedAndHarmsNothing) {
  if (mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=5m") != 0) {
    GTEST_SKIP() << "a small disk cannot be mounted here";
  }
  {
    auto store = Open(folder_ + "/state.db");
    ASSERT_TRUE(store) << store.error().Text();
    const auto fill = [&](std::size_t bytes) {
      return (*store)->Change(Everyone(), [&](journal::Writer& writer) {
        return writer.Note({.kind = "test.noted", .payload = {{"x", std::string(bytes, 'x')}}});
      });
    };
    ASSERT_TRUE(fill(1000));
    const auto full = fill(8'000'000);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code(), ErrorCode::kExhausted) << full.error().Text();
    EXPECT_EQ((*(*store)->OpenReader(Everyone()))->Facts({})->size(), 1u);
    EXPECT_TRUE(fill(1000)) << "small changes go on";
  }
}

TEST(OpenStateStore, RefusesStrangeTargetsAndUnreachableServers) {
  FakeClock clock;
  EXPECT_FALSE(OpenStateStore({.target = ""}, clock));
  EXPECT_FALSE(OpenStateStore({.target = "a\"b"}, clock));
  const auto store = OpenStateStore({.backend = Backend::kPostgresql,
                                     .target = "host=/nonexistent user=u password=geheim dbname=d"},
                                    clock);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(store.error().Text().find("geheim"), std::string::npos);
  EXPECT_EQ(ParseBackend("postgresql").value(), Backend::kPostgresql);
  EXPECT_FALSE(ParseBackend("mysql"));
}

TEST(OpenStateStore, ATemporaryStoreLeavesNothing) {
  FakeClock clock;
  const auto count = [] {
    std::size_t found = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::temp_directory_path())) {
      found += entry.path().filename().string().starts_with("lachan-state-");
    }
    return found;
  };
  const auto before = count();
  {
    const auto store = OpenStateStore({.target = ":memory:"}, clock);
    ASSERT_TRUE(store);
    EXPECT_TRUE((*store)->Check());
  }
  EXPECT_LE(count(), before);
}

}  // namespace
}  // namespace lachan::state_sql
