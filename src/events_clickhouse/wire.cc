// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/wire.h"

#include <bit>
#include <cstring>
#include <vector>

#include "events/event_columns.h"
#include "events/event_schema.h"

namespace lachan::events_clickhouse {
namespace {

static_assert(std::endian::native == std::endian::little, "the formats are little-endian");

class BlockWriter {
 public:
  explicit BlockWriter(std::size_t rows) : rows_(rows) {}

  void Begin(std::size_t columns, std::size_t bytes) {
    out_.reserve(bytes);
    VarUInt(columns);
    VarUInt(rows_);
  }
  void Head(const events::Column& column) {
    String(column.name);
    String(column.type);
  }
  void VarUInt(std::uint64_t value) {
    while (value >= 0x80) {
      out_ += static_cast<char>(value | 0x80);
      value >>= 7;
    }
    out_ += static_cast<char>(value);
  }
  void String(std::string_view text) {
    VarUInt(text.size());
    out_ += text;
  }
  void Byte(std::uint8_t value) { out_ += static_cast<char>(value); }
  void Int64(std::int64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof bytes);
  }
  std::string Take() && { return std::move(out_); }

 private:
  std::size_t rows_;
  std::string out_;
};

/// Array(String): ends of the arrays, then all elements.
void WriteLists(BlockWriter& out, std::span<const Event> batch, std::string LogSource::* part) {
  std::int64_t end = 0;
  for (const auto& event : batch) {
    out.Int64(end += static_cast<std::int64_t>(event.logsources.size()));
  }
  for (const auto& event : batch) {
    for (const auto& source : event.logsources) out.String(source.*part);
  }
}

}  // namespace

std::string NativeBlock(std::span<const Event> batch, const ClassOf& class_of) {
  static const std::vector<events::Column> kColumns = events::EventColumns();
  std::vector<events::PackedFields> packed;
  packed.reserve(batch.size());
  std::size_t bytes = 4096;
  for (const auto& event : batch) {
    packed.push_back(events::Pack(event.fields));
    bytes += 2 * event.raw.size() + 400;
  }
  BlockWriter out(batch.size());
  out.Begin(kColumns.size(), bytes);
  std::size_t next = 0;
  const auto column = [&](auto&& write) {
    out.Head(kColumns[next++]);
    for (const auto& event : batch) write(event);
  };
  column([&](const Event& e) { out.String(e.id); });
  column([&](const Event& e) { out.Int64(e.time.time_since_epoch().count()); });
  column([&](const Event& e) { out.Int64(e.received_at.time_since_epoch().count()); });
  column([&](const Event& e) { out.Byte(e.clock_suspect ? 1 : 0); });
  column([&](const Event& e) { out.Byte(e.is_exercise ? 1 : 0); });
  column([&](const Event& e) { out.Int64(e.source.value); });
  column([&](const Event& e) { out.Int64(e.agency.value); });
  column([&](const Event& e) { out.Int64(e.system.value); });
  column([&](const Event& e) {
    const events::RetentionClass by_level{.level = e.level};
    out.Byte((class_of ? class_of(e) : by_level).Byte());
  });
  column([&](const Event& e) { out.String(e.host); });
  column([&](const Event& e) { out.String(e.peer); });
  column([&](const Event& e) { out.Byte(static_cast<std::uint8_t>(e.transport)); });
  column([&](const Event& e) { out.String(e.format); });
  for (const auto part : {&LogSource::product, &LogSource::category, &LogSource::service}) {
    out.Head(kColumns[next++]);
    WriteLists(out, batch, part);
  }
  out.Head(kColumns[next++]);
  for (const auto& fields : packed) out.String(fields.rest);
  column([&](const Event& e) { out.String(e.raw); });
  for (std::size_t i = 0; next < kColumns.size(); ++i) {
    out.Head(kColumns[next++]);
    for (const auto& fields : packed) out.String(fields.hot[i]);
  }
  return std::move(out).Take();
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
