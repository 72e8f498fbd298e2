// SPDX-License-Identifier: Apache-2.0
// Addresses and networks as text, host names and CPE names: whatever is taken is written back and
// read again the same, and a domain is found under itself.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "register/cpe.h"
#include "register/domain_map.h"
#include "register/network_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lachan::registry;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto cpe = ParseCpe(text)) {
    const auto again = ParseCpe(cpe->Text());
    if (!again || again->Text() != cpe->Text()) __builtin_trap();
  }
  const DomainMap domains({{std::string(text), 7}});
  if (domains.size() == 1 && domains.Find(text) != 7u) __builtin_trap();
  const auto network = ParseNetwork(text);
  if (!network) return 0;
  const auto again = ParseNetwork(network->Text());
  if (!again || *again != *network) __builtin_trap();
  const NetworkMap map({{*network, 1}});
  if (map.Find(network->base) != 1u || map.Find(network->Last()) != 1u) __builtin_trap();
  return 0;
}
