// SPDX-License-Identifier: Apache-2.0
#include "register/system_rules.h"

#include <algorithm>

#include "base/text.h"
#include "register/address.h"
#include "register/cpe.h"
#include "register/system_parts.h"

namespace lachan::registry {
namespace {

using journal::RowAction;
using journal::RowChange;

std::unexpected<Error> Wrong(ErrorCode code, std::string text, std::string field,
                             std::string message) {
  Error error(code, std::move(text));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

/// Fields that a contradiction may lie in: an old row is not judged for what is not touched.
constexpr std::string_view kJudged[] = {"level",
                                        "state",
                                        "exposure",
                                        "is_public",
                                        "kind",
                                        "only_public_information",
                                        "has_personal_data",
                                        "has_sensitive_data",
                                        "has_state_secrets",
                                        "basic_subjects",
                                        "sensitive_subjects",
                                        "in_operation_since",
                                        "ended_on",
                                        "domain"};

void FollowState(System& system) {
  if (system.state == SystemState::planned) system.in_operation_since.reset();
  if (system.state != SystemState::ended) system.ended_on.reset();
}

/// The one that was changed leads; both changed and apart is a contradiction.
Status FollowExposure(const RowChange& change, System& system) {
  const bool is_internet = system.exposure == Exposure::internet;
  if (is_internet == system.is_public) return {};
  const bool exposure_given = change.Changes("exposure");
  const bool public_given = change.Changes("is_public");
  if (exposure_given && public_given) {
    return Wrong(ErrorCode::kInvalidInput, "is the system reached from the Internet or not?",
                 "exposure", "exposure_contradicts");
  }
  if (exposure_given) {
    system.is_public = is_internet;
  } else {
    system.exposure = system.is_public ? Exposure::internet : Exposure::dedicated;
  }
  return {};
}

Result<std::string> AgencyName(RowChange& change, AgencyId id) {
  const auto agency = journal::Get<Agency>(change.writer, id.value);
  if (agency) return agency->name.value;
  if (agency.error().code() == ErrorCode::kNotFound) return fmt::format("#{}", id.value);
  return std::unexpected(agency.error());
}

struct Overlap {
  AddressRange range;
  bool is_outer = false;  ///< Holds the new network; else lies in it.
};

/// Networks of others that hold the new one: looked up by every shorter prefix of it.
Result<std::vector<AddressRange>> Outer(RowChange& change, const Network& network) {
  journal::Filter filter{"network", journal::Filter::Op::kIn, {}};
  for (int length = 0; length < network.prefix; ++length) {
    filter.values.emplace_back(network.Around(length).Text());
  }
  if (filter.values.empty()) return std::vector<AddressRange>{};
  journal::ListQuery query;
  query.filters = {std::move(filter)};
  query.limit = 200;
  return journal::List<AddressRange>(change.writer, query);
}

/// The first network of another agency inside the new one that nobody delegated.
Result<std::vector<AddressRange>> Inner(RowChange& change, const Network& network,
                                        AgencyId agency) {
  using Op = journal::Filter::Op;
  const Network last{network.Last(), network.base.is_v6 ? 128 : 32};
  journal::ListQuery query;
  query.filters = {{"sort_key", Op::kGreater, {network.SortKey()}},
                   {"sort_key", Op::kLessOrEqual, {last.SortKey()}},
                   {"agency_id", Op::kNotEqual, {agency.value}},
                   {"is_delegated", Op::kEqual, {std::int64_t{0}}}};
  query.limit = 1;
  LACHAN_TRY(auto found, journal::List<AddressRange>(change.writer, query));
  if (!found.empty()) return found;
  // Rows of before there was a sort key: each is looked at until it is written anew.
  query.filters[0] = journal::Equals("sort_key", std::string());
  query.filters.erase(query.filters.begin() + 1);
  LACHAN_TRY(auto old, journal::ListAll<AddressRange>(change.writer, query));
  std::erase_if(old, [&](const AddressRange& range) {
    const auto parsed = ParseNetwork(range.network.value);
    return !parsed || !network.Holds(*parsed) || *parsed == network;
  });
  return old;
}

Status CheckOverlap(RowChange& change, const AddressRange& range, const Network& network) {
  LACHAN_TRY(auto outer, Outer(change, network));
  // Of those around it only the innermost hands it on.
  std::ranges::sort(outer, std::greater{}, [](const AddressRange& other) {
    const auto parsed = ParseNetwork(other.network.value);
    return parsed ? parsed->prefix : -1;
  });
  for (const AddressRange& other : outer) {
    if (other.id.value == range.id.value) continue;
    if (other.agency_id == range.agency_id || range.is_delegated) break;
    LACHAN_TRY(const std::string whose, AgencyName(change, other.agency_id));
    return Wrong(ErrorCode::kConflict,
                 fmt::format("network {} lies in {} of {}: if it was handed on, mark it as "
                             "delegated; if not, correct one of the two",
                             range.network.value, other.network.value, whose),
                 "network", fmt::format("inside:{} ({})", other.network.value, whose));
  }
  LACHAN_TRY(const auto inner, Inner(change, network, range.agency_id));
  for (const AddressRange& other : inner) {
    LACHAN_TRY(const std::string whose, AgencyName(change, other.agency_id));
    return Wrong(ErrorCode::kConflict,
                 fmt::format("network {} holds {} of {}: mark that one as delegated first, or "
                             "register smaller networks",
                             range.network.value, other.network.value, whose),
                 "network", fmt::format("around:{} ({})", other.network.value, whose));
  }
  return {};
}

Status CheckTaken(RowChange& change, const AddressRange& range) {
  journal::ListQuery query;
  query.filters = {journal::Equals("network", range.network.value)};
  LACHAN_TRY(const auto others, journal::List<AddressRange>(change.writer, query));
  for (const AddressRange& other : others) {
    if (other.id.value == range.id.value) continue;
    LACHAN_TRY(const std::string whose, AgencyName(change, other.agency_id));
    return Wrong(
        ErrorCode::kConflict,
        fmt::format("network {} is registered already, for {}", range.network.value, whose),
        "network", "taken:" + whose);
  }
  return {};
}

Status ProductRules(RowChange& change) {
  auto product = change.As<SystemProduct>();
  if (product.cpe.empty()) return {};
  const auto cpe = ParseCpe(product.cpe.value);
  if (!cpe) return Wrong(ErrorCode::kInvalidInput, cpe.error().Text(), "cpe", "not_a_cpe");
  product.cpe = cpe->Text();
  if (product.vendor.empty()) product.vendor = cpe->Plain(kCpeVendor);
  if (product.product_version.empty()) product.product_version = cpe->Plain(kCpeVersion);
  change.Set(product);
  return {};
}

/// A domain belongs to one system, whichever of the two places it is written in.
Status DomainTaken(RowChange& change, const std::string& domain, std::int64_t system,
                   std::int64_t row) {
  if (domain.empty()) return {};
  const auto refuse = [&](AgencyId agency, std::string_view name) -> Status {
    LACHAN_TRY(const std::string whose, AgencyName(change, agency));
    return Wrong(ErrorCode::kConflict,
                 fmt::format("domain {} belongs to a system of {} already", domain, whose),
                 "domain", fmt::format("taken:{} {}", whose, name));
  };
  journal::ListQuery query;
  query.filters = {journal::Equals("domain", domain)};
  LACHAN_TRY(const auto systems, journal::List<System>(change.writer, query));
  for (const System& other : systems) {
    if (other.id.value != system) return refuse(other.agency_id, other.name.value);
  }
  LACHAN_TRY(const auto domains, journal::List<SystemDomain>(change.writer, query));
  for (const SystemDomain& other : domains) {
    if (other.id.value != row && other.system_id.value != system) {
      return refuse(other.agency_id, "");
    }
  }
  return {};
}

Status DomainRules(RowChange& change) {
  auto row = change.As<SystemDomain>();
  row.domain = AsciiLower(row.domain.value);
  change.Set(row);
  if (row.archived.value || !(change.Changes("domain") || change.Changes("archived"))) return {};
  return DomainTaken(change, row.domain.value, row.system_id.value, row.id.value);
}

Status LinkRules(RowChange& change) {
  const auto link = change.As<SystemLink>();
  if (!link.other_system_id && link.other_name.empty()) {
    return Wrong(ErrorCode::kInvalidInput, "which system is it linked with?", "other_system_id",
                 "required");
  }
  if (link.other_system_id && *link.other_system_id == link.system_id) {
    return Wrong(ErrorCode::kInvalidInput, "a system is not linked with itself", "other_system_id",
                 "own_parent");
  }
  return {};
}

}  // namespace

std::vector<Error::Field> Contradictions(const System& system) {
  std::vector<Error::Field> found;
  const auto add = [&](const char* field, std::string message) {
    found.push_back({field, std::move(message)});
  };
  const bool has_subjects = system.basic_subjects.value > 0 || system.sensitive_subjects.value > 0;
  if (system.only_public_information && system.has_state_secrets) {
    add("only_public_information", "secret_but_public");
  }
  const bool has_personal = system.has_personal_data || system.has_sensitive_data || has_subjects;
  if (system.only_public_information && has_personal) {
    add("only_public_information", "personal_but_public");
  }
  if (system.basic_subjects.value > 0 && !system.has_personal_data) {
    add("has_personal_data", "subjects_without_data");
  }
  if (system.sensitive_subjects.value > 0 && !system.has_sensitive_data) {
    add("has_sensitive_data", "subjects_without_data");
  }
  if (system.has_state_secrets && system.exposure == Exposure::internet) {
    add("exposure", "secret_on_internet");
  }
  // Secrets give level 3 at least in both regimes (NĐ 85 Đ9.1, NĐ 331 Đ13.1).
  if (system.has_state_secrets && system.level.value < 3) add("level", "level_below:3");
  if (system.kind == SystemKind::public_service && system.exposure == Exposure::isolated) {
    add("exposure", "service_but_isolated");
  }
  if (system.ended_on && system.in_operation_since &&
      *system.ended_on < *system.in_operation_since) {
    add("ended_on", "before_start");
  }
  return found;
}

Status SystemRules(RowChange& change) {
  auto system = change.As<System>();
  if (change.Changes("ended_on") && system.ended_on && system.state != SystemState::ended) {
    return Wrong(ErrorCode::kInvalidInput, "only an ended system has a last day", "ended_on",
                 "not_ended");
  }
  system.domain = AsciiLower(system.domain.value);
  FollowState(system);
  LACHAN_TRY_DO(FollowExposure(change, system));
  change.Set(system);
  if (system.archived.value) return {};
  if (change.Changes("domain") || change.Changes("archived")) {
    LACHAN_TRY_DO(DomainTaken(change, system.domain.value, system.id.value, 0));
  }
  const bool is_judged =
      std::ranges::any_of(kJudged, [&](std::string_view field) { return change.Changes(field); });
  if (!is_judged) return {};
  auto wrong = Contradictions(system);
  if (wrong.empty()) return {};
  Error error(ErrorCode::kInvalidInput, "answers about the system contradict each other");
  for (auto& field : wrong) error.AddField(std::move(field));
  return std::unexpected(std::move(error));
}

Status AddressRules(RowChange& change) {
  auto range = change.As<AddressRange>();
  LACHAN_TRY(const Network network, ParseNetwork(range.network.value));
  range.network = network.Text();
  range.sort_key = schema::Line<0, 40>(network.SortKey());
  change.Set(range);
  const bool is_moved = change.Changes("network") || change.Changes("archived") ||
                        change.Changes("agency_id") || change.Changes("is_delegated");
  if (range.archived.value || !is_moved) return {};
  LACHAN_TRY_DO(CheckTaken(change, range));
  return CheckOverlap(change, range, network);
}

void AddSystemParts(journal::Registers& registers) {
  auto& products = registers.Add<SystemProduct>();
  products.before_change.push_back(ProductRules);
  products.follows = "system_id";
  auto& domains = registers.Add<SystemDomain>();
  domains.before_change.push_back(DomainRules);
  domains.follows = "system_id";
  auto& links = registers.Add<SystemLink>();
  links.follows = "system_id";
  links.before_change.push_back(LinkRules);
  links.crossing = {"other_system_id"};
  registers.Add<SystemSupplier>().follows = "system_id";
}

}  // namespace lachan::registry
