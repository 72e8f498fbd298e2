// SPDX-License-Identifier: Apache-2.0
#include "notifications/outbox.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "base/text.h"
#include "notifications/mail.h"

namespace lachan::notifications {
namespace {

using journal::Caller;
using journal::Equals;
using journal::FieldValue;
using journal::Filter;
using journal::Writer;

Caller Machine() { return Caller::System("notifications"); }
schema::Value Micros(Instant instant) {
  return static_cast<std::int64_t>(instant.time_since_epoch().count());
}
schema::Value Name(MessageState state) { return schema::internal::ToValue(state); }

Filter InStates(std::initializer_list<MessageState> states) {
  Filter filter{"state", Filter::Op::kIn, {}};
  for (const auto state : states) filter.values.push_back(Name(state));
  return filter;
}

/// What of a message goes into the journal: never the address or the text.
journal::FactDraft FactOf(std::string kind, const Message& message) {
  return {.kind = std::move(kind),
          .payload = {{"message", message.id.value},
                      {"attempts", message.attempts},
                      {"reply", message.reply.value},
                      {"body_sha256", message.body_sha256.value}},
          .agency = message.agency_id.value_or(AgencyId{})};
}

}  // namespace

Outbox::Outbox(Options options, Deps deps) : options_(std::move(options)), deps_(std::move(deps)) {}

Duration Outbox::Backoff(std::int64_t attempts, double random) {
  using std::chrono::minutes;
  const auto exponent = std::clamp<std::int64_t>(attempts - 1, 0, 4);
  const Duration base = std::min(Duration(minutes(1)) * (std::int64_t{1} << (2 * exponent)),
                                 Duration(std::chrono::hours(4)));
  return Duration(std::llround(static_cast<double>(base.count()) * (0.75 + random / 2)));
}

Result<Message> Outbox::Insert(Writer& writer, Message message, std::string text) const {
  const auto domain = options_.from_address.substr(options_.from_address.find('@') + 1);
  message.mail_id = fmt::format(
      "{}.{}@{}", deps_.clock.Now().time_since_epoch().count(),
      ToHex({reinterpret_cast<const unsigned char*>(RandomBytes(10).data()), 10}), domain);
  message.body_sha256 = Sha256Hex(text);
  message.body = std::move(text);
  message.next_try_at = deps_.clock.Now();
  return journal::Insert(writer, message,
                         {.kind = "message.queued",
                          .payload = {{"because", message.because.value},
                                      {"notices", message.notices},
                                      {"body_sha256", message.body_sha256.value}},
                          .agency = message.agency_id.value_or(AgencyId{})});
}

Status Outbox::MakeMessage(Writer& writer, std::span<const Notice> notices,
                           const std::function<std::string(AgencyId)>& agency_name) {
  const auto& first = notices.front();
  const auto language = first.language;
  std::vector<Item> items;
  bool is_of_one = true;
  for (const auto& notice : notices) {
    const auto because =
        BecauseText(notice.because.value, notice.agency_id ? agency_name(*notice.agency_id) : "");
    items.push_back({ContentOf(notice.content.value),
                     language == NoticeLanguage::vi ? because.vi : because.en});
    is_of_one = is_of_one && notice.agency_id == first.agency_id;
  }
  const MailWords words{language, first.name.value, options_.province, options_.console_url,
                        notices.size() > 1};
  Message message;
  message.to_name = first.name.value;
  message.to_address = first.email;
  message.account_id = first.account_id;
  if (is_of_one) message.agency_id = first.agency_id;
  message.because = first.because;
  message.subject = MailSubject(words, items);
  message.notices = static_cast<std::int64_t>(notices.size());
  message.is_urgent = first.is_urgent;
  LACHAN_TRY(const auto stored, Insert(writer, std::move(message), MailText(words, items)));
  const FieldValue link{"message_id", stored.id.value};
  for (const auto& notice : notices) {
    LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<Notice>(), notice.id, {&link, 1}));
  }
  return {};
}

