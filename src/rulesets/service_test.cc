// SPDX-License-Identifier: Apache-2.0
// The life of a change, through the service: stage, validate, try, swap, tune, roll back, restart.
#include "rulesets/rule_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "register/testing_register.h"
#include "rulesets/testing_rulesets.h"

namespace lachan::rulesets {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using registry::FieldMessage;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Message;
using ::testing::Not;
using testing::Rule;
using ::testing::SizeIs;

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() {
    char name[] = "/tmp/lachan-rulesets-XXXXXX";
    folder_ = ::mkdtemp(name);
    Ship("base.yml", Rule("base", "bad", "high", "tags: [attack.t1110]\n"));
    Open();
  }
  ~ServiceTest() override {
    service_.reset();
    fs::remove_all(folder_);
  }

  void Ship(const std::string& name, const std::string& text) {
    fs::create_directories(folder_ + "/shipped");
    std::ofstream(folder_ + "/shipped/" + name, std::ios::trunc) << text;
  }
  /// Starts the service, anew when it ran.
  void Open() {
    service_.reset();
    service_ = std::make_unique<RuleService>(
        RuleService::Options{folder_ + "/data", "", {folder_ + "/shipped"}, 60min},
        RuleService::Deps{*world_.store, events_, normaliser_, world_.clock});
    const auto opened = service_->Open(1000);
    ASSERT_TRUE(opened) << opened.error().Text();
    service_->SetPublisher([this](pipeline::RulesInForce rules) { published_ = std::move(rules); });
  }
  RuleSetEntry Import(const std::string& code, std::vector<RuleFile> files) {
    ImportedContent content;
    content.content = SetContent::Of(std::move(files));
    const auto set =
        service_->sets().Import(world_.analyst, {code, "Tập " + code, "DRL 1.1", "x.zip"}, content);
    EXPECT_TRUE(set) << set.error().Text();
    return set.value_or(RuleSetEntry{});
  }
  std::int64_t Stage() {
    const auto staged = service_->versions().Stage(world_.analyst, "thử");
    EXPECT_TRUE(staged) << staged.error().Text();
    service_->jobs().Wait();
    return staged ? staged->version.id : 0;
  }
  void StageAndSwap() {
    const auto swapped = service_->versions().Swap(world_.analyst, Stage(), "");
    ASSERT_TRUE(swapped) << swapped.error().Text();
  }
  RuleVersionState StateOf(std::int64_t id) { return world_.Stored<RuleVersion>(id).state.value; }
  std::vector<std::string> InForce() {
    std::vector<std::string> ids;
    for (const auto& rule : published_.rules->rules()) ids.push_back(rule.id);
    return ids;
  }
  NewException Exception() {
    NewException exception;
    exception.rules = {"base"};
    exception.text = "b:\n  message|contains: backup\ncondition: b\n";
    exception.reason = "máy sao lưu";
    exception.expires_at = world_.clock.now + 24h;
    return exception;
  }
  /// What the pipeline would do with an event.
  void Process(const Event& event) {
    const auto scratch = published_.rules->MakeScratch();
    std::vector<detect::Match> matches;
    published_.rules->Match(event, *scratch, matches);
    std::vector<pipeline::Suppressed> taken;
    if (published_.exceptions) {
      const auto memory = published_.exceptions->MakeScratch();
      published_.exceptions->Apply(event, world_.clock.now, *memory, matches, taken);
    }
    std::vector<pipeline::Counted> counted;
    for (const auto& one : taken) {
      counted.push_back({&event, &published_.rules->rules()[one.rule], one.exception});
    }
    for (const auto& match : matches) {
      counted.push_back({&event, &published_.rules->rules()[match.rule], 0});
    }
    service_->meter().Count(++batch_, EventBatch::Of({&event, 1}), counted);
  }
  std::vector<std::string> Kinds(std::string kind) {
    std::vector<std::string> kinds;
    for (const auto& fact : world_.Facts(std::move(kind))) kinds.push_back(fact.kind);
    return kinds;
  }

  registry::TestWorld world_;
  testing::MemoryEvents events_;
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  std::string folder_;
  std::unique_ptr<RuleService> service_;
  pipeline::RulesInForce published_;
  pipeline::Sequence batch_ = 0;
};

