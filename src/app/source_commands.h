// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/settings.h"

namespace lachan::app {

// What `lachan sources …` does; exit status as in commands.h. All may run beside a server.

/// Each source with its state as the server noted it last (at most a minute ago). 1: one is silent.
int SourcesList(const Settings& settings);
/// One source, by id. \param id  As the list shows it.
int SourcesShow(const Settings& settings, std::int64_t id);
/// How a sender is set up, by its key; empty: the keys. `markdown`: docs/operations/senders.md.
int SourcesGuide(const Settings& settings, const std::string& sender, bool markdown);

}  // namespace lachan::app
