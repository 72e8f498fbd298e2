// SPDX-License-Identifier: Apache-2.0
#include "ranking/sign_off.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "ranking/testing_ranking.h"

namespace lachan::ranking {
namespace {

using obligations::At;
using obligations::Correction;

bool HasField(const Error& error, std::string_view name, std::string_view message) {
  return std::ranges::any_of(error.fields(), [&](const auto& field) {
    return field.name == name && field.message == message;
  });
}

class SignOffTest : public RankingTest {
 protected:
  SignOff::AddendumDraft Draft(AgencyId agency, Month month,
                               CorrectionOutcome outcome = CorrectionOutcome::met) {
    const auto [indicator, duty] = Overdue(agency, month);
    SignOff::AddendumDraft draft;
    draft.reason = "Minh chứng nộp đúng hạn, nhập muộn.";
    draft.basis = "Biên bản làm việc 12/BB";
    draft.corrections = {{agency, indicator, duty, outcome, 0, {}, ""}};
    return draft;
  }
};

// SEC-06: never the same account, whoever it is.
TEST_F(SignOffTest, WhoProposesDoesNotConfirm) {
  clock_.now = At("2026-08-03T08:00:00+07:00");
  const auto proposal = sign_off_->Propose(Proposer(), kJuly);
  ASSERT_TRUE(proposal) << proposal.error().Text();
  const auto& sha = proposal->sha256.value.value;
  const auto same = sign_off_->Confirm(Proposer(), kJuly, sha);
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_TRUE(HasField(same.error(), "two_persons", "same_person"));
  // The same account under another name, an officer, and the machine itself.
  const journal::Caller renamed{Proposer().account, "Khác", journal::Reach::Everything()};
  EXPECT_FALSE(sign_off_->Confirm(renamed, kJuly, sha));
  EXPECT_EQ(sign_off_->Confirm(Officer(health_), kJuly, sha).error().code(), ErrorCode::kDenied);
  EXPECT_EQ(sign_off_->Confirm(journal::Caller::System("job"), kJuly, sha).error().code(),
            ErrorCode::kDenied);
  EXPECT_FALSE(obligations_->Frozen(kJuly).value());
  const auto frozen = sign_off_->Confirm(Confirmer(), kJuly, sha);
  ASSERT_TRUE(frozen) << frozen.error().Text();
  EXPECT_EQ(frozen->sha256.value.value, sha);
  EXPECT_EQ(frozen->proposed_by_id.value, Proposer().account.value);
  EXPECT_EQ(frozen->frozen_by_id.value, Confirmer().account.value);
  EXPECT_EQ(sign_off_->Standing(Confirmer(), kJuly)->state, MonthState::frozen);
}

TEST_F(SignOffTest, WhatIsConfirmedIsTheHashThatWasSeen) {
  clock_.now = At("2026-08-03T08:00:00+07:00");
  ASSERT_TRUE(sign_off_->Propose(Proposer(), kJuly));
  const auto wrong = sign_off_->Confirm(Confirmer(), kJuly, std::string(64, '0'));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code(), ErrorCode::kConflict);
  EXPECT_TRUE(HasField(wrong.error(), "sha256", "not_proposed"));
}

TEST_F(SignOffTest, FactsThatChangedBetweenAreNamed) {
  Make(true);
  clock_.now = At("2026-08-03T08:00:00+07:00");
  const auto proposal = sign_off_->Propose(Proposer(), kJuly);
  ASSERT_TRUE(proposal);
  EXPECT_EQ(sign_off_->Propose(Proposer(), kJuly).error().code(), ErrorCode::kConflict);
  Note("assurance.scan", health_, portal_, {}, At("2026-07-10T09:00:00+07:00"));
  const auto standing = sign_off_->Standing(Confirmer(), kJuly);
  ASSERT_TRUE(standing);
  // The one that did something, and the one that it overtook.
  ASSERT_EQ(standing->changes.size(), 2U);
  EXPECT_EQ(standing->changes[0].agency, health_);
  EXPECT_EQ(standing->changes[1].agency, finance_);
  EXPECT_GT(standing->changes[0].now->score_centi, standing->changes[0].before->score_centi);
  const auto refused = sign_off_->Confirm(Confirmer(), kJuly, proposal->sha256.value.value);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kConflict);
  EXPECT_NE(refused.error().Text().find("Cơ quan SYT"), std::string::npos);
  // Proposed anew, it can be confirmed.
  const auto again = sign_off_->Propose(Proposer(), kJuly);
  ASSERT_TRUE(again) << again.error().Text();
  EXPECT_NE(again->sha256.value.value, proposal->sha256.value.value);
  EXPECT_TRUE(sign_off_->Confirm(Confirmer(), kJuly, again->sha256.value.value));
}