TEST_F(ServiceTest, TheFirstStartPutsTheShippedRulesInForce) {
  EXPECT_THAT(InForce(), ElementsAre("base"));
  const auto list = service_->versions().Sets(world_.analyst);
  ASSERT_TRUE(list);
  ASSERT_THAT(list->rows, SizeIs(2));
  EXPECT_EQ(list->rows[0].id, "own");
  EXPECT_EQ(list->rows[1].id, "shipped");
  EXPECT_EQ(list->rows[1].loaded, 1);
  EXPECT_FALSE(list->is_changed);
  EXPECT_EQ(service_->versions().Stage(world_.analyst, "").error().code(),
            ErrorCode::kFailedPrecondition);
  Open();  // Nothing new: the same version.
  EXPECT_EQ(service_->current()->id, 1);
}

TEST_F(ServiceTest, AChangeIsStagedSwappedAndRolledBack) {
  Import("hq", {{"x.yml", Rule("x", "bad")}, {"broken.yml", "title: [\n"}});
  EXPECT_THAT(InForce(), ElementsAre("base"));
  auto sets = service_->versions().Sets(world_.analyst);
  ASSERT_TRUE(sets);
  EXPECT_TRUE(sets->is_changed);
  EXPECT_TRUE(sets->rows[2].is_changed);
  EXPECT_FALSE(sets->candidate);

  const auto id = Stage();
  EXPECT_EQ(StateOf(id), RuleVersionState::validated);
  sets = service_->versions().Sets(world_.analyst);
  EXPECT_EQ(sets->candidate, id);
  EXPECT_EQ(sets->rows[2].rejected, 1);
  const auto detail = service_->versions().Detail(world_.analyst, id);
  ASSERT_TRUE(detail) << detail.error().Text();
  const auto& finding = detail->at("report").at("findings").at(0).as_object();
  EXPECT_EQ(finding.at("set").as_string(), "hq");
  EXPECT_EQ(finding.at("file").as_string(), "broken.yml");
  EXPECT_GT(finding.at("line").as_int64(), 0);
  EXPECT_EQ(detail->at("changes").at(0).at("change").as_string(), "added");
  EXPECT_EQ(service_->versions().Findings(world_.analyst, id, {.severity = "error"})->at("total"),
            1);
  EXPECT_EQ(service_->versions().Findings(world_.analyst, id, {.set = "own"})->at("total"), 0);

  ASSERT_TRUE(service_->versions().Swap(world_.analyst, id, "vào dùng"));
  EXPECT_THAT(InForce(), ElementsAre("base", "x"));
  EXPECT_EQ(StateOf(1), RuleVersionState::replaced);
  EXPECT_FALSE(service_->versions().Swap(world_.analyst, id, ""));
  const auto facts = world_.Facts("rule_version.swapped");
  ASSERT_THAT(facts, SizeIs(2));
  EXPECT_EQ(facts[1].actor_name, "Phạm Cường");
  EXPECT_THAT(facts[1].payload, HasSubstr("\"loaded\":2"));
  EXPECT_THAT(facts[1].payload, HasSubstr("\"hash\":\""));

  Open();  // A restart keeps what was put in force.
  EXPECT_THAT(InForce(), ElementsAre("base", "x"));
  const auto back = service_->versions().RollBack(world_.analyst, "ồn quá");
  ASSERT_TRUE(back) << back.error().Text();
  EXPECT_EQ(back->id, 1);
  EXPECT_THAT(InForce(), ElementsAre("base"));
  EXPECT_THAT(world_.Facts("rule_version.rolled_back"), SizeIs(1));
  Open();
  EXPECT_THAT(InForce(), ElementsAre("base"));
  EXPECT_TRUE(service_->versions().Sets(world_.analyst)->is_changed);
}

TEST_F(ServiceTest, RejectsThatAPersonPutInForceAreExpectedAndOthersAreNot) {
  Import("hq", {{"x.yml", Rule("x", "bad")}, {"broken.yml", "title: [\n"}});
  StageAndSwap();
  EXPECT_EQ(service_->current()->compiled->total.rejected, 1U);
  EXPECT_EQ(service_->versions().unexpected_rejects(), 0U);
  Open();
  EXPECT_EQ(service_->versions().unexpected_rejects(), 0U);
  // A newer program with a bad rule: nobody has seen it.
  Ship("bad.yml", "title: [\n");
  Open();
  EXPECT_EQ(service_->current()->compiled->total.rejected, 2U);
  EXPECT_EQ(service_->versions().unexpected_rejects(), 1U);
  Open();
  EXPECT_EQ(service_->versions().unexpected_rejects(), 1U) << "a restart accepts nothing";
  Import("hq2", {{"y.yml", Rule("y", "bad")}});
  StageAndSwap();
  EXPECT_EQ(service_->versions().unexpected_rejects(), 0U);
}

