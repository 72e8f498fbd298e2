// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/detect_commands.h"
#include "app/directive_commands.h"
#include "app/event_commands.h"
#include "app/files.h"
#include "app/hunt_commands.h"
#include "app/hunt_run.h"
#include "app/indicator_commands.h"
#include "app/log_import.h"
#include "app/ranking_commands.h"
#include "app/sender_commands.h"
#include "app/source_commands.h"
#include "app/store_commands.h"
#include "app/structure_commands.h"
#include "app/version.h"
#include "base/text.h"

namespace lachan::app {
namespace {

/// What the command line says about settings; goes before the file.
struct Options {
  std::string config, data, http, syslog;
  bool demo = false, no_demo = false;
  std::vector<std::string> assignments;
};

void AddOptions(CLI::App& command, Options& options) {
  command.add_option("--config", options.config, "Settings file (YAML)");
  command.add_option("--data", options.data, "Data folder");
  command.add_option("--set", options.assignments, "key=value; `lachan settings` lists the keys");
}

Result<Settings> Load(const Options& options) {
  Settings settings;
  if (!options.config.empty()) LACHAN_TRY_DO(settings.ReadFile(options.config));
  for (const auto& assignment : options.assignments) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos) {
      return Fail(ErrorCode::kInvalidInput, "--set {}: write key=value", assignment);
    }
    LACHAN_TRY_DO(settings.Set(assignment.substr(0, equals), assignment.substr(equals + 1)));
  }
  if (!options.data.empty()) LACHAN_TRY_DO(settings.Set("data", options.data));
  if (!options.http.empty()) LACHAN_TRY_DO(settings.Set("http.address", options.http));
  if (!options.syslog.empty()) {
    LACHAN_TRY_DO(settings.Set("syslog.address", options.syslog == "off" ? "" : options.syslog));
  }
  if (options.demo) LACHAN_TRY_DO(settings.Set("demo.enabled", "true"));
  if (options.no_demo) LACHAN_TRY_DO(settings.Set("demo.enabled", "false"));
  return settings;
}

void StartLog(const Settings& settings) {
  auto log = spdlog::stderr_color_mt("lachan");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  log->set_level(spdlog::level::from_str(settings.Text("log.level")));
  spdlog::set_default_logger(std::move(log));
}

/// Runs a command with its settings.
template <class F>
void With(const Options& options, int* status, F&& command) {
  const auto settings = Load(options);
  if (!settings) {
    fmt::print(stderr, "lachan: {}\n", settings.error().Text());
    *status = 2;
    return;
  }
  StartLog(*settings);
  *status = command(*settings);
}

struct CommandLine {
  Options options;
  int status = 0;
  std::int64_t expected_id = 0, agency = 0, source = 0;
  std::string expected_head, login, name, role, agency_code;
  RuleRequest rules;
  RankingRequest ranking;
  bool markdown = false, dry_run = false;
  std::string to;
  ImportOrder transfer;
  FindingRequestLine findings;
  AdvisoryRequestLine advisories;
  StructureRequest structure;
  StorePlanRequest store_plan;
  TlsRequest tls;
  LogImportOrder logs;
  std::string token_file;
};

void AddSources(CLI::App& app, CommandLine& line) {
  auto* sources = app.add_subcommand("sources", "Sources of logs; also beside a running server");
  sources->require_subcommand(1);
  auto* list = sources->add_subcommand("list", "How each source stands");
  AddOptions(*list, line.options);
  list->callback([&line] { With(line.options, &line.status, SourcesList); });

  auto* show = sources->add_subcommand("show", "One source");
  AddOptions(*show, line.options);
  show->add_option("id", line.source, "As `lachan sources list` shows it")->required();
  show->callback([&line] {
    With(line.options, &line.status,
         [&line](const Settings& settings) { return SourcesShow(settings, line.source); });
  });

  auto* guide = sources->add_subcommand("guide", "How a kind of sender is set up to send here");
  AddOptions(*guide, line.options);
  guide->add_option("sender", line.name, "rsyslog, winlogbeat, fortigate …; absent: all names");
  guide->add_flag("--markdown", line.markdown, "As docs/operations/senders.md");
  guide->callback([&line] {
    With(line.options, &line.status, [&line](const Settings& settings) {
      return SourcesGuide(settings, line.name, line.markdown);
    });
  });
}

