// SPDX-License-Identifier: Apache-2.0
#include "assurance/content.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/text.h"
#include "schema/json.h"

namespace lachan::assurance {
namespace {

constexpr std::string_view kDocx =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view kXlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::unexpected<Error> NotTaken(std::string_view why) {
  Error error(ErrorCode::kUnsupported,
              fmt::format("this kind of file is not taken: {}; PDF, Word, Excel, pictures, CSV, "
                          "text, JSON, XML and zip are",
                          why));
  return std::unexpected(std::move(error).WithField("file", "type_not_taken"));
}

std::unexpected<Error> BadArchive(std::string_view why) {
  Error error(ErrorCode::kInvalidInput, fmt::format("the file cannot be unpacked: {}", why));
  return std::unexpected(std::move(error).WithField("file", "damaged"));
}

/// A zip archive in memory, read within limits.
class Archive {
 public:
  static std::optional<Archive> Open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_error_fini(&error);
    if (source == nullptr) return std::nullopt;
    zip_error_init(&error);
    zip_t* const zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (zip == nullptr) {
      zip_source_free(source);
      return std::nullopt;
    }
    return Archive(zip);
  }

  std::size_t entries() const {
    return static_cast<std::size_t>(std::max<zip_int64_t>(zip_get_num_entries(zip_.get(), 0), 0));
  }
  std::string NameOf(std::size_t index) const {
    const char* const name = zip_get_name(zip_.get(), index, ZIP_FL_ENC_RAW);
    return name == nullptr ? std::string() : std::string(name);
  }
  bool Has(const char* name) const { return zip_name_locate(zip_.get(), name, 0) >= 0; }
  bool IsEncrypted(std::size_t index) const {
    zip_stat_t stat;
    return zip_stat_index(zip_.get(), index, 0, &stat) == 0 &&
           (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
  }

  /// Unpacked bytes of an entry; empty when they are damaged or more than `limit`. The size that
  /// the archive claims is not believed.
  std::optional<std::string> Read(std::size_t index, std::size_t limit) const {
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
        zip_fopen_index(zip_.get(), index, 0), &zip_fclose);
    if (file == nullptr) return std::nullopt;
    std::string text;
    std::array<char, 64 << 10> buffer;
    for (;;) {
      const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
      if (got < 0 || text.size() + static_cast<std::size_t>(got) > limit) return std::nullopt;
      if (got == 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  explicit Archive(zip_t* zip) : zip_(zip, &zip_discard) {}
  std::unique_ptr<zip_t, decltype(&zip_discard)> zip_;
};

/// Word and Excel files that carry macros, and archives that are programs.
bool IsActive(const Archive& archive) {
  for (std::size_t i = 0; i < archive.entries(); ++i) {
    const std::string name = AsciiLower(archive.NameOf(i));
    if (name.ends_with("vbaproject.bin") || name == "meta-inf/manifest.mf" ||
        name == "androidmanifest.xml") {
      return true;
    }
  }
  return false;
}

Result<std::string> ZipType(std::string_view bytes, const ContentLimits& limits) {
  const auto archive = Archive::Open(bytes);
  if (!archive) return BadArchive("the archive is damaged");
  if (archive->entries() > limits.max_zip_entries) return BadArchive("too many files in it");
  if (IsActive(*archive)) return NotTaken("it holds a program or macros");
  if (archive->Has("word/document.xml")) return std::string(kDocx);
  if (archive->Has("xl/workbook.xml")) return std::string(kXlsx);
  return "application/zip";
}

bool IsPlainText(std::string_view text) {
  if (!IsValidUtf8(text)) return false;
  return std::ranges::none_of(text, [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == 0x7F;
  });
}

/// Lines that all have the same number (at least one) of a separator.
bool LooksLikeCsv(std::string_view text) {
  constexpr std::size_t kLines = 20;
  for (const char separator : {',', ';', '\t'}) {
    std::ptrdiff_t columns = 0;
    std::size_t lines = 0;
    bool is_even = true;
    for (const auto line : Split(text.substr(0, 64 << 10), '\n')) {
      if (Trim(line).empty()) continue;
      const auto count = std::ranges::count(line, separator);
      if (lines == 0) columns = count;
      is_even = is_even && count == columns;
      if (++lines == kLines) break;
    }
    if (is_even && columns > 0 && lines > 1) return true;
  }
  return false;
}

std::string TextType(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view trimmed = Trim(text);
  if (trimmed.starts_with("<?xml")) return "application/xml";
  if (trimmed.starts_with('{') || trimmed.starts_with('[')) {
    if (schema::ParseJson(trimmed, {.max_bytes = 32 << 20, .max_depth = 64})) {
      return "application/json";
    }
  }
  if (LooksLikeCsv(text)) return "text/csv";
  return "text/plain";
}

/// Text of an XML part: tags left out, ends of paragraphs and cells as line breaks.
std::string TextOfXml(std::string_view xml) {
  std::string text;
  for (std::size_t i = 0; i < xml.size();) {
    if (xml[i] != '<') {
      const std::size_t end = std::min(xml.find('<', i), xml.size());
      text += xml.substr(i, end - i);
      i = end;
      continue;
    }
    const std::size_t end = xml.find('>', i);
    if (end == std::string_view::npos) break;
    const std::string_view tag = xml.substr(i, end - i);
    if (tag.starts_with("</w:p") || tag.starts_with("<w:br") || tag.starts_with("</si") ||
        tag.starts_with("</w:tc") || tag.starts_with("</a:p")) {
      text += '\n';
    }
    i = end + 1;
  }
  return text;
}

bool IsStamp(std::string_view upper) {
  return upper == "MẬT" || upper == "TỐI MẬT" || upper == "TUYỆT MẬT";
}

bool IsOfficeText(std::string_view name) {
  return (name.starts_with("word/") || name == "xl/sharedStrings.xml" ||
          name.starts_with("xl/worksheets/") || name.starts_with("xl/drawings/")) &&
         name.ends_with(".xml") && !name.ends_with("styles.xml") && !name.ends_with("theme1.xml");
}

/// Outer frame characters of a stamp, blanks and control marks removed.
std::string_view Unframed(std::string_view line) {
  constexpr std::string_view kFrame = " \t\r\f|[](){}*_=-:.\"'";
  const auto first = line.find_first_not_of(kFrame);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kFrame) - first + 1);
}

}  // namespace

Result<std::string> MediaTypeOf(std::string_view bytes, const ContentLimits& limits) {
  if (bytes.empty() || bytes.size() > limits.max_bytes) {
    Error error(ErrorCode::kInvalidInput,
                bytes.empty() ? std::string("the file is empty")
                              : fmt::format("the file has {} bytes; at most {} are taken",
                                            bytes.size(), limits.max_bytes));
    return std::unexpected(std::move(error).WithField(
        "file",
        bytes.empty() ? std::string("required") : fmt::format("too_large:{}", limits.max_bytes)));
  }
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("PK\x03\x04")) return ZipType(bytes, limits);
  if (!IsPlainText(bytes)) return NotTaken("its content is of no known kind");
  std::string_view start = Trim(bytes.substr(0, 512));
  if (start.starts_with("\xEF\xBB\xBF")) start = Trim(start.substr(3));
  const std::string head = AsciiLower(start.substr(0, 32));
  if (head.starts_with("#!") || head.starts_with("<!doctype html") || head.starts_with("<html") ||
      head.starts_with("<script") || head.starts_with("<?php") || head.starts_with("<svg")) {
    return NotTaken("it is a script or a page");
  }
  return TextType(bytes);
}

