// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "rulesets/archive.h"
#include "rulesets/meter.h"
#include "rulesets/tar.h"

namespace lachan::rulesets {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> PathsOf(const ImportedContent& read) {
  std::vector<std::string> paths;
  for (const auto& file : read.content.files) paths.push_back(file.path);
  return paths;
}

std::string ZipOf(const std::vector<RuleFile>& files) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  for (const auto& file : files) {
    zip_source_t* data = zip_source_buffer(zip, file.text.data(), file.text.size(), 0);
    zip_file_add(zip, file.path.c_str(), data, ZIP_FL_ENC_UTF_8);
  }
  zip_close(zip);
  zip_source_open(source);
  zip_source_seek(source, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(source)), '\0');
  zip_source_seek(source, 0, SEEK_SET);
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

std::string GzipOf(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/lachan-rulesets-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path_); }
  const std::string& path() const { return path_; }
  void Put(const std::string& below, const std::string& text) const {
    fs::create_directories(fs::path(path_ + "/" + below).parent_path());
    std::ofstream(path_ + "/" + below) << text;
  }

 private:
  std::string path_;
};

TEST(ArchiveTest, ATarComesBackAsItWentIn) {
  const std::string long_name = std::string(150, 'n') + "/" + std::string(160, 'x') + ".yml";
  const std::vector<RuleFile> files = {
      {"a/một.yml", "title: 1\n"}, {"b.yaml", ""}, {long_name, "x"}};
  const auto tar = WriteTar(files);
  EXPECT_EQ(tar.size() % 512, 0U);
  for (const auto& bytes : {tar, GzipOf(tar)}) {
    const auto read = ReadArchive(bytes, {}, Layout::kAsIs);
    ASSERT_TRUE(read) << read.error().Text();
    EXPECT_THAT(PathsOf(*read), ElementsAre("a/một.yml", "b.yaml", long_name));
    EXPECT_EQ(read->content.hash, SetContent::Of(files).hash);
  }
}

TEST(ArchiveTest, AZipLosesTheFolderAroundItAndWhatIsNoRule) {
  const auto zip = ZipOf({{"sigma-master/rules/x.yml", "title: x"},
                          {"sigma-master/LICENSE", "# Detection Rule License 1.1\n"},
                          {"sigma-master/README.md", "read me"},
                          {"sigma-master/.github/workflows/w.yml", "on: push"}});
  const auto read = ReadArchive(zip);
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_THAT(PathsOf(*read), ElementsAre("LICENSE", "rules/x.yml"));
  EXPECT_EQ(read->left_out_count, 2U);
  EXPECT_EQ(read->licence, "Detection Rule License 1.1");
}

TEST(ArchiveTest, RefusesWhatLeadsOutAndWhatIsTooMuch) {
  for (const char* path : {"../x.yml", "/etc/x.yml", "a/../../x.yml", "a\\x.yml"}) {
    const auto read = ReadArchive(WriteTar(std::vector<RuleFile>{{path, "t"}}));
    ASSERT_FALSE(read) << path;
    EXPECT_EQ(read.error().code(), ErrorCode::kInvalidInput);
  }
  const std::vector<RuleFile> three = {{"a.yml", "1"}, {"b.yml", "2"}, {"c.yml", "3"}};
  EXPECT_FALSE(ReadArchive(WriteTar(three), {.max_files = 2}));
  EXPECT_FALSE(ReadArchive(ZipOf(three), {.max_entries = 2}));
  EXPECT_FALSE(ReadArchive(WriteTar(three), {.max_bytes = 2}));
  const auto large =
      ReadArchive(ZipOf({{"a.yml", "12345"}, {"b.yml", "1"}}), {.max_file_bytes = 3});
  ASSERT_TRUE(large);
  EXPECT_THAT(PathsOf(*large), ElementsAre("b.yml"));
  EXPECT_THAT(large->left_out[0].reason, HasSubstr("larger"));
}

