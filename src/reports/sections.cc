// SPDX-License-Identifier: Apache-2.0
#include "reports/sections.h"

#include <algorithm>

#include "reports/vietnamese.h"

namespace lachan::reports {

using documents::Align;
using documents::Bullet;
using documents::BulletList;
using documents::Heading;
using documents::Paragraph;
using documents::Table;

namespace {

using Row = std::vector<documents::TableCell>;

Bullet Item(std::string text) { return {.runs = {{.text = std::move(text)}}}; }

/// "a, b và c"
std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " và " : ", ";
    text += parts[i];
  }
  return text;
}

std::string ColumnOf(Month month) {
  return month.month < 3 ? fmt::format("Tháng {:02}", month.month)
                         : fmt::format("Tháng {}", month.month);
}

/// Table of a figure this month and the month before.
Table ComparedTable(std::string caption, std::string what, Month month) {
  Table table;
  table.caption = std::move(caption);
  table.columns = {{"TT", 0.7, Align::centre},
                   {std::move(what), 4.6, Align::left},
                   {ColumnOf(month.Plus(-1)), 1.4, Align::right},
                   {ColumnOf(month), 1.4, Align::right},
                   {"Tăng, giảm (%)", 1.5, Align::right}};
  return table;
}

void AddRow(Table& table, std::string_view what, std::int64_t value, std::int64_t previous) {
  table.rows.push_back(
      Cells({std::to_string(table.rows.size() + 1), std::string(what), Grouped(previous),
             Grouped(value), ChangeInPercent(value, previous)}));
}

void AddTotal(Table& table, std::int64_t value, std::int64_t previous) {
  Row row = Cells(
      {"Tổng cộng", Grouped(previous), Grouped(value), ChangeInPercent(value, previous)}, true);
  row.front().span = 2;
  table.rows.push_back(std::move(row));
}

Table KeyFigures(const Figures& figures, Month month) {
  Table table = ComparedTable("Một số chỉ tiêu chủ yếu", "Chỉ tiêu", month);
  if (figures.events && figures.previous_events) {
    AddRow(table, "Sự kiện an toàn thông tin thu nhận", *figures.events, *figures.previous_events);
  }
  AddRow(table, "Cảnh báo do hệ thống phát hiện", figures.alerts, figures.previous_alerts);
  AddRow(table, "Sự cố được ghi nhận", figures.incidents, figures.previous_incidents);
  AddRow(table, "Phản ánh của tổ chức, cá nhân", figures.public_reports,
         figures.previous_public_reports);
  static constexpr std::pair<std::string_view, std::string_view> kDuties[] = {
      {"overdue", "Nhiệm vụ theo Chỉ thị quá hạn"},
      {"agencies_overdue", "Cơ quan, đơn vị có nhiệm vụ quá hạn"},
      {"systems_without_level", "Hệ thống thông tin chưa được phê duyệt cấp độ"},
      {"systems_unscanned", "Hệ thống thông tin chưa rà quét lỗ hổng trong 06 tháng"},
      {"systems_unhunted", "Hệ thống thông tin chưa săn lùng mối nguy hại trong 06 tháng"}};
  for (const auto& [key, name] : kDuties) {
    const Compared& figure = DutyFigure(figures, key);
    AddRow(table, name, figure.value, figure.previous);
  }
  table.note = CutNote(figures);
  return table;
}

std::string EventSentence(const Figures& figures) {
  if (!figures.events) {
    return "Số lượng sự kiện thu nhận không lấy được tại thời điểm trích xuất số liệu.";
  }
  std::string text = fmt::format(
      "Trong tháng, hệ thống giám sát tập trung tiếp nhận {} sự kiện từ {} nguồn nhật ký của các "
      "cơ quan, đơn vị",
      InText(*figures.events), InText(figures.sources));
  if (figures.previous_events) {
    text += ", " + ChangeInWords(*figures.events, *figures.previous_events);
  }
  return text + ".";
}

