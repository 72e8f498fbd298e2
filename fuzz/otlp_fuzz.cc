// SPDX-License-Identifier: Apache-2.0
// The first byte chooses the encoding.
#include <cstdlib>

#include "bodies/otlp.h"
#include "is_object.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan;
  if (size == 0) return 0;
  std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t length = body.size();
  body.append(bodies::kPadding, ' ');
  const std::string_view text(body.data(), length);
  const bool is_json = data[0] == '{';
  const bodies::OtlpSink sink = [&](std::string&& record) {
    // Protobuf has no text of its own: what is written is ours, and JSON. A body that is a line of
    // JSON is passed on as it came.
    if (!record.starts_with('{')) std::abort();
    if (!is_json && !IsJsonObject(record)) std::abort();
  };
  const bodies::OtlpLimits limits{.depth = 16, .rendered = 4u << 20};
  if (is_json) {
    (void)bodies::ReadOtlpJson(text, limits, sink);
  } else {
    (void)bodies::ReadOtlpProtobuf(text, limits, sink);
  }
  return 0;
}
