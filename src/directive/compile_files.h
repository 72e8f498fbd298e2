// SPDX-License-Identifier: Apache-2.0
/// \file
/// One reader a file of a directive's folder. Internal to the module.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "directive/yaml_reader.h"

namespace lachan::directive {

/// What the readers share: the directive being filled, the findings, and where things stand.
struct CompileContext {
  Directive directive;
  std::vector<Diagnostic> findings;
  std::map<std::string, Place> places;  ///< "part OB-05.scan" → its place, for later checks.

  void Report(const std::string& place_key, std::string code, std::string message,
              std::string hint = {});
};

void ReadHead(MapReader& file, CompileContext& context);
void ReadClauses(MapReader& file, CompileContext& context);
void ReadFacts(MapReader& file, CompileContext& context);
void ReadObligations(MapReader& file, CompileContext& context);
void ReadCalendar(MapReader& file, CompileContext& context);
void ReadIncidentClocks(MapReader& file, CompileContext& context);
void ReadScorecards(MapReader& file, CompileContext& context);

/// References and uniqueness of the scorecards read so far, against the parts and kinds of `known`.
void CheckScorecards(const Directive& known, CompileContext& context);

/// Everything that needs more than one file: references, uniqueness, traceability.
void CheckDirective(CompileContext& context);
/// Contradictions within: duties nobody can discharge, cycles, overlapping dates, unknown words.
void CheckRules(CompileContext& context);

}  // namespace lachan::directive
