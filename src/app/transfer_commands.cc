// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/files.h"
#include "app/platform.h"
#include "labels/labels.h"
#include "transfer/export.h"
#include "transfer/import.h"

namespace lachan::app {
namespace {

journal::Caller CommandLine() { return journal::Caller::System("command line"); }

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

const journal::RegisterDefinition* Find(const journal::Registers& registers,
                                        const std::string& path) {
  const auto* definition = registers.FindByPath(path);
  if (definition != nullptr) return definition;
  fmt::print(stderr, "lachan: there is no register '{}'; there are:", path);
  for (const auto& one : registers.all()) fmt::print(stderr, " {}", one.entity->path);
  fmt::print(stderr, "\n");
  return nullptr;
}

void Print(const transfer::ImportReport& report, const schema::EntityInfo& entity) {
  constexpr auto kLanguage = labels::Language::kEnglish;
  for (const auto& column : report.columns) {
    if (column.field.empty()) fmt::print("left out  column '{}'\n", column.heading);
  }
  for (const auto& field : report.missing) {
    fmt::print("missing   column for {} ({})\n", field,
               labels::FieldLabel(entity.name, field, kLanguage));
  }
  for (const auto& problem : report.problems) {
    fmt::print("line {:<5} {}{}: {}\n", problem.line,
               problem.column.empty() ? problem.field : problem.column,
               problem.value.empty() ? "" : fmt::format(" '{}'", problem.value),
               labels::MessageText(problem.message, kLanguage));
  }
  fmt::print("read {}, created {}, changed {}, duplicate {}, rejected {}\n", report.read,
             report.created, report.changed, report.duplicate, report.rejected);
  if (report.applied) {
    fmt::print("taken; receipt {}\n", report.receipt);
  } else {
    fmt::print("nothing was written\n");
  }
}

}  // namespace

int ImportRows(const Settings& settings, const ImportOrder& order) {
  auto foundation = OpenFoundation(settings);
  if (!foundation) return Report(foundation.error());
  const auto* definition = Find((*foundation)->registers, order.path);
  if (definition == nullptr) return 2;
  const auto bytes = ReadFile(order.file);
  if (!bytes) return Report(bytes.error());
  transfer::ImportService service({}, {*(*foundation)->state, (*foundation)->registers});
  transfer::ImportRequest request;
  request.file_name = order.file.substr(order.file.rfind('/') + 1);
  request.apply = order.apply;
  if (order.good_rows) request.mode = ImportMode::good_rows;
  if (order.skip) request.existing = transfer::Existing::skip;
  const auto report = service.Run(CommandLine(), *definition, *bytes, request);
  if (!report) return Report(report.error());
  Print(*report, *definition->entity);
  return report->applied || (!order.apply && report->rejected == 0 && report->missing.empty()) ? 0
                                                                                               : 1;
}

int ExportRows(const Settings& settings, const ImportOrder& order) {
  SystemClock clock;
  const auto registers = MakeRegisters(clock);
  const auto* definition = Find(registers, order.path);
  if (definition == nullptr) return 2;
  const auto store = OpenStateUnlocked(settings, registers, clock);
  if (!store) return Report(store.error());
  const auto reader = (*store)->OpenReader(CommandLine());
  if (!reader) return Report(reader.error());
  const bool as_workbook = order.file.ends_with(".xlsx");
  const auto bytes = as_workbook ? transfer::ExportXlsx(**reader, registers, *definition->entity,
                                                        {}, labels::Language::kVietnamese)
                                 : transfer::ExportCsv(**reader, *definition->entity, {});
  if (!bytes) return Report(bytes.error());
  std::FILE* const out = order.file == "-" ? stdout : std::fopen(order.file.c_str(), "wb");
  if (out == nullptr) {
    return Report(Error(ErrorCode::kUnavailable, fmt::format("cannot write {}", order.file)));
  }
  const bool written = std::fwrite(bytes->data(), 1, bytes->size(), out) == bytes->size();
  const bool closed = out == stdout ? std::fflush(out) == 0 : std::fclose(out) == 0;
  if (written && closed) return 0;
  return Report(Error(ErrorCode::kUnavailable, fmt::format("cannot write {}", order.file)));
}

}  // namespace lachan::app
