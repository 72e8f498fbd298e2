// SPDX-License-Identifier: Apache-2.0
#include "public_site/directory.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "public_site/page.h"
#include "register/entities.h"

namespace lachan::public_site {
namespace {

using identity::Permission;
using journal::Caller;
using web::Request;
using web::Response;

struct Row {
  Agency agency;
  ContactPoint contact;
};

/// Published contact points of agencies that exist today, by kind and name.
Result<std::vector<Row>> Published(const Deps& deps) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(Caller::System("public directory")));
  journal::ListQuery published;
  published.filters.push_back(journal::Equals("is_published", std::int64_t{1}));
  LACHAN_TRY(const auto contacts, journal::ListAll<ContactPoint>(*reader, published));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader));
  const CivilDate today = CivilDateAt(deps.clock.Now());
  std::map<std::int64_t, const Agency*> by_id;
  for (const auto& agency : agencies) by_id[agency.id] = &agency;
  std::vector<Row> rows;
  for (const auto& contact : contacts) {
    const auto at = by_id.find(contact.agency_id.value);
    if (at == by_id.end()) continue;
    if (at->second->valid_to && *at->second->valid_to < today) continue;
    rows.push_back({*at->second, contact});
  }
  std::ranges::sort(rows, {}, [](const Row& row) {
    return std::tuple(row.agency.kind, FoldForSearch(row.agency.name.value), row.contact.id.value);
  });
  return rows;
}

Text RoleText(ContactRole role) {
  switch (role) {
    case ContactRole::head:
      return {"Người đứng đầu", "Head"};
    case ContactRole::focal_point:
      return {"Cán bộ đầu mối", "Focal point"};
    case ContactRole::deputy_focal_point:
      return {"Đầu mối dự phòng", "Deputy focal point"};
    case ContactRole::incident_team:
      return {"Tổ ứng cứu", "Incident team"};
    case ContactRole::technical:
      return {"Kỹ thuật", "Technical"};
    case ContactRole::hotline:
      return {"Đường dây nóng", "Hotline"};
  }
  return {"", ""};
}

/// What a wanted text may stand in: agency, contact, role, in both languages.
bool Matches(const Row& row, const std::string& wanted) {
  if (wanted.empty()) return true;
  const Text role = RoleText(row.contact.role);
  const std::string all =
      fmt::format("{} {} {} {}", row.agency.name.value, row.contact.name.value, role.vi, role.en);
  return FoldForSearch(all).find(wanted) != std::string::npos;
}

teams::Card CardOf(const Row& row, const std::string& base_url) {
  teams::Card card;
  card.uid = fmt::format("urn:lachan:contact:{}", row.contact.id.value);
  card.name = row.contact.name;
  card.organisation = row.agency.name;
  card.title = row.contact.position.empty() ? std::string(RoleText(row.contact.role).vi)
                                            : row.contact.position.value;
  card.phone = row.contact.phone;
  // The mobile number is for those who are signed in: the page does not show it either.
  card.email = row.contact.email;
  card.url = row.agency.website.empty() ? base_url + "/danh-ba" : row.agency.website.value;
  card.is_person =
      row.contact.role != ContactRole::hotline && row.contact.role != ContactRole::incident_team;
  card.revised_at = row.contact.updated_at;
  return card;
}

std::string SearchForm(Language language, std::string_view words) {
  return fmt::format(
      "<form class=\"card\" method=\"get\" action=\"/danh-ba\" role=\"search\">{}<label "
      "for=\"f-q\">{}</label><input id=\"f-q\" name=\"q\" value=\"{}\" "
      "maxlength=\"200\"><button>{}</button></form>",
      language == Language::kEnglish ? "<input type=\"hidden\" name=\"lang\" value=\"en\">" : "",
      Text{"Tên cơ quan (không cần dấu)", "Name of the agency (accents optional)"}.In(language),
      EscapeHtml(words), Text{"Tìm", "Search"}.In(language));
}

