// SPDX-License-Identifier: Apache-2.0
#include "evidence_disk/evidence_disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/hash.h"

namespace lachan::evidence_disk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = "partial";

std::unexpected<Error> Failed(std::string_view what, int number) {
  const ErrorCode code =
      number == ENOSPC || number == EDQUOT ? ErrorCode::kExhausted : ErrorCode::kUnavailable;
  return Fail(code, "{}: {}", what, std::strerror(number));
}

/// An open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

Status FlushFolder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.is_open() || ::fsync(descriptor.number()) != 0) {
    return Failed("flushing a folder of evidence", errno);
  }
  return {};
}

Status WriteAll(const fs::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return Failed("making an evidence file", errno);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("writing an evidence file", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.number()) != 0) return Failed("flushing an evidence file", errno);
  return {};
}

Result<std::string> ReadAll(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return Fail(ErrorCode::kNotFound, "no evidence of this name");
    return Failed("opening an evidence file", errno);
  }
  std::string bytes;
  std::array<char, 64 << 10> buffer;
  for (;;) {
    const ssize_t got = ::read(file.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("reading an evidence file", errno);
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Failed("making a folder for evidence", error.value());
  fs::permissions(folder, fs::perms::owner_all, error);
  return {};
}

bool IsName(std::string_view sha256) {
  return sha256.size() == 64 &&
         sha256.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Result<std::unique_ptr<EvidenceDisk>> EvidenceDisk::Open(fs::path folder) {
  std::error_code error;
  fs::remove_all(folder / kPartial, error);
  LACHAN_TRY_DO(MakeFolder(folder));
  std::unique_ptr<EvidenceDisk> disk(new EvidenceDisk(std::move(folder)));
  LACHAN_TRY_DO(disk->Check());
  return disk;
}

fs::path EvidenceDisk::PathOf(std::string_view sha256) const {
  return folder_ / sha256.substr(0, 2) / sha256.substr(2, 2) / sha256;
}

Result<std::string> EvidenceDisk::Put(std::string_view bytes) {
  std::string name = Sha256Hex(bytes);
  const fs::path path = PathOf(name);
  if (const auto stored = ReadAll(path); stored && Sha256Hex(*stored) == name) return name;
  LACHAN_TRY_DO(MakeFolder(folder_ / kPartial));
  LACHAN_TRY_DO(MakeFolder(path.parent_path()));
  const fs::path partial = folder_ / kPartial / RandomToken(16);
  auto status = WriteAll(partial, bytes);
  if (status && ::rename(partial.c_str(), path.c_str()) != 0) {
    status = Failed("naming an evidence file", errno);
  }
  if (!status) {
    ::unlink(partial.c_str());
    return std::unexpected(std::move(status).error());
  }
  // From the file's folder up, so that no name above it can be lost either.
  LACHAN_TRY_DO(FlushFolder(path.parent_path()));
  LACHAN_TRY_DO(FlushFolder(path.parent_path().parent_path()));
  LACHAN_TRY_DO(FlushFolder(folder_));
  return name;
}

Result<std::string> EvidenceDisk::Get(std::string_view sha256) {
  if (!IsName(sha256)) return Fail(ErrorCode::kNotFound, "not the name of evidence");
  LACHAN_TRY(std::string bytes, ReadAll(PathOf(sha256)));
  if (Sha256Hex(bytes) != sha256) {
    return Fail(ErrorCode::kCorrupt, "evidence {} was changed on disk", sha256);
  }
  return bytes;
}

Status EvidenceDisk::Check() {
  if (::access(folder_.c_str(), R_OK | W_OK | X_OK) != 0) {
    return Failed("the folder of evidence cannot be used", errno);
  }
  return {};
}

}  // namespace lachan::evidence_disk
