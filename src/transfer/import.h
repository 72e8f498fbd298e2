// SPDX-License-Identifier: Apache-2.0
/// \file
/// Any register filled from a CSV file or a workbook, with a receipt. Nothing is half done: a file
/// is taken as a whole, or not at all, or without the rows somebody agreed to leave out.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "journal/registers.h"
#include "sheets/xlsx_read.h"
#include "transfer/columns.h"
#include "transfer/entities.h"
#include "transfer/import_rows.h"

namespace lachan::transfer {

/// What to do with a row that is on the register already.
BOOST_DEFINE_ENUM_CLASS(Existing, update, skip)
BOOST_DEFINE_ENUM_CLASS(RowOutcome, created, changed, duplicate, rejected)

struct ImportRequest {
  std::string file_name = {};
  std::map<std::size_t, std::string> columns = {};  ///< Field by column, as chosen by a person.
  Existing existing = Existing::update;
  ImportMode mode = ImportMode::all_or_nothing;
  bool apply = false;  ///< False: everything is tried and taken back.
};

struct ImportedRow {
  std::int64_t line = 0;
  std::string title;
  RowOutcome outcome = RowOutcome::created;
};
BOOST_DESCRIBE_STRUCT(ImportedRow, (), (line, title, outcome))

struct ImportReport {
  std::string sheet;  ///< Name of the workbook's sheet; empty for CSV.
  std::vector<FileColumn> columns;
  std::vector<std::string> missing;  ///< Fields that a row needs and that have no column.
  std::int64_t read = 0, created = 0, changed = 0, duplicate = 0, rejected = 0;
  std::vector<RowProblem> problems;  ///< In order of lines.
  bool problems_cut = false;         ///< There are more than the report holds.
  std::vector<ImportedRow> rows;     ///< The first ones, for a look.
  bool applied = false;
  std::int64_t receipt = 0;  ///< Its id when applied.
};
BOOST_DESCRIBE_STRUCT(ImportReport, (),
                      (sheet, columns, missing, read, created, changed, duplicate, rejected,
                       problems, problems_cut, rows, applied, receipt))

/// Purpose      Imports into registers.
/// Concurrency  Thread-safe.
class ImportService {
 public:
  struct Options {
    sheets::ReadLimits limits = {};
    std::size_t shown_rows = 200;  ///< Of a report.
    std::size_t shown_problems = 2'000;
  };
  struct Deps {
    journal::StateStore& store;
    const journal::Registers& registers;
  };
  ImportService(Options options, Deps deps) : options_(options), deps_(deps) {}

  /// Reads the file and tries every row in one transaction with all rules of the register. It is
  /// kept when `apply` is set and no row is wrong, or the mode leaves wrong rows out; a receipt is
  /// kept with it. Otherwise nothing is.
  /// \error kInvalidInput  the file cannot be read, has no headings we know, or `columns` names a
  ///   field that is none.
  /// \error kExhausted     beyond a limit.
  /// \error kUnsupported   people do not add to this register.
  Result<ImportReport> Run(const journal::Caller& caller,
                           const journal::RegisterDefinition& definition, std::string_view bytes,
                           const ImportRequest& request);

 private:
  Options options_;
  Deps deps_;
};

/// A workbook to be filled in: headings, drop-downs, and a sheet that explains each column. Names
/// that can be referred to are those within the caller's reach.
Result<std::string> TemplateOf(journal::Reader& reader, const journal::Registers& registers,
                               const journal::RegisterDefinition& definition,
                               labels::Language language);

/// The receipt as a workbook: figures, and the rows left out with what was wrong.
Result<std::string> ReceiptFile(const ImportReceipt& receipt, const journal::Registers& registers,
                                labels::Language language);

void AddRegisters(journal::Registers& registers);

}  // namespace lachan::transfer