std::string IncidentSentence(const Figures& figures) {
  if (figures.incidents == 0) {
    return "Trong tháng không ghi nhận sự cố an toàn thông tin mạng, an ninh mạng (0 sự cố).";
  }
  std::string text =
      fmt::format("Ghi nhận {} sự cố an toàn thông tin mạng ({})", InText(figures.incidents),
                  ChangeInWords(figures.incidents, figures.previous_incidents));
  text += figures.incidents_serious == 0 ? "; không ghi nhận sự cố nghiêm trọng."
                                         : fmt::format(", trong đó có {} sự cố nghiêm trọng.",
                                                       InText(figures.incidents_serious));
  return text;
}

void AddMonitoring(const Figures& figures, Month month, Blocks& body) {
  body.push_back(Heading{2, "Công tác giám sát, cảnh báo"});
  if (figures.alerts == 0) {
    body.push_back(Say("Trong tháng, hệ thống giám sát không phát sinh cảnh báo (0 cảnh báo)."));
  } else {
    std::vector<std::string> states;
    for (const Compared& state : figures.alerts_by_status) {
      if (state.value == 0) continue;
      states.push_back(
          fmt::format("{} cảnh báo {}", InText(state.value), AlertStatusName(state.key)));
    }
    body.push_back(Say(fmt::format(
        "Hệ thống phát hiện {} cảnh báo ({}). Đến thời điểm báo cáo: {}.", InText(figures.alerts),
        ChangeInWords(figures.alerts, figures.previous_alerts), Joined(states))));
  }
  Table table = ComparedTable("Cảnh báo theo mức độ", "Mức độ", month);
  for (const Compared& level : figures.alerts_by_level) {
    AddRow(table, LevelName(level.key), level.value, level.previous);
  }
  AddTotal(table, figures.alerts, figures.previous_alerts);
  table.note = CutNote(figures);
  body.push_back(std::move(table));
  if (figures.rules.empty()) return;
  body.push_back(Say("Các dấu hiệu được phát hiện nhiều nhất:"));
  BulletList list;
  for (const RuleCount& rule : figures.rules) {
    list.items.push_back(Item(fmt::format("{} (mức {}): {} cảnh báo, {} lượt phát hiện.",
                                          Clean(rule.title), LowerFirst(LevelName(rule.level)),
                                          InText(rule.alerts), InText(rule.detections))));
  }
  body.push_back(std::move(list));
}

std::string ClockSentence(const Figures& figures) {
  const ClockCounts& clocks = figures.clocks;
  if (clocks.met + clocks.met_late + clocks.missed + clocks.running == 0) {
    return "Không phát sinh nghĩa vụ thông báo, báo cáo sự cố theo thời hạn luật định.";
  }
  return fmt::format(
      "Về thời hạn thông báo, báo cáo sự cố theo quy định: {} lượt đúng hạn, {} lượt chậm, {} lượt "
      "quá hạn chưa thực hiện, {} lượt còn trong thời hạn.",
      InText(clocks.met), InText(clocks.met_late), InText(clocks.missed), InText(clocks.running));
}

void AddIncidents(const Figures& figures, Month month, Blocks& body) {
  body.push_back(Heading{2, "Công tác ứng cứu, xử lý sự cố"});
  std::string state = IncidentSentence(figures);
  state += fmt::format(" Trong tháng đã xử lý xong {} sự cố; đến cuối kỳ còn {} sự cố đang xử lý.",
                       InText(figures.incidents_closed), InText(figures.incidents_open));
  body.push_back(Say(std::move(state)));
  Table table = ComparedTable("Sự cố theo loại", "Loại sự cố", month);
  for (const Compared& category : figures.incidents_by_category) {
    AddRow(table, CategoryName(category.key), category.value, category.previous);
  }
  AddTotal(table, figures.incidents, figures.previous_incidents);
  table.note = CutNote(figures);
  body.push_back(std::move(table));
  if (figures.incidents > 0) {
    std::vector<std::string> grades;
    for (const Compared& grade : figures.incidents_by_severity) {
      grades.push_back(
          fmt::format("{} có {} sự cố", LowerFirst(SeverityName(grade.key)), InText(grade.value)));
    }
    body.push_back(Say("Phân theo mức độ ảnh hưởng: " + Joined(grades) + "."));
  }
  body.push_back(Say(ClockSentence(figures)));
  if (figures.notable.empty()) return;
  body.push_back(Say("Một số sự cố đáng chú ý:"));
  BulletList list;
  for (const IncidentLine& one : figures.notable) {
    const auto at = ParseInstant(one.detected_at);
    list.items.push_back(Item(
        fmt::format("Ngày {}, {}: {} ({}; {}), {}.", at ? FormatVietnamese(CivilDateAt(*at)) : "",
                    Clean(one.agency), Clean(one.title), LowerFirst(CategoryName(one.category)),
                    LowerFirst(SeverityName(one.severity)), IncidentStatusName(one.status))));
  }
  body.push_back(std::move(list));
}

