// SPDX-License-Identifier: Apache-2.0
#include "core/flat_record.h"

#include <algorithm>
#include <cstring>

namespace lachan {
namespace {

using Form = RawValue::Form;

void AppendCodePoint(std::uint32_t point, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

bool IsHigh(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLow(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }
std::uint32_t Join(std::uint32_t high, std::uint32_t low) {
  return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

void AppendUtf16(std::string_view bytes, std::string& out) {
  const std::size_t units = bytes.size() / 2;
  const auto unit = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[2 * i])) |
           static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[2 * i + 1])) << 8;
  };
  out.reserve(out.size() + units);
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint32_t first = unit(i);
    if (first < 0x80) {
      out.push_back(static_cast<char>(first));
    } else if (IsHigh(first) && i + 1 < units && IsLow(unit(i + 1))) {
      AppendCodePoint(Join(first, unit(++i)), out);
    } else {
      AppendCodePoint(IsHigh(first) || IsLow(first) ? 0xFFFD : first, out);
    }
  }
}

/// The four hexadecimal digits at `at`, or nothing.
bool ReadHex4(std::string_view text, std::size_t at, std::uint32_t& unit) {
  if (at + 4 > text.size()) return false;
  unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = text[i];
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      digit = static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
    } else {
      return false;
    }
    unit = unit << 4 | digit;
  }
  return true;
}

/// \source RFC 8259 §7
bool AppendJson(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    const auto* slash =
        static_cast<const char*>(std::memchr(text.data() + i, '\\', text.size() - i));
    const std::size_t plain = slash == nullptr ? text.size() : std::size_t(slash - text.data());
    out.append(text, i, plain - i);
    if (plain == text.size()) return true;
    if (plain + 1 == text.size()) return false;
    const char kind = text[plain + 1];
    i = plain + 2;
    constexpr std::string_view kFrom = "\"\\/bfnrt", kTo = "\"\\/\b\f\n\r\t";
    if (const auto known = kFrom.find(kind); known != std::string_view::npos) {
      out.push_back(kTo[known]);
      continue;
    }
    std::uint32_t unit = 0, low = 0;
    if (kind != 'u' || !ReadHex4(text, i, unit) || IsLow(unit)) return false;
    i += 4;
    if (IsHigh(unit)) {
      const bool pair = i + 1 < text.size() && text[i] == '\\' && text[i + 1] == 'u';
      if (!pair || !ReadHex4(text, i + 2, low) || !IsLow(low)) return false;
      unit = Join(unit, low);
      i += 6;
    }
    AppendCodePoint(unit, out);
  }
  return true;
}

}  // namespace

EventField::Kind KindOf(RawValue::Form form) {
  switch (form) {
    case Form::kNull:
      return EventField::Kind::kNull;
    case Form::kNumber:
      return EventField::Kind::kNumber;
    case Form::kBoolean:
      return EventField::Kind::kBoolean;
    case Form::kText:
    case Form::kJsonString:
    case Form::kUtf16:
      break;
  }
  return EventField::Kind::kString;
}

RawValue::Form FormOf(EventField::Kind kind) {
  switch (kind) {
    case EventField::Kind::kString:
      return Form::kText;
    case EventField::Kind::kNumber:
      return Form::kNumber;
    case EventField::Kind::kBoolean:
      return Form::kBoolean;
    case EventField::Kind::kNull:
      break;
  }
  return Form::kNull;
}

bool AppendDecoded(const RawValue& value, std::string& out) {
  switch (value.form) {
    case Form::kNull:
      return true;
    case Form::kText:
    case Form::kNumber:
    case Form::kBoolean:
      out.append(value.bytes);
      return true;
    case Form::kUtf16:
      AppendUtf16(value.bytes, out);
      return true;
    case Form::kJsonString:
      break;
  }
  const std::size_t before = out.size();
  if (AppendJson(value.bytes, out)) return true;
  out.resize(before);
  return false;
}

NameId NameTable::Intern(std::string_view name) {
  const auto known = ids_.find(name);
  if (known != ids_.end()) return known->second;
  if (names_.size() >= kMaxNames || bytes_ + name.size() > kMaxBytes) return 0;
  bytes_ += name.size();
  const auto id = static_cast<NameId>(names_.size());
  names_.push_back(&ids_.emplace(name, id).first->first);
  return id;
}

std::string_view TextArena::Keep(std::string_view text) {
  char* room = Room(text.size());
  if (!text.empty()) std::memcpy(room, text.data(), text.size());
  return {room, text.size()};
}

char* TextArena::Room(std::size_t size) {
  while (block_ < blocks_.size() && used_ + size > blocks_[block_].size) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t bytes = std::max(kBlock, size);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
    used_ = 0;
  }
  char* room = blocks_[block_].bytes.get() + used_;
  used_ += size;
  return room;
}

void TextArena::Clear() {
  // A giant record must not hold its memory for ever.
  std::erase_if(blocks_, [](const Block& block) { return block.size > kBlock; });
  block_ = used_ = 0;
}

}  // namespace lachan
