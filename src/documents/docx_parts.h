// SPDX-License-Identifier: Apache-2.0
/// \file
/// Inside: the parts of a docx other than its text.
/// \source ISO/IEC 29500-1 (WordprocessingML); the mark behind the text is VML of
///         ISO/IEC 29500-4, which every word processor still reads there
#pragma once

#include <pugixml.hpp>

#include <string>

#include "documents/sheet.h"

namespace lachan::documents {

/// Twentieths of a point.
int Twips(double points);
int TwipsOfMm(double mm);

/// XML with its declaration, without added white space.
std::string Serialise(const pugi::xml_document& xml);

/// `parent` / `name` with w:val="value".
pugi::xml_node Valued(pugi::xml_node parent, const char* name, const std::string& value);

std::string ContentTypesPart();
std::string PackageRelationsPart();
std::string DocumentRelationsPart();
std::string StylesPart();
std::string SettingsPart();
std::string FontTablePart();
std::string CorePart(const Sheet& sheet);
std::string ApplicationPart();
/// The top margin: mark of the standing (with a large one behind the text) and the page number.
std::string HeaderPart(const std::string& mark, bool page_number);

}  // namespace lachan::documents
