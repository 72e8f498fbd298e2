// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "events/event_sql.h"
#include "events/hunt_complete.h"
#include "events/hunt_parser.h"

// Any text: a tree or a problem inside the text, never a crash; a tree always compiles or names a
// wrong value, and the tenant condition stays in front. Completion takes every place of every text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lachan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = events::ParseHuntQuery(text);
  if (!parsed && parsed.error().position + parsed.error().length > text.size() + 1) std::abort();
  const std::size_t cursor = size == 0 ? 0 : data[0] % (size + 1);
  const auto place = events::PlaceAt(text, cursor);
  if (place.begin > cursor) std::abort();
  events::Query query;
  query.text = text;
  query.from = Instant(std::chrono::seconds(1'700'000'000));
  query.to = *query.from + std::chrono::hours(24);
  const events::Scope scope = events::Scope::Of({AgencyId{1}});
  const bool is_table = parsed && parsed->shape() != events::HuntShape::kEvents;
  std::string sql;
  if (is_table) {
    const auto table = events::TabulateStatement(query, scope);
    if (!table && table.error().code() != ErrorCode::kInvalidInput) std::abort();
    if (table && table->columns.empty()) std::abort();
    if (table) sql = table->statement.sql;
    (void)events::UnknownFields(*parsed, {});
  } else {
    const auto search = events::SearchStatement(query, scope);
    if (!search && search.error().code() != ErrorCode::kInvalidInput) std::abort();
    if (search) sql = search->sql;
  }
  if (!sql.empty() && sql.find(" WHERE has({p0:Array(Int64)}, agency)") == std::string::npos) {
    std::abort();
  }
  return 0;
}
