// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "normalise/mappings.h"
#include "normalise/normaliser.h"

namespace lachan::normalise {

struct SampleReport {
  std::size_t samples = 0;
  std::vector<Diagnostic> findings;  ///< Each with file and line of the sample.
};

/// Runs the samples of a mapping (`mappings/tests/<file>`): a list of `line`, `expect` and, for
/// logs with columns, `header`. mappings/README.md describes them.
/// \param received_at  When the lines are taken to have come.
SampleReport RunSamples(const MappingText& file, const Normaliser& normaliser, Instant received_at);

}  // namespace lachan::normalise
