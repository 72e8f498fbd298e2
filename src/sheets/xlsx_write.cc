// SPDX-License-Identifier: Apache-2.0
#include "sheets/xlsx_write.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/text.h"
#include "core/time.h"
#include "documents/archive.h"

namespace lachan::sheets {
namespace {

constexpr std::size_t kChoiceRows = 5'000;  ///< Rows below the headings that offer choices.
constexpr std::string_view kChoices = "_choices";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kRelations =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";

// Cell styles, in the order of cellXfs below.
enum Style : int { kPlain, kHeading, kRequired, kDate, kQuoted };

/// Text for XML: what XML 1.0 cannot hold is left out.
std::string Xml(std::string_view text) {
  std::string out;
  const std::string mended = RepairUtf8(text);
  for (const char c : mended) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') continue;
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string ColumnName(std::size_t index) {
  std::string name;
  for (++index; index > 0; index = (index - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (index - 1) % 26));
  }
  return name;
}

std::string SheetName(std::string_view name) {
  std::string out;
  for (const char c : name) out += std::string_view(":\\/?*[]'").contains(c) ? ' ' : c;
  return CodePoints(out) > 31 ? Ellipsis(out, 30) : out;
}

bool IsNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && text.size() < 16 &&
         (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
}

/// Begins like a formula, in ASCII or in the wide forms that programs take for it.
bool LooksLikeFormula(std::string_view text) {
  return !text.empty() &&
         (std::string_view("=+-@\t\r").contains(text[0]) || text.starts_with("＝") ||
          text.starts_with("＋") || text.starts_with("－") || text.starts_with("＠"));
}

void AddText(std::string& xml, std::string_view place, int style, std::string_view text) {
  xml +=
      fmt::format(R"(<c r="{}" s="{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>)",
                  place, style, Xml(text));
}

void AddCell(std::string& xml, std::string_view place, CellKind kind, const std::string& text) {
  if (text.empty()) return;
  if (kind == CellKind::kNumber && IsNumber(text)) {
    xml += fmt::format(R"(<c r="{}"><v>{}</v></c>)", place, text);
    return;
  }
  if (kind == CellKind::kDay) {
    const auto day = ParseDate(text);
    if (day && *day >= std::chrono::year{1900} / 3 / 1) {
      const auto serial =
          (std::chrono::sys_days{*day} - std::chrono::sys_days{std::chrono::year{1899} / 12 / 30})
              .count();
      xml += fmt::format(R"(<c r="{}" s="{}"><v>{}</v></c>)", place, int{kDate}, serial);
      return;
    }
  }
  AddText(xml, place, LooksLikeFormula(text) ? kQuoted : kPlain, text);
}

/// Where the choices of each column lie on the hidden sheet: "_choices!$A$1:$A$4"; empty = none.
std::vector<std::string> PlaceChoices(const Sheet& sheet, Sheet& hidden) {
  std::vector<std::string> ranges;
  for (const auto& column : sheet.columns) {
    if (column.choices.empty()) {
      ranges.emplace_back();
      continue;
    }
    const std::size_t at = hidden.columns.size();
    hidden.columns.push_back({});
    if (hidden.rows.size() < column.choices.size()) hidden.rows.resize(column.choices.size());
    for (std::size_t i = 0; i < column.choices.size(); ++i) {
      hidden.rows[i].resize(at + 1);
      hidden.rows[i][at] = column.choices[i];
    }
    const auto name = ColumnName(at);
    ranges.push_back(fmt::format("{}!${}$1:${}${}", kChoices, name, name, column.choices.size()));
  }
  return ranges;
}

std::string Validations(const Sheet& sheet, const std::vector<std::string>& ranges) {
  std::string list;
  std::size_t count = 0;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const auto& hint = sheet.columns[i].hint;
    const bool has_range = i < ranges.size() && !ranges[i].empty();
    if (!has_range && hint.empty()) continue;
    const auto name = ColumnName(i);
    ++count;
    list += fmt::format(
        R"(<dataValidation{} allowBlank="1" showInputMessage="1" showErrorMessage="{}" sqref="{}2:{}{}"{}>{}</dataValidation>)",
        has_range ? R"( type="list")" : "", has_range ? 1 : 0, name, name, kChoiceRows,
        hint.empty()
            ? std::string()
            : fmt::format(R"( promptTitle="{}" prompt="{}")",
                          Xml(Ellipsis(sheet.columns[i].title, 30)), Xml(Ellipsis(hint, 250))),
        has_range ? fmt::format("<formula1>{}</formula1>", ranges[i]) : std::string());
  }
  if (count == 0) return "";
  return fmt::format(R"(<dataValidations count="{}">{}</dataValidations>)", count, list);
}

std::string SheetXml(const Sheet& sheet, bool has_heading, const std::vector<std::string>& ranges) {
  std::string xml = fmt::format(R"({}<worksheet xmlns="{}">)", kHead, kMain);
  if (has_heading) {
    xml += R"(<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" )"
           R"(activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>)";
    xml += "<cols>";
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
      xml += fmt::format(R"(<col min="{0}" max="{0}" width="{1:.1f}" customWidth="1"{2}/>)", i + 1,
                         sheet.columns[i].width,
                         sheet.columns[i].kind == CellKind::kDay ? R"( style="3")" : "");
    }
    xml += "</cols>";
  }
  xml += "<sheetData>";
  std::size_t line = 0;
  if (has_heading) {
    xml += fmt::format(R"(<row r="{}">)", ++line);
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
      AddText(xml, ColumnName(i) + "1", sheet.columns[i].is_required ? kRequired : kHeading,
              sheet.columns[i].title);
    }
    xml += "</row>";
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) names.push_back(ColumnName(i));
  for (const auto& row : sheet.rows) {
    xml += fmt::format(R"(<row r="{}">)", ++line);
    for (std::size_t i = 0; i < row.size() && i < names.size(); ++i) {
      AddCell(xml, fmt::format("{}{}", names[i], line), sheet.columns[i].kind, row[i]);
    }
    xml += "</row>";
  }
  xml += "</sheetData>";
  if (has_heading && sheet.has_filter && !names.empty()) {
    xml +=
        fmt::format(R"(<autoFilter ref="A1:{}{}"/>)", names.back(), std::max<std::size_t>(line, 1));
  }
  return xml + Validations(sheet, ranges) + "</worksheet>";
}

