// SPDX-License-Identifier: Apache-2.0
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

#include "assurance/content.h"
#include "base/hash.h"
#include "base/text.h"
#include "findings/changes.h"
#include "findings/import_plan.h"
#include "ledgers/entities.h"
#include "schema/json.h"

namespace lachan::findings {
namespace json = boost::json;
namespace {

using schema::Value;

constexpr std::size_t kMostEvidence = 20u << 20;

/// What is done with one finding of the file.
enum class Fate : std::uint8_t { kCreate, kSeen, kReturned, kReopen, kCleared, kNothing };

struct Decision {
  Fate fate = Fate::kCreate;
  Finding stored;  ///< But for kCreate and kNothing.
};

/// A finding that a full scan no longer shows.
struct Vanished {
  Finding stored;
  std::vector<Seen> left;
  bool is_gone = false;  ///< Nobody sees it any more.
};

/// One import inside its transaction: decide, write the receipt, write the findings.
class ImportRun {
 public:
  ImportRun(const Change& change, const scan_reports::Report& report, const ImportRequest& request,
            const ImportPlan& plan, FindingImport receipt)
      : change_(change),
        report_(report),
        request_(request),
        plan_(plan),
        receipt_(std::move(receipt)) {}

  Result<FindingImport> Run() {
    LACHAN_TRY_DO(Decide());
    if (request_.is_full) LACHAN_TRY_DO(LookForGone());
    Count();
    LACHAN_TRY(receipt_,
               journal::Insert(change_.writer, receipt_, {.kind = "finding_import.taken"}));
    for (std::size_t i = 0; i < decisions_.size(); ++i) {
      LACHAN_TRY_DO(Apply(plan_.sighted[i], decisions_[i]),
                    plan_.sighted[i].finding.title.value.value);
    }
    for (Vanished& vanished : vanished_) LACHAN_TRY_DO(ApplyGone(vanished));
    return receipt_;
  }

 private:
  Status Decide() {
    decisions_.resize(plan_.sighted.size());
    for (std::size_t i = 0; i < decisions_.size(); ++i) {
      if (plan_.sighted[i].is_cleared) decisions_[i].fate = Fate::kNothing;
    }
    constexpr std::size_t kChunk = 500;
    for (std::size_t begin = 0; begin < plan_.sighted.size(); begin += kChunk) {
      journal::Filter filter{"fingerprint", journal::Filter::Op::kIn};
      for (std::size_t i = begin; i < std::min(begin + kChunk, plan_.sighted.size()); ++i) {
        filter.values.emplace_back(plan_.sighted[i].finding.fingerprint.value.value);
      }
      journal::ListQuery query;
      query.filters = {std::move(filter)};
      query.with_archived = true;
      LACHAN_TRY(auto stored, journal::ListAll<Finding>(change_.writer, query));
      for (Finding& finding : stored) {
        const auto at = plan_.by_fingerprint.at(finding.fingerprint.value.value);
        decisions_[at].fate = FateOf(finding, plan_.sighted[at]);
        decisions_[at].stored = std::move(finding);
      }
    }
    return {};
  }

  static Fate FateOf(const Finding& stored, const Sighted& sighted) {
    const Instant seen = sighted.finding.last_seen.value;
    if (sighted.is_cleared) {
      return stored.status.value == FindingStatus::open ? Fate::kCleared : Fate::kSeen;
    }
    switch (stored.status.value) {
      case FindingStatus::probably_fixed:
        return seen > stored.gone_at.value.value_or(seen) ? Fate::kReturned : Fate::kSeen;
      case FindingStatus::fixed:
        return seen > stored.closed_at.value.value_or(seen) ? Fate::kReopen : Fate::kSeen;
      case FindingStatus::open:
      case FindingStatus::accepted:
      case FindingStatus::false_positive:
        return Fate::kSeen;
    }
    return Fate::kSeen;
  }