void AddServe(CLI::App& app, CommandLine& line) {
  auto* serve = app.add_subcommand("serve", "Run the platform");
  AddOptions(*serve, line.options);
  serve->add_option("--http", line.options.http, "Address of console, API and HTTP intake");
  serve->add_option("--syslog", line.options.syslog, "Address of syslog (UDP and TCP); off = none");
  serve->add_flag("--demo", line.options.demo, "Fill an empty data folder with the demo province");
  serve->add_flag("--no-demo", line.options.no_demo, "Start without demo data");
  serve->callback([&line] { With(line.options, &line.status, Serve); });
}

/// A command on sets of rules that takes a RuleRequest.
CLI::App* AddRuleCommand(CLI::App& rules, CommandLine& line, const char* name, const char* what,
                         int (*command)(const Settings&, const RuleRequest&)) {
  auto* added = rules.add_subcommand(name, what);
  AddOptions(*added, line.options);
  added->callback([&line, command] {
    With(line.options, &line.status,
         [&line, command](const Settings& settings) { return command(settings, line.rules); });
  });
  return added;
}

void AddRules(CLI::App& app, CommandLine& line) {
  auto* rules = app.add_subcommand("rules", "Detection rules");
  rules->require_subcommand(1);
  AddRulesCheck(*rules, line.status);

  auto* sets = rules->add_subcommand("sets", "Sets and versions; also beside a running server");
  AddOptions(*sets, line.options);
  sets->callback([&line] { With(line.options, &line.status, RulesSets); });

  auto* import = AddRuleCommand(*rules, line, "import",
                                "Take a folder or archive as a set (server stopped)", RulesImport);
  import->add_option("path", line.rules.path, "Folder, .zip, .tar or .tar.gz")->required();
  import->add_option("--id", line.rules.id, "Small letters, digits, - and _")->required();
  import->add_option("--title", line.rules.title, "Name for people");
  import->add_option("--licence", line.rules.licence, "Note on the licence");

  auto* stage = AddRuleCommand(*rules, line, "stage",
                               "Validate the sets as they are now (server stopped)", RulesStage);
  stage->add_option("--note", line.rules.note, "Why");

  auto* trial = AddRuleCommand(
      *rules, line, "try", "Run a version over the last hours' events (server stopped)", RulesTry);
  trial->add_option("--version", line.rules.version, "Number; the newest validated when absent");
  trial->add_option("--hours", line.rules.hours, "1 to 168")->check(CLI::Range(1, 168));

  auto* swap =
      AddRuleCommand(*rules, line, "swap",
                     "Put a version in force from the next start (server stopped)", RulesSwap);
  swap->add_option("--version", line.rules.version, "Number; the newest validated when absent");
  swap->add_option("--note", line.rules.note, "Why");

  auto* rollback = AddRuleCommand(*rules, line, "rollback",
                                  "Put back the version before (server stopped)", RulesRollback);
  rollback->add_option("--note", line.rules.note, "Why");

  auto* sql = AddRuleCommand(*rules, line, "sql",
                             "Print a rule as a condition over the event table", RulesSql);
  sql->add_option("rule", line.rules.rule, "Id of the rule, or its file")->required();
  sql->add_option("--folder", line.rules.folders, "Rule folders; else setting rules.folders");

  auto* explain =
      AddRuleCommand(*rules, line, "explain",
                     "Say step by step why a rule holds for a record, or not", RulesExplain);
  explain->add_option("rule", line.rules.rule, "Id of the rule")->required();
  explain->add_option("record", line.rules.path, "File with one record")->required();
  explain->add_option("--folder", line.rules.folders, "Rule folders; else setting rules.folders");
}

