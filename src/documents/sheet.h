// SPDX-License-Identifier: Apache-2.0
/// \file
/// Inside: a document turned into what stands on paper, in order. Both renderers draw this, so they
/// cannot disagree about a word.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "documents/model.h"
#include "documents/styles.h"

namespace lachan::documents {

struct Text {
  StyleId style = StyleId::kBody;
  std::vector<Run> runs{};
  bool keep_next = false;  ///< In addition to the style's own.
  double side = 0;         ///< Left free on both sides, points: evens out the lines of a title.
};

/// A short line under the text before it, centred.
struct Rule {
  double length = 0;  ///< Points.
};

/// Room left blank, e.g. for the signature.
struct Space {
  double height = 0;  ///< Points.
};

using Stacked = std::variant<Text, Rule, Space>;
using Stack = std::vector<Stacked>;

/// Two columns without borders that stay on one page.
struct Columns {
  double left_width = 0;  ///< Millimetres; the right one takes the rest.
  struct Row {
    Stack left{};
    Stack right{};
  };
  std::vector<Row> rows{};
};

/// A bordered table.
struct Grid {
  struct Cell {
    StyleId style = StyleId::kCellLeft;
    std::string text;
    bool bold = false;
    int span = 1;
  };
  using Row = std::vector<Cell>;
  std::vector<double> widths{};  ///< Millimetres, adding up to Page::kText.
  Row title{};
  std::vector<Row> rows{};
  bool keep_next = false;
};

struct Break {};

using Item = std::variant<Text, Rule, Space, Columns, Grid, Break>;

/// Starts on a new page, numbered from 1; the number is not shown on its first page.
struct Section {
  std::vector<Item> items{};
};

struct Sheet {
  std::string title{};
  std::string author{};
  CivilDate date{};
  std::string mark{};  ///< Printed on each page; empty for an original.
  std::vector<Section> sections{};
};

/// All texts in NFC.
/// \error kInvalidInput  `Check` found something, or the letterhead or signature outgrow a page.
Result<Sheet> Compose(const OfficialDocument& document);

}  // namespace lachan::documents
