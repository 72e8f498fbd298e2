// SPDX-License-Identifier: Apache-2.0
#include "public_site/confirm.h"

#include "base/text.h"
#include "public_site/page.h"
#include "public_site/quota.h"

namespace lachan::public_site {
namespace {

using identity::Permission;
using teams::LinkState;
using web::Request;
using web::Response;

constexpr Text kTitle{"Xác nhận thông tin đầu mối", "Confirm your contact details"};

struct Confirmation {
  Options options;
  Deps deps;
  Quota tries;
  Confirmation(const Options& o, const Deps& d) : options(o), deps(d), tries(o.lookups_per_hour) {}
};

/// The address of the page is the key: it must not leave the browser, nor stay in it.
Response Private(Response response) {
  return std::move(response)
      .With("Referrer-Policy", "no-referrer")
      .With("Cache-Control", "no-store")
      .With("X-Robots-Tag", "noindex");
}

Response Show(const Confirmation& site, Language language, std::string_view path,
              std::string_view body, int status) {
  return Private(Page(site.options, language, path, kTitle, body, status));
}

Response Say(const Confirmation& site, Language language, const Text& text, bool good, int status) {
  return Show(
      site, language, "/xac-nhan",
      fmt::format("<div class=\"card {}\" role=\"{}\"><p>{}</p><p><a href=\"{}\">{}</a></p></div>",
                  good ? "good" : "errors", good ? "status" : "alert", text.In(language),
                  Link("/danh-ba", language),
                  Text{"Danh bạ đầu mối", "Directory of contact points"}.In(language)),
      status);
}

Response NotOpen(const Confirmation& site, Language language, LinkState state) {
  if (state == LinkState::used) {
    return Say(site, language,
               {"Liên kết này đã được dùng hoặc đã được thay bằng liên kết mới.",
                "This link was used, or replaced by a newer one."},
               false, 410);
  }
  if (state == LinkState::expired) {
    return Say(site, language,
               {"Liên kết đã hết hạn. Hãy đề nghị đơn vị điều phối gửi liên kết mới.",
                "This link has expired. Ask the coordinator for a new one."},
               false, 410);
  }
  return Say(site, language,
             {"Liên kết không đúng. Hãy sao chép lại toàn bộ địa chỉ trong thư.",
              "This link is not right. Copy the whole address from the message."},
             false, 404);
}

std::string FieldError(const Error* error, std::string_view name, Language language) {
  if (error == nullptr) return "";
  for (const auto& field : error->fields()) {
    if (field.name != name) continue;
    const Text text = field.message == "required"
                          ? Text{"Cần ít nhất một số điện thoại hoặc thư điện tử.",
                                 "Give at least a phone number or a mail address."}
                          : Text{"Không dùng được giá trị này.", "This value cannot be taken."};
    return fmt::format("<p class=\"error\">{}</p>", text.In(language));
  }
  return "";
}

struct Input {
  const char* name;
  const char* type;
  Text label;
  std::string value;
  int max;
};

std::string Fields(const teams::LinkAnswer& values, const Error* error, Language language) {
  const Input inputs[] = {{"position", "text", {"Chức vụ", "Position"}, values.position, 120},
                          {"phone", "tel", {"Điện thoại cố định", "Phone"}, values.phone, 40},
                          {"mobile", "tel", {"Điện thoại di động", "Mobile"}, values.mobile, 40},
                          {"email", "email", {"Thư điện tử", "E-mail"}, values.email, 254}};
  std::string html;
  for (const Input& input : inputs) {
    html += fmt::format(
        "<label for=\"f-{0}\">{1}</label>{2}<input id=\"f-{0}\" name=\"{0}\" type=\"{3}\" "
        "maxlength=\"{4}\" value=\"{5}\">",
        input.name, input.label.In(language), FieldError(error, input.name, language), input.type,
        input.max, EscapeHtml(input.value));
  }
  return html;
}

Response Form(const Confirmation& site, const Request& request, const teams::LinkView& view,
              const teams::LinkAnswer& values, const Error* error) {
  const auto language = LanguageOf(request);
  const std::string path = "/xac-nhan/" + request.path_values.at("token");
  std::string body = fmt::format(
      "<div "
      "class=\"card\"><dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>"
      "</div>",
      Text{"Cơ quan", "Agency"}.In(language), EscapeHtml(view.agency_name),
      Text{"Họ và tên", "Name"}.In(language), EscapeHtml(view.contact.name.value),
      Text{"Liên kết có hạn đến", "The link holds until"}.In(language),
      FormatVietnamese(view.expires_at));
  if (error != nullptr) {
    body += fmt::format("<div class=\"card errors\" role=\"alert\">{}</div>",
                        Text{"Chưa ghi nhận: hãy xem các mục được đánh dấu.",
                             "Not taken yet: please look at the marked fields."}
                            .In(language));
  }
  const std::string action = EscapeHtml(Link(path, language));
  body += fmt::format(
      "<form class=\"card\" method=\"post\" action=\"{}\" accept-charset=\"utf-8\"><p>{}</p>{}"
      "<button name=\"answer\" value=\"confirm\">{}</button></form>",
      action,
      Text{"Sửa nếu cần, rồi bấm xác nhận. Nếu người phụ trách đã đổi, hãy dùng nút ở dưới.",
           "Correct what is needed and confirm. If somebody else is in charge now, use the button "
           "below."}
          .In(language),
      Fields(values, error, language),
      Text{"Thông tin trên là đúng", "These details are right"}.In(language));
  body += fmt::format(
      "<form class=\"card\" method=\"post\" action=\"{}\"><p>{}</p><button name=\"answer\" "
      "value=\"left\" class=\"quiet\">{}</button></form>",
      action,
      Text{"Không còn làm đầu mối? Thông tin của bạn sẽ được gỡ khỏi danh bạ.",
           "No longer the contact? Your details are taken out of the directory."}
          .In(language),
      Text{"Tôi không còn là đầu mối", "I am no longer the contact"}.In(language));
  return Show(site, language, path, body, error == nullptr ? 200 : 400);
}

Result<Response> Get(Confirmation& site, const Request& request) {
  LACHAN_TRY(const auto view, site.deps.contacts.Open(request.path_values.at("token")));
  if (view.state != LinkState::open) return NotOpen(site, LanguageOf(request), view.state);
  const auto& contact = view.contact;
  return Form(site, request, view,
              {false, contact.position, contact.phone, contact.mobile, contact.email}, nullptr);
}

Result<Response> Post(Confirmation& site, const Request& request) {
  const auto language = LanguageOf(request);
  const auto& token = request.path_values.at("token");
  if (!site.tries.Take(request.peer, site.deps.clock.Now())) {
    return Say(site, language,
               {"Quá nhiều lần thử. Hãy thử lại sau.", "Too many tries. Try again later."}, false,
               429);
  }
  LACHAN_TRY(const auto form, web::ParseForm(request.body));
  const auto value = [&](const char* name) {
    const auto at = form.find(name);
    return at == form.end() ? std::string() : std::string(Trim(at->second));
  };
  LACHAN_TRY(const auto view, site.deps.contacts.Open(token));
  if (view.state != LinkState::open) return NotOpen(site, language, view.state);
  const std::string kind = value("answer");
  if (kind != "confirm" && kind != "left") {
    return Fail(ErrorCode::kInvalidInput, "the form says neither confirm nor left");
  }
  const teams::LinkAnswer answer{kind == "left", value("position"), value("phone"), value("mobile"),
                                 value("email")};
  const auto done = site.deps.contacts.Answer(token, answer);
  if (!done) {
    if (done.error().code() == ErrorCode::kNotFound)
      return NotOpen(site, language, LinkState::used);
    if (done.error().fields().empty()) return std::unexpected(done.error());
    return Form(site, request, view, answer, &done.error());
  }
  return Say(site, language,
             answer.has_left ? Text{"Đã ghi nhận: bạn không còn là đầu mối. Cảm ơn bạn đã báo.",
                                    "Noted: you are no longer the contact. Thank you."}
                             : Text{"Đã xác nhận. Cảm ơn bạn.", "Confirmed. Thank you."},
             true, 200);
}

}  // namespace

std::vector<web::Route> ConfirmRoutes(const Options& options, const Deps& deps) {
  const auto site = std::make_shared<Confirmation>(options, deps);
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet, "/xac-nhan/{token}", Permission::Public(),
                    [site](const Request& request) { return Get(*site, request); }});
  routes.push_back({web::Verb::kPost,
                    "/xac-nhan/{token}",
                    Permission::Public(),
                    [site](const Request& request) { return Post(*site, request); },
                    {},
                    16u << 10});
  return routes;
}

}  // namespace lachan::public_site
