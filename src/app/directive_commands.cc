// SPDX-License-Identifier: Apache-2.0
// lachan directive …: the directive as data, from the command line. Nothing here writes.
#include "app/directive_commands.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>

#include "app/files.h"
#include "app/platform.h"
#include "directive/describe.h"
#include "directive/explain.h"
#include "obligations/obligation_service.h"

namespace lachan::app {
namespace {

namespace json = boost::json;
using directive::Directive;
using directive::Duty;
using directive::DutyStatus;
using directive::Language;

// Exit statuses.
constexpr int kFine = 0, kNotFine = 1, kNotDone = 2;

struct Request {
  std::string folder, other, as_of, agency, duty, clause;
  bool is_json = false, english = false;
  Language language() const { return english ? Language::kEnglish : Language::kVietnamese; }
};

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return kNotDone;
}

void PrintJson(const json::value& value) { fmt::print("{}\n", json::serialize(value)); }

/// Everything in the folder, so that a stray file is found too.
Result<std::vector<directive::SourceText>> ReadAll(const std::string& folder) {
  const std::string found = FindInstalled(folder);
  if (!std::filesystem::is_directory(found)) {
    return Fail(ErrorCode::kNotFound, "'{}' is no folder with a directive", folder);
  }
  LACHAN_TRY(auto files, ReadFolder(found, {".yaml", ".yml"}), "reading the directive");
  std::vector<directive::SourceText> sources;
  for (auto& file : files) sources.push_back({file.path, std::move(file.text)});
  return sources;
}

json::object JsonOf(const Diagnostic& finding) {
  return {{"severity", finding.severity == Diagnostic::Severity::kError ? "error" : "warning"},
          {"code", finding.code},
          {"message", finding.message},
          {"hint", finding.hint},
          {"file", finding.where.file},
          {"line", finding.where.line},
          {"column", finding.where.column}};
}

int Check(const Request& request) {
  const auto sources = ReadAll(request.folder);
  if (!sources) return Report(sources.error());
  auto compiled = directive::CompileDirective(*sources);
  for (Diagnostic& finding : compiled.findings) {
    if (!finding.where.file.empty()) {
      finding.where.file = request.folder + "/" + finding.where.file;
    }
  }
  std::size_t parts = 0, obligations = 0;
  if (compiled.value) {
    obligations = compiled.value->obligations.size();
    for (const auto& obligation : compiled.value->obligations) parts += obligation.parts.size();
  }
  if (request.is_json) {
    json::array findings;
    for (const Diagnostic& finding : compiled.findings) findings.push_back(JsonOf(finding));
    PrintJson({{"ok", compiled.value.has_value()},
               {"obligations", obligations},
               {"parts", parts},
               {"findings", std::move(findings)}});
  } else {
    for (const Diagnostic& finding : compiled.findings) fmt::print("{}\n", finding.Text());
    if (compiled.value) {
      fmt::print("{} {}: {} clauses, {} obligations, {} duties; nothing wrong\n",
                 compiled.value->id, compiled.value->version, compiled.value->clauses.size(),
                 obligations, parts);
    } else {
      fmt::print("{} faults\n", compiled.findings.size());
    }
  }
  return compiled.value ? kFine : kNotFine;
}

json::object JsonOf(const Directive& data, const directive::Part& part, Language language) {
  json::object fields;
  for (const auto& [name, text] : FieldsOf(data, part, language)) fields[name] = text;
  return {{"id", part.id}, {"fields", std::move(fields)}};
}

void ShowPart(const Directive& data, const directive::Part& part, Language language) {
  fmt::print("      {:<18} {}\n", part.id, part.title.In(language));
  fmt::print("      {:<18} {}\n", "", RuleText(part, language));
  fmt::print("      {:<18} {}\n", "", BindingText(data, part, language));
}

int Show(const Request& request) {
  const auto loaded = LoadDirective(request.folder);
  if (!loaded) return Report(loaded.error());
  const Language language = request.language();
  json::array clauses;
  bool found = false;
  for (const auto& row : TraceabilityMatrix(*loaded)) {
    if (!request.clause.empty() && row.clause != request.clause) continue;
    found = true;
    json::array obligations;
    if (!request.is_json) fmt::print("{:<8} {}\n", row.clause, row.title.In(language));
    if (!request.is_json && row.obligations.empty())
      fmt::print("    – {}\n", row.none.In(language));
    for (const std::string& id : row.obligations) {
      const auto* obligation = loaded->FindObligation(id);
      json::array parts;
      if (!request.is_json) fmt::print("    {:<8} {}\n", id, obligation->title.In(language));
      for (const auto& part : obligation->parts) {
        if (!request.is_json) ShowPart(*loaded, part, language);
        parts.push_back(JsonOf(*loaded, part, language));
      }
      obligations.push_back(
          {{"id", id}, {"title", obligation->title.In(language)}, {"parts", std::move(parts)}});
    }
    clauses.push_back({{"id", row.clause},
                       {"title", row.title.In(language)},
                       {"none", row.none.In(language)},
                       {"obligations", std::move(obligations)}});
  }
  if (!found) {
    return Report(Error(ErrorCode::kNotFound,
                        fmt::format("the directive has no clause '{}'", request.clause)));
  }
  if (request.is_json) {
    PrintJson({{"id", loaded->id}, {"version", loaded->version}, {"clauses", std::move(clauses)}});
  }
  return kFine;
}

/// The province from a data folder, also beside a running server: nothing is locked or written.
struct Province {
  SystemClock clock;
  Directive directive;
  journal::Registers registers;
  std::unique_ptr<journal::StateStore> store;
  std::unique_ptr<obligations::ObligationService> service;
};

Result<std::unique_ptr<Province>> OpenProvince(const Settings& settings) {
  auto province = std::make_unique<Province>();
  LACHAN_TRY(province->directive, LoadDirective(settings.Text("directive.folder")));
  province->registers = MakeRegisters(province->clock);
  LACHAN_TRY(province->store, OpenStateUnlocked(settings, province->registers, province->clock),
             "opening the state");
  const bool is_demo = std::filesystem::exists(settings.Text("data") + "/demo");
  province->service = std::make_unique<obligations::ObligationService>(
      obligations::ObligationService::Options{.is_demo = is_demo},
      obligations::ObligationService::Deps{*province->store, province->directive, province->clock});
  return province;
}

/// The end of the day that the command line names; now without one.
Result<Instant> AsOf(const std::string& text, const Clock& clock) {
  if (text.empty()) return clock.Now();
  const auto date = ParseDate(text);
  if (!date) return Fail(ErrorCode::kInvalidInput, "--as-of {}: write yyyy-mm-dd", text);
  if (*date == CivilDateAt(clock.Now())) return clock.Now();
  return StartOfDay(AddDays(*date, 1)) - Duration{1};
}

const directive::AgencyView* AgencyByCode(const directive::RegisterSnapshot& snapshot,
                                          const std::string& code) {
  const auto at = std::ranges::find_if(snapshot.agencies, [&](const directive::AgencyView& one) {
    return one.code == code || std::to_string(one.id.value) == code;
  });
  return at == snapshot.agencies.end() ? nullptr : &*at;
}

json::value DateOrNull(const std::optional<Instant>& instant) {
  if (!instant) return nullptr;
  return json::value(FormatInstant(*instant));
}

json::object JsonOf(const Directive& data, const Duty& duty, Language language) {
  json::array facts(duty.discharged_by.begin(), duty.discharged_by.end());
  json::array reliefs(duty.reliefs.begin(), duty.reliefs.end());
  return {{"key", duty.Key()},
          {"part", duty.part},
          {"agency", duty.agency.value},
          {"system", duty.system.value},
          {"period", duty.period},
          {"status", ToString(duty.status)},
          {"due", DateOrNull(duty.due)},
          {"next_due", DateOrNull(duty.next_due)},
          {"facts", std::move(facts)},
          {"reliefs", std::move(reliefs)},
          {"why", WhyText(data, duty, language)}};
}

using Counts = std::array<std::int64_t, directive::kDutyStatuses>;

constexpr DutyStatus kColumns[] = {DutyStatus::kOpen,        DutyStatus::kDueSoon,
                                   DutyStatus::kOverdue,     DutyStatus::kMet,
                                   DutyStatus::kMetLate,     DutyStatus::kExempt,
                                   DutyStatus::kNotMeasured, DutyStatus::kNotApplicable};

json::object JsonOf(const Counts& counts) {
  json::object object;
  for (const DutyStatus status : kColumns) {
    object[ToString(status)] = counts[static_cast<std::size_t>(status)];
  }
  return object;
}

void PrintRow(std::string_view name, const Counts& counts) {
  fmt::print("{:<20}", name);
  for (const DutyStatus status : kColumns) {
    fmt::print(" {:>9}", counts[static_cast<std::size_t>(status)]);
  }
  fmt::print("\n");
}

void PrintTable(const Directive& data, const std::map<std::string, Counts>& by_part, Instant at) {
  fmt::print("{}, {}\n{:<20} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", data.id,
             FormatVietnamese(at), "duty", "not yet", "due", "overdue", "in time", "late", "exempt",
             "unmeas.", "n/a");
  Counts sum{};
  for (const auto& obligation : data.obligations) {
    for (const auto& part : obligation.parts) {
      const auto found = by_part.find(part.id);
      const Counts counts = found == by_part.end() ? Counts{} : found->second;
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += counts[i];
      PrintRow(part.id, counts);
    }
  }
  PrintRow("together", sum);
}

int Status(const Settings& settings, const Request& request) {
  const auto province = OpenProvince(settings);
  if (!province) return Report(province.error());
  const auto at = AsOf(request.as_of, (*province)->clock);
  if (!at) return Report(at.error());
  const auto situation = (*province)->service->At(*at);
  if (!situation) return Report(situation.error());
  const Directive& data = (*province)->directive;
  std::optional<AgencyId> agency;
  if (!request.agency.empty()) {
    const auto* found = AgencyByCode((*situation)->snapshot, request.agency);
    if (found == nullptr) {
      return Report(
          Error(ErrorCode::kNotFound,
                fmt::format("the register has no agency '{}' on that day", request.agency)));
    }
    agency = found->id;
  }
  std::map<std::string, Counts> by_part;
  json::array duties;
  bool overdue = false;
  for (const Duty& duty : (*situation)->assessment.duties) {
    if (agency && duty.agency != *agency) continue;
    ++by_part[duty.part][static_cast<std::size_t>(duty.status)];
    overdue = overdue || duty.status == DutyStatus::kOverdue;
    if (!agency || duty.status == DutyStatus::kNotApplicable) continue;
    if (request.is_json) {
      duties.push_back(JsonOf(data, duty, request.language()));
    } else {
      fmt::print("{:<40} {:<14} {}\n", duty.Key(), ToString(duty.status),
                 WhyText(data, duty, request.language()));
    }
  }
  if (!request.is_json) {
    if (!agency) PrintTable(data, by_part, *at);
    return kFine;
  }
  json::object parts;
  for (const auto& [part, counts] : by_part) parts[part] = JsonOf(counts);
  json::object whole{{"as_of", FormatInstant(*at)}, {"parts", std::move(parts)}};
  if (agency) whole["duties"] = std::move(duties);
  PrintJson(whole);
  return kFine;
}

int Explain(const Settings& settings, const Request& request) {
  const auto province = OpenProvince(settings);
  if (!province) return Report(province.error());
  const auto at = AsOf(request.as_of, (*province)->clock);
  if (!at) return Report(at.error());
  const auto situation = (*province)->service->At(*at);
  if (!situation) return Report(situation.error());
  const auto* agency = AgencyByCode((*situation)->snapshot, request.agency);
  if (agency == nullptr) {
    return Report(
        Error(ErrorCode::kNotFound,
              fmt::format("the register has no agency '{}' on that day", request.agency)));
  }
  const Directive& data = (*province)->directive;
  const auto explained = (*province)->service->Explain(journal::Caller::System("command line"),
                                                       agency->id, request.duty, *at);
  if (!explained) return Report(explained.error());
  json::array duties;
  bool fine = true;
  for (const auto& one : *explained) {
    fine = fine && one.duty.status != DutyStatus::kOverdue;
    json::array steps;
    if (!request.is_json) {
      fmt::print("{}  {}\n", one.duty.Key(), ToString(one.duty.status));
    }
    for (const auto& step : one.steps) {
      const std::string text = StepText(data, step, request.language());
      steps.push_back({{"code", ToString(step.code)}, {"text", text}, {"fact", step.fact}});
      if (request.is_json) continue;
      fmt::print("  · {}{}\n", text, step.fact == 0 ? "" : fmt::format("  [fact {}]", step.fact));
    }
    if (!request.is_json) fmt::print("  = {}\n", WhyText(data, one.duty, request.language()));
    json::object object = JsonOf(data, one.duty, request.language());
    object["steps"] = std::move(steps);
    duties.push_back(std::move(object));
  }
  if (request.is_json) PrintJson({{"as_of", FormatInstant(*at)}, {"duties", std::move(duties)}});
  return fine ? kFine : kNotFine;
}

int Compare(const Request& request) {
  const auto before = LoadDirective(request.folder);
  if (!before) return Report(before.error());
  const auto after = LoadDirective(request.other);
  if (!after) return Report(after.error());
  const auto differences = Diff(*before, *after, request.language());
  json::array rows;
  for (const auto& one : differences) {
    const std::string whom =
        fmt::format("{}", fmt::join(one.kinds, ", ")) +
        (one.roles.empty() ? "" : fmt::format(" ({})", fmt::join(one.roles, ", ")));
    if (!request.is_json) {
      fmt::print("{:<8} {} {}{}{}\n", ToString(one.kind), one.what, one.id,
                 one.field.empty() ? "" : " · " + one.field, whom.empty() ? "" : "  → " + whom);
      if (!one.before.empty()) fmt::print("         - {}\n", one.before);
      if (!one.after.empty()) fmt::print("         + {}\n", one.after);
    }
    json::array kinds(one.kinds.begin(), one.kinds.end());
    json::array roles(one.roles.begin(), one.roles.end());
    rows.push_back({{"kind", ToString(one.kind)},
                    {"what", one.what},
                    {"id", one.id},
                    {"field", one.field},
                    {"before", one.before},
                    {"after", one.after},
                    {"kinds", std::move(kinds)},
                    {"roles", std::move(roles)}});
  }
  if (request.is_json) {
    PrintJson({{"differences", std::move(rows)}});
  } else if (differences.empty()) {
    fmt::print("nothing differs\n");
  }
  return differences.empty() ? kFine : kNotFine;
}

}  // namespace

