// SPDX-License-Identifier: Apache-2.0
#include "app/platform.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "app/notice_sources.h"
#include "app/version.h"
#include "base/text.h"
#include "evidence_disk/evidence_disk.h"
#include "ledgers/registers.h"
#include "normalise/options.h"
#include "normalise/shape_kind.h"
#include "ranking/registers.h"
#include "register/registers.h"
#include "register/tenure.h"
#include "searches/registers.h"
#include "sources/source_rules.h"
#include "teams/registers.h"
#include "transfer/import.h"
#include "web_api/live.h"
#include "web_api/session_routes.h"

namespace lachan::app {
namespace fs = std::filesystem;

Instant SystemClock::Now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Result<std::unique_ptr<DataFolder>> DataFolder::Open(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "cannot make the data folder '{}': {}", path,
                error.message());
  }
  fs::permissions(path, fs::perms::owner_all, error);
  const auto file = fs::path(path) / "lachan.lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return Fail(ErrorCode::kUnavailable, "cannot write in the data folder '{}': {}", path,
                std::generic_category().message(errno));
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Fail(ErrorCode::kFailedPrecondition,
                "another lachan works on the data folder '{}'; stop it, or give another folder "
                "with --data",
                path);
  }
  return std::unique_ptr<DataFolder>(new DataFolder(fs::absolute(path).string(), lock));
}

DataFolder::~DataFolder() { ::close(lock_); }

std::string DataFolder::Path(std::string_view below) const {
  return path_ + "/" + std::string(below);
}

journal::Registers MakeRegisters(const Clock& clock, const directive::Directive* directive,
                                 const levels::RegimeDates& regimes) {
  journal::Registers registers;
  registry::AddRegisters(registers);
  sources::AddSourceRules(registers, normalise::kShapeNames);
  retention::AddRegisters(registers);
  alerts::AddRegisters(registers);
  incidents::AddRegisters(registers, clock);
  assurance::AddRegisters(registers, clock);
  advisories::AddRegisters(registers, clock);
  inspections::AddRegisters(registers, clock);
  obligations::AddRegisters(registers, directive);
  dossiers::AddRegisters(registers, clock, regimes);
  teams::AddRegisters(registers, clock);
  reports::AddRegisters(registers);
  ranking::AddRegisters(registers);
  notifications::AddRegisters(registers);
  ledgers::AddRegisters(registers, clock);
  transfer::AddRegisters(registers);
  findings::AddRegisters(registers, clock);
  searches::AddRegisters(registers);
  hunts::AddRegisters(registers);
  auto& accounts = registers.Add<Account>();
  accounts.passing = journal::Passing::kPasses;
  accounts.is_creatable = accounts.is_changeable = accounts.is_archivable = false;
  return registers;
}

namespace {

Result<std::unique_ptr<journal::StateStore>> OpenStateIn(const Settings& settings,
                                                         const std::string& folder,
                                                         const journal::Registers& registers,
                                                         const Clock& clock) {
  state_sql::Options options;
  LACHAN_TRY(options.backend, state_sql::ParseBackend(settings.Text("state.backend")),
             "reading setting state.backend");
  options.target = options.backend == state_sql::Backend::kSqlite
                       ? folder + "/state.db"
                       : settings.Text("state.postgresql");
  for (const auto& definition : registers.all()) options.entities.push_back(definition.entity);
  options.entities.push_back(&schema::Describe<EventExpiry>());
  options.entities.push_back(&schema::Describe<journal::LeaseRow>());
  if (options.backend == state_sql::Backend::kPostgresql) {
    options.follow_every = std::chrono::milliseconds(300);
  }
  return state_sql::OpenStateStore(options, clock);
}

}  // namespace

Result<std::unique_ptr<journal::StateStore>> OpenState(const Settings& settings,
                                                       const DataFolder& data,
                                                       const journal::Registers& registers,
                                                       const Clock& clock) {
  return OpenStateIn(settings, data.path(), registers, clock);
}

Result<std::unique_ptr<journal::StateStore>> OpenStateUnlocked(const Settings& settings,
                                                               const journal::Registers& registers,
                                                               const Clock& clock) {
  const auto& folder = settings.Text("data");
  if (settings.Text("state.backend") == "sqlite" && !fs::exists(folder + "/state.db")) {
    return Fail(ErrorCode::kNotFound, "there is no state in '{}'; give the folder with --data",
                folder);
  }
  return OpenStateIn(settings, folder, registers, clock);
}

