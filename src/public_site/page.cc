// SPDX-License-Identifier: Apache-2.0
#include "public_site/page.h"

#include "base/text.h"

namespace lachan::public_site {
namespace {

constexpr std::string_view kStyle = R"css(
:root{--ink:#14233a;--muted:#52627a;--line:#d5dce6;--paper:#fff;--wash:#f3f6fa;--blue:#0b4f9e;
--red:#a8201a;--gold:#8a5a00;--radius:6px}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
color:var(--ink);background:var(--wash)}
a{color:var(--blue)}a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible,
select:focus-visible{outline:3px solid #f2a900;outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:#fff;padding:8px}
.wrap{max-width:60rem;margin:0 auto;padding:0 1rem}
header{background:var(--blue);color:#fff}
header .wrap{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;padding:.9rem 1rem}
header a{color:#fff;text-decoration:none}header .name{font-weight:700;font-size:1.1rem}
header .name small{display:block;font-weight:400;font-size:.85rem;opacity:.9}
header nav{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin-left:auto}
header nav a{padding:.35rem 0;border-bottom:2px solid transparent}
header nav a[aria-current]{border-color:#fff}header nav a:hover{text-decoration:underline}
.mark{background:#fff3cd;color:#5c3d00;border-bottom:1px solid #e2c46b;text-align:center;
padding:.4rem 1rem;font-weight:600}
.hotline{background:#fff;border-bottom:1px solid var(--line)}
.hotline .wrap{padding:.6rem 1rem}.hotline strong{color:var(--red);font-size:1.15rem}
main{padding:1.5rem 0 3rem}h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 1rem}
h2{font-size:1.15rem;margin:1.6rem 0 .6rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:var(--radius);
padding:1.25rem;margin:0 0 1rem}
.card>:first-child,.card>form>:first-child,form.card>label:first-of-type{margin-top:0}.card>:last-child{margin-bottom:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:1rem;padding:0;
list-style:none;margin:0}
.tiles a{display:block;height:100%;background:var(--paper);border:1px solid var(--line);
border-left:5px solid var(--blue);border-radius:var(--radius);padding:1rem;text-decoration:none;
color:inherit}.tiles a:hover{border-color:var(--blue)}.tiles strong{display:block;margin-bottom:.25rem}
.tiles span{color:var(--muted);font-size:.95rem}
label{display:block;font-weight:600;margin:1rem 0 .3rem}label .opt{font-weight:400;color:var(--muted)}
input,textarea,select{width:100%;font:inherit;padding:.55rem .65rem;border:1px solid #8a97a8;
border-radius:var(--radius);background:#fff;color:inherit}textarea{min-height:9rem}
.hint{color:var(--muted);font-size:.92rem;margin:.2rem 0}
button{font:inherit;font-weight:600;margin-top:1.25rem;background:var(--blue);color:#fff;border:0;
border-radius:var(--radius);padding:.7rem 1.4rem;cursor:pointer}button:hover{background:#083d7c}
.error{color:var(--red);font-weight:600;margin:.3rem 0}
td.tel{white-space:nowrap}td.mail{overflow-wrap:anywhere}
button.quiet{background:#fff;color:var(--red);border:1px solid var(--red)}
button.quiet:hover{background:#fdf1f0}
.paper{white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.55 ui-monospace,"Liberation Mono",monospace;margin:0}
.errors{border-left:5px solid var(--red)}.good{border-left:5px solid #1c7c3c}
.code{font:700 1.7rem/1.3 ui-monospace,"Liberation Mono",monospace;letter-spacing:.06em;
background:var(--wash);border:1px dashed #8a97a8;border-radius:var(--radius);padding:.6rem 1rem;
display:inline-block;user-select:all}
table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;vertical-align:top;
padding:.55rem .7rem;border-bottom:1px solid var(--line)}th{background:var(--wash);font-size:.92rem}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:var(--radius)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1.2rem}dt{color:var(--muted)}
dd{margin:0;font-weight:600;white-space:pre-wrap}
.trap{position:absolute;left:-9999px}
footer{border-top:1px solid var(--line);color:var(--muted);font-size:.92rem;padding:1rem 0 2rem;
background:#fff}
@media (max-width:40rem){.people thead{display:none}.people tr{display:grid;padding:.5rem 0;
border-bottom:1px solid var(--line)}.people td{border:0;padding:.1rem .8rem}
.people td:first-child{font-weight:600}}
@media (max-width:32rem){header nav{margin-left:0}dl{grid-template-columns:1fr}}
@media print{header,footer,.hotline{display:none}}
)css";

struct NavigationEntry {
  std::string_view path;
  Text label;
};
constexpr NavigationEntry kNavigation[] = {
    {"/", {"Trang chủ", "Home"}},
    {"/bao-su-co", {"Báo sự cố", "Report an incident"}},
    {"/tra-cuu", {"Tra cứu", "Follow a report"}},
    {"/danh-ba", {"Danh bạ đầu mối", "Contact points"}},
};

std::string Navigation(Language language, std::string_view current) {
  std::string html;
  for (const auto& entry : kNavigation) {
    html += fmt::format("<a href=\"{}\"{}>{}</a>", Link(entry.path, language),
                        entry.path == current ? " aria-current=\"page\"" : "",
                        entry.label.In(language));
  }
  const auto other = language == Language::kVietnamese ? Language::kEnglish : Language::kVietnamese;
  html += fmt::format("<a href=\"{}\" hreflang=\"{}\" lang=\"{}\">{}</a>", Link(current, other),
                      other == Language::kEnglish ? "en" : "vi",
                      other == Language::kEnglish ? "en" : "vi",
                      other == Language::kEnglish ? "English" : "Tiếng Việt");
  return html;
}

}  // namespace

std::string_view StyleSheet() { return kStyle; }

Language LanguageOf(const web::Request& request) {
  return request.Query("lang") == "en" ? Language::kEnglish : Language::kVietnamese;
}

std::string Link(std::string_view path, Language language) {
  return language == Language::kEnglish ? std::string(path) + "?lang=en" : std::string(path);
}

web::Response Page(const Options& options, Language language, std::string_view path,
                   const Text& title, std::string_view body, int status) {
  const bool en = language == Language::kEnglish;
  std::string html = fmt::format(
      "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>{} · {}</title><link rel=\"stylesheet\" href=\"/site.css\">"
      "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/console/shield.svg\"></head><body>"
      "<a class=\"skip\" href=\"#main\">{}</a>",
      en ? "en" : "vi", title.In(language), EscapeHtml(options.province),
      en ? "Skip to content" : "Đến nội dung chính");
  if (options.is_demo) {
    html += en ? "<div class=\"mark\" role=\"note\">DEMO DATA – not real figures</div>"
               : "<div class=\"mark\" role=\"note\">DỮ LIỆU MẪU – không phải số liệu thật</div>";
  }
  html += fmt::format(
      "<header><div class=\"wrap\"><a class=\"name\" href=\"{}\">{}<small>{}</small></a>"
      "<nav aria-label=\"{}\">{}</nav></div></header>",
      Link("/", language), en ? "Cyber-security portal" : "Cổng an toàn, an ninh mạng",
      EscapeHtml(options.province), en ? "Main" : "Chính", Navigation(language, path));
  if (!options.hotline.empty()) {
    html +=
        fmt::format("<div class=\"hotline\"><div class=\"wrap\">{} <strong>{}</strong></div></div>",
                    en ? "24/7 hotline:" : "Đường dây nóng 24/24:", EscapeHtml(options.hotline));
  }
  html += fmt::format("<main id=\"main\"><div class=\"wrap\"><h1>{}</h1>{}</div></main>",
                      title.In(language), body);
  html += fmt::format(
      "<footer><div class=\"wrap\">{} <a href=\"/console/\">{}</a></div></footer></body></html>",
      en ? "This site sets no cookies and keeps nothing about you but what you write in the form."
         : "Trang này không dùng cookie và chỉ lưu những gì bạn tự viết trong biểu mẫu.",
      en ? "Staff sign-in" : "Đăng nhập dành cho cán bộ");
  return web::Response::Html(std::move(html), status);
}

}  // namespace lachan::public_site
