// SPDX-License-Identifier: Apache-2.0
/// \file
/// The fixed phrases and numbers of the form.
/// \source NĐ 30/2020/NĐ-CP, Annex I part II
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "documents/model.h"

namespace lachan::documents {

/// Capitals of every script, in NFC: "Ủy ban" → "ỦY BAN".
std::string ToUpper(std::string_view text);

/// Whole numbers below 10 get a leading zero: "05", "12", "131".
std::string RegistryNumber(int number);
/// "05/BC-CAT", or "     /BC-CAT" until registered.
std::string NumberAndSymbol(const OfficialDocument& document);
/// "ngày 05 tháng 01 năm 2027"; leading zeros for days below 10 and for months 1 and 2 only.
std::string DateInWords(const OfficialDocument& document);

/// "I", "IV", …; `number` 1–3999.
std::string Roman(int number);
/// Letter of the n-th point in legal drafting, from 1: a b c d đ e g h i k …, then aa, bb, ….
std::string PointLetter(int number);

/// The subject followed by the mark a list asks for: `last` ends with ".", others with ";".
std::string WithEndMark(std::string_view text, bool last);

/// "(Kèm theo Báo cáo số 05/BC-CAT ngày 05 tháng 01 năm 2027 của Công an tỉnh Thanh Hóa)".
std::string AnnexReference(const OfficialDocument& document);

}  // namespace lachan::documents