Result<levels::RegimeDates> RegimesOf(const Settings& settings) {
  levels::RegimeDates regimes;
  LACHAN_TRY(regimes.nd331_from, ParseDate(settings.Text("levels.nd331_from")),
             "reading setting levels.nd331_from");
  return regimes;
}

bool IsShared(const Settings& settings) { return settings.Text("state.backend") == "postgresql"; }

std::string NodeName(const Settings& settings) {
  if (!settings.Text("node.name").empty()) return settings.Text("node.name");
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? std::string(name) : std::string("node");
}

std::string SharedPath(const Settings& settings, const DataFolder& data, std::string_view below) {
  const auto& shared = settings.Text("node.shared_folder");
  return shared.empty() ? data.Path(below) : shared + "/" + std::string(below);
}

namespace {

/// A shared folder that is not there (not mounted) must not be made: files would go astray.
Status CheckShared(const Settings& settings) {
  const auto& shared = settings.Text("node.shared_folder");
  if (shared.empty() || fs::is_directory(shared)) return {};
  return Fail(ErrorCode::kUnavailable,
              "setting node.shared_folder: '{}' is not there; is it mounted?", shared);
}

}  // namespace

Result<std::unique_ptr<Foundation>> OpenFoundation(const Settings& settings) {
  auto foundation = std::make_unique<Foundation>();
  LACHAN_TRY(foundation->data, DataFolder::Open(settings.Text("data")));
  LACHAN_TRY(foundation->directive, LoadDirective(settings.Text("directive.folder")));
  LACHAN_TRY(foundation->controls, LoadControls(settings.Text("controls.folder")));
  LACHAN_TRY(foundation->regimes, RegimesOf(settings));
  LACHAN_TRY_DO(CheckShared(settings));
  foundation->registers =
      MakeRegisters(foundation->clock, &foundation->directive, foundation->regimes);
  LACHAN_TRY(foundation->budget_floors,
             ledgers::ParseBudgetFloors(settings.Text("ledgers.budget_floors")),
             "reading setting ledgers.budget_floors");
  LACHAN_TRY(foundation->state,
             OpenState(settings, *foundation->data, foundation->registers, foundation->clock),
             "opening the state");
  journal::LeaseKeeper::Options lease;
  lease.node = NodeName(settings);
  lease.duration = std::chrono::seconds(settings.Number("node.lease_seconds"));
  lease.is_shared = IsShared(settings);
  lease.on_change = [](bool is_held) {
    spdlog::info("scheduled work: {}", is_held ? "this node does it" : "another node does it");
  };
  foundation->duties = std::make_unique<journal::LeaseKeeper>(
      std::move(lease), journal::LeaseKeeper::Deps{*foundation->state, foundation->clock});
  return foundation;
}

namespace {

/// Where the engine's program lies: beside ours.
std::string EngineProgram() {
  std::error_code error;
  const auto folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* below :
       {"lachan-eventd", "../../eventd/lachan-eventd", "../libexec/lachan-eventd"}) {
    if (fs::exists(folder / below, error)) return fs::canonical(folder / below, error).string();
  }
  return (folder / "lachan-eventd").string();
}

/// A socket path may have 107 bytes: with a long data folder it lies in a folder of its own, which
/// nobody else may enter and whose name nobody can guess.
Result<std::string> EngineSocket(const DataFolder& data) {
  auto path = data.Path("eventd.sock");
  if (path.size() <= 100) return path;
  char folder[] = "/tmp/lachan-XXXXXX";
  if (::mkdtemp(folder) == nullptr) {
    return Fail(ErrorCode::kUnavailable, "cannot make a folder in /tmp: {}",
                std::generic_category().message(errno));
  }
  return std::string(folder) + "/eventd.sock";
}

}  // namespace

