// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <map>
#include <set>
#include <thread>

#include "advisories/advisory_service.h"
#include "alerts/alert.h"
#include "assurance/assurance_service.h"
#include "demo/detector.h"
#include "demo/feed.h"
#include "demo/rankings.h"
#include "demo/seed.h"
#include "demo/testing_world.h"
#include "dossiers/dossier_service.h"
#include "events/hunt_parser.h"
#include "evidence_disk/evidence_disk.h"
#include "findings/finding_service.h"
#include "hunts/hunt_service.h"
#include "identity/entities.h"
#include "incidents/incident_service.h"
#include "inspections/inspection_service.h"
#include "journal/verify.h"
#include "ledgers/entities_people.h"
#include "ledgers/registers.h"
#include "notifications/notification_service.h"
#include "obligations/obligation_service.h"
#include "obligations/relief_service.h"
#include "pipeline/testing_fakes.h"
#include "ranking/entities.h"
#include "ranking/registers.h"
#include "register/registers.h"
#include "reports/report_service.h"
#include "state_sql/open.h"
#include "teams/registers.h"
#include "teams/roster.h"

namespace lachan::demo {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

Instant At(std::string_view text) { return ParseInstant(text).value(); }

Actor ActorFor(Role target) {
  Actor actor;
  actor.agency = AgencyId{1};
  actor.system = SystemId{2};
  actor.source = SourceId{3};
  actor.subnet = target == Role::kShared ? "10.99.0." : "10.38.2.";
  actor.address = actor.subnet + "10";
  actor.role = target;
  actor.host = target == Role::kShared   ? "qlvb.skhcn.thanhhoa.example"
               : target == Role::kMail   ? "mail.skhcn.thanhhoa.example"
               : target == Role::kOffice ? "lan.snv.thanhhoa.example"
                                         : "www.snv.thanhhoa.example";
  return actor;
}

const Stage& ShippedStage() {
  static const Stage kStage = [] {
    auto stage = ParseStage(SampleLogs());
    EXPECT_TRUE(stage) << stage.error().Text();
    return *std::move(stage);
  }();
  return kStage;
}

// ---- scripts --------------------------------------------------------------------------------

TEST(Script, WordsAndCountsAreRead) {
  const auto script = ParseScript("x",
                                  "# note\n! target: office\n! step: 250ms\n! hours: night\n"
                                  "! fires: a b\n3 | dòng {n}\n");
  ASSERT_TRUE(script) << script.error().Text();
  EXPECT_EQ(script->target, Role::kOffice);
  EXPECT_EQ(script->step, Duration(std::chrono::milliseconds(250)));
  EXPECT_TRUE(script->at_night);
  EXPECT_THAT(script->fires, testing::ElementsAre("a", "b"));
  Random random(1);
  const auto lines = Play(*script, ActorFor(Role::kOffice), random, At("2026-11-23T04:00:00Z"));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2].text, "dòng 3");
  EXPECT_GT(lines[2].at, lines[1].at);
}

TEST(Script, BadTextIsRefusedWithItsLine) {
  for (const char* text : {"! target: nowhere\n1 | x\n", "! no colon\n1 | x", "x | y", "0 | y",
                           "900 | y", "1 y", "1 |", "! step: 2h\n1 | x", "# nothing", ""}) {
    const auto script = ParseScript("bad", text);
    ASSERT_FALSE(script) << text;
    EXPECT_EQ(script.error().code(), ErrorCode::kInvalidInput);
    EXPECT_THAT(script.error().Text(), testing::HasSubstr("bad"));
  }
}

TEST(Script, BracesThatAreNoPlaceholderStay) {
  const auto script = ParseScript("x", "1 | {\"a\":{\"b\":\"{host}\"}} ${jndi:x} {unclosed");
  ASSERT_TRUE(script);
  Random random(1);
  EXPECT_EQ(Play(*script, ActorFor(Role::kWeb), random, {})[0].text,
            "{\"a\":{\"b\":\"www.snv.thanhhoa.example\"}} ${jndi:x} {unclosed");
}