void AddRanking(CLI::App& app, CommandLine& line) {
  auto* ranking = app.add_subcommand("ranking", "Rankings of months; also beside a running server");
  ranking->require_subcommand(1);
  const auto add = [&](const char* name, const char* what,
                       int (*command)(const Settings&, const RankingRequest&)) {
    auto* added = ranking->add_subcommand(name, what);
    AddOptions(*added, line.options);
    added->add_option("--month", line.ranking.month, "yyyy-mm");
    added->callback([&line, command] {
      With(line.options, &line.status,
           [&line, command](const Settings& values) { return command(values, line.ranking); });
    });
    return added;
  };
  auto* show = add("show", "The table of a month; the last that ended by default", RankingShow);
  add("verify", "Hold frozen months and addenda against their hashes", RankingVerify);
  auto* written = add("export", "The table as CSV, to standard output", RankingExport);
  for (auto* command : {show, written}) {
    command->add_option("--kind", line.ranking.kind, "department, commune, enterprise, …");
  }
  written->add_flag("--figures", line.ranking.card,
                    "The canonical bytes that were frozen, not the table");
}

void AddStore(CLI::App& app, CommandLine& line) {
  auto* store = app.add_subcommand("store", "The event store: room, tables, clusters");
  store->require_subcommand(1);
  auto* status = store->add_subcommand(
      "status", "Room by class and when the disk is full; also beside a running server");
  AddOptions(*status, line.options);
  status->callback([&line] { With(line.options, &line.status, StoreStatus); });
  auto* plan = store->add_subcommand("plan", "Print the statements that make the tables");
  AddOptions(*plan, line.options);
  plan->add_option("--cluster", line.store_plan.cluster, "Name of the ClickHouse cluster");
  plan->add_option("--shards", line.store_plan.shards,
                   "Parts of the data; needs a cluster [default: 1]");
  plan->add_option("--replicas", line.store_plan.replicas,
                   "Copies of each part; needs a cluster [default: 2]");
  plan->add_option("--user", line.store_plan.user, "Account of lachan")->capture_default_str();
  plan->callback([&line] {
    With(line.options, &line.status,
         [&line](const Settings& settings) { return StorePlan(settings, line.store_plan); });
  });
  auto* check = store->add_subcommand("check", "Compare a server's tables with the plan");
  AddOptions(*check, line.options);
  check->callback([&line] { With(line.options, &line.status, StoreCheck); });
}

void AddContacts(CLI::App& app, CommandLine& line) {
  auto* contacts = app.add_subcommand("contacts", "Contact points");
  contacts->require_subcommand(1);
  auto* check = contacts->add_subcommand(
      "check", "Visit the pages that should show a contact (server stopped)");
  AddOptions(*check, line.options);
  check->add_option("--agency", line.agency_code, "Code of one agency; all when absent");
  check->callback([&line] {
    With(line.options, &line.status,
         [&line](const Settings& settings) { return ContactsCheck(settings, line.agency_code); });
  });
  auto* due = contacts->add_subcommand("due", "Contact points whose confirmation is wanted");
  AddOptions(*due, line.options);
  due->callback([&line] { With(line.options, &line.status, ContactsDue); });
}

void AddTransfer(CLI::App& app, CommandLine& line) {
  auto* import = app.add_subcommand(
      "import", "Fill a register from CSV or XLSX; tried only without --apply (server stopped)");
  AddOptions(*import, line.options);
  import->add_option("register", line.transfer.path, "As in the API: systems, agencies …")
      ->required();
  import->add_option("file", line.transfer.file, "CSV or .xlsx; headings as in the template")
      ->required();
  import->add_flag("--apply", line.transfer.apply, "Keep what was read, when nothing is wrong");
  import->add_flag("--good-rows", line.transfer.good_rows, "Leave wrong lines out");
  import->add_flag("--skip", line.transfer.skip, "Leave rows that are there already as they are");
  import->callback([&line] {
    With(line.options, &line.status,
         [&line](const Settings& values) { return ImportRows(values, line.transfer); });
  });
  auto* out = app.add_subcommand("export",
                                 "Write a register as CSV or .xlsx; also beside a running server");
  AddOptions(*out, line.options);
  out->add_option("register", line.transfer.path, "As in the API: systems, agencies …")->required();
  out->add_option("file", line.transfer.file, "Name ending in .csv or .xlsx; - = standard output")
      ->required();
  out->callback([&line] {
    With(line.options, &line.status,
         [&line](const Settings& values) { return ExportRows(values, line.transfer); });
  });
}