  /// Findings of what was looked at which this scanner saw before and does not see now.
  Status LookForGone() {
    std::vector<journal::Filter> holders;
    for (std::size_t begin = 0; begin < plan_.systems.size(); begin += 500) {
      journal::Filter filter{"system_id", journal::Filter::Op::kIn};
      for (std::size_t i = begin; i < std::min(begin + 500, plan_.systems.size()); ++i) {
        filter.values.emplace_back(plan_.systems[i].value);
      }
      holders.push_back(std::move(filter));
    }
    holders.push_back({"system_id", journal::Filter::Op::kIsNull});
    for (auto& holder : holders) {
      journal::ListQuery query;
      query.filters = {
          std::move(holder),
          {"status",
           journal::Filter::Op::kIn,
           {std::string("open"), std::string("probably_fixed"), std::string("fixed")}}};
      LACHAN_TRY(auto stored, journal::ListAll<Finding>(change_.writer, query));
      for (Finding& finding : stored) LookAt(std::move(finding));
    }
    return {};
  }

  void LookAt(Finding finding) {
    const Instant scanned = receipt_.scanned_at.value.value_or(change_.now);
    const auto here = plan_.by_fingerprint.find(finding.fingerprint.value.value);
    const auto* seen_now =
        here == plan_.by_fingerprint.end() ? nullptr : &plan_.sighted[here->second];
    Vanished vanished;
    const auto before = ReadSightings(finding);
    for (const Seen& one : before) {
      const bool is_looked_at = one.format == report_.format && one.at < scanned &&
                                (plan_.covered.contains(one.target) || IsTheSystem(one, finding));
      const bool is_seen =
          seen_now != nullptr &&
          std::ranges::find(seen_now->targets, one.target) != seen_now->targets.end();
      if (!is_looked_at || is_seen) vanished.left.push_back(one);
    }
    if (vanished.left.size() == before.size() || before.empty()) return;
    if (seen_now != nullptr) return;  // It is seen elsewhere; that goes with its sightings.
    vanished.is_gone = vanished.left.empty();
    if (finding.status.value == FindingStatus::fixed && finding.gone_at.value) return;
    vanished.stored = std::move(finding);
    vanished_.push_back(std::move(vanished));
  }

  /// Whether a file about one system, which names no hosts, is about this finding.
  bool IsTheSystem(const Seen& one, const Finding& finding) const {
    return request_.system && finding.system_id.value == request_.system && plan_.covered.empty() &&
           one.target == finding.target.value.value;
  }

  void Count() {
    for (const Decision& decision : decisions_) {
      switch (decision.fate) {
        case Fate::kCreate:
          ++receipt_.created.value;
          break;
        case Fate::kSeen:
          ++receipt_.seen_again.value;
          break;
        case Fate::kReturned:
        case Fate::kReopen:
          ++receipt_.reopened.value;
          break;
        case Fate::kCleared:
        case Fate::kNothing:
          ++receipt_.cleared.value;
          break;
      }
    }
    receipt_.gone = std::ranges::count_if(vanished_, [](const Vanished& v) {
      return v.is_gone && v.stored.status.value == FindingStatus::open;
    });
  }

  Status Apply(const Sighted& sighted, Decision& decision) {
    if (decision.fate == Fate::kNothing) return {};
    if (decision.fate == Fate::kCreate) {
      Finding finding = sighted.finding;
      finding.import_id = std::optional(Id<FindingImport>{receipt_.id.value});
      std::vector<Seen> seen;
      Renew(seen, sighted.targets, report_.format, finding.last_seen.value);
      finding.sightings.value = WriteSightings(seen);
      LACHAN_TRY_DO(Create(change_, std::move(finding)));
      return {};
    }
    Finding stored = decision.stored;
    if (decision.fate == Fate::kCleared) {
      stored.status = FindingStatus::probably_fixed;
      stored.gone_at = std::optional(sighted.finding.last_seen.value);
      stored.evidence.value = sighted.finding.evidence.value.value;
      LACHAN_TRY_DO(Write(change_, stored, {.kind = "finding.cleared"}));
      return {};
    }
    return ApplySeen(sighted, decision, std::move(stored));
  }

