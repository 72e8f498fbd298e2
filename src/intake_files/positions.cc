// SPDX-License-Identifier: Apache-2.0
#include "intake_files/positions.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/hash.h"

namespace lachan::intake_files {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostLines = 2000;  ///< Besides four for each position.
constexpr std::size_t kLineBytes = 128u << 10;

std::unexpected<Error> Cannot(std::string_view what, const std::string& path) {
  return Fail(ErrorCode::kUnavailable, "cannot {} {}: {}", what, path,
              std::generic_category().message(errno));
}

Status WriteAll(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t put = ::write(file, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return Cannot("write", path);
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  if (::fdatasync(file) != 0) return Cannot("flush", path);
  return {};
}

template <class T>
bool Get(const json::object& object, std::string_view name, T& value) {
  const json::value* const found = object.if_contains(name);
  if (found == nullptr) return false;
  if constexpr (std::is_same_v<T, std::string>) {
    if (!found->is_string()) return false;
    value = std::string(found->get_string());
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!found->is_bool()) return false;
    value = found->get_bool();
  } else {
    boost::system::error_code error;
    value = found->to_number<T>(error);
    if (error) return false;
  }
  return true;
}

}  // namespace

std::string EncodePosition(const FilePosition& p) {
  json::object object{{"id", p.id},
                      {"source", p.source},
                      {"path", p.path},
                      {"device", p.device},
                      {"inode", p.inode},
                      {"head_size", p.head_size},
                      {"head", p.head},
                      {"tail", p.tail},
                      {"done", p.done},
                      {"next", p.next},
                      {"kind", static_cast<unsigned>(p.kind)},
                      {"packed", p.is_packed},
                      {"skipping", p.is_skipping},
                      {"ended", p.is_ended},
                      {"seen", p.seen}};
  if (!p.header.empty()) object["header"] = p.header;
  if (p.next > p.done && !p.next_tail.empty()) object["next_tail"] = p.next_tail;
  const std::string body = json::serialize(object);
  return fmt::format("{:08x} {}", Crc32c(body), body);
}

std::optional<FilePosition> DecodePosition(std::string_view line) {
  if (line.size() < 10 || line.size() > kLineBytes || line[8] != ' ') return std::nullopt;
  const std::string_view body = line.substr(9);
  if (fmt::format("{:08x}", Crc32c(body)) != line.substr(0, 8)) return std::nullopt;
  boost::system::error_code error;
  json::parse_options options;
  options.allow_invalid_utf8 = true;  // paths are bytes, and so are headers
  const json::value value = json::parse(body, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  const json::object& object = value.get_object();
  FilePosition p;
  unsigned kind = 0;
  const bool fine = Get(object, "id", p.id) && Get(object, "source", p.source) &&
                    Get(object, "path", p.path) && Get(object, "device", p.device) &&
                    Get(object, "inode", p.inode) && Get(object, "head_size", p.head_size) &&
                    Get(object, "head", p.head) && Get(object, "tail", p.tail) &&
                    Get(object, "done", p.done) && Get(object, "next", p.next) &&
                    Get(object, "kind", kind) && Get(object, "packed", p.is_packed) &&
                    Get(object, "skipping", p.is_skipping) && Get(object, "ended", p.is_ended) &&
                    Get(object, "seen", p.seen);
  if (!fine || kind > static_cast<unsigned>(FileKind::kEvtx) || p.id.empty() ||
      p.head_size > kPrintBytes || p.next < p.done) {
    return std::nullopt;
  }
  p.kind = static_cast<FileKind>(kind);
  (void)Get(object, "header", p.header);  // most files have none
  (void)Get(object, "next_tail", p.next_tail);
  return p;
}

Result<Positions> Positions::Open(std::string path) {
  Positions positions(std::move(path));
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(positions.path_).parent_path(), error);
  if (std::filesystem::exists(positions.path_)) {
    std::ifstream in(positions.path_, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    if (in.bad()) return Cannot("read", positions.path_);
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      if (auto position = DecodePosition(rest.substr(0, end))) {
        positions.all_[position->id] = std::move(*position);
      }
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
  LACHAN_TRY_DO(positions.Rewrite());
  return positions;
}

Positions::Positions(Positions&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      lines_(other.lines_),
      all_(std::move(other.all_)) {}

Positions& Positions::operator=(Positions&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(file_, other.file_);
  std::swap(lines_, other.lines_);
  std::swap(all_, other.all_);
  return *this;
}

Positions::~Positions() {
  if (file_ >= 0) ::close(file_);
}

/// Beside, then renamed: a crash leaves the old file or the new one.
Status Positions::Rewrite() {
  const std::string beside = path_ + ".new";
  const int file =
      ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0600);
  if (file < 0) return Cannot("write", beside);
  std::string text;
  for (const auto& [id, position] : all_) text += EncodePosition(position) + '\n';
  Status written = WriteAll(file, text, beside);
  if (written && ::rename(beside.c_str(), path_.c_str()) != 0) written = Cannot("replace", path_);
  if (!written) {
    ::close(file);
    return written;
  }
  if (file_ >= 0) ::close(file_);
  file_ = file;
  lines_ = all_.size();
  const std::string folder = std::filesystem::path(path_).parent_path().string();
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened >= 0) {
    (void)::fsync(opened);
    ::close(opened);
  }
  return {};
}

Status Positions::Put(std::span<const FilePosition> positions) {
  if (positions.empty()) return {};
  std::string text;
  for (const FilePosition& position : positions) text += EncodePosition(position) + '\n';
  if (Status written = WriteAll(file_, text, path_); !written) {
    // What was written of it is unknown: the file begins anew with what is known.
    (void)Rewrite();
    return written;
  }
  for (const FilePosition& position : positions) all_[position.id] = position;
  lines_ += positions.size();
  if (lines_ > kMostLines + 4 * all_.size()) return Rewrite();
  return {};
}

Status Positions::Prune(std::int64_t before) {
  const std::size_t removed = std::erase_if(
      all_, [&](const auto& entry) { return entry.second.is_ended && entry.second.seen < before; });
  return removed > 0 ? Rewrite() : Status{};
}

}  // namespace lachan::intake_files
