// SPDX-License-Identifier: Apache-2.0
#include "sheets/package.h"

#include <pugixml.hpp>

#include <array>
#include <cstring>
#include <map>

#include "base/text.h"
#include "sheets/number_format.h"

namespace lachan::sheets {
namespace {

constexpr std::size_t kRatioFrom = 1u << 20;

/// Name without the prefix of its namespace.
std::string_view Local(const char* name) {
  const char* const colon = std::strchr(name, ':');
  return colon == nullptr ? name : colon + 1;
}

pugi::xml_node Child(pugi::xml_node node, std::string_view name) {
  for (const auto child : node.children()) {
    if (Local(child.name()) == name) return child;
  }
  return {};
}

std::string_view Attribute(pugi::xml_node node, std::string_view name) {
  for (const auto attribute : node.attributes()) {
    if (Local(attribute.name()) == name) return attribute.value();
  }
  return {};
}

Result<pugi::xml_document> Parse(const std::string& part, const std::string& text) {
  pugi::xml_document document;
  const auto result = document.load_buffer(text.data(), text.size(), pugi::parse_minimal);
  if (!result) return NotAWorkbook(fmt::format("{} cannot be read", part));
  return document;
}

/// "../worksheets/x.xml" and "/xl/x.xml", seen from "xl/".
std::string PartName(std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  if (target.starts_with("../")) return std::string(target.substr(3));
  return "xl/" + std::string(target);
}

bool IsOn(std::string_view value) { return value == "1" || value == "true"; }

Result<std::vector<bool>> StyleDays(const Package& package) {
  std::vector<bool> is_day;
  if (!package.Has("xl/styles.xml")) return is_day;
  LACHAN_TRY(const std::string text, package.Read("xl/styles.xml"));
  LACHAN_TRY(const auto document, Parse("xl/styles.xml", text));
  const auto root = document.document_element();
  std::map<int, bool> own;
  for (const auto format : Child(root, "numFmts").children()) {
    const int id = std::atoi(std::string(Attribute(format, "numFmtId")).c_str());
    own[id] = IsDayFormat(Attribute(format, "formatCode"));
  }
  for (const auto style : Child(root, "cellXfs").children()) {
    const int id = std::atoi(std::string(Attribute(style, "numFmtId")).c_str());
    const auto found = own.find(id);
    is_day.push_back(found == own.end() ? IsDayFormat(id) : found->second);
  }
  return is_day;
}

}  // namespace

std::unexpected<Error> NotAWorkbook(std::string_view why) {
  Error error(ErrorCode::kInvalidInput,
              fmt::format("the file is not a workbook that can be read: {}", why));
  return std::unexpected(std::move(error).WithField("file", "not_a_workbook"));
}

std::unexpected<Error> Beyond(std::string_view limit, std::size_t value) {
  Error error(ErrorCode::kExhausted, fmt::format("more than {} {}", value, limit));
  return std::unexpected(std::move(error).WithField("file", fmt::format("too_large:{}", value)));
}

Result<Package> Package::Open(std::string_view bytes, const ReadLimits& limits) {
  if (bytes.size() > limits.file_bytes) return Beyond("bytes", limits.file_bytes);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return NotAWorkbook("no memory");
  zip_t* const zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  zip_error_fini(&error);
  if (zip == nullptr) {
    zip_source_free(source);
    return NotAWorkbook("it is not a zip archive");
  }
  Package package(zip, limits);
  if (zip_get_num_entries(zip, 0) > static_cast<zip_int64_t>(limits.entries)) {
    return Beyond("files in the workbook", limits.entries);
  }
  return package;
}

bool Package::Has(const std::string& name) const {
  return zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_NOCASE) >= 0;
}

Status Package::Stream(const std::string& name, std::size_t limit,
                       const std::function<Status(std::string_view, bool)>& take) const {
  const zip_int64_t index = zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_NOCASE);
  if (index < 0) return NotAWorkbook(fmt::format("it has no {}", name));
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(index), 0, &stat) != 0) {
    return NotAWorkbook(fmt::format("{} is damaged", name));
  }
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
      zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(index), 0), &zip_fclose);
  if (file == nullptr) return NotAWorkbook(fmt::format("{} is damaged or encrypted", name));
  const std::size_t by_ratio =
      std::max<std::size_t>(kRatioFrom, static_cast<std::size_t>(stat.comp_size) * limits_.ratio);
  std::array<char, 64 << 10> buffer;
  std::size_t sum = 0;
  for (;;) {
    const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
    if (got < 0) return NotAWorkbook(fmt::format("{} is damaged", name));
    if (got == 0) return take({}, true);
    sum += static_cast<std::size_t>(got);
    if (sum > limit) return Beyond(fmt::format("bytes in {}", name), limit);
    if (sum > by_ratio)
      return Beyond(fmt::format("bytes for the packed size of {}", name), by_ratio);
    LACHAN_TRY_DO(take({buffer.data(), static_cast<std::size_t>(got)}, false));
  }
}

Result<std::string> Package::Read(const std::string& name) const {
  std::string text;
  LACHAN_TRY_DO(Stream(name, limits_.small_part, [&](std::string_view piece, bool) -> Status {
    text += piece;
    return {};
  }));
  return text;
}

Result<Workbook> ReadWorkbook(const Package& package) {
  Workbook book;
  LACHAN_TRY(const std::string relations_text, package.Read("xl/_rels/workbook.xml.rels"));
  LACHAN_TRY(const auto relations, Parse("xl/_rels/workbook.xml.rels", relations_text));
  std::map<std::string, std::string, std::less<>> targets;
  for (const auto relation : relations.document_element().children()) {
    std::string part = PartName(Attribute(relation, "Target"));
    if (Attribute(relation, "Type").ends_with("/sharedStrings")) book.strings_part = part;
    targets.emplace(std::string(Attribute(relation, "Id")), std::move(part));
  }
  LACHAN_TRY(const std::string text, package.Read("xl/workbook.xml"));
  LACHAN_TRY(const auto document, Parse("xl/workbook.xml", text));
  const auto root = document.document_element();
  book.from_1904 = IsOn(Attribute(Child(root, "workbookPr"), "date1904"));
  for (const auto sheet : Child(root, "sheets").children()) {
    if (!Attribute(sheet, "state").empty() && Attribute(sheet, "state") != "visible") continue;
    std::string_view id;
    for (const auto attribute : sheet.attributes()) {  // r:id, not the sheetId.
      if (std::string_view(attribute.name()).ends_with(":id")) id = attribute.value();
    }
    const auto target = targets.find(id);
    if (target == targets.end()) continue;
    book.sheets.emplace_back(std::string(Attribute(sheet, "name")), target->second);
  }
  if (book.sheets.empty()) return NotAWorkbook("it has no sheet");
  LACHAN_TRY(book.style_is_day, StyleDays(package));
  return book;
}

}  // namespace lachan::sheets
