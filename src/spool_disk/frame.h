// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes of the spool's files. docs/formats/spool.md describes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/ports.h"

namespace lachan::spool_disk {

inline constexpr std::size_t kSegmentHeaderBytes = 20;
inline constexpr std::size_t kFrameHeaderBytes = 12;
/// A longer frame is not believed.
inline constexpr std::uint32_t kMaxPayloadBytes = 512u << 20;

std::string SegmentHeader(pipeline::Sequence first);
bool IsSegmentHeader(std::string_view bytes);

/// What stands before the body of `item` in its frame; the body follows as it is.
std::string FrameHead(pipeline::Sequence sequence, const pipeline::SpoolItem& item);
std::string EncodeFrame(pipeline::Sequence sequence, const pipeline::SpoolItem& item);

/// What stands at the beginning of `bytes`.
struct FrameAt {
  enum class State : std::uint8_t {
    kGood,
    kCut,      ///< The bytes end before the frame does.
    kDamaged,  ///< Magic, length or checksum wrong.
  };
  State state = State::kDamaged;
  std::size_t size =
      0;  ///< Whole frame with header; kDamaged: 0 unless only the checksum is wrong.
  pipeline::SpoolFrame frame;  ///< Set when kGood.
};
/// \param with_body  false leaves out the body (it is checked all the same).
FrameAt DecodeFrame(std::string_view bytes, bool with_body);

/// Position of the next frame magic at or after `from`; npos if none.
std::size_t FindMagic(std::string_view bytes, std::size_t from);

/// Where the two readers are.
struct Positions {
  std::uint64_t generation = 0;
  pipeline::SpoolPosition readers[2];
};
inline constexpr std::size_t kPositionSlotBytes = 4096;
std::string EncodePositions(const Positions& positions);
std::optional<Positions> DecodePositions(std::string_view slot);

}  // namespace lachan::spool_disk