// ---- the shipped feed -----------------------------------------------------------------------

TEST(Feed, EveryAttackSetsOffExactlyItsRules) {
  std::set<std::string> fired;
  for (const Script& script : ShippedStage().attacks) {
    Detector detector(ShippedNormaliser(), ShippedRules());
    Random random(7);
    const Instant start = At(script.at_night ? "2026-11-22T16:30:00Z" : "2026-11-23T03:00:00Z");
    const Actor actor = ActorFor(script.target);
    std::set<std::string> rules;
    for (const auto& line : Play(script, actor, random, start)) {
      for (const auto& found : detector.Detect(detector.Read(actor, line, random))) {
        rules.insert(found.rule_id);
      }
    }
    EXPECT_THAT(rules, testing::UnorderedElementsAreArray(script.fires)) << script.id;
    fired.merge(rules);
  }
  EXPECT_GE(fired.size(), 30u);
}

TEST(Feed, NormalTrafficIsUnderstoodAndSetsOffNothing) {
  static const std::map<std::string, std::string> kFormats = {
      {"web", "web-access"}, {"shared", "web-access"},    {"firewall", "firewall"},
      {"dns", "dns"},        {"windows", "windows-json"}, {"proxy", "proxy"},
      {"mail", "mail"}};
  Detector detector(ShippedNormaliser(), ShippedRules());
  Random random(9);
  Instant at = At("2026-11-23T03:00:00Z");
  for (const Script& script : ShippedStage().normal) {
    const Actor actor = ActorFor(script.target);
    for (int i = 0; i < 300; ++i) {
      at += std::chrono::seconds(7);
      const Event event = detector.Read(actor, {at, PlayOne(script, actor, random, at)}, random);
      ASSERT_THAT(detector.Detect(event), IsEmpty()) << event.raw;
      EXPECT_NE(event.format, "text") << event.raw;
      EXPECT_FALSE(event.clock_suspect) << event.raw;
      EXPECT_LE(at - event.time, std::chrono::seconds(1)) << event.raw;
      const auto format = kFormats.find(script.id);
      if (format == kFormats.end()) continue;
      EXPECT_EQ(event.format, format->second) << event.raw;
    }
  }
}

TEST(Feed, TenMinutesMakeManyRulesFireAndNoOthers) {
  Stage stage = ShippedStage();
  std::set<std::string> expected;
  for (const Script& script : stage.attacks) {
    expected.insert(script.fires.begin(), script.fires.end());
  }
  for (int i = 1; i <= 12; ++i) {
    for (const Role role : {Role::kWeb, Role::kOffice, Role::kShared, Role::kMail}) {
      Actor actor = ActorFor(role);
      actor.agency = AgencyId{i};
      actor.source = SourceId{i * 10 + static_cast<int>(role)};
      actor.subnet = fmt::format("10.{}.{}.", role == Role::kShared ? 99 : 38, i);
      actor.address = actor.subnet + "10";
      actor.host =
          fmt::format("{}.s{}.thanhhoa.example", actor.host.substr(0, actor.host.find('.')), i);
      stage.actors.push_back(actor);
    }
  }
  // Attacks every 5 to 10 seconds instead of 30 to 90: ten minutes show what an hour and more does.
  FeedScript::Options options;
  options.attack_min = std::chrono::seconds(5);
  options.attack_max = std::chrono::seconds(10);
  Instant now = At("2026-11-23T15:30:00Z");  // 22:30 in Viet Nam: those of the night play too
  FeedScript feed(options, stage, now);
  Detector detector(ShippedNormaliser(), ShippedRules());
  Random random(3);
  std::map<std::string, int> fired;
  std::size_t records = 0;
  for (int second = 0; second < 600; ++second) {
    now += std::chrono::seconds(1);
    for (const RawRecord& record : feed.Due(now)) {
      ++records;
      EXPECT_LE(record.received_at, now);
      const auto actor = std::ranges::find(stage.actors, record.source, &Actor::source);
      const Event event = detector.Read(*actor, {record.received_at, record.text}, random);
      for (const auto& found : detector.Detect(event)) {
        ++fired[found.rule_title];
        EXPECT_TRUE(expected.contains(found.rule_id)) << found.rule_title << "\n" << event.raw;
      }
    }
  }
  for (const auto& [title, count] : fired) fmt::print("  {:4} {}\n", count, title);
  EXPECT_GE(fired.size(), 30u);
  EXPECT_GT(feed.attacks(), 60u);
  EXPECT_NEAR(static_cast<double>(records), 6 * 600 + 1200, 1200);
}

