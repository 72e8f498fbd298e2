// SPDX-License-Identifier: Apache-2.0
// Finding: which files there are, and what became of those that were followed.
#include <algorithm>

#include "intake_files/file_watch_impl.h"

namespace lachan::intake_files {

using std::chrono::steady_clock;

constexpr std::chrono::minutes kLongestCopying{10};  ///< Then it is taken for a file of its own.
constexpr std::chrono::milliseconds kLookAgain{500};

void FileWatch::Impl::Scan() {
  scanned_at_ = steady_clock::now();
  scan_problems_.clear();
  for (auto& [key, one] : followed_) one.is_listed = false;
  std::vector<std::string> folders;
  std::map<Key, const FileRule*> taken;
  for (const FileRule& rule : options_.rules) {
    for (const Found& found : FindFiles(rule, folders)) {
      const Key key{found.device, found.inode};
      const auto [by, is_new] = taken.emplace(key, &rule);
      if (!is_new) {
        if (by->second != &rule) {
          scan_problems_[found.path] =
              fmt::format("{} belongs to two rules ('{}' and '{}'); it is read for the first",
                          found.path, by->second->source, rule.source);
        }
        continue;
      }
      const auto at = followed_.find(key);
      if (at == followed_.end()) {
        Follow(rule, found.path, found.is_named, true);
        continue;
      }
      at->second.is_listed = true;
      at->second.at.path = found.path;
      if (at->second.file == nullptr &&
          (found.size != at->second.last.size || found.modified != at->second.last.modified)) {
        followed_.erase(at);  // what was read to its end has changed
        Follow(rule, found.path, found.is_named, true);
      }
    }
  }
  // What is closed and gone needs no more memory.
  std::erase_if(followed_, [](const auto& entry) {
    return entry.second.file == nullptr && !entry.second.is_listed;
  });
  if (is_first_scan_) FindLost();
  is_first_scan_ = false;
  watch_.Watch(folders);
  const auto now = deps_.clock.Now() - options_.remember;
  (void)positions_.Prune(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
}

void FileWatch::Impl::Follow(const FileRule& rule, const std::string& path, bool follow_link,
                             bool is_listed) {
  auto file = OpenFile::Open(path, follow_link);
  if (!file) {
    if (file.error().code() != ErrorCode::kNotFound) {
      scan_problems_[path] = file.error().message();
    }
    return;
  }
  Followed one;
  one.rule = &rule;
  const bool from_end = rule.from_end && is_first_scan_ && new_sources_.contains(rule.source);
  Identity identity = Identify(**file, rule, path, positions_, from_end);
  const bool is_copy = !identity.original.empty();
  one.at = is_copy ? NewPosition(**file, rule, path) : std::move(identity.at);
  one.is_new = is_copy || (!from_end && one.at.done == 0 && one.at.next == 0);
  one.file = std::move(*file);
  one.is_listed = is_listed;
  one.met_at = one.changed_at = steady_clock::now();
  one.last = one.file->now();
  TakePrints(one);
  TakeHeader(one);
  one.is_dirty = !one.is_new;
  followed_.insert_or_assign(Key{one.at.device, one.at.inode}, std::move(one));
}

/// Whether it is known who a file is that was met: a new one, or a copy of one that is read. A copy
/// that is still written, or one of a file with something unread, waits: else lines came twice.
bool FileWatch::Impl::IsDecided(Followed& one, Followed::Time now) {
  if (!one.is_new) return true;
  if (one.last.size == 0) return !one.last.is_linked || !one.is_listed;
  const bool is_quiet = now - one.changed_at >= options_.quiet;
  if (now - one.met_at < kLongestCopying && MayBecomeCopy(one, positions_, is_quiet)) {
    if (is_quiet) one.retry_at = now + kLookAgain;
    return false;
  }
  Identity identity = Identify(*one.file, *one.rule, one.at.path, positions_, false);
  const auto reader = std::ranges::find_if(followed_, [&](const auto& entry) {
    return entry.second.at.id == identity.original && entry.second.file != nullptr;
  });
  if (!identity.original.empty() && reader != followed_.end()) {
    const FilePosition& original = reader->second.at;
    const bool is_whole = original.is_packed || original.kind == FileKind::kEvtx;
    if (is_whole || original.next > original.done || reader->second.last.size > original.done) {
      one.retry_at = now + kLookAgain;
      return false;
    }
    identity.at.id = one.at.id;
    identity.at.done = identity.at.next = original.done;
  } else if (identity.original.empty() && IsBeginningOfAnother(one)) {
    identity.at.done = identity.at.next = one.last.size;
  }
  if (identity.at.done == 0) identity.at.header = one.at.header;
  one.at = std::move(identity.at);
  one.is_new = false;
  TakePrints(one);
  TakeHeader(one);
  one.is_dirty = true;
  return true;
}

/// Whether all of a plain file is the beginning of one that is read already beyond that.
bool FileWatch::Impl::IsBeginningOfAnother(Followed& one) {
  if (one.at.is_packed || one.at.kind == FileKind::kEvtx || one.last.size < kPrintBytes) {
    return false;
  }
  const std::uint64_t from = one.last.size - kPrintBytes;
  const auto end = one.file->Read(from, kPrintBytes);
  return end && std::ranges::any_of(followed_, [&](const auto& entry) {
           const Followed& other = entry.second;
           if (other.file == nullptr || other.rule != one.rule || other.at.done < one.last.size ||
               other.at.is_packed || other.at.head != one.at.head) {
             return false;
           }
           const auto same = other.file->Read(from, kPrintBytes);
           return same && *same == *end;
         });
}

/// Files that were renamed, or copied and cut off, while we did not run: what was not read of them
/// is looked for under the names that rotation gives.
void FileWatch::Impl::FindLost() {
  std::vector<FilePosition> lost;
  for (const auto& [id, p] : positions_.all()) {
    const auto at = followed_.find(Key{p.device, p.inode});
    if (!p.is_ended && (at == followed_.end() || at->second.at.id != id)) lost.push_back(p);
  }
  for (FilePosition& p : lost) {
    const auto rule = std::ranges::find(options_.rules, p.source, &FileRule::source);
    if (rule == options_.rules.end()) continue;  // its rule may come back
    if (!FollowCopy(p, *rule)) {
      p.is_ended = true;
      (void)positions_.Put({&p, 1});
    }
  }
}

/// Finds the file, or a copy, that holds the bytes a position speaks of, and reads on there.
bool FileWatch::Impl::FollowCopy(const FilePosition& old, const FileRule& rule) {
  if (old.head_size == 0) return false;
  for (const std::string& path : Namesakes(old.path)) {
    auto file = OpenFile::Open(path, false);
    if (!file || (*file)->now().size < old.done || (*file)->is_packed() != old.is_packed ||
        !IsThere(**file, old)) {
      continue;
    }
    const Key key{(*file)->device(), (*file)->inode()};
    const auto at = followed_.find(key);
    // Followed already: as the copy it is, from the same place on.
    if (at != followed_.end() && !at->second.is_new) return at->second.at.done >= old.done;
    Followed one;
    one.rule = &rule;
    one.at = old;
    one.at.path = path;
    one.at.device = key.first;
    one.at.inode = key.second;
    one.file = std::move(*file);
    one.is_listed = at != followed_.end();
    one.changed_at = steady_clock::now();
    one.last = one.file->now();
    TakePrints(one);
    TakeHeader(one);
    one.is_dirty = true;
    followed_.insert_or_assign(key, std::move(one));
    return true;
  }
  return false;
}

/// The file was cut off or written anew: it begins again, and what was not read is looked for.
void FileWatch::Impl::Emptied(Followed& one) {
  FilePosition old = one.at;
  one.at = NewPosition(*one.file, *one.rule, old.path);
  one.at.header = old.header;  // the same program writes on
  one.file->Sniff();
  one.at.kind = one.file->kind();
  one.at.is_packed = one.file->is_packed();
  TakePrints(one);
  TakeHeader(one);
  one.is_new = true;  // perhaps the next copy was written into an old one
  one.met_at = steady_clock::now();
  one.is_dirty = false;
  old.inode = 0;
  const bool is_copied = FollowCopy(old, *one.rule);
  if (!is_copied) {
    old.is_ended = true;
    (void)positions_.Put({&old, 1});
  }
  const std::lock_guard lock(mutex_);
  ++counters_.emptied;
  if (!is_copied && old.next > old.done) counters_.lost_bytes += old.next - old.done;
}

}  // namespace lachan::intake_files
