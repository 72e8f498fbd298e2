// SPDX-License-Identifier: Apache-2.0
#include <boost/describe/enum_from_string.hpp>

#include <algorithm>

#include "base/text.h"
#include "rulesets/archive.h"
#include "web_api/body.h"
#include "web_api/route_table.h"
#include "web_api/rule_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using rulesets::RuleService;
using web::Request;
using web::Response;
using web::Verb;

constexpr auto kRead = Needs("rule", Action::kRead);
constexpr auto kWrite = Needs("rule", Action::kWrite);
constexpr std::size_t kMaxArchive = 64u << 20;

struct RuleNoteBody {
  schema::Line<0, 300> note;
};
BOOST_DESCRIBE_STRUCT(RuleNoteBody, (), (note))

/// The body of a request that may have none.
Result<RuleNoteBody> NoteOf(const Request& request) {
  if (Trim(request.body).empty()) return RuleNoteBody{};
  return BodyOf<RuleNoteBody>(request);
}

struct TryRulesBody {
  schema::Number<1, 168> hours = 24;
};
BOOST_DESCRIBE_STRUCT(TryRulesBody, (), (hours))

struct RuleSetBody {
  std::optional<std::string> title, licence;
  std::optional<bool> enabled;
  std::optional<Level> minimum_level;
};
BOOST_DESCRIBE_STRUCT(RuleSetBody, (), (title, licence, enabled, minimum_level))

// ---- sets ---------------------------------------------------------------------------------------

Result<rulesets::RuleSetView> ViewOf(RuleService& rules, const Request& request,
                                     std::string_view id) {
  LACHAN_TRY(const auto list, rules.versions().Sets(request.caller));
  const auto at = std::ranges::find(list.rows, id, &rulesets::RuleSetView::id);
  if (at == list.rows.end()) return Fail(ErrorCode::kNotFound, "no such set of rules");
  return *at;
}

Result<Response> Sets(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto list, rules.versions().Sets(request.caller));
  return Response::Of(list);
}

Result<Response> Import(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto imported, rulesets::ReadArchive(request.body));
  rulesets::RuleSets::ImportRequest set;
  set.code = request.Query("id");
  set.title = request.Query("title");
  set.licence = request.Query("licence");
  set.origin = request.Query("file_name");
  LACHAN_TRY_DO(rules.sets().Import(request.caller, set, imported));
  rulesets::ImportView view;
  LACHAN_TRY(view.set, ViewOf(rules, request, set.code));
  view.files_taken = static_cast<std::int64_t>(imported.content.files.size());
  view.files_left_out = static_cast<std::int64_t>(imported.left_out_count);
  for (const auto& file : imported.left_out) {
    view.left_out.push_back({RepairUtf8(file.path), file.reason});
  }
  return Response::Of(view, 201);
}

/// The changes that a body asks for: members that are there.
Result<rulesets::RuleSets::Change> ChangeOf(const boost::json::object& body) {
  rulesets::RuleSets::Change change;
  for (const auto& [name, value] : body) {
    const bool is_text = value.is_string();
    if (name == "title" || name == "licence") {
      if (!is_text) return WrongField(name, "not_a_text");
      (name == "title" ? change.title : change.licence) = std::string(value.get_string());
    } else if (name == "enabled") {
      if (!value.is_bool()) return WrongField(name, "not_a_boolean");
      change.enabled = value.get_bool();
    } else if (name == "minimum_level") {
      change.sets_minimum_level = true;
      if (value.is_null()) continue;
      Level level{};
      if (!is_text || !boost::describe::enum_from_string(value.get_string().c_str(), level)) {
        return WrongField(name, "not_a_choice");
      }
      change.minimum_level = level;
    } else {
      return WrongField(name, "unknown");
    }
  }
  return change;
}

