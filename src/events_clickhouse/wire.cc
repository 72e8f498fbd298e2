// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/wire.h"

#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "base/check.h"
#include "events/event_columns.h"
#include "events/event_schema.h"

namespace lachan::events_clickhouse {
namespace {

static_assert(std::endian::native == std::endian::little, "the formats are little-endian");

void AppendVarUInt(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

void AppendString(std::string& out, std::string_view text) {
  AppendVarUInt(out, text.size());
  out += text;
}

void AppendInt64(std::string& out, std::int64_t value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof bytes);
}

/// A String column most of whose rows are empty: these cost nothing until the next value.
class SparseColumn {
 public:
  void Put(std::size_t row, std::string_view text) {
    Fill(row);
    AppendString(bytes_, text);
    ++rows_;
  }
  void Fill(std::size_t rows) {
    if (rows > rows_) bytes_.append(rows - rows_, '\0');
    rows_ = rows;
  }
  void Clear() {
    bytes_.clear();
    rows_ = 0;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t rows_ = 0;
};

/// Array(String): ends of the arrays, then all elements.
struct ListColumn {
  std::string ends, elements;
  std::int64_t count = 0;
  void Clear() {
    ends.clear();
    elements.clear();
    count = 0;
  }
};

/// Where the fields of a shape go.
struct ShapePlan {
  struct Target {
    int hot = -1;  ///< Index of its column; -1: to the remainder.
    EventField::Kind kind = EventField::Kind::kString;
    std::uint32_t name = 0;
  };
  std::vector<Target> targets;
  bool repeats = false;  ///< Two fields share a column.
};

}  // namespace

/// Builds all columns in one walk over the events.
class NativeBlocks::Builder {
 public:
  explicit Builder(ClassOf class_of)
      : class_of_(std::move(class_of)), hot_(events::HotFields().size()) {}

  void Add(const EventBatch& batch);
  std::size_t rows() const { return rows_; }
  /// The block of what was added; valid until the next one. Begins anew.
  std::string_view Finish();

 private:
  void Plan(const EventBatch& batch);
  void AddCore(const FlatEvent& event);
  void AddFields(const FlatEvent& event, const ShapePlan& plan);
  void AppendRest(const ShapePlan::Target& target, std::string_view value);
  std::string_view Escaped(std::string_view text);

