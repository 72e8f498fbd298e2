// SPDX-License-Identifier: Apache-2.0
/// \file
/// Invented names. Whoever bears one of them by chance is not meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "demo/random.h"

namespace lachan::demo {

/// "Lê Thị Minh".
std::string PersonName(Random& random);
/// "lethiminh" of "Lê Thị Minh".
std::string LoginOf(std::string_view name);

/// A system that departments have beside web site and office network.
struct SystemIdea {
  std::string_view agency;  ///< Code of the agency.
  std::string_view name;
  std::string_view host;  ///< Left part of the domain.
  int level = 2;
  bool is_shared = false;
  bool is_public = false;
};
std::span<const SystemIdea> SystemIdeas();

std::span<const std::string_view> SupplierNames();

}  // namespace lachan::demo
