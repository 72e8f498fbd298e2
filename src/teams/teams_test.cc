// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "teams/board.h"
#include "teams/testing_teams.h"
#include "teams/text_formats.h"

namespace lachan::teams {
namespace {

using registry::FieldMessage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Teams : testing::Test, TeamWorld {};

// ---- teams --------------------------------------------------------------------------------------

TEST_F(Teams, AreSetUpOnTheDayOfTheDecision) {
  const Team team = MakeTeam(health);
  const auto facts = Facts("team.established");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].occurred_at, StartOfDay(Day("2026-01-10")));
  EXPECT_EQ(facts[0].agency, health);
  EXPECT_EQ(team.scope.value, TeamScope::agency);
  EXPECT_EQ(MakeTeam(police).scope.value, TeamScope::province);
}

TEST_F(Teams, AreNotSetUpInTheFuture) {
  Team team;
  team.agency_id = health;
  team.name = "Tổ";
  team.established_on = Day("2026-11-24");
  EXPECT_EQ(FieldMessage(Make(desk, team), "established_on"), "in_future");
}

TEST_F(Teams, TheLastOneThatEndsLeavesTheAgencyWithout) {
  const Team first = MakeTeam(health);
  const Team second = MakeTeam(health, "2026-05-01");
  ASSERT_TRUE(Change(desk, first, {{"dissolved_on", "2026-06-01"}}));
  EXPECT_THAT(Facts("team.dissolved"), IsEmpty());
  ASSERT_TRUE(Change(desk, second, {{"dissolved_on", "2026-07-01"}}));
  const auto facts = Facts("team.dissolved");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].occurred_at, StartOfDay(Day("2026-07-01")));
}

TEST_F(Teams, AWrongEntryIsWithdrawnWithItsFact) {
  const Team team = MakeTeam(health);
  EXPECT_EQ(FieldMessage(Change(desk, team, {{"established_on", "2026-01-11"}}), "established_on"),
            "fixed");
  const auto archived = Archive(desk, team);
  ASSERT_TRUE(archived);
  ASSERT_EQ(Facts("fact.withdrawn").size(), 1u);
  EXPECT_EQ(Facts("fact.withdrawn")[0].cause.value, Facts("team.established")[0].id);
  EXPECT_EQ(Archive(desk, *archived, false).error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(Teams, ADissolvedTeamTakesNobodyIn) {
  const Team team = MakeTeam(health);
  ASSERT_TRUE(Change(desk, team, {{"dissolved_on", "2026-06-01"}}));
  TeamMember member;
  member.agency_id = health;
  member.team_id = Id<Team>{team.id};
  member.name = "A";
  member.joined_on = Day("2026-06-02");
  EXPECT_EQ(FieldMessage(Make(desk, member), "team_id"), "team_dissolved");
}

// ---- experts ------------------------------------------------------------------------------------

TEST_F(Teams, MeetingTheStandardIsADecisionWithABasis) {
  const Expert expert = MakeExpert(police);
  EXPECT_THAT(Facts("expert.qualified"), IsEmpty());
  const Qualification row = Qualify(expert);
  EXPECT_EQ(row.decided_by.value.value, "Điều phối");
  const auto facts = Facts("expert.qualified");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_THAT(facts[0].payload, HasSubstr("\"expert\":\"" + ExpertKey(expert.id) + "\""));
  EXPECT_THAT(facts[0].payload, Not(HasSubstr("until")));
  EXPECT_EQ(facts[0].occurred_at, StartOfDay(Day("2026-03-01")));
}

TEST_F(Teams, ADecisionIsRevokedWithAReason) {
  const Expert expert = MakeExpert(police);
  const Qualification row = Qualify(expert);
  EXPECT_EQ(FieldMessage(Change(desk, row, {{"revoked_on", "2026-09-01"}}), "revoked_because"),
            "required");
  EXPECT_EQ(FieldMessage(Change(desk, row, {{"decided_on", "2026-09-01"}}), "decided_on"), "fixed");
  ASSERT_TRUE(Change(desk, row, {{"revoked_on", "2026-09-01"}, {"revoked_because", "hết chuẩn"}}));
  const auto facts = Facts("expert.left");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].occurred_at, StartOfDay(Day("2026-09-01")));
}

