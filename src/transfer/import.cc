// SPDX-License-Identifier: Apache-2.0
#include "transfer/import.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "schema/json.h"
#include "transfer/import_file.h"

namespace lachan::transfer {
namespace {

using schema::Record;

constexpr int kRounds = 12;

/// One import within one transaction.
class Run {
 public:
  Run(journal::Writer& writer, const journal::Caller& caller, const journal::Registers& registers,
      const journal::RegisterDefinition& definition, const ImportFile& file,
      const ImportRequest& request)
      : writer_(writer),
        caller_(caller),
        registers_(registers),
        definition_(definition),
        file_(file),
        request_(request),
        names_(writer, registers) {}

  /// Takes every row of the file but those in `left_out`.
  Status Take(const std::set<std::size_t>& left_out) {
    RowReader reader(definition_, file_.columns, names_, OwnAgency());
    LACHAN_TRY_DO(ReadStored());
    for (const auto& row : file_.rows) {
      std::vector<RowProblem> wrong;
      LACHAN_TRY(const auto ready, reader.Read(row, wrong));
      if (ready && !left_out.contains(row.line)) {
        LACHAN_TRY_DO(TakeRow(reader, row, *ready, wrong));
      } else if (ready) {
        rejected_.push_back(row.line);
      }
      if (wrong.empty()) continue;
      rejected_.push_back(row.line);
      std::ranges::move(wrong, std::back_inserter(problems_));
    }
    return {};
  }

  const std::vector<RowProblem>& problems() const { return problems_; }
  const std::vector<ImportedRow>& rows() const { return rows_; }
  std::size_t rejected() const { return rejected_.size(); }
  /// Rows that only the register's rules refused: what they wrote must be taken back.
  const std::set<std::size_t>& refused() const { return refused_; }

 private:
  std::int64_t OwnAgency() const {
    const auto& reach = caller_.reach;
    return !reach.everything && reach.agencies.size() == 1 ? reach.agencies.front().value : 0;
  }

  Status ReadStored() {
    journal::ListQuery query;
    query.limit = 1000;
    do {
      LACHAN_TRY(auto page, writer_.List(*definition_.entity, query));
      for (auto& record : page.rows) {
        auto key = KeyOf(definition_, record);
        stored_.emplace(std::move(key), std::move(record));
      }
      query.after = page.next;
    } while (!query.after.empty());
    return {};
  }

  Status TakeRow(RowReader& reader, const sheets::TableRow& row, const FileRow& ready,
                 std::vector<RowProblem>& wrong) {
    const auto [first, is_new] = lines_.emplace(ready.key, row.line);
    if (!is_new) {
      wrong.push_back(reader.ProblemAt(row, definition_.entity->title,
                                       fmt::format("same_as_line:{}", first->second)));
      return {};
    }
    const auto outcome = Write(ready);
    if (!outcome) refused_.insert(row.line);
    if (outcome) {
      rows_.push_back({static_cast<std::int64_t>(row.line), ready.title, *outcome});
      return {};
    }
    const Error& error = outcome.error();
    if (error.code() == ErrorCode::kUnavailable || error.code() == ErrorCode::kInternal ||
        error.code() == ErrorCode::kCorrupt) {
      return std::unexpected(error);
    }
    for (const auto& field : error.fields()) {
      wrong.push_back(reader.ProblemAt(row, field.name, field.message));
    }
    if (error.fields().empty()) wrong.push_back(reader.ProblemAt(row, "", error.message()));
    return {};
  }

  Result<RowOutcome> Write(const FileRow& ready) {
    const auto& entity = *definition_.entity;
    const auto found = stored_.find(ready.key);
    if (found == stored_.end()) {
      LACHAN_TRY(Record record,
                 schema::FromJson(entity, ready.body, schema::Intent::kCreate, entity.defaults));
      LACHAN_TRY_DO(
          journal::CreateRow(writer_, caller_, registers_, definition_, std::move(record)));
      return RowOutcome::created;
    }
    if (request_.existing == Existing::skip) return RowOutcome::duplicate;
    const Record& stored = found->second;
    LACHAN_TRY(Record row, schema::FromJson(entity, ready.body, schema::Intent::kChange, stored));
    if (row == stored) return RowOutcome::duplicate;
    LACHAN_TRY(const Record written, journal::ChangeRow(writer_, caller_, registers_, definition_,
                                                        stored, std::move(row)));
    // A rule may have set the row back to what it was.
    return written == stored ? RowOutcome::duplicate : RowOutcome::changed;
  }

