// SPDX-License-Identifier: Apache-2.0
#include "intake_files/file_watch.h"
#include "base/testing_wait.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/hash.h"
#include "intake_files/positions.h"
#include "pipeline/testing_fakes.h"

namespace lachan::intake_files {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using pipeline::Pipeline;

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

class FileWatchTest : public ::testing::Test {
 protected:
  FileWatchTest() : folder_(fs::temp_directory_path() / ("lachan-files-" + RandomToken(9))) {
    fs::create_directories(folder_ / "logs");
    options_.positions = folder_ / "state" / "positions";
    options_.poll = 100ms;
    options_.quiet = 300ms;
    options_.last_line = 3600s;
    pipeline_options_.insert_interval = 1ms;
    pipeline_options_.retry_first = 1ms;
    pipeline_options_.retry_last = 5ms;
    pipeline_ = std::make_unique<Pipeline>(
        pipeline_options_, Pipeline::Deps{clock_, normaliser_, spool_, store_, sink_});
    EXPECT_TRUE(pipeline_->Start());
    Rule({(folder_ / "logs/*.log").string()});
  }
  ~FileWatchTest() override {
    watch_.reset();
    pipeline_.reset();
    fs::remove_all(folder_);
  }

  void Rule(std::vector<std::string> paths, std::string_view more = "") {
    std::string yaml = "files:\n- source: web\n  paths:\n";
    for (const auto& path : paths) yaml += "  - '" + path + "'\n";
    auto rules = ParseFileRules(yaml + std::string(more));
    ASSERT_TRUE(rules) << rules.error().Text();
    options_.rules = std::move(*rules);
  }
  void Start() {
    auto watch = FileWatch::Open(
        options_,
        {clock_, *pipeline_, [this](const std::string& name) -> std::optional<pipeline::Sender> {
           if (name != "web" || !is_registered_) return std::nullopt;
           return pipeline::Sender{SourceId{7}, AgencyId{8}, "", false};
         }});
    ASSERT_TRUE(watch) << watch.error().Text();
    watch_ = std::move(*watch);
    watch_->Start();
  }
  void Stop() { watch_.reset(); }
  fs::path At(std::string_view name) const { return folder_ / "logs" / name; }
  static void Append(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::app | std::ios::binary) << text;
  }
  /// Lines "word number" from one number to another.
  static std::string Lines(std::string_view word, int from, int to) {
    std::string text;
    for (int n = from; n < to; ++n) text += fmt::format("{} {:06}\n", word, n);
    return text;
  }
  std::vector<std::string> Stored() const {
    std::vector<std::string> texts;
    for (const Event& event : store_.events()) texts.push_back(event.raw);
    std::ranges::sort(texts);
    return texts;
  }
  bool Has(std::size_t count) {
    return Eventually([&] { return store_.events().size() >= count; });
  }
  /// Exactly the lines of `text`, each once.
  void ExpectStored(const std::string& text) {
    std::vector<std::string> wanted;
    std::string_view rest = text;
    while (!rest.empty()) {
      wanted.emplace_back(rest.substr(0, rest.find('\n')));
      rest.remove_prefix(wanted.back().size() + 1);
    }
    std::ranges::sort(wanted);
    EXPECT_TRUE(Has(wanted.size()));
    ASSERT_TRUE(pipeline_->WaitIdle(20s));
    EXPECT_EQ(Stored(), wanted);
  }

  SystemClock clock_;
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  pipeline::testing::MemorySpool spool_;
  pipeline::testing::MemoryStore store_;
  pipeline::testing::MemorySink sink_;
  Pipeline::Options pipeline_options_;
  fs::path folder_;
  FileWatch::Options options_;
  std::atomic<bool> is_registered_ = true;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<FileWatch> watch_;
};

