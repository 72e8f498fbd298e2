// SPDX-License-Identifier: Apache-2.0
// lachan sources …
#include "app/source_commands.h"

#include <boost/describe/enum_to_string.hpp>

#include <map>

#include "app/platform.h"
#include "base/text.h"

namespace lachan::app {
namespace {

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

struct Kept {
  std::vector<Source> sources;
  std::map<std::int64_t, SourceHealth> health;
  std::map<std::int64_t, std::string> agencies;
};

Result<Kept> Load(const Settings& settings) {
  const SystemClock clock;
  const auto registers = MakeRegisters(clock);
  LACHAN_TRY(const auto store, OpenStateUnlocked(settings, registers, clock));
  LACHAN_TRY(const auto reader, store->OpenReader(journal::Caller::System("command line")));
  Kept kept;
  LACHAN_TRY(kept.sources, journal::ListAll<Source>(*reader));
  LACHAN_TRY(const auto rows, journal::ListAll<SourceHealth>(*reader));
  for (const auto& row : rows) kept.health.emplace(row.source_id, row);
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, {.with_archived = true}));
  for (const auto& agency : agencies) kept.agencies.emplace(agency.id.value, agency.code.value);
  return kept;
}

std::string StateOf(const Source& source, const SourceHealth& health) {
  return source.enabled ? boost::describe::enum_to_string(health.state, "") : "off";
}

std::string SeenAt(const std::optional<Instant>& at) { return at ? FormatVietnamese(*at) : "-"; }

}  // namespace

int SourcesList(const Settings& settings) {
  const auto kept = Load(settings);
  if (!kept) return Report(kept.error());
  bool is_silent = false;
  fmt::print("{:>6}  {:<9}  {:<16}  {:>10}  {:<12}  {}\n", "id", "state", "last seen", "24 h",
             "agency", "name");
  const std::int64_t end = sources::HourOf(SystemClock().Now()) + 1;
  for (const Source& source : kept->sources) {
    const auto found = kept->health.find(source.id.value);
    const SourceHealth health = found == kept->health.end() ? SourceHealth() : found->second;
    const auto agency = kept->agencies.find(source.agency_id.value);
    is_silent = is_silent || (source.enabled && health.state == SourceState::silent);
    fmt::print("{:>6}  {:<9}  {:<16}  {:>10}  {:<12}  {}\n", source.id.value,
               StateOf(source, health), SeenAt(health.last_seen_at),
               sources::Hours::FromJson(health.hours.value, health.hours_end).Sum(end - 24, end),
               agency == kept->agencies.end() ? "" : agency->second, source.name.value);
  }
  return is_silent ? 1 : 0;
}

int SourcesShow(const Settings& settings, std::int64_t id) {
  const auto kept = Load(settings);
  if (!kept) return Report(kept.error());
  for (const Source& source : kept->sources) {
    if (source.id.value != id) continue;
    const auto found = kept->health.find(id);
    const SourceHealth health = found == kept->health.end() ? SourceHealth() : found->second;
    const auto agency = kept->agencies.find(source.agency_id.value);
    const std::int64_t end = sources::HourOf(SystemClock().Now()) + 1;
    const auto hours = sources::Hours::FromJson(health.hours.value, health.hours_end);
    fmt::print(
        "name               {}\nagency             {}\nstate              {}\n"
        "since              {}\nfirst seen         {}\nlast seen          {}\n"
        "network            {}\nclient certificate {}\nsender             {}\n"
        "token              {}\nexpected an hour   {}\nsilent after       {} min\n",
        source.name.value, agency == kept->agencies.end() ? "" : agency->second,
        StateOf(source, health), found == kept->health.end() ? "-" : SeenAt(health.since),
        SeenAt(health.first_seen_at), SeenAt(health.last_seen_at),
        source.network ? source.network->value : "-", source.client_certificate.value,
        source.sender.value, source.token_hash.empty() ? "none" : "issued",
        source.expected_per_hour.value,
        source.silent_after_minutes.value > 0 ? source.silent_after_minutes.value
                                              : settings.Number("sources.silent_minutes"));
    fmt::print("records            {} this hour, {} in 24 hours, {} in 7 days\n", hours.At(end - 1),
               hours.Sum(end - 24, end), hours.Sum(end - 168, end));
    return 0;
  }
  return Report(
      Error(ErrorCode::kNotFound,
            fmt::format("no source has the id {}; `lachan sources list` shows them", id)));
}

int SourcesGuide(const Settings& settings, const std::string& sender, bool markdown) {
  if (markdown) {
    fmt::print("{}", sources::GuidesMarkdown());
    return 0;
  }
  if (sender.empty()) {
    for (const auto& guide : sources::Guides()) fmt::print("{:<12} {}\n", guide.key, guide.name);
    return 0;
  }
  const auto* guide = sources::FindGuide(sender);
  if (guide == nullptr) {
    return Report(Error(ErrorCode::kNotFound,
                        fmt::format("there is nothing about '{}'; `lachan sources guide` lists "
                                    "what there is",
                                    PrintableForLog(sender, 60))));
  }
  auto at = ReachableOf(settings);
  if (at.host.empty()) at.host = "lachan.example";
  if (at.url.empty()) at.url = "https://lachan.example";
  for (const auto& recipe : guide->recipes) {
    if (!sources::IsOpen(recipe.way, at)) continue;
    fmt::print("# {}{}{}\n{}\n", ToString(recipe.way), recipe.place.empty() ? "" : ": ",
               recipe.place, sources::Filled(recipe, at));
  }
  return 0;
}

}  // namespace lachan::app
