// SPDX-License-Identifier: Apache-2.0
/// \file
/// Windows event channels in Sigma's terms: data only.
#pragma once

#include <span>
#include <string_view>

namespace lachan::detect {

/// A service and one channel that carries it. Channels in lower case; both may repeat.
struct ChannelService {
  std::string_view channel;
  std::string_view service;
};
std::span<const ChannelService> WindowsServices();

/// A category and the channel, first and last event id that make it.
struct ChannelCategory {
  std::string_view channel;
  int first_id;
  int last_id;
  std::string_view category;
};
std::span<const ChannelCategory> WindowsCategories();

inline constexpr std::string_view kSysmonChannel = "microsoft-windows-sysmon/operational";

}  // namespace lachan::detect
