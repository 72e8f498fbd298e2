// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "register/as_of.h"
#include "register/tenure.h"
#include "web_api/party_view.h"
#include "web_api/reorganisation_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

journal::Caller Itself() { return journal::Caller::System("structure"); }

struct AgencyOnView {
  Agency agency;
  bool entered_later = false;
};
BOOST_DESCRIBE_STRUCT(AgencyOnView, (), (agency, entered_later))
struct AgenciesOnView {
  CivilDate date{};
  std::vector<AgencyOnView> rows;
};
BOOST_DESCRIBE_STRUCT(AgenciesOnView, (), (date, rows))

struct SystemOnView {
  System system;
  bool entered_later = false;
};
BOOST_DESCRIBE_STRUCT(SystemOnView, (), (system, entered_later))
struct SystemsOnView {
  CivilDate date{};
  std::int64_t total = 0;
  std::vector<SystemOnView> rows;
};
BOOST_DESCRIBE_STRUCT(SystemsOnView, (), (date, total, rows))

struct OwnerView {
  std::int64_t agency_id = 0;
  std::string code, name;
  std::optional<CivilDate> from, to;
  std::optional<std::int64_t> reorganisation_id;
  std::string decision_number;
};
BOOST_DESCRIBE_STRUCT(OwnerView, (),
                      (agency_id, code, name, from, to, reorganisation_id, decision_number))
struct OwnersView {
  std::vector<OwnerView> owners;
  std::optional<OwnerView> answer;  ///< Of the day asked for.
  bool existed = true;              ///< Whether the owner existed on that day, by the register.
};
BOOST_DESCRIBE_STRUCT(OwnersView, (), (owners, answer, existed))

struct UnitLinkView {
  std::int64_t agency_id = 0;
  std::string code, name;
  bool is_heir = false;
};
BOOST_DESCRIBE_STRUCT(UnitLinkView, (), (agency_id, code, name, is_heir))
struct ChangeView {
  std::int64_t id = 0;
  ReorganisationKind kind = ReorganisationKind::merge;
  std::string title, decision_number, note;
  CivilDate effective_on{};
  bool is_scheduled = false;
  std::vector<UnitLinkView> predecessors, successors;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (),
                      (id, kind, title, decision_number, note, effective_on, is_scheduled,
                       predecessors, successors))
