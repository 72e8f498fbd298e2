// SPDX-License-Identifier: Apache-2.0
#include "documents/testing_sample.h"

namespace lachan::documents::testing {
namespace {

using Row = std::vector<TableCell>;

Row Cells(std::initializer_list<const char*> texts) {
  Row row;
  for (const char* text : texts) row.push_back({.text = text});
  return row;
}

Row Total(std::initializer_list<const char*> texts, int first_span) {
  Row row = Cells(texts);
  for (TableCell& cell : row) cell.bold = true;
  row.front().span = first_span;
  return row;
}

Table Incidents() {
  Table table;
  table.caption = "Sự cố an ninh mạng trong tháng, theo loại";
  table.columns = {{"TT", 0.7, Align::centre},
                   {"Loại sự cố", 4.2, Align::left},
                   {"Tháng 10", 1.2, Align::right},
                   {"Tháng 11", 1.2, Align::right},
                   {"Tăng, giảm (%)", 1.3, Align::right},
                   {"Đã xử lý", 1.2, Align::right}};
  table.rows = {
      Cells({"1", "Mã độc (ransomware, mã độc đánh cắp thông tin)", "14", "11", "-21,4", "11"}),
      Cells({"2", "Tấn công dò quét mật khẩu, chiếm đoạt tài khoản", "37", "42", "+13,5", "40"}),
      Cells({"3", "Thay đổi giao diện, chèn liên kết cờ bạc vào trang thông tin điện tử", "6", "3",
             "-50,0", "3"}),
      Cells({"4", "Lừa đảo qua thư điện tử", "21", "25", "+19,0", "24"}),
      Cells({"5", "Lộ, lọt dữ liệu cá nhân", "2", "1", "-50,0", "0"}),
      Total({"Tổng cộng", "80", "82", "+2,5", "78"}, 2)};
  table.note = "Nguồn: sổ sự cố của hệ thống, lấy lúc 08:00 ngày 01/12/2026.";
  return table;
}

Table Levels() {
  Table table;
  table.caption = "Phê duyệt cấp độ hệ thống thông tin";
  table.columns = {{"Khối cơ quan", 3, Align::left},
                   {"Số hệ thống", 1.2, Align::right},
                   {"Đã phê duyệt", 1.2, Align::right},
                   {"Tỷ lệ (%)", 1, Align::right}};
  table.rows = {Cells({"Sở, ban, ngành cấp tỉnh", "96", "91", "94,8"}),
                Cells({"Ủy ban nhân dân xã, phường", "332", "287", "86,4"}),
                Cells({"Đơn vị sự nghiệp công lập", "58", "41", "70,7"}),
                Total({"Tổng cộng", "486", "419", "86,2"}, 1)};
  return table;
}

Table Ranking() {
  static constexpr std::array kAgencies = {"Sở Khoa học và Công nghệ",
                                           "Sở Tài chính",
                                           "Sở Nội vụ",
                                           "Sở Y tế",
                                           "Sở Giáo dục và Đào tạo",
                                           "Sở Nông nghiệp và Môi trường",
                                           "Sở Xây dựng",
                                           "Sở Công Thương",
                                           "Sở Tư pháp",
                                           "Sở Văn hóa, Thể thao và Du lịch",
                                           "Thanh tra tỉnh",
                                           "Văn phòng Ủy ban nhân dân tỉnh",
                                           "Ủy ban nhân dân phường Hạc Thành",
                                           "Ủy ban nhân dân phường Sầm Sơn",
                                           "Ủy ban nhân dân phường Bỉm Sơn",
                                           "Ủy ban nhân dân xã Mường Lát",
                                           "Ủy ban nhân dân xã Quan Sơn",
                                           "Ủy ban nhân dân xã Nga Sơn",
                                           "Ủy ban nhân dân xã Thọ Xuân",
                                           "Ủy ban nhân dân xã Vĩnh Lộc",
                                           "Ủy ban nhân dân xã Hoằng Hóa",
                                           "Ủy ban nhân dân xã Hậu Lộc",
                                           "Ủy ban nhân dân xã Như Thanh",
                                           "Ủy ban nhân dân xã Bá Thước"};
  Table table;
  table.caption = "Kết quả chấm điểm tháng 11 năm 2026";
  table.columns = {{"Hạng", 0.8, Align::centre},    {"Cơ quan", 4, Align::left},
                   {"Giám sát", 1.1, Align::right}, {"Ứng phó", 1.1, Align::right},
                   {"Cấp độ", 1.1, Align::right},   {"Tổng điểm", 1.1, Align::right},
                   {"Ghi chú", 2.2, Align::left}};
  for (std::size_t n = 0; n < kAgencies.size(); ++n) {
    const int rank = static_cast<int>(n);
    table.rows.push_back({{.text = fmt::format("{}", rank + 1)},
                          {.text = kAgencies[n]},
                          {.text = fmt::format("{},5", 39 - rank)},
                          {.text = fmt::format("{},0", 29 - rank / 2)},
                          {.text = fmt::format("{},0", 28 - rank / 3)},
                          {.text = fmt::format("{},5", 96 - rank - rank / 2 - rank / 3)},
                          {.text = rank % 7 == 5 ? "Chậm gửi báo cáo 03 ngày" : ""}});
  }
  return table;
}

std::vector<Block> ReportBody() {
  return {
      Plain("Thực hiện Chỉ thị của Chủ tịch Ủy ban nhân dân tỉnh về tăng cường bảo đảm an toàn "
            "thông tin mạng trên địa bàn tỉnh, Công an tỉnh báo cáo tình hình, kết quả tháng 11 "
            "năm 2026 và phương hướng, nhiệm vụ trọng tâm tháng 12 năm 2026 như sau:"),
      Heading{1, "TÌNH HÌNH AN NINH MẠNG TRÊN ĐỊA BÀN TỈNH"},
      Heading{2, "Tình hình chung"},
      Paragraph{
          {{.text = "Trong tháng, hệ thống giám sát tập trung tiếp nhận "},
           {.text = "1.284.906.311 sự kiện", .bold = true},
           {.text = " từ 412 nguồn của 187 cơ quan, phát hiện 3.127 cảnh báo, trong đó 82 cảnh "
                    "báo được xác định là sự cố. So với tháng trước, số sự cố tăng 2,5%; không "
                    "ghi nhận sự cố nghiêm trọng. Thời gian trung bình từ khi phát hiện đến khi "
                    "tiếp nhận xử lý là 14 phút, "},
           {.text = "giảm 06 phút so với tháng trước", .italic = true},
           {.text = "."}}},
      Incidents(),
      Heading{2, "Một số vụ việc nổi bật"},
      BulletList{{Item("Ngày 07/11/2026, phát hiện một tài khoản thư điện tử công vụ của đơn vị sự "
                       "nghiệp đăng nhập cùng lúc từ 04 máy tính; đã khóa tài khoản, thu hồi phiên "
                       "làm việc và hướng dẫn đổi mật khẩu trong 35 phút."),
                  Item("Ngày 16/11/2026, phát hiện mã độc trên 03 máy trạm; trong đó:"),
                  Item("02 máy trạm đã cài đặt lại, không lây lan sang máy chủ;", 2),
                  Item("01 máy trạm đang được thu thập chứng cứ điện tử theo quy định.", 2)}},
      Heading{1, "KẾT QUẢ THỰC HIỆN NHIỆM VỤ"},
      Heading{2, "Phê duyệt và bảo vệ theo cấp độ"},
      Heading{3, "Về phê duyệt cấp độ"},
      Plain(
          "Đến ngày 30/11/2026, toàn tỉnh có 419/486 hệ thống thông tin được phê duyệt cấp độ, đạt "
          "86,2%. Các hệ thống chưa phê duyệt tập trung ở khối đơn vị sự nghiệp công lập và các xã "
          "mới sắp xếp."),
      Levels(),
      Heading{3, "Về triển khai phương án bảo vệ"},
      Plain(
          "Có 305/419 hệ thống đã triển khai đầy đủ phương án bảo đảm an toàn thông tin theo cấp "
          "độ "
          "được phê duyệt. Các tồn tại chủ yếu gồm: chưa thiết lập sao lưu ngoại tuyến; chưa tách "
          "vùng mạng quản trị; chưa áp dụng xác thực đa nhân tố cho tài khoản quản trị."),
      Heading{2, "Giám sát, rà quét và săn tìm mối nguy hại"},
      Plain(
          "Các cơ quan đã hoàn thành 62 đợt rà quét lỗ hổng, phát hiện 1.093 điểm yếu, trong đó 41 "
          "điểm yếu mức nghiêm trọng; đã khắc phục 36. Có 17 cơ quan thực hiện săn tìm mối nguy "
          "hại "
          "ít nhất một lần trong 06 tháng; 09 cơ quan quá hạn đã được nhắc việc 02 lần."),
      Heading{1, "TỒN TẠI, HẠN CHẾ"},
      Plain("Một số cơ quan chưa gửi báo cáo đúng thời hạn; nhân lực chuyên trách tại cấp xã còn "
            "thiếu; việc sử dụng thư điện tử thương mại cho công việc vẫn còn diễn ra tại 05 cơ "
            "quan."),
      Heading{1, "NHIỆM VỤ TRỌNG TÂM THÁNG 12 NĂM 2026"},
      BulletList{{Item("Đôn đốc các cơ quan hoàn thành phê duyệt cấp độ trước ngày 31/12/2026."),
                  Item("Tổ chức diễn tập thực chiến tại 05 cơ quan có hệ thống cấp độ 3."),
                  Item("Tổng hợp báo cáo năm 2026, trình Ủy ban nhân dân tỉnh.")}},
      Plain(
          "Trên đây là báo cáo tình hình, kết quả công tác bảo đảm an ninh mạng tháng 11 năm 2026, "
          "Công an tỉnh kính báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo."),
  };
}

}  // namespace

OfficialDocument MonthlyReport(Standing standing) {
  OfficialDocument report;
  report.kind = Kind::bao_cao;
  report.standing = standing;
  report.superior_body = "Ủy ban nhân dân tỉnh Thanh Hóa";
  report.issuing_body = "Công an tỉnh";
  report.number = 5;
  report.symbol = "BC-CAT";
  report.place = "Thanh Hóa";
  report.date = {std::chrono::year{2026}, std::chrono::month{12}, std::chrono::day{2}};
  report.subject =
      "Tình hình, kết quả công tác bảo đảm an ninh mạng tháng 11 năm 2026 trên địa bàn tỉnh Thanh "
      "Hóa";
  report.addressees = {"Ủy ban nhân dân tỉnh Thanh Hóa"};
  report.body = ReportBody();
  report.signature = {
      .authority = {"KT. Giám đốc"}, .title = "Phó Giám đốc", .name = "Nguyễn Thị Mẫu"};
  report.recipients = {
      "Như trên (để báo cáo)", "Đồng chí Giám đốc (để báo cáo)",
      "Các sở, ban, ngành cấp tỉnh; Ủy ban nhân dân các xã, phường (để thực hiện)"};
  report.archive = "VT, PA05";
  report.annexes = {{.title = "Bảng xếp loại các cơ quan tháng 11 năm 2026", .body = {Ranking()}}};
  return report;
}

OfficialDocument Letter() {
  OfficialDocument letter;
  letter.kind = Kind::cong_van;
  letter.standing = Standing::issued;
  letter.issuing_body = "Ủy ban nhân dân tỉnh Thanh Hóa";
  letter.number = 131;
  letter.symbol = "UBND-KSTTHC";
  letter.place = "Thanh Hóa";
  letter.date = {std::chrono::year{2027}, std::chrono::month{2}, std::chrono::day{15}};
  letter.subject = "cảnh báo lỗ hổng nghiêm trọng trên thiết bị tường lửa";
  letter.addressees = {"Các sở, ban, ngành cấp tỉnh", "Ủy ban nhân dân các xã, phường"};
  letter.bases = {"Căn cứ Luật An ninh mạng năm 2025", "Căn cứ đề nghị của Giám đốc Công an tỉnh."};
  letter.body = {
      Plain("Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các cơ quan rà soát, cập nhật bản vá trước ngày "
            "20/02/2027 và báo cáo kết quả về Công an tỉnh để tổng hợp."),
      Plain("Trong quá trình thực hiện, nếu có vướng mắc, đề nghị liên hệ Công an tỉnh.")};
  letter.signature = {.authority = {"TM. Ủy ban nhân dân", "KT. Chủ tịch"},
                      .title = "Phó Chủ tịch",
                      .name = "Đặng Văn Ngữ"};
  letter.recipients = {"Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh"};
  letter.archive = "VT, KSTTHC";
  return letter;
}

}  // namespace lachan::documents::testing
