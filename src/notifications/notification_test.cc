// SPDX-License-Identifier: Apache-2.0
// Notices, the delivery ledger and its promises, on a store in memory.
#include "notifications/notification_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "directive/testing_load.h"
#include "state_sql/open.h"

namespace lachan::notifications {
namespace {

using journal::Equals;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using Outcome = Attempt::Outcome;

Instant At(std::string_view text) { return ParseInstant(text).value(); }

class SetClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now = At("2026-12-04T08:00:00+07:00");
};

const directive::Directive& Shipped() {
  static const directive::Directive kDirective = [] {
    auto compiled =
        directive::CompileDirective(directive::LoadDirectiveFolder("vn-thanh-hoa-2022"));
    return compiled.value ? *std::move(compiled.value) : directive::Directive{};
  }();
  return kDirective;
}

/// Thrown by the fake where a process would die.
struct Killed {};

class FakeSender final : public MailSender {
 public:
  Attempt Send(const Envelope& envelope, const std::string& message,
               const std::function<Status()>& before_the_end,
               const std::stop_token& /*stop*/) override {
    ++attempts;
    last = message;
    if (dies_before_the_end) throw Killed{};
    Attempt attempt{Outcome::kAccepted, 250, "250 OK"};
    if (!script.empty()) {
      attempt = script.front();
      script.pop_front();
    }
    if (attempt.outcome == Outcome::kNoServer || attempt.outcome == Outcome::kLater) return attempt;
    if (attempt.outcome == Outcome::kRefused) return attempt;
    if (const auto marked = before_the_end(); !marked) {
      return {Outcome::kNoServer, 0, marked.error().Text()};
    }
    if (attempt.outcome == Outcome::kAccepted) ++accepted[envelope.to];
    if (dies_after_the_end) throw Killed{};
    return attempt;
  }
  std::deque<Attempt> script;
  std::map<std::string, int> accepted;
  int attempts = 0;
  bool dies_before_the_end = false, dies_after_the_end = false;
  std::string last;
};

class NotificationTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_FALSE(Shipped().obligations.empty());
    state_sql::Options options;
    options.target = ":memory:";
    AddRegisters(registers_);
    options.entities = {&schema::Describe<Agency>(),           &schema::Describe<System>(),
                        &schema::Describe<ContactPoint>(),     &schema::Describe<Account>(),
                        &schema::Describe<ScoreMonth>(),       &schema::Describe<Notice>(),
                        &schema::Describe<NoticePreference>(), &schema::Describe<NoticeProgress>()};
    for (const auto& one : registers_.all()) options.entities.push_back(one.entity);
    auto opened = state_sql::OpenStateStore(options, clock_);
    ASSERT_TRUE(opened) << opened.error().Text();
    store_ = *std::move(opened);
    clock_.now = At("2026-06-01T08:00:00+07:00");
    Agency agency;
    agency.code = "SYT";
    agency.name = "Sở Y tế";
    agency.kind = AgencyKind::department;
    agency_ = AgencyId{Add(agency).id};
    AddContact("Đầu mối", ContactRole::focal_point, "dau-moi@syt.example");
    AddContact("Giám đốc", ContactRole::head, "giam-doc@syt.example");
    officer_ = AddAccount("canbo", identity::Role::agency_officer, agency_, "can-bo@syt.example");
    AddAccount("dieuphoi", identity::Role::coordinator, {}, "dieu-phoi@tinh.example");
    obligations_ = std::make_unique<obligations::ObligationService>(
        obligations::ObligationService::Options{.max_age = std::chrono::seconds(0)},
        obligations::ObligationService::Deps{*store_, Shipped(), clock_});
    Restart();
  }

  /// A new process on the same store.
  void Restart(bool has_mail = true) {
    NotificationService::Options options;
    options.reminders.states =
        ParseLadder("-30:person, -7:person/head, -2:person/head, 0:head/coordinator, 2:coordinator")
            .value();
    options.people.quiet = {minutes(0), minutes(0)};
    options.mail.from_address = "lachan@tinh.example";
    options.mail.console_url = "https://lachan.example/console";
    options.mail.province = "Tỉnh Thanh Hóa";
    service_ = std::make_unique<NotificationService>(
        options, NotificationService::Deps{*store_,
                                           *obligations_,
                                           Shipped(),
                                           clock_,
                                           has_mail ? &sender_ : nullptr,
                                           {},
                                           {},
                                           [this] { return is_ours_; }});
  }

  template <class T>
  T Add(const T& row) {
    auto stored = journal::ChangeFor<T>(*store_, Everyone(), [&](journal::Writer& writer) {
      return journal::Insert(writer, row,
                             {.kind = fmt::format("{}.created", schema::Describe<T>().name)});
    });
    EXPECT_TRUE(stored) << stored.error().Text();
    return stored ? *stored : row;
  }
  void AddContact(const char* name, ContactRole role, const char* email) {
    ContactPoint contact;
    contact.agency_id = agency_;
    contact.name = name;
    contact.role = role;
    contact.email = email;
    Add(contact);
  }
  AccountId AddAccount(const char* login, identity::Role role, std::optional<AgencyId> agency,
                       const char* email) {
    Account account;
    account.login = login;
    account.name = login;
    account.role = role;
    account.agency_id = agency;
    account.email = email;
    return AccountId{Add(account).id};
  }
  static journal::Caller Everyone() {
    return {AccountId{1}, "Người thử", journal::Reach::Everything()};
  }
  void Note(std::string kind, boost::json::object payload) {
    ASSERT_TRUE(store_->Change(Everyone(), [&](journal::Writer& writer) {
      journal::FactDraft fact{.kind = std::move(kind), .payload = std::move(payload)};
      fact.agency = agency_;
      return writer.Note(fact);
    }));
  }
  template <class T>
  std::vector<T> All() {
    const auto reader = store_->OpenReader(Everyone()).value();
    return journal::ListAll<T>(*reader).value();
  }
  TickReport Tick() {
    const auto report = service_->Tick();
    EXPECT_TRUE(report) << report.error().Text();
    return report.value_or(TickReport{});
  }
  std::size_t Deliver() {
    const auto made = service_->Deliver();
    EXPECT_TRUE(made) << made.error().Text();
    return made.value_or(0);
  }
  /// One message in the ledger, by way of a fact.
  void OneMessage() {
    Tick();
    Note("appeal.submitted", {{"title", "Điểm tháng 5"}});
    EXPECT_EQ(Tick().messages, 1U);
  }
  Message Only() {
    const auto all = All<Message>();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? Message{} : all.front();
  }

  SetClock clock_;
  journal::Registers registers_;
  std::unique_ptr<journal::StateStore> store_;
  std::unique_ptr<obligations::ObligationService> obligations_;
  FakeSender sender_;
  bool is_ours_ = true;
  AgencyId agency_;
  AccountId officer_;
  std::unique_ptr<NotificationService> service_;
};

