// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>

#include "journal/registers.h"
#include "register/directory.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::registry {
namespace {

using journal::ArchiveRow;
using journal::ChangeRow;
using journal::CreateRow;

boost::json::object Json(std::string_view text) {
  return schema::ParseJson(text).value().as_object();
}

// ---- the directory --------------------------------------------------------------------------

class DirectoryTest : public ::testing::Test {
 protected:
  void AddRange(AgencyId agency, std::optional<SystemId> system, const char* network) {
    AddressRange range;
    range.agency_id = agency;
    range.system_id = system;
    range.network = network;
    world_.Add(range);
  }
  Source AddSource(AgencyId agency, std::optional<SystemId> system, const char* network) {
    Source source;
    source.agency_id = agency;
    source.system_id = system;
    source.name = "Tường lửa";
    source.format = "syslog";
    if (network != nullptr) source.network = schema::Cidr(network);
    return world_.Add(source);
  }
  pipeline::Owner Locate(std::int64_t source, const char* host, const char* peer) {
    Event event;
    event.source = SourceId{source};
    event.host = host;
    event.peer = peer;
    return directory_.Locate(event);
  }

  TestWorld world_;
  Directory directory_{{*world_.store, {}}};
};

TEST_F(DirectoryTest, HostAddressDecidesBeforeThePeer) {
  AddRange(world_.health, world_.health_system, "10.1.0.0/16");
  AddRange(world_.ward, std::nullopt, "10.2.0.0/16");
  ASSERT_TRUE(directory_.Refresh().has_value());
  EXPECT_EQ(Locate(0, "10.1.0.5", "10.2.0.5").system, world_.health_system);
  EXPECT_EQ(Locate(0, "fw", "10.2.0.5").agency, world_.ward);
  EXPECT_EQ(Locate(0, "fw", "192.0.2.1").agency, AgencyId{});
}

TEST_F(DirectoryTest, ASourceOfOneSystemDecidesFirst) {
  AddRange(world_.ward, world_.ward_system, "10.2.0.0/16");
  const auto source = AddSource(world_.health, world_.health_system, nullptr);
  ASSERT_TRUE(directory_.Refresh().has_value());
  EXPECT_EQ(Locate(source.id, "10.2.0.5", "10.2.0.5").system, world_.health_system);
}

TEST_F(DirectoryTest, ThePeerRefinesASourceOnlyWithinItsAgency) {
  AddRange(world_.ward, world_.ward_system, "10.2.0.0/16");
  const auto ours = AddSource(world_.ward, std::nullopt, nullptr);
  const auto theirs = AddSource(world_.health, std::nullopt, nullptr);
  ASSERT_TRUE(directory_.Refresh().has_value());
  EXPECT_EQ(Locate(ours.id, "", "10.2.0.5").system, world_.ward_system);
  EXPECT_EQ(Locate(theirs.id, "", "10.2.0.5").agency, world_.health);
  EXPECT_EQ(Locate(theirs.id, "", "10.2.0.5").system, SystemId{});
}

TEST_F(DirectoryTest, KnowsASystemByItsDomainAndTheNamesBelow) {
  ASSERT_TRUE(directory_.Refresh().has_value());
  EXPECT_EQ(Locate(0, "WWW.yte.example.vn", "").system, world_.health_system);
  EXPECT_EQ(Locate(0, "notyte.example.vn", "").system, SystemId{});
}

TEST_F(DirectoryTest, NamesTheHostOfASingleAddressOnly) {
  AddRange(world_.health, world_.health_system, "10.1.0.9");
  AddRange(world_.health, world_.health_system, "10.1.0.0/24");
  ASSERT_TRUE(directory_.Refresh().has_value());
  EXPECT_EQ(directory_.HostOf("10.1.0.9"), "yte.example.vn");
  EXPECT_EQ(directory_.HostOf("10.1.0.8"), "");
}

TEST_F(DirectoryTest, KnowsSendersByTheirNetwork) {
  const auto source = AddSource(world_.health, std::nullopt, "10.9.0.0/24");
  ASSERT_TRUE(directory_.Refresh().has_value());
  const auto sender = directory_.ByAddress("10.9.0.7");
  ASSERT_TRUE(sender);
  EXPECT_EQ(sender->source.value, source.id.value);
  EXPECT_EQ(sender->agency, world_.health);
  EXPECT_EQ(sender->format, "syslog");
  EXPECT_FALSE(directory_.ByAddress("10.9.1.7"));
}

TEST_F(DirectoryTest, TokensAreGoodAtOnceAndUntilTheNextOne) {
  const auto source = AddSource(world_.health, std::nullopt, nullptr);
  ASSERT_TRUE(directory_.Refresh().has_value());
  const auto first = directory_.IssueToken(world_.analyst, SourceId{source.id.value});
  ASSERT_TRUE(first.has_value());
  EXPECT_GE(first->size(), 43u);
  EXPECT_EQ(directory_.ResolveToken(*first)->source.value, source.id.value);
  const auto second = directory_.IssueToken(world_.analyst, SourceId{source.id.value});
  EXPECT_FALSE(directory_.ResolveToken(*first));
  EXPECT_TRUE(directory_.ResolveToken(*second));
  ASSERT_TRUE(directory_.RevokeToken(world_.analyst, SourceId{source.id.value}).has_value());
  EXPECT_FALSE(directory_.ResolveToken(*second));
}

TEST_F(DirectoryTest, AReplacedTokenHoldsAsLongAsWasWanted) {
  Directory directory({*world_.store, {}, &world_.clock});
  const auto source = AddSource(world_.health, std::nullopt, nullptr);
  const SourceId id{source.id.value};
  ASSERT_TRUE(directory.Refresh().has_value());
  const auto first = directory.IssueToken(world_.analyst, id).value();
  const auto second = directory.IssueToken(world_.analyst, id, std::chrono::hours{24}).value();
  EXPECT_TRUE(directory.ResolveToken(second));
  ASSERT_TRUE(directory.ResolveToken(first));
  EXPECT_EQ(directory.ResolveToken(first)->source, id);
  world_.clock.now += std::chrono::hours{24};
  EXPECT_FALSE(directory.ResolveToken(first));
  const auto third = directory.IssueToken(world_.analyst, id, std::chrono::hours{24}).value();
  ASSERT_TRUE(directory.RevokeToken(world_.analyst, id));
  EXPECT_FALSE(directory.ResolveToken(second)) << "revoking voids all";
  EXPECT_FALSE(directory.ResolveToken(third));
}

TEST_F(DirectoryTest, TokensAreNeitherStoredNorInFacts) {
  const auto source = AddSource(world_.health, std::nullopt, nullptr);
  const auto token = directory_.IssueToken(world_.analyst, SourceId{source.id.value}).value();
  EXPECT_EQ(world_.Stored<Source>(source.id).token_hash.value.size(), 64u);
  const auto facts = world_.Facts("source.token_issued");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].payload.find(token), std::string::npos);
  EXPECT_EQ(facts[0].payload.find("token_hash"), std::string::npos);
}

