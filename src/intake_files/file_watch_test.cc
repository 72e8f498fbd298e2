// SPDX-License-Identifier: Apache-2.0
#include "intake_files/file_watch.h"
#include "base/testing_wait.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
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
  /// As gzip.
  static std::string Packed(std::string_view text) {
    z_stream stream{};
    EXPECT_EQ(::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string packed(::deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<unsigned>(text.size());
    stream.next_out = reinterpret_cast<unsigned char*>(packed.data());
    stream.avail_out = static_cast<unsigned>(packed.size());
    EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
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
  /// As if a crash had come before the positions were noted as they are; between Stop and Start.
  void ChangePositions(const std::function<void(FilePosition&)>& change) const {
    auto positions = Positions::Open(options_.positions);
    ASSERT_TRUE(positions);
    const auto all = positions->all();
    for (auto [id, position] : all) {
      change(position);
      ASSERT_TRUE(positions->Put({&position, 1}));
    }
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
  EXPECT_TRUE(Eventually([&] { return watch_->counters().files == 2; }));
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
  ASSERT_TRUE(Eventually([&] { return watch_->counters().files == 1; }));
  Append(At("a.log.1.gz"), Packed(text + Lines("packed", 3000, 3100)));  // added before packing
  fs::remove(At("a.log"));
  Append(At("other.gz"), Packed(Lines("other", 0, 10) + "without an end"));
  ExpectStored(Lines("packed", 0, 3100) + Lines("other", 0, 10) + "without an end\n");
  Stop();
  Start();
  std::this_thread::sleep_for(800ms);
  ExpectStored(Lines("packed", 0, 3100) + Lines("other", 0, 10) + "without an end\n");
}

TEST_F(FileWatchTest, APackedFileThatIsMetWhileItIsWrittenIsKnownAllTheSame) {
  Rule({(folder_ / "logs/*").string()});
  const std::string text = Lines("packed", 0, 3000);
  Append(At("a.log"), text);
  Start();
  ASSERT_TRUE(Has(3000));
  ASSERT_TRUE(Eventually([&] { return watch_->counters().files == 1; }));
  const std::string packed = Packed(text + Lines("packed", 3000, 3100));
  for (const std::size_t part : {std::size_t{0}, std::size_t{20}, packed.size() / 2}) {
    SCOPED_TRACE(part);
    const auto path = At(fmt::format("a.log.{}.gz", part));
    const auto files = watch_->counters().files;
    Append(path, packed.substr(0, part));
    ASSERT_TRUE(Eventually([&] { return watch_->counters().files > files; }));
    Append(path, packed.substr(part));
    ASSERT_TRUE(Eventually([&] { return watch_->counters().files == files; }));  // read and closed
  }
  ExpectStored(Lines("packed", 0, 3100));
}

TEST_F(FileWatchTest, ACopyThatIsMetWhileItIsWrittenIsKnownAllTheSame) {
  options_.quiet = 3s;  // more than a busy machine takes to write the rest
  Rule({(folder_ / "logs/*").string()});
  const std::string text = Lines("copy", 0, 3000);
  Append(At("a.log"), text);
  Start();
  ASSERT_TRUE(Has(3000));
  ASSERT_TRUE(Eventually([&] { return watch_->counters().files == 1; }));
  for (const std::size_t part : {std::size_t{500}, text.size() / 2}) {
    SCOPED_TRACE(part);
    const auto path = At(fmt::format("a.log.{}", part));
    const auto files = watch_->counters().files;
    Append(path, text.substr(0, part));
    ASSERT_TRUE(Eventually([&] { return watch_->counters().files > files; }));
    Append(path, text.substr(part));
  }
  fs::resize_file(At("a.log"), 0);
  ASSERT_TRUE(Eventually([&] { return watch_->counters().emptied == 1; }));
  Append(At("a.log"), Lines("copy", 3000, 3010));
  std::this_thread::sleep_for(2 * options_.quiet);  // a doubled copy would come now
  ExpectStored(Lines("copy", 0, 3010));
}

TEST_F(FileWatchTest, ACopyOfWhatIsNotReadYetIsNotReadBesideIt) {
  Rule({(folder_ / "logs/*").string()});
  options_.read_bytes = 1024;  // so that most of the unread is not yet noted
  Append(At("a.log"), Lines("before", 0, 300));
  Start();
  ASSERT_TRUE(Has(300));
  spool_.FailWith(ErrorCode::kExhausted);
  Append(At("a.log"), Lines("unread", 0, 300));
  fs::copy_file(At("a.log"), At("a.log.1"));
  ASSERT_TRUE(Eventually([&] { return watch_->counters().files == 2; }));
  spool_.FailWith(std::nullopt);
  ASSERT_TRUE(Has(600));
  Append(At("a.log"), Lines("later", 0, 300));
  std::this_thread::sleep_for(2 * options_.quiet);  // a doubled copy would come now
  ExpectStored(Lines("before", 0, 300) + Lines("unread", 0, 300) + Lines("later", 0, 300));
}

TEST_F(FileWatchTest, ACopyOfWhatWasReadFurtherIsNotReadAgain) {
  Rule({(folder_ / "logs/*").string()});
  Append(At("a.log"), Lines("copy", 0, 300));
  Start();
  ASSERT_TRUE(Has(300));
  fs::copy_file(At("a.log"), folder_ / "copy");
  Append(At("a.log"), Lines("later", 0, 300));
  ASSERT_TRUE(Has(600));
  fs::rename(folder_ / "copy", At("a.log.1"));
  ASSERT_TRUE(Eventually([&] { return watch_->counters().files == 2; }));
  std::this_thread::sleep_for(2 * options_.quiet);  // a doubled copy would come now
  ExpectStored(Lines("copy", 0, 300) + Lines("later", 0, 300));
  Append(At("a.log.1"), Lines("own", 0, 3));  // somebody goes on with the copy
  ExpectStored(Lines("copy", 0, 300) + Lines("later", 0, 300) + Lines("own", 0, 3));
}

TEST_F(FileWatchTest, ABatchWhoseAnswerWasNotNotedIsKnownAgain) {
  Append(At("a.log"), Lines("x", 0, 100));
  Start();
  ASSERT_TRUE(Has(100));
  Stop();
  // The crash comes between the answer and its note.
  ChangePositions([](FilePosition& p) {
    ASSERT_EQ(p.done, 900u);
    p.next = p.done;
    p.done = 0;
    p.tail = "";
  });
  Append(At("a.log"), Lines("x", 100, 150));
  Start();
  ExpectStored(Lines("x", 0, 150));
  EXPECT_EQ(pipeline_->metrics().duplicates, 100u);
  const auto m = pipeline_->metrics();
  EXPECT_EQ(m.received, m.stored + m.rejected + m.duplicates);
}

TEST_F(FileWatchTest, AFirstBatchWithoutAnAnswerIsKnownInTheCopyThatWasCutOff) {
  const std::string text = Lines("first", 0, 300);
  Append(At("a.log"), text);
  Start();
  ASSERT_TRUE(Has(300));
  Stop();
  // The crash comes between the answer to all of the file and its note, the rotation meanwhile.
  ChangePositions([&](FilePosition& p) {
    ASSERT_EQ(p.done, text.size());
    p.done = 0;
    p.tail = "";
  });
  fs::copy(At("a.log"), At("a.1.log"));
  fs::resize_file(At("a.log"), 0);
  Append(At("a.log"), Lines("later", 0, 50));
  // Another file that begins in the same way is no copy of it.
  Append(At("b.log"), Lines("first", 0, 150) + Lines("other", 0, 10));
  Start();
  ExpectStored(text + Lines("later", 0, 50) + Lines("first", 0, 150) + Lines("other", 0, 10));
  EXPECT_EQ(pipeline_->metrics().duplicates, 300u);
}

TEST_F(FileWatchTest, AFirstBatchWithoutAnAnswerIsKnownInThePackedFile) {
  Rule({(folder_ / "logs/*").string()});
  const std::string text = Lines("first", 0, 300);
  Append(At("a.log"), text);
  Append(At("s.log"), Lines("short", 0, 20));
  Start();
  ASSERT_TRUE(Has(320));
  Stop();
  // The crash comes between the answer and its note.
  ChangePositions([](FilePosition& p) {
    p.next_tail = p.tail;
    p.done = 0;
    p.tail = "";
  });
  Append(At("a.log.1.gz"), Packed(text + Lines("added", 0, 5)));
  Append(At("s.log.1.gz"), Packed(Lines("short", 0, 20)));
  fs::remove(At("a.log"));
  fs::remove(At("s.log"));
  Append(At("a.log"), Lines("later", 0, 50));
  // Other files that begin in the same way are no copies of it.
  const std::string longer = Lines("first", 0, 150) + Lines("other", 0, 300);
  Append(At("b.log"), longer);
  Append(At("b.log.1.gz"), Packed(Lines("first", 0, 140) + Lines("third", 0, 300)));
  Start();
  ExpectStored(text + Lines("short", 0, 20) + Lines("added", 0, 5) + Lines("later", 0, 50) +
               longer + Lines("first", 0, 140) + Lines("third", 0, 300));
  EXPECT_EQ(pipeline_->metrics().duplicates, 320u);
}

TEST_F(FileWatchTest, ACopyThatMissesWhatWasAddedWhileItWasMadeIsReadToItsEnd) {
  Append(At("a.log"), Lines("x", 0, 300));
  Start();
  ASSERT_TRUE(Has(300));
  Stop();
  // The crash comes before these were handed over.
  ChangePositions([](FilePosition& p) { p.next = p.done + 900; });
  fs::copy(At("a.log"), At("a.1.log"));
  Append(At("a.1.log"), Lines("x", 300, 350));
  fs::resize_file(At("a.log"), 0);
  Start();
  ExpectStored(Lines("x", 0, 350));
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
  EXPECT_TRUE(Eventually([&] { return watch_->counters().too_long == 1; }));
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
