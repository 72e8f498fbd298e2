// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/account_file.h"

#include "base/hash.h"
#include "spool_disk/numbers.h"

namespace lachan::spool_disk {
namespace {

constexpr std::string_view kMagic = "LCACCTS1";
constexpr std::size_t kHead = 44;  ///< Magic, slot size, generation, settled, length, two sums.
constexpr std::uint64_t kSmallest = 16u << 10, kLargest = 64u << 20;

std::string Slot(std::uint64_t slot_bytes, std::uint64_t generation,
                 const pipeline::AccountKeeper::Kept& kept) {
  std::string out(kMagic);
  Put<std::uint64_t>(out, slot_bytes);
  Put<std::uint64_t>(out, generation);
  Put<std::uint64_t>(out, kept.settled);
  Put<std::uint32_t>(out, static_cast<std::uint32_t>(kept.bytes.size()));
  Put<std::uint32_t>(out, Crc32c(kept.bytes));
  Put<std::uint32_t>(out, Crc32c(out));
  return out + kept.bytes;
}

/// The head of the slot at `at`, if it is one.
bool IsHead(std::string_view head) {
  return head.size() == kHead && head.starts_with(kMagic) &&
         Crc32c(head.substr(0, kHead - 4)) == Get<std::uint32_t>(head.substr(kHead - 4));
}

}  // namespace

Result<std::unique_ptr<AccountFile>> AccountFile::Open(const std::filesystem::path& path,
                                                       Disk& disk) {
  LACHAN_TRY(const Disk::File file, disk.Open(path, true));
  std::unique_ptr<AccountFile> accounts(new AccountFile(disk, file));
  LACHAN_TRY_DO(accounts->Read(), fmt::format("reading {}", path.string()));
  return accounts;
}

AccountFile::~AccountFile() { disk_.Close(file_); }

Status AccountFile::Read() {
  LACHAN_TRY(const std::uint64_t size, disk_.Size(file_));
  if (size > 2 * kLargest) return {};  // not ours: written anew
  LACHAN_TRY(const std::string bytes, disk_.Read(file_, 0, size));
  const std::string_view all = bytes;
  // The second slot lies as far in as a slot is long, which is a power of two. Later ones win: a
  // growing file has its new second slot before its new first one.
  for (std::uint64_t at = 0; at < size; at = at == 0 ? kSmallest : 2 * at) {
    const std::string_view head = all.substr(at, kHead);
    if (!IsHead(head)) continue;
    const auto generation = Get<std::uint64_t>(head.substr(16));
    const auto length = Get<std::uint32_t>(head.substr(32));
    const std::string_view kept = all.substr(at + kHead, length);
    const bool good = kept.size() == length && Crc32c(kept) == Get<std::uint32_t>(head.substr(36));
    if (!good || (newest_ && generation < generation_)) continue;
    generation_ = generation;
    slot_bytes_ = Get<std::uint64_t>(head.substr(8));
    newest_ = Kept{Get<std::uint64_t>(head.substr(24)), std::string(kept)};
  }
  return {};
}

std::optional<pipeline::AccountKeeper::Kept> AccountFile::Load() { return newest_; }

/// Two slots of `slot_bytes` with the newest counters in both.
Status AccountFile::MakeRoom(std::uint64_t slot_bytes) {
  const Kept kept = newest_.value_or(Kept{});
  std::string slot = Slot(slot_bytes, generation_, kept);
  slot.resize(slot_bytes, '\0');
  // The second copy first: while the file grows, the old slots stay at its beginning.
  for (const std::uint64_t at : {slot_bytes, std::uint64_t{0}}) {
    std::string_view rest = slot;
    std::uint64_t offset = at;
    while (!rest.empty()) {
      LACHAN_TRY(const std::size_t written, disk_.Write(file_, {&rest, 1}, offset));
      if (written == 0) return Fail(ErrorCode::kUnavailable, "the disk takes no more bytes");
      rest.remove_prefix(written);
      offset += written;
    }
    LACHAN_TRY_DO(disk_.Flush(file_));
  }
  slot_bytes_ = slot_bytes;
  return {};
}

Status AccountFile::Save(const Kept& kept) {
  if (newest_ && newest_->settled == kept.settled && newest_->bytes == kept.bytes) return {};
  if (kept.bytes.size() + kHead > slot_bytes_) {
    std::uint64_t wanted = kSmallest;
    while (wanted < 2 * (kept.bytes.size() + kHead)) wanted *= 2;
    LACHAN_TRY_DO(MakeRoom(wanted), "making room for the counters of sources");
  }
  const std::string slot = Slot(slot_bytes_, generation_ + 1, kept);
  const std::uint64_t at = (generation_ + 1) % 2 == 0 ? 0 : slot_bytes_;
  std::string_view rest = slot;
  for (std::uint64_t offset = at; !rest.empty();) {
    LACHAN_TRY(const std::size_t written, disk_.Write(file_, {&rest, 1}, offset));
    if (written == 0) return Fail(ErrorCode::kUnavailable, "the disk takes no more bytes");
    rest.remove_prefix(written);
    offset += written;
  }
  LACHAN_TRY_DO(disk_.Flush(file_), "saving the counters of sources");
  ++generation_;
  newest_ = kept;
  return {};
}

}  // namespace lachan::spool_disk
