// SPDX-License-Identifier: Apache-2.0
#include "levels/criteria.h"

namespace lachan::levels {
namespace {

using enum Regime;
using enum Rule;

// clang-format off
constexpr Criterion kCriteria[] = {
    {"ND85-1",    nd85, 1, kInternalPublicInformation, "Đ7", "Chỉ phục vụ nội bộ, chỉ có thông tin công cộng", "Internal use only, public information only"},
    {"ND85-2.1",  nd85, 2, kInternalPrivateInformation, "Đ8.1", "Phục vụ nội bộ, có thông tin riêng hoặc thông tin cá nhân, không có bí mật nhà nước", "Internal use, private or personal information, no state secrets"},
    {"ND85-2.2a", nd85, 2, kServiceGradeLow, "Đ8.2.a", "Cung cấp thông tin hoặc dịch vụ công trực tuyến mức độ 1, 2 cho người dân, doanh nghiệp", "Information or public services of grade 1 or 2 for citizens and enterprises"},
    {"ND85-2.2b", nd85, 2, kBusinessNotListed, "Đ8.2.b", "Dịch vụ trực tuyến ngoài danh mục kinh doanh có điều kiện", "Online service outside the list of conditional business"},
    {"ND85-2.2c", nd85, 2, kUsersBelow, "Đ8.2.c", "Dịch vụ trực tuyến giữ thông tin riêng, cá nhân của dưới 10.000 người dùng", "Online service holding private or personal information of fewer than 10,000 users"},
    {"ND85-2.3",  nd85, 2, kScopeOne, "Đ8.3", "Hạ tầng thông tin của một cơ quan, tổ chức", "Infrastructure of one organisation"},
    {"ND85-3.1",  nd85, 3, kHarm, "Đ9.1", "Có bí mật nhà nước hoặc phục vụ quốc phòng, an ninh; bị phá hoại thì gây tổn hại", "State secrets or defence and security; sabotage does harm"},
    {"ND85-3.2a", nd85, 3, kServiceGradeHigh, "Đ9.2.a", "Dịch vụ công trực tuyến mức độ 3 trở lên", "Online public services of grade 3 or higher"},
    {"ND85-3.2b", nd85, 3, kBusinessListed, "Đ9.2.b", "Dịch vụ trực tuyến trong danh mục kinh doanh có điều kiện", "Online service on the list of conditional business"},
    {"ND85-3.2c", nd85, 3, kUsersFrom, "Đ9.2.c", "Dịch vụ trực tuyến giữ thông tin riêng, cá nhân của từ 10.000 người dùng", "Online service holding private or personal information of 10,000 users or more"},
    {"ND85-3.3",  nd85, 3, kScopeProvince, "Đ9.3", "Hạ tầng dùng chung của một ngành, một tỉnh hoặc vài tỉnh", "Infrastructure shared by a sector, one province or several"},
    {"ND85-3.4",  nd85, 3, kWorksLow, "Đ9.4", "Điều khiển công nghiệp của công trình cấp II, III, IV", "Industrial control of works of grade II, III or IV"},
    {"ND85-4.1",  nd85, 4, kHarmSerious, "Đ10.1", "Có bí mật nhà nước hoặc phục vụ quốc phòng, an ninh; bị phá hoại thì tổn hại nghiêm trọng", "State secrets or defence and security; sabotage does serious harm"},
    {"ND85-4.2",  nd85, 4, kNationalService, "Đ10.2", "Hệ thống quốc gia của Chính phủ điện tử, chạy 24/7, không chấp nhận dừng ngoài kế hoạch", "National e-Government system, 24/7, no unplanned stop"},
    {"ND85-4.3",  nd85, 4, kScopeNationwide, "Đ10.3", "Hạ tầng dùng chung cả nước, chạy 24/7, không chấp nhận dừng ngoài kế hoạch", "Nationwide shared infrastructure, 24/7, no unplanned stop"},
    {"ND85-4.4",  nd85, 4, kWorksFirst, "Đ10.4", "Điều khiển công nghiệp của công trình cấp I", "Industrial control of works of grade I"},
    {"ND85-5.1",  nd85, 5, kHarmParticular, "Đ11.1", "Có bí mật nhà nước hoặc phục vụ quốc phòng, an ninh; bị phá hoại thì tổn hại đặc biệt nghiêm trọng", "State secrets or defence and security; sabotage does particularly serious harm"},
    {"ND85-5.2",  nd85, 5, kCriticalData, "Đ11.2", "Nơi lưu tập trung dữ liệu đặc biệt quan trọng của quốc gia", "Central store of particularly important national data"},
    {"ND85-5.3",  nd85, 5, kScopeInternational, "Đ11.3", "Hạ tầng quốc gia nối Việt Nam với quốc tế", "National infrastructure that links Viet Nam with the world"},
    {"ND85-5.4",  nd85, 5, kWorksSpecial, "Đ11.4", "Điều khiển công nghiệp của công trình cấp đặc biệt hoặc quan trọng về an ninh quốc gia", "Industrial control of special-grade works or works important to national security"},
    {"ND85-5.5",  nd85, 5, kDecidedFive, "Đ11.5", "Hệ thống khác do Thủ tướng Chính phủ quyết định", "Another system, by decision of the Prime Minister"},
    {"ND331-1",    nd331, 1, kInternalPublicInformation, "Đ11", "Chỉ phục vụ nội bộ, chỉ có thông tin công cộng", "Internal use only, public information only"},
    {"ND331-2.1",  nd331, 2, kInternalPrivateInformation, "Đ12.1", "Phục vụ nội bộ, có thông tin riêng hoặc dữ liệu cá nhân, không có bí mật nhà nước", "Internal use, private information or personal data, no state secrets"},
    {"ND331-2.2a", nd331, 2, kBusinessNotListed, "Đ12.2.a", "Dịch vụ trực tuyến ngoài ngành, nghề kinh doanh có điều kiện (Luật Đầu tư 143/2025, Phụ lục IV)", "Online service outside conditional business (Law 143/2025, Annex IV)"},
    {"ND331-2.2b", nd331, 2, kSubjectsBelow, "Đ12.2.b", "Dịch vụ trực tuyến khác, dữ liệu cơ bản của dưới 100.000 và nhạy cảm của dưới 10.000 chủ thể", "Other online service, basic data of fewer than 100,000 and sensitive data of fewer than 10,000 subjects"},
    {"ND331-2.3",  nd331, 2, kScopeOne, "Đ12", "Hạ tầng thông tin của một cơ quan, tổ chức", "Infrastructure of one organisation"},
    {"ND331-2.x",  nd331, 2, kDecidedTwo, "Đ12", "Hệ thống khác do cấp có thẩm quyền quyết định cấp độ 2", "Another system that an authority decided to be level 2"},
    {"ND331-3.1",  nd331, 3, kHarm, "Đ13.1", "Có bí mật nhà nước hoặc phục vụ quốc phòng, an ninh; bị phá hoại thì tổn hại an ninh quốc gia", "State secrets or defence and security; sabotage harms national security"},
    {"ND331-3.2a", nd331, 3, kBusinessListed, "Đ13.2.a", "Dịch vụ trực tuyến thuộc ngành, nghề kinh doanh có điều kiện", "Online service in conditional business"},
    {"ND331-3.2b", nd331, 3, kProcedures, "Đ13.2.b", "Hệ thống giải quyết thủ tục hành chính", "System that handles administrative procedures"},
    {"ND331-3.2c", nd331, 3, kSubjectsFrom, "Đ13.2.c", "Dữ liệu cá nhân cơ bản của từ 100.000 chủ thể hoặc nhạy cảm của từ 10.000 chủ thể", "Basic personal data of 100,000 subjects or more, or sensitive data of 10,000 or more"},
    {"ND331-3.3",  nd331, 3, kScopeProvince, "Đ13.3", "Hạ tầng dùng chung của một bộ, ngành, một tỉnh hoặc vài tỉnh", "Infrastructure shared by a ministry, a sector, one province or several"},
    {"ND331-3.4",  nd331, 3, kWorksLow, "Đ13.4", "Điều khiển công nghiệp của công trình cấp II, III, IV", "Industrial control of works of grade II, III or IV"},
    {"ND331-3.x",  nd331, 3, kDecidedThree, "Đ13", "Hệ thống khác do cấp có thẩm quyền quyết định cấp độ 3", "Another system that an authority decided to be level 3"},
    {"ND331-4.1",  nd331, 4, kHarmSerious, "Đ14", "Có bí mật nhà nước hoặc phục vụ quốc phòng, an ninh; bị phá hoại thì tổn hại nghiêm trọng", "State secrets or defence and security; sabotage does serious harm"},
    {"ND331-4.2",  nd331, 4, kNationalServiceOrInfrastructure, "Đ14", "Hệ thống quốc gia của Chính phủ điện tử, Chính phủ số hoặc hạ tầng cả nước, chạy 24/7, không chấp nhận dừng ngoài kế hoạch", "National e-Government system or nationwide infrastructure, 24/7, no unplanned stop"},
    {"ND331-4.3",  nd331, 4, kWorksFirst, "Đ14", "Điều khiển công nghiệp của công trình cấp I", "Industrial control of works of grade I"},
    {"ND331-5.1",  nd331, 5, kHarmParticular, "Đ15", "Có bí mật nhà nước hoặc phục vụ quốc phòng, an ninh; bị phá hoại thì tổn hại đặc biệt nghiêm trọng", "State secrets or defence and security; sabotage does particularly serious harm"},
    {"ND331-5.2",  nd331, 5, kCriticalData, "Đ15", "Nơi lưu tập trung dữ liệu đặc biệt quan trọng của quốc gia", "Central store of particularly important national data"},
    {"ND331-5.3",  nd331, 5, kScopeInternational, "Đ15", "Hạ tầng quốc gia nối Việt Nam với quốc tế", "National infrastructure that links Viet Nam with the world"},
    {"ND331-5.4",  nd331, 5, kWorksSpecial, "Đ15", "Điều khiển công nghiệp của công trình cấp đặc biệt hoặc quan trọng về an ninh quốc gia", "Industrial control of special-grade works or works important to national security"},
    {"ND331-5.5",  nd331, 5, kDecidedFive, "Đ15, Đ16", "Hệ thống khác do Thủ tướng Chính phủ quyết định", "Another system, by decision of the Prime Minister"},
};
// clang-format on

}  // namespace

std::span<const Criterion> Criteria() { return kCriteria; }

const Criterion* FindCriterion(std::string_view id) {
  for (const auto& criterion : kCriteria) {
    if (criterion.id == id) return &criterion;
  }
  return nullptr;
}

Regime RegimeAt(CivilDate day, const RegimeDates& dates) {
  return day < dates.nd331_from ? Regime::nd85 : Regime::nd331;
}

std::string_view InstrumentOf(Regime regime) {
  switch (regime) {
    case Regime::nd85:
      return "Nghị định số 85/2016/NĐ-CP";
    case Regime::nd331:
      return "Nghị định số 331/2026/NĐ-CP";
  }
  return "";
}

}  // namespace lachan::levels