TEST_F(ServiceTest, ASetThatFailsEntirelyCannotBeSwappedIn) {
  Import("bad", {{"x.yml", "title: [\n"}});
  const auto id = Stage();
  EXPECT_EQ(StateOf(id), RuleVersionState::invalid);
  const auto swapped = service_->versions().Swap(world_.analyst, id, "");
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_THAT(swapped.error().message(), HasSubstr("set bad"));
  EXPECT_THAT(InForce(), ElementsAre("base"));
  // Switched off it does no harm: nothing then differs from what is in force.
  ASSERT_TRUE(service_->sets().Apply(world_.analyst, "bad", {.enabled = false}));
  EXPECT_FALSE(service_->versions().Sets(world_.analyst)->is_changed);
  ASSERT_TRUE(service_->sets().Remove(world_.analyst, "bad"));
  EXPECT_FALSE(service_->sets().Remove(world_.analyst, "shipped"));
  EXPECT_FALSE(service_->sets().Remove(world_.analyst, "bad"));
  ASSERT_TRUE(service_->versions().Discard(world_.analyst, id));
  EXPECT_FALSE(service_->versions().Discard(world_.analyst, 1));
}

TEST_F(ServiceTest, ANewerProgramBringsItsRulesIntoForceOnce) {
  Import("hq", {{"x.yml", Rule("x", "bad")}});
  StageAndSwap();
  Ship("more.yml", Rule("more", "bad"));
  Open();
  EXPECT_THAT(InForce(), ElementsAre("base", "more", "x"));
  ASSERT_TRUE(service_->versions().RollBack(world_.analyst, ""));
  EXPECT_THAT(InForce(), ElementsAre("base", "x"));
  Open();  // Rolled back on purpose: not taken up again.
  EXPECT_THAT(InForce(), ElementsAre("base", "x"));
}

TEST_F(ServiceTest, ADamagedVersionGivesWayToTheOneBefore) {
  Import("hq", {{"x.yml", Rule("x", "bad")}});
  StageAndSwap();
  for (const auto& entry : fs::directory_iterator(folder_ + "/data/packs")) {
    std::ifstream in(entry.path());
    std::string text((std::istreambuf_iterator<char>(in)), {});
    if (text.find("id: x") != std::string::npos) fs::remove(entry.path());
  }
  Open();
  EXPECT_THAT(InForce(), ElementsAre("base"));
  EXPECT_THAT(service_->versions().problem(), HasSubstr("version 1 is used instead"));
}

TEST_F(ServiceTest, TheLevelOfASetIsPartOfAVersion) {
  Import("hq", {{"l.yml", Rule("low", "bad", "low")}, {"h.yml", Rule("high", "bad", "high")}});
  ASSERT_TRUE(service_->sets().Apply(world_.analyst, "hq",
                                     {.sets_minimum_level = true, .minimum_level = Level::medium}));
  StageAndSwap();
  EXPECT_THAT(InForce(), ElementsAre("base", "high"));
  Open();
  EXPECT_THAT(InForce(), ElementsAre("base", "high"));
}