TEST_F(FileWatchTest, FollowsWhatIsAddedAndHoldsAnUnfinishedLineBack) {
  Append(At("a.log"), Lines("old", 0, 3) + "half a li");
  Append(At("a.txt"), "not ours\n");
  Start();
  ASSERT_TRUE(Has(3));
  Append(At("a.log"), "ne\n");
  Append(At("b.log"), Lines("new", 0, 2));
  ExpectStored(Lines("old", 0, 3) + "half a line\n" + Lines("new", 0, 2));
  const Event event = store_.events().front();
  EXPECT_EQ(event.source, SourceId{7});
  EXPECT_EQ(event.agency, AgencyId{8});
  EXPECT_EQ(event.transport, Transport::kFile);
  EXPECT_EQ(watch_->counters().files, 2u);
}

TEST_F(FileWatchTest, ResumesWhereItWas) {
  Append(At("a.log"), Lines("x", 0, 100));
  Start();
  ASSERT_TRUE(Has(100));
  Stop();
  Append(At("a.log"), Lines("x", 100, 200));
  Start();
  ExpectStored(Lines("x", 0, 200));
}

TEST_F(FileWatchTest, FollowsARenamedFileToItsEnd) {
  Append(At("a.log"), Lines("first", 0, 50));
  std::ofstream writer(At("a.log"), std::ios::app);
  Start();
  ASSERT_TRUE(Has(50));
  fs::rename(At("a.log"), At("a.log.1"));
  writer << Lines("late", 0, 10) << std::flush;  // the program has not opened the new one yet
  Append(At("a.log"), Lines("second", 0, 50));
  ExpectStored(Lines("first", 0, 50) + Lines("late", 0, 10) + Lines("second", 0, 50));
}

TEST_F(FileWatchTest, FindsARenamedFileAfterARestart) {
  Append(At("a.log"), Lines("first", 0, 50));
  Start();
  ASSERT_TRUE(Has(50));
  Stop();
  Append(At("a.log"), Lines("unread", 0, 10));
  fs::rename(At("a.log"), At("a.log.1"));
  Append(At("a.log"), Lines("second", 0, 50));
  Start();
  ExpectStored(Lines("first", 0, 50) + Lines("unread", 0, 10) + Lines("second", 0, 50));
}

TEST_F(FileWatchTest, ACopyThatIsCutOffIsNeitherLostNorDoubled) {
  for (const char* pattern : {"logs/*.log", "logs/*.log*"}) {
    SCOPED_TRACE(pattern);
    Stop();
    fs::remove_all(folder_ / "logs");
    fs::remove_all(folder_ / "state");
    fs::create_directories(folder_ / "logs");
    Rule({(folder_ / pattern).string()});
    const std::string word = fmt::format("copy{}", fs::path(pattern).extension().string().size());
    const std::size_t before = store_.events().size();
    Append(At("a.log"), Lines(word, 0, 200));
    Start();
    ASSERT_TRUE(Has(before + 200));
    Stop();  // so that there is something unread when it is copied
    Append(At("a.log"), Lines(word, 200, 300));
    fs::copy_file(At("a.log"), At("a.log.1"));
    fs::resize_file(At("a.log"), 0);
    Append(At("a.log"), Lines(word, 300, 330));
    Start();
    ASSERT_TRUE(Has(before + 330));
    ASSERT_TRUE(pipeline_->WaitIdle(20s));
    std::this_thread::sleep_for(600ms);  // a doubled copy would come now
    EXPECT_EQ(store_.events().size(), before + 330);
  }
}

TEST_F(FileWatchTest, AFileWrittenAnewBeginsAgain) {
  Append(At("a.log"), Lines("before", 0, 100));
  Start();
  ASSERT_TRUE(Has(100));
  std::ofstream(At("a.log"), std::ios::trunc) << Lines("after", 0, 300);  // longer than before
  ExpectStored(Lines("before", 0, 100) + Lines("after", 0, 300));
  EXPECT_EQ(watch_->counters().emptied, 1u);
}

