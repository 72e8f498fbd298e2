// SPDX-License-Identifier: Apache-2.0
/// \file
/// Alerts of rules that watch clause 1.e are breaches of it until somebody says otherwise. Internal
/// to the module. docs/formats/facts.md has the kinds.
#pragma once

#include "alerts/alert.h"
#include "core/time.h"
#include "journal/state_store.h"

namespace lachan::alerts {

/// Notes `network.breach` at the alert's first detection.
Status NoteBreach(journal::Writer& writer, const Alert& alert);
/// Notes that the breach of a dismissed alert was none (`fact.withdrawn`) or, when it was real but
/// harmless, that it is settled (`network.breach_closed`).
Status SettleBreach(journal::Writer& writer, const Alert& alert, DismissReason reason);
/// Notes `network.breach_closed`.
Status CloseBreach(journal::Writer& writer, const Alert& alert);

}  // namespace lachan::alerts
