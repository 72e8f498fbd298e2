// SPDX-License-Identifier: Apache-2.0
/// \file
/// Columns of a register's files: what people fill in, and which heading means which field.
#pragma once

#include <boost/describe/class.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "labels/labels.h"
#include "schema/entity.h"

namespace lachan::transfer {

/// Indices of the fields that a file may set: neither the machine's nor secrets.
std::vector<std::size_t> WritableFields(const schema::EntityInfo& entity);

/// A column of a file. `field` is empty when the heading says nothing to us.
struct FileColumn {
  std::int64_t index = 0;  ///< From 0.
  std::string heading, field;
};
BOOST_DESCRIBE_STRUCT(FileColumn, (), (index, heading, field))

/// Which field each heading means: its name, or its name for people in either language; accents,
/// case and "*" make no difference. A field is taken by the first column that means it.
/// \param chosen  Field by column index, as a person decided; "" leaves the column out.
std::vector<FileColumn> MatchColumns(const schema::EntityInfo& entity,
                                     const std::vector<std::string>& headings,
                                     const std::map<std::size_t, std::string>& chosen);

/// What may stand in a field, in words: "dd/mm/yyyy", "1–5", "Có / Không".
std::string FieldHint(const schema::EntityInfo& entity, const schema::FieldInfo& field,
                      labels::Language language);

}  // namespace lachan::transfer
