// SPDX-License-Identifier: Apache-2.0
#include "scan/detector.h"

#include <algorithm>
#include <string>

#include "indicators/record_scan.h"
#include "indicators/tokens.h"
#include "scan/record_facts.h"

namespace lachan::scan {
namespace {

constexpr std::size_t kMostDetections = 10'000;  ///< Of a part.

/// Memory of the matcher and what stands beside it, for one lane.
struct LaneState {
  explicit LaneState(const DetectorSetup& setup)
      : scratch(setup.rules.MakeScratch()), facts(scratch->names()) {
    if (setup.indicators != nullptr) indicators.emplace(*setup.indicators);
    const CorrelationNeeds& needs = setup.needs;
    for (std::size_t i = 0; i < needs.fields.size(); ++i) {
      const NameId id = scratch->names().Intern(needs.fields[i]);
      if (id == 0) continue;
      if (id >= needed.size()) needed.resize(id + 1);
      needed[id] = static_cast<std::uint16_t>(i + 1);
    }
  }

  std::unique_ptr<detect::RuleSet::Scratch> scratch;
  RecordFacts facts;
  std::vector<std::uint16_t> needed;  ///< By NameId: index in CorrelationNeeds::fields plus one.
  std::optional<indicators::RecordScan> indicators;
};

}  // namespace

struct Detector::Impl final : RecordSink {
  explicit Impl(const DetectorSetup& all_setup)
      : setup(all_setup),
        json(setup),
        other(setup),
        reader(setup.normaliser, json.scratch->names(), other.scratch->names(), {setup.logsource}) {
    tally.rules.resize(setup.rules.rules().size());
  }

  void OnRecord(std::uint64_t unit, Lane lane, const FlatRecord& record) override;
  void OnEvent(std::uint64_t unit, const Event& event, bool has_time) override;
  void OnUnread(std::uint64_t unit, Unread why) override {
    part.AddUnread(unit - emitted_units, why);
  }
  void OnFieldsLeftOut(std::uint64_t records) override { part.fields_left_out += records; }

  bool Counts(std::optional<Instant> time);
  bool Report(const FoundIn& where);
  template <class Fields>
  void Keep(const FoundIn& where, const Fields& fields);
  void FindIndicators(std::string_view field, std::string_view value, const FoundIn& where);
  void NoteHost(std::string_view host, bool is_match);
  void FlushIfLarge(std::uint64_t unit);

  const DetectorSetup& setup;
  LaneState json, other;
  RecordReader reader;
  Tally tally;
  std::string last_host;
  std::vector<detect::Match> matches;
  std::vector<std::uint32_t> counted;  ///< Rules of the event that correlations count.
  std::vector<bool> is_kept;           ///< Fields of the event, for correlations.
  std::vector<indicators::Hit> hits;
  std::vector<std::uint32_t> told;  ///< Indicators of the event.

