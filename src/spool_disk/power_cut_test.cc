// SPDX-License-Identifier: Apache-2.0
// Power goes at any moment: what was not flushed may be on the disk, in part, or not at all, in any
// order; names of files too. Every call is noted, and for every moment several such disks are made.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <set>

#include "spool_disk/account_file.h"
#include "spool_disk/disk_spool.h"
#include "spool_disk/testing_disk.h"

namespace lachan::spool_disk {
namespace {

namespace fs = std::filesystem;
using pipeline::Sequence;
using pipeline::SpoolItem;
using pipeline::SpoolReader;

constexpr std::size_t kSector = 512;

struct Call {
  enum class Kind { kMake, kWrite, kTruncate, kFlush, kFlushFolder, kRemove } kind;
  std::string name;  ///< Of the file, without its folder.
  std::string bytes;
  std::uint64_t at = 0;
};

/// The real disk, which notes what changes it.
class NotingDisk final : public PosixDisk {
 public:
  Result<File> Create(const fs::path& path) override {
    auto file = PosixDisk::Create(path);
    if (file) Opened(*file, path, true);
    return file;
  }
  Result<File> Open(const fs::path& path, bool make) override {
    const bool is_new = make && !fs::exists(path);
    auto file = PosixDisk::Open(path, make);
    if (file) Opened(*file, path, is_new);
    return file;
  }
  Result<std::size_t> Write(File file, std::span<const std::string_view> parts,
                            std::uint64_t offset) override {
    std::string all;
    for (const std::string_view part : parts) all += part;
    calls.push_back({Call::Kind::kWrite, names_[file], all, offset});
    return PosixDisk::Write(file, parts, offset);
  }
  Status Flush(File file) override {
    calls.push_back({Call::Kind::kFlush, names_[file], {}});
    return {};  // nothing here outlives the test
  }
  Status FlushFolder(const fs::path&) override {
    calls.push_back({Call::Kind::kFlushFolder, {}, {}});
    return {};
  }
  Status Truncate(File file, std::uint64_t size) override {
    calls.push_back({Call::Kind::kTruncate, names_[file], {}, size});
    return PosixDisk::Truncate(file, size);
  }
  Status Remove(const fs::path& path) override {
    calls.push_back({Call::Kind::kRemove, path.filename().string(), {}});
    return PosixDisk::Remove(path);
  }

  std::vector<Call> calls;