TEST_F(Teams, AHiredExpertCountsWhileTheContractRuns) {
  Expert expert;
  expert.agency_id = health;
  expert.name = "Phạm Thuê";
  expert.employment = Employment::hired;
  expert.joined_on = Day("2026-02-01");
  EXPECT_EQ(FieldMessage(Make(desk, expert), "employer"), "required");
  expert.employer = "Công ty A";
  expert.contract_from = Day("2026-02-01");
  EXPECT_EQ(FieldMessage(Make(desk, expert), "contract_until"), "required");
  expert.contract_until = Day("2026-12-31");
  const Expert hired = Make(health_officer, expert).value();
  Qualify(hired);
  EXPECT_THAT(Facts("expert.qualified")[0].payload, HasSubstr("\"until\":\"2026-12-31\""));
  // A longer contract says the same thing anew, with its new end.
  ASSERT_TRUE(Change(health_officer, hired, {{"contract_until", "2027-12-31"}}));
  ASSERT_EQ(Facts("expert.qualified").size(), 2u);
  EXPECT_THAT(Facts("expert.qualified")[1].payload, HasSubstr("\"until\":\"2027-12-31\""));
  EXPECT_EQ(Facts("fact.withdrawn").size(), 1u);
}

TEST_F(Teams, OnlyAQualifiedExpertIsMissedWhenLeaving) {
  const Expert plain = MakeExpert(health);
  ASSERT_TRUE(Change(desk, plain, {{"left_on", "2026-10-01"}}));
  EXPECT_THAT(Facts("expert.left"), IsEmpty());
  const Expert expert = MakeExpert(health);
  Qualify(expert);
  ASSERT_TRUE(Change(desk, expert, {{"left_on", "2026-10-01"}}));
  EXPECT_EQ(Facts("expert.left").size(), 1u);
  Qualification again;
  again.agency_id = health;
  again.expert_id = Id<Expert>{expert.id};
  again.decided_on = Day("2026-11-01");
  again.basis = "x";
  EXPECT_EQ(FieldMessage(Make(desk, again), "expert_id"), "expert_left");
}

TEST_F(Teams, CertificatesAreCaughtWhenExpiredOrTwice) {
  const Expert expert = MakeExpert(health);
  Certificate row;
  row.agency_id = health;
  row.expert_id = Id<Expert>{expert.id};
  row.name = "Security+";
  row.issuer = "CompTIA";
  row.number = "A-1";
  row.issued_on = Day("2023-05-04");
  row.expires_on = Day("2026-05-04");
  const auto expired = Make(health_officer, row);
  EXPECT_EQ(FieldMessage(expired, "expires_on"), "certificate_expired");
  EXPECT_THAT(expired.error().Text(), HasSubstr("04/05/2026"));
  row.expires_on = Day("2026-12-24");
  ASSERT_TRUE(Make(health_officer, row));
  const auto facts = Facts("certificate.registered");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_THAT(facts[0].payload, HasSubstr("\"period\":\"2023\""));
  row.issuer = "COMPTIA";
  EXPECT_EQ(FieldMessage(Make(health_officer, row), "number"), "taken");
  row.number = "A-2";
  row.expires_on = Day("2023-01-01");
  EXPECT_EQ(FieldMessage(Make(health_officer, row), "expires_on"), "before_start");
}

// ---- boards -------------------------------------------------------------------------------------

TEST_F(Teams, TheBoardSaysWhatIsMissing) {
  const Team team = MakeTeam(police);
  MakeMember(team, "A");
  for (int i = 0; i < 4; ++i) Qualify(MakeExpert(police));
  ContactRules rules;
  rules.other = {ContactRole::focal_point};
  rules.coordinator = {ContactRole::hotline};
  Boards boards({.rules = rules}, {*store, clock});
  const auto board = boards.Of(desk, police);
  ASSERT_TRUE(board) << board.error().Text();
  EXPECT_EQ(board->qualified, 4);
  EXPECT_EQ(board->required, 5);
  EXPECT_TRUE(board->is_hard);
  EXPECT_EQ(board->teams.at(0).members.size(), 1u);
  EXPECT_THAT(board->missing_roles, ElementsAre(ContactRole::focal_point, ContactRole::hotline));
  EXPECT_EQ(boards.Of(health_officer, police).error().code(), ErrorCode::kNotFound);
}

