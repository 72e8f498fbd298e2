// SPDX-License-Identifier: Apache-2.0
#include "labels/labels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

namespace lachan::labels {
namespace {

TEST(Labels, NamesComeInBothLanguages) {
  EXPECT_EQ(FieldLabel("supplier", "tax_code", Language::kVietnamese), "Mã số thuế");
  EXPECT_EQ(FieldLabel("supplier", "tax_code", Language::kEnglish), "Tax code");
  EXPECT_EQ(EntityLabel("system", Language::kVietnamese), "Hệ thống thông tin");
  EXPECT_EQ(ChoiceLabel("supplier", "service", "hosting", ParseLanguage("en")), "Hosting");
  EXPECT_EQ(FieldLabel("supplier", "nothing", Language::kEnglish), "nothing");
}

TEST(Labels, MessagesCarryTheirNumber) {
  EXPECT_EQ(MessageText("too_long:200", Language::kVietnamese), "Tối đa 200 ký tự");
  EXPECT_EQ(MessageText("not_known_here", Language::kEnglish), "not_known_here");
}

TEST(Labels, EntriesAreInOrder) {
  const std::span entries(internal::kEntries, internal::kEntryCount);
  EXPECT_TRUE(std::ranges::is_sorted(entries, {}, &internal::Entry::key));
}

}  // namespace
}  // namespace lachan::labels