bool HasSecrecyMark(std::string_view utf8_text) {
  const std::string text = ToNfc(utf8_text);
  for (const std::string_view line : Split(text, '\n')) {
    std::string_view words = Unframed(line);
    if (words.size() > 120) continue;  // A stamp stands alone.
    if (IsStamp(words)) return true;
    const std::string folded = FoldForSearch(words);
    if (!folded.starts_with("do mat")) continue;
    // "Độ mật: Tối mật", in any case, but with its accents: "mat" alone means other things.
    const std::string_view rest = Trim(std::string_view(folded).substr(6));
    const std::string_view value = Unframed(rest);
    if (value == "mat" || value == "toi mat" || value == "tuyet mat") return true;
  }
  return false;
}

Result<bool> FileHasSecrecyMark(std::string_view bytes, std::string_view media_type,
                                const ContentLimits& limits) {
  if (media_type.starts_with("text/") || media_type == "application/json" ||
      media_type == "application/xml") {
    return HasSecrecyMark(bytes);
  }
  if (media_type != kDocx && media_type != kXlsx) return false;
  const auto archive = Archive::Open(bytes);
  if (!archive) return BadArchive("the archive is damaged");
  std::size_t left = limits.max_text_bytes;
  for (std::size_t i = 0; i < archive->entries(); ++i) {
    if (!IsOfficeText(archive->NameOf(i))) continue;
    if (archive->IsEncrypted(i)) return BadArchive("it is encrypted");
    const auto part = archive->Read(i, left);
    if (!part) return BadArchive("a part is damaged or too large");
    left -= part->size();
    if (HasSecrecyMark(TextOfXml(*part))) return true;
  }
  return false;
}

std::string SafeFileName(std::string_view name) {
  constexpr std::string_view kReserved = "<>:\"|?*";
  std::string text = ToNfc(name);
  if (const auto slash = text.find_last_of("/\\"); slash != std::string::npos) {
    text.erase(0, slash + 1);
  }
  std::erase_if(text, [&](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
           kReserved.find(c) != std::string_view::npos;
  });
  while (text.starts_with('.') || text.starts_with(' ')) text.erase(0, 1);
  if (CodePoints(text) > 200) {
    const auto dot = text.rfind('.');
    const std::string extension =
        dot != std::string::npos && text.size() - dot <= 10 ? text.substr(dot) : std::string();
    text = Ellipsis(text, 180) + extension;
  }
  return text.empty() ? "file" : text;
}

}  // namespace lachan::assurance
