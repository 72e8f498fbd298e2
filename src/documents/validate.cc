// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <utf8proc.h>

#include "base/text.h"
#include "documents/render.h"

namespace lachan::documents {
namespace {

constexpr std::size_t kMaxText = 4U << 20;
constexpr std::size_t kMaxRows = 20'000;
constexpr std::size_t kMaxColumns = 24;
constexpr std::size_t kMaxAnnexes = 200;
constexpr std::size_t kMaxFindings = 100;

enum class TextFault { kNone, kEncoding, kControl };

/// Control, format-override and non-characters: XML cannot hold some, and others make a printed
/// text read differently from the stored one.
bool IsForbidden(utf8proc_int32_t point) {
  if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) return true;
  if (point >= 0x202A && point <= 0x202E) return true;
  if (point >= 0x2066 && point <= 0x2069) return true;
  if (point == 0x2028 || point == 0x2029 || point == 0xFEFF) return true;
  return (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
}

TextFault FaultOf(std::string_view text) {
  if (!IsValidUtf8(text)) return TextFault::kEncoding;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = 0;
    const auto used = utf8proc_iterate(at, left, &point);
    if (used <= 0) return TextFault::kEncoding;
    if (IsForbidden(point)) return TextFault::kControl;
    at += used;
    left -= used;
  }
  return TextFault::kNone;
}

class Checker {
 public:
  std::vector<Diagnostic> Run(const OfficialDocument& document) {
    Letterhead(document);
    Ending(document);
    Blocks("body", document.body);
    if (document.annexes.size() > kMaxAnnexes) {
      Add("annexes", "document.annexes.too_many", fmt::format("more than {} annexes", kMaxAnnexes));
    }
    for (std::size_t n = 0; n < document.annexes.size(); ++n) {
      const std::string path = fmt::format("annexes[{}]", n);
      Required(path + ".title", document.annexes[n].title);
      Blocks(path + ".body", document.annexes[n].body);
    }
    if (text_ > kMaxText) Add("body", "document.too_long", "more than 4 MiB of text");
    if (rows_ > kMaxRows) {
      Add("body", "document.rows.too_many", fmt::format("more than {} table rows", kMaxRows));
    }
    return std::move(findings_);
  }

 private:
  void Add(std::string path, std::string code, std::string message, std::string hint = "") {
    if (findings_.size() >= kMaxFindings) return;
    findings_.push_back({.code = std::move(code),
                         .message = std::move(message),
                         .hint = std::move(hint),
                         .where = {.file = std::move(path)}});
  }

  void Text(const std::string& path, std::string_view text) {
    text_ += text.size();
    switch (FaultOf(text)) {
      case TextFault::kNone:
        return;
      case TextFault::kEncoding:
        return Add(path, "document.text.encoding", "the text is not well-formed UTF-8");
      case TextFault::kControl:
        return Add(path, "document.text.control",
                   "the text holds a control character (line break, tab, direction override, …)",
                   "write one paragraph or one list item a line");
    }
  }

  void Required(const std::string& path, std::string_view text) {
    Text(path, text);
    if (Trim(text).empty()) Add(path, "document.missing", fmt::format("{} is missing", path));
  }

  void Lines(const std::string& path, const std::vector<std::string>& lines) {
    for (std::size_t n = 0; n < lines.size(); ++n) {
      Required(fmt::format("{}[{}]", path, n), lines[n]);
    }
  }

  void Letterhead(const OfficialDocument& document) {
    Text("superior_body", document.superior_body);
    Required("issuing_body", document.issuing_body);
    Required("symbol", document.symbol);
    Required("place", document.place);
    Required("subject", document.subject);
    Lines("addressees", document.addressees);
    Lines("bases", document.bases);
    const auto year = static_cast<int>(document.date.year());
    if (!document.date.ok() || year < 1970 || year > 2261) {
      Add("date", "document.date.invalid", "the date is not a day of the years 1970–2261");
    }
    if (document.number && *document.number <= 0) {
      Add("number", "document.number.invalid", "numbers of a year's series start at 1");
    }
    if (document.standing != Standing::issued) return;
    if (!document.number) Add("number", "document.missing", "an issued document has a number");
    if (document.day_open) Add("day_open", "document.missing", "an issued document has its day");
  }

