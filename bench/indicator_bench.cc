// SPDX-License-Identifier: Apache-2.0
// What a million indicators cost: loading, memory, and looking at the values of events.
// Usage: indicator_bench [INDICATORS] [EVENTS.jsonl[.gz]...]
// Without events, values are made up. Every figure is the best of five rounds on one thread. As in
// an engine that has just parsed them, values are in the cache when they are looked at: they are
// taken in portions, each read once before the clock runs.
#include <fmt/format.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "formats/json_record.h"
#include "indicators/indicator_set.h"
#include "indicators/read.h"

namespace {

using namespace lachan;
using namespace lachan::indicators;

/// Seconds that this thread had a processor: others on the machine do not count.
double Now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}
double Since(double begin) { return Now() - begin; }

/// Resident memory of this process.
double ResidentMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  }
  return 0;
}

class Maker {
 public:
  std::uint64_t Number(std::uint64_t below) { return random_() % below; }
  std::string Text(std::string_view letters, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += letters[Number(letters.size())];
    return text;
  }
  std::string Hex(std::size_t size) { return Text("0123456789abcdef", size); }
  std::string Word() { return Text("abcdefghijklmnopqrstuvwxyz0123456789-", 5 + Number(10)); }
  std::string V4() {
    return fmt::format("{}.{}.{}.{}", 1 + Number(223), Number(256), Number(256), Number(256));
  }
  std::string Domain() {
    static constexpr const char* kTops[] = {"com", "net", "org", "info", "biz", "vn",   "com.vn",
                                            "ru",  "cn",  "top", "xyz",  "io",  "site", "online"};
    std::string domain = 'd' + Word() + 'x';
    for (auto more = Number(3); more > 1; --more) domain = 's' + Word() + "y." + domain;
    return domain + '.' + kTops[Number(std::size(kTops))];
  }
  std::string Uuid() {
    const std::string hex = Hex(32);
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                       hex.substr(16, 4), hex.substr(20));
  }

 private:
  std::mt19937_64 random_{7};
};

/// Type of the CSV and MISP forms, the STIX path, and the value.
struct Made {
  const char* misp;
  const char* stix;
  std::string value;
};

Made Make(Maker& maker) {
  const auto dice = maker.Number(100);
  if (dice < 24) return {"ip-dst", "ipv4-addr:value", maker.V4()};
  if (dice < 26) return {"ip-dst", "ipv6-addr:value", "2001:db8::" + maker.Hex(4) + ":1"};
  if (dice < 27) {
    return {"ip-dst", "ipv4-addr:value", fmt::format("{}/{}", maker.V4(), 20 + maker.Number(9))};
  }
  if (dice < 57) return {"domain", "domain-name:value", maker.Domain()};
  if (dice < 67) {
    return {"url", "url:value", fmt::format("http://{}/{}.php", maker.Domain(), maker.Word())};
  }
  if (dice < 77) return {"md5", "file:hashes.MD5", maker.Hex(32)};
  if (dice < 82) return {"sha1", "file:hashes.'SHA-1'", maker.Hex(40)};
  if (dice < 96) return {"sha256", "file:hashes.'SHA-256'", maker.Hex(64)};
  return {"email-src", "email-addr:value", 'n' + maker.Word() + '@' + maker.Domain()};
}

struct Documents {
  std::string csv = "type,value,description,id,valid_until\n", stix, misp, text;
};

Documents MakeDocuments(std::size_t count) {
  Maker maker;
  Documents out;
  out.stix = R"({"type":"bundle","id":"bundle--1","objects":[)";
  out.misp = R"({"Event":{"uuid":"1","info":"campaign","Orgc":{"name":"CERT"},"Attribute":[)";
  for (std::size_t i = 0; i < count; ++i) {
    const Made made = Make(maker);
    const std::string id = maker.Uuid(), comma = i == 0 ? "" : ",";
    const std::string about = fmt::format("family {} campaign {}", i % 400, i % 20'000);
    out.csv += fmt::format("{},{},{},{},2027-01-01\n", made.misp, made.value, about, id);
    std::string path(made.stix);
    out.stix += fmt::format(
        R"({}{{"type":"indicator","spec_version":"2.1","id":"indicator--{}",)"
        R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"{}",)"
        R"("pattern":"[{} = '{}']","pattern_type":"stix","valid_from":"2020-01-01T00:00:00Z"}})",
        comma, id, about, path, made.value);
    out.misp +=
        fmt::format(R"({}{{"uuid":"{}","type":"{}","category":"Network activity","to_ids":true,)"
                    R"("value":"{}","comment":"{}","timestamp":"1767225600"}})",
                    comma, id, made.misp, made.value, about);
    out.text += made.value + '\n';
  }
  out.stix += "]}";
  out.misp += "]}}";
  return out;
}

