// SPDX-License-Identifier: Apache-2.0
/// \file
/// Events and tables as the lines of a file.
#pragma once

#include <string>
#include <vector>

#include "core/event.h"
#include "events/event_store.h"
#include "searches/entities.h"

namespace lachan::searches {

/// Columns of an export that does not say which.
std::vector<std::string> DefaultColumns();

/// A column as a query names it: one of every event ("time", "host", "raw", …), or a field. Several
/// values are joined by "; ".
std::string CellOf(const Event& event, const std::string& column);

/// The heading of a CSV file, with the mark by which spreadsheets know UTF-8; empty for NDJSON.
std::string Heading(ExportFormat format, const std::vector<std::string>& columns);
/// One event. NDJSON: all of it, or an object of `columns` when `is_chosen`. A cell of CSV that a
/// spreadsheet would run as a formula is made harmless (formats/csv.h).
std::string LineOf(ExportFormat format, const Event& event, const std::vector<std::string>& columns,
                   bool is_chosen);
std::string LineOf(ExportFormat format, const std::vector<std::string>& row,
                   const std::vector<std::string>& columns);

}  // namespace lachan::searches
