// SPDX-License-Identifier: Apache-2.0
#include <cairo-pdf.h>
#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "documents/render.h"
#include "documents/sheet.h"
#include "documents/typeset.h"

namespace lachan::documents {
namespace {

constexpr double kLeft = Page::kLeft * kPointsPerMm;
constexpr double kTop = Page::kTop * kPointsPerMm;
constexpr double kWidth = Page::kText * kPointsPerMm;
constexpr double kBottom = (Page::kHeight - Page::kBottom) * kPointsPerMm;
constexpr double kRoom = kBottom - kTop;
constexpr double kRounding = 0.01;

struct SurfaceFree {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextFree {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
struct IterFree {
  void operator()(PangoLayoutIter* iter) const { pango_layout_iter_free(iter); }
};

cairo_status_t Collect(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

/// One broken line of a layout; offsets in points from the top of the layout.
struct Line {
  PangoLayoutLine* line = nullptr;  // Owned by the layout.
  double x = 0;
  double top = 0;
  double bottom = 0;
  double baseline = 0;
};

std::vector<Line> LinesOf(PangoLayout* layout) {
  std::vector<Line> lines;
  const std::unique_ptr<PangoLayoutIter, IterFree> iter(pango_layout_get_iter(layout));
  do {
    int top = 0;
    int bottom = 0;
    PangoRectangle logical{};
    pango_layout_iter_get_line_yrange(iter.get(), &top, &bottom);
    pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
    lines.push_back({.line = pango_layout_iter_get_line_readonly(iter.get()),
                     .x = static_cast<double>(logical.x) / PANGO_SCALE,
                     .top = static_cast<double>(top) / PANGO_SCALE,
                     .bottom = static_cast<double>(bottom) / PANGO_SCALE,
                     .baseline = static_cast<double>(pango_layout_iter_get_baseline(iter.get())) /
                                 PANGO_SCALE});
  } while (pango_layout_iter_next_line(iter.get()));
  return lines;
}

class PdfWriter {
 public:
  PdfWriter(const Typesetter& typesetter, const Sheet& sheet)
      : typesetter_(typesetter), sheet_(sheet) {}

  Result<std::string> Run() {
    surface_.reset(cairo_pdf_surface_create_for_stream(
        Collect, &bytes_, Page::kWidth * kPointsPerMm, Page::kHeight * kPointsPerMm));
    cairo_pdf_surface_restrict_to_version(surface_.get(), CAIRO_PDF_VERSION_1_5);
    Metadata();
    cairo_.reset(cairo_create(surface_.get()));
    for (const Section& section : sheet_.sections) {
      if (&section != sheet_.sections.data()) {
        cairo_show_page(cairo_.get());
        ++pages_;
      }
      page_ = 1;
      BeginPage();
      Place(section.items);
    }
    cairo_show_page(cairo_.get());
    cairo_surface_finish(surface_.get());
    if (const cairo_status_t status = cairo_surface_status(surface_.get());
        status != CAIRO_STATUS_SUCCESS) {
      return Fail(ErrorCode::kInternal, "cannot write the PDF: {}", cairo_status_to_string(status));
    }
    return std::move(bytes_);
  }

 private:
  void Metadata() {
    const auto set = [this](cairo_pdf_metadata_t name, const std::string& value) {
      cairo_pdf_surface_set_metadata(surface_.get(), name, value.c_str());
    };
    const std::string date = FormatDate(sheet_.date) + "T00:00:00+07:00";
    set(CAIRO_PDF_METADATA_TITLE, sheet_.title);
    set(CAIRO_PDF_METADATA_AUTHOR, sheet_.author);
    set(CAIRO_PDF_METADATA_CREATOR, "Lá Chắn");
    set(CAIRO_PDF_METADATA_CREATE_DATE, date);
    set(CAIRO_PDF_METADATA_MOD_DATE, date);
  }

  bool at_top() const { return y_ < kTop + kRounding; }
  double left_over() const { return kBottom - y_ + kRounding; }

  void NewPage() {
    cairo_show_page(cairo_.get());
    ++page_;
    ++pages_;
    BeginPage();
  }

  void BeginPage() {
    y_ = kTop;
    if (!sheet_.mark.empty()) Marks();
    if (page_ == 1) return;
    const LayoutPtr number =
        typesetter_.Lay(Get(StyleId::kPageNumber), fmt::format("{}", page_), false, kWidth);
    DrawLayout(number.get(), kLeft, Page::kHeader * kPointsPerMm);
  }

  /// The standing in the top margin, and large behind the text (as an outline, so that copying
  /// text from the page does not pick it up).
  void Marks() {
    const Style& style = Get(StyleId::kMark);
    cairo_save(cairo_.get());
    Style large = style;
    large.size = 80;
    const double wanted = 460;
    const double width = typesetter_.Width(large, sheet_.mark);
    large.size *= wanted / width;
    const LayoutPtr back = typesetter_.Lay(large, sheet_.mark, false, 1e4);
    cairo_set_source_rgb(cairo_.get(), 0.91, 0.91, 0.91);
    cairo_translate(cairo_.get(), kLeft + kWidth / 2, kTop + kRoom / 2);
    cairo_rotate(cairo_.get(), -std::numbers::pi / 4);
    cairo_move_to(cairo_.get(), -wanted / 2, -HeightOf(back.get()) / 2);
    pango_cairo_layout_path(cairo_.get(), back.get());
    cairo_fill(cairo_.get());
    cairo_restore(cairo_.get());
    cairo_save(cairo_.get());
    cairo_set_source_rgb(cairo_.get(), 0.75, 0, 0);
    DrawLayout(typesetter_.Lay(style, sheet_.mark, false, kWidth).get(), kLeft,
               Page::kHeader * kPointsPerMm);
    cairo_restore(cairo_.get());
  }

  void DrawLayout(PangoLayout* layout, double x, double y) {
    const std::vector<Line> lines = LinesOf(layout);
    DrawLines(lines, x, y);
  }

  /// Draws `lines` so that the first begins at `y`.
  void DrawLines(std::span<const Line> lines, double x, double y) {
    for (const Line& line : lines) {
      cairo_move_to(cairo_.get(), x + line.x, y + line.baseline - lines.front().top);
      pango_cairo_show_layout_line(cairo_.get(), line.line);
    }
  }

  void Stroke(double length, double left, double width, double y) {
    cairo_set_line_width(cairo_.get(), 0.75);
    cairo_move_to(cairo_.get(), left + (width - length) / 2, y + kRuleAbove);
    cairo_rel_line_to(cairo_.get(), length, 0);
    cairo_stroke(cairo_.get());
  }

  /// Word processors widen the first line of a paragraph too; Pango widens between lines only.
  static double Above(const Style& style) {
    constexpr double kLineHeight = 1.149;  // of the font, in sizes
    return style.before + (style.spacing - 1) * kLineHeight * style.size;
  }

  LayoutPtr LayOf(const Text& text, double width) const {
    const Style& style = Get(text.style);
    return typesetter_.Lay(style, text.runs, width - style.left * kPointsPerMm - 2 * text.side);
  }

  void Place(std::span<const Item> items) {
    for (std::size_t n = 0; n < items.size(); ++n) {
      const std::span<const Item> rest = items.subspan(n + 1);
      if (const auto* text = std::get_if<Text>(&items[n])) {
        PlaceText(*text, rest);
      } else if (const auto* rule = std::get_if<Rule>(&items[n])) {
        Stroke(rule->length, kLeft, kWidth, y_);
        y_ += kRuleHeight;
      } else if (const auto* space = std::get_if<Space>(&items[n])) {
        if (!at_top()) y_ += space->height;
      } else if (const auto* columns = std::get_if<Columns>(&items[n])) {
        PlaceColumns(*columns);
      } else if (const auto* grid = std::get_if<Grid>(&items[n])) {
        PlaceGrid(*grid, rest);
      } else if (!at_top()) {
        NewPage();
      }
    }
  }

  /// The least height that the first of `items` needs on a page for what must stay with it.
  double Least(std::span<const Item> items) const {
    double height = 0;
    for (; !items.empty(); items = items.subspan(1)) {
      const Item& item = items.front();
      if (const auto* space = std::get_if<Space>(&item)) {
        height += space->height;
      } else if (std::holds_alternative<Rule>(item)) {
        height += kRuleHeight;
      } else if (const auto* text = std::get_if<Text>(&item)) {
        const LayoutPtr layout = LayOf(*text, kWidth);
        height += Above(Get(text->style));
        if (!Get(text->style).keep_next && !text->keep_next) {
          const std::vector<Line> lines = LinesOf(layout.get());
          const std::size_t count = lines.size() <= 3 ? lines.size() : 2;
          return height + lines[count - 1].bottom;
        }
        height += HeightOf(layout.get());
      } else if (const auto* columns = std::get_if<Columns>(&item)) {
        return height + ColumnsHeight(*columns);
      } else if (const auto* grid = std::get_if<Grid>(&item)) {
        height += RowHeight(*grid, grid->title);
        if (!grid->rows.empty()) height += RowHeight(*grid, grid->rows.front());
        return height;
      } else {
        return height;
      }
    }
    return height;
  }

  /// How many of `lines` go on this page: no line alone at the foot or at the head, and the end of
  /// a paragraph goes with what must follow it.
  std::size_t Fitting(std::span<const Line> lines, double after) const {
    const double start = lines.front().top;
    std::size_t fit = 0;
    while (fit < lines.size() && lines[fit].bottom - start <= left_over()) ++fit;
    const bool whole = fit == lines.size();
    if (whole && (after <= 0 || lines.back().bottom - start + after <= left_over())) return fit;
    if (whole && at_top() && after > kRoom / 2) return fit;
    const std::size_t most = lines.size() <= 3 ? 0 : lines.size() - 2;
    fit = std::min(fit, most);
    if (fit < 2) fit = 0;
    return fit;
  }

  void PlaceText(const Text& text, std::span<const Item> rest) {
    const Style& style = Get(text.style);
    const LayoutPtr layout = LayOf(text, kWidth);
    const std::vector<Line> all = LinesOf(layout.get());
    std::span<const Line> lines = all;
    const double after = style.keep_next || text.keep_next ? Least(rest) : 0;
    if (!at_top()) y_ += Above(style);
    bool outlined = false;
    while (!lines.empty()) {
      std::size_t count = Fitting(lines, after);
      if (count == 0 && !at_top()) {
        NewPage();
        continue;
      }
      count = std::max<std::size_t>(count, 1);
      if (style.outline > 0 && !outlined) Outline(text);
      outlined = true;
      DrawLines(lines.first(count), kLeft + style.left * kPointsPerMm + text.side, y_);
      y_ += lines[count - 1].bottom - lines.front().top;
      lines = lines.subspan(count);
      if (!lines.empty()) NewPage();
    }
  }

  void Outline(const Text& text) {
    std::string title;
    for (const documents::Run& run : text.runs) title += run.text;
    const auto level = static_cast<std::size_t>(Get(text.style).outline);
    const int parent = level > 1 ? outline_[level - 2] : CAIRO_PDF_OUTLINE_ROOT;
    const std::string target =
        fmt::format("page={} pos=[{:.1f} {:.1f}]", pages_, kLeft, std::max(0.0, y_ - 6));
    const int id = cairo_pdf_surface_add_outline(surface_.get(), parent, title.c_str(),
                                                 target.c_str(), CAIRO_PDF_OUTLINE_FLAG_OPEN);
    std::fill(outline_.begin() + static_cast<std::ptrdiff_t>(level) - 1, outline_.end(), id);
  }

  double ColumnsHeight(const Columns& columns) const {
    double height = 0;
    for (const Columns::Row& row : columns.rows) height += PairHeight(columns, row);
    return height;
  }

  double PairHeight(const Columns& columns, const Columns::Row& row) const {
    const double left = columns.left_width * kPointsPerMm;
    return std::max(HeightOf(typesetter_, row.left, left),
                    HeightOf(typesetter_, row.right, kWidth - left));
  }

  void PlaceColumns(const Columns& columns) {
    if (ColumnsHeight(columns) > left_over() && !at_top()) NewPage();
    const double left = columns.left_width * kPointsPerMm;
    for (const Columns::Row& row : columns.rows) {
      DrawStack(row.left, kLeft, left, y_);
      DrawStack(row.right, kLeft + left, kWidth - left, y_);
      y_ += PairHeight(columns, row);
    }
  }

  void DrawStack(const Stack& stack, double x, double width, double y) {
    for (const Stacked& part : stack) {
      if (const auto* text = std::get_if<Text>(&part)) {
        const Style& style = Get(text->style);
        const LayoutPtr layout = LayOf(*text, width);
        y += style.before;
        DrawLayout(layout.get(), x + style.left * kPointsPerMm, y);
        y += HeightOf(layout.get());
      } else if (const auto* space = std::get_if<Space>(&part)) {
        y += space->height;
      } else {
        Stroke(std::get<Rule>(part).length, x, width, y);
        y += kRuleHeight;
      }
    }
  }

  /// A row being drawn: what is left of each cell.
  struct OpenCell {
    LayoutPtr layout;
    std::vector<Line> lines;
    std::size_t next = 0;
    double x = 0;
    double width = 0;

    double rest() const { return next == lines.size() ? 0 : lines.back().bottom - lines[next].top; }
    std::size_t Within(double room) const {
      std::size_t end = next;
      while (end < lines.size() && lines[end].bottom - lines[next].top <= room) ++end;
      return end;
    }
  };

  std::vector<OpenCell> Open(const Grid& grid, const Grid::Row& row) const {
    std::vector<OpenCell> cells;
    double x = kLeft;
    std::size_t column = 0;
    for (const Grid::Cell& cell : row) {
      double width = 0;
      for (int n = 0; n < cell.span; ++n) width += grid.widths[column++] * kPointsPerMm;
      OpenCell open;
      open.layout = typesetter_.Lay(Get(cell.style), cell.text, cell.bold, width - 2 * kCellPadX);
      open.lines = LinesOf(open.layout.get());
      open.x = x;
      open.width = width;
      x += width;
      cells.push_back(std::move(open));
    }
    return cells;
  }

  static double HeightLeft(const std::vector<OpenCell>& cells) {
    double height = 0;
    for (const OpenCell& cell : cells) height = std::max(height, cell.rest());
    return height + 2 * kCellPadY;
  }

  double RowHeight(const Grid& grid, const Grid::Row& row) const {
    return HeightLeft(Open(grid, row));
  }

  /// Draws as much of `cells` as `height` holds, with borders; true when nothing is left.
  bool DrawSlice(std::vector<OpenCell>& cells, double height) {
    bool done = true;
    cairo_set_line_width(cairo_.get(), 0.5);
    for (OpenCell& cell : cells) {
      cairo_rectangle(cairo_.get(), cell.x, y_, cell.width, height);
      cairo_stroke(cairo_.get());
      const std::size_t end = cell.Within(height - 2 * kCellPadY + kRounding);
      if (end > cell.next) {
        const auto lines = std::span<const Line>(cell.lines).subspan(cell.next, end - cell.next);
        const double slack = height - 2 * kCellPadY - (lines.back().bottom - lines.front().top);
        DrawLines(lines, cell.x + kCellPadX, y_ + kCellPadY + std::max(0.0, slack / 2));
        cell.next = end;
      }
      done = done && cell.next == cell.lines.size();
    }
    y_ += height;
    return done;
  }

  void PlaceTitle(const Grid& grid) {
    // Compose() has seen to it that a title row takes less than half a page.
    std::vector<OpenCell> title = Open(grid, grid.title);
    DrawSlice(title, HeightLeft(title));
  }

  void PlaceRow(const Grid& grid, const Grid::Row& row, double after) {
    std::vector<OpenCell> cells = Open(grid, row);
    const double height = HeightLeft(cells);
    const double title = RowHeight(grid, grid.title);
    const bool fits_a_page = height + title + after <= kRoom;
    if (height + after > left_over() && (fits_a_page || left_over() < kRoom / 8)) {
      NewPage();
      PlaceTitle(grid);
    }
    // A row higher than a page is divided between lines.
    while (!DrawSlice(cells, std::min(HeightLeft(cells), left_over()))) {
      NewPage();
      PlaceTitle(grid);
    }
  }

  void PlaceGrid(const Grid& grid, std::span<const Item> rest) {
    double first = RowHeight(grid, grid.title);
    if (!grid.rows.empty()) first += std::min(RowHeight(grid, grid.rows.front()), kRoom / 4);
    if (first > left_over() && !at_top()) NewPage();
    PlaceTitle(grid);
    for (std::size_t n = 0; n < grid.rows.size(); ++n) {
      const bool last = n + 1 == grid.rows.size();
      PlaceRow(grid, grid.rows[n], last && grid.keep_next ? Least(rest) : 0);
    }
  }

  const Typesetter& typesetter_;
  const Sheet& sheet_;
  std::string bytes_;
  std::unique_ptr<cairo_surface_t, SurfaceFree> surface_;
  std::unique_ptr<cairo_t, ContextFree> cairo_;
  std::array<int, 3> outline_{};
  double y_ = 0;
  int page_ = 1;   // Within the section.
  int pages_ = 1;  // Of the file.
};

}  // namespace

Result<std::string> ToPdf(const OfficialDocument& document) {
  LACHAN_TRY(const Sheet sheet, Compose(document));
  LACHAN_TRY(const Typesetter typesetter, Typesetter::Make());
  return PdfWriter(typesetter, sheet).Run();
}

}  // namespace lachan::documents
