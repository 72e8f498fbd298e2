// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/syslog_framing.h"

using lachan::formats::SyslogFramer;

namespace {

std::vector<std::string> Feed(std::string_view text, std::size_t piece, SyslogFramer& framer) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    for (auto& message : framer.Feed(text.substr(at, piece))) out.push_back(std::move(message));
  }
  for (auto& message : framer.Finish()) out.push_back(std::move(message));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  SyslogFramer whole({.message_bytes = 100}), pieces({.message_bytes = 100});
  const auto a = Feed(text, text.size(), whole);
  const auto b = Feed(text, data[0] % 17 + 1u, pieces);
  // The pieces a stream arrives in do not matter, and no message is beyond the limit.
  if (a != b || whole.dropped().too_long != pieces.dropped().too_long) std::abort();
  for (const auto& message : a) {
    if (message.size() > 100) std::abort();
  }
  return 0;
}