/// A command on findings that takes a FindingRequestLine.
CLI::App* AddFindingCommand(CLI::App& parent, CommandLine& line, const char* name, const char* what,
                            int (*command)(const Settings&, const FindingRequestLine&)) {
  auto* added = parent.add_subcommand(name, what);
  AddOptions(*added, line.options);
  added->callback([&line, command] {
    With(line.options, &line.status,
         [&line, command](const Settings& settings) { return command(settings, line.findings); });
  });
  return added;
}

void AddFindings(CLI::App& app, CommandLine& line) {
  auto* findings = app.add_subcommand("findings", "Weaknesses of systems (server stopped)");
  findings->require_subcommand(1);
  auto* import = AddFindingCommand(
      *findings, line, "import",
      "Take a scanner's report: Nmap, Greenbone, Nuclei, SARIF, CycloneDX VEX", FindingsImport);
  import->add_option("file", line.findings.path, "The report")->required();
  import->add_flag("--full", line.findings.is_full, "What it does not show is gone");
  import->add_flag("--evidence", line.findings.is_evidence, "It counts as a scan of its systems");
  import->add_option("--system", line.findings.system, "Id of the system, when no host is named");
  auto* lists = AddFindingCommand(*findings, line, "exploited",
                                  "Take a list of exploited CVEs: KEV or EPSS", FindingsList);
  lists->add_option("file", line.findings.path, "JSON, CSV or CSV in gzip")->required();

  auto* scan = AddFindingCommand(app, line, "scan",
                                 "Scan an agency's registered networks, within an authorisation "
                                 "(server stopped)",
                                 Scan);
  scan->add_option("--authorisation", line.findings.authorisation, "Its number")->required();
  scan->add_option("--targets", line.findings.targets, "Part of its scope; else all of it");
  scan->add_option("--ports", line.findings.ports, "22,80,8000-8100");
  scan->add_flag("--dry-run", line.findings.is_dry_run, "Show the addresses; send nothing");
}

/// A command on advisories that takes an AdvisoryRequestLine.
CLI::App* AddAdvisoryCommand(CLI::App& parent, CommandLine& line, const char* name,
                             const char* what,
                             int (*command)(const Settings&, const AdvisoryRequestLine&)) {
  auto* added = parent.add_subcommand(name, what);
  AddOptions(*added, line.options);
  added->callback([&line, command] {
    With(line.options, &line.status,
         [&line, command](const Settings& settings) { return command(settings, line.advisories); });
  });
  return added;
}

void AddAdvisories(CLI::App& app, CommandLine& line) {
  auto* advisories = app.add_subcommand("advisories", "Advisories, who answered, and CVEs");
  advisories->require_subcommand(1);
  auto* list = AddAdvisoryCommand(*advisories, line, "list", "The newest first", AdvisoriesList);
  list->add_option("--state", line.advisories.state, "draft, issued, closed or withdrawn")
      ->check(CLI::IsMember({"draft", "issued", "closed", "withdrawn"}));
  auto* show =
      AddAdvisoryCommand(*advisories, line, "show", "One, with its deliveries", AdvisoriesShow);
  show->add_option("number", line.advisories.number, "CB-2026-007")->required();
  auto* match =
      AddAdvisoryCommand(*advisories, line, "match",
                         "Systems whose products the CVEs of a file concern", AdvisoriesMatch);
  match->add_option("--cves", line.advisories.path, "CVEs of the NVD: JSON 2.0, also in gzip")
      ->required();
  match->add_flag("--draft", line.advisories.is_draft, "Draft advisories (server stopped)");
}

/// A command on the structure of the province that takes a StructureRequest.
CLI::App* AddStructureCommand(CLI::App& structure, CommandLine& line, const char* name,
                              const char* what,
                              int (*command)(const Settings&, const StructureRequest&)) {
  auto* added = structure.add_subcommand(name, what);
  AddOptions(*added, line.options);
  added->callback([&line, command] {
    With(line.options, &line.status,
         [&line, command](const Settings& values) { return command(values, line.structure); });
  });
  return added;
}

