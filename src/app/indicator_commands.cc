// SPDX-License-Identifier: Apache-2.0
// lachan indicators …
#include "app/indicator_commands.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <memory>

#include "app/api_client.h"
#include "app/files.h"
#include "base/text.h"

namespace lachan::app {
namespace {

namespace json = boost::json;

constexpr std::size_t kFindingsPrinted = 20;

struct Line {
  ApiClient::Options api;
  std::int64_t id = 0;
  std::string file, name, level, note, tlp, reason, until;
  std::int64_t days = 0;
  bool is_dry_run = false, only_counts = false;
  std::vector<std::string> values;
};

std::string TextIn(const json::value& value, std::string_view name) {
  const auto* object = value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(name);
  if (found == nullptr || found->is_null()) return {};
  if (found->is_string()) return PrintableForLog(std::string_view(found->get_string()), 500);
  return json::serialize(*found);
}

bool IsIn(const json::value& value, std::string_view name) { return TextIn(value, name) == "true"; }

const json::array& RowsIn(const json::value& value, std::string_view name) {
  static const json::array kNone;
  const auto* object = value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(name);
  return found != nullptr && found->is_array() ? found->get_array() : kNone;
}

const json::value& MemberOf(const json::value& value, std::string_view name) {
  static const json::value kNone;
  const auto* object = value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(name);
  return found == nullptr ? kNone : *found;
}

std::string PathOf(std::int64_t id, std::string_view more = "") {
  return fmt::format("/api/v1/indicator-lists/{}{}", id, more);
}

void PrintAccount(const json::value& account) {
  fmt::print("{}: {} found = {} loaded + {} rejected + {} skipped; {} expired already\n",
             TextIn(account, "format"), TextIn(account, "found"), TextIn(account, "loaded"),
             TextIn(account, "rejected"), TextIn(account, "skipped"), TextIn(account, "expired"));
  for (const auto& kind : RowsIn(account, "kinds")) {
    fmt::print("  {:<8} {}\n", TextIn(kind, "name"), TextIn(kind, "count"));
  }
  for (const auto& reason : RowsIn(account, "reasons")) {
    fmt::print("  skipped  {}: {}\n", TextIn(reason, "count"), TextIn(reason, "name"));
  }
  const auto& findings = RowsIn(account, "findings");
  for (std::size_t i = 0; i < std::min(findings.size(), kFindingsPrinted); ++i) {
    const auto& one = findings[i];
    const auto hint = TextIn(one, "hint");
    fmt::print("{}: {}: {}{}{}\n", TextIn(one, "place"), TextIn(one, "severity"),
               TextIn(one, "message"), hint.empty() ? "" : "; ", hint);
  }
  if (findings.size() > kFindingsPrinted) {
    fmt::print("… {} findings in all\n", TextIn(account, "findings_total"));
  }
  if (!IsIn(account, "is_complete")) fmt::print("not read to its end\n");
}

void PrintList(const json::value& list) {
  const auto previous = TextIn(list, "previous_content");
  fmt::print(
      "id           {}\nname         {}\nstate        {}{}\nalerts       {}\nTLP          {}\n"
      "ends after   {}\nimported     {} by {}\nindicators   {} ({} in force)\n"
      "hits         {} in 24 hours, {} in 7 days ({} excluded), last {}\nback         {}\n",
      TextIn(list, "id"), TextIn(list, "name"), TextIn(list, "state"),
      TextIn(list, "state") == "on" && !IsIn(list, "is_in_force") ? ", not in force yet" : "",
      IsIn(list, "raises_alerts") ? TextIn(list, "level") : "none, hits are counted",
      TextIn(list, "default_tlp"),
      TextIn(list, "default_days").empty() ? "-" : TextIn(list, "default_days") + " days",
      TextIn(list, "imported_at"), TextIn(list, "imported_by"), TextIn(list, "loaded"),
      TextIn(list, "in_force"), TextIn(list, "hits_24h"), TextIn(list, "hits_7d"),
      TextIn(list, "excluded_7d"),
      TextIn(list, "last_hit").empty() ? "-" : TextIn(list, "last_hit"),
      previous.empty() ? "-"
                       : fmt::format("{} indicators of {}", TextIn(list, "previous_loaded"),
                                     TextIn(list, "previous_imported_at")));
  if (const auto problem = TextIn(list, "problem"); !problem.empty()) {
    fmt::print("problem      {}\n", problem);
  }
}

Status Lists(const ApiClient& api, const Line&) {
  LACHAN_TRY(const auto lists, api.Get("/api/v1/indicator-lists"));
  fmt::print("{:>6}  {:<4}  {:>9}  {:>9}  {:>9}  {:<13}  {}\n", "id", "", "indicators", "24 h",
             "7 d", "alerts", "name");
  for (const auto& row : RowsIn(lists, "rows")) {
    fmt::print("{:>6}  {:<4}  {:>9}  {:>9}  {:>9}  {:<13}  {}\n", TextIn(row, "id"),
               TextIn(row, "state"), TextIn(row, "loaded"), TextIn(row, "hits_24h"),
               TextIn(row, "hits_7d"), IsIn(row, "raises_alerts") ? TextIn(row, "level") : "-",
               TextIn(row, "name"));
  }
  const auto& state = MemberOf(lists, "state");
  fmt::print("in force: {} indicators of {} lists, since {}{}{}\n", TextIn(state, "indicators"),
             TextIn(state, "lists"), TextIn(state, "since"),
             IsIn(state, "is_building") ? "; a change is on its way" : "",
             TextIn(state, "problem").empty() ? "" : "; " + TextIn(state, "problem"));
  return {};
}

Status Import(const ApiClient& api, const Line& line) {
  LACHAN_TRY(const auto document, ReadFile(line.file));
  ApiParameters parameters{{"dry_run", line.is_dry_run ? "true" : ""}};
  if (line.id == 0) {
    if (line.name.empty()) {
      return Fail(ErrorCode::kInvalidInput,
                  "give the list a name with --name, or replace one with --list ID");
    }
    parameters.insert(parameters.end(),
                      {{"name", line.name},
                       {"level", line.level},
                       {"note", line.note},
                       {"default_tlp", line.tlp},
                       {"default_days", line.days > 0 ? std::to_string(line.days) : ""},
                       {"raises_alerts", line.only_counts ? "false" : ""}});
  }
  const auto path =
      line.id == 0 ? std::string("/api/v1/indicator-lists") : PathOf(line.id, "/content");
  LACHAN_TRY(const auto made, api.Send(line.id == 0 ? "POST" : "PUT", path, parameters, document,
                                       "application/octet-stream"));
  PrintAccount(MemberOf(made, "account"));
  if (line.is_dry_run) {
    fmt::print("nothing was stored\n");
  } else {
    fmt::print("list {}: {}\n", TextIn(MemberOf(made, "list"), "id"),
               TextIn(MemberOf(made, "list"), "name"));
  }
  return {};
}

Status Show(const ApiClient& api, const Line& line) {
  LACHAN_TRY(const auto detail, api.Get(PathOf(line.id)));
  PrintList(MemberOf(detail, "list"));
  PrintAccount(MemberOf(detail, "account"));
  return {};
}

Status Switch(const ApiClient& api, const Line& line, std::string_view state) {
  const json::object body{{"state", state}};
  LACHAN_TRY(const auto list, api.Send("PATCH", PathOf(line.id), {}, json::serialize(body)));
  PrintList(list);
  return {};
}

Status Back(const ApiClient& api, const Line& line) {
  LACHAN_TRY(const auto list, api.Send("POST", PathOf(line.id, "/back"), {}, "{}"));
  PrintList(list);
  return {};
}

Status Remove(const ApiClient& api, const Line& line) {
  LACHAN_TRY_DO(api.Send("DELETE", PathOf(line.id), {}, ""));
  fmt::print("list {} is removed\n", line.id);
  return {};
}

Status LookUp(const ApiClient& api, const Line& line, bool& is_listed) {
  json::array values;
  for (const auto& value : line.values) values.emplace_back(value);
  LACHAN_TRY(const auto answer,
             api.Post("/api/v1/indicators/lookup", json::object{{"values", std::move(values)}}));
  for (const auto& row : RowsIn(answer, "rows")) {
    is_listed = is_listed || IsIn(row, "is_listed");
    const auto problem = TextIn(row, "problem");
    fmt::print("{}: {}{}\n", TextIn(row, "asked"),
               !problem.empty()                    ? problem
               : RowsIn(row, "indicators").empty() ? "in no list"
                                                   : TextIn(row, "kind"),
               IsIn(row, "is_excluded") ? ", excluded" : "");
    for (const auto& one : RowsIn(row, "indicators")) {
      const auto about = TextIn(one, "description");
      fmt::print("  {} in {} ({}), TLP:{}{}{}{}\n", TextIn(one, "value"), TextIn(one, "list_name"),
                 TextIn(one, "source"), TextIn(one, "tlp"),
                 IsIn(one, "is_valid") ? "" : ", not valid now",
                 TextIn(one, "valid_until").empty() ? "" : ", until " + TextIn(one, "valid_until"),
                 about.empty() ? "" : ": " + about);
    }
  }
  return {};
}

Status Exclude(const ApiClient& api, const Line& line) {
  for (const auto& value : line.values) {
    json::object body{{"value", value}, {"reason", line.reason}};
    if (!line.until.empty()) body["until"] = line.until;
    LACHAN_TRY(const auto made, api.Post("/api/v1/indicator-exclusions", body),
               fmt::format("excluding {}", PrintableForLog(value, 100)));
    fmt::print("{}: excluded (exclusion {})\n", TextIn(made, "value"), TextIn(made, "id"));
  }
  return {};
}

/// One command: what it does with the API, and its exit status.
template <class Do>
CLI::App* Add(CLI::App& parent, const std::shared_ptr<Line>& line, int& status, const char* name,
              const char* what, Do run) {
  auto* command = parent.add_subcommand(name, what);
  ApiClient::AddOptions(*command, line->api);
  command->callback([line, &status, run] {
    const auto api = ApiClient::Open(line->api);
    if (!api) {
      status = ReportError(api.error());
      return;
    }
    const Status done = run(*api, *line, status);
    if (!done) status = ReportError(done.error());
  });
  return command;
}

}  // namespace

void AddIndicators(CLI::App& app, int& status) {
  auto* parent = app.add_subcommand(
      "indicators", "Lists of indicators of a running server, over its API (LACHAN_TOKEN)");
  parent->require_subcommand(1);
  const auto line = std::make_shared<Line>();
  const auto plain = [](auto run) {
    return [run](const ApiClient& api, const Line& with, int&) { return run(api, with); };
  };
  Add(*parent, line, status, "lists", "The lists, and what they found", plain(Lists));

  auto* import =
      Add(*parent, line, status, "import",
          "Make a list of a file (CSV, STIX 2.1, MISP, lines), or replace one", plain(Import));
  import->add_option("file", line->file, "The document")->required();
  import->add_option("--name", line->name, "Of the new list");
  import->add_option("--list", line->id, "Replace this list's content instead");
  import->add_option("--level", line->level, "Of its alerts; high when absent");
  import->add_option("--tlp", line->tlp, "Where the document says nothing; amber when absent");
  import->add_option("--days", line->days, "Ends what says no end of its own after so many days");
  import->add_option("--note", line->note, "For people");
  import->add_flag("--count-only", line->only_counts, "Hits raise no alerts, they are counted");
  import->add_flag("--dry-run", line->is_dry_run, "Only say what would be taken");

  const auto of_list = [&](const char* name, const char* what, auto run) {
    Add(*parent, line, status, name, what, plain(run))
        ->add_option("id", line->id, "As `lachan indicators lists` shows it")
        ->required();
  };
  of_list("show", "One list with the account of its last import", Show);
  of_list("on", "Switch a list on",
          [](const ApiClient& api, const Line& with) { return Switch(api, with, "on"); });
  of_list("off", "Switch a list off",
          [](const ApiClient& api, const Line& with) { return Switch(api, with, "off"); });
  of_list("back", "Restore the content before the last import", Back);
  of_list("remove", "Remove a list", Remove);

  auto* lookup = Add(*parent, line, status, "lookup",
                     "What the lists know of values; status 1 when one is listed",
                     [](const ApiClient& api, const Line& with, int& exit) -> Status {
                       bool is_listed = false;
                       LACHAN_TRY_DO(LookUp(api, with, is_listed));
                       exit = is_listed ? 1 : 0;
                       return {};
                     });
  lookup->add_option("values", line->values, "Addresses, networks, domains, URLs, digests, mail")
      ->required();

  auto* exclude =
      Add(*parent, line, status, "exclude",
          "Values that raise nothing, networks and domains with all below", plain(Exclude));
  exclude->add_option("values", line->values, "In any spelling")->required();
  exclude->add_option("--reason", line->reason, "Why")->required();
  exclude->add_option("--until", line->until, "2027-01-31T00:00:00Z; absent: until ended");
}

}  // namespace lachan::app
