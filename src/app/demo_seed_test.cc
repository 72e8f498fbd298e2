// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/platform.h"

namespace lachan::app {
namespace {
namespace fs = std::filesystem;

class DemoFolder : public testing::Test {
 protected:
  void SetUp() override {
    const char* source = std::getenv("LACHAN_SOURCE");
    const std::string root = source == nullptr ? "." : source;
    data_ = testing::TempDir() + "demo_seed_" + std::to_string(::getpid());
    fs::remove_all(data_);
    for (const char* key :
         {"demo.folder", "mappings.folder", "directive.folder", "rules.folders"}) {
      ASSERT_TRUE(settings_.Set(key, root + "/" + settings_.Text(key)));
    }
    ASSERT_TRUE(settings_.Set("data", data_));
  }
  void TearDown() override { fs::remove_all(data_); }

  void Write(const std::string& name, std::string_view text) const {
    fs::create_directories(fs::path(data_ + "/" + name).parent_path());
    std::ofstream(data_ + "/" + name) << text;
  }
  bool Has(const std::string& name) const { return fs::exists(data_ + "/" + name); }

  std::string data_;
  Settings settings_;
};

TEST_F(DemoFolder, AnUnfinishedSeedingIsMadeAnewAndAFinishedOneIsLeftAlone) {
  Write("seeding/state.db", "half a state");
  Write("spool/leftover", "moved in before the crash");
  Write("demo", "old accounts");
  const auto seeded = SeedDemo(settings_);
  ASSERT_TRUE(seeded) << seeded.error().Text();
  EXPECT_FALSE(Has("seeding"));
  EXPECT_FALSE(Has("spool/leftover"));
  EXPECT_TRUE(Has("evidence"));
  EXPECT_NE(ReadFile(data_ + "/demo")->find("Tinh-Mau-2026"), std::string::npos);
  const auto written = fs::last_write_time(data_ + "/state.db");

  Write("seeding/leftover", "the crash came after the last move");
  ASSERT_TRUE(SeedDemo(settings_));
  EXPECT_EQ(fs::last_write_time(data_ + "/state.db"), written);
  EXPECT_FALSE(Has("seeding"));

  const auto foundation = OpenFoundation(settings_);
  ASSERT_TRUE(foundation) << foundation.error().Text();
  const auto again = SeedDemo(settings_);
  ASSERT_FALSE(again) << "another lachan works on the folder";
  EXPECT_EQ(again.error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(DemoFolder, RealDataNeverGetsDemoData) {
  Write("state.db", "somebody's");
  const auto seeded = SeedDemo(settings_);
  ASSERT_FALSE(seeded);
  EXPECT_EQ(seeded.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_NE(seeded.error().Text().find("real data"), std::string::npos);
  EXPECT_EQ(*ReadFile(data_ + "/state.db"), "somebody's");
  EXPECT_FALSE(Has("demo"));
}

TEST_F(DemoFolder, EventsWithoutStateAreNotOverwritten) {
  Write("spool/segment", "x");
  const auto seeded = SeedDemo(settings_);
  ASSERT_FALSE(seeded);
  EXPECT_EQ(seeded.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_TRUE(Has("spool/segment"));
}

TEST_F(DemoFolder, BrokenSampleLogsLeaveNoDemo) {
  ASSERT_TRUE(settings_.Set("demo.folder", data_ + "/own"));
  Write("own/agencies.csv", "code\n");
  Write("own/communes.csv", "code\n");
  Write("own/former_units.csv", "code\n");
  Write("own/reorganisations.csv", "code\n");
  Write("own/feed/normal/web.log", "1 no bar\n");
  const auto seeded = SeedDemo(settings_);
  ASSERT_FALSE(seeded);
  EXPECT_NE(seeded.error().Text().find("normal/web.log"), std::string::npos)
      << seeded.error().Text();
  EXPECT_FALSE(Has("state.db"));
  EXPECT_FALSE(Has("demo"));
}

TEST(EvidenceKinds, EachRegisterOfItsOwnIsOneOfTheProduct) {
  const SystemClock clock;
  const auto registers = MakeRegisters(clock);
  for (const auto& rule : assurance::KindRules()) {
    // A path that begins with a stroke is a page of the console.
    if (rule.register_path.empty() || rule.register_path.starts_with("/")) continue;
    EXPECT_NE(registers.FindByPath(rule.register_path), nullptr) << rule.register_path;
  }
}

}  // namespace
}  // namespace lachan::app
