// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "advisories/entities.h"
#include "advisories/matching.h"
#include "assurance/assurance_service.h"
#include "base/result.h"
#include "core/time.h"
#include "journal/registers.h"
#include "journal/state_store.h"

namespace lachan::advisories {

/// An agency that could be an addressee, and why.
struct Candidate {
  AgencyId agency;
  std::string name;
  AgencyKind kind = AgencyKind::department;
  bool is_addressed = false;  ///< Has a delivery already.
  bool has_products = false;  ///< A product is on record that can be matched.
  std::vector<AffectedSystem> systems;
};

/// What the agency says of one system.
struct SystemAnswer {
  std::int64_t id = 0;  ///< Of the AdvisoryAnswer.
  AdvisoryResult answer = AdvisoryResult::open;
  std::optional<CivilDate> until = {};  ///< mitigated: required.
  schema::Paragraph<2000> note = {};    ///< accepted: required.
  std::optional<Id<EvidenceFile>> evidence_file_id = {};
};
BOOST_DESCRIBE_STRUCT(SystemAnswer, (), (id, answer, until, note, evidence_file_id))

struct CustomerWarning {
  CivilDate warned_on{};
  schema::Number<0, 1'000'000'000> count = 0;  ///< Customers that were warned.
  schema::RequiredParagraph<2000> note;        ///< How.
  std::optional<Id<EvidenceFile>> evidence_file_id = {};
};
BOOST_DESCRIBE_STRUCT(CustomerWarning, (), (warned_on, count, note, evidence_file_id))

/// For callers of full reach.
struct AdvisoryDetail {
  Advisory advisory;
  std::vector<AdvisoryAddition> additions;   ///< By ordinal.
  std::vector<AdvisoryDelivery> deliveries;  ///< By id.
  std::vector<AdvisoryAnswer> answers;       ///< By id.
  std::vector<Fact> timeline;
};

/// For the addressee; nothing of the others.
struct DeliveryDetail {
  AdvisoryDelivery delivery;
  Advisory advisory;  ///< Counts of other deliveries are 0.
  std::vector<AdvisoryAddition> additions;
  std::vector<AdvisoryAnswer> answers;
  std::vector<Fact> timeline;
};

/// An advisory that speaks of a product of a system, or of a CVE.
struct KnownAdvisory {
  Advisory advisory;
  std::string product;  ///< Empty when it was found by CVE.
  bool is_certain = false;
  std::optional<AdvisoryDelivery> delivery = {};  ///< Of the agency, within the caller's reach.
  std::optional<AdvisoryAnswer> answer = {};      ///< For the system.
};

/// Systems that a CVE of a feed concerns.
struct CveHit {
  const scan_reports::CveRecord* cve = nullptr;
  std::vector<AffectedSystem> systems;
};

/// Purpose      Advisories from the draft to the last answer.
/// Concurrency  Thread-safe.
/// Rights       An agency reaches its deliveries and answers only; whatever else its steps change
///              (counts, the end of the advisory) is changed on the province's behalf in the same
///              transaction.
class AdvisoryService {
 public:
  struct Options {
    int days_to_act = 15;  ///< Last day in time, counted from the day of issue, where none is set.
    bool is_demo = false;
  };
  struct Deps {
    journal::StateStore& store;
    assurance::AssuranceService& files;
    const Clock& clock;
  };
  AdvisoryService(Options options, Deps deps) : options_(options), deps_(deps) {}

  // ---- the province ---------------------------------------------------------------------------

  /// Every agency of today with its concerned systems; those that have some first, then by name.
  Result<std::vector<Candidate>> Candidates(const journal::Caller& caller, std::int64_t advisory);
  /// Issues a draft to the agencies. \error kInvalidInput  "agencies" (required, not_found),
  /// "due_on" (in_past). \error kFailedPrecondition  it is no draft.
  Result<Advisory> Issue(const journal::Caller& caller, std::int64_t advisory,
                         std::span<const AgencyId> agencies);
  /// Further addressees of an issued one; those that have it already are left alone.
  Result<Advisory> AddAddressees(const journal::Caller& caller, std::int64_t advisory,
                                 std::span<const AgencyId> agencies);
  Result<AdvisoryAddition> Supplement(const journal::Caller& caller, std::int64_t advisory,
                                      std::string_view content);
  /// Ends the duties that are still open; what was dealt with stays on record.
  Result<Advisory> Withdraw(const journal::Caller& caller, std::int64_t advisory,
                            std::string_view reason);
  /// Reminds those that are not done; all of them when `deliveries` is empty. \return how many.
  Result<std::int64_t> Remind(const journal::Caller& caller, std::int64_t advisory,
                              std::span<const std::int64_t> deliveries);
  /// Back to the agency: an answer that does not do. Takes `advisory.closed` back.
  Result<AdvisoryDelivery> Return(const journal::Caller& caller, std::int64_t delivery,
                                  std::string_view reason);
  Result<AdvisoryDetail> Detail(const journal::Caller& caller, std::int64_t advisory);

  // ---- the agency -----------------------------------------------------------------------------

  /// Notes who opened it first.
  Result<AdvisoryDelivery> MarkRead(const journal::Caller& caller, std::int64_t delivery);
  /// Takes answers; closes the delivery when every system is done and customers are warned.
  /// \error kInvalidInput        fields "answers.<n>.<name>"
  /// \error kFailedPrecondition  closed or withdrawn
  Result<DeliveryDetail> Reply(const journal::Caller& caller, std::int64_t delivery,
                               std::span<const SystemAnswer> answers);
  /// A system that the register's products did not show.
  Result<AdvisoryAnswer> AddSystem(const journal::Caller& caller, std::int64_t delivery,
                                   SystemId system);
  /// Writes `customer.warned`. \error kFailedPrecondition  the advisory asks for no warning
  Result<AdvisoryDelivery> Warn(const journal::Caller& caller, std::int64_t delivery,
                                const CustomerWarning& warning);
  Result<DeliveryDetail> OfDelivery(const journal::Caller& caller, std::int64_t delivery);
  /// The advisory's attachment. \error kNotFound  it has none.
  Result<assurance::EvidenceContent> Attachment(const journal::Caller& caller,
                                                std::int64_t delivery);

  // ---- products and CVEs ----------------------------------------------------------------------

  /// Issued advisories about products of a system; the newest first.
  Result<std::vector<KnownAdvisory>> ForSystem(const journal::Caller& caller, SystemId system);
  /// Issued advisories that name one of the CVEs.
  Result<std::vector<KnownAdvisory>> ForCves(const journal::Caller& caller,
                                             std::span<const std::string> cves,
                                             std::optional<AgencyId> agency);
  /// CVEs of a feed that concern systems within the caller's reach; the most severe first. Points
  /// into `feed`.
  Result<std::vector<CveHit>> MatchFeed(const journal::Caller& caller,
                                        const scan_reports::CveFeed& feed);
  /// A draft about a CVE. \return nothing when an advisory that is not withdrawn names it already.
  Result<std::optional<Advisory>> Draft(const journal::Caller& caller, const CveHit& hit);

 private:
  Options options_;
  Deps deps_;
};

/// Adds advisories, additions, deliveries and answers. `clock` must outlive the registers.
void AddRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::advisories