  Status ApplySeen(const Sighted& sighted, const Decision& decision, Finding stored) {
    const Finding& fresh = sighted.finding;
    auto seen = ReadSightings(stored);
    Renew(seen, sighted.targets, report_.format, fresh.last_seen.value);
    const std::string sightings = WriteSightings(seen);
    const bool is_news = fresh.last_seen.value >= stored.last_seen.value;
    Finding changed = stored;
    if (is_news) Adopt(fresh, changed);
    changed.sightings.value = sightings;
    changed.last_seen = std::max(stored.last_seen.value, fresh.last_seen.value);
    changed.first_seen = std::min(stored.first_seen.value, fresh.first_seen.value);
    ++changed.times_seen.value;
    if (decision.fate == Fate::kReopen) {
      LACHAN_TRY_DO(Reopen(change_, std::move(changed), "seen_again", change_.now));
      return {};
    }
    if (decision.fate == Fate::kReturned) {
      changed.status = FindingStatus::open;
      changed.gone_at = std::optional<Instant>{};
      LACHAN_TRY_DO(Write(change_, changed, {.kind = "finding.returned"}));
      return {};
    }
    if (IsToDo(stored.status.value) && Differs(stored, changed)) {
      LACHAN_TRY_DO(Rerate(change_, stored, std::move(changed)));
      return {};
    }
    const journal::FieldValue values[] = {
        {"sightings", sightings},
        {"last_seen", schema::internal::ToValue(changed.last_seen.value)},
        {"first_seen", schema::internal::ToValue(changed.first_seen.value)},
        {"times_seen", changed.times_seen.value},
        {"scanner", report_.scanner},
        {"format", schema::internal::ToValue(report_.format)}};
    return change_.writer.AdjustWithoutFact(schema::Describe<Finding>(), stored.id.value, values);
  }

  /// What the newer report knows better.
  static void Adopt(const Finding& fresh, Finding& stored) {
    stored.severity = fresh.severity;
    stored.target = fresh.target;
    stored.scanner = fresh.scanner;
    stored.format = fresh.format;
    stored.is_exposed = fresh.is_exposed.value || stored.is_exposed.value;
    stored.is_known_exploited = fresh.is_known_exploited;
    stored.epss = fresh.epss;
    if (fresh.is_score_computed.value || !stored.is_score_computed.value) {
      stored.cvss_version = fresh.cvss_version;
      stored.cvss_vector = fresh.cvss_vector;
      stored.cvss_tenths = fresh.cvss_tenths;
      stored.is_score_computed = fresh.is_score_computed;
    }
    const auto keep = [](auto& to, const auto& from) {
      if (!from.value.value.empty()) to = from;
    };
    keep(stored.evidence, fresh.evidence);
    keep(stored.solution, fresh.solution);
    keep(stored.url, fresh.url);
    keep(stored.cpe, fresh.cpe);
  }

  static bool Differs(const Finding& a, const Finding& b) {
    return a.severity.value != b.severity.value || a.cvss_tenths.value != b.cvss_tenths.value ||
           a.cvss_vector.value.value != b.cvss_vector.value.value ||
           a.is_known_exploited.value != b.is_known_exploited.value ||
           a.is_exposed.value != b.is_exposed.value;
  }

  Status ApplyGone(Vanished& vanished) {
    Finding& finding = vanished.stored;
    finding.sightings.value = WriteSightings(vanished.left);
    if (vanished.is_gone && finding.status.value != FindingStatus::probably_fixed) {
      finding.gone_at = std::optional(receipt_.scanned_at.value.value_or(change_.now));
      const bool is_closed = finding.status.value == FindingStatus::fixed;
      if (!is_closed) finding.status = FindingStatus::probably_fixed;
      LACHAN_TRY_DO(
          Write(change_, finding, {.kind = is_closed ? "finding.verified" : "finding.vanished"}));
      return {};
    }
    const journal::FieldValue values[] = {{"sightings", finding.sightings.value.value}};
    return change_.writer.AdjustWithoutFact(schema::Describe<Finding>(), finding.id.value, values);
  }

