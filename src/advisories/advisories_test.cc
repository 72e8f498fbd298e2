// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "advisories/advisory_service.h"
#include "assurance/assurance_service.h"
#include "base/hash.h"
#include "obligations/testing_province.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::advisories {
namespace {

using registry::FieldMessage;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kTomcat = "cpe:2.3:a:apache:tomcat:9.0.71";
constexpr const char* kBody =
    R"({"title":"Lỗ hổng Tomcat","content":"Chạy mã từ xa","measures":"Cập nhật","severity":"critical",)"
    R"("cves":"cve-2025-24813, CVE-2025-24813","products":"cpe:2.3:a:apache:tomcat >=9.0.0 <9.0.99"})";

class MemoryFiles final : public assurance::EvidenceStore {
 public:
  Result<std::string> Put(std::string_view bytes) override {
    auto name = Sha256Hex(bytes);
    files_[name] = bytes;
    return name;
  }
  Result<std::string> Get(std::string_view sha256) override { return files_[std::string(sha256)]; }
  Status Check() override { return {}; }

 private:
  std::map<std::string, std::string> files_;
};

class AdvisoriesTest : public ::testing::Test {
 protected:
  AdvisoriesTest() {
    registry::AddRegisters(registers_);
    assurance::AddRegisters(registers_, world_.clock);
    AddRegisters(registers_, world_.clock);
    Agency enterprise;
    enterprise.code = "DN1";
    enterprise.name = "Viễn thông Một";
    enterprise.kind = AgencyKind::enterprise;
    enterprise_ = AgencyId{world_.Add(enterprise).id.value};
    enterprise_officer_ = {AccountId{31}, "Hồ Dũng", journal::Reach::Only(enterprise_)};
  }

  void Run(SystemId system) {
    auto row = world_.Stored<System>(system.value);
    row.state = SystemState::in_operation;
    ASSERT_TRUE(world_.store->Change(coordinator_, [&](journal::Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Update(writer, row, {.kind = "test.changed"}));
      return {};
    }));
  }
  void Install(AgencyId agency, SystemId system, const char* cpe, const char* version = "") {
    SystemProduct product;
    product.agency_id = agency;
    product.system_id = system;
    product.name = "Máy chủ ứng dụng";
    product.cpe = cpe;
    product.product_version = version;
    world_.Add(product);
  }
  Result<schema::Record> Create(const std::string& body) {
    return journal::CreateRow(*world_.store, coordinator_, registers_,
                              *registers_.FindByPath("advisories"),
                              schema::ParseJson(body).value().as_object());
  }
  std::int64_t Drafted(const std::string& body = kBody) {
    const auto row = Create(body);
    EXPECT_TRUE(row) << row.error().Text();
    return row ? schema::FromRecord<Advisory>(*row).id.value : 0;
  }
  /// Issued to Sở Y tế, whose system runs Tomcat, and to the ward, which has none.
  std::int64_t Issued() {
    Run(world_.health_system);
    Install(world_.health, world_.health_system, kTomcat);
    const auto id = Drafted();
    const auto issued = service_.Issue(coordinator_, id, {{world_.health, world_.ward}});
    EXPECT_TRUE(issued) << issued.error().Text();
    return id;
  }
  AdvisoryDelivery DeliveryTo(std::int64_t advisory, AgencyId agency) {
    const auto detail = service_.Detail(coordinator_, advisory);
    EXPECT_TRUE(detail);
    for (const auto& delivery : detail->deliveries) {
      if (delivery.agency_id == agency) return delivery;
    }
    ADD_FAILURE() << "no delivery";
    return {};
  }
  Result<DeliveryDetail> Reply(const journal::Caller& caller, std::int64_t delivery,
                               AdvisoryResult result, const char* note = "",
                               std::optional<CivilDate> until = {}) {
    const auto detail = service_.OfDelivery(coordinator_, delivery);
    EXPECT_TRUE(detail);
    std::vector<SystemAnswer> answers;
    for (const auto& asked : detail->answers) {
      answers.push_back({asked.id.value, result, until, note, {}});
    }
    return service_.Reply(caller, delivery, answers);
  }
  AdvisoryState StateOf(std::int64_t advisory) {
    return world_.Stored<Advisory>(advisory).state.value;
  }
  CivilDate Today() { return CivilDateAt(world_.clock.now); }

