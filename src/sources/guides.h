// SPDX-License-Identifier: Apache-2.0
/// \file
/// The texts themselves, by kind of sender. Internal to the module.
#pragma once

#include <vector>

#include "sources/senders.h"

namespace lachan::sources {

std::vector<Guide> UnixGuides();
std::vector<Guide> WindowsGuides();
std::vector<Guide> CollectorGuides();
std::vector<Guide> DeviceGuides();
std::vector<Guide> FileGuides();

}  // namespace lachan::sources
