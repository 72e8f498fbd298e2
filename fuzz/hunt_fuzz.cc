// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "events/event_sql.h"
#include "events/hunt_parser.h"

// Any text: a tree or a problem inside the text, never a crash; a tree always compiles or names a
// wrong value, and the tenant condition stays in front.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lachan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto tree = events::ParseHunt(text);
  if (!tree && tree.error().position > text.size()) std::abort();
  events::Query query;
  query.text = text;
  const auto statement = events::SearchStatement(query, events::Scope::Of({AgencyId{1}}));
  if (!statement) {
    if (statement.error().code() != ErrorCode::kInvalidInput) std::abort();
    return 0;
  }
  if (statement->sql.find(" WHERE has({p0:Array(Int64)}, agency)") == std::string::npos) {
    std::abort();
  }
  return 0;
}