  void Ending(const OfficialDocument& document) {
    Lines("signature.authority", document.signature.authority);
    Required("signature.title", document.signature.title);
    Text("signature.name", document.signature.name);
    if (document.standing == Standing::issued && Trim(document.signature.name).empty()) {
      Add("signature.name", "document.signer.missing", "an issued document names its signer");
    }
    Lines("recipients", document.recipients);
    Required("archive", document.archive);
    if (document.body.empty()) Add("body", "document.missing", "the document has no text");
  }

  void Runs(const std::string& path, const std::vector<documents::Run>& runs) {
    bool any = false;
    for (const auto& run : runs) {
      Text(path, run.text);
      any = any || !Trim(run.text).empty();
    }
    if (!any) Add(path, "document.missing", "an empty paragraph or list item");
  }

  void Level(const std::string& path, int level, int highest) {
    if (level >= 1 && level <= highest) return;
    Add(path, "document.level.invalid", fmt::format("level {} is not 1–{}", level, highest));
  }

  void Blocks(const std::string& path, const std::vector<Block>& blocks) {
    for (std::size_t n = 0; n < blocks.size(); ++n) {
      const std::string at = fmt::format("{}[{}]", path, n);
      std::visit([&](const auto& block) { One(at, block); }, blocks[n]);
    }
  }

  void One(const std::string& path, const Heading& heading) {
    Level(path, heading.level, 3);
    Required(path, heading.text);
  }
  void One(const std::string& path, const Paragraph& paragraph) { Runs(path, paragraph.runs); }
  void One(const std::string& path, const BulletList& list) {
    if (list.items.empty()) Add(path, "document.missing", "a list without items");
    for (std::size_t n = 0; n < list.items.size(); ++n) {
      const std::string at = fmt::format("{}.items[{}]", path, n);
      Level(at, list.items[n].level, 2);
      Runs(at, list.items[n].runs);
    }
  }
  void One(const std::string&, const PageBreak&) {}
  void One(const std::string& path, const Table& table) {
    Text(path + ".caption", table.caption);
    Text(path + ".note", table.note);
    if (table.columns.empty() || table.columns.size() > kMaxColumns) {
      Add(path, "document.table.columns", fmt::format("a table has 1–{} columns", kMaxColumns));
    }
    for (const auto& column : table.columns) {
      Required(path + ".columns", column.title);
      if (!(column.width > 0.01 && column.width < 100)) {
        Add(path + ".columns", "document.table.width", "column widths lie between 0.01 and 100");
      }
    }
    rows_ += table.rows.size();
    for (std::size_t n = 0; n < table.rows.size(); ++n) {
      Row(fmt::format("{}.rows[{}]", path, n), table.rows[n], table.columns.size());
    }
  }

  void Row(const std::string& path, const std::vector<TableCell>& row, std::size_t columns) {
    std::size_t covered = 0;
    bool sound = true;
    for (const auto& cell : row) {
      Text(path, cell.text);
      if (cell.span < 1 || cell.span > static_cast<int>(kMaxColumns)) {
        sound = false;
      } else {
        covered += static_cast<std::size_t>(cell.span);
      }
    }
    if (!sound || covered != columns) {
      Add(path, "document.table.row",
          fmt::format("the row covers {} columns, the table has {}", covered, columns));
    }
  }

  std::vector<Diagnostic> findings_;
  std::size_t text_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace

std::vector<Diagnostic> Check(const OfficialDocument& document) { return Checker().Run(document); }

}  // namespace lachan::documents
