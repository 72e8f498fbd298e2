// SPDX-License-Identifier: Apache-2.0
#include "journal/verify.h"

namespace lachan::journal {
namespace {

constexpr std::size_t kPage = 10000;

/// Why `fact` cannot follow, or empty.
std::string WhyBad(const Fact& fact, std::int64_t expected_id, std::string_view previous_hash) {
  if (fact.id != expected_id) {
    return fmt::format("fact {} is missing: {} follows {}", expected_id, fact.id, expected_id - 1);
  }
  if (HashOf(fact, previous_hash) != fact.hash) {
    return fmt::format("fact {} ('{}') was changed, or the one before it was replaced", fact.id,
                       fact.kind);
  }
  return {};
}

}  // namespace

Result<VerifyReport> VerifyJournal(Reader& reader, std::int64_t expected_id,
                                   std::string_view expected_head) {
  VerifyReport report;
  report.head_hash = GenesisHash();
  FactQuery query;
  query.limit = kPage;
  while (true) {
    LACHAN_TRY(const auto facts, reader.Facts(query), "verifying the journal");
    for (const Fact& fact : facts) {
      const std::int64_t expected = report.facts + 1;
      std::string why = WhyBad(fact, expected, report.head_hash);
      if (why.empty() && fact.id == expected_id && fact.hash != expected_head) {
        why = fmt::format("fact {} has another hash than the one noted earlier", fact.id);
      }
      if (!why.empty()) {
        report.first_bad = expected;
        report.what = std::move(why);
        return report;
      }
      report.head_hash = fact.hash;
      report.facts = fact.id;
    }
    if (facts.size() < kPage) break;
    query.after_id = facts.back().id;
  }
  if (report.facts < expected_id) {
    report.first_bad = report.facts + 1;
    report.what =
        fmt::format("facts {} to {} are missing at the end", report.facts + 1, expected_id);
  }
  return report;
}

}  // namespace lachan::journal