const Activity& ActivityOf(const Figures& figures, std::string_view key) {
  static const Activity kNone;
  const auto at = std::ranges::find(figures.activities, key, &Activity::key);
  return at == figures.activities.end() ? kNone : *at;
}

std::string InMonthAndYear(const Figures& figures, std::string_view key, std::string_view unit) {
  const Activity& activity = ActivityOf(figures, key);
  return fmt::format("{} {} (từ đầu năm: {})", InText(activity.in_month), unit,
                     InText(activity.in_year));
}

void AddSystems(const Figures& figures, Blocks& body) {
  body.push_back(
      Heading{2, "Bảo vệ hệ thống thông tin theo cấp độ; rà quét, săn lùng mối nguy hại"});
  const auto total = DutyFigure(figures, "systems").value;
  if (total == 0) {
    body.push_back(Say("Chưa có hệ thống thông tin nào được đăng ký."));
    return;
  }
  const auto missing = [&](std::string_view key) { return DutyFigure(figures, key).value; };
  body.push_back(Say(fmt::format(
      "Toàn tỉnh có {} hệ thống thông tin được đăng ký; còn {} hệ thống chưa được phê duyệt cấp "
      "độ, {} hệ thống chưa rà quét lỗ hổng và {} hệ thống chưa săn lùng mối nguy hại trong 06 "
      "tháng gần nhất.",
      InText(total), InText(missing("systems_without_level")), InText(missing("systems_unscanned")),
      InText(missing("systems_unhunted")))));
  body.push_back(
      Say(fmt::format("Kết quả thực hiện trong tháng: phê duyệt cấp độ {}; rà quét {}; "
                      "săn lùng {}; ban hành phương án ứng cứu {}.",
                      InMonthAndYear(figures, "system.level_approved", "hệ thống"),
                      InMonthAndYear(figures, "assurance.scan", "lượt"),
                      InMonthAndYear(figures, "assurance.hunt", "lượt"),
                      InMonthAndYear(figures, "plan.response_issued", "hệ thống"))));
}

void AddForces(const Figures& figures, Blocks& body) {
  body.push_back(Heading{2, "Lực lượng, đào tạo, diễn tập, kiểm tra"});
  std::string experts =
      fmt::format("Đội Ứng cứu sự cố của tỉnh hiện có {} chuyên gia đạt chuẩn kỹ năng",
                  InText(figures.experts));
  if (figures.experts_needed > 0) {
    experts +=
        fmt::format(" (yêu cầu tối thiểu: {}), {}", InText(figures.experts_needed),
                    figures.experts >= figures.experts_needed ? "đáp ứng yêu cầu của Chỉ thị"
                                                              : "chưa đáp ứng yêu cầu của Chỉ thị");
  }
  body.push_back(Say(experts + "."));
  body.push_back(Say(fmt::format(
      "Trong tháng đã tổ chức: đào tạo, tập huấn {}; tuyên truyền {}; diễn tập {}; kiểm tra {}.",
      InMonthAndYear(figures, "training.held", "lớp"),
      InMonthAndYear(figures, "campaign.held", "hoạt động"),
      InMonthAndYear(figures, "assurance.drill", "cuộc"),
      InMonthAndYear(figures, "inspection.done", "cuộc"))));
}

Table OverdueTable(const std::vector<ObligationLine>& lines, const Figures& figures) {
  Table table;
  table.caption = "Nhiệm vụ theo Chỉ thị có nhiều trường hợp quá hạn nhất";
  table.columns = {{"Điểm", 0.8, Align::centre},
                   {"Nhiệm vụ", 5.2, Align::left},
                   {"Số việc quá hạn", 1.4, Align::right},
                   {"Số cơ quan", 1.2, Align::right}};
  for (const auto& line : lines) {
    table.rows.push_back(Cells({line.clause == "final" ? "Cuối" : line.clause, line.title,
                                Grouped(line.overdue), Grouped(line.agencies_overdue)}));
  }
  table.note = JudgedNote(figures);
  return table;
}

