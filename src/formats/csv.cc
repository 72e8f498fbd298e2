// SPDX-License-Identifier: Apache-2.0
#include "formats/csv.h"

#include "base/text.h"

namespace lachan::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Reads rows one at a time.
class Reader {
 public:
  Reader(std::string_view text, char separator, const CsvLimits& limits)
      : text_(text), separator_(separator), limits_(limits) {}

  bool AtEnd() const { return at_ >= text_.size(); }

  Result<CsvRow> Row() {
    CsvRow row;
    const int first_line = line_;
    while (true) {
      if (row.size() >= limits_.columns) {
        return Fail(ErrorCode::kExhausted, "line {}: more than {} columns", first_line,
                    limits_.columns);
      }
      LACHAN_TRY(std::string cell, Cell());
      if (cell.size() > limits_.cell_bytes) {
        return Fail(ErrorCode::kExhausted, "line {}: a cell of more than {} bytes", first_line,
                    limits_.cell_bytes);
      }
      row.push_back(std::move(cell));
      if (AtEnd()) return row;
      const char c = text_[at_];
      if (c == separator_) {
        ++at_;
        continue;
      }
      if (c == '\r') ++at_;
      if (!AtEnd() && text_[at_] == '\n') ++at_;
      ++line_;
      return row;
    }
  }

 private:
  Result<std::string> Cell() {
    if (!AtEnd() && text_[at_] == '"') return Quoted();
    const std::size_t from = at_;
    while (!AtEnd() && text_[at_] != separator_ && text_[at_] != '\n' &&
           !(text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'))) {
      ++at_;
    }
    return std::string(text_.substr(from, at_ - from));
  }

  Result<std::string> Quoted() {
    const int first_line = line_;
    std::string cell;
    for (++at_; !AtEnd(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell += c;
        continue;
      }
      ++at_;
      if (AtEnd() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r') {
        return cell;
      }
      if (text_[at_] != '"') {
        return Fail(ErrorCode::kInvalidInput, "line {}: text after a closing quote", line_);
      }
      cell += '"';
    }
    return Fail(ErrorCode::kInvalidInput, "line {}: the quote that begins here never ends",
                first_line);
  }

  std::string_view text_;
  char separator_;
  const CsvLimits& limits_;
  std::size_t at_ = 0;
  int line_ = 1;
};

bool IsPlainNumber(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789.,") == std::string_view::npos;
}

bool LooksLikeFormula(std::string_view cell) {
  static constexpr std::string_view kWide[] = {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};  // = + - @
  // A byte-order mark may vanish when the text is opened.
  while (cell.starts_with(kByteOrderMark)) cell.remove_prefix(kByteOrderMark.size());
  if (cell.empty() || IsPlainNumber(cell)) return false;
  if (cell.find_first_of("=+-@\t\r") == 0) return true;
  const std::size_t first = cell.find_first_not_of(" \n");
  if (first != std::string_view::npos && first > 0 && cell.find_first_of("=+-@", first) == first) {
    return true;
  }
  return std::ranges::any_of(kWide, [&](std::string_view wide) { return cell.starts_with(wide); });
}

}  // namespace

Result<std::vector<CsvRow>> ParseCsv(std::string_view text, char separator,
                                     const CsvLimits& limits) {
  if (text.size() > limits.bytes) {
    return Fail(ErrorCode::kExhausted, "a CSV text of {} bytes; the limit is {}", text.size(),
                limits.bytes);
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Reader reader(text, separator, limits);
  std::vector<CsvRow> rows;
  while (!reader.AtEnd()) {
    LACHAN_TRY(CsvRow row, reader.Row());
    if (row.size() == 1 && row[0].empty()) continue;
    if (rows.size() >= limits.rows) {
      return Fail(ErrorCode::kExhausted, "more than {} rows", limits.rows);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string WriteCsvRow(std::span<const std::string> cells, char separator) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += separator;
    std::string cell = LooksLikeFormula(cells[i]) ? "'" + cells[i] : cells[i];
    const bool quote = cell.find_first_of("\"\r\n'") != std::string::npos ||
                       cell.find(separator) != std::string::npos || cell.starts_with(' ') ||
                       cell.starts_with(kByteOrderMark) || cell.ends_with(' ');
    if (!quote) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  return out += "\r\n";
}

}  // namespace lachan::formats