Result<EventStage> OpenEvents(const Settings& settings, const DataFolder& data,
                              journal::StateStore* state) {
  EventStage stage;
  events_clickhouse::ClickHouseEventStore::Options options;
  options.cluster = settings.Text("events.cluster");
  options.keep_free_bytes = static_cast<std::uint64_t>(settings.Number("disk.reserve_mib")) << 20;
  if (settings.Text("events.url").empty()) {
    events_clickhouse::EventEngine::Options engine;
    engine.program = EngineProgram();
    engine.data = data.Path("events");
    LACHAN_TRY(engine.socket, EngineSocket(data));
    engine.memory_mib = static_cast<std::uint64_t>(settings.Number("events.memory_mib"));
    engine.start_timeout = std::chrono::seconds(settings.Number("events.start_seconds"));
    engine.on_wait = [](std::chrono::milliseconds so_far) {
      spdlog::info("waiting for the event engine since {} s: its library is read from the disk",
                   so_far.count() / 1000);
    };
    stage.engine = std::make_unique<events_clickhouse::EventEngine>(engine);
    LACHAN_TRY_DO(stage.engine->Start(), "starting the event engine");
    options.endpoint = stage.engine->endpoint();
  } else {
    LACHAN_TRY(options.endpoint, ServerEndpoint(settings));
  }
  stage.endpoint = options.endpoint;
  stage.columns = std::make_unique<events_clickhouse::ClickHouseColumnReader>(options.endpoint);
  stage.store = std::make_unique<events_clickhouse::ClickHouseEventStore>(options);
  const auto prepare = [&] { return stage.store->Prepare(); };
  // Of several nodes that start together one changes the tables, the others wait for it.
  const bool is_alone = stage.engine != nullptr || state == nullptr || !IsShared(settings);
  LACHAN_TRY_DO(
      is_alone ? prepare()
               : journal::Alone(*state, SystemClock(), "event_schema", NodeName(settings), prepare),
      "preparing the event store");
  return stage;
}

namespace {

alerts::AlertService::Options AlertOptions(const Settings& settings) {
  alerts::AlertService::Options options;
  options.join_window = std::chrono::minutes(settings.Number("alerts.join_minutes"));
  return options;
}

identity::AccountOptions AccountOptions(const Settings& settings) {
  identity::AccountOptions options;
  options.session_idle = std::chrono::hours(settings.Number("identity.idle_hours"));
  options.session_absolute = std::chrono::hours(settings.Number("identity.session_hours"));
  options.password_max_age = std::chrono::days(settings.Number("identity.password_max_age_days"));
  options.inheritance = registry::InheritanceOf;
  return options;
}

reports::Letterhead LetterheadOf(const Settings& settings) {
  reports::Letterhead head;
  head.superior_body = settings.Text("province.superior_body");
  head.issuing_body = settings.Text("province.issuing_body");
  head.symbol = settings.Text("province.document_symbol");
  head.place = settings.Text("province.place");
  head.province = settings.Text("province.name");
  if (!head.province.empty() && head.province[0] == 'T') head.province[0] = 't';
  head.addressee = "Chủ tịch " + head.superior_body;
  return head;
}

inspections::Limits InspectionLimits(const Settings& settings) {
  const auto days = [&](std::string_view key) { return static_cast<int>(settings.Number(key)); };
  return {.plan_sent_after_decision = days("inspections.plan_days_after_decision"),
          .plan_sent_before_visit = days("inspections.plan_days_before_visit"),
          .comment_on_draft = days("inspections.comment_days"),
          .conclusion_after_field_work = days("inspections.conclusion_days")};
}

dossiers::DossierService::Options DossierOptions(const Settings& settings,
                                                 const Foundation& foundation, bool is_demo) {
  dossiers::DossierService::Options options;
  options.dates.regimes = foundation.regimes;
  options.workflow.low_level_appraisal_days =
      static_cast<int>(settings.Number("levels.low_appraisal_days"));
  options.letterhead.superior_body = settings.Text("province.superior_body");
  options.letterhead.specialised_unit = settings.Text("province.issuing_body");
  options.letterhead.symbol = settings.Text("province.document_symbol");
  options.letterhead.place = settings.Text("province.place");
  options.is_demo = is_demo;
  return options;
}

findings::FindingService::Options SweptBy(findings::FindingService::Options options,
                                          const journal::LeaseKeeper& duties) {
  options.is_ours = [&duties] { return duties.IsHeld(); };
  return options;
}

}  // namespace

