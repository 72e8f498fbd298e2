// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the tests of this module share: a world with owners of addresses, and reports.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "findings/finding_service.h"
#include "findings/scan_entities.h"
#include "ledgers/entities.h"
#include "ledgers/registers.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::findings {

class MemoryFiles final : public assurance::EvidenceStore {
 public:
  Result<std::string> Put(std::string_view bytes) override {
    auto name = fmt::format("{:064x}", std::hash<std::string_view>{}(bytes));
    files[name] = bytes;
    return name;
  }
  Result<std::string> Get(std::string_view name) override {
    const auto found = files.find(std::string(name));
    if (found == files.end()) return Fail(ErrorCode::kNotFound, "none");
    return found->second;
  }
  Status Check() override { return {}; }
  std::map<std::string, std::string> files;
};

/// One line of Nuclei.
struct Line {
  std::string host = "yte.example.vn", plugin = "CVE-2021-44228", severity = "critical",
              vector = {}, at = "2026-11-22T08:00:00Z";
  std::string Text() const {
    return fmt::format(
        R"({{"template-id":"{}","info":{{"name":"{}","severity":"{}","classification":{{"cvss-metrics":"{}"}}}},"host":"https://{}","matched-at":"https://{}/","timestamp":"{}"}})"
        "\n",
        plugin, plugin, severity, vector, host, host, at);
  }
};
inline constexpr const char* kAll = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
inline constexpr const char* kReads = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N";

class FindingsTest : public testing::Test {
 protected:
  FindingsTest() {
    registry::AddRegisters(registers_);
    assurance::AddRegisters(registers_, world_.clock);
    ledgers::AddRegisters(registers_, world_.clock);
    AddRegisters(registers_, world_.clock);
    hosts_["yte.example.vn"] = {world_.health, world_.health_system};
    hosts_["dongson.example.vn"] = {world_.ward, world_.ward_system};
    hosts_["10.1.0.5"] = {world_.health, world_.health_system};
    leader_ = {AccountId{14}, "Nguyễn Lãnh Đạo", journal::Reach::Everything()};
  }

  FindingImport Import(const std::string& text, bool is_full = false, bool is_evidence = false) {
    return ImportAs(world_.analyst, text, is_full, is_evidence);
  }
  FindingImport ImportAs(const journal::Caller& caller, const std::string& text,
                         bool is_full = false, bool is_evidence = false) {
    ImportRequest request;
    request.file_name = "report.jsonl";
    request.bytes = text;
    request.is_full = is_full;
    request.is_evidence = is_evidence;
    auto receipt = service_.Import(caller, request);
    EXPECT_TRUE(receipt) << receipt.error().Text();
    return receipt ? *receipt : FindingImport{};
  }
  std::vector<Finding> All(const journal::Caller& caller) {
    return journal::ListAll<Finding>(*world_.Read(caller)).value();
  }
  Finding Only() {
    const auto all = All(world_.analyst);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Finding{} : all.front();
  }
  Result<Finding> Act(const journal::Caller& caller, std::int64_t id, FindingAction action,
                      std::string note = "đã làm") {
    ActionRequest request{.action = action, .note = std::move(note)};
    return service_.Act(caller, id, request);
  }

  registry::TestWorld world_;
  journal::Registers registers_;
  MemoryFiles files_;
  std::map<std::string, pipeline::Owner> hosts_;
  journal::Caller leader_;
  assurance::AssuranceService assurance_{{}, {*world_.store, files_}};
  FindingService service_{{},
                          {*world_.store, registers_, assurance_, files_, world_.clock,
                           [this](const std::string& address, const std::string& host) {
                             auto at = hosts_.find(address);
                             if (at == hosts_.end()) at = hosts_.find(host);
                             return at == hosts_.end() ? pipeline::Owner{} : at->second;
                           }}};
};

}  // namespace lachan::findings
