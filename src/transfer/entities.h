// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// What became of rows that cannot be taken: nothing was written unless none was, or only they were
/// left out, because somebody asked for that.
BOOST_DEFINE_ENUM_CLASS(ImportMode, all_or_nothing, good_rows)

/// The receipt of an import: what a file held and what came of it.
struct ImportReceipt : schema::Row {
  schema::Computed<AgencyId> agency_id;  ///< Whose import; none when it was made for the province.
  schema::Computed<schema::Line<0, 80>> register_path;
  schema::Computed<schema::Line<0, 255>> file_name;
  schema::Computed<schema::Line<0, 64>> sha256;  ///< Of the file.
  schema::Computed<ImportMode> mode;
  schema::Computed<std::int64_t> rows_read, created, changed, duplicate, rejected;
  schema::Computed<schema::Line<0, 200>> imported_by;
  schema::Computed<schema::Json> problems;  ///< Rows left out: what was wrong with them.
};
BOOST_DESCRIBE_STRUCT(ImportReceipt, (schema::Row),
                      (agency_id, register_path, file_name, sha256, mode, rows_read, created,
                       changed, duplicate, rejected, imported_by, problems))
template <>
inline constexpr schema::Naming schema::kNaming<ImportReceipt>{.name = "import_receipt",
                                                               .path = "import-receipts",
                                                               .tenancy = Tenancy::kAgency,
                                                               .title = "file_name"};
LACHAN_ENTITY(ImportReceipt);

}  // namespace lachan