  const Change& change_;
  const scan_reports::Report& report_;
  const ImportRequest& request_;
  const ImportPlan& plan_;
  FindingImport receipt_;
  std::vector<Decision> decisions_;
  std::vector<Vanished> vanished_;
};

/// What one agency may see of a file that is about several.
std::string ExtractFor(std::int64_t agency, const ImportPlan& plan, const FindingImport& receipt) {
  json::array rows;
  for (const Sighted& sighted : plan.sighted) {
    const Finding& f = sighted.finding;
    if (!f.agency_id.value || f.agency_id.value->value != agency) continue;
    rows.push_back(json::object{
        {"title", f.title.value.value},
        {"target", f.target.value.value},
        {"port", f.port.value},
        {"severity",
         schema::ToJson(schema::FieldInfo{}, schema::internal::ToValue(f.severity.value))},
        {"cve", f.cve.value.value},
        {"weakness", f.weakness.value.value}});
  }
  return json::serialize(
      json::object{{"scanner", receipt.scanner.value.value},
                   {"file", receipt.file_name.value.value},
                   {"sha256", receipt.sha256.value.value},
                   {"scanned_at", receipt.scanned_at.value
                                      ? json::value(FormatInstant(*receipt.scanned_at.value))
                                      : json::value(nullptr)},
                   {"findings", std::move(rows)}});
}

struct EvidenceText {
  AgencyId agency;
  std::string bytes, sha256, name, media_type;
};

/// The contents first, so that a row never points at nothing.
Result<std::vector<EvidenceText>> StoreEvidence(assurance::EvidenceStore& files,
                                                const ImportRequest& request,
                                                const ImportPlan& plan,
                                                const FindingImport& receipt) {
  std::vector<EvidenceText> texts;
  const bool is_whole = plan.agencies.size() == 1 && request.bytes.size() <= kMostEvidence &&
                        plan.not_attributed == 0;
  for (const auto agency : plan.agencies) {
    EvidenceText text{AgencyId{agency}, {}, {}, {}, {}};
    if (is_whole) {
      text.bytes = request.bytes;
      text.name = receipt.file_name.value.value;
      text.media_type = request.bytes.find('<') < 10 ? "application/xml" : "application/json";
    } else {
      text.bytes = ExtractFor(agency, plan, receipt);
      text.name = "scan-" + receipt.sha256.value.value.substr(0, 12) + ".json";
      text.media_type = "application/json";
    }
    LACHAN_TRY(text.sha256, files.Put(text.bytes), "storing evidence");
    texts.push_back(std::move(text));
  }
  return texts;
}

/// A row of the ledger of scans for every system that was covered; it is the evidence.
Status WriteScans(const Change& change, const journal::Registers& registers,
                  const std::unordered_map<std::int64_t, System>& systems, const ImportPlan& plan,
                  const FindingImport& receipt, const std::vector<EvidenceText>& texts) {
  std::unordered_map<std::int64_t, std::int64_t> file_of;
  for (const EvidenceText& text : texts) {
    EvidenceFile file;
    file.agency_id = text.agency;
    file.file_name.value = text.name;
    file.media_type.value = text.media_type;
    file.size = static_cast<std::int64_t>(text.bytes.size());
    file.sha256.value = text.sha256;
    file.uploaded_by.value = Ellipsis(change.caller.name, 200);
    LACHAN_TRY(const auto stored,
               journal::Insert(change.writer, file, {.kind = "evidence_file.stored"}));
    file_of[text.agency.value] = stored.id.value;
  }
  std::unordered_map<std::int64_t, int> found;
  for (const Sighted& sighted : plan.sighted) {
    if (sighted.finding.system_id.value && sighted.finding.severity.value > Level::informational) {
      ++found[sighted.finding.system_id.value->value];
    }
  }
  for (const SystemId id : plan.systems) {
    const int count = found[id.value];
    SystemCheck check;
    check.agency_id = systems.at(id.value).agency_id;
    check.system_id = id;
    check.kind = CheckKind::scan;
    check.performed_on = CivilDateAt(receipt.scanned_at.value.value_or(change.now));
    check.result = count > 0 ? CheckResult::findings : CheckResult::clean;
    check.findings.value = std::min(count, 100'000);
    check.method.value = receipt.scanner.value.value;
    check.summary.value = receipt.file_name.value.value;
    check.evidence_file_id = Id<EvidenceFile>{file_of.at(check.agency_id.value)};
    LACHAN_TRY_DO(journal::CreateRow(change.writer, change.caller, registers,
                                     *registers.Find("system_check"), schema::ToRecord(check)),
                  "recording the scan");
  }
  return {};
}

Result<std::unordered_map<std::int64_t, System>> SystemsOf(journal::StateStore& store) {
  LACHAN_TRY(const auto reader, store.OpenReader(journal::Caller::System("findings")));
  LACHAN_TRY(const auto rows, journal::ListAll<System>(*reader));
  std::unordered_map<std::int64_t, System> systems;
  for (const System& system : rows) systems.emplace(system.id.value, system);
  return systems;
}

FindingImport ReceiptOf(const scan_reports::Report& report, const ImportRequest& request,
                        const ImportPlan& plan, const journal::Caller& caller, Instant now) {
  FindingImport receipt;
  if (!caller.reach.everything && caller.reach.agencies.size() == 1) {
    receipt.agency_id = std::optional(caller.reach.agencies.front());
  }
  receipt.file_name.value = assurance::SafeFileName(request.file_name);
  receipt.format = report.format;
  receipt.scanner.value = Ellipsis(report.scanner, 100);
  receipt.sha256.value = Sha256Hex(request.bytes);
  receipt.bytes = static_cast<std::int64_t>(request.bytes.size());
  if (report.ended_at) receipt.scanned_at = std::optional(std::min(*report.ended_at, now));
  receipt.is_full = request.is_full;
  receipt.is_evidence = request.is_evidence && !plan.systems.empty();
  receipt.entries_read = static_cast<std::int64_t>(report.read);
  receipt.rejected = plan.rejected;
  receipt.not_attributed = plan.not_attributed;
  receipt.systems_covered = static_cast<std::int64_t>(plan.systems.size());
  receipt.rejections.value = WriteRejections(plan.rejections);
  receipt.imported_by.value = Ellipsis(caller.name, 200);
  receipt.is_demo = request.is_demo;
  return receipt;
}

/// A system that the file is said to be about must be the caller's.
Status CheckSystem(const ImportRequest& request, const journal::Caller& caller,
                   const std::unordered_map<std::int64_t, System>& systems) {
  if (!request.system) return {};
  const auto at = systems.find(request.system->value);
  if (at != systems.end() && caller.reach.Covers(at->second.agency_id)) return {};
  return std::unexpected(
      Error(ErrorCode::kInvalidInput, "no such system").WithField("system_id", "not_found"));
}

}  // namespace

Result<FindingImport> FindingService::Import(const journal::Caller& caller,
                                             const ImportRequest& request) {
  LACHAN_TRY(const auto report, scan_reports::ReadReport(request.bytes, options_.limits));
  LACHAN_TRY(const auto systems, SystemsOf(deps_.store));
  LACHAN_TRY_DO(CheckSystem(request, caller, systems));
  LACHAN_TRY(const auto exploits, lists_.Index());
  const Instant now = deps_.clock.Now();
  const ImportPlan plan = MakePlan(
      {report, request, deps_.locate, systems, caller.reach, *exploits, options_.deadlines, now});
  const FindingImport receipt = ReceiptOf(report, request, plan, caller, now);
  std::vector<EvidenceText> texts;
  if (receipt.is_evidence.value) {
    LACHAN_TRY(texts, StoreEvidence(deps_.files, request, plan, receipt));
  }
  return journal::ChangeFor<FindingImport>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<FindingImport> {
        const Change change{writer, caller, options_.deadlines, now};
        LACHAN_TRY(auto taken, ImportRun(change, report, request, plan, receipt).Run());
        if (!texts.empty()) {
          LACHAN_TRY_DO(WriteScans(change, deps_.registers, systems, plan, taken, texts));
        }
        return taken;
      });
}

}  // namespace lachan::findings