  const ClassOf class_of_;
  std::size_t rows_ = 0;
  std::string id_, time_, received_at_, clock_suspect_, exercise_, source_, agency_, system_,
      class_, host_, peer_, transport_, format_, rest_, raw_;
  /// In the order of the columns, up to the log sources.
  const std::array<std::string*, 13> core_ = {
      &id_,     &time_,  &received_at_, &clock_suspect_, &exercise_,  &source_, &agency_,
      &system_, &class_, &host_,        &peer_,          &transport_, &format_};
  std::array<ListColumn, 3> logsources_;
  std::vector<SparseColumn> hot_;
  // Of the batch at hand.
  std::vector<std::string>
      rest_names_;  ///< By name: what stands before the value in the remainder.
  std::vector<ShapePlan> plans_;
  std::string rest_of_event_, escaped_;
  std::vector<std::string> joined_;
  std::string block_;
};

void NativeBlocks::Builder::Plan(const EventBatch& batch) {
  rest_names_.clear();
  std::vector<int> hot_of_name;
  for (const std::string_view name : batch.names()) {
    rest_names_.push_back(events::EscapeSeparators(name) + events::kAfterName);
    const auto hot = events::HotIndex(name);
    hot_of_name.push_back(hot ? static_cast<int>(*hot) : -1);
  }
  plans_.clear();
  for (const EventBatch::Shape& shape : batch.shapes()) {
    ShapePlan& plan = plans_.emplace_back();
    std::vector<bool> taken(hot_.size());
    for (const EventBatch::Name& field : shape) {
      const int hot = hot_of_name[field.name];
      plan.targets.push_back({hot, field.kind, field.name});
      if (hot < 0) continue;
      plan.repeats = plan.repeats || taken[static_cast<std::size_t>(hot)];
      taken[static_cast<std::size_t>(hot)] = true;
    }
  }
}

void NativeBlocks::Builder::Add(const EventBatch& batch) {
  Plan(batch);
  EventBatch::Cursor cursor(batch);
  for (FlatEvent event; cursor.Next(event); ++rows_) {
    AddCore(event);
    AddFields(event, plans_[batch.kinds()[event.kind].shape]);
  }
}

void NativeBlocks::Builder::AddCore(const FlatEvent& event) {
  AppendString(id_, event.id);
  AppendInt64(time_, event.time.time_since_epoch().count());
  AppendInt64(received_at_, event.received_at.time_since_epoch().count());
  clock_suspect_ += static_cast<char>(event.clock_suspect ? 1 : 0);
  exercise_ += static_cast<char>(event.is_exercise ? 1 : 0);
  AppendInt64(source_, event.source.value);
  AppendInt64(agency_, event.agency.value);
  AppendInt64(system_, event.system.value);
  const events::RetentionClass by_level{.level = event.level};
  class_ += static_cast<char>((class_of_ ? class_of_(event) : by_level).Byte());
  AppendString(host_, event.host);
  AppendString(peer_, event.peer);
  transport_ += static_cast<char>(event.transport);
  AppendString(format_, event.format);
  AppendString(raw_, event.raw);
  constexpr std::array kParts = {&LogSource::product, &LogSource::category, &LogSource::service};
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    ListColumn& list = logsources_[i];
    for (const LogSource& source : event.logsources) AppendString(list.elements, source.*kParts[i]);
    AppendInt64(list.ends, list.count += static_cast<std::int64_t>(event.logsources.size()));
  }
}

std::string_view NativeBlocks::Builder::Escaped(std::string_view text) {
  if (!events::MayHaveSeparators(text)) return text;
  return escaped_ = events::EscapeSeparators(text);
}

/// As events::Pack does, but for all events of a shape alike.
void NativeBlocks::Builder::AddFields(const FlatEvent& event, const ShapePlan& plan) {
  rest_of_event_.clear();
  if (plan.repeats) joined_.assign(hot_.size(), {});
  for (std::size_t i = 0; i < plan.targets.size(); ++i) {
    const ShapePlan::Target& target = plan.targets[i];
    const std::string_view value = event.fields[i].value;
    if (target.hot < 0 || value.empty()) {
      AppendRest(target, value);
    } else if (plan.repeats) {
      std::string& values = joined_[static_cast<std::size_t>(target.hot)];
      if (!values.empty()) values += events::kBetween;
      values += Escaped(value);
    } else {
      hot_[static_cast<std::size_t>(target.hot)].Put(rows_, Escaped(value));
    }
  }
  if (plan.repeats) {
    for (std::size_t i = 0; i < hot_.size(); ++i) {
      if (!joined_[i].empty()) hot_[i].Put(rows_, joined_[i]);
    }
  }
  AppendString(rest_, rest_of_event_);
}

void NativeBlocks::Builder::AppendRest(const ShapePlan::Target& target, std::string_view value) {
  if (rest_of_event_.empty()) rest_of_event_ += events::kBetween;
  rest_of_event_ += rest_names_[target.name];
  rest_of_event_ += Escaped(value);
  rest_of_event_ += events::kAfterName;
  rest_of_event_ += events::KindLetter(target.kind);
  rest_of_event_ += events::kBetween;
}

std::string_view NativeBlocks::Builder::Finish() {
  static const std::vector<events::Column> kColumns = events::EventColumns();
  for (SparseColumn& column : hot_) column.Fill(rows_);
  block_.clear();
  AppendVarUInt(block_, kColumns.size());
  AppendVarUInt(block_, rows_);
  std::size_t next = 0;
  const auto column = [&](std::initializer_list<std::string_view> parts) {
    AppendString(block_, kColumns[next].name);
    AppendString(block_, kColumns[next++].type);
    for (const std::string_view part : parts) block_ += part;
  };
  for (const std::string* one : core_) column({*one});
  for (const ListColumn& list : logsources_) column({list.ends, list.elements});
  column({rest_});
  column({raw_});
  for (const SparseColumn& one : hot_) column({one.bytes()});
  LACHAN_CHECK(next == kColumns.size(), "a value for each column");
  rows_ = 0;
  for (std::string* one : core_) one->clear();
  rest_.clear();
  raw_.clear();
  for (ListColumn& list : logsources_) list.Clear();
  for (SparseColumn& one : hot_) one.Clear();
  return block_;
}

NativeBlocks::NativeBlocks(std::span<const EventBatch* const> batches, ClassOf class_of)
    : batches_(batches), builder_(std::make_unique<Builder>(std::move(class_of))) {}

NativeBlocks::~NativeBlocks() = default;

std::string_view NativeBlocks::Next() {
  while (!batches_.empty() && builder_->rows() < kRows) {
    builder_->Add(*batches_.front());
    batches_ = batches_.subspan(1);
  }
  return builder_->rows() == 0 ? std::string_view() : builder_->Finish();
}

std::uint64_t RowReader::VarUInt() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = UInt8();
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  ok_ = false;
  return 0;
}

std::uint8_t RowReader::UInt8() {
  if (rest_.empty()) {
    ok_ = false;
    return 0;
  }
  const auto byte = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return byte;
}

std::uint64_t RowReader::UInt64() {
  std::uint64_t value = 0;
  if (rest_.size() < sizeof value) {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::memcpy(&value, rest_.data(), sizeof value);
  rest_.remove_prefix(sizeof value);
  return value;
}

std::string_view RowReader::String() {
  const std::uint64_t size = VarUInt();
  if (size > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const auto text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return text;
}

Result<Event> ReadEvent(RowReader& reader) {
  Event event;
  const auto instant = [&] { return Instant(std::chrono::microseconds(reader.Int64())); };
  event.id = reader.String();
  event.time = instant();
  event.received_at = instant();
  event.clock_suspect = reader.UInt8() != 0;
  event.is_exercise = reader.UInt8() != 0;
  event.source.value = reader.Int64();
  event.agency.value = reader.Int64();
  event.system.value = reader.Int64();
  event.level = events::RetentionClass::Of(reader.UInt8()).level;
  event.host = reader.String();
  event.peer = reader.String();
  event.transport = static_cast<Transport>(reader.UInt8());
  event.format = reader.String();
  for (const auto part : {&LogSource::product, &LogSource::category, &LogSource::service}) {
    const std::uint64_t size = reader.VarUInt();
    for (std::uint64_t i = 0; i < size && reader.ok(); ++i) {
      if (event.logsources.size() <= i) event.logsources.emplace_back();
      event.logsources[i].*part = reader.String();
    }
  }
  events::PackedFields packed;
  packed.rest = reader.String();
  event.raw = reader.String();
  for (std::size_t i = 0; i < events::HotFields().size(); ++i) {
    packed.hot.emplace_back(reader.String());
  }
  if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "a row of the event engine ends early");
  event.fields = events::Unpack(packed);
  return event;
}

}  // namespace lachan::events_clickhouse
