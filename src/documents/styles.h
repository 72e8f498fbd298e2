// SPDX-License-Identifier: Apache-2.0
/// \file
/// The form as data: one row a paragraph style, one set of page measures. Both renderers read it.
/// \source NĐ 30/2020/NĐ-CP, Annex I parts I and II (sizes and faces); the choice within each
///         permitted range is ours
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lachan::documents {

inline constexpr double kPointsPerMm = 72.0 / 25.4;

/// Page measures in millimetres: A4, upright.
struct Page {
  static constexpr double kWidth = 210;
  static constexpr double kHeight = 297;
  static constexpr double kTop = 20;     ///< 20–25 allowed
  static constexpr double kBottom = 20;  ///< 20–25
  static constexpr double kLeft = 30;    ///< 30–35
  static constexpr double kRight = 18;   ///< 15–20
  static constexpr double kHeader = 10;  ///< Paper edge to the page number, within the top margin.
  static constexpr double kText = kWidth - kLeft - kRight;
};

/// Sides of the letterhead and of the signature table, in millimetres; they add up to Page::kText.
inline constexpr double kLetterheadLeft = 66;
inline constexpr double kSignatureLeft = 76;

/// Points between a cell of a bordered table and its text.
inline constexpr double kCellPadX = 4;
inline constexpr double kCellPadY = 2;

enum class StyleId : std::uint8_t {
  kBody,
  kMotto,
  kCountry,
  kSuperior,
  kIssuer,
  kNumber,
  kPlaceDate,
  kLetterSubject,
  kKind,
  kSubject,
  kAddresseeOne,
  kAddresseeLabel,
  kAddressee,
  kBasis,
  kHeading1,
  kHeading2,
  kHeading3,
  kBullet1,
  kBullet2,
  kCaption,
  kTableTitle,
  kCellLeft,
  kCellCentre,
  kCellRight,
  kTableNote,
  kAuthority,
  kSignerName,
  kRecipientLabel,
  kRecipient,
  kAnnexNumber,
  kAnnexTitle,
  kAnnexReference,
  kEnd,
  kPageNumber,
  kMark,
};

enum class Adjust : std::uint8_t { kLeft, kCentre, kRight, kJustify };

struct Style {
  StyleId id;
  std::string_view key;   ///< Style id in the docx.
  std::string_view name;  ///< What a clerk sees in the list of styles.
  double size;            ///< Points.
  bool bold;
  bool italic;
  Adjust adjust;
  double indent;   ///< First line, mm.
  double left;     ///< Left of the paragraph, mm.
  double before;   ///< Points above; left out at the top of a page.
  double spacing;  ///< Lines, 1–1.5.
  bool keep_next;  ///< Stays on the page of what follows.
  int outline;     ///< Level in the navigation pane, 0 for none.
};

const Style& Get(StyleId id);
std::span<const Style> Styles();

}  // namespace lachan::documents
