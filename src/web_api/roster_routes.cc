// SPDX-License-Identifier: Apache-2.0
#include "web_api/roster_routes.h"

#include <charconv>

#include "base/text.h"
#include "teams/text_formats.h"
#include "web_api/body.h"
#include "web_api/team_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using teams::RosterProblemKind;
using web::Request;
using web::Response;
using web::Verb;

struct RosterPerson {
  std::int64_t id = 0;
  std::string name, phone, mobile;
  TeamRole role = TeamRole::member;
  bool is_active = true;
};
BOOST_DESCRIBE_STRUCT(RosterPerson, (), (id, name, phone, mobile, role, is_active))

struct RosterProblemView {
  RosterProblemKind kind = RosterProblemKind::gap;
  Instant from, to;
  std::optional<std::int64_t> member_id;
};
BOOST_DESCRIBE_STRUCT(RosterProblemView, (), (kind, from, to, member_id))

struct RosterView {
  std::int64_t agency_id = 0;
  std::string month;
  std::vector<DutyShift> shifts;
  std::vector<RosterPerson> people;
  std::vector<RosterProblemView> problems;
  std::optional<RosterMonth> confirmed;
};
BOOST_DESCRIBE_STRUCT(RosterView, (), (agency_id, month, shifts, people, problems, confirmed))

struct OnDutyPerson {
  DutyShift shift;
  RosterPerson person;
};
BOOST_DESCRIBE_STRUCT(OnDutyPerson, (), (shift, person))
struct OnDutyView {
  std::vector<OnDutyPerson> now, next;
  std::vector<RosterProblemView> alarms;  ///< Of the days to come.
};
BOOST_DESCRIBE_STRUCT(OnDutyView, (), (now, next, alarms))

/// Only for the description: lists are read by hand.
struct RosterPatternBody {
  std::string month;
  std::vector<std::string> starts;  ///< "07:00"
  std::vector<std::int64_t> members;
  bool replace = false;
};
BOOST_DESCRIBE_STRUCT(RosterPatternBody, (), (month, starts, members, replace))
struct RosterMadeView {
  std::int64_t shifts = 0;
};
BOOST_DESCRIBE_STRUCT(RosterMadeView, (), (shifts))

struct SwapShiftsBody {
  schema::Number<1, INT64_MAX> first, second;
};
BOOST_DESCRIBE_STRUCT(SwapShiftsBody, (), (first, second))
struct HandOverBody {
  schema::Number<1, INT64_MAX> shift_id, member_id;
  schema::Line<0, 300> note;
};
BOOST_DESCRIBE_STRUCT(HandOverBody, (), (shift_id, member_id, note))
struct ConfirmRosterBody {
  schema::Line<7, 7> month;
};
BOOST_DESCRIBE_STRUCT(ConfirmRosterBody, (), (month))

std::unexpected<Error> WrongField(std::string field, std::string key) {
  return std::unexpected(
      Error(ErrorCode::kInvalidInput, fmt::format("{}: {}", field, key)).WithField(field, key));
}

Result<Month> MonthOf(std::string_view text) {
  auto month = ParseMonth(text);
  if (!month) return WrongField("month", "not_a_month");
  return *month;
}

/// Month of the address; the running one when absent.
Result<Month> MonthOf(const RosterDeps& deps, const Request& request) {
  const auto text = request.Query("month");
  return text.empty() ? Month::Of(CivilDateAt(deps.clock.Now())) : MonthOf(text);
}

RosterPerson View(const TeamMember& member) {
  return {member.id,     member.name, member.phone,
          member.mobile, member.role, !member.left_on && !member.archived.value};
}

std::vector<RosterProblemView> View(const std::vector<teams::RosterProblem>& problems) {
  std::vector<RosterProblemView> views;
  for (const auto& problem : problems) {
    views.push_back({problem.kind, problem.from, problem.to, {}});
    if (problem.member_id > 0) views.back().member_id = problem.member_id;
  }
  return views;
}

std::vector<OnDutyPerson> View(const std::vector<teams::OnDuty>& rows) {
  std::vector<OnDutyPerson> views;
  for (const auto& row : rows) views.push_back({row.shift, View(row.member)});
  return views;
}