std::string StylesXml() {
  return fmt::format(
      R"({}<styleSheet xmlns="{}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>)"
      R"(<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>)"
      R"(<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>)"
      R"(<fill><patternFill patternType="solid"><fgColor rgb="FFE3ECF7"/></patternFill></fill>)"
      R"(<fill><patternFill patternType="solid"><fgColor rgb="FFFBE3C8"/></patternFill></fill></fills>)"
      R"(<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">)"
      R"(<xf xfId="0"/><xf fontId="1" fillId="2" applyFont="1" applyFill="1" xfId="0"/>)"
      R"(<xf fontId="1" fillId="3" applyFont="1" applyFill="1" xfId="0"/>)"
      R"(<xf numFmtId="164" applyNumberFormat="1" xfId="0"/><xf quotePrefix="1" xfId="0"/></cellXfs></styleSheet>)",
      kHead, kMain);
}

struct Parts {
  std::map<std::string, std::string> files;
  std::string types, relations, sheets;
  std::size_t count = 0;

  void Add(const std::string& name, std::string xml, bool is_hidden) {
    ++count;
    files[fmt::format("xl/worksheets/sheet{}.xml", count)] = std::move(xml);
    types += fmt::format(
        R"(<Override PartName="/xl/worksheets/sheet{}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>)",
        count);
    relations += fmt::format(
        R"(<Relationship Id="rId{0}" Type="{1}/worksheet" Target="worksheets/sheet{0}.xml"/>)",
        count, kRelations);
    sheets += fmt::format(R"(<sheet name="{}" sheetId="{}"{} r:id="rId{}"/>)", Xml(name), count,
                          is_hidden ? R"( state="hidden")" : "", count);
  }
};

}  // namespace

Result<std::string> WriteXlsx(const std::vector<Sheet>& sheets) {
  Parts parts;
  Sheet hidden{std::string(kChoices), {}};
  for (const auto& sheet : sheets) {
    const auto ranges = PlaceChoices(sheet, hidden);
    parts.Add(SheetName(sheet.name), SheetXml(sheet, true, ranges), false);
  }
  if (!hidden.rows.empty()) parts.Add(hidden.name, SheetXml(hidden, false, {}), true);
  constexpr std::string_view kPackage = "http://schemas.openxmlformats.org/package/2006";
  auto& files = parts.files;
  files["[Content_Types].xml"] = fmt::format(
      R"({}<Types xmlns="{}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
      R"(<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
      R"(<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{}</Types>)",
      kHead, kPackage, parts.types);
  files["_rels/.rels"] = fmt::format(
      R"({}<Relationships xmlns="{}/relationships"><Relationship Id="rId1" Type="{}/officeDocument" Target="xl/workbook.xml"/></Relationships>)",
      kHead, kPackage, kRelations);
  files["xl/_rels/workbook.xml.rels"] = fmt::format(
      R"({}<Relationships xmlns="{}/relationships">{}<Relationship Id="rId{}" Type="{}/styles" Target="styles.xml"/></Relationships>)",
      kHead, kPackage, parts.relations, parts.count + 1, kRelations);
  files["xl/workbook.xml"] =
      fmt::format(R"({}<workbook xmlns="{}" xmlns:r="{}"><sheets>{}</sheets></workbook>)", kHead,
                  kMain, kRelations, parts.sheets);
  files["xl/styles.xml"] = StylesXml();
  return documents::ZipOf(files);
}

}  // namespace lachan::sheets
