// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the answer to _bulk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bodies/bulk.h"
#include "intake_http/delivery.h"

namespace lachan::intake_http {

/// Which parts of the answer a sender asked for.
/// \source Elasticsearch Guide 8.x, "Common options", filter_path
struct BulkFilter {
  bool took = true, errors = true, items = true;
  bool index = true, id = true, result = true, status = true, error = true;

  /// \param filter_path  "errors,items.*.error,items.*.status"; empty: everything.
  static BulkFilter Of(std::string_view filter_path);
};

/// What is remembered of the items of a request until it is answered.
class BulkNotes {
 public:
  explicit BulkNotes(std::string_view usual_index);
  void Add(const bodies::BulkItem& item);
  bool all_have_ids() const { return without_id_ == 0 && !notes_.empty(); }

  /// \param seed  From which the identities of items without one follow; empty: `delivery.token`.
  std::string Answer(const Delivery& delivery, const BulkFilter& filter, std::string_view seed,
                     std::int64_t took) const;

 private:
  struct Note {
    bodies::BulkAction action = bodies::BulkAction::kIndex;
    std::uint32_t index = 0;  ///< In indexes_.
    std::string id;           ///< Escaped for JSON, as the sender did.
  };
  std::vector<std::string> indexes_;  ///< The first is used where an item names none.
  std::vector<Note> notes_;
  std::size_t without_id_ = 0;
};

}  // namespace lachan::intake_http
