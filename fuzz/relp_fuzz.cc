// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/relp.h"

using lachan::formats::RelpFrame;
using lachan::formats::RelpFramer;

namespace {

struct Outcome {
  std::vector<RelpFrame> frames;
  bool is_sound = true;
};

Outcome Feed(std::string_view text, std::size_t piece) {
  RelpFramer framer({.data_bytes = 100});
  Outcome out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    out.is_sound = framer.Feed(text.substr(at, piece), out.frames);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = Feed(text, text.size()), pieces = Feed(text, data[0] % 17 + 1u);
  // The pieces a stream arrives in do not matter, and no frame is beyond the limits.
  if (whole.is_sound != pieces.is_sound || whole.frames.size() != pieces.frames.size()) {
    std::abort();
  }
  for (std::size_t i = 0; i < whole.frames.size(); ++i) {
    const RelpFrame &a = whole.frames[i], &b = pieces.frames[i];
    if (a.transaction != b.transaction || a.command != b.command || a.data != b.data ||
        a.is_too_long != b.is_too_long || a.data.size() > 100 || a.command.empty()) {
      std::abort();
    }
    (void)lachan::formats::ParseRelpOffers(a.data);
    if (a.is_too_long) continue;
    // What was read can be written and read again.
    const Outcome again =
        Feed(lachan::formats::ComposeRelp(a.transaction, a.command, a.data), 1 << 20);
    if (!again.is_sound || again.frames.size() != 1 || again.frames[0].data != a.data) std::abort();
  }
  return 0;
}
