// SPDX-License-Identifier: Apache-2.0
#include "app/team_stage.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "app/files.h"
#include "app/platform.h"
#include "app/version.h"
#include "base/hash.h"

namespace lachan::app {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t kKeyBytes = 32;

/// The key behind confirmation links; who has it can make links.
Result<Secret<std::string>> LinkKey(const std::string& folder) {
  const std::string path = folder + "/contact_links";
  if (fs::exists(path)) {
    LACHAN_TRY(auto key, ReadFile(path));
    if (key.size() != kKeyBytes) {
      return Fail(ErrorCode::kCorrupt,
                  "{} has {} bytes, not {}: remove it to have a new one made "
                  "(links that were sent become void)",
                  path, key.size(), kKeyBytes);
    }
    return Secret<std::string>(std::move(key));
  }
  std::error_code error;
  fs::create_directories(folder, error);
  const std::string key = RandomBytes(kKeyBytes);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool done =
      file >= 0 && ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size());
  done = done && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (done) return Secret<std::string>(key);
  fs::remove(path, error);
  return Fail(ErrorCode::kUnavailable, "cannot write {}", path);
}

teams::CsirtProfile ProfileOf(const Settings& settings, const std::string& public_url) {
  teams::CsirtProfile profile;
  profile.base_url = public_url;
  profile.name = settings.Text("csirt.name");
  profile.short_name = settings.Text("csirt.short_name");
  profile.address = settings.Text("csirt.address");
  profile.key_url = settings.Text("csirt.key_url");
  profile.hours = settings.Text("csirt.hours");
  profile.constituency = settings.Text("csirt.constituency");
  profile.authority = settings.Text("csirt.authority");
  return profile;
}

teams::Boards::Options BoardOptions(const Settings& settings, const teams::ContactRules& rules) {
  teams::Boards::Options boards;
  boards.province_experts = static_cast<int>(settings.Number("teams.province_experts"));
  boards.agency_experts = static_cast<int>(settings.Number("teams.agency_experts"));
  boards.certificate_warning_days =
      static_cast<int>(settings.Number("teams.certificate_warning_days"));
  boards.rules = rules;
  return boards;
}

teams::CheckRunner::Options RunnerOptions(const Settings& settings) {
  teams::CheckRunner::Options checks;
  checks.is_enabled = settings.Flag("contacts.check");
  checks.interval = std::chrono::hours(24 * settings.Number("contacts.check_days"));
  checks.checker = CheckerOptions(settings);
  return checks;
}

}  // namespace

std::string PublicUrl(const Settings& settings) {
  std::string url = settings.Text("http.public_url");
  if (url.empty()) {
    const bool is_tls = !settings.Text("http.tls_certificate").empty();
    url = fmt::format("{}://{}", is_tls ? "https" : "http", settings.Text("http.address"));
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Result<teams::ContactRules> ContactRulesOf(const Settings& settings) {
  teams::ContactRules rules;
  rules.confirm_months = static_cast<int>(settings.Number("contacts.confirm_months"));
  rules.due_days = static_cast<int>(settings.Number("contacts.due_days"));
  rules.link_days = static_cast<int>(settings.Number("contacts.link_days"));
  const std::pair<const char*, std::vector<ContactRole>*> lists[] = {
      {"contacts.roles_department", &rules.department},
      {"contacts.roles_commune", &rules.commune},
      {"contacts.roles_enterprise", &rules.enterprise},
      {"contacts.roles_other", &rules.other},
      {"contacts.roles_coordinator", &rules.coordinator}};
  for (const auto& [key, roles] : lists) {
    for (const auto& name : settings.List(key)) {
      LACHAN_TRY(const auto role, teams::ParseContactRole(name),
                 fmt::format("reading setting {}", key));
      roles->push_back(role);
    }
  }
  return rules;
}

teams::ContactChecker::Options CheckerOptions(const Settings& settings) {
  teams::ContactChecker::Options options;
  options.domains = settings.List("contacts.check_domains");
  options.any_port = settings.Flag("contacts.check_loopback");
  options.pause = std::chrono::seconds(settings.Number("contacts.check_pause_seconds"));
  return options;
}

page_fetch::CurlPageFetcher::Options FetcherOptions(const Settings& settings) {
  page_fetch::CurlPageFetcher::Options options;
  options.user_agent =
      fmt::format("lachan/{} (contact check; +{}/rfc2350)", kVersion, PublicUrl(settings));
  options.allow_loopback = settings.Flag("contacts.check_loopback");
  return options;
}

TeamStage::TeamStage(const Settings& settings, const teams::ContactRules& rules,
                     Secret<std::string> link_key, journal::StateStore& store, const Clock& clock,
                     std::function<bool()> is_ours)
    : contacts({rules, std::move(link_key)}, {store, clock}),
      boards(BoardOptions(settings, rules), {store, clock}),
      roster({.horizon_days = static_cast<int>(settings.Number("roster.horizon_days"))},
             {store, clock}),
      fetcher(FetcherOptions(settings)),
      checks(RunnerOptions(settings), {store, fetcher, clock, std::move(is_ours)}),
      public_url(PublicUrl(settings)),
      profile(ProfileOf(settings, public_url)) {}

Result<std::unique_ptr<TeamStage>> OpenTeams(const Settings& settings, const DataFolder& data,
                                             journal::StateStore& store, const Clock& clock,
                                             std::function<bool()> is_ours) {
  LACHAN_TRY(const auto rules, ContactRulesOf(settings));
  LACHAN_TRY(auto key, LinkKey(SharedPath(settings, data, "keys")),
             "making the key of the confirmation links");
  return std::make_unique<TeamStage>(settings, rules, std::move(key), store, clock,
                                     std::move(is_ours));
}

}  // namespace lachan::app
