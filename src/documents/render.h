// SPDX-License-Identifier: Apache-2.0
/// \file
/// Official documents as bytes. Pure: equal documents give equal bytes, on any day, in any process.
/// \source NĐ 30/2020/NĐ-CP, Annex I (form); ISO/IEC 29500-1 (docx); ISO 32000-1 (PDF)
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "documents/model.h"

namespace lachan::documents {

/// Everything that keeps `document` from being rendered; empty when it can be. `where.file` names
/// the member ("body[3].rows[0][2]"), `code` is a stable key for the reader's language.
/// Limits: 4 MiB of text, 20,000 table rows, 200 annexes.
std::vector<Diagnostic> Check(const OfficialDocument& document);

/// Bytes of a .docx (font declared: Times New Roman, else Liberation Serif).
/// \error kInvalidInput  `Check` found something; the error's fields carry member and code.
/// \error kFailedPrecondition  the font that measures text is not installed.
Result<std::string> ToDocx(const OfficialDocument& document);

/// Bytes of a PDF 1.5, fonts embedded (Liberation Serif, metric-compatible with Times New Roman).
/// \error as ToDocx
Result<std::string> ToPdf(const OfficialDocument& document);

}  // namespace lachan::documents
