// SPDX-License-Identifier: Apache-2.0
#include "findings/import_plan.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "base/text.h"
#include "register/network_map.h"
#include "schema/json.h"

namespace lachan::findings {
namespace json = boost::json;
namespace {

using scan_reports::Observation;

constexpr std::size_t kMostRejections = 1'000;
constexpr std::size_t kMostSightings = 100;

std::string JsonOf(const std::vector<std::string>& texts) {
  json::array array;
  for (const auto& text : texts) array.emplace_back(text);
  return json::serialize(array);
}

/// Addresses that anybody on the Internet can reach.
bool IsGlobal(std::string_view text) {
  const auto address = registry::ParseAddress(text);
  if (!address) return false;
  static const std::vector<registry::Network> kLocal = [] {
    std::vector<registry::Network> list;
    for (const char* network :
         {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
          "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
          "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10",
          "ff00::/8", "2001:db8::/32"}) {
      list.push_back(*registry::ParseNetwork(network));
    }
    return list;
  }();
  return std::ranges::none_of(kLocal, [&](const registry::Network& network) {
    return network.base <= *address && *address <= network.Last();
  });
}

class Planner {
 public:
  explicit Planner(const PlanInput& input) : in_(input) {}

  ImportPlan Run() {
    plan_.rejections = in_.report.rejections;
    plan_.rejected = static_cast<std::int64_t>(in_.report.rejected);
    for (const auto& target : in_.report.covered) Cover(target);
    for (const auto& observation : in_.report.observations) Add(observation);
    if (in_.request.system) AddSystem(*in_.request.system);
    return std::move(plan_);
  }

 private:
  pipeline::Owner OwnerOf(const std::string& address, const std::string& host) {
    const auto key = address + '\n' + host;
    if (const auto known = owners_.find(key); known != owners_.end()) return known->second;
    return owners_.emplace(key, in_.locate(address, host)).first->second;
  }

  void AddSystem(SystemId id) {
    const auto system = in_.systems.find(id.value);
    if (system == in_.systems.end() || !in_.reach.Covers(system->second.agency_id)) return;
    if (std::ranges::find(plan_.systems, id) != plan_.systems.end()) return;
    plan_.systems.push_back(id);
    plan_.agencies.insert(system->second.agency_id.value);
  }

  void Cover(const std::string& target) {
    plan_.covered.insert(target);
    const bool is_address = registry::ParseAddress(target).has_value();
    const auto owner = is_address ? OwnerOf(target, "") : OwnerOf("", target);
    if (owner.system) AddSystem(owner.system);
  }

  void Reject(const Observation& o, std::string reason) {
    ++plan_.rejected;
    if (plan_.rejections.size() < kMostRejections) {
      plan_.rejections.push_back({o.place, std::move(reason)});
    }
  }

  void Add(const Observation& o) {
    const bool has_host = !o.address.empty() || !o.host.empty();
    pipeline::Owner owner;
    if (has_host) {
      owner = OwnerOf(o.address, o.host);
    } else if (!in_.request.system) {
      return Reject(o, "it names no host: say which system the file is about");
    }
    if (!owner.system && !has_host) owner.system = *in_.request.system;
    const auto system = in_.systems.find(owner.system.value);
    if (owner.system && system != in_.systems.end()) owner.agency = system->second.agency_id;
    if (!in_.reach.everything && !in_.reach.Covers(owner.agency)) {
      return Reject(o, "the target is not among your agency's registered networks and domains");
    }
    Place(o, owner, system == in_.systems.end() ? nullptr : &system->second);
  }

  void Place(const Observation& o, const pipeline::Owner& owner, const System* system) {
    const auto weakness = scan_reports::WeaknessOf(o, in_.report.format);
    const std::string where = system != nullptr ? fmt::format("system:{}", owner.system.value)
                              : owner.agency
                                  ? fmt::format("agency:{} {}", owner.agency.value, o.target())
                                  : "target:" + o.target();
    auto fingerprint = scan_reports::Fingerprint(where, o.port, o.protocol, weakness);
    const auto [at, is_new] = plan_.by_fingerprint.emplace(fingerprint, plan_.sighted.size());
    if (is_new) {
      Sighted& added = plan_.sighted.emplace_back();
      added.is_cleared = o.is_cleared;
      added.finding = FindingOf(o, owner, system);
      added.finding.weakness.value = weakness;
      added.finding.fingerprint.value = std::move(fingerprint);
      if (!owner.agency) ++plan_.not_attributed;
    }
    Sighted& sighted = plan_.sighted[at->second];
    if (std::ranges::find(sighted.targets, o.target()) == sighted.targets.end()) {
      sighted.targets.push_back(o.target());
    }
    sighted.is_cleared = sighted.is_cleared && o.is_cleared;
    auto& finding = sighted.finding;
    finding.last_seen = std::max(finding.last_seen.value, SeenAt(o));
    if (o.severity > finding.severity.value) finding.severity = o.severity;
  }

