// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <mutex>

#include "findings/scan_service.h"
#include "findings/testing_findings.h"

namespace lachan::findings {
namespace {

using registry::FieldMessage;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<registry::Network> Networks(const char* text) { return ParseScope(text).value(); }

TEST(ScanTargets, OnlyWhatIsInScopeOwnedAndNotExcluded) {
  TargetInput input;
  input.scope = Networks("10.0.0.0/29\n10.0.1.1, 10.0.1.2");
  input.excluded = Networks("10.0.0.4/31");
  input.is_owned = [](const std::string& address) { return address != "10.0.0.2"; };
  const auto list = ComputeTargets(input);
  ASSERT_TRUE(list);
  EXPECT_THAT(list->addresses, ElementsAre("10.0.0.0", "10.0.0.1", "10.0.0.3", "10.0.0.6",
                                           "10.0.0.7", "10.0.1.1", "10.0.1.2"));
  ASSERT_EQ(list->left_out_count, 3u);
  EXPECT_EQ(list->left_out[0].reason, LeftOutReason::other_owner);
  EXPECT_EQ(list->left_out[1].reason, LeftOutReason::excluded);
  input.wanted = Networks("10.0.1.0/30");
  EXPECT_THAT(ComputeTargets(input)->addresses, ElementsAre("10.0.1.1", "10.0.1.2"));
}

TEST(ScanTargets, TooManyAreRefusedAtOnce) {
  TargetInput input;
  input.scope = Networks("::/0");
  input.is_owned = [](const std::string&) { return true; };
  EXPECT_EQ(ComputeTargets(input).error().code(), ErrorCode::kExhausted);
  input.scope = Networks("2001:db8::fffe/127");
  EXPECT_THAT(ComputeTargets(input)->addresses, ElementsAre("2001:db8::fffe", "2001:db8::ffff"));
}

TEST(ScanTargets, ScopesAndPortsAreChecked) {
  EXPECT_EQ(FieldMessage(ParseScope(" "), "scope"), "required");
  EXPECT_EQ(FieldMessage(ParseScope("10.0.0.0/8 x"), "scope"), "not_a_network:x");
  AddressRange range;
  range.network = "10.1.0.0/16";
  EXPECT_TRUE(CheckScope("10.1.2.0/24", {&range, 1}));
  EXPECT_FALSE(CheckScope("10.0.0.0/8", {&range, 1}));
  EXPECT_EQ(CheckPorts("22, 80,8000-8100").value(), "22,80,8000-8100");
  for (const char* wrong : {"", "0", "70000", "80-22", "a", "22,-p", "22;ls"}) {
    EXPECT_FALSE(CheckPorts(wrong)) << wrong;
  }
}

/// Answers with what it was told to, or waits until it is ended.
class FakeScanner final : public Scanner {
 public:
  Result<ScanResult> Run(const ScanOrder& order, const Progress& progress) override {
    orders.push_back(order);
    std::unique_lock lock(mutex);
    started = true;
    changed.notify_all();
    while (waits) {
      lock.unlock();
      if (!progress(500)) return Fail(ErrorCode::kFailedPrecondition, "the scan was ended");
      lock.lock();
      changed.wait_for(lock, std::chrono::milliseconds(5));
    }
    return ScanResult{{report}, {"nmap", "-p", order.ports}, exit_status, "said"};
  }
  Result<std::string> Version() override { return std::string("fake 1"); }
  void AwaitStart() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return started; });
  }

  std::vector<ScanOrder> orders;
  std::string report;
  int exit_status = 0;
  bool waits = false, started = false;
  std::mutex mutex;
  std::condition_variable changed;
};

