// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event_codec.h"

namespace lachan::pipeline {
namespace {

constexpr char kVersion = 1;
/// Fewest bytes an event takes: guards the reservation against a forged count.
constexpr std::size_t kLeastEventBytes = 12;

void PutNumber(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

/// Small magnitudes of either sign stay short.
void PutSigned(std::string& out, std::int64_t value) {
  PutNumber(out,
            (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void PutText(std::string& out, std::string_view text) {
  PutNumber(out, text.size());
  out += text;
}

void PutEvent(std::string& out, const Event& event) {
  PutText(out, event.id);
  PutSigned(out, event.time.time_since_epoch().count());
  PutSigned(out, event.received_at.time_since_epoch().count());
  out += static_cast<char>((event.clock_suspect ? 1 : 0) | (event.is_exercise ? 2 : 0) |
                           ((event.level & 7) << 2));
  PutSigned(out, event.source.value);
  PutSigned(out, event.agency.value);
  PutSigned(out, event.system.value);
  PutText(out, event.host);
  PutText(out, event.peer);
  out += static_cast<char>(event.transport);
  PutText(out, event.format);
  PutNumber(out, event.logsources.size());
  for (const LogSource& source : event.logsources) {
    PutText(out, source.product);
    PutText(out, source.category);
    PutText(out, source.service);
  }
  PutNumber(out, event.fields.size());
  for (const EventField& field : event.fields) {
    out += static_cast<char>(field.kind);
    PutText(out, field.name);
    PutText(out, field.value);
  }
  PutText(out, event.raw);
}

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

}  // namespace

std::string EncodeEvents(std::span<const Event> events) {
  std::string out;
  std::size_t estimate = 16;
  for (const Event& event : events) estimate += event.raw.size() * 2 + 256;
  out.reserve(estimate);
  out += kVersion;
  PutNumber(out, events.size());
  for (const Event& event : events) PutEvent(out, event);
  return out;
}

Result<std::vector<Event>> DecodeEvents(std::string_view bytes) {
  Reader in(bytes);
  const std::uint8_t version = in.Byte();
  if (!in.failed() && version > kVersion) {
    return Fail(ErrorCode::kUnsupported, "spool batch of version {}; this program reads {}",
                version, static_cast<int>(kVersion));
  }
  std::vector<Event> events;
  const std::size_t count = in.Count(kLeastEventBytes);
  events.reserve(count);
  for (std::size_t i = 0; i < count && !in.failed(); ++i) events.push_back(TakeEvent(in));
  if (in.failed() || version != kVersion || !in.AtEnd()) {
    return Fail(ErrorCode::kCorrupt, "a spool batch of {} bytes is not readable", bytes.size());
  }
  return events;
}

}  // namespace lachan::pipeline
