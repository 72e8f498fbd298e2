// SPDX-License-Identifier: Apache-2.0
#include "notifications/notification_service.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/hash.h"

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

/// Notices of reminders that the ladder may still ask about.
constexpr int kRememberedDays = 120;
/// Facts read a turn; more wait for the next.
constexpr std::size_t kFactsATurn = 5000;
constexpr std::chrono::seconds kBetweenTests{60};

Result<std::int64_t> NewestFact(journal::Reader& reader) {
  LACHAN_TRY(const auto facts, reader.Facts({.newest_first = true, .limit = 1}));
  return facts.empty() ? 0 : facts.front().id;
}

Status CheckQuiet(const NoticePreference& wanted) {
  for (const auto& [name, text] : {std::pair{"quiet_from", wanted.quiet_from.value},
                                   std::pair{"quiet_to", wanted.quiet_to.value}}) {
    if (text.empty() && wanted.quiet_from.empty() && wanted.quiet_to.empty()) continue;
    if (const auto time = ParseTimeOfDay(text); !time) {
      Error error = time.error();
      return std::unexpected(std::move(error).WithField(name, "not_a_time"));
    }
  }
  return {};
}

}  // namespace

void AddRegisters(journal::Registers& registers) {
  auto& messages = registers.Add<Message>();
  messages.is_creatable = messages.is_changeable = messages.is_archivable = false;
}

NotificationService::NotificationService(Options options, Deps deps)
    : options_(std::move(options)),
      deps_(std::move(deps)),
      outbox_(options_.mail, {deps_.store, deps_.clock, deps_.sender, deps_.random}) {
  options_.people.has_mail = deps_.sender != nullptr;
}

NotificationService::~NotificationService() { Stop(); }

void NotificationService::Start() {
  planner_ =
      std::jthread([this](const std::stop_token& stop) { Run(stop, options_.plan_every, true); });
  if (!outbox_.has_mail()) return;
  deliverer_ = std::jthread(
      [this](const std::stop_token& stop) { Run(stop, options_.deliver_every, false); });
}

void NotificationService::Stop() {
  for (auto* thread : {&planner_, &deliverer_}) thread->request_stop();
  wake_.notify_all();
  for (auto* thread : {&planner_, &deliverer_}) {
    if (thread->joinable()) thread->join();
  }
}

void NotificationService::Run(const std::stop_token& stop, std::chrono::seconds every,
                              bool is_planner) {
  while (!stop.stop_requested()) {
    Status status;
    if (is_planner) {
      if (const auto report = Tick(); !report) status = std::unexpected(report.error());
    } else {
      if (const auto made = Deliver(stop); !made) status = std::unexpected(made.error());
    }
    if (!status) spdlog::error("notifications: {}", status.error().Text());
    std::unique_lock lock(mutex_);
    if (is_planner) problem_ = status ? std::string() : status.error().Text();
    wake_.wait_for(lock, stop, every, [&stop] { return stop.stop_requested(); });
  }
}

/// Where reminding begins, at the very first turn.
Status NotificationService::BeginProgress() {
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
    LACHAN_TRY(const auto rows, journal::List<NoticeProgress>(*reader));
    if (!rows.empty()) return {};
  }
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto rows, journal::List<NoticeProgress>(writer));
    if (!rows.empty()) return {};
    NoticeProgress fresh;
    fresh.reminding_since = deps_.clock.Now() - options_.first_look_back;
    if (options_.first_look_back.count() == 0) {
      LACHAN_TRY(fresh.facts_to, NewestFact(writer));
    } else {
      LACHAN_TRY(const auto before,
                 writer.Facts(
                     {.occurred_before = fresh.reminding_since, .newest_first = true, .limit = 1}));
      fresh.facts_to = before.empty() ? 0 : before.front().id;
    }
    const auto record = schema::ToRecord(fresh);
    return writer.InsertWithoutFact(schema::Describe<NoticeProgress>(), {&record, 1});
  });
}

Result<NotificationService::Situation> NotificationService::Look() {
  Situation situation;
  LACHAN_TRY(situation.now, deps_.obligations.Current(), "assessing duties");
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
  LACHAN_TRY(situation.people, People::Load(*reader, options_.people));
  const auto oldest = AddDays(CivilDateAt(deps_.clock.Now()), -kRememberedDays);
  LACHAN_TRY(
      const auto notices,
      journal::ListAll<Notice>(
          *reader, {.filters = {Equals("kind", std::string("duty")),
                                {"due_on", Filter::Op::kGreaterOrEqual, {FormatDate(oldest)}}}}));
  situation.told = RecordOf(notices);
  LACHAN_TRY(const auto rows, journal::List<NoticeProgress>(*reader));
  if (!rows.empty()) {
    situation.progress = rows.front();
  } else {
    situation.progress.reminding_since = deps_.clock.Now() - options_.first_look_back;
    LACHAN_TRY(situation.progress.facts_to, NewestFact(*reader));
  }
  LACHAN_TRY(situation.facts,
             reader->Facts({.after_id = situation.progress.facts_to, .limit = kFactsATurn}));
  return situation;
}

