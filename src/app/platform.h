// SPDX-License-Identifier: Apache-2.0
/// \file
/// The product put together, in stages. A later stage takes the earlier ones by reference; the
/// order of destruction is the order of shutdown.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "advisories/advisory_service.h"
#include "alerts/alert_service.h"
#include "app/files.h"
#include "app/intel_stage.h"
#include "app/retention_stage.h"
#include "app/settings.h"
#include "app/team_stage.h"
#include "assurance/assurance_service.h"
#include "assurance/evidence_store.h"
#include "base/result.h"
#include "demo/feed.h"
#include "demo/hunts.h"
#include "dossiers/dossier_service.h"
#include "events_clickhouse/clickhouse_column_reader.h"
#include "events_clickhouse/clickhouse_event_store.h"
#include "events_clickhouse/event_engine.h"
#include "findings/finding_service.h"
#include "findings/scan_service.h"
#include "http_server/server.h"
#include "hunts/hunt_service.h"
#include "identity/accounts.h"
#include "incidents/incident_service.h"
#include "incidents/public_report_service.h"
#include "inspections/inspection_service.h"
#include "intake_files/file_watch.h"
#include "intake_kafka/kafka_intake.h"
#include "intake_syslog/syslog_server.h"
#include "journal/registers.h"
#include "ledgers/budget_floor.h"
#include "normalise/normaliser.h"
#include "notifications/notification_service.h"
#include "obligations/coverage_watch.h"
#include "obligations/directive_texts.h"
#include "obligations/obligation_service.h"
#include "obligations/relief_service.h"
#include "pipeline/pipeline.h"
#include "ranking/appeals.h"
#include "ranking/scorecards.h"
#include "ranking/sign_off.h"
#include "ranking/views.h"
#include "register/directory.h"
#include "register/due_reorganisations.h"
#include "register/reorganiser.h"
#include "reports/report_service.h"
#include "rulesets/rule_service.h"
#include "scan_nmap/nmap_scanner.h"
#include "searches/event_export.h"
#include "searches/saved_searches.h"
#include "sources/senders.h"
#include "sources/watch.h"
#include "spool_disk/account_file.h"
#include "spool_disk/disk_spool.h"
#include "state_sql/open.h"
#include "web/http.h"
#include "web_api/health_routes.h"
#include "web_api/source_routes.h"