  journal::Writer& writer_;
  const journal::Caller& caller_;
  const journal::Registers& registers_;
  const journal::RegisterDefinition& definition_;
  const ImportFile& file_;
  const ImportRequest& request_;
  Names names_;
  std::unordered_map<std::string, Record> stored_;
  std::unordered_map<std::string, std::size_t> lines_;  ///< Key → first line that has it.
  std::vector<RowProblem> problems_;
  std::vector<ImportedRow> rows_;
  std::vector<std::size_t> rejected_;
  std::set<std::size_t> refused_;
};

void CountRows(const std::vector<ImportedRow>& rows, ImportReport& report) {
  for (const auto& row : rows) {
    switch (row.outcome) {
      case RowOutcome::created:
        ++report.created;
        break;
      case RowOutcome::changed:
        ++report.changed;
        break;
      case RowOutcome::duplicate:
        ++report.duplicate;
        break;
      case RowOutcome::rejected:
        break;
    }
  }
}

void Fill(ImportReport& report, const Run& run, const std::vector<RowProblem>& refusals,
          const ImportService::Options& options) {
  CountRows(run.rows(), report);
  report.rejected = static_cast<std::int64_t>(run.rejected());
  report.problems = run.problems();
  report.problems.insert(report.problems.end(), refusals.begin(), refusals.end());
  std::ranges::stable_sort(report.problems, {}, &RowProblem::line);
  report.problems_cut = report.problems.size() > options.shown_problems;
  if (report.problems_cut) report.problems.resize(options.shown_problems);
  report.rows.assign(run.rows().begin(),
                     run.rows().begin() + static_cast<std::ptrdiff_t>(
                                              std::min(run.rows().size(), options.shown_rows)));
}

Result<std::int64_t> KeepReceipt(journal::Writer& writer, const journal::Caller& caller,
                                 const journal::RegisterDefinition& definition,
                                 const ImportReport& report, const ImportRequest& request,
                                 std::string_view bytes) {
  ImportReceipt receipt;
  if (!caller.reach.everything && !caller.reach.agencies.empty()) {
    receipt.agency_id.value = caller.reach.agencies.front();
  }
  receipt.register_path.value = std::string(definition.entity->path);
  receipt.file_name.value = Ellipsis(PrintableForLog(request.file_name, 240), 240);
  receipt.sha256.value = Sha256Hex(bytes);
  receipt.mode.value = request.mode;
  receipt.rows_read.value = report.read;
  receipt.created.value = report.created;
  receipt.changed.value = report.changed;
  receipt.duplicate.value = report.duplicate;
  receipt.rejected.value = report.rejected;
  receipt.imported_by.value = Ellipsis(caller.name, 200);
  receipt.problems.value = boost::json::serialize(schema::Encode(report.problems));
  LACHAN_TRY(const auto stored,
             journal::Insert(writer, receipt, {.kind = "import_receipt.created"}));
  return stored.id.value;
}

}  // namespace

Result<ImportReport> ImportService::Run(const journal::Caller& caller,
                                        const journal::RegisterDefinition& definition,
                                        std::string_view bytes, const ImportRequest& request) {
  if (!definition.is_creatable) {
    return Fail(ErrorCode::kUnsupported, "rows of {} are not made by people",
                definition.entity->path);
  }
  LACHAN_TRY(const ImportFile file,
             ReadImportFile(*definition.entity, NaturalKey(definition), bytes, request.columns,
                            caller.reach.everything, options_.limits));
  ImportReport base;
  base.sheet = file.sheet;
  base.columns = file.columns;
  base.missing = file.missing;
  base.read = static_cast<std::int64_t>(file.rows.size());
  if (!file.missing.empty()) return base;

  // A rule may refuse a row half way: once more without it, so that nothing of it stays.
  std::set<std::size_t> left_out;
  std::vector<RowProblem> refusals;
  for (int round = 0; round < kRounds; ++round) {
    ImportReport report = base;
    bool taken_back = false, again = false;
    const Status status = deps_.store.Change(caller, [&](journal::Writer& writer) -> Status {
      transfer::Run run(writer, caller, deps_.registers, definition, file, request);
      LACHAN_TRY_DO(run.Take(left_out));
      Fill(report, run, refusals, options_);
      for (const auto& field : file.lacking) {
        if (std::ranges::any_of(report.problems, [&](const auto& problem) {
              return problem.field == field && problem.message == "required";
            })) {
          report.missing.push_back(field);
        }
      }
      const bool has_good = report.created + report.changed + report.duplicate > 0;
      const bool may_leave_out = request.mode == ImportMode::good_rows && has_good;
      const bool keep = request.apply && (report.rejected == 0 || may_leave_out);
      again = keep && !run.refused().empty();
      if (again) {
        left_out.insert(run.refused().begin(), run.refused().end());
        std::ranges::copy_if(run.problems(), std::back_inserter(refusals), [&](const auto& p) {
          return run.refused().contains(static_cast<std::size_t>(p.line));
        });
      }
      taken_back = !keep || again;
      if (taken_back) return Fail(ErrorCode::kFailedPrecondition, "tried only");
      LACHAN_TRY(report.receipt, KeepReceipt(writer, caller, definition, report, request, bytes));
      return {};
    });
    if (again) continue;
    if (!status && !taken_back) return std::unexpected(status.error());
    report.applied = !taken_back;
    return report;
  }
  return Fail(ErrorCode::kFailedPrecondition,
              "the rows of this file depend on each other in too many ways: mend what is wrong and "
              "import it as a whole");
}

}  // namespace lachan::transfer
