// SPDX-License-Identifier: Apache-2.0
#include "demo/province.h"

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"
#include "demo/levels.h"
#include "demo/names.h"
#include "formats/csv.h"

namespace lachan::demo {
namespace {

using journal::Caller;
using journal::Writer;

constexpr std::string_view kRoot = "thanhhoa.example";

Result<AgencyKind> ParseKind(std::string_view word) {
  if (word == "department") return AgencyKind::department;
  if (word == "commune") return AgencyKind::commune;
  if (word == "enterprise") return AgencyKind::enterprise;
  if (word == "media") return AgencyKind::media;
  if (word == "force") return AgencyKind::force;
  return Fail(ErrorCode::kInvalidInput, "unknown kind of agency '{}'", word);
}

Result<AgencyEntry> ReadRow(const formats::CsvRow& row) {
  if (row.size() != 6) return Fail(ErrorCode::kInvalidInput, "a row has 6 columns");
  AgencyEntry entry;
  entry.row.code = row[0];
  LACHAN_TRY(entry.row.kind, ParseKind(row[1]));
  entry.row.name = row[2];
  entry.slug = row[3];
  LACHAN_TRY(entry.row.valid_from, ParseDate(row[4]));
  entry.row.is_coordinator = row[5] == "yes";
  return entry;
}

/// Spreads diligence evenly over the agencies of a kind, in an order of chance.
void SpreadDiligence(Province& province, AgencyKind kind, Random& random) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < province.agencies.size(); ++i) {
    if (province.agencies[i].row.kind == kind) order.push_back(i);
  }
  random.Shuffle(order);
  const auto count = static_cast<double>(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    province.agencies[order[i]].diligence = 0.04 + 0.95 * (static_cast<double>(i) + 0.5) / count;
  }
}

System NewSystem(const AgencyEntry& agency, std::string name, std::string host, int level) {
  System system;
  system.agency_id = agency.id();
  system.name = std::move(name);
  system.domain = fmt::format("{}.{}.{}", host, agency.slug, kRoot);
  system.level = level;
  system.state = SystemState::in_operation;
  return system;
}

/// The systems of an agency, without ids.
std::vector<System> SystemsOf(const AgencyEntry& agency, Random& random) {
  std::vector<System> systems;
  const bool is_commune = agency.row.kind == AgencyKind::commune;
  if (agency.row.kind == AgencyKind::enterprise) return systems;
  auto site = NewSystem(agency, "Trang thông tin điện tử", "www", is_commune ? 1 : 2);
  site.is_public = true;
  systems.push_back(std::move(site));
  if (!is_commune || random.Chance(0.45)) {
    systems.push_back(NewSystem(agency, "Mạng nội bộ và máy trạm", "lan", is_commune ? 1 : 2));
  }
  if (agency.row.kind == AgencyKind::department) {
    systems.push_back(NewSystem(agency, "Phần mềm kế toán, tài sản", "ketoan", 1));
  }
  for (const auto& idea : SystemIdeas()) {
    if (idea.agency != agency.row.code.value) continue;
    auto system = NewSystem(agency, std::string(idea.name), std::string(idea.host), idea.level);
    system.is_shared = idea.is_shared;
    system.is_public = idea.is_public;
    systems.push_back(std::move(system));
  }
  for (auto& system : systems) {
    system.users = is_commune ? random.Between(8, 60) : random.Between(40, 4000);
    const int year = agency.row.kind == AgencyKind::commune ? 2025 : random.Between(2016, 2024);
    const int month = year == 2025 ? random.Between(7, 9) : random.Between(1, 12);
    system.in_operation_since =
        CivilDate{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                  std::chrono::day{static_cast<unsigned>(random.Between(1, 28))}};
    DescribeSystem(system, is_commune);
  }
  return systems;
}

Agency WithDetails(AgencyEntry& entry, Random& random, int number) {
  Agency agency = entry.row;
  entry.officer = PersonName(random);
  agency.head = PersonName(random);
  agency.phone = fmt::format("0237 000 {:04}", 1000 + number);
  agency.email = fmt::format("vanthu@{}.{}", entry.slug, kRoot);
  agency.website = fmt::format("https://www.{}.{}", entry.slug, kRoot);
  agency.address = fmt::format("Số {} Đường Mẫu, tỉnh Thanh Hóa", random.Between(1, 300));
  return agency;
}

class Builder {
 public:
  Builder(const RowMaker& rows, const Caller& caller, Random& random, CivilDate today,
          Province& province)
      : rows_(rows), caller_(caller), random_(random), today_(today), province_(province) {}

  Status Build(const std::string& http_token) {
    for (std::size_t i = 0; i < province_.agencies.size(); ++i) {
      LACHAN_TRY_DO(
          rows_.store().Change(caller_, [&](Writer& writer) { return StoreAgency(writer, i); }));
    }
    return rows_.store().Change(caller_,
                                [&](Writer& writer) { return StoreSources(writer, http_token); });
  }

