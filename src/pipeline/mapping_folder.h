// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/diagnostic.h"
#include "normalise/mappings.h"

namespace lachan::pipeline {

/// Reads and compiles every *.yaml directly in `folder`. No value when the folder cannot be read,
/// holds no mapping, or any file has an error: the caller refuses to start and shows the findings.
Compiled<normalise::Mappings> LoadMappings(const std::filesystem::path& folder);

}  // namespace lachan::pipeline
