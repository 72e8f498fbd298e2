// SPDX-License-Identifier: Apache-2.0
#include "formats/record_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/text.h"

namespace lachan::formats {
namespace {

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Whether JSON has this spelling for a number.
bool IsNumber(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  return !digits.empty() && digits.size() <= 20 &&
         std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) &&
         (digits.size() == 1 || digits[0] != '0');
}

void AppendValue(const RawValue& value, std::string& out) {
  switch (value.form) {
    case RawValue::Form::kNull:
      out += "null";
      return;
    case RawValue::Form::kNumber:
    case RawValue::Form::kBoolean:
      if (value.form == RawValue::Form::kBoolean || IsNumber(value.bytes)) {
        out += value.bytes;
      } else {
        AppendQuoted(value.bytes, out);
      }
      return;
    case RawValue::Form::kText:
    case RawValue::Form::kJsonString:
    case RawValue::Form::kUtf16: {
      std::string text;
      if (AppendDecoded(value, text)) {
        AppendQuoted(RepairUtf8(text), out);
      } else {
        AppendQuoted(RepairUtf8(value.bytes), out);
      }
      return;
    }
  }
}

}  // namespace

std::string RecordAsJson(const FlatRecord& record, const NameTable& names) {
  std::string out = "{";
  std::vector<bool> is_written(record.fields.size());
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const NameId name = record.fields[i].name;
    if (is_written[i] || name == 0) continue;
    if (out.size() > 1) out += ',';
    const std::string& text = names.Text(name);
    AppendQuoted(text == "TimeCreated_SystemTime" ? "TimeCreated" : text, out);
    out += ':';
    const std::size_t begin = out.size();
    std::size_t count = 0;
    for (std::size_t j = i; j < record.fields.size(); ++j) {
      if (record.fields[j].name != name) continue;
      is_written[j] = true;
      if (count++ > 0) out += ',';
      AppendValue(record.fields[j].value, out);
    }
    if (count > 1) {
      out.insert(begin, 1, '[');
      out += ']';
    }
  }
  return out + "}";
}

}  // namespace lachan::formats
