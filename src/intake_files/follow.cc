// SPDX-License-Identifier: Apache-2.0
#include "intake_files/follow.h"

#include <algorithm>
#include <filesystem>

#include "base/hash.h"
#include "base/text.h"

namespace lachan::intake_files {
namespace {

constexpr std::chrono::seconds kSettled{1};    ///< Unchanged so long after rotation: nobody writes.
constexpr std::chrono::seconds kAbandon{300};  ///< Then its descriptor is closed.
constexpr std::size_t kLeastToCompare = 16;
constexpr std::size_t kHeaderBytes = 64u << 10;  ///< At most, of the lines at the beginning.

std::string TailOf(std::string_view before, std::string_view bytes) {
  std::string tail(before);
  tail += bytes;
  if (tail.size() > kPrintBytes) tail.erase(0, tail.size() - kPrintBytes);
  return tail;
}

bool IsOfSameName(const std::string& path, const std::string& earlier) {
  return std::filesystem::path(path).filename().string().starts_with(
      std::filesystem::path(earlier).stem().string());
}

/// Whether rotation makes such a name: "a.log.1", "a.log-20261130.gz", "a-1.log" of "a.log".
bool IsRotatedName(const std::string& path, const std::string& earlier) {
  const std::string name = std::filesystem::path(path).filename().string();
  const std::string stem = std::filesystem::path(earlier).stem().string();
  return path != earlier && name.size() > stem.size() && name.starts_with(stem) &&
         std::string_view(".-_0123456789").contains(name[stem.size()]);
}

/// How far prints tell the bytes of a file: what is done, or a first batch that is on its way.
std::uint64_t KnownBytes(const FilePosition& position) {
  if (position.done > 0) return position.done;
  return position.next_tail.empty() ? 0 : position.next;
}

}  // namespace

bool IsThere(OpenFile& file, const FilePosition& position) {
  const auto head = file.Read(0, position.head_size);
  if (!head || head->size() < position.head_size || Print(*head) != position.head) return false;
  const std::uint64_t end = KnownBytes(position);
  if (end == 0) return true;
  const std::uint64_t size = std::min<std::uint64_t>(end, kPrintBytes);
  const auto tail = file.Read(end - size, size);
  return tail && tail->size() == size &&
         Print(*tail) == (position.done > 0 ? position.tail : position.next_tail);
}

FilePosition NewPosition(const OpenFile& file, const FileRule& rule, const std::string& path) {
  FilePosition position;
  const std::string random = RandomBytes(8);
  position.id = ToHex({reinterpret_cast<const unsigned char*>(random.data()), random.size()});
  position.source = rule.source;
  position.path = path;
  position.device = file.device();
  position.inode = file.inode();
  position.is_packed = file.is_packed();
  position.kind = file.kind();
  position.head = Print("");
  return position;
}

bool MayBecomeCopy(Followed& one, const Positions& known, bool is_quiet) {
  if (is_quiet && !one.at.is_packed) return false;
  if (!is_quiet && one.at.is_packed) return true;  // only the whole of it tells
  const auto head = one.file->Read(0, kPrintBytes);
  if (!head) return true;
  const std::string print = Print(*head);
  return std::ranges::any_of(known.all(), [&](const auto& entry) {
    const FilePosition& p = entry.second;
    const std::uint64_t read = KnownBytes(p);
    if (p.source != one.rule->source || read == 0 || p.head_size != kPrintBytes) return false;
    if (one.at.is_packed) {
      // What is packed to its end and yet shorter is something else.
      return p.head == print && !one.file->Read(read - 1, 1);
    }
    return read > one.last.size && IsRotatedName(one.at.path, p.path) &&
           (one.last.size < kPrintBytes || p.head == print);
  });
}

Identity Identify(OpenFile& file, const FileRule& rule, const std::string& path,
                  const Positions& known, bool from_end) {
  FilePosition position = NewPosition(file, rule, path);
  for (const auto& [id, p] : known.all()) {
    if (p.source != rule.source || p.device != file.device() || p.inode != file.inode() ||
        p.is_packed != file.is_packed() || !IsThere(file, p)) {
      continue;
    }
    position = p;
    position.path = path;
    position.is_ended = false;
    if (p.done > 0 || p.next > 0) return {position, {}};
    break;  // nothing was read of it: perhaps it is a copy by now
  }
  const FilePosition* original = nullptr;
  const std::string head = file.Read(0, kPrintBytes).value_or(std::string());
  const std::string print = Print(head);
  for (const auto& [id, p] : known.all()) {
    const std::uint64_t read = KnownBytes(p);
    if (p.source != rule.source || read == 0 || id == position.id ||
        (original && original->next >= p.next))
      continue;
    // Short files look alike easily: a packed copy must have all of it and the name.
    const bool is_small_copy = file.is_packed() && head.size() == read &&
                               head.size() >= kLeastToCompare && p.head_size == head.size() &&
                               IsOfSameName(path, p.path);
    if ((p.head_size != kPrintBytes && !is_small_copy) || p.head != print) continue;
    if (IsThere(file, p)) original = &p;
  }
  if (original != nullptr) {
    const auto there = OpenFile::Open(original->path, true);
    const bool is_both = there && (*there)->device() == original->device &&
                         (*there)->inode() == original->inode && IsThere(**there, *original);
    position.done = is_both ? original->next : original->done;
    position.next = original->next;
    position.next_tail = original->next_tail;
    // Only the copy has these bytes now: it goes on as the file that it was, so that a batch which
    // was on its way is known again.
    if (!is_both) position.id = original->id;
    position.is_skipping = original->is_skipping;
    position.kind = original->kind;
    position.header = original->header;
  } else if (from_end && !file.is_packed() && file.kind() != FileKind::kEvtx) {
    position.done = position.next = file.now().size;
    position.is_skipping = true;  // it may end within a line
    const auto last =
        position.done == 0 ? Result<std::string>("\n") : file.Read(position.done - 1, 1);
    if (last && *last == "\n" && file.kind() == FileKind::kUtf8) position.is_skipping = false;
  } else {
    // A file under the name of an earlier one goes on as that did, until it says otherwise.
    std::int64_t seen = -1;
    for (const auto& [id, p] : known.all()) {
      if (p.source != rule.source || p.path != path || p.header.empty() || p.seen <= seen) continue;
      position.header = p.header;
      seen = p.seen;
    }
  }
  return {std::move(position), original == nullptr ? std::string() : original->id};
}

void TakePrints(Followed& one) {
  if (one.at.head_size < kPrintBytes) {
    if (auto head = one.file->Read(0, kPrintBytes); head && head->size() > one.at.head_size) {
      one.at.head_size = static_cast<std::uint32_t>(head->size());
      one.at.head = Print(*head);
    }
  }
  const std::uint64_t size = std::min<std::uint64_t>(one.at.done, kPrintBytes);
  one.tail = one.file->Read(one.at.done - size, size).value_or(std::string());
  one.at.tail = Print(one.tail);
}

void TakeHeader(Followed& one) {
  one.columns = formats::ColumnHeader::Decode(one.at.header);
  if (!one.at.header.empty() || one.at.done == 0 || one.at.kind != FileKind::kUtf8) return;
  const std::string head = one.file->Read(0, kHeaderBytes).value_or(std::string());
  std::string_view rest = std::string_view(head).substr(0, one.at.done);
  while (rest.starts_with('#') && rest.contains('\n')) {
    one.columns.Take(Trim(rest.substr(0, rest.find('\n'))));
    rest.remove_prefix(rest.find('\n') + 1);
  }
  one.at.header = one.columns.Encode();
}

bool LookAt(Followed& one, Followed::Time now) {
  const auto seen = one.file->now();
  const bool has_changed = seen.size != one.last.size || seen.modified != one.last.modified;
  one.last = seen;
  if (!has_changed) return true;
  one.changed_at = now;
  if (one.at.is_packed) return true;
  if (seen.size < one.at.done || !IsThere(*one.file, one.at)) return false;
  if (one.at.head_size < kPrintBytes && seen.size > one.at.head_size) {
    if (one.at.done == 0) {
      one.file->Sniff();
      one.at.kind = one.file->kind();
      one.at.is_packed = one.file->is_packed();
    }
    TakePrints(one);
  }
  return true;
}

std::optional<Batch> NextBatch(Followed& one, Followed::Time now, const FileWatch::Options& options,
                               bool& has_ended) {
  has_ended = false;
  const auto unchanged = now - one.changed_at;
  const bool is_again = one.at.next > one.at.done;
  const bool is_whole = one.at.is_packed || one.at.kind == FileKind::kEvtx;
  if (!is_again && is_whole && unchanged < options.quiet) return std::nullopt;
  const std::size_t wanted =
      is_again ? static_cast<std::size_t>(one.at.next - one.at.done) : options.read_bytes;
  if (!is_again && !one.at.is_packed && one.last.size <= one.at.done) {
    has_ended = is_whole || !one.last.is_linked || (!one.is_listed && unchanged >= kAbandon);
    return std::nullopt;
  }
  const auto bytes = one.file->Read(one.at.done, wanted);
  if (!bytes) {
    one.problem = fmt::format("{}: {}", one.at.path, bytes.error().message());
    has_ended = one.at.is_packed;
    return std::nullopt;
  }
  const bool is_short = bytes->size() < wanted;
  if (is_again && is_short) {
    // Being cut off just now; or a copy that ends before what was added while it was made, of which
    // what it has is read.
    if (unchanged >= options.quiet) one.at.next = one.at.done;
    return std::nullopt;
  }
  CutHow how;
  how.kind = one.at.kind;
  how.begins = one.rule->begins.get();
  how.is_start = one.at.done == 0;
  how.is_skipping = one.at.is_skipping;
  how.limits = options.cut;
  how.is_end = is_again || (is_short && (is_whole || unchanged >= options.last_line ||
                                         (!one.is_listed && unchanged >= kSettled)));
  Cut cut = CutRecords(*bytes, how);
  if (cut.used == 0) {
    has_ended = how.is_end && is_short && (is_whole || !one.last.is_linked);
    return std::nullopt;
  }
  Batch batch;
  batch.records = std::move(cut.records);
  batch.done = one.at.done + cut.used;
  batch.too_long = cut.too_long;
  batch.is_skipping = cut.is_skipping;
  batch.tail = TailOf(one.tail, std::string_view(*bytes).substr(0, cut.used));
  one.problem.clear();
  return batch;
}

}  // namespace lachan::intake_files
