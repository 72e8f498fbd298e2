// SPDX-License-Identifier: Apache-2.0
/// \file
/// Figures → the pages of an official document, in the words offices use. Pure.
/// \source NĐ 30/2020/NĐ-CP (form); the directive's final paragraph (what the Chairman is told)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/model.h"
#include "reports/entities.h"
#include "reports/figures.h"

namespace lachan::reports {

/// What stands on every document of the issuing body.
struct Letterhead {
  std::string superior_body = "Ủy ban nhân dân tỉnh Thanh Hóa";
  std::string issuing_body = "Công an tỉnh";
  std::string symbol = "CAT";  ///< Of the issuing body in numbers: "BC-CAT".
  std::string place = "Thanh Hóa";
  std::string province = "tỉnh Thanh Hóa";
  std::string addressee = "Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa";
  std::string head = "Giám đốc";  ///< Who signs where the document names nobody.
  std::vector<std::string> recipients = {"Như trên (để báo cáo)",
                                         "Các Phó Chủ tịch Ủy ban nhân dân tỉnh (để báo cáo)",
                                         "Các sở, ban, ngành cấp tỉnh (để thực hiện)",
                                         "Ủy ban nhân dân các xã, phường (để thực hiện)"};
  std::string archive = "VT, PA05";
};

/// The number in "05/BC-CAT" or "5"; empty when there is none.
std::optional<int> RegistryNumberOf(std::string_view text);

/// "Báo cáo tình hình, kết quả … tháng …": five parts and two annexes. A month in which nothing
/// happened gives the same document, which says so.
documents::OfficialDocument MonthlyReport(const Letterhead& letterhead, const Document& document,
                                          const Figures& figures);

/// "Thông báo kết quả xếp loại … tháng …".
documents::OfficialDocument RankingNotice(const Letterhead& letterhead, const Document& document,
                                          const Figures& figures);

}  // namespace lachan::reports
