// SPDX-License-Identifier: Apache-2.0
#include "demo/notices.h"

#include "base/hash.h"
#include "notifications/entities.h"

namespace lachan::demo {
namespace {

using std::chrono::hours;

struct Ending {
  MessageState state;
  const char* reply;
  std::int64_t attempts;
};
constexpr Ending kEndings[] = {
    {MessageState::accepted, "250 OK id=1tmZ3q-0004Xv-2C (dữ liệu mẫu)", 1},
    {MessageState::accepted, "250 2.0.0 Ok: queued as 7F1D22A0 (dữ liệu mẫu)", 1},
    {MessageState::accepted, "250 2.0.0 Ok: queued as 91C3A07B (dữ liệu mẫu)", 2},
    {MessageState::accepted, "250 OK id=1tmZ9b-0005Rt-1K (dữ liệu mẫu)", 1},
    {MessageState::failed, "550 5.1.1 no such user here (dữ liệu mẫu)", 1},
    {MessageState::uncertain, "no answer after the message was handed over (dữ liệu mẫu)", 1},
};

constexpr const char* kSubjects[] = {
    "[Lá Chắn] Còn 7 ngày: Rà quét lỗ hổng, điểm yếu",
    "[Lá Chắn] Còn 2 ngày: Săn lùng mối nguy hại", "[Lá Chắn] Hạn hôm nay: Phương án ứng cứu sự cố",
    "[Lá Chắn] 3 việc cần biết", "[Lá Chắn] Còn 30 ngày: Báo cáo tình hình hằng năm"};

Status PutMail(journal::StateStore& store, const AgencyEntry& agency, const Ending& ending,
               const std::string& subject, Instant now) {
  Message message;
  message.to_name = agency.officer;
  message.to_address = fmt::format("attt@{}.thanhhoa.example", agency.slug);
  message.agency_id = agency.id();
  message.because = "focal_point";
  message.subject = subject;
  message.state = ending.state;
  message.attempts = ending.attempts;
  message.reply = ending.reply;
  message.notices = 1;
  if (ending.state == MessageState::accepted) message.accepted_at = now;
  const std::string text =
      fmt::format("Kính gửi {},\n\n{}\n\n-- \nThư mẫu của tỉnh mẫu; chưa từng được gửi đi.\n",
                  agency.officer, subject);
  message.body_sha256 = Sha256Hex(text);
  message.body = text;
  message.mail_id =
      fmt::format("mau.{}.{}@lachan.example", agency.row.id.value, now.time_since_epoch().count());
  return store.Change(journal::Caller::System("demo"), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY_DO(journal::Insert(
        writer, message,
        {.kind = "message.queued", .payload = {{"because", "focal_point"}, {"notices", 1}}}));
    return {};
  });
}

}  // namespace

void TellMails(journal::StateStore& store, const Province& province, Chronicle& chronicle,
               Random& random, const Clock& clock) {
  std::size_t mails = 0;
  for (int day = 60; day > 0; day -= 2) {
    const auto& agency = random.Of(province.agencies);
    if (!agency.IsUnit()) continue;
    const auto& ending = kEndings[mails++ % std::size(kEndings)];
    const std::string subject = random.Of(kSubjects);
    const Instant morning = StartOfDay(AddDays(CivilDateAt(chronicle.end()), -day)) + hours(8);
    chronicle.At(morning + std::chrono::minutes(random.Between(0, 3)),
                 [&store, &agency, ending, subject, &clock] {
                   return PutMail(store, agency, ending, subject, clock.Now());
                 });
  }
}

}  // namespace lachan::demo