TEST_F(FileWatchTest, ReadsPackedFilesOnceAndKnowsWhatItHadRead) {
  Rule({(folder_ / "logs/*").string()});
  const std::string text = Lines("packed", 0, 3000);
  Append(At("a.log"), text);
  Start();
  ASSERT_TRUE(Has(3000));
  const auto pack = [&](const fs::path& path, const std::string& bytes) {
    const gzFile file = ::gzopen(path.c_str(), "wb");
    ::gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    ::gzclose(file);
  };
  pack(At("a.log.1.gz"), text + Lines("packed", 3000, 3100));  // what was added before packing
  fs::remove(At("a.log"));
  pack(At("other.gz"), Lines("other", 0, 10) + "without an end");
  ExpectStored(Lines("packed", 0, 3100) + Lines("other", 0, 10) + "without an end\n");
  Stop();
  Start();
  std::this_thread::sleep_for(800ms);
  ExpectStored(Lines("packed", 0, 3100) + Lines("other", 0, 10) + "without an end\n");
}

TEST_F(FileWatchTest, ABatchWhoseAnswerWasNotNotedIsKnownAgain) {
  Append(At("a.log"), Lines("x", 0, 100));
  Start();
  ASSERT_TRUE(Has(100));
  Stop();
  // As if the crash had come between the answer and its note.
  auto positions = Positions::Open(options_.positions);
  ASSERT_TRUE(positions);
  FilePosition p = positions->all().begin()->second;
  ASSERT_EQ(p.done, 900u);
  p.next = p.done;
  p.done = 0;
  p.tail = "";
  ASSERT_TRUE(positions->Put({&p, 1}));
  Append(At("a.log"), Lines("x", 100, 150));
  Start();
  ExpectStored(Lines("x", 0, 150));
  EXPECT_EQ(pipeline_->metrics().duplicates, 100u);
  const auto m = pipeline_->metrics();
  EXPECT_EQ(m.received, m.stored + m.rejected + m.duplicates);
}

TEST_F(FileWatchTest, WaitsWhileTheDiskIsFullAndWhileTheSourceIsUnknown) {
  is_registered_ = false;
  spool_.FailWith(ErrorCode::kExhausted);
  Append(At("a.log"), Lines("x", 0, 10));
  Start();
  ASSERT_TRUE(Eventually([&] { return !watch_->problems().empty(); }));
  EXPECT_NE(watch_->problems()[0].find("no source 'web'"), std::string::npos);
  is_registered_ = true;
  ASSERT_TRUE(Eventually([&] { return pipeline_->metrics().rejected > 0; }));
  spool_.FailWith(std::nullopt);
  ExpectStored(Lines("x", 0, 10));
  ASSERT_TRUE(Eventually([&] { return watch_->problems().empty(); }));
}

