// SPDX-License-Identifier: Apache-2.0
// From products and CVEs to advisories, and back.
#include <algorithm>
#include <map>

#include "advisories/steps.h"
#include "base/text.h"

namespace lachan::advisories {
namespace {

using journal::Caller;
using journal::Reader;

constexpr std::size_t kDraftedProducts = 200;

/// Issued and finished advisories, the newest first; whoever asks.
Result<std::vector<Advisory>> InForce(Reader& province) {
  journal::ListQuery query;
  query.filters = {{"state", journal::Filter::Op::kIn, {"issued", "closed"}}};
  query.sort = "id";
  query.descending = true;
  return journal::ListAll<Advisory>(province, query);
}

void HideCounts(Advisory& advisory) {
  advisory.deliveries = advisory.deliveries_read = std::int64_t{0};
  advisory.deliveries_answered = advisory.deliveries_closed = std::int64_t{0};
}

Status AddDelivery(Reader& reader, std::optional<AgencyId> agency, std::optional<SystemId> system,
                   KnownAdvisory& known) {
  if (!agency) return {};
  journal::ListQuery query;
  query.filters = {journal::Equals("advisory_id", known.advisory.id.value),
                   journal::Equals("agency_id", agency->value)};
  LACHAN_TRY(const auto deliveries, journal::List<AdvisoryDelivery>(reader, query));
  if (deliveries.empty()) return {};
  known.delivery = deliveries.front();
  if (!system) return {};
  LACHAN_TRY(const auto answers,
             RowsOf<AdvisoryAnswer>(reader, "delivery_id", known.delivery->id.value));
  for (const auto& answer : answers) {
    if (answer.system_id.value == system) known.answer = answer;
  }
  return {};
}

bool Names(const Advisory& advisory, std::span<const std::string> cves) {
  const auto named = LinesOf(advisory.cves.value);
  return std::ranges::any_of(
      cves, [&](const std::string& cve) { return std::ranges::find(named, cve) != named.end(); });
}

std::string Joined(const std::vector<std::string>& lines, std::size_t limit) {
  std::string text;
  for (const auto& line : lines) {
    if (text.size() + line.size() + 1 > limit) break;
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

/// What of a CVE makes an advisory's criteria: the vulnerable products, each once.
std::vector<std::string> CriteriaLines(const scan_reports::CveRecord& cve) {
  std::vector<std::string> lines;
  for (const auto& configuration : cve.configurations) {
    for (const auto& node : configuration.nodes) {
      for (const auto& product : node.products) {
        if (!product.is_vulnerable || lines.size() == kDraftedProducts) continue;
        const auto criterion = CriterionOf(product);
        if (!criterion) continue;
        // What an advisory takes is a little narrower than what a feed may say.
        auto line = criterion->Text();
        if (!registry::ParseCriterion(line)) continue;
        if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
      }
    }
  }
  return lines;
}

}  // namespace

Result<std::vector<KnownAdvisory>> AdvisoryService::ForSystem(const Caller& caller,
                                                              SystemId system) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto row, journal::Get<System>(*reader, system.value));
  LACHAN_TRY(const auto inventory, Inventory::OfSystem(*reader, system));
  LACHAN_TRY(const auto province, deps_.store.OpenReader(ForProvince(caller)));
  LACHAN_TRY(const auto advisories, InForce(*province));
  std::vector<KnownAdvisory> known;
  for (const Advisory& advisory : advisories) {
    LACHAN_TRY(const auto criteria, CriteriaOf(advisory.products.value));
    const auto affected = inventory.With(criteria);
    if (affected.empty()) continue;
    KnownAdvisory one{advisory, affected.front().product, affected.front().is_certain, {}, {}};
    HideCounts(one.advisory);
    LACHAN_TRY_DO(AddDelivery(*reader, row.agency_id, system, one));
    known.push_back(std::move(one));
  }
  return known;
}

Result<std::vector<KnownAdvisory>> AdvisoryService::ForCves(const Caller& caller,
                                                            std::span<const std::string> cves,
                                                            std::optional<AgencyId> agency) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto province, deps_.store.OpenReader(ForProvince(caller)));
  LACHAN_TRY(const auto advisories, InForce(*province));
  std::vector<KnownAdvisory> known;
  for (const Advisory& advisory : advisories) {
    if (!Names(advisory, cves)) continue;
    KnownAdvisory one{advisory, {}, true, {}, {}};
    HideCounts(one.advisory);
    LACHAN_TRY_DO(AddDelivery(*reader, agency, std::nullopt, one));
    known.push_back(std::move(one));
  }
  return known;
}

Result<std::vector<CveHit>> AdvisoryService::MatchFeed(const Caller& caller,
                                                       const scan_reports::CveFeed& feed) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto inventory, Inventory::Load(*reader));
  std::vector<CveHit> hits;
  for (const auto& cve : feed.records) {
    auto systems = inventory.With(cve);
    if (!systems.empty()) hits.push_back({&cve, std::move(systems)});
  }
  std::ranges::stable_sort(hits, std::ranges::greater{},
                           [](const CveHit& hit) { return hit.cve->cvss_tenths; });
  return hits;
}

Result<std::optional<Advisory>> AdvisoryService::Draft(const Caller& caller, const CveHit& hit) {
  const auto& cve = *hit.cve;
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  std::optional<Advisory> drafted;
  const Status done = deps_.store.Change(caller, [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(const auto advisories, journal::ListAll<Advisory>(writer));
    const std::vector<std::string> cves{cve.cve};
    for (const Advisory& advisory : advisories) {
      if (advisory.state.value != AdvisoryState::withdrawn && Names(advisory, cves)) return {};
    }
    Advisory advisory;
    const int year = static_cast<int>(today.year());
    LACHAN_TRY(const auto next, writer.NextNumber(fmt::format("advisory-{}", year)));
    advisory.number.value = fmt::format("CB-{}-{:03}", year, next);
    advisory.title =
        Ellipsis(fmt::format("Lỗ hổng {}: {}", cve.cve, hit.systems.front().product), 300);
    advisory.source = "NVD";
    advisory.severity = cve.severity;
    advisory.cves = cve.cve;
    advisory.products = Joined(CriteriaLines(cve), 20'000);
    advisory.content = cve.description.empty() ? cve.cve : cve.description;
    advisory.measures =
        "Kiểm tra phiên bản đang dùng; cập nhật bản vá của hãng hoặc áp dụng biện pháp "
        "giảm thiểu; trả lời theo từng hệ thống trước hạn.";
    advisory.links = Joined(cve.references, 4'000);
    LACHAN_TRY(drafted, journal::Insert(writer, advisory, {.kind = "advisory.created"}));
    return {};
  });
  LACHAN_TRY_DO(done);
  return drafted;
}

}  // namespace lachan::advisories
