// SPDX-License-Identifier: Apache-2.0
/// \file
/// One scorecard as a text of its own: what is imported, exported and decreed. The form is that of
/// scorecard.yaml with one entry.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "directive/compile.h"
#include "directive/directive.h"

namespace lachan::directive {

/// A scorecard as far as it could be read, with everything that is wrong with it.
struct ScorecardReading {
  Scorecard card;
  std::vector<Diagnostic> findings;
  bool is_valid() const;
};

/// Reads `scorecards: [one]`. Checked against the parts and kinds of `known`: weights of every set
/// make 100, every part is known and counts once a set, bands fall to 0, each kind has one set, the
/// first day is the first of a month.
ScorecardReading ReadScorecardText(const SourceText& source, const Directive& known);

/// The text of `card`; the same card gives the same bytes. Reading it gives the card back.
std::string ScorecardText(const Scorecard& card);

}  // namespace lachan::directive
