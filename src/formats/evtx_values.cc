// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_values.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "formats/evtx_bytes.h"

namespace lachan::formats::evtx {
namespace {

using Form = RawValue::Form;
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

constexpr char kUpper[] = "0123456789ABCDEF";

/// Room in the arena that is written from the front.
class Writer {
 public:
  Writer(TextArena& arena, std::size_t most) : begin_(arena.Room(most)), at_(begin_) {}
  void Put(char c) { *at_++ = c; }
  void Put(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void Byte(unsigned char byte) {
    Put(kUpper[byte >> 4]);
    Put(kUpper[byte & 15]);
  }
  template <class T>
  void Number(T value, int base = 10) {
    at_ = std::to_chars(at_, at_ + 24, value, base).ptr;
  }
  /// `digits` decimal digits with leading zeros.
  void Padded(unsigned value, int digits) {
    for (int i = digits; i-- > 0; value /= 10) at_[i] = static_cast<char>('0' + value % 10);
    at_ += digits;
  }
  RawValue Done(Form form) const {
    return {form, {begin_, static_cast<std::size_t>(at_ - begin_)}};
  }

 private:
  char* begin_;
  char* at_;
};

/// Ends at trailing terminators; strings are padded with them here and there.
std::string_view WithoutTerminators(std::string_view bytes, std::size_t unit) {
  bytes = bytes.substr(0, bytes.size() / unit * unit);
  while (!bytes.empty() && bytes[bytes.size() - unit] == '\0' && bytes.back() == '\0') {
    bytes.remove_suffix(unit);
  }
  return bytes;
}

/// What Windows-1252 has at 0x80–0x9F. \source WHATWG Encoding, index-windows-1252
constexpr char16_t kWindows1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

/// The code page is not recorded; plain ASCII is nearly all there is.
RawValue Ansi(std::string_view bytes, TextArena& arena) {
  bytes = WithoutTerminators(bytes, 1);
  bool ascii = true;
  for (const char c : bytes) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (ascii) return {Form::kText, bytes};
  Writer units(arena, 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const char16_t unit = byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte;
    units.Put(static_cast<char>(unit & 0xFF));
    units.Put(static_cast<char>(unit >> 8));
  }
  return units.Done(Form::kUtf16);
}

template <class T>
RawValue Integer(std::string_view bytes, TextArena& arena) {
  if (bytes.size() != sizeof(T)) return {};
  Writer text(arena, 24);
  text.Number(Load<T>(bytes));
  return text.Done(Form::kNumber);
}

template <class T>
RawValue HexInteger(std::string_view bytes, TextArena& arena) {
  if (bytes.size() != sizeof(T)) return {};
  Writer text(arena, 26);
  text.Put("0x");
  text.Number(Load<T>(bytes), 16);
  return text.Done(Form::kText);
}

template <class T>
RawValue Real(std::string_view bytes, TextArena& arena) {
  if (bytes.size() != sizeof(T)) return {};
  char room[40];
  const auto end = fmt::format_to_n(room, sizeof room, "{}", Load<T>(bytes)).out;
  return {Form::kNumber, arena.Keep({room, static_cast<std::size_t>(end - room)})};
}

RawValue Boolean(std::string_view bytes) {
  for (const char c : bytes) {
    if (c != 0) return {Form::kBoolean, "true"};
  }
  return bytes.empty() ? RawValue{} : RawValue{Form::kBoolean, "false"};
}

RawValue Binary(std::string_view bytes, TextArena& arena) {
  Writer text(arena, 2 * bytes.size());
  for (const char c : bytes) text.Byte(static_cast<unsigned char>(c));
  return text.Done(Form::kText);
}

RawValue Guid(std::string_view bytes, TextArena& arena) {
  if (bytes.size() != 16) return {};
  constexpr int kOrder[] = {3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};
  Writer text(arena, 36);
  for (const int i : kOrder) {
    if (i < 0) {
      text.Put('-');
    } else {
      text.Byte(static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]));
    }
  }
  return text.Done(Form::kText);
}

/// Bytes of the SID that `bytes` begins with; 0 when there is none.
std::size_t SidSize(std::string_view bytes) {
  if (bytes.size() < 8) return 0;
  const std::size_t size = 8 + 4 * std::size_t{static_cast<unsigned char>(bytes[1])};
  return size <= bytes.size() ? size : 0;
}

/// \source [MS-DTYP] 2.4.2
RawValue Sid(std::string_view bytes, TextArena& arena) {
  const std::size_t size = SidSize(bytes);
  if (size == 0) return {};
  Writer text(arena, 32 + 3 * size);
  text.Put("S-");
  text.Number(static_cast<unsigned>(static_cast<unsigned char>(bytes[0])));
  std::uint64_t authority = 0;
  for (std::size_t i = 2; i < 8; ++i) {
    authority = authority << 8 | static_cast<unsigned char>(bytes[i]);
  }
  text.Put('-');
  text.Number(authority);
  for (std::size_t at = 8; at < size; at += 4) {
    text.Put('-');
    text.Number(Load<std::uint32_t>(bytes, at));
  }
  return text.Done(Form::kText);
}

/// RFC 3339 with six digits of the second.
RawValue TimeText(std::chrono::year_month_day date, std::uint64_t microseconds, TextArena& arena) {
  Writer text(arena, 40);
  const int year = static_cast<int>(date.year());
  if (year > 9999) {
    text.Put('+');
    text.Number(year);
  } else {
    text.Padded(static_cast<unsigned>(year), 4);
  }
  text.Put('-');
  text.Padded(static_cast<unsigned>(date.month()), 2);
  text.Put('-');
  text.Padded(static_cast<unsigned>(date.day()), 2);
  const auto seconds = static_cast<unsigned>(microseconds / 1'000'000);
  const auto fraction = static_cast<unsigned>(microseconds % 1'000'000);
  text.Put('T');
  text.Padded(seconds / 3600, 2);
  text.Put(':');
  text.Padded(seconds / 60 % 60, 2);
  text.Put(':');
  text.Padded(seconds % 60, 2);
  text.Put('.');
  text.Padded(fraction, 6);
  text.Put('Z');
  return text.Done(Form::kText);
}

/// 100 ns since 1601-01-01; what is finer than a microsecond is cut.
RawValue FileTime(std::string_view bytes, TextArena& arena) {
  if (bytes.size() != 8) return {};
  const std::uint64_t microseconds = Load<std::uint64_t>(bytes) / 10;
  constexpr std::uint64_t kDay = 86'400'000'000;
  constexpr std::chrono::sys_days kBegin{std::chrono::year{1601} / 1 / 1};
  const auto days = std::chrono::days{static_cast<int>(microseconds / kDay)};
  const std::chrono::sys_days day = kBegin + days;
  // The calendar of the standard library ends with the year 32767.
  if (days.count() > 11'000'000) return {};
  return TimeText(std::chrono::year_month_day{day}, microseconds % kDay, arena);
}

/// Year, month, day of the week, day, hour, minute, second, millisecond.
RawValue SystemTime(std::string_view bytes, TextArena& arena) {
  if (bytes.size() != 16) return {};
  const auto part = [&](std::size_t i) { return unsigned{Load<std::uint16_t>(bytes, 2 * i)}; };
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(part(0))},
                                         std::chrono::month{part(1)}, std::chrono::day{part(3)}};
  if (!date.ok() || part(0) > 9999 || part(4) > 23 || part(5) > 59 || part(6) > 60) return {};
  const std::uint64_t seconds = part(4) * 3600 + part(5) * 60 + part(6);
  return TimeText(date, seconds * 1'000'000 + part(7) % 1000 * 1000, arena);
}

