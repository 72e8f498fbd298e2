// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/account_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "spool_disk/testing_disk.h"

namespace lachan::spool_disk {
namespace {

namespace fs = std::filesystem;
using Kept = AccountFile::Kept;

class AccountFileTest : public ::testing::Test {
 protected:
  std::unique_ptr<AccountFile> Open() {
    auto opened = AccountFile::Open(path_, disk_);
    EXPECT_TRUE(opened);
    return std::move(*opened);
  }
  std::string Bytes() const {
    std::ifstream stream(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void Write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }

  TemporaryFolder folder_;
  FaultyDisk disk_{-1, FaultyDisk::Fault::kIo};  // flushes nothing
  fs::path path_ = folder_.path() / "accounts";
};

TEST_F(AccountFileTest, GivesBackTheNewest) {
  EXPECT_FALSE(Open()->Load());
  for (pipeline::Sequence n = 1; n < 8; ++n) {
    ASSERT_TRUE(Open()->Save({n, "counters " + std::to_string(n)}));
    const auto kept = Open()->Load();
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->settled, n);
    EXPECT_EQ(kept->bytes, "counters " + std::to_string(n));
  }
}

TEST_F(AccountFileTest, GrowsWithTheNumberOfSources) {
  {
    const auto accounts = Open();
    for (std::size_t size = 1; size < (3u << 20); size = size * 5 + 1) {
      ASSERT_TRUE(accounts->Save({size, std::string(size, 'c')}));
      ASSERT_EQ(Open()->Load()->bytes.size(), size);
    }
    ASSERT_TRUE(accounts->Save({9, "small again"}));
  }
  EXPECT_EQ(Open()->Load()->bytes, "small again");
}

/// Whatever single byte is wrong, what was kept last or before that comes back.
TEST_F(AccountFileTest, OneDamagedSlotLeavesTheOther) {
  {
    const auto accounts = Open();
    ASSERT_TRUE(accounts->Save({1, "first"}));
    ASSERT_TRUE(accounts->Save({2, "second"}));
  }
  const std::string good = Bytes();
  for (const std::size_t slot : {std::size_t{0}, good.size() / 2}) {
    for (std::size_t at = slot; at < slot + 50; ++at) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x55);
      Write(bad);
      const auto kept = Open()->Load();
      ASSERT_TRUE(kept) << at;
      EXPECT_TRUE(kept->bytes == "first" || kept->bytes == "second") << at;
    }
  }
}

/// Fails each call in turn: after a failed save the file gives the old or the new counters.
TEST_F(AccountFileTest, AFailedSaveLeavesOldOrNew) {
  for (const auto fault :
       {FaultyDisk::Fault::kIo, FaultyDisk::Fault::kFull, FaultyDisk::Fault::kShortWrite}) {
    for (int n = 0; n < 1000; ++n) {
      SCOPED_TRACE(n);
      fs::remove(path_);
      FaultyDisk faulty(n, fault);
      pipeline::Sequence saved = 0, tried = 0;
      if (auto accounts = AccountFile::Open(path_, faulty)) {
        for (const std::size_t size : {10, 100, 40'000, 40'100, 10}) {
          if ((*accounts)->Save({++tried, std::string(size, 'x')})) saved = tried;
        }
      }
      if (!faulty.fired()) break;
      const auto kept = Open()->Load();
      EXPECT_GE(kept ? kept->settled : 0, saved);
      EXPECT_LE(kept ? kept->settled : 0, tried);
    }
  }
}

}  // namespace
}  // namespace lachan::spool_disk
