// SPDX-License-Identifier: Apache-2.0
#include "scan/source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "unpack/sources.h"

namespace lachan::scan {
namespace {

constexpr int kWaitMilliseconds = 200;
constexpr std::size_t kWorthWaiting = 16;  ///< Bytes that tell most formats.

std::unexpected<Error> SystemError(int number) {
  const auto code = number == ENOENT || number == ENOTDIR ? ErrorCode::kNotFound
                    : number == EACCES || number == EPERM ? ErrorCode::kDenied
                                                          : ErrorCode::kUnavailable;
  return Fail(code, "{}", std::strerror(number));
}

/// An open file or pipe.
class FileSource final : public ByteSource {
 public:
  FileSource(int file, bool is_regular, bool owns, const SourceWatch& watch)
      : file_(file), is_regular_(is_regular), owns_(owns), watch_(watch) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (owns_) ::close(file_);
  }

  Result<std::size_t> Read(char* into, std::size_t size) override {
    std::size_t done = 0;
    while (done < size) {
      if (!is_regular_ && !IsReady(done > 0)) break;
      const ssize_t count = ::read(file_, into + done, size - done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && done == 0) return SystemError(errno);
      if (count <= 0) break;  // An error comes again with the next call.
      done += static_cast<std::size_t>(count);
    }
    if (watch_.consumed != nullptr) *watch_.consumed += done;
    return done;
  }

 private:
  /// Waits until something can be read, or, if there is something already, looks only.
  bool IsReady(bool has_some) const {
    pollfd wanted{file_, POLLIN, 0};
    while (watch_.stop == nullptr || !*watch_.stop) {
      const int ready = ::poll(&wanted, 1, has_some ? 0 : kWaitMilliseconds);
      if (ready > 0) return true;
      if (has_some || (ready < 0 && errno != EINTR)) return false;
    }
    return false;
  }

  int file_;
  bool is_regular_, owns_;
  SourceWatch watch_;
};

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> Read(char* into, std::size_t size) override {
    size = std::min(size, text_.size() - at_);
    std::memcpy(into, text_.data() + at_, size);
    at_ += size;
    return size;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view PeekSource::Peek(std::size_t size) {
  if (head_.size() - at_ < size && !ended_ && !error_) {
    const std::size_t had = head_.size();
    head_.resize(at_ + size);
    std::size_t filled = had;
    while (filled < head_.size()) {
      const auto count = inner_->Read(head_.data() + filled, head_.size() - filled);
      if (!count) {
        error_ = count.error();
        break;
      }
      if (*count == 0) {
        ended_ = true;
        break;
      }
      filled += *count;
      // The rest would have to be waited for, or is not there.
      if (filled < head_.size() && filled - at_ >= std::min(size, kWorthWaiting)) break;
    }
    head_.resize(filled);
  }
  return std::string_view(head_).substr(at_, size);
}

Result<std::size_t> PeekSource::Read(char* into, std::size_t size) {
  if (at_ < head_.size()) {
    const std::size_t count = std::min(size, head_.size() - at_);
    std::memcpy(into, head_.data() + at_, count);
    at_ += count;
    if (at_ < head_.size()) return count;
    head_ = std::string();
    at_ = 0;
    return count;
  }
  if (error_) return std::unexpected(*error_);
  if (ended_) return 0;
  return inner_->Read(into, size);
}

Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path, const SourceWatch& watch) {
  const bool is_stdin = path == "-";
  const int file = is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return SystemError(errno);
  struct stat about{};
  if (::fstat(file, &about) != 0) {
    const int number = errno;
    if (!is_stdin) ::close(file);
    return SystemError(number);
  }
  auto source = std::make_unique<FileSource>(file, S_ISREG(about.st_mode), !is_stdin, watch);
  if (S_ISDIR(about.st_mode)) return Fail(ErrorCode::kUnsupported, "is a folder");
  if (S_ISREG(about.st_mode) && !is_stdin) {
    static_cast<void>(::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL));
  }
  return source;
}

std::unique_ptr<ByteSource> FromText(std::string text) {
  return std::make_unique<TextSource>(std::move(text));
}

std::unique_ptr<PeekSource> Unpacked(std::unique_ptr<ByteSource> inner) {
  auto source = std::make_unique<PeekSource>(std::move(inner));
  const std::string_view head = source->Peek(4);
  std::unique_ptr<ByteSource> unpacking;
  if (head.starts_with("\x1f\x8b\x08")) {
    unpacking = unpack::Gunzip(std::move(source));
  } else if (unpack::IsZstd(head)) {
    unpacking = unpack::Unzstd(std::move(source));
  }
  if (unpacking) source = std::make_unique<PeekSource>(std::move(unpacking));
  const std::string_view mark = source->Peek(3);
  if (mark.starts_with("\xff\xfe") || mark.starts_with("\xfe\xff")) {
    const bool is_big_endian = mark.starts_with("\xfe\xff");
    source->Skip(2);
    return std::make_unique<PeekSource>(unpack::FromUtf16(std::move(source), is_big_endian));
  }
  if (mark.starts_with("\xef\xbb\xbf")) source->Skip(3);
  return source;
}

}  // namespace lachan::scan
