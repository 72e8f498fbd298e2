// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: from a batch to the answer.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "intake_http/batch.h"

namespace lachan::intake_http {

/// What became of a batch.
struct Delivery {
  /// Items [begin, end) that were not taken now.
  struct Untaken {
    std::uint32_t begin = 0, end = 0;
    Trouble trouble;
  };
  std::uint32_t items = 0;
  std::uint32_t accepted = 0;   ///< Durable; with `duplicate`, since an earlier request.
  std::uint32_t malformed = 0;  ///< Of those: broken, stored as text.
  std::vector<std::uint32_t> malformed_items;  ///< The first of them.
  std::uint32_t clock_suspect = 0;             ///< Of the accepted: their own time is not believed.
  std::optional<Instant> first, last;          ///< Times between which their events lie.
  std::vector<RefusedItem> refused;            ///< Ascending; they are never taken.
  std::vector<Untaken> untaken;                ///< Ascending; only the first part, or one by one.
  bool duplicate = false;  ///< A request with this key was taken before: nothing was stored again.
  std::string token;       ///< For support questions.
};

/// Writes the answer.
using Render = std::function<web::Response(const Delivery&)>;

/// Gives the records to the pipeline, in parts if they are many, and answers with what `render`
/// makes of it. `deps` and `batch`'s options outlive the answer; everything else is kept.
web::Response Deliver(const Deps& deps, Batch batch, Render render);

}  // namespace lachan::intake_http
