// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <numeric>

#include "base/text.h"
#include "documents/render.h"
#include "documents/sheet.h"
#include "documents/typeset.h"
#include "documents/wording.h"

namespace lachan::documents {
namespace {

constexpr std::string_view kCountry = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
constexpr std::string_view kMotto = "Độc lập - Tự do - Hạnh phúc";
constexpr double kShortRule = 0.4;  // of the text's length; 1/3–1/2 allowed
constexpr double kSignatureRoom = 72;
constexpr double kNarrowestColumn = 6.5;  // mm; kMaxColumns of them still fit

Text One(StyleId style, std::string_view text) {
  return {.style = style, .runs = {{.text = ToNfc(text)}}};
}

std::vector<Run> Composed(const std::vector<Run>& runs) {
  std::vector<Run> out = runs;
  for (Run& run : out) run.text = ToNfc(run.text);
  return out;
}

/// Removes a full stop, semicolon or comma (and blanks) at the very end of the runs.
void TrimEnd(std::vector<Run>& runs) {
  while (!runs.empty()) {
    std::string& text = runs.back().text;
    while (!text.empty() && std::string_view(" .;,").contains(text.back())) text.pop_back();
    if (!text.empty()) return;
    runs.pop_back();
  }
}

class Composer {
 public:
  Composer(const Typesetter& typesetter, const OfficialDocument& document)
      : typesetter_(typesetter), document_(document) {}

  Result<Sheet> Run() {
    Sheet sheet;
    sheet.title = Title();
    sheet.author = ToNfc(document_.issuing_body);
    sheet.date = document_.date;
    sheet.mark = Mark(document_.standing);
    Letterhead();
    TitleLines();
    Addressees();
    Bases();
    Blocks(document_.body);
    EndMark();
    SignatureBlock();
    LACHAN_TRY_DO(ItemsFit());
    sheet.sections.push_back({std::move(items_)});
    for (std::size_t n = 0; n < document_.annexes.size(); ++n) {
      items_.clear();
      AnnexSection(static_cast<int>(n) + 1);
      LACHAN_TRY_DO(ItemsFit());
      sheet.sections.push_back({std::move(items_)});
    }
    return sheet;
  }

 private:
  bool is_letter() const { return document_.kind == Kind::cong_van; }

  std::string Title() const {
    return ToNfc(fmt::format("{} {}: {}", Name(document_.kind), NumberAndSymbol(document_),
                             document_.subject));
  }

  /// Capitals on as many lines as `width` needs, broken where a reader would: before the words of
  /// an administrative unit, else in the middle.
  std::vector<std::string> Lines(std::string_view name, const Style& style, double width) const {
    const std::string upper = ToUpper(Trim(name));
    if (typesetter_.Width(style, upper) <= width) return {upper};
    std::size_t best = 0;
    double best_cost = 1e9;
    for (std::size_t at = upper.find(' '); at != upper.npos; at = upper.find(' ', at + 1)) {
      const std::string_view first = std::string_view(upper).substr(0, at);
      const std::string_view rest = std::string_view(upper).substr(at + 1);
      const double a = typesetter_.Width(style, first);
      const double b = typesetter_.Width(style, rest);
      if (a > width || b > width) continue;
      double cost = std::abs(a - b);
      for (const std::string_view unit : {"TỈNH ", "THÀNH PHỐ ", "XÃ ", "PHƯỜNG "}) {
        if (rest.starts_with(unit)) cost -= width;
      }
      if (cost < best_cost) {
        best_cost = cost;
        best = at;
      }
    }
    if (best == 0) return {upper};  // Three lines or more: broken where they end.
    return {upper.substr(0, best), upper.substr(best + 1)};
  }

  /// A title on as few lines as the page allows, all of about the same length.
  Text Even(StyleId id, std::string_view title) const {
    Text text = One(id, title);
    const double full = Page::kText * kPointsPerMm;
    const auto lines = [&](double side) {
      const LayoutPtr layout = typesetter_.Lay(Get(id), text.runs, full - 2 * side);
      return pango_layout_get_line_count(layout.get());
    };
    const int least = lines(0);
    if (least == 1) return text;
    constexpr double kStep = 6;
    while (text.side + kStep < full / 3 && lines(text.side + kStep) == least) text.side += kStep;
    return text;
  }