Result<Plan> NotificationService::PlanOf(Situation& situation, journal::Reader& reader) {
  const Instant now = deps_.clock.Now();
  Plan plan = PlanReminders({deps_.directive, *situation.now, situation.people, options_.reminders,
                             situation.told, situation.progress.reminding_since, now});
  auto wishes = WishesOf(situation.facts, situation.people);
  for (const auto& source : deps_.sources) {
    LACHAN_TRY(auto more, source(reader, now));
    std::ranges::move(more, std::back_inserter(wishes));
  }
  std::ranges::move(Notices(wishes, situation.people, now), std::back_inserter(plan.notices));
  return plan;
}

Result<Plan> NotificationService::Preview() {
  LACHAN_TRY(auto situation, Look());
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
  return PlanOf(situation, *reader);
}

Status NotificationService::Write(const Situation& situation, const std::vector<Notice>& notices,
                                  std::size_t* written) {
  // In slices: a change must be short. What a slice has told stays told if the next one fails.
  constexpr std::size_t kSlice = 200;
  const auto& info = schema::Describe<Notice>();
  for (std::size_t begin = 0; begin < notices.size(); begin += kSlice) {
    const auto slice = std::span(notices).subspan(begin, std::min(kSlice, notices.size() - begin));
    LACHAN_TRY_DO(deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
      Filter keys{"key", Filter::Op::kIn, {}};
      for (const auto& notice : slice) keys.values.emplace_back(notice.key.value);
      LACHAN_TRY(const auto known, journal::ListAll<Notice>(writer, {.filters = {keys}}));
      std::set<std::pair<std::string, std::string>> seen;
      for (const auto& notice : known) seen.emplace(notice.key.value, notice.recipient.value);
      std::vector<schema::Record> fresh;
      for (const auto& notice : slice) {
        if (!seen.emplace(notice.key.value, notice.recipient.value).second) continue;
        fresh.push_back(schema::ToRecord(notice));
      }
      *written += fresh.size();
      return fresh.empty() ? Status() : writer.InsertWithoutFact(info, fresh);
    }));
  }
  if (situation.facts.empty() || situation.progress.id.value == 0) return {};
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    const FieldValue value{"facts_to", situation.facts.back().id};
    return writer.AdjustWithoutFact(schema::Describe<NoticeProgress>(), situation.progress.id,
                                    {&value, 1});
  });
}

Result<TickReport> NotificationService::Tick() {
  TickReport report;
  report.is_mine = deps_.is_ours();
  if (!report.is_mine) return report;
  LACHAN_TRY_DO(BeginProgress(), "beginning to remind");
  LACHAN_TRY(auto situation, Look());
  LACHAN_TRY(auto reader, deps_.store.OpenReader(Machine()));
  LACHAN_TRY(const auto plan, PlanOf(situation, *reader));
  reader.reset();
  report.without_recipient = without_recipient_ = plan.without_recipient;
  LACHAN_TRY_DO(Write(situation, plan.notices, &report.notices), "telling");
  {
    const std::lock_guard lock(mutex_);
    names_.clear();
    for (const auto& agency : situation.now->snapshot.agencies) {
      names_.emplace(agency.id.value, agency.name);
    }
  }
  std::set<std::pair<std::string, CivilDate>> open;
  for (const auto& duty : OpenDuties(deps_.directive, situation.now->assessment.duties, nullptr)) {
    open.emplace(duty.key, LastDay(duty.due));
  }
  LACHAN_TRY(report.messages, outbox_.Batch(&open, [&situation](AgencyId agency) {
    return situation.people.NameOf(agency);
  }));
  return report;
}

Result<std::size_t> NotificationService::Deliver(const std::stop_token& stop) {
  LACHAN_TRY_DO(outbox_.Recover(), "looking after interrupted mails");
  return outbox_.Deliver(stop);
}

Result<NotificationService::Inbox> NotificationService::InboxOf(AccountId account, bool only_unread,
                                                                std::size_t limit) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
  Inbox inbox;
  journal::ListQuery query{
      .filters = {Equals("account_id", account.value), {"read_at", Filter::Op::kIsNull}},
      .descending = true,
      .limit = limit};
  LACHAN_TRY(inbox.unread, reader->Count(schema::Describe<Notice>(), query));
  if (!only_unread) query.filters.pop_back();
  LACHAN_TRY(inbox.rows, journal::List<Notice>(*reader, query));
  return inbox;
}

