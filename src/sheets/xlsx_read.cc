// SPDX-License-Identifier: Apache-2.0
#include "sheets/xlsx_read.h"

#include <expat.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "formats/csv.h"
#include "sheets/number_format.h"
#include "sheets/package.h"

namespace lachan::sheets {
namespace {

std::string_view Local(const char* name) {
  const char* const colon = std::strchr(name, ':');
  return colon == nullptr ? name : colon + 1;
}

std::string_view AttributeOf(const char** attributes, std::string_view name) {
  for (std::size_t i = 0; attributes[i] != nullptr; i += 2) {
    if (Local(attributes[i]) == name) return attributes[i + 1];
  }
  return {};
}

/// Reads one part as a stream of elements and text; a document type ends it.
class PartReader {
 public:
  virtual ~PartReader() = default;
  Status Read(const Package& package, const std::string& part, std::size_t limit) {
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(
        XML_ParserCreate(nullptr), &XML_ParserFree);
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, &OnStart, &OnEnd);
    XML_SetCharacterDataHandler(parser_, &OnText);
    XML_SetStartDoctypeDeclHandler(parser_, &OnDoctype);
    return package.Stream(part, limit, [&](std::string_view piece, bool last) -> Status {
      const auto ok = XML_Parse(parser_, piece.data(), static_cast<int>(piece.size()), last);
      if (!status_) return status_;
      if (ok != XML_STATUS_OK) {
        return NotAWorkbook(fmt::format("{} line {}: {}", part, XML_GetCurrentLineNumber(parser_),
                                        XML_ErrorString(XML_GetErrorCode(parser_))));
      }
      return {};
    });
  }

 protected:
  virtual void Start(std::string_view name, const char** attributes) = 0;
  virtual void End(std::string_view name) = 0;
  virtual void Text(std::string_view text) = 0;
  void Stop(Status status) {
    if (!status_) return;
    status_ = std::move(status);
    XML_StopParser(parser_, XML_FALSE);
  }
  bool stopped() const { return !status_.has_value(); }

 private:
  static void XMLCALL OnStart(void* self, const char* name, const char** attributes) {
    static_cast<PartReader*>(self)->Start(Local(name), attributes);
  }
  static void XMLCALL OnEnd(void* self, const char* name) {
    static_cast<PartReader*>(self)->End(Local(name));
  }
  static void XMLCALL OnText(void* self, const char* text, int size) {
    static_cast<PartReader*>(self)->Text({text, static_cast<std::size_t>(size)});
  }
  static void XMLCALL OnDoctype(void* self, const char*, const char*, const char*, int) {
    static_cast<PartReader*>(self)->Stop(NotAWorkbook("a part has a document type"));
  }
  XML_Parser parser_ = nullptr;
  Status status_;
};

/// Texts kept elsewhere in the file; runs are joined, readings of Asian signs left out.
class StringsReader final : public PartReader {
 public:
  explicit StringsReader(const ReadLimits& limits) : limits_(limits) {}
  std::vector<std::string> strings;

 private:
  void Start(std::string_view name, const char**) override {
    if (name == "si") strings.emplace_back();
    if (name == "rPh") ++reading_;
    is_text_ = name == "t" && reading_ == 0 && !strings.empty();
  }
  void End(std::string_view name) override {
    if (name == "rPh" && reading_ > 0) --reading_;
    if (name == "t") is_text_ = false;
  }
  void Text(std::string_view text) override {
    if (!is_text_) return;
    sum_ += text.size();
    if (sum_ > limits_.text_bytes) return Stop(Beyond("bytes of text", limits_.text_bytes));
    if (strings.back().size() + text.size() > limits_.cell_bytes) {
      return Stop(Beyond("bytes in one cell", limits_.cell_bytes));
    }
    strings.back() += text;
  }

  const ReadLimits& limits_;
  std::size_t sum_ = 0;
  int reading_ = 0;
  bool is_text_ = false;
};

/// 1-based column and row of "AB12"; 0 when missing.
struct Place {
  std::size_t column = 0, row = 0;
};
Place PlaceOf(std::string_view reference) {
  Place place;
  std::size_t i = 0;
  for (; i < reference.size() && reference[i] >= 'A' && reference[i] <= 'Z' && i < 4; ++i) {
    place.column = place.column * 26 + static_cast<std::size_t>(reference[i] - 'A' + 1);
  }
  std::from_chars(reference.data() + i, reference.data() + reference.size(), place.row);
  return place;
}

class SheetReader final : public PartReader {
 public:
  SheetReader(const Workbook& book, const std::vector<std::string>& strings,
              const ReadLimits& limits)
      : book_(book), strings_(strings), limits_(limits) {}
  std::vector<TableRow> rows;

 private:
  void Start(std::string_view name, const char** attributes) override {
    if (name == "row") return StartRow(AttributeOf(attributes, "r"));
    if (name == "c") return StartCell(attributes);
    if (name == "rPh") ++reading_;
    is_text_ = in_cell_ && reading_ == 0 && (name == "v" || name == "t");
  }

