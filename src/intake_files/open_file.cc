// SPDX-License-Identifier: Apache-2.0
#include "intake_files/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>

#include "base/hash.h"

namespace lachan::intake_files {

using namespace std::string_view_literals;

std::string Print(std::string_view bytes) { return Sha256Hex(bytes).substr(0, 16); }

Result<std::unique_ptr<OpenFile>> OpenFile::Open(const std::string& path, bool follow) {
  std::unique_ptr<OpenFile> opened(new OpenFile());
  // Without waiting: a named pipe would hold us until somebody writes.
  opened->file_ =
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW));
  struct stat about{};
  if (opened->file_ < 0 || ::fstat(opened->file_, &about) != 0) {
    const auto code = errno == ENOENT                     ? ErrorCode::kNotFound
                      : errno == EACCES || errno == EPERM ? ErrorCode::kDenied
                                                          : ErrorCode::kUnavailable;
    return Fail(code, "{}: {}", path, std::generic_category().message(errno));
  }
  if (!S_ISREG(about.st_mode)) return Fail(ErrorCode::kUnsupported, "{}: no regular file", path);
  opened->device_ = about.st_dev;
  opened->inode_ = about.st_ino;
  opened->Sniff();
  return opened;
}

OpenFile::~OpenFile() {
  if (packed_ != nullptr) ::gzclose_r(packed_);
  if (file_ >= 0) ::close(file_);
}

void OpenFile::Sniff() {
  char bytes[16] = {};
  const ssize_t size = ::pread(file_, bytes, sizeof bytes, 0);
  const std::string_view head(bytes, size > 0 ? static_cast<std::size_t>(size) : 0);
  if (head.starts_with("\x1f\x8b\x08"sv) && packed_ == nullptr) {
    const int copy = ::fcntl(file_, F_DUPFD_CLOEXEC, 0);
    packed_ = copy >= 0 ? ::gzdopen(copy, "rb") : nullptr;
    if (packed_ == nullptr && copy >= 0) ::close(copy);
    if (packed_ != nullptr) ::gzbuffer(packed_, 256u << 10);
  }
  std::string_view text = head;
  std::string unpacked;
  if (packed_ != nullptr) {
    unpacked = Read(0, sizeof bytes).value_or(std::string());
    text = unpacked;
  }
  kind_ = text.starts_with("ElfFile\0"sv)  ? FileKind::kEvtx
          : text.starts_with("\xFF\xFE"sv) ? FileKind::kUtf16Le
          : text.starts_with("\xFE\xFF"sv) ? FileKind::kUtf16Be
                                           : FileKind::kUtf8;
}

OpenFile::Now OpenFile::now() const {
  struct stat about{};
  if (::fstat(file_, &about) != 0) return {};
  return {static_cast<std::uint64_t>(about.st_size),
          std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec,
          about.st_nlink > 0};
}

Result<std::string> OpenFile::Read(std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  if (packed_ != nullptr) {
    if (::gzseek(packed_, static_cast<z_off_t>(offset), SEEK_SET) < 0) {
      return Fail(ErrorCode::kCorrupt, "the packed data is damaged");
    }
    const int got = ::gzread(packed_, bytes.data(), static_cast<unsigned>(size));
    int problem = Z_OK;
    const char* const text = ::gzerror(packed_, &problem);
    if (got < 0 || (problem != Z_OK && problem != Z_BUF_ERROR)) {
      return Fail(ErrorCode::kCorrupt, "the packed data is damaged: {}", text);
    }
    if (problem == Z_BUF_ERROR && got == 0) {
      (void)::gzrewind(packed_);  // it may have grown when it is read again
      return Fail(ErrorCode::kCorrupt, "the packed data ends early");
    }
    have = static_cast<std::size_t>(got);
  } else {
    while (have < size) {
      const ssize_t got =
          ::pread(file_, bytes.data() + have, size - have, static_cast<off_t>(offset + have));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return Fail(ErrorCode::kUnavailable, "{}", std::generic_category().message(errno));
      }
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace lachan::intake_files
