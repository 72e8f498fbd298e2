// SPDX-License-Identifier: Apache-2.0
// Which facts of the journal are told to whom.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "notifications/planner.h"

namespace lachan::notifications {
namespace {

using enum NoticeAudience;
using identity::Role;

/// {agency} and {what} in a text are replaced.
struct FactRule {
  std::string_view fact;
  NoticeKind kind;
  std::vector<NoticeAudience> audiences;
  std::vector<Role> roles;
  std::string_view vi, en;
  std::string_view link;  ///< {id}: of the fact's subject.
  bool urgent_when_severe = false;
};

const std::vector<FactRule>& Rules() {
  static const std::vector<FactRule> kRules = {
      {"incident.opened",
       NoticeKind::incident,
       {person},
       {Role::coordinator},
       "Sự cố mới tại {agency}: {what}",
       "New incident at {agency}: {what}",
       "/incidents/{id}",
       true},
      {"public_report.received",
       NoticeKind::incident,
       {},
       {Role::coordinator},
       "Người dân, đơn vị báo sự cố: {what}",
       "A report from outside: {what}",
       "/desk"},
      {"order.sent",
       NoticeKind::order,
       {person, head},
       {},
       "Yêu cầu điều phối gửi {agency}: {what}",
       "Coordination order to {agency}: {what}",
       "/my"},
      {"advisory.issued",
       NoticeKind::order,
       {person},
       {},
       "Cảnh báo an ninh mạng gửi {agency}: {what}",
       "Security advisory for {agency}: {what}",
       "/advisories/deliveries/{id}"},
      {"advisory_delivery.reminded",
       NoticeKind::order,
       {person, head},
       {},
       "Nhắc {agency} xử lý cảnh báo: {what}",
       "{agency} is reminded of an advisory: {what}",
       "/advisories/deliveries/{id}"},
      {"advisory_delivery.supplemented",
       NoticeKind::order,
       {person},
       {},
       "Cảnh báo gửi {agency} có bổ sung: {what}",
       "An addition to an advisory for {agency}: {what}",
       "/advisories/deliveries/{id}"},
      {"advisory_delivery.returned",
       NoticeKind::decision,
       {person},
       {},
       "Trả lời cảnh báo của {agency} bị trả lại: {what}",
       "The answer of {agency} to an advisory was returned: {what}",
       "/advisories/deliveries/{id}"},
      {"advisory_delivery.withdrawn",
       NoticeKind::decision,
       {person},
       {},
       "Đã thu hồi cảnh báo gửi {agency}: {what}",
       "An advisory for {agency} was withdrawn: {what}",
       "/advisories/deliveries/{id}"},
      {"appeal.submitted",
       NoticeKind::decision,
       {},
       {Role::coordinator},
       "{agency} kiến nghị về điểm xếp loại",
       "{agency} appeals its score",
       "/ranking"},
      {"appeal.answered",
       NoticeKind::decision,
       {person, head},
       {},
       "Đã có quyết định về kiến nghị của {agency}",
       "The appeal of {agency} has been decided",
       "/score"},
      {"inspection.announced",
       NoticeKind::order,
       {person, head},
       {},
       "Thông báo kiểm tra tại {agency}: {what}",
       "An inspection of {agency}: {what}",
       "/my"},
      {"inspection.concluded",
       NoticeKind::decision,
       {person, head},
       {},
       "Đã có kết luận kiểm tra tại {agency}: {what}",
       "The inspection of {agency} is concluded: {what}",
       "/my"},
      {"inspection_remedy.returned",
       NoticeKind::decision,
       {person},
       {},
       "Kết quả khắc phục của {agency} bị trả lại: {what}",
       "A remedy of {agency} was returned: {what}",
       "/my"},
      {"source.silent",
       NoticeKind::source,
       {person},
       {Role::soc_analyst},
       "Nguồn log của {agency} ngừng gửi: {what}",
       "A log source of {agency} fell silent: {what}",
       "/sources/{id}"},
      {"source.silent_among_many",
       NoticeKind::source,
       {person},
       {},
       "Nguồn log của {agency} ngừng gửi: {what}",
       "A log source of {agency} fell silent: {what}",
       "/sources/{id}"},
      {"intake.many_silent",
       NoticeKind::source,
       {},
       {Role::soc_analyst, Role::administrator},
       "{number} nguồn log cùng ngừng gửi: kiểm tra mạng và máy chủ nhận log",
       "{number} log sources fell silent together: look at the network and the intake",
       "/sources?state=silent"},
      {"source.slow",
       NoticeKind::source,
       {person},
       {Role::soc_analyst},
       "Nguồn log của {agency} gửi ít hơn hẳn thường lệ: {what}",
       "A log source of {agency} sends far less than usual: {what}",
       "/sources/{id}"},
      {"source.speaking",
       NoticeKind::source,
       {person},
       {Role::soc_analyst},
       "Nguồn log của {agency} đã gửi lại bình thường: {what}",
       "A log source of {agency} sends again: {what}",
       "/sources/{id}"},
      {"ranking.published",
       NoticeKind::publication,
       {},
       {Role::agency_officer, Role::enterprise, Role::management},
       "Đã chốt xếp loại tháng {what}; kiến nghị đến hết ngày {last_day}",
       "The ranking of {what} is final; appeals until the end of {last_day}",
       "/"},
      {"ranking.corrected",
       NoticeKind::decision,
       {person, head},
       {},
       "Phụ lục số {number} điều chỉnh điểm tháng {what} của {agency}",
       "Addendum {number} corrects the score of {agency} for {what}",
       "/score"},
  };
  return kRules;
}

/// A text of the payload, of the new row in it, or an empty one.
std::string ValueOf(const boost::json::object& payload, std::string_view name) {
  const auto* value = payload.if_contains(name);
  if (value == nullptr) {
    const auto* row = payload.if_contains("new");
    if (row != nullptr && row->is_object()) value = row->as_object().if_contains(name);
  }
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? std::string(value->as_string()) : boost::json::serialize(*value);
}

std::string WhatOf(const boost::json::object& payload) {
  for (const char* name : {"title", "subject", "period", "month", "number", "order", "advisory"}) {
    if (auto value = ValueOf(payload, name); !value.empty()) return value;
  }
  return {};
}

/// `pattern` with what the fact says; what it leaves open goes with the words that lead to it.
std::string Filled(std::string_view pattern, const std::string& agency,
                   const boost::json::object& payload, std::int64_t id) {
  std::string text(pattern);
  const auto replace = [&text](std::string_view name, const std::string& value) {
    if (const auto at = text.find(name); at != std::string::npos) {
      text.replace(at, name.size(), value);
    }
  };
  const auto what = WhatOf(payload);
  const auto day = ParseDate(ValueOf(payload, "appeal_last_day"));
  replace("{agency}", agency);
  if (what.empty()) replace(": {what}", "");
  replace("{what}", what);
  replace("{number}", ValueOf(payload, "number"));
  if (!day) {
    replace("; kiến nghị đến hết ngày {last_day}", "");
    replace("; appeals until the end of {last_day}", "");
  } else {
    replace("{last_day}", FormatVietnamese(*day));
  }
  replace("{id}", std::to_string(id));
  return text;
}

Wish WishOf(const FactRule& rule, const Fact& fact, const boost::json::object& payload,
            const People& people) {
  const auto agency = people.NameOf(fact.agency);
  const bool is_exercise = fact.origin == Origin::exercise;
  const auto severity = ValueOf(payload, "severity");
  Wish wish{.key = fmt::format("fact:{}", fact.id),
            .kind = rule.kind,
            .agency = fact.agency,
            .audiences = rule.audiences,
            .roles = rule.roles,
            .content = {},
            .is_urgent = false};
  wish.content.title = {
      (is_exercise ? "[DIỄN TẬP] " : "") + Filled(rule.vi, agency, payload, fact.subject_id),
      (is_exercise ? "[EXERCISE] " : "") + Filled(rule.en, agency, payload, fact.subject_id)};
  wish.content.link = Filled(rule.link, {}, payload, fact.subject_id);
  wish.is_urgent =
      rule.urgent_when_severe && !is_exercise &&
      (severity == "m1" || severity == "m2" || ValueOf(payload, "is_serious") == "true");
  return wish;
}

}  // namespace

std::vector<Wish> WishesOf(std::span<const Fact> facts, const People& people) {
  std::vector<Wish> wishes;
  for (const auto& fact : facts) {
    for (const auto& rule : Rules()) {
      if (rule.fact != fact.kind) continue;
      boost::system::error_code error;
      const auto payload = boost::json::parse(fact.payload, error);
      if (error || !payload.is_object()) break;
      wishes.push_back(WishOf(rule, fact, payload.as_object(), people));
      break;
    }
  }
  return wishes;
}

}  // namespace lachan::notifications