TEST_F(NotificationTest, AnAddendumNamesItsNumberAndMonth) {
  Tick();
  Note("ranking.corrected", {{"period", "2026-07"}, {"number", 2}});
  Tick();
  const auto notices = All<Notice>();
  ASSERT_FALSE(notices.empty());
  EXPECT_NE(notices[0].content.value.find("Phụ lục số 2 điều chỉnh điểm tháng 2026-07"),
            std::string::npos)
      << notices[0].content.value;
}

TEST_F(NotificationTest, HistoryIsNotToldAtTheFirstTurn) {
  EXPECT_EQ(Tick().notices, 0U);
  EXPECT_EQ(Tick().notices, 0U);
}

TEST_F(NotificationTest, ADutyIsToldToItsPeopleInOneMailEachAndOnce) {
  Tick();
  clock_.now = At("2026-12-05T08:30:00+07:00");  // OB-17: the yearly report before 12/12
  const auto report = Tick();
  EXPECT_GT(report.notices, 0U);
  const auto notices = All<Notice>();
  ASSERT_FALSE(notices.empty());
  std::set<std::string> addresses;
  for (const auto& message : All<Message>()) {
    EXPECT_TRUE(addresses.insert(message.to_address.value).second) << "two mails at one turn";
  }
  EXPECT_TRUE(addresses.contains("dau-moi@syt.example"));
  EXPECT_TRUE(addresses.contains("can-bo@syt.example"));
  EXPECT_EQ(Tick().notices, 0U);
  Restart();
  EXPECT_EQ(Tick().notices, 0U) << "a restart tells nothing again";
  Deliver();
  for (const auto& [to, count] : sender_.accepted) EXPECT_EQ(count, 1) << to;
}

