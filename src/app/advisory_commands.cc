// SPDX-License-Identifier: Apache-2.0
// lachan advisories …
#include <boost/describe/enum_to_string.hpp>

#include <map>

#include "app/commands.h"
#include "app/platform.h"
#include "assurance/evidence_store.h"
#include "base/text.h"
#include "evidence_disk/evidence_disk.h"
#include "scan_reports/cve_feed.h"

namespace lachan::app {
namespace {

constexpr std::size_t kShown = 20;

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

journal::Caller CommandLine() { return journal::Caller::System("command line"); }

template <class E>
std::string Word(E value) {
  return boost::describe::enum_to_string(value, "");
}

/// The state of a data folder, to be read; a server may be working on it.
struct Reading {
  SystemClock clock;
  journal::Registers registers;
  std::unique_ptr<journal::StateStore> state;
  std::unique_ptr<assurance::EvidenceStore> files;
  std::unique_ptr<assurance::AssuranceService> assurance;
  std::unique_ptr<advisories::AdvisoryService> advisories;
  std::map<std::int64_t, std::string> agencies, systems;
};

Result<std::unique_ptr<Reading>> OpenForReading(const Settings& settings) {
  auto reading = std::make_unique<Reading>();
  reading->registers = MakeRegisters(reading->clock);
  LACHAN_TRY(reading->state, OpenStateUnlocked(settings, reading->registers, reading->clock));
  LACHAN_TRY(reading->files,
             evidence_disk::EvidenceDisk::Open(settings.Text("data") + "/evidence"));
  reading->assurance = std::make_unique<assurance::AssuranceService>(
      assurance::AssuranceService::Options{},
      assurance::AssuranceService::Deps{*reading->state, *reading->files});
  advisories::AdvisoryService::Options options;
  options.days_to_act = static_cast<int>(settings.Number("advisories.days_to_act"));
  reading->advisories = std::make_unique<advisories::AdvisoryService>(
      options,
      advisories::AdvisoryService::Deps{*reading->state, *reading->assurance, reading->clock});
  LACHAN_TRY(const auto reader, reading->state->OpenReader(CommandLine()));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, {.with_archived = true}));
  for (const auto& agency : agencies) reading->agencies[agency.id.value] = agency.name.value;
  LACHAN_TRY(const auto systems, journal::ListAll<System>(*reader, {.with_archived = true}));
  for (const auto& system : systems) reading->systems[system.id.value] = system.name.value;
  return reading;
}

const std::string& NameIn(const std::map<std::int64_t, std::string>& names, std::int64_t id) {
  static const std::string kNobody = "?";
  const auto found = names.find(id);
  return found == names.end() ? kNobody : found->second;
}

void PrintSystems(const Reading& reading, const std::vector<advisories::AffectedSystem>& systems) {
  std::size_t shown = 0;
  for (const auto& system : systems) {
    if (++shown > kShown) {
      fmt::print("  … and {} more\n", systems.size() - kShown);
      break;
    }
    fmt::print("  {} · {}: {}{}\n", NameIn(reading.agencies, system.agency.value),
               NameIn(reading.systems, system.system.value), system.product,
               system.is_certain ? "" : " (version not on record)");
  }
}

Result<Advisory> ByNumber(journal::Reader& reader, const std::string& number) {
  LACHAN_TRY(const auto rows,
             journal::List<Advisory>(reader, {.filters = {journal::Equals("number", number)}}));
  if (rows.empty()) {
    return Fail(ErrorCode::kNotFound, "there is no advisory '{}'; lachan advisories list shows all",
                PrintableForLog(number, 40));
  }
  return rows.front();
}

void PrintDelivery(const Reading& reading, const AdvisoryDelivery& delivery, CivilDate today) {
  const bool is_late =
      delivery.state.value < DeliveryState::closed && delivery.due_on.value < today;
  fmt::print("  {:<10} {}{}\n", Word(delivery.state.value),
             NameIn(reading.agencies, delivery.agency_id.value), is_late ? "  LATE" : "");
}

}  // namespace

