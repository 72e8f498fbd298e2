// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.h"

namespace lachan::normalise {

/// Whether records that come this way may have been kept for long before: a file, an archive, a
/// topic of Kafka. How far their own time lies back says nothing of the sender's clock.
constexpr bool MayBeOld(Transport transport) {
  return transport == Transport::kFile || transport == Transport::kKafka;
}

}  // namespace lachan::normalise