TEST_F(NotificationTest, ADutyThatIsMetBeforeTheDigestGoesOutIsDropped) {
  NoticePreference wanted;
  wanted.account_id = officer_;
  wanted.wants_digest = true;
  ASSERT_TRUE(service_->SetPreference(Everyone(), wanted));
  Tick();
  clock_.now = At("2026-12-05T08:30:00+07:00");
  Tick();
  const auto waits = [this] {
    std::size_t count = 0;
    for (const auto& notice : All<Notice>()) {
      if (notice.account_id == officer_ && notice.duty.value.starts_with("OB-17") &&
          !notice.message_id && !notice.is_dropped) {
        ++count;
      }
    }
    return count;
  };
  EXPECT_EQ(waits(), 1U);
  Note("report.annual_sent", {{"period", "2026"}});
  clock_.now = At("2026-12-06T07:31:00+07:00");
  Tick();
  EXPECT_EQ(waits(), 0U);
  for (const auto& notice : All<Notice>()) {
    if (notice.account_id == officer_ && notice.duty.value.starts_with("OB-17")) {
      EXPECT_TRUE(notice.is_dropped);
    }
  }
}

TEST_F(NotificationTest, AcknowledgingStopsTheClimb) {
  Tick();
  clock_.now = At("2026-12-05T08:30:00+07:00");
  Tick();
  const auto inbox = service_->InboxOf(officer_, false, 100).value();
  ASSERT_FALSE(inbox.rows.empty());
  for (const auto& notice : inbox.rows) {
    ASSERT_TRUE(service_->Acknowledge(Everyone(), officer_, notice.id));
  }
  EXPECT_EQ(service_->InboxOf(officer_, false, 100)->unread, 0);
  EXPECT_FALSE(service_->Acknowledge(Everyone(), AccountId{99}, inbox.rows.front().id));
  clock_.now += hours(25);
  Tick();
  for (const auto& notice : All<Notice>()) {
    EXPECT_FALSE(notice.audience == NoticeAudience::head && notice.due_on && notice.rung == -7 &&
                 notice.duty.value.starts_with("OB-17"));
  }
}

TEST_F(NotificationTest, WithoutMailOnlyTheBellRings) {
  Restart(false);
  Tick();
  Note("incident.opened", {{"title", "Mã độc"}, {"severity", "m1"}});
  const auto report = Tick();
  EXPECT_EQ(report.notices, 2U);  // officer and coordinator
  EXPECT_EQ(report.messages, 0U);
  for (const auto& notice : All<Notice>()) {
    EXPECT_TRUE(notice.account_id);
    EXPECT_FALSE(notice.release_at);
  }
  EXPECT_EQ(Deliver(), 0U);
}

TEST_F(NotificationTest, ASevereIncidentBreaksQuietHours) {
  NoticePreference wanted;
  wanted.account_id = officer_;
  wanted.quiet_from = "00:00";
  wanted.quiet_to = "23:59";
  ASSERT_TRUE(service_->SetPreference(Everyone(), wanted));
  Tick();
  Note("incident.opened", {{"title", "Mã hóa dữ liệu"}, {"severity", "m1"}});
  Note("advisory.issued", {{"advisory", "CB-01"}});
  Tick();
  Deliver();
  EXPECT_EQ(sender_.accepted["can-bo@syt.example"], 1);
  std::size_t waiting = 0;
  for (const auto& notice : All<Notice>()) {
    if (notice.account_id == officer_ && !notice.message_id) ++waiting;
  }
  EXPECT_EQ(waiting, 1U) << "the advisory waits for the end of the quiet hours";
}