namespace lachan::app {

class SystemClock final : public Clock {
 public:
  Instant Now() const override;
};

/// Keeps a second `lachan` off a data folder.
class DataFolder {
 public:
  /// Makes the folder if needed and locks it.
  /// \error kUnavailable         cannot be made or written
  /// \error kFailedPrecondition  another process uses it
  static Result<std::unique_ptr<DataFolder>> Open(const std::string& path);
  ~DataFolder();
  std::string Path(std::string_view below) const;
  const std::string& path() const { return path_; }

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;
};

/// The registers of the product with all their rules.
/// \param directive  Whose duties and clauses rows may name; null: not checked.
journal::Registers MakeRegisters(const Clock& clock,
                                 const directive::Directive* directive = nullptr,
                                 const levels::RegimeDates& regimes = {});
/// Day of the change of rules, and what the law leaves to a setting.
/// \error kInvalidInput  the day is none.
Result<levels::RegimeDates> RegimesOf(const Settings& settings);

/// What every command needs that works on the state.
struct Foundation {
  SystemClock clock;
  std::unique_ptr<DataFolder> data;
  directive::Directive directive;
  levels::Catalogue controls;
  levels::RegimeDates regimes;
  std::vector<ledgers::BudgetFloor> budget_floors;
  journal::Registers registers;
  std::unique_ptr<journal::StateStore> state;
  /// Which node does the scheduled work; started with the server.
  std::unique_ptr<journal::LeaseKeeper> duties;
};
/// Whether several nodes may work on the state.
bool IsShared(const Settings& settings);
/// What this node is called among them.
std::string NodeName(const Settings& settings);
/// A folder of files that all nodes see.
std::string SharedPath(const Settings& settings, const DataFolder& data, std::string_view below);
Result<std::unique_ptr<Foundation>> OpenFoundation(const Settings& settings);

/// Opens the state store alone; `clock` dates what is written.
Result<std::unique_ptr<journal::StateStore>> OpenState(const Settings& settings,
                                                       const DataFolder& data,
                                                       const journal::Registers& registers,
                                                       const Clock& clock);

/// The state store of a data folder that a server may be working on; for reading.
Result<std::unique_ptr<journal::StateStore>> OpenStateUnlocked(const Settings& settings,
                                                               const journal::Registers& registers,
                                                               const Clock& clock);

/// Fills an empty data folder with the demo province; nothing happens when it is one already. What
/// an interrupted run left is thrown away and made anew.
/// \error kFailedPrecondition  the folder holds real data, or another lachan works on it
/// \error kUnsupported         the state is not kept in the folder
Status SeedDemo(const Settings& settings);
/// The feed of sample logs; null when it is off. The actors come from the register.
Result<std::unique_ptr<demo::Feed>> StartDemoFeed(const Settings& settings,
                                                  journal::StateStore& state,
                                                  pipeline::Pipeline& pipeline, const Clock& clock);

/// The demo's hunts, over the events that `pipeline` stores.
std::unique_ptr<demo::HuntStory> StartDemoHunts(journal::StateStore& state,
                                                hunts::HuntService& hunts,
                                                pipeline::Pipeline& pipeline);

/// Reminders, notices and mails, ready to start; with the sender that the settings name.
struct Notifications {
  std::unique_ptr<notifications::MailSender> sender;  ///< Null: mail is off.
  std::unique_ptr<notifications::NotificationService> service;
};
/// \param duties  Whether this node plans; null: it does.
/// \error kInvalidInput  a setting of reminders or mail that cannot be used; names it.
Result<Notifications> MakeNotifications(const Settings& settings, Foundation& foundation,
                                        obligations::ObligationService& obligations, bool is_demo,
                                        std::vector<notifications::WishSource> sources = {},
                                        const journal::LeaseKeeper* duties = nullptr);
/// The sender that the settings name; null when mail is off.
Result<std::unique_ptr<notifications::MailSender>> MakeMailSender(const Settings& settings);
/// Sender, list and links of mails.
Result<notifications::Outbox::Options> MailOptions(const Settings& settings);

/// The event engine, or the client of a ClickHouse server.
struct EventStage {
  std::unique_ptr<events_clickhouse::EventEngine> engine;  ///< Null with a server of one's own.
  std::unique_ptr<events_clickhouse::ClickHouseEventStore> store;
  std::unique_ptr<events_clickhouse::ClickHouseColumnReader> columns;  ///< For hunts.
  events_clickhouse::Endpoint endpoint;
};
/// \param state  Other nodes may be starting, too; null: none.
Result<EventStage> OpenEvents(const Settings& settings, const DataFolder& data,
                              journal::StateStore* state = nullptr);

/// Live events within reach with a time in [from, to).
Result<std::uint64_t> CountEvents(events::EventStore& store, const events::Scope& scope,
                                  Instant from, Instant to);

/// What people and programs do.
struct Services {
  Services(const Settings& settings, Foundation& foundation, events::EventStore& events,
           std::unique_ptr<assurance::EvidenceStore> evidence_store, bool is_demo);

  reports::CountRecords count_records;  ///< Set once there is an intake.
  std::unique_ptr<assurance::EvidenceStore> evidence;
  identity::Accounts accounts;
  incidents::IncidentService incidents;
  incidents::PublicReportService public_reports;
  alerts::AlertService alerts;
  assurance::AssuranceService assurance;
  advisories::AdvisoryService advisories;
  obligations::ObligationService obligations;
  inspections::InspectionService inspections;
  obligations::ReliefService reliefs;
  obligations::DirectiveTexts directive_texts;
  ranking::SignOff sign_off;
  ranking::Appeals appeals;
  ranking::Scorecards scorecards;
  ranking::Views ranking_views;
  reports::ReportService reports;
  dossiers::DossierService dossiers;
  registry::Directory directory;
  findings::FindingService findings;
  scan_nmap::NmapScanner scanner;
  findings::ScanService scans;
  registry::Reorganiser reorganiser;
  searches::SavedSearches searches;
  searches::EventExports exports;
};

/// Settings of findings and scans, and who owns an address or a host name.
findings::FindingService::Options FindingOptions(const Settings& settings);
findings::ScanService::Options ScanOptions(const Settings& settings);
findings::FindingService::Locate OwnerIn(const registry::Directory& directory);

/// Where the settings say that senders reach this server; host and url are empty where they do not.
sources::Reachable ReachableOf(const Settings& settings);

/// What became of the records of each source, for the monthly papers.
std::map<std::int64_t, reports::RecordAccount> RecordAccounts(const pipeline::Pipeline& pipeline);

/// Sources of logs, watched. Stops after the intake, so that nothing is missed.
struct SourceStage {
  SourceStage(const Settings& settings, Foundation& foundation, events::EventStore& events);