TEST_F(ServiceTest, OwnRulesAreCheckedBeforeTheyAreSaved) {
  auto& own = service_->own();
  OwnRuleBody body;
  body.name = "canh-bao";
  body.text = Rule("own-1", "xấu", "high");
  body.tests =
      "matches:\n  - fields: {message: điều xấu}\nnear_misses:\n  - fields: {message: tốt}\n";
  const auto saved = own.Create(world_.analyst, body);
  ASSERT_TRUE(saved) << saved.error().Text();
  EXPECT_TRUE(saved->check.is_usable);
  EXPECT_THAT(saved->check.tests, SizeIs(2));
  EXPECT_EQ(own.Create(world_.analyst, body).error().code(), ErrorCode::kConflict);

  auto changed = body;
  changed.hash = saved->hash;
  changed.text = Rule("own-1", "khác", "high");
  const auto refused = own.Change(world_.analyst, "canh-bao", changed);
  EXPECT_THAT(FieldMessage(refused, "tests"), HasSubstr("does not hold"));
  changed.text =
      "title: x\nid: own-1\nlogsource: {product: linux}\ndetection:\n  s:\n    "
      "a|nonsense: 1\n  condition: s\n";
  EXPECT_THAT(FieldMessage(own.Change(world_.analyst, "canh-bao", changed), "text"),
              HasSubstr("6:5: "));
  changed.text = Rule("own-1", "điều", "high");
  changed.hash = "another";
  EXPECT_EQ(own.Change(world_.analyst, "canh-bao", changed).error().code(), ErrorCode::kConflict);
  changed.hash = saved->hash;
  const auto again = own.Change(world_.analyst, "canh-bao", changed);
  ASSERT_TRUE(again) << again.error().Text();

  body.name = "khac";
  EXPECT_THAT(FieldMessage(own.Create(world_.analyst, body), "text"), HasSubstr("is taken by"));
  body.name = "../x";
  EXPECT_FALSE(own.Create(world_.analyst, body));

  StageAndSwap();
  EXPECT_THAT(InForce(), ElementsAre("own-1", "base"));
  EXPECT_TRUE(own.List()->rows[0].is_in_force);
  const auto page = service_->Rule(world_.analyst, "own-1", journal::Reach::Everything());
  ASSERT_TRUE(page) << page.error().Text();
  EXPECT_EQ(page->own_name, "canh-bao");
  EXPECT_THAT(page->tests, SizeIs(2));
  std::vector<std::string> kinds;
  for (const auto& entry : page->history) kinds.push_back(entry.kind);
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre("added", "saved", "saved"));
  for (const auto& entry : page->history) EXPECT_EQ(entry.actor, "Phạm Cường");

  ASSERT_TRUE(own.Delete(world_.analyst, "canh-bao", again->hash));
  EXPECT_THAT(own.List()->rows, IsEmpty());
  EXPECT_EQ(own.Get("canh-bao").error().code(), ErrorCode::kNotFound);
}

TEST_F(ServiceTest, AnOwnRuleTakesThePlaceOfAnother) {
  OwnRuleBody body;
  body.name = "base";
  body.text = Rule("base", "worse", "low");
  const auto saved = service_->own().Create(world_.analyst, body);
  ASSERT_TRUE(saved) << saved.error().Text();
  EXPECT_EQ(saved->check.rules[0].replaces, "shipped");
  // A correlation may count a rule of another set.
  body.name = "many";
  body.text =
      "title: Many\nid: many\ncorrelation:\n  type: event_count\n  rules: [base]\n  group-by: "
      "[host]\n  timespan: 5m\n  condition: {gte: 3}\n";
  EXPECT_TRUE(service_->own().Create(world_.analyst, body));
  StageAndSwap();
  EXPECT_THAT(InForce(), ElementsAre("base", "many"));
  EXPECT_EQ(published_.rules->rules()[0].level, Level::low);
}

TEST_F(ServiceTest, AnExceptionWorksAtOnceForItsAgencyAndEndsByItself) {
  auto request = Exception();
  request.agency_id = world_.health;
  const auto created = service_->tuning().Create(world_.analyst, request);
  ASSERT_TRUE(created) << created.error().Text();
  EXPECT_EQ(created->agency_name, "Sở Y tế");
  Process(Message("bad backup", world_.clock.now, world_.health));
  Process(Message("bad backup", world_.clock.now, world_.ward));
  Process(Message("bad", world_.clock.now, world_.health));
  auto page = service_->Rule(world_.analyst, "base", journal::Reach::Everything());
  ASSERT_TRUE(page);
  EXPECT_EQ(page->hits.total, 2);
  EXPECT_EQ(page->hits.suppressed, 1);
  EXPECT_THAT(page->hits.agencies, SizeIs(2));
  ASSERT_THAT(page->exceptions, SizeIs(1));
  EXPECT_EQ(page->exceptions[0].suppressed, 1);
  EXPECT_EQ(page->hits.days.size(), 30U);
  EXPECT_EQ(page->hits.days.back().hits, 2);
  EXPECT_EQ(page->cost.given_up, 0);
  service_->meter().CountGivenUp(published_.rules->rules()[0], 3);
  // Whose hits: only those that the reader may see.
  page = service_->Rule(world_.analyst, "base", journal::Reach::Only(world_.ward));
  EXPECT_THAT(page->hits.agencies, SizeIs(1));
  EXPECT_EQ(page->cost.given_up, 3);

  ASSERT_TRUE(service_->Keep());
  EXPECT_EQ(world_.Stored<RuleException>(created->id).suppressed.value, 1);
  // The same batches again, as after a crash, count nothing.
  batch_ = 0;
  Open();
  Process(Message("bad backup", world_.clock.now, world_.health));
  EXPECT_EQ(service_->tuning().List(world_.analyst, {})->rows[0].suppressed, 1);
  batch_ = 10;

  world_.clock.now += 24h;
  Process(Message("bad backup", world_.clock.now, world_.health));
  EXPECT_EQ(service_->Rule(world_.analyst, "base", journal::Reach::Everything())->hits.total, 3);
  EXPECT_THAT(service_->tuning().List(world_.analyst, {})->rows, IsEmpty());
  ASSERT_TRUE(service_->tuning().FileExpired());
  EXPECT_THAT(world_.Facts("rule_exception.expired"), SizeIs(1));
  EXPECT_EQ(published_.exceptions, nullptr);
  const auto past = service_->tuning().List(world_.analyst, {std::nullopt, "", {}});
  ASSERT_THAT(past->rows, SizeIs(1));
  EXPECT_EQ(past->rows[0].state, ExceptionState::expired);
}

