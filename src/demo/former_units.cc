// SPDX-License-Identifier: Apache-2.0
#include "demo/former_units.h"

#include "demo/names.h"
#include "register/structure.h"

namespace lachan::demo {
namespace {

using journal::Writer;

struct Idea {
  std::string_view code, name, host;
};
constexpr Idea kIdeas[] = {
    {"SKHDT", "Theo dõi dự án đầu tư công", "dautucong"},
    {"SNNPTNT", "Cơ sở dữ liệu đê điều, thủy lợi", "dedieu"},
    {"SGTVT", "Quản lý giấy phép vận tải", "vantai"},
    {"STNMT", "Quan trắc môi trường tự động", "quantrac"},
    {"STTTT", "Họp trực tuyến của tỉnh", "hop"},
    {"SLDTBXH", "Quản lý hồ sơ người có công", "nguoicocong"},
    {"BDT", "Cơ sở dữ liệu công tác dân tộc", "dantoc"},
    {"BTH", "Báo điện tử", "bao"},
    {"DPTTH", "Phát sóng và lưu trữ chương trình", "phatsong"},
};

System SystemOf(const Agency& unit, Random& random) {
  System system;
  system.agency_id = AgencyId{unit.id};
  system.name = fmt::format("Một cửa điện tử ({})", unit.short_name.value);
  std::string host = "motcua";
  for (const Idea& idea : kIdeas) {
    if (idea.code != unit.code.value) continue;
    system.name = std::string(idea.name);
    host = idea.host;
  }
  std::string label = unit.code.value;
  for (char& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  system.domain = fmt::format("{}.{}.thanhhoa.example", host, label);
  system.level = 2;
  system.state = SystemState::in_operation;
  system.users = random.Between(60, 900);
  system.in_operation_since = CivilDate{
      std::chrono::year{random.Between(2014, 2021)},
      std::chrono::month{static_cast<unsigned>(random.Between(1, 12))}, std::chrono::day{15}};
  return system;
}

Status StoreUnit(const RowMaker& rows, Writer& writer, const journal::Caller& caller,
                 Random& random, const Agency& unit, int number) {
  const System row = SystemOf(unit, random);
  const auto& definition = *rows.registers().Find("system");
  // Taken over as they run, as an import would: the gate is for new ones.
  const auto draft = definition.fact(journal::RowAction::kCreate, nullptr, schema::ToRecord(row));
  LACHAN_TRY(const System system, journal::Insert(writer, row, draft));
  AddressRange range;
  range.agency_id = AgencyId{unit.id};
  range.system_id = SystemId{system.id};
  range.network = fmt::format("10.40.{}.10/32", number);
  range.note = "Chuyển từ đơn vị cũ";
  LACHAN_TRY_DO(rows.Make(writer, caller, range));
  ContactPoint contact;
  contact.agency_id = AgencyId{unit.id};
  contact.name = PersonName(random);
  contact.role = ContactRole::technical;
  contact.position = fmt::format("Cán bộ kỹ thuật (nguyên {})", unit.short_name.value);
  contact.phone = fmt::format("0237 000 {:04}", 4000 + number);
  LACHAN_TRY_DO(rows.Make(writer, caller, contact));
  return {};
}

Status MustBeApplied(const Result<registry::StructureReceipt>& receipt) {
  if (!receipt) return std::unexpected(receipt.error());
  if (receipt->applied) return {};
  const auto& first = receipt->problems.front();
  return Fail(ErrorCode::kInvalidInput, "list of {}, line {}: {}", first.list, first.line,
              first.text);
}

}  // namespace

Status TellFormerUnits(const RowMaker& rows, const journal::Caller& caller, const Clock& clock,
                       std::uint64_t seed, std::string_view units_csv,
                       std::string_view reorganisations_csv, Province& province) {
  Random random(seed ^ 0x2022);  // Its own, so that the rest of the story stays as it is.
  registry::Reorganiser reorganiser({rows.store(), rows.registers(), clock});
  const registry::StructureDeps deps{rows.store(), rows.registers(), reorganiser};
  LACHAN_TRY_DO(MustBeApplied(registry::LoadStructure(deps, caller, units_csv, "", true)));
  journal::ListQuery query;
  query.filters = {{"id", journal::Filter::Op::kGreater, {province.agencies.back().row.id.value}}};
  std::vector<Agency> units;
  {
    LACHAN_TRY(const auto reader, rows.store().OpenReader(caller));
    LACHAN_TRY(units, journal::ListAll<Agency>(*reader, query));
  }
  const auto stored = rows.store().Change(caller, [&](Writer& writer) -> Status {
    int number = 0;
    for (const Agency& unit : units) {
      LACHAN_TRY_DO(StoreUnit(rows, writer, caller, random, unit, ++number), unit.name.value);
    }
    return {};
  });
  if (!stored) return stored;
  LACHAN_TRY_DO(
      MustBeApplied(registry::LoadStructure(deps, caller, "", reorganisations_csv, true)));
  LACHAN_TRY(const auto reader, rows.store().OpenReader(caller));
  query.filters = {{"id", journal::Filter::Op::kGreater, {province.systems.back().row.id.value}}};
  LACHAN_TRY(const auto systems, journal::ListAll<System>(*reader, query));
  for (const System& system : systems) {
    for (std::size_t i = 0; i < province.agencies.size(); ++i) {
      if (province.agencies[i].row.id.value != system.agency_id.value) continue;
      province.agencies[i].systems.push_back(province.systems.size());
      province.systems.push_back({system, i, "", false});
    }
  }
  return {};
}

}  // namespace lachan::demo
