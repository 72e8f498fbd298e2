// SPDX-License-Identifier: Apache-2.0
/// \file
/// Teams, contact points and the publication checker, made from the settings.
#pragma once

#include <memory>
#include <string>

#include "app/settings.h"
#include "base/result.h"
#include "journal/state_store.h"
#include "page_fetch/curl_page_fetcher.h"
#include "teams/board.h"
#include "teams/check_runner.h"
#include "teams/contacts.h"
#include "teams/roster.h"
#include "teams/text_formats.h"

namespace lachan::app {

class DataFolder;

/// "https://attt.thanhhoa.gov.vn": where people reach the public site, without a last slash.
std::string PublicUrl(const Settings& settings);

struct TeamStage {
  TeamStage(const Settings& settings, const teams::ContactRules& rules,
            Secret<std::string> link_key, journal::StateStore& store, const Clock& clock,
            std::function<bool()> is_ours);

  teams::Contacts contacts;
  teams::Boards boards;
  teams::RosterService roster;
  page_fetch::CurlPageFetcher fetcher;
  teams::CheckRunner checks;  ///< Not started yet.
  std::string public_url;
  /// What the settings say for RFC 2350; empty where they say nothing.
  teams::CsirtProfile profile;
};

/// \error kInvalidInput  a setting names a role that there is not.
Result<teams::ContactRules> ContactRulesOf(const Settings& settings);
teams::ContactChecker::Options CheckerOptions(const Settings& settings);
page_fetch::CurlPageFetcher::Options FetcherOptions(const Settings& settings);

/// Makes the key of the confirmation links at first.
/// \error kUnavailable  the key cannot be written.
/// \error kCorrupt      the key file has another size.
Result<std::unique_ptr<TeamStage>> OpenTeams(const Settings& settings, const DataFolder& data,
                                             journal::StateStore& store, const Clock& clock,
                                             std::function<bool()> is_ours);

}  // namespace lachan::app
