// SPDX-License-Identifier: Apache-2.0
#include "teams/contacts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "teams/testing_teams.h"

namespace lachan::teams {
namespace {

using registry::FieldMessage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct ContactsTest : testing::Test, TeamWorld {
  Contacts contacts{{.key = Secret<std::string>(std::string(32, 'k'))}, {*store, clock}};

  LinkAnswer Same(const ContactPoint& contact) {
    return {false, contact.position, contact.phone, contact.mobile, contact.email};
  }
};

TEST_F(ContactsTest, WhatTheAgencyEntersIsConfirmed) {
  const auto own = MakeContact(health_officer, health);
  EXPECT_EQ(own.confirmed_on.value, Day("2026-11-23"));
  EXPECT_EQ(Facts("focal_point.confirmed").size(), 1u);
  const auto by_desk = MakeContact(desk, ward);
  EXPECT_FALSE(by_desk.confirmed_on.value);
  EXPECT_EQ(Facts("focal_point.confirmed").size(), 1u);
}

TEST_F(ContactsTest, AConfirmationRunsOut) {
  const ContactRules rules;
  const auto contact = MakeContact(health_officer, health);
  EXPECT_EQ(ConfirmedUntil(contact, rules), Day("2027-05-22"));
  EXPECT_EQ(StateOf(contact, rules, Day("2027-04-22")), ConfirmState::confirmed);
  EXPECT_EQ(StateOf(contact, rules, Day("2027-04-23")), ConfirmState::due);
  EXPECT_EQ(StateOf(contact, rules, Day("2027-05-22")), ConfirmState::due);
  EXPECT_EQ(StateOf(contact, rules, Day("2027-05-23")), ConfirmState::expired);
}

TEST_F(ContactsTest, TheMostUrgentIsDueFirst) {
  MakeContact(health_officer, health);
  const auto never = MakeContact(desk, ward);
  clock.now = At("2027-05-01T00:00:00Z");
  const auto due = contacts.Due(desk).value();
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].contact.id.value, never.id.value);
  EXPECT_EQ(due[0].agency_name, "Xã Đông Sơn");
  EXPECT_EQ(due[1].state, ConfirmState::due);
  EXPECT_EQ(contacts.Due(health_officer).value().size(), 1u);
}

TEST_F(ContactsTest, ALinkConfirmsOnceAndTheJournalHasOnlyItsHash) {
  const auto contact = MakeContact(desk, health);
  const auto link = contacts.Issue(desk, contact.id).value();
  EXPECT_EQ(link.path, "/xac-nhan/" + link.token);
  const auto issued = Facts("contact_link.issued");
  ASSERT_EQ(issued.size(), 1u);
  EXPECT_THAT(issued[0].payload, HasSubstr(Sha256Hex(link.token)));
  EXPECT_THAT(issued[0].payload, Not(HasSubstr(link.token)));

  // Looking changes nothing, however often.
  const auto before = Read(desk)->Facts({})->size();
  ASSERT_GT(before, 0u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(contacts.Open(link.token)->state, LinkState::open);
  EXPECT_EQ(Read(desk)->Facts({})->size(), before);

  ASSERT_TRUE(contacts.Answer(link.token, Same(contact)));
  EXPECT_EQ(Stored<ContactPoint>(contact.id).confirmed_on.value, Day("2026-11-23"));
  const auto facts = Facts("focal_point.confirmed");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].actor_name, "Lê Văn Mối (liên kết xác nhận)");
  EXPECT_EQ(contacts.Open(link.token)->state, LinkState::used);
  EXPECT_EQ(contacts.Answer(link.token, Same(contact)).error().code(), ErrorCode::kNotFound);
}

TEST_F(ContactsTest, ALinkCorrects) {
  const auto contact = MakeContact(desk, health);
  const auto link = contacts.Issue(desk, contact.id).value();
  auto answer = Same(contact);
  answer.email = "khong phai thu";
  EXPECT_EQ(contacts.Answer(link.token, answer).error().code(), ErrorCode::kInvalidInput);
  answer.email = answer.phone = answer.mobile = "";
  EXPECT_EQ(FieldMessage(Result<int>(std::unexpected(contacts.Answer(link.token, answer).error())),
                         "phone"),
            "required");
  answer.mobile = "0912 000 111";
  ASSERT_TRUE(contacts.Answer(link.token, answer));
  EXPECT_EQ(Stored<ContactPoint>(contact.id).mobile.value, "0912 000 111");
  EXPECT_EQ(Facts("contact_link.used").size(), 1u);
}

