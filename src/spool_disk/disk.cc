// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace lachan::spool_disk {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> Failed(std::string_view what, std::string_view where, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return Fail(full ? ErrorCode::kExhausted : ErrorCode::kUnavailable, "{} {}: {}", what, where,
              std::strerror(error));
}

std::unexpected<Error> Failed(std::string_view what, int file, int error) {
  // The name, not the number: people look for a path.
  std::error_code ignored;
  const auto path = fs::read_symlink(fmt::format("/proc/self/fd/{}", file), ignored);
  return Failed(what, path.empty() ? fmt::format("file {}", file) : path.string(), error);
}

}  // namespace

Result<Disk::File> PosixDisk::Create(const fs::path& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0640);
  if (file >= 0) return file;
  if (errno == EEXIST) return Fail(ErrorCode::kConflict, "{} exists already", path.string());
  return Failed("cannot create", path.string(), errno);
}

Result<Disk::File> PosixDisk::Open(const fs::path& path, bool make) {
  const int file = ::open(path.c_str(), (make ? O_CREAT : 0) | O_RDWR | O_CLOEXEC, 0640);
  if (file < 0) return Failed("cannot open", path.string(), errno);
  return file;
}

Result<std::size_t> PosixDisk::Write(File file, std::span<const std::string_view> parts,
                                     std::uint64_t offset) {
  constexpr std::size_t kParts = 512;  // below every system's IOV_MAX
  std::array<iovec, kParts> vector;
  const std::size_t count = std::min(parts.size(), kParts);
  for (std::size_t i = 0; i < count; ++i) {
    vector[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};
  }
  while (true) {
    const ssize_t written =
        ::pwritev(file, vector.data(), static_cast<int>(count), static_cast<off_t>(offset));
    if (written >= 0) return static_cast<std::size_t>(written);
    if (errno != EINTR) return Failed("cannot write to", file, errno);
  }
}

Result<std::string> PosixDisk::Read(File file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t read =
        ::pread(file, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
    if (read < 0) {
      if (errno == EINTR) continue;
      return Failed("cannot read", file, errno);
    }
    if (read == 0) break;
    got += static_cast<std::size_t>(read);
  }
  bytes.resize(got);
  return bytes;
}

Status PosixDisk::Flush(File file) {
  if (::fdatasync(file) != 0) return Failed("cannot flush", file, errno);
  return {};
}

Status PosixDisk::FlushFolder(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Failed("cannot open", folder.string(), errno);
  const int result = ::fsync(file);
  const int error = errno;
  ::close(file);
  if (result != 0) return Failed("cannot flush", folder.string(), error);
  return {};
}

Status PosixDisk::Truncate(File file, std::uint64_t size) {
  if (::ftruncate(file, static_cast<off_t>(size)) != 0) {
    return Failed("cannot shorten", file, errno);
  }
  return {};
}

Status PosixDisk::Rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return Failed("cannot rename", from.string(), errno);
  return {};
}

Status PosixDisk::Remove(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return Failed("cannot remove", path.string(), errno);
  }
  return {};
}

Status PosixDisk::MakeFolder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return Failed("cannot make folder", path.string(), error.value());
  return {};
}

Result<std::uint64_t> PosixDisk::Size(File file) {
  struct stat status{};
  if (::fstat(file, &status) != 0) return Failed("cannot inspect", file, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::uint64_t> PosixDisk::Free(const fs::path& folder) {
  struct statvfs info{};
  if (::statvfs(folder.c_str(), &info) != 0)
    return Failed("cannot inspect", folder.string(), errno);
  return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

Result<std::vector<std::string>> PosixDisk::List(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  if (error) return Failed("cannot list", folder.string(), error.value());
  std::ranges::sort(names);
  return names;
}

Status PosixDisk::Lock(File file) {
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return {};
  if (errno == EWOULDBLOCK) {
    return Fail(ErrorCode::kFailedPrecondition, "another process holds the lock");
  }
  return Failed("cannot lock", file, errno);
}

void PosixDisk::Close(File file) { ::close(file); }

}  // namespace lachan::spool_disk