class ScanServiceTest : public FindingsTest {
 protected:
  ScanServiceTest() {
    AddressRange range;
    range.agency_id = world_.health;
    range.network = "10.1.0.0/29";
    world_.Add(range);
    for (int i = 0; i < 8; ++i) {
      hosts_[fmt::format("10.1.0.{}", i)] = {world_.health, world_.health_system};
    }
    scanner_.report =
        R"(<nmaprun version="7.93" start="1795400000"><host endtime="1795400000"><status state="up" reason="syn-ack"/>
<address addr="10.1.0.5" addrtype="ipv4"/><ports><port protocol="tcp" portid="23"><state state="open"/><service name="telnet"/></port></ports></host></nmaprun>)";
  }
  Result<ScanAuthorisation> Authorise(const char* scope = "10.1.0.0/29") {
    ScanAuthorisation row;
    row.agency_id = world_.health;
    row.title = "Rà quét quý IV";
    row.scope = scope;
    row.legal_basis = "Kế hoạch 12/KH";
    row.authority = "Nguyễn Văn Giám đốc";
    row.valid_from = ParseDate("2026-11-01").value();
    row.valid_to = ParseDate("2026-11-30").value();
    auto body = schema::ToJson(schema::Describe<ScanAuthorisation>(), schema::ToRecord(row));
    for (const auto& field : schema::Describe<ScanAuthorisation>().fields) {
      if (field.computed) body.erase(field.name);
    }
    LACHAN_TRY(const auto record, journal::CreateRow(*world_.store, world_.analyst, registers_,
                                                     *registers_.Find("scan_authorisation"), body));
    return schema::FromRecord<ScanAuthorisation>(record);
  }
  std::int64_t Approved() {
    const auto id = Authorise().value().id.value;
    EXPECT_TRUE(scans_.Approve(leader_, id));
    return id;
  }

  FakeScanner scanner_;
  ScanService scans_{{},
                     {*world_.store, service_, scanner_, world_.clock,
                      [this](const std::string& address, const std::string&) {
                        const auto at = hosts_.find(address);
                        return at == hosts_.end() ? pipeline::Owner{} : at->second;
                      }}};
};

