// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_plan.h"

#include <algorithm>
#include <utility>

namespace lachan::formats::evtx {
namespace {

using Kind = Op::Kind;

enum Token : std::uint8_t {
  kEnd = 0x00,
  kOpenElement = 0x01,
  kCloseStart = 0x02,
  kCloseEmpty = 0x03,
  kCloseElement = 0x04,
  kText = 0x05,
  kAttribute = 0x06,
  kCdata = 0x07,
  kCharacter = 0x08,
  kEntity = 0x09,
  kInstructionTarget = 0x0A,
  kInstructionData = 0x0B,
  kSubstitution = 0x0D,
  kOptionalSubstitution = 0x0E,
};
constexpr std::uint8_t kMore = 0x40;
constexpr std::uint8_t kStringType = 0x01;

std::uint8_t PeekToken(const Cursor& in) { return in.Peek() & static_cast<std::uint8_t>(~kMore); }

}  // namespace

std::optional<Plan> Compiler::Element(std::uint32_t at, std::uint32_t end, Place place) {
  const auto ops = store_.ops.size();
  const auto literals = store_.literals.size();
  const auto parts = store_.parts.size();
  pending_.clear();
  Cursor in(chunk_, at, end);
  if (!ReadElement(in, place, depth_) || in.failed) {
    store_.ops.resize(ops);
    store_.literals.resize(literals);
    store_.parts.resize(parts);
    return std::nullopt;
  }
  return Plan{static_cast<std::uint32_t>(ops), static_cast<std::uint32_t>(store_.ops.size() - ops),
              in.at};
}

bool Compiler::ReadElement(Cursor& in, Place parent, std::size_t depth) {
  if (depth == 0 || !budget_.Spend(1)) return false;
  const auto token = in.Take<std::uint8_t>();
  if ((token & ~kMore) != kOpenElement) return false;
  // Elements of templates carry a dependency id, others do not. Without one the size's place would
  // have the name's offset in its upper half.
  if (in.left() >= 6 && Load<std::uint32_t>(in.bytes, in.at + 2) <= 0xFFFF) {
    in.Take<std::uint16_t>();
  }
  in.Take<std::uint32_t>();  // The element's size; its end token is what counts.
  Tag* const tag = ReadTag(in);
  if (tag == nullptr) return false;
  Place self{ChildLevel(parent.level, tag->role), kNoName};
  if (HasText(self.level)) self.name = tags_.FieldName(*tag);
  Content content;
  content.begin = pending_.size();
  content.data = IsData(self.level, tag->role);
  if ((token & kMore) != 0) {
    in.Take<std::uint32_t>();  // Size of the attributes.
    if (!ReadAttributes(in, *tag, self, content)) return false;
  }
  switch (in.Take<std::uint8_t>()) {
    case kCloseEmpty:
      EmitContent(self, content);
      return true;
    case kCloseStart:
      return ReadContent(in, self, depth, content);
    default:
      return false;
  }
}

bool Compiler::ReadAttributes(Cursor& in, Tag& element, Place& self, Content& content) {
  if (self.level == Level::kSystemValue) {
    Op mark;
    mark.kind = Kind::kMark;
    store_.ops.push_back(mark);
  }
  while (PeekToken(in) == kAttribute) {
    in.Take<std::uint8_t>();
    Tag* const attribute = ReadTag(in);
    if (attribute == nullptr || !ReadParts(in)) return false;
    if (!ReadAttribute(element, *attribute, self, content)) return false;
    pending_.resize(content.begin);
  }
  return !in.failed;
}

bool Compiler::ReadAttribute(Tag& element, Tag& attribute, Place& self, Content& content) {
  if (content.data) {
    return attribute.role != Role::kName || NameData(content.begin, self, content);
  }
  if (!HasAttributes(self.level) || attribute.role == Role::kNamespace) return true;
  content.attributes = true;
  Op op;
  op.attribute = true;
  op.place = {self.level, tags_.AttributeName(element, attribute)};
  EmitParts(content.begin, op);
  return true;
}

/// <Data Name="…">: the name is a literal, or rarely a value.
bool Compiler::NameData(std::size_t begin, Place& self, Content& content) {
  if (pending_.size() == begin) return true;
  if (pending_.size() != begin + 1) return false;
  const Part part = pending_.back();
  if (!part.literal) {
    content.named_by = static_cast<std::uint16_t>(part.index);
    return true;
  }
  const RawValue& literal = store_.literals[part.index];
  if (literal.form != RawValue::Form::kUtf16) return false;
  if (literal.bytes.empty()) return true;
  self.name = tags_.FieldName(tags_.Find(literal.bytes));
  return true;
}

bool Compiler::ReadContent(Cursor& in, Place self, std::size_t depth, Content& content) {
  for (;;) {
    if (!ReadParts(in)) return false;
    switch (PeekToken(in)) {
      case kOpenElement:
        content.children = true;
        if (!ReadElement(in, self, depth - 1)) return false;
        break;
      case kCloseElement:
        in.Take<std::uint8_t>();
        EmitContent(self, content);
        return true;
      case kInstructionTarget:
      case kInstructionData:
        if (!SkipInstruction(in, in.Take<std::uint8_t>())) return false;
        break;
      default:
        return false;
    }
  }
}

bool Compiler::ReadParts(Cursor& in) {
  for (;;) {
    const std::uint8_t token = PeekToken(in);
    switch (token) {
      case kText:
      case kCdata: {
        in.Take<std::uint8_t>();
        if (token == kText && in.Take<std::uint8_t>() != kStringType) return false;
        const auto units = in.Take<std::uint16_t>();
        AddLiteral({RawValue::Form::kUtf16, in.Take(2U * units)});
        break;
      }
      case kCharacter:
        in.Take<std::uint8_t>();
        AddLiteral({RawValue::Form::kUtf16, in.Take(2U)});
        break;
      case kEntity:
        if (!ReadEntity(in)) return false;
        break;
      case kSubstitution:
      case kOptionalSubstitution: {
        in.Take<std::uint8_t>();
        pending_.push_back({false, in.Take<std::uint16_t>()});
        in.Take<std::uint8_t>();  // Its type; that of the value itself is what counts.
        break;
      }
      default:
        return !in.failed;
    }
    if (in.failed || !budget_.Spend(1)) return false;
  }
}

bool Compiler::ReadEntity(Cursor& in) {
  in.Take<std::uint8_t>();
  const auto utf16 = ReadName(in);
  if (!utf16) return false;
  std::string name;
  AppendDecoded({RawValue::Form::kUtf16, utf16->substr(0, 16)}, name);
  static constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}};
  for (const auto& [known, text] : kEntities) {
    if (name != known) continue;
    AddLiteral({RawValue::Form::kText, text});
    return true;
  }
  return false;
}