TEST_F(SignOffTest, AProposalCanBeWithdrawn) {
  clock_.now = At("2026-08-03T08:00:00+07:00");
  const auto proposal = sign_off_->Propose(Proposer(), kJuly);
  ASSERT_TRUE(sign_off_->Withdraw(Confirmer(), kJuly));
  EXPECT_EQ(sign_off_->Confirm(Confirmer(), kJuly, proposal->sha256.value.value).error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(sign_off_->Standing(Confirmer(), kJuly)->state, MonthState::ended);
}

// REL-16: whatever happens to the sources, the canonical bytes stay.
TEST_F(SignOffTest, SourcesChangedMergedDeletedLeaveTheFrozenBytes) {
  const auto frozen = FreezeJuly();
  const std::string bytes = frozen.figures.value.value;
  const auto before = obligations_->Report(Coordinator(), health_, kJuly).value();
  ASSERT_TRUE(store_->Change(Coordinator(), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto portal, journal::Get<System>(writer, portal_.value));
    portal.agency_id = finance_;  // Merged into another agency,
    portal.level = 5;
    LACHAN_TRY_DO(journal::Update(writer, portal, {.kind = "system.changed"}));
    LACHAN_TRY(auto ledger, journal::Get<System>(writer, ledger_.value));
    ledger.archived = true;  // taken out of use,
    LACHAN_TRY_DO(journal::Update(writer, ledger, {.kind = "system.archived"}));
    LACHAN_TRY(auto health, journal::Get<Agency>(writer, health_.value));
    health.archived = true;  // abolished and renamed,
    health.name = "Cơ quan khác";
    health.valid_to = ParseDate("2026-06-30").value();
    LACHAN_TRY_DO(journal::Update(writer, health, {.kind = "agency.archived"}));
    // and erased from the table altogether.
    LACHAN_TRY_DO(writer.EraseWithoutFact(schema::Describe<System>(),
                                          {journal::Equals("id", ledger_.value)}, 1));
    return {};
  }));
  Note("assurance.scan", finance_, ledger_, {}, At("2026-07-02T09:00:00+07:00"));
  Make(false);  // As after a restart with a later version.
  const auto row = obligations_->Frozen(kJuly).value();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->figures.value.value, bytes);
  EXPECT_EQ(Sha256Hex(row->figures.value.value), frozen.sha256.value.value);
  const auto after = obligations_->Report(Coordinator(), health_, kJuly);
  ASSERT_TRUE(after) << after.error().Text();
  EXPECT_EQ(after->agency.score.points_centi, before.agency.score.points_centi);
  EXPECT_EQ(after->duties.size(), before.duties.size());
  const auto verdicts = sign_off_->Verify().value();
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].fault, "");
}

// The figures are read and written again by this version: the same bytes.
TEST_F(SignOffTest, FrozenFiguresCarryTheirScorecard) {
  FreezeJuly();
  Make(false);
  const auto scores = obligations_->Scores(kJuly).value();
  ASSERT_NE(scores->card, nullptr);
  EXPECT_EQ(scores->card->id, "2022-11");
  EXPECT_EQ(scores->card->bands.size(), 5U);
}

