// SPDX-License-Identifier: Apache-2.0
#include "documents/model.h"

namespace lachan::documents {

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::bao_cao:
      return "Báo cáo";
    case Kind::thong_bao:
      return "Thông báo";
    case Kind::ke_hoach:
      return "Kế hoạch";
    case Kind::cong_van:
      return "Công văn";
    case Kind::to_trinh:
      return "Tờ trình";
    case Kind::quyet_dinh:
      return "Quyết định";
    case Kind::bien_ban:
      return "Biên bản";
    case Kind::chi_thi:
      return "Chỉ thị";
    case Kind::huong_dan:
      return "Hướng dẫn";
    case Kind::phuong_an:
      return "Phương án";
    case Kind::chuong_trinh:
      return "Chương trình";
    case Kind::de_an:
      return "Đề án";
    case Kind::cong_dien:
      return "Công điện";
    case Kind::giay_moi:
      return "Giấy mời";
  }
  return "";
}

std::string_view Abbreviation(Kind kind) {
  switch (kind) {
    case Kind::bao_cao:
      return "BC";
    case Kind::thong_bao:
      return "TB";
    case Kind::ke_hoach:
      return "KH";
    case Kind::cong_van:
      return "";
    case Kind::to_trinh:
      return "TTr";
    case Kind::quyet_dinh:
      return "QĐ";
    case Kind::bien_ban:
      return "BB";
    case Kind::chi_thi:
      return "CT";
    case Kind::huong_dan:
      return "HD";
    case Kind::phuong_an:
      return "PA";
    case Kind::chuong_trinh:
      return "CTr";
    case Kind::de_an:
      return "ĐA";
    case Kind::cong_dien:
      return "CĐ";
    case Kind::giay_moi:
      return "GM";
  }
  return "";
}

std::string_view Mark(Standing standing) {
  switch (standing) {
    case Standing::draft:
      return "DỰ THẢO";
    case Standing::exercise:
      return "DIỄN TẬP";
    case Standing::demo:
      return "DỮ LIỆU MẪU";
    case Standing::issued:
      return "";
  }
  // A value outside the enumeration must never pass for an original.
  return "DỰ THẢO";
}

}  // namespace lachan::documents