  double Widest(const std::vector<std::string>& lines, const Style& style, double width) const {
    double widest = 0;
    for (const std::string& line : lines) widest = std::max(widest, typesetter_.Width(style, line));
    return std::min(widest, width);
  }

  void Letterhead() {
    const double width = kLetterheadLeft * kPointsPerMm - 4;
    Columns head{.left_width = kLetterheadLeft, .rows = {}};
    Columns::Row top;
    if (!document_.superior_body.empty()) {
      for (const std::string& line :
           Lines(document_.superior_body, Get(StyleId::kSuperior), width)) {
        top.left.push_back(One(StyleId::kSuperior, line));
      }
    }
    const auto issuer = Lines(document_.issuing_body, Get(StyleId::kIssuer), width);
    for (const std::string& line : issuer) top.left.push_back(One(StyleId::kIssuer, line));
    top.left.push_back(Rule{kShortRule * Widest(issuer, Get(StyleId::kIssuer), width)});
    top.right.push_back(One(StyleId::kCountry, kCountry));
    top.right.push_back(One(StyleId::kMotto, kMotto));
    top.right.push_back(Rule{typesetter_.Width(Get(StyleId::kMotto), kMotto)});
    head.rows.push_back(std::move(top));

    Columns::Row second;
    second.left.push_back(One(StyleId::kNumber, fmt::format("Số: {}", NumberAndSymbol(document_))));
    if (is_letter()) {
      second.left.push_back(
          One(StyleId::kLetterSubject, fmt::format("V/v {}", Trim(document_.subject))));
    }
    second.right.push_back(
        One(StyleId::kPlaceDate, fmt::format("{}, {}", document_.place, DateInWords(document_))));
    head.rows.push_back(std::move(second));
    items_.emplace_back(std::move(head));
  }

  void TitleLines() {
    if (is_letter()) return;
    items_.emplace_back(One(StyleId::kKind, ToUpper(Name(document_.kind))));
    const Text subject = Even(StyleId::kSubject, Trim(document_.subject));
    const double width = typesetter_.Width(Get(StyleId::kSubject), ToNfc(document_.subject));
    const double line = Page::kText * kPointsPerMm - 2 * subject.side;
    items_.emplace_back(subject);
    items_.emplace_back(Rule{kShortRule * std::min(width, line)});
  }

  void Addressees() {
    const auto& all = document_.addressees;
    if (all.size() == 1) {
      items_.emplace_back(One(StyleId::kAddresseeOne, fmt::format("Kính gửi: {}", all.front())));
      return;
    }
    if (all.empty()) return;
    items_.emplace_back(One(StyleId::kAddresseeLabel, "Kính gửi:"));
    for (std::size_t n = 0; n < all.size(); ++n) {
      items_.emplace_back(
          One(StyleId::kAddressee, "- " + WithEndMark(all[n], n + 1 == all.size())));
    }
  }

  void Bases() {
    if (!items_.empty()) items_.emplace_back(Space{6});
    const auto& all = document_.bases;
    for (std::size_t n = 0; n < all.size(); ++n) {
      items_.emplace_back(One(StyleId::kBasis, WithEndMark(all[n], n + 1 == all.size())));
    }
  }

  void Blocks(const std::vector<Block>& blocks) {
    headings_ = {0, 0, 0};
    for (const Block& block : blocks) {
      std::visit([this](const auto& value) { Add(value); }, block);
    }
  }

  void Add(const Heading& heading) {
    const auto level = static_cast<std::size_t>(heading.level);
    ++headings_[level - 1];
    std::fill(headings_.begin() + heading.level, headings_.end(), 0);
    const int count = headings_[level - 1];
    static constexpr std::array kStyleOf = {StyleId::kHeading1, StyleId::kHeading2,
                                            StyleId::kHeading3};
    const std::string number = level == 1   ? Roman(count) + "."
                               : level == 2 ? fmt::format("{}.", count)
                                            : PointLetter(count) + ")";
    items_.emplace_back(One(kStyleOf[level - 1], fmt::format("{} {}", number, Trim(heading.text))));
  }

  void Add(const Paragraph& paragraph) {
    items_.emplace_back(Text{.style = StyleId::kBody, .runs = Composed(paragraph.runs)});
  }

  void Add(const BulletList& list) {
    for (const Bullet& item : list.items) {
      std::vector<documents::Run> runs = Composed(item.runs);
      runs.insert(runs.begin(), {.text = item.level == 1 ? "- " : "+ "});
      items_.emplace_back(
          Text{.style = item.level == 1 ? StyleId::kBullet1 : StyleId::kBullet2, .runs = runs});
    }
  }

