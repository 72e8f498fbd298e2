// SPDX-License-Identifier: Apache-2.0
#include "levels/questions.h"

#include <vector>

#include "base/check.h"

namespace lachan::levels {
namespace {

using enum AnswerKind;

// clang-format off
constexpr Choice kTraitChoices[] = {
    {"internal", "Chỉ phục vụ công việc nội bộ của cơ quan", "Serves the work inside the organisation only"},
    {"public_service", "Phục vụ người dân, doanh nghiệp qua mạng", "Serves citizens and enterprises online"},
    {"infrastructure", "Hạ tầng dùng chung: mạng, trung tâm dữ liệu, máy chủ, nền tảng kết nối", "Shared infrastructure: network, data centre, servers, integration platform"},
    {"industrial", "Điều khiển, giám sát công trình (điện, nước, giao thông, thủy lợi…)", "Controls or monitors works (power, water, transport, irrigation…)"},
    {"state_secret", "Có bí mật nhà nước, hoặc phục vụ quốc phòng, an ninh", "Holds state secrets, or serves defence and security"},
    {"national", "Hệ thống quốc gia, hoặc kho dữ liệu đặc biệt quan trọng của quốc gia", "National system, or store of particularly important national data"},
    {"decided", "Cấp có thẩm quyền đã quyết định cấp độ", "A competent authority has decided its level"},
    {"something_else", "Không thuộc các loại trên", "None of these"},
};
constexpr Choice kHarmChoices[] = {
    {"harm", "Tổn hại", "Harm"},
    {"serious", "Tổn hại nghiêm trọng", "Serious harm"},
    {"particularly_serious", "Tổn hại đặc biệt nghiêm trọng", "Particularly serious harm"},
};
constexpr Choice kNationalChoices[] = {
    {"e_government", "Hệ thống quốc gia của Chính phủ điện tử, Chính phủ số", "National system of e-Government"},
    {"critical_data", "Nơi lưu tập trung dữ liệu đặc biệt quan trọng của quốc gia", "Central store of particularly important national data"},
    {"neither", "Không phải hai loại này", "Neither"},
};
constexpr Choice kScopeChoices[] = {
    {"one_organisation", "Một cơ quan, tổ chức", "One organisation"},
    {"sector_or_province", "Một bộ, ngành, một tỉnh hoặc vài tỉnh", "A ministry, a sector, one province or several"},
    {"nationwide", "Cả nước", "The whole country"},
    {"international", "Nối Việt Nam với quốc tế", "Links Viet Nam with the world"},
};
constexpr Choice kWorksChoices[] = {
    {"grade_2_to_4", "Cấp II, III hoặc IV", "Grade II, III or IV"},
    {"grade_1", "Cấp I", "Grade I"},
    {"special", "Cấp đặc biệt, hoặc quan trọng về an ninh quốc gia", "Special grade, or important to national security"},
};
constexpr Choice kDecisionChoices[] = {
    {"level_2", "Cấp độ 2", "Level 2"},
    {"level_3", "Cấp độ 3", "Level 3"},
    {"level_5", "Cấp độ 5 (Thủ tướng Chính phủ quyết định)", "Level 5 (decided by the Prime Minister)"},
};
constexpr Choice kGradeChoices[] = {
    {"information_only", "Chỉ cung cấp thông tin", "Information only"},
    {"up_to_2", "Dịch vụ công mức độ 1, 2 (tải biểu mẫu, tra cứu)", "Public services of grade 1 or 2 (forms, look-ups)"},
    {"from_3", "Dịch vụ công mức độ 3 trở lên (nộp hồ sơ qua mạng)", "Public services of grade 3 or higher (applications online)"},
};
constexpr Choice kBusinessChoices[] = {
    {"none", "Không phải dịch vụ kinh doanh", "Not a business service"},
    {"not_listed", "Kinh doanh, ngoài danh mục có điều kiện", "Business, not on the list"},
    {"listed", "Thuộc danh mục kinh doanh có điều kiện", "On the list of conditional business"},
};

constexpr QuestionInfo kInfo[] = {
    {Question::kTraits, "traits", kTraits, "Hệ thống này là gì?", "What is this system?",
     "Chọn mọi ý đúng. Cấp độ cao nhất được tính; không tách hệ thống để hạ cấp độ.", "Choose all that hold. The highest level counts; a system is not split to lower its level.", kTraitChoices},
    {Question::kHarm, "harm", kChoice, "Nếu bị phá hoại hoặc lộ, quốc phòng, an ninh quốc gia bị tổn hại mức nào?", "If it is sabotaged or leaked, how much harm to defence and national security?",
     "Khi phân vân giữa hai mức, chọn mức cao hơn.", "In doubt between two, take the higher.", kHarmChoices},
    {Question::kNationalRole, "national_role", kChoice, "Vai trò cấp quốc gia của hệ thống?", "Its national role?", "", "", kNationalChoices},
    {Question::kScope, "scope", kChoice, "Hạ tầng này phục vụ những ai?", "Whom does this infrastructure serve?",
     "Ví dụ: mạng nội bộ một sở là một cơ quan; trung tâm dữ liệu tỉnh là một tỉnh.", "For example: the network of one department is one organisation; the provincial data centre is one province.", kScopeChoices},
    {Question::kRoundTheClock, "round_the_clock", kYesNo, "Có phải chạy 24/7 và không chấp nhận dừng ngoài kế hoạch?", "Must it run 24/7, with no unplanned stop?", "", "", {}},
    {Question::kWorksGrade, "works_grade", kChoice, "Công trình được điều khiển thuộc cấp nào?", "Which grade are the works it controls?",
     "Theo phân cấp công trình xây dựng.", "By the grading of construction works.", kWorksChoices},
    {Question::kDecision, "decision", kChoice, "Cấp độ đã được quyết định?", "Which level was decided?", "", "", kDecisionChoices},
    {Question::kServiceGrade, "service_grade", kChoice, "Hệ thống cung cấp gì cho người dân, doanh nghiệp?", "What does it give citizens and enterprises?", "", "", kGradeChoices},
    {Question::kProcedures, "administrative_procedures", kYesNo, "Có phải hệ thống giải quyết thủ tục hành chính?", "Does it handle administrative procedures?",
     "Tiếp nhận, xử lý, trả kết quả hồ sơ thủ tục hành chính.", "Takes in, works on or answers applications of administrative procedures.", {}},
    {Question::kBusiness, "business", kChoice, "Dịch vụ có thuộc ngành, nghề kinh doanh có điều kiện?", "Is the service one of conditional business?", "", "", kBusinessChoices},
    {Question::kUsers, "users", kNumber, "Số người dùng có thông tin riêng, thông tin cá nhân trong hệ thống?", "How many users have private or personal information in it?",
     "Từ 10.000 người là cấp độ 3.", "10,000 or more give level 3.", {}},
    {Question::kSensitiveSubjects, "sensitive_subjects", kNumber, "Số chủ thể có dữ liệu cá nhân nhạy cảm?", "How many subjects of sensitive personal data?",
     "Sức khỏe, sinh trắc, vị trí, tài chính… Từ 10.000 chủ thể là cấp độ 3. Không có thì ghi 0.", "Health, biometrics, location, finance… 10,000 or more give level 3. Enter 0 if none.", {}},
    {Question::kBasicSubjects, "basic_subjects", kNumber, "Số chủ thể có dữ liệu cá nhân cơ bản?", "How many subjects of basic personal data?",
     "Họ tên, ngày sinh, địa chỉ, số điện thoại… Từ 100.000 chủ thể là cấp độ 3.", "Name, birth, address, telephone… 100,000 or more give level 3.", {}},
    {Question::kOnlyPublic, "only_public_information", kYesNo, "Có phải chỉ xử lý thông tin công cộng?", "Does it process public information only?",
     "Thông tin công cộng: ai cũng xem được, không cần biết họ là ai. Có tài khoản nhân sự, công văn nội bộ thì trả lời Không.", "Public information: anybody may see it. Staff data or internal papers mean No.", {}},
};
// clang-format on

constexpr bool InOrder() {
  for (std::size_t i = 0; i < std::size(kInfo); ++i) {
    if (static_cast<std::size_t>(kInfo[i].question) != i) return false;
  }
  return std::size(kInfo) == kQuestions;
}
static_assert(InOrder(), "one line for every question, in order");

}  // namespace

std::span<const QuestionInfo> AllQuestions() { return kInfo; }

const QuestionInfo& InfoOf(Question question) {
  const auto index = static_cast<std::size_t>(question);
  LACHAN_CHECK(index < kQuestions, "a question has its line");
  return kInfo[index];
}

bool IsAnswered(const Answers& answers, Question question) {
  switch (question) {
    case Question::kTraits:
      return answers.has_trait();
    case Question::kHarm:
      return answers.harm.has_value();
    case Question::kNationalRole:
      return answers.national_role.has_value();
    case Question::kScope:
      return answers.scope.has_value();
    case Question::kRoundTheClock:
      return answers.round_the_clock.has_value();
    case Question::kWorksGrade:
      return answers.works_grade.has_value();
    case Question::kDecision:
      return answers.decision.has_value();
    case Question::kServiceGrade:
      return answers.service_grade.has_value();
    case Question::kProcedures:
      return answers.administrative_procedures.has_value();
    case Question::kBusiness:
      return answers.business.has_value();
    case Question::kUsers:
      return answers.users.has_value();
    case Question::kSensitiveSubjects:
      return answers.sensitive_subjects.has_value();
    case Question::kBasicSubjects:
      return answers.basic_subjects.has_value();
    case Question::kOnlyPublic:
      return answers.only_public_information.has_value();
  }
  return false;
}

std::vector<Contradiction> Contradictions(const Answers& answers) {
  std::vector<Contradiction> found;
  const bool only_public = answers.only_public_information.value_or(false);
  if (only_public && answers.state_secret) {
    found.push_back({"only_public_information", "secret_but_public",
                     "Đã chọn có bí mật nhà nước thì không thể chỉ xử lý thông tin công cộng.",
                     "With state secrets it cannot process public information only."});
  }
  const bool has_subjects = (answers.users && answers.users->value > 0) ||
                            (answers.basic_subjects && answers.basic_subjects->value > 0) ||
                            (answers.sensitive_subjects && answers.sensitive_subjects->value > 0);
  if (only_public && has_subjects) {
    found.push_back({"only_public_information", "personal_but_public",
                     "Đã có chủ thể dữ liệu cá nhân thì không thể chỉ xử lý thông tin công cộng.",
                     "With data subjects it cannot process public information only."});
  }
  const bool other = answers.internal || answers.public_service || answers.infrastructure ||
                     answers.industrial || answers.state_secret || answers.national ||
                     answers.decided;
  if (answers.something_else && other) {
    found.push_back({"something_else", "else_beside_others",
                     "“Không thuộc các loại trên” không đi cùng một loại khác.",
                     "“None of these” cannot stand beside another."});
  }
  if (answers.risk_level && answers.risk_reason.empty()) {
    found.push_back({"risk_reason", "required",
                     "Nâng cấp độ theo đánh giá rủi ro thì phải nêu lý do.",
                     "A level raised by the risk assessment needs its reason."});
  }
  return found;
}

}  // namespace lachan::levels
