// SPDX-License-Identifier: Apache-2.0
/// \file
/// Who is told what and when, put together: reminders, notices behind the bell, mails.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "journal/registers.h"
#include "notifications/ladder.h"
#include "notifications/outbox.h"
#include "notifications/people.h"
#include "notifications/planner.h"
#include "obligations/obligation_service.h"

namespace lachan::notifications {

/// Messages as a register: read only, their service changes them.
void AddRegisters(journal::Registers& registers);

struct TickReport {
  bool is_mine = true;  ///< False: another node plans.
  std::size_t notices = 0, messages = 0, without_recipient = 0;
};

/// Purpose      Tells people what they must know, once.
/// Life cycle   Start() begins two threads (planning, delivery); Stop() or the destructor ends them
///              and waits. Without Start() the steps may be called one by one (commands, tests).
/// Concurrency  Thread-safe. Of several nodes on one store one plans; all deliver.
class NotificationService {
 public:
  struct Options {
    ReminderPolicy reminders;
    PeopleDefaults people;  ///< `has_mail` is set by the service.
    Outbox::Options mail;
    std::chrono::seconds plan_every{60};
    std::chrono::seconds deliver_every{10};
    /// Reminders and facts from this long before the very first turn count, too.
    std::chrono::days first_look_back{0};
  };
  struct Deps {
    journal::StateStore& store;
    obligations::ObligationService& obligations;
    const directive::Directive& directive;
    const Clock& clock;
    MailSender* sender = nullptr;  ///< Null: mail is off.
    std::vector<WishSource> sources = {};
    std::function<double()> random = {};
    std::function<bool()> is_ours = [] { return true; };  ///< False: another node plans.
  };
  NotificationService(Options options, Deps deps);
  ~NotificationService();
  NotificationService(const NotificationService&) = delete;
  NotificationService& operator=(const NotificationService&) = delete;

  void Start();
  void Stop();

  /// What a turn would tell now. Writes nothing.
  Result<Plan> Preview();
  /// One turn: tells what is due and makes mails of what may go.
  Result<TickReport> Tick();
  /// Hands mails over. \return attempts made.
  Result<std::size_t> Deliver(const std::stop_token& stop = {});

  struct Inbox {
    std::vector<Notice> rows;  ///< Newest first.
    std::int64_t unread = 0;
  };
  Result<Inbox> InboxOf(AccountId account, bool only_unread, std::size_t limit);
  /// \param id  0: all of the account.
  Status MarkRead(const journal::Caller& caller, AccountId account, std::int64_t id);
  /// The person knows: the rung climbs no further. \error kNotFound  not a notice of the account.
  Result<Notice> Acknowledge(const journal::Caller& caller, AccountId account, std::int64_t id);

  Result<NoticePreference> PreferenceOf(AccountId account);
  Result<NoticePreference> SetPreference(const journal::Caller& caller, NoticePreference wanted);
  /// A test mail to the account's own address. \error kFailedPrecondition  mail is off, or none.
  /// \error kExhausted  one went a moment ago.
  Result<Message> SendTest(const journal::Caller& caller, AccountId account);

  Outbox& outbox() { return outbox_; }
  /// Messages by state.
  Result<std::map<std::string, std::int64_t>> Counts();
  std::size_t without_recipient() const { return without_recipient_; }
  std::string problem() const;
  /// Name of an agency as the last turn knew it; empty when there is none.
  std::string AgencyName(AgencyId agency) const;

 private:
  struct Situation {
    obligations::SituationPtr now;
    People people;
    Record told;
    NoticeProgress progress;
    std::vector<Fact> facts;
  };
  Result<Situation> Look();
  Result<Plan> PlanOf(Situation& situation, journal::Reader& reader);
  Status BeginProgress();
  Status Write(const Situation& situation, const std::vector<Notice>& notices,
               std::size_t* written);
  void Run(const std::stop_token& stop, std::chrono::seconds every, bool is_planner);

  Options options_;
  Deps deps_;
  Outbox outbox_;
  std::atomic<std::size_t> without_recipient_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::string problem_;                        // guarded by mutex_
  std::map<std::int64_t, std::string> names_;  // guarded by mutex_
  std::map<std::int64_t, Instant> tests_;      // guarded by mutex_; by account
  std::jthread planner_, deliverer_;           // last: end before what they use goes
};

}  // namespace lachan::notifications
