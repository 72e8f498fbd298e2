// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "assurance/content.h"
#include "assurance/entities.h"
#include "assurance/evidence_store.h"
#include "base/result.h"
#include "core/time.h"
#include "journal/registers.h"
#include "journal/state_store.h"

namespace lachan::assurance {

/// What recording a kind of evidence means; one line a kind.
struct KindRule {
  AssuranceKind kind = AssuranceKind::other;
  std::string_view fact;  ///< Kind of fact that it writes, in the directive's vocabulary.
  bool needs_system = false;
  bool needs_level = false;              ///< `level`: the level of the system, or the layer.
  std::string_view subject_attribute{};  ///< Attribute that `subject` becomes; then it is required.
  std::string_view scope{};              ///< Value of the attribute "scope", if the kind has one.
  /// Path of the register that keeps this evidence ("drills"); such a kind is not entered as an
  /// AssuranceRecord any more, and "record as done" opens that register's form. A path that begins
  /// with "/" is a page of the console with a form of its own.
  std::string_view register_path{};
  std::string_view register_preset{};  ///< Values its form begins with: "scope=province".
};
std::span<const KindRule> KindRules();
const KindRule& RuleOf(AssuranceKind kind);
/// \error kInvalidInput  the kind has a register of its own (field "kind": "has_register:<path>").
Status MayBeAssuranceRecord(const KindRule& rule);

struct EvidenceContent {
  EvidenceFile file;
  std::string bytes;
};

/// Purpose      Keeps evidence files; records of what was done go through the registers.
/// Concurrency  Thread-safe.
class AssuranceService {
 public:
  struct Options {
    ContentLimits limits = {};
  };
  struct Deps {
    journal::StateStore& store;
    EvidenceStore& evidence;
  };
  AssuranceService(Options options, Deps deps) : options_(options), deps_(deps) {}

  /// Checks, stores and registers a file. Rights come first, then the type, then marks of secrecy;
  /// a refused file leaves nothing behind.
  /// \param agency  0: the coordinating agency; for callers of full reach.
  /// \error kDenied              the agency is outside the caller's reach.
  /// \error kInvalidInput        empty or too long (field "file": "too_large:<bytes>").
  /// \error kUnsupported         type not taken (field "file": "type_not_taken").
  /// \error kFailedPrecondition  carries a mark of a state secret (field "file": "state_secret");
  ///   the message says what to do instead.
  Result<EvidenceFile> PutEvidence(const journal::Caller& caller, AgencyId agency,
                                   std::string_view file_name, std::string_view bytes);
  /// \error kNotFound  no such file within the caller's reach.
  /// \error kCorrupt   the stored bytes were changed.
  Result<EvidenceContent> GetEvidence(const journal::Caller& caller, std::int64_t id);

 private:
  Options options_;
  Deps deps_;
};

/// Adds evidence files and assurance records, and the gate before operation to the register of
/// systems (which must have been added): a system goes into operation only with an assessment on
/// record. `clock` must outlive the registers.
/// \source directive 1.a
void AddRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::assurance
