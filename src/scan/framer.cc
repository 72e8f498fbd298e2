// SPDX-License-Identifier: Apache-2.0
#include "scan/framer.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "formats/evtx.h"
#include "formats/json_extent.h"

namespace lachan::scan {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

Slice::Extent ExtentOf(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
}

/// Notes a unit that cannot be read.
void AddUnread(Framed& framed, std::size_t at, Unread why) {
  framed.records.push_back(ExtentOf(at, at));
  framed.unread.push_back({framed.records.size(), why});
}

class LineFramer final : public Framer {
 public:
  Framed Frame(std::string_view bytes, bool at_end) override {
    Framed framed;
    framed.done = at_end ? bytes.size() : bytes.rfind('\n') + 1;  // npos + 1 is 0.
    return framed;
  }
  Skipped Skip(std::string_view bytes) override {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return {bytes.size(), false};
    return {end + 1, true};
  }
};

/// Objects in a row, in arrays, in {"Records":[…]}.
class JsonFramer final : public Framer {
 public:
  Framed Frame(std::string_view bytes, bool at_end) override {
    Framed framed;
    while (framed.done < bytes.size() && Step(bytes, at_end, framed)) {
    }
    return framed;
  }

  Skipped Skip(std::string_view bytes) override {
    if (!skipping_) skipping_.emplace();
    const std::size_t end = skipping_->Find(bytes);
    if (end == std::string_view::npos) return {bytes.size(), false};
    skipping_.reset();
    return {end, true};
  }

 private:
  enum class Wrapper : std::uint8_t { kNone, kInside, kBehind };
  static constexpr std::size_t kLongestOther = 1 << 20;

  /// False if more bytes are needed.
  bool Step(std::string_view bytes, bool at_end, Framed& framed) {
    const char c = bytes[framed.done];
    if (wrapper_ == Wrapper::kBehind) {
      // `,"NextToken":null}` behind the array.
      if (c == '}') wrapper_ = Wrapper::kNone;
      ++framed.done;
      return true;
    }
    if (kBlanks.contains(c) || c == ',' || c == '[' || c == ']') {
      if (c == ']' && wrapper_ == Wrapper::kInside) wrapper_ = Wrapper::kBehind;
      ++framed.done;
      return true;
    }
    return c == '{' ? Object(bytes, at_end, framed) : Other(bytes, at_end, framed);
  }

  /// False if its end is not there.
  bool Object(std::string_view bytes, bool at_end, Framed& framed) {
    const std::string_view rest = bytes.substr(framed.done);
    if (wrapper_ == Wrapper::kNone && (at_start_ || has_wrappers_)) {
      const std::size_t wrapper = formats::RecordsArrayIn(rest);
      const bool is_unknown = wrapper == std::string_view::npos;
      if (is_unknown && !at_end) return false;
      at_start_ = false;
      if (wrapper != 0 && !is_unknown) {
        wrapper_ = Wrapper::kInside;
        has_wrappers_ = true;
        framed.done += wrapper;
        return true;
      }
    }
    const std::size_t size = formats::JsonExtent().Find(rest);
    if (size != std::string_view::npos) {
      framed.records.push_back(ExtentOf(framed.done, framed.done + size));
      framed.done += size;
      return true;
    }
    if (!at_end) return false;
    AddUnread(framed, framed.done, Unread::kCutOff);
    framed.done = bytes.size();
    return true;
  }

  /// Something that is no object: up to where a record may begin again.
  static bool Other(std::string_view bytes, bool at_end, Framed& framed) {
    const std::size_t end = bytes.find_first_of("{\n", framed.done + 1);
    const bool is_short = bytes.size() - framed.done < kLongestOther;
    if (end == std::string_view::npos && !at_end && is_short) return false;
    AddUnread(framed, framed.done, Unread::kMalformed);
    framed.done = std::min(end, bytes.size());
    return true;
  }

  Wrapper wrapper_ = Wrapper::kNone;
  bool at_start_ = true, has_wrappers_ = false;
  std::optional<formats::JsonExtent> skipping_;
};

/// <Event>…</Event>, wherever they stand.
class XmlFramer final : public Framer {
 public:
  Framed Frame(std::string_view bytes, bool at_end) override {
    Framed framed;
    while (framed.done < bytes.size()) {
      const std::size_t begin = FindOpening(bytes, framed.done, at_end);
      if (begin == std::string_view::npos) {
        framed.done = at_end ? bytes.size() : KeepPossibleStart(bytes, framed.done);
        break;
      }
      framed.done = begin;
      const std::size_t end = FindClosing(bytes, begin);
      if (end != std::string_view::npos) {
        framed.records.push_back(ExtentOf(begin, end));
        framed.done = end;
        continue;
      }
      if (!at_end) break;
      AddUnread(framed, begin, Unread::kCutOff);
      framed.done = bytes.size();
    }
    return framed;
  }

  Skipped Skip(std::string_view bytes) override {
    // The end may stand across two pieces: the last bytes of a piece are left for the next.
    const std::size_t end = bytes.find(kClosing);
    if (end != std::string_view::npos) return {end + kClosing.size(), true};
    return {bytes.size() - std::min(bytes.size(), kClosing.size() - 1), false};
  }

 private:
  static constexpr std::string_view kOpening = "<Event", kClosing = "</Event>";

  static std::size_t FindOpening(std::string_view bytes, std::size_t from, bool at_end) {
    while (true) {
      const std::size_t at = bytes.find(kOpening, from);
      if (at == std::string_view::npos) return at;
      const std::size_t behind = at + kOpening.size();
      if (behind >= bytes.size()) return at_end ? std::string_view::npos : at;
      if (kBlanks.contains(bytes[behind]) || bytes[behind] == '>') return at;
      from = behind;  // <Events>, <EventData>
    }
  }

  /// Behind the element that begins at `at`; CDATA and comments may hold anything.
  static std::size_t FindClosing(std::string_view bytes, std::size_t at) {
    while (true) {
      at = bytes.find('<', at + 1);
      if (at == std::string_view::npos) return at;
      const std::string_view rest = bytes.substr(at);
      if (rest.starts_with(kClosing)) return at + kClosing.size();
      const std::string_view end = rest.starts_with("<![CDATA[") ? "]]>"
                                   : rest.starts_with("<!--")    ? "-->"
                                                                 : "";
      if (end.empty()) continue;
      at = bytes.find(end, at);
      if (at == std::string_view::npos) return at;
    }
  }

  /// The last bytes may be the beginning of an opening.
  static std::size_t KeepPossibleStart(std::string_view bytes, std::size_t from) {
    return std::max(from, bytes.size() - std::min(bytes.size(), kOpening.size()));
  }
};

/// 64 KiB each.
class ChunkFramer final : public Framer {
 public:
  Framed Frame(std::string_view bytes, bool at_end) override {
    Framed framed;
    framed.done = at_end ? bytes.size() : bytes.size() / formats::kEvtxChunk * formats::kEvtxChunk;
    return framed;
  }
  Skipped Skip(std::string_view bytes) override { return {bytes.size(), true}; }
};

}  // namespace

std::unique_ptr<Framer> MakeFramer(Format format) {
  switch (format) {
    case Format::kJsonDocument:
      return std::make_unique<JsonFramer>();
    case Format::kWindowsXml:
      return std::make_unique<XmlFramer>();
    case Format::kEvtx:
      return std::make_unique<ChunkFramer>();
    case Format::kJsonLines:
    case Format::kText:
    case Format::kEmpty:
    case Format::kOther:
      break;
  }
  return std::make_unique<LineFramer>();
}

}  // namespace lachan::scan
