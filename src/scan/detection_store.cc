// SPDX-License-Identifier: Apache-2.0
#include "scan/detection_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <queue>

#include "base/check.h"
#include "detect/correlate.h"

namespace lachan::scan {
namespace {

constexpr std::size_t kMostOfAValue = 4096;  ///< Bytes of a field that correlations see.
constexpr std::size_t kWriteBytes = 1 << 20, kReadBytes = 64 << 10;

template <class T>
void Put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T Take(std::string_view& in) {
  T value{};
  LACHAN_CHECK(in.size() >= sizeof value, "what was written is read back whole");
  std::memcpy(&value, in.data(), sizeof value);
  in.remove_prefix(sizeof value);
  return value;
}

std::unexpected<Error> FileError(const char* what) {
  return Fail(ErrorCode::kUnavailable, "{} the file for correlations: {}", what,
              std::strerror(errno));
}

Status WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return FileError("writing");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

/// A file without a name: it goes when the program does.
Result<int> OpenNameless(std::string folder) {
  if (folder.empty()) {
    const char* wanted = std::getenv("TMPDIR");
    folder = wanted == nullptr ? "/tmp" : wanted;
  }
  int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  std::string name = folder + "/lachan-XXXXXX";  // File systems without O_TMPFILE.
  file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return FileError("making");
  ::unlink(name.c_str());
  return file;
}

}  // namespace

CorrelationNeeds NeedsOf(const detect::RuleSet& rules) {
  CorrelationNeeds needs;
  if (rules.correlations().empty()) return needs;
  const detect::Correlator correlator(rules);
  for (std::size_t rule = 0; rule < rules.rules().size(); ++rule) {
    needs.is_target.push_back(correlator.Counts(rule));
    const auto& fields = correlator.FieldsOf(rule);
    needs.fields.insert(needs.fields.end(), fields.begin(), fields.end());
  }
  std::ranges::sort(needs.fields);
  const auto again = std::ranges::unique(needs.fields);
  needs.fields.erase(again.begin(), again.end());
  if (needs.fields.size() > UINT16_MAX) needs.fields.resize(UINT16_MAX);
  return needs;
}

std::string EncodeDetection(std::span<const std::uint32_t> rules,
                            std::span<const CompactField> fields) {
  std::string body;
  Put(body, static_cast<std::uint32_t>(rules.size()));
  for (const std::uint32_t rule : rules) Put(body, rule);
  for (const auto& field : fields) {
    const auto value = std::string_view(field.value).substr(0, kMostOfAValue);
    Put(body, field.index);
    Put(body, field.kind);
    Put(body, static_cast<std::uint16_t>(value.size()));
    body += value;
  }
  return body;
}

DecodedDetection::DecodedDetection(std::string_view body, const CorrelationNeeds& needs)
    : needs_(needs) {
  for (auto count = Take<std::uint32_t>(body); count > 0; --count) {
    rules_.push_back(Take<std::uint32_t>(body));
  }
  while (!body.empty()) {
    Field& field = fields_.emplace_back();
    field.index = Take<std::uint16_t>(body);
    field.kind = Take<EventField::Kind>(body);
    const auto size = Take<std::uint16_t>(body);
    field.value = body.substr(0, size);
    body.remove_prefix(size);
  }
}

std::optional<std::string_view> DecodedDetection::Read(std::string_view name) const {
  const auto at = std::ranges::lower_bound(needs_.fields, name);
  if (at == needs_.fields.end() || *at != name) return std::nullopt;
  const auto wanted = static_cast<std::uint16_t>(at - needs_.fields.begin());
  for (const Field& field : fields_) {
    if (field.index != wanted) continue;
    if (field.kind == EventField::Kind::kNull) return std::nullopt;
    return field.value;
  }
  return std::nullopt;
}

/// One sorted run of the file, or what is held in memory.
class DetectionStore::RunReader {
 public:
  RunReader(int file, Run run) : file_(file), run_(run) {}
  explicit RunReader(std::vector<Detection>& held) : held_(&held) {}