Result<Response> ChangeSet(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto change, ChangeOf(body));
  const auto& id = request.path_values.at("id");
  LACHAN_TRY_DO(rules.sets().Apply(request.caller, id, change));
  LACHAN_TRY(const auto view, ViewOf(rules, request, id));
  return Response::Of(view);
}

Result<Response> RemoveSet(RuleService& rules, const Request& request) {
  LACHAN_TRY_DO(rules.sets().Remove(request.caller, request.path_values.at("id")));
  return Response::NoContent();
}

Result<Response> Files(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto content, rules.sets().ContentOf(request.path_values.at("id")));
  rulesets::RuleFileList list;
  for (const auto& file : content.files) {
    list.rows.push_back({file.path, static_cast<std::int64_t>(file.text.size())});
  }
  return Response::Of(list);
}

Result<Response> File(RuleService& rules, const Request& request) {
  const auto& id = request.path_values.at("id");
  LACHAN_TRY(const auto content, rules.sets().ContentOf(id));
  const auto* file = content.Find(request.Query("path"));
  if (file == nullptr) return Fail(ErrorCode::kNotFound, "the set has no such file");
  return Response::Of(rulesets::RuleFileText{id, file->path, RepairUtf8(file->text)});
}

// ---- versions -----------------------------------------------------------------------------------

Result<Response> Versions(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto list, rules.versions().List(request.caller));
  return Response::Of(list);
}

Result<Response> Stage(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, NoteOf(request));
  LACHAN_TRY(const auto staged, rules.versions().Stage(request.caller, body.note.value));
  return Response::Of(staged, 202);
}

Result<Response> Version(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto detail, rules.versions().Detail(request.caller, id));
  return Response::Json(std::move(detail));
}

Result<Response> Findings(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  rulesets::RuleVersions::FindingQuery query;
  query.set = request.Query("set");
  query.severity = request.Query("severity");
  query.text = request.Query("q");
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 100));
  LACHAN_TRY(const auto offset, request.QueryNumber("offset", 0, 1'000'000, 0));
  query.limit = static_cast<std::size_t>(limit);
  query.offset = static_cast<std::size_t>(offset);
  LACHAN_TRY(auto list, rules.versions().Findings(request.caller, id, query));
  return Response::Json(std::move(list));
}

Result<Response> Try(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  TryRulesBody body;
  if (!Trim(request.body).empty()) {
    LACHAN_TRY(body, BodyOf<TryRulesBody>(request));
  }
  LACHAN_TRY(const auto job, rules.Try(request.caller, id, static_cast<int>(body.hours.value)));
  return Response::Of(job, 202);
}

Result<Response> Swap(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, NoteOf(request));
  LACHAN_TRY(const auto version, rules.versions().Swap(request.caller, id, body.note.value));
  return Response::Of(version);
}

Result<Response> RollBack(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, NoteOf(request));
  LACHAN_TRY(const auto version, rules.versions().RollBack(request.caller, body.note.value));
  return Response::Of(version);
}

Result<Response> Discard(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY_DO(rules.versions().Discard(request.caller, id));
  return Response::NoContent();
}

// ---- jobs ---------------------------------------------------------------------------------------

Result<Response> AllJobs(RuleService& rules, const Request&) {
  return Response::Of(rulesets::JobList{rules.jobs().All()});
}

Result<Response> Job(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto job, rules.jobs().Get(id));
  return Response::Of(job);
}

Result<Response> CancelJob(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto job, rules.jobs().Cancel(id));
  return Response::Of(job);
}

