// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "documents/archive.h"
#include "documents/docx_parts.h"
#include "documents/render.h"
#include "documents/sheet.h"
#include "documents/typeset.h"

namespace lachan::documents {
namespace {

/// Longer cells may be divided between pages.
constexpr std::size_t kUndividedCell = 1200;
constexpr int kHairline = 2;  // twips of a paragraph that only carries a setting

class DocxBody {
 public:
  std::string Run(const Sheet& sheet) {
    pugi::xml_node root = xml_.append_child("w:document");
    root.append_attribute("xmlns:w") =
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    root.append_attribute("xmlns:r") =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    body_ = root.append_child("w:body");
    for (std::size_t n = 0; n < sheet.sections.size(); ++n) {
      for (const Item& item : sheet.sections[n].items) {
        std::visit([this](const auto& value) { Add(value); }, item);
      }
      const bool last = n + 1 == sheet.sections.size();
      pugi::xml_node carrier = Hairline();
      SectionSettings(last ? body_ : carrier);
      after_table_ = false;
    }
    return Serialise(xml_);
  }

 private:
  struct Options {
    bool keep_next = false;
    bool bold = false;
    double side = 0;
  };

  /// A paragraph with the page break that may be due.
  pugi::xml_node Begin(pugi::xml_node parent, pugi::xml_node& properties, const Style* style,
                       bool keep_next) {
    pugi::xml_node paragraph = parent.append_child("w:p");
    properties = paragraph.append_child("w:pPr");
    if (style != nullptr) Valued(properties, "w:pStyle", std::string(style->key));
    if (keep_next) properties.append_child("w:keepNext");
    if (break_due_ && parent == body_) {
      properties.append_child("w:pageBreakBefore");
      break_due_ = false;
    }
    if (parent == body_) after_table_ = false;
    return paragraph;
  }

  static void Spacing(pugi::xml_node properties, int before, int line) {
    pugi::xml_node spacing = properties.append_child("w:spacing");
    spacing.append_attribute("w:before") = before;
    spacing.append_attribute("w:after") = 0;
    spacing.append_attribute("w:line") = line;
    spacing.append_attribute("w:lineRule") = "exact";
  }

  pugi::xml_node Hairline() {
    pugi::xml_node properties;
    Begin(body_, properties, nullptr, false);
    Spacing(properties, 0, kHairline);
    return properties;
  }

  void Paragraph(pugi::xml_node parent, StyleId id, std::span<const documents::Run> runs,
                 Options options) {
    const Style& style = Get(id);
    pugi::xml_node properties;
    pugi::xml_node paragraph =
        Begin(parent, properties, &style, options.keep_next && !style.keep_next);
    if (options.side > 0) {
      pugi::xml_node indent = properties.append_child("w:ind");
      indent.append_attribute("w:left") = Twips(options.side);
      indent.append_attribute("w:right") = Twips(options.side);
    }
    for (const documents::Run& run : runs) {
      pugi::xml_node node = paragraph.append_child("w:r");
      const bool bold = run.bold || options.bold;
      if (bold || run.italic) {
        pugi::xml_node face = node.append_child("w:rPr");
        for (const char* name : {"w:b", "w:bCs"}) {
          if (bold) face.append_child(name);
        }
        for (const char* name : {"w:i", "w:iCs"}) {
          if (run.italic) face.append_child(name);
        }
      }
      pugi::xml_node text = node.append_child("w:t");
      text.append_attribute("xml:space") = "preserve";
      text.text() = run.text.c_str();
    }
  }

  /// A line of `length` in a column of `width` points: a paragraph's top border between indents.
  void Stroke(pugi::xml_node parent, double length, double width) {
    pugi::xml_node properties;
    Begin(parent, properties, nullptr, true);
    pugi::xml_node top = Valued(properties.append_child("w:pBdr"), "w:top", "single");
    top.append_attribute("w:sz") = 6;
    top.append_attribute("w:space") = 0;
    top.append_attribute("w:color") = "000000";
    Spacing(properties, Twips(kRuleAbove), Twips(kRuleHeight - kRuleAbove));
    pugi::xml_node indent = properties.append_child("w:ind");
    const int side = Twips(std::max(0.0, (width - length) / 2));
    indent.append_attribute("w:left") = side;
    indent.append_attribute("w:right") = side;
  }