  /// Moves to the next one. \return false at the end
  Result<bool> Next() {
    if (held_ != nullptr) {
      if (index_ == held_->size()) return false;
      current = std::move((*held_)[index_++]);
      return true;
    }
    LACHAN_TRY(const bool more, Have(kHead));
    if (!more) return false;
    std::string_view head = std::string_view(bytes_).substr(at_, kHead);
    current.time = Instant{Duration{Take<std::int64_t>(head)}};
    current.file = Take<std::uint32_t>(head);
    current.record = Take<std::uint64_t>(head);
    const auto size = Take<std::uint32_t>(head);
    at_ += kHead;
    LACHAN_TRY_DO(Have(size));
    current.body.assign(bytes_, at_, size);
    at_ += size;
    return true;
  }

  static void Append(const Detection& detection, std::string& out) {
    Put(out, static_cast<std::int64_t>(detection.time.time_since_epoch().count()));
    Put(out, detection.file);
    Put(out, detection.record);
    Put(out, static_cast<std::uint32_t>(detection.body.size()));
    out += detection.body;
  }

  Detection current;

 private:
  static constexpr std::size_t kHead = 8 + 4 + 8 + 4;

  /// Makes `count` bytes available at at_. \return false at the end of the run
  Result<bool> Have(std::size_t count) {
    if (bytes_.size() - at_ >= count) return true;
    bytes_.erase(0, at_);
    at_ = 0;
    while (bytes_.size() < count && run_.begin < run_.end) {
      const std::size_t had = bytes_.size();
      bytes_.resize(had + std::min<std::uint64_t>(kReadBytes + count, run_.end - run_.begin));
      const ssize_t got =
          ::pread(file_, bytes_.data() + had, bytes_.size() - had, static_cast<off_t>(run_.begin));
      bytes_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return FileError("reading");
      run_.begin += static_cast<std::uint64_t>(got);
    }
    return bytes_.size() >= count;
  }

  int file_ = -1;
  Run run_;
  std::string bytes_;
  std::size_t at_ = 0;
  std::vector<Detection>* held_ = nullptr;
  std::size_t index_ = 0;
};

DetectionStore::~DetectionStore() {
  if (file_ >= 0) ::close(file_);
}

Status DetectionStore::Add(Detection detection) {
  held_bytes_ += detection.body.capacity() + sizeof detection;
  held_.push_back(std::move(detection));
  ++size_;
  if (held_bytes_ < options_.memory_bytes) return {};
  return Spill();
}

void DetectionStore::SortHeld() { std::ranges::stable_sort(held_, {}, &Detection::time); }

Status DetectionStore::Spill() {
  if (file_ < 0) {
    LACHAN_TRY(file_, OpenNameless(options_.folder));
  }
  SortHeld();
  Run run{file_size_, file_size_};
  std::string out;
  for (std::size_t i = 0; i < held_.size(); ++i) {
    RunReader::Append(held_[i], out);
    if (out.size() < kWriteBytes && i + 1 < held_.size()) continue;
    LACHAN_TRY_DO(WriteAll(file_, out));
    run.end += out.size();
    out.clear();
  }
  file_size_ = run.end;
  runs_.push_back(run);
  held_.clear();
  held_bytes_ = 0;
  return {};
}

Status DetectionStore::ForEach(const std::function<bool(const Detection&)>& visit) {
  SortHeld();
  std::vector<std::unique_ptr<RunReader>> readers;
  for (const Run& run : runs_) readers.push_back(std::make_unique<RunReader>(file_, run));
  readers.push_back(std::make_unique<RunReader>(held_));
  using Place = std::pair<Instant, std::size_t>;  // Runs are in the order in which things came.
  std::priority_queue<Place, std::vector<Place>, std::greater<>> next;
  const auto advance = [&](std::size_t index) -> Status {
    LACHAN_TRY(const bool more, readers[index]->Next());
    if (more) next.emplace(readers[index]->current.time, index);
    return {};
  };
  for (std::size_t i = 0; i < readers.size(); ++i) LACHAN_TRY_DO(advance(i));
  while (!next.empty()) {
    const std::size_t index = next.top().second;
    next.pop();
    if (!visit(readers[index]->current)) return {};
    LACHAN_TRY_DO(advance(index));
  }
  return {};
}

}  // namespace lachan::scan