IndicatorSet Load(const char* name, std::string text) {
  const double megabytes = static_cast<double>(text.size()) / 1e6, before = ResidentMegabytes();
  auto begin = Now();
  IndicatorSet::Builder builder;
  std::size_t refused = 0;
  const auto report = ReadIndicators(std::move(text), {.file = name}, [&](Indicator indicator) {
    refused += builder.Add(indicator) ? 0 : 1;
  });
  const double reading = Since(begin);
  begin = Now();
  IndicatorSet set = std::move(builder).Build();
  fmt::print(
      "{:5} {:6.1f} MB: found {} loaded {} rejected {} skipped {} refused {}; read {:.2f} s, "
      "built {:.2f} s; set {:.1f} MB (resident {:+.1f} MB)\n",
      name, megabytes, report.found, report.loaded, report.rejected, report.skipped, refused,
      reading, Since(begin), static_cast<double>(set.MemoryBytes()) / 1e6,
      ResidentMegabytes() - before);
  for (const auto& finding : report.findings) fmt::print("  {}\n", finding.Text());
  return set;
}

struct Value {
  RawValue::Form form = RawValue::Form::kText;
  std::string text;
};

/// What events of a Windows host and a proxy hold: 40 fields, each always of the same kind.
std::vector<Value> MakeValues(std::size_t count) {
  Maker maker;
  std::vector<Value> values;
  for (std::size_t i = 0; i < count; ++i) {
    const auto dice = i % 40 * 37 % 100;
    Value value;
    if (dice < 25) {
      value = {RawValue::Form::kNumber, std::to_string(maker.Number(100'000))};
    } else if (dice < 45) {
      value.text = fmt::format("C:\\Windows\\System32\\{}\\{}.exe", maker.Word(), maker.Word());
    } else if (dice < 55) {
      value.text = fmt::format("{{{}}}", maker.Uuid());
    } else if (dice < 65) {
      value.text = fmt::format("2026-02-11 08:{:02}:{:02}.{:03}", i % 60, i % 59, i % 1000);
    } else if (dice < 80) {
      value.text = maker.Word();
    } else if (dice < 88) {
      value.text =
          fmt::format("\"C:\\Program Files\\{}\\{}.exe\" --type=renderer --lang=vi --id={}",
                      maker.Word(), maker.Word(), maker.Number(1'000'000));
    } else if (dice < 93) {
      value.text = maker.V4();
    } else if (dice < 96) {
      value.text = maker.Domain();
    } else if (dice < 98) {
      value.text = fmt::format("MD5={},SHA256={}", maker.Hex(32), maker.Hex(64));
    } else {
      value.text = fmt::format("https://{}/{}/{}?id={}", maker.Domain(), maker.Word(), maker.Word(),
                               maker.Number(1'000'000));
    }
    values.push_back(std::move(value));
  }
  return values;
}

struct Events {
  std::vector<Value> values;
  std::size_t count = 0;
};

void AddFile(const char* path, Events& events) {
  const gzFile file = gzopen(path, "rb");  // Reads plain files as well.
  if (file == nullptr) return;
  std::string text;
  char buffer[1 << 16];
  for (int count; (count = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  gzclose(file);
  lachan::NameTable names;
  formats::JsonRecordReader reader(names);
  lachan::FlatRecord record;
  const std::size_t size = text.size();
  text.append(formats::JsonRecordReader::kPadding, ' ');
  for (const auto line : Split(std::string_view(text).substr(0, size), '\n')) {
    if (reader.Read(line, record) != formats::JsonRecordOutcome::kOk) continue;
    ++events.count;
    for (const auto& field : record.fields) {
      std::string value;
      lachan::AppendDecoded(field.value, value);
      const auto form = field.value.form == RawValue::Form::kJsonString ? RawValue::Form::kText
                                                                        : field.value.form;
      events.values.push_back({form, std::move(value)});
    }
  }
}

std::vector<Value> Distinct(const std::vector<Value>& values) {
  std::unordered_set<std::string_view> seen;
  std::vector<Value> distinct;
  for (const auto& value : values) {
    if (seen.insert(value.text).second) distinct.push_back(value);
  }
  return distinct;
}

std::string Utf16(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    out += '\0';
  }
  return out;
}

/// Values side by side, as a parser leaves them.
class Batch {
 public:
  explicit Batch(const std::vector<Value>& values, bool utf16) {
    for (const auto& value : values) {
      const bool wide = utf16 && value.form == RawValue::Form::kText;
      places_.push_back({bytes_.size(), wide ? RawValue::Form::kUtf16 : value.form});
      bytes_ += wide ? Utf16(value.text) : value.text;
    }
    places_.push_back({bytes_.size(), RawValue::Form::kNull});
  }
  std::size_t size() const { return places_.size() - 1; }
  double bytes() const { return static_cast<double>(bytes_.size()); }
  RawValue At(std::size_t i) const {
    return {places_[i].form,
            {bytes_.data() + places_[i].begin, places_[i + 1].begin - places_[i].begin}};
  }

  /// Nanoseconds a value of `look(value)`.
  template <class Look>
  double Time(Look&& look) const {
    constexpr std::size_t kPortion = 4'000;
    double best = 1e18;
    for (int round = 0; round < 5; ++round) {
      double total = 0;
      for (std::size_t from = 0; from < size(); from += kPortion) {
        const std::size_t to = std::min(from + kPortion, size());
        for (std::size_t i = places_[from].begin; i < places_[to].begin; i += 64)
          touched_ = static_cast<char>(touched_ + bytes_[i]);
        const auto begin = Now();
        for (std::size_t i = from; i < to; ++i) look(At(i));
        total += Since(begin);
      }
      best = std::min(best, total);
    }
    return best * 1e9 / static_cast<double>(size());
  }

 private:
  struct Place {
    std::size_t begin = 0;
    RawValue::Form form = RawValue::Form::kNull;
  };
  std::string bytes_;
  std::vector<Place> places_;
  mutable volatile char touched_ = 0;
};

void Measure(const char* name, const IndicatorSet& set, const std::vector<Value>& values,
             double events) {
  const Instant now = ParseInstant("2026-06-01T00:00:00Z").value();
  const Batch batch(values, false), wide(values, true);
  std::size_t may = 0, hits = 0, hashed = 0;
  std::vector<Hit> out;
  const auto match = [&](const RawValue& value) {
    out.clear();
    set.Match(value.bytes, now, out);
    hits += out.size();
  };
  const double reference = batch.Time(
      [&](const RawValue& value) { hashed ^= std::hash<std::string_view>{}(value.bytes); });
  const double asked = batch.Time([&](const RawValue& value) { may += set.MayMatch(value); });
  const double both = batch.Time([&](const RawValue& value) {
    if (set.MayMatch(value)) match(value);
  });
  const double matched = batch.Time(match);
  const double wide_asked = wide.Time([&](const RawValue& value) { may += set.MayMatch(value); });
  may = hits = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    may += set.MayMatch(batch.At(i));
    match(batch.At(i));
  }
  const auto count = static_cast<double>(batch.size());
  fmt::print(
      "{:9} {} values of {:.1f} bytes: MayMatch {:.1f} ns, then Match {:.1f} ns, Match of all "
      "{:.1f} ns, MayMatch of UTF-16 {:.1f} ns; std::hash of a value {:.1f} ns; may match "
      "{:.2f} %, hits {} ({})\n",
      name, batch.size(), batch.bytes() / count, asked, both, matched, wide_asked, reference,
      static_cast<double>(may) / count * 100, hits, hashed & 1);
  if (events > 0) {
    const double cost = both * count / events, engine = 1e9 / 350'000;
    fmt::print("{:9} {:.1f} values an event: {:.0f} ns an event, {:.1f} % of 1/350,000 s\n", "",
               count / events, cost, cost / engine * 100);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 1'000'000;
  int first = 1;
  if (argc > 1 && std::strspn(argv[1], "0123456789") == std::strlen(argv[1])) {
    count = std::strtoull(argv[1], nullptr, 10);
    first = 2;
  }
  Documents documents = MakeDocuments(count);
  const std::string text = std::move(documents.text);
  Load("misp", std::move(documents.misp));
  Load("stix", std::move(documents.stix));
  Load("text", text);
  const IndicatorSet set = Load("csv", std::move(documents.csv));
  const auto made = MakeValues(1'000'000);
  Measure("made up", set, made, static_cast<double>(made.size()) / 40);
  if (first == argc) return 0;
  Events events;
  for (int i = first; i < argc; ++i) AddFile(argv[i], events);
  Measure("files", set, events.values, static_cast<double>(events.count));
  Measure("distinct", set, Distinct(events.values), 0);
  return 0;
}
