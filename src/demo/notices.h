// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "demo/chronicle.h"
#include "demo/province.h"

namespace lachan::demo {

/// Mails of the last weeks as the delivery ledger shows them; none of them ever left the machine.
void TellMails(journal::StateStore& store, const Province& province, Chronicle& chronicle,
               Random& random, const Clock& clock);

}  // namespace lachan::demo