TEST(Feed, ALongGapIsNotMadeUpFor) {
  Stage stage = ShippedStage();
  stage.actors = {ActorFor(Role::kWeb), ActorFor(Role::kOffice), ActorFor(Role::kShared),
                  ActorFor(Role::kMail)};
  const Instant start = At("2026-11-23T03:00:00Z");
  FeedScript feed({}, stage, start);
  EXPECT_LT(feed.Due(start + std::chrono::hours(5)).size(), 300u);
  EXPECT_TRUE(feed.Due(start).empty()) << "time does not go back";
}

TEST(Feed, WhatAPipelineDoesNotTakeIsCountedAndDropped) {
  Stage stage = ShippedStage();
  stage.actors = {ActorFor(Role::kWeb), ActorFor(Role::kOffice), ActorFor(Role::kShared),
                  ActorFor(Role::kMail)};
  pipeline::testing::FixedClock clock(At("2026-11-23T03:00:00Z"));
  pipeline::testing::MemorySpool spool;
  pipeline::testing::MemoryStore store;
  pipeline::testing::MemorySink sink;
  pipeline::Pipeline pipe({.queue_bytes = 1}, {clock, ShippedNormaliser(), spool, store, sink});
  const auto shed = [&] {
    std::uint64_t records = 0;
    for (const auto& source : pipe.Sources()) {
      records += source.rejected[static_cast<std::size_t>(pipeline::Rejection::kShed)];
    }
    return records;
  };
  Feed feed({}, stage, {pipe, clock});
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (shed() == 0 && std::chrono::steady_clock::now() < give_up) {
    clock.Set(clock.Now() + std::chrono::seconds(1));
    std::this_thread::yield();
  }
  EXPECT_GT(shed(), 0u);
}

TEST(Rankings, OneMonthWaitsForItsSecondPersonOnAnyDay) {
  const auto month = [](std::string_view now) { return LastProposedMonth(At(now)).Text(); };
  EXPECT_EQ(month("2026-11-23T10:00:00+07:00"), "2026-10");
  EXPECT_EQ(month("2026-12-01T00:00:00+07:00"), "2026-10");
  EXPECT_EQ(month("2026-12-02T14:59:59+07:00"), "2026-10");
  EXPECT_EQ(month("2026-12-02T15:00:00+07:00"), "2026-11");
  EXPECT_EQ(month("2027-01-01T08:00:00+07:00"), "2026-11");
}

// ---- the seeded province --------------------------------------------------------------------

class Seeding : public testing::Test {
 protected:
  static constexpr std::string_view kNow = "2026-11-23T10:00:00+07:00";

