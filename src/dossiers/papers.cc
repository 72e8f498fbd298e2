// SPDX-License-Identifier: Apache-2.0
// The papers of a dossier as official documents.
// \source NĐ 30/2020/NĐ-CP (form); NĐ 331/2026, forms 01–07 (what they say)
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "dossiers/dossier_service.h"
#include "schema/json.h"

namespace lachan::dossiers {
namespace {

using documents::Align;
using documents::Block;
using documents::Heading;
using documents::OfficialDocument;
using documents::Standing;
using documents::TableCell;
using levels::Regime;

/// One line without control characters, as a page can hold it.
std::string Clean(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    clean += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  return std::string(Trim(clean));
}

Block Say(std::string_view text) { return documents::Paragraph{{{.text = Clean(text)}}}; }

/// "180.000"
std::string Grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ".");
  }
  return text;
}

/// Paragraphs that a person wrote, one a line.
void SayAll(std::string_view text, std::vector<Block>& body) {
  for (const auto line : Split(text, '\n')) {
    if (!Trim(line).empty()) body.push_back(Say(line));
  }
}

std::vector<TableCell> Cells(std::vector<std::string> texts) {
  std::vector<TableCell> cells;
  for (auto& text : texts) cells.push_back({.text = Clean(text)});
  return cells;
}

std::string_view KindName(SystemKind kind) {
  switch (kind) {
    case SystemKind::internal:
      return "Hệ thống phục vụ hoạt động nội bộ";
    case SystemKind::public_service:
      return "Hệ thống phục vụ người dân, doanh nghiệp";
    case SystemKind::infrastructure:
      return "Hệ thống cơ sở hạ tầng thông tin";
    case SystemKind::industrial_control:
      return "Hệ thống điều khiển công nghiệp";
    case SystemKind::other:
      return "Hệ thống thông tin khác";
  }
  return "";
}

std::string_view BodyName(levels::Body body) {
  switch (body) {
    case levels::Body::operator_unit:
      return "Đơn vị vận hành";
    case levels::Body::specialised_unit:
      return "Đơn vị chuyên trách";
    case levels::Body::other_unit:
      return "Đơn vị khác được giao thẩm định";
    case levels::Body::council:
      return "Hội đồng thẩm định độc lập";
    case levels::Body::ministry:
      return "Bộ Công an";
    case levels::Body::owner:
      return "Chủ quản hệ thống thông tin";
  }
  return "";
}

/// NĐ 331 reads "an toàn thông tin" of older papers as "an ninh mạng" (Đ39.2).
std::string_view Security(Regime regime) {
  return regime == Regime::nd85 ? "an toàn thông tin" : "an ninh mạng";
}

documents::Table SystemTable(const DossierDetail& detail) {
  const System& system = detail.system;
  const std::string owner =
      system.owner_name.empty() ? detail.agency.name.value : system.owner_name.value;
  const std::string runs =
      system.operator_name.empty() ? detail.agency.name.value : system.operator_name.value;
  documents::Table table;
  table.columns = {{.title = "Nội dung", .width = 2}, {.title = "Thông tin", .width = 4}};
  table.rows.push_back(Cells({"Tên hệ thống", system.name}));
  table.rows.push_back(Cells({"Loại hình", std::string(KindName(system.kind))}));
  table.rows.push_back(Cells({"Chủ quản", owner}));
  table.rows.push_back(Cells({"Đơn vị vận hành", runs}));
  table.rows.push_back(
      Cells({"Phạm vi, mục đích", system.purpose.empty() ? "-" : system.purpose.value}));
  table.rows.push_back(Cells({"Tên miền", system.domain.empty() ? "-" : system.domain.value}));
  table.rows.push_back(Cells({"Số người dùng", Grouped(system.users.value)}));
  table.rows.push_back(
      Cells({"Chủ thể dữ liệu cá nhân",
             fmt::format("cơ bản: {}; nhạy cảm: {}", Grouped(system.basic_subjects.value),
                         Grouped(system.sensitive_subjects.value))}));
  return table;
}