 private:
  Status StoreAgency(Writer& writer, std::size_t index) {
    auto& entry = province_.agencies[index];
    LACHAN_TRY(entry.row,
               rows_.Make(writer, caller_, WithDetails(entry, random_, static_cast<int>(index))));
    const bool is_commune = entry.row.kind == AgencyKind::commune;
    entry.subnet = fmt::format("10.{}.{}.", is_commune ? 39 : 38,
                               is_commune ? ++communes_ : static_cast<int>(index) + 1);
    AddressRange range;
    range.agency_id = entry.id();
    range.network = entry.subnet + "0/24";
    range.note = "Mạng truyền số liệu chuyên dùng";
    LACHAN_TRY_DO(rows_.Make(writer, caller_, range));
    for (auto& system : SystemsOf(entry, random_)) {
      LACHAN_TRY_DO(StoreSystem(writer, entry, index, std::move(system)), entry.row.name.value);
    }
    LACHAN_TRY_DO(StoreContacts(writer, entry, static_cast<int>(index)));
    return StoreSuppliers(writer, entry);
  }

  /// The register's gate asks for an assessment before operation. These run since long ago, so they
  /// are taken over as they are, as an import would.
  Status StoreSystem(Writer& writer, AgencyEntry& entry, std::size_t index, System row) {
    SystemEntry system;
    system.agency = index;
    system.address = row.is_shared ? fmt::format("10.99.0.{}", ++shared_)
                                   : fmt::format("{}{}", entry.subnet, 10 + entry.systems.size());
    const auto& definition = *rows_.registers().Find("system");
    const auto draft = definition.fact(journal::RowAction::kCreate, nullptr, schema::ToRecord(row));
    LACHAN_TRY(system.row, journal::Insert(writer, row, draft));
    AddressRange range;
    range.agency_id = entry.id();
    range.system_id = SystemId{system.row.id};
    range.network = system.address + "/32";
    LACHAN_TRY_DO(rows_.Make(writer, caller_, range));
    if (row.is_public && public_ < 90 && !entry.slug.empty()) {
      range.network = fmt::format("203.0.113.{}/32", 160 + public_++);
      range.note = "Địa chỉ Internet";
      LACHAN_TRY_DO(rows_.Make(writer, caller_, range));
    }
    entry.systems.push_back(province_.systems.size());
    province_.systems.push_back(std::move(system));
    return {};
  }

  Status StoreContacts(Writer& writer, AgencyEntry& entry, int number) {
    ContactPoint contact;
    contact.agency_id = entry.id();
    contact.name = entry.officer;
    contact.role = ContactRole::focal_point;
    contact.position = "Cán bộ đầu mối an toàn thông tin";
    contact.phone = fmt::format("0237 000 {:04}", 2000 + number);
    contact.mobile = fmt::format("0900 000 {:03}", number);
    contact.email = fmt::format("{}@{}.{}", LoginOf(entry.officer), entry.slug, kRoot);
    contact.is_published = random_.Chance(0.35 + 0.65 * entry.diligence);
    if (contact.is_published) {
      contact.published_at = fmt::format("https://www.{}.{}/lien-he", entry.slug, kRoot);
    }
    LACHAN_TRY_DO(rows_.Make(writer, caller_, contact));
    LACHAN_TRY_DO(StoreDesk(writer, entry, contact, number));
    if (!entry.row.is_coordinator) return {};
    contact.name = "Đường dây nóng ứng cứu sự cố 24/24";
    contact.role = ContactRole::hotline;
    contact.position = "";
    contact.phone = "0237 000 0113";
    contact.mobile = "";
    contact.email = fmt::format("ungcuu@{}", kRoot);
    contact.is_published = true;
    contact.published_at = fmt::format("https://phananh.{}.{}", entry.slug, kRoot);
    LACHAN_TRY_DO(rows_.Make(writer, caller_, contact));
    return {};
  }

  /// The desk that takes incidents: diligent agencies have one, enterprises a line around the
  /// clock.
  Status StoreDesk(Writer& writer, const AgencyEntry& entry, ContactPoint contact, int number) {
    const bool is_enterprise = entry.row.kind == AgencyKind::enterprise;
    if (entry.diligence < 0.4 || (!entry.IsUnit() && !is_enterprise)) return {};
    contact.name = is_enterprise ? "Bộ phận tiếp nhận sự cố" : "Tổ ứng cứu sự cố";
    contact.role = ContactRole::incident_team;
    contact.position = "";
    contact.phone = fmt::format("0237 000 {:04}", 3000 + number);
    contact.mobile = "";
    contact.email = fmt::format("ungcuu@{}.{}", entry.slug, kRoot);
    LACHAN_TRY_DO(rows_.Make(writer, caller_, contact));
    if (!is_enterprise) return {};
    contact.name = "Trực 24/24";
    contact.role = ContactRole::hotline;
    contact.phone = fmt::format("0237 000 {:04}", 4000 + number);
    LACHAN_TRY_DO(rows_.Make(writer, caller_, contact));
    return {};
  }

