// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "base/text.h"
#include "normalise/normaliser.h"

namespace {

class NoHosts final : public lachan::normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

lachan::normalise::Mappings SomeMappings() {
  const lachan::normalise::MappingText file{"f.yaml", R"(
id: a
when: {has_any: [message, a]}
patterns:
  - regex: '(?<user>\S+) from (?<src_ip>\S+)'
strip: [winlog.]
rename: {b: [a, c]}
time: [time, "@timestamp", a]
host: [host]
)"};
  return *lachan::normalise::CompileMappings({&file, 1}).value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const lachan::normalise::Normaliser normaliser(SomeMappings());
  lachan::RawRecord record;
  record.text.assign(reinterpret_cast<const char*>(data), size);
  record.received_at = lachan::Instant{std::chrono::microseconds{1'795'406'706'000'000}};
  const lachan::Event event = normaliser.Normalise(record, NoHosts());
  if (!lachan::IsValidUtf8(event.raw)) std::abort();
  const auto off = std::chrono::abs(event.time - event.received_at);
  if (off > std::chrono::hours{24}) std::abort();
  return 0;
}