TEST_F(ContactsTest, SomebodyWhoHasLeftSaysSo) {
  const auto contact = MakeContact(desk, health);
  const auto link = contacts.Issue(desk, contact.id).value();
  ASSERT_TRUE(contacts.Answer(link.token, {.has_left = true}));
  EXPECT_TRUE(Stored<ContactPoint>(contact.id).archived.value);
  EXPECT_EQ(Facts("focal_point.left").size(), 1u);
}

TEST_F(ContactsTest, ForgedOldAndForeignTokensOpenNothing) {
  const auto contact = MakeContact(desk, health);
  const auto link = contacts.Issue(desk, contact.id).value();
  auto forged = link.token;
  forged[3] = forged[3] == 'A' ? 'B' : 'A';
  for (const std::string& token : {std::string(), std::string("x"), forged, link.token + "A",
                                   link.token.substr(1), std::string(10000, 'A')}) {
    EXPECT_EQ(contacts.Open(token)->state, LinkState::unknown);
    EXPECT_FALSE(contacts.Answer(token, {}));
  }
  Contacts other({.key = Secret<std::string>(std::string(32, 'q'))}, {*store, clock});
  EXPECT_EQ(other.Open(link.token)->state, LinkState::unknown);
  clock.now = link.expires_at;
  EXPECT_EQ(contacts.Open(link.token)->state, LinkState::expired);
  EXPECT_FALSE(contacts.Answer(link.token, Same(contact)));
}

TEST_F(ContactsTest, ANewLinkOrANewPersonVoidsTheOldOne) {
  const auto contact = MakeContact(desk, health);
  const auto first = contacts.Issue(desk, contact.id).value();
  const auto second = contacts.Issue(desk, contact.id).value();
  EXPECT_EQ(contacts.Open(first.token)->state, LinkState::used);
  EXPECT_EQ(contacts.Open(second.token)->state, LinkState::open);
  ASSERT_TRUE(Change(desk, contact, {{"name", "Người khác"}}));
  EXPECT_EQ(contacts.Open(second.token)->state, LinkState::used);
}

TEST_F(ContactsTest, LinksAreOfOnesOwnAgency) {
  const auto contact = MakeContact(desk, health);
  EXPECT_EQ(contacts.Issue(ward_officer, contact.id).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(contacts.Confirm(ward_officer, contact.id).error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(contacts.Confirm(health_officer, contact.id));
  EXPECT_EQ(Facts("focal_point.confirmed").size(), 1u);
}

TEST_F(ContactsTest, TheLastFocalPointThatLeavesIsMissed) {
  const auto first = MakeContact(desk, health);
  const auto second = MakeContact(desk, health);
  ASSERT_TRUE(Archive(desk, first));
  EXPECT_THAT(Facts("focal_point.left"), IsEmpty());
  ASSERT_TRUE(Change(desk, second, {{"role", "technical"}}));
  EXPECT_EQ(Facts("focal_point.left").size(), 1u);
}

TEST_F(ContactsTest, AnotherPersonHasConfirmedNothingYet) {
  const auto contact = MakeContact(health_officer, health);
  const auto changed = Change(desk, contact, {{"name", "Người khác"}}).value();
  EXPECT_FALSE(changed.confirmed_on.value);
}

TEST(MissingRoles, FollowTheKindOfAgency) {
  ContactRules rules;
  rules.commune = {ContactRole::focal_point, ContactRole::incident_team};
  rules.coordinator = {ContactRole::hotline, ContactRole::focal_point};
  Agency agency;
  agency.kind = AgencyKind::commune;
  ContactPoint contact;
  contact.role = ContactRole::focal_point;
  EXPECT_THAT(MissingRoles(agency, {contact}, rules), ElementsAre(ContactRole::incident_team));
  agency.is_coordinator = true;
  contact.archived = true;
  EXPECT_THAT(
      MissingRoles(agency, {contact}, rules),
      ElementsAre(ContactRole::focal_point, ContactRole::incident_team, ContactRole::hotline));
  EXPECT_FALSE(ParseContactRole("boss"));
}

}  // namespace
}  // namespace lachan::teams
