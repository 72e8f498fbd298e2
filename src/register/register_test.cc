// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <random>

#include "journal/registers.h"
#include "register/directory.h"
#include "register/network_map.h"
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

// ---- networks -------------------------------------------------------------------------------

TEST(Address, ReadsBothFamilies) {
  EXPECT_EQ(ParseAddress("10.1.2.3")->low, 0x0A010203u);
  EXPECT_TRUE(ParseAddress("2001:db8::1")->is_v6);
  EXPECT_EQ(ParseAddress("::ffff:10.1.2.3"), ParseAddress("10.1.2.3"));
  EXPECT_EQ(ParseAddress("[fe80::1%eth0]"), ParseAddress("fe80::1"));
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text :
       {"", "10.1.2", "10.1.2.3.4", "256.1.1.1", "web01", "10.1.2.3/8", "[]", "2001:db8::g",
        ":::", "1111111111111111111111111111111111111111111111"}) {
    EXPECT_FALSE(ParseAddress(text)) << text;
  }
}

TEST(Network, ClearsHostBits) {
  EXPECT_EQ(ParseNetwork("10.1.2.3/8")->Text(), "10.0.0.0/8");
  EXPECT_EQ(ParseNetwork("10.1.2.3")->Text(), "10.1.2.3/32");
  EXPECT_EQ(ParseNetwork("2001:db8:1::5/32")->Text(), "2001:db8::/32");
  EXPECT_EQ(ParseNetwork("0.0.0.0/0")->Last(), ParseAddress("255.255.255.255"));
  EXPECT_EQ(ParseNetwork("::ffff:10.0.0.0/104")->Text(), "10.0.0.0/8");
}

TEST(Network, RefusesBadLengths) {
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "::/129",
                           "::ffff:10.0.0.0/95", "/8", ""}) {
    EXPECT_FALSE(ParseNetwork(text)) << text;
  }
}

NetworkMap MapOf(std::initializer_list<const char*> networks) {
  std::vector<NetworkMap::Entry> entries;
  for (const char* text : networks) {
    entries.push_back({ParseNetwork(text).value(), static_cast<std::uint32_t>(entries.size())});
  }
  return NetworkMap(std::move(entries));
}

TEST(NetworkMap, LongestNetworkWins) {
  const auto map = MapOf({"10.0.0.0/8", "10.1.0.0/16", "10.1.1.1", "2001:db8::/32", "::/0"});
  const auto find = [&](const char* text) { return map.Find(*ParseAddress(text)); };
  EXPECT_EQ(find("10.2.0.1"), 0u);
  EXPECT_EQ(find("10.1.0.1"), 1u);
  EXPECT_EQ(find("10.1.1.1"), 2u);
  EXPECT_EQ(find("10.1.1.2"), 1u);
  EXPECT_EQ(find("10.255.255.255"), 0u);
  EXPECT_EQ(find("11.0.0.0"), std::nullopt);
  EXPECT_EQ(find("9.255.255.255"), std::nullopt);
  EXPECT_EQ(find("2001:db8:ffff::"), 3u);
  EXPECT_EQ(find("2001:db9::"), 4u);
}

TEST(NetworkMap, HoldsTheEndsOfTheNumberLine) {
  const auto map = MapOf({"0.0.0.0/0", "255.255.255.255", "0.0.0.0", "ffff::/16"});
  EXPECT_EQ(map.Find(*ParseAddress("255.255.255.255")), 1u);
  EXPECT_EQ(map.Find(*ParseAddress("255.255.255.254")), 0u);
  EXPECT_EQ(map.Find(*ParseAddress("0.0.0.0")), 2u);
  EXPECT_EQ(map.Find(*ParseAddress("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")), 3u);
}

TEST(NetworkMap, OfEqualNetworksTheFirstCounts) {
  EXPECT_EQ(MapOf({"10.0.0.0/8", "10.0.0.0/8"}).Find(*ParseAddress("10.0.0.1")), 0u);
}

TEST(NetworkMap, AgreesWithASearchThroughAll) {
  std::mt19937 random(7);
  std::vector<NetworkMap::Entry> entries;
  for (std::uint32_t i = 0; i < 400; ++i) {
    const int prefix = 4 + static_cast<int>(random() % 29);
    const std::string text = fmt::format("{}.{}.{}.{}/{}", 10 + random() % 2, random() % 4,
                                         random() % 256, random() % 256, prefix);
    entries.push_back({ParseNetwork(text).value(), i});
  }
  const NetworkMap map(entries);
  for (int i = 0; i < 20'000; ++i) {
    const Address address{false, 0,
                          (10u + random() % 2) << 24 | (random() % 4) << 16 | random() % 65536};
    std::optional<std::uint32_t> expected;
    int longest = -1;
    for (const auto& entry : entries) {
      const bool holds = entry.network.base <= address && address <= entry.network.Last();
      if (holds && entry.network.prefix > longest) {
        longest = entry.network.prefix;
        expected = entry.value;
      }
    }
    ASSERT_EQ(map.Find(address), expected);
  }
}

TEST(NetworkMap, FindsUnderAMicrosecondAmongAHundredThousand) {
  std::vector<NetworkMap::Entry> entries;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    entries.push_back({{{false, 0, std::uint64_t{i} << 12}, 24}, i});
  }
  const NetworkMap map(std::move(entries));
  std::mt19937 random(1);
  std::vector<std::string> texts;
  for (int i = 0; i < 10'000; ++i) {
    texts.push_back(
        fmt::format("{}.{}.{}.{}", random() % 25, random() % 256, random() % 256, random() % 256));
  }
  std::size_t found = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < 10; ++round) {
    for (const auto& text : texts) found += map.Find(*ParseAddress(text)).has_value() ? 1 : 0;
  }
  const auto each = (std::chrono::steady_clock::now() - start) / 100'000;
  EXPECT_GT(found, 0u);
  RecordProperty("nanoseconds", static_cast<int>(each.count()));
  EXPECT_LT(each, std::chrono::microseconds(1));
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
  EXPECT_EQ(FieldMessage(again, "network"), "taken");
  // The range itself may be changed, and given up for another.
  EXPECT_TRUE(Change(world_.analyst, "address-ranges", range.id, 1, R"({"note": "LAN"})"));
  EXPECT_TRUE(Archive(world_.analyst, "address-ranges", range.id, 2, true));
  EXPECT_TRUE(
      Create(world_.analyst, "address-ranges",
             fmt::format(R"({{"agency_id": {}, "network": "10.1.0.0/16"}})", world_.ward.value)));
  EXPECT_EQ(FieldMessage(Archive(world_.analyst, "address-ranges", range.id, 3, false), "network"),
            "taken");
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