TEST_F(Teams, QuotasBindTheProvinceAndEncourageAgencies) {
  Qualify(MakeExpert(health));
  Boards boards({}, {*store, clock});
  const auto table = boards.Quotas(desk).value();
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[0].agency_id, police.value);
  EXPECT_EQ(table.rows[0].quota, QuotaState::short_of);
  for (const auto& row : table.rows) {
    if (row.agency_id == health.value) {
      EXPECT_EQ(row.quota, QuotaState::met);
    }
    if (row.agency_id == ward.value) {
      EXPECT_EQ(row.quota, QuotaState::encouraged);
    }
  }
  EXPECT_EQ(boards.Quotas(health_officer).value().rows.size(), 1u);
}

// ---- texts for programs -------------------------------------------------------------------------

TEST(TextFormats, VCardsAreFoldedAndEscaped) {
  Card card;
  card.uid = "urn:lachan:contact:7";
  card.name = "Lê Văn An; trực, ban";
  card.organisation = "Ủy ban nhân dân phường Hạc Thành, tỉnh Thanh Hóa – bộ phận tiếp nhận";
  card.phone = "0237 372 1150";
  card.email = "an@syt.vn";
  card.revised_at = At("2026-11-23T03:00:00Z");
  const auto text = ToVCards({&card, 1});
  EXPECT_THAT(text, HasSubstr("BEGIN:VCARD\r\nVERSION:4.0\r\n"));
  EXPECT_THAT(text, HasSubstr("FN:Lê Văn An\\; trực\\, ban\r\n"));
  EXPECT_THAT(text, HasSubstr("TEL;VALUE=uri;TYPE=\"voice,work\":tel:+842373721150\r\n"));
  EXPECT_THAT(text, HasSubstr("REV:20261123T030000Z\r\n"));
  std::size_t from = 0;
  for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", from)) {
    EXPECT_LE(end - from, 75u);
    from = end + 2;
  }
  EXPECT_EQ(from, text.size());
}

TEST(TextFormats, CalendarsHaveTimesInUtc) {
  CalendarEntry entry{
      "shift-1@lachan", At("2026-11-23T00:00:00Z"),  At("2026-11-23T08:00:00Z"), "Trực: An",
      "ĐT 0900",        At("2026-11-22T00:00:00.5Z")};
  const auto text = ToICalendar("Lịch trực", {&entry, 1});
  EXPECT_THAT(text, HasSubstr("DTSTART:20261123T000000Z\r\nDTEND:20261123T080000Z\r\n"));
  EXPECT_THAT(text, HasSubstr("DTSTAMP:20261122T000000Z\r\n"));
  EXPECT_TRUE(text.ends_with("END:VCALENDAR\r\n"));
}

TEST(TextFormats, SecurityTextHasAbsoluteAddresses) {
  const std::string emails[] = {"ungcuu@th.vn"}, phones[] = {"0237 372 1150"};
  EXPECT_EQ(ToSecurityText("https://attt.th.vn", emails, phones, At("2027-05-01T00:00:00Z")),
            "Contact: mailto:ungcuu@th.vn\nContact: https://attt.th.vn/bao-su-co\nContact: "
            "tel:+842373721150\nExpires: 2027-05-01T00:00:00Z\nPreferred-Languages: vi, en\n"
            "Canonical: https://attt.th.vn/.well-known/security.txt\nPolicy: "
            "https://attt.th.vn/rfc2350\n");
}

TEST(TextFormats, Rfc2350SaysWhatIsNotKnown) {
  CsirtProfile profile;
  profile.base_url = "https://attt.th.vn";
  profile.name = "Đội ứng cứu";
  profile.revised_on = Day("2026-11-23");
  const auto vi = ToRfc2350(profile, false);
  EXPECT_THAT(vi, HasSubstr("2.8. Khóa công khai\n   Chưa công bố."));
  EXPECT_THAT(ToRfc2350(profile, true), HasSubstr("2.8. Public keys and encryption information"));
}

}  // namespace
}  // namespace lachan::teams