  Status StoreSuppliers(Writer& writer, const AgencyEntry& entry) {
    if (entry.row.kind == AgencyKind::enterprise) return {};
    const int count =
        entry.row.kind == AgencyKind::commune ? random_.Between(0, 1) : random_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      Supplier supplier;
      const auto names = SupplierNames();
      supplier.agency_id = entry.id();
      supplier.name = std::string(names[random_.Next() % names.size()]);
      supplier.service = random_.Of(kServices);
      supplier.contact_name = PersonName(random_);
      supplier.phone = fmt::format("0237 000 {:04}", random_.Between(5000, 9999));
      supplier.email = "hotro@nhacungcap.example";
      supplier.has_remote_access = random_.Chance(0.4);
      supplier.has_security_terms = random_.Chance(0.3 + 0.6 * entry.diligence);
      supplier.contract_until = AddDays(today_, random_.Between(-60, 700));
      LACHAN_TRY_DO(rows_.Make(writer, caller_, supplier));
    }
    return {};
  }

  Status StoreSources(Writer& writer, const std::string& http_token) {
    for (auto& system : province_.systems) {
      const auto& agency = province_.agencies[system.agency];
      const std::string& domain = system.row.domain;
      const bool is_basic = domain.starts_with("www.") || domain.starts_with("lan.");
      const bool sends = agency.row.kind == AgencyKind::commune
                             ? is_basic && agency.diligence > 0.80
                             : is_basic || system.row.is_shared || domain.starts_with("mail.") ||
                                   system.row.level.value >= 3;
      if (!sends) continue;
      Source source;
      source.agency_id = agency.id();
      source.system_id = SystemId{system.row.id};
      source.name = fmt::format("Nhật ký {}", domain);
      source.network = schema::Cidr(system.address + "/32");
      source.token_hash = Sha256Hex(fmt::format("{}/{}", random_.Next(), RandomToken()));
      source.sender = domain.starts_with("lan.") ? "winlogbeat" : "rsyslog";
      LACHAN_TRY_DO(rows_.Make(writer, caller_, source));
      system.has_source = true;
    }
    Source visitor;
    visitor.agency_id = province_.Find("CAT")->id();
    visitor.name = "Nguồn thử của người xem (syslog từ máy này, HTTP)";
    visitor.network = schema::Cidr("127.0.0.0/8");
    visitor.token_hash = Sha256Hex(http_token);
    LACHAN_TRY_DO(rows_.Make(writer, caller_, visitor));
    Source firewall;
    firewall.agency_id = province_.Find("VPUBND")->id();
    firewall.name = "Tường lửa biên (chờ cài đặt)";
    firewall.network = schema::Cidr(province_.Find("VPUBND")->subnet + "254/32");
    firewall.sender = "fortigate";
    firewall.expected_per_hour = 20'000;
    LACHAN_TRY_DO(rows_.Make(writer, caller_, firewall));
    return {};
  }

  static constexpr SupplierService kServices[] = {
      SupplierService::software, SupplierService::hosting, SupplierService::telecom,
      SupplierService::maintenance, SupplierService::monitoring};
  const RowMaker& rows_;
  const Caller& caller_;
  Random& random_;
  CivilDate today_;
  Province& province_;
  int communes_ = 0, shared_ = 10, public_ = 0;
};

}  // namespace

const AgencyEntry* Province::Find(std::string_view code) const {
  for (const auto& agency : agencies) {
    if (agency.row.code.value == code) return &agency;
  }
  return nullptr;
}

std::size_t Province::IndexOf(std::string_view code) const {
  const auto* found = Find(code);
  LACHAN_CHECK(found != nullptr, "an agency that the story names is in the list");
  return static_cast<std::size_t>(found - agencies.data());
}

Result<Province> ReadProvince(std::string_view agencies_csv, std::string_view communes_csv,
                              Random& random) {
  Province province;
  for (const auto text : {agencies_csv, communes_csv}) {
    LACHAN_TRY(const auto rows, formats::ParseCsv(text), "reading the list of agencies");
    for (std::size_t i = 1; i < rows.size(); ++i) {
      LACHAN_TRY(auto entry, ReadRow(rows[i]), fmt::format("list of agencies, row {}", i + 1));
      province.agencies.push_back(std::move(entry));
    }
  }
  for (const char* code : {"CAT", "SYT", "XA-14797", "SKHCN", "DN-VT1"}) {
    if (province.Find(code) != nullptr) continue;
    return Fail(ErrorCode::kInvalidInput, "the list of agencies lacks {}", code);
  }
  SpreadDiligence(province, AgencyKind::department, random);
  SpreadDiligence(province, AgencyKind::commune, random);
  SpreadDiligence(province, AgencyKind::enterprise, random);
  // The agencies of the demo's accounts have something of everything.
  province.agencies[province.IndexOf("SYT")].diligence = 0.60;
  province.agencies[province.IndexOf("XA-14797")].diligence = 0.55;
  return province;
}

Status StoreProvince(const RowMaker& rows, const Caller& caller, Random& random, CivilDate today,
                     const std::string& http_token, Province& province) {
  Builder builder(rows, caller, random, today, province);
  return builder.Build(http_token);
}

}  // namespace lachan::demo