  void Room(pugi::xml_node parent, double height) {
    pugi::xml_node properties;
    Begin(parent, properties, nullptr, true);
    Spacing(properties, 0, Twips(height));
  }

  void Add(const Text& text) {
    Paragraph(body_, text.style, text.runs, {.keep_next = text.keep_next, .side = text.side});
  }
  void Add(const Rule& rule) { Stroke(body_, rule.length, Page::kText * kPointsPerMm); }
  void Add(const Space& space) { Room(body_, space.height); }
  void Add(const Break&) { break_due_ = true; }

  pugi::xml_node TableShell(std::span<const double> widths_mm, bool bordered) {
    // Two tables in a row would be read as one.
    if (after_table_ || break_due_) Hairline();
    after_table_ = true;
    pugi::xml_node table = body_.append_child("w:tbl");
    pugi::xml_node properties = table.append_child("w:tblPr");
    double total = 0;
    for (const double width : widths_mm) total += width;
    pugi::xml_node width = properties.append_child("w:tblW");
    width.append_attribute("w:w") = TwipsOfMm(total);
    width.append_attribute("w:type") = "dxa";
    if (bordered) {
      pugi::xml_node borders = properties.append_child("w:tblBorders");
      for (const char* side :
           {"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"}) {
        pugi::xml_node line = Valued(borders, side, "single");
        line.append_attribute("w:sz") = 4;
        line.append_attribute("w:space") = 0;
        line.append_attribute("w:color") = "000000";
      }
    }
    properties.append_child("w:tblLayout").append_attribute("w:type") = "fixed";
    pugi::xml_node margins = properties.append_child("w:tblCellMar");
    const int vertical = bordered ? Twips(kCellPadY) : 0;
    const int horizontal = bordered ? Twips(kCellPadX) : 0;
    for (const auto& [side, value] :
         std::initializer_list<std::pair<const char*, int>>{{"w:top", vertical},
                                                            {"w:left", horizontal},
                                                            {"w:bottom", vertical},
                                                            {"w:right", horizontal}}) {
      pugi::xml_node margin = margins.append_child(side);
      margin.append_attribute("w:w") = value;
      margin.append_attribute("w:type") = "dxa";
    }
    pugi::xml_node grid = table.append_child("w:tblGrid");
    for (const double column : widths_mm) {
      grid.append_child("w:gridCol").append_attribute("w:w") = TwipsOfMm(column);
    }
    return table;
  }

  static pugi::xml_node Cell(pugi::xml_node row, double width_mm, int span, bool middle) {
    pugi::xml_node cell = row.append_child("w:tc");
    pugi::xml_node properties = cell.append_child("w:tcPr");
    pugi::xml_node width = properties.append_child("w:tcW");
    width.append_attribute("w:w") = TwipsOfMm(width_mm);
    width.append_attribute("w:type") = "dxa";
    if (span > 1) Valued(properties, "w:gridSpan", std::to_string(span));
    if (middle) Valued(properties, "w:vAlign", "center");
    return cell;
  }

  void Fill(pugi::xml_node cell, const Stack& stack, double width_mm) {
    for (const Stacked& part : stack) {
      if (const auto* text = std::get_if<Text>(&part)) {
        Paragraph(cell, text->style, text->runs, {.keep_next = text->keep_next});
      } else if (const auto* space = std::get_if<Space>(&part)) {
        Room(cell, space->height);
      } else {
        Stroke(cell, std::get<Rule>(part).length, width_mm * kPointsPerMm);
      }
    }
  }