void AddSet(const RankingPart& part, Blocks& body) {
  body.push_back(Heading{2, part.title});
  if (part.ranked == 0) {
    body.push_back(Say("Chưa đủ dữ liệu đo được để xếp loại trong tháng."));
    return;
  }
  std::vector<std::string> bands;
  for (const BandCount& band : part.bands) {
    if (band.count == 0) continue;
    bands.push_back(fmt::format("{} cơ quan loại {} ({})", InText(band.count), band.code,
                                LowerFirst(band.title)));
  }
  std::string text = fmt::format("Xếp loại {} cơ quan; điểm trung bình {}/100", InText(part.ranked),
                                 Percent(part.average_centi));
  if (part.previous_average_centi > 0) {
    text += fmt::format(" (tháng trước {})", Percent(part.previous_average_centi));
  }
  text += fmt::format(". Có {}.", Joined(bands));
  body.push_back(Say(std::move(text)));
  const auto list = [&](auto first, auto last) {
    std::vector<std::string> names;
    for (; first != last; ++first) {
      names.push_back(
          fmt::format("{} ({} điểm)", Clean(first->agency), Percent(first->score_centi)));
    }
    return Joined(names);
  };
  const auto ranked =
      std::ranges::count_if(part.rows, [](const RankLine& r) { return r.rank > 0; });
  if (ranked < 6) return;
  const auto shown = std::min<std::ptrdiff_t>(5, ranked / 2);
  const auto end = part.rows.begin() + ranked;
  body.push_back(
      BulletList{{Item("Các cơ quan có kết quả cao nhất: " +
                       list(part.rows.begin(), part.rows.begin() + shown) + "."),
                  Item("Các cơ quan có kết quả thấp nhất: " + list(end - shown, end) + ".")}});
}

}  // namespace

documents::Block Say(std::string text) { return Paragraph{{{.text = std::move(text)}}}; }

std::vector<documents::TableCell> Cells(std::vector<std::string> texts, bool bold) {
  Row row;
  for (auto& text : texts) row.push_back({.text = Clean(text), .bold = bold});
  return row;
}

const Compared& DutyFigure(const Figures& figures, std::string_view key) {
  static const Compared kNone;
  const auto at = std::ranges::find(figures.duties, key, &Compared::key);
  return at == figures.duties.end() ? kNone : *at;
}

std::string CutNote(const Figures& figures) {
  const auto at = ParseInstant(figures.cut_at);
  return at ? fmt::format("Nguồn: số liệu của hệ thống, trích xuất lúc {}.", InstantInWords(*at))
            : std::string();
}

std::string JudgedNote(const Figures& figures) {
  const auto at = ParseInstant(figures.judged_at);
  if (!at) return {};
  std::string note =
      fmt::format("Nguồn: minh chứng trên hệ thống, tính đến {}", InstantInWords(*at));
  note += figures.scores_frozen ? "; điểm tháng đã chốt" : "; điểm tháng chưa chốt";
  return note + ".";
}

void AddGeneral(const Figures& figures, Month month, Blocks& body) {
  body.push_back(Heading{1, "TÌNH HÌNH CHUNG"});
  body.push_back(Say(EventSentence(figures) + " " + IncidentSentence(figures)));
  const Compared& overdue = DutyFigure(figures, "overdue");
  const Compared& agencies = DutyFigure(figures, "agencies_overdue");
  body.push_back(Say(fmt::format(
      "Về thực hiện Chỉ thị: {} trong tổng số {} cơ quan, đơn vị còn nhiệm vụ quá hạn, với {} việc "
      "quá hạn ({}).",
      InText(agencies.value), InText(figures.agencies), InText(overdue.value),
      ChangeInWords(overdue.value, overdue.previous))));
  body.push_back(KeyFigures(figures, month));
}