TEST_F(ScanServiceTest, NothingIsScannedWithoutAnAuthorisationInForce) {
  const auto row = Authorise().value();
  EXPECT_EQ(row.status.value, AuthorisationStatus::draft);
  const ScanRequest request{.authorisation_id = row.id.value, .targets = "", .ports = ""};
  EXPECT_EQ(scans_.Plan(world_.analyst, request).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(scans_.Approve(world_.analyst, row.id).error().code(), ErrorCode::kDenied);
  ASSERT_TRUE(scans_.Approve(leader_, row.id));
  EXPECT_TRUE(scans_.Plan(world_.analyst, request));
  world_.clock.now = StartOfDay(ParseDate("2026-12-01").value());
  EXPECT_EQ(scans_.Plan(world_.analyst, request).error().code(), ErrorCode::kFailedPrecondition);
  world_.clock.now -= Duration{1};
  EXPECT_TRUE(scans_.Plan(world_.analyst, request));
  ASSERT_TRUE(scans_.Revoke(leader_, row.id));
  EXPECT_FALSE(scans_.Plan(world_.analyst, request));
  EXPECT_TRUE(scanner_.orders.empty());
}

TEST_F(ScanServiceTest, TheScopeLiesWithinTheAgencysRanges) {
  EXPECT_EQ(FieldMessage(Authorise("10.1.0.0/28"), "scope"), "not_registered:10.1.0.0/28");
}

TEST_F(ScanServiceTest, WhatIsNotOwnedTodayOrExcludedGetsNoPacket) {
  const auto id = Approved();
  hosts_["10.1.0.3"] = {world_.ward, world_.ward_system};  // A smaller network of another agency.
  ScanExclusion exclusion;
  exclusion.network = "10.1.0.6/31";
  exclusion.reason = "máy thở";
  exclusion.valid_to = ParseDate("2026-11-23").value();
  world_.Add(exclusion);
  const ScanRequest request{.authorisation_id = id, .targets = "", .ports = "23"};
  const auto job = scans_.RunNow(world_.analyst, request, [](int) { return true; });
  ASSERT_TRUE(job) << job.error().Text();
  ASSERT_EQ(scanner_.orders.size(), 1u);
  EXPECT_THAT(scanner_.orders[0].addresses,
              ElementsAre("10.1.0.0", "10.1.0.1", "10.1.0.2", "10.1.0.4", "10.1.0.5"));
  EXPECT_EQ(scanner_.orders[0].requests_per_second, 1);
  EXPECT_EQ(scanner_.orders[0].ports, "23");
  world_.clock.now += std::chrono::days(1);  // The exclusion is over.
  EXPECT_EQ(scans_.Plan(world_.analyst, request)->targets.addresses.size(), 7u);
}

TEST_F(ScanServiceTest, AScanIsImportedAndIsEvidence) {
  const ScanRequest request{.authorisation_id = Approved(), .targets = "10.1.0.5", .ports = ""};
  const auto job = scans_.RunNow(world_.analyst, request, [](int) { return true; });
  ASSERT_TRUE(job) << job.error().Text();
  EXPECT_EQ(job->status.value, ScanStatus::done) << job->message.value.value;
  EXPECT_EQ(job->exit_status.value, 0);
  ASSERT_TRUE(job->import_id.value);
  EXPECT_EQ(Only().title.value.value, "Open port tcp/23 telnet");
  EXPECT_EQ(world_.Facts("assurance.scan").size(), 1u);
}

TEST_F(ScanServiceTest, AnAddressIsInOneScanAtATimeAndAScanCanBeEnded) {
  ASSERT_TRUE(scans_.Start());
  scanner_.waits = true;
  const auto id = Approved();
  const auto first = scans_.Enqueue(
      world_.analyst, {.authorisation_id = id, .targets = "10.1.0.4/31", .ports = ""});
  ASSERT_TRUE(first) << first.error().Text();
  scanner_.AwaitStart();
  const auto second =
      scans_.Enqueue(world_.analyst, {.authorisation_id = id, .targets = "10.1.0.5", .ports = ""});
  EXPECT_EQ(second.error().code(), ErrorCode::kConflict);
  const auto other =
      scans_.Enqueue(world_.analyst, {.authorisation_id = id, .targets = "10.1.0.1", .ports = ""});
  ASSERT_TRUE(other);
  EXPECT_EQ(scans_.Cancel(world_.analyst, other->id)->status.value, ScanStatus::cancelled);
  ASSERT_TRUE(scans_.Cancel(world_.analyst, first->id));
  scans_.Wait();
  EXPECT_EQ(world_.Stored<ScanJob>(first->id).status.value, ScanStatus::cancelled);
  EXPECT_EQ(world_.Stored<ScanJob>(first->id).progress.value, 500);
  EXPECT_EQ(scanner_.orders.size(), 1u);
}

TEST_F(ScanServiceTest, AStopEndsWhatRunsAndAStartTellsWhatWasLeft) {
  ASSERT_TRUE(scans_.Start());
  scanner_.waits = true;
  const auto job = scans_.Enqueue(
      world_.analyst, {.authorisation_id = Approved(), .targets = "10.1.0.5", .ports = ""});
  scanner_.AwaitStart();
  scans_.Stop();
  EXPECT_EQ(world_.Stored<ScanJob>(job->id).status.value, ScanStatus::cancelled);
  ScanJob left;
  left.agency_id = world_.health;
  left.authorisation_id = Id<ScanAuthorisation>{1};
  left.status = ScanStatus::running;
  left.targets.value = left.command.value = "[]";
  const auto row = world_.Add(left);
  ASSERT_TRUE(scans_.Start());
  EXPECT_EQ(world_.Stored<ScanJob>(row.id).status.value, ScanStatus::failed);
}

TEST_F(ScanServiceTest, AScannerThatFailsSaysWhy) {
  scanner_.exit_status = 1;
  const auto job = scans_.RunNow(
      world_.analyst, {.authorisation_id = Approved(), .targets = "10.1.0.5", .ports = ""},
      [](int) { return true; });
  ASSERT_TRUE(job);
  EXPECT_EQ(job->status.value, ScanStatus::failed);
  EXPECT_EQ(job->exit_status.value, 1);
  EXPECT_EQ(job->message.value.value, "said");
  EXPECT_TRUE(All(world_.analyst).empty());
}

}  // namespace
}  // namespace lachan::findings
