// SPDX-License-Identifier: Apache-2.0
// A record through the shipped mappings, their patterns included.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "normalise/normaliser.h"

namespace {

class NoHosts final : public lachan::normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

lachan::normalise::Mappings Shipped() {
  std::vector<lachan::normalise::MappingText> texts;
  for (const auto& entry : std::filesystem::directory_iterator(LACHAN_MAPPINGS)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream stream(entry.path());
    texts.push_back({entry.path().string(), {std::istreambuf_iterator<char>(stream), {}}});
  }
  return *lachan::normalise::CompileMappings(texts).value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const lachan::normalise::Normaliser normaliser(Shipped());
  lachan::RawRecord record;
  record.text.assign(reinterpret_cast<const char*>(data), size);
  record.received_at = lachan::Instant{std::chrono::microseconds{1'795'406'706'000'000}};
  const lachan::Event event = normaliser.Normalise(record, NoHosts());
  if (!lachan::IsValidUtf8(event.raw)) std::abort();
  const auto off = std::chrono::abs(event.time - event.received_at);
  if (off > std::chrono::hours{24}) std::abort();
  for (const auto& field : event.fields) {
    if (!lachan::IsValidUtf8(field.value) || !lachan::IsValidUtf8(field.name)) std::abort();
  }
  return 0;
}
