// SPDX-License-Identifier: Apache-2.0
#include "labels/labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace lachan::labels {
namespace {

std::string Or(std::string_view text, std::string_view otherwise) {
  return std::string(text.empty() ? otherwise : text);
}

}  // namespace

Language ParseLanguage(std::string_view code) {
  return code == "en" ? Language::kEnglish : Language::kVietnamese;
}

std::string_view Text(std::string_view key, Language language) {
  const std::span entries(internal::kEntries, internal::kEntryCount);
  const auto found = std::ranges::lower_bound(entries, key, {}, &internal::Entry::key);
  if (found == entries.end() || found->key != key) return {};
  return language == Language::kVietnamese ? found->vi : found->en;
}

std::string EntityLabel(std::string_view entity, Language language) {
  return Or(Text(fmt::format("entity.{}", entity), language), entity);
}

std::string FieldLabel(std::string_view entity, std::string_view field, Language language) {
  const auto own = Text(fmt::format("field.{}.{}", entity, field), language);
  return Or(own.empty() ? Text(fmt::format("field.row.{}", field), language) : own, field);
}

std::string ChoiceLabel(std::string_view entity, std::string_view field, std::string_view choice,
                        Language language) {
  return Or(Text(fmt::format("choice.{}.{}.{}", entity, field, choice), language), choice);
}

std::string MessageText(std::string_view message, Language language) {
  const auto colon = message.find(':');
  const auto rest = colon == std::string_view::npos ? "" : message.substr(colon + 1);
  std::string text =
      Or(Text(fmt::format("invalid.{}", message.substr(0, colon)), language), message);
  if (const auto place = text.find("{n}"); place != std::string::npos) text.replace(place, 3, rest);
  return text;
}

}  // namespace lachan::labels