/// The criteria that hold, the deciding ones in bold.
documents::Table GroundsTable(const levels::Determination& determination) {
  documents::Table table;
  table.caption = "Căn cứ xác định cấp độ";
  table.columns = {{.title = "Cấp độ", .width = 1, .align = Align::centre},
                   {.title = "Tiêu chí", .width = 5},
                   {.title = "Điều khoản", .width = 2}};
  const auto decisive = determination.Decisive();
  for (const auto& finding : determination.findings) {
    if (finding.verdict != levels::Verdict::kHolds) continue;
    auto row = Cells({std::to_string(finding.criterion->level), std::string(finding.criterion->vi),
                      std::string(finding.criterion->clause)});
    const bool is_decisive = std::ranges::find(decisive, finding.criterion) != decisive.end();
    for (auto& cell : row) cell.bold = is_decisive;
    table.rows.push_back(std::move(row));
  }
  if (determination.raised_from > 0) {
    table.rows.push_back(Cells({std::to_string(determination.level),
                                "Nâng theo kết quả đánh giá rủi ro", "NĐ 331/2026 Đ10"}));
  }
  if (table.rows.empty()) table.rows.push_back(Cells({"-", "Chưa có tiêu chí nào thỏa mãn", "-"}));
  table.note = fmt::format("Theo {}.", levels::InstrumentOf(determination.regime));
  return table;
}

documents::Table PartsTable(const std::vector<PartState>& parts) {
  documents::Table table;
  table.caption = "Thành phần hồ sơ";
  table.columns = {{.title = "TT", .width = 0.6, .align = Align::centre},
                   {.title = "Thành phần", .width = 4},
                   {.title = "Tình trạng", .width = 2}};
  int number = 0;
  for (const PartState& part : parts) {
    const std::string state = part.is_present ? "Kèm theo" : "Chưa có";
    table.rows.push_back(Cells({std::to_string(++number), std::string(part.rule.vi), state}));
  }
  return table;
}

Standing StandingOf(const Dossier& dossier, bool is_final) {
  if (dossier.is_demo) return Standing::demo;
  return is_final ? Standing::issued : Standing::draft;
}

/// "05/QĐ-UBND": number and symbol.
void SetNumber(std::string_view text, OfficialDocument& pages) {
  int number = 0;
  const auto digits = Trim(text.substr(0, text.find('/')));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc{} && end == digits.data() + digits.size() && number > 0) {
    pages.number = number;
  }
  if (const auto stroke = text.find('/'); stroke != std::string_view::npos) {
    if (const auto symbol = Trim(text.substr(stroke + 1)); !symbol.empty()) {
      pages.symbol = Clean(symbol);
    }
  }
}

std::vector<std::string> Bases(const Dossier& dossier) {
  std::vector<std::string> bases;
  if (dossier.regime.value == Regime::nd331) {
    bases.emplace_back("Căn cứ Luật An ninh mạng số 116/2025/QH15");
  } else {
    bases.emplace_back("Căn cứ Luật An toàn thông tin mạng số 86/2015/QH13");
  }
  bases.push_back(fmt::format("Căn cứ {} của Chính phủ", levels::InstrumentOf(dossier.regime)));
  return bases;
}

std::string FormNote(const Dossier& dossier, std::string_view kind) {
  const auto form = levels::FormOf(dossier.regime, static_cast<int>(dossier.level.value), kind);
  if (form.empty()) return "";
  return fmt::format("Nội dung theo {} kèm theo {}.", form, levels::InstrumentOf(dossier.regime));
}

}  // namespace

Result<OfficialDocument> DossierService::ProposalPaper(const journal::Caller& caller,
                                                       std::int64_t id) {
  LACHAN_TRY(const auto detail, Detail(caller, id, Authority::kNone));
  const Dossier& dossier = detail.dossier;
  const auto determination = levels::Determine(detail.answers, dossier.regime);
  OfficialDocument pages;
  pages.kind = documents::Kind::to_trinh;
  pages.standing = StandingOf(dossier, false);
  pages.superior_body = options_.letterhead.superior_body;
  pages.issuing_body = Clean(detail.agency.name.value);
  pages.symbol = fmt::format("TTr-{}", detail.agency.code.value);
  pages.place = options_.letterhead.place;
  pages.date = CivilDateAt(dossier.filed_at.value.value_or(deps_.clock.Now()));
  pages.day_open = true;
  pages.subject =
      fmt::format("Đề nghị thẩm định, phê duyệt hồ sơ đề xuất cấp độ {} của hệ thống {}",
                  dossier.level.value, Clean(detail.system.name.value));
  pages.addressees = {options_.letterhead.specialised_unit};
  pages.bases = Bases(dossier);
  auto& body = pages.body;
  body.push_back(Say(fmt::format(
      "{} đề nghị {} thẩm định hồ sơ đề xuất cấp độ (mã hồ sơ {}) như sau:",
      detail.agency.name.value, options_.letterhead.specialised_unit, dossier.number.value.value)));
  body.push_back(Heading{1, "Thông tin chung về hệ thống"});
  body.push_back(SystemTable(detail));
  body.push_back(Heading{1, "Cấp độ đề xuất và căn cứ"});
  body.push_back(Say(fmt::format("Cấp độ đề xuất: cấp độ {}.", dossier.level.value)));
  body.push_back(GroundsTable(determination));
  if (determination.raised_from > 0) SayAll(detail.answers.risk_reason.value, body);
  body.push_back(Heading{1, "Thuyết minh"});
  SayAll(dossier.explanation.empty() ? "Có thuyết minh kèm theo." : dossier.explanation.value,
         body);
  if (dossier.kind.value == DossierKind::redetermination) {
    body.push_back(Heading{1, "Lý do xác định lại cấp độ"});
    SayAll(dossier.change_reason.empty() ? "Hệ thống có thay đổi." : dossier.change_reason.value,
           body);
  }
  body.push_back(Heading{1, "Hồ sơ kèm theo"});
  body.push_back(PartsTable(detail.parts));
  if (const auto note = FormNote(dossier, "request"); !note.empty()) body.push_back(Say(note));
  body.push_back(Say(fmt::format("Kính đề nghị {} xem xét", options_.letterhead.specialised_unit)));
  pages.signature.title = "Thủ trưởng đơn vị";
  pages.signature.name = Clean(detail.agency.head.value);
  pages.recipients = {"Như trên"};
  pages.archive = "VT";
  return pages;
}

