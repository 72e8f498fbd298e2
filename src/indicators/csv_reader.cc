// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "formats/csv.h"
#include "indicators/collector.h"

namespace lachan::indicators {
namespace {

constexpr std::size_t kColumns = 200, kHeaderLines = 200;
constexpr int kRecordLines = 16;
constexpr formats::CsvLimits kCsvLimits{.rows = kRecordLines, .columns = kColumns};
constexpr std::size_t kGuessBytes = 4'096;  // longer cells are not tried
constexpr std::string_view kSeparators = ",;\t|";

/// What a column holds.
enum class Use { kValue, kType, kSource, kDescription, kId, kFrom, kUntil, kTlp, kToIds };

/// A heading without blanks, marks and accents: "Giá trị" → "giatri".
std::string Plain(std::string_view heading) {
  std::string word;
  for (const char c : FoldForSearch(heading)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  }
  return word;
}

std::optional<Use> UseOf(std::string_view word) {
  struct Known {
    Use use;
    std::initializer_list<std::string_view> words;
  };
  static const Known kKnown[] = {
      {Use::kValue,
       {"value", "indicator", "indicators", "ioc", "iocs", "iocvalue", "indicatorvalue",
        "observable", "observablevalue", "giatri", "chidau"}},
      {Use::kType,
       {"type", "ioctype", "indicatortype", "observabletype", "valuetype", "kind", "loai", "kieu"}},
      {Use::kSource,
       {"source", "feed", "provider", "organisation", "organization", "org", "nguon"}},
      {Use::kDescription,
       {"description", "comment", "note", "notes", "title", "name", "threat", "threatname",
        "malware", "malwareprintable", "mota", "ghichu"}},
      {Use::kId, {"id", "uuid", "iocid", "indicatorid"}},
      {Use::kFrom, {"validfrom", "hieuluctu"}},
      {Use::kUntil,
       {"validuntil", "validto", "expires", "expiry", "expiration", "expirationdate", "expiresat",
        "expirydate", "hethan", "ngayhethan"}},
      {Use::kTlp, {"tlp", "marking"}},
      {Use::kToIds, {"toids"}},
  };
  for (const Known& known : kKnown) {
    if (std::ranges::find(known.words, word) != known.words.end()) return known.use;
  }
  return std::nullopt;
}

struct ValueColumn {
  std::size_t column = 0;
  Said said = Said::kNothing;
};

/// Which column holds what.
struct Header {
  std::vector<ValueColumn> values;
  std::vector<std::pair<Use, std::size_t>> others;  ///< The first column of each use.
  std::size_t known() const { return values.size() + others.size(); }
};

/// Without blanks around it, and quotes that such blanks kept from being read: `a, "b"`.
std::string_view Bare(std::string_view cell) {
  cell = Trim(cell);
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
    cell = cell.substr(1, cell.size() - 2);
  }
  return cell;
}

/// False for a cell that is an indicator itself: where one stands, no heading is.
bool MayBeHeading(std::string_view cell) {
  return cell.size() <= kGuessBytes && !Canonicalise(Bare(cell)).has_value();
}

std::optional<Header> HeaderOf(const formats::CsvRow& cells) {
  if (!std::ranges::all_of(cells, MayBeHeading)) return std::nullopt;
  Header header;
  std::vector<ValueColumn> typed;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string word = Plain(cells[i]);
    if (word.empty() || word.size() > 30) continue;
    const auto use = UseOf(word);
    if (use == Use::kValue) {
      header.values.push_back({i, Said::kNothing});
    } else if (use) {
      const auto same = [&](const auto& other) { return other.first == *use; };
      if (std::ranges::none_of(header.others, same)) header.others.emplace_back(*use, i);
    } else if (const auto said = ParseSaid(word)) {
      typed.push_back({i, *said});
    }
  }
  if (header.values.empty()) header.values = std::move(typed);
  if (header.values.empty()) return std::nullopt;
  return header;
}

/// The lines of one record: more than one where a cell in quotes holds a line break.
struct Record {
  std::string_view text = {}, first = {};  ///< All of it, and its first line.
  int line = 0;                            ///< Of its first line.
  int lines = 0;
  bool unclosed = false;
};

class Records {
 public:
  Records(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}
  bool AtEnd() const { return text_.empty(); }

