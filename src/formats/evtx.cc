// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx.h"

#include <algorithm>

#include "formats/evtx_bytes.h"
#include "formats/evtx_checksum.h"
#include "formats/evtx_run.h"

namespace lachan::formats {
namespace {

using evtx::Checksum;
using evtx::Load;

constexpr std::string_view kFileSignature{"ElfFile\0", 8};
constexpr std::string_view kChunkSignature{"ElfChnk\0", 8};
constexpr std::string_view kRecordSignature{"**\0\0", 4};
constexpr std::uint32_t kChunkHeader = 512;
constexpr std::uint32_t kRecordHeader = 24;                   ///< Signature, size, number, time.
constexpr std::uint32_t kSmallestRecord = kRecordHeader + 4;  ///< The size stands at the end too.

bool IsUnused(std::string_view chunk) {
  const std::string_view head = chunk.substr(0, kChunkHeader);
  return std::all_of(head.begin(), head.end(), [](char c) { return c == '\0'; });
}

/// What a chunk's header says, if it can be believed.
struct ChunkHeader {
  bool good = false;  ///< Signature, checksum and sizes are right.
  std::uint64_t first_number = 0;
  std::uint32_t free = 0;      ///< Where records end.
  std::uint32_t checksum = 0;  ///< Of the records.
};

ChunkHeader ReadHeader(std::string_view chunk) {
  ChunkHeader header;
  if (chunk.size() < kChunkHeader || !chunk.starts_with(kChunkSignature)) return header;
  header.first_number = Load<std::uint64_t>(chunk, 24);
  header.free = Load<std::uint32_t>(chunk, 48);
  header.checksum = Load<std::uint32_t>(chunk, 52);
  const std::uint32_t sum = Checksum(chunk.substr(128, 384), Checksum(chunk.substr(0, 120)));
  header.good = sum == Load<std::uint32_t>(chunk, 124) && header.free >= kChunkHeader &&
                header.free <= chunk.size();
  return header;
}

}  // namespace

std::size_t EvtxChunksNamed(std::string_view header) {
  constexpr std::size_t kCount = 42;  // In two bytes.
  const bool is_whole = header.size() >= kEvtxHeader && header.starts_with(kFileSignature);
  return is_whole ? Load<std::uint16_t>(header, kCount) : 0;
}

Result<EvtxFile> EvtxFile::Open(std::string_view bytes) {
  const std::string_view chunks = bytes.substr(std::min(bytes.size(), kEvtxHeader));
  if (!bytes.starts_with(kFileSignature) && !chunks.starts_with(kChunkSignature)) {
    return Fail(ErrorCode::kInvalidInput,
                "not a Windows event log: it does not begin with 'ElfFile' (.evtx is read, not the "
                ".evt of Windows XP and not exported XML or text)");
  }
  return EvtxFile(chunks);
}

std::size_t EvtxFile::chunks() const { return (chunks_.size() + kEvtxChunk - 1) / kEvtxChunk; }

std::string_view EvtxFile::chunk(std::size_t index) const {
  return chunks_.substr(std::min(index * kEvtxChunk, chunks_.size()), kEvtxChunk);
}

class EvtxReader::Impl {
 public:
  Impl(NameTable& names, const EvtxLimits& limits) : runner_(names, limits) {}

  void Start(std::string_view chunk) {
    chunk_ = chunk.substr(0, kEvtxChunk);
    runner_.Start(chunk_);
    at_ = std::min<std::uint32_t>(kChunkHeader, static_cast<std::uint32_t>(chunk_.size()));
    end_ = static_cast<std::uint32_t>(chunk_.size());
    next_number_ = 0;
    trusted_ = false;
    if (IsUnused(chunk_)) {
      at_ = end_;
      return;
    }
    const ChunkHeader header = ReadHeader(chunk_);
    if (header.good) {
      trusted_ = true;
      end_ = header.free;
      next_number_ = header.first_number;
    }
    const bool intact =
        header.good && chunk_.size() == kEvtxChunk &&
        Checksum(chunk_.substr(kChunkHeader, end_ - kChunkHeader)) == header.checksum;
    if (!intact) ++counts_.damaged_chunks;
  }

