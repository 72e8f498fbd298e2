// SPDX-License-Identifier: Apache-2.0
#include "retention/hold_query.h"

#include <algorithm>

#include "base/text.h"
#include "events/hunt_parser.h"
#include "events/hunt_sql.h"

namespace lachan::retention {
namespace {

bool IsHost(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':';
  });
}

Result<std::string> HostCondition(std::string_view hosts) {
  std::string condition;
  for (const auto part : Split(hosts, ',')) {
    const auto host = Trim(part);
    if (host.empty()) continue;
    if (!IsHost(host)) {
      return std::unexpected(
          Error(ErrorCode::kInvalidInput,
                fmt::format("'{}' is not the name or address of a host", PrintableForLog(host, 80)))
              .WithField("hosts", "not_a_host"));
    }
    condition += fmt::format("{}host:\"{}\"", condition.empty() ? "" : " OR ", host);
  }
  return condition;
}

}  // namespace

Result<events::Query> QueryOf(const LegalHold& hold) {
  std::vector<std::string> parts;
  if (!Trim(hold.query.value).empty()) {
    if (const auto tree = events::ParseHunt(hold.query.value); !tree) {
      return std::unexpected(events::ToError(tree.error()).WithField("query", "not_a_query"));
    } else {
      // Ids, not names: those may be given to others while the hold lasts.
      events::Statement trial;
      LACHAN_TRY_DO(events::CompileHunt(*tree, trial, {.text = hold.query.value}));
    }
    parts.push_back(fmt::format("({})", hold.query.value));
  }
  if (hold.system_id) parts.push_back(fmt::format("system:{}", hold.system_id->value));
  LACHAN_TRY(const std::string hosts, HostCondition(hold.hosts.value));
  if (!hosts.empty()) parts.push_back(fmt::format("({})", hosts));
  events::Query query;
  query.text = fmt::format("{}", fmt::join(parts, " AND "));
  return query;
}

events::Scope ScopeOf(const LegalHold& hold) {
  return hold.agency_id ? events::Scope::Of({*hold.agency_id}) : events::Scope::All();
}

bool Touches(const LegalHold& hold, Instant from, Instant to) {
  return hold.from_at < to && (!hold.to_at || *hold.to_at > from);
}

bool IsActive(const LegalHold& hold) {
  const HoldState state = hold.state.value;
  return state == HoldState::copying || state == HoldState::held ||
         state == HoldState::release_asked;
}

}  // namespace lachan::retention
