// SPDX-License-Identifier: Apache-2.0
#include "app/structure_commands.h"

#include <boost/describe/enum_to_string.hpp>

#include "app/files.h"
#include "app/platform.h"
#include "register/as_of.h"
#include "register/structure.h"
#include "register/tenure.h"

namespace lachan::app {
namespace {

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

Result<std::string> TextOf(const std::string& path) {
  if (path.empty()) return std::string();
  return ReadFile(path);
}

void Print(const registry::StructureReceipt& receipt) {
  for (const auto& line : receipt.lines) {
    if (line.action == "present") continue;
    fmt::print("{:<16} {:>5}  {:<10} {}\n", line.list, line.line, line.action, line.what);
  }
  for (const auto& line : receipt.problems) {
    fmt::print("{:<16} {:>5}  {}: {}\n{:25}{}; {}\n", line.list, line.line, line.action, line.what,
               "", line.text, line.hint);
  }
  fmt::print("\n{} agencies made, {} reorganisations, {} rows passed, {} there already, {} wrong\n",
             receipt.created, receipt.reorganised, receipt.moved, receipt.present,
             receipt.problem_count);
  if (receipt.applied) {
    fmt::print("Loaded.\n");
  } else if (receipt.problem_count > 0) {
    fmt::print("Nothing was written. Correct the rows above and load again.\n");
  } else {
    fmt::print("Nothing was written: this was a trial. Add --apply to load.\n");
  }
}

Result<registry::StructureReceipt> Load(const Settings& settings, const StructureRequest& request) {
  LACHAN_TRY(const auto agencies, TextOf(request.agencies));
  LACHAN_TRY(const auto reorganisations, TextOf(request.reorganisations));
  LACHAN_TRY(const auto foundation, OpenFoundation(settings));
  registry::Reorganiser reorganiser({*foundation->state, foundation->registers, foundation->clock});
  return registry::LoadStructure({*foundation->state, foundation->registers, reorganiser},
                                 journal::Caller::System("command line"), agencies, reorganisations,
                                 request.apply);
}

/// The state for reading, and the day asked for.
struct Reading {
  SystemClock clock;
  journal::Registers registers;
  std::unique_ptr<journal::StateStore> state;
  std::unique_ptr<journal::Reader> reader;
  CivilDate day{};
};
Result<std::unique_ptr<Reading>> OpenReading(const Settings& settings,
                                             const StructureRequest& request) {
  auto reading = std::make_unique<Reading>();
  reading->registers = MakeRegisters(reading->clock);
  LACHAN_TRY(reading->state, OpenStateUnlocked(settings, reading->registers, reading->clock));
  LACHAN_TRY(reading->reader, reading->state->OpenReader(journal::Caller::System("command line")));
  reading->day = CivilDateAt(reading->clock.Now());
  if (!request.date.empty()) {
    LACHAN_TRY(reading->day, ParseDate(request.date), "--date");
  }
  return reading;
}

std::string SpanText(const registry::OwnerSpan& span) {
  return fmt::format("{} – {}", span.from ? FormatDate(*span.from) : "…",
                     span.to ? FormatDate(*span.to) : "…");
}

Status PrintOwner(const Settings& settings, const StructureRequest& request) {
  LACHAN_TRY(const auto reading, OpenReading(settings, request));
  auto& reader = *reading->reader;
  LACHAN_TRY(const auto system, journal::Get<System>(reader, request.system));
  LACHAN_TRY(const auto owners, registry::OwnersOf(reader, SystemId{request.system}));
  const auto& answer = registry::OwnerOn(owners, reading->day);
  fmt::print("{} ({})\n", system.name.value, FormatDate(reading->day));
  for (const auto& span : owners) {
    LACHAN_TRY(const auto agency, journal::Get<Agency>(reader, span.agency.value));
    fmt::print("{} {:<25} {:<12} {}\n", &span == &answer ? "→" : " ", SpanText(span),
               agency.code.value, agency.name.value);
  }
  return {};
}

}  // namespace

int StructureLoad(const Settings& settings, const StructureRequest& request) {
  const auto receipt = Load(settings, request);
  if (!receipt) return Report(receipt.error());
  Print(*receipt);
  return receipt->problem_count > 0 ? 1 : 0;
}

int StructureAgencies(const Settings& settings, const StructureRequest& request) {
  const auto reading = OpenReading(settings, request);
  if (!reading) return Report(reading.error());
  const auto rows = registry::AgenciesOn(*(*reading)->reader, (*reading)->day);
  if (!rows) return Report(rows.error());
  for (const auto& [agency, later] : *rows) {
    fmt::print("{:<12} {:<11} {}{}\n", agency.code.value,
               boost::describe::enum_to_string(agency.kind, ""), agency.name.value,
               later ? " *" : "");
  }
  fmt::print("\n{} on {} (* entered into the register afterwards)\n", rows->size(),
             FormatDate((*reading)->day));
  return 0;
}

int StructureOwner(const Settings& settings, const StructureRequest& request) {
  const auto done = PrintOwner(settings, request);
  return done ? 0 : Report(done.error());
}

}  // namespace lachan::app
