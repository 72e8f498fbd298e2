// SPDX-License-Identifier: Apache-2.0
#include "demo/names.h"

#include "base/text.h"

namespace lachan::demo {
namespace {

constexpr std::string_view kFamily[] = {"Nguyễn", "Trần", "Lê",  "Phạm",  "Hoàng", "Vũ",
                                        "Đỗ",     "Bùi",  "Mai", "Trịnh", "Hà",    "Lương"};
constexpr std::string_view kMiddle[] = {"Văn",  "Thị",   "Đức", "Minh",
                                        "Quốc", "Thanh", "Hữu", "Ngọc"};
constexpr std::string_view kGiven[] = {"An",   "Bình", "Cường", "Dung", "Hạnh", "Hùng", "Lan",
                                       "Linh", "Long", "Mai",   "Nam",  "Phúc", "Quân", "Sơn",
                                       "Thảo", "Tuấn", "Vân",   "Yến",  "Khoa", "Trang"};

// clang-format off
constexpr SystemIdea kIdeas[] = {
    {"VPUBND", "Cổng thông tin điện tử tỉnh", "cong", 3, false, true},
    {"VPUBND", "Hệ thống theo dõi nhiệm vụ của UBND tỉnh", "nhiemvu", 3},
    {"VPUBND", "Hội nghị truyền hình trực tuyến", "hop", 2},
    {"SKHCN", "Hệ thống quản lý văn bản và hồ sơ công việc dùng chung", "qlvb", 3, true},
    {"SKHCN", "Hệ thống một cửa điện tử dùng chung", "motcua", 3, true},
    {"SKHCN", "Nền tảng tích hợp, chia sẻ dữ liệu tỉnh (LGSP)", "csdl", 3, true},
    {"SKHCN", "Hệ thống thư điện tử công vụ", "mail", 3},
    {"SKHCN", "Trung tâm tích hợp dữ liệu tỉnh", "ttdl", 3},
    {"SKHCN", "Sàn giao dịch công nghệ", "sancn", 2, false, true},
    {"SNV", "Phần mềm quản lý cán bộ, công chức, viên chức", "cbccvc", 2},
    {"SNV", "Hệ thống dữ liệu lao động, việc làm", "vieclam", 2, false, true},
    {"SNV", "Kho lưu trữ điện tử lịch sử tỉnh", "luutru", 2},
    {"STP", "Cơ sở dữ liệu công chứng", "congchung", 2},
    {"STP", "Hệ thống hộ tịch điện tử", "hotich", 3},
    {"STP", "Hệ thống lý lịch tư pháp", "lltp", 3},
    {"STC", "Hệ thống quản lý ngân sách", "ngansach", 3},
    {"STC", "Phần mềm quản lý tài sản công", "taisan", 2},
    {"STC", "Cơ sở dữ liệu giá", "gia", 2, false, true},
    {"STC", "Hệ thống quản lý đầu tư công", "dautu", 2},
    {"SCT", "Sàn thương mại điện tử tỉnh", "santmdt", 2, false, true},
    {"SCT", "Cơ sở dữ liệu năng lượng", "nangluong", 2},
    {"SNNMT", "Cơ sở dữ liệu đất đai", "datdai", 3},
    {"SNNMT", "Hệ thống quan trắc môi trường tự động", "quantrac", 2},
    {"SNNMT", "Truy xuất nguồn gốc nông sản", "nongsan", 2, false, true},
    {"SNNMT", "Giám sát rừng và tàu cá", "giamsat", 2},
    {"SXD", "Cơ sở dữ liệu hạ tầng kỹ thuật đô thị", "hatang", 2},
    {"SXD", "Hệ thống cấp, đổi giấy phép lái xe", "gplx", 3},
    {"SXD", "Giám sát hành trình phương tiện", "hanhtrinh", 2},
    {"SVHTTDL", "Cổng du lịch thông minh", "dulich", 2, false, true},
    {"SVHTTDL", "Thư viện số tỉnh", "thuvien", 1, false, true},
    {"SVHTTDL", "Cơ sở dữ liệu di sản", "disan", 1},
    {"SGDDT", "Cơ sở dữ liệu ngành giáo dục", "csdlgd", 3},
    {"SGDDT", "Hệ thống tuyển sinh đầu cấp", "tuyensinh", 2, false, true},
    {"SGDDT", "Học bạ số", "hocba", 3},
    {"SGDDT", "Kho học liệu trực tuyến", "hoclieu", 1, false, true},
    {"SYT", "Hồ sơ sức khỏe điện tử", "hssk", 3},
    {"SYT", "Hệ thống quản lý tiêm chủng", "tiemchung", 2},
    {"SYT", "Hệ thống thông tin bệnh viện dùng chung", "his", 3},
    {"SYT", "Dữ liệu bảo trợ xã hội, trẻ em", "baotro", 2},
    {"SDTTG", "Cơ sở dữ liệu công tác dân tộc", "dantoc", 1},
    {"TTT", "Phần mềm quản lý khiếu nại, tố cáo", "kntc", 2},
    {"TTT", "Dữ liệu kê khai tài sản, thu nhập", "kekhai", 3},
    {"SNgV", "Phần mềm quản lý đoàn ra, đoàn vào", "doan", 1},
    {"BQLKKTNS", "Cơ sở dữ liệu dự án khu kinh tế", "duan", 2},
    {"BQLKKTNS", "Giám sát môi trường khu công nghiệp", "mtkcn", 2},
    {"CAT", "Trung tâm giám sát, điều hành an ninh mạng tỉnh (SOC)", "soc", 3},
    {"CAT", "Trang tiếp nhận phản ánh an ninh mạng", "phananh", 2, false, true},
    {"BPTTH", "Báo điện tử", "bao", 3, false, true},
    {"BPTTH", "Hệ thống sản xuất chương trình", "sanxuat", 2},
    {"BCHQS", "Trang thông tin quốc phòng toàn dân", "qptd", 2, false, true},
};
// clang-format on

constexpr std::string_view kSuppliers[] = {"Công ty cổ phần Giải pháp số Mẫu Xanh",
                                           "Công ty TNHH Phần mềm Mẫu Đông",
                                           "Công ty cổ phần Hạ tầng mạng Mẫu Tây",
                                           "Công ty TNHH An toàn thông tin Mẫu Nam",
                                           "Công ty cổ phần Dữ liệu Mẫu Bắc",
                                           "Công ty TNHH Thiết bị tin học Mẫu Trung",
                                           "Công ty Viễn thông Mẫu Một",
                                           "Công ty Dịch vụ số Mẫu Bốn"};

}  // namespace

std::string PersonName(Random& random) {
  return fmt::format("{} {} {}", random.Of(kFamily), random.Of(kMiddle), random.Of(kGiven));
}

std::string LoginOf(std::string_view name) {
  std::string login;
  for (const char c : FoldForSearch(name)) {
    if (c >= 'a' && c <= 'z') login += c;
  }
  return login;
}

std::span<const SystemIdea> SystemIdeas() { return kIdeas; }
std::span<const std::string_view> SupplierNames() { return kSuppliers; }

}  // namespace lachan::demo