int AdvisoriesList(const Settings& settings, const AdvisoryRequestLine& line) {
  const auto reading = OpenForReading(settings);
  if (!reading) return Report(reading.error());
  const auto reader = (*reading)->state->OpenReader(CommandLine());
  if (!reader) return Report(reader.error());
  journal::ListQuery query;
  query.sort = "id";
  query.descending = true;
  if (!line.state.empty()) query.filters = {journal::Equals("state", line.state)};
  const auto rows = journal::ListAll<Advisory>(**reader, query);
  if (!rows) return Report(rows.error());
  for (const Advisory& advisory : *rows) {
    fmt::print("{:<12} {:<9} {:<8} {}  {}/{} closed  {}\n", advisory.number.value.value,
               Word(advisory.state.value), Word(advisory.severity),
               advisory.due_on ? FormatVietnamese(*advisory.due_on) : "--/--/----",
               advisory.deliveries_closed.value, advisory.deliveries.value, advisory.title.value);
  }
  return 0;
}

int AdvisoriesShow(const Settings& settings, const AdvisoryRequestLine& line) {
  const auto reading = OpenForReading(settings);
  if (!reading) return Report(reading.error());
  const auto reader = (*reading)->state->OpenReader(CommandLine());
  if (!reader) return Report(reader.error());
  const auto advisory = ByNumber(**reader, line.number);
  if (!advisory) return Report(advisory.error());
  const auto detail = (*reading)->advisories->Detail(CommandLine(), advisory->id.value);
  if (!detail) return Report(detail.error());
  fmt::print("{} {} ({}, {})\n{}\n", advisory->number.value.value, advisory->title.value,
             Word(advisory->state.value), Word(advisory->severity), advisory->content.value);
  for (const auto& product : advisories::LinesOf(advisory->products.value)) {
    fmt::print("product {}\n", product);
  }
  for (const auto& addition : detail->additions) {
    fmt::print("addition {}: {}\n", addition.ordinal.value, addition.content.value.value);
  }
  if (advisory->state.value == AdvisoryState::draft) {
    const auto candidates = (*reading)->advisories->Candidates(CommandLine(), advisory->id.value);
    if (!candidates) return Report(candidates.error());
    fmt::print("systems that its products concern:\n");
    for (const auto& candidate : *candidates) PrintSystems(**reading, candidate.systems);
    return 0;
  }
  fmt::print("deliveries: {} sent, {} read, {} answered, {} closed\n", advisory->deliveries.value,
             advisory->deliveries_read.value, advisory->deliveries_answered.value,
             advisory->deliveries_closed.value);
  const CivilDate today = CivilDateAt((*reading)->clock.Now());
  for (const auto& delivery : detail->deliveries) PrintDelivery(**reading, delivery, today);
  return 0;
}

namespace {

int Match(const Reading& reading, const AdvisoryRequestLine& line) {
  const auto bytes = ReadFile(line.path);
  if (!bytes) return Report(bytes.error());
  const auto feed = scan_reports::ReadCveFeed(*bytes);
  if (!feed) return Report(feed.error());
  const auto hits = reading.advisories->MatchFeed(CommandLine(), *feed);
  if (!hits) return Report(hits.error());
  fmt::print("{} CVEs read, {} withdrawn, {} rejected; {} concern systems of the register\n",
             feed->read, feed->withdrawn, feed->rejected, hits->size());
  for (std::size_t i = 0; i < feed->rejections.size() && i < kShown; ++i) {
    fmt::print("  rejected {}: {}\n", feed->rejections[i].place, feed->rejections[i].reason);
  }
  for (const auto& hit : *hits) {
    fmt::print("{} ({}, {}.{}): {} system(s)\n", hit.cve->cve, Word(hit.cve->severity),
               hit.cve->cvss_tenths / 10, hit.cve->cvss_tenths % 10, hit.systems.size());
    PrintSystems(reading, hit.systems);
    if (!line.is_draft) continue;
    const auto drafted = reading.advisories->Draft(CommandLine(), hit);
    if (!drafted) return Report(drafted.error());
    fmt::print("  {}\n", *drafted ? "drafted as " + (*drafted)->number.value.value
                                  : std::string("an advisory names it already"));
  }
  return feed->rejected > 0 ? 1 : 0;
}

}  // namespace

int AdvisoriesMatch(const Settings& settings, const AdvisoryRequestLine& line) {
  // Drafting writes: then nobody else may work on the folder.
  std::unique_ptr<DataFolder> lock;
  if (line.is_draft) {
    auto opened = DataFolder::Open(settings.Text("data"));
    if (!opened) {
      const int status = Report(opened.error());
      fmt::print(stderr,
                 "        a running server does this in its console (Cảnh báo phát hành), or "
                 "through POST /api/v1/advisories/match?draft=true\n");
      return status;
    }
    lock = *std::move(opened);
  }
  const auto reading = OpenForReading(settings);
  return reading ? Match(**reading, line) : Report(reading.error());
}

}  // namespace lachan::app
