// SPDX-License-Identifier: Apache-2.0
// That nothing was lost on the way: what each agency sent, and what became of it.
#include <algorithm>
#include <functional>
#include <map>

#include "register/entities.h"
#include "reports/entities.h"
#include "reports/sections.h"
#include "reports/vietnamese.h"

LACHAN_ENTITY_CODE(lachan::Document);

namespace lachan::reports {
namespace {

using documents::Align;
using documents::Table;

void Add(RecordAccount& sum, const RecordAccount& account) {
  sum.received += account.received;
  sum.stored += account.stored;
  sum.rejected += account.rejected;
  sum.duplicates += account.duplicates;
  sum.in_flight += account.in_flight;
}

RecordAccount Total(const std::vector<RecordAccount>& accounts) {
  RecordAccount total;
  for (const RecordAccount& account : accounts) Add(total, account);
  return total;
}

std::vector<documents::TableCell> RowOf(std::string number, std::string name,
                                        const RecordAccount& account, bool is_bold) {
  return Cells({std::move(number), std::move(name), Grouped(account.received),
                Grouped(account.stored), Grouped(account.rejected), Grouped(account.duplicates),
                Grouped(account.in_flight), Grouped(account.Difference())},
               is_bold);
}

}  // namespace

Result<std::vector<RecordAccount>> TakeAccounts(journal::Reader& reader,
                                                const CountRecords& count_records) {
  // As the sources are now; those out of use count as well.
  LACHAN_TRY(const auto sources, journal::ListAll<Source>(reader, {.with_archived = true}));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(reader, {.with_archived = true}));
  std::map<std::int64_t, std::int64_t> agency_of;
  for (const Source& source : sources) agency_of[source.id.value] = source.agency_id.value;
  std::map<std::int64_t, RecordAccount> by_agency;
  for (const auto& [source, account] : count_records()) {
    if (account.received == 0) continue;
    const auto agency = agency_of.find(source);
    RecordAccount& sum = by_agency[agency == agency_of.end() ? 0 : agency->second];
    if (agency != agency_of.end()) ++sum.sources;
    Add(sum, account);
  }
  for (const Agency& agency : agencies) {
    const auto found = by_agency.find(agency.id.value);
    if (found != by_agency.end()) found->second.agency = agency.name.value;
  }
  std::vector<RecordAccount> accounts;
  for (auto& [id, account] : by_agency) accounts.push_back(std::move(account));
  std::ranges::stable_sort(accounts, std::greater{}, &RecordAccount::received);
  return accounts;
}

std::string AccountSentence(const Figures& figures, std::string_view annex) {
  const auto difference = Total(*figures.accounts).Difference();
  return difference == 0
             ? fmt::format(
                   "Số bản ghi nhật ký đã nhận khớp với số đã lưu, từ chối, trùng và đang "
                   "xử lý của từng cơ quan, đơn vị, chênh lệch 0 ({}).",
                   annex)
             : fmt::format(
                   "Số bản ghi nhật ký đã nhận chênh lệch {} bản ghi, đang được kiểm tra "
                   "({}).",
                   InText(difference), annex);
}

Table AccountTable(const Figures& figures) {
  Table table;
  table.columns = {{"TT", 0.6, Align::centre},      {"Cơ quan, đơn vị", 3.2, Align::left},
                   {"Đã nhận", 1.3, Align::right},  {"Đã lưu", 1.3, Align::right},
                   {"Từ chối", 1.1, Align::right},  {"Trùng", 1, Align::right},
                   {"Đang xử lý", 1, Align::right}, {"Chênh lệch", 1, Align::right}};
  for (const RecordAccount& account : *figures.accounts) {
    table.rows.push_back(
        RowOf(std::to_string(table.rows.size() + 1),
              account.agency.empty() ? std::string("Máy gửi chưa khai báo") : Clean(account.agency),
              account, false));
  }
  table.rows.push_back(RowOf("", "Tổng cộng", Total(*figures.accounts), true));
  table.note =
      CutNote(figures) + " Số lũy kế. Đã nhận = đã lưu + từ chối (có lý do) + trùng + đang xử lý.";
  return table;
}

}  // namespace lachan::reports
