// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "incidents/public_report_service.h"
#include "journal/state_store.h"
#include "teams/board.h"
#include "teams/contacts.h"
#include "teams/roster.h"
#include "teams/text_formats.h"
#include "web/http.h"

namespace lachan::public_site {

struct Options {
  std::string province;       ///< "Tỉnh Thanh Hóa"
  std::string hotline;        ///< Empty: none is shown.
  bool is_demo = false;       ///< Marks every page.
  int reports_per_hour = 10;  ///< From one address; addresses are kept in memory only, as hashes.
  int lookups_per_hour = 60;  ///< From one address; a code has 60 bits.
  /// Of the settings, with the public base URL; the register fills what is empty.
  teams::CsirtProfile profile = {};
};

struct Deps {
  journal::StateStore& store;
  incidents::PublicReportService& reports;
  teams::Contacts& contacts;
  teams::Boards& boards;
  teams::RosterService& roster;
  const Clock& clock;
};

/// Pages for everybody, rendered here, that need no script: report an incident, follow it by its
/// code, the directory of contact points, security.txt (RFC 9116), the description of the team (RFC
/// 2350), confirmation of a contact point by link. Vietnamese; ?lang=en for English. Nothing about
/// the reporter but what is written in the form is kept or logged.
std::vector<web::Route> Routes(Options options, Deps deps);

}  // namespace lachan::public_site
