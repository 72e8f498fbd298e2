// SPDX-License-Identifier: Apache-2.0
// A document with indicators in any format; then its own bytes are the values they are looked for
// in.
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "indicators/indicator_set.h"
#include "indicators/read.h"
#include "indicators/value.h"

namespace {

using namespace lachan;
using namespace lachan::indicators;

const Instant kNow{std::chrono::hours{24 * 365 * 56}};

Said SaidOf(Kind kind) {
  switch (kind) {
    case Kind::kAddress:
    case Kind::kNetwork:
      return Said::kAddress;
    case Kind::kDomain:
      return Said::kDomain;
    case Kind::kUrl:
      return Said::kUrl;
    case Kind::kEmail:
      return Said::kEmail;
    case Kind::kMd5:
    case Kind::kSha1:
    case Kind::kSha256:
    case Kind::kSha512:
      break;
  }
  return Said::kHash;
}

void Require(bool good) {
  if (!good) std::abort();
}

ReadOutcome Read(std::string text) {
  ReadOptions options{.file = "f"};
  options.limits.indicators = 2'000;
  options.limits.findings = 50;
  auto outcome = ReadIndicators(std::move(text), options);
  const auto& report = outcome.report;
  Require(report.found == report.loaded + report.rejected + report.skipped);
  Require(report.loaded == outcome.indicators.size());
  Require(report.findings.size() <= 50);
  std::size_t skipped = 0;
  for (const auto& [why, count] : report.skipped_why) skipped += count;
  Require(skipped == report.skipped);
  return outcome;
}

/// What was read is in its one spelling, comes back from a set, and is found in itself.
void CheckOwn(const std::vector<Indicator>& all, const IndicatorSet& set) {
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < all.size() && i < 200; ++i) {
    const auto again = Canonicalise(all[i].value, SaidOf(all[i].kind));
    Require(again && again->kind == all[i].kind && again->value == all[i].value);
    const Indicator got = set.Get(i);
    Require(got.value == all[i].value && got.id == all[i].id && got.source == all[i].source);
    if (all[i].kind == Kind::kNetwork) continue;
    const std::string value = all[i].value.starts_with("//") ? "x:" + all[i].value : all[i].value;
    Require(set.MayMatch(value));
    hits.clear();
    set.Match(value, all[i].valid_from.value_or(kNow), hits);
    Require(!hits.empty() || !IsValidAt(all[i], all[i].valid_from.value_or(kNow)));
  }
}

void CheckValue(const IndicatorSet& set, std::string_view value) {
  std::vector<Hit> hits;
  set.Match(value, kNow, hits);
  for (const Hit& hit : hits) Require(std::size_t{hit.at} + hit.size <= value.size());
  Require(hits.empty() || set.MayMatch(value));
  std::string decoded;
  for (const auto form : {RawValue::Form::kJsonString, RawValue::Form::kUtf16}) {
    // Such values hold neither of these escapes.
    const bool is_json = IsValidUtf8(value) && value.find("\\u") == std::string_view::npos &&
                         value.find("\\/") == std::string_view::npos;
    if (form == RawValue::Form::kJsonString && !is_json) continue;
    decoded.clear();
    const RawValue raw{form, value};
    const bool may = set.MayMatch(raw);
    if (!AppendDecoded(raw, decoded) || may) continue;
    hits.clear();
    set.Match(decoded, kNow, hits);
    Require(hits.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  auto outcome = Read(text);
  auto& all = outcome.indicators;
  const auto set = IndicatorSet::Build(all, HashKey{{1, 2, 3, 4}});
  Require(set.has_value());
  CheckOwn(all, *set);
  CheckValue(*set, text);
  std::size_t lines = 0;
  for (const auto line : Split(text, '\n')) {
    if (++lines > 100) break;
    CheckValue(*set, line);
    for (const auto cell : Split(line.substr(0, 2'000), '"')) CheckValue(*set, cell);
  }
  return 0;
}
