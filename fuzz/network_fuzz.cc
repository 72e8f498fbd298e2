// SPDX-License-Identifier: Apache-2.0
// Addresses and networks as text: whatever is taken is written back and read again the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "register/network_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lachan::registry;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto network = ParseNetwork(text);
  if (!network) return 0;
  const auto again = ParseNetwork(network->Text());
  if (!again || *again != *network) __builtin_trap();
  const NetworkMap map({{*network, 1}});
  if (map.Find(network->base) != 1u || map.Find(network->Last()) != 1u) __builtin_trap();
  return 0;
}
