// SPDX-License-Identifier: Apache-2.0
// The template of RFC 2350, appendix D, filled from the register.
#include "base/text.h"
#include "teams/text_formats.h"

namespace lachan::teams {
namespace {

/// Writes numbered headings and paragraphs in one language.
class Paper {
 public:
  explicit Paper(bool in_english) : en_(in_english) {}

  void Chapter(std::string_view number, std::string_view vi, std::string_view en) {
    Heading(number, vi, en);
    out_ += std::string(CodePoints(In(vi, en)) + number.size() + 1, '=') + "\n";
  }
  void Heading(std::string_view number, std::string_view vi, std::string_view en) {
    out_ += fmt::format("\n{} {}\n", number, In(vi, en));
  }
  void Say(std::string_view vi, std::string_view en) { out_ += fmt::format("   {}\n", In(vi, en)); }
  /// A value, or that it is not known.
  void Value(std::string_view value) {
    out_ += fmt::format("   {}\n", value.empty() ? In("Chưa công bố.", "Not published.") : value);
  }
  std::string_view In(std::string_view vi, std::string_view en) const { return en_ ? en : vi; }
  std::string Take() { return std::move(out_); }
  void Raw(std::string text) { out_ += std::move(text); }

 private:
  bool en_;
  std::string out_;
};

void AboutDocument(Paper& paper, const CsirtProfile& profile) {
  paper.Chapter("1.", "Thông tin về tài liệu", "Document information");
  paper.Heading("1.1.", "Ngày cập nhật", "Date of last update");
  paper.Value(FormatVietnamese(profile.revised_on));
  paper.Heading("1.2.", "Danh sách nhận thông báo thay đổi", "Distribution list for notifications");
  paper.Say("Không có; xem bản mới nhất tại địa chỉ dưới đây.",
            "None; the latest version is at the address below.");
  paper.Heading("1.3.", "Nơi đăng tài liệu", "Locations where this document may be found");
  paper.Value(profile.base_url + "/rfc2350");
}

void Contact(Paper& paper, const CsirtProfile& profile) {
  paper.Chapter("2.", "Thông tin liên hệ", "Contact information");
  paper.Heading("2.1.", "Tên đội", "Name of the team");
  paper.Value(profile.short_name.empty()
                  ? profile.name
                  : fmt::format("{} ({})", profile.name, profile.short_name));
  paper.Heading("2.2.", "Địa chỉ", "Address");
  paper.Value(profile.address);
  paper.Heading("2.3.", "Múi giờ", "Time zone");
  paper.Say("UTC+07:00 (Asia/Ho_Chi_Minh), không đổi giờ mùa hè.",
            "UTC+07:00 (Asia/Ho_Chi_Minh), no summer time.");
  paper.Heading("2.4.", "Điện thoại", "Telephone number");
  paper.Value(profile.phone);
  paper.Heading("2.5.", "Fax", "Facsimile number");
  paper.Say("Không có.", "None.");
  paper.Heading("2.6.", "Kênh khác", "Other telecommunication");
  paper.Value(profile.base_url + "/bao-su-co");
  paper.Heading("2.7.", "Thư điện tử", "Electronic mail address");
  paper.Value(profile.email);
  paper.Heading("2.8.", "Khóa công khai", "Public keys and encryption information");
  paper.Value(profile.key_url);
  paper.Heading("2.9.", "Thành viên", "Team members");
  paper.Raw(fmt::format(
      "   {}\n",
      paper.In(fmt::format("{} thành viên, {} chuyên gia đạt chuẩn. Danh sách không công bố.",
                           profile.members, profile.experts),
               fmt::format("{} members, {} qualified experts. Names are not published.",
                           profile.members, profile.experts))));
  paper.Heading("2.10.", "Thông tin khác", "Other information");
  paper.Value(profile.base_url + "/danh-ba");
  paper.Heading("2.11.", "Thời gian tiếp nhận", "Points of customer contact");
  if (!profile.hours.empty()) {
    paper.Value(profile.hours);
  } else if (profile.is_around_the_clock) {
    paper.Say("Trực 24 giờ mỗi ngày, 7 ngày mỗi tuần.", "On duty 24 hours a day, 7 days a week.");
  } else {
    paper.Value("");
  }
}

void Charter(Paper& paper, const CsirtProfile& profile) {
  paper.Chapter("3.", "Điều lệ", "Charter");
  paper.Heading("3.1.", "Sứ mệnh", "Mission statement");
  paper.Say("Điều phối, ứng cứu sự cố an toàn thông tin mạng trên địa bàn.",
            "Coordinates the response to cyber-security incidents in the province.");
  paper.Heading("3.2.", "Đối tượng phục vụ", "Constituency");
  paper.Value(profile.constituency);
  paper.Heading("3.3.", "Cơ quan chủ quản", "Sponsorship and affiliation");
  paper.Value(profile.host);
  paper.Heading("3.4.", "Thẩm quyền", "Authority");
  std::string authority = profile.authority;
  if (profile.established_on) {
    const auto day = FormatVietnamese(*profile.established_on);
    authority += authority.empty() ? "" : " ";
    authority +=
        profile.decision_number.empty()
            ? fmt::format("{} {}.", paper.In("Thành lập ngày", "Set up on"), day)
            : fmt::format("{} {}, {}.",
                          paper.In("Thành lập theo quyết định số", "Set up by decision no."),
                          profile.decision_number, day);
  }
  paper.Value(authority);
}

void Policies(Paper& paper) {
  paper.Chapter("4.", "Chính sách", "Policies");
  paper.Heading("4.1.", "Loại sự cố và mức hỗ trợ", "Types of incidents and level of support");
  paper.Say(
      "Mọi sự cố mạng của cơ quan, tổ chức, người dân trên địa bàn; ưu tiên theo mức nghiêm trọng.",
      "All cyber incidents of agencies, organisations and citizens; by severity.");
  paper.Heading("4.2.", "Hợp tác, chia sẻ và bảo mật thông tin",
                "Co-operation, interaction and disclosure of information");
  paper.Say("Theo nhãn TLP; không tiếp nhận bí mật nhà nước qua các kênh này.",
            "By TLP labels; state secrets are not taken through these channels.");
  paper.Heading("4.3.", "Trao đổi và xác thực", "Communication and authentication");
  paper.Say("Điện thoại và thư công vụ; nội dung nhạy cảm được mã hóa khi có khóa công khai.",
            "Telephone and official mail; sensitive content is encrypted when a key is published.");
  paper.Chapter("5.", "Dịch vụ", "Services");
  paper.Heading("5.1.", "Ứng cứu sự cố", "Incident response");
  paper.Say("Tiếp nhận, đánh giá, điều phối, hỗ trợ xử lý và khôi phục.",
            "Triage, coordination, support in resolution and recovery.");
  paper.Heading("5.2.", "Hoạt động chủ động", "Proactive activities");
  paper.Say("Giám sát, cảnh báo, diễn tập, đào tạo, kiểm tra.",
            "Monitoring, advisories, drills, training, inspection.");
}

}  // namespace

std::string ToRfc2350(const CsirtProfile& profile, bool in_english) {
  Paper paper(in_english);
  paper.Raw(fmt::format("{}\n{}\n", profile.name,
                        paper.In("Bản mô tả theo RFC 2350", "Description according to RFC 2350")));
  AboutDocument(paper, profile);
  Contact(paper, profile);
  Charter(paper, profile);
  Policies(paper);
  paper.Chapter("6.", "Biểu mẫu báo cáo", "Incident reporting forms");
  paper.Value(profile.base_url + "/bao-su-co");
  paper.Chapter("7.", "Miễn trừ", "Disclaimers");
  paper.Say(
      "Thông tin được soạn cẩn trọng nhưng không bảo đảm tuyệt đối; đội không chịu trách nhiệm về "
      "sai sót khi sử dụng.",
      "Information is prepared with care but without warranty; the team takes no responsibility "
      "for "
      "errors in its use.");
  return paper.Take();
}

}  // namespace lachan::teams