void AddSets(RouteTable<rulesets::RuleService>& table) {
  const auto view = web::SchemaFor<rulesets::RuleSetView>();
  table.Add(Verb::kGet, "/rule-sets", kRead, Sets,
            {"Sets of rules in the order of loading; the first document of an id wins",
             {},
             web::SchemaFor<rulesets::RuleSetList>()});
  table.Add(Verb::kPost, "/rule-sets", kWrite, Import,
            {"Import a set, or new content of one; the body is a .zip, .tar or .tar.gz",
             {},
             web::SchemaFor<rulesets::ImportView>(),
             {{"id", "small letters, digits, - and _"},
              {"title", "for people; the id when absent"},
              {"licence", "note for people; from a licence file in it when absent"},
              {"file_name", "where it came from"}}},
            kMaxArchive);
  table.Add(Verb::kPatch, "/rule-sets/{id}", kWrite, ChangeSet,
            {"Title, licence, whether it is used, lowest level; in force after stage and swap",
             web::SchemaFor<RuleSetBody>(), view});
  table.Add(Verb::kDelete, "/rule-sets/{id}", kWrite, RemoveSet,
            {"Remove an imported set; in force after stage and swap", {}, {}});
  table.Add(Verb::kGet, "/rule-sets/{id}/files", kRead, Files,
            {"Files of a set as it is now", {}, web::SchemaFor<rulesets::RuleFileList>()});
  table.Add(Verb::kGet, "/rule-sets/{id}/file", kRead, File,
            {"Text of one file of a set",
             {},
             web::SchemaFor<rulesets::RuleFileText>(),
             {{"path", "below the set"}}});
}

void AddVersions(RouteTable<rulesets::RuleService>& table) {
  const auto note = web::SchemaFor<RuleNoteBody>();
  const auto version = web::SchemaFor<rulesets::VersionView>();
  table.Add(Verb::kGet, "/rule-versions", kRead, Versions,
            {"Versions, newest first", {}, web::SchemaFor<rulesets::VersionList>()});
  table.Add(Verb::kPost, "/rule-versions", kWrite, Stage,
            {"Stage the sets as they are now; validated by the job", note,
             web::SchemaFor<rulesets::StagedView>()});
  table.Add(Verb::kPost, "/rule-versions/rollback", kWrite, RollBack,
            {"Put back the version that was in force before", note, version});
  table.Add(Verb::kGet, "/rule-versions/{id}", kRead, Version,
            {"A version with its compile report, tests, changes and newest try",
             {},
             web::SchemaFor<rulesets::VersionDetail>()});
  table.Add(Verb::kDelete, "/rule-versions/{id}", kWrite, Discard,
            {"Discard a version that is not in force", {}, {}});
  table.Add(Verb::kGet, "/rule-versions/{id}/findings", kRead, Findings,
            {"Findings of a version's compile report",
             {},
             web::SchemaFor<rulesets::FindingList>(),
             {{"set", "id of a set"},
              {"severity", "error, warning or note"},
              {"q", "words in message, file or code"},
              {"limit", "1 to 1000"},
              {"offset", "rows to pass over"}}});
  table.Add(Verb::kPost, "/rule-versions/{id}/try", kWrite, Try,
            {"Run a version over the events of the last hours, as a job",
             web::SchemaFor<TryRulesBody>(), web::SchemaFor<rulesets::JobView>()});
  table.Add(Verb::kPost, "/rule-versions/{id}/swap", kWrite, Swap,
            {"Put a validated or an earlier version in force", note, version});
}

void AddJobs(RouteTable<rulesets::RuleService>& table) {
  const auto job = web::SchemaFor<rulesets::JobView>();
  table.Add(Verb::kGet, "/rule-jobs", kRead, AllJobs,
            {"Jobs since the start, newest first, without results",
             {},
             web::SchemaFor<rulesets::JobList>()});
  table.Add(Verb::kGet, "/rule-jobs/{id}", kRead, Job, {"A job with its progress", {}, job});
  table.Add(Verb::kPost, "/rule-jobs/{id}/cancel", kWrite, CancelJob,
            {"Cancel a job; a try gives what it has", {}, job});
}

}  // namespace

std::vector<web::Route> RuleSetRoutes(RuleService& rules) {
  RouteTable table(rules);
  AddSets(table);
  AddVersions(table);
  AddJobs(table);
  return table.Take();
}

}  // namespace lachan::web_api