  static void SetUpTestSuite() {
    folder_ = testing::TempDir() + "demo_test_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_);
    clock_ = new MovableClock;
    registers_ = new journal::Registers;
    registry::AddRegisters(*registers_);
    alerts::AddRegisters(*registers_);
    incidents::AddRegisters(*registers_, *clock_);
    assurance::AddRegisters(*registers_, *clock_);
    advisories::AddRegisters(*registers_, *clock_);
    inspections::AddRegisters(*registers_, *clock_);
    obligations::AddRegisters(*registers_, nullptr);
    dossiers::AddRegisters(*registers_, *clock_);
    teams::AddRegisters(*registers_, *clock_);
    reports::AddRegisters(*registers_);
    ranking::AddRegisters(*registers_);
    notifications::AddRegisters(*registers_);
    ledgers::AddRegisters(*registers_, *clock_);
    findings::AddRegisters(*registers_, *clock_);
    hunts::AddRegisters(*registers_);
    MarkAsDemo(*registers_);
    state_sql::Options options;
    options.target = folder_ + "/state.db";
    options.is_durable = false;
    store_ = state_sql::OpenStateStore(options, *clock_).value().release();
    const auto evidence = evidence_disk::EvidenceDisk::Open(folder_ + "/evidence").value();
    SeedInput input{FileText(SourceFolder() / "demo/agencies.csv"),
                    FileText(SourceFolder() / "demo/communes.csv"), ShippedStage(), At(kNow)};
    input.former_units_csv = FileText(SourceFolder() / "demo/former_units.csv");
    input.reorganisations_csv = FileText(SourceFolder() / "demo/reorganisations.csv");
    const identity::PasswordHasher hasher{[](std::string_view password) -> Result<std::string> {
                                            return "#" + std::string(password);
                                          },
                                          [](std::string_view, std::string_view) { return true; },
                                          [](std::string_view) { return false; }};
    auto seeded = Seed(std::move(input),
                       {*store_, *registers_, *clock_, ShippedDirective(), ShippedControls(),
                        ShippedNormaliser(), ShippedRules(), *evidence, hasher,
                        [](std::span<const Event> events) -> Status {
                          kept_ += events.size();
                          return {};
                        },
                        [](std::string_view line) { fmt::print("  {}\n", line); }});
    ASSERT_TRUE(seeded) << seeded.error().Text();
    seeded_ = *std::move(seeded);
  }
  static void TearDownTestSuite() {
    delete store_;
    delete registers_;
    delete clock_;
    std::filesystem::remove_all(folder_);
  }

  template <class T>
  static std::int64_t Count(std::vector<journal::Filter> filters = {}) {
    const auto reader = store_->OpenReader(journal::Caller::System("test")).value();
    return reader->Count(schema::Describe<T>(), {.filters = std::move(filters)}).value();
  }
  static journal::Filter Is(std::string field, std::string value) {
    return journal::Equals(std::move(field), std::move(value));
  }

  static inline std::string folder_;
  static inline MovableClock* clock_ = nullptr;
  static inline journal::Registers* registers_ = nullptr;
  static inline journal::StateStore* store_ = nullptr;
  static inline Seeded seeded_;
  static inline std::size_t kept_ = 0;
};

TEST_F(Seeding, RegisterIsThere) {
  // Those of today, and the districts and departments of before 01/7/2025.
  EXPECT_EQ(Count<Agency>(), 22 + 166 + 27 + 9);
  EXPECT_NEAR(static_cast<double>(Count<System>()), 330, 40);
  EXPECT_GE(Count<AddressRange>(), 400);
  EXPECT_GE(Count<ContactPoint>(), 180);
  EXPECT_GE(Count<Supplier>(), 80);
  EXPECT_GE(Count<Source>(), 60);
  EXPECT_EQ(Count<Account>(), 9);
  EXPECT_NE(seeded_.accounts.find("canbo"), std::string::npos);
}

