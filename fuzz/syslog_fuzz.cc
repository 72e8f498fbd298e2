// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/syslog.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const lachan::Instant now{std::chrono::microseconds{1'795'406'706'000'000}};
  const auto message = lachan::formats::ParseSyslog(text, now, std::chrono::minutes{420});
  if (!message) return 0;
  // Every view lies inside the text.
  for (const auto part : {message->host, message->program, message->pid, message->message}) {
    if (!part.empty() && (part.data() < text.data() || part.end() > text.end())) std::abort();
  }
  if (message->facility > 23 || message->severity > 7) std::abort();
  return 0;
}
