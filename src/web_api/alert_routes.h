// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "alerts/alert_service.h"
#include "detect/rule_set.h"
#include "journal/state_store.h"
#include "web/http.h"

namespace lachan::web_api {

/// A detection rule as the API shows it.
struct RuleView {
  std::string id, title, description, author, status, logsource, path, text;
  Level level = Level::medium;
  std::vector<std::string> tags, references, falsepositives;
  std::int64_t hits_30d = 0;
};
BOOST_DESCRIBE_STRUCT(RuleView, (),
                      (id, title, description, author, status, logsource, path, text, level, tags,
                       references, falsepositives, hits_30d))

RuleView View(const detect::RuleInfo& rule);

/// The rule set in force; never null.
using CurrentRules = std::function<std::shared_ptr<const detect::RuleSet>()>;

struct AlertDeps {
  journal::StateStore& store;
  alerts::AlertService& alerts;
  CurrentRules rules;
};

/// Triage: summary, detail, take, dismiss, reopen, escalate, bulk. The list is a register's.
std::vector<web::Route> AlertRoutes(AlertDeps deps);

}  // namespace lachan::web_api
