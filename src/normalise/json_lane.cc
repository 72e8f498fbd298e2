// SPDX-License-Identifier: Apache-2.0
#include "normalise/json_lane.h"

#include <algorithm>
#include <functional>

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

/// The value as a view of `text`, of which padded_ is a copy; what had to be decoded is kept.
std::string_view FlatLane::ValueOf(const RawValue& value, std::string_view text) {
  using Form = RawValue::Form;
  if (value.form == Form::kNull || value.bytes.empty()) return {};
  const char* const from = padded_.data();
  const bool is_in_text = std::greater_equal<>{}(value.bytes.data(), from) &&
                          std::less<>{}(value.bytes.data(), from + text.size());
  const bool is_plain = value.form != Form::kUtf16 &&
                        (value.form != Form::kJsonString || !value.bytes.contains('\\'));
  if (is_plain && is_in_text) {
    return text.substr(static_cast<std::size_t>(value.bytes.data() - from), value.bytes.size());
  }
  if (is_plain) return arena_.Keep(value.bytes);
  decoded_.clear();
  AppendDecoded(value, decoded_);
  return arena_.Keep(decoded_);
}

void FlatLane::AddFields(const NameTable& names, std::string_view text, Shape& shape) {
  for (const FlatField& field : record_.fields) {
    shape.fields.push_back(
        {names.Text(field.name), ValueOf(field.value, text), KindOf(field.value.form)});
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

void FlatLane::Renew() {
  if (json_) retired_.push_back(std::move(json_));
  json_ = std::make_unique<Json>(mappings_, options_.json);
}

/// The record in padded_. Names are numbered up to a limit: near it, numbering starts anew.
formats::JsonRecordOutcome FlatLane::Parse(std::size_t size) {
  if (!json_ || IsFull(json_->names)) Renew();
  const std::string_view text = std::string_view(padded_).substr(0, size);
  const auto outcome = json_->reader.Read(text, record_);
  const auto nameless = [](const FlatField& field) { return field.name == 0; };
  if (outcome == formats::JsonRecordOutcome::kOk && json_->names.size() > 4'096 &&
      std::ranges::any_of(record_.fields, nameless)) {
    Renew();
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
  AddFields(json_->names, text, shape);
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
  // Values are views of the text already, or of the arena.
  for (const FlatField& field : record_.fields) {
    shape.fields.push_back(
        {xml_->names.Text(field.name), field.value.bytes, KindOf(field.value.form)});
  }
  shape.kind = ShapeKind::kXml;
  return true;
}

}  // namespace lachan::normalise