  void Add(const Table& table) {
    if (!table.caption.empty()) {
      items_.emplace_back(
          One(StyleId::kCaption, fmt::format("Bảng {}. {}", ++tables_, Trim(table.caption))));
    }
    items_.emplace_back(Space{4});
    Grid grid;
    grid.widths = Widths(table);
    for (const TableColumn& column : table.columns) {
      grid.title.push_back({.style = StyleId::kTableTitle, .text = ToNfc(column.title)});
    }
    for (const auto& row : table.rows) {
      Grid::Row& out = grid.rows.emplace_back();
      std::size_t column = 0;
      for (const TableCell& cell : row) {
        const Align align = cell.span > 1 ? Align::centre : table.columns[column].align;
        out.push_back({.style = align == Align::left     ? StyleId::kCellLeft
                                : align == Align::centre ? StyleId::kCellCentre
                                                         : StyleId::kCellRight,
                       .text = ToNfc(cell.text),
                       .bold = cell.bold,
                       .span = cell.span});
        column += static_cast<std::size_t>(cell.span);
      }
    }
    grid.keep_next = !table.note.empty();
    items_.emplace_back(std::move(grid));
    if (!table.note.empty()) items_.emplace_back(One(StyleId::kTableNote, table.note));
    items_.emplace_back(Space{6});
  }

  /// Width that keeps the longest word of a column whole, up to a fifth of the page, in mm.
  double LeastWidth(const Table& table, std::size_t column) const {
    std::string_view longest;
    const auto take = [&](std::string_view text) {
      for (const std::string_view word : Split(text, ' ')) {
        if (CodePoints(word) > CodePoints(longest)) longest = word;
      }
    };
    for (const auto& row : table.rows) {
      std::size_t at = 0;
      for (const TableCell& cell : row) {
        if (at == column && cell.span == 1) take(cell.text);
        at += static_cast<std::size_t>(cell.span);
      }
    }
    const Style& bold = Get(StyleId::kTableTitle);
    double width = typesetter_.Width(bold, ToNfc(longest));
    for (const std::string_view word : Split(table.columns[column].title, ' ')) {
      width = std::max(width, typesetter_.Width(bold, ToNfc(word)));
    }
    const double mm = (width + 2 * kCellPadX + 1) / kPointsPerMm;
    return std::clamp(mm, kNarrowestColumn, Page::kText / 5);
  }

  /// Shares of the text width, none below what its words need as far as the page allows.
  std::vector<double> Widths(const Table& table) const {
    std::vector<double> widths;
    double asked = 0;
    double least = 0;
    for (std::size_t n = 0; n < table.columns.size(); ++n) {
      widths.push_back(LeastWidth(table, n));
      least += widths.back();
      asked += table.columns[n].width;
    }
    if (least >= Page::kText) {
      const double spare =
          Page::kText - kNarrowestColumn * static_cast<double>(table.columns.size());
      const double over = least - kNarrowestColumn * static_cast<double>(table.columns.size());
      for (double& width : widths) {
        width = kNarrowestColumn + (width - kNarrowestColumn) * spare / over;
      }
      return widths;
    }
    // What is left goes to the columns that asked for more than they need.
    std::vector<double> wish;
    double wishes = 0;
    for (std::size_t n = 0; n < widths.size(); ++n) {
      wish.push_back(std::max(0.001, Page::kText * table.columns[n].width / asked - widths[n]));
      wishes += wish.back();
    }
    for (std::size_t n = 0; n < widths.size(); ++n) {
      widths[n] += (Page::kText - least) * wish[n] / wishes;
    }
    return widths;
  }

  void Add(const PageBreak&) { items_.emplace_back(Break{}); }

  /// The text ends with "./.": after its last sentence, or alone when it ends with a table.
  void EndMark() {
    while (!items_.empty() && (std::holds_alternative<Break>(items_.back()) ||
                               std::holds_alternative<Space>(items_.back()))) {
      items_.pop_back();
    }
    if (auto* text = std::get_if<Text>(&items_.back());
        text != nullptr && (text->style == StyleId::kBody || text->style == StyleId::kBullet1 ||
                            text->style == StyleId::kBullet2)) {
      TrimEnd(text->runs);
      text->runs.push_back({.text = "./."});
      text->keep_next = true;
      return;
    }
    items_.emplace_back(One(StyleId::kEnd, "./."));
  }

