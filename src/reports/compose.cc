// SPDX-License-Identifier: Apache-2.0
#include "reports/compose.h"

#include <charconv>
#include <optional>

#include "base/text.h"
#include "reports/sections.h"
#include "reports/vietnamese.h"

namespace lachan::reports {
namespace {

using documents::Heading;
using documents::OfficialDocument;
using documents::Standing;

documents::Standing StandingOf(const Document& document) {
  if (document.is_demo.value) return Standing::demo;
  return document.status.value == DocumentStatus::issued ? Standing::issued : Standing::draft;
}

/// "05/BC-CAT" or "5": number and, if given, the symbol.
void SetNumber(const std::string& text, OfficialDocument& pages) {
  pages.number = RegistryNumberOf(text);
  const std::string_view all = Trim(text);
  const auto stroke = all.find('/');
  if (stroke != std::string_view::npos && !Trim(all.substr(stroke + 1)).empty()) {
    pages.symbol = Clean(all.substr(stroke + 1));
  }
}

/// "KT. Giám đốc; Phó Giám đốc": what stands before the last semicolon is the authority.
void SetSignature(const Letterhead& letterhead, const Document& document, OfficialDocument& pages) {
  const std::string title = Clean(document.signer_title.value);
  std::vector<std::string> lines;
  for (const auto line : Split(title, ';')) {
    if (!Trim(line).empty()) lines.emplace_back(Trim(line));
  }
  if (lines.empty()) lines.push_back(letterhead.head);
  pages.signature.title = lines.back();
  lines.pop_back();
  pages.signature.authority = std::move(lines);
  pages.signature.name = Clean(document.signer_name.value);
}

OfficialDocument Blank(const Letterhead& letterhead, const Document& document,
                       const Figures& figures, documents::Kind kind) {
  OfficialDocument pages;
  pages.kind = kind;
  pages.standing = StandingOf(document);
  pages.superior_body = letterhead.superior_body;
  pages.issuing_body = letterhead.issuing_body;
  pages.symbol = fmt::format("{}-{}", documents::Abbreviation(kind), letterhead.symbol);
  pages.place = letterhead.place;
  SetNumber(document.number.value, pages);
  if (document.issued_on.value) {
    pages.date = *document.issued_on.value;
  } else {
    if (const auto cut = ParseInstant(figures.cut_at)) pages.date = CivilDateAt(*cut);
    pages.day_open = true;
  }
  SetSignature(letterhead, document, pages);
  pages.recipients = letterhead.recipients;
  pages.archive = letterhead.archive;
  return pages;
}

Month MonthOf(const Figures& figures) { return ParseMonth(figures.month).value_or(Month{}); }

std::string Span(Month month) {
  return fmt::format("từ ngày {} đến hết ngày {}", FormatVietnamese(month.FirstDay()),
                     FormatVietnamese(AddDays(month.Plus(1).FirstDay(), -1)));
}

documents::Annex RankingAnnex(const Figures& figures, Month month) {
  documents::Annex annex;
  annex.title = "Kết quả xếp loại các cơ quan, đơn vị " + MonthInWords(month);
  for (const auto& part : figures.rankings) {
    annex.body.push_back(RankingTable(figures, part, month));
  }
  return annex;
}

}  // namespace

std::optional<int> RegistryNumberOf(std::string_view text) {
  const std::string_view digits = Trim(text.substr(0, text.find('/')));
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number <= 0) return {};
  return number;
}

documents::OfficialDocument MonthlyReport(const Letterhead& letterhead, const Document& document,
                                          const Figures& figures) {
  const Month month = MonthOf(figures);
  OfficialDocument pages = Blank(letterhead, document, figures, documents::Kind::bao_cao);
  pages.subject = fmt::format(
      "Tình hình, kết quả công tác bảo đảm an toàn thông tin mạng, ứng cứu sự cố {} trên địa bàn "
      "{}",
      MonthInWords(month), LowerFirst(letterhead.province));
  pages.addressees = {letterhead.addressee};
  pages.body.push_back(Say(fmt::format(
      "Thực hiện Chỉ thị của Chủ tịch Ủy ban nhân dân tỉnh về tăng cường công tác ứng cứu sự cố, "
      "bảo "
      "đảm an toàn thông tin mạng, {} báo cáo tình hình, kết quả {} (số liệu {}) như sau:",
      letterhead.issuing_body, MonthInWords(month), Span(month))));
  AddGeneral(figures, month, pages.body);
  const bool has_accounts = figures.accounts && !figures.accounts->empty();
  if (has_accounts) {
    pages.body.push_back(
        Say(AccountSentence(figures, figures.rankings.empty() ? "Phụ lục II" : "Phụ lục III")));
  }
  AddResponse(figures, month, pages.body);
  AddDirective(figures, month, pages.body);
  AddRanking(figures, month, "Phụ lục II", pages.body);
  AddConclusions(figures, month, document.remarks.value, pages.body);
  pages.body.push_back(Say(
      fmt::format("Trên đây là báo cáo tình hình, kết quả {}, {} kính báo cáo {} xem xét, chỉ đạo.",
                  MonthInWords(month), letterhead.issuing_body, letterhead.addressee)));
  pages.annexes.push_back(
      {"Kết quả thực hiện từng nhiệm vụ của Chỉ thị", {ObligationTable(figures)}});
  if (!figures.rankings.empty()) pages.annexes.push_back(RankingAnnex(figures, month));
  if (has_accounts) {
    pages.annexes.push_back({"Đối chiếu bản ghi nhật ký tiếp nhận", {AccountTable(figures)}});
  }
  return pages;
}

documents::OfficialDocument RankingNotice(const Letterhead& letterhead, const Document& document,
                                          const Figures& figures) {
  const Month month = MonthOf(figures);
  OfficialDocument pages = Blank(letterhead, document, figures, documents::Kind::thong_bao);
  pages.subject =
      fmt::format("Kết quả xếp loại bảo đảm an toàn thông tin mạng {}", MonthInWords(month));
  pages.body.push_back(
      Say(fmt::format("Thực hiện Chỉ thị của Chủ tịch Ủy ban nhân dân tỉnh, {} thông báo kết quả "
                      "đánh giá, xếp loại "
                      "các cơ quan, đơn vị {} như sau:",
                      letterhead.issuing_body, MonthInWords(month))));
  AddRanking(figures, month, "Phụ lục kèm theo", pages.body);
  std::optional<CivilDate> last_day;
  if (figures.appeal_last_day) {
    if (const auto day = ParseDate(*figures.appeal_last_day)) last_day = *day;
  }
  pages.body.push_back(Say(fmt::format(
      "Mỗi điểm số đều kèm minh chứng trên hệ thống. Cơ quan, đơn vị có ý kiến về kết quả đề nghị "
      "gửi kiến nghị kèm minh chứng{} để xem xét; kết quả đã chốt được điều chỉnh bằng phụ lục có "
      "đánh số.",
      last_day ? fmt::format(" chậm nhất đến hết ngày {}", FormatVietnamese(*last_day))
               : std::string())));
  pages.body.push_back(Say(fmt::format("{} thông báo để các cơ quan, đơn vị biết, thực hiện.",
                                       letterhead.issuing_body)));
  pages.annexes.push_back(RankingAnnex(figures, month));
  pages.recipients = {letterhead.addressee + " (để báo cáo)"};
  for (std::size_t i = 2; i < letterhead.recipients.size(); ++i) {
    pages.recipients.push_back(letterhead.recipients[i]);
  }
  return pages;
}

}  // namespace lachan::reports