Services::Services(const Settings& settings, Foundation& foundation, events::EventStore& events,
                   std::unique_ptr<assurance::EvidenceStore> evidence_store, bool is_demo)
    : evidence(std::move(evidence_store)),
      accounts(*foundation.state, foundation.clock, identity::Argon2id(), AccountOptions(settings)),
      incidents({*foundation.state, foundation.clock}),
      public_reports({}, {*foundation.state, incidents, foundation.clock}),
      alerts(AlertOptions(settings), {*foundation.state, incidents, foundation.clock}),
      assurance({}, {*foundation.state, *evidence}),
      advisories({.days_to_act = static_cast<int>(settings.Number("advisories.days_to_act")),
                  .is_demo = is_demo},
                 {*foundation.state, assurance, foundation.clock}),
      obligations({.is_demo = is_demo},
                  {*foundation.state, foundation.directive, foundation.clock}),
      inspections({.limits = InspectionLimits(settings)},
                  {*foundation.state, obligations, foundation.directive, foundation.clock}),
      reliefs({*foundation.state, foundation.clock}),
      directive_texts({*foundation.state, foundation.directive}),
      sign_off({.appeal_days = static_cast<int>(settings.Number("ranking.appeal_days")),
                .is_demo = is_demo},
               {*foundation.state, foundation.directive, obligations, foundation.clock}),
      appeals({.answer_days = static_cast<int>(settings.Number("ranking.answer_days"))},
              {*foundation.state, foundation.directive, obligations, sign_off, foundation.clock}),
      scorecards({*foundation.state, foundation.directive, obligations, foundation.clock}),
      ranking_views({*foundation.state, foundation.directive, obligations, foundation.clock}),
      reports({.letterhead = LetterheadOf(settings), .is_demo = is_demo},
              {*foundation.state, foundation.directive, obligations, foundation.clock,
               [&events](Instant from, Instant to) {
                 return CountEvents(events, events::Scope::All(), from, to);
               },
               [this] {
                 return count_records ? count_records()
                                      : std::map<std::int64_t, reports::RecordAccount>();
               }}),
      dossiers(DossierOptions(settings, foundation, is_demo),
               {*foundation.state, foundation.registers, foundation.directive.calendar,
                foundation.controls, foundation.clock}),
      directory({*foundation.state, {}, &foundation.clock}),
      findings(SweptBy(FindingOptions(settings), *foundation.duties),
               {*foundation.state, foundation.registers, assurance, *evidence, foundation.clock,
                OwnerIn(directory)}),
      scanner({.program = settings.Text("scan.program")}),
      scans(ScanOptions(settings),
            {*foundation.state, findings, scanner, foundation.clock, OwnerIn(directory)}),
      reorganiser({*foundation.state, foundation.registers, foundation.clock}),
      searches(*foundation.state),
      exports(*foundation.state, events, foundation.clock) {}

Result<std::unique_ptr<Platform>> Platform::Start(const Settings& settings) {
  std::unique_ptr<Platform> platform(new Platform());
  LACHAN_TRY(platform->foundation_, OpenFoundation(settings));
  platform->is_demo_ = fs::exists(platform->foundation_->data->Path("demo"));
  LACHAN_TRY(platform->events_, OpenEvents(settings, *platform->foundation_->data,
                                           platform->foundation_->state.get()));
  LACHAN_TRY_DO(platform->StartServices(settings));
  LACHAN_TRY_DO(platform->services_->directory.Start(), "loading the register");
  platform->foundation_->duties->Start();
  LACHAN_TRY_DO(platform->OpenIntake(settings));
  platform->retention_->Start(*platform->events_.store);
  LACHAN_TRY_DO(platform->intake_->pipeline->Start(), "replaying the spool");
  platform->intake_->rules->Start();
  platform->intake_->intel->service.Start();
  platform->sources_->watch.Start();
  platform->notifications_.service->Start();
  platform->services_->findings.Start();
  LACHAN_TRY_DO(platform->services_->scans.Start(), "looking at earlier scans");
  LACHAN_TRY_DO(platform->hunts_->Start(), "looking at earlier hunts");
  LACHAN_TRY_DO(platform->StartEdges(settings));
  platform->preparing_ =
      std::jthread([&obligations = platform->services_->obligations](const std::stop_token& stop) {
        obligations.Prepare(stop);
      });
  platform->teams_->checks.Start();
  registry::DueReorganisations::Options due;
  due.is_ours = [&duties = *platform->foundation_->duties] { return duties.IsHeld(); };
  due.on_error = [](const Error& error) { spdlog::error("reorganisations: {}", error.Text()); };
  platform->due_reorganisations_ = std::make_unique<registry::DueReorganisations>(
      std::move(due), platform->services_->reorganiser);
  platform->due_reorganisations_->Start();
  if (platform->is_demo_) {
    LACHAN_TRY_DO(AddDemoIndicators(platform->intake_->intel->service),
                  "making the demo's list of indicators");
    LACHAN_TRY(platform->feed_,
               StartDemoFeed(settings, *platform->foundation_->state, *platform->intake_->pipeline,
                             platform->foundation_->clock),
               "starting the demo's feed");
    platform->hunt_story_ = StartDemoHunts(*platform->foundation_->state, *platform->hunts_,
                                           *platform->intake_->pipeline);
  } else {
    platform->WatchCoverage(settings);
  }
  return platform;
}