Result<Response> ShowMonth(const RosterDeps& deps, const Request& request) {
  LACHAN_TRY(const auto agency, AgencyOf(request, deps.roster));
  LACHAN_TRY(const auto month, MonthOf(deps, request));
  LACHAN_TRY(auto roster, deps.roster.View(request.caller, agency, month));
  RosterView view{agency.value, month.Text(),          std::move(roster.shifts),
                  {},           View(roster.problems), std::move(roster.confirmed)};
  for (const auto& [id, member] : roster.members) view.people.push_back(View(member));
  return Response::Of(view);
}

Result<Response> OnDuty(const RosterDeps& deps, const Request& request) {
  LACHAN_TRY(const auto agency, AgencyOf(request, deps.roster));
  LACHAN_TRY(const auto now, deps.roster.Now(request.caller, agency));
  LACHAN_TRY(const auto next, deps.roster.Next(request.caller, agency));
  LACHAN_TRY(const auto alarms, deps.roster.Alarms(request.caller, agency));
  return Response::Of(OnDutyView{View(now), View(next), View(alarms)});
}

/// "07:30" → 450.
std::optional<int> MinutesOf(std::string_view text) {
  int hour = 0, minute = 0;
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto a = std::from_chars(text.data(), text.data() + 2, hour);
  const auto b = std::from_chars(text.data() + 3, text.data() + 5, minute);
  if (a.ptr != text.data() + 2 || b.ptr != text.data() + 5) return std::nullopt;
  if (hour > 23 || minute > 59 || hour < 0 || minute < 0) return std::nullopt;
  return hour * 60 + minute;
}

Result<teams::RosterPattern> PatternOf(const boost::json::object& body) {
  teams::RosterPattern pattern;
  const auto* starts = body.if_contains("starts");
  const auto* members = body.if_contains("members");
  if (starts == nullptr || !starts->is_array()) return WrongField("starts", "required");
  if (members == nullptr || !members->is_array()) return WrongField("members", "required");
  for (const auto& start : starts->get_array()) {
    const auto at =
        start.is_string() ? MinutesOf(std::string_view(start.get_string())) : std::nullopt;
    if (!at) return WrongField("starts", "not_a_time");
    pattern.starts.push_back(*at);
  }
  for (const auto& member : members->get_array()) {
    if (!member.is_int64()) return WrongField("members", "not_a_number");
    pattern.members.push_back(member.get_int64());
  }
  return pattern;
}

Result<Response> Generate(const RosterDeps& deps, const Request& request) {
  LACHAN_TRY(const auto agency, AgencyOf(request, deps.roster));
  LACHAN_TRY(const auto body, request.Json());
  bool replace = false;
  std::string_view text;
  for (const auto& [name, value] : body) {
    if (name == "month" && value.is_string()) {
      text = std::string_view(value.get_string());
    } else if (name == "replace" && value.is_bool()) {
      replace = value.get_bool();
    } else if (name != "starts" && name != "members") {
      return WrongField(name, "unknown");
    }
  }
  LACHAN_TRY(const auto month, MonthOf(text));
  LACHAN_TRY(const auto pattern, PatternOf(body));
  LACHAN_TRY(const auto made,
             deps.roster.Generate(request.caller, agency, month, pattern, replace));
  return Response::Of(RosterMadeView{made}, 201);
}

/// A shift or person that the body names and that is not there is a wrong field of the body.
Status NamedInBody(Status done, std::string field) {
  if (done || done.error().code() != ErrorCode::kNotFound) return done;
  Error error(ErrorCode::kInvalidInput, done.error().Text());
  return std::unexpected(std::move(error).WithField(std::move(field), "not_found"));
}

Result<Response> Swap(const RosterDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<SwapShiftsBody>(request));
  LACHAN_TRY_DO(
      NamedInBody(deps.roster.Swap(request.caller, body.first.value, body.second.value), "second"));
  return Response::NoContent();
}