TEST_F(ServiceTest, AnExceptionIsCheckedAndCanBeEnded) {
  auto& tuning = service_->tuning();
  const auto message = [&](NewException request, std::string_view field) {
    return FieldMessage(tuning.Create(world_.analyst, request), field);
  };
  auto request = Exception();
  request.expires_at.reset();
  EXPECT_EQ(message(request, "expires_at"), "required");
  request.expires_at = world_.clock.now;
  EXPECT_THAT(message(request, "expires_at"), HasSubstr("future"));
  request.expires_at = world_.clock.now + 24h * 400;
  EXPECT_THAT(message(request, "expires_at"), HasSubstr("12 months"));
  request = Exception();
  request.reason = " ";
  EXPECT_EQ(message(request, "reason"), "required");
  request = Exception();
  request.rules = {"base", "unknown"};
  EXPECT_THAT(message(request, "rules"), HasSubstr("unknown"));
  request = Exception();
  request.text = "b:\n  message|nonsense: x\ncondition: b\n";
  EXPECT_THAT(message(request, "text"), HasSubstr("2:3: "));
  request = Exception();
  request.agency_id = AgencyId{999};
  EXPECT_EQ(message(request, "agency_id"), "not_found");

  const auto created = tuning.Create(world_.analyst, Exception());
  ASSERT_TRUE(created);
  EXPECT_NE(published_.exceptions, nullptr);
  EXPECT_FALSE(tuning.End(world_.analyst, created->id, " "));
  const auto ended = tuning.End(world_.analyst, created->id, "không cần nữa");
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->state, ExceptionState::ended);
  EXPECT_EQ(published_.exceptions, nullptr);
  EXPECT_EQ(tuning.End(world_.analyst, created->id, "x").error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(ServiceTest, AnExceptionOfARuleThatIsGoneIsToldUnusable) {
  Import("hq", {{"x.yml", Rule("x", "bad")}});
  StageAndSwap();
  auto request = Exception();
  request.rules = {"x"};
  ASSERT_TRUE(service_->tuning().Create(world_.analyst, request));
  ASSERT_TRUE(service_->versions().RollBack(world_.analyst, ""));
  const auto list = service_->tuning().List(world_.analyst, {ExceptionState::unusable, "", {}});
  ASSERT_THAT(list->rows, SizeIs(1));
  EXPECT_THAT(list->rows[0].problem, HasSubstr("none of its rules"));
}

TEST_F(ServiceTest, AVersionIsTriedAgainstStoredEvents) {
  for (int i = 0; i < 20; ++i) {
    events_.Add(Message("bad", world_.clock.now - 5h + i * 1min, world_.health));
    events_.Add(Message("worse", world_.clock.now - 3h + i * 1min, world_.ward));
  }
  Import("hq", {{"x.yml", Rule("x", "worse", "critical")}});
  const auto id = Stage();
  const auto started = service_->Try(world_.analyst, id, 24);
  ASSERT_TRUE(started) << started.error().Text();
  service_->jobs().Wait();
  const auto job = service_->jobs().Get(started->id);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->state, JobState::done) << job->problem;
  ASSERT_TRUE(job->result);
  EXPECT_EQ(job->result->events_read, 40);
  EXPECT_EQ(job->result->alerts, 2);
  EXPECT_EQ(job->result->alerts_now, 1);
  EXPECT_EQ(job->done, 40);
  const auto detail = service_->versions().Detail(world_.analyst, id);
  EXPECT_EQ(detail->at("tried").at("alerts"), 2);
  EXPECT_THAT(world_.Facts("rule_version.tried"), SizeIs(1));

  auto exception = Exception();
  exception.text = "a:\n  message|contains: bad\ncondition: a\n";
  exception.agency_id = world_.health;
  const auto preview = service_->Preview(world_.analyst, exception, 24);
  ASSERT_TRUE(preview) << preview.error().Text();
  service_->jobs().Wait();
  const auto seen = service_->jobs().Get(preview->id);
  ASSERT_TRUE(seen->result) << seen->problem;
  EXPECT_EQ(seen->result->events_read, 20);
  EXPECT_EQ(seen->result->suppressed, 20);
  EXPECT_EQ(seen->result->detections, 0);
}

