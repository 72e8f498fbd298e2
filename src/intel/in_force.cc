// SPDX-License-Identifier: Apache-2.0
#include "intel/in_force.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/text.h"
#include "indicators/address.h"
#include "indicators/read.h"
#include "indicators/url.h"

namespace lachan::intel {
namespace {

using indicators::Indicator;
using indicators::IndicatorSet;
using indicators::Kind;

/// Of an address or the first of a network.
std::string FirstAddress(const indicators::CanonicalValue& value) {
  return value.kind == Kind::kNetwork ? value.value.substr(0, value.value.find('/')) : value.value;
}

bool Holds(const std::string& outer, const indicators::CanonicalValue& inner) {
  const auto network = indicators::ParseNetwork(outer);
  const auto within = indicators::ParseNetwork(inner.value);
  return !within || (network && network->bits <= within->bits);
}

/// What is asked of a set so that it tells the value itself and what encloses it.
std::vector<std::string> QuestionsOf(const indicators::CanonicalValue& value) {
  if (value.kind == Kind::kNetwork) return {FirstAddress(value)};
  if (value.kind != Kind::kUrl) return {value.value};
  // One without a scheme stands for every one.
  std::string url = value.value.starts_with("//") ? "http:" + value.value : value.value;
  std::string host(indicators::HostOfUrl(value.value));
  return {std::move(url), std::move(host)};
}

class Reading {
 public:
  explicit Reading(std::vector<std::uint16_t>& list_of) : list_of_(list_of) {}

  void Read(const DocumentStore& documents, std::uint16_t place, BuiltSet::Member& member) {
    auto document = documents.Read(member.list.content);
    if (!document) {
      member.problem = document.error().Text();
      return;
    }
    const auto& list = member.list;
    const auto options = ReadOptionsFor(list.name, list.default_tlp);
    indicators::ReadIndicators(std::move(*document), options, [&](Indicator indicator) {
      if (!indicator.valid_until && list.default_days) {
        indicator.valid_until = list.imported_at + std::chrono::days(*list.default_days);
      }
      // Attacks come before anybody knows of them.
      if (indicator.valid_from && *indicator.valid_from <= list.imported_at) {
        indicator.valid_from.reset();
      }
      if (const auto added = builder_.Add(indicator); !added) {
        if (member.problem.empty()) member.problem = added.error().Text();
        return;
      }
      list_of_.push_back(place);
      ++member.indicators;
    });
  }
  IndicatorSet Build() { return std::move(builder_).Build(); }