void AddResponse(const Figures& figures, Month month, Blocks& body) {
  body.push_back(Heading{1, "KẾT QUẢ GIÁM SÁT VÀ ỨNG CỨU SỰ CỐ"});
  AddMonitoring(figures, month, body);
  AddIncidents(figures, month, body);
  body.push_back(Heading{2, "Tiếp nhận phản ánh của tổ chức, cá nhân"});
  if (figures.public_reports == 0) {
    body.push_back(Say("Trong tháng không nhận được phản ánh nào (0 phản ánh)."));
  } else {
    body.push_back(Say(fmt::format(
        "Tiếp nhận {} phản ánh ({}); đã chuyển xử lý thành sự cố {} phản ánh, đã trả lời và kết "
        "thúc {} phản ánh.",
        InText(figures.public_reports),
        ChangeInWords(figures.public_reports, figures.previous_public_reports),
        InText(figures.public_reports_accepted), InText(figures.public_reports_closed))));
  }
}

void AddDirective(const Figures& figures, Month, Blocks& body) {
  body.push_back(Heading{1, "KẾT QUẢ THỰC HIỆN CHỈ THỊ"});
  body.push_back(Heading{2, "Việc thực hiện các nhiệm vụ được giao"});
  std::vector<ObligationLine> late;
  std::int64_t done = 0, done_late = 0;
  for (const auto& line : figures.obligations) {
    done += line.done;
    done_late += line.done_late;
    if (line.overdue > 0) late.push_back(line);
  }
  body.push_back(Say(fmt::format(
      "Đến hết tháng, các cơ quan, đơn vị đã hoàn thành đúng hạn {} việc, hoàn thành chậm {} việc, "
      "còn {} việc quá hạn. Kết quả theo từng nhiệm vụ tại Phụ lục I.",
      InText(done), InText(done_late), InText(DutyFigure(figures, "overdue").value))));
  if (!late.empty()) {
    std::ranges::stable_sort(late, std::greater{}, &ObligationLine::overdue);
    if (late.size() > 8) late.resize(8);
    body.push_back(OverdueTable(late, figures));
  }
  AddSystems(figures, body);
  AddForces(figures, body);
}

/// Whether the results are final, and what they contain.
std::string StateOfScores(const Figures& figures) {
  if (!figures.scores_frozen) return " (số liệu tạm tính, chưa chốt)";
  const auto addenda = figures.scores_addenda.value_or(0);
  if (addenda == 0) return " (kết quả đã chốt)";
  if (addenda == 1) return " (kết quả đã chốt, được điều chỉnh theo Phụ lục điều chỉnh số 1)";
  return fmt::format(
      " (kết quả đã chốt, được điều chỉnh theo các Phụ lục điều chỉnh từ số 1 đến số {})", addenda);
}

void AddRanking(const Figures& figures, Month month, std::string_view annex, Blocks& body) {
  body.push_back(Heading{1, "ĐÁNH GIÁ, XẾP LOẠI"});
  if (figures.rankings.empty()) {
    body.push_back(Say("Chưa có bộ chỉ số có hiệu lực để xếp loại trong tháng."));
    return;
  }
  body.push_back(Say(fmt::format(
      "Kết quả xếp loại {} được tính theo bộ chỉ số trên thang điểm 100 của phần đo được{}. Danh "
      "sách đầy đủ tại {}.",
      MonthInWords(month), StateOfScores(figures), annex)));
  for (const auto& part : figures.rankings) AddSet(part, body);
}

