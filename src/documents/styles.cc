// SPDX-License-Identifier: Apache-2.0
#include "documents/styles.h"

#include <array>

#include "base/check.h"

namespace lachan::documents {
namespace {

constexpr auto kL = Adjust::kLeft;
constexpr auto kC = Adjust::kCentre;
constexpr auto kR = Adjust::kRight;
constexpr auto kJ = Adjust::kJustify;

// clang-format off
constexpr std::array kStyles = {
  //                                                            size  bold  ital  adj ind   left before lines keep outline
  Style{StyleId::kBody,           "ThanBai",      "Thân bài",          14, false, false, kJ, 12.7, 0,  6, 1.15, false, 0},
  Style{StyleId::kMotto,          "TieuNgu",      "Tiêu ngữ",          13, true,  false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kCountry,        "QuocHieu",     "Quốc hiệu",         12, true,  false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kSuperior,       "CoQuanChuQuan","Cơ quan chủ quản",  12, false, false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kIssuer,         "CoQuanBanHanh","Cơ quan ban hành",  12, true,  false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kNumber,         "SoKyHieu",     "Số, ký hiệu",       13, false, false, kC, 0,    0,  6, 1,    false, 0},
  Style{StyleId::kPlaceDate,      "DiaDanhNgay",  "Địa danh, ngày",    13, false, true,  kC, 0,    0,  6, 1,    false, 0},
  Style{StyleId::kLetterSubject,  "TrichYeuCongVan", "Trích yếu công văn", 12, false, false, kC, 0, 0,  6, 1,   false, 0},
  Style{StyleId::kKind,           "TenLoai",      "Tên loại",          14, true,  false, kC, 0,    0, 18, 1,    true,  0},
  Style{StyleId::kSubject,        "TrichYeu",     "Trích yếu",         14, true,  false, kC, 0,    0,  0, 1,    true,  0},
  Style{StyleId::kAddresseeOne,   "KinhGui",      "Kính gửi",          14, false, false, kC, 0,    0, 12, 1,    false, 0},
  Style{StyleId::kAddresseeLabel, "KinhGuiNhan",  "Kính gửi (nhiều nơi)", 14, false, false, kL, 0, 30, 12, 1,   true,  0},
  Style{StyleId::kAddressee,      "KinhGuiNoi",   "Nơi kính gửi",      14, false, false, kL, 0,   48,  2, 1,    false, 0},
  Style{StyleId::kBasis,          "CanCu",        "Căn cứ",            14, false, true,  kJ, 12.7, 0,  6, 1.15, false, 0},
  Style{StyleId::kHeading1,       "DeMuc1",       "Đề mục 1",          14, true,  false, kJ, 12.7, 0, 10, 1.15, true,  1},
  Style{StyleId::kHeading2,       "DeMuc2",       "Đề mục 2",          14, true,  false, kJ, 12.7, 0,  6, 1.15, true,  2},
  Style{StyleId::kHeading3,       "DeMuc3",       "Đề mục 3",          14, false, true,  kJ, 12.7, 0,  6, 1.15, true,  3},
  Style{StyleId::kBullet1,        "GachDauDong",  "Gạch đầu dòng",     14, false, false, kJ, 12.7, 0,  6, 1.15, false, 0},
  Style{StyleId::kBullet2,        "DauCong",      "Dấu cộng",          14, false, false, kJ, 12.7, 0,  6, 1.15, false, 0},
  Style{StyleId::kCaption,        "TenBang",      "Tên bảng",          13, true,  false, kC, 0,    0, 10, 1,    true,  0},
  Style{StyleId::kTableTitle,     "TieuDeBang",   "Tiêu đề bảng",      12, true,  false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kCellLeft,       "OBangTrai",    "Ô bảng, chữ",       12, false, false, kL, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kCellCentre,     "OBangGiua",    "Ô bảng, giữa",      12, false, false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kCellRight,      "OBangSo",      "Ô bảng, số",        12, false, false, kR, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kTableNote,      "GhiChuBang",   "Ghi chú bảng",      11, false, true,  kL, 0,    0,  3, 1,    false, 0},
  Style{StyleId::kAuthority,      "QuyenHan",     "Quyền hạn, chức vụ",14, true,  false, kC, 0,    0,  0, 1,    true,  0},
  Style{StyleId::kSignerName,     "HoTen",        "Họ tên người ký",   14, true,  false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kRecipientLabel, "NoiNhan",      "Nơi nhận",          12, true,  true,  kL, 0,    0,  0, 1,    true,  0},
  Style{StyleId::kRecipient,      "NoiNhanDong",  "Dòng nơi nhận",     11, false, false, kL, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kAnnexNumber,    "PhuLuc",       "Phụ lục",           14, true,  false, kC, 0,    0,  0, 1,    true,  1},
  Style{StyleId::kAnnexTitle,     "TenPhuLuc",    "Tên phụ lục",       14, true,  false, kC, 0,    0,  0, 1,    true,  0},
  Style{StyleId::kAnnexReference, "KemTheo",      "Kèm theo",          14, false, true,  kC, 0,    0,  0, 1,    true,  0},
  Style{StyleId::kEnd,            "KetThuc",      "Kết thúc",          14, false, false, kR, 0,    0,  6, 1,    true,  0},
  Style{StyleId::kPageNumber,     "SoTrang",      "Số trang",          13, false, false, kC, 0,    0,  0, 1,    false, 0},
  Style{StyleId::kMark,           "DauHieu",      "Dấu hiệu văn bản",  11, true,  false, kL, 0,    0,  0, 1,    false, 0},
};
// clang-format on

consteval bool InOrder() {
  for (std::size_t n = 0; n < kStyles.size(); ++n) {
    if (static_cast<std::size_t>(kStyles[n].id) != n) return false;
  }
  return true;
}
static_assert(InOrder(), "one row a style, in the order of StyleId");

}  // namespace

const Style& Get(StyleId id) {
  const auto index = static_cast<std::size_t>(id);
  LACHAN_CHECK(index < kStyles.size(), "a style of the table");
  return kStyles[index];
}

std::span<const Style> Styles() { return kStyles; }

}  // namespace lachan::documents
