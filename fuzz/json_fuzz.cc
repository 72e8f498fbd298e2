// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include <cstdlib>

#include "formats/json.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto flat = lachan::formats::FlattenJson(text, {.depth = 8, .fields = 100});
  if (flat.fields.size() > 100) std::abort();
  if (flat.outcome != lachan::formats::JsonOutcome::kOk) return 0;
  // What we take for JSON, another parser takes for JSON too.
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::parse({text.data(), text.size()}, error, {}, options);
  if (error && error != boost::json::error::exponent_overflow) std::abort();
  return 0;
}