void AddStructure(CLI::App& app, CommandLine& line) {
  auto* structure = app.add_subcommand("structure", "Agencies, their reorganisations, the past");
  structure->require_subcommand(1);
  auto& asked = line.structure;
  auto* load = AddStructureCommand(*structure, line, "load",
                                   "Try lists of agencies and reorganisations, or load them "
                                   "(server stopped)",
                                   StructureLoad);
  load->add_option("--agencies", asked.agencies, "CSV of agencies");
  load->add_option("--reorganisations", asked.reorganisations, "CSV of reorganisations");
  load->add_flag("--apply", asked.apply, "Write; without it this is a trial");
  auto* agencies =
      AddStructureCommand(*structure, line, "agencies",
                          "Agencies as on a day; also beside a running server", StructureAgencies);
  agencies->add_option("--date", asked.date, "yyyy-mm-dd; today when absent");
  auto* owner = AddStructureCommand(*structure, line, "owner",
                                    "Who answered for a system; also beside a running server",
                                    StructureOwner);
  owner->add_option("--system", asked.system, "Id of the system")->required();
  owner->add_option("--date", asked.date, "yyyy-mm-dd; today when absent");
}

void AddTls(CLI::App& app, CommandLine& line) {
  auto* tls = app.add_subcommand("tls", "Certificates of senders; also beside a running server");
  tls->require_subcommand(1);
  const auto add = [&](const char* name, const char* what,
                       int (*command)(const Settings&, const TlsRequest&)) {
    auto* added = tls->add_subcommand(name, what);
    AddOptions(*added, line.options);
    added->add_option("--days", line.tls.days, "How long the certificate holds")
        ->check(CLI::Range(1, 3650));
    added->callback([&line, command] {
      With(line.options, &line.status,
           [&line, command](const Settings& values) { return command(values, line.tls); });
    });
    return added;
  };
  auto* init = add("init", "Make an authority for senders and the server's certificate", TlsInit);
  auto* server = add("server", "Renew the server's certificate", TlsServer);
  for (auto* command : {init, server}) {
    command->add_option("--host", line.tls.hosts,
                        "Name or address under which senders reach this server; repeat it");
  }
  auto* issue = add("issue", "Issue the certificate of one sender", TlsIssue);
  issue->add_option("--name", line.tls.name, "As in the register of sources")->required();
  issue->add_option("--out", line.tls.target, "Folder for the files; else ./NAME");
}

void AddLogs(CLI::App& app, CommandLine& line) {
  auto* logs = app.add_subcommand("logs", "Logs of senders");
  logs->require_subcommand(1);
  auto* import =
      logs->add_subcommand("import", "Send files through a running server, with a receipt");
  AddOptions(*import, line.options);
  import
      ->add_option("paths", line.logs.paths, "Files, folders, .gz, .zst, .evtx; - = standard input")
      ->required();
  import->add_option("--server", line.logs.server, "https://host; else http.address");
  import->add_option("--token-file", line.token_file,
                     "File with the source's token; else the environment's LACHAN_TOKEN");
  import->add_option("--ca-file", line.logs.authority, "PEM file that vouches for the server");
  import->add_flag("--json", line.logs.as_json, "The receipt as JSON");
  import->callback([&line] {
    With(line.options, &line.status, [&line](const Settings& values) {
      if (!line.token_file.empty()) {
        const auto token = ReadFile(line.token_file);
        if (!token) {
          fmt::print(stderr, "lachan: {}\n", token.error().Text());
          return 2;
        }
        line.logs.token = Trim(*token);
      }
      return LogsImport(values, line.logs);
    });
  });
}

