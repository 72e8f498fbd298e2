// SPDX-License-Identifier: Apache-2.0
#include "intake_files/cut.h"

#include <optional>

#include "core/flat_record.h"
#include "formats/evtx.h"
#include "formats/record_text.h"

namespace lachan::intake_files {
namespace {

constexpr std::size_t kChunk = 64u << 10;

/// A line as it stands in the file.
struct Line {
  std::string_view bytes;  // without its end
  std::size_t size = 0;    // with it
  bool has_end = false;
};

/// Finds where the first line ends.
Line FirstLine(std::string_view bytes, FileKind kind) {
  if (kind == FileKind::kUtf8) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return {bytes, bytes.size(), false};
    return {bytes.substr(0, end), end + 1, true};
  }
  const std::size_t low = kind == FileKind::kUtf16Le ? 0 : 1;
  bytes = bytes.substr(0, bytes.size() & ~std::size_t{1});
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    at = bytes.find('\n', at);
    if (at == std::string_view::npos) break;
    if (at % 2 == low && bytes[at ^ 1] == '\0') {
      return {bytes.substr(0, at & ~std::size_t{1}), (at & ~std::size_t{1}) + 2, true};
    }
    at &= ~std::size_t{1};
  }
  return {bytes, bytes.size(), false};
}

std::string ToUtf8(std::string_view bytes, FileKind kind) {
  if (kind == FileKind::kUtf8) return std::string(bytes);
  std::string text, swapped;
  if (kind == FileKind::kUtf16Be) {
    swapped = bytes;
    for (std::size_t at = 0; at + 1 < swapped.size(); at += 2) {
      std::swap(swapped[at], swapped[at + 1]);
    }
    bytes = swapped;
  }
  AppendDecoded({RawValue::Form::kUtf16, bytes}, text);
  return text;
}

std::size_t MarkBytes(std::string_view bytes, FileKind kind) {
  if (kind == FileKind::kUtf8) return bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ? 2 : 0;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(std::string_view(" \t\r\n\0", 5)) == std::string_view::npos;
}

/// Puts lines together to records.
class Joiner {
 public:
  Joiner(const CutHow& how, Cut& cut) : how_(how), cut_(cut) {}

  /// \param end  Behind the line, counted from the first byte.
  void Add(std::string line, std::size_t end) {
    if (line.ends_with('\r')) line.pop_back();
    if (how_.begins == nullptr) {
      if (!IsBlank(line)) cut_.records.push_back(std::move(line));
      cut_.used = end;
      return;
    }
    const bool is_full = open_ && open_->size() + line.size() > how_.limits.record_bytes;
    if (is_full || how_.begins->Extract(line, groups_)) Close();
    if (!open_) {
      open_ = std::move(line);
    } else {
      *open_ += '\n';
      *open_ += line;
    }
    end_ = end;
  }
  /// What is open is a record: nothing more belongs to it.
  void Close() {
    if (!open_) return;
    if (!IsBlank(*open_)) cut_.records.push_back(std::move(*open_));
    open_.reset();
    cut_.used = end_;
  }

 private:
  const CutHow& how_;
  Cut& cut_;
  std::optional<std::string> open_;
  std::size_t end_ = 0;
  std::vector<std::pair<std::string_view, std::string_view>> groups_;
};

Cut CutLines(std::string_view bytes, const CutHow& how) {
  Cut cut;
  cut.is_skipping = how.is_skipping;
  std::size_t at = how.is_start ? MarkBytes(bytes, how.kind) : 0;
  cut.used = at;
  Joiner joiner(how, cut);
  while (at < bytes.size() && cut.records.size() < how.limits.records) {
    const Line line = FirstLine(bytes.substr(at), how.kind);
    if (cut.is_skipping || line.bytes.size() > how.limits.record_bytes) {
      joiner.Close();
      if (!cut.is_skipping) ++cut.too_long;
      cut.is_skipping = !line.has_end;
      at += line.size;
      cut.used = at;
      if (line.size == 0) break;  // half a unit
      continue;
    }
    if (!line.has_end && !how.is_end) break;
    at += line.has_end ? line.size : bytes.size() - at;
    joiner.Add(ToUtf8(line.bytes, how.kind), at);
  }
  if (how.is_end && at >= bytes.size()) joiner.Close();
  return cut;
}

Cut CutChunks(std::string_view bytes, const CutHow& how) {
  Cut cut;
  if (how.is_start) cut.used = std::min<std::size_t>(4096, bytes.size());
  NameTable names;
  formats::EvtxReader reader(names);
  FlatRecord record;
  while (cut.used < bytes.size() && cut.records.size() < how.limits.records) {
    const std::string_view chunk = bytes.substr(cut.used, kChunk);
    if (chunk.size() < kChunk && !how.is_end) break;
    reader.Start(chunk);
    while (reader.Next(record)) cut.records.push_back(formats::RecordAsJson(record, names));
    cut.used += chunk.size();
  }
  return cut;
}

}  // namespace

Cut CutRecords(std::string_view bytes, const CutHow& how) {
  return how.kind == FileKind::kEvtx ? CutChunks(bytes, how) : CutLines(bytes, how);
}

}  // namespace lachan::intake_files
