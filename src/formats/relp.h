// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::formats {

/// One frame of the Reliable Event Logging Protocol.
struct RelpFrame {
  std::uint32_t transaction = 0;  ///< Number that the answer repeats; 0 is a hint to the client.
  std::string command;            ///< "open", "syslog", "close", "rsp", …
  std::string data;               ///< Empty when `is_too_long`.
  bool is_too_long = false;       ///< The data was beyond the limit and was skipped.
};

/// Cuts a byte stream into RELP frames, whatever the pieces it arrives in.
/// Memory: at most one frame within the limits, however long the data is said to be.
/// \source https://www.rsyslog.com/doc/relp.html, "RELP Frame": TXNR SP COMMAND SP DATALEN
///         [SP DATA] LF
class RelpFramer {
 public:
  struct Limits {
    std::size_t data_bytes = 64u << 10;  ///< Longer data is skipped and the frame is marked.
    std::size_t command_bytes = 32;      ///< \source relp.html: COMMAND = 1*32ALPHA
    std::size_t digits = 9;              ///< Of TXNR and DATALEN.
  };

  RelpFramer() = default;
  explicit RelpFramer(Limits limits) : limits_(limits) {}

  /// Takes the next bytes and appends the frames that are now complete.
  /// \return false when the stream makes no sense: it cannot be read on, the session must end.
  [[nodiscard]] bool Feed(std::string_view bytes, std::vector<RelpFrame>& out);
  /// The connection ended in the middle of a frame.
  bool is_inside() const { return state_ != State::kTransaction || digits_ > 0; }

 private:
  enum class State : std::uint8_t { kTransaction, kCommand, kLength, kData, kEnd, kBroken };

  bool TakeHeader(char c);
  bool Digit(char c, std::uint32_t& number);

  Limits limits_;
  State state_ = State::kTransaction;
  std::size_t digits_ = 0;       // of the number being read
  std::uint32_t remaining_ = 0;  // bytes of data to come; while kLength: the length so far
  RelpFrame frame_;
};

/// A frame as bytes.
std::string ComposeRelp(std::uint32_t transaction, std::string_view command, std::string_view data);
void AppendRelp(std::string& out, std::uint32_t transaction, std::string_view command,
                std::string_view data);

/// What a client or server offers in "open": lines "name=value".
struct RelpOffer {
  std::string name;
  std::string value;
};
std::vector<RelpOffer> ParseRelpOffers(std::string_view data);

}  // namespace lachan::formats
