// SPDX-License-Identifier: Apache-2.0
#include "app/notice_sources.h"

#include "notifications/entities.h"

namespace lachan::app {
namespace {

using notifications::Wish;

journal::Caller Machine() { return journal::Caller::System("notifications"); }

Result<bool> WasTold(journal::Reader& reader, const std::string& key) {
  LACHAN_TRY(const auto count,
             reader.Count(schema::Describe<Notice>(), {.filters = {journal::Equals("key", key)}}));
  return count > 0;
}

/// A contact point is asked once for each confirmation that ends; its officers are told beside.
Result<std::vector<Wish>> Contacts(TeamStage& stage, bool has_mail, journal::Reader& reader) {
  std::vector<Wish> wishes;
  LACHAN_TRY(const auto due, stage.contacts.Due(Machine()));
  for (const auto& one : due) {
    const auto id = one.contact.id.value;
    const auto key = fmt::format("contact.confirm:{}:{}", id,
                                 one.until ? FormatDate(*one.until) : std::string("never"));
    LACHAN_TRY(const bool was_told, WasTold(reader, key));
    if (was_told) continue;
    Wish wish;
    wish.key = key;
    wish.kind = NoticeKind::contact;
    wish.agency = one.contact.agency_id;
    wish.audiences = {NoticeAudience::person};
    wish.content.title = {fmt::format("Đề nghị xác nhận lại đầu mối: {}", one.contact.name.value),
                          fmt::format("Please confirm the contact: {}", one.contact.name.value)};
    wish.content.link = fmt::format("/registers/contact-points/{}", id);
    wishes.push_back(wish);
    if (!has_mail || stage.public_url.empty() || one.contact.email.empty()) continue;
    LACHAN_TRY(const auto link, stage.contacts.Issue(Machine(), id));
    wish.audiences = {};
    wish.contact = id;
    wish.key += ":link";
    wish.content.title = {
        fmt::format("Đề nghị ông/bà xác nhận thông tin đầu mối của {}", one.agency_name),
        fmt::format("Please confirm your contact details at {}", one.agency_name)};
    wish.content.body = {fmt::format("Không cần đăng nhập. Liên kết dùng một lần, đến {}.",
                                     FormatVietnamese(link.expires_at)),
                         fmt::format("No sign-in needed. The link works once, until {}.",
                                     FormatVietnamese(link.expires_at))};
    wish.content.link = stage.public_url + link.path;
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

/// The first gap of each day within the horizon.
Result<std::vector<Wish>> RosterGaps(TeamStage& stage) {
  std::vector<Wish> wishes;
  LACHAN_TRY(const auto agency, stage.roster.Coordinator());
  if (!agency) return wishes;
  LACHAN_TRY(const auto problems, stage.roster.Alarms(Machine(), agency));
  for (const auto& problem : problems) {
    if (problem.kind != teams::RosterProblemKind::gap) continue;
    Wish wish;
    wish.key = "roster.gap:" + FormatDate(CivilDateAt(problem.from));
    wish.kind = NoticeKind::roster;
    wish.agency = agency;
    wish.roles = {identity::Role::coordinator};
    wish.content.title = {
        fmt::format("Lịch trực 24/24 trống từ {} đến {}", FormatVietnamese(problem.from),
                    FormatVietnamese(problem.to)),
        fmt::format("Nobody is on duty from {} to {}", FormatVietnamese(problem.from),
                    FormatVietnamese(problem.to))};
    wish.content.link = "/roster";
    wishes.push_back(std::move(wish));
    break;  // One alarm at a time: the rest shows on the page.
  }
  return wishes;
}

/// Thirty days before the last day, and when it has passed.
Result<std::vector<Wish>> Certificates(journal::Reader& reader, Instant now) {
  std::vector<Wish> wishes;
  const CivilDate today = CivilDateAt(now);
  LACHAN_TRY(const auto ending, journal::ListAll<Certificate>(
                                    reader, {.filters = {{"expires_on",
                                                          journal::Filter::Op::kGreaterOrEqual,
                                                          {FormatDate(AddDays(today, -7))}},
                                                         {"expires_on",
                                                          journal::Filter::Op::kLessOrEqual,
                                                          {FormatDate(AddDays(today, 30))}}}}));
  for (const auto& one : ending) {
    const bool has_ended = std::chrono::sys_days{*one.expires_on} < std::chrono::sys_days{today};
    Wish wish;
    wish.key = fmt::format("certificate:{}:{}:{}", one.id.value, FormatDate(*one.expires_on),
                           has_ended ? "ended" : "ends");
    wish.kind = NoticeKind::certificate;
    wish.agency = one.agency_id;
    wish.audiences = {NoticeAudience::person};
    const auto date = FormatVietnamese(*one.expires_on);
    wish.content.title =
        has_ended
            ? directive::Text{fmt::format("Chứng chỉ đã hết hạn ngày {}: {}", date, one.name.value),
                              fmt::format("A certificate ended on {}: {}", date, one.name.value)}
            : directive::Text{
                  fmt::format("Chứng chỉ sắp hết hạn ngày {}: {}", date, one.name.value),
                  fmt::format("A certificate ends on {}: {}", date, one.name.value)};
    wish.content.link = fmt::format("/registers/certificates/{}", one.id.value);
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

}  // namespace

notifications::WishSource StorageNotices(retention::StorageWatch& storage) {
  return [&storage](journal::Reader&, Instant now) -> Result<std::vector<Wish>> {
    const auto full_on = storage.Warning();
    if (!full_on) return std::vector<Wish>{};
    const auto week = std::chrono::floor<std::chrono::weeks>(now).time_since_epoch().count();
    Wish wish;
    wish.key = fmt::format("storage.full:{}", week);
    wish.kind = NoticeKind::storage;
    wish.roles = {identity::Role::administrator};
    wish.is_urgent = true;
    wish.content.title = {
        fmt::format("Ổ đĩa sẽ đầy nhật ký vào {}", FormatVietnamese(*full_on)),
        fmt::format("The disk will be full of events on {}", FormatVietnamese(*full_on))};
    wish.content.link = "/health";
    return std::vector<Wish>{std::move(wish)};
  };
}

std::vector<notifications::WishSource> NoticeSources(TeamStage& stage, bool has_mail) {
  return {[&stage, has_mail](journal::Reader& reader, Instant) {
            return Contacts(stage, has_mail, reader);
          },
          [&stage](journal::Reader&, Instant) { return RosterGaps(stage); },
          [](journal::Reader& reader, Instant now) { return Certificates(reader, now); }};
}

}  // namespace lachan::app