TEST_F(SignOffTest, AnAddendumIsNumberedChainedAndLeavesTheFrozenBytes) {
  const auto frozen = FreezeJuly();
  const auto as_frozen = obligations_->Scores(kJuly).value();
  const auto addendum = sign_off_->ProposeAddendum(Proposer(), kJuly, Draft(finance_, kJuly));
  ASSERT_TRUE(addendum) << addendum.error().Text();
  EXPECT_EQ(addendum->number.value, 1);
  EXPECT_EQ(addendum->previous_sha256.value.value, frozen.sha256.value.value);
  EXPECT_EQ(obligations_->Scores(kJuly).value()->addenda, 0) << "not before it is confirmed";
  EXPECT_EQ(sign_off_->ConfirmAddendum(Proposer(), addendum->id, addendum->sha256.value.value)
                .error()
                .code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(sign_off_->ConfirmAddendum(Confirmer(), addendum->id, "00").error().code(),
            ErrorCode::kConflict);
  const auto confirmed =
      sign_off_->ConfirmAddendum(Confirmer(), addendum->id, addendum->sha256.value.value);
  ASSERT_TRUE(confirmed) << confirmed.error().Text();
  const auto scores = obligations_->Scores(kJuly).value();
  EXPECT_EQ(scores->addenda, 1);
  EXPECT_EQ(scores->Find(finance_)->score.score_centi,
            as_frozen->Find(finance_)->score.score_centi);
  EXPECT_GT(scores->Latest().Find(finance_)->score.score_centi,
            as_frozen->Find(finance_)->score.score_centi);
  EXPECT_EQ(obligations_->Frozen(kJuly).value()->figures.value.value, frozen.figures.value.value);
  const auto table = obligations_->Ranking(Coordinator(), kJuly, "department").value();
  EXPECT_EQ(table.addenda, 1);
  const auto row = std::ranges::find(table.rows, finance_, [](const obligations::RankingRow& one) {
    return one.agency.score.agency;
  });
  ASSERT_TRUE(row->as_frozen);
  EXPECT_LT(row->as_frozen->score_centi, row->agency.score.score_centi);
  // The second stands on the first.
  const auto second = sign_off_->ProposeAddendum(Confirmer(), kJuly, Draft(finance_, kJuly));
  ASSERT_TRUE(second) << second.error().Text();
  EXPECT_EQ(second->number.value, 2);
  EXPECT_EQ(second->previous_sha256.value.value, confirmed->sha256.value.value);
  ASSERT_TRUE(sign_off_->ConfirmAddendum(Proposer(), second->id, second->sha256.value.value));
  Make(false);
  EXPECT_EQ(obligations_->Scores(kJuly).value()->addenda, 2);
  const auto verdict = sign_off_->Verify(kJuly).value().at(0);
  EXPECT_EQ(verdict.fault, "");
  EXPECT_EQ(verdict.addenda, 2);
  // The agency is told by a fact of its own.
  const auto reader = store_->OpenReader(Officer(finance_)).value();
  journal::FactQuery told;
  told.kinds = {"ranking.corrected"};
  EXPECT_EQ(reader->Facts(told)->size(), 2U);
}

TEST_F(SignOffTest, AnAddendumNeedsReasonBasisAndAnEffect) {
  FreezeJuly();
  auto draft = Draft(finance_, kJuly);
  draft.basis = " ";
  EXPECT_TRUE(
      HasField(sign_off_->ProposeAddendum(Proposer(), kJuly, draft).error(), "basis", "required"));
  draft = Draft(finance_, kJuly, CorrectionOutcome::missed);
  EXPECT_TRUE(HasField(sign_off_->ProposeAddendum(Proposer(), kJuly, draft).error(), "corrections",
                       "no_effect"));
  draft = Draft(finance_, kJuly);
  draft.corrections[0].duty = "OB-99/a1";
  EXPECT_EQ(sign_off_->ProposeAddendum(Proposer(), kJuly, draft).error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(
      sign_off_->ProposeAddendum(Proposer(), Month{2026, 6}, Draft(finance_, kJuly)).error().code(),
      ErrorCode::kFailedPrecondition);
}

TEST_F(SignOffTest, OneAddendumWaitsAtATime) {
  FreezeJuly();
  const auto first = sign_off_->ProposeAddendum(Proposer(), kJuly, Draft(finance_, kJuly));
  ASSERT_TRUE(first);
  EXPECT_EQ(sign_off_->ProposeAddendum(Proposer(), kJuly, Draft(finance_, kJuly)).error().code(),
            ErrorCode::kConflict);
  ASSERT_TRUE(sign_off_->WithdrawAddendum(Proposer(), first->id));
  const auto next = sign_off_->ProposeAddendum(Proposer(), kJuly, Draft(finance_, kJuly));
  ASSERT_TRUE(next) << next.error().Text();
  EXPECT_EQ(next->number.value, 1);
}

TEST_F(SignOffTest, VerifyFindsWhatWasTouched) {
  const auto frozen = FreezeJuly();
  ASSERT_TRUE(store_->Change(Coordinator(), [&](journal::Writer& writer) -> Status {
    std::string bytes = frozen.figures.value.value;
    bytes[bytes.find("\"rank\":1") + 7] = '2';
    return writer.AdjustWithoutFact(schema::Describe<ScoreMonth>(), frozen.id,
                                    std::vector<journal::FieldValue>{{"figures", bytes}});
  }));
  EXPECT_NE(sign_off_->Verify().value().at(0).fault, "");
  Make(false);
  EXPECT_EQ(obligations_->Scores(kJuly).error().code(), ErrorCode::kCorrupt);
}

TEST_F(SignOffTest, VerifyFindsAHashThatTheJournalDoesNotBind) {
  const auto frozen = FreezeJuly();
  ASSERT_TRUE(store_->Change(Coordinator(), [&](journal::Writer& writer) -> Status {
    std::string bytes = frozen.figures.value.value;
    bytes[bytes.find("\"rank\":1") + 7] = '2';
    return writer.AdjustWithoutFact(
        schema::Describe<ScoreMonth>(), frozen.id,
        std::vector<journal::FieldValue>{{"figures", bytes}, {"sha256", Sha256Hex(bytes)}});
  }));
  Make(false);
  EXPECT_EQ(sign_off_->Verify().value().at(0).fault, "the journal binds another hash");
}

}  // namespace
}  // namespace lachan::ranking
