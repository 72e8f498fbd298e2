// SPDX-License-Identifier: Apache-2.0
// The text cases of tests/directives, and the gate that every obligation has all of them.
#include <gtest/gtest.h>

#include <algorithm>

#include "directive/compile.h"
#include "directive/testing_cases.h"
#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

const Directive& Shipped() {
  static const auto* directive =
      new Directive(*CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value);
  return *directive;
}

const CaseReport& Report() {
  static const auto* report = [] {
    auto* filled = new CaseReport;
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(SourceRoot() / "tests/directives/vn-thanh-hoa-2022")) {
      files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const auto& file : files) {
      if (file.extension() != ".case") {
        filled->failures.push_back(file.filename().string() + ": stray file");
        continue;
      }
      const std::string stem = file.stem().string();
      if (stem != "incident_clocks" && Shipped().FindObligation(stem) == nullptr) {
        filled->failures.push_back(stem + ".case: no such obligation");
      }
      RunCaseFile(Shipped(), file, *filled);
    }
    return filled;
  }();
  return *report;
}

TEST(DirectiveCases, AllHold) {
  for (const std::string& failure : Report().failures) ADD_FAILURE() << failure;
  EXPECT_GT(Report().cases, 200);
}

TEST(DirectiveCases, EveryObligationHasAllCases) {
  for (const Obligation& obligation : Shipped().obligations) {
    const auto at = Report().names.find(obligation.id);
    ASSERT_NE(at, Report().names.end()) << obligation.id << " has no cases";
    for (const char* name : {"met", "late", "not_applicable", "second_before", "second_after"}) {
      EXPECT_TRUE(at->second.contains(name)) << obligation.id << " lacks the case " << name;
    }
  }
}

TEST(DirectiveCases, EveryClockIsSpokenOf) {
  for (const IncidentClockRule& clock : Shipped().incidents.clocks) {
    EXPECT_TRUE(Report().names.contains(clock.code)) << clock.code;
  }
}

/// The runner must be able to fail.
TEST(CaseRunner, ReportsWhatIsWrong) {
  const auto path = std::filesystem::temp_directory_path() / "lachan_directive_bad.case";
  {
    std::ofstream file(path);
    file << "agency 1 code=SYT kind=department\n"
            "case empty\n"
            "case wrong\n"
            "now 2026-11-23\n"
            "expect OB-16 met agency=1\n"
            "expect OB-99 met\n"
            "fact no.such.fact at=2026-01-01\n"
            "nonsense here\n";
  }
  CaseReport report;
  RunCaseFile(Shipped(), path, report);
  std::filesystem::remove(path);
  std::string all;
  for (const std::string& failure : report.failures) all += failure + "\n";
  for (const char* part : {"expects nothing", "expected met, got overdue", "unknown part OB-99",
                           "unknown fact", "unknown line"}) {
    EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
  }
}

}  // namespace
}  // namespace lachan::directive