Result<std::size_t> Outbox::Batch(const std::set<std::pair<std::string, CivilDate>>* open,
                                  const std::function<std::string(AgencyId)>& agency_name) {
  if (!has_mail()) return 0;
  std::size_t made = 0;
  const auto done = deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(
        const auto waiting,
        journal::ListAll<Notice>(
            writer,
            {.filters = {{"message_id", Filter::Op::kIsNull},
                         {"release_at", Filter::Op::kLessOrEqual, {Micros(deps_.clock.Now())}},
                         Equals("is_dropped", std::int64_t{0})}}));
    std::map<std::string, std::vector<Notice>> groups;
    const FieldValue dropped{"is_dropped", std::int64_t{1}};
    for (const auto& notice : waiting) {
      if (open != nullptr && notice.kind == NoticeKind::duty && notice.due_on &&
          !open->contains({notice.duty.value, *notice.due_on})) {
        LACHAN_TRY_DO(
            writer.AdjustWithoutFact(schema::Describe<Notice>(), notice.id, {&dropped, 1}));
        continue;
      }
      // Urgent ones go alone: nothing else may hide them.
      auto key = notice.is_urgent ? fmt::format("{}!{}", notice.recipient.value, notice.id.value)
                                  : notice.recipient.value;
      groups[std::move(key)].push_back(notice);
    }
    for (const auto& [key, notices] : groups) {
      if (made >= options_.batch) break;  // the rest at the next turn
      LACHAN_TRY_DO(MakeMessage(writer, notices, agency_name));
      ++made;
    }
    return {};
  });
  LACHAN_TRY_DO(done);
  return made;
}

Status Outbox::Recover() {
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto left,
               journal::ListAll<Message>(
                   writer,
                   {.filters = {InStates({MessageState::sending, MessageState::handing_over}),
                                {"lease_until", Filter::Op::kLess, {Micros(deps_.clock.Now())}}}}));
    for (auto message : left) {
      const bool is_safe = message.state == MessageState::sending || options_.repeat_uncertain;
      message.state = is_safe ? MessageState::deferred : MessageState::uncertain;
      message.lease_until = {};
      message.next_try_at =
          is_safe ? std::optional<Instant>(deps_.clock.Now()) : std::optional<Instant>();
      message.reply = is_safe ? "interrupted before it was handed over"
                              : "interrupted while the server's answer was awaited: it may have "
                                "arrived; send it again by hand if it did not";
      LACHAN_TRY_DO(journal::Update(
          writer, message, FactOf(is_safe ? "message.deferred" : "message.uncertain", message)));
    }
    return {};
  });
}

Result<std::optional<Message>> Outbox::Claim() {
  std::optional<Message> claimed;
  LACHAN_TRY_DO(deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    const Instant now = deps_.clock.Now();
    journal::ListQuery query{.filters = {InStates({MessageState::queued, MessageState::deferred}),
                                         {"next_try_at", Filter::Op::kLessOrEqual, {Micros(now)}}},
                             .sort = "is_urgent",
                             .descending = true,
                             .limit = 1};
    LACHAN_TRY(const auto due, journal::List<Message>(writer, query));
    if (due.empty()) return {};
    claimed = due.front();
    claimed->attempts += 1;
    claimed->state = MessageState::sending;
    const FieldValue values[] = {{"state", Name(MessageState::sending)},
                                 {"attempts", claimed->attempts},
                                 {"lease_until", Micros(now + options_.lease)}};
    return writer.AdjustWithoutFact(schema::Describe<Message>(), claimed->id, values);
  }));
  return claimed;
}

Status Outbox::MarkHandingOver(std::int64_t id) {
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto message, journal::Get<Message>(writer, id));
    if (message.state != MessageState::sending) {
      return Fail(ErrorCode::kConflict, "message {} is {} by now", id,
                  std::get<std::string>(Name(message.state)));
    }
    const FieldValue value{"state", Name(MessageState::handing_over)};
    return writer.AdjustWithoutFact(schema::Describe<Message>(), id, {&value, 1});
  });
}

