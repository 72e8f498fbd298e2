// SPDX-License-Identifier: Apache-2.0
#include "ranking/appeals.h"

#include <gtest/gtest.h>

#include "ranking/testing_ranking.h"

namespace lachan::ranking {
namespace {

using obligations::At;

bool HasField(const Error& error, std::string_view name, std::string_view message) {
  return std::ranges::any_of(error.fields(), [&](const auto& field) {
    return field.name == name && field.message == message;
  });
}

class AppealTest : public RankingTest {
 protected:
  void SetUp() override {
    RankingTest::SetUp();
    frozen_ = FreezeJuly();
    std::tie(draft_.indicator, draft_.duty) = Overdue(finance_, kJuly);
    draft_.month = kJuly;
    draft_.text = "Đã thực hiện ngày 10/7, gửi kèm biên bản.";
  }
  ScoreAppeal Submitted() {
    auto appeal = appeals_->Submit(Officer(finance_), finance_, draft_);
    EXPECT_TRUE(appeal) << appeal.error().Text();
    return appeal ? *appeal : ScoreAppeal{};
  }
  Appeals::Answer Answer(AppealState outcome, AppealEffect effect) {
    Appeals::Answer answer;
    answer.outcome = outcome;
    answer.effect = effect;
    answer.reasons = "Minh chứng hợp lệ.";
    answer.basis = "Biên bản 12/BB";
    return answer;
  }
  ScoreMonth frozen_;
  Appeals::Draft draft_;
};

TEST_F(AppealTest, GivesAReceiptAndADayForTheAnswer) {
  const auto appeal = Submitted();
  EXPECT_EQ(appeal.number.value.value, "KN-2026-0001");
  EXPECT_EQ(appeal.state.value, AppealState::submitted);
  // Ten working days after Monday 3 August end with Monday the 17th.
  EXPECT_EQ(FormatVietnamese(appeal.answer_due.value), "18/08/2026 00:00");
  EXPECT_EQ(appeals_->Submit(Officer(finance_), finance_, draft_).error().code(),
            ErrorCode::kConflict);
}

TEST_F(AppealTest, TheTimeForItIsWorkingDaysAfterPublication) {
  ASSERT_TRUE(frozen_.appeal_until.value);
  // Five working days after Monday 3 August end with Monday the 10th.
  EXPECT_EQ(FormatVietnamese(*frozen_.appeal_until.value), "11/08/2026 00:00");
  clock_.now = *frozen_.appeal_until.value - std::chrono::microseconds(1);
  EXPECT_TRUE(appeals_->Submit(Officer(finance_), finance_, draft_));
  clock_.now = *frozen_.appeal_until.value;
  const auto late = appeals_->Submit(Officer(health_), health_, draft_);
  EXPECT_TRUE(HasField(late.error(), "month", "appeals_closed"));
}

TEST_F(AppealTest, NamesWhatIsMissing) {
  auto draft = draft_;
  draft.text = "  ";
  draft.duty = "OB-77/a9";
  const auto wrong = appeals_->Submit(Officer(finance_), finance_, draft);
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(HasField(wrong.error(), "text", "required"));
  EXPECT_TRUE(HasField(wrong.error(), "duty", "not_found"));
  draft = draft_;
  draft.indicator = "Z9";
  EXPECT_TRUE(HasField(appeals_->Submit(Officer(finance_), finance_, draft).error(), "indicator",
                       "not_found"));
  draft = draft_;
  draft.month = Month{2026, 6};
  EXPECT_EQ(appeals_->Submit(Officer(finance_), finance_, draft).error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(AppealTest, EvidenceOfAnotherAgencyIsNotTaken) {
  EvidenceFile file;
  file.agency_id = health_;
  file.file_name = schema::Line<0, 255>("bien-ban.pdf");
  const auto id = Add(file, "evidence_file.created").id.value;
  draft_.files = {id};
  EXPECT_TRUE(HasField(appeals_->Submit(Officer(finance_), finance_, draft_).error(), "files",
                       "not_found"));
}

TEST_F(AppealTest, AnAgencySeesAndMakesItsOwnOnly) {
  EXPECT_EQ(appeals_->Submit(Officer(health_), finance_, draft_).error().code(),
            ErrorCode::kDenied);
  const auto appeal = Submitted();
  const auto reader = store_->OpenReader(Officer(health_)).value();
  EXPECT_EQ(journal::Get<ScoreAppeal>(*reader, appeal.id).error().code(), ErrorCode::kNotFound);
  EXPECT_FALSE(appeals_->Withdraw(Officer(health_), appeal.id));
  EXPECT_EQ(appeals_->Receive(Officer(finance_), appeal.id).error().code(), ErrorCode::kDenied);
  EXPECT_TRUE(appeals_->Withdraw(Officer(finance_), appeal.id));
}

TEST_F(AppealTest, WhoProposedTheFreezeDoesNotDecide) {
  const auto appeal = Submitted();
  const auto answer = Answer(AppealState::rejected, AppealEffect::none);
  const auto same = appeals_->Decide(Proposer(), appeal.id, answer);
  ASSERT_FALSE(same);
  EXPECT_TRUE(HasField(same.error(), "two_persons", "same_person"));
  const auto done = appeals_->Decide(Confirmer(), appeal.id, answer);
  ASSERT_TRUE(done) << done.error().Text();
  EXPECT_EQ(done->state.value, AppealState::rejected);
  EXPECT_FALSE(appeals_->Decide(Confirmer(), appeal.id, answer)) << "answered once";
}

TEST_F(AppealTest, AnAnswerNeedsReasonsBasisAndAFittingEffect) {
  const auto appeal = Submitted();
  auto answer = Answer(AppealState::accepted, AppealEffect::none);
  EXPECT_TRUE(
      HasField(appeals_->Decide(Confirmer(), appeal.id, answer).error(), "effect", "required"));
  answer = Answer(AppealState::rejected, AppealEffect::addendum);
  EXPECT_TRUE(HasField(appeals_->Decide(Confirmer(), appeal.id, answer).error(), "effect",
                       "not_with_rejection"));
  answer = Answer(AppealState::rejected, AppealEffect::none);
  answer.reasons.clear();
  EXPECT_TRUE(
      HasField(appeals_->Decide(Confirmer(), appeal.id, answer).error(), "reasons", "required"));
  answer = Answer(AppealState::withdrawn, AppealEffect::none);
  EXPECT_FALSE(appeals_->Decide(Confirmer(), appeal.id, answer));
}

TEST_F(AppealTest, AcceptedByAnAddendumThatAnotherPersonConfirms) {
  const auto appeal = Submitted();
  const auto done = appeals_->Decide(Confirmer(), appeal.id,
                                     Answer(AppealState::accepted, AppealEffect::addendum));
  ASSERT_TRUE(done) << done.error().Text();
  ASSERT_TRUE(done->addendum_id.value);
  const auto addendum = sign_off_->Addendum(Coordinator(), *done->addendum_id.value).value();
  EXPECT_EQ(addendum.state.value, AddendumState::proposed);
  EXPECT_FALSE(sign_off_->ConfirmAddendum(Confirmer(), addendum.id, addendum.sha256.value.value));
  EXPECT_TRUE(sign_off_->ConfirmAddendum(Proposer(), addendum.id, addendum.sha256.value.value));
  EXPECT_EQ(obligations_->Scores(kJuly).value()->addenda, 1);
}

TEST_F(AppealTest, AcceptedFromTheNextMonth) {
  const Month august{2026, 8};
  const int before = obligations_->Scores(august).value()->Find(finance_)->score.points_centi;
  const auto appeal = Submitted();
  const auto done = appeals_->Decide(Confirmer(), appeal.id,
                                     Answer(AppealState::partly, AppealEffect::next_month));
  ASSERT_TRUE(done) << done.error().Text();
  const auto scores = obligations_->Scores(august).value();
  EXPECT_GT(scores->Find(finance_)->score.points_centi, before);
  ASSERT_EQ(scores->corrections.size(), 1U);
  EXPECT_EQ(scores->corrections[0].reason, "KN-2026-0001");
  EXPECT_EQ(obligations_->Scores(kJuly).value()->addenda, 0);
  // It counts for the months it was given for, and no longer.
  clock_.now = At("2026-09-15T08:00:00+07:00");
  EXPECT_TRUE(obligations_->Scores(Month{2026, 9}).value()->corrections.empty());
}

TEST_F(AppealTest, StatesAreFacts) {
  const auto appeal = Submitted();
  ASSERT_TRUE(appeals_->Receive(Proposer(), appeal.id));
  ASSERT_TRUE(
      appeals_->Decide(Confirmer(), appeal.id, Answer(AppealState::rejected, AppealEffect::none)));
  const auto reader = store_->OpenReader(Officer(finance_)).value();
  journal::FactQuery query;
  query.kinds = {"appeal.*"};
  const auto facts = reader->Facts(query).value();
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(facts[0].kind, "appeal.submitted");
  EXPECT_EQ(facts[1].kind, "appeal.received");
  EXPECT_EQ(facts[2].kind, "appeal.answered");
  EXPECT_EQ(facts[2].agency, finance_);
}

}  // namespace
}  // namespace lachan::ranking
