// SPDX-License-Identifier: Apache-2.0
/// \file
/// The publication checker: visits the page where an agency should show its contact, and keeps what
/// it saw as evidence.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contact_page/html_text.h"
#include "core/time.h"
#include "journal/state_store.h"
#include "teams/entities.h"
#include "teams/page_fetcher.h"

namespace lachan::teams {

/// Whether `text` (of a page) shows the contact; fills outcome, finds, excerpt and what is missing.
/// A phone or mobile number counts as the phone. Pure.
ContactCheck JudgePage(std::string_view text, const ContactPoint& contact);

struct CheckCounts {
  std::int64_t checked = 0, found = 0, partly = 0, missing = 0, unreachable = 0, refused = 0;
  void Count(CheckOutcome outcome);
};

/// Purpose      Visits pages politely: one request at a time, robots.txt obeyed, only hosts of the
///              register and the setting's domains, each redirect judged anew.
/// Facts        Per agency: "contact.published" when every published contact of it was found;
///              "contact.missing" when one is not to be seen that was before. A page that does not
///              come, or shows half of a contact, says neither.
/// Concurrency  One run at a time.
class ContactChecker {
 public:
  struct Options {
    std::vector<std::string> domains;  ///< Allowed besides those of the register.
    bool any_port = false;             ///< Else 80 and 443. For tests.
    int redirects = 5;
    std::chrono::milliseconds pause{1000};  ///< Between two requests to one host.
    contact_page::HtmlLimits html = {};
  };
  struct Deps {
    journal::StateStore& store;
    PageFetcher& fetcher;
    const Clock& clock;
    /// Waits; false = stop now.
    std::function<bool(std::chrono::milliseconds)> wait;
  };
  struct Selection {
    AgencyId agency = {};                   ///< 0 = all within reach.
    std::optional<Instant> not_since = {};  ///< Only contacts without a visit since then.
  };
  /// Called after every visit: how many of how many are done.
  using Progress = std::function<void(const ContactCheck&, std::int64_t done, std::int64_t total)>;

  ContactChecker(Options options, Deps deps);

  /// Visits the pages of the published contacts and writes rows and facts on behalf of `caller`, an
  /// agency at a time.
  /// \error kUnavailable  stopped; what was visited by then is kept.
  Result<CheckCounts> Run(const journal::Caller& caller, const Selection& selection,
                          const Progress& progress);

 private:
  struct Target {
    ContactPoint contact;
    std::string page;  ///< Address as registered; may be empty.
  };
  using Targets = std::map<std::int64_t, std::vector<Target>>;  // by agency
  struct Page {
    std::string url, text, sha256, problem;
    int status = 0;
    bool is_refused = false;
  };

  Result<Targets> Collect(const journal::Caller& caller, const Selection& selection);
  Result<ContactCheck> Visit(const Target& target);
  Result<Page> Load(const std::string& address);
  Result<Page> LoadFollowing(contact_page::PageUrl url);
  Result<std::optional<std::string>> RobotsOf(const contact_page::PageUrl& url);
  /// Why the address may not be visited; empty when it may.
  std::string Objection(const contact_page::PageUrl& url) const;
  Result<FetchedPage> Fetch(const contact_page::PageUrl& url);
  Status Keep(const journal::Caller& caller, AgencyId agency, std::vector<ContactCheck>& checks);

  Options options_;
  Deps deps_;
  std::set<std::string> allowed_;
  std::map<std::string, Page> pages_;                         // of this run, by address
  std::map<std::string, std::optional<std::string>> robots_;  // by site; absent = not to be read
  std::string last_host_;
};

}  // namespace lachan::teams