  Record Next() {
    Record record{.line = line_ + 1};
    std::size_t size = 0, quotes = 0;
    do {
      const auto end = text_.find('\n', size);
      const std::size_t next = end == std::string_view::npos ? text_.size() : end + 1;
      quotes += static_cast<std::size_t>(std::ranges::count(text_.substr(size, next - size), '"'));
      size = next;
      if (++record.lines == 1) record.first = text_.substr(0, next);
    } while (quotes % 2 != 0 && size < text_.size() && record.lines < kRecordLines &&
             size < limit_);
    record.unclosed = quotes % 2 != 0;
    record.text = text_.substr(0, size);
    text_.remove_prefix(size);
    line_ += record.lines;
    return record;
  }

  /// Takes back all but the first line of the record that Next() gave last: its quotes are wrong,
  /// and only that line shall be lost.
  void TakeBack(const Record& record) {
    const std::size_t back = record.text.size() - record.first.size();
    text_ = {text_.data() - back, text_.size() + back};
    line_ -= record.lines - 1;
  }

 private:
  std::string_view text_;
  std::size_t limit_;
  int line_ = 0;
};

bool IsBlank(std::string_view text) { return Trim(text).empty(); }
bool IsRemark(std::string_view text) { return Trim(text).starts_with('#'); }

std::vector<formats::CsvRow> Cells(std::string_view text, char separator) {
  auto rows = formats::ParseCsv(text, separator, kCsvLimits);
  return rows ? *std::move(rows) : std::vector<formats::CsvRow>();
}

/// A line under the separator that makes the most of it.
struct Opening {
  std::optional<Header> header;
  char separator = ',';
};
Opening OpeningOf(std::string_view line) {
  Opening best;
  for (const char separator : kSeparators) {
    const auto rows = Cells(line, separator);
    if (rows.empty()) continue;
    auto header = HeaderOf(rows[0]);
    if (header && (!best.header || header->known() > best.header->known())) {
      best = {std::move(header), separator};
    }
  }
  return best;
}

/// The first line that is no remark, and the last remark before it.
struct Lines {
  std::string_view remark, first;
};
Lines FirstLines(std::string_view text) {
  Lines lines;
  for (std::size_t i = 0; i < kHeaderLines && !text.empty(); ++i) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, std::min(end, std::size_t{64} << 10));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (IsBlank(line)) continue;
    if (!IsRemark(line)) {
      lines.first = line;
      break;
    }
    lines.remark = Trim(Trim(line).substr(1));
  }
  return lines;
}