  void SignatureBlock() {
    items_.emplace_back(Space{12});
    Columns::Row row;
    row.left.push_back(One(StyleId::kRecipientLabel, "Nơi nhận:"));
    for (const std::string& line : document_.recipients) {
      row.left.push_back(One(StyleId::kRecipient, "- " + WithEndMark(line, false)));
    }
    row.left.push_back(One(StyleId::kRecipient, "- Lưu: " + WithEndMark(document_.archive, true)));
    const Signature& signature = document_.signature;
    for (const std::string& line : signature.authority) {
      row.right.push_back(One(StyleId::kAuthority, ToUpper(line)));
    }
    row.right.push_back(One(StyleId::kAuthority, ToUpper(signature.title)));
    row.right.push_back(Space{kSignatureRoom});
    row.right.push_back(One(StyleId::kSignerName, Trim(signature.name)));
    items_.emplace_back(Columns{.left_width = kSignatureLeft, .rows = {std::move(row)}});
  }

  void AnnexSection(int number) {
    const Annex& annex = document_.annexes[static_cast<std::size_t>(number) - 1];
    const std::string label =
        document_.annexes.size() == 1 ? "Phụ lục" : fmt::format("Phụ lục {}", Roman(number));
    items_.emplace_back(One(StyleId::kAnnexNumber, label));
    items_.emplace_back(Even(StyleId::kAnnexTitle, ToUpper(Trim(annex.title))));
    items_.emplace_back(One(StyleId::kAnnexReference, AnnexReference(document_)));
    items_.emplace_back(Rule{kShortRule * std::min(typesetter_.Width(Get(StyleId::kAnnexReference),
                                                                     AnnexReference(document_)),
                                                   Page::kText * kPointsPerMm)});
    items_.emplace_back(Space{6});
    Blocks(annex.body);
  }

  double HeightOfRows(const Columns& columns) const {
    const double left = columns.left_width * kPointsPerMm;
    double height = 0;
    for (const Columns::Row& row : columns.rows) {
      height += std::max(HeightOf(typesetter_, row.left, left),
                         HeightOf(typesetter_, row.right, Page::kText * kPointsPerMm - left));
    }
    return height;
  }

  double HeightOfTitles(const Grid& grid) const {
    double height = 0;
    for (std::size_t n = 0; n < grid.title.size(); ++n) {
      const double width = grid.widths[n] * kPointsPerMm - 2 * kCellPadX;
      const Style& style = Get(grid.title[n].style);
      height = std::max(height,
                        HeightOf(typesetter_.Lay(style, grid.title[n].text, false, width).get()));
    }
    return height;
  }

  /// What stays together must leave room for other text on its page.
  Status ItemsFit() const {
    const double page = (Page::kHeight - Page::kTop - Page::kBottom) * kPointsPerMm;
    for (const Item& item : items_) {
      if (const auto* columns = std::get_if<Columns>(&item);
          columns != nullptr && HeightOfRows(*columns) > 0.85 * page) {
        return std::unexpected(
            Error(ErrorCode::kInvalidInput,
                  "the letterhead or the signature with its list of recipients outgrows a page")
                .WithField("recipients", "document.recipients.too_long"));
      }
      if (const auto* grid = std::get_if<Grid>(&item);
          grid != nullptr && HeightOfTitles(*grid) > 0.4 * page) {
        return std::unexpected(
            Error(ErrorCode::kInvalidInput, "the titles of a table outgrow a page")
                .WithField("body", "document.table.titles.too_long"));
      }
    }
    return {};
  }

  const Typesetter& typesetter_;
  const OfficialDocument& document_;
  std::vector<Item> items_;
  std::array<int, 3> headings_{};
  int tables_ = 0;
};

}  // namespace

Result<Sheet> Compose(const OfficialDocument& document) {
  if (const auto findings = Check(document); !findings.empty()) {
    Error error(ErrorCode::kInvalidInput,
                fmt::format("the document cannot be rendered: {}", findings.front().message));
    for (const Diagnostic& finding : findings) {
      error = Error(std::move(error).WithField(finding.where.file, finding.code));
    }
    return std::unexpected(std::move(error));
  }
  LACHAN_TRY(const Typesetter typesetter, Typesetter::Make());
  return Composer(typesetter, document).Run();
}

}  // namespace lachan::documents