void AddTools(CLI::App& app, CommandLine& line) {
  auto* doctor = app.add_subcommand("doctor", "Check everything the server needs");
  AddOptions(*doctor, line.options);
  doctor->callback([&line] { With(line.options, &line.status, Doctor); });

  auto* audit = app.add_subcommand("audit", "The journal of facts");
  audit->require_subcommand(1);
  auto* verify = audit->add_subcommand("verify", "Say whether the journal was touched, and where");
  AddOptions(*verify, line.options);
  verify->add_option("--expect-id", line.expected_id, "Id of a fact whose hash was noted earlier");
  verify->add_option("--expect-head", line.expected_head, "That hash: finds a cut-off end");
  verify->callback([&line] {
    With(line.options, &line.status, [&line](const Settings& settings) {
      return AuditVerify(settings, line.expected_id, line.expected_head);
    });
  });

  auto* settings = app.add_subcommand("settings", "All settings, with what they mean");
  AddOptions(*settings, line.options);
  settings->add_flag("--markdown", line.markdown, "As docs/settings.md");
  settings->callback([&line] {
    With(line.options, &line.status, [&line](const Settings& values) {
      fmt::print("{}", line.markdown ? Settings::Markdown() : values.Print());
      return 0;
    });
  });

  app.add_subcommand("openapi", "The API's description (OpenAPI 3.1)")->callback([&line] {
    line.status = PrintOpenApi();
  });

  auto* account = app.add_subcommand("account", "Accounts");
  account->require_subcommand(1);
  auto* create = account->add_subcommand("create", "Make an account; prints its first password");
  AddOptions(*create, line.options);
  create->add_option("--login", line.login)->required();
  create->add_option("--name", line.name)->required();
  create->add_option("--role", line.role)->required();
  create->add_option("--agency", line.agency, "Id of the agency, for roles of an agency");
  create->callback([&line] {
    With(line.options, &line.status, [&line](const Settings& values) {
      return CreateAccount(values, line.login, line.name, line.role, line.agency);
    });
  });
}

void AddNotify(CLI::App& app, CommandLine& line) {
  auto* notify = app.add_subcommand("notify", "Reminders and mails");
  notify->require_subcommand(1);
  auto* run = notify->add_subcommand("run", "One turn: tell what is due and send (server stopped)");
  AddOptions(*run, line.options);
  run->add_flag("--dry-run", line.dry_run, "Only say what would be told; also beside a server");
  run->callback([&line] {
    With(line.options, &line.status,
         [&line](const Settings& settings) { return NotifyRun(settings, line.dry_run); });
  });
  auto* test = notify->add_subcommand("test", "Hand a test mail to the configured server");
  AddOptions(*test, line.options);
  test->add_option("--to", line.to, "Address")->required();
  test->callback([&line] {
    With(line.options, &line.status,
         [&line](const Settings& settings) { return NotifyTest(settings, line.to); });
  });
  auto* queue = notify->add_subcommand("queue", "Mails that wait or did not go");
  AddOptions(*queue, line.options);
  queue->callback([&line] { With(line.options, &line.status, NotifyQueue); });
}

int Main(int argc, char** argv) {
  if (sodium_init() < 0) {
    fmt::print(stderr, "lachan: libsodium does not start\n");
    return 2;
  }
  CLI::App app("Lá Chắn: operations platform of a cyber-security authority");
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  CommandLine line;
  AddServe(app, line);
  AddDetect(app, line.status);
  AddMappings(app, line.status);
  AddRules(app, line);
  AddSources(app, line);
  AddDirective(
      app, line.status, [&line](CLI::App& command) { AddOptions(command, line.options); },
      [&line] { return Load(line.options); });
  AddRanking(app, line);
  AddNotify(app, line);
  AddStore(app, line);
  AddContacts(app, line);
  AddTransfer(app, line);
  AddFindings(app, line);
  AddAdvisories(app, line);
  AddStructure(app, line);
  AddEvents(app, line.status);
  AddIndicators(app, line.status);
  AddHunt(app, line.status);
  AddTls(app, line);
  AddLogs(app, line);
  AddTools(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;  // Help and version are no errors.
  }
  return line.status;
}

}  // namespace
}  // namespace lachan::app

int main(int argc, char** argv) {
  try {
    return lachan::app::Main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "lachan: {}\n", error.what());
    return 2;
  }
}