TEST(ArchiveTest, SaysWhatIsWrongWithDamagedOnes) {
  const auto tar = WriteTar(std::vector<RuleFile>{{"a.yml", std::string(3000, 'x')}});
  for (const auto& [bytes, words] :
       std::vector<std::pair<std::string, std::string>>{{"not an archive", "send a .zip"},
                                                        {"", "send a .zip"},
                                                        {tar.substr(0, 1500), "cut off"},
                                                        {GzipOf(tar).substr(0, 40), "gzip"},
                                                        {"PK\x03\x04 nothing", "zip"}}) {
    const auto read = ReadArchive(bytes);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().Text(), HasSubstr(words));
  }
  // A gzip that unpacks to far more than a set may hold.
  const auto bomb = ReadArchive(GzipOf(std::string(8 << 20, '\0')), {.max_bytes = 1 << 20});
  ASSERT_FALSE(bomb);
  EXPECT_THAT(bomb.error().Text(), HasSubstr("unpacks to more"));
}

TEST(ContentTest, TheHashTellsPathsAndTexts) {
  const auto hash = [](std::vector<RuleFile> files) {
    return SetContent::Of(std::move(files)).hash;
  };
  EXPECT_EQ(hash({{"a.yml", "1"}, {"b.yml", "2"}}), hash({{"b.yml", "2"}, {"a.yml", "1"}}));
  EXPECT_NE(hash({{"a.yml", "1"}}), hash({{"a.yml", "2"}}));
  EXPECT_NE(hash({{"a.yml", "1"}}), hash({{"b.yml", "1"}}));
}

TEST(ContentTest, AFolderIsReadWithoutLinksAndHiddenFiles) {
  const Folder folder;
  folder.Put("windows/x.yml", "title: x");
  folder.Put("tests/x.yml", "rule: x");
  folder.Put(".git/y.yml", "title: y");
  folder.Put("notes.txt", "n");
  fs::create_symlink("/etc", folder.path() + "/link");
  const auto read = ReadFolder(folder.path());
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_THAT(PathsOf(*read), ElementsAre("tests/x.yml", "windows/x.yml"));
  EXPECT_FALSE(ReadFolder(folder.path() + "/absent"));
}

TEST(ContentStoreTest, KeepsContentsByTheirHash) {
  const Folder folder;
  ContentStore store(folder.path() + "/rules");
  ASSERT_TRUE(store.Open());
  ASSERT_TRUE(store.WriteOwn("x.yml", "title: x"));
  ASSERT_TRUE(store.WriteOwn("tests/x.yml", "rule: x"));
  EXPECT_FALSE(store.WriteOwn("../x.yml", "title: x"));
  const auto own = store.ReadOwn();
  ASSERT_TRUE(own);
  ASSERT_TRUE(store.Keep(*own));
  ASSERT_TRUE(store.RemoveOwn("x.yml"));
  ASSERT_TRUE(store.RemoveOwn("x.yml"));
  EXPECT_EQ(store.ReadOwn()->files.size(), 1U);
  const auto kept = store.Read(own->hash);
  ASSERT_TRUE(kept) << kept.error().Text();
  EXPECT_EQ(kept->hash, own->hash);
  EXPECT_EQ(kept->files.size(), 2U);
  std::ofstream(store.folder() + "/packs/" + own->hash + ".tar", std::ios::app) << "x";
  ASSERT_TRUE(store.WriteOwn("y.yml", "title: y"));
  const auto other = store.ReadOwn();
  ASSERT_TRUE(store.Keep(*other));
  fs::rename(store.folder() + "/packs/" + other->hash + ".tar",
             store.folder() + "/packs/" + own->hash + ".tar");
  EXPECT_EQ(store.Read(own->hash).error().code(), ErrorCode::kCorrupt);
  store.KeepOnly({});
  EXPECT_EQ(store.Read(own->hash).error().code(), ErrorCode::kNotFound);
}

TEST(WindowFileTest, IsReadBackOrNotAtAll) {
  const Folder folder;
  const auto path = folder.path() + "/windows";
  WindowFile file(path);
  EXPECT_FALSE(file.Load());
  const std::string bytes("\0binary\n1", 9);
  ASSERT_TRUE(file.Save({42, bytes}));
  const auto kept = file.Load();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->done, 42U);
  EXPECT_EQ(kept->bytes, bytes);
  for (const char* damaged : {"", "lachan-windows 1", "lachan-windows 1 42 00000000\nxyz",
                              "lachan-windows 1 x y\nxyz", "something else"}) {
    std::ofstream(path, std::ios::trunc) << damaged;
    EXPECT_FALSE(file.Load()) << damaged;
  }
}

}  // namespace
}  // namespace lachan::rulesets
