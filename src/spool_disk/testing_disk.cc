// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/testing_disk.h"

#include "base/hash.h"
#include "base/text.h"

namespace lachan::spool_disk {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder()
    : path_(fs::temp_directory_path() / ("lachan-spool-" + RandomToken(9))) {
  fs::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

bool FaultyDisk::Fails() {
  const int call = calls_++;
  const bool fails = fail_at_ >= 0 && call >= fail_at_ && call < fail_at_ + times_;
  fired_ = fired_ || fails;
  return fails;
}

std::unexpected<Error> FaultyDisk::Failure() const {
  return fault_ == Fault::kFull ? Fail(ErrorCode::kExhausted, "no space left (injected)")
                                : Fail(ErrorCode::kUnavailable, "input/output error (injected)");
}

Result<Disk::File> FaultyDisk::Create(const fs::path& path) {
  if (Fails()) return Failure();
  return PosixDisk::Create(path);
}

Result<Disk::File> FaultyDisk::Open(const fs::path& path, bool make) {
  if (Fails()) return Failure();
  return PosixDisk::Open(path, make);
}

Result<std::size_t> FaultyDisk::Write(File file, std::span<const std::string_view> parts,
                                      std::uint64_t offset) {
  if (!Fails()) return PosixDisk::Write(file, parts, offset);
  // A failing write may leave a part behind; a short one says so.
  std::string all;
  for (const std::string_view part : parts) all += part;
  const std::string_view half = std::string_view(all).substr(0, all.size() / 2);
  const auto part = PosixDisk::Write(file, {&half, 1}, offset);
  if (fault_ == Fault::kShortWrite) return part;
  return Failure();
}

Status FaultyDisk::Flush(File) {
  if (Fails()) {
    flush_failed_ = true;
    return Failure();
  }
  return {};
}

Status FaultyDisk::FlushFolder(const fs::path&) {
  if (Fails()) return Failure();
  return {};
}

Status FaultyDisk::Truncate(File file, std::uint64_t size) {
  if (Fails()) return Failure();
  return PosixDisk::Truncate(file, size);
}

Status FaultyDisk::Remove(const fs::path& path) {
  if (Fails()) return Failure();
  return PosixDisk::Remove(path);
}

Status FaultyDisk::MakeFolder(const fs::path& path) {
  if (Fails()) return Failure();
  return PosixDisk::MakeFolder(path);
}

}  // namespace lachan::spool_disk