/// Bytes of each element; 0 for types of varying size or without arrays.
std::size_t WidthOf(ValueType type) {
  switch (type) {
    case ValueType::kInt8:
    case ValueType::kUInt8:
      return 1;
    case ValueType::kInt16:
    case ValueType::kUInt16:
      return 2;
    case ValueType::kInt32:
    case ValueType::kUInt32:
    case ValueType::kReal32:
    case ValueType::kBool:
    case ValueType::kHexInt32:
      return 4;
    case ValueType::kInt64:
    case ValueType::kUInt64:
    case ValueType::kReal64:
    case ValueType::kFileTime:
    case ValueType::kHexInt64:
    case ValueType::kSize:
      return 8;
    case ValueType::kGuid:
    case ValueType::kSystemTime:
      return 16;
    case ValueType::kNull:
    case ValueType::kString:
    case ValueType::kAnsiString:
    case ValueType::kBinary:
    case ValueType::kSid:
    case ValueType::kBinXml:
      break;
  }
  return 0;
}

/// The text before the next terminator, which is taken as well.
bool TakeTerminated(std::size_t unit, std::string_view& bytes, std::string_view& element) {
  std::size_t end = 0;
  while (end + unit <= bytes.size() && (bytes[end] != '\0' || bytes[end + unit - 1] != '\0')) {
    end += unit;
  }
  element = bytes.substr(0, std::min(end, bytes.size() / unit * unit));
  bytes.remove_prefix(std::min(end + unit, bytes.size()));
  return true;
}

}  // namespace

