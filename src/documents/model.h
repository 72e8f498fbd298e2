// SPDX-License-Identifier: Apache-2.0
/// \file
/// An official document as data: what it says, never how it is drawn. Plain values, so that a
/// document can be stored, compared and shown before it is rendered.
/// Names are in natural case ("Công an tỉnh Thanh Hóa"); the layout writes capitals where the form
/// asks for them. No text holds a line break or another control character.
/// \source NĐ 30/2020/NĐ-CP, Annex I
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.h"

namespace lachan::documents {

/// How far the document may be relied upon. Every standing but `issued` is printed as a mark on
/// each page, so only a signed original can leave without one.
BOOST_DEFINE_ENUM_CLASS(Standing, draft, exercise, demo, issued)

/// Kinds of document (tên loại). `cong_van` has neither name line nor abbreviation.
/// \source NĐ 30/2020/NĐ-CP Art. 7 and Annex III part I
BOOST_DEFINE_ENUM_CLASS(Kind, bao_cao, thong_bao, ke_hoach, cong_van, to_trinh, quyet_dinh,
                        bien_ban, chi_thi, huong_dan, phuong_an, chuong_trinh, de_an, cong_dien,
                        giay_moi)

/// "Báo cáo".
std::string_view Name(Kind kind);
/// "BC"; empty for cong_van.
std::string_view Abbreviation(Kind kind);
/// Printed on each page: "DỰ THẢO", "DIỄN TẬP", "DỮ LIỆU MẪU"; empty for `issued`.
std::string_view Mark(Standing standing);

/// A stretch of text in one face.
struct Run {
  std::string text{};
  bool bold = false;
  bool italic = false;
};

/// A numbered heading. The number comes from the place: level 1 "I.", level 2 "1.", level 3 "a)".
struct Heading {
  int level = 1;  ///< 1–3
  std::string text{};
};

struct Paragraph {
  std::vector<Run> runs{};
};

/// One item; level 1 is led by "-", level 2 by "+", as offices write it.
struct Bullet {
  std::vector<Run> runs{};
  int level = 1;  ///< 1–2
};

struct BulletList {
  std::vector<Bullet> items{};
};

BOOST_DEFINE_ENUM_CLASS(Align, left, centre, right)

struct TableColumn {
  std::string title{};
  double width = 1;           ///< Share of the text width, relative to the other columns; > 0.
  Align align = Align::left;  ///< Of the cells; `right` for figures. Titles are centred.
};

struct TableCell {
  std::string text{};
  bool bold = false;
  int span = 1;  ///< Columns covered; a cell wider than one column is centred.
};

/// A table as wide as the text. The title row is repeated on each page; long words are broken.
struct Table {
  std::string caption{};  ///< Printed above as "Bảng n. …"; may be empty: not numbered.
  std::vector<TableColumn> columns{};
  std::vector<std::vector<TableCell>> rows{};  ///< The spans of a row add up to the columns.
  std::string note{};  ///< Small line below: where and when the figures were taken.
};

struct PageBreak {};

using Block = std::variant<Heading, Paragraph, BulletList, Table, PageBreak>;

/// Right-hand block at the end.
/// \source NĐ 30/2020/NĐ-CP, Annex I part II, item 7
struct Signature {
  /// "TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC", …: one line each; empty when the head signs.
  std::vector<std::string> authority{};
  std::string title{};  ///< "PHÓ GIÁM ĐỐC"
  std::string name{};   ///< Without academic title; may be empty until issued.
};

/// Starts a page of its own, with its own page numbers.
struct Annex {
  std::string title{};
  std::vector<Block> body{};
};

struct OfficialDocument {
  Kind kind = Kind::bao_cao;
  Standing standing = Standing::draft;

  std::string superior_body{};  ///< Empty when the issuing body has none to name.
  std::string issuing_body{};
  std::optional<int> number{};  ///< Absent until registered: "Số:      /BC-CAT".
  std::string symbol{};         ///< What follows the stroke: "BC-CAT".
  std::string place{};          ///< "Thanh Hóa"
  CivilDate date{std::chrono::year{1970}, std::chrono::month{1}, std::chrono::day{1}};
  bool day_open = false;  ///< Leaves the day blank for the registry to fill in.

  std::string subject{};                  ///< Trích yếu; without "V/v", which the letter form adds.
  std::vector<std::string> addressees{};  ///< Kính gửi; may be empty.
  std::vector<std::string> bases{};       ///< "Căn cứ …"; the end marks are added.
  std::vector<Block> body{};              ///< The closing "./." is added.
  Signature signature{};
  std::vector<std::string> recipients{};  ///< Nơi nhận, without dashes and end marks.
  std::string archive{};                  ///< What follows "Lưu:", e.g. "VT, PA05".
  std::vector<Annex> annexes{};
};

BOOST_DESCRIBE_STRUCT(Run, (), (text, bold, italic))
BOOST_DESCRIBE_STRUCT(Heading, (), (level, text))
BOOST_DESCRIBE_STRUCT(Paragraph, (), (runs))
BOOST_DESCRIBE_STRUCT(Bullet, (), (runs, level))
BOOST_DESCRIBE_STRUCT(BulletList, (), (items))
BOOST_DESCRIBE_STRUCT(TableColumn, (), (title, width, align))
BOOST_DESCRIBE_STRUCT(TableCell, (), (text, bold, span))
BOOST_DESCRIBE_STRUCT(Table, (), (caption, columns, rows, note))
BOOST_DESCRIBE_STRUCT(PageBreak, (), ())
BOOST_DESCRIBE_STRUCT(Signature, (), (authority, title, name))
BOOST_DESCRIBE_STRUCT(Annex, (), (title, body))
BOOST_DESCRIBE_STRUCT(OfficialDocument, (),
                      (kind, standing, superior_body, issuing_body, number, symbol, place, date,
                       day_open, subject, addressees, bases, body, signature, recipients, archive,
                       annexes))

}  // namespace lachan::documents