TEST_F(DirectoryTest, RefusesTextsThatAreNoToken) {
  AddSource(world_.health, std::nullopt, nullptr);  // Has no token: its hash is empty.
  ASSERT_TRUE(directory_.Refresh().has_value());
  for (const char* token : {"", "lcs_", "lcs_x", "Bearer"}) {
    EXPECT_FALSE(directory_.ResolveToken(token)) << token;
  }
}

TEST_F(DirectoryTest, NobodyMakesATokenForAnotherAgency) {
  const auto source = AddSource(world_.health, std::nullopt, nullptr);
  EXPECT_EQ(directory_.IssueToken(world_.ward_officer, SourceId{source.id.value}).error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(directory_.RevokeToken(world_.ward_officer, SourceId{source.id.value}).error().code(),
            ErrorCode::kNotFound);
}

TEST_F(DirectoryTest, FollowsTheRegister) {
  std::promise<void> seen;
  std::atomic<bool> is_done = false;
  Directory directory({*world_.store, [&](const std::shared_ptr<const Snapshot>& snapshot) {
                         if (snapshot->ByRange("10.7.0.1") && !is_done.exchange(true)) {
                           seen.set_value();
                         }
                       }});
  ASSERT_TRUE(directory.Start().has_value());
  EXPECT_FALSE(directory.snapshot()->ByRange("10.7.0.1"));
  AddRange(world_.ward, std::nullopt, "10.7.0.0/24");
  ASSERT_EQ(seen.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  EXPECT_EQ(directory.snapshot()->ByRange("10.7.0.1")->agency, world_.ward);
  directory.Stop();
}

TEST_F(DirectoryTest, DisabledSourcesAndArchivedRangesAreLeftOut) {
  AddressRange range;
  range.agency_id = world_.health;
  range.network = "10.1.0.0/16";
  range.archived = true;
  Source source;
  source.network = schema::Cidr("10.1.0.0/16");
  source.enabled = false;
  source.token_hash = "abc";
  const Snapshot snapshot(std::span(&range, 1), {}, std::span(&source, 1));
  EXPECT_FALSE(snapshot.ByRange("10.1.0.1"));
  EXPECT_FALSE(snapshot.ByAddress("10.1.0.1"));
  EXPECT_FALSE(snapshot.ByTokenHash("abc"));
}

// ---- registers ------------------------------------------------------------------------------

class RegistersTest : public ::testing::Test {
 protected:
  RegistersTest() { AddRegisters(registers_); }

  Result<schema::Record> Create(const journal::Caller& caller, const char* path,
                                std::string_view body) {
    return CreateRow(*world_.store, caller, registers_, *registers_.FindByPath(path), Json(body));
  }
  template <class T>
  T CreateAs(const journal::Caller& caller, const char* path, std::string_view body) {
    const auto record = Create(caller, path, body);
    EXPECT_TRUE(record.has_value()) << (record ? "" : record.error().Text());
    return record ? schema::FromRecord<T>(*record) : T{};
  }
  Result<schema::Record> Change(const journal::Caller& caller, const char* path, std::int64_t id,
                                std::int64_t version, std::string_view body) {
    return ChangeRow(*world_.store, caller, registers_, *registers_.FindByPath(path), id, version,
                     Json(body));
  }
  Result<schema::Record> Archive(const journal::Caller& caller, const char* path, std::int64_t id,
                                 std::int64_t version, bool archived) {
    return ArchiveRow(*world_.store, caller, *registers_.FindByPath(path), id, version, archived);
  }
  std::string Contact(AgencyId agency) {
    return fmt::format(
        R"({{"agency_id": {}, "name": "Nguyễn Văn Dũng", "phone": "0237 3852 246"}})",
        agency.value);
  }

  TestWorld world_;
  journal::Registers registers_;
};

TEST_F(RegistersTest, AContactPointIsCreatedChangedArchivedAndRestored) {
  const auto created =
      CreateAs<ContactPoint>(world_.health_officer, "contact-points", Contact(world_.health));
  EXPECT_EQ(created.role, ContactRole::focal_point);
  const auto changed = Change(world_.health_officer, "contact-points", created.id, 1,
                              R"({"email": "dung@yte.example.vn"})");
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(schema::FromRecord<ContactPoint>(*changed).name.value, "Nguyễn Văn Dũng");
  ASSERT_TRUE(Archive(world_.health_officer, "contact-points", created.id, 2, true).has_value());
  EXPECT_TRUE(world_.Stored<ContactPoint>(created.id).archived);
  ASSERT_TRUE(Archive(world_.health_officer, "contact-points", created.id, 3, false).has_value());
  for (const char* kind : {"contact_point.created", "contact_point.changed",
                           "contact_point.archived", "contact_point.restored"}) {
    const auto facts = world_.Facts(kind);
    ASSERT_EQ(facts.size(), 1u) << kind;
    EXPECT_EQ(facts[0].agency, world_.health);
    EXPECT_EQ(facts[0].actor_name, "Lê Văn An");
  }
}

TEST_F(RegistersTest, ArchivingTwiceIsOneFact) {
  const auto row = CreateAs<ContactPoint>(world_.analyst, "contact-points", Contact(world_.health));
  ASSERT_TRUE(Archive(world_.analyst, "contact-points", row.id, 1, true).has_value());
  ASSERT_TRUE(Archive(world_.analyst, "contact-points", row.id, 2, true).has_value());
  EXPECT_EQ(world_.Facts("contact_point.archived").size(), 1u);
}

TEST_F(RegistersTest, WrongFieldsAreNamedAllAtOnce) {
  const auto wrong =
      Create(world_.analyst, "contact-points", R"({"email": "no", "version": 3, "colour": "red"})");
  EXPECT_EQ(FieldMessage(wrong, "email"), "not_an_email");
  EXPECT_EQ(FieldMessage(wrong, "version"), "computed");
  EXPECT_EQ(FieldMessage(wrong, "colour"), "unknown");
  EXPECT_EQ(FieldMessage(wrong, "name"), "required");
  EXPECT_EQ(FieldMessage(wrong, "agency_id"), "required");
}

TEST_F(RegistersTest, AStaleVersionIsAConflict) {
  const auto row = CreateAs<ContactPoint>(world_.analyst, "contact-points", Contact(world_.health));
  ASSERT_TRUE(Change(world_.analyst, "contact-points", row.id, 1, R"({"name": "B"})").has_value());
  EXPECT_EQ(Change(world_.analyst, "contact-points", row.id, 1, R"({"name": "C"})").error().code(),
            ErrorCode::kConflict);
}

TEST_F(RegistersTest, AnOfficerNeitherMakesNorChangesRowsOfAnotherAgency) {
  EXPECT_EQ(Create(world_.ward_officer, "contact-points", Contact(world_.health)).error().code(),
            ErrorCode::kDenied);
  const auto row =
      CreateAs<ContactPoint>(world_.health_officer, "contact-points", Contact(world_.health));
  EXPECT_EQ(
      Change(world_.ward_officer, "contact-points", row.id, 1, R"({"name": "X"})").error().code(),
      ErrorCode::kNotFound);
  EXPECT_EQ(Archive(world_.ward_officer, "contact-points", row.id, 1, true).error().code(),
            ErrorCode::kNotFound);
}

TEST_F(RegistersTest, ARowCannotBeMovedToAnotherAgency) {
  const auto row =
      CreateAs<ContactPoint>(world_.health_officer, "contact-points", Contact(world_.health));
  const auto moved = Change(world_.health_officer, "contact-points", row.id, 1,
                            fmt::format(R"({{"agency_id": {}}})", world_.ward.value));
  EXPECT_EQ(moved.error().code(), ErrorCode::kDenied);
}

TEST_F(RegistersTest, ReferencesMustExistAndBeOfTheSameAgency) {
  const auto body = [&](std::int64_t system) {
    return fmt::format(R"({{"agency_id": {}, "network": "10.0.0.0/8", "system_id": {}}})",
                       world_.health.value, system);
  };
  EXPECT_EQ(FieldMessage(Create(world_.analyst, "address-ranges", body(999)), "system_id"),
            "not_found");
  EXPECT_EQ(FieldMessage(Create(world_.analyst, "address-ranges", body(world_.ward_system.value)),
                         "system_id"),
            "other_agency");
  // To an officer the other agency's system does not exist.
  EXPECT_EQ(
      FieldMessage(Create(world_.health_officer, "address-ranges", body(world_.ward_system.value)),
                   "system_id"),
      "not_found");
  EXPECT_EQ(
      FieldMessage(Create(world_.analyst, "contact-points", Contact(AgencyId{999})), "agency_id"),
      "not_found");
}

TEST_F(RegistersTest, NetworksAreCanonicalAndTakenOnce) {
  const auto range = CreateAs<AddressRange>(
      world_.analyst, "address-ranges",
      fmt::format(R"({{"agency_id": {}, "network": "10.1.2.3/16"}})", world_.health.value));
  EXPECT_EQ(range.network.value, "10.1.0.0/16");
  const auto again =
      Create(world_.analyst, "address-ranges",
             fmt::format(R"({{"agency_id": {}, "network": "10.1.0.0/16"}})", world_.ward.value));
  EXPECT_EQ(again.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(FieldMessage(again, "network"), "taken:Sở Y tế");
  // The range itself may be changed, and given up for another.
  EXPECT_TRUE(Change(world_.analyst, "address-ranges", range.id, 1, R"({"note": "LAN"})"));
  EXPECT_TRUE(Archive(world_.analyst, "address-ranges", range.id, 2, true));
  EXPECT_TRUE(
      Create(world_.analyst, "address-ranges",
             fmt::format(R"({{"agency_id": {}, "network": "10.1.0.0/16"}})", world_.ward.value)));
  EXPECT_EQ(FieldMessage(Archive(world_.analyst, "address-ranges", range.id, 3, false), "network"),
            "taken:Xã Đông Sơn");
}

TEST_F(RegistersTest, ANetworkInsideAnothersIsDelegatedOrRefused) {
  const auto outer =
      fmt::format(R"({{"agency_id": {}, "network": "10.1.0.0/16"}})", world_.health.value);
  ASSERT_TRUE(Create(world_.analyst, "address-ranges", outer));
  const auto inner = [&](AgencyId agency, const char* network, bool delegated) {
    return Create(world_.analyst, "address-ranges",
                  fmt::format(R"({{"agency_id": {}, "network": "{}", "is_delegated": {}}})",
                              agency.value, network, delegated));
  };
  const auto refused = inner(world_.ward, "10.1.7.0/24", false);
  EXPECT_EQ(refused.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(FieldMessage(refused, "network"), "inside:10.1.0.0/16 (Sở Y tế)");
  EXPECT_TRUE(inner(world_.health, "10.1.8.0/24", false)) << "an agency's own networks nest";
  EXPECT_TRUE(inner(world_.ward, "10.1.7.0/24", true));
  // Inside what was handed on, the holder goes on freely; the first owner asks again.
  EXPECT_TRUE(inner(world_.ward, "10.1.7.128/25", false));
  EXPECT_EQ(FieldMessage(inner(world_.health, "10.1.7.1/32", false), "network"),
            "inside:10.1.7.0/24 (Xã Đông Sơn)");
}

TEST_F(RegistersTest, ANetworkAroundAnothersIsRefusedWithBothPlaces) {
  const auto make = [&](AgencyId agency, const char* network, bool delegated = false) {
    return Create(world_.analyst, "address-ranges",
                  fmt::format(R"({{"agency_id": {}, "network": "{}", "is_delegated": {}}})",
                              agency.value, network, delegated));
  };
  ASSERT_TRUE(make(world_.ward, "2001:db8:5::/48"));
  const auto refused = make(world_.health, "2001:db8::/32");
  EXPECT_EQ(FieldMessage(refused, "network"), "around:2001:db8:5::/48 (Xã Đông Sơn)");
  ASSERT_TRUE(make(world_.ward, "2001:db9:5::/48", true));
  EXPECT_TRUE(make(world_.health, "2001:db9::/32"));
}

TEST_F(RegistersTest, ANetworkOfBeforeTheSortKeyIsSeenToo) {
  AddressRange old;
  old.agency_id = world_.ward;
  old.network = "10.77.5.0/24";
  world_.Add(old);  // As an older version wrote it.
  const auto refused =
      Create(world_.analyst, "address-ranges",
             fmt::format(R"({{"agency_id": {}, "network": "10.77.0.0/16"}})", world_.health.value));
  EXPECT_EQ(FieldMessage(refused, "network"), "around:10.77.5.0/24 (Xã Đông Sơn)");
}

TEST_F(RegistersTest, AnswersOfASystemThatContradictEachOtherAreRefused) {
  const auto make = [&](const std::string& more) {
    return Create(world_.analyst, "systems",
                  fmt::format(R"({{"agency_id": {}, "name": "Hệ thống", "level": 3, {}}})",
                              world_.health.value, more));
  };
  EXPECT_EQ(FieldMessage(make(R"("has_state_secrets": true, "only_public_information": true)"),
                         "only_public_information"),
            "secret_but_public");
  EXPECT_EQ(FieldMessage(make(R"("has_state_secrets": true, "exposure": "internet")"), "exposure"),
            "secret_on_internet");
  EXPECT_EQ(FieldMessage(make(R"("has_state_secrets": true, "level": 1)"), "level"),
            "level_below:3");
  EXPECT_EQ(FieldMessage(make(R"("sensitive_subjects": 5)"), "has_sensitive_data"),
            "subjects_without_data");
  EXPECT_EQ(FieldMessage(make(R"("has_personal_data": true, "only_public_information": true)"),
                         "only_public_information"),
            "personal_but_public");
  EXPECT_EQ(FieldMessage(make(R"("kind": "public_service", "exposure": "isolated")"), "exposure"),
            "service_but_isolated");
  EXPECT_EQ(FieldMessage(make(R"("state": "planned", "ended_on": "2026-01-01")"), "ended_on"),
            "not_ended");
  EXPECT_EQ(FieldMessage(make(R"("is_public": true, "exposure": "dedicated")"), "exposure"),
            "exposure_contradicts");
}

TEST_F(RegistersTest, ExposureAndInternetSayTheSame) {
  const auto by_flag = CreateAs<System>(
      world_.analyst, "systems",
      fmt::format(R"({{"agency_id": {}, "name": "A", "level": 1, "is_public": true}})",
                  world_.health.value));
  EXPECT_EQ(by_flag.exposure, Exposure::internet);
  const auto by_exposure = CreateAs<System>(
      world_.analyst, "systems",
      fmt::format(R"({{"agency_id": {}, "name": "B", "level": 1, "exposure": "internet"}})",
                  world_.health.value));
  EXPECT_TRUE(by_exposure.is_public);
}

TEST_F(RegistersTest, ADomainBelongsToOneSystem) {
  const auto domain = [&](SystemId system, AgencyId agency, const char* name) {
    return Create(world_.analyst, "system-domains",
                  fmt::format(R"({{"agency_id": {}, "system_id": {}, "domain": "{}"}})",
                              agency.value, system.value, name));
  };
  EXPECT_EQ(FieldMessage(domain(world_.ward_system, world_.ward, "YTE.example.vn"), "domain"),
            "taken:Sở Y tế Cổng thông tin");
  ASSERT_TRUE(domain(world_.health_system, world_.health, "kham.example.vn"));
  EXPECT_FALSE(domain(world_.ward_system, world_.ward, "kham.example.vn"));
  EXPECT_TRUE(domain(world_.ward_system, world_.ward, "xa.kham.example.vn"));
}

TEST_F(RegistersTest, ALinkMayLeadToAnotherAgencysSystemAsFarAsTheCallerReaches) {
  const auto body =
      fmt::format(R"({{"agency_id": {}, "system_id": {}, "other_system_id": {}}})",
                  world_.health.value, world_.health_system.value, world_.ward_system.value);
  EXPECT_TRUE(Create(world_.analyst, "system-links", body));
  EXPECT_EQ(FieldMessage(Create(world_.health_officer, "system-links", body), "other_system_id"),
            "not_found");
  EXPECT_EQ(FieldMessage(Create(world_.health_officer, "system-links",
                                fmt::format(R"({{"agency_id": {}, "system_id": {}}})",
                                            world_.health.value, world_.health_system.value)),
                         "other_system_id"),
            "required");
}

TEST_F(RegistersTest, AProductTakesVendorAndVersionFromItsCpe) {
  const auto product = CreateAs<SystemProduct>(
      world_.health_officer, "system-products",
      fmt::format(R"({{"agency_id": {}, "system_id": {}, "name": "Máy chủ web",
                      "cpe": "cpe:2.3:a:apache:http_server:2.4.57"}})",
                  world_.health.value, world_.health_system.value));
  EXPECT_EQ(product.vendor.value, "apache");
  EXPECT_EQ(product.product_version.value, "2.4.57");
}

TEST_F(RegistersTest, AgencyCodesAreUnique) {
  const auto taken = Create(
      world_.analyst, "agencies",
      R"({"code": "SYT", "name": "Khác", "kind": "department", "valid_from": "2025-07-01"})");
  EXPECT_EQ(taken.error().code(), ErrorCode::kConflict);
}

TEST_F(RegistersTest, AnAgencyDoesNotEndBeforeItBegins) {
  const auto wrong = Create(world_.analyst, "agencies",
                            R"({"code": "X", "name": "X", "kind": "commune",
                                "valid_from": "2025-07-01", "valid_to": "2025-06-30"})");
  EXPECT_EQ(FieldMessage(wrong, "valid_to"), "before_start");
}

