// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace lachan::events {

/// Part of the engine's configuration: how columns with CODEC(Default) are packed. What is inserted
/// is packed quickly; what is merged into 32 MiB and more stays, and is packed well. Smaller parts
/// are merged again soon, or stay few.
/// \source ClickHouse, server settings, "compression"
inline constexpr std::string_view kCompression =
    "  <compression>\n"
    "    <case><min_part_size>0</min_part_size>"
    "<min_part_size_ratio>0</min_part_size_ratio><method>lz4</method></case>\n"
    "    <case><min_part_size>33554432</min_part_size>"
    "<min_part_size_ratio>0</min_part_size_ratio><method>zstd</method><level>1</level></case>\n"
    "  </compression>\n";

}  // namespace lachan::events
