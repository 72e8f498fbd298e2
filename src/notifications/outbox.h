// SPDX-License-Identifier: Apache-2.0
/// \file
/// The delivery ledger at work: notices become mails, mails are handed to the server, and each
/// step is on record before it is taken.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "journal/state_store.h"
#include "notifications/entities.h"
#include "notifications/mail_sender.h"
#include "notifications/texts.h"

namespace lachan::notifications {

/// Purpose      Makes mails of released notices and hands them over, one recipient a mail.
/// Delivery     A message has one Message-ID for ever. Before the byte that ends it goes out its
/// row
///              says `handing_over`; so a process that dies earlier may safely try again, and one
///              that dies later leaves a row that says `uncertain` instead of a second mail.
/// Concurrency  Thread-safe; several processes on one store do not send a message twice (a message
///              is claimed in a transaction, for `lease`).
class Outbox {
 public:
  struct Options {
    std::string from_name = "Lá Chắn", from_address;
    std::string list_id;
    std::string console_url, province;
    std::chrono::minutes lease{15};  ///< Longer than an attempt may last.
    int max_attempts = 24;           ///< About three days.
    bool repeat_uncertain = false;   ///< Rather two mails than none.
    std::size_t batch = 200;         ///< Mails a turn.
  };
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
    MailSender* sender = nullptr;         ///< Null: mail is off.
    std::function<double()> random = {};  ///< In [0, 1); for the jitter.
  };
  Outbox(Options options, Deps deps);

  bool has_mail() const { return deps_.sender != nullptr; }

  /// Notices whose time has come become messages. A reminder whose duty is no longer open is
  /// dropped. \param open  Keys of open duties with their last day; null: nothing is dropped.
  /// \return messages made.
  Result<std::size_t> Batch(const std::set<std::pair<std::string, CivilDate>>* open,
                            const std::function<std::string(AgencyId)>& agency_name);
  /// Attempts whose process died.
  Status Recover();
  /// Hands over what is due. \return attempts made.
  Result<std::size_t> Deliver(const std::stop_token& stop);

  /// A mail outside the notices: the test. \error kFailedPrecondition  mail is off.
  Result<Message> Put(const journal::Caller& caller, Message message, std::string text);
  /// \error kFailedPrecondition  it waits or was accepted.
  Result<Message> Resend(const journal::Caller& caller, std::int64_t id);
  /// \error kFailedPrecondition  it is on its way or has ended.
  Result<Message> Cancel(const journal::Caller& caller, std::int64_t id);

  /// What is wrong with the server; empty when the last attempt got through.
  std::string problem() const;
  struct Counters {
    std::uint64_t attempts = 0, accepted = 0, deferred = 0, failed = 0, uncertain = 0;
  };
  Counters counters() const;

  /// Wait before attempt `attempts` + 1: a minute, four, sixteen … four hours, a quarter more or
  /// less. \param random  In [0, 1).
  static Duration Backoff(std::int64_t attempts, double random);

 private:
  Result<std::optional<Message>> Claim();
  Status MarkHandingOver(std::int64_t id);
  Status Settle(const Message& message, const Attempt& attempt);
  Status MakeMessage(journal::Writer& writer, std::span<const Notice> notices,
                     const std::function<std::string(AgencyId)>& agency_name);
  Result<Message> Insert(journal::Writer& writer, Message message, std::string text) const;
  void Count(const Attempt& attempt, MessageState state);

  Options options_;
  Deps deps_;
  mutable std::mutex mutex_;
  std::string problem_;  // guarded by mutex_
  Counters counters_;    // guarded by mutex_
};

}  // namespace lachan::notifications
