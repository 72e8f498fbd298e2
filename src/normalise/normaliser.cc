// SPDX-License-Identifier: Apache-2.0
#include "normalise/normaliser.h"

#include "base/text.h"
#include "formats/utf8.h"
#include "normalise/kept.h"
#include "normalise/log_sources.h"
#include "normalise/options.h"
#include "normalise/shape.h"
#include "normalise/time_text.h"

namespace lachan::normalise {
namespace {

const Field* Find(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

/// Shape and program are right already.
bool ConditionsHold(const Mapping& mapping, const Shape& shape) {
  const auto has = [&](const std::string& name) { return Find(shape.fields, name) != nullptr; };
  if (!std::ranges::all_of(mapping.has, has)) return false;
  if (!mapping.has_any.empty() && !std::ranges::any_of(mapping.has_any, has)) return false;
  return std::ranges::all_of(mapping.equals, [&](const auto& wanted) {
    const Field* field = Find(shape.fields, wanted.first);
    return field != nullptr && AsciiEqualsIgnoringCase(field->value, wanted.second);
  });
}

/// Adds a field that is known better than what generic parsing found under its name.
void Replace(std::vector<Field>& fields, std::string_view name, std::string_view value) {
  const auto named = [&](const Field& field) { return field.name == name; };
  const auto known = std::ranges::find_if(fields, named);
  if (known != fields.end()) {
    fields.erase(std::remove_if(known, fields.end(), named), fields.end());
  }
  fields.push_back({name, value, EventField::Kind::kString});
}

/// Tries the patterns on the message; true when one matched.
bool Extract(const Mapping& mapping, Shape& shape) {
  thread_local std::vector<std::pair<std::string_view, std::string_view>> groups;
  for (const Extraction& extraction : mapping.extractions) {
    if (!extraction.pattern.Extract(shape.message, groups)) continue;
    for (const auto& [name, value] : groups) Replace(shape.fields, name, value);
    for (const auto& [name, value] : extraction.set) Replace(shape.fields, name, value);
    return true;
  }
  return false;
}

void Rename(const Mapping& mapping, TextArena& arena, std::vector<Field>& fields) {
  for (Field& field : fields) {
    for (const auto& [prefix, capital] : mapping.strip) {
      if (field.name.size() <= prefix.size() || !field.name.starts_with(prefix)) continue;
      field.name.remove_prefix(prefix.size());
      const char first = field.name[0];
      if (capital && first >= 'a' && first <= 'z') {
        char* const name = arena.Room(field.name.size());
        field.name.copy(name, field.name.size());
        name[0] = static_cast<char>(first - 'a' + 'A');
        field.name = {name, field.name.size()};
      }
      break;
    }
  }
  if (mapping.renames.empty()) return;
  // Of several candidates for a new name the preferred one that is there. Few names are renamed:
  // their lengths tell most others apart.
  struct Found {
    std::size_t field;
    const Mapping::Rename* to;
  };
  thread_local std::vector<Found> found;
  found.clear();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string_view name = fields[i].name;
    if ((mapping.rename_lengths >> (name.size() & 63) & 1) == 0) continue;
    const auto known = mapping.renames.find(name);
    if (known != mapping.renames.end()) found.push_back({i, &known->second});
  }
  for (const Found& one : found) {
    const bool is_best = std::ranges::none_of(found, [&](const Found& other) {
      return other.to->target == one.to->target && other.to->preference < one.to->preference;
    });
    if (is_best) fields[one.field].name = one.to->name;
  }
}

/// Gives the first candidate that is there the other name as well, with all its values.
void Copy(const Mapping& mapping, std::vector<Field>& fields) {
  for (const auto& [name, candidates] : mapping.copies) {
    if (Find(fields, name) != nullptr) continue;
    const std::size_t count = fields.size();
    for (const std::string& candidate : candidates) {
      for (std::size_t i = 0; i < count; ++i) {
        if (fields[i].name != candidate || fields[i].value.empty()) continue;
        const Field copy{name, fields[i].value, fields[i].kind};
        fields.push_back(copy);
      }
      if (fields.size() > count) break;
    }
  }
}

void AddConstants(const Mapping& mapping, std::vector<Field>& fields) {
  for (const auto& [name, value] : mapping.constants) {
    if (!Find(fields, name)) fields.push_back({name, value, EventField::Kind::kString});
  }
}

std::string_view FirstOf(const std::vector<std::string>& names, const FlatEvent& event) {
  for (const auto& name : names) {
    if (const std::string_view value = event.Get(name); !value.empty()) return value;
  }
  return {};
}

/// Own time, unless it is missing or not credible.
void SetTime(const RawRecord& record, std::optional<Instant> own,
             const Normaliser::Options& options, FlatEvent& event) {
  event.time = record.received_at;
  if (!own) return;
  const Duration ahead = *own - record.received_at;
  const bool too_old = -ahead > options.clock_tolerance && !MayBeOld(record.transport);
  event.clock_suspect = ahead > options.clock_tolerance || too_old;
  if (!event.clock_suspect) event.time = *own;
}

std::optional<Instant> TimeIn(const TimeSource& source, const FlatEvent& event,
                              std::chrono::minutes zone) {
  if (source.size() == 1) return ParseTimeText(event.Get(source[0]), event.received_at, zone);
  std::string text;
  for (const std::string& name : source) {
    const std::string_view value = event.Get(name);
    if (value.empty()) continue;
    if (!text.empty()) text += ' ';
    text += value;
  }
  return ParseTimeText(text, event.received_at, zone);
}

/// The first mapping that fits; its patterns have added their fields.
const Mapping* Choose(const Mappings& mappings, Shape& shape) {
  const std::span<const std::uint16_t> candidates =
      shape.candidates != nullptr ? std::span<const std::uint16_t>(*shape.candidates)
                                  : mappings.Candidates(shape.kind, AsciiLower(shape.program));
  for (const auto place : candidates) {
    const Mapping& candidate = mappings.all[place];
    if (!ConditionsHold(candidate, shape)) continue;
    const bool extracted = Extract(candidate, shape);
    if (candidate.needs_pattern && !extracted) continue;
    return &candidate;
  }
  return nullptr;
}

/// What `mapping` says, beside what its patterns added.
std::optional<Instant> Apply(const Mapping& mapping, const Normaliser::Options& options,
                             TextArena& arena, FlatEvent& event) {
  Rename(mapping, arena, event.fields);
  Copy(mapping, event.fields);
  AddConstants(mapping, event.fields);
  if (!mapping.format.empty()) event.format = mapping.format;
  if (const auto host = FirstOf(mapping.host, event); !host.empty()) event.host = host;
  const std::chrono::minutes zone = mapping.times_are_utc ? std::chrono::minutes{0} : options.zone;
  for (const TimeSource& source : mapping.time) {
    if (const auto time = TimeIn(source, event, zone)) return time;
  }
  return std::nullopt;
}

/// Everything of the record but what it says.
void TakeContext(const RawRecord& record, FlatEvent& event) {
  event.id = {};
  event.logsources = {};  // Those of the record before are gone.
  event.received_at = record.received_at;
  event.clock_suspect = false;
  event.level = 0;
  event.system = {};
  event.source = record.source;
  event.agency = record.agency;
  event.peer = record.peer;
  event.transport = record.transport;
  event.is_exercise = record.is_exercise;
}

Outcome OutcomeOf(const Shape& shape) {
  if (shape.malformed) return Outcome::kMalformed;
  const bool is_text = shape.kind == ShapeKind::kText && !shape.is_header;
  return is_text ? Outcome::kText : Outcome::kUnderstood;
}

}  // namespace

struct Normaliser::State {
  Mappings mappings;
  Options options;
};

Normaliser::Normaliser(Mappings mappings) : Normaliser(std::move(mappings), Options{}) {}
Normaliser::Normaliser(Mappings mappings, const Options& options)
    : state_(std::make_shared<const State>(State{std::move(mappings), options})) {}

const Mappings& Normaliser::mappings() const { return state_->mappings; }

Normalised Normaliser::Read(const RawRecord& record, const HostResolver& hosts) const {
  return Read(RawRecord(record), hosts);
}

Normalised Normaliser::Read(RawRecord&& record, const HostResolver& hosts) const {
  thread_local FlatNormalised flat;
  Read(record, hosts, flat);
  flat.event.raw = {};  // Moved, not copied.
  Normalised out{flat.event.ToEvent(), flat.outcome, flat.own_time, flat.mapping};
  out.event.raw = std::move(record.text);
  return out;
}

void Normaliser::Read(RawRecord& record, const HostResolver& hosts, FlatNormalised& out) const {
  // Readers cost more to make than records to read, and learn: each thread keeps those of the
  // normaliser that it used last.
  struct Mine {
    std::shared_ptr<const State> state;
    std::unique_ptr<Readers> readers;
    std::unique_ptr<LogSourceMemo> log_sources;
    std::string host;
    std::vector<LogSource> declared;
  };
  thread_local Mine mine;
  if (mine.state != state_) {
    mine.readers = std::make_unique<Readers>(state_->mappings, state_->options);
    mine.log_sources = std::make_unique<LogSourceMemo>();
    mine.state = state_;
  }
  if (!formats::IsUtf8(record.text)) record.text = RepairUtf8(record.text);
  FlatEvent& event = out.event;
  TakeContext(record, event);
  event.raw = record.text;
  Shape& shape = mine.readers->FindShape(event.raw, record.format, record.received_at);
  out.outcome = OutcomeOf(shape);
  event.format = shape.is_header ? "column-header" : ToString(shape.kind);
  const Mapping* mapping = shape.is_header ? nullptr : Choose(state_->mappings, shape);
  out.own_time = shape.time;
  out.mapping = {};
  event.host = shape.host;
  event.fields.swap(shape.fields);
  if (mapping != nullptr) {
    out.mapping = mapping->id;
    if (out.outcome == Outcome::kText) out.outcome = Outcome::kUnderstood;
    const auto time = Apply(*mapping, state_->options, mine.readers->arena(), event);
    if (time) out.own_time = time;
  }
  SetTime(record, out.own_time, state_->options, event);
  if (!out.own_time && !shape.wrong_time.empty()) {
    event.clock_suspect = true;
    event.fields.push_back({"own_time", shape.wrong_time, EventField::Kind::kString});
  } else if (event.clock_suspect) {
    const std::string_view own = mine.readers->arena().Keep(FormatInstant(*out.own_time));
    event.fields.push_back({"own_time", own, EventField::Kind::kString});
  }
  if (event.host.empty()) {
    mine.host = hosts.HostOf(record.peer);
    event.host = mine.host.empty() ? std::string_view(record.peer) : mine.host;
  }
  if (shape.declared) {
    mine.declared = {*shape.declared};
    event.logsources = mine.declared;
  } else {
    event.logsources = mine.log_sources->Of(event, mapping ? &mapping->logsources : nullptr);
  }
}

}  // namespace lachan::normalise