TEST_F(FileWatchTest, CountsLinesThatAreTooLong) {
  options_.cut.record_bytes = 1000;
  options_.read_bytes = 4096;
  Append(At("a.log"), "a\n" + std::string(100'000, 'x') + "\nb\n");
  Start();
  ExpectStored("a\nb\n");
  EXPECT_EQ(watch_->counters().too_long, 1u);
  const auto m = pipeline_->metrics();
  EXPECT_EQ(m.received, m.stored + m.rejected + m.duplicates);
}

TEST_F(FileWatchTest, TakesOnlyWhatIsAddedWhenToldTo) {
  Rule({(folder_ / "logs/*.log").string()}, "  start: end\n");
  Append(At("a.log"), Lines("history", 0, 10));
  Start();
  ASSERT_TRUE(Eventually([&] { return watch_->counters().files == 1; }));
  Append(At("a.log"), Lines("now", 0, 2));
  Append(At("new.log"), Lines("whole", 0, 2));
  ExpectStored(Lines("now", 0, 2) + Lines("whole", 0, 2));
}

TEST_F(FileWatchTest, DoesNotFollowLinksThatAPatternMeets) {
  Append(folder_ / "secret", "secret\n");
  fs::create_symlink(folder_ / "secret", At("link.log"));
  Append(At("a.log"), "open\n");
  Start();
  ExpectStored("open\n");
}

/// Of the event whose text begins with `text`.
std::string FormatOf(const pipeline::testing::MemoryStore& store, std::string_view text) {
  for (const Event& event : store.events()) {
    if (event.raw.starts_with(text)) return event.format;
  }
  return "(none)";
}

std::string ValueOf(const pipeline::testing::MemoryStore& store, std::string_view text,
                    std::string_view field) {
  for (const Event& event : store.events()) {
    if (event.raw.starts_with(text)) return std::string(event.Get(field));
  }
  return "(none)";
}

TEST_F(FileWatchTest, KnowsTheColumnsOfAFileAfterARestart) {
  Append(At("u.log"), "#Fields: date a b\n2026-11-23 x1 y\n");
  Start();
  EXPECT_TRUE(Has(2));
  Stop();
  Append(At("u.log"), "2026-11-23 x2 y\n");
  Start();
  EXPECT_TRUE(Has(3));
  EXPECT_EQ(FormatOf(store_, "2026-11-23 x2"), "w3c");
  Stop();
  // Renamed by a rotation, read on; the new file has other columns.
  fs::rename(At("u.log"), At("u.1.log"));
  Append(At("u.1.log"), "2026-11-23 x3 y\n");
  Append(At("u.log"), "#Fields: date c d\n2026-11-23 x4 y\n");
  Start();
  EXPECT_TRUE(Has(6));
  EXPECT_EQ(FormatOf(store_, "2026-11-23 x3"), "w3c");
  EXPECT_EQ(ValueOf(store_, "2026-11-23 x3", "a"), "x3");
  EXPECT_EQ(ValueOf(store_, "2026-11-23 x4", "c"), "x4");
}

TEST_F(FileWatchTest, TwoFilesOfOneSourceKeepTheirColumnsApart) {
  Append(At("a.log"), "#Fields: date a b\n");
  Append(At("b.log"), "#Fields: date c d\n");
  Start();
  EXPECT_TRUE(Has(2));
  Append(At("a.log"), "2026-11-23 a1 y\n");
  Append(At("b.log"), "2026-11-23 b1 y\n");
  EXPECT_TRUE(Has(4));
  EXPECT_EQ(ValueOf(store_, "2026-11-23 a1", "a"), "a1");
  EXPECT_EQ(ValueOf(store_, "2026-11-23 b1", "c"), "b1");
}

TEST_F(FileWatchTest, TheColumnsOutliveACopyThatIsCutOff) {
  Append(At("z.log"), "#separator \\x09\n#path\tx\n#fields\tts\tuid\n#types\ttime\tstring\n" +
                          std::string(1500, '#') + "\n1.0\tz1\n");
  Start();
  EXPECT_TRUE(Has(6));
  fs::resize_file(At("z.log"), 0);
  EXPECT_TRUE(Eventually([&] { return watch_->counters().emptied == 1; }));
  Append(At("z.log"), "1.0\tz2\n");
  EXPECT_TRUE(Has(7));
  EXPECT_EQ(FormatOf(store_, "1.0\tz2"), FormatOf(store_, "1.0\tz1"));
  EXPECT_NE(FormatOf(store_, "1.0\tz2"), "text");
}

TEST_F(FileWatchTest, FromTheEndTheHeaderIsReadFromTheBeginning) {
  Rule({(folder_ / "logs/*.log").string()}, "  start: end\n");
  Append(At("e.log"), "#Version: 1.0\n#Fields: date a b\n2026-11-23 old y\n");
  Start();
  EXPECT_TRUE(Eventually([&] { return watch_->counters().files == 1; }));
  Append(At("e.log"), "2026-11-23 new y\n");
  EXPECT_TRUE(Has(1));
  EXPECT_EQ(store_.events().front().Get("a"), "new");
}

TEST(FilePositions, AnyBytesOfPathAndHeaderAreKept) {
  FilePosition position;
  position.id = "0123456789abcdef";
  position.path = "/srv/t\xE9l\xFF.log";
  position.header = "x\nzeek x\tts\xFF\t\"a\"";
  const auto read = DecodePosition(EncodePosition(position));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->path, position.path);
  EXPECT_EQ(read->header, position.header);
}

}  // namespace
}  // namespace lachan::intake_files
