// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_run.h"

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
constexpr auto kBinXml = static_cast<std::uint8_t>(ValueType::kBinXml);

}  // namespace

Runner::Runner(NameTable& names, const EvtxLimits& limits)
    : limits_(limits),
      tags_(names, limits.names),
      compiler_(tags_, store_, budget_, limits.depth) {}

void Runner::Start(std::string_view chunk) {
  chunk_ = chunk;
  store_.Clear();
  compiler_.Start(chunk);
  budget_ = Budget(limits_.steps);
}

bool Runner::Record(std::uint32_t at, std::uint32_t end, FlatRecord& record) {
  record_ = &record;
  record.fields.clear();
  arena_.Clear();
  values_.clear();
  truncated_ = data_seen_ = false;
  if (++number_ == 0) {
    system_.clear();
    number_ = 1;
  }
  return Fragment(at, end, Place{}, limits_.depth) && !record.fields.empty();
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
  values_.resize(values.first);
  return good;
}

bool Runner::ReadValues(Cursor& in, Values& values) {
  const auto count = in.Take<std::uint32_t>();
  if (in.failed || count > in.left() / 4 || !budget_.Spend(count / 4)) return false;
  std::uint32_t at = in.at + 4 * count;
  values = {values_.size(), count};
  values_.resize(values.first + count);
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
    Op op = store_.ops[i];  // A copy: running may compile more.
    if (op.named_by != kNotNamed && !Name(op, values)) return false;
    switch (op.kind) {
      case Kind::kLiteral:
        Emit(op, store_.literals[op.index]);
        break;
      case Kind::kValue:
        if (!RunValue(op, values, depth)) return false;
        break;
      case Kind::kJoined:
        if (!RunJoined(op, values, depth)) return false;
        break;
      case Kind::kNull:
        Emit(op, {});
        break;
      case Kind::kMark:
        mark = record_->fields.size();
        break;
      case Kind::kNullIfNothing:
        if (record_->fields.size() == mark) Emit(op, {});
        break;
    }
  }
  return true;
}

bool Runner::RunValue(const Op& op, Values values, std::size_t depth) {
  const Value value = ValueAt(values, op.index);
  if (value.type == static_cast<std::uint8_t>(ValueType::kString)) {
    Emit(op, Decode(value));
    return true;
  }
  if (value.type == kBinXml) {
    const std::size_t before = record_->fields.size();
    if (!Fragment(value.at, value.at + value.size, op.place, depth - 1)) return false;
    if (!op.optional && record_->fields.size() == before) Emit(op, {});
    return true;
  }
  if ((value.type & kArrayFlag) != 0) return EmitArray(op, value);
  if (!budget_.Spend(value.size / 16U)) return false;
  Emit(op, Decode(value));
  return true;
}

/// Several texts and values in one element: one text, as a reader of the XML would see it.
bool Runner::RunJoined(const Op& op, Values values, std::size_t depth) {
  std::string text;
  bool any = false;
  const std::size_t before = record_->fields.size();
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
      piece = Decode(value);
    }
    if (!budget_.Spend(1 + piece.bytes.size() / 16)) return false;
    any = any || piece.form != Form::kNull;
    AppendDecoded(piece, text);
  }
  if (any) {
    Emit(op, {Form::kText, arena_.Keep(text)});
  } else if (record_->fields.size() == before) {
    Emit(op, {});
  }
  return true;
}

bool Runner::EmitArray(const Op& op, const Value& value) {
  std::string_view bytes = chunk_.substr(value.at, value.size), element;
  const auto type = static_cast<ValueType>(value.type & ~kArrayFlag);
  bool any = false;
  while (!bytes.empty() && TakeElement(type, bytes, element)) {
    if (!budget_.Spend(1 + element.size() / 16)) return false;
    Emit(op, TextOf(type, element, arena_));
    any = true;
  }
  if (!any) Emit(op, {});
  return true;
}

RawValue Runner::Decode(const Value& value) {
  return TextOf(static_cast<ValueType>(value.type), chunk_.substr(value.at, value.size), arena_);
}

bool Runner::Name(Op& op, Values values) {
  const RawValue text = Decode(ValueAt(values, op.named_by));
  if (text.form != Form::kUtf16 || text.bytes.empty()) return true;
  Tag* const tag = tags_.Find(text.bytes);
  if (tag == nullptr) return false;
  op.place.name = tags_.FieldName(*tag);
  return true;
}

void Runner::Emit(const Op& op, RawValue value) {
  const Level level = op.place.level;
  const bool null = value.form == Form::kNull;
  if ((null && (op.attribute || op.optional)) || op.place.name == kNoName) return;
  if (record_->fields.size() >= limits_.fields) {
    truncated_ = true;
    return;
  }
  if (level == Level::kSystemValue) {
    if (!op.attribute)
      EmitSystemValue(op.place.name, value);
    else
      record_->fields.push_back({op.place.name, value});
    return;
  }
  data_seen_ = true;
  const NameId name = op.place.name;
  if (name < system_.size() && system_[name] == number_) return;
  record_->fields.push_back({name, value});
}

void Runner::EmitSystemValue(NameId name, RawValue value) {
  if (data_seen_) {  // <System> stands first, but a writer may see it otherwise.
    std::erase_if(record_->fields, [&](const FlatField& field) { return field.name == name; });
  }
  if (name >= system_.size()) system_.resize(tags_.names());
  system_[name] = number_;
  record_->fields.push_back({name, value});
}

}  // namespace lachan::formats::evtx
