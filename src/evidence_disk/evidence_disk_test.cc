// SPDX-License-Identifier: Apache-2.0
#include "evidence_disk/evidence_disk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/hash.h"

namespace lachan::evidence_disk {
namespace {

namespace fs = std::filesystem;

class EvidenceDiskTest : public ::testing::Test {
 protected:
  EvidenceDiskTest() {
    folder_ = fs::temp_directory_path() / ("lachan_evidence_" + RandomToken(8));
    auto disk = EvidenceDisk::Open(folder_ / "evidence");
    EXPECT_TRUE(disk.has_value());
    disk_ = *std::move(disk);
  }
  ~EvidenceDiskTest() override { fs::remove_all(folder_); }

  std::size_t Files() const {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      files += entry.is_regular_file() ? 1 : 0;
    }
    return files;
  }

  fs::path folder_;
  std::unique_ptr<EvidenceDisk> disk_;
};

TEST_F(EvidenceDiskTest, GivesBackWhatWasPut) {
  const std::string bytes("a\0b\xFF", 4);
  const auto name = disk_->Put(bytes);
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(*name, Sha256Hex(bytes));
  EXPECT_EQ(disk_->Get(*name).value(), bytes);
}

TEST_F(EvidenceDiskTest, LiesUnderTwoFoldersOfItsHash) {
  const auto name = disk_->Put("content").value();
  EXPECT_TRUE(fs::exists(folder_ / "evidence" / name.substr(0, 2) / name.substr(2, 2) / name));
}

TEST_F(EvidenceDiskTest, KeepsEqualBytesOnce) {
  ASSERT_TRUE(disk_->Put("same").has_value());
  ASSERT_TRUE(disk_->Put("same").has_value());
  EXPECT_EQ(Files(), 1u);
}

TEST_F(EvidenceDiskTest, SaysWhenStoredBytesWereChanged) {
  const auto name = disk_->Put("true").value();
  const fs::path path = folder_ / "evidence" / name.substr(0, 2) / name.substr(2, 2) / name;
  std::ofstream(path) << "false";
  EXPECT_EQ(disk_->Get(name).error().code(), ErrorCode::kCorrupt);
}

TEST_F(EvidenceDiskTest, PutRepairsDamagedBytes) {
  const auto name = disk_->Put("true").value();
  std::ofstream(folder_ / "evidence" / name.substr(0, 2) / name.substr(2, 2) / name) << "false";
  ASSERT_TRUE(disk_->Put("true").has_value());
  EXPECT_EQ(disk_->Get(name).value(), "true");
}

TEST_F(EvidenceDiskTest, RefusesNamesThatAreNoHash) {
  for (const char* name : {"", "abc", "../../../../etc/passwd",
                           "ZZ00000000000000000000000000000000000000000000000000000000000000"}) {
    EXPECT_EQ(disk_->Get(name).error().code(), ErrorCode::kNotFound) << name;
  }
  EXPECT_EQ(disk_->Get(Sha256Hex("never put")).error().code(), ErrorCode::kNotFound);
}

TEST_F(EvidenceDiskTest, RemovesWhatACrashLeftHalfWritten) {
  fs::create_directories(folder_ / "evidence" / "partial");
  std::ofstream(folder_ / "evidence" / "partial" / "x") << "half";
  ASSERT_TRUE(EvidenceDisk::Open(folder_ / "evidence").has_value());
  EXPECT_EQ(Files(), 0u);
}

TEST_F(EvidenceDiskTest, IsForTheOwnerOnly) {
  const auto name = disk_->Put("private").value();
  const fs::path path = folder_ / "evidence" / name.substr(0, 2) / name.substr(2, 2) / name;
  EXPECT_EQ(fs::status(path).permissions() & fs::perms(077), fs::perms::none);
}

TEST(EvidenceDisk, RefusesAFolderThatCannotBeMade) {
  EXPECT_EQ(EvidenceDisk::Open("/proc/nowhere/evidence").error().code(), ErrorCode::kUnavailable);
}

TEST_F(EvidenceDiskTest, SaysThatTheFolderWentAway) {
  fs::remove_all(folder_ / "evidence");
  std::ofstream(folder_ / "evidence") << "a file in the folder's place";
  EXPECT_EQ(disk_->Put("x").error().code(), ErrorCode::kUnavailable);
  EXPECT_FALSE(disk_->Check().has_value());
}

}  // namespace
}  // namespace lachan::evidence_disk