Status NotificationService::MarkRead(const Caller& caller, AccountId account, std::int64_t id) {
  return deps_.store.Change(caller, [&](Writer& writer) -> Status {
    journal::ListQuery query{
        .filters = {Equals("account_id", account.value), {"read_at", Filter::Op::kIsNull}}};
    if (id > 0) query.filters.push_back(Equals("id", id));
    LACHAN_TRY(const auto unread, journal::ListAll<Notice>(writer, query));
    const FieldValue value{"read_at", Micros(deps_.clock.Now())};
    for (const auto& notice : unread) {
      LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<Notice>(), notice.id, {&value, 1}));
    }
    return {};
  });
}

Result<Notice> NotificationService::Acknowledge(const Caller& caller, AccountId account,
                                                std::int64_t id) {
  return journal::ChangeFor<Notice>(deps_.store, caller, [&](Writer& writer) -> Result<Notice> {
    LACHAN_TRY(auto notice, journal::Get<Notice>(writer, id));
    if (notice.account_id != account) return Fail(ErrorCode::kNotFound, "no notice {} here", id);
    if (notice.acknowledged_at) return notice;
    notice.acknowledged_at = deps_.clock.Now();
    if (!notice.read_at) notice.read_at = notice.acknowledged_at;
    return journal::Update(writer, notice,
                           {.kind = "notice.acknowledged",
                            .payload = {{"notice", notice.key.value}},
                            .agency = notice.agency_id.value_or(AgencyId{})});
  });
}

Result<NoticePreference> NotificationService::PreferenceOf(AccountId account) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
  LACHAN_TRY(const auto rows, journal::List<NoticePreference>(
                                  *reader, {.filters = {Equals("account_id", account.value)}}));
  if (!rows.empty()) return rows.front();
  NoticePreference standard;
  standard.account_id = account;
  standard.wants_digest = options_.people.is_digest;
  return standard;
}

Result<NoticePreference> NotificationService::SetPreference(const Caller& caller,
                                                            NoticePreference wanted) {
  LACHAN_TRY_DO(CheckQuiet(wanted));
  return journal::ChangeFor<NoticePreference>(
      deps_.store, caller, [&](Writer& writer) -> Result<NoticePreference> {
        LACHAN_TRY(const auto rows,
                   journal::List<NoticePreference>(
                       writer, {.filters = {Equals("account_id", wanted.account_id.value)}}));
        if (rows.empty()) {
          return journal::Insert(writer, wanted, {.kind = "notice_preference.created"});
        }
        wanted.id = rows.front().id;
        wanted.version = rows.front().version;
        wanted.created_at = rows.front().created_at;
        wanted.updated_at = rows.front().updated_at;
        return journal::Update(writer, wanted, {.kind = "notice_preference.changed"});
      });
}

Result<Message> NotificationService::SendTest(const Caller& caller, AccountId account) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
  LACHAN_TRY(const auto people, People::Load(*reader, options_.people));
  const auto recipient = people.Find(account);
  if (!recipient || recipient->email.empty()) {
    return Fail(ErrorCode::kFailedPrecondition, "{}",
                outbox_.has_mail() ? "your account has no mail address, or wants no mail"
                                   : "mail is off: setting mail.server is empty");
  }
  {
    const std::lock_guard lock(mutex_);
    const auto [at, is_first] = tests_.try_emplace(account.value, deps_.clock.Now());
    if (!is_first && deps_.clock.Now() - at->second < kBetweenTests) {
      return Fail(ErrorCode::kExhausted, "a test mail went a moment ago; wait a minute");
    }
    at->second = deps_.clock.Now();
  }
  const MailWords words{recipient->language, recipient->name, options_.mail.province,
                        options_.mail.console_url, false};
  const auto because = BecauseText("asked", "");
  const Item item{{{"Thư thử của Lá Chắn", "Test mail of Lá Chắn"},
                   {"Nếu ông/bà đọc được thư này thì thư nhắc việc sẽ đến nơi.",
                    "If you can read this, reminders will reach you."},
                   "/notices?tab=preferences"},
                  words.language == NoticeLanguage::vi ? because.vi : because.en};
  Message message;
  message.to_name = recipient->name;
  message.to_address = recipient->email;
  message.account_id = account;
  message.because = "asked";
  message.subject = MailSubject(words, {&item, 1});
  LACHAN_TRY(auto stored, outbox_.Put(caller, std::move(message), MailText(words, {&item, 1})));
  wake_.notify_all();
  return stored;
}

Result<std::map<std::string, std::int64_t>> NotificationService::Counts() {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
  LACHAN_TRY(const auto groups, reader->CountBy(schema::Describe<Message>(), "state", {}));
  std::map<std::string, std::int64_t> counts;
  for (const auto& group : groups) {
    if (const auto* name = std::get_if<std::string>(&group.value)) counts[*name] = group.count;
  }
  return counts;
}

std::string NotificationService::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

std::string NotificationService::AgencyName(AgencyId agency) const {
  const std::lock_guard lock(mutex_);
  const auto at = names_.find(agency.value);
  return at == names_.end() ? std::string() : at->second;
}

}  // namespace lachan::notifications
