// SPDX-License-Identifier: Apache-2.0
#include "formats/windows_xml.h"

#include <cstdlib>
#include <string>

#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static lachan::NameTable names;
  lachan::TextArena arena;
  lachan::FlatRecord record;
  const lachan::formats::WindowsXmlLimits limits{.depth = 20, .fields = 50};
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  const bool read = lachan::formats::ReadWindowsXml(xml, names, arena, record, limits);
  if (read == record.fields.empty() || record.fields.size() > limits.fields) std::abort();
  std::string text;
  for (const auto& field : record.fields) {
    if (field.name >= names.size() || !lachan::AppendDecoded(field.value, text)) std::abort();
  }
  if (!lachan::IsValidUtf8(text)) std::abort();
  return 0;
}
