// SPDX-License-Identifier: Apache-2.0
#include "public_site/site.h"

#include "base/text.h"
#include "public_site/confirm.h"
#include "public_site/directory.h"
#include "public_site/page.h"
#include "public_site/quota.h"

namespace lachan::public_site {
namespace {

using identity::Permission;
using web::Request;
using web::Response;

struct Site {
  Options options;
  Deps deps;
  Quota reports, lookups;
  Site(Options o, Deps d)
      : options(std::move(o)),
        deps(d),
        reports(options.reports_per_hour),
        lookups(options.lookups_per_hour) {}
};

struct Topic {
  std::string_view value;
  Text title, detail;
};
constexpr Topic kTopics[] = {
    {"website",
     {"Trang web lạ, lừa đảo", "Suspicious or fraudulent website"},
     {"Giả mạo cơ quan, ngân hàng; mời chào bất thường", "Fake agency or bank, unusual offers"}},
    {"account",
     {"Tài khoản bị chiếm", "Account taken over"},
     {"Thư điện tử, mạng xã hội, dịch vụ công", "Mail, social network, public services"}},
    {"state_agency",
     {"Cơ quan nhà nước bị tấn công", "State agency under attack"},
     {"Trang web bị đổi giao diện, mã độc, lộ dữ liệu", "Defaced site, malware, leaked data"}},
    {"other",
     {"Việc khác", "Something else"},
     {"Không chắc thuộc loại nào cũng cứ báo", "Not sure? Report it anyway"}},
};

Response Home(const Site& site, const Request& request) {
  const auto language = LanguageOf(request);
  std::string body =
      fmt::format("<p>{}</p><ul class=\"tiles\">",
                  Text{"Bạn gặp sự cố gì? Chọn loại gần nhất; bạn có thể báo mà không để lại tên.",
                       "What happened? Choose the closest kind; you need not leave a name."}
                      .In(language));
  for (const auto& topic : kTopics) {
    body += fmt::format(
        "<li><a href=\"/bao-su-co?loai={}{}\"><strong>{}</strong><span>{}</span></a></li>",
        topic.value, language == Language::kEnglish ? "&amp;lang=en" : "", topic.title.In(language),
        topic.detail.In(language));
  }
  body += fmt::format(
      "</ul><h2>{}</h2><div class=\"card\"><p>{}</p></div>",
      Text{"Trong lúc chờ", "While you wait"}.In(language),
      Text{
          "Ngắt máy khỏi mạng nhưng đừng tắt nguồn. Đừng xóa thư, tệp hay tin nhắn đáng ngờ: đó là "
          "chứng cứ. Đừng trả tiền chuộc. Đổi mật khẩu từ một máy khác. Không gửi tài liệu bí mật "
          "nhà nước qua trang này.",
          "Take the machine off the network but leave it on. Do not delete suspicious mail, files "
          "or messages: they are evidence. Do not pay a ransom. Change passwords from another "
          "machine. Never send state secrets through this page."}
          .In(language));
  return Page(site.options, language, "/",
              {"Báo và theo dõi sự cố an ninh mạng", "Report and follow cyber incidents"}, body);
}

/// Message of a wrong field, by the key that the service gives.
std::string FieldMessage(std::string_view key, Language language) {
  if (key == "required") {
    return std::string(Text{"Hãy điền mục này.", "Please fill this in."}.In(language));
  }
  if (key.starts_with("too_long:")) {
    return fmt::format("{} {}", Text{"Quá dài; tối đa", "Too long; at most"}.In(language),
                       key.substr(9)) +
           std::string(Text{" ký tự.", " characters."}.In(language));
  }
  return std::string(
      Text{"Không dùng được giá trị này.", "This value cannot be taken."}.In(language));
}

using Wrong = std::map<std::string, std::string, std::less<>>;
using Form = std::multimap<std::string, std::string>;

std::string_view ValueOf(const Form& form, const std::string& name) {
  const auto at = form.find(name);
  return at == form.end() ? std::string_view{} : std::string_view(at->second);
}

std::string Field(const Form& form, const Wrong& wrong, const char* name, const Text& label,
                  bool optional, bool area, int max, Language language) {
  const auto at = wrong.find(name);
  const std::string error = at == wrong.end()
                                ? ""
                                : fmt::format("<p class=\"error\" id=\"e-{}\">{}</p>", name,
                                              FieldMessage(at->second, language));
  const std::string attributes = fmt::format(
      "id=\"f-{}\" name=\"{}\" maxlength=\"{}\"{}{}", name, name, max, optional ? "" : " required",
      error.empty() ? "" : fmt::format(" aria-invalid=\"true\" aria-describedby=\"e-{}\"", name));
  const std::string value = EscapeHtml(ValueOf(form, name));
  return fmt::format("<label for=\"f-{}\">{}{}</label>{}{}", name, label.In(language),
                     optional ? fmt::format(" <span class=\"opt\">({})</span>",
                                            Text{"không bắt buộc", "optional"}.In(language))
                              : "",
                     error,
                     area ? fmt::format("<textarea {}>{}</textarea>", attributes, value)
                          : fmt::format("<input {} value=\"{}\">", attributes, value));
}

Response ReportForm(const Site& site, Language language, const Form& form, const Wrong& wrong,
                    int status) {
  std::string body;
  if (!wrong.empty()) {
    body += fmt::format("<div class=\"card errors\" role=\"alert\">{}</div>",
                        Text{"Chưa gửi được: hãy xem các mục được đánh dấu.",
                             "Not sent yet: please look at the marked fields."}
                            .In(language));
  }
  body +=
      fmt::format("<form class=\"card\" method=\"post\" action=\"{}\" accept-charset=\"utf-8\">",
                  Link("/bao-su-co", language));
  body += fmt::format("<label for=\"f-topic\">{}</label><select id=\"f-topic\" name=\"topic\">",
                      Text{"Loại sự cố", "Kind of incident"}.In(language));
  for (const auto& topic : kTopics) {
    body += fmt::format("<option value=\"{}\"{}>{}</option>", topic.value,
                        ValueOf(form, "topic") == topic.value ? " selected" : "",
                        topic.title.In(language));
  }
  body += "</select>";
  body += Field(form, wrong, "what", {"Chuyện gì đã xảy ra?", "What happened?"}, false, true, 4000,
                language);
  body += Field(form, wrong, "target",
                {"Ở đâu? (địa chỉ trang web, tài khoản, cơ quan)",
                 "Where? (address of the site, account, agency)"},
                true, false, 300, language);
  body +=
      Field(form, wrong, "contact_name", {"Tên của bạn", "Your name"}, true, false, 120, language);
  body += Field(form, wrong, "contact", {"Điện thoại hoặc thư điện tử", "Phone or e-mail"}, true,
                false, 200, language);
  body +=
      "<div class=\"trap\" aria-hidden=\"true\"><label>Website<input name=\"website\" "
      "tabindex=\"-1\" autocomplete=\"off\"></label></div>";
  body += fmt::format("<p class=\"hint\">{}</p><button type=\"submit\">{}</button></form>",
                      Text{"Không gửi tài liệu, thông tin thuộc bí mật nhà nước qua biểu mẫu này.",
                           "Do not send state secrets through this form."}
                          .In(language),
                      Text{"Gửi báo cáo", "Send the report"}.In(language));
  return Page(site.options, language, "/bao-su-co", {"Báo sự cố", "Report an incident"}, body,
              status);
}

Response Sorry(const Site& site, Language language, std::string_view path, const Text& text,
               int status) {
  return Page(
      site.options, language, path, {"Chưa thực hiện được", "That did not work"},
      fmt::format("<div class=\"card errors\" role=\"alert\"><p>{}</p></div>", text.In(language)),
      status);
}

Result<Response> Submit(Site& site, const Request& request) {
  const auto language = LanguageOf(request);
  LACHAN_TRY(const auto form, web::ParseForm(request.body));
  if (!ValueOf(form, "website").empty() ||
      !site.reports.Take(request.peer, site.deps.clock.Now())) {
    return Sorry(site, language, "/bao-su-co",
                 {"Quá nhiều báo cáo từ địa chỉ này. Hãy thử lại sau một giờ hoặc gọi điện.",
                  "Too many reports from this address. Try again in an hour, or call."},
                 429);
  }
  boost::json::object body;
  for (const char* name : {"topic", "what", "target", "contact_name", "contact"}) {
    body[name] = boost::json::string(ValueOf(form, name));
  }
  auto report = schema::Decode<incidents::NewPublicReport>(body);
  auto submitted = report ? site.deps.reports.Submit(*report)
                          : Result<incidents::SubmittedReport>(std::unexpected(report.error()));
  if (!submitted) {
    Wrong wrong;
    for (const auto& field : submitted.error().fields()) wrong[field.name] = field.message;
    if (wrong.empty()) return std::unexpected(std::move(submitted).error());
    return ReportForm(site, language, form, wrong, 400);
  }
  return Page(
      site.options, language, "/bao-su-co", {"Đã nhận báo cáo", "Report received"},
      fmt::format("<div class=\"card good\"><p>{}</p><p><span class=\"code\" "
                  "data-testid=\"code\">{}</span></p><p>{}</p><p><a href=\"{}\">{}</a></p></div>",
                  Text{"Mã theo dõi của bạn (chỉ hiện một lần, hãy ghi lại):",
                       "Your code (shown this once, write it down):"}
                      .In(language),
                  submitted->code,
                  Text{"Trực ban sẽ xem báo cáo. Bạn dùng mã này để đọc trả lời; không ai "
                       "hỏi mã của bạn qua điện thoại.",
                       "The duty officer will read it. Use the code to read the answer; "
                       "nobody will ask you for it by phone."}
                      .In(language),
                  Link("/tra-cuu", language),
                  Text{"Tra cứu bằng mã", "Follow by code"}.In(language)),
      201);
}

std::string FollowForm(Language language, std::string_view code) {
  return fmt::format(
      "<form class=\"card\" method=\"post\" action=\"{}\"><label for=\"f-code\">{}</label>"
      "<input id=\"f-code\" name=\"code\" maxlength=\"40\" required autocomplete=\"off\" "
      "value=\"{}\">"
      "<button type=\"submit\">{}</button></form>",
      Link("/tra-cuu", language), Text{"Mã theo dõi", "Your code"}.In(language), EscapeHtml(code),
      Text{"Xem", "Show"}.In(language));
}

Text StatusText(ReportStatus status) {
  switch (status) {
    case ReportStatus::received:
      return {"Đã nhận, chờ xem", "Received, waiting"};
    case ReportStatus::in_review:
      return {"Đang xem xét", "Being looked at"};
    case ReportStatus::accepted:
      return {"Đã lập vụ việc, đang xử lý", "An incident was opened"};
    case ReportStatus::closed:
      return {"Đã kết thúc", "Closed"};
  }
  return {"", ""};
}

Result<Response> Follow(Site& site, const Request& request) {
  const auto language = LanguageOf(request);
  LACHAN_TRY(const auto form, web::ParseForm(request.body));
  const Text title{"Tra cứu báo cáo", "Follow a report"};
  const auto code = ValueOf(form, "code");
  if (!site.lookups.Take(request.peer, site.deps.clock.Now())) {
    return Sorry(site, language, "/tra-cuu",
                 {"Quá nhiều lần tra cứu. Hãy thử lại sau.", "Too many look-ups. Try again later."},
                 429);
  }
  const auto progress = site.deps.reports.FindByCode(code);
  if (!progress) {
    if (progress.error().code() != ErrorCode::kNotFound) return std::unexpected(progress.error());
    return Page(site.options, language, "/tra-cuu", title,
                fmt::format("<div class=\"card errors\" role=\"alert\">{}</div>{}",
                            Text{"Không có báo cáo nào với mã này. Hãy kiểm tra lại từng ký tự.",
                                 "No report has this code. Please check each character."}
                                .In(language),
                            FollowForm(language, code)),
                404);
  }
  return Page(
      site.options, language, "/tra-cuu", title,
      fmt::format(
          "<div class=\"card good\"><dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd>"
          "<dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl></div>",
          Text{"Tình trạng", "Status"}.In(language), StatusText(progress->status).In(language),
          Text{"Đã nhận lúc", "Received"}.In(language), FormatVietnamese(progress->received_at),
          Text{"Cập nhật lúc", "Updated"}.In(language), FormatVietnamese(progress->updated_at),
          Text{"Trả lời", "Answer"}.In(language),
          progress->reply.empty() ? std::string(Text{"Chưa có.", "None yet."}.In(language))
                                  : EscapeHtml(progress->reply)));
}

}  // namespace

std::vector<web::Route> Routes(Options options, Deps deps) {
  const auto site = std::make_shared<Site>(std::move(options), deps);
  constexpr auto kPublic = Permission::Public();
  constexpr std::size_t kMaxForm = 64 << 10;
  std::vector<web::Route> routes;
  const auto get = [&](const char* path, auto page) {
    routes.push_back(
        {web::Verb::kGet, path, kPublic, [site, page](const Request& request) -> Result<Response> {
           return page(*site, request);
         }});
  };
  get("/", [](Site& s, const Request& r) { return Home(s, r); });
  get("/bao-su-co", [](Site& s, const Request& r) {
    return ReportForm(s, LanguageOf(r), {{"topic", std::string(r.Query("loai"))}}, {}, 200);
  });
  get("/tra-cuu", [](Site& s, const Request& r) {
    return Page(s.options, LanguageOf(r), "/tra-cuu", {"Tra cứu báo cáo", "Follow a report"},
                FollowForm(LanguageOf(r), ""));
  });
  get("/site.css", [](Site&, const Request&) {
    Response response = Response::Text(std::string(StyleSheet()));
    response.content_type = "text/css; charset=utf-8";
    return std::move(response).With("Cache-Control", "public, max-age=3600");
  });
  routes.push_back({web::Verb::kPost,
                    "/bao-su-co",
                    kPublic,
                    [site](const Request& request) { return Submit(*site, request); },
                    {},
                    kMaxForm});
  routes.push_back({web::Verb::kPost,
                    "/tra-cuu",
                    kPublic,
                    [site](const Request& request) { return Follow(*site, request); },
                    {},
                    kMaxForm});
  for (auto& route : DirectoryRoutes(site->options, deps)) routes.push_back(std::move(route));
  for (auto& route : ConfirmRoutes(site->options, deps)) routes.push_back(std::move(route));
  return routes;
}

}  // namespace lachan::public_site
