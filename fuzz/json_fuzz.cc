// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include <cstdlib>
#include <string>

#include "formats/json_record.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan;
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(formats::JsonRecordReader::kPadding, ' ');
  NameTable names;
  formats::JsonRecordReader reader(names, {.depth = 8, .fields = 100});
  FlatRecord record;
  const auto outcome = reader.Read(std::string_view(text).substr(0, size), record);
  if (record.fields.size() > 200) std::abort();
  if (outcome != formats::JsonRecordOutcome::kOk) return 0;
  // What we take for JSON, another parser takes for JSON too.
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::parse({text.data(), size}, error, {}, options);
  if (error && error != boost::json::error::exponent_overflow) std::abort();
  return 0;
}
