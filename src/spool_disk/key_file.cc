// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/key_file.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "pipeline/ports.h"
#include "spool_disk/numbers.h"

namespace lachan::spool_disk {
namespace {

constexpr std::size_t kPrint = 32, kSlot = 48;  ///< Number, print, sum, nothing.

std::string Slot(std::uint64_t number, std::string_view print) {
  std::string out;
  Put(out, number);
  out += print;
  Put(out, Crc32c(out));
  out.resize(kSlot, '\0');
  return out;
}

Status WriteAll(Disk& disk, Disk::File file, std::string_view rest, std::uint64_t offset) {
  while (!rest.empty()) {
    LACHAN_TRY(const std::size_t written, disk.Write(file, {&rest, 1}, offset));
    if (written == 0) return Fail(ErrorCode::kUnavailable, "the disk takes no more bytes");
    rest.remove_prefix(written);
    offset += written;
  }
  return {};
}

/// (number, print) of every good slot, by number.
std::vector<std::pair<std::uint64_t, std::string>> Slots(std::string_view bytes,
                                                         std::size_t capacity) {
  std::vector<std::pair<std::uint64_t, std::string>> found;
  for (std::size_t at = 0; at + kSlot <= bytes.size(); at += kSlot) {
    const std::string_view slot = bytes.substr(at, kSlot);
    const std::uint64_t number = Get<std::uint64_t>(slot);
    if (number == 0 || number % capacity != at / kSlot ||
        Get<std::uint32_t>(slot.substr(8 + kPrint)) != Crc32c(slot.substr(0, 8 + kPrint))) {
      continue;
    }
    found.emplace_back(number, slot.substr(8, kPrint));
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

Result<std::unique_ptr<KeyFile>> KeyFile::Open(const std::filesystem::path& path,
                                               std::size_t capacity, Disk& disk) {
  LACHAN_TRY(const Disk::File file, disk.Open(path, true));
  std::unique_ptr<KeyFile> keys(new KeyFile(disk, file, capacity));
  LACHAN_TRY(const std::uint64_t size, disk.Size(file));
  if (size < capacity * kSlot) {
    Status made = WriteAll(disk, file, std::string(capacity * kSlot - size, '\0'), size);
    if (made) made = disk.Flush(file);
    if (!made) {
      (void)disk.Truncate(file, size);  // half of it would only stand in the way of others
      return std::unexpected(std::move(made).error());
    }
  }
  LACHAN_TRY(const std::string bytes, disk.Read(file, 0, capacity * kSlot));
  if (const auto slots = Slots(bytes, capacity); !slots.empty()) {
    keys->next_ = slots.back().first + 1;
  }
  return keys;
}

KeyFile::~KeyFile() { disk_.Close(file_); }

std::vector<std::string> KeyFile::Prints() const {
  std::vector<std::string> prints;
  const auto bytes = disk_.Read(file_, 0, capacity_ * kSlot);
  if (!bytes) return prints;
  for (auto& [number, print] : Slots(*bytes, capacity_)) prints.push_back(std::move(print));
  return prints;
}

Status KeyFile::Add(std::span<const std::string> keys) {
  if (keys.empty()) return {};
  if (keys.size() > capacity_) keys = keys.last(capacity_);
  std::string bytes;
  std::uint64_t begin = next_;
  for (const std::string& key : keys) {
    bytes += Slot(next_++, pipeline::KeyPrint(key));
    if (next_ % capacity_ != 0) continue;
    LACHAN_TRY_DO(WriteAll(disk_, file_, bytes, (begin % capacity_) * kSlot));
    bytes.clear();
    begin = next_;
  }
  LACHAN_TRY_DO(WriteAll(disk_, file_, bytes, (begin % capacity_) * kSlot));
  return disk_.Flush(file_);
}

}  // namespace lachan::spool_disk
