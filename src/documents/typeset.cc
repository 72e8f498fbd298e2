// SPDX-License-Identifier: Apache-2.0
#include "documents/typeset.h"

#include <cmath>

namespace lachan::documents {
namespace {

struct FontOptionsFree {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
struct DescriptionFree {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
using DescriptionPtr = std::unique_ptr<PangoFontDescription, DescriptionFree>;

DescriptionPtr Describe(const Style& style) {
  DescriptionPtr font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kPdfFont);
  pango_font_description_set_size(font.get(), static_cast<int>(style.size * PANGO_SCALE));
  if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  if (style.italic) pango_font_description_set_style(font.get(), PANGO_STYLE_ITALIC);
  return font;
}

void Insert(PangoAttrList* list, PangoAttribute* attribute, std::size_t begin, std::size_t end) {
  attribute->start_index = static_cast<guint>(begin);
  attribute->end_index = static_cast<guint>(end);
  pango_attr_list_insert(list, attribute);
}

/// Debian's fonts-liberation (1.x) has the family without the letters of Vietnamese; text would
/// then be patched together from other fonts with other widths.
constexpr std::u32string_view kVietnamese =
    U"ăâđêôơưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵ"
    U"ỶỷỸỹ";

Status CheckFont(PangoContext* context, const Style& style) {
  const DescriptionPtr wanted = Describe(style);
  const std::unique_ptr<PangoFont, GObjectUnref> font(
      pango_context_load_font(context, wanted.get()));
  if (font) {
    const DescriptionPtr found(pango_font_describe(font.get()));
    const char* family = pango_font_description_get_family(found.get());
    const bool right = family != nullptr && std::string_view(family) == kPdfFont;
    if (right && std::ranges::all_of(kVietnamese, [&](char32_t letter) {
          return pango_font_has_char(font.get(), static_cast<gunichar>(letter)) != FALSE;
        })) {
      return {};
    }
  }
  return Fail(ErrorCode::kFailedPrecondition,
              "font '{}' with the letters of Vietnamese is not installed (package {})", kPdfFont,
              "fonts-liberation2");
}

}  // namespace

Result<Typesetter> Typesetter::Make() {
  Typesetter made;
  made.map_.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  if (!made.map_) return Fail(ErrorCode::kFailedPrecondition, "no font system for documents");
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(made.map_.get()), 72);
  made.context_.reset(pango_font_map_create_context(made.map_.get()));
  std::unique_ptr<cairo_font_options_t, FontOptionsFree> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(made.context(), options.get());
  pango_context_set_round_glyph_positions(made.context(), FALSE);
  pango_context_set_language(made.context(), pango_language_from_string("vi"));
  pango_context_set_base_dir(made.context(), PANGO_DIRECTION_LTR);

  for (const StyleId face : {StyleId::kBody, StyleId::kKind, StyleId::kBasis}) {
    LACHAN_TRY_DO(CheckFont(made.context(), Get(face)));
  }
  return made;
}

LayoutPtr Typesetter::Lay(const Style& style, std::span<const Run> runs, double width) const {
  LayoutPtr layout(pango_layout_new(context()));
  const DescriptionPtr font = Describe(style);
  pango_layout_set_font_description(layout.get(), font.get());
  std::string text;
  PangoAttrList* list = pango_attr_list_new();
  for (const Run& run : runs) {
    const std::size_t begin = text.size();
    text += run.text;
    if (run.bold) Insert(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), begin, text.size());
    if (run.italic) Insert(list, pango_attr_style_new(PANGO_STYLE_ITALIC), begin, text.size());
  }
  Insert(list, pango_attr_insert_hyphens_new(FALSE), 0, text.size());
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  pango_layout_set_attributes(layout.get(), list);
  pango_attr_list_unref(list);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width(layout.get(), static_cast<int>(std::lround(width * PANGO_SCALE)));
  pango_layout_set_indent(layout.get(),
                          static_cast<int>(style.indent * kPointsPerMm * PANGO_SCALE));
  pango_layout_set_auto_dir(layout.get(), FALSE);
  pango_layout_set_line_spacing(layout.get(), static_cast<float>(style.spacing));
  pango_layout_set_justify(layout.get(), style.adjust == Adjust::kJustify);
  pango_layout_set_alignment(layout.get(), style.adjust == Adjust::kCentre  ? PANGO_ALIGN_CENTER
                                           : style.adjust == Adjust::kRight ? PANGO_ALIGN_RIGHT
                                                                            : PANGO_ALIGN_LEFT);
  return layout;
}

LayoutPtr Typesetter::Lay(const Style& style, std::string_view text, bool bold,
                          double width) const {
  const std::array<Run, 1> runs = {Run{.text = std::string(text), .bold = bold}};
  return Lay(style, runs, width);
}

double Typesetter::Width(const Style& style, std::string_view text) const {
  Style flat = style;
  flat.indent = 0;
  const LayoutPtr layout = Lay(flat, text, false, 1e5);
  PangoRectangle logical{};
  pango_layout_line_get_extents(pango_layout_get_line_readonly(layout.get(), 0), nullptr, &logical);
  return static_cast<double>(logical.width) / PANGO_SCALE;
}

double HeightOf(PangoLayout* layout) {
  PangoRectangle logical{};
  pango_layout_get_extents(layout, nullptr, &logical);
  return static_cast<double>(logical.height) / PANGO_SCALE;
}

double HeightOf(const Typesetter& typesetter, const Stack& stack, double width) {
  double height = 0;
  for (const Stacked& part : stack) {
    if (const auto* text = std::get_if<Text>(&part)) {
      const Style& style = Get(text->style);
      height +=
          style.before +
          HeightOf(typesetter.Lay(style, text->runs, width - style.left * kPointsPerMm).get());
    } else if (const auto* space = std::get_if<Space>(&part)) {
      height += space->height;
    } else {
      height += kRuleHeight;
    }
  }
  return height;
}

}  // namespace lachan::documents
