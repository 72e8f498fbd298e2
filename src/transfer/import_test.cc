// SPDX-License-Identifier: Apache-2.0
#include "transfer/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assurance/assurance_service.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "sheets/xlsx_write.h"

namespace lachan::transfer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ImportTest : public ::testing::Test {
 protected:
  ImportTest() {
    registry::AddRegisters(registers_);
    assurance::AddRegisters(registers_, world_.clock);
    AddRegisters(registers_);
  }

  Result<ImportReport> Import(const char* path, const std::string& file, ImportRequest request = {},
                              const journal::Caller* caller = nullptr) {
    request.file_name = "tep.csv";
    return service_.Run(caller == nullptr ? world_.analyst : *caller, *registers_.FindByPath(path),
                        file, request);
  }
  /// Kept unless something is wrong.
  Result<ImportReport> Apply(const char* path, const std::string& file,
                             ImportMode mode = ImportMode::all_or_nothing,
                             const journal::Caller* caller = nullptr) {
    return Import(path, file, {.mode = mode, .apply = true}, caller);
  }
  std::vector<System> Systems() {
    return journal::ListAll<System>(*world_.Read(world_.analyst)).value();
  }
  std::int64_t Receipts() {
    return world_.Read(world_.analyst)->Count(schema::Describe<ImportReceipt>(), {}).value();
  }

  registry::TestWorld world_;
  journal::Registers registers_;
  ImportService service_{{}, {*world_.store, registers_}};
};

constexpr const char* kGood =
    "Cơ quan chủ quản,Tên hệ thống,Cấp độ,Giai đoạn\n"
    "SYT,Quản lý khám chữa bệnh,3,Đang chuẩn bị\n"
    "xã đông sơn,Một cửa điện tử,2,planned\n";

TEST_F(ImportTest, AFileIsTriedBeforeItIsTaken) {
  const auto tried = Import("systems", kGood);
  ASSERT_TRUE(tried.has_value()) << tried.error().Text();
  EXPECT_THAT(tried->problems, IsEmpty())
      << tried->problems[0].message << tried->problems[0].column;
  EXPECT_EQ(tried->read, 2);
  EXPECT_EQ(tried->created, 2);
  EXPECT_FALSE(tried->applied);
  EXPECT_THAT(Systems(), SizeIs(2));  // Those of the world only.
  EXPECT_EQ(Receipts(), 0);
}

TEST_F(ImportTest, WhatIsAppliedIsThereWithFactsAndReceipt) {
  const auto report = Apply("systems", kGood);
  ASSERT_TRUE(report.has_value()) << report.error().Text();
  EXPECT_TRUE(report->applied);
  const auto systems = Systems();
  ASSERT_THAT(systems, SizeIs(4));
  EXPECT_EQ(systems[2].name.value, "Quản lý khám chữa bệnh");
  EXPECT_EQ(systems[2].agency_id, world_.health);
  EXPECT_EQ(systems[3].agency_id, world_.ward);
  EXPECT_THAT(world_.Facts("system.registered"), SizeIs(2));
  const auto receipt = world_.Stored<ImportReceipt>(report->receipt);
  EXPECT_EQ(receipt.created.value, 2);
  EXPECT_EQ(receipt.register_path.value.value, "systems");
  EXPECT_EQ(receipt.imported_by.value.value, "Phạm Cường");
}

TEST_F(ImportTest, TheSameFileTwiceIsAllDuplicates) {
  ASSERT_TRUE(Apply("systems", kGood));
  const auto again = Apply("systems", kGood);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->duplicate, 2);
  EXPECT_EQ(again->created, 0);
  EXPECT_THAT(Systems(), SizeIs(4));
}

TEST_F(ImportTest, ARowThatIsThereIsChangedOrSkipped) {
  ASSERT_TRUE(Apply("systems", kGood));
  const std::string other = "name,agency_id,users\nQuản lý khám chữa bệnh,SYT,1 200\n";
  const auto skipped = Import("systems", other, {.existing = Existing::skip, .apply = true});
  EXPECT_EQ(skipped->duplicate, 1);
  const auto changed = Apply("systems", other);
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->changed, 1);
  EXPECT_EQ(Systems()[2].users.value, 1200);
  EXPECT_EQ(Systems()[2].level.value, 3);  // What the file does not say stays.
}

TEST_F(ImportTest, EveryErrorIsNamedByLineAndColumn) {
  const auto report =
      Import("systems",
             "Cơ quan chủ quản,Tên hệ thống,Cấp độ,Trực tuyến ngày,in_operation_since\n"
             "SYT,A,9,x,31/02/2026\n"
             "Không có,B,1,,\n"
             "SYT,,1,,\n"
             "SYT,C,1,,\n"
             "SYT,C,2,,\n");
  ASSERT_TRUE(report.has_value());
  std::vector<std::string> found;
  for (const auto& p : report->problems) {
    found.push_back(fmt::format("{}|{}|{}", p.line, p.field, p.message));
  }
  EXPECT_THAT(found,
              ElementsAre("2|in_operation_since|not_a_date", "2|level|too_large:5",
                          "3|agency_id|no_such_name", "4|name|required", "6|name|same_as_line:5"));
  EXPECT_EQ(report->rejected, 4);
  EXPECT_EQ(report->columns[3].field, "");  // Named, and left out.
  EXPECT_EQ(report->columns[4].field, "in_operation_since");
}

TEST_F(ImportTest, NothingIsTakenWhileALineIsWrong) {
  const std::string file = std::string(kGood) + "SYT,Sai,8,planned\n";
  const auto report = Apply("systems", file);
  ASSERT_TRUE(report.has_value());
  EXPECT_FALSE(report->applied);
  EXPECT_EQ(report->rejected, 1);
  EXPECT_THAT(Systems(), SizeIs(2));
  EXPECT_EQ(Receipts(), 0);
}

