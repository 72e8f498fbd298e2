// SPDX-License-Identifier: Apache-2.0
#include "formats/relp.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace lachan::formats {
namespace {

constexpr std::size_t kMostOffers = 64;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool RelpFramer::Feed(std::string_view bytes, std::vector<RelpFrame>& out) {
  while (!bytes.empty() && state_ != State::kBroken) {
    switch (state_) {
      case State::kTransaction:
      case State::kCommand:
      case State::kLength:
        if (!TakeHeader(bytes[0])) state_ = State::kBroken;
        // The line feed right behind the length 0 ends the frame: kEnd looks at it.
        if (state_ != State::kEnd) bytes.remove_prefix(1);
        break;
      case State::kData: {
        const std::size_t take = std::min<std::size_t>(remaining_, bytes.size());
        if (!frame_.is_too_long) frame_.data.append(bytes.substr(0, take));
        remaining_ -= static_cast<std::uint32_t>(take);
        bytes.remove_prefix(take);
        if (remaining_ == 0) state_ = State::kEnd;
        break;
      }
      case State::kEnd:
        if (bytes[0] != '\n') {
          state_ = State::kBroken;
          break;
        }
        bytes.remove_prefix(1);
        out.push_back(std::move(frame_));
        frame_ = {};
        digits_ = 0;
        state_ = State::kTransaction;
        break;
      case State::kBroken:
        break;
    }
    // A frame without data ends right behind its length.
    if (state_ == State::kData && remaining_ == 0) state_ = State::kEnd;
  }
  return state_ != State::kBroken;
}

/// One character of "TXNR SP COMMAND SP DATALEN"; false when it cannot stand there.
bool RelpFramer::TakeHeader(char c) {
  switch (state_) {
    case State::kTransaction:
      if (c != ' ') return Digit(c, frame_.transaction);
      state_ = State::kCommand;
      return digits_ > 0;
    case State::kCommand:
      if (c == ' ') {
        state_ = State::kLength;
        digits_ = 0;
        remaining_ = 0;
        return !frame_.command.empty();
      }
      frame_.command += c;
      return IsLetter(c) && frame_.command.size() <= limits_.command_bytes;
    case State::kLength:
      if (c != ' ' && c != '\n') return Digit(c, remaining_);
      if (digits_ == 0 || (c == '\n' && remaining_ > 0)) return false;
      if (c == '\n') {
        state_ = State::kEnd;
        break;
      }
      frame_.is_too_long = remaining_ > limits_.data_bytes;
      if (!frame_.is_too_long) frame_.data.reserve(remaining_);
      state_ = State::kData;
      return true;
    case State::kData:
    case State::kEnd:
    case State::kBroken:
      return false;
  }
  return true;
}

bool RelpFramer::Digit(char c, std::uint32_t& number) {
  if (c < '0' || c > '9' || ++digits_ > limits_.digits) return false;
  number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return true;
}

void AppendRelp(std::string& out, std::uint32_t transaction, std::string_view command,
                std::string_view data) {
  fmt::format_to(std::back_inserter(out), "{} {} {}", transaction, command, data.size());
  if (!data.empty()) {
    out += ' ';
    out += data;
  }
  out += '\n';
}

std::string ComposeRelp(std::uint32_t transaction, std::string_view command,
                        std::string_view data) {
  std::string out;
  AppendRelp(out, transaction, command, data);
  return out;
}

std::vector<RelpOffer> ParseRelpOffers(std::string_view data) {
  std::vector<RelpOffer> offers;
  while (!data.empty() && offers.size() < kMostOffers) {
    const std::string_view line = data.substr(0, data.find('\n'));
    data.remove_prefix(std::min(line.size() + 1, data.size()));
    const std::size_t equals = line.find('=');
    if (line.empty() || equals == 0) continue;
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1);
    offers.push_back({std::string(line.substr(0, equals)), std::string(value)});
  }
  return offers;
}

}  // namespace lachan::formats