  // Of the slice that is read.
  const InputFile* file = nullptr;
  const Emit* emit = nullptr;
  Part part;
  std::uint64_t emitted_units = 0;
};

/// Whether the event is to be looked at; counts it.
bool Detector::Impl::Counts(std::optional<Instant> time) {
  if (time && ((setup.since && *time < *setup.since) || (setup.until && *time >= *setup.until))) {
    ++tally.events_outside;
    return false;
  }
  ++tally.events;
  ++part.events;
  if (time) {
    tally.span.Add(*time);
  } else {
    ++tally.without_time;
  }
  return true;
}

void Detector::Impl::NoteHost(std::string_view host, bool is_match) {
  if (host.empty() || (!is_match && host == last_host)) return;
  tally.AddHost(host, is_match);
  last_host = host;
}

/// Renders the matches that are shown. \return whether a correlation counts one of them
bool Detector::Impl::Report(const FoundIn& where) {
  bool is_shown = false;
  counted.clear();
  for (const auto& match : matches) {
    if (!setup.needs.empty() && setup.needs.is_target[match.rule]) {
      counted.push_back(static_cast<std::uint32_t>(match.rule));
    }
    if (!setup.is_shown[match.rule]) continue;
    is_shown = true;
    tally.rules[match.rule].Add(where.time);
    setup.renderer.AddMatch(where, match.rule, match.matched, part);
  }
  if (is_shown) ++tally.events_matched;
  NoteHost(where.host, is_shown);
  return !counted.empty();
}

/// Keeps a detection for correlations.
/// \param fields  Calls its argument with index, kind and decoded value of each needed field.
template <class Fields>
void Detector::Impl::Keep(const FoundIn& where, const Fields& fields) {
  if (!where.time) {
    ++part.untimed_detections;
    return;
  }
  std::vector<CompactField> compact;
  is_kept.assign(setup.needs.fields.size(), false);
  fields([&](std::size_t index, EventField::Kind kind, std::string value) {
    if (is_kept[index]) return;  // The first value of a name counts.
    is_kept[index] = true;
    compact.push_back({static_cast<std::uint16_t>(index), kind, std::move(value)});
  });
  part.detections.push_back({*where.time, where.unit, EncodeDetection(counted, compact)});
}

void Detector::Impl::FindIndicators(std::string_view field, std::string_view value,
                                    const FoundIn& where) {
  hits.clear();
  setup.indicators->Match(value, where.time.value_or(Instant{}), hits);
  for (const auto& hit : hits) {
    if (std::ranges::find(told, hit.indicator) != told.end()) continue;
    if (told.empty()) ++tally.events_with_indicators;
    told.push_back(hit.indicator);
    tally.indicators[hit.indicator].Add(where.time);
    const auto indicator = setup.indicators->Get(hit.indicator);
    setup.renderer.AddIndicator(where, {&indicator, field, value}, part);
  }
}

void Detector::Impl::OnRecord(std::uint64_t unit, Lane lane, const FlatRecord& record) {
  LaneState& state = lane == Lane::kJson ? json : other;
  state.facts.Start(record);
  const auto time = state.facts.time();
  if (!Counts(time)) return;
  const FoundIn where{file->path, unit - emitted_units, time, state.facts.host()};
  setup.rules.Match(record, *state.scratch, matches);
  if (Report(where)) {
    Keep(where, [&](const auto& add) {
      for (const FlatField& field : record.fields) {
        const std::size_t index = field.name < state.needed.size() ? state.needed[field.name] : 0;
        if (index == 0) continue;
        std::string value;
        AppendDecoded(field.value, value);
        add(index - 1, KindOf(field.value.form), std::move(value));
      }
    });
  }
  if (state.indicators) {
    told.clear();
    state.indicators->ForEachSuspect(record, [&](const FlatField& field, std::string_view value) {
      FindIndicators(state.scratch->names().Text(field.name), value, where);
    });
  }
  FlushIfLarge(unit);
}

void Detector::Impl::OnEvent(std::uint64_t unit, const Event& event, bool has_time) {
  const auto time = has_time ? std::optional(event.time) : std::nullopt;
  if (!Counts(time)) return;
  const FoundIn where{file->path, unit - emitted_units, time, event.host};
  setup.rules.Match(event, *other.scratch, matches);
  if (Report(where)) {
    Keep(where, [&](const auto& add) {
      const auto& needed = setup.needs.fields;
      for (const EventField& field : event.fields) {
        const auto at = std::ranges::lower_bound(needed, field.name);
        if (at == needed.end() || *at != field.name) continue;
        add(static_cast<std::size_t>(at - needed.begin()), field.kind, field.value);
      }
    });
  }
  if (setup.indicators != nullptr) {
    told.clear();
    for (const EventField& field : event.fields) {
      if (setup.indicators->MayMatch(field.value)) FindIndicators(field.name, field.value, where);
    }
    indicators::ForEachToken(event.raw, [&](std::string_view token) {
      if (setup.indicators->MayMatch(token)) FindIndicators({}, token, where);
    });
  }
  FlushIfLarge(unit);
}

/// Gives away what was found up to `unit` if it is much; more follows.
void Detector::Impl::FlushIfLarge(std::uint64_t unit) {
  if (part.text.size() < setup.part_bytes && part.detections.size() < kMostDetections) return;
  Part next;
  next.file = part.file;
  next.format = part.format;
  part.units = unit - emitted_units;
  emitted_units = unit;
  (*emit)(std::exchange(part, std::move(next)), false);
}

Detector::Detector(const DetectorSetup& setup) : impl_(std::make_unique<Impl>(setup)) {}
Detector::~Detector() = default;

void Detector::Run(const Slice& slice, const InputFile& file, Part part, const Emit& emit) {
  Impl& impl = *impl_;
  impl.file = &file;
  impl.emit = &emit;
  impl.part = std::move(part);
  impl.part.bytes += slice.bytes.size();
  impl.emitted_units = 0;
  const std::uint64_t units = impl.reader.Read(slice, file, impl);
  impl.part.units = units - impl.emitted_units;
  emit(std::move(impl.part), true);
  impl.part = Part();
}

Tally Detector::TakeTally() {
  impl_->tally.abandoned_regexes =
      impl_->json.scratch->abandoned_regexes() + impl_->other.scratch->abandoned_regexes();
  for (const auto* scratch : {impl_->json.scratch.get(), impl_->other.scratch.get()}) {
    for (const auto& [expression, count] : scratch->given_up()) {
      impl_->tally.given_up[expression] += count;
    }
  }
  return std::move(impl_->tally);
}

}  // namespace lachan::scan
