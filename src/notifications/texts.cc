// SPDX-License-Identifier: Apache-2.0
#include "notifications/texts.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "base/text.h"

namespace lachan::notifications {
namespace {

constexpr std::size_t kItems = 100;  // in one mail; the console shows the rest

directive::Language Of(NoticeLanguage language) {
  return language == NoticeLanguage::vi ? directive::Language::kVietnamese
                                        : directive::Language::kEnglish;
}

Text Plus(Text text, std::string_view tail) {
  text.vi += tail;
  text.en += tail;
  return text;
}

Text Lead(int days) {
  if (days > 0) return {fmt::format("Còn {} ngày", days), fmt::format("{} days left", days)};
  if (days == 0) return {"Hạn hôm nay", "Due today"};
  return {fmt::format("Quá hạn {} ngày", -days), fmt::format("{} days overdue", -days)};
}

std::string Link(const MailWords& words, const std::string& link) {
  if (link.starts_with("http://") || link.starts_with("https://")) return link;
  if (words.console_url.empty() || link.empty()) return {};
  return words.console_url + link;
}

std::string Indented(std::string_view text) {
  std::string out;
  for (const auto line : Split(text, '\n')) out += fmt::format("   {}\n", line);
  return out;
}

}  // namespace

std::string ToJson(const Content& content) {
  return boost::json::serialize(boost::json::object{{"title_vi", content.title.vi},
                                                    {"title_en", content.title.en},
                                                    {"body_vi", content.body.vi},
                                                    {"body_en", content.body.en},
                                                    {"link", content.link}});
}

Content ContentOf(std::string_view json) {
  Content content;
  boost::system::error_code error;
  const auto value = boost::json::parse(json, error);
  if (error || !value.is_object()) return content;
  const auto read = [&](std::string_view key, std::string& out) {
    const auto* text = value.as_object().if_contains(key);
    if (text != nullptr && text->is_string()) out = text->as_string();
  };
  read("title_vi", content.title.vi);
  read("title_en", content.title.en);
  read("body_vi", content.body.vi);
  read("body_en", content.body.en);
  read("link", content.link);
  return content;
}

Content DutyContent(const directive::Directive& directive, const directive::Duty& duty,
                    NoticeAudience audience, const DutyWords& words) {
  const auto* part = directive.FindPart(duty.part);
  const Text title = part != nullptr ? part->title : Text{duty.part, duty.part};
  Content content;
  const auto lead = Lead(words.days_left);
  content.title = {lead.vi + ": " + title.vi, lead.en + ": " + title.en};
  if (!words.system.empty()) content.title = Plus(content.title, " – " + words.system);
  if (audience != NoticeAudience::person) {
    content.title = Plus(content.title, " (" + words.agency + ")");
  }
  const auto date = FormatVietnamese(words.due_on);
  content.body = {fmt::format("Hạn cuối: {}. Điểm {} của Chỉ thị.", date, duty.clause),
                  fmt::format("Last day: {}. Clause {} of the directive.", date, duty.clause)};
  if (words.is_escalation) {
    content.body.vi += " Đầu mối chưa xác nhận đã biết.";
    content.body.en += " The focal point has not acknowledged it.";
  }
  if (part != nullptr && !part->how_to.vi.empty()) {
    content.body.vi += "\nCần làm: " + part->how_to.vi;
    content.body.en += "\nWhat to do: " + part->how_to.en;
  }
  content.link = audience == NoticeAudience::coordinator
                     ? fmt::format("/duties?agency={}", duty.agency.value)
                     : fmt::format("/my?obligation={}", duty.obligation);
  return content;
}

std::string WithoutSecrets(std::string text) {
  constexpr std::string_view kLink = "/xac-nhan/";
  for (auto at = text.find(kLink); at != std::string::npos; at = text.find(kLink, at)) {
    at += kLink.size();
    const auto end = text.find_first_of(" \n\"", at);
    text.replace(at, end == std::string::npos ? end : end - at, "…");
  }
  return text;
}

Text BecauseText(std::string_view because, std::string_view agency) {
  const auto of = [agency](std::string_view vi, std::string_view en) {
    return Text{fmt::format("{}{}{}", vi, agency.empty() ? "" : " của ", agency),
                fmt::format("{}{}{}", en, agency.empty() ? "" : " of ", agency)};
  };
  if (because == "focal_point") {
    return of("vì ông/bà là đầu mối an ninh mạng", "because you are the focal point");
  }
  if (because == "contact") {
    return of("vì ông/bà có tên trong danh bạ đầu mối", "because you are listed as a contact");
  }
  if (because == "deputy_focal_point") {
    return of("vì ông/bà là đầu mối thay thế", "because you are the deputy focal point");
  }
  if (because == "officer") {
    return of("vì ông/bà là cán bộ phụ trách", "because you are the officer in charge");
  }
  if (because == "agency_mailbox") {
    return of("vì chưa có đầu mối nào có thư điện tử", "because no focal point has an address");
  }
  if (because == "head") {
    return of("vì ông/bà là người đứng đầu", "because you are the head");
  }
  if (because == "coordinator") {
    return {"vì ông/bà điều phối ứng cứu của tỉnh",
            "because you coordinate the province's response"};
  }
  if (because == "asked") {
    return {"vì ông/bà yêu cầu gửi thư thử", "because you asked for a test"};
  }
  return {"vì vai trò của ông/bà", "because of your role"};
}

std::string MailSubject(const MailWords& words, std::span<const Item> told) {
  const bool is_vietnamese = words.language == NoticeLanguage::vi;
  if (told.size() == 1) {
    return Ellipsis("[Lá Chắn] " + told[0].content.title.In(Of(words.language)), 290);
  }
  return is_vietnamese ? fmt::format("[Lá Chắn] {} việc cần biết", told.size())
                       : fmt::format("[Lá Chắn] {} things to know", told.size());
}

std::string MailText(const MailWords& words, std::span<const Item> told) {
  const bool is_vietnamese = words.language == NoticeLanguage::vi;
  const auto language = Of(words.language);
  std::string out = is_vietnamese ? fmt::format("Kính gửi {},\n\n", words.name)
                                  : fmt::format("Dear {},\n\n", words.name);
  const auto shown = told.first(std::min(told.size(), kItems));
  std::string because;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& content = shown[i].content;
    out += told.size() == 1 ? content.title.In(language) + "\n"
                            : fmt::format("{}. {}\n", i + 1, content.title.In(language));
    if (!content.body.In(language).empty()) out += Indented(content.body.In(language));
    if (const auto link = Link(words, content.link); !link.empty()) out += Indented(link);
    out += "\n";
    if (i == 0) because = shown[i].because;
  }
  if (shown.size() < told.size()) {
    const auto rest = told.size() - shown.size();
    out += is_vietnamese ? fmt::format("Còn {} việc khác trên hệ thống.\n\n", rest)
                         : fmt::format("{} more in the console.\n\n", rest);
  }
  out += "-- \n";
  out += is_vietnamese ? fmt::format("Thư tự động của Lá Chắn, {}. Ông/bà nhận thư này {}.\n",
                                     words.province, because)
                       : fmt::format("Automatic mail of Lá Chắn, {}. You get it {}.\n",
                                     words.province, because);
  if (!words.console_url.empty()) {
    out += is_vietnamese ? "Giờ yên lặng, thư gộp, ngôn ngữ: " : "Quiet hours, digest, language: ";
    out += words.console_url + "/notices?tab=preferences\n";
  }
  return out;
}

}  // namespace lachan::notifications
