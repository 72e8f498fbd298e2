// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"

#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <boost/describe/enum_from_string.hpp>
#include <boost/json/serialize.hpp>

#include <csignal>
#include <iostream>

#include "app/platform.h"
#include "app/ports.h"
#include "app/senders.h"
#include "app/version.h"
#include "base/hash.h"
#include "documents/render.h"
#include "journal/verify.h"

namespace lachan::app {
namespace {

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

/// Blocks until SIGINT or SIGTERM.
void AwaitSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  int received = 0;
  sigwait(&signals, &received);
}

void BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

/// The first account of an empty store, so that somebody can sign in.
Status EnsureAdministrator(const Settings& settings, bool* created, std::string* password) {
  LACHAN_TRY(const auto foundation, OpenFoundation(settings));
  LACHAN_TRY(const auto reader,
             foundation->state->OpenReader(journal::Caller::System("first start")));
  LACHAN_TRY(const auto count, reader->Count(schema::Describe<Account>(), {}));
  if (count > 0) return {};
  identity::Accounts accounts(*foundation->state, foundation->clock, identity::Argon2id());
  *password = RandomToken(12);
  identity::NewAccount account;
  account.login = "admin";
  account.name = "Quản trị hệ thống";
  account.role = identity::Role::administrator;
  account.password = *password;
  LACHAN_TRY_DO(accounts.Create(journal::Caller::System("first start"), account));
  *created = true;
  return {};
}

void PrintStarted(const Platform& platform, const Settings& settings) {
  fmt::print("\n  Lá Chắn {}\n\n", kVersion);
  fmt::print("  Console      {}/console/\n", platform.http_url());
  fmt::print("  Public site  {}/\n", platform.http_url());
  fmt::print("  HTTP intake  {}/ingest/v1/events\n", platform.http_url());
  for (const auto& line : platform.sender_lines()) fmt::print("  {}\n", line);
  const auto report = platform.rule_counts();
  fmt::print("  Rules        {} found, {} loaded, {} rejected, {} skipped\n", report.found,
             report.loaded, report.rejected, report.skipped);
  fmt::print("  Data         {}\n", settings.Text("data"));
  if (const auto accounts = platform.demo_accounts(); !accounts.empty()) {
    fmt::print("\n{}", accounts);
  }
  fmt::print("\n  Stop with Ctrl+C.\n\n");
  std::fflush(stdout);
}

}  // namespace

int Serve(const Settings& settings) {
  BlockSignals();
  if (const auto ports = CheckPorts(settings); !ports) return Report(ports.error());
  if (const auto senders = CheckSenders(settings); !senders) return Report(senders.error());
  if (settings.Flag("demo.enabled")) {
    if (const auto seeded = SeedDemo(settings); !seeded) return Report(seeded.error());
  }
  bool created = false;
  std::string password;
  if (const auto ensured = EnsureAdministrator(settings, &created, &password); !ensured) {
    return Report(ensured.error());
  }
  auto platform = Platform::Start(settings);
  if (!platform) return Report(platform.error());
  PrintStarted(**platform, settings);
  if (created) {
    fmt::print("  First account: admin, password {} (shown this once; change it)\n\n", password);
    std::fflush(stdout);
  }
  AwaitSignal();
  fmt::print("  Stopping: finishing what was taken…\n");
  std::fflush(stdout);
  platform->reset();
  return 0;
}