TEST_F(RegistersTest, DatesThatMustBeGivenHaveNoDefault) {
  const auto silent =
      Create(world_.analyst, "agencies", R"({"code": "X", "name": "X", "kind": "commune"})");
  EXPECT_EQ(FieldMessage(silent, "valid_from"), "required");
}

TEST_F(RegistersTest, AMajorChangeOfASystemSaysSo) {
  const auto id = world_.health_system.value;
  ASSERT_TRUE(Change(world_.analyst, "systems", id, 1, R"({"purpose": "Tra cứu"})"));
  ASSERT_TRUE(Change(world_.analyst, "systems", id, 2, R"({"level": 3})"));
  const auto facts = world_.Facts("system.changed");
  ASSERT_EQ(facts.size(), 2u);
  EXPECT_EQ(facts[0].payload.find("\"major\""), std::string::npos);
  EXPECT_NE(facts[1].payload.find("\"major\":true"), std::string::npos);
  EXPECT_EQ(facts[1].system, world_.health_system);
}

TEST_F(RegistersTest, SecretsAreNotTakenFromRequests) {
  const auto wrong = Create(
      world_.analyst, "sources",
      fmt::format(R"({{"agency_id": {}, "name": "x", "token_hash": "00"}})", world_.health.value));
  EXPECT_EQ(FieldMessage(wrong, "token_hash"), "computed");
}