  void End(std::string_view name) override {
    if (name == "v" || name == "t") is_text_ = false;
    if (name == "rPh" && reading_ > 0) --reading_;
    if (name == "c") EndCell();
    if (name == "row") EndRow();
  }

  void Text(std::string_view text) override {
    if (!is_text_) return;
    if (value_.size() + text.size() > limits_.cell_bytes) {
      return Stop(Beyond("bytes in one cell", limits_.cell_bytes));
    }
    value_ += text;
  }

  void StartRow(std::string_view number) {
    std::size_t line = 0;
    std::from_chars(number.data(), number.data() + number.size(), line);
    row_ = {line > line_ ? line : line_ + 1, {}};
    line_ = row_.line;
    column_ = 0;
  }

  void StartCell(const char** attributes) {
    const Place place = PlaceOf(AttributeOf(attributes, "r"));
    column_ = place.column > column_ ? place.column : column_ + 1;
    type_ = AttributeOf(attributes, "t");
    const auto style = AttributeOf(attributes, "s");
    style_ = 0;
    std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    in_cell_ = true;
  }

  void EndCell() {
    in_cell_ = false;
    std::string text = CellText();
    if (text.empty()) return;
    if (column_ > limits_.columns) return Stop(Beyond("columns", limits_.columns));
    sum_ += text.size();
    if (sum_ > limits_.text_bytes) return Stop(Beyond("bytes of text", limits_.text_bytes));
    if (row_.cells.size() < column_) row_.cells.resize(column_);
    row_.cells[column_ - 1] = std::move(text);
  }

  void EndRow() {
    if (row_.cells.empty()) return;
    if (rows.size() == limits_.rows) return Stop(Beyond("rows", limits_.rows));
    rows.push_back(std::move(row_));
    row_ = {};
  }

  std::string CellText() {
    if (type_ == "s") {
      std::size_t index = 0;
      const auto [end, error] =
          std::from_chars(value_.data(), value_.data() + value_.size(), index);
      return error == std::errc{} && index < strings_.size() ? strings_[index] : std::string();
    }
    if (type_ == "b") return value_ == "1" ? "true" : value_ == "0" ? "false" : value_;
    if (type_ == "d") return value_.substr(0, value_.find('T'));
    if (!type_.empty() && type_ != "n") return value_;
    double number = 0;
    const auto [end, error] = std::from_chars(value_.data(), value_.data() + value_.size(), number);
    if (value_.empty() || error != std::errc{} || end != value_.data() + value_.size()) {
      return value_;
    }
    const bool is_day = style_ < book_.style_is_day.size() && book_.style_is_day[style_];
    return is_day ? DayText(number, book_.from_1904) : NumberText(number);
  }

  const Workbook& book_;
  const std::vector<std::string>& strings_;
  const ReadLimits& limits_;
  TableRow row_;
  std::string type_, value_;
  std::size_t line_ = 0, column_ = 0, style_ = 0, sum_ = 0;
  int reading_ = 0;
  bool in_cell_ = false, is_text_ = false;
};

std::size_t LinesIn(const formats::CsvRow& row) {
  std::size_t lines = 1;
  for (const auto& cell : row) lines += static_cast<std::size_t>(std::ranges::count(cell, '\n'));
  return lines;
}

}  // namespace

Result<Table> ReadXlsx(std::string_view bytes, const ReadLimits& limits) {
  LACHAN_TRY(const Package package, Package::Open(bytes, limits));
  LACHAN_TRY(const Workbook book, ReadWorkbook(package));
  StringsReader strings(limits);
  if (!book.strings_part.empty() && package.Has(book.strings_part)) {
    LACHAN_TRY_DO(strings.Read(package, book.strings_part, limits.large_part));
  }
  Table table{book.sheets.front().first, {}};
  for (const auto& [name, part] : book.sheets) {
    SheetReader sheet(book, strings.strings, limits);
    LACHAN_TRY_DO(sheet.Read(package, part, limits.large_part));
    if (sheet.rows.empty()) continue;
    return Table{name, std::move(sheet.rows)};
  }
  return table;
}

Result<Table> ReadCsv(std::string_view bytes, const ReadLimits& limits) {
  if (!IsValidUtf8(bytes)) {
    Error error(ErrorCode::kInvalidInput, "the file is not UTF-8: save it as \"CSV UTF-8\"");
    return std::unexpected(std::move(error).WithField("file", "not_utf8"));
  }
  const auto first = bytes.substr(0, bytes.find('\n'));
  char separator = ',';
  for (const char other : {';', '\t'}) {
    if (std::ranges::count(first, other) > std::ranges::count(first, separator)) separator = other;
  }
  LACHAN_TRY(auto rows, formats::ParseCsv(
                            bytes, separator,
                            {limits.file_bytes, limits.rows, limits.columns, limits.cell_bytes}));
  Table table;
  std::size_t line = 1;
  for (auto& row : rows) {
    const std::size_t lines = LinesIn(row);
    const bool is_blank = std::ranges::all_of(row, [](const auto& c) { return Trim(c).empty(); });
    if (!is_blank) table.rows.push_back({line, std::move(row)});
    line += lines;
  }
  return table;
}

}  // namespace lachan::sheets
