// SPDX-License-Identifier: Apache-2.0
/// \file
/// Typed values of BinXML as texts. For the evtx reader only.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/flat_record.h"

namespace lachan::formats::evtx {

/// \source [MS-EVEN6] 2.2.12, "ValueType"
enum class ValueType : std::uint8_t {
  kNull = 0x00,
  kString = 0x01,
  kAnsiString = 0x02,
  kInt8 = 0x03,
  kUInt8 = 0x04,
  kInt16 = 0x05,
  kUInt16 = 0x06,
  kInt32 = 0x07,
  kUInt32 = 0x08,
  kInt64 = 0x09,
  kUInt64 = 0x0A,
  kReal32 = 0x0B,
  kReal64 = 0x0C,
  kBool = 0x0D,
  kBinary = 0x0E,
  kGuid = 0x0F,
  kSize = 0x10,
  kFileTime = 0x11,
  kSystemTime = 0x12,
  kSid = 0x13,
  kHexInt32 = 0x14,
  kHexInt64 = 0x15,
  kBinXml = 0x21,
};
inline constexpr std::uint8_t kArrayFlag = 0x80;

/// Takes an arena's memory by the kilobyte and deals it out.
class TextRoom {
 public:
  /// \param most  At most this many bytes will be written at the place returned.
  char* Take(std::size_t most) {
    if (static_cast<std::size_t>(end_ - at_) < most) Refill(most);
    return at_;
  }
  /// What was written from there ends here.
  void Written(char* end) { at_ = end; }
  void Clear();

 private:
  void Refill(std::size_t most);

  TextArena arena_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

/// Without trailing terminators: strings are padded with them here and there.
inline std::string_view WithoutTerminators(std::string_view utf16) {
  if (utf16.size() % 2 != 0) utf16.remove_suffix(1);
  while (!utf16.empty() && utf16.back() == '\0' && utf16[utf16.size() - 2] == '\0') {
    utf16.remove_suffix(2);
  }
  return utf16;
}

/// Sets `out` to a value's text: strings point into `bytes`, others are made in `room`, with no
/// more than 3 * bytes.size() + 64 bytes. kNull for types without a text and for bytes that are not
/// of the type's size.
void TextOf(ValueType type, std::string_view bytes, TextRoom& room, RawValue& out);

/// Takes the next element of an array off the front of `bytes`, which is not empty. false when
/// what is left is no element of that type.
bool TakeElement(ValueType type, std::string_view& bytes, std::string_view& element);

}  // namespace lachan::formats::evtx
