// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "alerts/alert_service.h"
#include "directive/directive.h"
#include "incidents/incident_service.h"
#include "incidents/public_report_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct IncidentDeps {
  journal::StateStore& store;
  incidents::IncidentService& incidents;
  incidents::PublicReportService& reports;
  alerts::AlertService& alerts;
  const directive::Directive& directive;
  const Clock& clock;
};

/// Incidents beyond the register: detail with legal clocks, notices, status, tasks, notes; and what
/// becomes of public reports.
std::vector<web::Route> IncidentRoutes(IncidentDeps deps);

}  // namespace lachan::web_api
