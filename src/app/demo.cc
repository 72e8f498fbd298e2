// SPDX-License-Identifier: Apache-2.0
#include "app/platform.h"

namespace lachan::app {

Status SeedDemo(const Settings&) {
  return Fail(ErrorCode::kUnsupported, "the demo province is not part of this build");
}

}  // namespace lachan::app
