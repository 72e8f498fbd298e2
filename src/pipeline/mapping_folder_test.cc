// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mapping_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/hash.h"

namespace lachan::pipeline {
namespace {

namespace fs = std::filesystem;

TEST(MappingFolderTest, LoadsWhatIsShipped) {
  const char* source = std::getenv("LACHAN_SOURCE");
  const auto mappings = LoadMappings(fs::path(source != nullptr ? source : ".") / "mappings");
  for (const auto& finding : mappings.findings) ADD_FAILURE() << finding.Text();
  ASSERT_TRUE(mappings.value);
  EXPECT_GE(mappings.value->all.size(), 12u);
}

TEST(MappingFolderTest, RefusesAMissingAnEmptyAndABrokenFolder) {
  const fs::path folder = fs::temp_directory_path() / ("lachan-mappings-" + RandomToken(9));
  EXPECT_FALSE(LoadMappings(folder).value);
  EXPECT_EQ(LoadMappings(folder).findings.at(0).code, "mapping.folder");
  fs::create_directories(folder);
  EXPECT_FALSE(LoadMappings(folder).value);
  std::ofstream(folder / "a.yaml") << "id: a\n";
  EXPECT_TRUE(LoadMappings(folder).value);
  std::ofstream(folder / "b.yaml") << "idd: b\n";
  const auto broken = LoadMappings(folder);
  EXPECT_FALSE(broken.value);
  EXPECT_NE(broken.findings.at(0).where.file.find("b.yaml"), std::string::npos);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace lachan::pipeline