/// A table without headings: the value is the first cell that is one, beside a word for its type.
std::optional<char> BareSeparator(std::string_view line) {
  if (Canonicalise(line).has_value()) return std::nullopt;
  for (const char separator : kSeparators) {
    const auto rows = Cells(line, separator);
    if (rows.empty() || rows[0].size() < 2) continue;
    for (const auto& cell : rows[0]) {
      if (cell.size() <= kGuessBytes && Canonicalise(Bare(cell)).has_value()) return separator;
    }
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(std::string_view text, Collector& collector)
      : records_(text, collector.limits().line_bytes), collector_(collector) {
    const auto [remark, first] = FirstLines(text);
    Opening opening = OpeningOf(first);
    header_pending_ = opening.header.has_value();
    if (!opening.header && !remark.empty()) opening = OpeningOf(remark);
    if (!opening.header) {
      opening.separator = BareSeparator(first).value_or(',');
    }
    header_ = std::move(opening.header);
    separator_ = opening.separator;
  }

  void Run() {
    while (!records_.AtEnd() && !collector_.Full()) {
      const Record record = records_.Next();
      if (IsBlank(record.text) || IsRemark(record.text)) continue;
      if (header_pending_) {
        header_pending_ = false;
        continue;
      }
      Take(record);
    }
  }

 private:
  void Take(const Record& record) {
    const Where where{.line = record.line};
    if (record.text.size() > collector_.limits().line_bytes) {
      collector_.Reject(where, "ioc.line.long",
                        fmt::format("a record of {} bytes; the limit is {}", record.text.size(),
                                    collector_.limits().line_bytes),
                        "leave long columns out");
      return;
    }
    if (!IsValidUtf8(record.text)) {
      collector_.Reject(where, "ioc.encoding", "the line is not UTF-8", "save the file as UTF-8");
      return;
    }
    const auto rows = formats::ParseCsv(record.text, separator_, kCsvLimits);
    if (record.unclosed || !rows || rows->size() > 1) {
      RejectRow(record, !rows && rows.error().code() == ErrorCode::kExhausted);
      return;
    }
    if (rows->empty()) return;
    if (header_) {
      Row((*rows)[0], where);
    } else {
      BareRow((*rows)[0], where);
    }
  }

  void RejectRow(const Record& record, bool too_much) {
    if (record.lines > 1) records_.TakeBack(record);
    collector_.Reject(
        {.line = record.line}, "ioc.csv.row",
        too_much ? fmt::format("more than {} columns, or too long a cell", kColumns)
                 : "a quote in this line opens or closes nothing",
        "write a cell that holds quotes, separators or line breaks in quotes, a quote within it "
        "twice");
  }

  static std::string_view Cell(const formats::CsvRow& row, std::size_t column) {
    return column < row.size() ? Bare(row[column]) : std::string_view();
  }

  std::string_view Other(const formats::CsvRow& row, Use use) const {
    for (const auto& [other, column] : header_->others) {
      if (other == use) return Cell(row, column);
    }
    return {};
  }

  void Row(const formats::CsvRow& row, const Where& where) {
    const std::string_view to_ids = Other(row, Use::kToIds);
    if (to_ids == "0" || AsciiEqualsIgnoringCase(to_ids, "false")) {
      collector_.Skip("to_ids is false");
      return;
    }
    const auto type = Other(row, Use::kType);
    const auto from = ParseWhen(Other(row, Use::kFrom), false);
    const auto until = ParseWhen(Other(row, Use::kUntil), true);
    if (!from.good || !until.good) {
      const auto text = Other(row, from.good ? Use::kUntil : Use::kFrom);
      collector_.Reject(where, "ioc.time.invalid",
                        fmt::format("not a time: '{}'", PrintableForLog(text, 40)),
                        "write 2026-01-31 or 2026-01-31T08:00:00Z");
      return;
    }
    const Context context{.source = Other(row, Use::kSource),
                          .description = Other(row, Use::kDescription),
                          .id = Other(row, Use::kId),
                          .valid_from = from.instant,
                          .valid_until = until.instant,
                          .tlp = TlpOf(Other(row, Use::kTlp))};
    Values(row, type, context, where);
  }

  void Values(const formats::CsvRow& row, std::string_view type, const Context& context,
              const Where& where) {
    std::size_t values = 0;
    for (const auto& [column, said] : header_->values) {
      const auto value = Cell(row, column);
      if (value.empty()) continue;
      ++values;
      if (said != Said::kNothing) {
        collector_.Offer(value, said, context, where);
      } else {
        OfferTyped(value, type, context, where);
      }
    }
    if (values == 0) {
      collector_.Reject(where, "ioc.value.missing", "no value in this row",
                        "fill in the value or leave the row out");
    }
  }

  void OfferTyped(std::string_view value, std::string_view type, const Context& context,
                  const Where& where) {
    if (type != last_type_) {
      last_type_ = type;
      last_said_ = ParseSaid(type);
    }
    if (type.empty()) {
      collector_.Offer(value, Said::kNothing, context, where);
    } else if (last_said_) {
      collector_.Offer(value, *last_said_, context, where);
    } else {
      collector_.Skip(fmt::format("type {}", PrintableForLog(type, 40)));
    }
  }

  std::optional<Tlp> TlpOf(std::string_view text) const {
    if (text.empty()) return std::nullopt;
    return ParseTlp(text).value_or(Tlp::kAmber);
  }

  void BareRow(const formats::CsvRow& row, const Where& where) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].size() > kGuessBytes || !Canonicalise(Bare(row[i]))) continue;
      const auto said = i > 0 ? ParseSaid(Bare(row[i - 1])) : std::nullopt;
      collector_.Offer(Bare(row[i]), said.value_or(Said::kNothing), {}, where);
      return;
    }
    collector_.Reject(
        where, "ioc.value.missing", "no indicator in this row",
        "give the table a line of headings: value, type, description, valid_until, …");
  }

  Records records_;
  Collector& collector_;
  std::optional<Header> header_;
  bool header_pending_ = false;  ///< The first record is the heading.
  char separator_ = ',';
  std::string last_type_;
  std::optional<Said> last_said_;
};

}  // namespace

bool LooksLikeCsv(std::string_view text) {
  const auto [remark, first] = FirstLines(text);
  if (first.empty()) return false;
  if (OpeningOf(first).header) return true;
  if (const auto opening = OpeningOf(remark); opening.header && opening.header->known() > 1) {
    return first.find(opening.separator) != std::string_view::npos;
  }
  return BareSeparator(first).has_value();
}

void ReadCsv(std::string_view text, Collector& collector) { Reader(text, collector).Run(); }

}  // namespace lachan::indicators
