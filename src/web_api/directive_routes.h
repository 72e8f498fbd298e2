// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "directive/compile.h"
#include "obligations/directive_texts.h"
#include "obligations/obligation_service.h"
#include "obligations/relief_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct DirectiveDeps {
  obligations::ObligationService& obligations;
  obligations::ReliefService& reliefs;
  obligations::DirectiveTexts& texts;
  journal::StateStore& store;
  const directive::Directive& directive;
  const Clock& clock;
  /// The files of the directive in force, for comparing another edition with it.
  std::function<Result<std::vector<directive::SourceText>>()> sources;
};

/// The directive clause by clause with its progress, its official text, other editions held against
/// it, and the steps of pauses and exemptions.
std::vector<web::Route> DirectiveRoutes(DirectiveDeps deps);

/// The instant that a day of the address means: its end; nothing for today or no day.
/// \error kInvalidInput  not yyyy-mm-dd.
Result<std::optional<Instant>> AsOf(const web::Request& request, const Clock& clock);

}  // namespace lachan::web_api