Result<boost::json::object> Platform::Describe() {
  // Routes need their services, which need a store: a folder that goes again.
  char folder[] = "/tmp/lachan-describe-XXXXXX";
  if (::mkdtemp(folder) == nullptr) return Fail(ErrorCode::kUnavailable, "cannot write in /tmp");
  struct Remover {
    std::string path;
    ~Remover() {
      std::error_code ignored;
      fs::remove_all(path, ignored);
    }
  } remover{folder};
  Settings settings;
  LACHAN_TRY_DO(settings.Set("data", folder));
  std::unique_ptr<Platform> platform(new Platform());
  LACHAN_TRY(platform->foundation_, OpenFoundation(settings));
  platform->events_.store = std::make_unique<events_clickhouse::ClickHouseEventStore>(
      events_clickhouse::ClickHouseEventStore::Options{});
  platform->events_.columns =
      std::make_unique<events_clickhouse::ClickHouseColumnReader>(events_clickhouse::Endpoint{});
  LACHAN_TRY_DO(platform->StartServices(settings));
  LACHAN_TRY_DO(platform->OpenIntake(settings));
  platform->authenticator_ = web_api::MakeAuthenticator(platform->services_->accounts);
  platform->router_ = std::make_unique<web::Router>(*platform->authenticator_);
  platform->AddRoutes(settings);
  return platform->router_->OpenApi(kVersion);
}

Status Platform::StartServices(const Settings& settings) {
  LACHAN_TRY(auto evidence, evidence_disk::EvidenceDisk::Open(
                                SharedPath(settings, *foundation_->data, "evidence")));
  services_ = std::make_unique<Services>(settings, *foundation_, *events_.store,
                                         std::move(evidence), is_demo_);
  sources_ = std::make_unique<SourceStage>(settings, *foundation_, *events_.store);
  LACHAN_TRY(teams_,
             OpenTeams(settings, *foundation_->data, *foundation_->state, foundation_->clock,
                       [this] { return foundation_->duties->IsHeld(); }));
  retention_ = std::make_unique<RetentionStage>(settings, events_.endpoint, events_.store->layout(),
                                                *foundation_->state, *foundation_->duties,
                                                services_->directory, foundation_->clock);
  auto sources = NoticeSources(*teams_, !settings.Text("mail.server").empty());
  sources.push_back(StorageNotices(retention_->storage));
  LACHAN_TRY(notifications_,
             MakeNotifications(settings, *foundation_, services_->obligations, is_demo_,
                               std::move(sources), foundation_->duties.get()));
  return {};
}

Platform::~Platform() {
  preparing_ = {};
  if (retention_) retention_->Stop();
  coverage_.reset();
  due_reorganisations_.reset();
  feed_.reset();
  hunt_story_.reset();
  http_.reset();
  if (notifications_.service) notifications_.service->Stop();
  syslog_.reset();
  files_.reset();
  kafka_.reset();
  if (hunts_) hunts_->Stop();
  if (teams_) teams_->checks.Stop();
  if (services_) {
    services_->scans.Stop();
    services_->findings.Stop();
  }
  if (!intake_) return;
  if (intake_->rules) intake_->rules->Stop();
  if (intake_->intel) intake_->intel->service.Stop();
  if (!intake_->pipeline) return;
  intake_->pipeline->Stop();
  if (const auto kept = intake_->rules->Keep(); !kept) {
    spdlog::error("rules: {}", kept.error().Text());
  }
}