int Doctor(const Settings& settings) {
  bool fine = true;
  const auto say = [&fine](std::string_view what, const Status& status, std::string_view detail) {
    fmt::print("{}  {:<12} {}\n", status ? "ok  " : "FAIL", what,
               status ? std::string(detail) : status.error().Text());
    fine = fine && status.has_value();
  };
  fmt::print("lachan {}\n", kVersion);
  const auto directive = LoadDirective(settings.Text("directive.folder"));
  say("directive", directive ? Status{} : std::unexpected(directive.error()),
      directive ? fmt::format("{}: {} obligations", directive->id, directive->obligations.size())
                : "");
  const auto rules = LoadRules(settings.List("rules.folders"), "");
  say("rules", rules ? Status{} : std::unexpected(rules.error()),
      rules ? fmt::format("{} loaded, {} rejected", (*rules)->report().loaded,
                          (*rules)->report().rejected)
            : "");
  const auto mappings = LoadMappings(settings.Text("mappings.folder"));
  say("mappings", mappings ? Status{} : std::unexpected(mappings.error()),
      mappings ? fmt::format("{} mappings", mappings->all.size()) : "");
  const auto controls = LoadControls(settings.Text("controls.folder"));
  say("controls", controls ? Status{} : std::unexpected(controls.error()),
      controls ? fmt::format("{} controls of the levels", controls->all().size()) : "");
  say("console", {}, fmt::format("{} files", LoadConsole(settings.Text("console.folder")).size()));
  documents::OfficialDocument sample;
  sample.issuing_body = settings.Text("province.issuing_body");
  sample.symbol = "BC";
  sample.subject = "Kiểm tra phông chữ";
  sample.place = settings.Text("province.place");
  sample.date = CivilDateAt(SystemClock().Now());
  sample.signature.title = "Kiểm tra";
  sample.body = {documents::Paragraph{{documents::Run{.text = "Chữ Việt: ắ ằ ẳ ẵ ặ, ữ, ợ"}}}};
  sample.archive = "VT";
  const auto pdf = documents::ToPdf(sample);
  say("documents", pdf ? Status{} : std::unexpected(pdf.error()), "font with Vietnamese letters");
  const auto foundation = OpenFoundation(settings);
  if (!foundation) {
    say("state", std::unexpected(foundation.error()), "");
  } else {
    say("state", (*foundation)->state->Check(), "opens, schema up to date");
    const auto events = OpenEvents(settings, *(*foundation)->data);
    say("events", events ? events->store->Ping() : std::unexpected(events.error()), "answers");
  }
  return fine ? 0 : 1;
}

int AuditVerify(const Settings& settings, std::int64_t expected_id,
                const std::string& expected_head) {
  // Not OpenFoundation(): the journal of a running server can be verified too.
  SystemClock clock;
  const auto registers = MakeRegisters(clock);
  const auto store = OpenStateUnlocked(settings, registers, clock);
  if (!store) return Report(store.error());
  const auto reader = (*store)->OpenReader(journal::Caller::System("audit verify"));
  if (!reader) return Report(reader.error());
  const auto report = journal::VerifyJournal(**reader, expected_id, expected_head);
  if (!report) return Report(report.error());
  fmt::print("facts      {}\nhead hash  {}\n", report->facts, report->head_hash);
  if (const auto& bad = report->first_bad) {
    fmt::print("TOUCHED    at fact {}: {}\n", *bad, report->what);
    return 1;
  }
  fmt::print("intact     every fact follows from the one before\n");
  return 0;
}

int PrintOpenApi() {
  const auto document = Platform::Describe();
  if (!document) return Report(document.error());
  fmt::print("{}\n", boost::json::serialize(*document));
  return 0;
}

int CreateAccount(const Settings& settings, const std::string& login, const std::string& name,
                  const std::string& role, std::int64_t agency) {
  identity::NewAccount account;
  account.login = login;
  account.name = name;
  if (!boost::describe::enum_from_string(role.c_str(), account.role)) {
    return Report(Error(ErrorCode::kInvalidInput,
                        fmt::format("'{}' is not a role: soc_analyst, coordinator, agency_officer, "
                                    "management, inspector, enterprise, partner, administrator",
                                    role)));
  }
  if (agency > 0) account.agency = AgencyId{agency};
  account.password = RandomToken(12);
  const auto foundation = OpenFoundation(settings);
  if (!foundation) return Report(foundation.error());
  identity::Accounts accounts(*(*foundation)->state, (*foundation)->clock, identity::Argon2id());
  const auto created = accounts.Create(journal::Caller::System("command line"), account);
  if (!created) return Report(created.error());
  fmt::print("account {} ({}), password {} – to be changed at the first sign-in\n", login, role,
             account.password);
  return 0;
}

}  // namespace lachan::app