void AddDirective(CLI::App& app, int& status, const std::function<void(CLI::App&)>& add_settings,
                  const std::function<Result<Settings>()>& load) {
  const auto request = std::make_shared<Request>();
  auto* group =
      app.add_subcommand("directive", "The directive as data: check, show, judge, compare");
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, const char* footer) {
    auto* command = group->add_subcommand(name, what);
    command->add_flag("--json", request->is_json, "As JSON");
    command->footer(footer);
    return command;
  };
  const auto with_words = [&](CLI::App* command) {
    command->add_flag("--english", request->english, "Sentences in English");
  };
  const auto with_data = [&](CLI::App* command, int (*run)(const Settings&, const Request&)) {
    add_settings(*command);
    with_words(command);
    command->add_option("--as-of", request->as_of, "Day, yyyy-mm-dd: as at its end; now")
        ->type_name("DATE");
    command->callback([request, &status, load, run] {
      const auto settings = load();
      status = settings ? run(*settings, *request) : Report(settings.error());
    });
  };

  auto* check = add("check", "Say everything that is wrong with a folder",
                    "Exit status: 0 nothing wrong, 1 there are faults, 2 not done.");
  check->add_option("folder", request->folder, "Folder with the YAML files")->required();
  check->callback([request, &status] { status = Check(*request); });

  auto* show =
      add("show", "Clauses, obligations and duties in words", "Exit status: 0, 2 not done.");
  show->add_option("folder", request->folder, "Folder")
      ->default_val("directives/vn-thanh-hoa-2022");
  show->add_option("--clause", request->clause, "Only this clause");
  with_words(show);
  show->callback([request, &status] { status = Show(*request); });

  auto* state = add("status", "How the province stands on a day; also beside a running server",
                    "Exit status: 0, 2 not done.");
  state->add_option("--agency", request->agency, "Code of one agency: each of its duties");
  with_data(state, Status);

  auto* explain = add("explain", "Why a duty stands as it does, step by step",
                      "Exit status: 0, 1 it is overdue, 2 not done.");
  explain->add_option("duty", request->duty, "Id of the duty, e.g. OB-05.scan")->required();
  explain->add_option("--agency", request->agency, "Code of the agency")->required();
  with_data(explain, Explain);

  auto* diff = add("diff", "What differs between two editions, and whom it binds",
                   "Exit status: 0 nothing differs, 1 something does, 2 not done.");
  diff->add_option("before", request->folder, "Folder")->required();
  diff->add_option("after", request->other, "Folder")->required();
  with_words(diff);
  diff->callback([request, &status] { status = Compare(*request); });
}

}  // namespace lachan::app
