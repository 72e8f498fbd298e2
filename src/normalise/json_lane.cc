// SPDX-License-Identifier: Apache-2.0
#include "normalise/json_lane.h"

#include <algorithm>

#include "base/text.h"
#include "normalise/time_text.h"

namespace lachan::normalise {
namespace {

bool Decode(const FlatRecord& record, std::uint32_t place, std::string& out) {
  out.clear();
  if (place == JsonPlan::kNone) return false;
  const RawValue& value = record.fields[place].value;
  const bool is_text =
      value.form == RawValue::Form::kText || value.form == RawValue::Form::kJsonString;
  return is_text && AppendDecoded(value, out);
}

}  // namespace

void FlatLane::AddFields(const FlatRecord& record, const NameTable& names, Shape& shape) {
  shape.fields.reserve(shape.fields.size() + record.fields.size() + 4);
  for (const FlatField& field : record.fields) {
    EventField& added = shape.fields.emplace_back();
    added.name = names.Text(field.name);
    added.kind = KindOf(field.value.form);
    AppendDecoded(field.value, added.value);
  }
}

void FlatLane::SetTimeAndHost(const JsonPlan& plan, Instant received_at, Shape& shape) const {
  std::string text;
  for (const auto [field, is_utc] : plan.times) {
    const RawValue& value = record_.fields[field].value;
    text.clear();
    if (!AppendDecoded(value, text)) continue;
    shape.time = ParseTimeText(text, received_at, is_utc ? std::chrono::minutes{0} : options_.zone);
    if (shape.time) break;
  }
  for (const auto field : plan.hosts) {
    shape.packed_host.clear();
    if (!AppendDecoded(record_.fields[field].value, shape.packed_host)) continue;
    shape.host = shape.packed_host;
    if (!shape.host.empty()) break;
  }
}

/// The record in padded_. Names are numbered up to a limit: near it, numbering starts anew.
formats::JsonRecordOutcome FlatLane::Parse(std::size_t size) {
  if (!json_ || IsFull(json_->names)) json_ = std::make_unique<Json>(mappings_, options_.json);
  const std::string_view text = std::string_view(padded_).substr(0, size);
  const auto outcome = json_->reader.Read(text, record_);
  const auto nameless = [](const FlatField& field) { return field.name == 0; };
  if (outcome == formats::JsonRecordOutcome::kOk && json_->names.size() > 4'096 &&
      std::ranges::any_of(record_.fields, nameless)) {
    json_ = std::make_unique<Json>(mappings_, options_.json);
    return json_->reader.Read(text, record_);
  }
  return outcome;
}

bool FlatLane::ReadJson(std::string_view text, Instant received_at, Shape& shape,
                        std::string& packed, std::string& program) {
  // A copy with room behind it costs less than asking all callers for that room.
  padded_.reserve(text.size() + formats::JsonRecordReader::kPadding);
  padded_.assign(text);
  padded_.append(formats::JsonRecordReader::kPadding, ' ');
  const auto outcome = Parse(text.size());
  if (outcome != formats::JsonRecordOutcome::kOk) {
    shape.malformed = outcome != formats::JsonRecordOutcome::kNotObject;
    return false;
  }
  const JsonPlan& plan = json_->plans.Of(record_, json_->names);
  AddFields(record_, json_->names, shape);
  shape.kind = ShapeKind::kJson;
  shape.candidates = &plan.candidates;
  if (record_.logsource) shape.declared = std::move(record_.logsource);
  record_.logsource.reset();
  SetTimeAndHost(plan, received_at, shape);
  Decode(record_, plan.message, packed);
  if (!packed.empty()) Decode(record_, plan.program, program);
  return true;
}

bool FlatLane::ReadXml(std::string_view text, Shape& shape) {
  if (!xml_ || IsFull(xml_->names)) xml_ = std::make_unique<Xml>();
  xml_->arena.Clear();
  record_.logsource.reset();
  if (!formats::ReadWindowsXml(text, xml_->names, xml_->arena, record_, options_.xml)) return false;
  AddFields(record_, xml_->names, shape);
  shape.kind = ShapeKind::kXml;
  return true;
}

}  // namespace lachan::normalise
