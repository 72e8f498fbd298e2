// SPDX-License-Identifier: Apache-2.0
#include "pipeline/indicator_watch.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "core/flat_record.h"
#include "detect/atom.h"
#include "indicators/tokens.h"
#include "indicators/url.h"

namespace lachan::pipeline {
namespace {

using indicators::Indicator;
using indicators::Kind;

/// Of the column of alerts.
constexpr std::size_t kMostRuleId = 80;

/// Whether the whole value was compared: then exclusions speak of the whole of it.
bool IsOfWhole(Kind kind) {
  switch (kind) {
    case Kind::kAddress:
    case Kind::kNetwork:
    case Kind::kDomain:
      return true;
    case Kind::kUrl:
    case Kind::kMd5:
    case Kind::kSha1:
    case Kind::kSha256:
    case Kind::kSha512:
    case Kind::kEmail:
      break;
  }
  return false;
}

/// What of an indicator may stand in an alert besides its value.
std::string About(const Indicator& indicator) {
  switch (indicator.tlp) {
    case indicators::Tlp::kClear:
    case indicators::Tlp::kGreen:
    case indicators::Tlp::kAmber:
      break;
    case indicators::Tlp::kAmberStrict:
    case indicators::Tlp::kRed:
      return {};
  }
  if (indicator.description.empty()) return indicator.source;
  if (indicator.source.empty()) return indicator.description;
  return indicator.source + ": " + indicator.description;
}

std::string RuleId(const FoundIndicator& found) {
  auto id = fmt::format("ioc:{}:{}", found.list->id, found.indicator.value);
  if (id.size() <= kMostRuleId) return id;
  return fmt::format("ioc:{}:sha256-{}", found.list->id,
                     Sha256Hex(found.indicator.value).substr(0, 40));
}

}  // namespace

void IndicatorWatch::Use(std::shared_ptr<const IndicatorsInForce> in_force) {
  if (in_force == in_force_) return;
  found_.clear();  // It points into the old lists.
  in_force_ = std::move(in_force);
  const bool is_any = in_force_ && in_force_->body && in_force_->body->set.size() > 0;
  set_ = is_any ? &in_force_->body->set : nullptr;
}

const std::vector<FoundIndicator>& IndicatorWatch::Find(const FlatEvent& event, Instant now) {
  found_.clear();
  suspects_.clear();
  if (set_ == nullptr) return found_;
  for (const FlatEvent::Field& field : event.fields) {
    if (set_->MayMatch(RawValue{FormOf(field.kind), field.value})) {
      See(field.name, field.value, event.time);
    }
  }
  if (detect::EventView::RawIsText(event.raw)) {
    indicators::ForEachToken(event.raw, [&](std::string_view token) {
      // Most of what is in the text is a field's value, kept as its place there.
      for (const FlatEvent::Field& field : event.fields) {
        if (field.value.data() == token.data() && field.value.size() == token.size()) return;
      }
      if (set_->MayMatch(token)) See({}, token, event.time);
    });
  }
  for (const Suspect& suspect : suspects_) {
    if (found_.size() == kMostAnEvent) break;
    FoundIndicator one{set_->Get(suspect.hit.indicator),
                       &in_force_->lists[in_force_->body->list_of[suspect.hit.indicator]],
                       suspect.field, suspect.value};
    const bool is_known = std::ranges::any_of(found_, [&](const FoundIndicator& other) {
      return other.list == one.list && other.indicator.kind == one.indicator.kind &&
             other.indicator.value == one.indicator.value;
    });
    if (is_known) continue;
    one.is_excluded = IsExcluded(one.indicator, suspect.value,
                                 suspect.value.substr(suspect.hit.at, suspect.hit.size), now);
    found_.push_back(std::move(one));
  }
  return found_;
}

void IndicatorWatch::See(std::string_view field, std::string_view value, Instant time) {
  if (suspects_.size() >= 4 * kMostAnEvent) return;
  hits_.clear();
  set_->Match(value, time, hits_);
  for (const auto& hit : hits_) {
    const bool is_known = std::ranges::any_of(
        suspects_, [&](const Suspect& suspect) { return suspect.hit.indicator == hit.indicator; });
    if (!is_known) suspects_.push_back({field, value, hit});
  }
}

bool IndicatorWatch::IsExcluded(const Indicator& indicator, std::string_view value,
                                std::string_view part, Instant now) {
  const auto* excluded = in_force_->excluded.get();
  if (excluded == nullptr) return false;
  const auto has = [&](std::string_view text) {
    exclusions_.clear();
    excluded->Match(text, now, exclusions_);
    return !exclusions_.empty();
  };
  if (has(IsOfWhole(indicator.kind) ? value : part) || has(indicator.value)) return true;
  return indicator.kind == Kind::kUrl && has(indicators::HostOfUrl(indicator.value));
}

Detection DescribeIndicator(const Event& event, const FoundIndicator& found, Instant now) {
  const Indicator& indicator = found.indicator;
  Detection detection;
  detection.key = fmt::format("{}/ioc/{}/{}:{}", event.id, found.list->id,
                              indicators::ToString(indicator.kind), indicator.value);
  detection.rule_id = RuleId(found);
  detection.rule_title = fmt::format("Chỉ dấu trong danh sách \"{}\": {}", found.list->name,
                                     Ellipsis(indicator.value, 120));
  detection.level = found.list->level;
  detection.tags = {fmt::format("ioc.{}", indicators::ToString(indicator.kind)),
                    fmt::format("tlp.{}", indicators::ToString(indicator.tlp))};
  detection.event = event;
  detection.at = now;
  const std::string about = About(indicator);
  detection.matched.push_back(
      {std::string(found.field), std::string(found.value),
       about.empty() ? indicator.value : fmt::format("{} ({})", indicator.value, about)});
  return detection;
}

}  // namespace lachan::pipeline