Status Outbox::Settle(const Message& claimed, const Attempt& attempt) {
  MessageState state = MessageState::deferred;
  LACHAN_TRY_DO(deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(auto message, journal::Get<Message>(writer, claimed.id));
    const Instant now = deps_.clock.Now();
    message.lease_until = {};
    message.next_try_at = {};
    message.reply = Ellipsis(PrintableForLog(attempt.reply, 480), 480);
    using Outcome = Attempt::Outcome;
    if (attempt.outcome == Outcome::kAccepted) {
      state = MessageState::accepted;
      message.accepted_at = now;
    } else if (attempt.outcome == Outcome::kRefused) {
      state = MessageState::failed;
    } else if (attempt.outcome == Outcome::kUncertain && !options_.repeat_uncertain) {
      state = MessageState::uncertain;
    } else if (message.attempts >= options_.max_attempts) {
      state = MessageState::failed;
      message.reply = Ellipsis("given up: " + message.reply.value, 480);
    } else {
      message.next_try_at = now + Backoff(message.attempts, deps_.random ? deps_.random() : 0.5);
    }
    message.state = state;
    LACHAN_TRY(message,
               journal::Update(writer, message,
                               FactOf("message." + std::get<std::string>(Name(state)), message)));
    return {};
  }));
  Count(attempt, state);
  return {};
}

void Outbox::Count(const Attempt& attempt, MessageState state) {
  const std::lock_guard lock(mutex_);
  ++counters_.attempts;
  if (state == MessageState::accepted) ++counters_.accepted;
  if (state == MessageState::deferred) ++counters_.deferred;
  if (state == MessageState::failed) ++counters_.failed;
  if (state == MessageState::uncertain) ++counters_.uncertain;
  problem_ = attempt.outcome == Attempt::Outcome::kNoServer ? attempt.reply : std::string();
}

Result<std::size_t> Outbox::Deliver(const std::stop_token& stop) {
  std::size_t made = 0;
  while (has_mail() && made < options_.batch && !stop.stop_requested()) {
    LACHAN_TRY(const auto claimed, Claim());
    if (!claimed) break;
    const Message& message = *claimed;
    const auto bytes = ComposeMail({.from_name = options_.from_name,
                                    .from_address = options_.from_address,
                                    .to_name = message.to_name,
                                    .to_address = message.to_address,
                                    .subject = message.subject,
                                    .text = message.body,
                                    .mail_id = message.mail_id,
                                    .list_id = options_.list_id,
                                    .date = message.created_at.value});
    Attempt attempt{Attempt::Outcome::kRefused, 0, ""};
    if (bytes) {
      attempt = deps_.sender->Send(
          {options_.from_address, message.to_address}, *bytes,
          [this, &message] { return MarkHandingOver(message.id); }, stop);
    } else {
      attempt.reply = bytes.error().Text();
    }
    LACHAN_TRY_DO(Settle(message, attempt));
    ++made;
    // The others would meet the same closed door.
    if (attempt.outcome == Attempt::Outcome::kNoServer) break;
  }
  return made;
}

Result<Message> Outbox::Put(const Caller& caller, Message message, std::string text) {
  if (!has_mail()) {
    return Fail(ErrorCode::kFailedPrecondition, "mail is off: setting mail.server is empty");
  }
  return journal::ChangeFor<Message>(deps_.store, caller, [&](Writer& writer) {
    return Insert(writer, std::move(message), std::move(text));
  });
}

Result<Message> Outbox::Resend(const Caller& caller, std::int64_t id) {
  return journal::ChangeFor<Message>(deps_.store, caller, [&](Writer& writer) -> Result<Message> {
    LACHAN_TRY(auto message, journal::Get<Message>(writer, id));
    if (message.state != MessageState::failed && message.state != MessageState::uncertain &&
        message.state != MessageState::cancelled && message.state != MessageState::deferred) {
      return Fail(ErrorCode::kFailedPrecondition, "message {} is {}: nothing to send again", id,
                  std::get<std::string>(Name(message.state)));
    }
    message.state = MessageState::queued;
    message.attempts = 0;
    message.next_try_at = deps_.clock.Now();
    return journal::Update(writer, message, FactOf("message.resent", message));
  });
}

Result<Message> Outbox::Cancel(const Caller& caller, std::int64_t id) {
  return journal::ChangeFor<Message>(deps_.store, caller, [&](Writer& writer) -> Result<Message> {
    LACHAN_TRY(auto message, journal::Get<Message>(writer, id));
    if (message.state != MessageState::queued && message.state != MessageState::deferred) {
      return Fail(ErrorCode::kFailedPrecondition, "message {} is {}: too late to cancel", id,
                  std::get<std::string>(Name(message.state)));
    }
    message.state = MessageState::cancelled;
    message.next_try_at = {};
    return journal::Update(writer, message, FactOf("message.cancelled", message));
  });
}

std::string Outbox::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

Outbox::Counters Outbox::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace lachan::notifications