  registry::TestWorld world_;
  journal::Registers registers_;
  MemoryFiles files_;
  assurance::AssuranceService assurance_{{}, {*world_.store, files_}};
  AdvisoryService service_{{}, {*world_.store, assurance_, world_.clock}};
  journal::Caller coordinator_{AccountId{21}, "Vũ Hà", journal::Reach::Everything()};
  AgencyId enterprise_;
  journal::Caller enterprise_officer_;
};

// ---- drafts -----------------------------------------------------------------------------------

TEST_F(AdvisoriesTest, ADraftIsTidiedAndNumbered) {
  const auto advisory = world_.Stored<Advisory>(Drafted());
  EXPECT_EQ(advisory.number.value.value, "CB-2026-001");
  EXPECT_EQ(advisory.cves.value, "CVE-2025-24813");
  EXPECT_EQ(advisory.state.value, AdvisoryState::draft);
  EXPECT_EQ(world_.Stored<Advisory>(Drafted()).number.value.value, "CB-2026-002");
}

TEST_F(AdvisoriesTest, WrongFieldsAreNamed) {
  const auto with = [&](const char* field, const char* value) {
    auto body = schema::ParseJson(kBody).value().as_object();
    body[field] = value;
    return FieldMessage(Create(boost::json::serialize(body)), field);
  };
  EXPECT_EQ(with("cves", "CVE-2025-24813 lỗi"), "not_a_cve");
  EXPECT_EQ(with("products", "cpe:2.3:a:x:y\nApache"), "wrong_criterion:2");
  EXPECT_EQ(with("products", "cpe:2.3:a:x:y <2 <3"), "wrong_criterion:1");
  EXPECT_EQ(with("links", "javascript:alert(1)"), "not_a_url");
  EXPECT_EQ(with("due_on", "2026-11-22"), "in_past");
  EXPECT_EQ(with("content", ""), "required");
}

TEST_F(AdvisoriesTest, AnIssuedTextIsNotChanged) {
  const auto id = Issued();
  const auto advisory = world_.Stored<Advisory>(id);
  const auto changed = journal::ChangeRow(
      *world_.store, coordinator_, registers_, *registers_.FindByPath("advisories"), id,
      advisory.version, schema::ParseJson(R"({"title":"khác"})").value().as_object());
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code(), ErrorCode::kFailedPrecondition);
}

// ---- addressees -------------------------------------------------------------------------------

TEST_F(AdvisoriesTest, CandidatesAreWhoRunsTheProduct) {
  Run(world_.health_system);
  Install(world_.health, world_.health_system, kTomcat);
  Install(world_.ward, world_.ward_system, kTomcat);  // Planned, not in operation.
  const auto candidates = service_.Candidates(coordinator_, Drafted());
  ASSERT_TRUE(candidates) << candidates.error().Text();
  ASSERT_EQ(candidates->size(), 3u);
  EXPECT_EQ(candidates->front().agency, world_.health);
  ASSERT_EQ(candidates->front().systems.size(), 1u);
  EXPECT_EQ(candidates->front().systems[0].system, world_.health_system);
  EXPECT_TRUE(candidates->front().systems[0].is_certain);
  for (const auto& candidate : *candidates) {
    EXPECT_EQ(candidate.has_products, candidate.agency == world_.health);
  }
}

TEST_F(AdvisoriesTest, IssuingWritesOneFactAnAddressee) {
  const auto id = Issued();
  const auto facts = world_.Facts("advisory.issued");
  ASSERT_EQ(facts.size(), 2u);
  const auto payload = schema::ParseJson(facts[0].payload).value().as_object();
  EXPECT_EQ(payload.at("advisory").as_string(), "CB-2026-001");
  EXPECT_EQ(payload.at("due").as_string(), FormatDate(AddDays(Today(), 15)));
  EXPECT_FALSE(payload.contains("customers"));
  EXPECT_EQ(facts[0].agency, world_.health);
  const auto detail = service_.Detail(coordinator_, id);
  ASSERT_EQ(detail->answers.size(), 2u);
  EXPECT_EQ(detail->answers[0].system_id.value, world_.health_system);
  EXPECT_EQ(detail->answers[0].product.value.value, "Máy chủ ứng dụng");
  EXPECT_FALSE(detail->answers[1].system_id.value) << "the ward answers as a whole";
  EXPECT_EQ(DeliveryTo(id, world_.health).reason.value, AddresseeReason::product);
  EXPECT_EQ(DeliveryTo(id, world_.ward).reason.value, AddresseeReason::no_product);
  EXPECT_EQ(detail->advisory.deliveries.value, 2);
}

