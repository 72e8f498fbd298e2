// SPDX-License-Identifier: Apache-2.0
// Reminders and mails: put together from settings, and as commands.
#include <fmt/format.h>

#include <boost/describe/enum_to_string.hpp>

#include <random>

#include "app/commands.h"
#include "app/platform.h"
#include "base/hash.h"
#include "base/text.h"
#include "notifications/mail.h"
#include "notify_smtp/smtp_sender.h"

namespace lachan::app {
namespace {

using notifications::NotificationService;

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

double Random() {
  thread_local std::mt19937_64 source{std::random_device{}()};
  return std::uniform_real_distribution(0.0, 1.0)(source);
}

Result<notifications::ReminderPolicy> Reminders(const Settings& settings) {
  notifications::ReminderPolicy policy;
  LACHAN_TRY(policy.states, notifications::ParseLadder(settings.Text("reminders.ladder")),
             "reading setting reminders.ladder");
  LACHAN_TRY(policy.months, notifications::ParseLadder(settings.Text("reminders.ladder_monthly")),
             "reading setting reminders.ladder_monthly");
  LACHAN_TRY(policy.events, notifications::ParseLadder(settings.Text("reminders.ladder_events")),
             "reading setting reminders.ladder_events");
  policy.at = std::chrono::hours(settings.Number("reminders.hour"));
  policy.escalate_after = std::chrono::hours(settings.Number("reminders.climb_hours"));
  return policy;
}

struct Working {
  std::unique_ptr<obligations::ObligationService> obligations;
  Notifications notifications;
};
Result<Working> Open(const Settings& settings, Foundation& foundation) {
  Working working;
  const bool is_demo = ReadFile(foundation.data->Path("demo")).has_value();
  working.obligations = std::make_unique<obligations::ObligationService>(
      obligations::ObligationService::Options{.is_demo = is_demo},
      obligations::ObligationService::Deps{*foundation.state, foundation.directive,
                                           foundation.clock});
  LACHAN_TRY(working.notifications,
             MakeNotifications(settings, foundation, *working.obligations, is_demo));
  return working;
}

Status PrintPlan(NotificationService& service) {
  LACHAN_TRY(const auto plan, service.Preview());
  for (const auto& notice : plan.notices) {
    const auto content = notifications::ContentOf(notice.content.value);
    fmt::print("{}  {}  {}\n", notice.name.value,
               notice.email.empty() ? std::string("(console)") : notice.email.value,
               content.title.vi);
  }
  fmt::print("{} notices, {} reminders without a recipient\n", plan.notices.size(),
             plan.without_recipient);
  return {};
}

Status RunOnce(NotificationService& service) {
  LACHAN_TRY(const auto report, service.Tick());
  LACHAN_TRY(const auto attempts, service.Deliver());
  fmt::print("{} notices, {} mails made, {} attempts\n", report.notices, report.messages, attempts);
  if (!service.outbox().problem().empty()) {
    return Fail(ErrorCode::kUnavailable, "mail server: {}", service.outbox().problem());
  }
  return {};
}

}  // namespace

Result<notifications::Outbox::Options> MailOptions(const Settings& settings) {
  notifications::Outbox::Options options;
  options.from_name = settings.Text("mail.from_name");
  options.from_address = settings.Text("mail.from");
  options.console_url = settings.Text("console.url");
  while (options.console_url.ends_with('/')) options.console_url.pop_back();
  options.province = settings.Text("province.name");
  options.max_attempts = static_cast<int>(settings.Number("mail.attempts"));
  options.repeat_uncertain = settings.Flag("mail.repeat_uncertain");
  if (!settings.Text("mail.server").empty() &&
      !notifications::IsMailAddress(options.from_address)) {
    return Fail(ErrorCode::kInvalidInput, "setting mail.from: '{}' is not a mail address",
                PrintableForLog(options.from_address, 80));
  }
  options.list_id = "nhac-viec." + options.from_address.substr(options.from_address.find('@') + 1);
  return options;
}

Result<std::unique_ptr<notifications::MailSender>> MakeMailSender(const Settings& settings) {
  notify_smtp::Options options;
  options.host = settings.Text("mail.server");
  if (options.host.empty()) return nullptr;
  options.port = static_cast<std::uint16_t>(settings.Number("mail.port"));
  LACHAN_TRY(options.tls, notify_smtp::ParseTlsMode(settings.Text("mail.tls")),
             "reading setting mail.tls");
  options.ca_file = settings.Text("mail.ca_file");
  options.user = settings.Text("mail.user");
  if (const auto& path = settings.Text("mail.password_file"); !path.empty()) {
    LACHAN_TRY(const auto text, ReadFile(path), "reading setting mail.password_file");
    options.password = Secret<std::string>(std::string(Trim(text.substr(0, text.find('\n')))));
  }
  LACHAN_TRY(auto sender, notify_smtp::SmtpSender::Make(std::move(options)),
             "reading the settings of mail");
  return std::unique_ptr<notifications::MailSender>(std::move(sender));
}

Result<Notifications> MakeNotifications(const Settings& settings, Foundation& foundation,
                                        obligations::ObligationService& obligations, bool is_demo,
                                        std::vector<notifications::WishSource> sources,
                                        const journal::LeaseKeeper* duties) {
  Notifications made;
  NotificationService::Options options;
  LACHAN_TRY(options.reminders, Reminders(settings));
  LACHAN_TRY(options.people.quiet,
             notifications::ParseQuietHours(settings.Text("notices.quiet_hours")),
             "reading setting notices.quiet_hours");
  LACHAN_TRY(options.people.digest_at,
             notifications::ParseTimeOfDay(settings.Text("notices.digest_at")),
             "reading setting notices.digest_at");
  options.people.is_digest = settings.Flag("notices.digest");
  LACHAN_TRY(options.mail, MailOptions(settings));
  // In the demo the first turn has something to tell.
  if (is_demo) options.first_look_back = std::chrono::days(10);
  LACHAN_TRY(made.sender, MakeMailSender(settings));
  made.service = std::make_unique<NotificationService>(
      options,
      NotificationService::Deps{*foundation.state, obligations, foundation.directive,
                                foundation.clock, made.sender.get(), std::move(sources), Random,
                                [duties] { return duties == nullptr || duties->IsHeld(); }});
  return made;
}

int NotifyRun(const Settings& settings, bool is_dry) {
  if (is_dry) {
    Foundation foundation;
    auto directive = LoadDirective(settings.Text("directive.folder"));
    if (!directive) return Report(directive.error());
    foundation.directive = *std::move(directive);
    foundation.registers = MakeRegisters(foundation.clock);
    auto state = OpenStateUnlocked(settings, foundation.registers, foundation.clock);
    if (!state) return Report(state.error());
    foundation.state = *std::move(state);
    const bool is_demo = ReadFile(settings.Text("data") + "/demo").has_value();
    obligations::ObligationService obligations(
        {.is_demo = is_demo}, {*foundation.state, foundation.directive, foundation.clock});
    const auto made = MakeNotifications(settings, foundation, obligations, is_demo);
    if (!made) return Report(made.error());
    const auto printed = PrintPlan(*made->service);
    return printed ? 0 : Report(printed.error());
  }
  const auto foundation = OpenFoundation(settings);
  if (!foundation) return Report(foundation.error());
  const auto working = Open(settings, **foundation);
  if (!working) return Report(working.error());
  const auto run = RunOnce(*working->notifications.service);
  return run ? 0 : Report(run.error());
}

int NotifyTest(const Settings& settings, const std::string& to) {
  const auto options = MailOptions(settings);
  if (!options) return Report(options.error());
  const auto sender = MakeMailSender(settings);
  if (!sender) return Report(sender.error());
  if (*sender == nullptr) {
    return Report(
        Error(ErrorCode::kFailedPrecondition, "mail is off: setting mail.server is empty"));
  }
  const auto domain = options->from_address.substr(options->from_address.find('@') + 1);
  const auto mail = notifications::ComposeMail(
      {.from_name = options->from_name,
       .from_address = options->from_address,
       .to_name = {},
       .to_address = to,
       .subject = "[Lá Chắn] Thư thử",
       .text = "Nếu ông/bà đọc được thư này thì thư nhắc việc sẽ đến nơi.\n",
       .mail_id = fmt::format("test.{}@{}", Sha256Hex(RandomToken(16)).substr(0, 20), domain),
       .list_id = options->list_id,
       .date = SystemClock().Now()});
  if (!mail) return Report(mail.error());
  const auto attempt =
      (*sender)->Send({options->from_address, to}, *mail, []() -> Status { return {}; }, {});
  fmt::print("{}\n", attempt.reply);
  return attempt.outcome == notifications::Attempt::Outcome::kAccepted ? 0 : 1;
}

int NotifyQueue(const Settings& settings) {
  const SystemClock clock;
  const auto registers = MakeRegisters(clock);
  const auto state = OpenStateUnlocked(settings, registers, clock);
  if (!state) return Report(state.error());
  const auto reader = (*state)->OpenReader(journal::Caller::System("notify queue"));
  if (!reader) return Report(reader.error());
  journal::Filter open{"state", journal::Filter::Op::kIn, {}};
  for (const char* name :
       {"queued", "sending", "handing_over", "deferred", "failed", "uncertain"}) {
    open.values.emplace_back(std::string(name));
  }
  const auto rows = journal::ListAll<Message>(**reader, {.filters = {open}});
  if (!rows) return Report(rows.error());
  for (const auto& row : *rows) {
    fmt::print("{:>6}  {:<12} {:>2}  {:<16}  {:<32} {}  {}\n", row.id.value,
               boost::describe::enum_to_string(row.state, ""), row.attempts,
               row.next_try_at ? FormatVietnamese(*row.next_try_at) : "", row.to_address.value,
               row.subject.value, row.reply.value);
  }
  fmt::print("{} mails\n", rows->size());
  return 0;
}

}  // namespace lachan::app
