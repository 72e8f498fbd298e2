// SPDX-License-Identifier: Apache-2.0
#include "scan/find_record.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "detect/record_event.h"
#include "scan/opened_file.h"
#include "scan/records.h"

namespace lachan::scan {
namespace {

/// Keeps the record that is asked for.
class Picker final : public RecordSink {
 public:
  Picker(std::optional<std::uint64_t> wanted, const NameTable& json, const NameTable& other)
      : wanted_(wanted), json_(json), other_(other) {}

  void OnRecord(std::uint64_t unit, Lane lane, const FlatRecord& record) override {
    if (!Wants(unit)) return;
    found_ = detect::EventOf(record, lane == Lane::kJson ? json_ : other_);
  }
  void OnEvent(std::uint64_t unit, const Event& event, bool) override {
    if (Wants(unit)) found_ = event;
  }
  void OnUnread(std::uint64_t unit, Unread) override {
    is_unread_ = is_unread_ || (wanted_ && before_ + unit == *wanted_);
  }
  void OnFieldsLeftOut(std::uint64_t) override {}

  void Pass(std::uint64_t units) { before_ += units; }
  bool is_past() const { return found_ || (wanted_ && before_ >= *wanted_); }
  const std::optional<Event>& found() const { return found_; }
  bool is_unread() const { return is_unread_; }
  std::uint64_t units() const { return before_; }

 private:
  bool Wants(std::uint64_t unit) const {
    return !found_ && (!wanted_ || before_ + unit == *wanted_);
  }

  const std::optional<std::uint64_t> wanted_;
  const NameTable& json_;
  const NameTable& other_;
  std::uint64_t before_ = 0;
  std::optional<Event> found_;
  bool is_unread_ = false;
};

}  // namespace

Result<Event> FindRecord(const InputFile& file, std::optional<std::uint64_t> record,
                         const normalise::Normaliser& normaliser,
                         const std::optional<LogSource>& logsource) {
  CutLimits limits;
  BufferPool pool(limits.slice_bytes);
  OpenedFile opened(file, {}, pool, limits);
  if (opened.sniffed().format == Format::kOther) {
    return Fail(ErrorCode::kUnsupported, "{}: {}", file.path, opened.sniffed().what);
  }
  NameTable json, other;
  RecordReader reader(normaliser, json, other, {logsource});
  Picker picker(record, json, other);
  while (auto slice = opened.Next()) {
    picker.Pass(reader.Read(*slice, file, picker));
    if (picker.is_past()) break;
  }
  if (picker.found()) return *picker.found();
  if (const auto error = opened.error()) {
    return std::unexpected(Error(*error).With("reading " + file.path));
  }
  if (picker.is_unread()) {
    return Fail(ErrorCode::kInvalidInput, "{}: record {} cannot be read", file.path, *record);
  }
  if (!record) return Fail(ErrorCode::kNotFound, "{}: no record that can be read", file.path);
  return Fail(ErrorCode::kNotFound, "{}: no record {}; the file has {}", file.path, *record,
              picker.units());
}

RecordPlace ParseRecordPlace(const std::string& text) {
  std::error_code ignored;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || std::filesystem::exists(text, ignored)) {
    return {text, std::nullopt};
  }
  std::uint64_t record = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + colon + 1, end, record);
  if (error != std::errc{} || at != end || record == 0) return {text, std::nullopt};
  return {text.substr(0, colon), record};
}

}  // namespace lachan::scan