  bool Next(FlatRecord& record) {
    record.text = {};
    record.logsource.reset();
    record.form = 0;
    std::uint32_t size = 0;
    while (FindRecord(size)) {
      const std::uint32_t begin = at_;
      at_ += size;
      next_number_ = Load<std::uint64_t>(chunk_, begin + 8) + 1;
      if (runner_.Record(begin + kRecordHeader, begin + size - 4, record)) {
        ++counts_.records;
        if (runner_.truncated()) ++counts_.truncated_records;
        return true;
      }
      ++counts_.damaged_records;
    }
    record.fields.clear();
    return false;
  }

  const EvtxCounts& counts() const { return counts_; }

 private:
  /// Moves at_ to the next record; false at the end.
  bool FindRecord(std::uint32_t& size) {
    if (at_ >= end_) return FindLateRecord(size);
    size = SizeAt(at_, false);
    if (size != 0) return true;
    // Without a header nobody says where the records end: nothing but zeros is no damage.
    const std::size_t next = NextRecord(at_ + 1);
    const std::string_view skipped = chunk_.substr(at_, std::min<std::size_t>(next, end_) - at_);
    if (trusted_ || skipped.find_first_not_of('\0') != std::string_view::npos) {
      ++counts_.damaged_records;
    }
    if (next == std::string_view::npos) {
      at_ = end_;
      return FindLateRecord(size);
    }
    at_ = static_cast<std::uint32_t>(next);
    size = SizeAt(at_, true);
    return true;
  }

  /// A log that was copied while in use has records its headers do not know of yet. They continue
  /// the numbers; what was there before the log was cleared does not.
  bool FindLateRecord(std::uint32_t& size) {
    if (!trusted_) return false;
    end_ = static_cast<std::uint32_t>(chunk_.size());
    size = SizeAt(at_, true);
    end_ = at_;
    return size != 0 && Load<std::uint64_t>(chunk_, at_ + 8) == next_number_;
  }

  /// Size of the record at `at`, or 0. `strict` asks for the copy of the size at its end too;
  /// otherwise another record's beginning there, or the end, will do.
  std::uint32_t SizeAt(std::uint32_t at, bool strict) const {
    if (end_ - at < kSmallestRecord || chunk_.substr(at, 4) != kRecordSignature) return 0;
    const auto size = Load<std::uint32_t>(chunk_, at + 4);
    if (size < kSmallestRecord || size > end_ - at) return 0;
    if (Load<std::uint32_t>(chunk_, at + size - 4) == size) return size;
    const bool followed = at + size == end_ || chunk_.substr(at + size, 4) == kRecordSignature;
    return !strict && followed ? size : 0;
  }

  std::size_t NextRecord(std::size_t from) const {
    const std::string_view records = chunk_.substr(0, end_);
    for (;; ++from) {
      from = records.find(kRecordSignature, from);
      if (from == std::string_view::npos) return from;
      if (SizeAt(static_cast<std::uint32_t>(from), true) != 0) return from;
    }
  }

  evtx::Runner runner_;
  EvtxCounts counts_;
  std::string_view chunk_;
  std::uint32_t at_ = 0, end_ = 0;
  std::uint64_t next_number_ = 0;
  bool trusted_ = false;  ///< The header's word counts.
};

EvtxReader::EvtxReader(NameTable& names, const EvtxLimits& limits)
    : impl_(std::make_unique<Impl>(names, limits)) {}
EvtxReader::EvtxReader(EvtxReader&&) noexcept = default;
EvtxReader& EvtxReader::operator=(EvtxReader&&) noexcept = default;
EvtxReader::~EvtxReader() = default;

void EvtxReader::Start(std::string_view chunk) { impl_->Start(chunk); }
bool EvtxReader::Next(FlatRecord& record) { return impl_->Next(record); }
const EvtxCounts& EvtxReader::counts() const { return impl_->counts(); }

}  // namespace lachan::formats
