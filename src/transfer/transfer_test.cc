// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "register/registers.h"
#include "register/testing_register.h"
#include "sheets/xlsx_read.h"
#include "transfer/bulk.h"
#include "transfer/export.h"
#include "transfer/import.h"

namespace lachan::transfer {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class TransferTest : public ::testing::Test {
 protected:
  TransferTest() {
    registry::AddRegisters(registers_);
    Supplier supplier;
    supplier.agency_id = world_.health;
    supplier.name = "=cmd|' /C calc'!A0";
    supplier.contract_until = ParseDate("2027-01-31").value();
    supplier.has_remote_access = true;
    first_ = world_.Add(supplier).id.value;
    supplier.name = "Công ty Hai";
    second_ = world_.Add(supplier).id.value;
  }
  const journal::RegisterDefinition& suppliers() { return *registers_.FindByPath("suppliers"); }
  Result<ChangedRows> Change(const journal::Caller& caller, const BulkRequest& request) {
    return ChangeMany(*world_.store, caller, registers_, suppliers(), request);
  }

  registry::TestWorld world_;
  journal::Registers registers_;
  std::int64_t first_ = 0, second_ = 0;
};

TEST_F(TransferTest, CsvNeutralisesFormulas) {
  const auto csv = ExportCsv(*world_.Read(world_.analyst), *suppliers().entity, {});
  ASSERT_TRUE(csv.has_value());
  EXPECT_THAT(*csv, HasSubstr("'=cmd"));
}

TEST_F(TransferTest, AWorkbookIsForPeopleAndAsLongAsTheList) {
  const auto bytes = ExportXlsx(*world_.Read(world_.analyst), registers_, *suppliers().entity, {},
                                labels::Language::kVietnamese);
  ASSERT_TRUE(bytes.has_value());
  const auto table = sheets::ReadXlsx(*bytes).value();
  ASSERT_THAT(table.rows, SizeIs(3));
  EXPECT_THAT(table.rows[0].cells, ::testing::Contains("Tên nhà cung cấp"));
  EXPECT_THAT(table.rows[1].cells, ::testing::Contains("Sở Y tế"));
  EXPECT_THAT(table.rows[1].cells, ::testing::Contains("Có"));
  EXPECT_THAT(table.rows[1].cells, ::testing::Contains("2027-01-31"));
}

TEST_F(TransferTest, AnExportCanBeImportedAgain) {
  const auto bytes = ExportXlsx(*world_.Read(world_.analyst), registers_, *suppliers().entity, {},
                                labels::Language::kEnglish);
  AddRegisters(registers_);
  ImportService service({}, {*world_.store, registers_});
  const auto report = service.Run(world_.analyst, suppliers(), *bytes, {"x.xlsx"});
  ASSERT_TRUE(report.has_value()) << report.error().Text();
  EXPECT_EQ(report->duplicate, 2);
  EXPECT_EQ(report->rejected, 0);
}

TEST_F(TransferTest, OneFieldOfManyRowsWithWhatWasThere) {
  const auto answer = Change(world_.analyst, {.action = BulkAction::set,
                                              .query = journal::ListQuery{},
                                              .field = "has_remote_access",
                                              .value = false});
  ASSERT_TRUE(answer.has_value()) << answer.error().Text();
  EXPECT_EQ(answer->done, 2);
  EXPECT_EQ(answer->rows[0].before, boost::json::value(true));
  EXPECT_FALSE(world_.Stored<Supplier>(second_).has_remote_access);
  EXPECT_EQ(
      Change(world_.analyst,
             {.action = BulkAction::set, .ids = {first_}, .field = "service", .value = "nothing"})
          .error()
          .code(),
      ErrorCode::kInvalidInput);
}

TEST_F(TransferTest, ArchivingIsTakenBack) {
  EXPECT_EQ(Change(world_.analyst, {.ids = {first_, second_}})->done, 2);
  EXPECT_TRUE(world_.Stored<Supplier>(first_).archived.value);
  EXPECT_EQ(Change(world_.analyst, {.action = BulkAction::restore, .ids = {first_}})->done, 1);
  EXPECT_FALSE(world_.Stored<Supplier>(first_).archived.value);
}

TEST_F(TransferTest, EachRowStandsForItself) {
  const auto answer = Change(world_.ward_officer, {.ids = {first_, 999}});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->failed, 2);
  EXPECT_FALSE(world_.Stored<Supplier>(first_).archived.value);
}

}  // namespace
}  // namespace lachan::transfer
