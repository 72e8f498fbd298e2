// SPDX-License-Identifier: Apache-2.0
#include "formats/syslog_framing.h"

namespace lachan::formats {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::vector<std::string> SyslogFramer::Feed(std::string_view bytes) {
  std::vector<std::string> out;
  while (!bytes.empty()) {
    switch (state_) {
      case State::kStart:
        if (bytes[0] == '\n' || bytes[0] == '\r' || bytes[0] == '\0') {
          bytes.remove_prefix(1);
        } else if (framing_ != Framing::kLines && bytes[0] >= '1' && bytes[0] <= '9') {
          state_ = State::kCount;
        } else {
          if (framing_ == Framing::kCounted) {
            BadFraming();
          } else {
            framing_ = Framing::kLines;
          }
          state_ = State::kLine;
        }
        break;
      case State::kCount:
        bytes = TakeCount(bytes);
        break;
      case State::kCounted:
        bytes = TakeCounted(bytes, out);
        break;
      case State::kLine:
        bytes = TakeLine(bytes, out);
        break;
    }
  }
  return out;
}

std::vector<std::string> SyslogFramer::Finish() {
  std::vector<std::string> out;
  switch (state_) {
    case State::kStart:
      break;
    case State::kCounted:
      BadFraming();
      break;
    case State::kCount:
    case State::kLine:
      if (!skipping_) Emit(out);
      break;
  }
  buffer_.clear();
  skipping_ = false;
  state_ = State::kStart;
  return out;
}

std::string_view SyslogFramer::TakeCount(std::string_view bytes) {
  // The first message of a connection is counted if it begins "<digits> <"; anything else that
  // begins with a digit is a line. After that, digits and a blank are a count.
  const bool blank_seen = buffer_.ends_with(' ');
  while (!blank_seen && !bytes.empty() && IsDigit(bytes[0]) &&
         buffer_.size() <= limits_.count_digits) {
    buffer_ += bytes[0];
    bytes.remove_prefix(1);
  }
  if (!blank_seen && !bytes.empty() && bytes[0] == ' ' && buffer_.size() <= limits_.count_digits) {
    buffer_ += ' ';
    bytes.remove_prefix(1);
  }
  if (bytes.empty()) return bytes;
  if (buffer_.ends_with(' ') && (framing_ == Framing::kCounted || bytes[0] == '<')) {
    remaining_ = std::stoull(buffer_);
    buffer_.clear();
    framing_ = Framing::kCounted;
    skipping_ = remaining_ > limits_.message_bytes;
    if (skipping_) ++dropped_.too_long;
    state_ = State::kCounted;
    return bytes;
  }
  state_ = State::kLine;
  if (framing_ == Framing::kCounted) {
    BadFraming();
  } else {
    framing_ = Framing::kLines;  // what was read stays in the buffer: it begins the line
  }
  return bytes;
}

std::string_view SyslogFramer::TakeCounted(std::string_view bytes, std::vector<std::string>& out) {
  const std::size_t take = std::min<std::uint64_t>(remaining_, bytes.size());
  if (!skipping_) buffer_.append(bytes.substr(0, take));
  remaining_ -= take;
  if (remaining_ == 0) {
    if (!skipping_) Emit(out);
    buffer_.clear();
    skipping_ = false;
    state_ = State::kStart;
  }
  return bytes.substr(take);
}

std::string_view SyslogFramer::TakeLine(std::string_view bytes, std::vector<std::string>& out) {
  std::size_t end = bytes.find('\n');
  // Some devices end each message with NUL instead.
  const std::size_t nul = bytes.substr(0, end).find('\0');
  if (nul != std::string_view::npos) end = nul;
  const std::string_view piece = bytes.substr(0, end);
  if (!skipping_) {
    if (buffer_.size() + piece.size() > limits_.message_bytes) {
      ++dropped_.too_long;
      skipping_ = true;
      buffer_.clear();
      buffer_.shrink_to_fit();
    } else {
      buffer_.append(piece);
    }
  }
  if (end == std::string_view::npos) return {};
  if (!skipping_) Emit(out);
  buffer_.clear();
  skipping_ = false;
  state_ = State::kStart;
  return bytes.substr(end + 1);
}

void SyslogFramer::BadFraming() {
  ++dropped_.bad_framing;
  framing_ = Framing::kUnknown;
  skipping_ = true;
  buffer_.clear();
}

void SyslogFramer::Emit(std::vector<std::string>& out) {
  while (!buffer_.empty() &&
         (buffer_.back() == '\r' || buffer_.back() == '\0' || buffer_.back() == '\n')) {
    buffer_.pop_back();
  }
  if (!buffer_.empty()) out.push_back(std::move(buffer_));
  buffer_.clear();
}

}  // namespace lachan::formats