bool Compiler::SkipInstruction(Cursor& in, std::uint8_t token) {
  if (token == kInstructionTarget) return ReadName(in).has_value();
  const auto units = in.Take<std::uint16_t>();
  in.Take(2U * units);
  return !in.failed;
}

void Compiler::AddLiteral(RawValue literal) {
  pending_.push_back({true, static_cast<std::uint32_t>(store_.literals.size())});
  store_.literals.push_back(literal);
}

void Compiler::EmitContent(Place self, const Content& content) {
  Op op;
  op.place = self;
  op.named_by = content.named_by;
  op.optional = content.children || self.level == Level::kSection;
  if (pending_.size() > content.begin) {
    EmitParts(content.begin, op);
  } else if (!op.optional && HasText(self.level)) {
    const bool may_have_fields = self.level == Level::kSystemValue && content.attributes;
    op.kind = may_have_fields ? Kind::kNullIfNothing : Kind::kNull;
    if (content.data) {  // <Data/> and <Data></Data> are an empty text.
      op.kind = Kind::kLiteral;
      op.index = static_cast<std::uint32_t>(store_.literals.size());
      store_.literals.push_back({RawValue::Form::kText, {}});
    }
    store_.ops.push_back(op);
  }
  pending_.resize(content.begin);
}

void Compiler::EmitParts(std::size_t begin, Op op) {
  const std::size_t count = pending_.size() - begin;
  if (op.place.level == Level::kIgnored || count == 0) return;
  if (!HasText(op.place.level)) {
    for (std::size_t i = begin; i < pending_.size(); ++i) {
      if (pending_[i].literal) continue;
      op.kind = Kind::kValue;
      op.optional = true;
      op.index = pending_[i].index;
      store_.ops.push_back(op);
    }
    return;
  }
  if (count == 1) {
    op.kind = pending_[begin].literal ? Kind::kLiteral : Kind::kValue;
    op.index = pending_[begin].index;
  } else {
    op.kind = Kind::kJoined;
    op.index = static_cast<std::uint32_t>(store_.parts.size());
    op.count = static_cast<std::uint16_t>(std::min<std::size_t>(count, 0xFFFF));
    store_.parts.insert(store_.parts.end(), pending_.begin() + static_cast<std::ptrdiff_t>(begin),
                        pending_.end());
  }
  store_.ops.push_back(op);
}

std::optional<std::string_view> Compiler::ReadName(Cursor& in) {
  const auto offset = in.Take<std::uint32_t>();
  if (in.failed || offset > chunk_.size() || chunk_.size() - offset < 8) return std::nullopt;
  const std::uint32_t bytes = 2U * Load<std::uint16_t>(chunk_, offset + 6);
  if (chunk_.size() - offset - 8 < bytes) return std::nullopt;
  // Where a name is used first it stands right there: next offset, hash, length, text, terminator.
  if (offset == in.at) in.Take(8 + bytes + 2);
  if (in.failed) return std::nullopt;
  return chunk_.substr(offset + 8, bytes);
}

Tag* Compiler::ReadTag(Cursor& in) {
  const auto name = ReadName(in);
  return name ? &tags_.Find(*name) : nullptr;
}

void PlanStore::Clear() {
  ops.clear();
  literals.clear();
  parts.clear();
  used_ = 0;
  if (++generation_ != 0) return;
  std::fill(slots_.begin(), slots_.end(), Slot{});
  generation_ = 1;
}

std::size_t PlanStore::SlotOf(std::uint32_t at, Place place) const {
  const std::uint64_t key = std::uint64_t{at} << 32 | place.name << 3 | std::uint64_t(place.level);
  std::size_t slot = (key * 0x9E3779B97F4A7C15U >> 32) & (slots_.size() - 1);
  while (slots_[slot].generation == generation_ &&
         (slots_[slot].at != at || slots_[slot].place != place)) {
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

const Plan* PlanStore::Find(std::uint32_t at, Place place) const {
  const Slot& slot = slots_[SlotOf(at, place)];
  return slot.generation == generation_ ? &slot.plan : nullptr;
}

void PlanStore::Keep(std::uint32_t at, Place place, Plan plan) {
  if (2 * ++used_ > slots_.size()) {
    const auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (const Slot& slot : old) {
      if (slot.generation == generation_) slots_[SlotOf(slot.at, slot.place)] = slot;
    }
  }
  slots_[SlotOf(at, place)] = {at, generation_, place, plan};
}

}  // namespace lachan::formats::evtx
