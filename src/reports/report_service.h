// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "documents/model.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "obligations/obligation_service.h"
#include "reports/compose.h"
#include "reports/entities.h"
#include "reports/figures.h"

namespace lachan::reports {

enum class Format : std::uint8_t { kDocx, kPdf };

struct RenderedFile {
  std::string bytes;
  std::string media_type;
  std::string file_name;  ///< ASCII.
};

/// Purpose      The monthly papers: figures, the two persons who check and issue, the pages.
/// Operation    draft → checked → issued. A draft may be taken anew; an issued document keeps its
///              figures for good. Who checked it may not issue it.
/// Concurrency  Thread-safe.
/// Limits       One document of a kind a month.
class ReportService {
 public:
  struct Options {
    Letterhead letterhead = {};
    bool is_demo = false;  ///< Every page is marked, whatever the document's standing.
  };
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
    obligations::ObligationService& obligations;
    const Clock& clock;
    CountEvents count_events = {};    ///< Empty: reports say that the figure is missing.
    CountRecords count_records = {};  ///< Empty: reports leave the account out.
  };
  ReportService(Options options, Deps deps)
      : options_(std::move(options)), deps_(std::move(deps)) {}

  /// Makes the month's document, or takes its figures anew; a checked one is a draft again.
  /// \error kFailedPrecondition  it is issued; the month lies ahead; a notice of a month that is
  ///   not frozen.
  Result<Document> Draft(const journal::Caller& caller, DocumentKind kind, Month month);
  /// draft → checked.
  /// \error kFailedPrecondition  it is issued, or checked already.
  Result<Document> Check(const journal::Caller& caller, std::int64_t id);
  /// checked → issued; writes `report.monthly_issued`, which discharges the duty to report.
  /// \error kFailedPrecondition  not checked; checked by the same account; the month has not ended.
  /// \error kInvalidInput        fields "number", "signer_name", "signer_title": "required"
  Result<Document> Issue(const journal::Caller& caller, std::int64_t id);

  /// The pages as they stand now.
  Result<documents::OfficialDocument> Compose(const Document& document) const;
  /// \error kNotFound  no such document within reach.
  Result<RenderedFile> Render(const journal::Caller& caller, std::int64_t id, Format format);

 private:
  /// The issuing body is who coordinates on the day of issue, where the register says so.
  Result<Letterhead> LetterheadOf(const Document& document) const;

  Options options_;
  Deps deps_;
};

/// Adds documents: made by the service; number, signer and remarks are changed as in any register
/// until the document is issued. Changed remarks make a checked document a draft again.
void AddRegisters(journal::Registers& registers);

}  // namespace lachan::reports
