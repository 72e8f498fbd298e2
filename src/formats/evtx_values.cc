// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "formats/evtx_bytes.h"

namespace lachan::formats::evtx {
namespace {

using Form = RawValue::Form;
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// Two digits a byte.
constexpr auto kHexPairs = [] {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::array<char, 512> pairs{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    pairs[2 * byte] = kDigits[byte >> 4];
    pairs[2 * byte + 1] = kDigits[byte & 15];
  }
  return pairs;
}();

/// Writes one text.
class Writer {
 public:
  Writer(TextRoom& room, std::size_t most) : room_(room), begin_(room.Take(most)), at_(begin_) {}
  void Put(char c) { *at_++ = c; }
  void Put(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void Byte(unsigned char byte) {
    std::memcpy(at_, &kHexPairs[2U * byte], 2);
    at_ += 2;
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
  void Done(Form form, RawValue& out) {
    room_.Written(at_);
    out.form = form;
    out.bytes = {begin_, static_cast<std::size_t>(at_ - begin_)};
  }

 private:
  TextRoom& room_;
  char* begin_;
  char* at_;
};

/// What Windows-1252 has at 0x80–0x9F. \source WHATWG Encoding, index-windows-1252
constexpr char16_t kWindows1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

/// The code page is not recorded; plain ASCII is nearly all there is.
void Ansi(std::string_view bytes, TextRoom& room, RawValue& out) {
  while (bytes.ends_with('\0')) bytes.remove_suffix(1);
  bool ascii = true;
  for (const char c : bytes) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (ascii) {
    out = {Form::kText, bytes};
    return;
  }
  Writer units(room, 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const char16_t unit = byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte;
    units.Put(static_cast<char>(unit & 0xFF));
    units.Put(static_cast<char>(unit >> 8));
  }
  units.Done(Form::kUtf16, out);
}

template <class T>
void Integer(std::string_view bytes, TextRoom& room, RawValue& out) {
  if (bytes.size() != sizeof(T)) return;
  Writer text(room, 24);
  text.Number(Load<T>(bytes));
  text.Done(Form::kNumber, out);
}

template <class T>
void HexInteger(std::string_view bytes, TextRoom& room, RawValue& out) {
  if (bytes.size() != sizeof(T)) return;
  Writer text(room, 26);
  text.Put("0x");
  text.Number(Load<T>(bytes), 16);
  text.Done(Form::kText, out);
}

template <class T>
void Real(std::string_view bytes, TextRoom& room, RawValue& out) {
  if (bytes.size() != sizeof(T)) return;
  char digits[40];
  const auto end = fmt::format_to_n(digits, sizeof digits, "{}", Load<T>(bytes)).out;
  Writer text(room, sizeof digits);
  text.Put({digits, static_cast<std::size_t>(end - digits)});
  text.Done(Form::kNumber, out);
}

void Boolean(std::string_view bytes, RawValue& out) {
  if (bytes.empty()) return;
  const bool any = bytes.find_first_not_of('\0') != std::string_view::npos;
  out = {Form::kBoolean, any ? "true" : "false"};
}

void Binary(std::string_view bytes, TextRoom& room, RawValue& out) {
  Writer text(room, 2 * bytes.size());
  for (const char c : bytes) text.Byte(static_cast<unsigned char>(c));
  text.Done(Form::kText, out);
}

void Guid(std::string_view bytes, TextRoom& room, RawValue& out) {
  if (bytes.size() != 16) return;
  constexpr int kOrder[] = {3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};
  Writer text(room, 36);
  for (const int i : kOrder) {
    if (i < 0) {
      text.Put('-');
    } else {
      text.Byte(static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]));
    }
  }
  text.Done(Form::kText, out);
}

/// Bytes of the SID that `bytes` begins with; 0 when there is none.
std::size_t SidSize(std::string_view bytes) {
  if (bytes.size() < 8) return 0;
  const std::size_t size = 8 + 4 * std::size_t{static_cast<unsigned char>(bytes[1])};
  return size <= bytes.size() ? size : 0;
}

/// \source [MS-DTYP] 2.4.2
void Sid(std::string_view bytes, TextRoom& room, RawValue& out) {
  const std::size_t size = SidSize(bytes);
  if (size == 0) return;
  Writer text(room, 32 + 3 * size);
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
  text.Done(Form::kText, out);
}

/// RFC 3339 with six digits of the second.
void TimeText(std::chrono::year_month_day date, std::uint64_t microseconds, TextRoom& room,
              RawValue& out) {
  Writer text(room, 40);
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
  text.Done(Form::kText, out);
}

/// 100 ns since 1601-01-01; what is finer than a microsecond is cut.
void FileTime(std::string_view bytes, TextRoom& room, RawValue& out) {
  if (bytes.size() != 8) return;
  const std::uint64_t microseconds = Load<std::uint64_t>(bytes) / 10;
  constexpr std::uint64_t kDay = 86'400'000'000;
  constexpr std::chrono::sys_days kBegin{std::chrono::year{1601} / 1 / 1};
  const auto days = std::chrono::days{static_cast<int>(microseconds / kDay)};
  const std::chrono::sys_days day = kBegin + days;
  // The calendar of the standard library ends with the year 32767.
  if (days.count() > 11'000'000) return;
  TimeText(std::chrono::year_month_day{day}, microseconds % kDay, room, out);
}

/// Year, month, day of the week, day, hour, minute, second, millisecond.
void SystemTime(std::string_view bytes, TextRoom& room, RawValue& out) {
  if (bytes.size() != 16) return;
  const auto part = [&](std::size_t i) { return unsigned{Load<std::uint16_t>(bytes, 2 * i)}; };
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(part(0))},
                                         std::chrono::month{part(1)}, std::chrono::day{part(3)}};
  if (!date.ok() || part(0) > 9999 || part(4) > 23 || part(5) > 59 || part(6) > 60) return;
  const std::uint64_t seconds = part(4) * 3600 + part(5) * 60 + part(6);
  TimeText(date, seconds * 1'000'000 + part(7) % 1000 * 1000, room, out);
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

void TextRoom::Clear() {
  arena_.Clear();
  at_ = end_ = nullptr;
}

void TextRoom::Refill(std::size_t most) {
  const std::size_t size = std::max<std::size_t>(most, 4096);
  at_ = arena_.Room(size);
  end_ = at_ + size;
}

void TextOf(ValueType type, std::string_view bytes, TextRoom& room, RawValue& out) {
  out = {};
  switch (type) {
    case ValueType::kString:
      out = {Form::kUtf16, WithoutTerminators(bytes)};
      return;
    case ValueType::kAnsiString:
      return Ansi(bytes, room, out);
    case ValueType::kInt8:
      return Integer<std::int8_t>(bytes, room, out);
    case ValueType::kUInt8:
      return Integer<std::uint8_t>(bytes, room, out);
    case ValueType::kInt16:
      return Integer<std::int16_t>(bytes, room, out);
    case ValueType::kUInt16:
      return Integer<std::uint16_t>(bytes, room, out);
    case ValueType::kInt32:
      return Integer<std::int32_t>(bytes, room, out);
    case ValueType::kUInt32:
      return Integer<std::uint32_t>(bytes, room, out);
    case ValueType::kInt64:
      return Integer<std::int64_t>(bytes, room, out);
    case ValueType::kUInt64:
      return Integer<std::uint64_t>(bytes, room, out);
    case ValueType::kReal32:
      return Real<float>(bytes, room, out);
    case ValueType::kReal64:
      return Real<double>(bytes, room, out);
    case ValueType::kBool:
      return Boolean(bytes, out);
    case ValueType::kBinary:
      return Binary(bytes, room, out);
    case ValueType::kGuid:
      return Guid(bytes, room, out);
    case ValueType::kSize:
      return bytes.size() == 4 ? HexInteger<std::uint32_t>(bytes, room, out)
                               : HexInteger<std::uint64_t>(bytes, room, out);
    case ValueType::kFileTime:
      return FileTime(bytes, room, out);
    case ValueType::kSystemTime:
      return SystemTime(bytes, room, out);
    case ValueType::kSid:
      return Sid(bytes, room, out);
    case ValueType::kHexInt32:
      return HexInteger<std::uint32_t>(bytes, room, out);
    case ValueType::kHexInt64:
      return HexInteger<std::uint64_t>(bytes, room, out);
    case ValueType::kNull:
    case ValueType::kBinXml:
      break;
  }
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