  Instant SeenAt(const Observation& o) const {
    const Instant at = o.seen_at ? *o.seen_at : in_.report.ended_at.value_or(in_.now);
    return std::min(at, in_.now);
  }

  Finding FindingOf(const Observation& o, const pipeline::Owner& owner, const System* system) {
    Finding f;
    if (owner.agency) f.agency_id = std::optional(owner.agency);
    if (system != nullptr) f.system_id = std::optional(owner.system);
    f.title.value = o.title;
    f.severity = o.severity;
    f.target.value = o.target();
    f.port = o.port;
    f.protocol.value = Ellipsis(o.protocol, 10);
    f.url.value = o.url;
    f.cpe.value = o.cpe;
    f.cve.value = o.cves.empty() ? "" : o.cves.front();
    f.cves.value = JsonOf(o.cves);
    f.cwes.value = JsonOf(o.cwes);
    f.links.value = JsonOf(o.references);
    f.tags.value =
        JsonOf({o.tags.begin(), o.tags.begin() + std::min<std::ptrdiff_t>(std::ssize(o.tags), 30)});
    f.description.value = o.description;
    f.solution.value = o.solution;
    f.evidence.value = o.evidence;
    f.cvss_version.value = std::string(scan_reports::ToString(o.cvss.version));
    f.cvss_vector.value = o.cvss.vector;
    f.cvss_tenths = o.cvss.tenths;
    f.is_score_computed = o.is_computed;
    f.is_exposed = (system != nullptr && system->is_public) || IsGlobal(o.address);
    f.scanner.value = in_.report.scanner;
    f.format = in_.report.format;
    f.first_seen = f.last_seen = SeenAt(o);
    f.times_seen = 1;
    f.opened_at = in_.now;
    f.is_demo = in_.request.is_demo;
    in_.exploits.Apply(f);
    Rate(f, in_.now, in_.deadlines);
    return f;
  }

  const PlanInput& in_;
  ImportPlan plan_;
  std::unordered_map<std::string, pipeline::Owner> owners_;
};

}  // namespace

ImportPlan MakePlan(const PlanInput& input) { return Planner(input).Run(); }

std::vector<Seen> ReadSightings(const Finding& finding) {
  std::vector<Seen> seen;
  const auto& text = finding.sightings.value.value;
  const auto value = schema::ParseJson(text.empty() ? "[]" : text);
  if (!value || !value->is_array()) return seen;
  for (const auto& item : value->get_array()) {
    const auto* object = item.if_object();
    if (object == nullptr) continue;
    const auto text_of = [&](const char* name) {
      const auto* member = object->if_contains(name);
      return member != nullptr && member->is_string() ? std::string(member->get_string()) : "";
    };
    Seen one;
    one.target = text_of("target");
    const auto at = ParseInstant(text_of("at"));
    if (!at || !boost::describe::enum_from_string(text_of("format").c_str(), one.format)) continue;
    one.at = *at;
    seen.push_back(std::move(one));
  }
  return seen;
}

std::string WriteSightings(const std::vector<Seen>& seen) {
  json::array array;
  for (const Seen& one : seen) {
    array.push_back(
        json::object{{"target", one.target},
                     {"format", std::get<std::string>(schema::internal::ToValue(one.format))},
                     {"at", FormatInstant(one.at)}});
  }
  return json::serialize(array);
}

void Renew(std::vector<Seen>& seen, const std::vector<std::string>& targets,
           scan_reports::ReportFormat format, Instant at) {
  for (const auto& target : targets) {
    const auto known = std::ranges::find_if(
        seen, [&](const Seen& one) { return one.target == target && one.format == format; });
    if (known == seen.end()) {
      seen.push_back({target, format, at});
    } else {
      known->at = std::max(known->at, at);
    }
  }
  if (seen.size() <= kMostSightings) return;
  std::ranges::stable_sort(seen, std::greater{}, &Seen::at);
  seen.resize(kMostSightings);
}

std::string WriteRejections(const std::vector<scan_reports::Rejection>& rejections) {
  json::array array;
  for (const auto& one : rejections) {
    array.push_back(json::object{{"place", one.place}, {"reason", one.reason}});
  }
  return json::serialize(array);
}

}  // namespace lachan::findings
