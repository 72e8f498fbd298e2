// SPDX-License-Identifier: Apache-2.0
/// \file
/// BinXML compiled to what it emits: fields from literals and from numbered values. For the evtx
/// reader only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/flat_record.h"
#include "formats/evtx_bytes.h"
#include "formats/evtx_names.h"

namespace lachan::formats::evtx {

/// Where BinXML stands: the element it is the content of.
struct Place {
  Level level = Level::kDocument;
  NameId name = kNoName;  ///< Of the field that the element's text becomes.
  bool operator==(const Place&) const = default;
};

inline constexpr std::uint16_t kNotNamed = 0xFFFF;

struct Op {
  enum class Kind : std::uint8_t {
    kLiteral,        ///< `index` in literals.
    kValue,          ///< `index` of a value; BinXML in it is content of `place`.
    kJoined,         ///< `count` parts from `index`, as one text.
    kNull,           ///< The element is empty.
    kMark,           ///< An element with attributes begins.
    kNullIfNothing,  ///< The element is empty: null, unless a field was emitted since kMark.
  };
  Kind kind = Kind::kNull;
  bool attribute = false;              ///< Left out when null.
  bool optional = false;               ///< Left out when null: the element has other content.
  std::uint16_t count = 0;             ///< Of parts.
  std::uint16_t named_by = kNotNamed;  ///< The value whose text is the field's name.
  std::uint32_t index = 0;
  Place place;
};

struct Part {
  bool literal = false;
  std::uint32_t index = 0;
};

/// What one stretch of BinXML became; valid until the store is cleared.
struct Plan {
  std::uint32_t first = 0, count = 0;  ///< Operations in the store.
  std::uint32_t end = 0;               ///< Where the stretch ended in the chunk.
};

/// Work that may still be done.
class Budget {
 public:
  explicit Budget(std::size_t steps = 0) : left_(steps) {}
  bool Spend(std::size_t steps) {
    if (left_ < steps) left_ = 0;
    if (left_ == 0) return false;
    left_ -= steps;
    return true;
  }

 private:
  std::size_t left_;
};

/// All plans of a chunk.
class PlanStore {
 public:
  std::vector<Op> ops;
  std::vector<RawValue> literals;
  std::vector<Part> parts;

  void Clear();
  /// The plan kept for BinXML at `at` as content of `place`.
  const Plan* Find(std::uint32_t at, Place place) const;
  void Keep(std::uint32_t at, Place place, Plan plan);

 private:
  struct Slot {
    std::uint32_t at = 0;
    std::uint32_t generation = 0;
    Place place;
    Plan plan;
  };
  std::size_t SlotOf(std::uint32_t at, Place place) const;

  std::vector<Slot> slots_ = std::vector<Slot>(256);  ///< Open addressing; a power of two.
  std::size_t used_ = 0;
  std::uint32_t generation_ = 1;  ///< Slots of another one are free.
};

/// Compiles elements of one chunk after the other. \source [MS-EVEN6] 2.2.12, libevtx documentation
/// "Binary XML"
class Compiler {
 public:
  Compiler(TagTable& tags, PlanStore& store, Budget& budget, std::size_t depth)
      : tags_(tags), store_(store), budget_(budget), depth_(depth) {}

  void Start(std::string_view chunk) { chunk_ = chunk; }
  /// One element, whose token is at `at`, as content of `place`; nothing when it is damaged.
  std::optional<Plan> Element(std::uint32_t at, std::uint32_t end, Place place);

 private:
  /// What is known of an element before its end.
  struct Content {
    std::size_t begin = 0;  ///< Of its parts in pending_.
    bool children = false;
    bool data = false;        ///< <Data>
    bool attributes = false;  ///< That may become fields.
    std::uint16_t named_by = kNotNamed;
  };

  bool ReadElement(Cursor& in, Place parent, std::size_t depth);
  bool ReadAttributes(Cursor& in, Tag& element, Place& self, Content& content);
  bool ReadAttribute(Tag& element, Tag& attribute, Place& self, Content& content);
  bool ReadContent(Cursor& in, Place self, std::size_t depth, Content& content);
  /// Texts and values up to the next token of another kind, added to the pending parts.
  bool ReadParts(Cursor& in);
  bool ReadEntity(Cursor& in);
  bool SkipInstruction(Cursor& in, std::uint8_t token);
  bool NameData(std::size_t begin, Place& self, Content& content);
  void EmitContent(Place self, const Content& content);
  void EmitParts(std::size_t begin, Op op);
  void AddLiteral(RawValue literal);
  /// The UTF-16 text that a name's offset leads to.
  std::optional<std::string_view> ReadName(Cursor& in);
  Tag* ReadTag(Cursor& in);

  std::string_view chunk_;
  TagTable& tags_;
  PlanStore& store_;
  Budget& budget_;
  std::size_t depth_;
  std::vector<Part> pending_;  ///< Parts of the open elements, outermost first.
};

}  // namespace lachan::formats::evtx
