// SPDX-License-Identifier: Apache-2.0
// What an import costs: 5,000 systems of 190 agencies from a workbook, tried and taken, in a store
// on disk that makes every commit durable; and the same file again.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "assurance/assurance_service.h"
#include "register/entities.h"
#include "register/registers.h"
#include "sheets/xlsx_write.h"
#include "state_sql/open.h"
#include "transfer/export.h"
#include "transfer/import.h"

namespace {

using namespace lachan;

constexpr int kAgencies = 190;
constexpr int kSystems = 5'000;

class SetClock final : public Clock {
 public:
  Instant Now() const override { return ParseInstant("2026-11-23T08:00:00+07:00").value(); }
};

journal::Caller Everyone() { return journal::Caller::System("bench"); }

template <class F>
void Time(const char* what, F&& run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  const auto took = std::chrono::steady_clock::now() - start;
  fmt::print("{:<52} {:>8.1f} ms\n", what, std::chrono::duration<double, std::milli>(took).count());
}

std::string Workbook() {
  sheets::Sheet sheet{"Hệ thống",
                      {{"Cơ quan chủ quản"},
                       {"Tên hệ thống"},
                       {"Cấp độ"},
                       {"Giai đoạn"},
                       {"Tên miền"},
                       {"Mục đích"},
                       {"Số người dùng"}}};
  for (int i = 1; i <= kSystems; ++i) {
    sheet.rows.push_back({fmt::format("A{}", i % kAgencies + 1), fmt::format("Hệ thống số {}", i),
                          std::to_string(i % 3 + 1), "Đang chuẩn bị",
                          fmt::format("s{}.example.vn", i), "Giải quyết công việc của đơn vị",
                          std::to_string(i % 700)});
  }
  return sheets::WriteXlsx({sheet}).value();
}

void Run(const std::string& folder) {
  SetClock clock;
  journal::Registers registers;
  registry::AddRegisters(registers);
  assurance::AddRegisters(registers, clock);
  transfer::AddRegisters(registers);
  auto store = state_sql::OpenStateStore({.target = folder + "/state.db"}, clock).value();
  const auto filled = store->Change(Everyone(), [](journal::Writer& writer) -> Status {
    for (int i = 1; i <= kAgencies; ++i) {
      Agency agency;
      agency.code = fmt::format("A{}", i);
      agency.name = fmt::format("Cơ quan {}", i);
      LACHAN_TRY_DO(journal::Insert(writer, agency, {.kind = "agency.created"}));
    }
    return {};
  });
  if (!filled) fmt::print("{}\n", filled.error().Text());
  const std::string file = Workbook();
  fmt::print("{} systems, {} bytes\n", kSystems, file.size());
  transfer::ImportService service({}, {*store, registers});
  const auto& systems = *registers.FindByPath("systems");
  const auto import = [&](bool apply) {
    const auto report =
        service.Run(Everyone(), systems, file, {.file_name = "x.xlsx", .apply = apply});
    if (!report) return fmt::print("{}\n", report.error().Text());
    fmt::print("  read {}, created {}, changed {}, duplicate {}, rejected {}\n", report->read,
               report->created, report->changed, report->duplicate, report->rejected);
  };
  Time("read the workbook", [&] { (void)sheets::ReadXlsx(file); });
  Time("try the import", [&] { import(false); });
  Time("import", [&] { import(true); });
  Time("import the same file again", [&] { import(true); });
  Time("export as a workbook", [&] {
    const auto reader = store->OpenReader(Everyone()).value();
    (void)transfer::ExportXlsx(*reader, registers, *systems.entity, {},
                               labels::Language::kVietnamese);
  });
}

}  // namespace

int main() {
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("import_bench_{}", ::getpid());
  std::filesystem::create_directories(folder);
  Run(folder.string());
  std::filesystem::remove_all(folder);
  return 0;
}
