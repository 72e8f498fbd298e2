// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "demo/chronicle.h"
#include "demo/province.h"
#include "directive/directive.h"
#include "obligations/relief_service.h"

namespace lachan::demo {

/// Who holds which office since when, our sentences in place of the official text, and some duties
/// that were paused or exempted on a made-up basis.
/// \param proposer, decider  Two persons.
void TellOffices(const RowMaker& rows, const Province& province, Chronicle& chronicle,
                 const directive::Directive& directive, obligations::ReliefService& reliefs,
                 const journal::Caller& proposer, const journal::Caller& decider);

}  // namespace lachan::demo