std::string TableHead(Language language) {
  std::string html = "<div class=\"scroll\"><table class=\"people\"><thead><tr>";
  for (const Text& head :
       {Text{"Cơ quan", "Agency"}, Text{"Đầu mối", "Contact"}, Text{"Điện thoại", "Phone"},
        Text{"Thư điện tử", "E-mail"}, Text{"Xác nhận", "Confirmed"}, Text{"Danh thiếp", "Card"}}) {
    html += fmt::format("<th>{}</th>", head.In(language));
  }
  return html + "</tr></thead><tbody>";
}

std::string TableRow(const Row& row, Language language) {
  const auto& contact = row.contact;
  std::string mail = EscapeHtml(contact.email.value);
  if (!mail.empty()) mail = fmt::format("<a href=\"mailto:{0}\">{0}</a>", mail);
  std::string confirmed = "–";
  if (const auto& day = contact.confirmed_on.value) confirmed = FormatVietnamese(*day);
  if (const auto& day = contact.seen_on.value) {
    confirmed += fmt::format("<div class=\"hint\">{} {}</div>",
                             Text{"Thấy trên trang của cơ quan", "Seen on its page"}.In(language),
                             FormatVietnamese(*day));
  }
  return fmt::format(
      "<tr><td>{}</td><td>{}<div class=\"hint\">{}</div></td><td class=\"tel\">{}</td><td "
      "class=\"mail\">{}</td><td>{}</td>"
      "<td><a href=\"/danh-ba/{}.vcf\" aria-label=\"vCard: {}\">vCard</a></td></tr>",
      EscapeHtml(row.agency.name.value), EscapeHtml(contact.name.value),
      RoleText(contact.role).In(language), EscapeHtml(contact.phone.value), mail, confirmed,
      contact.id.value, EscapeHtml(contact.name.value));
}

Result<Response> Directory(const Options& options, const Deps& deps, const Request& request) {
  const auto language = LanguageOf(request);
  const auto words = request.Query("q").substr(0, 200);
  const std::string wanted = FoldForSearch(words);
  LACHAN_TRY(auto rows, Published(deps));
  std::erase_if(rows, [&](const Row& row) { return !Matches(row, wanted); });
  std::string body = SearchForm(language, words);
  body += fmt::format(
      "<p>{}: {} · <a href=\"/danh-ba/tat-ca.vcf\">{}</a> · <a href=\"{}\">RFC 2350</a> · <a "
      "href=\"/.well-known/security.txt\">security.txt</a></p>",
      Text{"Số đầu mối", "Contact points"}.In(language), rows.size(),
      Text{"Tải tất cả danh thiếp (vCard)", "All as vCard"}.In(language),
      Link("/rfc2350", language));
  body += TableHead(language);
  for (const Row& row : rows) body += TableRow(row, language);
  body += "</tbody></table></div>";
  return Page(options, language, "/danh-ba",
              {"Danh bạ đầu mối tiếp nhận sự cố", "Directory of contact points"}, body);
}

Response Cards(std::string text, std::string_view name) {
  return Response::Download(std::move(text), "text/vcard; charset=utf-8", name);
}

Result<Response> AllCards(const Options& options, const Deps& deps, const Request&) {
  LACHAN_TRY(const auto rows, Published(deps));
  std::vector<teams::Card> cards;
  for (const Row& row : rows) cards.push_back(CardOf(row, options.profile.base_url));
  return Cards(teams::ToVCards(cards), "danh-ba.vcf");
}

Result<Response> OneCard(const Options& options, const Deps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto rows, Published(deps));
  for (const Row& row : rows) {
    if (row.contact.id.value != id) continue;
    const auto card = CardOf(row, options.profile.base_url);
    return Cards(teams::ToVCards({&card, 1}), fmt::format("dau-moi-{}.vcf", id));
  }
  return Fail(ErrorCode::kNotFound, "no such contact point is published");
}

