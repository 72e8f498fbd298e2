// SPDX-License-Identifier: Apache-2.0
#include "searches/saved_searches.h"

#include <algorithm>

#include "base/text.h"
#include "events/hunt_parser.h"

namespace lachan::searches {
namespace {

using journal::Filter;
using journal::RowAction;
using journal::RowChange;

bool IsPeriod(std::string_view text) {
  if (text.size() < 2 || text.size() > 6 || text[0] == '0') return false;
  const std::string_view digits = text.substr(0, text.size() - 1);
  return digits.find_first_not_of("0123456789") == std::string_view::npos &&
         std::string_view("smhdw").find(text.back()) != std::string_view::npos;
}

Status Check(RowChange& change) {
  auto search = change.As<SavedSearch>();
  if (const auto parsed = events::ParseHuntQuery(search.query.value); !parsed) {
    return std::unexpected(events::ToError(parsed.error()));
  }
  if (!search.period.empty() && !IsPeriod(search.period.value)) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "the period is not as \"24h\" or \"7d\"")
                               .WithField("period", "not_a_choice"));
  }
  if (search.since && search.until && *search.since >= *search.until) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "the period ends before it begins")
                               .WithField("until", "contradicts:since"));
  }
  if (change.action != RowAction::kCreate) return {};
  search.owner = change.caller.account.value;
  search.owner_name.value.value = change.caller.name;
  const auto& reach = change.caller.reach;
  search.agency_id = reach.everything || reach.agencies.empty()
                         ? std::optional<AgencyId>()
                         : std::optional(reach.agencies.front());
  change.Set(search);
  return {};
}

bool MaySee(const journal::Caller& caller, const SavedSearch& search) {
  if (search.owner.value == caller.account.value) return true;
  if (!search.is_shared) return false;
  // What an agency shares, it shares among its own people.
  return search.agency_id.value ? !caller.reach.everything : caller.reach.everything;
}

Filter Equals(std::string field, std::int64_t value) {
  return {.field = std::move(field), .op = Filter::Op::kEqual, .values = {value}};
}

}  // namespace

SavedSearches::SavedSearches(journal::StateStore& store) : store_(store) {
  registers_.Add<SavedSearch>().before_change.emplace_back(Check);
}

Result<std::vector<SavedSearch>> SavedSearches::List(const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, store_.OpenReader(caller));
  journal::ListQuery query;
  query.filters = {Equals("owner", caller.account.value)};
  LACHAN_TRY(auto searches, journal::ListAll<SavedSearch>(*reader, query));
  query.filters = {Equals("is_shared", 1)};
  LACHAN_TRY(const auto shared, journal::ListAll<SavedSearch>(*reader, query));
  for (const auto& search : shared) {
    if (search.owner.value != caller.account.value && MaySee(caller, search)) {
      searches.push_back(search);
    }
  }
  std::ranges::sort(searches, [](const SavedSearch& a, const SavedSearch& b) {
    if (a.is_pinned != b.is_pinned) return a.is_pinned;
    const auto x = FoldForSearch(a.name.value), y = FoldForSearch(b.name.value);
    return x != y ? x < y : a.id.value < b.id.value;
  });
  return searches;
}

Result<SavedSearch> SavedSearches::Get(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, store_.OpenReader(caller));
  LACHAN_TRY(auto search, journal::Get<SavedSearch>(*reader, id));
  if (!MaySee(caller, search) || search.archived.value) {
    return Fail(ErrorCode::kNotFound, "no saved_search {}", id);
  }
  return search;
}

Result<SavedSearch> SavedSearches::Create(const journal::Caller& caller,
                                          const boost::json::object& body) {
  LACHAN_TRY(const auto reader, store_.OpenReader(caller));
  LACHAN_TRY(const auto count, reader->Count(schema::Describe<SavedSearch>(),
                                             {.filters = {Equals("owner", caller.account.value)}}));
  if (static_cast<std::size_t>(count) >= kOfOne) {
    return Fail(ErrorCode::kExhausted, "there are {} saved searches already: remove some", count);
  }
  LACHAN_TRY(const auto record,
             journal::CreateRow(store_, caller, registers_, registers_.all().front(), body));
  return schema::FromRecord<SavedSearch>(record);
}

Status SavedSearches::MayChange(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto search, Get(caller, id));
  if (search.owner.value != caller.account.value) {
    return Fail(ErrorCode::kDenied, "only {} changes this search; save a copy",
                search.owner_name.value.value);
  }
  return {};
}

Result<SavedSearch> SavedSearches::Change(const journal::Caller& caller, std::int64_t id,
                                          std::int64_t version, const boost::json::object& body) {
  LACHAN_TRY_DO(MayChange(caller, id));
  LACHAN_TRY(const auto record, journal::ChangeRow(store_, caller, registers_,
                                                   registers_.all().front(), id, version, body));
  return schema::FromRecord<SavedSearch>(record);
}

Status SavedSearches::Remove(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY_DO(MayChange(caller, id));
  LACHAN_TRY(const auto search, Get(caller, id));
  LACHAN_TRY_DO(journal::ArchiveRow(store_, caller, registers_.all().front(), id,
                                    search.version.value, true));
  return {};
}

}  // namespace lachan::searches
