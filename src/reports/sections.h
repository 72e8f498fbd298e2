// SPDX-License-Identifier: Apache-2.0
/// \file
/// The parts of the monthly report, one function a part. Internal to the module.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "documents/model.h"
#include "reports/figures.h"

namespace lachan::reports {

using Blocks = std::vector<documents::Block>;

/// Where and when the figures of a table were taken.
std::string CutNote(const Figures& figures);
std::string JudgedNote(const Figures& figures);

documents::Block Say(std::string text);
std::vector<documents::TableCell> Cells(std::vector<std::string> texts, bool bold = false);

void AddGeneral(const Figures& figures, Month month, Blocks& body);
void AddResponse(const Figures& figures, Month month, Blocks& body);
void AddDirective(const Figures& figures, Month month, Blocks& body);
/// \param annex  Where the whole list stands: "Phụ lục II".
void AddRanking(const Figures& figures, Month month, std::string_view annex, Blocks& body);
/// \param remarks  What people wrote; paragraphs are separated by line breaks.
void AddConclusions(const Figures& figures, Month month, std::string_view remarks, Blocks& body);

/// All obligations of the directive, one row each.
documents::Table ObligationTable(const Figures& figures);
/// All agencies of one set, by rank.
documents::Table RankingTable(const Figures& figures, const RankingPart& part, Month month);

/// Records by agency; `figures.accounts` must be there.
documents::Table AccountTable(const Figures& figures);
/// \param annex  Where the table stands.
std::string AccountSentence(const Figures& figures, std::string_view annex);

/// Figure `key` of Figures::duties.
const Compared& DutyFigure(const Figures& figures, std::string_view key);

}  // namespace lachan::reports
