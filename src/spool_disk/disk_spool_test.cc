// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/disk_spool.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <set>

#include "base/hash.h"
#include "spool_disk/testing_disk.h"

namespace lachan::spool_disk {
namespace {

namespace fs = std::filesystem;
using pipeline::Sequence;
using pipeline::SpoolItem;
using pipeline::SpoolReader;

SpoolItem Item(const std::string& token, std::size_t body_bytes = 100) {
  return {token, "key-" + token, 1,
          std::make_shared<const std::string>(std::string(body_bytes, 'b') + token)};
}

std::unique_ptr<DiskSpool> MustOpen(DiskSpool::Options options, Disk& disk) {
  auto spool = DiskSpool::Open(std::move(options), disk);
  EXPECT_TRUE(spool) << spool.error().Text();
  return spool ? std::move(*spool) : nullptr;
}

std::vector<std::string> Tokens(DiskSpool& spool, Sequence from = 1) {
  std::vector<std::string> tokens;
  while (true) {
    auto frame = spool.Read(from);
    if (!frame || !*frame) return tokens;
    EXPECT_TRUE((*frame)->item.body->ends_with((*frame)->item.token));
    tokens.push_back((*frame)->item.token);
    from = (*frame)->sequence + 1;
  }
}

std::vector<fs::path> SegmentFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".spool") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void Patch(const fs::path& file, std::streamoff at, std::string_view bytes) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(at, at < 0 ? std::ios::end : std::ios::beg);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string Bytes(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class DiskSpoolTest : public ::testing::Test {
 protected:
  DiskSpool::Options Options() const { return {.folder = folder_.path()}; }
  void Done(DiskSpool& spool, Sequence sequence) {
    for (const auto reader : {SpoolReader::kDetect, SpoolReader::kStore}) {
      EXPECT_TRUE(spool.SetPosition(reader, {sequence, sequence}));
    }
  }
  TemporaryFolder folder_;
  PosixDisk disk_;
};

TEST_F(DiskSpoolTest, KeepsBatchesInOrderThroughARestart) {
  {
    const auto spool = MustOpen(Options(), disk_);
    EXPECT_EQ(spool->Append(std::vector{Item("a"), Item("b")}).value(), 1u);
    EXPECT_EQ(spool->Append(std::vector{Item("c")}).value(), 3u);
    EXPECT_EQ(Tokens(*spool), (std::vector<std::string>{"a", "b", "c"}));
  }
  const auto spool = MustOpen(Options(), disk_);
  EXPECT_EQ(Tokens(*spool), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(Tokens(*spool, 2), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(spool->Append(std::vector{Item("d")}).value(), 4u);
  EXPECT_EQ(spool->RecentKeys().size(), 4u);
  EXPECT_TRUE(spool->findings().empty());
}

TEST_F(DiskSpoolTest, KeysOutliveTheirFiles) {
  auto options = Options();
  options.segment_bytes = 1000;
  options.keep_segments = 0;
  std::set<std::string> wanted;
  for (int start = 0; start < 3; ++start) {
    const auto spool = MustOpen(options, disk_);
    const auto prints = spool->KeptKeyPrints();
    const std::set<std::string> kept(prints.begin(), prints.end());
    EXPECT_EQ(kept, wanted) << start;
    EXPECT_EQ(kept.size(), prints.size()) << "noted again at each start";
    for (int i = 0; i < 40; ++i) {
      const auto item = Item(fmt::format("{}-{}", start, i));
      wanted.insert(pipeline::KeyPrint(item.key));
      const auto sequence = spool->Append(std::vector{item});
      ASSERT_TRUE(sequence);
      Done(*spool, *sequence);
    }
    EXPECT_LE(SegmentFiles(folder_.path()).size(), 2u);
  }
}

TEST_F(DiskSpoolTest, TheNewestKeysAreKept) {
  const fs::path path = fs::path(folder_.path()) / "keys";
  std::vector<std::string> wanted;
  for (int n = 0; n < 25; n += 5) {
    const auto keys = KeyFile::Open(path, 10, disk_);
    ASSERT_TRUE(keys);
    EXPECT_EQ((*keys)->Prints(), wanted);
    std::vector<std::string> more;
    for (int i = n; i < n + 5; ++i) {
      more.push_back(std::to_string(i));
      wanted.push_back(pipeline::KeyPrint(more.back()));
    }
    if (wanted.size() > 10) wanted.erase(wanted.begin(), wanted.end() - 10);
    ASSERT_TRUE((*keys)->Add(more));
    EXPECT_EQ((*keys)->Prints(), wanted);
  }
  EXPECT_EQ(fs::file_size(path), 480u);
  {  // A damaged place is one print less.
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.put('?');
  }
  EXPECT_EQ(KeyFile::Open(path, 10, disk_).value()->Prints().size(), 9u);
}

TEST_F(DiskSpoolTest, RemembersPositionsAndFreesFiles) {
  auto options = Options();
  options.segment_bytes = 1000;
  {
    const auto spool = MustOpen(options, disk_);
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(spool->Append(std::vector{Item(std::to_string(i))}));
    const auto before = SegmentFiles(folder_.path()).size();
    EXPECT_TRUE(spool->SetPosition(SpoolReader::kDetect, {40, 40}));
    EXPECT_EQ(SegmentFiles(folder_.path()).size(), before);  // the store still needs them
    EXPECT_TRUE(spool->SetPosition(SpoolReader::kStore, {30, 35}));
    EXPECT_LT(SegmentFiles(folder_.path()).size(), before);
  }
  const auto spool = MustOpen(options, disk_);
  EXPECT_EQ(spool->Position(SpoolReader::kStore).done, 30u);
  EXPECT_EQ(spool->Position(SpoolReader::kStore).pending, 35u);
  EXPECT_EQ(Tokens(*spool, 31).front(), "30");
  Done(*spool, 40);
  EXPECT_EQ(spool->Append(std::vector{Item("x")}).value(), 41u);
}

TEST_F(DiskSpoolTest, NumbersAreNeverGivenTwice) {
  {
    const auto spool = MustOpen(Options(), disk_);
    ASSERT_TRUE(spool->Append(std::vector{Item("a"), Item("b")}));
    Done(*spool, 2);
  }
  for (const auto& file : SegmentFiles(folder_.path())) fs::remove(file);
  EXPECT_EQ(MustOpen(Options(), disk_)->Append(std::vector{Item("c")}).value(), 3u);
}

TEST_F(DiskSpoolTest, DropsABatchThatWasCutOff) {
  ASSERT_TRUE(MustOpen(Options(), disk_)->Append(std::vector{Item("a"), Item("b")}));
  const auto file = SegmentFiles(folder_.path()).at(0);
  const std::string good = Bytes(file);
  const auto frame = (good.size() - kSegmentHeaderBytes) / 2;
  for (std::size_t cut = 1; cut < frame; ++cut) {
    std::ofstream(file, std::ios::binary) << good.substr(0, good.size() - cut);
    const auto spool = MustOpen(Options(), disk_);
    EXPECT_EQ(Tokens(*spool), std::vector<std::string>{"a"});
    EXPECT_TRUE(spool->findings().empty());
    ASSERT_EQ(fs::file_size(file), good.size() - frame);  // the remains do not stay in the way
    ASSERT_TRUE(spool->Append(std::vector{Item("c")}));
    EXPECT_EQ(Tokens(*spool), (std::vector<std::string>{"a", "c"}));
    fs::remove(SegmentFiles(folder_.path()).at(1));
  }
}

TEST_F(DiskSpoolTest, DropsAFileCutOffInItsHeader) {
  ASSERT_TRUE(MustOpen(Options(), disk_)->Append(std::vector{Item("a")}));
  fs::resize_file(SegmentFiles(folder_.path()).at(0), kSegmentHeaderBytes - 1);
  const auto spool = MustOpen(Options(), disk_);
  EXPECT_TRUE(Tokens(*spool).empty());
  EXPECT_TRUE(spool->Append(std::vector{Item("b")}));
}

TEST_F(DiskSpoolTest, GoesOnBehindDamageAndKeepsIt) {
  ASSERT_TRUE(MustOpen(Options(), disk_)->Append(std::vector{Item("a"), Item("b"), Item("c")}));
  const auto file = SegmentFiles(folder_.path()).at(0);
  const auto size = static_cast<std::streamoff>(fs::file_size(file));
  const auto frame = (size - static_cast<std::streamoff>(kSegmentHeaderBytes)) / 3;
  Patch(file, static_cast<std::streamoff>(kSegmentHeaderBytes) + frame + 60, "X");  // in b's body
  {
    const auto spool = MustOpen(Options(), disk_);
    EXPECT_EQ(Tokens(*spool), (std::vector<std::string>{"a", "c"}));
    EXPECT_EQ(spool->findings().size(), 1u);
    EXPECT_EQ(spool->Usage().quarantined, 1u);
  }
  EXPECT_FALSE(fs::is_empty(folder_.path() / "quarantine"));
  // A length that points far away must not hide the rest either.
  Patch(file, static_cast<std::streamoff>(kSegmentHeaderBytes) + frame + 4, "\xFF\xFF\x00\x00");
  EXPECT_EQ(Tokens(*MustOpen(Options(), disk_)), (std::vector<std::string>{"a", "c"}));
}

TEST_F(DiskSpoolTest, NoticesDamageWhileRunning) {
  const auto spool = MustOpen(Options(), disk_);
  ASSERT_TRUE(spool->Append(std::vector{Item("a"), Item("b")}));
  Patch(SegmentFiles(folder_.path()).at(0), static_cast<std::streamoff>(kSegmentHeaderBytes) + 60,
        "X");
  EXPECT_EQ(Tokens(*spool), std::vector<std::string>{"b"});
  EXPECT_EQ(spool->Usage().quarantined, 1u);
}

TEST_F(DiskSpoolTest, SurvivesAnyByteFlippedAnywhere) {
  ASSERT_TRUE(MustOpen(Options(), disk_)->Append(std::vector{Item("a", 20), Item("b", 20)}));
  const auto file = SegmentFiles(folder_.path()).at(0);
  const std::string good = Bytes(file);
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bad;
    const auto spool = MustOpen(Options(), disk_);
    const auto tokens = Tokens(*spool);
    EXPECT_GE(tokens.size(), at < kSegmentHeaderBytes ? 2u : 1u) << at;
    for (const auto& token : tokens) EXPECT_TRUE(token == "a" || token == "b");
  }
}

TEST_F(DiskSpoolTest, ChoosesTheNewerPositionSlot) {
  {
    const auto spool = MustOpen(Options(), disk_);
    ASSERT_TRUE(spool->Append(std::vector{Item("a"), Item("b"), Item("c")}));
    ASSERT_TRUE(spool->SetPosition(SpoolReader::kStore, {1, 1}));  // generation 1, slot 1
    ASSERT_TRUE(spool->SetPosition(SpoolReader::kStore, {2, 2}));  // generation 2, slot 0
  }
  Patch(folder_.path() / "positions", 20, "XXXX");
  EXPECT_EQ(MustOpen(Options(), disk_)->Position(SpoolReader::kStore).done, 1u);
  Patch(folder_.path() / "positions", kPositionSlotBytes + 20, "XXXX");
  const auto refused = DiskSpool::Open(Options(), disk_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kCorrupt);
}

TEST_F(DiskSpoolTest, KeepsASecondProcessOut) {
  const auto spool = MustOpen(Options(), disk_);
  const auto second = DiskSpool::Open(Options(), disk_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(DiskSpoolTest, KeysOutliveManyStarts) {
  auto options = Options();
  options.segment_bytes = 1'000;
  int batch = 0;
  const auto keys = [&](int starts) {
    for (const int end = batch + starts; batch < end; ++batch) {
      const auto spool = MustOpen(options, disk_);
      SpoolItem item = Item(std::to_string(batch));
      item.key = fmt::format("key {}", batch);
      Done(*spool, *spool->Append(std::vector{item}));
    }
    return MustOpen(options, disk_)->RecentKeys();
  };
  EXPECT_EQ(keys(5), (std::vector<std::string>{"key 0", "key 1", "key 2", "key 3", "key 4"}));
  // As much as one whole file holds, not more.
  const auto kept = keys(50);
  EXPECT_EQ(kept.back(), "key 54");
  EXPECT_LT(kept.size(), 20u);
  EXPECT_LE(MustOpen(options, disk_)->Usage().bytes, 2 * options.segment_bytes);
}

TEST_F(DiskSpoolTest, SaysFullAtItsLimitAndGoesOnWhenRead) {
  auto options = Options();
  options.limit_bytes = 5'000;
  options.segment_bytes = 1'000;
  const auto spool = MustOpen(options, disk_);
  Result<Sequence> last = 0;
  Sequence durable = 0;
  for (int i = 0; i < 100 && last; ++i) {
    if ((last = spool->Append(std::vector{Item(std::to_string(i))}))) durable = *last;
  }
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code(), ErrorCode::kExhausted);
  EXPECT_EQ(Tokens(*spool).size(), durable);
  Done(*spool, durable);
  EXPECT_TRUE(spool->Append(std::vector{Item("more")}));
  EXPECT_LE(spool->Usage().bytes, options.limit_bytes);
}

TEST_F(DiskSpoolTest, LeavesRoomForTheStateAndGoesOnByItself) {
  auto options = Options();
  options.keep_free_bytes = 1'000'000;
  FaultyDisk disk(-1, FaultyDisk::Fault::kIo);
  disk.free = 1'000'100;
  const auto spool = MustOpen(options, disk);
  const auto refused = spool->Append(std::vector{Item("a")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kExhausted);
  EXPECT_EQ(Tokens(*spool).size(), 0u);
  disk.free = 2'000'000;
  EXPECT_TRUE(spool->Append(std::vector{Item("b")}));
  EXPECT_EQ(Tokens(*spool), std::vector<std::string>{"b"});
}

TEST_F(DiskSpoolTest, ABatchWrittenAgainAfterAFailureIsReadOnce) {
  {
    const auto spool = MustOpen(Options(), disk_);
    ASSERT_TRUE(spool->Append(std::vector{Item("a")}));
    ASSERT_TRUE(spool->Append(std::vector{Item("b"), Item("a")}));
  }
  EXPECT_EQ(Tokens(*MustOpen(Options(), disk_)), (std::vector<std::string>{"a", "b"}));
}

/// Appends, reads and moves positions; returns the tokens that were acknowledged.
std::vector<std::string> Work(const fs::path& folder, FaultyDisk& disk) {
  std::vector<std::string> acknowledged;
  auto opened = DiskSpool::Open({.folder = folder, .segment_bytes = 600}, disk);
  if (!opened) return acknowledged;
  DiskSpool& spool = **opened;
  for (int i = 0; i < 12; ++i) {
    const std::vector items{Item(fmt::format("{}x", i)), Item(fmt::format("{}y", i))};
    // Tried again with the same tokens, as the pipeline does for senders that cannot be answered.
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (!spool.Append(items)) continue;
      acknowledged.push_back(items[0].token);
      acknowledged.push_back(items[1].token);
      break;
    }
    if (i == 6) {
      for (const auto reader : {SpoolReader::kDetect, SpoolReader::kStore}) {
        (void)spool.SetPosition(reader, {4, 4});
      }
    }
  }
  return acknowledged;
}

/// Fails each disk operation in turn, and `times` - 1 after it: nothing acknowledged may be lost,
/// nothing may come twice.
void Sweep(FaultyDisk::Fault fault, int times = 1) {
  for (int n = 0;; ++n) {
    SCOPED_TRACE(n);
    TemporaryFolder folder;
    FaultyDisk disk(n, fault, times);
    const auto acknowledged = Work(folder.path(), disk);
    if (!disk.fired()) break;
    if (times == 1) {
      EXPECT_GE(acknowledged.size(), acknowledged.empty() ? 0u : 22u);  // it costs one batch
    }
    FaultyDisk good(-1, FaultyDisk::Fault::kIo);
    const auto spool = MustOpen({.folder = folder.path()}, good);
    ASSERT_TRUE(spool);
    const auto tokens = Tokens(*spool);
    const std::set<std::string> kept(tokens.begin(), tokens.end());
    EXPECT_EQ(kept.size(), tokens.size()) << "a batch came twice";
    const Sequence done = std::min(spool->Position(SpoolReader::kDetect).done,
                                   spool->Position(SpoolReader::kStore).done);
    for (const auto& token : acknowledged) {
      const bool freed = done == 4 && std::stoi(token) < 3;
      EXPECT_TRUE(freed || kept.contains(token)) << token;
    }
    ASSERT_LT(n, 1000);
  }
}

TEST(DiskFaultTest, InputOutputErrors) { Sweep(FaultyDisk::Fault::kIo); }
TEST(DiskFaultTest, FullDisk) { Sweep(FaultyDisk::Fault::kFull); }
TEST(DiskFaultTest, ShortWrites) { Sweep(FaultyDisk::Fault::kShortWrite); }
TEST(DiskFaultTest, ADiskThatFailsForAWhile) {
  for (const int times : {2, 5, 30}) Sweep(FaultyDisk::Fault::kIo, times);
}
TEST(DiskFaultTest, ADiskThatIsFullForAWhile) { Sweep(FaultyDisk::Fault::kFull, 7); }

TEST(DiskFaultTest, AFileWhoseFlushFailedIsNeverUsedAgain) {
  TemporaryFolder folder;
  for (int n = 0;; ++n) {
    FaultyDisk disk(n, FaultyDisk::Fault::kIo);
    fs::remove_all(folder.path());
    auto spool = DiskSpool::Open({.folder = folder.path()}, disk);
    ASSERT_LT(n, 100);
    if (!spool) continue;
    const bool before = disk.flush_failed();
    ASSERT_TRUE((*spool)->Append(std::vector{Item("a")}) || disk.fired());
    if (!disk.flush_failed() || before) {
      if (!disk.fired()) break;
      continue;
    }
    ASSERT_TRUE((*spool)->Append(std::vector{Item("b")}));
    EXPECT_EQ(SegmentFiles(folder.path()).size(), 1u);  // the abandoned one, empty, was removed
    EXPECT_EQ(Tokens(**spool), std::vector<std::string>{"b"});
  }
}

/// A tmpfs of `bytes`; not mounted (and the test skipped) without the right to mount.
class SmallDisk {
 public:
  explicit SmallDisk(std::size_t bytes) {
    mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0,
                       fmt::format("size={}", bytes).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  const fs::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  bool mounted_ = false;
};

TEST(FullDiskTest, RefusesThenGoesOnByItself) {
  SmallDisk small(256 << 10);
  if (!small.mounted()) GTEST_SKIP() << "skipped: no right to mount a small tmpfs";
  PosixDisk disk;
  const auto spool = MustOpen({.folder = small.path(), .segment_bytes = 64 << 10}, disk);
  Sequence durable = 0;
  Result<Sequence> last = 0;
  for (int i = 0; i < 1000 && last; ++i) {
    if ((last = spool->Append(std::vector{Item(std::to_string(i), 5'000)}))) durable = *last;
  }
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code(), ErrorCode::kExhausted);
  EXPECT_NE(last.error().Text().find("No space left"), std::string::npos) << last.error().Text();
  EXPECT_EQ(Tokens(*spool).size(), durable);
  for (const auto reader : {SpoolReader::kDetect, SpoolReader::kStore}) {
    ASSERT_TRUE(spool->SetPosition(reader, {durable, durable}));
  }
  EXPECT_TRUE(spool->Append(std::vector{Item("after", 5'000)}));
}

/// Submits until killed; writes each acknowledged token to `out`, a line each.
[[noreturn]] void SubmitForEver(const fs::path& folder, int round, int out) {
  PosixDisk disk;
  auto spool = DiskSpool::Open({.folder = folder, .segment_bytes = 20'000}, disk);
  if (!spool) ::_exit(1);
  for (int i = 0;; ++i) {
    const std::vector items{Item(fmt::format("{}-{}a", round, i), 300),
                            Item(fmt::format("{}-{}b", round, i), 300)};
    if (!(*spool)->Append(items)) ::_exit(2);
    const std::string line = items[0].token + "\n" + items[1].token + "\n";
    if (::write(out, line.data(), line.size()) < 0) ::_exit(3);
  }
}

TEST(KillTest, LosesAndDoublesNothingIn50Kills) {
  TemporaryFolder folder;
  std::mt19937 random(20261123);
  std::set<std::string> acknowledged;
  for (int round = 0; round < 50; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) SubmitForEver(folder.path(), round, ends[1]);
    ::close(ends[1]);
    const auto patience = std::uniform_int_distribution<>(5'000, 40'000)(random);
    ::usleep(static_cast<useconds_t>(patience));  // the random moment is the point
    ::kill(child, SIGKILL);
    std::string text;
    char buffer[65536];
    for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
      acknowledged.insert(text.substr(at, end - at));
    }
  }
  PosixDisk disk;
  const auto spool = MustOpen({.folder = folder.path()}, disk);
  const auto tokens = Tokens(*spool);
  const std::set<std::string> kept(tokens.begin(), tokens.end());
  EXPECT_EQ(kept.size(), tokens.size());
  EXPECT_TRUE(std::ranges::includes(kept, acknowledged));
  EXPECT_GT(acknowledged.size(), 100u);
  EXPECT_TRUE(spool->findings().empty());
}

}  // namespace
}  // namespace lachan::spool_disk