TEST_F(Seeding, HuntsWaitForTheFirstStart) {
  EXPECT_EQ(Count<Hunt>(), 6);
  EXPECT_EQ(Count<Hunt>({Is("state", "draft")}), 6);
  EXPECT_EQ(Count<Hunt>({{"agency_id", journal::Filter::Op::kIsNull, {}}}), 4);
  // What they look for can be looked for.
  const auto reader = store_->OpenReader(journal::Caller::System("test")).value();
  const auto left = journal::ListAll<Hunt>(*reader).value();
  for (const Hunt& hunt : left) {
    const auto ids = hunts::TextsIn(hunt.rules.value, "rules").value();
    for (const auto& id : ids) {
      EXPECT_EQ(std::ranges::count(ShippedRules().rules(), id, &detect::RuleInfo::id), 1) << id;
    }
    EXPECT_TRUE(hunt.query.value.empty() || events::ParseHunt(hunt.query.value))
        << hunt.query.value;
  }
}

TEST_F(Seeding, AlertsAndIncidentsOfAllKindsAreMarked) {
  EXPECT_NEAR(static_cast<double>(Count<Alert>()), 1500, 300);
  EXPECT_NEAR(static_cast<double>(Count<Alert>({Is("status", "open")})), 40, 20);
  EXPECT_GT(Count<Alert>({Is("status", "dismissed")}), 1000);
  EXPECT_GE(Count<Alert>({Is("status", "escalated")}), 10);
  EXPECT_EQ(Count<Alert>({journal::Equals("is_demo", std::int64_t{0})}), 0);
  EXPECT_NEAR(static_cast<double>(Count<Incident>()), 45, 12);
  EXPECT_EQ(Count<Incident>({journal::Equals("is_demo", std::int64_t{0})}), 0);
  for (const char* status : {"open", "contained", "recovered", "closed"}) {
    EXPECT_GT(Count<Incident>({Is("status", status)}), 0) << status;
  }
  EXPECT_EQ(Count<AssuranceRecord>({journal::Equals("is_demo", std::int64_t{0})}), 0);
  EXPECT_EQ(Count<SystemCheck>({journal::Equals("is_demo", std::int64_t{0})}), 0);
  EXPECT_EQ(Count<Budget>({journal::Equals("is_demo", std::int64_t{0})}), 0);
  EXPECT_EQ(Count<PublicReport>(), 12);
  EXPECT_GE(kept_, 20'000u);
}

TEST_F(Seeding, JournalIsWholeAndInOrder) {
  const auto reader = store_->OpenReader(journal::Caller::System("test")).value();
  const auto report = journal::VerifyJournal(*reader);
  ASSERT_TRUE(report) << report.error().Text();
  EXPECT_FALSE(report->first_bad) << report->what;
  const auto facts = reader->Facts({.limit = 0}).value();
  EXPECT_GT(facts.size(), 8'000u);
  EXPECT_TRUE(std::ranges::is_sorted(facts, {}, &Fact::recorded_at));
  EXPECT_LE(facts.back().recorded_at, At(kNow));
  EXPECT_LT(facts.front().recorded_at, At(kNow) - std::chrono::days(400));
}

TEST_F(Seeding, RankingSpreadsAndDutiesAreMixed) {
  obligations::ObligationService service({.is_demo = true}, {*store_, ShippedDirective(), *clock_});
  const auto caller = journal::Caller::System("test");
  EXPECT_EQ(Count<ScoreMonth>(), 12);
  EXPECT_EQ(Count<ScoreAddendum>({Is("state", "confirmed")}), 1);
  EXPECT_EQ(Count<ScoreProposal>({Is("state", "open")}), 1);
  for (const char* state : {"accepted", "rejected", "received"}) {
    EXPECT_EQ(Count<ScoreAppeal>({Is("state", state)}), 1) << state;
  }
  for (const char* kind : {"department", "commune"}) {
    const auto ranking = service.Ranking(caller, {2026, 9}, kind);
    ASSERT_TRUE(ranking) << ranking.error().Text();
    EXPECT_TRUE(ranking->frozen);
    std::map<std::string, int> bands;
    for (const auto& row : ranking->rows) ++bands[row.agency.score.band];
    for (const auto& [band, count] : bands) fmt::print("  {} {}: {}\n", kind, band, count);
    EXPECT_GE(bands.size(), 4u) << kind;
  }
  const auto duties = service.Duties(caller, {});
  ASSERT_TRUE(duties);
  using directive::DutyStatus;
  const auto count = [&](DutyStatus status) {
    return duties->counts[static_cast<std::size_t>(status)];
  };
  for (const auto status : {DutyStatus::kMet, DutyStatus::kDueSoon, DutyStatus::kOverdue,
                            DutyStatus::kMetLate, DutyStatus::kOpen}) {
    fmt::print("  {}: {}\n", directive::ToString(status), count(status));
  }
  EXPECT_GT(count(DutyStatus::kMet), 1500);
  EXPECT_GT(count(DutyStatus::kOverdue), 300);
  EXPECT_GT(count(DutyStatus::kMetLate), 50);
  EXPECT_GT(count(DutyStatus::kDueSoon), 50);
}

TEST_F(Seeding, OfficersOfTheDemoHaveSomethingOfEverything) {
  obligations::ObligationService service({.is_demo = true}, {*store_, ShippedDirective(), *clock_});
  for (const char* login : {"canbo", "xa"}) {
    const auto reader = store_->OpenReader(journal::Caller::System("test")).value();
    const auto accounts = journal::List<Account>(*reader, {.filters = {Is("login", login)}});
    ASSERT_EQ(accounts->size(), 1u);
    const auto agency = accounts->front().agency_id.value();
    const auto duties =
        service.Duties({AccountId{1}, login, journal::Reach::Only(agency)}, {.agency = agency});
    ASSERT_TRUE(duties);
    std::string line;
    for (const auto status : {directive::DutyStatus::kMet, directive::DutyStatus::kOverdue,
                              directive::DutyStatus::kDueSoon}) {
      const auto count = duties->counts[static_cast<std::size_t>(status)];
      EXPECT_GT(count, 0) << login << " " << directive::ToString(status);
      line += fmt::format(" {}: {}", directive::ToString(status), count);
    }
    fmt::print("  {}{}\n", login, line);
  }
}

TEST_F(Seeding, TeamsExpertsAndRostersAreThere) {
  EXPECT_GE(Count<Team>(), 100);
  EXPECT_GE(Count<TeamMember>(), 200);
  EXPECT_GE(Count<Expert>(), 30);
  EXPECT_GE(Count<Certificate>(), 30);
  // The month of the demo has its three shifts a day, the next one is planned.
  const Month month = Month::Of(CivilDateAt(At(kNow)));
  const auto reader = store_->OpenReader(journal::Caller::System("test")).value();
  const auto coordinator = journal::List<Agency>(
      *reader, {.filters = {journal::Equals("is_coordinator", std::int64_t{1})}});
  ASSERT_EQ(coordinator->size(), 1u);
  for (const Month one : {month, month.Plus(1)}) {
    const auto shifts =
        teams::ShiftsBetween(*reader, AgencyId{coordinator->front().id}, one.Begin(), one.End());
    ASSERT_TRUE(shifts) << shifts.error().Text();
    EXPECT_GE(shifts->size(), 3u * 28) << one.Text();
  }
}

TEST_F(Seeding, AccountsNeedNoNewPassword) {
  EXPECT_EQ(Count<Account>({journal::Equals("must_change_password", std::int64_t{1})}), 0);
}

TEST_F(Seeding, DossiersStandAtEveryStep) {
  const auto reader = store_->OpenReader(journal::Caller::System("test")).value();
  for (const char* status :
       {"draft", "filed", "returned", "appraising", "appraised", "approved", "withdrawn"}) {
    journal::ListQuery query;
    query.filters = {journal::Equals("status", std::string(status))};
    EXPECT_GT(reader->Count(schema::Describe<Dossier>(), query).value(), 0) << status;
  }
}

}  // namespace
}  // namespace lachan::demo