TEST_F(ServiceTest, ExplainsInTheWordsOfTheCommandLine) {
  auto event = Message("a bad thing", world_.clock.now, world_.health);
  events_.Add(event);
  ExplainBody body;
  body.event_id = event.id;
  const auto view = service_->Explain("base", body, events::Scope::All());
  ASSERT_TRUE(view) << view.error().Text();
  EXPECT_TRUE(view->matched);
  EXPECT_THAT(view->words, HasSubstr("✓ The log source applies: linux"));
  EXPECT_THAT(view->words, HasSubstr("message contains 'bad'"));
  EXPECT_EQ(service_->Explain("base", body, events::Scope::Of({world_.ward})).error().code(),
            ErrorCode::kNotFound);
  ExplainBody pasted;
  pasted.record = "<38>Nov 25 10:00:00 h prog[1]: nothing here";
  pasted.text = Rule("t", "here");
  EXPECT_FALSE(service_->Explain("base", pasted, events::Scope::All())->matched);
  EXPECT_TRUE(service_->Explain("", pasted, events::Scope::All())->matched);
  EXPECT_EQ(service_->Explain("none", pasted, events::Scope::All()).error().code(),
            ErrorCode::kNotFound);
  pasted.text = "not a rule";
  EXPECT_FALSE(service_->Explain("", pasted, events::Scope::All()));
  EXPECT_FALSE(service_->Explain("base", {}, events::Scope::All()));
}

TEST_F(ServiceTest, WhatArrivesDecidesWhatCanFireAndIsRemembered) {
  EXPECT_EQ(service_->Rules({}).rows[0].can_fire, CanFire::no_log_source);
  Process(Message("good", world_.clock.now, world_.health));
  service_->Start();
  for (int i = 0; i < 200 && service_->CoverageOf(std::nullopt).arriving.empty(); ++i) {
    ASSERT_TRUE(service_->Keep());
    service_->Stop();
    Open();
  }
  auto coverage = service_->CoverageOf(std::nullopt);
  EXPECT_EQ(coverage.rules.yes, 1);
  ASSERT_THAT(coverage.arriving, SizeIs(1));
  EXPECT_EQ(coverage.arriving[0].events, 1);
  EXPECT_EQ(service_->CoverageOf(world_.ward).rules.yes, 0);
  RuleService::RuleQuery query;
  query.can_fire = {CanFire::yes};
  EXPECT_EQ(service_->Rules(query).total, 1);
  query.agency = world_.ward;
  EXPECT_EQ(service_->Rules(query).total, 0);
  query = {};
  query.technique = "T1110";
  EXPECT_EQ(service_->Rules(query).total, 1);
  query.technique = "T1111";
  EXPECT_EQ(service_->Rules(query).total, 0);
  // Long ago: as good as gone.
  world_.clock.now += 24h * 15;
  Open();
  EXPECT_EQ(service_->CoverageOf(std::nullopt).rules.yes, 0);
}

TEST_F(ServiceTest, TheCostOfARuleIsMeasuredOnSampledEvents) {
  EXPECT_EQ(service_->Rule(world_.analyst, "base", {})->cost.sampled_events, 0);
  for (int i = 0; i < 20; ++i) Process(Message("bad", world_.clock.now, world_.health));
  const auto cost = service_->Rule(world_.analyst, "base", {})->cost;
  EXPECT_EQ(cost.sampled_events, 16);
  EXPECT_EQ(cost.matched, 16);
  EXPECT_GT(cost.rule_ns, 0);
  EXPECT_GT(cost.set_ns, 0);
  EXPECT_LE(cost.share, 1);
}

}  // namespace
}  // namespace lachan::rulesets
