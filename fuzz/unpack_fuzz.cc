// SPDX-License-Identifier: Apache-2.0
// The first byte chooses the packing.
#include <cstdlib>

#include "unpack/whole.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan::unpack;
  if (size == 0) return 0;
  const std::string_view packed(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto packing = data[0] % 3 == 0   ? Packing::kGzip
                       : data[0] % 3 == 1 ? Packing::kDeflate
                                          : Packing::kZstd;
  const UnpackLimits limits{.bytes = 1 << 20, .ratio = 100, .ratio_from = 64 << 10};
  const auto out = UnpackAll(packed, packing, limits);
  if (out && out->size() > limits.bytes) std::abort();
  return 0;
}