TEST_F(NotificationTest, PreferencesAreChecked) {
  NoticePreference wanted;
  wanted.account_id = officer_;
  wanted.quiet_from = "9 giờ";
  wanted.quiet_to = "10:00";
  EXPECT_EQ(service_->SetPreference(Everyone(), wanted).error().code(), ErrorCode::kInvalidInput);
}

TEST_F(NotificationTest, ALedgerLineSaysWhatTheServerSaid) {
  OneMessage();
  EXPECT_EQ(Deliver(), 1U);
  const auto message = Only();
  EXPECT_EQ(message.state, MessageState::accepted);
  EXPECT_EQ(message.reply.value, "250 OK");
  EXPECT_EQ(message.because.value, "coordinator");
  EXPECT_THAT(message.body.value, HasSubstr("vì ông/bà điều phối ứng cứu của tỉnh"));
  EXPECT_THAT(message.body.value, HasSubstr("https://lachan.example/console/ranking"));
  EXPECT_EQ(message.body_sha256.value.size(), 64U);
  EXPECT_EQ(Deliver(), 0U);
}

TEST_F(NotificationTest, GreylistingIsTriedAgainWithTheSameId) {
  sender_.script = {{Outcome::kLater, 451, "451 greylisted"}};
  OneMessage();
  Deliver();
  const auto deferred = Only();
  EXPECT_EQ(deferred.state, MessageState::deferred);
  EXPECT_EQ(Deliver(), 0U) << "not before its time";
  clock_.now += minutes(2);
  EXPECT_EQ(Deliver(), 1U);
  EXPECT_EQ(Only().state, MessageState::accepted);
  EXPECT_EQ(Only().mail_id.value, deferred.mail_id.value);
  EXPECT_EQ(Only().attempts, 2);
}

TEST_F(NotificationTest, ARefusalIsVisibleAndCanBeSentAgain) {
  sender_.script = {{Outcome::kRefused, 550, "550 no such user"}};
  OneMessage();
  Deliver();
  EXPECT_EQ(Only().state, MessageState::failed);
  EXPECT_EQ(Only().reply.value, "550 no such user");
  clock_.now += days(2);
  EXPECT_EQ(Deliver(), 0U);
  ASSERT_TRUE(service_->outbox().Resend(Everyone(), Only().id));
  EXPECT_EQ(Deliver(), 1U);
  EXPECT_EQ(Only().state, MessageState::accepted);
  EXPECT_FALSE(service_->outbox().Resend(Everyone(), Only().id));
  EXPECT_FALSE(service_->outbox().Cancel(Everyone(), Only().id));
}

TEST_F(NotificationTest, AServerThatIsDownForADayLosesNothing) {
  OneMessage();
  for (int i = 0; i < 24 * 12; ++i) {
    sender_.script = {{Outcome::kNoServer, 0, "connection refused"}};
    Deliver();
    clock_.now += minutes(5);
  }
  EXPECT_FALSE(service_->outbox().problem().empty());
  EXPECT_EQ(Only().state, MessageState::deferred);
  EXPECT_LT(sender_.attempts, 15);
  sender_.script.clear();
  clock_.now += hours(5);
  Deliver();
  EXPECT_EQ(Only().state, MessageState::accepted);
  EXPECT_TRUE(service_->outbox().problem().empty());
}

TEST_F(NotificationTest, GivesUpVisiblyInTheEnd) {
  OneMessage();
  for (int i = 0; i < 200; ++i) {
    sender_.script = {{Outcome::kLater, 452, "452 mailbox full"}};
    Deliver();
    clock_.now += hours(1);
  }
  EXPECT_EQ(Only().state, MessageState::failed);
  EXPECT_EQ(Only().attempts, 24);
  EXPECT_THAT(Only().reply.value, HasSubstr("452"));
}