  void Add(const Columns& columns) {
    const std::array<double, 2> widths = {columns.left_width, Page::kText - columns.left_width};
    pugi::xml_node table = TableShell(widths, false);
    for (const Columns::Row& row : columns.rows) {
      pugi::xml_node node = table.append_child("w:tr");
      node.append_child("w:trPr").append_child("w:cantSplit");
      Fill(Cell(node, widths[0], 1, false), row.left, widths[0]);
      Fill(Cell(node, widths[1], 1, false), row.right, widths[1]);
    }
  }

  void GridRow(pugi::xml_node table, const Grid& grid, const Grid::Row& row, bool title,
               bool keep_next) {
    pugi::xml_node node = table.append_child("w:tr");
    pugi::xml_node properties = node.append_child("w:trPr");
    const bool whole = std::ranges::all_of(
        row, [](const Grid::Cell& cell) { return cell.text.size() <= kUndividedCell; });
    if (whole) properties.append_child("w:cantSplit");
    if (title) properties.append_child("w:tblHeader");
    std::size_t column = 0;
    for (const Grid::Cell& cell : row) {
      double width = 0;
      for (int n = 0; n < cell.span; ++n) width += grid.widths[column++];
      const std::array<documents::Run, 1> runs = {documents::Run{.text = cell.text}};
      Paragraph(Cell(node, width, cell.span, true), cell.style, runs,
                {.keep_next = keep_next, .bold = cell.bold});
    }
  }

  void Add(const Grid& grid) {
    pugi::xml_node table = TableShell(grid.widths, true);
    GridRow(table, grid, grid.title, true, true);
    for (std::size_t n = 0; n < grid.rows.size(); ++n) {
      GridRow(table, grid, grid.rows[n], false, grid.keep_next && n + 1 == grid.rows.size());
    }
  }

  static void SectionSettings(pugi::xml_node parent) {
    pugi::xml_node section = parent.append_child("w:sectPr");
    for (const auto& [type, id] : std::initializer_list<std::pair<const char*, const char*>>{
             {"default", "rId4"}, {"first", "rId5"}}) {
      pugi::xml_node reference = section.append_child("w:headerReference");
      reference.append_attribute("w:type") = type;
      reference.append_attribute("r:id") = id;
    }
    Valued(section, "w:type", "nextPage");
    pugi::xml_node size = section.append_child("w:pgSz");
    size.append_attribute("w:w") = TwipsOfMm(Page::kWidth);
    size.append_attribute("w:h") = TwipsOfMm(Page::kHeight);
    pugi::xml_node margins = section.append_child("w:pgMar");
    for (const auto& [side, mm] :
         std::initializer_list<std::pair<const char*, double>>{{"w:top", Page::kTop},
                                                               {"w:right", Page::kRight},
                                                               {"w:bottom", Page::kBottom},
                                                               {"w:left", Page::kLeft},
                                                               {"w:header", Page::kHeader},
                                                               {"w:footer", Page::kHeader},
                                                               {"w:gutter", 0.0}}) {
      margins.append_attribute(side) = TwipsOfMm(mm);
    }
    section.append_child("w:pgNumType").append_attribute("w:start") = 1;
    section.append_child("w:titlePg");
  }

  pugi::xml_document xml_;
  pugi::xml_node body_;
  bool break_due_ = false;
  bool after_table_ = false;
};

}  // namespace

Result<std::string> ToDocx(const OfficialDocument& document) {
  LACHAN_TRY(const Sheet sheet, Compose(document));
  return ZipOf({
      {"[Content_Types].xml", ContentTypesPart()},
      {"_rels/.rels", PackageRelationsPart()},
      {"docProps/app.xml", ApplicationPart()},
      {"docProps/core.xml", CorePart(sheet)},
      {"word/_rels/document.xml.rels", DocumentRelationsPart()},
      {"word/document.xml", DocxBody().Run(sheet)},
      {"word/fontTable.xml", FontTablePart()},
      {"word/header1.xml", HeaderPart(sheet.mark, true)},
      {"word/header2.xml", HeaderPart(sheet.mark, false)},
      {"word/settings.xml", SettingsPart()},
      {"word/styles.xml", StylesPart()},
  });
}

}  // namespace lachan::documents
