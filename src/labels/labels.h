// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lachan::labels {

enum class Language : unsigned char { kVietnamese, kEnglish };
/// "en" is English; everything else Vietnamese, the first language.
Language ParseLanguage(std::string_view code);

/// Text of a key of the console ("field.system.name"); empty when there is none.
std::string_view Text(std::string_view key, Language language);

/// Names for people; the technical name when nobody gave one.
std::string EntityLabel(std::string_view entity, Language language);
std::string FieldLabel(std::string_view entity, std::string_view field, Language language);
std::string ChoiceLabel(std::string_view entity, std::string_view field, std::string_view choice,
                        Language language);
/// A message about a value ("too_long:200") in words.
std::string MessageText(std::string_view message, Language language);

namespace internal {
struct Entry {
  std::string_view key, vi, en;
};
extern const Entry kEntries[];  ///< In order of the keys.
extern const std::size_t kEntryCount;
}  // namespace internal

}  // namespace lachan::labels
