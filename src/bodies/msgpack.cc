// SPDX-License-Identifier: Apache-2.0
#include "bodies/msgpack.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <optional>

#include "bodies/render.h"

namespace lachan::bodies {
namespace {

enum class Kind : std::uint8_t {
  kNil,
  kFalse,
  kTrue,
  kUnsigned,
  kSigned,
  kDouble,
  kText,
  kArray,
  kMap,
  kExtension
};

/// The head of a value; of texts and extensions with their bytes.
struct Head {
  Kind kind = Kind::kNil;
  std::uint64_t number = 0;  ///< Value, or how many elements follow.
  double real = 0;
  std::int8_t type = 0;  ///< Of an extension.
  std::string_view bytes;
};

constexpr std::int8_t kEventTime = 0, kTimestamp = -1;

/// Nanoseconds since 1970 of an extension; empty for others and before 1970.
std::optional<std::uint64_t> TimeOf(const Head& head) {
  const auto number = [&](std::size_t from, std::size_t size) {
    std::uint64_t value = 0;
    for (const char c : head.bytes.substr(from, size)) {
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  };
  constexpr std::uint64_t kSecond = 1'000'000'000, kLatest = 9'000'000'000;
  std::uint64_t seconds = 0, rest = 0;
  if (head.type == kEventTime && head.bytes.size() == 8) {
    seconds = number(0, 4);
    rest = number(4, 4);
    // Fluent Bit marks groups by times below zero.
    if (seconds >= 0xFFFF'FFF0) return std::nullopt;
  } else if (head.type == kTimestamp && head.bytes.size() == 4) {
    seconds = number(0, 4);
  } else if (head.type == kTimestamp && head.bytes.size() == 8) {
    seconds = number(0, 8) & 0x3'FFFF'FFFF;
    rest = number(0, 8) >> 34;
  } else if (head.type == kTimestamp && head.bytes.size() == 12) {
    rest = number(0, 4);
    seconds = number(4, 8);
  } else {
    return std::nullopt;
  }
  if (seconds > kLatest || rest >= kSecond) return std::nullopt;
  return seconds * kSecond + rest;
}

class Reader {
 public:
  Reader(std::string_view body, const MsgpackLimits& limits, const MsgpackSink& sink)
      : rest_(body), size_(body.size()), limits_(limits), sink_(sink) {}

  Taking<void> Read() {
    while (!rest_.empty()) {
      if (!Entry(true)) return std::unexpected(std::move(*trouble_));
    }
    return {};
  }

 private:
  bool Wrong(std::string_view what) {
    if (!trouble_) {
      trouble_ = Trouble{400,
                         fmt::format("the body is no MessagePack of records: {} at byte {}", what,
                                     size_ - rest_.size()),
                         {}};
    }
    return false;
  }

  bool Number(std::size_t size, std::uint64_t& out) {
    if (rest_.size() < size) return Wrong("it ends within a value");
    out = 0;
    for (const char c : rest_.substr(0, size)) out = out << 8 | static_cast<unsigned char>(c);
    rest_.remove_prefix(size);
    return true;
  }

  bool Bytes(std::uint64_t size, Head& head) {
    if (rest_.size() < size) return Wrong("it ends within a value");
    head.bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool Text(std::size_t size_bytes, Head& head) {
    std::uint64_t size = 0;
    head.kind = Kind::kText;
    return Number(size_bytes, size) && Bytes(size, head);
  }

  bool Many(Kind kind, std::size_t size_bytes, Head& head) {
    head.kind = kind;
    return Number(size_bytes, head.number);
  }

  bool Extension(std::uint64_t size, Head& head) {
    std::uint64_t type = 0;
    head.kind = Kind::kExtension;
    if (!Number(1, type)) return false;
    head.type = static_cast<std::int8_t>(type);
    return Bytes(size, head);
  }

  bool Sized(std::size_t size_bytes, Head& head) {
    std::uint64_t size = 0;
    return Number(size_bytes, size) && Extension(size, head);
  }

  bool Signed(std::size_t size, Head& head) {
    head.kind = Kind::kSigned;
    if (!Number(size, head.number)) return false;
    const auto shift = 64 - 8 * size;
    head.number =
        static_cast<std::uint64_t>(static_cast<std::int64_t>(head.number << shift) >> shift);
    return true;
  }

  bool Real(std::size_t size, Head& head) {
    std::uint64_t bits = 0;
    head.kind = Kind::kDouble;
    if (!Number(size, bits)) return false;
    head.real = size == 8 ? std::bit_cast<double>(bits)
                          : std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    return true;
  }

  bool Take(Head& head) {
    std::uint64_t first = 0;
    if (!Number(1, first)) return false;
    head = {};
    if (first <= 0x7f) {
      head.kind = Kind::kUnsigned;
      head.number = first;
      return true;
    }
    if (first >= 0xe0) {
      head.kind = Kind::kSigned;
      head.number = static_cast<std::uint64_t>(static_cast<std::int64_t>(first) - 256);
      return true;
    }
    if (first <= 0x9f) {
      head.kind = first <= 0x8f ? Kind::kMap : Kind::kArray;
      head.number = first & 0xf;
      return true;
    }
    if (first <= 0xbf) {
      head.kind = Kind::kText;
      return Bytes(first & 0x1f, head);
    }
    const auto width = [&](std::uint64_t least) { return std::size_t{1} << (first - least); };
    switch (first) {
      case 0xc0:
        return true;
      case 0xc2:
      case 0xc3:
        head.kind = first == 0xc2 ? Kind::kFalse : Kind::kTrue;
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return Text(width(0xc4), head);
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return Sized(width(0xc7), head);
      case 0xca:
      case 0xcb:
        return Real(2 * width(0xc9), head);
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return Many(Kind::kUnsigned, width(0xcc), head);
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return Signed(width(0xd0), head);
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return Extension(width(0xd4), head);
      case 0xd9:
      case 0xda:
      case 0xdb:
        return Text(width(0xd9), head);
      case 0xdc:
      case 0xdd:
        return Many(Kind::kArray, width(0xdb), head);
      case 0xde:
      case 0xdf:
        return Many(Kind::kMap, width(0xdd), head);
      default:
        return Wrong("an unknown type");
    }
  }

  /// The value behind `head` as JSON.
  bool Append(const Head& head, std::size_t depth, std::string& out) {
    if (depth > limits_.depth) return Wrong("values lie too deep within each other");
    if (rendered_ + out.size() > limits_.rendered) return TooMuch();
    switch (head.kind) {
      case Kind::kNil:
        out += "null";
        return true;
      case Kind::kFalse:
        out += "false";
        return true;
      case Kind::kTrue:
        out += "true";
        return true;
      case Kind::kUnsigned:
        out += std::to_string(head.number);
        return true;
      case Kind::kSigned:
        out += std::to_string(static_cast<std::int64_t>(head.number));
        return true;
      case Kind::kDouble:
        AppendDouble(out, head.real);
        return true;
      case Kind::kText:
        AppendQuoted(out, head.bytes);
        return true;
      case Kind::kExtension:
        if (const auto time = TimeOf(head)) {
          AppendTime(out, *time);
        } else {
          out += "null";
        }
        return true;
      case Kind::kArray:
        return AppendArray(head.number, depth, out);
      case Kind::kMap:
        out += '{';
        if (!AppendMembers(head.number, depth, out, nullptr)) return false;
        out += '}';
        return true;
    }
    return true;
  }

  bool AppendArray(std::uint64_t count, std::size_t depth, std::string& out) {
    out += '[';
    for (std::uint64_t i = 0; i < count; ++i) {
      Head element;
      if (i > 0) out += ',';
      if (!Take(element) || !Append(element, depth + 1, out)) return false;
    }
    out += ']';
    return true;
  }

  /// \param has_time  Becomes true at a member "@timestamp".
  bool AppendMembers(std::uint64_t count, std::size_t depth, std::string& out, bool* has_time) {
    for (std::uint64_t i = 0; i < count; ++i) {
      Head name, value;
      if (!Take(name)) return false;
      std::string text;
      if (name.kind != Kind::kText) {
        if (name.kind == Kind::kArray || name.kind == Kind::kMap) return Wrong("a name of no text");
        if (!Append(name, depth + 1, text)) return false;
      }
      const std::string_view shown = name.kind == Kind::kText ? name.bytes : text;
      if (has_time != nullptr && shown == "@timestamp") *has_time = true;
      // AppendName() tells the first member by the brace before it.
      AppendName(out, shown);
      if (!Take(value) || !Append(value, depth + 1, out)) return false;
    }
    return true;
  }

  bool TooMuch() {
    if (!trouble_) {
      trouble_ = Trouble{413, "the records are larger than the server takes at once", {}};
    }
    return false;
  }

  bool Record(const Head& map, std::optional<std::uint64_t> time) {
    std::string members = "{";
    bool has_time = false;
    if (!AppendMembers(map.number, 1, members, &has_time)) return false;
    std::string record = "{";
    if (time && !has_time) {
      AppendName(record, "@timestamp");
      AppendTime(record, *time);
      if (members.size() > 1) record += ',';
    }
    record += std::string_view(members).substr(1);
    record += '}';
    rendered_ += record.size();
    if (rendered_ > limits_.rendered) return TooMuch();
    sink_(std::move(record));
    return true;
  }

  static std::optional<std::uint64_t> TimeIn(const Head& head) {
    constexpr std::uint64_t kSecond = 1'000'000'000, kLatest = 9'000'000'000;
    if (head.kind == Kind::kExtension) return TimeOf(head);
    if (head.kind == Kind::kUnsigned && head.number <= kLatest) return head.number * kSecond;
    if (head.kind == Kind::kDouble && head.real >= 0 && head.real <= 9e9) {
      return static_cast<std::uint64_t>(head.real * 1e9);
    }
    return std::nullopt;
  }
  static bool IsTime(const Head& head) {
    return head.kind == Kind::kExtension || head.kind == Kind::kUnsigned ||
           head.kind == Kind::kSigned || head.kind == Kind::kDouble;
  }

  /// A map, `[time, map]`, `[[time, metadata], map]`; an array of such where `may_be_many`.
  bool Entry(bool may_be_many) {
    Head head;
    if (!Take(head)) return false;
    if (head.kind == Kind::kMap) return Record(head, std::nullopt);
    if (head.kind != Kind::kArray) return Wrong("neither a map nor an entry");
    const std::string_view begin = rest_;
    Head first;
    if (head.number == 0) return true;
    if (head.number == 2) {
      if (!Take(first)) return false;
      if (first.kind == Kind::kArray && first.number == 2) {
        Head time, metadata, map;
        std::string ignored;
        if (!Take(time)) return false;
        if (IsTime(time)) {
          if (!Take(metadata) || !Append(metadata, 2, ignored) || !Take(map)) return false;
          // [[time, map], [time, map]] begins alike: two entries.
          if (map.kind != Kind::kArray) return Stamped(time, map);
        }
      } else if (IsTime(first)) {
        Head map;
        return Take(map) && Stamped(first, map);
      }
      rest_ = begin;  // Two entries.
    }
    if (!may_be_many) return Wrong("neither a map nor an entry");
    for (std::uint64_t i = 0; i < head.number; ++i) {
      if (!Entry(false)) return false;
    }
    return true;
  }

  bool Stamped(const Head& time, const Head& map) {
    if (map.kind != Kind::kMap) return Wrong("an entry without a map");
    const bool is_group = (time.kind == Kind::kExtension && time.type == kEventTime &&
                           time.bytes.size() == 8 && !TimeOf(time)) ||
                          (time.kind == Kind::kSigned);
    if (!is_group) return Record(map, TimeIn(time));
    std::string ignored = "{";
    return AppendMembers(map.number, 1, ignored, nullptr);
  }

  std::string_view rest_;
  std::size_t size_;
  const MsgpackLimits& limits_;
  const MsgpackSink& sink_;
  std::size_t rendered_ = 0;
  std::optional<Trouble> trouble_;
};

}  // namespace

Taking<void> ReadMsgpack(std::string_view body, const MsgpackLimits& limits,
                         const MsgpackSink& sink) {
  return Reader(body, limits, sink).Read();
}

}  // namespace lachan::bodies