TEST_F(RegistersTest, HooksOfOtherModulesRunInTheTransaction) {
  registers_.Existing("supplier").before_change.push_back([](journal::RowChange&) -> Status {
    return Fail(ErrorCode::kFailedPrecondition, "not today");
  });
  const auto refused =
      Create(world_.analyst, "suppliers",
             fmt::format(R"({{"agency_id": {}, "name": "Công ty A"}})", world_.health.value));
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(world_.Read(world_.analyst)->Count(schema::Describe<Supplier>(), {}).value(), 0);
}

TEST_F(RegistersTest, WhatIsNotMadeThisWayIsRefused) {
  auto& definition = registers_.Existing("source");
  definition.is_creatable = definition.is_changeable = definition.is_archivable = false;
  EXPECT_EQ(Create(world_.analyst, "sources", "{}").error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(Change(world_.analyst, "sources", 1, 1, "{}").error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(Archive(world_.analyst, "sources", 1, 1, true).error().code(), ErrorCode::kUnsupported);
}

TEST_F(RegistersTest, AreFoundByPathAndName) {
  EXPECT_EQ(registers_.FindByPath("address-ranges")->entity->name, "address_range");
  EXPECT_EQ(registers_.Find("supplier")->entity->path, "suppliers");
  EXPECT_EQ(registers_.FindByPath("nothing"), nullptr);
}

}  // namespace
}  // namespace lachan::registry