TEST_F(AdvisoriesTest, WhomItGoesToIsChecked) {
  const auto id = Drafted();
  EXPECT_EQ(FieldMessage(service_.Issue(coordinator_, id, {}), "agencies"), "required");
  const std::vector<AgencyId> nobody{AgencyId{9999}};
  EXPECT_EQ(FieldMessage(service_.Issue(coordinator_, id, nobody), "agencies"), "not_found");
  EXPECT_EQ(StateOf(id), AdvisoryState::draft) << "nothing is half done";
  EXPECT_THAT(world_.Facts("advisory.issued"), IsEmpty());
}

TEST_F(AdvisoriesTest, FurtherAddresseesComeOnce) {
  const auto id = Issued();
  const std::vector<AgencyId> again{world_.ward, enterprise_, enterprise_};
  const auto added = service_.AddAddressees(coordinator_, id, again);
  ASSERT_TRUE(added) << added.error().Text();
  EXPECT_EQ(added->deliveries.value, 3);
  EXPECT_FALSE(service_.Issue(coordinator_, id, again)) << "issued once only";
}

// ---- answers ----------------------------------------------------------------------------------

TEST_F(AdvisoriesTest, AFixEndsTheDutyAndTheLastOneTheAdvisory) {
  const auto id = Issued();
  const auto health = DeliveryTo(id, world_.health), ward = DeliveryTo(id, world_.ward);
  ASSERT_TRUE(Reply(world_.health_officer, health.id, AdvisoryResult::fixed));
  auto facts = world_.Facts("advisory.closed");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].agency, world_.health);
  EXPECT_THAT(facts[0].payload, testing::HasSubstr(R"("advisory":"CB-2026-001")"));
  EXPECT_EQ(StateOf(id), AdvisoryState::issued);
  ASSERT_TRUE(Reply(world_.ward_officer, ward.id, AdvisoryResult::not_affected));
  EXPECT_EQ(StateOf(id), AdvisoryState::closed);
  EXPECT_EQ(world_.Stored<Advisory>(id).deliveries_closed.value, 2);
}

TEST_F(AdvisoriesTest, AWayAroundIsAnAnswerAndNotTheEnd) {
  const auto id = Issued();
  const auto health = DeliveryTo(id, world_.health);
  const auto without = Reply(world_.health_officer, health.id, AdvisoryResult::mitigated);
  EXPECT_EQ(FieldMessage(without, "answers.0.until"), "required");
  const auto past =
      Reply(world_.health_officer, health.id, AdvisoryResult::mitigated, "", AddDays(Today(), -1));
  EXPECT_EQ(FieldMessage(past, "answers.0.until"), "in_past");
  const auto done = Reply(world_.health_officer, health.id, AdvisoryResult::mitigated, "chặn",
                          AddDays(Today(), 20));
  ASSERT_TRUE(done) << done.error().Text();
  EXPECT_EQ(done->delivery.state.value, DeliveryState::answered);
  EXPECT_THAT(world_.Facts("advisory.closed"), IsEmpty());
  ASSERT_TRUE(Reply(world_.health_officer, health.id, AdvisoryResult::fixed));
  EXPECT_THAT(world_.Facts("advisory.closed"), SizeIs(1));
}

TEST_F(AdvisoriesTest, AnAcceptedRiskNeedsItsReason) {
  const auto health = DeliveryTo(Issued(), world_.health);
  const auto silent = Reply(world_.health_officer, health.id, AdvisoryResult::accepted, "  ");
  EXPECT_EQ(FieldMessage(silent, "answers.0.note"), "required");
  EXPECT_TRUE(Reply(world_.health_officer, health.id, AdvisoryResult::accepted, "sắp dừng"));
}