RawValue TextOf(ValueType type, std::string_view bytes, TextArena& arena) {
  switch (type) {
    case ValueType::kString:
      return {Form::kUtf16, WithoutTerminators(bytes, 2)};
    case ValueType::kAnsiString:
      return Ansi(bytes, arena);
    case ValueType::kInt8:
      return Integer<std::int8_t>(bytes, arena);
    case ValueType::kUInt8:
      return Integer<std::uint8_t>(bytes, arena);
    case ValueType::kInt16:
      return Integer<std::int16_t>(bytes, arena);
    case ValueType::kUInt16:
      return Integer<std::uint16_t>(bytes, arena);
    case ValueType::kInt32:
      return Integer<std::int32_t>(bytes, arena);
    case ValueType::kUInt32:
      return Integer<std::uint32_t>(bytes, arena);
    case ValueType::kInt64:
      return Integer<std::int64_t>(bytes, arena);
    case ValueType::kUInt64:
      return Integer<std::uint64_t>(bytes, arena);
    case ValueType::kReal32:
      return Real<float>(bytes, arena);
    case ValueType::kReal64:
      return Real<double>(bytes, arena);
    case ValueType::kBool:
      return Boolean(bytes);
    case ValueType::kBinary:
      return Binary(bytes, arena);
    case ValueType::kGuid:
      return Guid(bytes, arena);
    case ValueType::kSize:
      return bytes.size() == 4 ? HexInteger<std::uint32_t>(bytes, arena)
                               : HexInteger<std::uint64_t>(bytes, arena);
    case ValueType::kFileTime:
      return FileTime(bytes, arena);
    case ValueType::kSystemTime:
      return SystemTime(bytes, arena);
    case ValueType::kSid:
      return Sid(bytes, arena);
    case ValueType::kHexInt32:
      return HexInteger<std::uint32_t>(bytes, arena);
    case ValueType::kHexInt64:
      return HexInteger<std::uint64_t>(bytes, arena);
    case ValueType::kNull:
    case ValueType::kBinXml:
      break;
  }
  return {};
}

bool TakeElement(ValueType type, std::string_view& bytes, std::string_view& element) {
  if (type == ValueType::kString) return TakeTerminated(2, bytes, element);
  if (type == ValueType::kAnsiString) return TakeTerminated(1, bytes, element);
  const std::size_t size = type == ValueType::kSid ? SidSize(bytes) : WidthOf(type);
  if (size == 0 || size > bytes.size()) return false;
  element = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return true;
}

}  // namespace lachan::formats::evtx
