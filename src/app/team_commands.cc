// SPDX-License-Identifier: Apache-2.0
// lachan contacts …
#include <boost/describe/enum_to_string.hpp>

#include "app/commands.h"
#include "app/platform.h"

namespace lachan::app {
namespace {

using journal::Caller;

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

Result<AgencyId> FindAgency(journal::StateStore& store, const std::string& code) {
  if (code.empty()) return AgencyId{};
  LACHAN_TRY(const auto reader, store.OpenReader(Caller::System("command line")));
  journal::ListQuery query;
  query.filters = {journal::Equals("code", code)};
  LACHAN_TRY(const auto found, journal::List<Agency>(*reader, query));
  if (found.empty()) return Fail(ErrorCode::kNotFound, "no agency has the code '{}'", code);
  return AgencyId{found.front().id};
}

void Print(const ContactCheck& check, std::int64_t done, std::int64_t total) {
  fmt::print("{:>4}/{:<4} {:<12} {} {}\n", done, total,
             boost::describe::enum_to_string(check.outcome, ""), check.url.value,
             check.detail.value);
  std::fflush(stdout);
}

Result<teams::CheckCounts> Check(const Settings& settings, const std::string& agency) {
  if (!settings.Flag("contacts.check")) {
    return Fail(ErrorCode::kFailedPrecondition,
                "this goes out to web sites: say so with --set contacts.check=true");
  }
  LACHAN_TRY(const auto foundation, OpenFoundation(settings));
  LACHAN_TRY(const auto id, FindAgency(*foundation->state, agency));
  page_fetch::CurlPageFetcher fetcher(FetcherOptions(settings));
  teams::ContactChecker checker(
      CheckerOptions(settings),
      {*foundation->state, fetcher, foundation->clock, [](std::chrono::milliseconds time) {
         std::this_thread::sleep_for(time);
         return true;
       }});
  return checker.Run(Caller::System("command line"), {id, std::nullopt}, Print);
}

}  // namespace

int ContactsCheck(const Settings& settings, const std::string& agency) {
  const auto counts = Check(settings, agency);
  if (!counts) return Report(counts.error());
  fmt::print("{} visited: {} found, {} partly, {} missing, {} unreachable, {} refused\n",
             counts->checked, counts->found, counts->partly, counts->missing, counts->unreachable,
             counts->refused);
  return counts->missing + counts->partly > 0 ? 1 : 0;
}

int ContactsDue(const Settings& settings) {
  const auto rules = ContactRulesOf(settings);
  if (!rules) return Report(rules.error());
  SystemClock clock;
  const auto registers = MakeRegisters(clock);
  const auto store = OpenStateUnlocked(settings, registers, clock);
  if (!store) return Report(store.error());
  teams::Contacts contacts({*rules, Secret<std::string>(std::string(32, '\0'))}, {**store, clock});
  const auto due = contacts.Due(Caller::System("command line"));
  if (!due) return Report(due.error());
  for (const auto& row : *due) {
    fmt::print("{:<9} {:<12} {}: {}\n", boost::describe::enum_to_string(row.state, ""),
               row.until ? FormatVietnamese(*row.until) : "–", row.agency_name,
               row.contact.name.value);
  }
  fmt::print("{} contact points to confirm\n", due->size());
  return 0;
}

}  // namespace lachan::app