Result<Response> HandOver(const RosterDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<HandOverBody>(request));
  LACHAN_TRY_DO(NamedInBody(deps.roster.HandOver(request.caller, body.shift_id.value,
                                                 body.member_id.value, body.note.value),
                            "shift_id"));
  return Response::NoContent();
}

Result<Response> Confirm(const RosterDeps& deps, const Request& request) {
  LACHAN_TRY(const auto agency, AgencyOf(request, deps.roster));
  LACHAN_TRY(const auto body, BodyOf<ConfirmRosterBody>(request));
  LACHAN_TRY(const auto month, MonthOf(body.month.value));
  LACHAN_TRY(const auto row, deps.roster.Confirm(request.caller, agency, month));
  return Response::Of(row, 201);
}

Result<Response> Calendar(const RosterDeps& deps, const Request& request) {
  LACHAN_TRY(const auto agency, AgencyOf(request, deps.roster));
  LACHAN_TRY(const auto month, MonthOf(deps, request));
  LACHAN_TRY(const auto roster, deps.roster.View(request.caller, agency, month));
  std::vector<teams::CalendarEntry> entries;
  for (const auto& shift : roster.shifts) {
    const auto at = roster.members.find(shift.member_id.value);
    const std::string name = at == roster.members.end() ? "?" : at->second.name.value;
    std::string phone;
    if (at != roster.members.end()) {
      phone = at->second.mobile.empty() ? at->second.phone.value : at->second.mobile.value;
    }
    entries.push_back({fmt::format("shift-{}@lachan", shift.id.value), shift.starts_at,
                       shift.ends_at, "Trực: " + name,
                       phone + (shift.note.empty() ? "" : "\n" + shift.note.value),
                       shift.updated_at});
  }
  return Response::Download(
      teams::ToICalendar(fmt::format("Lịch trực {:02}/{}", month.month, month.year), entries),
      "text/calendar; charset=utf-8", fmt::format("lich-truc-{}.ics", month.Text()));
}

const std::vector<std::pair<std::string, std::string>> kWhich = {
    {"month", "yyyy-mm; the running one when absent"},
    {"agency_id", "own agency when absent, else the coordinator's"}};

}  // namespace

std::vector<web::Route> RosterRoutes(RosterDeps deps) {
  constexpr auto kRead = Needs("duty_shift", Action::kRead);
  constexpr auto kWrite = Needs("duty_shift", Action::kWrite);
  std::vector<web::Route> routes;
  const auto add = [&](Verb verb, const char* path, identity::Permission needs, auto handler,
                       web::Described described) {
    routes.push_back({verb, std::string("/api/v1/roster") + path, needs,
                      [deps, handler](const Request& request) { return handler(deps, request); },
                      std::move(described)});
  };
  add(Verb::kGet, "", kRead, ShowMonth,
      {"The roster of a month and what is wrong with it",
       {},
       web::SchemaFor<RosterView>(),
       kWhich});
  add(Verb::kGet, "/on-duty", kRead, OnDuty,
      {"Who is on duty now and next; gaps of the days to come",
       {},
       web::SchemaFor<OnDutyView>(),
       {kWhich[1]}});
  add(Verb::kGet, "/calendar.ics", kRead, Calendar,
      {"The roster of a month as iCalendar", {}, {}, kWhich, "text/calendar"});
  add(Verb::kPost, "/generate", kWrite, Generate,
      {"Fill a month from a pattern; people take turns",
       web::SchemaFor<RosterPatternBody>(),
       web::SchemaFor<RosterMadeView>(),
       {kWhich[1]}});
  add(Verb::kPost, "/swap", kWrite, Swap,
      {"The persons of two shifts to come change places", web::SchemaFor<SwapShiftsBody>(), {}});
  add(Verb::kPost, "/hand-over", kWrite, HandOver,
      {"Another person takes over a shift", web::SchemaFor<HandOverBody>(), {}});
  add(Verb::kPost, "/confirm", Needs("roster_month", Action::kWrite), Confirm,
      {"Say that a month has no gap",
       web::SchemaFor<ConfirmRosterBody>(),
       web::SchemaFor<RosterMonth>(),
       {kWhich[1]}});
  return routes;
}

}  // namespace lachan::web_api
