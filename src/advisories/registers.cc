// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "advisories/entities.h"
#include "advisories/steps.h"
#include "base/text.h"

LACHAN_ENTITY_CODE(lachan::Advisory);
LACHAN_ENTITY_CODE(lachan::AdvisoryAddition);
LACHAN_ENTITY_CODE(lachan::AdvisoryDelivery);
LACHAN_ENTITY_CODE(lachan::AdvisoryAnswer);

namespace lachan::advisories {
namespace {

using journal::RowAction;
using journal::RowChange;

/// CVEs in any order of signs, as one a line. \error kInvalidInput  "cves"
Result<std::string> TidyCves(std::string_view text) {
  std::string tidy;
  std::string word;
  std::vector<std::string> seen;
  const auto finish = [&]() -> Status {
    if (word.empty()) return {};
    auto cve = scan_reports::CanonicalCve(word);
    if (cve.empty()) {
      return Wrong(fmt::format("'{}' is no CVE", PrintableForLog(word, 40)), "cves", "not_a_cve");
    }
    word.clear();
    if (std::ranges::find(seen, cve) != seen.end()) return {};
    if (!tidy.empty()) tidy += '\n';
    tidy += cve;
    seen.push_back(std::move(cve));
    return {};
  };
  for (const char c : text) {
    if (c == '\n' || c == ',' || c == ';' || c == ' ' || c == '\t' || c == '\r') {
      LACHAN_TRY_DO(finish());
    } else {
      word += c;
    }
  }
  LACHAN_TRY_DO(finish());
  return tidy;
}

Result<std::string> TidyProducts(std::string_view text) {
  std::string tidy;
  int number = 0;
  for (const auto& line : LinesOf(text)) {
    ++number;
    const auto criterion = registry::ParseCriterion(line);
    if (!criterion) {
      return Wrong(fmt::format("line {}: {}", number, criterion.error().message()), "products",
                   fmt::format("wrong_criterion:{}", number));
    }
    if (!tidy.empty()) tidy += '\n';
    tidy += criterion->Text();
  }
  return tidy;
}

Status CheckLinks(std::string_view text) {
  for (const auto& line : LinesOf(text)) {
    if (!line.starts_with("https://") && !line.starts_with("http://")) {
      return Wrong("a link begins with https:// or http://", "links", "not_a_url");
    }
  }
  return {};
}

Status BeforeAdvisory(RowChange& change, const Clock& clock) {
  auto advisory = change.As<Advisory>();
  if (change.action != RowAction::kCreate && advisory.state.value != AdvisoryState::draft) {
    return Fail(
        ErrorCode::kFailedPrecondition,
        "an issued advisory is not changed any more: correct it by an addition, or withdraw "
        "it");
  }
  if (change.action == RowAction::kArchive || change.action == RowAction::kRestore) return {};
  LACHAN_TRY(advisory.cves, TidyCves(advisory.cves.value));
  LACHAN_TRY(advisory.products, TidyProducts(advisory.products.value));
  LACHAN_TRY_DO(CheckLinks(advisory.links.value));
  const CivilDate today = CivilDateAt(clock.Now());
  if (advisory.due_on && change.Changes("due_on") && *advisory.due_on < today) {
    return Wrong("this day has passed already", "due_on", "in_past");
  }
  if (change.action == RowAction::kCreate) {
    const int year = static_cast<int>(today.year());
    LACHAN_TRY(const auto next, change.writer.NextNumber(fmt::format("advisory-{}", year)));
    advisory.number.value = fmt::format("CB-{}-{:03}", year, next);
  }
  change.Set(advisory);
  return {};
}

template <class T>
journal::RegisterDefinition& AddReadOnly(journal::Registers& registers) {
  auto& definition = registers.Add<T>();
  definition.is_creatable = definition.is_changeable = definition.is_archivable = false;
  return definition;
}

}  // namespace

void AddRegisters(journal::Registers& registers, const Clock& clock) {
  auto& advisories = registers.Add<Advisory>();
  advisories.natural_key = {"number"};
  advisories.before_change.push_back(
      [&clock](RowChange& change) { return BeforeAdvisory(change, clock); });
  AddReadOnly<AdvisoryAddition>(registers);
  auto& deliveries = AddReadOnly<AdvisoryDelivery>(registers);
  deliveries.passing = journal::Passing::kPassesOpen;
  deliveries.open_rows = {{"state", journal::Filter::Op::kIn, {"sent", "read", "answered"}}};
  AddReadOnly<AdvisoryAnswer>(registers).follows = "delivery_id";
}

}  // namespace lachan::advisories