void AddConclusions(const Figures& figures, Month month, std::string_view remarks, Blocks& body) {
  body.push_back(Heading{1, "TỒN TẠI, HẠN CHẾ VÀ KIẾN NGHỊ"});
  body.push_back(Heading{2, "Tồn tại, hạn chế"});
  BulletList faults;
  const auto add = [&](std::int64_t count, std::string text) {
    if (count > 0) faults.items.push_back(Item(std::move(text)));
  };
  const auto overdue = DutyFigure(figures, "agencies_overdue").value;
  std::string most;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, figures.most_overdue.size()); ++i) {
    most += fmt::format("{}{} ({} việc)", i > 0 ? ", " : "", Clean(figures.most_overdue[i].agency),
                        InText(figures.most_overdue[i].count));
  }
  add(overdue, fmt::format("Còn {} cơ quan, đơn vị có nhiệm vụ quá hạn, nhiều nhất là: {}.",
                           InText(overdue), most));
  const auto levels = DutyFigure(figures, "systems_without_level").value;
  add(levels, fmt::format("Còn {} hệ thống thông tin chưa được phê duyệt cấp độ.", InText(levels)));
  const auto scans = DutyFigure(figures, "systems_unscanned").value;
  add(scans,
      fmt::format("Còn {} hệ thống thông tin chưa rà quét lỗ hổng trong 06 tháng.", InText(scans)));
  add(figures.clocks.missed + figures.clocks.met_late,
      fmt::format("Việc thông báo, báo cáo sự cố còn {} lượt chậm hoặc chưa thực hiện.",
                  InText(figures.clocks.missed + figures.clocks.met_late)));
  add(figures.experts_needed - figures.experts,
      fmt::format("Đội Ứng cứu sự cố của tỉnh còn thiếu {} chuyên gia đạt chuẩn so với yêu cầu tối "
                  "thiểu.",
                  InText(figures.experts_needed - figures.experts)));
  if (faults.items.empty()) {
    body.push_back(Say("Trong tháng chưa ghi nhận tồn tại, hạn chế qua số liệu của hệ thống."));
  } else {
    body.push_back(std::move(faults));
  }
  body.push_back(Heading{2, "Nhận xét, kiến nghị"});
  bool has_remarks = false;
  while (!remarks.empty()) {
    const auto end = remarks.find('\n');
    const std::string line = Clean(remarks.substr(0, end));
    remarks = end == std::string_view::npos ? std::string_view() : remarks.substr(end + 1);
    if (line.empty()) continue;
    has_remarks = true;
    body.push_back(Say(line));
  }
  if (has_remarks) return;
  if (overdue > 0) {
    body.push_back(Say(fmt::format(
        "Đề nghị Chủ tịch Ủy ban nhân dân tỉnh chỉ đạo các cơ quan, đơn vị còn nhiệm vụ quá hạn "
        "hoàn thành trong {} và chịu trách nhiệm về kết quả thực hiện của cơ quan, đơn vị mình.",
        MonthInWords(month.Plus(1)))));
  } else {
    body.push_back(Say("Không có kiến nghị."));
  }
}

documents::Table ObligationTable(const Figures& figures) {
  Table table;
  table.columns = {{"Mã", 0.9, Align::centre},          {"Điểm", 0.75, Align::centre},
                   {"Nhiệm vụ", 4.1, Align::left},      {"Đúng hạn", 0.9, Align::right},
                   {"Chậm", 0.85, Align::right},        {"Quá hạn", 0.85, Align::right},
                   {"Chưa đến hạn", 0.9, Align::right}, {"Chưa đo được", 0.9, Align::right}};
  for (const auto& line : figures.obligations) {
    table.rows.push_back(
        Cells({line.obligation, line.clause == "final" ? "Cuối" : line.clause, line.title,
               Grouped(line.done), Grouped(line.done_late), Grouped(line.overdue),
               Grouped(line.running), Grouped(line.not_measured)}));
  }
  table.note = JudgedNote(figures);
  return table;
}

documents::Table RankingTable(const Figures& figures, const RankingPart& part, Month month) {
  Table table;
  table.caption = part.title;
  table.columns = {{"Hạng", 0.8, Align::centre},
                   {"Cơ quan, đơn vị", 4.6, Align::left},
                   {"Điểm " + LowerFirst(ColumnOf(month)), 1.2, Align::right},
                   {"Điểm " + LowerFirst(ColumnOf(month.Plus(-1))), 1.2, Align::right},
                   {"Xếp loại", 0.9, Align::centre},
                   {"Việc quá hạn", 1.1, Align::right}};
  for (const auto& line : part.rows) {
    table.rows.push_back(
        Cells({line.rank > 0 ? std::to_string(line.rank) : "-", line.agency,
               line.rank > 0 ? Percent(line.score_centi) : "chưa đủ dữ liệu",
               line.previous_score_centi ? Percent(*line.previous_score_centi) : "-",
               line.band.empty() ? "-" : line.band, Grouped(line.overdue)}));
  }
  table.note = JudgedNote(figures);
  return table;
}

}  // namespace lachan::reports