 private:
  std::vector<std::uint16_t>& list_of_;
  IndicatorSet::Builder builder_;
};

}  // namespace

indicators::Tlp TlpOf(IndicatorTlp tlp) {
  switch (tlp) {
    case IndicatorTlp::clear:
      return indicators::Tlp::kClear;
    case IndicatorTlp::green:
      return indicators::Tlp::kGreen;
    case IndicatorTlp::amber:
      return indicators::Tlp::kAmber;
    case IndicatorTlp::amber_strict:
      return indicators::Tlp::kAmberStrict;
    case IndicatorTlp::red:
      return indicators::Tlp::kRed;
  }
  return indicators::Tlp::kRed;
}

indicators::ReadOptions ReadOptionsFor(const std::string& name, IndicatorTlp tlp) {
  indicators::ReadOptions options;
  options.file = name;
  options.tlp = TlpOf(tlp);
  return options;
}

ListContent ContentOf(const IndicatorList& list) {
  ListContent content;
  content.id = list.id.value;
  content.name = list.name.value;
  content.content = list.content.value.value;
  content.default_tlp = list.default_tlp;
  if (list.default_days) content.default_days = list.default_days->value;
  content.imported_at = list.imported_at.value.value_or(list.created_at.value);
  return content;
}

bool BuiltSet::HasProblem() const {
  return std::ranges::any_of(members, [](const Member& one) { return !one.problem.empty(); });
}

BuiltSet BuildSet(const DocumentStore& documents, std::span<const IndicatorList> lists) {
  const auto begin = std::chrono::steady_clock::now();
  auto body = std::make_shared<pipeline::IndicatorsInForce::Body>();
  BuiltSet built;
  Reading reading(body->list_of);
  for (const IndicatorList& list : lists) {
    auto& member = built.members.emplace_back();
    member.list = ContentOf(list);
    const auto place = built.members.size() - 1;
    if (place > std::numeric_limits<std::uint16_t>::max()) {
      member.problem = "there are too many lists";
      continue;
    }
    reading.Read(documents, static_cast<std::uint16_t>(place), member);
  }
  body->set = reading.Build();
  body->list_of.shrink_to_fit();
  built.body = std::move(body);
  built.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return built;
}

Result<std::shared_ptr<const IndicatorSet>> ExclusionSet(
    std::span<const IndicatorExclusion> exclusions) {
  if (exclusions.empty()) return nullptr;
  std::vector<Indicator> all;
  for (const auto& exclusion : exclusions) {
    const auto canonical = indicators::Canonicalise(exclusion.value.value);
    if (!canonical) continue;  // It was one when it was made.
    Indicator one;
    one.kind = canonical->kind;
    one.value = canonical->value;
    one.valid_until = exclusion.until;
    all.push_back(std::move(one));
  }
  LACHAN_TRY(auto set, IndicatorSet::Build(all), "the exclusions");
  return std::make_shared<const IndicatorSet>(std::move(set));
}

ListedIndicator InForce::ViewOf(std::size_t index, Instant now) const {
  const Indicator indicator = set_->body->set.Get(index);
  const auto& list = set_->lists[set_->body->list_of[index]];
  ListedIndicator view;
  view.value = indicator.value;
  view.kind = indicators::ToString(indicator.kind);
  view.list_id = list.id;
  view.list_name = list.name;
  view.source = RepairUtf8(indicator.source);
  view.description = RepairUtf8(indicator.description);
  view.id = RepairUtf8(indicator.id);
  view.tlp = indicators::ToString(indicator.tlp);
  view.valid_from = indicator.valid_from;
  view.valid_until = indicator.valid_until;
  view.is_valid = indicators::IsValidAt(indicator, now);
  view.is_excluded = IsExcluded({indicator.kind, indicator.value}, now);
  return view;
}

bool InForce::IsExcluded(const indicators::CanonicalValue& value, Instant now) const {
  if (!set_->excluded) return false;
  std::vector<indicators::Hit> hits;
  for (const auto& question : QuestionsOf(value)) set_->excluded->Match(question, now, hits);
  return std::ranges::any_of(hits, [&](const auto& hit) {
    const auto exclusion = set_->excluded->Get(hit.indicator);
    if (value.kind != Kind::kNetwork) return true;
    return exclusion.kind == Kind::kNetwork && Holds(exclusion.value, value);
  });
}

IndicatorLookupRow InForce::LookUp(const std::string& asked, Instant now) const {
  IndicatorLookupRow row;
  row.asked = asked;
  const auto canonical = indicators::Canonicalise(asked);
  if (!canonical) {
    row.problem = canonical.error().message;
    return row;
  }
  row.value = canonical->value;
  row.kind = indicators::ToString(canonical->kind);
  row.is_excluded = IsExcluded(*canonical, now);
  if (!set_->body) return row;
  std::vector<indicators::Hit> hits;
  std::set<std::uint32_t> seen;
  for (const auto& question : QuestionsOf(*canonical)) set_->body->set.MatchAny(question, hits);
  for (const auto& hit : hits) {
    if (!seen.insert(hit.indicator).second) continue;
    auto view = ViewOf(hit.indicator, now);
    if (canonical->kind == Kind::kNetwork && !Holds(view.value, *canonical)) continue;
    row.is_listed = row.is_listed || (view.is_valid && !view.is_excluded && !row.is_excluded);
    row.indicators.push_back(std::move(view));
  }
  return row;
}

IndicatorPage InForce::Page(const Query& query, Instant now) const {
  IndicatorPage page;
  page.total = static_cast<std::int64_t>(size());
  const std::string wanted = AsciiLower(query.text);
  const auto has = [&](const std::string& text) {
    return AsciiLower(text).find(wanted) != std::string::npos;
  };
  for (std::size_t i = query.after; i < size(); ++i) {
    const auto& list = set_->lists[set_->body->list_of[i]];
    if (query.list != 0 && list.id != query.list) continue;
    const Indicator indicator = set_->body->set.Get(i);
    if (!query.kind.empty() && indicators::ToString(indicator.kind) != query.kind) continue;
    if (!wanted.empty() && !has(indicator.value) && !has(indicator.source) &&
        !has(indicator.description)) {
      continue;
    }
    if (page.rows.size() == query.limit) {
      page.next = std::to_string(i);
      break;
    }
    page.rows.push_back(ViewOf(i, now));
  }
  return page;
}

}  // namespace lachan::intel