TEST_F(NotificationTest, AKillBeforeTheEndIsTriedAgain) {
  OneMessage();
  sender_.dies_before_the_end = true;
  EXPECT_THROW(Deliver(), Killed);
  sender_.dies_before_the_end = false;
  Restart();
  EXPECT_EQ(Deliver(), 0U) << "somebody may still be at it";
  clock_.now += minutes(16);
  EXPECT_EQ(Deliver(), 1U);
  EXPECT_EQ(Only().state, MessageState::accepted);
  EXPECT_THAT(sender_.accepted,
              ElementsAre(std::pair<const std::string, int>("dieu-phoi@tinh.example", 1)));
}

TEST_F(NotificationTest, AKillBetweenSendingAndNotingSendsNoSecondMail) {
  OneMessage();
  sender_.dies_after_the_end = true;
  EXPECT_THROW(Deliver(), Killed);
  sender_.dies_after_the_end = false;
  Restart();
  clock_.now += days(1);
  EXPECT_EQ(Deliver(), 0U);
  EXPECT_EQ(Only().state, MessageState::uncertain) << "visible, not repeated";
  EXPECT_EQ(sender_.accepted["dieu-phoi@tinh.example"], 1);
}

TEST_F(NotificationTest, ADropAfterTheEndIsVisible) {
  sender_.script = {{Outcome::kUncertain, 0, "no answer"}};
  OneMessage();
  Deliver();
  clock_.now += days(1);
  EXPECT_EQ(Deliver(), 0U);
  EXPECT_EQ(Only().state, MessageState::uncertain);
}

TEST_F(NotificationTest, TwoProcessesSendAMessageOnceAndOnePlans) {
  OneMessage();
  const auto first = std::move(service_);
  is_ours_ = false;
  Restart();
  EXPECT_FALSE(Tick().is_mine);
  EXPECT_EQ(first->Deliver().value() + Deliver(), 1U);
  EXPECT_EQ(sender_.accepted["dieu-phoi@tinh.example"], 1);
  is_ours_ = true;
  EXPECT_TRUE(Tick().is_mine);
}

TEST_F(NotificationTest, CancelledIsNotSent) {
  OneMessage();
  ASSERT_TRUE(service_->outbox().Cancel(Everyone(), Only().id));
  EXPECT_EQ(Deliver(), 0U);
  EXPECT_EQ(Only().state, MessageState::cancelled);
}

TEST_F(NotificationTest, ATestMailGoesToTheOwnAddressOnceAMinute) {
  ASSERT_TRUE(service_->SendTest(Everyone(), officer_));
  EXPECT_EQ(service_->SendTest(Everyone(), officer_).error().code(), ErrorCode::kExhausted);
  EXPECT_EQ(Deliver(), 1U);
  EXPECT_EQ(sender_.accepted["can-bo@syt.example"], 1);
}

TEST_F(NotificationTest, DrillPlayIsMarkedAndNeverUrgent) {
  Tick();
  ASSERT_TRUE(store_->Change(Everyone(), [&](journal::Writer& writer) {
    journal::FactDraft fact{.kind = "incident.opened",
                            .payload = {{"title", "Kịch bản 1"}, {"severity", "m1"}}};
    fact.agency = agency_;
    fact.origin = Origin::exercise;
    return writer.Note(fact);
  }));
  Tick();
  for (const auto& notice : All<Notice>()) {
    EXPECT_FALSE(notice.is_urgent);
    EXPECT_THAT(notice.content.value, HasSubstr("[DIỄN TẬP]"));
  }
}

TEST(Backoff, GrowsToFourHoursWithJitter) {
  EXPECT_EQ(Outbox::Backoff(1, 0.5), minutes(1));
  EXPECT_EQ(Outbox::Backoff(3, 0.5), minutes(16));
  EXPECT_EQ(Outbox::Backoff(50, 0.5), hours(4));
  EXPECT_LT(Outbox::Backoff(2, 0.0), Outbox::Backoff(2, 0.99));
}

}  // namespace
}  // namespace lachan::notifications
