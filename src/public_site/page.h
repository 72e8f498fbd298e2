// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "public_site/site.h"
#include "web/http.h"

namespace lachan::public_site {

enum class Language : std::uint8_t { kVietnamese, kEnglish };
Language LanguageOf(const web::Request& request);

/// A text in both languages.
struct Text {
  std::string_view vi, en;
  std::string_view In(Language language) const {
    return language == Language::kVietnamese ? vi : en;
  }
};

/// A whole page around `body` (HTML): head, navigation, hotline, mark of the demo, foot.
web::Response Page(const Options& options, Language language, std::string_view path,
                   const Text& title, std::string_view body, int status = 200);

/// The style sheet.
std::string_view StyleSheet();

/// "/tra-cuu" with the language kept.
std::string Link(std::string_view path, Language language);

}  // namespace lachan::public_site