Status Platform::OpenIntake(const Settings& settings) {
  keep_free_bytes_ = static_cast<std::uint64_t>(settings.Number("disk.reserve_mib")) << 20;
  LACHAN_TRY(auto mappings, LoadMappings(settings.Text("mappings.folder")));
  normalise::Normaliser::Options options;
  options.clock_tolerance = std::chrono::hours(settings.Number("intake.clock_slack_hours"));
  intake_ = std::make_unique<Intake>(Intake{normalise::Normaliser(std::move(mappings), options),
                                            {},
                                            nullptr,
                                            nullptr,
                                            nullptr,
                                            nullptr,
                                            nullptr,
                                            nullptr});
  LACHAN_TRY(intake_->spool,
             spool_disk::DiskSpool::Open(
                 {.folder = foundation_->data->Path("spool"),
                  .limit_bytes = static_cast<std::uint64_t>(settings.Number("spool.max_mib")) << 20,
                  .keep_free_bytes = keep_free_bytes_},
                 intake_->disk),
             "opening the spool");
  for (const auto& finding : intake_->spool->findings()) spdlog::warn("spool: {}", finding);
  LACHAN_TRY(intake_->accounts, spool_disk::AccountFile::Open(
                                    foundation_->data->Path("spool/accounts"), intake_->disk));
  LACHAN_TRY(intake_->columns, spool_disk::AccountFile::Open(
                                   foundation_->data->Path("spool/columns"), intake_->disk));
  LACHAN_TRY_DO(OpenRules(settings), "opening the rules");
  pipeline::Pipeline::Options pipe;
  pipe.workers = static_cast<int>(settings.Number("pipeline.workers"));
  pipe.queue_bytes = static_cast<std::size_t>(settings.Number("pipeline.queue_mib")) << 20;
  pipe.tail_bytes = pipe.queue_bytes;
  pipe.insert_events = static_cast<std::size_t>(settings.Number("pipeline.insert_events"));
  pipe.insert_interval = std::chrono::milliseconds(settings.Number("pipeline.insert_ms"));
  pipe.insert_interval_most = 4 * pipe.insert_interval;
  pipe.correlation_bytes = static_cast<std::size_t>(settings.Number("pipeline.correlation_mib"))
                           << 20;
  const auto when_full = settings.Text("pipeline.when_full");
  if (when_full != "block" && when_full != "shed") {
    return Fail(ErrorCode::kInvalidInput,
                "pipeline.when_full is '{}'; write block (senders wait) or shed (drop and count)",
                PrintableForLog(when_full));
  }
  pipe.shed_when_full = when_full == "shed";
  intake_->pipeline = std::make_unique<pipeline::Pipeline>(
      pipe, pipeline::Pipeline::Deps{foundation_->clock, intake_->normaliser, *intake_->spool,
                                     *events_.store, services_->alerts, &intake_->intel->meter(),
                                     &intake_->rules->windows(), &sources_->meter,
                                     intake_->accounts.get(), intake_->columns.get()});
  services_->count_records = [pipeline = intake_->pipeline.get()] {
    return RecordAccounts(*pipeline);
  };
  intake_->rules->SetPublisher([pipeline = intake_->pipeline.get()](pipeline::RulesInForce rules) {
    pipeline->SetRules(std::move(rules));
  });
  PublishIndicators(*intake_->intel, *intake_->pipeline);
  // The directory outlives the pipeline, and swaps its own snapshots.
  intake_->pipeline->SetLocator(
      std::shared_ptr<const pipeline::Locator>(std::shared_ptr<void>(), &services_->directory));
  hunts_ = std::make_unique<hunts::HuntService>(
      hunts::HuntService::Options{
          .threads = static_cast<int>(settings.Number("hunts.threads")),
          .longest_days = static_cast<int>(settings.Number("hunts.longest_days")),
          .node = NodeName(settings)},
      hunts::HuntService::Deps{*foundation_->state, foundation_->registers, *events_.columns,
                               [this] { return intake_->rules->current(); }, foundation_->clock});
  return {};
}

Status Platform::StartEdges(const Settings& settings) {
  authenticator_ = web_api::MakeAuthenticator(services_->accounts);
  router_ = std::make_unique<web::Router>(*authenticator_);
  AddRoutes(settings);
  http_server::Options options;
  options.address = settings.Text("http.address");
  options.tls_certificate = settings.Text("http.tls_certificate");
  options.tls_key = settings.Text("http.tls_key");
  is_tls_ = !options.tls_certificate.empty();
  options.trusted_proxies = settings.List("http.trusted_proxies");
  options.handler_threads = static_cast<std::size_t>(settings.Number("http.threads"));
  LACHAN_TRY(http_, http_server::Server::Start(options, *router_));
  LACHAN_TRY_DO(StartSenders(settings));
  LACHAN_TRY_DO(StartFiles(settings));
  return StartKafka(settings);
}

std::string Platform::http_url() const {
  return fmt::format("{}://{}", is_tls_ ? "https" : "http", http_->address());
}

std::string Platform::demo_accounts() const {
  const auto text = ReadFile(foundation_->data->Path("demo"));
  return text ? *text : std::string();
}

}  // namespace lachan::app
