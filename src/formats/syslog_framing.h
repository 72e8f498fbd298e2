// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::formats {

/// Cuts a TCP byte stream into syslog messages, whatever the pieces it arrives in.
///
/// Octet counting ("57 <34>1 …") and newline framing are told apart at the first message of the
/// connection; after bad framing they are told apart anew. NUL ends a line as the newline does, as
/// some devices send it. Trailing CR and NUL are cut off, empty lines are skipped.
/// \source RFC 6587 §3.4.1 (octet counting), §3.4.2 (non-transparent framing)
class SyslogFramer {
 public:
  struct Limits {
    std::size_t message_bytes = 64u << 10;  ///< A longer message is dropped and counted.
    std::size_t count_digits = 9;           ///< A longer octet count is bad framing.
  };
  /// What was dropped so far.
  struct Dropped {
    std::uint64_t too_long = 0;     ///< Whole messages beyond the limit.
    std::uint64_t bad_framing = 0;  ///< Places where the stream made no sense and was skipped.
  };

  SyslogFramer() = default;
  explicit SyslogFramer(Limits limits) : limits_(limits) {}

  /// Takes the next bytes; returns the messages that are now complete, in order.
  /// Memory: at most one message of `message_bytes`, however long the line.
  std::vector<std::string> Feed(std::string_view bytes);
  /// The connection ended: the rest of a newline-framed message; an unfinished counted one is bad
  /// framing.
  std::vector<std::string> Finish();

  const Dropped& dropped() const { return dropped_; }

 private:
  enum class State : std::uint8_t { kStart, kCount, kCounted, kLine };
  enum class Framing : std::uint8_t { kUnknown, kCounted, kLines };

  std::string_view TakeCount(std::string_view bytes);
  std::string_view TakeCounted(std::string_view bytes, std::vector<std::string>& out);
  std::string_view TakeLine(std::string_view bytes, std::vector<std::string>& out);
  void BadFraming();
  void Emit(std::vector<std::string>& out);

  Limits limits_;
  Dropped dropped_;
  State state_ = State::kStart;
  Framing framing_ = Framing::kUnknown;
  std::uint64_t remaining_ = 0;  // of a counted message
  bool skipping_ = false;        // the current message is too long or nonsense
  std::string buffer_;           // digits of the count, or the message so far
};

}  // namespace lachan::formats
