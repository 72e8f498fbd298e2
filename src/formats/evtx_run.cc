// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_run.h"

#include <algorithm>

#include "formats/evtx_values.h"

namespace lachan::formats::evtx {
namespace {

using Form = RawValue::Form;
using Kind = Op::Kind;

enum Token : std::uint8_t {
  kEnd = 0x00,
  kOpenElement = 0x01,
  kOpenElementWithAttributes = 0x41,
  kTemplateInstance = 0x0C,
  kFragmentHeader = 0x0F,
};
constexpr std::uint32_t kHeaderSize = 4;       ///< Of a fragment: token, version, flags.
constexpr std::uint32_t kDefinitionSize = 24;  ///< Next offset, GUID, size.
constexpr auto kString = static_cast<std::uint8_t>(ValueType::kString);
constexpr auto kBinXml = static_cast<std::uint8_t>(ValueType::kBinXml);

}  // namespace

Runner::Runner(NameTable& names, const EvtxLimits& limits)
    : limits_(limits),
      tags_(names, limits.names),
      compiler_(tags_, store_, budget_, limits.depth),
      fields_(std::make_unique<FlatField[]>(limits.fields + 1)) {}

void Runner::Start(std::string_view chunk) {
  chunk_ = chunk;
  store_.Clear();
  compiler_.Start(chunk);
  budget_ = Budget(limits_.steps);
  room_.Clear();
  if (++chunk_number_ == 0) {
    last_.clear();
    chunk_number_ = 1;
  }
}

bool Runner::Record(std::uint32_t at, std::uint32_t end, FlatRecord& record) {
  count_ = 0;
  values_used_ = 0;
  truncated_ = data_seen_ = false;
  if (++number_ == 0) {
    system_.clear();
    number_ = 1;
  }
  if (!Fragment(at, end, Place{}, limits_.depth) || count_ == 0 || !budget_.Spend(1)) return false;
  record.fields.assign(fields_.get(), fields_.get() + count_);
  return true;
}

inline void Runner::Add(NameId name) {
  if (count_ < limits_.fields) {
    fields_[count_++].name = name;
  } else {
    truncated_ = true;
  }
}

inline void Runner::Emit(const Op& op) {
  const NameId name = op.place.name;
  const bool null = Next().value.form == Form::kNull;
  if ((null && (op.attribute || op.optional)) || name == kNoName) return;
  if (op.place.level != Level::kSystemValue) {
    data_seen_ = true;
    if (!StandsInSystem(name)) Add(name);
  } else if (op.attribute) {
    Add(name);
  } else {
    AddSystemValue(name);
  }
}

void Runner::AddSystemValue(NameId name) {
  // <System> stands first, but a writer may see it otherwise.
  if (data_seen_ && name != 0 && !StandsInSystem(name) && budget_.Spend(count_ / 16)) {
    const FlatField next = Next();
    const auto rest = std::remove_if(fields_.get(), fields_.get() + count_,
                                     [&](const FlatField& field) { return field.name == name; });
    count_ = static_cast<std::size_t>(rest - fields_.get());
    Next() = next;
  }
  if (name >= system_.size()) system_.resize(tags_.names());
  if (name != 0) system_[name] = number_;
  Add(name);
}

inline void Runner::SetText(Place place, std::uint8_t type, std::string_view raw) {
  FlatField& next = Next();
  next.identity = 0;
  if (place.level == Level::kSystemValue) {
    SetRepeated(place.name, type, raw);
  } else if (type == kString) {
    next.value.form = Form::kUtf16;
    next.value.bytes = WithoutTerminators(raw);
  } else {
    TextOf(static_cast<ValueType>(type), raw, room_, next.value);
  }
}

void Runner::SetRepeated(NameId name, std::uint8_t type, std::string_view raw) {
  if (name >= last_.size()) last_.resize(std::max<std::size_t>(tags_.names(), name + 1));
  Last& last = last_[name];
  if (last.chunk != chunk_number_ || last.type != type || last.raw != raw) {
    TextOf(static_cast<ValueType>(type), raw, room_, last.text);
    last.raw = raw;
    last.type = type;
    last.chunk = chunk_number_;
    last.identity = last.text.form == Form::kNull ? 0 : ++identity_;
  }
  Next().value = last.text;
  Next().identity = last.identity;
}

bool Runner::Fragment(std::uint32_t at, std::uint32_t end, Place place, std::size_t depth) {
  if (depth == 0) return false;
  Cursor in(chunk_, at, end);
  while (in.left() > 0) {
    switch (in.Peek()) {
      case kEnd:
        return true;
      case kFragmentHeader:
        in.Take(kHeaderSize);
        break;
      case kTemplateInstance:
        if (!Instance(in, place, depth)) return false;
        break;
      case kOpenElement:
      case kOpenElementWithAttributes:
        if (!Element(in, place, depth)) return false;
        break;
      default:
        return false;
    }
  }
  return !in.failed;
}

bool Runner::Element(Cursor& in, Place place, std::size_t depth) {
  const Plan* plan = store_.Find(in.at, place);
  if (plan == nullptr) {
    const auto made = compiler_.Element(in.at, in.end, place);
    if (!made) return false;
    store_.Keep(in.at, place, *made);
    plan = store_.Find(in.at, place);
  }
  if (plan->end > in.end) return false;
  const Plan copy = *plan;  // Running may compile more.
  in.at = copy.end;
  return Run(copy, {}, depth);
}

bool Runner::Instance(Cursor& in, Place place, std::size_t depth) {
  in.Take(6);  // Token, version, template id.
  const auto definition = in.Take<std::uint32_t>();
  if (definition == in.at && in.left() >= kDefinitionSize) {
    in.Take(kDefinitionSize + Load<std::uint32_t>(in.bytes, in.at + kDefinitionSize - 4));
  }
  Values values;
  if (!ReadValues(in, values)) return false;
  const Plan* plan = store_.Find(definition, place);
  if (plan == nullptr) plan = TemplateAt(definition, place);
  const bool good = plan != nullptr && Run(*plan, values, depth);
  values_used_ = values.first;
  return good;
}

bool Runner::ReadValues(Cursor& in, Values& values) {
  const auto count = in.Take<std::uint32_t>();
  if (in.failed || count > in.left() / 4 || !budget_.Spend(count / 4)) return false;
  std::uint32_t at = in.at + 4 * count;
  values = {values_used_, count};
  values_used_ += count;
  if (values_used_ > values_.size()) values_.resize(2 * values_used_);
  Value* value = values_.data() + values.first;
  for (std::uint32_t entry = in.at; entry < in.at + 4 * count; entry += 4, ++value) {
    *value = {at, Load<std::uint16_t>(in.bytes, entry),
              static_cast<std::uint8_t>(in.bytes[entry + 2])};
    at += value->size;
  }
  if (at > in.end) return false;
  in.at = at;
  return true;
}

const Plan* Runner::TemplateAt(std::uint32_t at, Place place) {
  if (at > chunk_.size() || chunk_.size() - at < kDefinitionSize) return nullptr;
  const auto size = Load<std::uint32_t>(chunk_, at + kDefinitionSize - 4);
  const std::uint32_t begin = at + kDefinitionSize;
  if (size > chunk_.size() - begin) return nullptr;
  Cursor in(chunk_, begin, begin + size);
  if (in.Peek() == kFragmentHeader) in.Take(kHeaderSize);
  std::optional<Plan> plan;
  while (!in.failed && in.Peek() != kEnd) {
    const auto element = compiler_.Element(in.at, in.end, place);
    if (!element) return nullptr;
    if (!plan) plan = Plan{element->first, 0, 0};
    plan->count += element->count;  // Elements of one template follow one another in the store.
    in.at = element->end;
  }
  if (!plan || in.failed) return nullptr;
  plan->end = in.at;
  store_.Keep(at, place, *plan);
  return store_.Find(at, place);
}

bool Runner::Run(Plan plan, Values values, std::size_t depth) {
  if (!budget_.Spend(plan.count + 1)) return false;
  std::size_t mark = 0;
  for (std::uint32_t i = plan.first; i < plan.first + plan.count; ++i) {
    const Op& op = store_.ops[i];  // Until BinXML in a value is run: that may compile more.
    if (op.kind == Kind::kMark) {
      mark = count_;
    } else if (op.kind == Kind::kNullIfNothing && count_ > mark) {
      continue;
    } else if (op.named_by == kNotNamed) {
      if (!RunOp(op, values, depth)) return false;
    } else {
      Op named = op;
      Name(named, values);
      if (!RunOp(named, values, depth)) return false;
    }
  }
  return true;
}

inline bool Runner::RunOp(const Op& op, Values values, std::size_t depth) {
  switch (op.kind) {
    case Kind::kLiteral: {
      const RawValue& literal = store_.literals[op.index];
      if (literal.form == Form::kUtf16) {
        SetText(op.place, kString, literal.bytes);
      } else {
        SetUnknown(literal);
      }
      Emit(op);
      return true;
    }
    case Kind::kValue:
      return RunValue(op, values, depth);
    case Kind::kJoined:
      return RunJoined(op, values, depth);
    case Kind::kNull:
    case Kind::kNullIfNothing:
      SetUnknown({});
      Emit(op);
      return true;
    case Kind::kMark:
      break;
  }
  return true;
}

inline bool Runner::RunValue(const Op& op, Values values, std::size_t depth) {
  if (op.index >= values.count) {
    SetUnknown({});
    Emit(op);
    return true;
  }
  const Value value = values_[values.first + op.index];
  if (value.type == kBinXml) return RunBinXml(op, value, depth);
  if ((value.type & kArrayFlag) != 0) return RunArray(op, value);
  if (op.place.name == kNoName) return true;  // Text of an element that has none.
  if (!budget_.Spend(value.size / 16U)) return false;
  SetText(op.place, value.type, Bytes(value));
  Emit(op);
  return true;
}

bool Runner::RunBinXml(Op op, Value value, std::size_t depth) {
  const std::size_t before = count_;
  if (!Fragment(value.at, value.at + value.size, op.place, depth - 1)) return false;
  if (op.optional || count_ > before) return true;
  SetUnknown({});
  Emit(op);
  return true;
}

bool Runner::RunArray(const Op& op, Value value) {
  std::string_view bytes = Bytes(value), element;
  const auto type = static_cast<ValueType>(value.type & ~kArrayFlag);
  bool any = false;
  while (!bytes.empty() && TakeElement(type, bytes, element)) {
    if (!budget_.Spend(1 + element.size() / 16)) return false;
    RawValue text;
    TextOf(type, element, room_, text);
    SetUnknown(text);
    Emit(op);
    any = true;
  }
  if (any) return true;
  SetUnknown({});
  Emit(op);
  return true;
}

/// Several texts and values in one element: one text, as a reader of the XML would see it.
bool Runner::RunJoined(Op op, Values values, std::size_t depth) {
  std::string text;
  bool any = false;
  const std::size_t before = count_;
  for (std::uint32_t i = op.index; i < op.index + op.count; ++i) {
    const Part part = store_.parts[i];
    RawValue piece;
    if (part.literal) {
      piece = store_.literals[part.index];
    } else {
      const Value value = ValueAt(values, part.index);
      if (value.type == kBinXml) {
        if (!Fragment(value.at, value.at + value.size, op.place, depth - 1)) return false;
        continue;
      }
      if (!budget_.Spend(value.size / 16U)) return false;
      Decode(value, piece);
    }
    if (!budget_.Spend(1 + piece.bytes.size() / 16)) return false;
    any = any || piece.form != Form::kNull;
    AppendDecoded(piece, text);
  }
  if (!any && count_ > before) return true;
  RawValue joined;
  if (any) {
    char* const kept = room_.Take(text.size());
    std::copy(text.begin(), text.end(), kept);
    room_.Written(kept + text.size());
    joined = {Form::kText, {kept, text.size()}};
  }
  SetUnknown(joined);
  Emit(op);
  return true;
}

void Runner::Name(Op& op, Values values) {
  RawValue text;
  Decode(ValueAt(values, op.named_by), text);
  if (text.form != Form::kUtf16 || text.bytes.empty()) return;
  op.place.name = tags_.FieldName(tags_.Find(text.bytes));
}

}  // namespace lachan::formats::evtx