Result<OfficialDocument> DossierService::DecisionPaper(const journal::Caller& caller,
                                                       std::int64_t id) {
  LACHAN_TRY(const auto detail, Detail(caller, id, Authority::kNone));
  const Dossier& dossier = detail.dossier;
  const bool by_owner = detail.route.approver == levels::Body::owner;
  const bool is_final = dossier.status.value == DossierStatus::approved;
  const auto& head = options_.letterhead;
  OfficialDocument pages;
  pages.kind = documents::Kind::quyet_dinh;
  pages.standing = StandingOf(dossier, is_final);
  if (!by_owner) pages.superior_body = head.superior_body;
  pages.issuing_body = by_owner ? head.superior_body : head.specialised_unit;
  pages.symbol = by_owner ? "QĐ-UBND" : "QĐ-" + head.symbol;
  pages.place = head.place;
  pages.date = dossier.decided_on.value.value_or(today());
  pages.day_open = !dossier.decided_on.value.has_value();
  SetNumber(dossier.decision_number.value.value, pages);
  pages.subject = fmt::format("Phê duyệt cấp độ {} của hệ thống {}", Security(dossier.regime),
                              Clean(detail.system.name.value));
  pages.bases = Bases(dossier);
  const std::string appraiser = dossier.appraiser_name.value.empty()
                                    ? std::string(BodyName(dossier.appraiser))
                                    : Clean(dossier.appraiser_name.value.value);
  pages.bases.push_back(fmt::format("Theo kết quả thẩm định của {} đối với hồ sơ {}", appraiser,
                                    dossier.number.value.value));
  auto& body = pages.body;
  body.push_back(
      documents::Paragraph{{{.text = "Điều 1. ", .bold = true},
                            {.text = fmt::format("Phê duyệt cấp độ {} của hệ thống như sau:",
                                                 Security(dossier.regime))}}});
  body.push_back(SystemTable(detail));
  body.push_back(Say(fmt::format("Cấp độ: {}.", dossier.level.value)));
  body.push_back(GroundsTable(levels::Determine(detail.answers, dossier.regime)));
  body.push_back(documents::Paragraph{
      {{.text = "Điều 2. ", .bold = true},
       {.text = fmt::format(
            "{} có trách nhiệm triển khai phương án bảo đảm {} theo cấp độ được duyệt, áp dụng {}; "
            "xác định lại cấp độ khi hệ thống thay đổi lớn.",
            Clean(detail.agency.name.value), Security(dossier.regime),
            levels::NameOf(levels::StandardOf(dossier.regime)))}}});
  if (detail.route.needs_national_list) {
    body.push_back(Say("Hệ thống cấp độ 5: danh mục do Thủ tướng Chính phủ phê duyệt."));
  }
  body.push_back(documents::Paragraph{
      {{.text = "Điều 3. ", .bold = true},
       {.text =
            fmt::format("Quyết định có hiệu lực kể từ ngày ký. {} và các cơ quan liên quan chịu "
                        "trách nhiệm thi hành",
                        Clean(detail.agency.name.value))}}});
  if (by_owner) pages.signature.authority = {"TM. Ủy ban nhân dân"};
  pages.signature.title = dossier.signer_title.value.empty()
                              ? (by_owner ? "Chủ tịch" : "Giám đốc")
                              : Clean(dossier.signer_title.value.value);
  pages.signature.name = Clean(dossier.signer_name.value.value);
  pages.recipients = {"Như Điều 3", head.specialised_unit};
  pages.archive = "VT";
  return pages;
}

}  // namespace lachan::dossiers
