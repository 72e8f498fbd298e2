// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/frame.h"

#include "base/hash.h"
#include "spool_disk/numbers.h"

namespace lachan::spool_disk {
namespace {

constexpr std::string_view kSegmentMagic = "LCSPOOL1";
constexpr std::string_view kFrameMagic =
    "\x1F"
    "LCF";
constexpr std::string_view kPositionMagic = "LCSPPOS1";

/// Takes a text of at most 255 bytes off the front.
bool TakeShort(std::string_view& rest, std::string& out) {
  if (rest.empty()) return false;
  const std::size_t size = static_cast<unsigned char>(rest[0]);
  if (rest.size() < size + 1) return false;
  out = rest.substr(1, size);
  rest.remove_prefix(size + 1);
  return true;
}

bool DecodePayload(std::string_view payload, bool with_body, pipeline::SpoolFrame& frame) {
  if (payload.size() < 12) return false;
  frame.sequence = Get<std::uint64_t>(payload);
  frame.item.events = Get<std::uint32_t>(payload.substr(8));
  payload.remove_prefix(12);
  if (!TakeShort(payload, frame.item.token) || !TakeShort(payload, frame.item.key)) return false;
  if (with_body) frame.item.body = std::make_shared<const std::string>(payload);
  return true;
}

}  // namespace

std::string SegmentHeader(pipeline::Sequence first) {
  std::string out(kSegmentMagic);
  Put<std::uint64_t>(out, first);
  Put<std::uint32_t>(out, Crc32c(out));
  return out;
}

bool IsSegmentHeader(std::string_view bytes) {
  return bytes.size() >= kSegmentHeaderBytes && bytes.starts_with(kSegmentMagic) &&
         Crc32c(bytes.substr(0, 16)) == Get<std::uint32_t>(bytes.substr(16));
}

std::string FrameHead(pipeline::Sequence sequence, const pipeline::SpoolItem& item) {
  std::string payload;
  Put<std::uint64_t>(payload, sequence);
  Put<std::uint32_t>(payload, item.events);
  for (const std::string* text : {&item.token, &item.key}) {
    const std::size_t size = std::min<std::size_t>(text->size(), 255);
    payload += static_cast<char>(size);
    payload.append(*text, 0, size);
  }
  std::string out(kFrameMagic);
  Put<std::uint32_t>(out, static_cast<std::uint32_t>(payload.size() + item.body->size()));
  Put<std::uint32_t>(out, Crc32c(*item.body, Crc32c(payload)));
  return out += payload;
}

std::string EncodeFrame(pipeline::Sequence sequence, const pipeline::SpoolItem& item) {
  return FrameHead(sequence, item) + *item.body;
}

FrameAt DecodeFrame(std::string_view bytes, bool with_body) {
  FrameAt at;
  const std::size_t shown = std::min(bytes.size(), kFrameMagic.size());
  if (bytes.substr(0, shown) != kFrameMagic.substr(0, shown)) return at;
  if (bytes.size() < kFrameHeaderBytes) {
    at.state = FrameAt::State::kCut;
    return at;
  }
  const auto size = Get<std::uint32_t>(bytes.substr(4));
  if (size > kMaxPayloadBytes) return at;
  if (bytes.size() < kFrameHeaderBytes + size) {
    at.state = FrameAt::State::kCut;
    return at;
  }
  at.size = kFrameHeaderBytes + size;
  const std::string_view payload = bytes.substr(kFrameHeaderBytes, size);
  if (Crc32c(payload) == Get<std::uint32_t>(bytes.substr(8)) &&
      DecodePayload(payload, with_body, at.frame)) {
    at.state = FrameAt::State::kGood;
  }
  return at;
}

std::size_t FindMagic(std::string_view bytes, std::size_t from) {
  return bytes.find(kFrameMagic, from);
}

std::string EncodePositions(const Positions& positions) {
  std::string out(kPositionMagic);
  Put<std::uint64_t>(out, positions.generation);
  for (const auto& reader : positions.readers) {
    Put<std::uint64_t>(out, reader.done);
    Put<std::uint64_t>(out, reader.pending);
  }
  Put<std::uint32_t>(out, Crc32c(out));
  out.resize(kPositionSlotBytes, '\0');
  return out;
}

std::optional<Positions> DecodePositions(std::string_view slot) {
  constexpr std::size_t kChecked = 48;
  if (slot.size() < kChecked + 4 || !slot.starts_with(kPositionMagic) ||
      Crc32c(slot.substr(0, kChecked)) != Get<std::uint32_t>(slot.substr(kChecked))) {
    return std::nullopt;
  }
  Positions positions;
  positions.generation = Get<std::uint64_t>(slot.substr(8));
  for (std::size_t i = 0; i < 2; ++i) {
    positions.readers[i].done = Get<std::uint64_t>(slot.substr(16 + 16 * i));
    positions.readers[i].pending = Get<std::uint64_t>(slot.substr(24 + 16 * i));
  }
  return positions;
}

}  // namespace lachan::spool_disk