  sources::Meter meter;
  sources::Watch watch;
};

/// From the socket to the store.
struct Intake {
  normalise::Normaliser normaliser;
  spool_disk::PosixDisk disk;
  std::unique_ptr<spool_disk::DiskSpool> spool;
  std::unique_ptr<spool_disk::AccountFile> accounts;
  std::unique_ptr<spool_disk::AccountFile> columns;  ///< Headers of logs with columns.
  std::unique_ptr<rulesets::RuleService> rules;  ///< Outlives the pipeline, which counts into it.
  std::unique_ptr<IntelStage> intel = {};        ///< The same.
  std::unique_ptr<pipeline::Pipeline> pipeline;
};

/// Where the rules' part of the data folder lies, and what is shipped.
rulesets::RuleService::Options RuleOptions(const Settings& settings, const DataFolder& data);

class Exposition;  // health.cc

/// A running server. Stops when destroyed: edges first, then intake, then the engine.
class Platform {
 public:
  static Result<std::unique_ptr<Platform>> Start(const Settings& settings);
  /// The OpenAPI document, without starting anything.
  static Result<boost::json::object> Describe();
  ~Platform();

  /// "http://127.0.0.1:8080".
  std::string http_url() const;
  /// How senders reach us besides HTTP: "Syslog  127.0.0.1:5514 (UDP and TCP)", one a line.
  std::vector<std::string> sender_lines() const { return sender_lines_; }
  /// Text with the demo's accounts, for the terminal; empty without demo.
  std::string demo_accounts() const;
  bool is_demo() const { return is_demo_; }
  /// Found, loaded, rejected, skipped: of the rules in force.
  rulesets::DocumentCounts rule_counts() const {
    return intake_->rules->current()->compiled->total;
  }

 private:
  Platform() = default;
  Status StartServices(const Settings& settings);
  Status OpenIntake(const Settings& settings);
  Status OpenRules(const Settings& settings);
  Status StartEdges(const Settings& settings);
  Status StartSenders(const Settings& settings);
  Status StartFiles(const Settings& settings);
  Status StartKafka(const Settings& settings);
  void AddSenderHealth(std::vector<web_api::ComponentHealth>& parts) const;
  void AddRoutes(const Settings& settings);
  void WatchCoverage(const Settings& settings);
  web_api::SourceDeps SourcesFor(const Settings& settings);
  std::vector<web_api::SourceListener> Listeners() const;
  void AddSources(Exposition& out) const;
  void AddSourceHealth(std::vector<web_api::ComponentHealth>& parts) const;
  void AddRuleHealth(std::uint64_t given_up, std::vector<web_api::ComponentHealth>& parts) const;
  std::vector<web_api::ComponentHealth> Health() const;
  std::string Metrics() const;

  bool is_demo_ = false;
  bool is_tls_ = false;
  std::chrono::days certificate_warning_{30};
  std::vector<std::string> sender_lines_;
  std::uint64_t keep_free_bytes_ = 0;  ///< Of the data folder's disk; below it counts as full.
  std::unique_ptr<Foundation> foundation_;
  EventStage events_;
  std::unique_ptr<Services> services_;
  Notifications notifications_;
  std::unique_ptr<TeamStage> teams_;
  std::unique_ptr<RetentionStage> retention_;  // outlives the pipeline, which asks it for classes
  std::unique_ptr<SourceStage> sources_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<hunts::HuntService> hunts_;
  std::unique_ptr<web::Authenticator> authenticator_;
  std::unique_ptr<web::Router> router_;
  std::unique_ptr<http_server::Server> http_;
  std::unique_ptr<intake_syslog::SyslogServer> syslog_;
  std::unique_ptr<intake_files::FileWatch> files_;
  std::unique_ptr<intake_kafka::KafkaIntake> kafka_;
  std::unique_ptr<demo::Feed> feed_;
  std::unique_ptr<demo::HuntStory> hunt_story_;
  std::unique_ptr<obligations::CoverageWatch>
      coverage_;  // none in a demo: its sources are invented
  std::unique_ptr<registry::DueReorganisations> due_reorganisations_;
  std::jthread preparing_;  // assesses while nobody has asked yet
};

}  // namespace lachan::app