 private:
  void Opened(File file, const fs::path& path, bool is_new) {
    names_[file] = path.filename().string();
    if (is_new) calls.push_back({Call::Kind::kMake, names_[file], {}});
  }
  std::map<File, std::string> names_;
};

/// A file as it may be found after the cut.
struct FileState {
  bool is_there = false, was_there = false;  ///< In memory; after the folder's last flush.
  std::string flushed;
  std::vector<Call> waiting;
};

void Apply(const Call& call, std::string& bytes, std::mt19937* random) {
  if (call.kind == Call::Kind::kTruncate) {
    if (bytes.size() > call.at) bytes.resize(call.at);
    return;
  }
  for (std::size_t from = 0; from < call.bytes.size();) {
    const std::size_t place = call.at + from;
    const std::size_t size = std::min(kSector - place % kSector, call.bytes.size() - from);
    if (random == nullptr || (*random)() % 3 != 0) {
      if (bytes.size() < place + size) bytes.resize(place + size, '\0');
      bytes.replace(place, size, call.bytes, from, size);
    }
    from += size;
  }
}

/// One of the disks that the first `count` calls may leave.
std::map<std::string, std::string> After(std::span<const Call> calls, std::mt19937& random) {
  std::map<std::string, FileState> files;
  for (const Call& call : calls) {
    FileState& file = files[call.name];
    switch (call.kind) {
      case Call::Kind::kMake:
        file = FileState{true, file.was_there, {}, {}};
        break;
      case Call::Kind::kWrite:
      case Call::Kind::kTruncate:
        file.waiting.push_back(call);
        break;
      case Call::Kind::kFlush:
        for (const Call& waiting : file.waiting) Apply(waiting, file.flushed, nullptr);
        file.waiting.clear();
        break;
      case Call::Kind::kFlushFolder:
        for (auto& [name, each] : files) each.was_there = each.is_there;
        break;
      case Call::Kind::kRemove:
        file.is_there = false;
        break;
    }
  }
  std::map<std::string, std::string> found;
  for (auto& [name, file] : files) {
    if (name.empty()) continue;
    const bool there = file.is_there == file.was_there ? file.is_there : random() % 2 == 0;
    if (!there) continue;
    std::string bytes = file.flushed;
    for (const Call& waiting : file.waiting) {
      if (random() % 4 != 0) Apply(waiting, bytes, &random);
    }
    found[name] = bytes;
  }
  return found;
}

struct Acknowledged {
  std::string token;
  Sequence sequence = 0;
  std::size_t calls = 0;  ///< How many there were when it was acknowledged.
};

/// Appends, moves positions, keeps counters; `saved`: counters durable after so many calls.
std::vector<Acknowledged> Work(const fs::path& folder, NotingDisk& disk,
                               std::map<std::size_t, Sequence>& saved) {
  std::vector<Acknowledged> acknowledged;
  auto spool = DiskSpool::Open({.folder = folder, .segment_bytes = 2'500}, disk);
  EXPECT_TRUE(spool);
  auto accounts = AccountFile::Open(folder / "accounts", disk);
  EXPECT_TRUE(accounts);
  for (int i = 0; i < 40; ++i) {
    std::vector<SpoolItem> items;
    for (const char* part : {"a", "b"}) {
      const std::string token = std::to_string(i) + part;
      items.push_back(
          {token, "key-" + token, 1,
           std::make_shared<const std::string>(
               std::string(200 + static_cast<std::size_t>(i) * 37 % 900, 'x') + token)});
    }
    const auto first = (*spool)->Append(items);
    EXPECT_TRUE(first);
    for (std::size_t k = 0; k < items.size(); ++k) {
      acknowledged.push_back({items[k].token, *first + k, disk.calls.size()});
    }
    if (i % 5 != 4) continue;
    const Sequence done = *first - 3;
    EXPECT_TRUE(
        (*accounts)->Save({done, std::string(100 + static_cast<std::size_t>(i) * 10, 'c')}));
    saved[disk.calls.size()] = done;
    EXPECT_TRUE((*spool)->SetPosition(SpoolReader::kDetect, {done, done}));
    EXPECT_TRUE((*spool)->SetPosition(SpoolReader::kStore, {done, *first}));
  }
  return acknowledged;
}

void Check(const fs::path& folder, std::size_t cut, const std::vector<Acknowledged>& acknowledged,
           const std::map<std::size_t, Sequence>& saved) {
  FaultyDisk disk(-1, FaultyDisk::Fault::kIo);  // flushes nothing
  auto spool = DiskSpool::Open({.folder = folder}, disk);
  ASSERT_TRUE(spool) << "cannot open: " << spool.error().Text();
  std::set<std::string> kept;
  for (Sequence from = 1;;) {
    const auto frame = (*spool)->Read(from);
    ASSERT_TRUE(frame);
    if (!*frame) break;
    EXPECT_TRUE(kept.insert((*frame)->item.token).second) << (*frame)->item.token << " twice";
    EXPECT_TRUE((*frame)->item.body->ends_with((*frame)->item.token));
    from = (*frame)->sequence + 1;
  }
  const Sequence done = std::min((*spool)->Position(SpoolReader::kDetect).done,
                                 (*spool)->Position(SpoolReader::kStore).done);
  for (const Acknowledged& one : acknowledged) {
    if (one.calls > cut || one.sequence <= done) continue;
    EXPECT_TRUE(kept.contains(one.token)) << one.token << " was acknowledged and is lost";
  }
  auto accounts = AccountFile::Open(folder / "accounts", disk);
  ASSERT_TRUE(accounts);
  const auto counters = (*accounts)->Load();
  const auto newest = saved.upper_bound(cut);
  const Sequence least = newest == saved.begin() ? 0 : std::prev(newest)->second;
  EXPECT_GE(counters ? counters->settled : 0, least);
  EXPECT_GE(counters ? counters->settled : 0, (*spool)->Position(SpoolReader::kStore).done)
      << "the counters are behind the position";
  const auto more = (*spool)->Append(
      std::vector{SpoolItem{"more", "", 1, std::make_shared<const std::string>("more")}});
  ASSERT_TRUE(more);
  for (const Acknowledged& one : acknowledged) {
    if (one.calls <= cut) {
      EXPECT_GT(*more, one.sequence) << "a number was given twice";
    }
  }
}

TEST(PowerCutTest, NothingAcknowledgedIsLostAtAnyMoment) {
  TemporaryFolder original;
  NotingDisk noting;
  std::map<std::size_t, Sequence> saved;
  const auto acknowledged = Work(original.path(), noting, saved);
  ASSERT_GT(noting.calls.size(), 120u);
  std::mt19937 random(20261130);
  for (std::size_t cut = 0; cut <= noting.calls.size(); ++cut) {
    for (int disk = 0; disk < 4; ++disk) {
      SCOPED_TRACE(fmt::format("cut after call {}, disk {}", cut, disk));
      TemporaryFolder found;
      for (const auto& [name, bytes] : After(std::span(noting.calls).first(cut), random)) {
        std::ofstream(found.path() / name, std::ios::binary) << bytes;
      }
      Check(found.path(), cut, acknowledged, saved);
      if (::testing::Test::HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace lachan::spool_disk
