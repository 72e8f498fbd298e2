// SPDX-License-Identifier: Apache-2.0
/// \file
/// Inside: text measured and broken into lines by Pango, in points.
#pragma once

#include <pango/pangocairo.h>

#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "documents/sheet.h"
#include "documents/styles.h"

namespace lachan::documents {

/// The family that PDFs embed and that all widths are taken from.
inline constexpr const char* kPdfFont = "Liberation Serif";
/// The family that the form prescribes; a docx asks for it.
inline constexpr const char* kDocxFont = "Times New Roman";

struct GObjectUnref {
  void operator()(void* object) const { g_object_unref(object); }
};
using LayoutPtr = std::unique_ptr<PangoLayout, GObjectUnref>;

/// Own font map, so that calls in several threads do not share state. Resolution 72 dpi, no
/// hinting: the same breaks on every machine.
class Typesetter {
 public:
  /// \error kFailedPrecondition  the font is not installed.
  static Result<Typesetter> Make();

  PangoContext* context() const { return context_.get(); }

  /// Lines of `runs` in `style`, `width` points wide (the style's own left indent is not taken
  /// off).
  LayoutPtr Lay(const Style& style, std::span<const Run> runs, double width) const;
  LayoutPtr Lay(const Style& style, std::string_view text, bool bold, double width) const;

  /// Width of `text` on one line, points.
  double Width(const Style& style, std::string_view text) const;

 private:
  Typesetter() = default;
  std::unique_ptr<PangoFontMap, GObjectUnref> map_;
  std::unique_ptr<PangoContext, GObjectUnref> context_;
};

/// Height of a laid text, points.
double HeightOf(PangoLayout* layout);
/// Height of a stack in a column of `width` points.
double HeightOf(const Typesetter& typesetter, const Stack& stack, double width);

/// Room above and below a rule's stroke.
inline constexpr double kRuleAbove = 2;
inline constexpr double kRuleHeight = 4;

}  // namespace lachan::documents
