// SPDX-License-Identifier: Apache-2.0
/// \file
/// Changes of one finding inside a transaction, with their facts. Internal to the module.
/// docs/formats/facts.md has the kinds.
#pragma once

#include "findings/finding_service.h"

namespace lachan::findings {

/// What every change needs to know.
struct Change {
  journal::Writer& writer;
  const journal::Caller& caller;
  const Deadlines& deadlines;
  Instant now;
};

/// The fact that opens: its attributes are what the directive reads.
journal::FactDraft OpenedFact(const Finding& finding, Instant at);
/// Stores the finding; the fact gets agency, system, origin and `finding`.
Result<Finding> Write(const Change& change, const Finding& finding, journal::FactDraft draft);
/// Adds a new one. The journal keeps what it is about, not its long texts.
Result<Finding> Create(const Change& change, Finding finding);
/// Back to open, from a state in which nothing was to do, with a new opening.
Result<Finding> Reopen(const Change& change, Finding finding, std::string_view kind, Instant at);
/// What is known changed (`before` as stored): writes `finding.rated`, and opens the duties of 1.c
/// when it now gives control.
Result<Finding> Rerate(const Change& change, const Finding& before, Finding after);
/// Notes that the last fact of `kind` about the finding's present opening no longer counts.
Status TakeBack(const Change& change, const Finding& finding, std::string_view kind);

Result<Finding> ActOn(const Change& change, std::int64_t id, const ActionRequest& request);
Result<Finding> UndoOn(const Change& change, const UndoItem& item);

/// Marks as none of the kind; duties that hang on it go.
Result<Finding> MarkFalsePositive(const Change& change, Finding finding, std::string_view reason);
Result<Finding> Accept(const Change& change, Finding finding, std::string_view reason,
                       CivilDate until);

/// A text within a limit, tidied. \error kInvalidInput  with the field.
Result<std::string> CheckText(std::string_view text, std::string_view field, bool is_required);

}  // namespace lachan::findings
