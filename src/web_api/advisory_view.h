// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

#include "advisories/advisory_service.h"
#include "findings/exploit_index.h"
#include "web_api/fact_view.h"

namespace lachan::web_api {

/// A CVE and what the lists of exploited ones say.
struct AdvisoryCveView {
  std::string cve;
  bool is_known_exploited = false;
  std::optional<std::int64_t> epss;  ///< Hundred-thousandths.
};
BOOST_DESCRIBE_STRUCT(AdvisoryCveView, (), (cve, is_known_exploited, epss))

struct AdvisoryDetailView {
  Advisory advisory;
  std::vector<AdvisoryCveView> cves;
  std::vector<AdvisoryAddition> additions;
  std::vector<AdvisoryDelivery> deliveries;
  std::vector<AdvisoryAnswer> answers;
  std::vector<FactView> timeline;
};
BOOST_DESCRIBE_STRUCT(AdvisoryDetailView, (),
                      (advisory, cves, additions, deliveries, answers, timeline))

struct DeliveryDetailView {
  AdvisoryDelivery delivery;
  Advisory advisory;
  std::vector<AdvisoryCveView> cves;
  std::vector<AdvisoryAddition> additions;
  std::vector<AdvisoryAnswer> answers;
  std::vector<FactView> timeline;
};
BOOST_DESCRIBE_STRUCT(DeliveryDetailView, (),
                      (delivery, advisory, cves, additions, answers, timeline))

struct AffectedSystemView {
  std::int64_t agency_id = 0, system_id = 0;
  std::string product;
  bool is_certain = false;
};
BOOST_DESCRIBE_STRUCT(AffectedSystemView, (), (agency_id, system_id, product, is_certain))

struct CandidateView {
  std::int64_t agency_id = 0;
  std::string name;
  AgencyKind kind = AgencyKind::department;
  bool is_addressed = false, has_products = false;
  std::vector<AffectedSystemView> systems;
};
BOOST_DESCRIBE_STRUCT(CandidateView, (),
                      (agency_id, name, kind, is_addressed, has_products, systems))
struct CandidateList {
  std::vector<CandidateView> rows;
};
BOOST_DESCRIBE_STRUCT(CandidateList, (), (rows))

struct KnownAdvisoryView {
  std::int64_t advisory_id = 0;
  std::string number, title;
  Level severity = Level::medium;
  AdvisoryState state = AdvisoryState::issued;
  std::string product;  ///< Empty: found by CVE.
  bool is_certain = false;
  std::optional<std::int64_t> delivery_id;
  std::optional<DeliveryState> delivery_state;
  std::optional<AdvisoryResult> answer;
  std::optional<CivilDate> due_on;
};
BOOST_DESCRIBE_STRUCT(KnownAdvisoryView, (),
                      (advisory_id, number, title, severity, state, product, is_certain,
                       delivery_id, delivery_state, answer, due_on))
struct KnownAdvisoryList {
  std::vector<KnownAdvisoryView> rows;
};
BOOST_DESCRIBE_STRUCT(KnownAdvisoryList, (), (rows))

struct CveHitView {
  std::string cve, description;
  Level severity = Level::medium;
  std::int64_t cvss_tenths = 0;
  bool is_known_exploited = false;
  std::vector<AffectedSystemView> systems;
  std::optional<std::int64_t> advisory_id;  ///< The draft that was made.
};
BOOST_DESCRIBE_STRUCT(CveHitView, (),
                      (cve, description, severity, cvss_tenths, is_known_exploited, systems,
                       advisory_id))
struct CveRejectionView {
  std::string place, reason;
};
BOOST_DESCRIBE_STRUCT(CveRejectionView, (), (place, reason))
/// read = withdrawn + rejected + records that were held against the register.
struct CveMatchView {
  std::int64_t read = 0, withdrawn = 0, rejected = 0, matched = 0, drafted = 0;
  std::vector<CveRejectionView> rejections;
  std::vector<CveHitView> hits;  ///< The most severe first; 500 at most.
};
BOOST_DESCRIBE_STRUCT(CveMatchView, (),
                      (read, withdrawn, rejected, matched, drafted, rejections, hits))

std::vector<AdvisoryCveView> CvesOf(const Advisory& advisory, const findings::ExploitIndex& lists);
std::vector<AffectedSystemView> View(const std::vector<advisories::AffectedSystem>& systems);
CandidateList View(const std::vector<advisories::Candidate>& candidates);
KnownAdvisoryList View(const std::vector<advisories::KnownAdvisory>& known);
AdvisoryDetailView View(const advisories::AdvisoryDetail& detail,
                        const findings::ExploitIndex& lists);
DeliveryDetailView View(const advisories::DeliveryDetail& detail,
                        const findings::ExploitIndex& lists);

}  // namespace lachan::web_api
