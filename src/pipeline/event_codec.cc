// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event_codec.h"

namespace lachan::pipeline {
namespace {

constexpr char kOldVersion = 1;
/// Fewest bytes an event takes: guards the reservation against a forged count.
constexpr std::size_t kLeastEventBytes = 12;

/// Reads from the front; after the first mistake every answer is empty and failed() is true.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  bool failed() const { return failed_; }
  bool AtEnd() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

  std::uint8_t Byte() {
    if (rest_.empty()) {
      Break();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_[0]);
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t Number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = Byte();
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    Break();
    return 0;
  }
  std::int64_t Signed() {
    const std::uint64_t value = Number();
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
  }
  std::string Text() {
    const std::uint64_t size = Number();
    if (size > rest_.size()) {
      Break();
      return {};
    }
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  /// How many elements follow, each of at least `bytes`.
  std::size_t Count(std::size_t bytes) {
    const std::uint64_t count = Number();
    if (count > rest_.size() / bytes) {
      Break();
      return 0;
    }
    return count;
  }
  void Break() {
    failed_ = true;
    rest_ = {};
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

Event TakeEvent(Reader& in) {
  Event event;
  event.id = in.Text();
  event.time = Instant{Duration{in.Signed()}};
  event.received_at = Instant{Duration{in.Signed()}};
  const std::uint8_t flags = in.Byte();
  event.clock_suspect = (flags & 1) != 0;
  event.is_exercise = (flags & 2) != 0;
  event.level = (flags >> 2) & 7;
  event.source.value = in.Signed();
  event.agency.value = in.Signed();
  event.system.value = in.Signed();
  event.host = in.Text();
  event.peer = in.Text();
  event.transport = static_cast<Transport>(in.Byte());
  event.format = in.Text();
  event.logsources.resize(in.Count(3));
  for (LogSource& source : event.logsources) {
    source.product = in.Text();
    source.category = in.Text();
    source.service = in.Text();
  }
  event.fields.resize(in.Count(3));
  for (EventField& field : event.fields) {
    const std::uint8_t kind = in.Byte();
    if (kind > static_cast<std::uint8_t>(EventField::Kind::kNull)) in.Break();
    field.kind = static_cast<EventField::Kind>(kind);
    field.name = in.Text();
    field.value = in.Text();
  }
  event.raw = in.Text();
  return event;
}

/// What an earlier program left in its spool.
Result<EventBatch> ReadOld(std::string_view bytes) {
  Reader in(bytes);
  const std::uint8_t version = in.Byte();
  std::vector<Event> events;
  const std::size_t count = in.Count(kLeastEventBytes);
  events.reserve(count);
  for (std::size_t i = 0; i < count && !in.failed(); ++i) events.push_back(TakeEvent(in));
  if (in.failed() || version != kOldVersion || !in.AtEnd()) {
    return Fail(ErrorCode::kCorrupt, "a spool batch of {} bytes is not readable", bytes.size());
  }
  return EventBatch::Of(events);
}

}  // namespace

Result<EventBatch> ReadBatch(std::shared_ptr<const std::string> bytes) {
  if (!bytes->empty() && bytes->front() == kOldVersion) return ReadOld(*bytes);
  return EventBatch::Read(std::move(bytes));
}

}  // namespace lachan::pipeline