struct HoldingView {
  std::string entity, path;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(HoldingView, (), (entity, path, count))
struct ProfileView {
  Agency agency;
  std::optional<AgencyView> parent;
  std::int64_t children = 0;
  std::vector<HoldingView> holdings;  ///< What belongs to it now, within the caller's rights.
  std::vector<ChangeView> changes;    ///< Oldest first.
};
BOOST_DESCRIBE_STRUCT(ProfileView, (), (agency, parent, children, holdings, changes))

Result<CivilDate> DayOf(const StructureDeps& deps, const Request& request) {
  const auto text = request.Query("date");
  if (text.empty()) return CivilDateAt(deps.clock.Now());
  auto day = ParseDate(text);
  if (day) return day;
  Error error(ErrorCode::kInvalidInput, "date must be yyyy-mm-dd");
  return std::unexpected(std::move(error).WithField("date", "not_a_date"));
}

bool HasWords(const std::string& folded, const std::vector<std::string>& words) {
  return std::ranges::all_of(words,
                             [&](const auto& word) { return folded.find(word) != folded.npos; });
}
std::vector<std::string> WordsOf(const Request& request) {
  std::vector<std::string> words;
  const auto folded = FoldForSearch(request.Query("q").substr(0, 400));
  for (const auto word : Split(folded, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

Result<Response> AgenciesOnDay(const StructureDeps& deps, const Request& request) {
  AgenciesOnView view;
  LACHAN_TRY(view.date, DayOf(deps, request));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(auto rows, registry::AgenciesOn(*reader, view.date));
  const auto words = WordsOf(request);
  for (auto& [agency, later] : rows) {
    if (!words.empty()) {
      const auto text = FoldForSearch(fmt::format(
          "{} {} {} {} {} {}", agency.name.value, agency.code.value, agency.short_name.value,
          agency.former_names.value, agency.aliases.value, agency.id_code.value));
      if (!HasWords(text, words)) continue;
    }
    view.rows.push_back({std::move(agency), later});
  }
  return Response::Of(view);
}

Result<Response> SystemsOnDay(const StructureDeps& deps, const Request& request) {
  SystemsOnView view;
  LACHAN_TRY(view.date, DayOf(deps, request));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 500));
  LACHAN_TRY(const auto agency, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto all, deps.store.OpenReader(Itself()));
  LACHAN_TRY(auto rows,
             registry::SystemsOn(*reader, *all, view.date,
                                 agency > 0 ? std::optional(AgencyId{agency}) : std::nullopt));
  const auto words = WordsOf(request);
  for (auto& [system, later] : rows) {
    if (!words.empty() &&
        !HasWords(FoldForSearch(system.name.value + " " + system.domain.value), words)) {
      continue;
    }
    ++view.total;
    if (std::ssize(view.rows) < limit) view.rows.push_back({std::move(system), later});
  }
  return Response::Of(view);
}

/// Names of agencies are known to all who may read the register.
class Names {
 public:
  explicit Names(journal::Reader& all) : all_(all) {}
  Result<Agency> Of(AgencyId id) {
    if (const auto at = known_.find(id.value); at != known_.end()) return at->second;
    LACHAN_TRY(auto agency, journal::Get<Agency>(all_, id.value));
    return known_.emplace(id.value, std::move(agency)).first->second;
  }

 private:
  journal::Reader& all_;
  std::map<std::int64_t, Agency> known_;
};

Result<OwnerView> View(journal::Reader& all, Names& names, const registry::OwnerSpan& span) {
  OwnerView view;
  view.agency_id = span.agency.value;
  view.from = span.from;
  view.to = span.to;
  LACHAN_TRY(const auto agency, names.Of(span.agency));
  view.code = agency.code.value;
  view.name = agency.name.value;
  if (span.reorganisation) {
    view.reorganisation_id = span.reorganisation.value;
    LACHAN_TRY(const auto row, journal::Get<Reorganisation>(all, span.reorganisation.value));
    view.decision_number = row.decision_number.value;
  }
  return view;
}

Result<Response> Owners(const StructureDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY_DO(journal::Get<System>(*reader, id));  // Within the caller's reach, or 404.
  LACHAN_TRY(const auto all, deps.store.OpenReader(Itself()));
  LACHAN_TRY(const auto spans, registry::OwnersOf(*all, SystemId{id}));
  Names names(*all);
  OwnersView view;
  for (const auto& span : spans) {
    LACHAN_TRY(auto owner, View(*all, names, span));
    view.owners.push_back(std::move(owner));
  }
  if (!request.Query("date").empty()) {
    LACHAN_TRY(const auto day, DayOf(deps, request));
    const auto& span = registry::OwnerOn(spans, day);
    LACHAN_TRY(view.answer, View(*all, names, span));
    LACHAN_TRY(const auto agency, names.Of(span.agency));
    view.existed = registry::ExistsOn(agency, day);
  }
  return Response::Of(view);
}

/// The reorganisations that an agency took part in.
Result<std::vector<ChangeView>> ChangesOf(journal::Reader& all, std::int64_t agency) {
  std::set<std::int64_t> ids;
  for (const char* side : {"predecessor_id", "successor_id"}) {
    journal::ListQuery query;
    query.filters = {journal::Equals(side, agency)};
    LACHAN_TRY(const auto rows, journal::ListAll<AgencySuccession>(all, query));
    for (const auto& row : rows) ids.insert(row.reorganisation_id.value);
  }
  journal::ListQuery renames;
  renames.filters = {journal::Equals("entity", std::string("agency")),
                     journal::Equals("row_id", agency)};
  LACHAN_TRY(const auto steps, journal::ListAll<ReorganisationStep>(all, renames));
  for (const auto& step : steps) ids.insert(step.reorganisation_id.value);
  Names names(all);
  std::vector<ChangeView> changes;
  for (const auto id : ids) {
    LACHAN_TRY(const auto row, journal::Get<Reorganisation>(all, id));
    if (row.state.value != ReorganisationState::applied) continue;
    ChangeView view{id,
                    row.kind,
                    row.title.value,
                    row.decision_number.value,
                    row.note.value,
                    row.effective_on,
                    false,
                    {},
                    {}};
    journal::ListQuery query;
    query.filters = {journal::Equals("reorganisation_id", id)};
    LACHAN_TRY(const auto links, journal::ListAll<AgencySuccession>(all, query));
    std::set<std::int64_t> from, to;
    for (const auto& link : links) {
      LACHAN_TRY(const auto before, names.Of(link.predecessor_id));
      LACHAN_TRY(const auto after, names.Of(link.successor_id));
      if (from.insert(before.id.value).second) {
        view.predecessors.push_back({before.id.value, before.code.value, before.name.value, false});
      }
      if (to.insert(after.id.value).second) {
        view.successors.push_back(
            {after.id.value, after.code.value, after.name.value, link.is_heir});
      }
    }
    changes.push_back(std::move(view));
  }
  std::ranges::stable_sort(changes, {}, &ChangeView::effective_on);
  return changes;
}

Result<Response> Profile(const StructureDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  ProfileView view;
  LACHAN_TRY(view.agency, journal::Get<Agency>(*reader, id));
  if (view.agency.parent_id) {
    LACHAN_TRY(view.parent, FindAgency(*reader, *view.agency.parent_id));
  }
  journal::ListQuery below;
  below.filters = {journal::Equals("parent_id", id)};
  LACHAN_TRY(view.children, reader->Count(schema::Describe<Agency>(), below));
  for (const auto& definition : deps.registers.all()) {
    const auto& entity = *definition.entity;
    if (entity.tenancy != schema::Tenancy::kAgency || entity.Find("agency_id") < 0) continue;
    if (definition.passing == journal::Passing::kStays) continue;
    const auto caller = CallerReading(entity.name, request);
    if (!caller.reach.everything && !caller.reach.Reads(AgencyId{id})) continue;
    LACHAN_TRY(const auto theirs, deps.store.OpenReader(caller));
    journal::ListQuery query;
    query.filters = definition.open_rows;
    query.filters.push_back(journal::Equals("agency_id", id));
    LACHAN_TRY(const auto count, theirs->Count(entity, query));
    view.holdings.push_back({std::string(entity.name), std::string(entity.path), count});
  }
  LACHAN_TRY(const auto all, deps.store.OpenReader(Itself()));
  LACHAN_TRY(view.changes, ChangesOf(*all, id));
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> StructureRoutes(StructureDeps deps) {
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const std::pair<std::string, std::string> date{"date", "day, yyyy-mm-dd; today when absent"};
  const std::pair<std::string, std::string> words{"q", "words that must all occur"};
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/structure/agencies",
       Needs("agency", Action::kRead),
       bind(AgenciesOnDay),
       {"Agencies as they were on a day", {}, web::SchemaFor<AgenciesOnView>(), {date, words}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/structure/systems",
                    Needs("system", Action::kRead),
                    bind(SystemsOnDay),
                    {"Systems as they were on a day, with who answered for them",
                     {},
                     web::SchemaFor<SystemsOnView>(),
                     {date, words, {"agency_id", "owner on that day"}, {"limit", "1 to 1000"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/systems/{id}/owners",
                    Needs("system", Action::kRead),
                    bind(Owners),
                    {"Who answered for a system when", {}, web::SchemaFor<OwnersView>(), {date}}});
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/agencies/{id}/profile",
       Needs("agency", Action::kRead),
       bind(Profile),
       {"An agency at a glance, with its reorganisations", {}, web::SchemaFor<ProfileView>()}});
  return routes;
}

}  // namespace lachan::web_api