TEST_F(ImportTest, OnlyTheGoodRowsWhenSomebodySaysSo) {
  const std::string file = std::string(kGood) + "SYT,Sai,8,planned\n";
  const auto report = Apply("systems", file, ImportMode::good_rows);
  ASSERT_TRUE(report.has_value());
  EXPECT_TRUE(report->applied);
  EXPECT_THAT(Systems(), SizeIs(4));
  const auto receipt = world_.Stored<ImportReceipt>(report->receipt);
  EXPECT_EQ(receipt.rejected.value, 1);
  EXPECT_TRUE(receipt.problems.value.value.contains("too_large:5")) << receipt.problems.value.value;
}

TEST_F(ImportTest, RulesOfTheRegisterHoldForFiles) {
  // In operation without an assessment (1.a).
  const std::string file = std::string(kGood) + "SYT,Chưa đánh giá,2,Đang vận hành\n";
  const auto refused = Apply("systems", file);
  ASSERT_TRUE(refused.has_value());
  EXPECT_FALSE(refused->applied);
  ASSERT_THAT(refused->problems, SizeIs(1));
  const auto good = Apply("systems", file, ImportMode::good_rows);
  ASSERT_TRUE(good.has_value()) << good.error().Text();
  EXPECT_TRUE(good->applied);
  EXPECT_EQ(good->rejected, 1);
  EXPECT_EQ(good->created, 2);
  EXPECT_THAT(good->problems, SizeIs(1));
}

TEST_F(ImportTest, AnOfficerStaysWithinTheAgency) {
  const auto& officer = world_.health_officer;
  // Without a column the rows are the officer's own.
  const auto own =
      Apply("systems", "name,level\nLịch trực,2\n", ImportMode::all_or_nothing, &officer);
  ASSERT_TRUE(own.has_value()) << own.error().Text();
  EXPECT_EQ(Systems()[2].agency_id, world_.health);
  EXPECT_EQ(world_.Stored<ImportReceipt>(own->receipt).agency_id.value, world_.health);
  const auto other = Apply("systems", kGood, ImportMode::all_or_nothing, &officer);
  ASSERT_TRUE(other.has_value());
  EXPECT_FALSE(other->applied);
  EXPECT_THAT(Systems(), SizeIs(3));
}

TEST_F(ImportTest, AWorkbookIsTakenLikeCsv) {
  const auto bytes = sheets::WriteXlsx({{"Hệ thống",
                                         {{"Tên hệ thống *"},
                                          {"Cơ quan chủ quản *"},
                                          {"Vận hành từ ngày", sheets::CellKind::kDay},
                                          {"Cấp độ"}},
                                         {{"=SUM(A1)", "Sở Y tế", "2024-05-01", "1"}}}});
  const auto report = Apply("systems", bytes.value());
  ASSERT_TRUE(report.has_value()) << report.error().Text();
  EXPECT_TRUE(report->applied) << report->problems[0].message;
  EXPECT_EQ(Systems()[2].name.value, "=SUM(A1)");
}

TEST_F(ImportTest, NetworksAreTheSameInAnySpelling) {
  ASSERT_TRUE(Apply("address-ranges", "agency_id,network\nSYT,10.1.2.0/24\n"));
  EXPECT_EQ(Apply("address-ranges", "agency_id,network\nSYT,10.1.2.7/24\n")->duplicate, 1);
}

TEST_F(ImportTest, ColumnsCanBeChosen) {
  const auto report = Import("systems", "a,b,Tên hệ thống,level\nSYT,Cổng,x,1\n",
                             {.columns = {{0, "agency_id"}, {1, "name"}, {2, ""}}, .apply = true});
  ASSERT_TRUE(report.has_value());
  EXPECT_TRUE(report->applied);
  EXPECT_EQ(Systems()[2].name.value, "Cổng");
  EXPECT_EQ(Import("systems", "a\nx\n", {.columns = {{0, "id"}}}).error().code(),
            ErrorCode::kInvalidInput);
}

TEST_F(ImportTest, MissingColumnsAreSaid) {
  const auto report = Apply("systems", "Cấp độ\n3\n");
  ASSERT_TRUE(report.has_value());
  EXPECT_THAT(report->missing, ElementsAre("agency_id", "name"));
  EXPECT_FALSE(report->applied);
  EXPECT_EQ(Import("systems", "").error().code(), ErrorCode::kInvalidInput);
}

TEST_F(ImportTest, WhatOnlyANewRowNeedsIsAskedOfNewRows) {
  const auto report = Import("agencies", "code,head\nSYT,Ông Mẫu\nMOI,Bà Mẫu\n");
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->changed, 1);
  EXPECT_THAT(report->missing, ::testing::Contains("name"));
  ASSERT_FALSE(report->problems.empty());
  EXPECT_EQ(report->problems[0].line, 3);
}

TEST_F(ImportTest, TheTemplateCanBeFilledInAndTaken) {
  auto bytes = TemplateOf(*world_.Read(world_.analyst), registers_,
                          *registers_.FindByPath("suppliers"), labels::Language::kVietnamese);
  ASSERT_TRUE(bytes.has_value());
  const auto report = Import("suppliers", *bytes);
  ASSERT_TRUE(report.has_value()) << report.error().Text();
  EXPECT_THAT(report->missing, IsEmpty());
  for (const auto& column : report->columns) EXPECT_NE(column.field, "") << column.heading;
}

TEST_F(ImportTest, WhatOnlyServicesMakeIsNotImported) {
  EXPECT_EQ(Import("evidence-files", "a\n1\n").error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace lachan::transfer