/// Made anew with every request; programs keep it for months.
Result<Response> SecurityText(const Options& options, const Deps& deps, const Request&) {
  LACHAN_TRY(const auto coordinator, deps.roster.Coordinator());
  LACHAN_TRY(const auto known, deps.boards.Profile(coordinator));
  std::vector<std::string> emails, phones;
  if (!known.email.empty()) emails.push_back(known.email);
  if (const auto& phone = known.phone.empty() ? options.hotline : known.phone; !phone.empty()) {
    phones.push_back(phone);
  }
  const auto expires = StartOfDay(AddMonths(CivilDateAt(deps.clock.Now()), 6));
  return Response::Text(teams::ToSecurityText(options.profile.base_url, emails, phones, expires));
}

void Prefer(std::string& text, const std::string& setting) {
  if (!setting.empty()) text = setting;
}

Result<std::string> Description(const Options& options, const Deps& deps, bool in_english) {
  LACHAN_TRY(const auto coordinator, deps.roster.Coordinator());
  LACHAN_TRY(auto profile, deps.boards.Profile(coordinator));
  const auto& settings = options.profile;
  profile.base_url = settings.base_url;
  Prefer(profile.name, settings.name);
  Prefer(profile.short_name, settings.short_name);
  Prefer(profile.address, settings.address);
  Prefer(profile.key_url, settings.key_url);
  Prefer(profile.hours, settings.hours);
  Prefer(profile.authority, settings.authority);
  Prefer(profile.constituency, settings.constituency);
  if (profile.phone.empty()) profile.phone = options.hotline;
  if (profile.constituency.empty()) {
    profile.constituency = fmt::format("{} {}",
                                       in_english ? "Agencies, organisations and citizens of"
                                                  : "Cơ quan, tổ chức và người dân thuộc",
                                       options.province);
  }
  if (profile.name.empty()) {
    profile.name = fmt::format(
        "{} – {}",
        in_english ? "Incident response team" : "Đội ứng cứu sự cố an toàn thông tin mạng",
        options.province);
  }
  if (coordinator) {
    LACHAN_TRY(const auto alarms,
               deps.roster.Alarms(Caller::System("public directory"), coordinator));
    profile.is_around_the_clock = alarms.empty();
  }
  return teams::ToRfc2350(profile, in_english);
}

Result<Response> DescriptionPage(const Options& options, const Deps& deps, const Request& request) {
  const auto language = LanguageOf(request);
  const bool in_english = language == Language::kEnglish;
  LACHAN_TRY(const auto text, Description(options, deps, in_english));
  return Page(
      options, language, "/rfc2350",
      {"Giới thiệu Đội ứng cứu (RFC 2350)", "About the response team (RFC 2350)"},
      fmt::format("<p><a href=\"{}\">{}</a></p><div class=\"card\"><pre "
                  "class=\"paper\">{}</pre></div>",
                  Link("/rfc2350.txt", language),
                  Text{"Tải dạng văn bản", "Download as text"}.In(language), EscapeHtml(text)));
}

Result<Response> DescriptionText(const Options& options, const Deps& deps, const Request& request) {
  LACHAN_TRY(auto text, Description(options, deps, LanguageOf(request) == Language::kEnglish));
  return Response::Download(std::move(text), "text/plain; charset=utf-8", "rfc2350.txt");
}

}  // namespace

std::vector<web::Route> DirectoryRoutes(const Options& options, const Deps& deps) {
  std::vector<web::Route> routes;
  const auto get = [&](const char* path, auto page) {
    routes.push_back(
        {web::Verb::kGet, path, Permission::Public(),
         [options, deps, page](const Request& request) { return page(options, deps, request); }});
  };
  get("/danh-ba", Directory);
  get("/danh-ba/tat-ca.vcf", AllCards);
  get("/danh-ba/{id}.vcf", OneCard);
  get("/.well-known/security.txt", SecurityText);
  get("/rfc2350", DescriptionPage);
  get("/rfc2350.txt", DescriptionText);
  return routes;
}

}  // namespace lachan::public_site