TEST_F(AdvisoriesTest, EverySystemIsAnswered) {
  const auto id = Issued();
  const auto health = DeliveryTo(id, world_.health);
  const auto other = world_.AddSystem(world_.health, "Nội bộ", "noibo.example.vn");
  const auto added = service_.AddSystem(world_.health_officer, health.id, other);
  ASSERT_TRUE(added) << added.error().Text();
  EXPECT_EQ(FieldMessage(service_.AddSystem(world_.health_officer, health.id, other), "system_id"),
            "taken");
  EXPECT_EQ(FieldMessage(service_.AddSystem(world_.health_officer, health.id, world_.ward_system),
                         "system_id"),
            "not_found");
  const std::vector<SystemAnswer> one{{added->id.value, AdvisoryResult::not_affected, {}, "", {}}};
  EXPECT_EQ(service_.Reply(world_.health_officer, health.id, one)->delivery.state.value,
            DeliveryState::answered);
  ASSERT_TRUE(Reply(world_.health_officer, health.id, AdvisoryResult::fixed));
  EXPECT_EQ(service_.OfDelivery(world_.health_officer, health.id)->delivery.state.value,
            DeliveryState::closed);
  EXPECT_EQ(Reply(world_.health_officer, health.id, AdvisoryResult::fixed).error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(AdvisoriesTest, AnAnswerThatDoesNotDoGoesBack) {
  const auto id = Issued();
  const auto health = DeliveryTo(id, world_.health);
  EXPECT_FALSE(service_.Return(coordinator_, health.id, "x")) << "nothing to give back yet";
  ASSERT_TRUE(Reply(world_.health_officer, health.id, AdvisoryResult::not_affected));
  ASSERT_TRUE(service_.Return(coordinator_, health.id, "Máy quét vẫn thấy 9.0.71"));
  const auto withdrawn = world_.Facts("fact.withdrawn");
  ASSERT_EQ(withdrawn.size(), 1u);
  const auto closed = world_.Facts("advisory.closed");
  EXPECT_EQ(withdrawn[0].cause, FactId{closed[0].id});
  ASSERT_TRUE(Reply(world_.health_officer, health.id, AdvisoryResult::fixed));
  EXPECT_THAT(world_.Facts("advisory.closed"), SizeIs(2));
}

TEST_F(AdvisoriesTest, WhoOpenedItFirstIsOnRecord) {
  const auto id = Issued();
  const auto health = DeliveryTo(id, world_.health);
  ASSERT_TRUE(service_.MarkRead(coordinator_, health.id)) << "the province's look does not count";
  EXPECT_EQ(DeliveryTo(id, world_.health).state.value, DeliveryState::sent);
  ASSERT_TRUE(service_.MarkRead(world_.health_officer, health.id));
  const auto read = DeliveryTo(id, world_.health);
  EXPECT_EQ(read.state.value, DeliveryState::read);
  EXPECT_EQ(read.read_by.value.value, "Lê Văn An");
  EXPECT_EQ(world_.Stored<Advisory>(id).deliveries_read.value, 1);
  ASSERT_TRUE(service_.MarkRead(world_.health_officer, health.id));
  EXPECT_THAT(world_.Facts("advisory_delivery.read"), SizeIs(1));
}

// ---- customers --------------------------------------------------------------------------------

TEST_F(AdvisoriesTest, AnEnterpriseWarnsItsCustomers) {
  auto body = schema::ParseJson(kBody).value().as_object();
  body["warns_customers"] = true;
  const auto id = Drafted(boost::json::serialize(body));
  ASSERT_TRUE(service_.Issue(coordinator_, id, {{enterprise_, world_.ward}}));
  const auto delivery = DeliveryTo(id, enterprise_);
  EXPECT_TRUE(delivery.customers);
  EXPECT_FALSE(DeliveryTo(id, world_.ward).customers) << "a ward has none";
  const auto facts = world_.Facts("advisory.issued");
  EXPECT_THAT(facts[0].payload, testing::HasSubstr(R"("customers":true)"));
  EXPECT_THAT(facts[1].payload, testing::Not(testing::HasSubstr(R"("customers":true)")));

  ASSERT_TRUE(Reply(enterprise_officer_, delivery.id, AdvisoryResult::not_affected));
  EXPECT_EQ(DeliveryTo(id, enterprise_).state.value, DeliveryState::answered);
  const CustomerWarning early{AddDays(Today(), -1), 10, "tin nhắn", {}};
  EXPECT_EQ(FieldMessage(service_.Warn(enterprise_officer_, delivery.id, early), "warned_on"),
            "before_start");
  const CustomerWarning warning{Today(), 1200, "tin nhắn", {}};
  ASSERT_TRUE(service_.Warn(enterprise_officer_, delivery.id, warning));
  EXPECT_EQ(DeliveryTo(id, enterprise_).state.value, DeliveryState::closed);
  EXPECT_THAT(world_.Facts("customer.warned"), SizeIs(1));
  EXPECT_THAT(world_.Facts("advisory.closed"), SizeIs(1));
  EXPECT_FALSE(service_.Warn(world_.ward_officer, DeliveryTo(id, world_.ward).id, warning));
}

// ---- tenancy ----------------------------------------------------------------------------------

TEST_F(AdvisoriesTest, AnAgencySeesNothingOfTheOthers) {
  const auto id = Issued();
  const auto health = DeliveryTo(id, world_.health);
  ASSERT_TRUE(Reply(world_.health_officer, health.id, AdvisoryResult::accepted, "bí mật nhà"));
  const auto missing = [](const auto& result) {
    return !result && result.error().code() == ErrorCode::kNotFound;
  };
  EXPECT_TRUE(missing(service_.OfDelivery(world_.ward_officer, health.id)));
  EXPECT_TRUE(missing(service_.MarkRead(world_.ward_officer, health.id)));
  EXPECT_TRUE(missing(Reply(world_.ward_officer, health.id, AdvisoryResult::fixed)));
  EXPECT_TRUE(missing(service_.Warn(world_.ward_officer, health.id, {Today(), 1, "x", {}})));
  EXPECT_TRUE(missing(service_.AddSystem(world_.ward_officer, health.id, world_.ward_system)));
  EXPECT_TRUE(missing(service_.Detail(world_.ward_officer, id)));
  const auto own = service_.OfDelivery(world_.ward_officer, DeliveryTo(id, world_.ward).id);
  ASSERT_TRUE(own);
  EXPECT_EQ(own->advisory.title.value, "Lỗ hổng Tomcat");
  EXPECT_EQ(own->advisory.deliveries.value, 0) << "how many others there are is theirs to know";
  EXPECT_THAT(own->answers, SizeIs(1));
  EXPECT_THAT(journal::ListAll<AdvisoryAnswer>(*world_.Read(world_.ward_officer)).value(),
              SizeIs(1));
}

TEST_F(AdvisoriesTest, AnAnswerOfAnotherDeliveryIsRefused) {
  const auto id = Issued();
  const auto health = service_.OfDelivery(coordinator_, DeliveryTo(id, world_.health).id);
  const auto ward = DeliveryTo(id, world_.ward);
  const std::vector<SystemAnswer> foreign{
      {health->answers[0].id.value, AdvisoryResult::fixed, {}, "", {}}};
  EXPECT_EQ(FieldMessage(service_.Reply(world_.ward_officer, ward.id, foreign), "answers.0.id"),
            "not_found");
}

// ---- additions, withdrawal, reminders ---------------------------------------------------------

TEST_F(AdvisoriesTest, AdditionsAreNumberedAndTold) {
  const auto id = Drafted();
  EXPECT_FALSE(service_.Supplement(coordinator_, id, "x")) << "a draft is changed itself";
  ASSERT_TRUE(service_.Issue(coordinator_, id, {{world_.health, world_.ward}}));
  EXPECT_EQ(service_.Supplement(coordinator_, id, "một")->ordinal.value, 1);
  EXPECT_EQ(service_.Supplement(coordinator_, id, "hai")->ordinal.value, 2);
  EXPECT_THAT(world_.Facts("advisory_delivery.supplemented"), SizeIs(4));
  const auto own = service_.OfDelivery(world_.ward_officer, DeliveryTo(id, world_.ward).id);
  ASSERT_EQ(own->additions.size(), 2u);
  EXPECT_EQ(own->additions[1].content.value.value, "hai");
}

TEST_F(AdvisoriesTest, AWithdrawnAdvisoryLeavesNoDuty) {
  const auto id = Issued();
  ASSERT_TRUE(
      Reply(world_.ward_officer, DeliveryTo(id, world_.ward).id, AdvisoryResult::not_affected));
  ASSERT_TRUE(service_.Withdraw(coordinator_, id, "nhầm"));
  EXPECT_EQ(StateOf(id), AdvisoryState::withdrawn);
  EXPECT_EQ(DeliveryTo(id, world_.health).state.value, DeliveryState::withdrawn);
  EXPECT_EQ(DeliveryTo(id, world_.ward).state.value, DeliveryState::closed) << "stays on record";
  const auto withdrawn = world_.Facts("fact.withdrawn");
  ASSERT_EQ(withdrawn.size(), 1u);
  EXPECT_EQ(withdrawn[0].agency, world_.health);
  EXPECT_FALSE(service_.Withdraw(coordinator_, id, "lại"));
  EXPECT_FALSE(
      Reply(world_.health_officer, DeliveryTo(id, world_.health).id, AdvisoryResult::fixed));
}

TEST_F(AdvisoriesTest, OnlyThoseThatAreNotDoneAreReminded) {
  const auto id = Issued();
  ASSERT_TRUE(
      Reply(world_.ward_officer, DeliveryTo(id, world_.ward).id, AdvisoryResult::not_affected));
  EXPECT_EQ(service_.Remind(coordinator_, id, {}).value(), 1);
  EXPECT_EQ(DeliveryTo(id, world_.health).reminders.value, 1);
  const std::vector<std::int64_t> closed{DeliveryTo(id, world_.ward).id.value};
  EXPECT_EQ(service_.Remind(coordinator_, id, closed).value(), 0);
}

TEST_F(AdvisoriesTest, AnAttachmentReachesTheAddressee) {
  const auto file = assurance_.PutEvidence(coordinator_, world_.ward, "cb.txt", "nội dung");
  ASSERT_TRUE(file) << file.error().Text();
  auto body = schema::ParseJson(kBody).value().as_object();
  body["evidence_file_id"] = file->id.value;
  const auto id = Drafted(boost::json::serialize(body));
  ASSERT_TRUE(service_.Issue(coordinator_, id, {{world_.health}}));
  const auto content = service_.Attachment(world_.health_officer, DeliveryTo(id, world_.health).id);
  ASSERT_TRUE(content) << content.error().Text();
  EXPECT_EQ(content->bytes, "nội dung");
  EXPECT_FALSE(service_.Attachment(world_.ward_officer, DeliveryTo(id, world_.health).id));
}

// ---- products and CVEs ------------------------------------------------------------------------

scan_reports::CveFeed Feed(const std::string& configurations) {
  const auto text =
      R"({"vulnerabilities":[{"cve":{"id":"CVE-2026-0001","descriptions":[{"lang":"en","value":"x"}],)"
      R"("configurations":)" +
      configurations + "}}]}";
  const auto feed = scan_reports::ReadCveFeed(text);
  EXPECT_TRUE(feed) << feed.error().Text();
  return feed.value_or(scan_reports::CveFeed{});
}
constexpr const char* kTomcatNode =
    R"({"operator":"OR","cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:apache:tomcat:*:*:*:*:*:*:*:*","versionEndExcluding":"9.0.99"}]})";
constexpr const char* kWindowsNode =
    R"({"operator":"OR","cpeMatch":[{"vulnerable":false,"criteria":"cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:*"}]})";

TEST_F(AdvisoriesTest, ACveFindsItsSystemsAndDraftsOnce) {
  Run(world_.health_system);
  Install(world_.health, world_.health_system, kTomcat);
  const auto feed = Feed(fmt::format(R"([{{"nodes":[{}]}}])", kTomcatNode));
  const auto hits = service_.MatchFeed(coordinator_, feed);
  ASSERT_TRUE(hits);
  ASSERT_EQ(hits->size(), 1u);
  ASSERT_EQ(hits->front().systems.size(), 1u);
  EXPECT_TRUE(hits->front().systems[0].is_certain);
  EXPECT_THAT(service_.MatchFeed(world_.ward_officer, feed).value(), IsEmpty());
  const auto drafted = service_.Draft(coordinator_, hits->front());
  ASSERT_TRUE(drafted && *drafted);
  EXPECT_EQ((*drafted)->products.value, "cpe:2.3:a:apache:tomcat <9.0.99");
  EXPECT_FALSE(service_.Draft(coordinator_, hits->front())->has_value()) << "named already";
}

TEST_F(AdvisoriesTest, SurroundingsThatTheRegisterDoesNotKnowArePossible) {
  Run(world_.health_system);
  Install(world_.health, world_.health_system, kTomcat);
  const auto both =
      Feed(fmt::format(R"([{{"operator":"AND","nodes":[{},{}]}}])", kTomcatNode, kWindowsNode));
  auto hits = service_.MatchFeed(coordinator_, both);
  ASSERT_EQ(hits->size(), 1u);
  EXPECT_FALSE(hits->front().systems[0].is_certain);
  Install(world_.health, world_.health_system, "cpe:2.3:o:microsoft:windows:-");
  hits = service_.MatchFeed(coordinator_, both);
  EXPECT_TRUE(hits->front().systems[0].is_certain);
}

TEST_F(AdvisoriesTest, AConfigurationOfTwoVulnerableProductsNeedsBoth) {
  Run(world_.health_system);
  Install(world_.health, world_.health_system, kTomcat);
  const auto both = Feed(
      R"([{"operator":"AND","nodes":[{"cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:apache:tomcat"}]},)"
      R"({"cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:x:y"}]}]}])");
  EXPECT_THAT(service_.MatchFeed(coordinator_, both).value(), IsEmpty());
  Install(world_.health, world_.health_system, "cpe:2.3:a:x:y:1");
  EXPECT_THAT(service_.MatchFeed(coordinator_, both).value(), SizeIs(1));
}

TEST_F(AdvisoriesTest, ASystemKnowsItsAdvisories) {
  const auto id = Issued();
  const auto known = service_.ForSystem(world_.health_officer, world_.health_system);
  ASSERT_TRUE(known) << known.error().Text();
  ASSERT_EQ(known->size(), 1u);
  EXPECT_EQ(known->front().advisory.id.value, id);
  ASSERT_TRUE(known->front().delivery);
  EXPECT_EQ(known->front().answer->answer.value, AdvisoryResult::open);
  EXPECT_EQ(known->front().advisory.deliveries.value, 0);
  EXPECT_FALSE(service_.ForSystem(world_.ward_officer, world_.health_system));
  const std::vector<std::string> cves{"CVE-2025-24813"};
  const auto named = service_.ForCves(world_.ward_officer, cves, world_.ward);
  ASSERT_EQ(named->size(), 1u);
  EXPECT_EQ(named->front().delivery->agency_id, world_.ward);
  EXPECT_THAT(service_.ForCves(world_.ward_officer, {{"CVE-2020-0001"}}, {}).value(), IsEmpty());
  EXPECT_THAT(service_.ForCves(coordinator_, {{"CVE-2025-24813"}}, {}).value(), SizeIs(1))
      << "no agency, no delivery";
}

// ---- the duty ---------------------------------------------------------------------------------

TEST_F(AdvisoriesTest, TheDutyOpensWithTheIssueAndIsMetWithTheLastAnswer) {
  obligations::ObligationService obligations({},
                                             {*world_.store, obligations::Shipped(), world_.clock});
  const auto id = Issued();
  const auto status = [&]() -> std::string {
    obligations::DutyQuery query;
    query.part = "OB-13.advisories";
    query.agency = world_.health;
    const auto list = obligations.Duties(coordinator_, query);
    if (!list || list->rows.empty()) return "none";
    return std::string(directive::ToString(list->rows.front().status));
  };
  EXPECT_EQ(status(), "open");
  world_.clock.now += std::chrono::days(16);
  EXPECT_EQ(status(), "overdue");
  ASSERT_TRUE(
      Reply(world_.health_officer, DeliveryTo(id, world_.health).id, AdvisoryResult::fixed));
  EXPECT_EQ(status(), "met_late");
}

}  // namespace
}  // namespace lachan::advisories
