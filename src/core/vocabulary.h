// SPDX-License-Identifier: Apache-2.0
/// \file
/// Closed sets that several modules speak of. Described, so that JSON, forms and OpenAPI follow.
/// Spelled names (`live`, `high`) are what the store and the API carry; never renumber or rename.
#pragma once

#include <boost/describe/enum.hpp>

#include <string_view>

namespace lachan {

/// Whether a record speaks of reality or of a drill. Carried from ingest to printed page.
BOOST_DEFINE_ENUM_CLASS(Origin, live, exercise)

/// Severity of a detection, in Sigma's words.
/// \source Sigma specification 2.1.0, "level"
BOOST_DEFINE_ENUM_CLASS(Level, informational, low, medium, high, critical)

}  // namespace lachan
