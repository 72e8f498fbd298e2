// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "normalise/mappings.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const lachan::normalise::MappingText file{"f.yaml", {reinterpret_cast<const char*>(data), size}};
  const auto compiled = lachan::normalise::CompileMappings({&file, 1});
  if (!compiled.value && compiled.findings.empty()) std::abort();
  return 0;
}
