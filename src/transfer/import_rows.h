// SPDX-License-Identifier: Apache-2.0
/// \file
/// From the rows of a file to the bodies that a register takes. Internal to the module.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/registers.h"
#include "sheets/xlsx_read.h"
#include "transfer/columns.h"
#include "transfer/names.h"

namespace lachan::transfer {

/// What is wrong with one cell, or with a row as a whole (`field` empty).
struct RowProblem {
  std::int64_t line = 0;
  std::string column;   ///< Heading in the file.
  std::string field;    ///< Of the register.
  std::string value;    ///< What stood there.
  std::string message;  ///< Key with its number ("too_long:200"), or a text of a rule.
};
BOOST_DESCRIBE_STRUCT(RowProblem, (), (line, column, field, value, message))

/// A row of the file, ready for the register.
struct FileRow {
  std::size_t line = 0;
  boost::json::object body;  ///< Fields that the row gives.
  std::string key;           ///< What names it; empty when that is not all there.
  std::string title;         ///< For people.
};

/// Fields that name a row of the register.
std::vector<std::string_view> NaturalKey(const journal::RegisterDefinition& definition);
/// The key of a stored row.
std::string KeyOf(const journal::RegisterDefinition& definition, const schema::Record& record);

/// Purpose  Turns rows into bodies; problems are kept with line, column and value.
class RowReader {
 public:
  /// `own_agency` fills an agency that the file does not give; 0 = none.
  RowReader(const journal::RegisterDefinition& definition, const std::vector<FileColumn>& columns,
            Names& names, std::int64_t own_agency)
      : definition_(definition), columns_(columns), names_(names), own_agency_(own_agency) {}

  /// Nothing when the row cannot be read; `problems` says why.
  Result<std::optional<FileRow>> Read(const sheets::TableRow& row,
                                      std::vector<RowProblem>& problems);
  /// A problem that the register found, at the column it is about.
  RowProblem ProblemAt(const sheets::TableRow& row, std::string_view field,
                       std::string message) const;

 private:
  Status Take(const sheets::TableRow& row, const FileColumn& column, FileRow& out,
              std::vector<RowProblem>& problems);
  Status TakeOwner(FileRow& out);
  /// The text of a cell as the JSON of its field; the error is the key of a message.
  Result<boost::json::value> Value(const schema::FieldInfo& field, std::string_view text);
  const journal::RegisterDefinition& definition_;
  const std::vector<FileColumn>& columns_;
  Names& names_;
  std::int64_t own_agency_;
  /// By field: what people may write for a choice, without accents → the choice.
  std::map<std::string_view, std::map<std::string, std::string_view>> choices_;
};

}  // namespace lachan::transfer
